"""Weights under which each member influences the mean as stated."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.influence import correlation_ratio
from scoring.weigh.balanced import balanced

NAN = np.nan


def together(seed: int, areas: int = 300, members: int = 3) -> np.ndarray:
    """Return values on the unit scale that go together, unevenly spread."""
    random = np.random.default_rng(seed)
    values = random.random((areas, 1)) + random.random((areas, members)) ** 2
    return values * random.uniform(0.3, 1, members) / values.max()


def shares(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    ratios = np.array([correlation_ratio(member, values @ weights) for member in values.T])
    return ratios / ratios.sum()


@pytest.mark.parametrize("stated", [[1 / 3, 1 / 3, 1 / 3], [0.6, 0.3, 0.1]])
def test_uncorrelated_members_weigh_by_the_root_of_influence_over_deviation(
    stated: list[float],
) -> None:
    # every combination of figures once: no two members correlate, and each explains w² · variance
    # of the mean's, so w is in proportion to √influence / deviation
    values = np.array(list(itertools.product([0, 1], [0, 0.1, 0.5], np.linspace(0, 0.7, 8))))
    expected = np.sqrt(stated) / values.std(axis=0)
    found = balanced(values, np.array(stated))
    np.testing.assert_allclose(found.weights, expected / expected.sum(), rtol=1e-6)
    np.testing.assert_allclose(found.influence, stated, atol=1e-6)
    assert found.largest_gap < 1e-6


# two figures each, so a member explains its squared correlation with the mean; they correlate by
# (8 · 8 - 2 · 2) / (10 · 10) = 0.6; the first is 1 or 0 and the second half as much
PAIR = np.repeat([[1, 0.5], [1, 0], [0, 0.5], [0, 0]], [8, 2, 2, 8], axis=0)


@pytest.mark.parametrize("first", [0.5, 0.6, 0.7])
def test_two_correlated_members_in_closed_form(first: float) -> None:
    # with u = weight · deviation and r = 0.6, the correlations with the mean are as u1 + r u2 and
    # u2 + r u1, and their ratio has to be √t1 : √t2; so u1 : u2 = √t1 - r √t2 : √t2 - r √t1
    assert np.corrcoef(PAIR, rowvar=False)[0, 1] == pytest.approx(0.6)
    a, b = np.sqrt(first), np.sqrt(1 - first)
    expected = np.array([a - 0.6 * b, 2 * (b - 0.6 * a)])
    found = balanced(PAIR, np.array([first, 1 - first]))
    np.testing.assert_allclose(found.weights, expected / expected.sum(), rtol=1e-6)
    np.testing.assert_allclose(found.influence, [first, 1 - first], atol=1e-6)


def test_where_influence_is_out_of_reach_the_closest_is_taken_and_the_gap_told() -> None:
    # even alone in the mean, the first has influence 1 beside r² = 0.36 of the second
    found = balanced(PAIR, np.array([0.9, 0.1]))
    np.testing.assert_allclose(found.weights, [1, 0], atol=1e-9)
    np.testing.assert_allclose(found.influence, [1 / 1.36, 0.36 / 1.36])
    assert found.largest_gap == pytest.approx(0.9 - 1 / 1.36)


def test_members_that_say_the_same_have_the_same_influence_under_any_weights() -> None:
    one = together(1, members=1)
    found = balanced(np.hstack([one, one / 2]), np.array([0.7, 0.3]))
    np.testing.assert_allclose(found.influence, [0.5, 0.5])
    assert found.largest_gap == pytest.approx(0.2)
    assert found.weights.sum() == pytest.approx(1)


def test_members_that_could_cancel_each_other_out_do_not() -> None:
    # with the same weight for both, where the search starts, the mean is the same everywhere
    one = together(6, members=1)
    found = balanced(np.hstack([one, 1 - one]), np.array([0.5, 0.5]))
    np.testing.assert_allclose(found.influence, [0.5, 0.5])
    assert found.weights.sum() == pytest.approx(1)
    assert abs(found.weights[0] - found.weights[1]) > 1e-3


@pytest.mark.parametrize("members", [2, 3, 6, 12])
def test_equal_influence_is_reached_and_is_what_the_correlation_ratios_say(members: int) -> None:
    values = together(20, members=members)
    found = balanced(values, np.full(members, 1 / members))
    assert found.largest_gap < 1e-6
    np.testing.assert_allclose(shares(values, found.weights), 1 / members, atol=1e-6)


def test_no_weights_on_a_grid_come_closer() -> None:
    # three members of which two go together closely: 0.8 for one of those is out of reach
    values = together(9)
    values[:, 1] = values[:, 0] + values[:, 1] / 5
    stated = np.array([0.8, 0.1, 0.1])
    found = balanced(values, stated)
    best = ((found.influence - stated) ** 2).sum()
    assert found.largest_gap > 0.1
    for first, second in itertools.product(np.linspace(0, 1, 21), repeat=2):
        weights = np.array([first, (1 - first) * second, (1 - first) * (1 - second)])
        assert ((shares(values, weights) - stated) ** 2).sum() >= best - 1e-9


def test_where_one_descent_gets_stuck_another_start_reaches_what_was_stated() -> None:
    # members that run against each other, so that the sum of squares has several hollows: from the
    # weights that uncorrelated members would have, 0.004 of it is left
    random = np.random.default_rng(10)
    values = random.normal(size=(150, 3)) @ random.normal(size=(3, 3))
    values = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    stated = random.dirichlet(np.ones(3))
    found = balanced(values, stated)
    np.testing.assert_allclose(shares(values, found.weights), stated, atol=1e-6)


def test_a_member_without_stated_influence_takes_no_part() -> None:
    values = together(2)
    found, without = (
        balanced(values, np.array([0.4, 0, 0.6])),
        balanced(values[:, [0, 2]], np.array([0.4, 0.6])),
    )
    np.testing.assert_allclose(found.weights, np.insert(without.weights, 1, 0))
    np.testing.assert_allclose(found.influence, [0.4, 0, 0.6], atol=1e-6)
    assert found.weights[1] == 0


def test_a_member_that_does_not_vary_takes_no_part_and_leaves_a_gap() -> None:
    values = together(3)
    values[:, 1] = 0.1 + 0.2
    found = balanced(values, np.array([0.4, 0.2, 0.4]))
    np.testing.assert_allclose(found.influence, [0.5, 0, 0.5], atol=1e-6)
    assert found.weights[1] == 0
    assert found.largest_gap == pytest.approx(0.2)


def test_one_member_takes_everything() -> None:
    found = balanced(together(4, members=1), np.array([1.0]))
    assert found.weights == pytest.approx(1)
    assert found.influence == pytest.approx(1)
    assert found.largest_gap == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("values", "stated"),
    [
        (np.empty((0, 2)), [0.5, 0.5]),
        (np.full((4, 2), NAN), [0.5, 0.5]),
        (np.full((4, 2), 0.3), [0.5, 0.5]),
        (np.array([[0.3, 0], [0.3, 1]]), [1, 0]),
    ],
)
def test_nothing_is_known_where_no_member_could_have_influence(
    values: np.ndarray, stated: list[float]
) -> None:
    found = balanced(values, np.array(stated))
    assert np.isnan(found.weights).tolist() == [True, True]
    assert np.isnan(found.influence).tolist() == [True, True]
    assert np.isnan(found.largest_gap)


def test_areas_that_lack_a_member_are_left_out_and_values_left_as_they_were() -> None:
    values, stated = together(5), np.array([0.3, 0.3, 0.4])
    gaps = values.copy()
    gaps[3, 1] = gaps[17, 0] = NAN
    before = gaps.copy()
    found = balanced(gaps, stated)
    expected = balanced(np.delete(values, [3, 17], axis=0), stated)
    np.testing.assert_allclose(found.weights, expected.weights)
    np.testing.assert_array_equal(gaps, before)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(2, 5))
def test_weights_are_not_negative_sum_to_1_and_follow_members_and_units(
    seed: int, members: int
) -> None:
    values, random = together(seed, 100, members), np.random.default_rng(seed)
    stated = random.dirichlet(np.full(members, 20))
    found = balanced(values, stated)
    assert (found.weights >= 0).all()
    assert found.weights.sum() == pytest.approx(1)
    assert found.influence.sum() == pytest.approx(1)
    np.testing.assert_allclose(found.influence, shares(values, found.weights), atol=1e-9)
    rows, columns = random.permutation(100), random.permutation(members)
    other = balanced(values[rows][:, columns], stated[columns])
    np.testing.assert_allclose(other.weights, found.weights[columns], atol=1e-5)
    # half the unit, twice the weight
    halved = balanced(values * np.append(0.5, np.ones(members - 1)), stated).weights
    expected = found.weights * np.append(2.0, np.ones(members - 1))
    np.testing.assert_allclose(halved, expected / expected.sum(), atol=1e-5)
