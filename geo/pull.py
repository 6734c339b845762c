"""Bringing the catalogue's files to this machine: whole and checked, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from geo.catalog import Dataset
from geo.downloads import content_of, expected_content, file_name, state
from geo.errors import GeoError
from geo.files import replace_when_written
from geo.transfer import Fetcher, NotFetchedError, Patience

UNFIT_IN_FOLDER = (
    "The folder does not hold these files as the catalogue expects them, "
    "and nothing of them was kept:\n{files}\n"
    "Put the right ones there, or leave out --from to fetch them from their publishers."
)
UNWRITTEN = (
    "These files could not be read or written:\n{files}\n"
    "Make room, or choose another folder with PHUENTHI_DATA."
)
_PATIENCE = Patience()

HURRIED = Patience(connect=5, silence=5, tries=1)
"""For a program that can do without the files: one try, and no more than 5 s for any answer."""

Progress = Callable[[Dataset, int], None]
"""Told how many bytes of a dataset's file are in place, each time some came."""


@dataclass(frozen=True)
class Pulled:
    """A dataset whose file is in its place and right."""

    dataset: Dataset
    path: Path
    origin: str | None
    """Address or path it came from; None if it was here already."""


def pull(
    datasets: Sequence[Dataset],
    folder: Path,
    *,
    source: Path | None = None,
    progress: Progress | None = None,
    patience: Patience = _PATIENCE,
) -> list[Pulled]:
    """Put the files of datasets into a folder.

    A file gets its name only when its size and sha256 are the catalogue's. One that is there and
    right is left alone. A broken download leaves ``<file>.part``, and the next pull goes on from
    it. When some datasets fail, the others are still brought before the error is raised.

    Parameters
    ----------
    datasets
        Entries of the catalogue whose kind is ``download``.
    folder
        Where downloads are kept, `geo.paths.downloads_dir`; made if it is not there.
    source
        Folder to copy the files from. Without it they come from their addresses, each tried in
        the catalogue's order, through the proxy that the environment names.
    progress
        Told of every piece that arrives over the network.
    patience
        How long to wait for servers and how often to try.

    Returns
    -------
    list of Pulled
        One for each dataset, in the order given.

    Raises
    ------
    GeoError
        If a dataset is no download, ``source`` is no folder, ``folder`` cannot be written to, or
        files could not be had. The last names all of them, every address or path with its reason,
        and for wrong content what was expected and found.
    """
    # all are looked at before anything is done about one
    states = [(expected_content(d), state(d, folder)) for d in datasets]
    if source is not None and not source.is_dir():
        raise GeoError('There is no folder "{source}" to take files from.', source=source)
    if all(found == "present" for _, found in states):
        return [Pulled(d, folder / file_name(d), None) for d in datasets]

    pulled: list[Pulled] = []
    failures: dict[str, list[str]] = {}
    fetcher = Fetcher(patience)
    with _only_one(folder, patience):
        for dataset in datasets:
            try:
                origin = _bring(dataset, folder, source, fetcher, progress)
            except NotFetchedError as failure:
                lines = failures.setdefault(failure.template, [])
                lines += _under(dataset, failure.lines)
            except OSError as cause:
                failures.setdefault(UNWRITTEN, []).extend(_under(dataset, [str(cause)]))
            else:
                pulled.append(Pulled(dataset, folder / file_name(dataset), origin))
    _raise_for(failures)
    return pulled


def _bring(
    dataset: Dataset,
    folder: Path,
    source: Path | None,
    fetcher: Fetcher,
    progress: Progress | None,
) -> str | None:
    """Put one dataset's file in its place and return where it came from."""
    # another pull may have brought it while this one waited for its turn
    if state(dataset, folder) == "present":
        return None
    target = folder / file_name(dataset)
    part = target.with_name(f"{target.name}.part")
    if source is not None:
        origin = _copy(source / target.name, target, dataset)
        part.unlink(missing_ok=True)
        return origin

    def arrived(done: int) -> None:
        if progress is not None:
            progress(dataset, done)

    origin = fetcher.fetch(dataset.addresses, part, expected_content(dataset), arrived)
    part.replace(target)
    return origin


def _copy(given: Path, target: Path, dataset: Dataset) -> str:
    expected = expected_content(dataset)
    if not given.is_file():
        raise NotFetchedError(UNFIT_IN_FOLDER, [f'expected "{given}": {expected}', "found no file"])
    with replace_when_written(target) as unfinished:
        shutil.copyfile(given, unfinished)
        found = content_of(unfinished)
        if found != expected:
            raise NotFetchedError(
                UNFIT_IN_FOLDER, [f'expected "{given}": {expected}', f"found {found}"]
            )
    return str(given)


@contextmanager
def _only_one(folder: Path, patience: Patience) -> Iterator[None]:
    """Keep two pulls from writing to the same part file; the second waits for its turn."""
    lock = FileLock(folder / ".lock", timeout=patience.turn)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as cause:
        raise GeoError(
            'Another pull has been at work in "{folder}" for more than {seconds:g} s. '
            "Wait until it is done, or end it, and try again.",
            folder=folder,
            seconds=patience.turn,
        ) from cause
    except OSError as cause:
        raise GeoError(
            '"{folder}" cannot be written to: {cause}. Choose another folder with PHUENTHI_DATA.',
            folder=folder,
            cause=cause,
        ) from cause
    try:
        yield
    finally:
        lock.release()


def _under(dataset: Dataset, lines: Sequence[str]) -> list[str]:
    """Return the lines indented, under the dataset they are about."""
    return [f"  {dataset.id} ({dataset.file})", *(f"    {line}" for line in lines)]


def _raise_for(failures: dict[str, list[str]]) -> None:
    """Raise one error for all failures, each kind with its own advice."""
    errors = [GeoError(template, files="\n".join(lines)) for template, lines in failures.items()]
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise GeoError(
            "Files are missing for more than one reason.\n{problems}",
            problems="\n".join(map(str, errors)),
        )
