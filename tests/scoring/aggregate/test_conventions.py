"""What all aggregations have in common."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring import aggregate

NAN = np.nan
AREAS, MEMBERS = 5, 3
CORNERS = np.array([[0.0] * MEMBERS, [1.0] * MEMBERS])
"""Areas that set the ideal points, so that every value is between them."""

Aggregation = Callable[[np.ndarray, np.ndarray], np.ndarray]

METHODS: dict[str, Aggregation] = {
    "arithmetic": aggregate.arithmetic,
    "geometric": aggregate.geometric,
    "quadratic": lambda values, weights: aggregate.power_mean(values, weights, 2),
    "harmonic": lambda values, weights: aggregate.power_mean(values, weights, -1),
    "threshold_count": lambda values, weights: aggregate.threshold_count(values, weights, 0.5),
    "mazziotta_pareto": aggregate.mazziotta_pareto,
    "topsis": aggregate.topsis,
    "vikor": aggregate.vikor,
    "promethee": lambda values, weights: aggregate.promethee_need(values, weights, 0.1, 0.3),
}
WITH_FIXED_POINTS = METHODS | {
    "topsis": lambda values, weights: aggregate.topsis(values, weights, CORNERS),
    "vikor": lambda values, weights: aggregate.vikor(
        values, weights, 0.5, CORNERS, np.full(MEMBERS, 1 / MEMBERS)
    ),
}

VALUES = arrays(float, (AREAS, MEMBERS), elements=st.integers(1, 64).map(lambda n: n / 64))
POINTS = arrays(int, (AREAS, MEMBERS), elements=st.integers(1, 9))


def shares(points: np.ndarray) -> np.ndarray:
    return points / points.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("method", METHODS)
@given(VALUES, POINTS)
def test_weights_that_all_areas_share_may_be_given_once(
    method: str, values: np.ndarray, points: np.ndarray
) -> None:
    once = shares(points[0])
    each = np.repeat(once[None, :], AREAS, axis=0)
    aggregated = METHODS[method]
    np.testing.assert_allclose(aggregated(values, once), aggregated(values, each), atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("figure", [NAN, 0.0, 0.9])
def test_a_value_without_weight_never_matters_to_its_area(method: str, figure: float) -> None:
    values = np.array([[0.2, 0.6, figure], [0.9, 0.3, 0.5], [0.1, 0.8, 1.0]])
    weights = np.array([[0.25, 0.75, 0], [0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])
    without = METHODS[method](values[:, :2], shares(weights[:, :2]))
    with_it = METHODS[method](values, weights)
    assert np.isfinite(with_it).all()
    if method not in ("vikor", "promethee", "topsis"):
        np.testing.assert_allclose(with_it[0], without[0])
    # TOPSIS, VIKOR and PROMETHEE judge by what others have, so the members must stay three
    other = values.copy()
    other[0, 2] = NAN
    np.testing.assert_allclose(METHODS[method](other, weights)[0], with_it[0])


@pytest.mark.parametrize("method", METHODS)
def test_an_area_without_weights_has_no_value_and_the_others_keep_theirs(method: str) -> None:
    values = np.array([[0.2, 0.6], [NAN, NAN], [0.9, 0.3], [NAN, 0.0]])
    weights = np.array([[0.25, 0.75], [NAN, NAN], [0.5, 0.5], [NAN, NAN]])
    if method == "promethee":
        # an area is compared where it has a figure, whatever its weight
        values[3, 1] = NAN
    found = METHODS[method](values, weights)
    np.testing.assert_allclose(found[[0, 2]], METHODS[method](values[::2], weights[::2]))
    assert np.isnan(found[[1, 3]]).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", METHODS)
def test_a_member_without_weight_anywhere_does_no_harm(method: str) -> None:
    values = np.array([[0.2, NAN], [0.6, 0.0], [0.9, 0.4]])
    found = METHODS[method](values, np.array([1.0, 0]))
    np.testing.assert_allclose(found, METHODS[method](values[:, :1], np.array([1.0])))


@pytest.mark.parametrize("method", METHODS)
def test_what_is_given_stays_as_it_is(method: str) -> None:
    values, weights = np.array([[0.2, 0.6], [0.9, 0.3]]), np.array([0.25, 0.75])
    kept = values.copy(), weights.copy()
    METHODS[method](values, weights)
    np.testing.assert_array_equal(values, kept[0])
    np.testing.assert_array_equal(weights, kept[1])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", METHODS)
def test_no_warning_reaches_the_user(method: str) -> None:
    values = np.array([[0.2, 0.0], [NAN, 0.0], [NAN, NAN], [0.9, 0.3]])
    weights = np.array([[1, 0], [NAN, NAN], [NAN, NAN], [0.5, 0.5]])
    METHODS[method](values, weights)


@pytest.mark.parametrize("method", WITH_FIXED_POINTS)
@given(VALUES, POINTS, st.integers(0, MEMBERS - 1), st.integers(1, 64))
def test_more_need_in_a_member_never_means_less_altogether(
    method: str, values: np.ndarray, points: np.ndarray, member: int, more: int
) -> None:
    weights = shares(points)
    raised = values.copy()
    raised[0, member] = max(values[0, member], more / 64)
    aggregated = WITH_FIXED_POINTS[method]
    assert aggregated(raised, weights)[0] >= aggregated(values, weights)[0] - 1e-12


@pytest.mark.parametrize("method", METHODS)
@given(VALUES, POINTS)
def test_the_value_is_on_the_unit_scale(
    method: str, values: np.ndarray, points: np.ndarray
) -> None:
    found = METHODS[method](values, shares(points))
    assert ((found >= -1e-12) & (found <= 1 + 1e-12)).all()
