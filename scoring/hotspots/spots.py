"""The search for hot and cold spots of a score or an indicator."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pandas as pd

from geo.areas import Areas, Level
from geo.errors import ScoringError
from scoring.fields import nearest
from scoring.graph import Neighbours
from scoring.hotspots.clusters import clusters
from scoring.hotspots.found import HotSpots
from scoring.hotspots.local import least_together, local, standard
from scoring.hotspots.overall import overall
from scoring.hotspots.remarks import remarks
from scoring.hotspots.units import FINEST_FIRST, Units, inside_provinces, units, varies
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scores import SCORE, Scores
from scoring.variance import between_groups

PERMUTATIONS = 9_999
LEAST_PERMUTATIONS, MOST_PERMUTATIONS = 999, 999_999
RATE = 0.05
MOST_NEAREST, MOST_KM = 100, 50.0
"""Neighbours; beyond, surroundings are a region, and there are millions of pairs of them."""


def hot_spots(
    areas: Areas,
    scenario: Scenario,
    of: str = SCORE,
    *,
    neighbours: Neighbours | None = None,
    level: Level = "tambon",
    within_provinces: bool = False,
    permutations: int = PERMUTATIONS,
    rate: float = RATE,
) -> HotSpots:
    """Return where figures are high or low together, by local Moran and Gi*.

    Parameters
    ----------
    areas
        Those that the scenario compares take part, where they have a figure; others take none, and
        are nobody's neighbours.
    scenario
        Gives the score, which way need lies, and the seed.
    of
        ``score``, or the id of any indicator, in the scenario or not.
    neighbours
        Who counts as one; by boundary if not given.
    level
        What the units are. Provinces and districts have the mean of their areas by people, or the
        figure that is published for them (`scoring.hotspots.units`).
    within_provinces
        Look at how far each unit lies above the plain mean of its province instead: a hot spot is
        then a place that stands out inside its province.
    permutations
        How many draws p-values rest on, `LEAST_PERMUTATIONS` to `MOST_PERMUTATIONS`.
    rate
        False discovery rate: share of false ones that is put up with among the units found, above 0
        and at most 0.5.

    Raises
    ------
    ScoringError
        As `scoring.index.score_areas`; if there is no such figure or level; if permutations or rate
        lie outside, or neighbours too far; if too few units have a figure, all have the same, or
        each is a neighbour of all others; if deviations inside provinces are asked for where there
        are none.
    """
    how = neighbours or Neighbours()
    _checked(areas, of, level, permutations, rate)
    _not_too_far(how)
    scores = score_areas(areas, scenario)
    known_at = _known_at(areas, scores, of)
    if within_provinces:
        _can_differ_inside(of, level, known_at)
    found = units(areas, _figures(areas, scores, of), known_at[0], level, how, of)
    _telling(found, of)
    shares = _shares(found, scores, of)
    if within_provinces:
        found = inside_provinces(found, of)
    # each has numbers of its own, so that one does not change with how many the other takes
    of_map, of_units = (np.random.default_rng([scenario.seed, key]) for key in range(2))
    spots = local(found.values, found.linked, permutations=permutations, rate=rate, random=of_units)
    grouped = clusters(found, spots)
    number = {code: n for n, one in enumerate(grouped, start=1) for code in one.codes}
    spots["cluster"] = pd.array([number.get(code) for code in spots.index], dtype="Int64")
    spots = spots.join(found.table[["areas", "people"]])
    together = least_together(len(spots), permutations, rate)
    whole = overall(found.values, found.linked, permutations, of_map)
    return HotSpots(
        of=of,
        level=level,
        known_at=known_at,
        within_provinces=within_provinces,
        need=_need(areas, scenario, of),
        units=spots,
        overall=whole,
        clusters=grouped,
        neighbours=how,
        permutations=permutations,
        rate=rate,
        seed=scenario.seed,
        least_together=together,
        islands=found.linked.islands,
        parts=found.linked.parts,
        without=found.without,
        between_provinces=shares[0],
        from_province_figures=shares[1],
        remarks=remarks(
            of, found, known_at, *shares, within_provinces=within_provinces, together=together,
            permutations=permutations, rate=rate, i=whole.i,
            no_part=_no_part(scores, of) if within_provinces else (),
        ),
    )  # fmt: skip


def _checked(areas: Areas, of: str, level: str, permutations: int, rate: float) -> None:
    known = [indicator.id for indicator in areas.indicators]
    if of != SCORE and of not in known:
        raise ScoringError(
            'There is no figure "{of}" to look at{nearest}. Use "score", or the id of an '
            "indicator: {known}.",
            of=of,
            nearest=nearest(of, [SCORE, *known]),
            known=", ".join(known),
        )
    if level not in FINEST_FIRST:
        raise ScoringError(
            'Units cannot be of the level "{level}". Use one of {known}.',
            level=level,
            known=", ".join(FINEST_FIRST),
        )
    if not LEAST_PERMUTATIONS <= permutations <= MOST_PERMUTATIONS:
        raise ScoringError(
            "{permutations} permutations are asked for; it must be {least} to {most}.",
            permutations=permutations,
            least=LEAST_PERMUTATIONS,
            most=f"{MOST_PERMUTATIONS:,}",
        )
    if not 0 < rate <= 0.5:
        raise ScoringError(
            "A false discovery rate of {rate} is asked for; it must be above 0 and at most 0.5, "
            "such as 0.05.",
            rate=rate,
        )


def _not_too_far(how: Neighbours) -> None:
    if how.kind == "nearest" and how.count > MOST_NEAREST:
        raise ScoringError(
            "The {count} nearest are asked for as neighbours; for hot spots it can be at most "
            "{most}.",
            count=how.count,
            most=MOST_NEAREST,
        )
    if how.kind == "within" and how.km is not None and how.km > MOST_KM:
        raise ScoringError(
            "Neighbours within {km} km are asked for; for hot spots it can be at most {most} km.",
            km=f"{how.km:g}",
            most=f"{MOST_KM:g}",
        )


def _known_at(areas: Areas, scores: Scores, of: str) -> tuple[Level, ...]:
    ids = [of]
    if of == SCORE:
        ids = [str(id) for id, w in scores.weights.items() if w > 0 and id not in scores.absent]
    levels = {areas.indicator(id).level for id in ids}
    return tuple(level for level in FINEST_FIRST if level in levels)


def _can_differ_inside(of: str, level: Level, known_at: tuple[Level, ...]) -> None:
    if level == "province":
        raise ScoringError(
            "A province as a unit does not stand out inside itself. Use tambons or districts as "
            "units, or leave deviations inside provinces out."
        )
    if known_at == ("province",):
        raise ScoringError(
            '"{of}" is known only by province, so that no place stands out inside its province. '
            "Look at provinces as units, or at a figure that is known by tambon.",
            of=of,
        )


def _figures(areas: Areas, scores: Scores, of: str) -> pd.Series[float]:
    figures = scores.score if of == SCORE else areas.values[of]
    # what is not finite counts as missing, as everywhere
    return figures.where(np.isfinite(figures))[scores.compared]


def _telling(found: Units, of: str) -> None:
    if not varies(found.values, found.values):
        raise ScoringError(
            'All {units} units have the same figure of "{of}" ({value}), so that none stands out. '
            "Look at another figure.",
            units=len(found.values),
            of=of,
            value=f"{found.values.iloc[0]:g}",
        )


def _shares(found: Units, scores: Scores, of: str) -> tuple[float, float]:
    """Return the shares of variance between provinces, and of the score from their figures."""
    between = math.nan
    if found.level != "province":
        provinces = pd.factorize(found.table["province_code"])[0].astype(np.intp)
        between = between_groups(standard(np.asarray(found.values, dtype=np.float64)), provinces)
    return between, scores.from_province_figures if of == SCORE else math.nan


def _no_part(scores: Scores, of: str) -> tuple[str, ...]:
    """Return the indicators of a score that are alike in all of a province."""
    if of != SCORE:
        return ()
    counting = (scores.weights > 0) & scores.by_province
    return tuple(str(id) for id in scores.weights.index[counting] if id not in scores.absent)


def _need(areas: Areas, scenario: Scenario, of: str) -> Literal["hot", "cold"]:
    if of == SCORE:
        return "hot"
    stated = {i.id: i.direction for i in scenario.indicators}
    direction = stated.get(of) or areas.indicator(of).direction
    return "hot" if direction == "more_is_need" else "cold"
