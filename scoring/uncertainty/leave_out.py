"""What ranking and list would be without one of the indicators."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.change import changed
from scoring.choose.best import one_of_the_best
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import state
from scoring.choose.ties import most_of_equals
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.uncertainty.choosing import SECONDS
from scoring.uncertainty.draws import Progress


@dataclass(frozen=True)
class LeftOut:
    """What changes when an indicator is left out.

    Parameters
    ----------
    indicator
        Its id.
    weight
        Its weight in the score, shared among the others of its pillar; where it is alone there, the
        whole pillar goes and the other pillars share its weight.
    shift
        Mean over the areas that have both scores of the places by which their rank moves.
    entered, left
        Sites that come onto the best list under the rules, and that leave it; of equally good lists
        the one counts that keeps most sites. None where there is no list, or no score, without it,
        or where none was found in time.
    proven
        Whether that is proven; else the time was up.
    """

    indicator: str
    weight: float
    shift: float
    entered: tuple[str, ...] | None
    left: tuple[str, ...] | None
    proven: bool = True


def leave_out(
    areas: Areas,
    scores: Scores,
    scenario: Scenario,
    codes: tuple[str, ...],
    seconds: float = np.inf,
    progress: Progress | None = None,
) -> tuple[LeftOut, ...]:
    """Return what leaving out each indicator that counts would change, the greatest change first.

    Weights are then those that the others have, whether people gave them or the data did.

    Parameters
    ----------
    scores
        As stated.
    codes
        The best list as stated.
    seconds
        How long to go on; after it lists are what is found at once, and not proven.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 117: inclusion and exclusion
    of individual indicators.
    """
    counting = [
        i for i in scenario.indicator_ids if scores.weights[i] > 0 and i not in scores.absent
    ]
    until = time.monotonic() + seconds
    found = []
    for number, id in enumerate(counting):
        if progress is not None:
            progress(number, len(counting))
        if len(counting) > 1:
            found.append(_without(id, areas, scores, scenario, codes, until))
    return tuple(sorted(found, key=lambda one: (-len(one.left or ()), -one.shift)))


def _without(
    id: str,
    areas: Areas,
    scores: Scores,
    scenario: Scenario,
    codes: tuple[str, ...],
    until: float,
) -> LeftOut:
    weight = float(scores.weights[id])
    try:
        other = changed(scenario, _changes_without(id, scores, scenario))
        rescored = score_areas(areas, other)
    except ScoringError:
        # without it there is no score: it alone tells areas apart, or has figures
        return LeftOut(id, weight, float("nan"), None, None)
    both = (rescored.rank - scores.rank).dropna().abs()
    shift = float(both.mean()) if len(both) else float("nan")
    try:
        stated = state(areas, rescored, other)
    except ScoringError:
        return LeftOut(id, weight, shift, None, None)
    end = min(until, time.monotonic() + SECONDS)
    try:
        best = one_of_the_best(stated, stated.programme(), end)
    except NothingFoundError:
        return LeftOut(id, weight, shift, None, None, proven=False)
    if best is None:
        return LeftOut(id, weight, shift, None, None)
    kept = stated.score.index.isin(codes).astype(np.float64)
    chosen, sure = most_of_equals(best.programme, best.solution, kept, end)
    listed = list(map(str, stated.score.index[chosen]))
    return LeftOut(
        id,
        weight,
        shift,
        tuple(code for code in listed if code not in codes),
        tuple(code for code in codes if code not in listed),
        best.proven and sure,
    )


def _changes_without(id: str, scores: Scores, scenario: Scenario) -> Mapping[str, Any]:
    """Return the changes to a scenario that take an indicator out."""
    weights = {step.field: step.results for step in scores.steps if step.name == "weigh"}
    own = next(p for p in scenario.pillars if any(i.id == id for i in p.indicators))
    shares = weights[f"pillar.{own.id}.weighting"]
    others = [i.id for i in own.indicators if i.id != id]
    # what is open was said of all of them
    changes: dict[str, Any] = {"uncertainty": None, "weighting": "hand"}
    # what no area has a figure of speaks for nobody
    alone = not any(
        float(shares[f"weight of {other}"]) > 0 and other not in scores.absent for other in others
    )
    for pillar in scenario.pillars:
        if not (alone and pillar.id == own.id):
            share = float(weights["weighting"][f"weight of {pillar.id}"])
            changes[f"pillar.{pillar.id}.weight"] = share
    if alone:
        changes[f"pillar.{own.id}"] = None
        return changes
    changes[f"pillar.{own.id}.weighting"] = "hand"
    changes[f"pillar.{own.id}.indicator.{id}"] = None
    for other in others:
        field = f"pillar.{own.id}.indicator.{other}.weight"
        changes[field] = float(shares[f"weight of {other}"])
    return changes
