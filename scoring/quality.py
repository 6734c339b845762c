"""What there is to know about an indicator's figures before they decide anything."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from geo.areas import REGIONS, Areas, Level
from scoring.variance import between_groups

FAR_OUT = 3.0
"""Interquartile ranges beyond the quartiles (Tukey 1977, *Exploratory Data Analysis*, 2D)."""

_BINS = 20
_LISTED = 5
_PERCENTILES = (5, 25, 50, 75, 95)
_FINEST_FIRST: tuple[Level, ...] = ("tambon", "district", "province")
_NO_VARIATION = 1e-9
"""Share of the largest figure; a smaller standard deviation comes from how floats are rounded."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Missing:
    """Areas of one region without a figure."""

    region: str
    areas: int
    share: float
    """Of the region's areas, 0 to 1."""


@dataclass(frozen=True)
class Distribution:
    """How the figures of the areas spread, each area counted once, in the indicator's unit."""

    min: float
    percentiles: tuple[tuple[int, float], ...]
    """The 5th, 25th, 50th, 75th and 95th, interpolated between figures."""
    max: float
    mean: float
    standard_deviation: float
    """Of these areas, which are all there are: divided by their number."""
    skewness: float
    """Third standardised moment; NaN where the figures do not vary."""
    excess_kurtosis: float
    """Fourth standardised moment less 3; NaN where the figures do not vary."""
    edges: tuple[float, ...]
    """Of the histogram's bins, equally wide, at most 20; twice the same where there is but one
    figure. A figure on an edge is in the bin above, the largest in the last."""
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Outliers:
    """Figures beyond `FAR_OUT` interquartile ranges from the quartiles."""

    below: float
    above: float
    """The fences, in the indicator's unit."""
    areas: int
    farthest: tuple[tuple[str, float], ...]
    """The first few codes with their figures, farthest beyond their fence first, then by code."""


@dataclass(frozen=True)
class Correlation:
    """How two indicators go together among the units of a level that have both.

    Both are turned so that more means more need: 1 where they call for help in the same places,
    -1 in opposite ones. NaN where one of them does not vary.
    """

    level: Level
    units: int
    pearson: float
    spearman: float


@dataclass(frozen=True)
class Apart:
    """An area that two indicators judge differently."""

    area_code: str
    need: float
    """0 for least and 1 for most need, by rank among the areas that have both."""
    other_need: float


@dataclass(frozen=True)
class Agreement:
    """Whether an indicator goes together with another that it should resemble."""

    with_indicator: str
    by_area: Correlation
    by_unit: Correlation | None
    """Where one of the two is known for larger units only: among these units, each counted once,
    with the mean of their areas' figures weighted by people. None where both are by tambon."""
    farthest_apart: tuple[Apart, ...]
    """The first few areas with the largest disagreement in rank, then by code."""


@dataclass(frozen=True)
class Quality:
    """What there is to know about one indicator's figures. Shares are 0 to 1."""

    id: str
    level: Level
    """The finest that the figures were measured at."""
    period: str
    source: str
    """Id of the source."""
    areas: int
    """With a figure."""
    share_of_areas: float
    share_of_people: float
    """Who live in areas with a figure; NaN where nobody is known to live anywhere."""
    missing: tuple[Missing, ...]
    """By region, in the order of `REGIONS`, for each region that has areas."""
    distinct: int
    """How many different figures there are."""
    commonest: float
    """Share of the areas with a figure that have exactly the commonest one; NaN without figures."""
    distribution: Distribution | None
    """None without figures."""
    outliers: Outliers | None
    """None where the quartiles are equal or there are none: the rule would then call everything far
    out that differs at all."""
    standard_errors: float
    """Share of the areas with a figure that have its standard error; NaN without figures."""
    relative_standard_error: float
    """Median of standard error over absolute figure; NaN where no such ratio is known."""
    between_provinces: float
    """Share of the variance that lies between provinces; NaN where the figures do not vary."""
    constant_within_provinces: bool
    """Whether all areas of a province that have a figure have the same: a province's, repeated.
    False without figures."""
    agreement: Agreement | None
    """None unless asked for."""

    def as_dict(self) -> dict[str, Any]:
        """Return everything fit for JSON: None for NaN, lists for tuples."""
        fit: dict[str, Any] = _fit_for_json(dataclasses.asdict(self))
        return fit


def qualities(areas: Areas) -> tuple[Quality, ...]:
    """Return the quality of every indicator, in the order of the areas' indicators."""
    return tuple(quality(areas, indicator.id) for indicator in areas.indicators)


def quality(areas: Areas, id: str, resembles: str | None = None) -> Quality:
    """Describe an indicator's figures.

    Parameters
    ----------
    areas
        The areas; a figure that is not finite counts as none.
    id
        The indicator.
    resembles
        Another that it should go together with, such as two measures of poverty.

    Raises
    ------
    GeoError
        If the areas lack one of the indicators.
    """
    indicator = areas.indicator(id)
    table, figures = areas.table, _figures(areas, id)
    known = np.isfinite(figures)
    values, codes = figures[known], areas.codes[known]
    people = table["population"].to_numpy("float64", na_value=0.0)
    provinces, _ = pd.factorize(table["province_code"])
    counts = np.unique(values, return_counts=True)[1]
    errors = areas.standard_errors[id].to_numpy("float64")[known]
    relative = errors[values != 0] / np.abs(values[values != 0])
    return Quality(
        id=id,
        level=indicator.level,
        period=indicator.period,
        source=indicator.source,
        areas=len(values),
        share_of_areas=_share(len(values), len(known)),
        share_of_people=_share(people[known].sum(), people.sum()),
        missing=_missing(known, table["region"].to_numpy()),
        distinct=len(counts),
        commonest=_share(counts.max(initial=0), len(values)),
        distribution=_distribution(values) if len(values) else None,
        outliers=_outliers(values, codes) if len(values) else None,
        standard_errors=_share(np.isfinite(errors).sum(), len(values)),
        relative_standard_error=_median(relative[np.isfinite(relative)]),
        between_provinces=between_groups(values, provinces[known]),
        constant_within_provinces=bool(len(values))
        and len(np.unique(np.column_stack([provinces[known], values]), axis=0))
        == len(np.unique(provinces[known])),
        agreement=None if resembles is None else _agreement(areas, id, resembles),
    )


def _figures(areas: Areas, id: str) -> Numbers:
    return areas.values[id].to_numpy("float64")


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else math.nan


def _median(numbers: Numbers) -> float:
    return float(np.median(numbers)) if len(numbers) else math.nan


def _missing(known: NDArray[np.bool_], regions: NDArray[np.object_]) -> tuple[Missing, ...]:
    found = []
    for region in REGIONS:
        there = regions == region
        if there.any():
            count = int((there & ~known).sum())
            found.append(Missing(region, count, _share(count, there.sum())))
    return tuple(found)


def _varies(values: Numbers) -> bool:
    return bool(values.std() > _NO_VARIATION * np.abs(values).max())


def _distribution(values: Numbers) -> Distribution:
    skewness = kurtosis = math.nan
    if _varies(values):
        standard = (values - values.mean()) / values.std()
        skewness, kurtosis = float((standard**3).mean()), float((standard**4).mean() - 3)
    bins = min(_BINS, len(np.unique(values)))
    edges = np.linspace(values.min(), values.max(), bins + 1)
    counts = np.histogram(values, bins=edges)[0] if bins > 1 else np.array([len(values)])
    return Distribution(
        min=float(values.min()),
        percentiles=tuple((p, float(np.percentile(values, p))) for p in _PERCENTILES),
        max=float(values.max()),
        mean=float(values.mean()),
        standard_deviation=float(values.std()),
        skewness=skewness,
        excess_kurtosis=kurtosis,
        edges=tuple(edges.tolist()),
        counts=tuple(counts.tolist()),
    )


def _outliers(values: Numbers, codes: pd.Index) -> Outliers | None:
    low, high = np.percentile(values, [25, 75])
    if low == high:
        return None
    below, above = low - FAR_OUT * (high - low), high + FAR_OUT * (high - low)
    beyond = np.maximum(below - values, values - above)
    # codes are sorted, so what is equally far stays in their order
    farthest = np.argsort(-beyond, kind="stable")
    count = int((beyond > 0).sum())
    return Outliers(
        float(below),
        float(above),
        count,
        tuple((str(codes[at]), float(values[at])) for at in farthest[: min(count, _LISTED)]),
    )


def _agreement(areas: Areas, id: str, other: str) -> Agreement:
    both = [areas.indicator(id), areas.indicator(other)]
    one, two = (_figures(areas, i.id) * (1 if i.direction == "more_is_need" else -1) for i in both)
    level = max((i.level for i in both), key=_FINEST_FIRST.index)
    by_unit = None
    if level != "tambon":
        people = areas.table["population"].to_numpy("float64", na_value=0.0)
        units, _ = pd.factorize(areas.table[f"{level}_code"])
        by_unit = _correlation(level, *(_means(each, people, units) for each in (one, two)))
    known = np.isfinite(one) & np.isfinite(two)
    need, other_need = _need(one[known]), _need(two[known])
    apart = np.abs(need - other_need)
    farthest = [at for at in np.argsort(-apart, kind="stable")[:_LISTED] if apart[at] > 0]
    return Agreement(
        other,
        _correlation("tambon", one, two),
        by_unit,
        tuple(
            Apart(str(areas.codes[known][at]), float(need[at]), float(other_need[at]))
            for at in farthest
        ),
    )


def _means(values: Numbers, people: Numbers, units: NDArray[np.intp]) -> Numbers:
    """Return each unit's mean weighted by people, NaN where nobody lives in areas with a figure."""
    weights = np.where(np.isfinite(values), people, 0.0)
    figures = np.where(weights > 0, values, 0.0)
    total = np.bincount(units, weights)
    return np.bincount(units, weights * figures) / np.where(total > 0, total, np.nan)


def _need(values: Numbers) -> Numbers:
    """Return ranks from 0 to 1; equal figures share the middle of their ranks."""
    return (rankdata(values) - 1) / max(len(values) - 1, 1)


def _correlation(level: Level, one: Numbers, two: Numbers) -> Correlation:
    known = np.isfinite(one) & np.isfinite(two)
    one, two = one[known], two[known]
    return Correlation(level, len(one), _pearson(one, two), _pearson(rankdata(one), rankdata(two)))


def _pearson(one: Numbers, two: Numbers) -> float:
    if not len(one) or not (_varies(one) and _varies(two)):
        return math.nan
    return float(np.corrcoef(one, two)[0, 1])


def _fit_for_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _fit_for_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fit_for_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
