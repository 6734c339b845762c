"""Whether there is more structure than chance gives, by the gap statistic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.types.methods import Division, Labels
from scoring.types.threads import in_turn

REFERENCES = 39
"""Clouds without structure: so many let the data be told from chance at 5 %."""


@dataclass(frozen=True, eq=False)
class Gap:
    """How much tighter the types are than in a cloud without structure.

    Parameters
    ----------
    gap
        For each k: expected logarithm of the sum of squared distances to the types' means in such
        clouds, less that of the data.
    error
        For each k its standard error, √(1 + 1/references) times the standard deviation.
    chance
        How likely a cloud without structure stands out as much from one type, 0-1.
    """

    gap: NDArray[np.float64]
    error: NDArray[np.float64]
    chance: float


def gap_statistic(
    points: NDArray[np.float64],
    divide: Callable[[NDArray[np.float64]], Division],
    counts: Sequence[int],
    rng: np.random.Generator,
    told: Callable[[int], None] = lambda done: None,
    threads: int = 1,
) -> Gap:
    """Return the gap statistic of divisions into one and more types.

    Parameters
    ----------
    points
        Shape (areas, dimensions).
    divide
        How points are divided, the data and the clouds in the same way.
    counts
        Numbers of types; the first is 1.
    rng
        Draws the clouds: uniform over the box along the principal axes that holds all points.
    told
        Called after each cloud with how many are done.
    threads
        How many clouds are divided at a time; the answer is the same.

    Notes
    -----
    The chance is a Monte Carlo test (Besag & Diggle 1977): what stands out is the largest rise of
    the gap above that of one type, in standard deviations of the clouds, and the chance is the rank
    of the data's among those of the clouds.

    References
    ----------
    Tibshirani, R., Walther, G. & Hastie, T. (2001), Estimating the number of clusters in a data set
    via the gap statistic. Journal of the Royal Statistical Society B 63(2), 411-423; reference
    distribution (b).
    """
    own = _dispersions(points, divide, counts)
    mean = points.mean(axis=0)
    axes = np.linalg.svd(points - mean, full_matrices=False)[2]
    turned = (points - mean) @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    seeds = rng.integers(2**63, size=REFERENCES)

    def of_cloud(seed: int) -> NDArray[np.float64]:
        cloud = np.random.default_rng(seed).uniform(low, high, turned.shape)
        return _dispersions(cloud, divide, counts)

    clouds: NDArray[np.float64] = np.array(in_turn(of_cloud, seeds.tolist(), told, threads))
    gaps = clouds.mean(axis=0) - own
    error = clouds.std(axis=0) * np.sqrt(1 + 1 / REFERENCES)
    return Gap(gaps, error, _chance(own, clouds))


def _dispersions(
    points: NDArray[np.float64],
    divide: Callable[[NDArray[np.float64]], Division],
    counts: Sequence[int],
) -> NDArray[np.float64]:
    divided = divide(points)
    return np.array(
        [dispersion(points, divided(k) if k > 1 else np.zeros(len(points), np.intp))
         for k in counts]
    )  # fmt: skip


def dispersion(points: NDArray[np.float64], labels: Labels) -> float:
    """Return the logarithm of the sum of squared distances of points to their types' means."""
    # a mixture can have a component that is nobody's likeliest
    own = np.unique(labels, return_inverse=True)[1]
    sums = np.array([np.bincount(own, weights=column) for column in points.T])
    total = float((points**2).sum() - (sums**2 / np.bincount(own)).sum())
    return float(np.log(max(total, np.finfo(float).tiny)))


def _chance(own: NDArray[np.float64], clouds: NDArray[np.float64]) -> float:
    # how much tighter than one type; the data and the clouds are of equal standing under chance
    every = np.vstack([own, clouds])
    drops = every[:, :1] - every[:, 1:]
    spread = drops[1:].std(axis=0)
    rises = ((drops - drops[1:].mean(axis=0)) / np.where(spread > 0, spread, 1)).max(axis=1)
    return float((rises[1:] >= rises[0]).sum() + 1) / len(rises)
