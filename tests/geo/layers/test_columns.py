"""Figures are held against what they are said to mean, and all that is wrong is said at once."""

from typing import Any

import numpy as np
import pytest

from geo.layers.columns import (
    Bounds,
    Figures,
    bounds_for,
    figures,
    number_columns,
    standard_error_problems,
    year_column,
)
from geo.layers.grid import Guess
from geo.layers.layout import Layout, laid_out
from geo.official import official_areas
from tests.geo.layers.disguises import grid

CODES = [*official_areas().index[:40]]


def table(header: list[str], *rows: list[str]) -> Layout:
    """Return a table of codes with the other columns that are given, a row each."""
    coded = [[code, *row] for code, row in zip(CODES, rows, strict=False)]
    return laid_out(grid(["code", *header], *coded))


def of(*cells: str, bounds: Bounds | None = None, **said: Any) -> Figures:
    layout = table(["rate"], *([cell] for cell in cells))
    return figures(layout, 1, layout.data, bounds=bounds or Bounds(), **said)


def told(found: Figures) -> dict[str, str]:
    return {guess.what: guess.taken for guess in found.guesses}


# ── figures ───────────────────────────────────────────────────────────────────────────────────────


def test_figures_stand_at_their_rows_and_header_rows_have_none() -> None:
    found = of("12.5", "", "7")
    assert np.isnan(found.values).tolist() == [True, False, True, False]
    assert found.values[[1, 3]].tolist() == [12.5, 7]
    assert found.problems == ()
    assert found.guesses == ()


def test_only_the_rows_asked_for_are_read() -> None:
    layout = table(["rate"], ["many"], ["7"], ["-5"])
    found = figures(layout, 1, np.array([False, False, True, False]), bounds=Bounds())
    assert found.values[2] == 7
    assert np.isnan(found.values[[0, 1, 3]]).all()
    assert found.problems == ()


def test_what_is_wrong_is_said_together_with_line_and_cell() -> None:
    found = of("many", "-1", "101", "inf", "few", bounds=Bounds(0, 100))
    assert found.problems == (
        '"rate" is not a number in 2 rows (line 2: "many", line 6: "few")',
        '"rate" is not finite in 1 rows (line 5: "inf")',
        '"rate" is below 0 in 1 rows (line 3: "-1")',
        '"rate" is above 100 in 1 rows (line 4: "101")',
    )


def test_many_wrong_cells_are_counted_and_the_first_five_shown() -> None:
    (problem,) = of(*["x"] * 8, "1").problems
    assert "in 8 rows" in problem
    assert problem.endswith('line 6: "x" and 3 more)')


def test_both_decimal_signs_are_a_problem_beside_the_others() -> None:
    found = of("7", "12,5", "many", "12.5")
    assert found.problems == (
        '"rate" is not a number in 1 rows (line 4: "many")',
        '"rate" has a decimal point in line 5 ("12.5") and a decimal comma in line 3 ("12,5"): '
        "say with --decimal which it is",
    )
    assert of("7", "12,5", decimal="comma").problems == ()


@pytest.mark.parametrize("cells", [("", ""), ("-", ""), ("ไม่มีข้อมูล", "n/a")])
def test_a_column_without_a_figure_is_a_problem(cells: tuple[str, ...]) -> None:
    assert of(*cells).problems == ('"rate" has no figure in any of the 2 rows',)


def test_a_column_of_text_is_no_numbers_and_that_is_all_there_is_to_say() -> None:
    assert of("many", "few").problems == (
        '"rate" is not a number in 2 rows (line 2: "many", line 3: "few")',
    )


def test_no_rows_are_no_problem_of_the_column() -> None:
    layout = table(["rate"], [""])
    assert figures(layout, 1, np.zeros(2, bool), bounds=Bounds()).problems == ()


def test_figures_are_scaled_before_they_are_held_against_the_bounds() -> None:
    found = of("0.5", "1.1", bounds=Bounds(0, 100), scale=100)
    assert found.values[1] == 50
    assert found.problems == ('"rate" is above 100 in 1 rows (line 3: "1.1")',)


@pytest.mark.parametrize(
    ("unit", "lowest", "highest", "bounds"),
    [
        ("%", None, None, Bounds(0, 100)),
        ("% of people", None, None, Bounds(0, 100)),
        ("per cent", None, None, Bounds(0, 100)),
        ("ร้อยละ", None, None, Bounds(0, 100)),
        ("people", None, None, Bounds(0, None)),
        ("baht", None, None, Bounds(0, None)),
        ("%", -50, 200, Bounds(-50, 200)),
        ("people", None, 10, Bounds(0, 10)),
    ],
)
def test_bounds_follow_from_the_unit_unless_they_are_stated(
    unit: str, lowest: float | None, highest: float | None, bounds: Bounds
) -> None:
    assert bounds_for(unit, lowest, highest) == bounds


# ── guesses ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "what", "taken"),
    [
        (("1,234", "5"), 'decimal sign of "rate"', "point"),
        (("12,5", "5"), 'decimal sign of "rate"', "comma"),
        (("-", "-", "n/a", "5"), 'no figure in "rate"', "- (2), n/a (1)"),
        (("๑๒.๕", "5"), '"rate"', "1 cells with Thai digits"),
        (("1,234.5", "5"), '"rate"', "1 cells with signs between thousands"),
        (("12%", "5%"), '"rate"', "2 cells with percent signs"),
    ],
)
def test_what_was_taken_for_granted_is_told(cells: tuple[str, ...], what: str, taken: str) -> None:
    found = of(*cells)
    assert found.problems == ()
    assert told(found)[what] == taken


def test_cells_without_a_percent_sign_among_others_with_one_are_told() -> None:
    mixed = [guess.taken for guess in of("12%", "0.07", "5").guesses]
    assert mixed == [
        "1 cells with percent signs",
        "per cent in 2 cells without a percent sign too",
    ]
    assert [guess.taken for guess in of("12%", "-", "5%").guesses] == [
        "- (1)",
        "2 cells with percent signs",
    ]


def test_a_decimal_sign_that_is_said_is_no_guess() -> None:
    assert of("1,234", "5", decimal="point").guesses == (
        Guess('"rate"', "1 cells with signs between thousands", "read as numbers", ""),
    )


def test_shares_where_per_cent_are_meant_are_told() -> None:
    per_cent = Bounds(0, 100)
    assert told(of("0.5", "1", bounds=per_cent))['"rate"'] == "per cent as they stand, none above 1"
    assert of("0.5", "1.1", bounds=per_cent).guesses == ()
    assert of("0", "0", bounds=per_cent).guesses == ()
    assert of("0.5", "1").guesses == ()


def test_a_mark_that_is_said_is_no_figure() -> None:
    found = of("9999", "5", missing=("9999",))
    assert np.isnan(found.values[1])
    assert told(found)['no figure in "rate"'] == "9999 (1)"


# ── standard errors ───────────────────────────────────────────────────────────────────────────────


def test_standard_errors_beyond_the_range_of_the_figures_are_another_column() -> None:
    values, lines = np.array([10.0, 20.0, np.nan]), np.array([2, 3, 4])
    assert standard_error_problems("se", values, np.array([1.0, 20.0, np.nan]), lines) == []
    (problem,) = standard_error_problems("se", values, np.array([1.0, 20.5, np.nan]), lines)
    assert problem == (
        'standard errors in "se" are larger than every figure and than their range, 20, in 1 rows '
        "(line 3: 20.5): is it another column?"
    )
    # figures on both sides of 0 have a range beyond any of them
    both = np.array([-10.0, 20.0, np.nan])
    assert standard_error_problems("se", both, np.array([1.0, 30.0, np.nan]), lines) == []


def test_errors_beyond_the_range_of_figures_that_are_much_alike_are_nothing_strange() -> None:
    alike, lines = np.array([12.0, 12.4]), np.array([2, 3])
    assert standard_error_problems("se", alike, np.array([1.5, 1.5]), lines) == []


def test_figures_that_are_not_there_say_nothing_about_their_errors() -> None:
    unknown, lines = np.array([np.nan, np.nan]), np.array([2, 3])
    assert standard_error_problems("se", unknown, np.array([1.0, 9.0]), lines) == []


# ── which columns ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("heading", "years"),
    [
        ("ปี", ["2561", "2562", ""]),
        ("ปีที่สำรวจ", ["พ.ศ. 2561", "๒๕๖๒", "2561"]),
        ("พ.ศ.", ["2561", "2562", "2561"]),
        ("year", ["2018", "2019", "2018"]),
        ("survey_year", ["2018.0", "2019.0", "2018.0"]),
        ("Fiscal year", ["2018", "2562", "2018"]),
    ],
)
def test_a_column_headed_as_years_that_holds_nothing_else_is_one(
    heading: str, years: list[str]
) -> None:
    layout = table(["rate", heading], *[["1", year] for year in years])
    assert year_column(layout) == 2


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("rate", ["2018", "2019", "2018"]),
        ("yearly income", ["2018", "2019", "2018"]),
        ("ปี", ["2561", "all", "2561"]),
        ("ปี", ["", "", ""]),
        ("year", ["61", "62", "61"]),
    ],
)
def test_other_columns_are_no_years(heading: str, cells: list[str]) -> None:
    layout = table(["rate", heading], *[["1", cell] for cell in cells])
    assert year_column(layout) is None


def test_totals_and_notes_do_not_hide_years() -> None:
    rows = [[code, "2561", "1"] for code in CODES[:3]]
    layout = laid_out(grid(["code", "ปี", "v"], *rows, ["รวม", "ทุกปี", "3"], ["ที่มา: ผู้ทดสอบ"]))
    assert year_column(layout) == 1


def test_columns_of_numbers_are_those_most_of_whose_cells_are() -> None:
    rows = [
        ["ก", "1", "", "1.5%", "-", "x", "12,5", "inf"],
        ["ข", "2", "๗", "2.5%", "3", "y", "12.5", "inf"],
        ["ค", "x", "", "many", "-", "7", "12.7", "inf"],
    ]
    names = ["name", "a", "b", "c", "d", "e", "f", "g"]
    layout = table(names, *rows)
    # a mark for what is not known speaks against nothing, and two decimal signs can be mended
    assert [layout.names[n] for n in number_columns(layout)] == ["a", "b", "c", "d", "f"]
