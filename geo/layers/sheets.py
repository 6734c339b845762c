"""Tables in workbooks: XLSX and ODS. Values only, nothing in the file is run."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from itertools import product
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

import numpy as np
import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from geo.archives import members_of
from geo.codes import named
from geo.errors import GeoError, visible
from geo.layers.grid import Grid, Guess, as_text, cells_from, refuse_too_large
from geo.layers.workbooks import (
    Block,
    Cell,
    ForbiddenXMLError,
    Sheet,
    ods_sheets,
    refuse_document_types,
    xlsx_sheets,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Office before 2007 begin, and newer ones that a password encrypts."""

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?%?")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_sheet(path: Path, sheet: str | None = None) -> Grid:
    """Read one sheet of a workbook into cells.

    Parameters
    ----------
    path
        An XLSX or ODS file.
    sheet
        Name of the sheet; the visible one with most filled cells if not given.

    Returns
    -------
    Grid
        From the first row to the last filled one, without rows that are empty; ``lines`` are the
        numbers of the rows. Formulas stand as their last saved results, errors as ``#N/A``,
        percentages as ``12.5%``, and merged cells all have the text of the first; a number over
        several rows stands in the first of them only.

    Raises
    ------
    GeoError
        If the file is no such workbook, is encrypted, holds macros or declares XML entities, has
        no such sheet, a table too large, or formulas whose results were not saved.
    """
    refuse_old_office(path)
    members = members_of(path)
    _refuse_macros(path, members)
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_encrypted_parts(path, archive)
            refuse_document_types(archive, members)
            found = ods_sheets(archive) if "content.xml" in members else xlsx_sheets(archive)
        with CalamineWorkbook.from_path(path) as workbook:
            names = workbook.sheets_metadata
            if len(names) != len(found):
                raise ValueError("the sheets are not those that it lists")
            number, guesses = _choose(path, names, found, sheet)
            _refuse_unsaved(path, names[number].name, found[number])
            refuse_too_large(path, found[number].rows, found[number].columns)
            values = _values(workbook.get_sheet_by_index(number))
    except ForbiddenXMLError as cause:
        raise GeoError(
            'The workbook "{path}" declares a document type in "{member}", as no spreadsheet '
            "program does: it may be made to read other files. Save it anew from a spreadsheet.",
            path=path,
            member=visible(cause),
        ) from cause
    except (
        CalamineError, expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, LookupError,
        OSError, ValueError,
    ) as cause:  # fmt: skip
        raise GeoError(
            '"{path}" is damaged or is no workbook: {cause}. '
            "Open it in a spreadsheet and save it as .xlsx or .ods.",
            path=path,
            cause=visible(cause),
        ) from cause
    return _grid(path, values, found[number], guesses)


def refuse_old_office(path: Path) -> None:
    """Refuse a file that is no zip archive but a container of Office: old, or encrypted.

    Raises
    ------
    GeoError
        If it is one of the two.
    """
    with path.open("rb") as file:
        begins = file.read(len(OLE))
        if begins != OLE:
            return
        encrypted = _ENCRYPTED in file.read()
    if encrypted:
        _refuse_encrypted(path)
    raise GeoError(
        '"{path}" is a file of Excel 97–2003 or of another old Office program, which is not read. '
        "Open it in a spreadsheet and save it as .xlsx.",
        path=path,
    )


def _refuse_encrypted(path: Path) -> NoReturn:
    raise GeoError(
        'The workbook "{path}" is encrypted. Open it with its password, and save it without.',
        path=path,
    )


def _refuse_encrypted_parts(path: Path, archive: zipfile.ZipFile) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b":encryption-data" in archive.read(manifest):
        _refuse_encrypted(path)


def _refuse_macros(path: Path, members: Collection[str]) -> None:
    macros = [
        member
        for member in members
        if member.lower().endswith("vbaproject.bin")
        or member.startswith(("xl/macrosheets/", "Basic/", "Scripts/"))
    ]
    if macros:
        raise GeoError(
            'The workbook "{path}" holds macros: {macros}. '
            "Save it as .xlsx (or .ods) without them.",
            path=path,
            macros=named(macros),
        )


def _choose(
    path: Path, sheets: list[SheetMetadata], found: list[Sheet], given: str | None
) -> tuple[int, tuple[Guess, ...]]:
    """Return the number of the sheet to read, and what was taken for it if nobody said."""
    is_table = [sheet.typ == SheetTypeEnum.WorkSheet for sheet in sheets]
    names = [sheet.name for sheet in sheets]
    if given is not None:
        if given not in names or not is_table[names.index(given)]:
            raise GeoError(
                'The workbook "{path}" has no sheet "{sheet}". It has {sheets}.',
                path=path,
                sheet=visible(given),
                sheets=named(name for name, table in zip(names, is_table, strict=True) if table),
            )
        return names.index(given), ()
    shown = [
        number
        for number, sheet in enumerate(sheets)
        if is_table[number] and sheet.visible == SheetVisibleEnum.Visible
    ]
    if not shown:
        raise GeoError(
            'The workbook "{path}" shows no sheet with cells. Name one with `--sheet`: it has '
            "{sheets}.",
            path=path,
            sheets=named(names),
        )
    best = max(shown, key=lambda number: found[number].filled)
    others = [name for number, name in enumerate(names) if number != best]
    if not others:
        return best, ()
    because = f"most filled cells, {found[best].filled:,}; there are also {named(others)}"
    return best, (Guess("sheet", names[best], because, "--sheet"),)


def _refuse_unsaved(path: Path, name: str, sheet: Sheet) -> None:
    if sheet.unsaved:
        raise GeoError(
            'On the sheet "{sheet}" of "{path}" formulas were saved without their results: '
            "{cells}. Open the workbook in a spreadsheet, save it, and take it again.",
            sheet=visible(name),
            path=path,
            cells=named(map(_name, sheet.unsaved)),
        )


def _name(cell: Cell) -> str:
    """Return what a spreadsheet calls a cell, such as C12."""
    row, column = cell
    letters = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        letters, column = chr(ord("A") + letter) + letters, column - 1
    return f"{letters}{row + 1}"


def _values(sheet: CalamineSheet) -> list[list[str]]:
    """Return the text of every cell, from the first row and column of the sheet."""
    return [[as_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]


def _grid(path: Path, rows: list[list[str]], sheet: Sheet, guesses: tuple[Guess, ...]) -> Grid:
    # errors at the edge are no values for the reader
    width = max(len(rows[0]) if rows else 0, sheet.columns)
    rows = [row + [""] * (width - len(row)) for row in rows]
    rows += [[""] * width for _ in range(sheet.rows - len(rows))]
    for (row, column), error in sheet.errors.items():
        rows[row][column] = error
    for row, column in _cells(sheet.percents, len(rows), width):
        rows[row][column] = _percent(rows[row][column])
    _fill_merged(path, rows, sheet.merged, width)
    kept = [number for number, row in enumerate(rows) if any(row)]
    columns = [
        pa.array(column, pa.large_string())
        for column in zip(*(rows[number] for number in kept), strict=True)
    ]
    return Grid(
        cells_from(columns, len(kept)),
        np.array(kept, dtype=np.int64) + 1,
        guesses=(*guesses, *_done_with(sheet)),
    )


def _fill_merged(path: Path, rows: list[list[str]], merged: list[Block], width: int) -> None:
    within = [
        (top, left, min(bottom, len(rows)), min(right, width))
        for top, left, bottom, right in merged
        if top < len(rows) and left < width
    ]
    covered = sum((bottom - top) * (right - left) for top, left, bottom, right in within)
    if covered > len(rows) * width:
        raise GeoError(
            'The merged cells in "{path}" overlap: {cells}. '
            "Open it in a spreadsheet and save it anew.",
            path=path,
            cells=named(map(_block_name, merged)),
        )
    for block in within:
        value = rows[block[0]][block[1]]
        # a number is said of the block once, and would be added up once a row
        several = block[2] - block[0] > 1 and bool(_NUMBER.fullmatch(value))
        for row, column in _cells([block], len(rows), width):
            if not (several and row > block[0]):
                rows[row][column] = rows[row][column] or value


def _cells(blocks: Iterable[Block], height: int, width: int) -> Iterator[Cell]:
    """Go through the cells of blocks as far as there are rows and columns."""
    for top, left, bottom, right in blocks:
        yield from product(range(top, min(bottom, height)), range(left, min(right, width)))


def _percent(text: str) -> str:
    """Return a share as a percentage, digit by digit: no figure is rounded."""
    try:
        share = Decimal(text)
    except InvalidOperation:
        return text
    return f"{share.scaleb(2).normalize():f}%"


def _done_with(sheet: Sheet) -> Iterator[Guess]:
    if sheet.formulas:
        because = f"{len(sheet.formulas):,} cells hold one: {named(map(_name, sheet.formulas))}"
        yield Guess("formulas", "their results as last saved", because, "")
    if sheet.merged:
        because = (
            f"{len(sheet.merged):,} such blocks: {named(map(_block_name, sorted(sheet.merged)))}"
        )
        yield Guess(
            "merged cells",
            "the text of the first in each of them, a number in the first row only",
            because,
            "",
        )


def _block_name(block: Block) -> str:
    return f"{_name(block[:2])}:{_name((block[2] - 1, block[3] - 1))}"
