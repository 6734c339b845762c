"""`phuenthi data list`, `pull` and `build`: the shipped catalogue's data and the areas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding

from commands import layers
from commands.quality import show_quality
from commands.terminal import InWords, JsonOption, err, escaped, log, out, print_json
from commands.values import values
from geo.areas import Areas
from geo.build import build as build_areas
from geo.build import downloaded
from geo.catalog import Dataset, catalog
from geo.downloads import state
from geo.errors import GeoError
from geo.layers.record import Layer
from geo.layers.store import read_user_catalog
from geo.paths import built_areas, data_dir, downloads_dir
from geo.progress import progress_bars
from geo.pull import HURRIED, Pulled
from geo.pull import pull as pull_datasets
from geo.record import build_key, keep, kept_report
from geo.report import BuildReport

data = typer.Typer(cls=InWords, help="The data: what there is, fetch it, build the areas.",
                   no_args_is_help=True)  # fmt: skip


@data.command("list")
def list_data(as_json: JsonOption = False) -> None:
    """List the datasets: of when, from whom, under which licence, and whether they are here."""
    folder = downloads_dir()
    states = {d.id: state(d, folder) for d in catalog().dataset}
    if as_json:
        fields = set(Dataset.model_fields) - {"read"}
        rows = [
            {**d.model_dump(include=fields, mode="json"), "state": states[d.id]}
            for d in catalog().dataset
        ]
        print_json([*rows, *map(_as_dataset, _own_layers())])
        return
    for dataset in catalog().dataset:
        out.print(f"{dataset.id:<22}{states[dataset.id]:<10}{dataset.period}")
        about = f"{dataset.title_en}: {dataset.publisher_en} ({dataset.licence})"
        out.print(Padding(about, (0, 0, 0, 4), expand=False))
    for layer in _own_layers():
        out.print(escaped(f"{layer.id:<22}{'own':<10}{layer.period}"))
        about = f"{layer.title_en}: {layer.publisher_en} ({layer.licence})"
        out.print(Padding(escaped(about), (0, 0, 0, 4), expand=False))
    out.print(f"Data folder: {data_dir()}", soft_wrap=True)


def _own_layers() -> tuple[Layer, ...]:
    """Return the user's layers; none, and why, where their catalogue cannot be read."""
    try:
        return read_user_catalog().layer
    except GeoError as error:
        err.print(escaped(str(error)), soft_wrap=True)
        return ()


def _as_dataset(layer: Layer) -> dict[str, object]:
    said = layer.model_dump(mode="json", include=set(Dataset.model_fields))
    return {**said, "kind": "own", "state": "own"}


@data.command("pull")
def pull(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID …]", help="Default: all.")] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Folder to take the files from.")
    ] = None,
    or_starter: Annotated[
        bool, typer.Option(help="Where nothing can be fetched, say so in one line and end well.")
    ] = False,
) -> None:
    """Fetch datasets, check size and sha256, and keep them in the data folder."""
    wanted = [catalog().get(id) for id in ids] if ids else list(catalog().downloads())
    folder = downloads_dir()
    before = {d.id for d in wanted if state(d, folder) == "present"}
    with progress_bars(err) as progress:
        bring = partial(pull_datasets, wanted, folder, progress=progress)
        fetched = _what_comes_soon(bring, source) if or_starter else bring(source=source)
    if fetched is None:
        enough = built_areas().exists() or _all_here(folder)
        rest = "what is on this machine" if enough else "the approximate starter areas"
        err.print(
            f"Not all data could be fetched (`phuenthi data pull` says why): going on with {rest}.",
            soft_wrap=True,
        )
        return
    new = len({f.dataset.id for f in fetched} - before)
    out.print(f"{len(fetched)} of {len(wanted)} files in {folder} ({new} new).", soft_wrap=True)


def _what_comes_soon(
    bring: Callable[..., list[Pulled]], source: Path | None
) -> list[Pulled] | None:
    """Bring the files from the folder, else from their addresses; None if some are still absent."""
    for place in dict.fromkeys((source, None)):
        try:
            return bring(source=place, patience=HURRIED)
        except GeoError as error:
            log.info("%s", escaped(str(error)))
    return None


@data.command("build")
def build(
    if_needed: Annotated[
        bool, typer.Option(help="Only where the files are here and the areas are not up to date.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the areas from the fetched files."""
    folder = downloads_dir()
    if if_needed and not _all_here(folder):
        return
    key = build_key(catalog(), folder)
    report = kept_report(key, built_areas()) if if_needed else None
    if report is None:
        with err.status("Building the areas …") as status:
            areas, report = build_areas(catalog(), folder, lambda step: status.update(f"{step} …"))
            status.update("Writing the areas …")
            _keep(areas, report, key)
    elif not as_json:
        out.print(f"The areas are up to date: {report.lines()[0]}", soft_wrap=True)
        return
    _print_report(report, as_json=as_json)


def _all_here(folder: Path) -> bool:
    try:
        return bool(downloaded(catalog(), folder))
    except GeoError:
        return False


def _keep(areas: Areas, report: BuildReport, key: str) -> None:
    try:
        keep(areas, report, key, built_areas())
    except OSError as cause:
        raise GeoError(
            'The areas cannot be written to "{folder}": {cause}. '
            "Make room, or choose another folder with PHUENTHI_DATA.",
            folder=data_dir(),
            cause=cause,
        ) from cause


def _print_report(report: BuildReport, *, as_json: bool) -> None:
    if as_json:
        print_json(report.as_dict())
        return
    for line in report.lines():
        out.print(line, soft_wrap=True)
    out.print(f"The areas are in {built_areas()}", soft_wrap=True)


data.command("check")(layers.check)
data.command("add")(layers.add)
data.command("edit")(layers.edit)
data.command("remove")(layers.remove)
data.command("quality")(show_quality)
data.command("values")(values)
