"""From a table to figures on areas: what is taken, what is left out, and what is refused."""

from pathlib import Path

import pytest

from tests.geo.layers.known import (
    known,
    matched,
    put,
    refused,
    statuses,
    taken_for,
    there,
    written,
)

REFERENCE = known()
CODES = ["540101", "540102", "540103", "540110"]


def table(folder: Path, *values: str, header: str = "code,value") -> Path:
    """A line for each code with these values."""
    return written(folder, header, *map(",".join, zip(CODES, values, strict=False)))


# ── figures ───────────────────────────────────────────────────────────────────────────────────────


def test_figures_stand_at_their_areas_and_the_others_have_none(tmp_path: Path) -> None:
    figures = put(table(tmp_path, "1", "2.5", ""), REFERENCE)
    assert there(figures) == {"540101": 1, "540102": 2.5}
    assert figures.values.index.equals(REFERENCE.table.index)
    assert figures.coverage.dropna().to_dict() == {"540101": 1, "540102": 1}


def test_all_that_is_wrong_with_the_figures_is_said_at_once(tmp_path: Path) -> None:
    message = refused(table(tmp_path, "many", "101", "-1", "inf"), unit="% of people")
    assert '"value" is not a number in 1 rows (line 2: "many")' in message
    assert '"value" is above 100 in 1 rows (line 3: "101")' in message
    assert '"value" is below 0 in 1 rows (line 4: "-1")' in message
    assert '"value" is not finite in 1 rows (line 5: "inf")' in message


def test_bounds_can_be_stated(tmp_path: Path) -> None:
    path = table(tmp_path, "-5", "101", "3", "4")
    assert len(there(put(path, REFERENCE, unit="% a year", lowest=-10, highest=200))) == 4
    assert "is below -3" in refused(path, lowest=-3)


def test_shares_are_scaled_to_per_cent_only_where_somebody_says_so(tmp_path: Path) -> None:
    path = table(tmp_path, "0.1", "0.2", "0.3", "1")
    plain = put(path, REFERENCE, unit="% of people")
    assert there(plain)["540101"] == 0.1
    assert taken_for(plain, '"value"') == ["per cent as they stand, none above 1"]
    scaled = put(path, REFERENCE, unit="% of people", scale=100)
    assert there(scaled)["540101"] == pytest.approx(10)


def test_decimal_signs_that_contradict_each_other_are_refused_until_one_is_named(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "code;value", "540101;1,5", "540102;2.5", "540103;3", "540110;4")
    message = refused(path)
    assert 'decimal point in line 3 ("2.5")' in message
    assert 'decimal comma in line 2 ("1,5"): say with --decimal' in message
    assert "is not a number" in refused(path, decimal="point")


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        (["-1", "1", "1", "1"], '"se" is below 0 in 1 rows (line 2: "-1")'),
        (["1", "99", "1", "1"], "larger than every figure and than their range, 4, in 1 rows"),
    ],
)
def test_errors_that_cannot_be_are_refused(tmp_path: Path, errors: list[str], said: str) -> None:
    cells = [f"{value},{error}" for value, error in zip("1234", errors, strict=True)]
    path = table(tmp_path, *cells, header="code,value,se")
    assert said in refused(path, standard_error="se")


def test_errors_are_scaled_with_the_figures(tmp_path: Path) -> None:
    path = table(tmp_path, "0.1,0.01", "0.5,0.02", header="code,value,se")
    figures = put(path, REFERENCE, standard_error="se", scale=100)
    assert figures.standard_errors["540102"] == pytest.approx(2)


def test_a_column_that_is_not_there_is_refused_with_those_there_are(tmp_path: Path) -> None:
    message = refused(table(tmp_path, "1", "2", "3", "4"), column="valeu")
    assert (
        'no column "valeu" for --column. Is "value" meant? The columns are: code, value' in message
    )


def test_a_table_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "code,value", "104701,1", "105001,2", "530306,3")
    assert "no row leads to an area" in refused(path)


# ── levels ────────────────────────────────────────────────────────────────────────────────────────

DISTRICTS = ["1047,1", "1050,2", "5304,3", "5401,4"]


def test_a_rate_of_districts_stands_at_each_of_their_tambons(tmp_path: Path) -> None:
    path = written(tmp_path, "district_code,value", *DISTRICTS)
    figures = put(path, REFERENCE, key=("district_code",))
    assert there(figures) == {
        "104702": 1, "104703": 1, "105002": 2, "105003": 2, "105004": 2, "105005": 2, "530407": 3,
        "540101": 4, "540102": 4, "540103": 4, "540110": 4,
    }  # fmt: skip


def test_a_rate_of_provinces_stands_at_each_of_their_tambons(tmp_path: Path) -> None:
    path = written(tmp_path, "จังหวัด,value", "กรุงเทพมหานคร,1", "แพร่,2", "อุตรดิตถ์,3")
    figures = put(path, REFERENCE, key=("จังหวัด",))
    assert set(there(figures).values()) == {1, 2, 3}
    assert there(figures)["540110"] == 2
    assert figures.table is not None
    assert figures.table.layout.key.level == "province"


def test_a_count_of_a_larger_unit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "district_code,value", *DISTRICTS)
    message = refused(path, quantity="count", key=("district_code",))
    assert "a count of a district is no count of its tambons" in message


def test_a_matching_knows_the_same_rows_with_and_without_a_column(tmp_path: Path) -> None:
    path = table(tmp_path, "1", "2", "", "4")
    before, after = matched(path, REFERENCE), put(path, REFERENCE).table
    assert after is not None
    assert statuses(before) == statuses(after) == ["code"] * 4


def test_numbers_cut_at_their_thousands_are_refused_and_told_before(tmp_path: Path) -> None:
    lines = ["code,value", "540101,1,234", "540102,999", "540103,2,345"]
    path = written(tmp_path, *lines)
    said = "2 rows have more fields than the header has names, as numbers like 1,234"
    assert f"{said} have without quotes (lines 2, 4)" in refused(path)
    assert said in matched(path, REFERENCE).layout.overflow
    # a column of remarks without a name is no such thing
    remarks = written(tmp_path, "code,value", "540101,1,doubtful", "540102,9", name="remarks.csv")
    assert matched(remarks, REFERENCE).layout.overflow == ""


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("code", '"code" says which area a row is about: no figure'),
        ("ปี", '"ปี" says of which year a row is: no figure'),
    ],
)
def test_a_column_that_says_where_or_when_is_no_figure(
    tmp_path: Path, column: str, said: str
) -> None:
    path = written(tmp_path, "code,ปี,value", "540101,2563,1", "540102,2563,2")
    assert said in refused(path, column=column)


def test_rows_of_another_time_than_was_said_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "code,ปี,value", "540101,2555,1", "540102,2555,2")
    assert "the rows are of 2012, and --period says 2018–2024" in refused(path)
