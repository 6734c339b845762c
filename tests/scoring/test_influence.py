"""How much of a score's variance an indicator accounts for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from scoring.influence import KNOT_QUANTILES, correlation_ratio, mean_influence
from scoring.variance import between_groups

NAN = np.nan


def together(seed: int, areas: int = 200, members: int = 3) -> np.ndarray:
    """Return values on the unit scale that go together, unevenly spread."""
    random = np.random.default_rng(seed)
    values = random.random((areas, 1)) + random.random((areas, members)) ** 2
    return values / values.max()


def test_few_distinct_figures_explain_what_their_means_do() -> None:
    # scores 1, 3 where the figure is 0 and 5, 7 where it is 1: means 2 and 6, overall 4
    # between: 2·(2 - 4)² + 2·(6 - 4)² = 16; total: 9 + 1 + 1 + 9 = 20
    values, score = np.array([0.0, 1, 0, 1]), np.array([1.0, 5, 3, 7])
    assert correlation_ratio(values, score) == pytest.approx(16 / 20)


@given(st.integers(0, 1000), st.integers(2, 5))
def test_few_distinct_figures_explain_eta_squared(seed: int, distinct: int) -> None:
    random = np.random.default_rng(seed)
    groups = np.concatenate([np.arange(distinct), random.integers(0, distinct, 30)])
    score = random.random(len(groups)) + groups / 3
    found = correlation_ratio(groups * 0.1, score)
    assert found == pytest.approx(between_groups(score, groups))


def test_figures_that_differ_only_by_rounding_are_the_same() -> None:
    values = np.array([0.3, 0.1 + 0.2, 0.6, 0.3, 0.6, 2 * (0.1 + 0.2)])
    score = np.array([0.0, 2, 5, 1, 7, 9])
    # means 1 and 7 of 0, 2, 1 and 5, 7, 9: between 6 · 3², within 2 + 8
    assert correlation_ratio(values, score) == pytest.approx(54 / 64)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("alike", [0, 150])
def test_many_figures_explain_what_a_natural_cubic_spline_does(seed: int, alike: int) -> None:
    # another basis of the same functions: the splines through 1 at one knot and 0 at the others,
    # straight beyond the outermost; also where most areas have the same figure
    values, other = together(seed, members=2).T.copy()
    values[:alike] = 0
    score = np.sin(9 * values) + other
    knots = np.quantile(np.unique(values), KNOT_QUANTILES)
    splines = CubicSpline(knots, np.eye(5), bc_type="natural")
    inside = np.clip(values, knots[0], knots[-1])
    beyond = (values - inside)[:, np.newaxis] * splines(inside, 1)
    functions = splines(inside) + beyond
    fitted = functions @ np.linalg.lstsq(functions, score)[0]
    assert correlation_ratio(values, score) == pytest.approx(fitted.var() / score.var())


def test_a_straight_relation_is_explained_in_full_and_a_bent_one_that_correlation_misses() -> None:
    values = np.linspace(0, 1, 101)
    assert correlation_ratio(values, 0.2 - 0.7 * values) == pytest.approx(1)
    # a parabola about the middle does not correlate, yet follows from the values
    assert np.corrcoef(values, (values - 0.5) ** 2)[0, 1] == pytest.approx(0, abs=1e-12)
    assert correlation_ratio(values, (values - 0.5) ** 2) > 0.99


def test_areas_that_lack_either_are_left_out() -> None:
    values, score = together(1, members=2).T
    gaps, score_gaps = values.copy(), score.copy()
    gaps[5], score_gaps[9] = NAN, NAN
    expected = correlation_ratio(np.delete(values, [5, 9]), np.delete(score, [5, 9]))
    assert correlation_ratio(gaps, score_gaps) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "score"),
    [
        ([], []),
        ([NAN, 0.1], [0.2, NAN]),
        ([0.3, 0.3], [0.1, 0.9]),
        ([0.1, 0.9], [0.1 + 0.2, 0.3]),
        ([0.4], [0.2]),
    ],
)
def test_influence_is_unknown_where_something_does_not_vary(
    values: list[float], score: list[float]
) -> None:
    assert np.isnan(correlation_ratio(np.array(values), np.array(score)))


@given(st.integers(0, 1000), st.integers(2, 40))
def test_influence_lies_between_the_squared_correlation_and_1(seed: int, areas: int) -> None:
    values, score = together(seed, areas, members=2).T
    found = correlation_ratio(values, score)
    assert np.corrcoef(values, score)[0, 1] ** 2 - 1e-9 <= found <= 1


@given(st.integers(0, 1000), st.floats(0.1, 9), st.floats(-5, 5))
def test_neither_units_nor_the_order_of_areas_matter(
    seed: int, factor: float, shift: float
) -> None:
    values, score = together(seed, members=2).T
    order = np.random.default_rng(seed).permutation(len(values))
    found = correlation_ratio((shift + factor * values)[order], (shift - factor * score)[order])
    assert found == pytest.approx(correlation_ratio(values, score), rel=1e-6)


def test_areas_that_are_all_there_twice_change_nothing() -> None:
    values, score = together(3, members=2).T
    found = correlation_ratio(np.tile(values, 2), np.tile(score, 2))
    assert found == pytest.approx(correlation_ratio(values, score))


@given(st.integers(0, 1000))
def test_prepared_once_it_gives_the_ratios_under_any_weights(seed: int) -> None:
    values = together(seed)
    values[:, 1] = np.round(values[:, 1], 1)
    values[:, 2] = values[:, 2] > 0.4
    prepared = mean_influence(values)
    weights = np.random.default_rng(seed).random(3) + 0.01
    expected = [correlation_ratio(member, values @ weights) for member in values.T]
    np.testing.assert_allclose(prepared.ratios(weights), expected, rtol=1e-9)


def test_slopes_are_those_of_the_ratios() -> None:
    prepared, weights = mean_influence(together(2)), np.array([0.2, 0.3, 0.5])
    step = 1e-6
    by_difference = [
        (prepared.ratios(weights + step * one) - prepared.ratios(weights - step * one)) / (2 * step)
        for one in np.eye(3)
    ]
    np.testing.assert_allclose(prepared.slopes(weights), np.transpose(by_difference), atol=1e-8)


def test_a_member_that_does_not_vary_influences_nothing() -> None:
    values = together(4)
    values[:, 1] = 0.1 + 0.2
    weights = np.array([0.2, 0.5, 0.3])
    found = mean_influence(values).ratios(weights)
    others = mean_influence(values[:, [0, 2]]).ratios(weights[[0, 2]])
    np.testing.assert_allclose(found, [others[0], 0, others[1]])


def test_members_that_cancel_each_other_out_influence_nothing() -> None:
    one = together(6, members=1)
    prepared = mean_influence(np.hstack([one, 1 - one]))
    np.testing.assert_allclose(prepared.ratios(np.array([0.3, 0.7])), [1, 1])
    assert prepared.ratios(np.array([0.5, 0.5])).tolist() == [0, 0]
    assert not prepared.slopes(np.array([0.5, 0.5])).any()
