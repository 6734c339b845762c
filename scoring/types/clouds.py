"""Clouds of points without types, like the data in all else that makes points lie together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import PowerTransformer

from scoring.types.methods import Labels

Shape = Literal["box", "hill"]
SHAPES: tuple[Shape, ...] = ("box", "hill")

Numbers = NDArray[np.float64]


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
        peak, with the skewness, spread and correlations of the data: normal after the power
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
    scale = np.maximum(np.abs(rows).max(axis=0), np.finfo(float).tiny)
    power = PowerTransformer().fit(rows / scale)
    normal = power.transform(rows / scale)
    covariance = np.atleast_2d(np.cov(normal, rowvar=False))
    made = rng.multivariate_normal(normal.mean(axis=0), covariance, len(rows), method="eigh")
    # beyond what there is, the way back from a power need not exist
    made = np.clip(made, normal.min(axis=0), normal.max(axis=0))
    return np.asarray(power.inverse_transform(made) * scale)
