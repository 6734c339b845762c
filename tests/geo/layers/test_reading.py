"""Any file becomes a table or a message, and nothing else happens."""

import io
import os
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow

from geo.errors import GeoError
from geo.layers.grid import MOST_BYTES
from geo.layers.reading import read_grid
from geo.layers.sheets import OLE

FRAME = gpd.GeoDataFrame(
    {"code": ["100101", "100102"], "rate": [1.5, 2.0]},
    geometry=[shapely.box(100, 14, 100.1, 14.1), shapely.box(100.1, 14, 100.2, 14.1)],
    crs="EPSG:4326",
)
ENDINGS = (".csv", ".tsv", ".xlsx", ".ods", ".parquet", ".geoparquet", ".gpkg", ".geojson", ".zip")


def make(folder: Path, ending: str) -> Path:
    """Write the same two areas in a format."""
    path, table = folder / f"table{ending}", pd.DataFrame(FRAME.drop(columns="geometry"))
    if ending in (".csv", ".tsv"):
        table.to_csv(path, index=False, sep="," if ending == ".csv" else "\t")
    elif ending == ".xlsx":
        workbook = openpyxl.Workbook()
        for row in [list(table), *table.to_numpy().tolist()]:
            workbook.active.append(row)
        workbook.save(path)
    elif ending == ".ods":
        document, sheet = OpenDocumentSpreadsheet(), Table(name="sheet")
        for rate in table["rate"]:
            row = TableRow()
            row.addElement(TableCell(valuetype="float", value=rate))
            sheet.addElement(row)
        document.spreadsheet.addElement(sheet)
        document.save(path)
    elif ending == ".parquet":
        table.to_parquet(path)
    elif ending == ".geoparquet":
        FRAME.to_parquet(path)
    elif ending == ".zip":
        FRAME.to_file(folder / "map.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in ("shp", "shx", "dbf", "prj", "cpg"):
                archive.write(folder / f"map.{part}", f"map.{part}")
    else:
        FRAME.to_file(path)
    return path


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("samples")
    return {ending: make(folder, ending).read_bytes() for ending in ENDINGS}


@pytest.mark.parametrize("ending", [*ENDINGS, ".CSV", ".GeoJSON"])
def test_the_ending_names_the_format(
    tmp_path: Path, samples: dict[str, bytes], ending: str
) -> None:
    path = tmp_path / f"table{ending}"
    path.write_bytes(samples[ending.lower()])
    grid = read_grid(path)
    assert grid.cells.iloc[-1, -1] == "2" if ending not in (".csv", ".tsv", ".CSV") else "2.0"
    assert len(grid.lines) == len(grid.cells)


@pytest.mark.parametrize("ending", [".xls", ".xlsm", ".XLSB"])
def test_old_workbooks_and_those_with_macros_are_refused_by_their_name(ending: str) -> None:
    with pytest.raises(GeoError, match=r"save it as \.xlsx"):
        read_grid(Path(f"table{ending}"))


@pytest.mark.parametrize("name", ["table.docx", "table"])
def test_an_unknown_ending_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(GeoError, match=r"ends in one of \.csv, .*\.zip"):
        read_grid(Path(name))


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(GeoError, match=r"absent\.csv\" cannot be read"):
        read_grid(tmp_path / "absent.csv")
    with pytest.raises(GeoError, match=r"folder\.csv\" is no file but a folder"):
        read_grid(tmp_path / "folder.csv")


def test_a_pipe_is_refused_before_anybody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(GeoError, match="is no file but a folder, a pipe or a device"):
        read_grid(tmp_path / "pipe.csv")


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_file_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"table{ending}"
    path.touch()
    with pytest.raises(GeoError, match="is empty"):
        read_grid(path)


@pytest.mark.parametrize("content", ["\n\n", " \n \n", ",,,\n,,\n", "\ufeff"])
def test_a_file_of_blanks_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content)
    with pytest.raises(GeoError, match="no filled cell"):
        read_grid(path)


def test_a_workbook_without_cells_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "table.xlsx")
    with pytest.raises(GeoError, match="no filled cell"):
        read_grid(tmp_path / "table.xlsx")


def test_a_header_alone_is_a_table_of_one_row(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("code,rate\n")
    assert read_grid(path).cells.to_numpy().tolist() == [["code", "rate"]]


def test_points_without_properties_are_worth_reading(tmp_path: Path) -> None:
    path = tmp_path / "schools.geojson"
    path.write_text(
        '{"type": "Feature", "properties": {}, '
        '"geometry": {"type": "Point", "coordinates": [100, 14]}}'
    )
    grid = read_grid(path)
    assert grid.cells.shape == (1, 0)
    assert grid.shapes is not None


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("wb") as file:
        # a hole takes no room on the disk
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(GeoError, match=r"536,870,913 bytes\. Allowed are 536,870,912"):
        read_grid(path)


@pytest.mark.parametrize(
    ("begins", "truth"),
    [
        (b"%PDF-1.7", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"PK\x03\x04", "a zip archive"),
        (b"\n<html><table>", "a web page"),
        (OLE, "a file of Excel 97"),
        (b"SQLite format 3\0", "a database"),
    ],
)
@pytest.mark.parametrize("ending", [".csv", ".parquet", ".geojson"])
def test_a_file_of_another_kind_is_called_what_it_is(
    tmp_path: Path, begins: bytes, truth: str, ending: str
) -> None:
    path = tmp_path / f"table{ending}"
    path.write_bytes(begins + bytes(100))
    with pytest.raises(GeoError, match=f"whatever its name says: it is {truth}"):
        read_grid(path)


def test_a_choice_that_a_format_does_not_have_is_refused(
    tmp_path: Path, samples: dict[str, bytes]
) -> None:
    path = tmp_path / "table.parquet"
    path.write_bytes(samples[".parquet"])
    with pytest.raises(GeoError, match="`--encoding`, `--sheet` means nothing"):
        read_grid(path, encoding="utf-8", sheet="a")


def test_a_choice_reaches_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("รหัส;a,b\n", encoding="cp874")
    grid = read_grid(path, encoding="cp874", delimiter=";")
    assert grid.cells.to_numpy().tolist() == [["รหัส", "a,b"]]


def read_or_refuse(path: Path) -> None:
    """Read a file; whatever is not a table must be refused with a message of one line."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            grid = read_grid(path)
        except GeoError as cause:
            refused = str(cause)
        else:
            refused = ""
    assert refused.isprintable()
    if not refused:
        assert (grid.cells.dtypes == "str").all()
        assert not grid.cells.isna().any().any()
        assert len(grid.lines) == len(grid.cells)


SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("ending", [*ENDINGS, ".json", ".txt"])
@SLOW
@given(content=st.binary(min_size=1, max_size=300))
def test_any_bytes_are_a_table_or_a_message(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"table{ending}"
    path.write_bytes(content)
    read_or_refuse(path)


@pytest.mark.parametrize("ending", ENDINGS)
@SLOW
@given(data=st.data())
def test_a_file_with_some_bytes_changed_or_cut_off_is_a_table_or_a_message(
    tmp_path: Path, samples: dict[str, bytes], ending: str, data: st.DataObject
) -> None:
    content = bytearray(samples[ending])
    content = (
        content[: data.draw(st.integers(1, len(content)))] if data.draw(st.booleans()) else content
    )
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / f"table{ending}"
    path.write_bytes(content)
    read_or_refuse(path)


@pytest.mark.parametrize(
    ("ending", "member"),
    [
        (".xlsx", "xl/worksheets/sheet1.xml"),
        (".xlsx", "xl/workbook.xml"),
        (".xlsx", "xl/styles.xml"),
        (".xlsx", "xl/_rels/workbook.xml.rels"),
        (".ods", "content.xml"),
        (".zip", "map.shp"),
        (".zip", "map.dbf"),
        (".zip", "map.prj"),
    ],
)
@SLOW
@given(data=st.data())
def test_a_sound_archive_of_broken_parts_is_a_table_or_a_message(
    tmp_path: Path, samples: dict[str, bytes], ending: str, member: str, data: st.DataObject
) -> None:
    with zipfile.ZipFile(io.BytesIO(samples[ending])) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    part = parts[member]
    for _ in range(data.draw(st.integers(1, 4))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
    # digits are where a workbook says how much there is
    digits = [at for at, byte in enumerate(part) if chr(byte).isdigit()]
    if digits and data.draw(st.booleans()):
        at = data.draw(st.sampled_from(digits))
        part[at : at + 1] = data.draw(st.from_regex(rb"-?[0-9]{1,12}", fullmatch=True))
    path = tmp_path / f"table{ending}"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))
    read_or_refuse(path)
