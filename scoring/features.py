"""Areas as points in the space of a scenario's indicators, for types, look-alikes and matches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas, Indicator
from geo.errors import ScoringError
from scoring.fields import about
from scoring.index import rescore
from scoring.prepare import Prepared, prepare
from scoring.scaling import first
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.variance import between_groups


@dataclass(frozen=True, eq=False)
class Features:
    """What areas are like by the indicators that count.

    Parameters
    ----------
    areas, scenario, scores
        What it was made from.
    rows
        Row numbers, among all areas, of those that have a score and so a place here.
    indicators
        Those that count: with a weight above 0 in the score and a figure in some area.
    values
        Shape (rows, indicators): treated and on the scenario's scale, high = more need; what was
        missing is filled in as the scenario says.
    figures
        Shape (rows, indicators): as published, NaN where missing.
    weights
        Shape (indicators,): of each in the score, summing to 1.
    gaps
        Shape (rows, indicators), where ``values`` are filled in.
    own_alone
        Whether figures that are no area's own, but its province's, were left out.
    """

    areas: Areas
    scenario: Scenario
    scores: Scores
    rows: NDArray[np.intp]
    indicators: tuple[Indicator, ...]
    values: NDArray[np.float64]
    figures: NDArray[np.float64]
    weights: NDArray[np.float64]
    gaps: NDArray[np.bool_]
    own_alone: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def codes(self) -> pd.Index:
        """Codes of the areas that have a place here, sorted."""
        return self.areas.codes[self.rows]

    @cached_property
    def table(self) -> pd.DataFrame:
        """The areas' names, places and people, as in `geo.areas.Areas.table`."""
        return pd.DataFrame(self.areas.table.drop(columns="geometry").loc[self.codes])

    @cached_property
    def deviations(self) -> NDArray[np.float64]:
        """How many standard deviations ``values`` lie above their means; high = more need."""
        return (self.values - self.values.mean(axis=0)) / self.values.std(axis=0)

    @cached_property
    def directions(self) -> NDArray[np.float64]:
        """Shape (indicators,): 1 where a high figure means need, -1 where a low one does."""
        stated = {i.id: i.direction for i in self.scenario.indicators}
        return np.array(
            [1.0 if (stated[i.id] or i.direction) == "more_is_need" else -1.0
             for i in self.indicators]
        )  # fmt: skip

    @property
    def filled(self) -> float:
        """Share of ``values`` that was filled in, 0-1."""
        return float(self.gaps.mean())

    @cached_property
    def by_province(self) -> NDArray[np.bool_]:
        """Shape (indicators,), whether an indicator is only known by province."""
        return np.array([i.level == "province" for i in self.indicators])

    def weighed(self) -> NDArray[np.float64]:
        """Return ``values`` times the roots of their weights, as many times the mean weight.

        The squared distance between two areas is then the weighted sum of squared differences.
        """
        return np.asarray(self.values * np.sqrt(self.weights * len(self.weights)))

    def of_their_own(self) -> Features:
        """Return the same areas by those figures alone that are measured area by area.

        Raises
        ------
        ScoringError
            If there are none.
        """
        own = np.array([i.level == "tambon" for i in self.indicators])
        if not own.any():
            raise ScoringError(
                'Under the scenario "{scenario}" no figure that counts is measured by tambon: '
                "{figures}. Use all figures, or weigh one that is.",
                scenario=self.scenario.id,
                figures=", ".join(f"{i.id} ({i.level})" for i in self.indicators),
            )
        return replace(
            self,
            indicators=tuple(i for i in self.indicators if i.level == "tambon"),
            values=np.ascontiguousarray(self.values[:, own]),
            figures=self.figures[:, own],
            weights=self.weights[own] / self.weights[own].sum(),
            gaps=self.gaps[:, own],
            own_alone=True,
        )

    def between_provinces(self, points: NDArray[np.float64]) -> float:
        """Return the share of squared distances from the mean that lies between provinces, 0-1.

        Parameters
        ----------
        points
            Shape (rows, dimensions).
        """
        provinces = pd.factorize(self.table["province_code"])[0].astype(np.intp)
        spread = points.var(axis=0)
        shares = [between_groups(column, provinces) for column in points.T]
        return float(np.nansum(np.array(shares) * spread) / spread.sum())

    def position(self, code: str) -> int:
        """Return the position of an area among those that have a place here.

        Raises
        ------
        ScoringError
            If it has none; the message says why.
        """
        if code in self.codes:
            return int(self.codes.searchsorted(code))
        if code not in self.areas.codes:
            raise ScoringError(
                'There is no area with the code "{code}". Use a six-digit code, such as {first}.',
                code=code,
                first=self.areas.codes[0],
            )
        raise ScoringError(
            'The area {code} has no score under the scenario "{scenario}" ({reason}), so it cannot '
            "be compared with others.",
            code=code,
            scenario=self.scenario.id,
            reason=self.scores.reason[code],
        )


def features(areas: Areas, scenario: Scenario) -> Features:
    """Return the areas that have a score as points in the space of what counts.

    Parameters
    ----------
    areas
        The areas.
    scenario
        Says which indicators count, how they are treated and put on a scale, and what stands in for
        figures that are missing. Areas without a score have no place.

    Raises
    ------
    ScoringError
        As `scoring.index.score_areas`; if ``missing`` is ``renormalise`` and figures are missing,
        for there is no distance without them; if fewer than two areas are left, or if those left
        have the same figures throughout.
    """
    prepared = prepare(areas, scenario)
    scores = rescore(prepared)
    counts = scores.weights.to_numpy() > 0
    counts &= ~np.isin(scenario.indicator_ids, prepared.absent)
    scored = (scores.reasons == 0)[prepared.rows]
    values, gaps = prepared.values[scored][:, counts], prepared.gaps[scored][:, counts]
    ids = [id for id, counted in zip(scenario.indicator_ids, counts, strict=True) if counted]
    with about("missing"):
        _whole(values, prepared, scored, ids)
    varying = np.ptp(values, axis=0) > 0
    if not varying.any() or len(values) < 2:
        raise ScoringError(
            'Under the scenario "{scenario}" there are {count} areas with a score, and no figure '
            "tells them apart. Compare more areas, or other indicators.",
            scenario=scenario.id,
            count=len(values),
        )
    kept = [id for id, varies in zip(ids, varying, strict=True) if varies]
    rows = prepared.rows[scored]
    weights = scores.weights[kept].to_numpy()
    return Features(
        areas=areas,
        scenario=scenario,
        scores=scores,
        rows=rows,
        indicators=tuple(areas.indicator(id) for id in kept),
        values=np.ascontiguousarray(values[:, varying]),
        figures=areas.values[kept].to_numpy()[rows],
        weights=weights / weights.sum(),
        gaps=gaps[:, varying],
    )


def _whole(
    values: NDArray[np.float64], prepared: Prepared, scored: NDArray[np.bool_], ids: list[str]
) -> None:
    gaps = np.isnan(values)
    if not gaps.any():
        return
    codes = prepared.codes[scored]
    raise ScoringError(
        'The scenario "{scenario}" says missing = "{missing}", which leaves gaps, and with gaps no '
        'two areas can be compared: {gaps}. Use "average", "province_mean", "region_mean" or '
        '"pillar_median", or leave such areas out with "exclude".',
        scenario=prepared.scenario.id,
        missing=prepared.scenario.missing,
        gaps="; ".join(
            f"{id} in {column.sum()} areas ({first(codes[column])})"
            for id, column in zip(ids, gaps.T, strict=True)
            if column.any()
        ),
    )
