"""As little treatment as rids an indicator of its outliers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.treat.box_cox import box_cox
from scoring.treat.points import winsorise_points
from scoring.treat.shape import is_outlying_shape, kurtosis, skewness
from scoring.treat.shifted_log import shifted_log

Method = Literal["none", "winsorise", "log", "box_cox"]


@dataclass(frozen=True, eq=False)
class Treated:
    """An indicator's figures after treatment, and what the treatment was."""

    values: NDArray[np.float64]
    """Shape (areas,); in the indicator's unit under "none" and "winsorise" only."""
    method: Method
    points: int
    """How many figures were drawn in; 0 unless by "winsorise"."""
    exponent: float | None
    """Of the Box-Cox transform; None under all other methods."""
    skewness_before: float
    kurtosis_before: float
    skewness_after: float
    kurtosis_after: float
    passed: bool
    """Whether the figures as they are now hold no outliers (`scoring.treat.shape.is_outlying`)."""


def treat_outliers(values: NDArray[np.float64]) -> Treated:
    """Treat an indicator only if it holds outliers, and then as lightly as gets rid of them.

    In this order, each from the original figures: nothing, up to five figures drawn in, the shifted
    logarithm, Box-Cox. The first after which `scoring.treat.shape.is_outlying` no longer holds is
    kept. Drawing in comes first because it leaves all but a few figures what they are. If none
    suffices, as where nearly all areas have the same figure, the one with the least absolute
    skewness is kept, the lighter of two that are equal. All of them keep the order of the areas.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN and does not count.

    Returns
    -------
    Treated
        The figures with the method and their shape before and after.

    References
    ----------
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators. Journal of
    Open Source Software 7(78), 4567 (``Treat``, which winsorises and then takes logarithms).
    """
    tried = []
    for treated in _treatments(values):
        if treated.passed:
            return treated
        tried.append(treated)
    return min(tried, key=lambda treated: abs(treated.skewness_after))


def _treatments(values: NDArray[np.float64]) -> Iterator[Treated]:
    before = (skewness(values), kurtosis(values))

    def treated(
        now: NDArray[np.float64], method: Method, points: int = 0, exponent: float | None = None
    ) -> Treated:
        after = before if method == "none" else (skewness(now), kurtosis(now))
        passed = not is_outlying_shape(*after)
        return Treated(now, method, points, exponent, *before, *after, passed)

    yield treated(values.copy(), "none")
    drawn_in, points = winsorise_points(values)
    yield treated(drawn_in, "winsorise", points=points)
    yield treated(shifted_log(values), "log")
    powers, exponent = box_cox(values)
    yield treated(powers, "box_cox", exponent=exponent)
