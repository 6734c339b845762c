"""Hot and cold by local Moran and Gi*: by hand, planted, in noise, and whatever the scale."""

import numpy as np
import pandas as pd
import pytest

from scoring.hotspots.local import gi_star, least_together, local, standard
from scoring.hotspots.overall import overall
from tests.scoring.hotspots.grids import of_matrix, queen, series

NINE = [1, 1, 0, 1, 1, 0, 0, 0, 0]
"""Ones in a corner of 3 × 3; their mean is 4/9 and their standard deviation √20 / 9."""
WIDE = 30


def looked_at(values: object, linked: object, seed: int = 1, **more: object) -> pd.DataFrame:
    asked = {"permutations": 9_999, "rate": 0.05, **more}
    return local(series(values, linked), linked, random=np.random.default_rng(seed), **asked)  # type: ignore[arg-type]


def test_three_by_three_by_hand() -> None:
    linked = queen(3, 3)
    found = looked_at(NINE, linked)
    assert found["neighbours"].tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert found["lag"].tolist() == pytest.approx(
        [1, 3 / 5, 2 / 3, 3 / 5, 3 / 8, 2 / 5, 2 / 3, 2 / 5, 1 / 3]
    )
    # the corner: z = 5/√20 and so is its lag, and (n - 1) / n is 8/9
    assert found["i"].iloc[0] == pytest.approx(25 / 20 * 8 / 9)
    # Gi*: 4 · 5/√20 over √(4 (9 - 4) / 8); the middle has all others as neighbours
    assert found["z"].iloc[0] == pytest.approx(np.sqrt(20) / np.sqrt(2.5))
    assert np.isnan(found["z"].iloc[4])
    assert found["gi"].iloc[4] == ""


def test_q_is_that_of_benjamini_and_hochberg() -> None:
    values = np.random.default_rng(5).normal(size=100)
    found = looked_at(values, queen(10, 10), permutations=999)
    p = found["p"].to_numpy()
    order = np.argsort(p)
    steps = p[order] * len(p) / np.arange(1, len(p) + 1)
    by_hand = np.empty(len(p))
    by_hand[order] = np.minimum.accumulate(steps[::-1])[::-1]
    np.testing.assert_allclose(found["q"], np.minimum(by_hand, 1), rtol=1e-12)


def planted(seed: int) -> np.ndarray:
    """Made-up: noise, in it five by five areas that lie two standard deviations higher."""
    values = np.random.default_rng(seed).normal(size=(WIDE, WIDE))
    values[10:15, 10:15] += 2
    return values.ravel()


def test_a_planted_hot_spot_is_found_and_little_else() -> None:
    linked = queen(WIDE, WIDE)
    inside = np.zeros((WIDE, WIDE), dtype=bool)
    inside[11:14, 11:14] = True
    near = np.zeros((WIDE, WIDE), dtype=bool)
    near[9:16, 9:16] = True
    missed = false = found_at_all = 0
    for seed in range(20):
        found = looked_at(planted(seed), linked, seed)
        hot = (found["gi"] == "hot").to_numpy()
        missed += int((inside.ravel() & ~hot).sum())
        false += int((~near.ravel() & hot).sum()) + int((found["gi"] == "cold").sum())
        found_at_all += int(hot.sum())
    # of 180 in the middle at least 98 %; of all found at most the rate of 5 %
    assert missed <= 3
    assert false <= 0.05 * found_at_all


def test_a_planted_cold_spot_is_the_hot_one_upside_down() -> None:
    linked = queen(WIDE, WIDE)
    hot, cold = looked_at(planted(1), linked), looked_at(-planted(1), linked)
    swapped = {"hot": "cold", "cold": "hot", "": ""}
    assert cold["gi"].tolist() == [swapped[word] for word in hot["gi"]]
    assert (hot["p"] == cold["p"]).all()


@pytest.mark.parametrize("kind", ["normal", "two values", "skewed"])
def test_in_noise_nothing_is_found(kind: str) -> None:
    linked, maps = queen(WIDE, WIDE), 60
    with_any, small = 0, []
    for seed in range(maps):
        random = np.random.default_rng([seed, 9])
        values = {
            "normal": random.normal(size=WIDE**2),
            "two values": (random.random(WIDE**2) > 0.6).astype("float64"),
            "skewed": random.lognormal(sigma=1.5, size=WIDE**2),
        }[kind]
        found = looked_at(values, linked, seed)
        with_any += bool((found["q"] <= 0.05).any())
        small.append((found["p"] <= 0.05).mean())
    # a rate of 5 % is the share of maps of noise with anything at all, and two standard errors
    assert with_any <= maps * (0.05 + 2 * np.sqrt(0.05 * 0.95 / maps))
    # unadjusted, one in twenty is called far out, or fewer where sums are equal
    assert np.mean(small) < 0.055


@pytest.mark.parametrize(("factor", "shift"), [(3.0, -1000.0), (1e-6, 0.0), (1.0, 1e6)])
def test_moved_or_stretched_it_is_the_same(factor: float, shift: float) -> None:
    linked, values = queen(WIDE, WIDE), planted(3)
    as_is, other = looked_at(values, linked), looked_at(factor * values + shift, linked)
    for name in ("i", "z"):
        np.testing.assert_allclose(as_is[name], other[name], rtol=1e-6, atol=1e-8)
    for name in ("p", "q", "moran", "gi"):
        assert (as_is[name] == other[name]).all()


def test_the_two_statistics_show_the_same_test_in_two_ways() -> None:
    # a low unit amid high ones is odd to local Moran, and part of a hot spot to Gi*
    values = planted(2).reshape(WIDE, WIDE)
    values[11:14, 11:14] += 3
    values[12, 12] = -1
    found = looked_at(values.ravel(), queen(WIDE, WIDE))
    middle = found.iloc[12 * WIDE + 12]
    assert (middle["moran"], middle["gi"]) == ("low-high", "hot")
    assert ((found["moran"] != "") == (found["q"] <= 0.05)).all()


def test_a_unit_that_lifts_low_surroundings_is_no_hot_spot() -> None:
    # made-up: amid low areas one so high that with it their mean is above that of all
    values = np.random.default_rng(6).normal(size=(WIDE, WIDE))
    values[10:15, 10:15] -= 3
    values[12, 12] = 40
    found = looked_at(values.ravel(), queen(WIDE, WIDE))
    middle = found.iloc[12 * WIDE + 12]
    assert middle["z"] > 0
    assert middle["q"] <= 0.05
    assert (middle["moran"], middle["gi"]) == ("high-low", "")


def test_where_sums_are_negative_hot_stays_hot() -> None:
    linked, values = queen(WIDE, WIDE), planted(4) - 100
    z = gi_star(standard(values), linked)
    assert z[12 * WIDE + 12] > 3


@pytest.mark.parametrize(
    ("units", "permutations", "rate", "expected"),
    # 7,436 tests, of which none is below 2 / 10,000: 7,436 · 0.0002 / 0.05 = 29.7
    [
        (7_436, 9_999, 0.05, 30),
        (7_436, 999, 0.05, 298),
        (77, 9_999, 0.05, 1),
        (1_000, 999, 0.1, 20),
    ],
)
def test_how_many_must_be_far_out_together(
    units: int, permutations: int, rate: float, expected: int
) -> None:
    assert least_together(units, permutations, rate) == expected
    # so many p-values at the least there can be are found, and one fewer is not
    for many, told in ((expected, True), (expected - 1, False)):
        p = np.sort(np.r_[np.full(many, 2 / (permutations + 1)), np.ones(units - many)])
        q = (p * units / np.arange(1, units + 1))[:many]
        assert bool((q <= rate + 1e-12).any()) is told


def test_a_chessboard_is_unlike_its_neighbours() -> None:
    # rook neighbours only, or the corners would be alike
    at = np.array([(r, c) for r in range(8) for c in range(8)])
    beside = np.abs(at[:, None] - at[None]).sum(axis=2) == 1
    linked = of_matrix(beside)
    values = series(at.sum(axis=1) % 2, linked)
    found = overall(values, linked, 999, np.random.default_rng(1))
    assert found.i == pytest.approx(-1)
    assert (found.pattern, found.p) == ("unlike", 0.002)


def test_noise_has_no_pattern_on_the_whole_map() -> None:
    linked = queen(10, 10)
    told = 0
    for seed in range(200):
        values = series(np.random.default_rng(seed).normal(size=100), linked)
        told += overall(values, linked, 999, np.random.default_rng(seed)).pattern != "none"
    # one in twenty, and two standard errors
    assert told <= 200 * (0.05 + 2 * np.sqrt(0.05 * 0.95 / 200))
    assert told > 0
