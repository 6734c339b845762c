"""The Owen value, against a published game, numbers by hand and all orders one by one."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.aggregate import arithmetic, geometric
from scoring.decompose import Evaluate, coalitions, owen, owen_values

NAN = np.nan


def columns(*sizes: int) -> list[np.ndarray]:
    """Return the columns of pillars that lie side by side."""
    edges = np.cumsum([0, *sizes])
    return [np.arange(start, stop) for start, stop in pairwise(edges)]


def geometric_of_geometric(pillars: Sequence[np.ndarray]) -> Evaluate:
    def evaluate(rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
        means = [
            geometric(rows[:, pillar], np.full(len(pillar), 1 / len(pillar))) for pillar in pillars
        ]
        return geometric(np.column_stack(means), np.full(len(pillars), 1 / len(pillars)))

    return evaluate


def game(worth: np.ndarray) -> Evaluate:
    """Return the score of a game: indicator n is in the coalition where its value is 1."""

    def evaluate(rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
        return worth[(rows @ 2 ** np.arange(rows.shape[1])).astype(int)]

    return evaluate


def in_all_orders(worth: np.ndarray, pillars: Sequence[np.ndarray]) -> np.ndarray:
    """Return the mean of what each adds over all orders that keep pillars together."""
    gains = np.zeros(sum(len(pillar) for pillar in pillars))
    count = 0
    for order_of_pillars in permutations(pillars):
        for orders in product(*(permutations(pillar) for pillar in order_of_pillars)):
            before = 0
            for indicator in np.concatenate(orders):
                after = before + 2**indicator
                gains[indicator] += worth[after] - worth[before]
                before = after
            count += 1
    return gains / count


def of_game(worth: np.ndarray, pillars: Sequence[np.ndarray]) -> np.ndarray:
    size = sum(len(pillar) for pillar in pillars)
    found = owen_values(np.ones((1, size)), np.zeros(size), pillars, game(worth))
    assert not found.sampled
    return found.contributions[0]


@pytest.mark.parametrize(
    ("pillars", "expected"),
    [
        ([np.array([0, 1]), np.array([2])], [0.25, 0.25, 1.5]),
        ([np.array([0, 1, 2])], [1 / 3, 1 / 3, 4 / 3]),
    ],
)
def test_owen_and_shapley_of_the_manual_of_game_theory_allocation(
    pillars: list[np.ndarray], expected: list[float]
) -> None:
    # Saavedra-Nieves (2016), GameTheoryAllocation (CRAN), example of Owen_value: alone the three
    # cost 1, 1 and 2, together as much as the dearest of them
    found = owen_values(
        np.array([[1.0, 1, 2]]), np.zeros(3), pillars, lambda rows, areas: rows.max(axis=1)
    )
    np.testing.assert_allclose(found.contributions, [expected])


def test_a_geometric_mean_by_hand() -> None:
    # √(0.16 · 0.25) = 0.2; with the first at 0.64 it is 0.4, with the second at 0.49 it is 0.28,
    # with both 0.56; ((0.4 - 0.2) + (0.56 - 0.28)) / 2 and ((0.28 - 0.2) + (0.56 - 0.4)) / 2
    pillars = columns(2)
    found = owen_values(
        np.array([[0.64, 0.49]]), np.array([0.16, 0.25]), pillars, geometric_of_geometric(pillars)
    )
    np.testing.assert_allclose(found.contributions, [[0.24, 0.12]])
    np.testing.assert_allclose(found.base, [0.2])


WORTHS = arrays(float, 2**5, elements=st.integers(-9, 9).map(float))
FIVE = st.sampled_from([(5,), (1, 4), (3, 2), (2, 1, 2), (1, 1, 1, 2), (1, 1, 1, 1, 1)])


@given(WORTHS, FIVE)
def test_it_is_the_mean_over_all_orders_that_keep_pillars_together(
    worth: np.ndarray, sizes: tuple[int, ...]
) -> None:
    expected = in_all_orders(worth, columns(*sizes))
    np.testing.assert_allclose(of_game(worth, columns(*sizes)), expected, rtol=0, atol=1e-10)


@given(WORTHS, st.permutations(range(5)))
def test_pillars_need_not_lie_side_by_side(worth: np.ndarray, order: list[int]) -> None:
    pillars = [np.array(order[:3]), np.array(order[3:])]
    expected = in_all_orders(worth, pillars)
    np.testing.assert_allclose(of_game(worth, pillars), expected, rtol=0, atol=1e-10)


@given(WORTHS)
def test_a_pillar_contributes_its_own_shapley_value(worth: np.ndarray) -> None:
    pillars = columns(2, 1, 2)
    # the game in which the pillars are the players
    of_pillars = np.array([2**pillar @ np.ones(len(pillar), dtype=int) for pillar in pillars])
    quotient = np.array([worth[np.array(s) @ of_pillars] for s in product((0, 1), repeat=3)])
    # product counts its last the fastest
    quotient = quotient.reshape(2, 2, 2).transpose().ravel()
    contributions = of_game(worth, pillars)
    sums = [contributions[pillar].sum() for pillar in pillars]
    np.testing.assert_allclose(sums, in_all_orders(quotient, columns(3)), rtol=0, atol=1e-10)


FIGURES = arrays(float, (4, 6), elements=st.floats(0.01, 1))


@given(FIGURES, st.sampled_from([(6,), (2, 4), (1, 2, 3), (2, 2, 2)]))
def test_contributions_sum_to_what_the_score_exceeds_the_base_by(
    values: np.ndarray, sizes: tuple[int, ...]
) -> None:
    pillars = columns(*sizes)
    evaluate, baseline = geometric_of_geometric(pillars), values.mean(axis=0)
    found = owen_values(values, baseline, pillars, evaluate)
    areas = np.arange(4)
    sums = found.base + found.contributions.sum(axis=1)
    np.testing.assert_allclose(sums, evaluate(values, areas), rtol=0, atol=1e-10)
    at_base = evaluate(np.tile(baseline, (4, 1)), areas)
    np.testing.assert_allclose(found.base, at_base, rtol=0, atol=1e-12)


@given(FIGURES)
def test_two_alike_in_a_pillar_contribute_alike(values: np.ndarray) -> None:
    values[:, 1] = values[:, 0]
    pillars = columns(3, 3)
    baseline = np.full(6, 0.5)
    found = owen_values(values, baseline, pillars, geometric_of_geometric(pillars))
    np.testing.assert_allclose(found.contributions[:, 0], found.contributions[:, 1], atol=1e-12)


@given(FIGURES)
def test_one_at_its_baseline_contributes_nothing(values: np.ndarray) -> None:
    values[:, 4] = 0.5
    pillars = columns(3, 3)
    found = owen_values(values, np.full(6, 0.5), pillars, geometric_of_geometric(pillars))
    np.testing.assert_allclose(found.contributions[:, 4], 0, atol=1e-12)


@given(FIGURES, arrays(int, 6, elements=st.integers(0, 9)))
def test_in_a_weighted_mean_each_contributes_weight_times_distance_from_the_baseline(
    values: np.ndarray, points: np.ndarray
) -> None:
    weights, baseline = points / max(points.sum(), 1), values.mean(axis=0)
    found = owen_values(
        values, baseline, columns(2, 4), lambda rows, areas: arithmetic(rows, weights)
    )
    expected = weights * (values - baseline)
    np.testing.assert_allclose(found.contributions, expected, rtol=0, atol=1e-12)


def own_weights(rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Return geometric means of what is there, whose weights lie with the areas."""
    present = ~np.isnan(VALUES_WITH_GAPS)
    weights = present / np.maximum(present.sum(axis=1, keepdims=True), 1)
    weights[~present.any(axis=1)] = NAN
    return geometric(rows, weights[areas])


VALUES_WITH_GAPS = np.array([[0.2, NAN, 0.8, 0.5], [0.4, 0.3, 0.9, 0.1], [NAN, NAN, NAN, NAN]])


def test_a_missing_figure_contributes_nothing_known_and_the_others_share_the_rest() -> None:
    baseline = np.array([0.5, 0.9, 0.4, 0.3])
    found = owen_values(VALUES_WITH_GAPS, baseline, columns(2, 2), own_weights)
    there = [0, 2, 3]
    without = owen_values(
        VALUES_WITH_GAPS[:1, there],
        baseline[there],
        columns(1, 2),
        lambda rows, areas: geometric(rows, np.full(3, 1 / 3)),
    )
    np.testing.assert_allclose(found.contributions[0, there], without.contributions[0])
    assert np.isnan(found.contributions[0, 1])
    np.testing.assert_allclose(found.base[:2], [0.06 ** (1 / 3), 0.054**0.25])


def test_a_missing_figure_stays_missing_in_every_row_of_its_area() -> None:
    def evaluate(rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
        np.testing.assert_array_equal(np.isnan(rows), np.isnan(VALUES_WITH_GAPS)[areas])
        return own_weights(rows, areas)

    owen_values(VALUES_WITH_GAPS, np.full(4, 0.5), columns(2, 2), evaluate)


def test_an_area_without_a_score_has_no_contributions() -> None:
    def evaluate(rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
        return np.where(areas == 1, NAN, rows.sum(axis=1))

    found = owen_values(np.ones((3, 2)), np.zeros(2), columns(1, 1), evaluate)
    np.testing.assert_array_equal(found.contributions, [[1, 1], [NAN, NAN], [1, 1]])
    np.testing.assert_array_equal(found.base, [0, NAN, 0])


def counting(evaluate: Evaluate) -> tuple[Evaluate, list[int]]:
    sizes: list[int] = []

    def counted(rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
        sizes.append(len(rows))
        return evaluate(rows, areas)

    return counted, sizes


def test_each_coalition_is_scored_once() -> None:
    pillars = columns(4, 4, 4)
    evaluate, sizes = counting(geometric_of_geometric(pillars))
    owen_values(np.full((5, 12), 0.3), np.full(12, 0.5), pillars, evaluate)
    # 2³ sets of whole pillars; 3 pillars times 2⁴ - 2 parts of it times 2² sets of the others
    assert sum(sizes) == 5 * (8 + 3 * 14 * 4)


def test_what_is_handed_over_in_blocks_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).uniform(0.01, 1, (50, 5))
    pillars, baseline = columns(2, 3), values.mean(axis=0)
    factors = np.linspace(0.5, 1, 50)

    def times_factor_of_area(rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
        return factors[areas] * geometric_of_geometric(pillars)(rows, areas)

    at_once = owen_values(values, baseline, pillars, times_factor_of_area)
    for most in (1, 7, 50, 120):
        monkeypatch.setattr(owen, "_NUMBERS", most * 5)
        evaluate, sizes = counting(times_factor_of_area)
        in_blocks = owen_values(values, baseline, pillars, evaluate)
        assert max(sizes) <= most
        np.testing.assert_allclose(in_blocks.base, at_once.base, rtol=0, atol=1e-15)
        np.testing.assert_allclose(
            in_blocks.contributions, at_once.contributions, rtol=0, atol=1e-12
        )


@pytest.mark.parametrize("sizes", [(1,), (14,), (1,) * 14, (10, 10, 10), (2, 1, 3, 4)])
def test_the_number_of_coalitions_is_known_before(sizes: tuple[int, ...]) -> None:
    exact = coalitions.exact(columns(*sizes))
    assert len(exact.members) == coalitions.count(sizes) <= 2**14
    assert not exact.members[0].any()


def test_many_indicators_are_sampled_and_still_sum_to_the_score() -> None:
    values = np.random.default_rng(0).uniform(0.01, 1, (3, 15))
    pillars, baseline = columns(15), np.full(15, 0.5)
    evaluate = geometric_of_geometric(pillars)
    found = owen_values(values, baseline, pillars, evaluate)
    assert found.sampled
    sums = found.base + found.contributions.sum(axis=1)
    np.testing.assert_allclose(sums, evaluate(values, np.arange(3)), rtol=0, atol=1e-10)
    again = owen_values(values, baseline, pillars, evaluate)
    np.testing.assert_array_equal(found.contributions, again.contributions)
    other = owen_values(values, baseline, pillars, evaluate, seed=1)
    assert 0 < np.abs(other.contributions - found.contributions).max() < 0.001


def greatest_of_greatest(rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
    return rows.max(axis=1)


@pytest.mark.parametrize(
    ("evaluate", "within"),
    [(geometric_of_geometric(columns(4, 4, 4)), 0.001), (greatest_of_greatest, 0.02)],
)
def test_a_sample_is_near_the_exact_value(
    evaluate: Evaluate, within: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.random.default_rng(0).uniform(0.01, 1, (30, 12))
    pillars, baseline = columns(4, 4, 4), values.mean(axis=0)
    exact = owen_values(values, baseline, pillars, evaluate)
    monkeypatch.setattr(owen, "MOST_COALITIONS", 0)
    estimate = owen_values(values, baseline, pillars, evaluate)
    assert estimate.sampled
    assert not exact.sampled
    error = np.abs(estimate.contributions - exact.contributions).max()
    assert 0 < error < within


def test_an_order_keeps_the_indicators_of_a_pillar_together() -> None:
    pillars = columns(3, 1, 4)
    for coalition in coalitions.sampled(pillars, 1).members:
        parts = [coalition[pillar].any() and not coalition[pillar].all() for pillar in pillars]
        assert sum(parts) <= 1


@pytest.mark.parametrize("find", [coalitions.exact, partial(coalitions.sampled, seed=1)])
def test_what_an_indicator_adds_counts_1_in_all(
    find: Callable[[Sequence[np.ndarray]], coalitions.Coalitions],
) -> None:
    members, coefficients = find(columns(2, 3))
    with_it = [own[has].sum() for own, has in zip(coefficients, members.T, strict=True)]
    np.testing.assert_allclose(with_it, 1)
    np.testing.assert_allclose(coefficients.sum(axis=1), 0, atol=1e-12)


def test_what_is_given_stays_as_it_is() -> None:
    values, baseline = VALUES_WITH_GAPS.copy(), np.full(4, 0.5)
    owen_values(values, baseline, columns(2, 2), own_weights)
    np.testing.assert_array_equal(values, VALUES_WITH_GAPS)
    np.testing.assert_array_equal(baseline, np.full(4, 0.5))
