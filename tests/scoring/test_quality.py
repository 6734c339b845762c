"""What the quality of figures is said to be, against numbers by hand."""

import dataclasses
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.areas import Areas, Direction, read_areas
from geo.errors import GeoError
from scoring.quality import Apart, Correlation, Missing, Quality, qualities, quality
from tests.making import make_areas

NAN = np.nan
CODES = ["100101", "100102", "200101", "200102"]


def described(*values: float | None, codes: list[str] | None = None) -> Quality:
    return quality(make_areas({"x": values}, codes=codes), "x")


def with_errors(areas: Areas, *errors: float) -> Areas:
    known = pd.DataFrame({"x": errors}, index=areas.codes, dtype="float64")
    return dataclasses.replace(areas, standard_errors=known)


def test_it_says_what_and_of_when_the_figures_are() -> None:
    areas = make_areas({"x": [1, 2]}, levels={"x": "district"})
    found = quality(areas, "x")
    assert (found.id, found.level, found.period, found.source) == (
        "x", "district", "2020", "made_up",
    )  # fmt: skip


def test_coverage_is_of_areas_and_of_people() -> None:
    # with 1000, 1001, 1002 and 1003 people
    found = described(1, None, 3, None)
    assert found.areas == 2
    assert found.share_of_areas == 0.5
    assert found.share_of_people == 2002 / 4006


def test_what_is_missing_is_counted_by_region() -> None:
    assert described(1, None, 3, 4, codes=CODES).missing == (
        Missing("central", 1, 0.5),
        Missing("east", 0, 0.0),
    )


def test_figures_that_are_alike_are_counted() -> None:
    found = described(5, 5, 5, 7, None)
    assert found.distinct == 2
    assert found.commonest == 0.75


def test_the_distribution_by_hand() -> None:
    found = described(4, 0, None, 0, 0).distribution
    assert found is not None
    assert (found.min, found.max, found.mean) == (0, 4, 1)
    # deviations -1, -1, -1 and 3: m2 = 12/4, m3 = 24/4, m4 = 84/4
    assert found.standard_deviation == pytest.approx(3**0.5)
    assert found.skewness == pytest.approx(6 / 3**1.5)
    assert found.excess_kurtosis == pytest.approx(21 / 9 - 3)
    # of 0, 0, 0, 4 the 95th lies at 0.95 · 3 = 2.85 steps
    assert dict(found.percentiles) == pytest.approx({5: 0, 25: 0, 50: 0, 75: 1, 95: 0.85 * 4})
    assert found.edges == (0, 2, 4)
    assert found.counts == (3, 1)


def test_the_histogram_has_20_bins_and_an_edge_belongs_to_the_bin_above() -> None:
    found = described(*range(41)).distribution
    assert found is not None
    assert len(found.edges) == 21
    assert found.counts == (*[2] * 19, 3)


def test_outliers_lie_three_interquartile_ranges_beyond_the_quartiles() -> None:
    # quartiles of 0 … 8, 100 and -50: 1.5 and 6.5 at ranks 2.5 and 7.5, fences -13.5 and 21.5
    found = described(*range(9), 100, -50).outliers
    assert found is not None
    assert (found.below, found.above, found.areas) == (-13.5, 21.5, 2)
    assert found.farthest == (("100110", 100.0), ("100111", -50.0))


def test_a_figure_on_the_fence_is_not_far_out() -> None:
    # quartiles of 0, 1, 2, 3, 9: 1 and 3; the fence is at 3 + 3 · 2
    found = described(0, 1, 2, 3, 9).outliers
    assert found is not None
    assert (found.above, found.areas, found.farthest) == (9, 0, ())


def test_equally_far_outliers_come_by_code_and_only_the_first_are_listed() -> None:
    found = described(*range(40), *[1000] * 6).outliers
    assert found is not None
    assert found.areas == 6
    assert [code for code, _ in found.farthest] == [f"1001{n}" for n in range(41, 46)]


def test_where_most_figures_are_alike_nothing_is_called_far_out() -> None:
    assert described(0, 0, 0, 0, 1).outliers is None


def test_standard_errors_are_counted_and_compared_with_their_figures() -> None:
    areas = with_errors(make_areas({"x": [10, -20, 0, 5, None]}), 1, 1, 3, NAN, NAN)
    found = quality(areas, "x")
    assert found.standard_errors == 0.75
    # 1/10 and 1/20; nothing can be said of a figure of 0
    assert found.relative_standard_error == pytest.approx(0.075)


def test_a_figure_that_is_repeated_in_its_province_is_found_out() -> None:
    repeated = described(3, 3, 7, None, codes=CODES)
    assert repeated.constant_within_provinces
    assert repeated.between_provinces == 1
    measured = described(3, 4, 7, 7, codes=CODES)
    assert not measured.constant_within_provinces
    # provinces' means 3.5 and 7, overall 5.25: 4 · 1.75² of 2.25² + 1.25² + 2 · 1.75²
    assert measured.between_provinces == pytest.approx(12.25 / 12.75)


@pytest.mark.parametrize("figure", [None, 0.0, 0.1, 1e300])
def test_figures_that_are_missing_or_constant_are_described_without_a_warning(
    figure: float | None,
) -> None:
    areas = make_areas({"x": [figure] * 3, "y": [1, 2, 3]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = quality(areas, "x", resembles="y").as_dict()
    assert found["outliers"] is None
    assert found["between_provinces"] is None
    assert found["agreement"]["by_area"]["pearson"] is None
    assert found["agreement"]["by_area"]["spearman"] is None
    if figure is None:
        assert (found["areas"], found["distinct"], found["commonest"]) == (0, 0, None)
        assert found["distribution"] is None
        assert not found["constant_within_provinces"]
    else:
        assert (found["areas"], found["distinct"], found["commonest"]) == (3, 1, 1)
        assert found["distribution"]["skewness"] is None
        assert found["distribution"]["edges"] == [figure, figure]
        assert found["distribution"]["counts"] == [3]
        assert found["constant_within_provinces"]


def test_an_infinite_figure_counts_as_none() -> None:
    found = described(1, np.inf, 3)
    assert found.areas == 2
    assert found.distribution is not None
    assert found.distribution.max == 3


def test_agreement_is_among_areas_that_have_both() -> None:
    areas = make_areas({"x": [1, 2, 3, 4, None], "y": [10, 20, 40, 30, 50]})
    found = quality(areas, "x", resembles="y").agreement
    assert found is not None
    # x deviates by -1.5, -0.5, 0.5, 1.5 and y by -15, -5, 15, 5: 40 / √(5 · 500)
    # ranks 1, 2, 3, 4 and 1, 2, 4, 3: 1 - 6 · 2 / (4 · 15)
    assert found.by_area == Correlation("tambon", 4, pytest.approx(0.8), pytest.approx(0.8))
    assert found.by_unit is None
    assert found.farthest_apart == (
        Apart("100103", pytest.approx(2 / 3), 1),
        Apart("100104", 1, pytest.approx(2 / 3)),
    )


@pytest.mark.parametrize(("direction", "sign"), [("more_is_need", -1), ("less_is_need", 1)])
def test_two_that_call_for_help_in_the_same_places_agree(direction: Direction, sign: int) -> None:
    turned = ["income"] if direction == "less_is_need" else []
    areas = make_areas({"poor": [1, 2, 3], "income": [30, 20, 10]}, less_is_need=turned)
    found = quality(areas, "poor", resembles="income").agreement
    assert found is not None
    assert found.by_area.pearson == pytest.approx(sign)
    assert found.by_area.spearman == pytest.approx(sign)
    assert bool(found.farthest_apart) == (sign < 0)


def test_a_province_s_figure_is_counted_once_however_many_areas_repeat_it() -> None:
    codes = ["100101", "100102", "100103", "200101", "300101"]
    areas = make_areas(
        {"poor": [4, 4, 4, 1, 2], "own": [0, 6, 3, 6, 6]}, codes=codes, levels={"poor": "province"}
    )
    found = quality(areas, "own", resembles="poor").agreement
    assert found is not None
    assert found.by_area.units == 5
    # means of own by 1000, 1001 and 1002 people, and 6, 6
    first = (6 * 1001 + 3 * 1002) / 3003
    expected = np.corrcoef([first, 6, 6], [4, 1, 2])[0, 1]
    # ranks 1, 2.5, 2.5 and 3, 1, 2
    assert found.by_unit == Correlation(
        "province", 3, pytest.approx(expected), pytest.approx(-(0.75**0.5))
    )


def test_a_district_s_figure_is_counted_by_district() -> None:
    areas = make_areas({"x": [1, 1, 2, 2], "y": [1, 3, 4, 6]}, codes=CODES,
                       levels={"x": "district"})  # fmt: skip
    found = quality(areas, "x", resembles="y").agreement
    assert found is not None
    assert found.by_unit == Correlation("district", 2, pytest.approx(1), pytest.approx(1))


@pytest.mark.parametrize("unknown", [("z", None), ("x", "z")])
def test_an_unknown_indicator_is_refused(unknown: tuple[str, str | None]) -> None:
    with pytest.raises(GeoError, match='no indicator "z"'):
        quality(make_areas({"x": [1, 2]}), *unknown)


figures = st.lists(
    st.none() | st.floats(-1e9, 1e9).map(lambda x: round(x, 3)) | st.integers(0, 3),
    min_size=1,
    max_size=40,
)


@given(figures)
def test_every_figure_is_counted_and_all_of_it_is_json(values: list[float | None]) -> None:
    areas = make_areas({"x": values, "y": list(range(len(values)))})
    found = quality(areas, "x", resembles="y")
    known = [value for value in values if value is not None]
    assert found.areas == len(known) == len(values) - sum(m.areas for m in found.missing)
    assert found.distinct == len(set(known))
    if found.distribution is not None:
        assert sum(found.distribution.counts) == len(known)
        assert len(found.distribution.edges) == len(found.distribution.counts) + 1 <= 21
    again = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert again == found.as_dict()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=40))
def test_moments_and_correlations_are_those_of_scipy(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array([*pairs, (0, 10), (10, 0)], dtype=float).T
    found = quality(make_areas({"x": list(x), "y": list(y)}), "x", resembles="y")
    assert found.distribution is not None
    assert found.agreement is not None
    assert found.distribution.skewness == pytest.approx(stats.skew(x))
    assert found.distribution.excess_kurtosis == pytest.approx(stats.kurtosis(x))
    together = found.agreement.by_area
    assert together.pearson == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)
    assert together.spearman == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)


def test_all_indicators_of_the_country_are_described(built_areas: Path) -> None:
    areas = read_areas(built_areas / "areas.parquet")
    found = qualities(areas)
    assert [each.id for each in found] == [indicator.id for indicator in areas.indicators]
    for each in found:
        assert each.constant_within_provinces == (each.level == "province")
        assert each.areas + sum(m.areas for m in each.missing) == len(areas)
        json.dumps(each.as_dict(), allow_nan=False)
