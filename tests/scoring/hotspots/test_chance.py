"""Draws of surroundings: exactly those of drawing for each unit by itself, and fair to ties."""

from itertools import combinations

import numpy as np
import pytest
from esda import Moran_Local
from scipy.sparse import csr_array

from scoring.hotspots.chance import SAME, maps, surroundings, two_sided
from scoring.hotspots.local import standard
from tests.scoring.hotspots.grids import of_matrix, queen

DRAWS = 999


def random_matrix(units: int, random: np.random.Generator) -> csr_array:
    beside = random.random((units, units)) < 0.1
    # a ring, so that each has a neighbour
    beside |= np.roll(np.eye(units, dtype=bool), 1, axis=1)
    beside |= beside.T
    np.fill_diagonal(beside, val=False)
    return csr_array(beside)


@pytest.mark.parametrize("figures", ["normal", "two values", "four values", "skewed"])
def test_counts_are_those_of_a_loop_over_the_units(figures: str) -> None:
    random = np.random.default_rng(3)
    units = 60
    values = {
        "normal": random.normal(size=units),
        "two values": (random.random(units) > 0.6).astype("float64"),
        "four values": random.integers(0, 4, units).astype("float64"),
        "skewed": random.lognormal(sigma=2, size=units),
    }[figures]
    deviations, matrix = standard(values), random_matrix(units, random)
    at_least, at_most = surroundings(deviations, matrix, DRAWS, np.random.default_rng(5))
    again, most = np.random.default_rng(5), int(np.diff(matrix.indptr).max())
    rows = np.array([again.choice(units - 1, most, replace=False) for _ in range(DRAWS)])
    for unit in range(units):
        beside = matrix[[unit]].indices
        drawn = np.where(rows == unit, units - 1, rows)[:, : len(beside)]
        assert not (drawn == unit).any()
        sums, there = deviations[drawn].sum(axis=1), deviations[beside].sum()
        assert at_least[unit] == (sums >= there - SAME).sum()
        assert at_most[unit] == (sums <= there + SAME).sum()


def test_in_blocks_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(4)
    deviations, linked = standard(random.normal(size=36)), queen(6, 6)
    weights = linked.graph.transform("r").sparse
    whole = surroundings(deviations, linked.matrix, DRAWS, np.random.default_rng(1))
    dealt = maps(deviations, weights, DRAWS, np.random.default_rng(1))
    monkeypatch.setattr("scoring.hotspots.chance._AT_ONCE", 1_000)
    parts = surroundings(deviations, linked.matrix, DRAWS, np.random.default_rng(1))
    np.testing.assert_array_equal(whole, parts)
    in_parts = maps(deviations, weights, DRAWS, np.random.default_rng(1))
    np.testing.assert_allclose(dealt, in_parts, rtol=0, atol=1e-12)


def test_frequencies_near_those_of_all_draws_there_are() -> None:
    # 3 × 3 by hand: of the corner's three neighbours all are 1, which 1 of 56 draws gives
    values = np.array([1, 1, 0, 1, 1, 0, 0, 0, 0], dtype="float64")
    linked, draws = queen(3, 3), 99_999
    at_least, at_most = surroundings(
        standard(values), linked.matrix, draws, np.random.default_rng(7)
    )
    for unit in range(9):
        beside = linked.matrix[[unit]].indices
        others = np.delete(np.arange(9), unit)
        sums = np.array([values[list(c)].sum() for c in combinations(others, len(beside))])
        there = values[beside].sum()
        for counted, share in ((at_least, sums >= there), (at_most, sums <= there)):
            exact = share.mean()
            error = np.sqrt(exact * (1 - exact) / draws)
            assert abs(counted[unit] / draws - exact) <= 5 * error + 1e-12
    assert abs(at_least[0] / draws - 1 / 56) < 0.002


def test_p_values_are_twice_those_of_esda_where_no_figures_are_equal() -> None:
    random = np.random.default_rng(8)
    values, linked, draws = random.normal(size=400), queen(20, 20), 9_999
    ours = two_sided(*surroundings(standard(values), linked.matrix, draws, random), draws)
    with pytest.warns(DeprecationWarning, match="two-sided"):
        theirs = Moran_Local(values, linked.graph, permutations=draws, seed=1).p_sim
    doubled = np.minimum(2 * theirs.astype("float64"), 1)
    # both are drawn, and a doubled share has twice the standard error
    half = ours / 2
    error = 2 * np.sqrt(2 * half * (1 - half) / draws)
    assert (np.abs(ours - doubled) <= 4.5 * error).all()


def test_what_most_areas_have_is_not_far_out() -> None:
    # with two thirds of all figures 0, six neighbours of 0 are nothing rare
    values = np.zeros(300)
    values[np.random.default_rng(2).permutation(300)[:100]] = 1
    ring = sum(np.roll(np.eye(300), n, axis=1) for n in (1, 2, 3, -1, -2, -3)).astype(bool)
    at_least, at_most = surroundings(
        standard(values), csr_array(ring), 9_999, np.random.default_rng(1)
    )
    none = ~(ring @ values.astype(bool))
    assert none.sum() > 5
    assert (at_least[none] == 9_999).all()
    assert np.abs(at_most[none] / 9_999 - (2 / 3) ** 6).max() < 0.02
    assert two_sided(at_least, at_most, 9_999)[none].min() > 0.1


def test_two_sided_by_hand() -> None:
    at_least, at_most = np.array([0, 500, 999, 30]), np.array([999, 600, 3, 969])
    # (0 + 1) / 1000 twice, never above 1, and by the rarer side
    expected = [0.002, 1.0, 0.008, 0.062]
    assert two_sided(at_least, at_most, 999).tolist() == pytest.approx(expected)


def test_the_numbers_that_numpy_shares_stay_as_they_are() -> None:
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    linked = of_matrix(random_matrix(40, np.random.default_rng(1)))
    surroundings(standard(np.arange(40.0)), linked.matrix, DRAWS, np.random.default_rng(1))
    assert (np.random.get_state()[1] == before).all()  # type: ignore[index]  # noqa: NPY002
