"""Several rows become one figure of an area; nobody is counted twice and nobody forgotten."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.layers.putting import Put, put_on_units, repeated, weighted
from tests.geo.layers.known import known

NAN = np.nan


def linked(*lines: tuple[int, str, float, float, float]) -> pd.DataFrame:
    """Links of (row, unit, share, people, of)."""
    return pd.DataFrame(lines, columns=["row", "unit", "share", "people", "of"])


def put(
    links: pd.DataFrame,
    values: list[float],
    errors: list[float] | None = None,
    quantity: str = "rate",
) -> Put:
    beside = links if "weight" in links else links.assign(weight=links["people"])
    return put_on_units(beside, np.array(values), np.array(errors or [NAN] * len(values)), quantity)


def test_a_rate_is_averaged_by_people_and_its_error_with_it() -> None:
    links = linked((0, "a", 1, 400, NAN), (1, "a", 1, 600, NAN))
    found = put(links, [10, 20], [1, 2])
    # (400·10 + 600·20) / 1,000
    assert found.values["a"] == pytest.approx(16)
    # √(400² + 1,200²) / 1,000
    assert found.standard_errors["a"] == pytest.approx(np.sqrt(1.6))
    assert found.coverage["a"] == 1
    assert found.unweighted == ()


def test_a_count_is_summed_and_its_error_is_that_of_a_sum() -> None:
    links = linked((0, "a", 1, 400, NAN), (1, "a", 0.5, 600, NAN), (1, "b", 0.5, 600, NAN))
    found = put(links, [10, 20], [3, 8], "count")
    assert found.values.to_dict() == {"a": 20, "b": 10}
    # √(3² + (½·8)²) and ½·8
    assert found.standard_errors.to_dict() == {"a": 5, "b": 4}


def test_an_error_is_unknown_where_that_of_one_row_is() -> None:
    links = linked((0, "a", 1, 400, NAN), (1, "a", 1, 600, NAN), (2, "b", 1, 5, NAN))
    found = put(links, [10, 20, 3], [1, NAN, 0.5])
    assert np.isnan(found.standard_errors["a"])
    assert found.standard_errors["b"] == 0.5


def test_a_row_that_weighs_nothing_needs_no_error() -> None:
    links = linked((0, "a", 1, 0, NAN), (1, "a", 1, 600, NAN))
    found = put(links, [10, 20], [NAN, 2])
    assert (found.values["a"], found.standard_errors["a"]) == (20, 2)


@pytest.mark.parametrize(("inside", "value"), [(499, NAN), (500, 7)])
def test_a_rate_stands_for_all_from_half_of_them_on(inside: float, value: float) -> None:
    found = put(linked((0, "a", 1, inside, 1000)), [7])
    np.testing.assert_equal(found.values["a"], value)
    assert found.coverage["a"] == inside / 1000


@pytest.mark.parametrize(("inside", "value"), [(989, NAN), (990, 7)])
def test_a_count_is_called_a_total_when_nearly_all_are_counted(inside: float, value: float) -> None:
    found = put(linked((0, "a", 1, inside, 1000)), [7], [1], "count")
    np.testing.assert_equal(found.values["a"], value)
    assert np.isnan(found.standard_errors["a"]) == np.isnan(value)


def test_a_row_without_a_figure_leaves_its_people_uncovered() -> None:
    links = linked((0, "a", 1, 400, NAN), (1, "a", 1, 600, NAN))
    assert put(links, [NAN, 20]).values["a"] == 20
    assert put(links, [NAN, 20]).coverage["a"] == 0.6
    assert np.isnan(put(links, [10, NAN]).values["a"])
    assert np.isnan(put(links, [NAN, 20], quantity="count").values["a"])


def test_rows_about_unknown_numbers_of_people_are_averaged_alike_and_told() -> None:
    links = linked((0, "a", 1, NAN, NAN), (1, "a", 1, 600, NAN), (2, "b", 1, NAN, NAN))
    found = put(links, [10, 20, 3])
    assert found.values.to_dict() == {"a": 15, "b": 3}
    # a single row needs no weight
    assert found.unweighted == ("a",)


def test_a_part_of_unknown_size_is_no_total_but_the_best_rate_there_is() -> None:
    links = linked((0, "a", 1, NAN, 1000))
    rate = put(links, [7])
    assert rate.values["a"] == 7
    assert np.isnan(rate.coverage["a"])
    assert rate.unweighted == ("a",)
    assert np.isnan(put(links, [7], quantity="count").values["a"])
    assert np.isnan(put(links, [NAN]).values["a"])


def test_a_part_of_unknown_size_and_the_rest_are_all() -> None:
    links = linked((0, "a", 1, NAN, 1000), (1, "a", 1, NAN, NAN))
    assert put(links, [7, 5], quantity="count").values["a"] == 12


def test_beside_municipalities_a_tambon_s_own_row_is_about_the_rest() -> None:
    links = linked(
        (0, "540102", 1, 500, 2000), (1, "540102", 1, NAN, NAN), (2, "540101", 1, NAN, 9)
    )
    status = np.array(["municipality", "code", "code"], object)
    done = weighted(links, status, known())
    # 2,000 people, 500 of them in the municipality
    np.testing.assert_array_equal(done["people"], [500, 1500, NAN])
    np.testing.assert_array_equal(done["weight"], done["people"])


def test_a_row_beside_a_municipality_that_leaves_nobody_is_about_nobody_knows_how_many() -> None:
    links = linked((0, "540102", 1, 2500, 2000), (1, "540102", 1, NAN, NAN))
    status = np.array(["municipality_name", "code"], object)
    assert weighted(links, status, known())["people"].tolist() == pytest.approx(
        [2500, NAN], nan_ok=True
    )


def test_several_rows_of_a_tambon_share_the_rest_among_them() -> None:
    links = linked(
        (0, "540102", 1, 500, 2000), (1, "540102", 1, NAN, NAN), (2, "540102", 1, NAN, NAN)
    )
    status = np.array(["municipality", "code", "code"], object)
    assert weighted(links, status, known())["people"].tolist() == [500, 750, 750]


def test_the_table_s_own_people_weigh_while_the_register_s_tell_what_is_covered() -> None:
    links = linked((0, "540102", 1, 500, 2000), (1, "540102", 1, NAN, NAN))
    status = np.array(["municipality", "code"], object)
    # surveyed were 30 and 10
    done = weighted(links, status, known(), np.array([30.0, 10.0]))
    found = put(done, [4, 8])
    assert found.values["540102"] == pytest.approx((30 * 4 + 10 * 8) / 40)
    # those outside of the municipality alone: 1,500 of 2,000
    alone = put(done, [NAN, 8])
    assert alone.coverage["540102"] == 0.75
    assert alone.values["540102"] == 8
    # inside alone: 500 of 2,000
    assert np.isnan(put(done, [4, NAN]).values["540102"])


rows = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 10**6), st.integers(-(10**6), 10**6)),
    min_size=1,
    max_size=30,
)


@given(rows=rows)
def test_a_rate_lies_between_those_it_is_made_of(rows: list[tuple[int, int, int]]) -> None:
    links = linked(*((n, str(u), 1.0, p, NAN) for n, (u, p, _) in enumerate(rows)))
    found = put(links, [v for _, _, v in rows])
    for unit, value in found.values.items():
        own = [v for u, _, v in rows if str(u) == unit]
        slack = 1e-9 * max(map(abs, own))
        assert min(own) - slack <= value <= max(own) + slack


@given(rows=rows)
def test_counts_add_up_to_what_they_were(rows: list[tuple[int, int, int]]) -> None:
    links = linked(*((n, str(u), 1.0, p, NAN) for n, (u, p, _) in enumerate(rows)))
    values = [v for _, _, v in rows]
    total = put(links, values, quantity="count").values.sum()
    assert total == pytest.approx(sum(values), abs=1e-9 * sum(map(abs, values)))


def test_figures_of_larger_units_stand_at_each_of_their_areas() -> None:
    codes = pd.Index(["540101", "540102", "550101"])
    by_province = pd.Series({"54": 3.0})
    np.testing.assert_array_equal(repeated(by_province, codes, "province"), [3, 3, NAN])
    by_district = pd.Series({"5401": 1.0, "5501": 2.0})
    assert repeated(by_district, codes, "district").to_dict() == {
        "540101": 1, "540102": 1, "550101": 2,
    }  # fmt: skip
