"""Types of areas under a scenario: how many, which area is of which, and what each is like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import silhouette_samples
from threadpoolctl import threadpool_limits

from geo.errors import ScoringError
from scoring.features import Features
from scoring.graph import Neighbours, bridged, linked
from scoring.steps import Remark
from scoring.types.curves import MOST, Curves, Told, curves
from scoring.types.kinds import Kind, kinds, ordered
from scoring.types.methods import METHODS, NO_TYPE, Labels, Method, division
from scoring.types.resampling import (
    LEAST_GROUPS,
    RESAMPLES,
    agreement,
    in_samples,
    samples,
    sureness,
)
from scoring.types.rules import Rule, rule

WEAK = 0.25
"""Mean silhouette up to which there is no substantial structure (Kaufman & Rousseeuw 1990, 2.3)."""
STABLE = 0.8
"""Adjusted Rand index from which on types come out of samples nearly alike."""


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
        The types, most need first; none where what there is could be chance.
    rules
        For each type the conditions that tell it best.
    stability, stability_error
        Mean adjusted Rand index with the types of samples, and its standard error; NaN without
        types.
    by_provinces
        Whether samples take or leave provinces as wholes, because figures are a province's.
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
    stability: float
    stability_error: float
    by_provinces: bool
    between_provinces: float
    of_one_type: tuple[int, int]
    remarks: tuple[Remark, ...]

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
        How many types; what `scoring.types.curves.proposed` says, if not given. Not for
        ``hdbscan``.
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
        link = lambda sample: _whole(found, sample)  # noqa: E731
    by_provinces, groups = _groups(found)
    drawn = samples(groups, len(found), np.random.default_rng(found.scenario.seed))
    # sums in one thread add up alike on every machine
    with threadpool_limits(1):
        shown, labels, drawn_labels = _divided(
            points, method, k, counts, drawn, found.scenario.seed, matrix, link, told, threads
        )
        labels = ordered(found, labels)
        return _types(found, points, method, weighed, shown, labels, drawn, drawn_labels,
                      by_provinces)  # fmt: skip


def _check(method: str, k: int | None) -> None:
    if method not in METHODS:
        raise ScoringError(
            'Types cannot be found by "{method}". Use one of {known}.',
            method=method,
            known=", ".join(METHODS),
        )
    if k is not None and k < 2:
        raise ScoringError("There cannot be {k} types. Use 2 or more.", k=k)
    if k is not None and method == "hdbscan":
        raise ScoringError(
            '"hdbscan" finds the number of types itself. Leave {k} out, or use another method.', k=k
        )


def _whole(found: Features, positions: Labels) -> csr_array:
    """Return which areas are neighbours, with bridges so that all hang together."""
    rows = found.rows[positions]
    return bridged(found.areas, rows, linked(found.areas, rows, Neighbours()).matrix)


def _groups(found: Features) -> tuple[bool, Labels | None]:
    """Return which areas a sample takes or leaves together.

    Where figures are a province's, its areas are no independent observations of them.
    """
    provinces = pd.factorize(found.table["province_code"])[0].astype(np.intp)
    whole = bool(found.by_province.any() and provinces.max() + 1 >= LEAST_GROUPS)
    return whole, provinces if whole else None


def _divided(
    points: NDArray[np.float64],
    method: Method,
    k: int | None,
    counts: list[int],
    drawn: list[Labels],
    seed: int,
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
    shown = curves(points, method, drawn, seed, counts, matrix, link, told, threads)
    asked = shown.proposed if k is None else k
    if asked is None:
        return shown, np.full(len(points), NO_TYPE, dtype=np.intp), []
    return shown, shown.labels[asked], shown.sampled[asked]


def _types(
    found: Features,
    points: NDArray[np.float64],
    method: Method,
    weighed: bool,
    shown: Curves | None,
    labels: Labels,
    drawn: list[Labels],
    drawn_labels: list[Labels],
    by_provinces: bool,
) -> Types:
    inside = labels != NO_TYPE
    number = pd.array(labels + 1, dtype="Int64")
    number[~inside] = pd.NA
    sure, apart = np.full(len(points), np.nan), np.full(len(points), np.nan)
    stability = error = float("nan")
    if drawn_labels and inside.any():
        stability, error = agreement(labels, drawn, drawn_labels)
        sure[inside] = sureness(labels, drawn, drawn_labels)[inside]
        if len(np.unique(labels[inside])) > 1:
            apart[inside] = silhouette_samples(points[inside], labels[inside])
    made = kinds(found, points, labels) if inside.any() else ()
    between = found.between_provinces(points)
    table = pd.DataFrame({"type": number, "sure": sure, "silhouette": apart}, index=found.codes)
    return Types(
        features=found,
        method=method,
        weighed=weighed,
        curves=shown,
        areas=table,
        kinds=made,
        rules=tuple(rule(found, labels == n) for n in range(len(made))),
        stability=stability,
        stability_error=error,
        by_provinces=by_provinces,
        between_provinces=between,
        of_one_type=_of_one_type(found, labels),
        remarks=_remarks(shown, table, stability, made),
    )


def _of_one_type(found: Features, labels: Labels) -> tuple[int, int]:
    shares = pd.crosstab(found.table["province_code"].to_numpy(), labels, normalize="index")
    return int((shares.max(axis=1) >= 0.9).sum()), len(shares)


def _remarks(
    shown: Curves | None, table: pd.DataFrame, stability: float, made: tuple[Kind, ...]
) -> tuple[Remark, ...]:
    remarks = []
    if shown is not None and shown.proposed is None:
        remarks.append(
            Remark(
                "Nothing shows that there are types at all: a cloud of points without structure "
                "stands out as much with a probability of {chance}.",
                {"chance": f"{shown.chance:.2f}"},
            )
        )
    if made and len(made) > 1 and table["silhouette"].mean() <= WEAK:
        remarks.append(
            Remark(
                "The types run into each other (mean silhouette {silhouette}, where up to 0.25 "
                "means no sharp borders). They divide a continuum; areas near a border could as "
                "well be of the next type.",
                {"silhouette": f"{table['silhouette'].mean():.2f}"},
            )
        )
    if made and stability < STABLE:
        remarks.append(
            Remark(
                "Other samples give other types in part (adjusted Rand index {stability}, where 1 "
                "is the same and 0 is chance).",
                {"stability": f"{stability:.2f}"},
            )
        )
    return tuple(remarks)
