"""Workbooks are read as a person sees them, and nothing in them is run."""

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from geo.errors import GeoError
from geo.layers.grid import Grid
from geo.layers.sheets import OLE, read_sheet

BOMB = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def xlsx(folder: Path, cells: dict[str, object], merge: tuple[str, ...] = ()) -> Path:
    workbook = openpyxl.Workbook()
    for place, value in cells.items():
        workbook.active[place] = value
    for block in merge:
        workbook.active.merge_cells(block)
    workbook.save(folder / "table.xlsx")
    return folder / "table.xlsx"


def ods(folder: Path, *sheets: list[Element]) -> Path:
    document = OpenDocumentSpreadsheet()
    for number, rows in enumerate(sheets):
        table = Table(name=f"sheet {number}")
        for row in rows:
            table.addElement(row)
        document.spreadsheet.addElement(table)
    document.save(folder / "table.ods")
    return folder / "table.ods"


def row(*cells: Element | str | float, **said: int) -> Element:
    made = TableRow(**said)
    for cell in cells:
        made.addElement(cell if not isinstance(cell, str | float) else ods_cell(cell))
    return made


def ods_cell(value: str | float, **said: object) -> Element:
    if isinstance(value, float):
        return TableCell(**{"valuetype": "float", "value": value, **said})
    cell = TableCell(valuetype="string", **said)
    cell.addElement(P(text=value))
    return cell


def changed(path: Path, member: str, old: str, new: str) -> Path:
    """Write a workbook anew with a text in one of its files replaced."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    assert old in content.get(member, b"").decode()
    content[member] = content.get(member, b"").decode().replace(old, new).encode()
    return written(path, content)


def written(path: Path, content: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def add(path: Path, member: str, data: bytes = b"") -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(member, data)
    return path


def rows(grid: Grid) -> list[list[str]]:
    return grid.cells.to_numpy().tolist()


def saved_result(path: Path, formula: str, result: str) -> Path:
    return changed(
        path, "xl/worksheets/sheet1.xml", f"<f>{formula}</f><v />", f"<f>{formula}</f>{result}"
    )


SHEET = "xl/worksheets/sheet1.xml"


def test_values_stand_as_text_that_reads_back_as_the_same(tmp_path: Path) -> None:
    cells = {
        "A1": "ตำบล",
        "B1": 100101,
        "C1": 12.5,
        "D1": 1 / 3,
        "E1": 1e20,
        "F1": True,
        "G1": datetime.date(2020, 1, 31),
        "H1": datetime.datetime(2020, 1, 31, 10, 30),
        "I1": datetime.time(10, 30),
        "J1": "007",
    }
    assert rows(read_sheet(xlsx(tmp_path, cells))) == [
        [
            *("ตำบล", "100101", "12.5", "0.3333333333333333", "1e+20", "TRUE"),
            *("2020-01-31", "2020-01-31T10:30:00", "10:30:00", "007"),
        ]
    ]


def test_rows_have_the_numbers_that_the_program_shows(tmp_path: Path) -> None:
    grid = read_sheet(xlsx(tmp_path, {"B3": "code", "B6": 1}))
    assert rows(grid) == [["", "code"], ["", "1"]]
    assert grid.lines.tolist() == [3, 6]
    assert grid.guesses == ()


@pytest.mark.parametrize("format", ["0%", "0.00%", '"share" 0.0%'])
def test_percentages_stand_as_percentages(tmp_path: Path, format: str) -> None:
    path = xlsx(tmp_path, {"A1": 0.125, "B1": 0.07, "C1": 0.125, "D1": "text"})
    workbook = openpyxl.load_workbook(path)
    for place in ("A1", "B1", "D1"):
        workbook.active[place].number_format = format
    workbook.active["C1"].number_format = '0.0"%"'
    workbook.save(path)
    # what stands in quotation marks is a text beside the number
    assert rows(read_sheet(path)) == [["12.5%", "7%", "0.125", "text"]]


def test_errors_stay_errors(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"A1": 1, "B1": "#N/A", "C1": "#DIV/0!"})
    assert rows(read_sheet(path)) == [["1", "#N/A", "#DIV/0!"]]


def test_merged_headers_stand_in_each_of_their_cells(tmp_path: Path) -> None:
    cells = {"A1": "code", "B1": "rate", "B2": 2019, "C2": 2020, "A3": 1, "B3": 2, "C3": 3}
    grid = read_sheet(xlsx(tmp_path, cells, ("A1:A2", "B1:C1")))
    assert rows(grid)[:2] == [["code", "rate", "rate"], ["code", "2019", "2020"]]
    assert [(guess.what, guess.because) for guess in grid.guesses] == [
        ("merged cells", "2 such blocks: A1:A2, B1:C1")
    ]


def test_a_merged_block_beyond_the_table_is_cut(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"A1": "x", "C2": 1}, ("A1:B1",))
    path = changed(path, SHEET, '"A1:B1"', '"B1:XFD1048576"')
    assert rows(read_sheet(path)) == [["x", "", ""], ["", "", "1"]]


def test_merged_blocks_that_overlap_are_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"A1": "x", "B2": "y"}, ("A1:B1",))
    path = changed(path, SHEET, '<mergeCell ref="A1:B1" />', '<mergeCell ref="A1:B2" />' * 2)
    with pytest.raises(GeoError, match="overlap: A1:B2, A1:B2"):
        read_sheet(path)


def test_formulas_count_as_their_saved_results(tmp_path: Path) -> None:
    path = saved_result(xlsx(tmp_path, {"A1": 1, "C12": "=A1+1"}), "A1+1", "<v>2</v>")
    grid = read_sheet(path)
    assert rows(grid)[1] == ["", "", "2"]
    assert [(guess.what, guess.because) for guess in grid.guesses] == [
        ("formulas", "1 cells hold one: C12")
    ]


def test_an_empty_text_is_a_result(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"A1": 1, "B1": '=""'})
    path = changed(path, SHEET, '<c r="B1"><f>""</f><v />', '<c r="B1" t="str"><f>""</f><v></v>')
    assert rows(read_sheet(path)) == [["1", ""]]


def test_formulas_without_results_are_refused_together(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r"without their results: B1, AB12\. Open"):
        read_sheet(xlsx(tmp_path, {"A1": 1, "B1": "=A1", "AB12": "=A1"}))


def test_a_formula_of_a_small_chart_in_a_cell_is_none_of_the_cells(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"A1": 1})
    sparkline = '<xm:f xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">A1</xm:f>'
    path = changed(path, SHEET, "</sheetData>", f"</sheetData><extLst>{sparkline}</extLst>")
    assert read_sheet(path).guesses == ()


def test_the_fullest_visible_sheet_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"A1": "cover"})
    workbook = openpyxl.load_workbook(path)
    workbook.create_chartsheet("chart")
    for name, state, filled in (("data", "visible", 3), ("old", "hidden", 9)):
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = state
        sheet.append([name] * filled)
    workbook.save(path)
    grid = read_sheet(path)
    assert rows(grid) == [["data"] * 3]
    assert [(guess.taken, guess.because, guess.option) for guess in grid.guesses] == [
        ("data", "most filled cells, 3; there are also Sheet, chart, old", "--sheet")
    ]
    hidden = read_sheet(path, "old")
    assert rows(hidden) == [["old"] * 9]
    assert hidden.guesses == ()
    for unknown in ("no such", "chart"):
        with pytest.raises(GeoError, match="It has Sheet, data, old"):
            read_sheet(path, unknown)


def test_a_cell_far_away_is_refused_before_room_is_made_for_it(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match="1,048,576 rows and 16,384 columns"):
        read_sheet(xlsx(tmp_path, {"A1": 1, "XFD1048576": 1}))


def test_a_coloured_cell_far_away_does_not_count(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"A1": 1})
    workbook = openpyxl.load_workbook(path)
    workbook.active["XFD1048576"].number_format = "0%"
    workbook.save(path)
    assert rows(read_sheet(path)) == [["1"]]


@pytest.mark.parametrize("member", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(tmp_path: Path, member: str) -> None:
    with pytest.raises(GeoError, match=rf"holds macros: {member}\. Save it as \.xlsx"):
        read_sheet(add(xlsx(tmp_path, {"A1": 1}), member))


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused(tmp_path: Path, member: str) -> None:
    path = xlsx(tmp_path, {"A1": 1})
    root = {SHEET: "<worksheet", "xl/workbook.xml": "<workbook ", "xl/styles.xml": "<styleSheet"}
    changed(path, member, root[member], BOMB + root[member])
    with pytest.raises(GeoError, match=f'declares a document type in "{member}"'):
        read_sheet(path)


def test_a_member_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match="leads out of its folder"):
        read_sheet(add(xlsx(tmp_path, {"A1": 1}), "../evil.xml"))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"A1": 1})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(20_000_000))
    with pytest.raises(GeoError, match="200 times what is packed"):
        read_sheet(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"EncryptedPackage", "is encrypted"), (b"Workbook", "a file of Excel 97")],
)
def test_containers_of_office_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(OLE + bytes(100) + content.decode().encode("utf-16-le"))
    with pytest.raises(GeoError, match=said):
        read_sheet(path)


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_without_one_of_its_parts_is_refused(tmp_path: Path, member: str) -> None:
    path = xlsx(tmp_path, {"A1": 1})
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist() if name != member}
    with pytest.raises(GeoError, match="damaged or is no workbook"):
        read_sheet(written(path, content))


def test_ods_values_stand_as_in_xlsx(tmp_path: Path) -> None:
    cells = [
        ods_cell("ตำบล"),
        ods_cell(3.0),
        TableCell(valuetype="percentage", value=0.125),
        TableCell(valuetype="date", datevalue="2020-01-31"),
        TableCell(valuetype="boolean", booleanvalue="true"),
    ]
    assert rows(read_sheet(ods(tmp_path, [row(*cells)]))) == [
        ["ตำบล", "3", "12.5%", "2020-01-31", "TRUE"]
    ]


def test_ods_rows_and_cells_that_repeat_count_as_often(tmp_path: Path) -> None:
    path = ods(
        tmp_path,
        [
            row(ods_cell("x", numbercolumnsrepeated=2), 1.0),
            row(TableCell(), numberrowsrepeated=3),
            row(TableCell(valuetype="percentage", value=0.5), 2.0, numberrowsrepeated=2),
            row(TableCell(numbercolumnsrepeated=16384), numberrowsrepeated=1_048_570),
        ],
    )
    grid = read_sheet(path)
    assert rows(grid) == [["x", "x", "1"], ["50%", "2", ""], ["50%", "2", ""]]
    assert grid.lines.tolist() == [1, 5, 6]


def test_ods_merged_headers_stand_in_each_of_their_cells(tmp_path: Path) -> None:
    merged = ods_cell("rate", numbercolumnsspanned=2, numberrowsspanned=1)
    path = ods(tmp_path, [row("code", merged, CoveredTableCell()), row(1.0, 2.0, 3.0)])
    assert rows(read_sheet(path)) == [["code", "rate", "rate"], ["1", "2", "3"]]


def test_ods_formulas_are_results_or_refused(tmp_path: Path) -> None:
    formula = ods_cell(3.0, formula="of:=1+2")
    grid = read_sheet(ods(tmp_path, [row("a", formula)]))
    assert rows(grid) == [["a", "3"]]
    assert grid.guesses[0].because == "1 cells hold one: B1"
    with pytest.raises(GeoError, match="without their results: B1"):
        read_sheet(ods(tmp_path, [row("a", TableCell(formula="of:=1+2"))]))


def test_ods_errors_stay_errors(tmp_path: Path) -> None:
    path = ods(tmp_path, [row("a", "#N/A")])
    error = (
        'office:value-type="string" office:string-value="" calcext:value-type="error" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    with zipfile.ZipFile(path) as archive:
        text = archive.read("content.xml").decode()
    before, _, after = text.rpartition('office:value-type="string"')
    changed(path, "content.xml", text, before + error + after)
    assert rows(read_sheet(path)) == [["a", "#N/A"]]


def test_an_ods_cell_repeated_without_end_is_refused(tmp_path: Path) -> None:
    path = ods(tmp_path, [row(ods_cell(1.0, numbercolumnsrepeated=10**9), numberrowsrepeated=9)])
    with pytest.raises(GeoError, match="9 rows and 1,000,000,000 columns"):
        read_sheet(path)


def test_the_fuller_sheet_of_an_ods_is_taken(tmp_path: Path) -> None:
    grid = read_sheet(ods(tmp_path, [row("a")], [row("b", "c")]))
    assert rows(grid) == [["b", "c"]]
    assert grid.guesses[0].taken == "sheet 1"


def test_an_encrypted_ods_is_refused(tmp_path: Path) -> None:
    path = ods(tmp_path, [row("a")])
    changed(
        path,
        "META-INF/manifest.xml",
        "</manifest:manifest>",
        "<manifest:encryption-data/></manifest:manifest>",
    )
    with pytest.raises(GeoError, match="is encrypted"):
        read_sheet(path)


def test_a_number_merged_over_several_rows_is_said_once(tmp_path: Path) -> None:
    cells = {"A1": "code", "B1": "name", "C1": "poor", "A2": 540101, "B2": "ก", "C2": 100}
    path = xlsx(tmp_path, cells | {"A3": 540102}, merge=("C2:C3", "B2:B3"))
    read = read_sheet(path).cells
    assert read[2].tolist() == ["poor", "100", ""]
    assert read[1].tolist() == ["name", "ก", "ก"]
