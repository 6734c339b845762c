"""Classes of a figure for the map: breaks that can be read aloud, and colours for them."""

from __future__ import annotations

from dataclasses import dataclass

import cmcrameri.cm
import numpy as np
import pandas as pd

MISSING_COLOUR = (201, 204, 203)
CLASS_COUNT = 6
# `lajolla` runs from near-black to near-white; these ends keep the lightest class apart from the
# ground and the darkest apart from the outlines
_LIGHTEST, _DARKEST = 0.93, 0.16


@dataclass(frozen=True)
class Classes:
    """A figure's classes.

    Parameters
    ----------
    breaks
        Inner bounds, ascending, in the figure's unit; class ``k`` holds
        ``breaks[k - 1] <= value < breaks[k]``.
    digits
        One character an area in their order: the class as a hexadecimal digit, ``f`` for missing.
    counts
        Areas in each class, from the lowest figures to the highest.
    missing
        Areas without a figure.
    colours
        Red, green and blue of each class; the darkest is the greatest need.
    """

    breaks: tuple[float, ...]
    digits: str
    counts: tuple[int, ...]
    missing: int
    colours: tuple[tuple[int, int, int], ...]


def classify(values: pd.Series, *, dark_is_high: bool = True) -> Classes:
    """Put figures into at most six classes of about equal size with short breaks.

    Parameters
    ----------
    values
        One figure an area, NaN where missing.
    dark_is_high
        Whether high figures mean more need and get the dark colours.
    """
    figures = values.to_numpy("float64")
    known = figures[~np.isnan(figures)]
    breaks = _readable_breaks(known)
    places = np.searchsorted(breaks, figures, side="right")
    count = len(breaks) + 1
    counts = np.bincount(places[~np.isnan(figures)], minlength=count)
    places[np.isnan(figures)] = 15
    return Classes(
        breaks=tuple(float(b) for b in breaks),
        digits="".join("0123456789abcdef"[p] for p in places),
        counts=tuple(int(c) for c in counts),
        missing=len(figures) - len(known),
        colours=_colours(count, dark_is_high=dark_is_high),
    )


def _readable_breaks(known: np.ndarray) -> np.ndarray:
    """Quantiles, each rounded to the fewest digits that keep the classes apart.

    Where so many areas share the lowest figure that no quantile lies above it, one break parts them
    from the rest.
    """
    if known.size == 0 or known.min() == known.max():
        return np.empty(0)
    quantiles = np.quantile(known, np.arange(1, CLASS_COUNT) / CLASS_COUNT)
    spread = np.ptp(quantiles) or np.ptp(known)
    decimals = int(np.ceil(-np.log10(spread / CLASS_COUNT)))
    rounded = np.unique(np.round(quantiles, decimals))
    # a break that has as many figures below it as the one before would leave a class empty
    below, first = np.unique(np.searchsorted(np.sort(known), rounded), return_index=True)
    kept = rounded[first[(below > 0) & (below < known.size)]]
    lowest = known.min()
    return kept if kept.size else np.array([_shortest(lowest, known[known > lowest].min())])


def _shortest(above: float, up_to: float) -> float:
    """Return the number with the fewest digits in ``above < number <= up_to``."""
    for decimals in range(-12, 13):
        number = float(np.floor(up_to * 10.0**decimals) / 10.0**decimals)
        if above < number <= up_to:
            return number
    return up_to


def _colours(count: int, *, dark_is_high: bool) -> tuple[tuple[int, int, int], ...]:
    steps = np.linspace(_LIGHTEST, _DARKEST, count) if count > 1 else np.array([0.55])
    if not dark_is_high:
        steps = steps[::-1]
    rgb = np.round(cmcrameri.cm.lajolla(steps)[:, :3] * 255).astype(int)
    return tuple((int(r), int(g), int(b)) for r, g, b in rgb)
