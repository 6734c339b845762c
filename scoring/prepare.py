"""All steps before weights: screen, treat, normalise, fill. They stay while a weight moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas
from geo.errors import ScoringError
from scoring import missing
from scoring.fields import about
from scoring.methods import BY_HAND, Weighting
from scoring.scaling import first, scaled
from scoring.scenario import Scenario
from scoring.screen import screened
from scoring.steps import Step


@dataclass(frozen=True, eq=False)
class Prepared:
    """Areas on the common scale under a scenario, ready to be weighed.

    Parameters
    ----------
    areas, scenario
        What it was made from.
    rows
        Row numbers of the areas that are compared; all arrays below have one row for each.
    codes
        Their codes.
    reason
        For every area why it is not compared, as a number in `scoring.screen.REASONS`.
    normalised
        Shape (rows, indicators), unit scale, NaN where missing.
    values
        The same after the scenario's rule for missing figures; NaN where it leaves a figure out.
    gaps
        Same shape, where the area has no figure.
    filled
        Same shape, where something stands in for one.
    columns
        For each pillar the columns of its indicators.
    whole
        For each pillar whether no value of it is NaN.
    provinces, regions
        Shape (rows,), each area's province and region as a number from 0.
    by_province
        Shape (indicators,), whether an indicator is only known by province.
    absent
        Indicators without a figure in any of the areas compared.
    steps
        The log so far.
    """

    areas: Areas
    scenario: Scenario
    rows: NDArray[np.intp]
    codes: pd.Index
    reason: NDArray[np.int8]
    normalised: NDArray[np.float64]
    values: NDArray[np.float64]
    gaps: NDArray[np.bool_]
    filled: NDArray[np.bool_]
    columns: tuple[NDArray[np.intp], ...]
    whole: tuple[bool, ...]
    provinces: NDArray[np.intp]
    regions: NDArray[np.intp]
    by_province: NDArray[np.bool_]
    absent: tuple[str, ...]
    steps: tuple[Step, ...]

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The normalised figures on the index of all areas."""
        return pd.DataFrame(
            self.everywhere(self.normalised), self.areas.codes, list(self.scenario.indicator_ids)
        )

    def everywhere(self, array: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return an array of the areas compared as one of all areas, NaN elsewhere."""
        if len(self.rows) == len(self.areas):
            return array
        whole = np.full((len(self.areas), *array.shape[1:]), np.nan)
        whole[self.rows] = array
        return whole


def prepare(areas: Areas, scenario: Scenario) -> Prepared:
    """Do all steps of a score that do not depend on weights.

    Only the areas that the scenario's filter lets through are compared: scales, means and reference
    points are theirs. An indicator that none of them has is left out.

    Raises
    ------
    ScoringError
        If the scenario names an indicator that the areas do not have, if its filter leaves too few
        areas, if a step cannot be done to an indicator (`scoring.scaling.scaled`), or if figures
        are missing under ``refuse``.
    """
    ids = list(scenario.indicator_ids)
    _all_known(areas, scenario)
    figures = areas.values[ids].to_numpy()
    counts = counting(scenario)
    with about("eligible"):
        left = screened(areas, scenario, figures[:, counts])
    codes = areas.codes
    if len(left.rows) < len(areas):
        figures, codes = figures[left.rows], codes[left.rows]
    there = ~np.isnan(figures).all(axis=0)
    if scenario.missing == "refuse":
        with about("missing"):
            _nothing_missing(figures, codes, ids, counts, scenario)

    steps = [left.step]
    normalised = np.full(figures.shape, np.nan)
    fields = [_field(scenario, id) for id in ids]
    for n, weighted in enumerate(scenario.indicators):
        if there[n]:
            known = areas.indicator(weighted.id)
            column = np.ascontiguousarray(figures[:, n])
            with about(fields[n]):
                normalised[:, n], done = scaled(column, codes, weighted, known, scenario, fields[n])
            steps += done
    table = areas.table
    provinces = _numbered(table["province_code"])[left.rows]
    regions = _numbered(table["region"])[left.rows]
    columns = _of_pillars(scenario)
    values = _filled(normalised, columns, counts, provinces, regions, scenario)
    gaps = np.isnan(normalised)
    stood_in = gaps & ~np.isnan(values)
    counted = {"missing": int(gaps[:, there].sum()), "filled": int(stood_in.sum())}
    steps.append(Step("fill", "missing", scenario.missing, counted))
    return Prepared(
        areas=areas,
        scenario=scenario,
        rows=left.rows,
        codes=codes,
        reason=left.reason,
        normalised=normalised,
        values=values,
        gaps=gaps,
        filled=stood_in,
        columns=columns,
        whole=tuple(not np.isnan(values[:, c]).any() for c in columns),
        provinces=provinces,
        regions=regions,
        by_province=np.array([areas.indicator(id).level == "province" for id in ids]),
        absent=tuple(id for id, known in zip(ids, there, strict=True) if not known),
        steps=tuple(steps),
    )


def rescaled(prepared: Prepared, column: int, figures: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an indicator's normalised values where it had other figures.

    Parameters
    ----------
    column
        Of the indicator among the scenario's.
    figures
        Shape (rows,), NaN where they are missing.

    Returns
    -------
    numpy.ndarray
        Shape (rows,), before missing figures are dealt with.

    Raises
    ------
    ScoringError
        As `scoring.scaling.scaled`.
    """
    weighted = prepared.scenario.indicators[column]
    known, field = prepared.areas.indicator(weighted.id), _field(prepared.scenario, weighted.id)
    with about(field):
        return scaled(figures, prepared.codes, weighted, known, prepared.scenario, field)[0]


def filled(prepared: Prepared, normalised: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return other normalised values with missing ones dealt with as the scenario says."""
    scenario = prepared.scenario
    counts = counting(scenario)
    return _filled(
        normalised, prepared.columns, counts, prepared.provinces, prepared.regions, scenario
    )


def _of_pillars(scenario: Scenario) -> tuple[NDArray[np.intp], ...]:
    ends = np.cumsum([len(pillar.indicators) for pillar in scenario.pillars])
    return tuple(np.split(np.arange(ends[-1], dtype=np.intp), ends[:-1]))


def _field(scenario: Scenario, id: str) -> str:
    return next(
        f"pillar.{pillar.id}.indicator.{id}"
        for pillar in scenario.pillars
        if any(indicator.id == id for indicator in pillar.indicators)
    )


def counting(scenario: Scenario) -> NDArray[np.bool_]:
    """Return which indicators count: all but those that people gave the weight 0."""
    pillars = scenario.pillars
    whole = _weighing(scenario.weighting, [p.id for p in pillars], [p.weight for p in pillars])
    return np.array(
        [
            counts and of_pillar
            for pillar, of_pillar in zip(pillars, whole, strict=True)
            for counts in _weighing(
                pillar.weighting,
                [i.id for i in pillar.indicators],
                [i.weight for i in pillar.indicators],
            )
        ]
    )


def _weighing(
    how: Weighting, ids: Sequence[str], weights: Sequence[float | None]
) -> Sequence[bool]:
    if how.method in BY_HAND:
        return [weight != 0 for weight in weights]
    if how.points is not None:
        return [any(given[id] for given in how.points.values()) for id in ids]
    return [True] * len(ids)


def _numbered(column: pd.Series[str]) -> NDArray[np.intp]:
    return pd.factorize(column)[0].astype(np.intp)


def _filled(
    normalised: NDArray[np.float64],
    columns: tuple[NDArray[np.intp], ...],
    counting: NDArray[np.bool_],
    provinces: NDArray[np.intp],
    regions: NDArray[np.intp],
    scenario: Scenario,
) -> NDArray[np.float64]:
    """Return the values with missing figures dealt with as the scenario says."""
    match scenario.missing:
        case "average":
            return missing.indicator_mean(normalised)
        case "province_mean":
            return missing.group_mean(normalised, provinces, regions)
        case "region_mean":
            return missing.group_mean(normalised, regions, None)
        case "pillar_median":
            filled = normalised.copy()
            for own in columns:
                # what does not count speaks for no other figure
                own = own[counting[own]]
                there = own[~np.isnan(normalised[:, own]).all(axis=0)]
                filled[:, there] = missing.pillar_median(normalised[:, there])
            return filled
        case _:
            return normalised


def _all_known(areas: Areas, scenario: Scenario) -> None:
    known = [indicator.id for indicator in areas.indicators]
    unknown = [id for id in scenario.indicator_ids if id not in known]
    if not unknown:
        return
    close = [(id, *get_close_matches(id, known, n=1)) for id in unknown]
    with about(_field(scenario, unknown[0])):
        raise ScoringError(
            'The scenario "{scenario}" weighs indicators that these areas do not have: {unknown}. '
            "Known: {known}.",
            scenario=scenario.id,
            unknown=", ".join(id + (f" ({like[0]}?)" if like else "") for id, *like in close),
            known=", ".join(known),
        )


def _nothing_missing(
    figures: NDArray[np.float64],
    codes: pd.Index,
    ids: list[str],
    counting: NDArray[np.bool_],
    scenario: Scenario,
) -> None:
    gaps = np.isnan(figures) & counting
    if gaps.any():
        raise ScoringError(
            'Figures are missing and the scenario "{scenario}" says missing = "refuse": {gaps}. '
            'Fill them, or use "average", "renormalise" or "exclude".',
            scenario=scenario.id,
            gaps="; ".join(
                f"{id} in {n} areas ({first(codes[column])})"
                for id, n, column in zip(ids, gaps.sum(axis=0), gaps.T, strict=True)
                if n
            ),
        )
