"""Whether the same types come out of other samples of areas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix

from scoring.types.methods import NO_TYPE, Division, Labels
from scoring.types.threads import in_turn

RESAMPLES = 30
SHARE = 0.8
"""Of the groups that a sample takes."""
LEAST_GROUPS = 10
"""With fewer there is no telling whether types would come out of others."""


def samples(groups: Labels, rng: np.random.Generator) -> list[Labels]:
    """Return samples of areas, each the sorted positions of those in it.

    Parameters
    ----------
    groups
        Shape (areas,): which areas stay or go together, as their figures are one.
    rng
        Draws `RESAMPLES` samples without replacement, each of `SHARE` of the groups, and not all.
    """
    named = np.unique(groups)
    size = min(max(1, round(SHARE * len(named))), max(1, len(named) - 1))
    return [
        np.flatnonzero(np.isin(groups, rng.choice(named, size, replace=False)))
        for _ in range(RESAMPLES)
    ]


def in_samples(
    drawn: Sequence[Labels],
    divide: Callable[[Labels], Division],
    counts: Sequence[int],
    told: Callable[[int], None] = lambda done: None,
    threads: int = 1,
) -> list[list[Labels]]:
    """Return, for each number of types, how each sample is divided.

    Parameters
    ----------
    drawn
        The samples.
    divide
        How some of the areas, by their positions, are divided.
    counts
        Numbers of types.
    told
        Called after each sample with how many are done.
    threads
        How many samples are divided at a time; the answer is the same.
    """

    def divided(sample: Labels) -> list[Labels]:
        division = divide(sample)
        return [division(k) for k in counts]

    if not drawn:
        return [[] for _ in counts]
    return [list(labels) for labels in zip(*in_turn(divided, drawn, told, threads), strict=True)]


def agreement(
    whole: Labels, drawn: Sequence[Labels], found: Sequence[Labels]
) -> tuple[float, float]:
    """Return how alike a division and those of samples are, and how that spreads over the samples.

    It is the mean adjusted Rand index over the areas of each sample: 1 where the types are the
    same, 0 where they are as alike as chance makes them (Hubert & Arabie 1985). Each area of no
    type counts as one by itself. The spread is the standard deviation; NaN for both without any.
    """
    if not drawn:
        return float("nan"), float("nan")
    alike = [
        adjusted_rand_score(_alone(whole[sample]), _alone(labels))
        for sample, labels in zip(drawn, found, strict=True)
    ]
    return float(np.mean(alike)), float(np.std(alike, ddof=1))


def _alone(labels: Labels) -> Labels:
    """Return labels with one of its own for each area of no type."""
    own = labels == NO_TYPE
    return np.where(own, labels.max() + 1 + np.cumsum(own), labels)


def sureness(
    whole: Labels, drawn: Sequence[Labels], found: Sequence[Labels]
) -> NDArray[np.float64]:
    """Return in how many of the samples with an area it belongs to the type that it has in all.

    Types of a sample are taken for those with which they share the most areas in all (Kuhn 1955);
    an area that is of no type in a sample is not of the same.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0-1; NaN for an area that is in no sample.
    """
    seen, same = np.zeros(len(whole)), np.zeros(len(whole))
    for sample, labels in zip(drawn, found, strict=True):
        typed = (whole[sample] != NO_TYPE) & (labels != NO_TYPE)
        own, other = np.unique(whole[sample][typed]), np.unique(labels[typed])
        table = contingency_matrix(whole[sample][typed], labels[typed])
        rows, columns = linear_sum_assignment(table, maximize=True)
        meant = dict(zip(other[columns], own[rows], strict=True))
        matched = np.array([meant.get(label, NO_TYPE - 1) for label in labels])
        seen[sample] += 1
        same[sample] += matched == whole[sample]
    return np.divide(same, seen, out=np.full(len(whole), np.nan), where=seen > 0)
