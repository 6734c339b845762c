"""Counts add up, rates are averaged by people, and nothing looks surer than it is."""

import dataclasses
from collections.abc import Sequence
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.areas import Areas, Level
from geo.errors import GeoError
from geo.levels import Quantity, at_level, down, up
from tests.making import make_areas

NAN = np.nan
CODES = ["100101", "100102", "100201", "200101"]
PEOPLE = pd.Series([100.0, 300.0, 600.0, 50.0], CODES)
DISTRICTS = pd.Series(["1001", "1001", "1002", "2001"], CODES)
PROVINCES = pd.Series(["10", "10", "10", "20"], CODES)
Frames = tuple[pd.Series, pd.Series, pd.Series]


def series(*figures: float | None) -> pd.Series:
    return pd.Series(figures, CODES, dtype="float64")


def aggregated(
    values: pd.Series, quantity: Quantity, errors: pd.Series | None = None, **least: float
) -> Frames:
    known = values * 0 + 1 if errors is None else errors
    return up(values, known, PEOPLE, PROVINCES, quantity, **least)


def test_a_count_is_summed() -> None:
    values, errors, coverage = aggregated(series(1, 2, 4, 8), "count", series(3, 4, 12, 1))
    assert values.to_dict() == {"10": 7, "20": 8}
    # √(3² + 4² + 12²)
    assert errors.to_dict() == {"10": 13, "20": 1}
    assert coverage.to_dict() == {"10": 1, "20": 1}


def test_a_rate_is_averaged_by_people() -> None:
    values, errors, coverage = aggregated(series(10, 20, 40, 8), "rate", series(2, 1, 0.5, 1))
    # (100·10 + 300·20 + 600·40) / 1000
    assert values.to_dict() == {"10": 31, "20": 8}
    # √(200² + 300² + 300²) / 1000
    assert errors["10"] == pytest.approx(np.sqrt(220_000) / 1000)
    assert errors["20"] == 1
    assert coverage.to_dict() == {"10": 1, "20": 1}


def test_a_rate_is_averaged_over_the_areas_that_have_it() -> None:
    values, errors, coverage = aggregated(series(None, 20, 40, 8), "rate", series(NAN, 1, 1, 1))
    assert values["10"] == pytest.approx((300 * 20 + 600 * 40) / 900)
    assert errors["10"] == pytest.approx(np.hypot(300, 600) / 900)
    assert coverage["10"] == pytest.approx(0.9)


def test_a_sum_over_some_of_the_parts_is_no_total() -> None:
    values, errors, coverage = aggregated(series(None, 2, 4, 8), "count")
    assert np.isnan(values["10"])
    assert np.isnan(errors["10"])
    assert values["20"] == 8
    assert coverage["10"] == pytest.approx(0.9)


def test_a_sum_over_some_of_the_parts_can_be_had_on_request() -> None:
    values, _, _ = aggregated(series(None, 2, 4, 8), "count", least_coverage=0.9)
    assert values["10"] == 6


@pytest.mark.parametrize("empty", [0.0, NAN])
def test_a_total_wants_even_areas_where_nobody_is_known_to_live(empty: float) -> None:
    people = PEOPLE.where(PEOPLE.index != "100101", empty)
    values, _, coverage = up(series(None, 2, 4, 8), series(1, 1, 1, 1), people, PROVINCES, "count")
    assert np.isnan(values["10"])
    assert coverage["10"] == 1


@pytest.mark.parametrize(("least", "known"), [(0.4, True), (0.41, False)])
def test_a_rate_needs_the_least_coverage(least: float, known: bool) -> None:
    values, errors, coverage = aggregated(series(10, 20, None, 8), "rate", least_coverage=least)
    assert coverage["10"] == pytest.approx(0.4)
    assert np.isfinite(values["10"]) == known
    assert np.isfinite(errors["10"]) == known


def test_a_rate_that_most_people_lack_is_unknown() -> None:
    values, _, _ = aggregated(series(10, 20, None, 8), "rate")
    assert np.isnan(values["10"])


@pytest.mark.parametrize("quantity", ["count", "rate"])
def test_a_group_without_a_figure_has_none_whatever_is_asked(quantity: Quantity) -> None:
    values, errors, coverage = aggregated(series(1, 2, 3, None), quantity, least_coverage=0)
    assert np.isnan(values["20"])
    assert np.isnan(errors["20"])
    assert coverage["20"] == 0


@pytest.mark.parametrize("quantity", ["count", "rate"])
def test_an_unknown_standard_error_makes_that_of_the_aggregate_unknown(quantity: Quantity) -> None:
    values, errors, _ = aggregated(series(1, 2, 4, 8), quantity, series(1, NAN, 1, 1))
    assert np.isfinite(values["10"])
    assert np.isnan(errors["10"])
    assert errors["20"] == 1


def test_an_area_where_nobody_is_known_to_live_weighs_nothing_in_a_rate() -> None:
    people = pd.Series([0.0, NAN, 600.0, 0.0], CODES)
    values, errors, coverage = up(
        series(10, 20, 40, 8), series(NAN, NAN, 2, 1), people, PROVINCES, "rate"
    )
    assert values["10"] == 40
    assert errors["10"] == 2
    assert np.isnan(values["20"])
    assert coverage.to_dict() == {"10": 1, "20": 1}


def test_an_area_that_another_argument_lacks_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="200101"):
        up(series(1, 2, 3, 4), series(1, 2, 3, 4), PEOPLE.iloc[:3], PROVINCES, "count")


def test_a_rate_stands_at_every_area_with_its_standard_error() -> None:
    values, errors = down(
        pd.Series({"20": 8.0, "10": 31.0}), pd.Series({"10": 2.0, "20": NAN}), PROVINCES, "rate"
    )
    np.testing.assert_array_equal(values, [31, 31, 31, 8])
    np.testing.assert_array_equal(errors, [2, 2, 2, NAN])
    assert list(values.index) == CODES


def test_an_area_whose_unit_has_no_figure_gets_none() -> None:
    values, errors = down(pd.Series({"10": 31.0}), pd.Series({"10": 2.0}), PROVINCES, "rate")
    assert np.isnan(values["200101"])
    assert np.isnan(errors["200101"])


def test_a_count_is_not_repeated() -> None:
    with pytest.raises(GeoError, match=r"multiple of it\. Units with a count: 10, 20\."):
        down(pd.Series({"10": 1.0, "20": 2.0, "30": NAN}), pd.Series(), PROVINCES, "count")


def test_a_count_is_shared_out_by_people_and_has_no_standard_error_then() -> None:
    counts, known = pd.Series({"10": 50.0, "20": 7.0}), pd.Series({"10": 1.0, "20": 1.0})
    values, errors = down(counts, known, PROVINCES, "count", PEOPLE)
    np.testing.assert_allclose(values, [5, 15, 30, 7])
    assert errors.isna().all()


@pytest.mark.parametrize("people", [[100, NAN, 600, 50], [0, 0, 0, 50]])
def test_a_count_is_not_shared_out_by_people_who_are_not_known(people: list[float]) -> None:
    counts = pd.Series({"10": 50.0, "20": 7.0})
    values, _ = down(counts, counts, PROVINCES, "count", pd.Series(people, CODES, dtype="float64"))
    np.testing.assert_array_equal(values, [NAN, NAN, NAN, 7])


def leveled(level: Level, values: Sequence[float | None], errors: Sequence[float]) -> Areas:
    """Areas of CODES with 1000, 1001, 1002 and 1003 people."""
    areas = make_areas({"x": values}, codes=CODES, levels={"x": level})
    known = pd.DataFrame({"x": errors}, index=areas.codes, dtype="float64")
    return dataclasses.replace(areas, standard_errors=known)


def test_a_tambon_s_rate_is_averaged_to_districts_and_provinces() -> None:
    areas = leveled("tambon", [10, 20, 40, 8], [3, 4, 1, 1])
    districts = at_level(areas, "x", "district", "rate")
    assert list(districts.index) == ["1001", "1002", "2001"]
    assert districts.index.name == "district_code"
    assert list(districts["value"]) == pytest.approx([(10_000 + 20_020) / 2001, 40, 8])
    provinces = at_level(areas, "x", "province", "rate")
    assert provinces["value"]["10"] == pytest.approx((10_000 + 20_020 + 40_080) / 3003)
    assert list(provinces["coverage"]) == [1, 1]


def test_at_its_own_level_a_figure_comes_as_it_is() -> None:
    figures = at_level(leveled("tambon", [10, None, 40, 8], [3, NAN, 1, 1]), "x", "tambon", "rate")
    np.testing.assert_array_equal(figures["value"], [10, NAN, 40, 8])
    np.testing.assert_array_equal(figures["standard_error"], [3, NAN, 1, 1])
    np.testing.assert_array_equal(figures["coverage"], [1, 0, 1, 1])
    assert list(figures.index) == CODES
    assert figures.index.name == "area_code"


@pytest.mark.parametrize("level", ["tambon", "district", "province"])
def test_a_province_s_figure_is_no_surer_for_being_repeated(level: Level) -> None:
    figures = at_level(leveled("province", [31, 31, 31, 8], [2, 2, 2, 1]), "x", level, "rate")
    assert set(figures["value"]) == {31, 8}
    assert set(figures["standard_error"]) == {2, 1}


def test_a_province_s_figure_that_some_areas_lack_still_is_the_province_s() -> None:
    areas = leveled("province", [None, 31, 31, None], [NAN, 2, 2, NAN])
    figures = at_level(areas, "x", "province", "rate")
    np.testing.assert_array_equal(figures["value"], [31, NAN])
    np.testing.assert_allclose(figures["coverage"], [2003 / 3003, 0])


def test_a_district_s_figure_counts_once_in_its_province() -> None:
    areas = leveled("district", [10, 10, 40, 8], [3, 3, 4, 1])
    figures = at_level(areas, "x", "province", "rate")
    assert figures["value"]["10"] == pytest.approx((2001 * 10 + 1002 * 40) / 3003)
    # two districts, and not three areas, erred independently
    error = np.hypot(2001 * 3, 1002 * 4) / 3003
    assert figures["standard_error"]["10"] == pytest.approx(error)


@pytest.mark.parametrize("level", ["district", "province"])
def test_a_province_s_count_that_was_shared_out_adds_up_again(level: Level) -> None:
    areas = leveled("tambon", [1, 1, 1, 1], [1, 1, 1, 1])
    people = areas.table["population"].astype("float64")
    counts = pd.Series({"10": 50.0, "20": 7.0})
    shared, _ = down(counts, counts, areas.table["province_code"], "count", people)
    figures = at_level(leveled("province", list(shared), [NAN] * 4), "x", level, "count")
    by_province = figures["value"].groupby(figures.index.str[:2]).sum()
    assert by_province.to_dict() == pytest.approx(counts.to_dict())


def test_an_unknown_indicator_is_refused() -> None:
    with pytest.raises(GeoError, match='no indicator "y"'):
        at_level(leveled("tambon", [1, 2, 3, 4], [1, 1, 1, 1]), "y", "district", "rate")


class Country:
    """Some tambons in districts in provinces, all with figures and people."""

    def __init__(self, rows: list[tuple[int, int, float, int]]) -> None:
        self.codes = [f"{10 + p}{d:02d}{n:02d}" for n, (p, d, _, _) in enumerate(rows)]
        self.values = pd.Series([row[2] for row in rows], self.codes, dtype="float64")
        self.people = pd.Series([row[3] for row in rows], self.codes, dtype="float64")
        self.districts = pd.Series([code[:4] for code in self.codes], self.codes)
        self.provinces = pd.Series([code[:2] for code in self.codes], self.codes)


countries = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 3), st.floats(-1e6, 1e6), st.integers(1, 100_000)),
    min_size=1,
    max_size=30,
).map(Country)


@settings(deadline=None)
@given(countries)
def test_going_by_way_of_districts_makes_no_difference(country: Country) -> None:
    values, people, districts = country.values, country.people, country.districts
    for quantity, whole in (
        ("count", values.sum()),
        ("rate", (values * people).sum() / people.sum()),
    ):
        district, errors, _ = up(values, values.abs(), people, districts, quantity)
        in_district = people.groupby(districts).sum()
        province_of = pd.Series(district.index.str[:2], district.index)
        by_way, by_way_errors, _ = up(district, errors, in_district, province_of, quantity)
        direct, direct_errors, _ = up(values, values.abs(), people, country.provinces, quantity)
        tolerance = 1e-9 * (1 + values.abs().sum())
        np.testing.assert_allclose(by_way, direct, rtol=0, atol=tolerance)
        np.testing.assert_allclose(by_way_errors, direct_errors, rtol=1e-9)
        weight = people.groupby(country.provinces).sum()
        all_of_it = by_way.sum() if quantity == "count" else (by_way * weight).sum() / weight.sum()
        assert all_of_it == pytest.approx(whole, rel=0, abs=tolerance)


@settings(deadline=None)
@given(countries)
def test_what_is_put_down_comes_up_the_same(country: Country) -> None:
    given = country.values.groupby(country.provinces).first()
    for quantity in ("count", "rate"):
        areas, errors = down(given, given.abs(), country.provinces, quantity, country.people)
        found, _, coverage = up(areas, errors, country.people, country.provinces, quantity)
        # where floats run out of digits, halves of a figure are no halves
        np.testing.assert_allclose(found, given, rtol=1e-9, atol=1e-300)
        assert (coverage == 1).all()


@settings(deadline=None)
@given(countries, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(country: Country, order: Random) -> None:
    shuffled = list(country.codes)
    order.shuffle(shuffled)
    for quantity in ("count", "rate"):
        arguments = (country.values, country.values.abs(), country.people, country.provinces)
        plain = up(*arguments, quantity)
        # each argument in an order of its own
        mixed = up(*(a[shuffled[n:] + shuffled[:n]] for n, a in enumerate(arguments)), quantity)
        for one, other in zip(plain, mixed, strict=True):
            pd.testing.assert_series_equal(one, other, check_exact=True)
