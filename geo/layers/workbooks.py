"""What the XML of a workbook says of its sheets beyond their values.

The reader of values tells neither formulas from figures, nor errors from empty cells, nor percents
from numbers, and makes room for every cell up to the last one, wherever that is. So each sheet is
looked through once, as a stream, before its values are read.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Protocol
from xml.parsers import expat

_PIECE = 2**18
_PERCENT_FORMATS = {"9", "10"}
_STYLE_LISTS = ("cellXfs", "cellStyleXfs")
# text in a number format stands in quotation marks or after a backslash or an underscore
_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
_DIGITS = "0123456789"
# elements of extensions are called like those of cells, and "" is a writer that declares nothing
_NAMESPACES = {
    "",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
}
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_VALUE_TYPE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 value-type"
_SHOWN_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"

Cell = tuple[int, int]
"""Row and column, from 0."""
_Handler = Callable[[dict[str, str]], None]
Block = tuple[int, int, int, int]
"""First row, first column, and the row and column after the last."""


class ForbiddenXMLError(Exception):
    """A part of the workbook declares a document type, and so may declare entities."""


@dataclass
class Sheet:
    """What one sheet holds. The rows and columns are those up to the last filled cell."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    formulas: list[Cell] = field(default_factory=list)
    unsaved: list[Cell] = field(default_factory=list)
    """Formulas whose result was not saved."""
    errors: dict[Cell, str] = field(default_factory=dict)
    percents: list[Block] = field(default_factory=list)
    merged: list[Block] = field(default_factory=list)

    def fill(self, row: int, column: int, down: int = 1, across: int = 1) -> None:
        """Count cells that hold something."""
        # called for every cell, where `max` would take a tenth of the time
        if row + down > self.rows:
            self.rows = row + down
        if column + across > self.columns:
            self.columns = column + across
        self.filled += down * across


class _Scanner(Protocol):
    @property
    def handlers(self) -> dict[str, _Handler]:
        """What to call with the attributes at the start of an element, by its name."""
        ...


def xlsx_sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    """Return what each sheet of an XLSX workbook holds, in the order of the workbook.

    Raises
    ------
    ForbiddenXMLError, expat.ExpatError, KeyError, ValueError
        If the workbook is not as it should be.
    """
    percents = _percent_styles(archive)
    sheets = []
    for member in _sheet_members(archive):
        scanner = _XlsxScanner(percents)
        # a chart on a sheet of its own is no worksheet and has no cells
        if member is not None:
            _scan(archive, member, scanner)
        scanner.close_cell()
        sheets.append(scanner.sheet)
    return sheets


def ods_sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    """Return what each sheet of an ODS workbook holds, in the order of the workbook.

    Raises
    ------
    ForbiddenXMLError, expat.ExpatError, KeyError, ValueError
        If the workbook is not as it should be.
    """
    scanner = _OdsScanner()
    _scan(archive, "content.xml", scanner)
    scanner.close_cell()
    return scanner.sheets


def refuse_document_types(archive: zipfile.ZipFile, members: Collection[str]) -> None:
    """Refuse a workbook in which some XML declares a document type, as no spreadsheet writes.

    Raises
    ------
    ForbiddenXMLError
        With the name of that member.
    """
    for member in members:
        if member.lower().endswith((".xml", ".rels", ".vml", ".rdf")):
            _read_prologue(archive, member)


def _read_prologue(archive: zipfile.ZipFile, member: str) -> None:
    began = False

    def begin(*_: object) -> None:
        nonlocal began
        began = True

    parser = _parser(member)
    parser.StartElementHandler = begin
    for piece in _pieces(archive, member):
        try:
            parser.Parse(piece)
        except expat.ExpatError:
            # whoever needs this member says that it is broken
            return
        if began:
            return


def _parser(member: str) -> expat.XMLParserType:
    def forbid(*_: object) -> None:
        raise ForbiddenXMLError(member)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = forbid
    return parser


def _pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    with archive.open(member) as file:
        while piece := file.read(_PIECE):
            yield piece


def _scan(archive: zipfile.ZipFile, member: str, scanner: _Scanner) -> None:
    """Call a scanner's handlers at the start of the elements of workbooks."""
    parser = _parser(member)
    handlers = {
        f"{namespace} {name}".lstrip(): handler
        for name, handler in scanner.handlers.items()
        for namespace in _NAMESPACES
    }

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag in handlers:
            handlers[tag](attributes)

    parser.StartElementHandler = start
    if isinstance(scanner, _CellScanner):
        scanner.listen = lambda handler: setattr(parser, "CharacterDataHandler", handler)
    for piece in _pieces(archive, member):
        parser.Parse(piece)
    parser.Parse(b"", True)


class _Lister:
    """Elements of a small file, in their order, with attributes by their name without prefix."""

    def __init__(self, names: Collection[str]) -> None:
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.handlers: dict[str, _Handler] = {name: partial(self._add, name) for name in names}

    def _add(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(" ")[2]: said for key, said in attributes.items()}
        self.elements.append((name, plain))


def _elements(
    archive: zipfile.ZipFile, member: str, *names: str
) -> list[tuple[str, dict[str, str]]]:
    lister = _Lister(names)
    _scan(archive, member, lister)
    return lister.elements


def _sheet_members(archive: zipfile.ZipFile) -> list[str | None]:
    """Return the file of each sheet, and None for one that is no worksheet."""
    targets = {
        relation["Id"]: posixpath.normpath(posixpath.join("/xl", relation["Target"])).lstrip("/")
        for _, relation in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    return [targets.get(sheet["id"]) for _, sheet in _elements(archive, "xl/workbook.xml", "sheet")]


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the numbers of the cell styles that show a number as a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    formats, styles, inside = set(_PERCENT_FORMATS), list[str](), False
    names = ("numFmt", "xf", *_STYLE_LISTS)
    for tag, attributes in _elements(archive, "xl/styles.xml", *names):
        if tag == "numFmt" and "%" in _LITERAL.sub("", attributes.get("formatCode", "")):
            formats.add(attributes["numFmtId"])
        elif tag in _STYLE_LISTS:
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            styles.append(attributes.get("numFmtId", ""))
    return frozenset(str(n) for n, format in enumerate(styles) if format in formats)


class _CellScanner:
    """Where a scanner stands, and the text of the cell there as far as somebody asks for it."""

    listen: Callable[[Callable[[str], None] | None], object]

    def __init__(self) -> None:
        self.row = self.column = -1
        self.text: list[str] = []

    def hear(self) -> None:
        """Collect text from here to the end of the cell."""
        self.listen(self.text.append)

    def silence(self) -> None:
        """Forget the text of the last cell."""
        if self.text:
            self.text = []
        self.listen(None)


class _XlsxScanner(_CellScanner):
    def __init__(self, percents: frozenset[str]) -> None:
        super().__init__()
        self.sheet = Sheet()
        self.percents = percents
        self.kind = self.style = ""
        self.is_formula = self.has_value = self.hears = False
        self.handlers: dict[str, _Handler] = {
            "row": self._row,
            "c": self._cell,
            "f": self._formula,
            "v": self._value,
            "is": self._value,
            "mergeCell": self._merged,
        }

    def _row(self, attributes: dict[str, str]) -> None:
        self.close_cell()
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column = -1

    def _cell(self, attributes: dict[str, str]) -> None:
        if self.is_formula or self.hears:
            self.close_cell()
        if "r" in attributes:
            self.row, self.column = _position(attributes["r"])
        else:
            self.column += 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")

    def _formula(self, _: dict[str, str]) -> None:
        self.is_formula, self.has_value = True, False

    def _value(self, _: dict[str, str]) -> None:
        self.has_value = True
        self.sheet.fill(self.row, self.column)
        if self.style in self.percents and self.kind == "n":
            self.sheet.percents.append((self.row, self.column, self.row + 1, self.column + 1))
        if self.is_formula or self.kind == "e":
            self.hears = True
            self.hear()

    def _merged(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes["ref"].partition(":")
        (top, left), (bottom, right) = _position(first), _position(last or first)
        self.sheet.merged.append((top, left, bottom + 1, right + 1))

    def close_cell(self) -> None:
        """Note what is known of a cell only when it is over."""
        if self.is_formula or self.hears:
            here, text = (self.row, self.column), "".join(self.text).strip()
            if self.kind == "e":
                self.sheet.errors[here] = text
            if self.is_formula:
                self.sheet.formulas.append(here)
                # the empty text is a result
                if not (text or (self.has_value and self.kind == "str")):
                    self.sheet.unsaved.append(here)
            self.silence()
        self.is_formula = self.has_value = self.hears = False


def _position(name: str) -> Cell:
    letters = name.rstrip(_DIGITS)
    return int(name[len(letters) :]) - 1, _column(letters)


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f'"{letters}" is no column')
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class _OdsScanner(_CellScanner):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self.down = self.across = 1
        self.is_error = False
        self.handlers: dict[str, _Handler] = {
            "table": self._table,
            "table-row": self._row,
            "table-cell": self._cell,
            "covered-table-cell": self._cell,
        }

    def _table(self, _: dict[str, str]) -> None:
        self.close_cell()
        self.sheets.append(Sheet())
        self.row, self.down = -1, 1

    def _row(self, attributes: dict[str, str]) -> None:
        self.close_cell()
        self.row += self.down
        self.down = _times(attributes, "rows")
        self.column, self.across = -1, 1

    def _cell(self, attributes: dict[str, str]) -> None:
        self.close_cell()
        self.column += self.across
        self.across = _times(attributes, "columns")
        if _VALUE_TYPE in attributes or _TABLE + "formula" in attributes:
            self._filled(attributes)

    def close_cell(self) -> None:
        """Note what is known of a cell only when it is over."""
        if self.is_error:
            self.sheets[-1].errors[self.row, self.column] = "".join(self.text).strip()
            self.silence()
        self.is_error = False

    def _filled(self, attributes: dict[str, str]) -> None:
        sheet, here = self.sheets[-1], (self.row, self.column)
        kind = attributes.get(_VALUE_TYPE)
        if _TABLE + "formula" in attributes:
            sheet.formulas.append(here)
            if kind is None:
                sheet.unsaved.append(here)
        if kind is None:
            return
        sheet.fill(*here, self.down, self.across)
        if kind == "percentage":
            sheet.percents.append((*here, self.row + self.down, self.column + self.across))
        if attributes.get(_SHOWN_TYPE) == "error":
            self.is_error = True
            self.hear()
        rows = int(attributes.get(_TABLE + "number-rows-spanned", 1))
        columns = int(attributes.get(_TABLE + "number-columns-spanned", 1))
        if rows > 1 or columns > 1:
            sheet.merged.append((*here, self.row + rows, self.column + columns))


def _times(attributes: dict[str, str], what: str) -> int:
    return int(attributes.get(f"{_TABLE}number-{what}-repeated", 1))
