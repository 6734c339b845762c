"""Figures as they might have been, from their standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from geo.areas import Areas, Indicator
from geo.errors import ScoringError
from scoring.fields import about
from scoring.scaling import first
from scoring.uncertainty.opened import Opened

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class NoisyIndicator:
    """An indicator whose figures vary.

    Parameters
    ----------
    id, column
        Which it is, and its place among the scenario's indicators.
    figures
        Shape (rows,), as published; NaN where missing.
    errors
        Shape (rows,), standard errors in the same unit; 0 where none is known, for none is
        invented.
    unit
        Shape (rows,), the number of what was measured: the area itself, or the district or province
        whose figure it is; all areas of one move together.
    units
        How many there are.
    low, high
        What no figure passes: 0 where none is below it, 100 where they are in %.
    beta
        Whether figures follow a beta distribution rather than a normal one.
    """

    id: str
    column: int
    figures: Numbers
    errors: Numbers
    unit: NDArray[np.intp]
    units: int
    low: float
    high: float
    beta: bool

    def drawn(self, random: np.random.Generator) -> Numbers:
        """Return the figures of one draw, shape (rows,)."""
        standard = random.standard_normal(self.units)[self.unit]
        if not self.beta:
            return np.clip(self.figures + self.errors * standard, self.low, self.high)
        varies = self.errors > 0
        mean = self.figures[varies] / 100
        precision = mean * (1 - mean) / (self.errors[varies] / 100) ** 2 - 1
        # one call for each different figure, and not for each area that repeats it
        keys = np.column_stack([mean, precision, standard[varies]])
        different, which = np.unique(keys, axis=0, return_inverse=True)
        m, p, z = different.T
        found = self.figures.copy()
        found[varies] = 100 * betaincinv(m * p, (1 - m) * p, ndtr(z))[which.ravel()]
        return found


def noisy(opened: Opened) -> tuple[NoisyIndicator, ...]:
    """Return the indicators of which some standard error is known, where figures may vary.

    Raises
    ------
    ScoringError
        If standard errors are below 0, infinite, larger than the range of the figures, or too large
        for a beta distribution.
    """
    if opened.figures == "as_published":
        return ()
    areas, rows = opened.areas, opened.combinations[0].prepared.rows
    found = []
    for column, id in enumerate(opened.scenario.indicator_ids):
        figures = areas.values[id].to_numpy()[rows]
        given = areas.standard_errors[id].to_numpy()[rows]
        errors = np.where(np.isnan(figures) | np.isnan(given), 0.0, given)
        if not errors.any():
            continue
        indicator = areas.indicator(id)
        shares = indicator.unit_en.startswith("%") and np.nanmax(figures) <= 100
        low = 0.0 if np.nanmin(figures) >= 0 else -np.inf
        beta = opened.figures == "beta" and shares and low == 0
        with about("uncertainty.figures"):
            # of all areas: among a few that are compared the errors may well be the larger part
            width = float(np.ptp(areas.values[id].dropna().to_numpy()))
            _plausible(width, errors, indicator, areas.codes[rows])
            if beta:
                _in_room(figures, errors, indicator, areas.codes[rows])
        unit, units = _units(areas, rows, indicator)
        high = 100.0 if shares else np.inf
        found.append(NoisyIndicator(id, column, figures, errors, unit, units, low, high, beta))
    return tuple(found)


def without_errors(areas: Areas, ids: Sequence[str]) -> tuple[str, ...]:
    """Return the indicators of which no standard error is known."""
    return tuple(id for id in ids if areas.standard_errors[id].isna().all())


def _units(
    areas: Areas, rows: NDArray[np.intp], indicator: Indicator
) -> tuple[NDArray[np.intp], int]:
    if indicator.level == "tambon":
        return np.arange(len(rows), dtype=np.intp), len(rows)
    codes, names = pd.factorize(areas.table[f"{indicator.level}_code"].to_numpy()[rows])
    return codes.astype(np.intp), len(names)


def _plausible(width: float, errors: Numbers, indicator: Indicator, codes: pd.Index) -> None:
    below, beyond = errors < 0, errors > width
    if below.any():
        raise ScoringError(
            'A standard error of "{indicator}" is below 0: {error} for {codes} ({count} in all). '
            "Mend the data, or leave its figures as they are with figures = "
            '"as_published" under [uncertainty].',
            indicator=indicator.id,
            **_first_of(below, errors, codes),
        )
    if beyond.any():
        raise ScoringError(
            'A standard error of "{indicator}" is larger than the range of its figures, {width}: '
            "{error} for {codes} ({count} in all). Mend the data, or leave its figures as they are "
            'with figures = "as_published" under [uncertainty].',
            indicator=indicator.id,
            width=f"{width:g}",
            **_first_of(beyond, errors, codes),
        )


def _first_of(bad: NDArray[np.bool_], errors: Numbers, codes: pd.Index) -> dict[str, object]:
    return {
        "error": f"{errors[bad][0]:g}",
        "codes": first(codes[bad]),
        "count": int(bad.sum()),
    }


def _in_room(figures: Numbers, errors: Numbers, indicator: Indicator, codes: pd.Index) -> None:
    shares = figures / 100
    bad = (errors > 0) & ~((errors / 100) ** 2 < shares * (1 - shares))
    if bad.any():
        raise ScoringError(
            'There is no beta distribution for "{indicator}" in {codes} ({count} in all): a figure '
            "of {figure} % cannot have the standard error {error}, which must be below the root of "
            'figure times (100 - figure). Use figures = "normal".',
            indicator=indicator.id,
            figure=f"{figures[bad][0]:g}",
            **_first_of(bad, errors, codes),
        )
