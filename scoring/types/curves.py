"""How many types: the curves that speak for and against each number, and the one they propose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import silhouette_score

from scoring.types.gap import REFERENCES, gap_statistic
from scoring.types.methods import Division, Labels, Method, division
from scoring.types.resampling import RESAMPLES, agreement, in_samples

MOST = 12
"""Types that are tried."""
SIGNIFICANT = 0.05
"""Chance of as much structure in a cloud without any, up to which there is said to be some."""
NEARLY = 0.05
"""Of a silhouette; what is less far from the best is nearly as good."""

_SAMPLE_STARTS = 3
_CLOUD_STARTS = 2

Told = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is, and of how much."""


@dataclass(frozen=True, eq=False)
class Curves:
    """What speaks for each number of types.

    Parameters
    ----------
    table
        Indexed by ``k``, 2 and more, with ``silhouette`` (mean, -1 to 1), ``gap`` and ``gap_error``
        (`scoring.types.gap`), ``stability`` (mean adjusted Rand index with the types of samples)
        and ``stability_error``.
    gap_of_one
        Gap of one type, above which that of k has to lie.
    chance
        How likely a cloud without structure stands out as much, 0-1.
    proposed
        The number of types; None where what there is could be chance.
    labels
        For each k each area's type, numbered from 0 in no order.
    sampled
        For each k the types of each sample.
    """

    table: pd.DataFrame
    gap_of_one: float
    chance: float
    proposed: int | None
    labels: dict[int, Labels]
    sampled: dict[int, list[Labels]]


def curves(
    points: NDArray[np.float64],
    method: Method,
    drawn: list[Labels],
    seed: int,
    counts: Sequence[int],
    matrix: csr_array | None = None,
    link: Callable[[Labels], csr_array] | None = None,
    told: Told = lambda what, done, of: None,
    threads: int = 1,
) -> Curves:
    """Return what speaks for some numbers of types.

    Parameters
    ----------
    points
        Shape (areas, dimensions).
    method
        One that takes a number of types.
    drawn
        Samples of areas, by their positions.
    seed
        Of the methods and the reference clouds.
    counts
        Numbers of types, from 2 up and below the number of different points.
    matrix, link
        Of ``ward_contiguous``: which areas are neighbours, and which are in a sample.
    told
        Told how far it is.
    threads
        How many samples and clouds are divided at a time; the answer is the same.
    """
    whole = division(method, points, seed, matrix)
    labels = {k: whole(k) for k in counts}

    def of_sample(sample: Labels) -> Division:
        near = None if link is None else link(sample)
        room = len(np.unique(points[sample], axis=0))
        divide = division(method, points[sample], seed, near, _SAMPLE_STARTS)
        return lambda k: divide(min(k, room))

    def of_cloud(cloud: NDArray[np.float64]) -> Division:
        return division(method, cloud, seed, matrix, _CLOUD_STARTS)

    found = in_samples(
        drawn, of_sample, counts, lambda done: told("samples", done, RESAMPLES), threads
    )
    gaps = gap_statistic(
        points, of_cloud, [1, *counts], np.random.default_rng(seed),
        lambda done: told("clouds without structure", done, REFERENCES), threads,
    )  # fmt: skip
    rows = []
    for n, k in enumerate(counts):
        alike, error = agreement(labels[k], drawn, found[n])
        rows.append(
            {
                "k": k,
                "silhouette": float(silhouette_score(points, labels[k])),
                "gap": gaps.gap[n + 1],
                "gap_error": gaps.error[n + 1],
                "stability": alike,
                "stability_error": error,
            }
        )
    table = pd.DataFrame(rows).set_index("k")
    return Curves(
        table=table,
        gap_of_one=float(gaps.gap[0]),
        chance=gaps.chance,
        proposed=proposed(table, float(gaps.gap[0])) if gaps.chance <= SIGNIFICANT else None,
        labels=labels,
        sampled=dict(zip(counts, found, strict=True)),
    )


def proposed(table: pd.DataFrame, gap_of_one: float) -> int | None:
    """Return the fewest types that are nearly as stable and as well apart as any.

    Only numbers whose gap lies above that of one type, by more than its standard error, are looked
    at; None if there is none. Of these, stable is whatever is at most one standard error less so
    than the most stable one (Breiman et al. 1984, the rule of one standard error), and of the
    stable ones well apart is whatever has at most `NEARLY` less than the best silhouette.

    Parameters
    ----------
    table, gap_of_one
        As in `Curves`.
    """
    better = table[table["gap"] - table["gap_error"] > gap_of_one]
    if better.empty:
        return None
    best = better.iloc[int(better["stability"].to_numpy().argmax())]
    least = best["stability"] - best["stability_error"]
    stable = better[better["stability"] >= least]
    apart = stable[stable["silhouette"] >= stable["silhouette"].max() - NEARLY]
    return int(apart.index.min())
