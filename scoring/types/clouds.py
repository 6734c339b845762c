"""Clouds of points without types, like the data in all else that makes points lie together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from sklearn.preprocessing import PowerTransformer

from scoring.types.methods import Labels

Shape = Literal["box", "hill"]
SHAPES: tuple[Shape, ...] = ("box", "hill")

Numbers = NDArray[np.float64]

_QUANTILES = np.asarray(norm.ppf((np.arange(999) + 0.5) / 999))
_KEPT = 0.5
"""Share of the standard deviation that a hill has at least."""


@dataclass(frozen=True, eq=False)
class Block:
    """Figures that are measured for the same units.

    Parameters
    ----------
    columns
        Positions of their dimensions.
    units
        Shape (points,), which unit each point is in, numbered from 0; None where each is its own.
    """

    columns: Labels
    units: Labels | None


def cloud(
    points: Numbers, blocks: Sequence[Block], shape: Shape, rng: np.random.Generator
) -> Numbers:
    """Return as many points without types.

    Each block is drawn for its own units and repeated over their points, for a province's figure
    that is one in all its areas makes points lie together whatever they are like. Figures of finer
    units go with those of coarser ones, on a line, as they do in the data.

    Parameters
    ----------
    points
        Shape (points, dimensions).
    blocks
        Of all dimensions, the coarsest units first.
    shape
        ``box``: uniform over the box along the principal axes that holds all units. ``hill``: one
        peak, with about the skewness, spread and correlations of the data: normal after the power
        transformations that bring each figure nearest to it, within the figures there are.
    rng
        Draws.

    References
    ----------
    Tibshirani, R., Walther, G. & Hastie, T. (2001), Estimating the number of clusters in a data set
    via the gap statistic. Journal of the Royal Statistical Society B 63(2), 411-423: the box. Liu,
    Y., Hayes, D. N., Nobel, A. & Marron, J. S. (2008), Statistical significance of clustering for
    high-dimension, low-sample size data. Journal of the American Statistical Association 103,
    1281-1293: one normal peak. Yeo, I.-K. & Johnson, R. A. (2000), A new family of power
    transformations. Biometrika 87(4), 954-959.
    """
    drawn = np.empty_like(points)
    before = np.empty(0, dtype=np.intp)
    for block in blocks:
        own = points[:, block.columns]
        known = np.column_stack([np.ones(len(points)), points[:, before]])
        slopes = np.linalg.lstsq(known, own, rcond=None)[0]
        rest = own - known @ slopes
        units = np.arange(len(points)) if block.units is None else block.units
        first = np.unique(units, return_index=True)[1]
        made = (_box if shape == "box" else _hill)(rest[first], rng)
        along = np.column_stack([np.ones(len(points)), drawn[:, before]]) @ slopes
        drawn[:, block.columns] = along + made[units]
        before = np.concatenate([before, block.columns])
    return drawn


def _box(rows: Numbers, rng: np.random.Generator) -> Numbers:
    mean = rows.mean(axis=0)
    axes = np.linalg.svd(rows - mean, full_matrices=False)[2]
    turned = (rows - mean) @ axes.T
    made = rng.uniform(turned.min(axis=0), turned.max(axis=0), turned.shape)
    return np.asarray(mean + made @ axes)


def _hill(rows: Numbers, rng: np.random.Generator) -> Numbers:
    fits = [_normal(column) for column in rows.T]
    normal = np.column_stack([fit.normal for fit in fits])
    covariance = np.atleast_2d(np.cov(normal, rowvar=False))
    made = rng.multivariate_normal(normal.mean(axis=0), covariance, len(rows), method="eigh")
    return np.column_stack([fit.back(column) for fit, column in zip(fits, made.T, strict=True)])


@dataclass(frozen=True, eq=False)
class _Normal:
    """A figure brought near to a normal distribution, and the way back."""

    figures: Numbers
    middle: float
    spread: float
    power: PowerTransformer
    normal: Numbers

    def back(self, normal: Numbers) -> Numbers:
        """Return figures, none beyond those there are."""
        # beyond what there is, the way back from a power need not exist
        inside = np.clip(normal, self.normal.min(), self.normal.max())
        found = np.nan_to_num(self.power.inverse_transform(inside[:, None])[:, 0], nan=0.0)
        low, high = self.figures.min(), self.figures.max()
        return np.asarray(np.clip(found * self.spread + self.middle, low, high))


def _normal(figures: Numbers) -> _Normal:
    """Return a figure by the power that brings it nearest to normal.

    What far-out figures make of the power hangs on the unit, the standard deviation; where the way
    back loses most of the spread, the unit is one that they do not widen.
    """
    deviation, middle = float(figures.std()), float(np.median(figures))
    narrow = float(np.median(np.abs(figures - middle)))
    units = [(float(figures.mean()), deviation or 1.0), (middle, narrow or deviation or 1.0)]
    for centre, spread in units:
        power = PowerTransformer()
        scaled = ((figures - centre) / spread)[:, None]
        fit = _Normal(figures, centre, spread, power, power.fit_transform(scaled)[:, 0])
        if fit.back(_QUANTILES).std() >= _KEPT * deviation:
            break
    return fit
