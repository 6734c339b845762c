"""Which areas a scenario compares at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.scenario import Scenario
from scoring.steps import Step

REASONS = ("", "population", "track", "region", "coverage", "no_figures")
"""Why an area has no score; the first one is none."""


@dataclass(frozen=True, eq=False)
class Screened:
    """What the filter leaves.

    Parameters
    ----------
    rows
        Row numbers of the areas that stay.
    reason
        For every area the number of its reason in `REASONS`, 0 where it stays.
    """

    rows: NDArray[np.intp]
    reason: NDArray[np.int8]
    step: Step


def screened(areas: Areas, scenario: Scenario, figures: NDArray[np.float64]) -> Screened:
    """Return the areas that a scenario compares: those that its filter lets through.

    An area out of several bounds counts under the first of them, in the order of `REASONS`. An area
    whose people nobody knows is in no range of people.

    Parameters
    ----------
    figures
        Shape (areas, indicators): the indicators that count, NaN where missing. Coverage is about
        those of them that some area has which the other conditions let through.

    Raises
    ------
    ScoringError
        If fewer areas stay than are to be chosen.

    References
    ----------
    Becker, W. et al. (2022), COINr: an R package for developing composite indicators. JOSS 7(78):
    units are screened by data availability before anything else is done.
    """
    asked = scenario.eligible
    reason = np.zeros(len(areas), dtype=np.int8)
    out_of: dict[str, NDArray[np.bool_]] = {}
    if asked.population_min is not None or asked.population_max is not None:
        people = areas.table["population"].to_numpy("float64", na_value=np.nan)
        low = 0 if asked.population_min is None else asked.population_min
        high = np.inf if asked.population_max is None else asked.population_max
        out_of["population"] = ~((people >= low) & (people <= high))
    for key, column, allowed in (
        ("track", "track", asked.tracks),
        ("region", "region", asked.regions),
    ):
        if allowed is not None:
            out_of[key] = ~areas.table[column].isin(allowed).to_numpy()
    if asked.coverage is not None:
        there = ~np.isnan(figures)
        others = ~np.logical_or.reduce(list(out_of.values())) if out_of else slice(None)
        there = there[:, there[others].any(axis=0)]
        # counted in whole indicators, so that 5 of 7 is not lost to how floats are rounded
        needed = np.ceil(asked.coverage * there.shape[1] - 1e-9)
        out_of["coverage"] = there.sum(axis=1) < needed
    for key, out in out_of.items():
        reason[out & (reason == 0)] = REASONS.index(key)
    rows = np.flatnonzero(reason == 0)
    if out_of and len(rows) < scenario.choose.count:
        raise ScoringError(
            'The filter "eligible" of the scenario "{scenario}" leaves {left} of {areas} areas, '
            "and {count} are to be chosen. One condition after the other leaves: {remain}. Widen "
            "it, or lower choose.count.",
            scenario=scenario.id,
            left=len(rows),
            areas=len(areas),
            count=scenario.choose.count,
            remain=", ".join(
                f"{key} {int(((reason == 0) | (reason > REASONS.index(key))).sum())}"
                for key in out_of
            ),
        )
    results: dict[str, float | str] = {"areas": len(areas), "left": len(rows)}
    results |= {f"out by {k}": int((reason == REASONS.index(k)).sum()) for k in out_of}
    return Screened(rows, reason, Step("screen", "eligible", ", ".join(out_of) or "none", results))
