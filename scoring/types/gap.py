"""Whether there is more structure than chance gives, by the gap statistic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.types.clouds import SHAPES, Block, Shape, cloud
from scoring.types.methods import Labels, division
from scoring.types.threads import in_turn

REFERENCES = 19
"""Clouds of each shape: so many let the data be told from chance at 5 %."""
CLOUDS = REFERENCES * len(SHAPES)

_STARTS = 2

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Gap:
    """How much tighter types are than in clouds without structure.

    Parameters
    ----------
    counts
        Numbers of types; the first is 1.
    gap
        For each number: expected logarithm of the sum of squared distances to the types' means in
        uniform clouds, less that of the data.
    error
        Its standard error, √(1 + 1/references) times the standard deviation.
    chance
        How likely a cloud of either shape stands out as much from one type, 0-1: the greater of the
        two.
    """

    counts: tuple[int, ...]
    gap: Numbers
    error: Numbers
    chance: float


def gap_statistic(
    points: Numbers,
    blocks: Sequence[Block],
    counts: Sequence[int],
    seed: int,
    told: Callable[[int], None] = lambda done: None,
    threads: int = 1,
) -> Gap:
    """Return the gap statistic of one and more types by k-means, and how likely chance gives it.

    Parameters
    ----------
    points
        Shape (areas, dimensions).
    blocks
        Which dimensions are measured for which units (`scoring.types.clouds.cloud`).
    counts
        Numbers of types; the first is 1.
    seed
        Of the clouds and of k-means.
    told
        Called after each cloud with how many are done.
    threads
        How many clouds are divided at a time; the answer is the same.

    Notes
    -----
    The chance is that of a Monte Carlo test (Besag & Diggle 1977). What stands out is the largest
    rise of the gap above that of one type, in standard deviations over the data and the clouds
    together, which are of equal standing if there is no structure; the chance is the data's place
    among all of these. Data have to stand out among clouds of both shapes: many figures are skewed,
    which a uniform cloud is not, and a peak is looser than a uniform cloud.

    References
    ----------
    Tibshirani, R., Walther, G. & Hastie, T. (2001), Estimating the number of clusters in a data set
    via the gap statistic. Journal of the Royal Statistical Society B 63(2), 411-423.
    """
    own = _dispersions(points, counts, seed)
    seeds = np.random.default_rng(seed).integers(2**63, size=CLOUDS).tolist()
    wanted = [(SHAPES[n // REFERENCES], one) for n, one in enumerate(seeds)]

    def of_cloud(one: tuple[Shape, int]) -> Numbers:
        shape, drawn_by = one
        made = cloud(points, blocks, shape, np.random.default_rng(drawn_by))
        return _dispersions(made, counts, seed)

    every = np.array(in_turn(of_cloud, wanted, told, threads))
    uniform, peaked = every[:REFERENCES], every[REFERENCES:]
    return Gap(
        counts=tuple(counts),
        gap=uniform.mean(axis=0) - own,
        error=uniform.std(axis=0) * np.sqrt(1 + 1 / REFERENCES),
        chance=max(chance(own, uniform), chance(own, peaked)),
    )


def _dispersions(points: Numbers, counts: Sequence[int], seed: int) -> Numbers:
    divided = division("k_means", points, seed, starts=_STARTS)
    room = len(np.unique(points, axis=0))
    labels = [divided(min(k, room)) if k > 1 else np.zeros(len(points), np.intp) for k in counts]
    return np.array([dispersion(points, one) for one in labels])


def dispersion(points: Numbers, labels: Labels) -> float:
    """Return the logarithm of the sum of squared distances of points to their types' means."""
    own = np.unique(labels, return_inverse=True)[1]
    sums = np.array([np.bincount(own, weights=column) for column in points.T])
    total = float((points**2).sum() - (sums**2 / np.bincount(own)).sum())
    return float(np.log(max(total, np.finfo(float).tiny)))


def chance(own: Numbers, clouds: Numbers) -> float:
    """Return the place of the data among clouds by how much tighter than one type they get, 0-1.

    Parameters
    ----------
    own
        Shape (counts,), dispersions of the data, the first of one type.
    clouds
        Shape (clouds, counts), those of the clouds.
    """
    every = np.vstack([own, clouds])
    drops = every[:, :1] - every[:, 1:]
    spread = drops.std(axis=0)
    rises = ((drops - drops.mean(axis=0)) / np.where(spread > 0, spread, 1)).max(axis=1)
    return float((rises >= rises[0]).sum()) / len(rises)
