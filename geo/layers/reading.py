"""Any table of a user's own, read into cells by what its name says that it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.errors import GeoError
from geo.layers.grid import MOST_BYTES, Grid
from geo.layers.sheets import OLE, read_sheet
from geo.layers.text import read_text
from geo.layers.vectors import read_geojson, read_geopackage, read_parquet, read_shapefile


@dataclass(frozen=True)
class _Format:
    name: str
    read: Callable[..., Grid]
    begins: tuple[bytes, ...] = ()
    """How a file of this format begins, as far as all of them do."""
    options: tuple[str, ...] = ()
    """Choices that mean something for it, of those of `read_grid`."""


_TEXT = _Format("text", read_text, options=("encoding", "delimiter"))
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# a file of old Office gets a better message from its reader
_WORKBOOK = _Format("workbook", read_sheet, (*_ZIP, OLE), ("sheet",))
_PARQUET = _Format("Parquet file", read_parquet, (b"PAR1",))
_GEOJSON = _Format("GeoJSON", read_geojson)
_FORMATS = {
    ".csv": _TEXT,
    ".tsv": _TEXT,
    ".txt": _TEXT,
    ".xlsx": _WORKBOOK,
    ".ods": _WORKBOOK,
    ".parquet": _PARQUET,
    ".geoparquet": _PARQUET,
    ".gpkg": _Format("GeoPackage", read_geopackage, (b"SQLite format 3\0",), ("sheet",)),
    ".geojson": _GEOJSON,
    ".json": _GEOJSON,
    ".zip": _Format("zip archive", read_shapefile, _ZIP, ("encoding",)),
}
_OTHER_OFFICE = {".xls", ".xlsm", ".xlsb", ".xlt", ".xltm", ".xla", ".xlam"}
_BEGINNINGS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"II*\0": "a raster (TIFF)",
    b"MM\0*": "a raster (TIFF)",
    b"PK\x03\x04": "a zip archive, such as a workbook (.xlsx, .ods)",
    b"PK\x05\x06": "an empty zip archive",
    b"PAR1": "a Parquet file",
    b"SQLite format 3\0": "a database (SQLite, GeoPackage)",
    b"\x1f\x8b": "packed with gzip",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"Rar!": "packed with RAR",
    b"{\\rtf": "a document (RTF)",
    b"\x7fELF": "a program",
    b"<!DOCTYPE html": "a web page (HTML)",
    b"<!doctype html": "a web page (HTML)",
    b"<html": "a web page (HTML)",
    b"<?xml": "XML",
    OLE: "a file of Excel 97–2003 or of another old Office program",
}


def read_grid(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Grid:
    """Read a table from a file: CSV, TSV, XLSX, ODS, Parquet, GeoPackage, GeoJSON, shapefile.

    Parameters
    ----------
    path
        The file; its ending names the format.
    encoding
        Encoding of a text file, or of the texts of a shapefile.
    delimiter
        What separates the fields of a text file: one character, or ``tab``.
    sheet
        Name of the sheet of a workbook, or of the layer of a GeoPackage.

    Returns
    -------
    Grid
        The cells as text with the lines they stand in. Each of these choices that was not given is
        among its ``guesses``, where the file leaves one.

    Raises
    ------
    GeoError
        If the file can't be opened, is larger than `MOST_BYTES` or than `MOST_ROWS`,
        `MOST_COLUMNS` and `MOST_CELLS` allow, is not what its ending says, is damaged, holds no
        filled cell, or a choice was given that its format does not have.
    """
    given = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    format = _format(path)
    beside = [name for name, value in given.items() if value and name not in format.options]
    if beside:
        raise GeoError(
            'For "{path}", a {format}, {options} means nothing. Leave it out.',
            path=path,
            format=format.name,
            options=", ".join(f"`--{name}`" for name in beside),
        )
    if path.exists() and not path.is_file():
        raise GeoError(
            '"{path}" is no file but a folder, a pipe or a device. Name a file.', path=path
        )
    try:
        _refuse_mistaken(path, format)
        chosen = [given[name] for name in format.options]
        grid = format.read(path, *chosen)
    except OSError as cause:
        raise GeoError(
            '"{path}" cannot be read: {cause}. Name a file that exists and that you may read.',
            path=path,
            cause=cause.strerror or type(cause).__name__,
        ) from cause
    _refuse_empty(path, grid)
    return grid


def _format(path: Path) -> _Format:
    ending = path.suffix.lower()
    if ending in _OTHER_OFFICE:
        raise GeoError(
            '"{path}" is a workbook that is old or holds macros ({ending}), which is not read. '
            "Open it in a spreadsheet and save it as .xlsx.",
            path=path,
            ending=ending,
        )
    if ending not in _FORMATS:
        raise GeoError(
            'Nobody can tell from its name what "{path}" is. A table ends in one of {endings}. '
            "Save it as one of these.",
            path=path,
            endings=", ".join(_FORMATS),
        )
    return _FORMATS[ending]


def _refuse_mistaken(path: Path, format: _Format) -> None:
    """Refuse a file that is too large, empty, or in truth something else."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise GeoError(
            '"{path}" has {size:,} bytes. Allowed are {most:,}. '
            "Save the rows and columns that matter to a file of their own.",
            path=path,
            size=size,
            most=MOST_BYTES,
        )
    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if not size:
        raise GeoError('"{path}" is empty: it has no byte in it. Take it again.', path=path)
    known = [said for beginning, said in _BEGINNINGS.items() if head.startswith(beginning)]
    mistaken = not head.startswith(format.begins) if format.begins else bool(known)
    if mistaken:
        raise GeoError(
            '"{path}" is no {format}, whatever its name says: it is {truth}. '
            "Save the table anew, or give the file the ending that it should have.",
            path=path,
            format=format.name,
            truth=known[0] if known else "of some other kind, or damaged",
        )


def _refuse_empty(path: Path, grid: Grid) -> None:
    """Refuse a file without any filled cell; shapes alone are worth reading."""
    filled = ((grid.cells[column].str.strip() != "").any() for column in grid.cells)
    if not len(grid.lines) or (grid.shapes is None and not any(filled)):
        raise GeoError(
            '"{path}" holds no filled cell. Take a file that has a header and rows.', path=path
        )
