"""What this machine holds of the files that the catalogue names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from geo.catalog import Dataset
from geo.errors import GeoError

State = Literal["present", "absent", "damaged", "shipped"]


@dataclass(frozen=True)
class Content:
    """A file's size in bytes and the sha256 of its bytes in hexadecimal."""

    bytes: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.bytes:,} bytes with sha256 {self.sha256}"


def content_of(path: Path) -> Content:
    """Return the size and sha256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Content(file.tell(), digest.hexdigest())


def expected_content(dataset: Dataset) -> Content:
    """Return the size and sha256 that the catalogue states for a download.

    Raises
    ------
    GeoError
        If the dataset is no download.
    """
    if dataset.kind != "download" or dataset.bytes is None or dataset.sha256 is None:
        raise GeoError(
            '"{id}" comes with Phuenthi: there is nothing to fetch for it.', id=dataset.id
        )
    return Content(dataset.bytes, dataset.sha256)


def file_name(dataset: Dataset) -> str:
    """Return the plain name under which a download is kept.

    Raises
    ------
    GeoError
        If the name would lead out of the folder it is kept in, or into one below.
    """
    name = dataset.file or ""
    if name in ("", "..") or PurePath(name).name != name:
        raise GeoError(
            'The catalogue calls the file of "{id}" "{name}". '
            "A download needs a plain file name, without a folder.",
            id=dataset.id,
            name=name,
        )
    return name


def state(dataset: Dataset, folder: Path) -> State:
    """Return whether a dataset's file is in a folder.

    Parameters
    ----------
    dataset
        An entry of the catalogue.
    folder
        Where downloads are kept, `geo.paths.downloads_dir`.

    Returns
    -------
    State
        ``present`` if the file has the catalogue's size and sha256, ``damaged`` if it is there but
        has not, ``absent`` if it is not there, ``shipped`` if the dataset comes with Phuenthi.
    """
    if dataset.kind != "download":
        return "shipped"
    path, expected = folder / file_name(dataset), expected_content(dataset)
    if not path.is_file():
        return "absent"
    # the size is known without reading the file
    if path.stat().st_size != expected.bytes or content_of(path) != expected:
        return "damaged"
    return "present"
