"""The gap is the one of the book, and tells structure from chance."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from scoring.types.clouds import Block, cloud
from scoring.types.gap import REFERENCES, Gap, chance, dispersion, gap_statistic
from tests.scoring.types.clouds import (
    by_province,
    correlated,
    exponential,
    lognormal,
    normal,
    pareto,
    planted,
    uniform,
)

Cloud = Callable[[int], NDArray[np.float64]]
COUNTS = [1, 2, 3, 4, 5, 6]


def gap_of(points: NDArray[np.float64], seed: int = 0, blocks: list[Block] | None = None) -> Gap:
    own = [Block(np.arange(points.shape[1]), None)]
    return gap_statistic(points, own if blocks is None else blocks, COUNTS, seed)


def test_dispersion_is_that_of_k_means() -> None:
    points, _ = planted(3)
    fitted = KMeans(3, n_init=5, random_state=0).fit(points)
    assert dispersion(points, fitted.labels_) == pytest.approx(np.log(fitted.inertia_))
    by_hand = np.array([[0.0], [2.0], [10.0], [14.0]])
    # 1 + 1 about 1, 4 + 4 about 12
    assert dispersion(by_hand, np.array([0, 0, 1, 1])) == pytest.approx(np.log(10))
    # whatever the numbers of the types are
    assert dispersion(by_hand, np.array([3, 3, 7, 7])) == pytest.approx(np.log(10))


@pytest.mark.parametrize("types", [2, 3, 4])
def test_the_gap_jumps_at_the_planted_number(types: int) -> None:
    points, _ = planted(types)
    found = gap_of(points)
    assert int(np.argmax(found.gap)) + 1 == types
    assert found.chance == pytest.approx(1 / (REFERENCES + 1))


@pytest.mark.parametrize("shape", [uniform, normal, correlated, lognormal, exponential])
def test_what_is_drawn_without_types_stands_out_no_more_than_by_chance(shape: Cloud) -> None:
    # at 5 %, one cloud in twenty stands out; four or more would be one case in sixty
    stood_out = sum(gap_of(shape(seed), seed).chance <= 0.05 for seed in range(20))
    assert stood_out <= 3


def test_figures_of_provinces_are_no_types_by_themselves() -> None:
    stood_out, taken_for_areas = 0, 0
    for seed in range(10):
        points, of = by_province(seed)
        blocks = [Block(np.array([0, 1]), of), Block(np.array([2, 3]), None)]
        stood_out += gap_of(points, seed, blocks).chance <= 0.05
        taken_for_areas += gap_of(points, seed).chance <= 0.05
    assert stood_out <= 2
    # as if each area had figures of its own, they often would be
    assert taken_for_areas >= 5


def test_the_chance_is_that_of_one_among_equals() -> None:
    rng = np.random.default_rng(0)
    common = rng.normal(size=(4000, 20, 1))
    draws = common + rng.normal(size=(4000, 20, 6))
    found = np.array([chance(one[0], one[1:]) for one in draws])
    # ranks among twenty: 5 % have the least chance there is, give or take 2.6 standard errors
    assert abs((found <= 0.05).mean() - 0.05) < 0.009
    assert found.mean() == pytest.approx(10.5 / 20, abs=0.02)


def test_a_cloud_repeats_what_is_a_provinces_and_goes_along_with_it() -> None:
    points, of = by_province(0, provinces=60, each=20)
    points[:, 2] += 5 * points[:, 0]
    blocks = [Block(np.array([0, 1]), of), Block(np.array([2, 3]), None)]
    for shape in ("box", "hill"):
        made = cloud(points, blocks, shape, np.random.default_rng(1))
        first = np.unique(of, return_index=True)[1]
        assert (made[:, :2] == made[first][of][:, :2]).all()
        assert len(np.unique(made[:, 2])) > 0.9 * len(points)
        assert np.corrcoef(made[:, 0], made[:, 2])[0, 1] > 0.9


def test_a_hill_has_the_skewness_of_the_data_and_one_peak() -> None:
    points = lognormal(0, 2000)
    made = cloud(points, [Block(np.arange(3), None)], "hill", np.random.default_rng(1))
    quarters = [5, 25, 50, 75, 95]
    drawn, given = (np.percentile(cloud[:, 0], quarters) for cloud in (made, points))
    assert drawn == pytest.approx(given, rel=0.15)


@pytest.mark.parametrize("seed", range(5))
def test_a_hill_of_far_out_figures_is_finite_and_about_as_wide(seed: int) -> None:
    points = pareto(seed, 2000)
    own = [Block(np.arange(2), None)]
    for drawn_by in range(5):
        made = cloud(points, own, "hill", np.random.default_rng(drawn_by))
        assert np.isfinite(made).all()
        assert (made >= points.min(axis=0)).all()
        assert (made <= points.max(axis=0)).all()
        for percent, near in ((25, 0.2), (50, 0.2), (75, 0.2), (95, 0.5)):
            given = np.percentile(points, percent, axis=0)
            assert np.percentile(made, percent, axis=0) == pytest.approx(given, rel=near)


def test_no_figure_is_lost_where_points_are_all_alike() -> None:
    points = np.array([[0.0, 0.0]] * 5 + [[1.0, 1.0]] * 5)
    found = gap_of(np.vstack([points, points + 3, points + 6]))
    assert np.isfinite(found.gap).all()
