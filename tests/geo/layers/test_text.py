"""Text files are read whatever their encoding and delimiter, or the message says what to do."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.layers.grid import Grid
from geo.layers.text import DELIMITERS, read_text

THAI = "รหัส,ตำบล,อัตรา\n100101,พระบรมมหาราชวัง,12.5\n100102,วังบูรพาภิรมย์,7\n"
# letters, marks and digits that cp874 has, and what has a meaning in a file
CHARACTERS = "กขคนมยรลอาะิีุู่้ำเแโ๐๙ab19 .-\"',;\t|\n"


def saved(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


def rows(grid: Grid) -> list[list[str]]:
    return grid.cells.to_numpy().tolist()


def taken(grid: Grid) -> dict[str, str]:
    return {guess.option: guess.taken for guess in grid.guesses}


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp874", "cp874"),
        ("tis-620", "cp874"),
    ],
)
def test_the_encoding_is_found_and_said(tmp_path: Path, encoding: str, guessed: str) -> None:
    grid = read_text(saved(tmp_path, THAI, encoding))
    assert rows(grid)[1] == ["100101", "พระบรมมหาราชวัง", "12.5"]
    assert rows(grid)[0][0] == "รหัส"
    assert taken(grid) == {"--encoding": guessed, "--delimiter": ","}


def test_what_the_caller_says_is_no_guess(tmp_path: Path) -> None:
    grid = read_text(saved(tmp_path, "a;b,c\n1;2,3\n"), "cp874", ",")
    assert rows(grid) == [["a;b", "c"], ["1;2", "3"]]
    assert grid.guesses == ()


def test_french_in_latin_letters_is_not_taken_for_thai(tmp_path: Path) -> None:
    path = saved(tmp_path, "name\ncafé crème\ndéjà vu\n", "latin-1")
    with pytest.raises(GeoError, match=r"from line 2 on .* Say with `--encoding`"):
        read_text(path)
    assert rows(read_text(path, "latin-1"))[1] == ["café crème"]


def test_a_wrong_encoding_is_refused_with_the_first_line_that_is_not_in_it(tmp_path: Path) -> None:
    path = saved(tmp_path, "code\n100101\nกรุงเทพ\n", "cp874")
    with pytest.raises(GeoError, match=r"^Line 3 of .* is not text in utf-8"):
        read_text(path, "utf-8")


def test_utf_8_with_one_broken_byte_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r"^Line 3 of .* is not text in utf-8"):
        read_text(saved(tmp_path, THAI.encode()[:-2] + b"\xff\n"))


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "zlib", "idna", "undefined", "a\0b"])
def test_what_is_no_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(GeoError, match="--encoding"):
        read_text(saved(tmp_path, THAI), encoding)


def test_a_zero_byte_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r"^Line 2 of .* holds a byte 0"):
        read_text(saved(tmp_path, b"a,b\n1,\0\x002\n"))


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_found_under_a_title_and_over_a_note(
    tmp_path: Path, delimiter: str
) -> None:
    text = "\n".join(
        ["Poverty, by tambon", "code|rate|n", "100101|1.5|7", "100102|2.5|8", "Source: a survey"]
    ).replace("|", delimiter)
    grid = read_text(saved(tmp_path, text))
    assert taken(grid)["--delimiter"] == DELIMITERS[delimiter]
    assert rows(grid)[1:3] == [["code", "rate", "n"], ["100101", "1.5", "7"]]


def test_decimal_commas_are_no_delimiters(tmp_path: Path) -> None:
    grid = read_text(saved(tmp_path, "100101;12,5;3,4\n100102;7,5;2,0\n"))
    assert rows(grid)[0] == ["100101", "12,5", "3,4"]


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    grid = read_text(saved(tmp_path, "code\n100101\n"))
    assert rows(grid) == [["code"], ["100101"]]


@pytest.mark.parametrize(("said", "mark"), [("tab", "\t"), ("\\t", "\t"), ("#", "#")])
def test_a_delimiter_is_one_character_or_tab(tmp_path: Path, said: str, mark: str) -> None:
    assert rows(read_text(saved(tmp_path, f"a{mark}b\n"), None, said)) == [["a", "b"]]


@pytest.mark.parametrize("said", ["", ";;", '"', "\n", "ก"])
def test_another_delimiter_is_refused(tmp_path: Path, said: str) -> None:
    with pytest.raises(GeoError, match="one ASCII character"):
        read_text(saved(tmp_path, "a,b\n"), None, said)


def test_short_rows_are_filled_up_and_no_cell_is_lost(tmp_path: Path) -> None:
    grid = read_text(saved(tmp_path, "Title\na,b\n1,2,3,4\n5\n"))
    assert rows(grid) == [
        ["Title", "", "", ""],
        ["a", "b", "", ""],
        ["1", "2", "3", "4"],
        ["5", "", "", ""],
    ]


def test_a_row_has_the_number_of_the_line_it_starts_on(tmp_path: Path) -> None:
    grid = read_text(saved(tmp_path, 'a,b\n\n"two\nlines",x\r\n\r\n1,2'))
    assert rows(grid) == [["a", "b"], ["two\nlines", "x"], ["1", "2"]]
    assert grid.lines.tolist() == [1, 3, 6]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_break_counts(tmp_path: Path, line_break: str) -> None:
    grid = read_text(saved(tmp_path, line_break.join(["a,b", "1,2", "3,4"])))
    assert rows(grid) == [["a", "b"], ["1", "2"], ["3", "4"]]
    assert grid.lines.tolist() == [1, 2, 3]


def test_a_quotation_that_never_ends_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r"row that starts on line 3 .* ends with one"):
        read_text(saved(tmp_path, 'a,b\n1,2\n3,"x\n5,6\n'))


def test_a_million_columns_are_refused_from_the_first_line(tmp_path: Path) -> None:
    path = saved(tmp_path, ",".join(["x"] * 10**6) + "\n")
    # by far less than the whole line
    with pytest.raises(GeoError, match=r"1 rows and \d{3},\d{3} columns.* 2,000 columns"):
        read_text(path)


def test_a_polygon_in_quotation_marks_is_no_wide_line(tmp_path: Path) -> None:
    shape = ",".join(["100 14"] * 3000)
    assert read_text(saved(tmp_path, f'1,"POLYGON (({shape}))"\n')).cells.shape == (1, 2)


def test_a_wide_line_further_down_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match="2,001 columns"):
        read_text(saved(tmp_path, "a,b\n" + "," * 2000 + "\n"))


def test_few_wide_and_many_narrow_rows_are_a_table_too_large(tmp_path: Path) -> None:
    text = "," * 1999 + "\n" + "x\n" * 10_000
    with pytest.raises(GeoError, match=r"10,001 rows and 2,000 columns.* 20,000,000 cells"):
        read_text(saved(tmp_path, text))


@given(
    table=st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.text(CHARACTERS, max_size=6), min_size=width, max_size=width), min_size=1
        )
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp874"]),
    delimiter=st.sampled_from(list(DELIMITERS)),
    line_break=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_a_table_of_text_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[list[str]],
    encoding: str,
    delimiter: str,
    line_break: str,
    quoting: int,
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=line_break, quoting=quoting).writerows(
        table
    )
    path = saved(tmp_path_factory.mktemp("text"), file.getvalue(), encoding)
    assert rows(read_text(path, encoding, delimiter)) == table


@given(
    table=st.lists(
        st.tuples(st.from_regex(r"[1-9][0-9]{5}", fullmatch=True), st.sampled_from(["บาง", "นา"])),
        min_size=1,
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp874"]),
    delimiter=st.sampled_from(list(DELIMITERS)),
)
def test_a_table_of_areas_comes_back_with_nothing_said_about_it(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[tuple[str, str]],
    encoding: str,
    delimiter: str,
) -> None:
    text = "".join(f"{code}{delimiter}{name}\n" for code, name in table)
    path = saved(tmp_path_factory.mktemp("text"), text, encoding)
    assert rows(read_text(path)) == [list(row) for row in table]


@given(st.lists(st.text("ab,\n\r", max_size=20).filter(lambda text: text.strip(",\r\n"))))
def test_arrow_sees_the_same_table_as_python(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("text")
    text = "a,b\n" + "".join(pieces)
    plain = read_text(saved(folder, text), "utf-8", ",")
    # a quoted field sends the whole file to the other reader
    quoted = read_text(saved(folder, text.replace("a,b", '"a",b', 1)), "utf-8", ",")
    assert rows(plain) == rows(quoted)
    assert plain.lines.tolist() == quoted.lines.tolist()
