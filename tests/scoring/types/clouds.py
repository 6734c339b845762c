"""Made-up clouds of points, with types planted in them or without any."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Labels = NDArray[np.intp]


def planted(
    types: int, each: int = 60, dimensions: int = 4, spread: float = 0.04, seed: int = 0
) -> tuple[Points, Labels]:
    """Return round types, centres ten standard deviations apart or more, and each point's."""
    rng = np.random.default_rng(seed)
    centres: list[Points] = []
    while len(centres) < types:
        one = rng.uniform(0, 1, dimensions)
        if all(np.linalg.norm(one - other) > 10 * spread for other in centres):
            centres.append(one)
    labels = np.repeat(np.arange(types), each)
    return np.array(centres)[labels] + rng.normal(0, spread, (types * each, dimensions)), labels


def uniform(seed: int, areas: int = 300, dimensions: int = 4) -> Points:
    return np.random.default_rng(seed).uniform(0, 1, (areas, dimensions))


def normal(seed: int, areas: int = 300, dimensions: int = 4) -> Points:
    return np.random.default_rng(seed).normal(0, 1, (areas, dimensions))


def correlated(seed: int, areas: int = 300) -> Points:
    """Return one long cloud, most of which lies along a line."""
    rng = np.random.default_rng(seed)
    along = rng.normal(0, 1, (areas, 1))
    return np.asarray(along @ np.array([[1.0, 0.8, 0.6]]) + rng.normal(0, 0.3, (areas, 3)))


def lognormal(seed: int, areas: int = 300, dimensions: int = 3) -> Points:
    return np.exp(np.random.default_rng(seed).normal(0, 0.6, (areas, dimensions)))


def exponential(seed: int, areas: int = 300, dimensions: int = 3) -> Points:
    return np.random.default_rng(seed).exponential(1, (areas, dimensions))


def by_province(seed: int, provinces: int = 15, each: int = 40) -> tuple[Points, Labels]:
    """Return a cloud of two figures of provinces and two of their areas, and the provinces."""
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(provinces), each)
    own = rng.uniform(0, 1, (provinces * each, 2))
    return np.hstack([rng.uniform(0, 1, (provinces, 2))[of], own]), of


def pareto(seed: int, areas: int = 300, dimensions: int = 2) -> Points:
    return np.random.default_rng(seed).pareto(1.5, (areas, dimensions)) + 1
