"""How many types: the curves that speak for and against each number, and the one they propose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import silhouette_score

from scoring.types.gap import Gap
from scoring.types.methods import Division, Labels, Method, division
from scoring.types.resampling import RESAMPLES, agreement, in_samples

MOST = 12
"""Types that are tried."""
SIGNIFICANT = 0.05
"""Chance of as much structure in a cloud without any, up to which there is said to be some."""
NEARLY = 0.05
"""Of a silhouette, and of an adjusted Rand index; what is less far from the best is nearly as
good."""

_SAMPLE_STARTS = 3

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
        and ``stability_spread`` (its standard deviation over the samples); the last two NaN where
        there are no samples.
    gap_of_one
        Gap of one type, above which that of k has to lie.
    chance
        How likely a cloud without structure stands out as much, 0-1.
    good
        Numbers that are nearly as good as any.
    labels
        For each k each area's type, numbered from 0 in no order.
    sampled
        For each k the types of each sample.
    """

    table: pd.DataFrame
    gap_of_one: float
    chance: float
    good: tuple[int, ...]
    labels: dict[int, Labels]
    sampled: dict[int, list[Labels]]

    @property
    def stand_out(self) -> bool:
        """Whether types stand out from chance."""
        return self.chance <= SIGNIFICANT

    @property
    def proposed(self) -> int:
        """The fewest of the good numbers: of types, or if none stand out of a division."""
        return self.good[0]


def curves(
    points: NDArray[np.float64],
    method: Method,
    drawn: list[Labels],
    seed: int,
    gap: Gap,
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
        Samples of areas, by their positions; none where there can be none.
    seed
        Of the methods.
    gap
        Of one type and of these numbers.
    counts
        Numbers of types, from 2 up and below the number of different points.
    matrix, link
        Of ``ward_contiguous``: which areas are neighbours, and which are in a sample.
    told
        Told how far it is.
    threads
        How many samples are divided at a time; the answer is the same.
    """
    whole = division(method, points, seed, matrix)
    labels = {k: whole(k) for k in counts}

    def of_sample(sample: Labels) -> Division:
        near = None if link is None else link(sample)
        room = len(np.unique(points[sample], axis=0))
        divide = division(method, points[sample], seed, near, _SAMPLE_STARTS)
        return lambda k: divide(min(k, room))

    found = in_samples(
        drawn, of_sample, counts, lambda done: told("samples", done, RESAMPLES), threads
    )
    rows = []
    for n, k in enumerate(counts):
        at = gap.counts.index(k)
        alike, spread = agreement(labels[k], drawn, found[n])
        rows.append(
            {
                "k": k,
                "silhouette": _silhouette(points, labels[k]),
                "gap": gap.gap[at],
                "gap_error": gap.error[at],
                "stability": alike,
                "stability_spread": spread,
            }
        )
    table = pd.DataFrame(rows).set_index("k")
    one = float(gap.gap[0])
    return Curves(
        table=table,
        gap_of_one=one,
        chance=gap.chance,
        good=good(table, one if gap.chance <= SIGNIFICANT else -np.inf),
        labels=labels,
        sampled=dict(zip(counts, found, strict=True)),
    )


def _silhouette(points: NDArray[np.float64], labels: Labels) -> float:
    # a mixture of several can be one type to all areas, which is as far from none as from another
    if len(np.unique(labels)) < 2:
        return 0.0
    return float(silhouette_score(points, labels))


def good(table: pd.DataFrame, gap_of_one: float) -> tuple[int, ...]:
    """Return the numbers of types that are nearly as stable and as well apart as any.

    Only numbers whose gap lies above that of one type, by more than its standard error, are looked
    at, if there are such. Of these, stable is whatever has at most `NEARLY` less than the best
    stability, and of the stable ones well apart is whatever has at most so much less than the best
    silhouette.

    Parameters
    ----------
    table, gap_of_one
        As in `Curves`.
    """
    above = table["gap"] - table["gap_error"] > gap_of_one
    better = table[above] if above.any() else table
    known = better["stability"].fillna(1.0)
    stable = better[known >= known.max() - NEARLY]
    apart = stable[stable["silhouette"] >= stable["silhouette"].max() - NEARLY]
    return tuple(int(k) for k in sorted(apart.index))
