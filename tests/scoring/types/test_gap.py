"""The gap is the one of the book, and tells structure from chance."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from scoring.types.gap import REFERENCES, Gap, dispersion, gap_statistic
from scoring.types.methods import division
from tests.scoring.types.clouds import correlated, normal, planted, uniform

Cloud = Callable[[int], NDArray[np.float64]]
COUNTS = [1, 2, 3, 4, 5, 6]


def gap_of(points: NDArray[np.float64], seed: int = 0) -> Gap:
    return gap_statistic(
        points,
        lambda cloud: division("k_means", cloud, 0, starts=2),
        COUNTS,
        np.random.default_rng(seed),
    )


def test_dispersion_is_that_of_k_means() -> None:
    points, _ = planted(3)
    fitted = KMeans(3, n_init=5, random_state=0).fit(points)
    assert dispersion(points, fitted.labels_) == pytest.approx(np.log(fitted.inertia_))
    by_hand = np.array([[0.0], [2.0], [10.0], [14.0]])
    # 1 + 1 about 1, 4 + 4 about 12
    assert dispersion(by_hand, np.array([0, 0, 1, 1])) == pytest.approx(np.log(10))


def test_the_gap_jumps_at_the_planted_number() -> None:
    points, _ = planted(4)
    found = gap_of(points)
    assert int(np.argmax(found.gap)) + 1 == 4
    assert found.chance == pytest.approx(1 / (REFERENCES + 1))


@pytest.mark.parametrize("cloud", [uniform, normal, correlated])
def test_what_is_drawn_without_types_stands_out_no_more_than_by_chance(cloud: Cloud) -> None:
    # at 5 %, one cloud in twenty stands out; four or more would be one case in sixty
    stood_out = sum(gap_of(cloud(seed), seed).chance <= 0.05 for seed in range(20))
    assert stood_out <= 3


def test_no_figure_is_lost_where_points_are_all_alike() -> None:
    points = np.array([[0.0, 0.0]] * 5 + [[1.0, 1.0]] * 5)
    found = gap_of(np.vstack([points, points + 3, points + 6]))
    assert np.isfinite(found.gap).all()
