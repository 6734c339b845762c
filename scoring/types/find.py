"""Types of areas under a scenario: how many, which area is of which, and what each is like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import silhouette_samples
from threadpoolctl import threadpool_limits

from geo.areas import Level
from geo.errors import ScoringError
from scoring.features import Features
from scoring.graph import Neighbours, bridged, linked
from scoring.steps import Remark
from scoring.types.curves import MOST, SIGNIFICANT, Curves, Told, curves
from scoring.types.gap import CLOUDS, Gap, gap_statistic
from scoring.types.kinds import Kind, kinds, ordered
from scoring.types.measured import Measured, measured
from scoring.types.methods import METHODS, NO_TYPE, Labels, Method, division
from scoring.types.remarks import remarks
from scoring.types.resampling import (
    LEAST_GROUPS,
    RESAMPLES,
    agreement,
    in_samples,
    samples,
    sureness,
)
from scoring.types.rules import Rule, rule

MANY = 50
"""Types at most: more are no kinds of places that anybody can keep in mind."""


@dataclass(frozen=True, eq=False)
class Types:
    """Kinds of places.

    Parameters
    ----------
    features
        The areas and what they were divided by.
    method, weighed
        How, and whether figures counted by their weights in the score.
    curves
        What speaks for each number of types; None for ``hdbscan``, which finds it itself.
    areas
        Indexed by code, the areas that have a place: ``type`` (``Int64``, from 1; missing where an
        area is of none), ``sure`` (share of the samples in which it is of the same type, 0-1) and
        ``silhouette`` (-1 to 1: how much nearer to its own type than to the next one).
    kinds
        The types, the highest mean score first; none where ``hdbscan`` finds none.
    rules
        For each type the conditions that tell it best.
    chance
        How likely a cloud without types stands out as much, 0-1 (`scoring.types.gap`).
    stability, stability_spread
        Mean adjusted Rand index with the types of samples, and its standard deviation over them;
        NaN without types, or where too few units leave nothing to sample.
    sampled_by
        What samples take or leave as wholes: the coarsest units for which a figure is measured.
    shares
        Indexed by indicator: share of the squared distances from the mean in each, summing to 1.
    between_provinces
        Share of the squared distances from the mean that lies between provinces, 0-1.
    of_one_type
        Number of provinces of whose areas nine in ten or more are of one type, and of all.
    remarks
        What a reader should know.
    """

    features: Features
    method: Method
    weighed: bool
    curves: Curves | None
    areas: pd.DataFrame
    kinds: tuple[Kind, ...]
    rules: tuple[Rule, ...]
    chance: float
    stability: float
    stability_spread: float
    sampled_by: Level
    shares: pd.Series[float]
    between_provinces: float
    of_one_type: tuple[int, int]
    remarks: tuple[Remark, ...]

    @property
    def stand_out(self) -> bool:
        """Whether types stand out from chance; if not, they divide a continuum."""
        return self.chance <= SIGNIFICANT

    @property
    def without(self) -> int:
        """How many areas are of no type."""
        return int(self.areas["type"].isna().sum())


def types_of(
    found: Features,
    *,
    method: Method = "k_means",
    k: int | None = None,
    weighed: bool = False,
    told: Told = lambda what, done, of: None,
    threads: int = 1,
) -> Types:
    """Return the types of areas under a scenario.

    Parameters
    ----------
    found
        The areas, by figures that the scenario treats, puts on a scale and fills in where they are
        missing; its seed begins all random choices.
    method
        One of `scoring.types.methods.METHODS`.
    k
        How many types; the fewest that are nearly as good as any (`scoring.types.curves.good`), if
        not given. Not for ``hdbscan``.
    weighed
        Whether a figure counts as much as it weighs in the score, or as any other.
    told
        Told how far it is.
    threads
        How many samples and clouds are divided at a time; the answer is the same.

    Raises
    ------
    ScoringError
        If the method is not known, or if there cannot be so many types.
    """
    _check(method, k)
    points = found.weighed() if weighed else found.values
    different = len(np.unique(points.round(12), axis=0))
    counts = sorted({*range(2, min(MOST, different - 1) + 1), *([] if k is None else [k])})
    if (k or 2) > different - 1:
        raise ScoringError(
            "{count} areas with {different} different sets of figures cannot be divided into {k} "
            "types. Use fewer types, from 2 up, or compare more areas.",
            count=len(found),
            different=different,
            k=k or 2,
        )
    matrix = link = None
    if method == "ward_contiguous":
        matrix = _whole(found, np.arange(len(found)))
        link = partial(_whole, found)
    by = measured(found)
    drawn = []
    if by.level == "tambon" or by.count >= LEAST_GROUPS:
        drawn = samples(by.units, np.random.default_rng(found.scenario.seed))
    # sums in one thread add up alike on every machine
    with threadpool_limits(1):
        gap = gap_statistic(
            points, by.blocks, [1, *counts], found.scenario.seed,
            lambda done: told("clouds without types", done, CLOUDS), threads,
        )  # fmt: skip
        shown, labels, drawn_labels = _divided(
            points, method, k, counts, drawn, found.scenario.seed, gap, matrix, link, told, threads
        )
        labels = ordered(found, labels)
        return _types(found, points, method, weighed, gap, shown, labels, drawn, drawn_labels, by)


def _check(method: str, k: int | None) -> None:
    if method not in METHODS:
        raise ScoringError(
            'Types cannot be found by "{method}". Use one of {known}.',
            method=method,
            known=", ".join(METHODS),
        )
    if k is not None and k < 2:
        raise ScoringError("There cannot be {k} types. Use 2 or more.", k=k)
    if k is not None and k > MANY:
        raise ScoringError("There cannot be {k} types. Use {many} or fewer.", k=k, many=MANY)
    if k is not None and method == "hdbscan":
        raise ScoringError(
            '"hdbscan" finds the number of types itself. Leave {k} out, or use another method.', k=k
        )


def _whole(found: Features, positions: Labels) -> csr_array:
    """Return which areas are neighbours, with bridges so that all hang together."""
    rows = found.rows[positions]
    return bridged(found.areas, rows, linked(found.areas, rows, Neighbours()).matrix)


def _divided(
    points: NDArray[np.float64],
    method: Method,
    k: int | None,
    counts: list[int],
    drawn: list[Labels],
    seed: int,
    gap: Gap,
    matrix: csr_array | None,
    link: Callable[[Labels], csr_array] | None,
    told: Told,
    threads: int,
) -> tuple[Curves | None, Labels, list[Labels]]:
    """Return the curves, each area's type in no order, and the types of the samples."""
    if method == "hdbscan":
        labels = division(method, points, seed)(0)
        found = in_samples(
            drawn, lambda sample: division(method, points[sample], seed), [0],
            lambda done: told("samples", done, RESAMPLES), threads,
        )  # fmt: skip
        return None, labels, found[0]
    shown = curves(points, method, drawn, seed, gap, counts, matrix, link, told, threads)
    asked = shown.proposed if k is None else k
    return shown, shown.labels[asked], shown.sampled[asked]


def _types(
    found: Features,
    points: NDArray[np.float64],
    method: Method,
    weighed: bool,
    gap: Gap,
    shown: Curves | None,
    labels: Labels,
    drawn: list[Labels],
    drawn_labels: list[Labels],
    by: Measured,
) -> Types:
    inside = labels != NO_TYPE
    number = pd.array(labels + 1, dtype="Int64")
    number[~inside] = pd.NA
    sure, apart = np.full(len(points), np.nan), np.full(len(points), np.nan)
    stability = spread = float("nan")
    if inside.any():
        stability, spread = agreement(labels, drawn, drawn_labels)
        sure[inside] = sureness(labels, drawn, drawn_labels)[inside]
    if 1 < len(np.unique(labels[inside])) < inside.sum():
        apart[inside] = silhouette_samples(points[inside], labels[inside])
    made = kinds(found, points, labels) if inside.any() else ()
    sizes = np.bincount(labels[inside], minlength=1)
    varies = points.var(axis=0)
    table = pd.DataFrame({"type": number, "sure": sure, "silhouette": apart}, index=found.codes)
    return Types(
        features=found,
        method=method,
        weighed=weighed,
        curves=shown,
        areas=table,
        kinds=made,
        rules=tuple(rule(found, labels == n) for n in range(len(made))),
        chance=gap.chance,
        stability=stability,
        stability_spread=spread,
        sampled_by=by.level,
        shares=pd.Series(varies / varies.sum(), [i.id for i in found.indicators], name="share"),
        between_provinces=found.between_provinces(points),
        of_one_type=_of_one_type(found, labels),
        remarks=remarks(
            gap.chance, by, float(table["silhouette"].mean()), stability, sizes.max() / len(points)
        ),
    )


def _of_one_type(found: Features, labels: Labels) -> tuple[int, int]:
    shares = pd.crosstab(found.table["province_code"].to_numpy(), labels, normalize="index")
    return int((shares.max(axis=1) >= 0.9).sum()), len(shares)
