"""Made-up areas, scenarios that leave much open, and a single draw done the long way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.areas import Areas
from scoring.change import changed
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.opened import opened
from scoring.uncertainty.sources import Drawn, sources
from tests.making import make_areas, make_scenario

CODES = [f"{province}{number:04d}" for province in (10, 11, 20, 80) for number in range(101, 107)]
"""Six areas in each of four provinces."""

Numbers = NDArray[np.float64]


def made_areas(seed: int, *, gaps: float = 0.1, errors: bool = True) -> Areas:
    """Return areas with four indicators: ``a``, ``c`` by tambon, ``b`` by province, ``d`` in %."""
    random = np.random.default_rng(seed)
    count = len(CODES)
    by_province = np.repeat(random.uniform(10, 50, 4), 6)
    figures = {
        "a": random.lognormal(3, 0.5, count),
        "b": by_province,
        "c": random.normal(0, 1, count),
        "d": random.uniform(20, 80, count),
    }
    for id in ("a", "c", "d"):
        figures[id][random.random(count) < gaps] = np.nan
    own = {
        "a": random.uniform(0.1, 3, count),
        "b": np.repeat(random.uniform(1, 4, 4), 6),
        "d": random.uniform(0.5, 4, count),
    }
    return make_areas(
        {id: list(column) for id, column in figures.items()},
        codes=CODES,
        less_is_need=("c",),
        levels={"b": "province"},
        units={"d": "% of people"},
        standard_errors={id: list(column) for id, column in own.items()} if errors else None,
    )


def made_scenario(uncertainty: dict[str, Any] | None = None, **fields: Any) -> Scenario:
    """Return a scenario of two pillars over `made_areas`."""
    return make_scenario(
        {"one": {"a": 1, "b": 2}, "two": {"c": 1, "d": 1}},
        count=6,
        missing=fields.pop("missing", "average"),
        of_pillars=fields.pop("of_pillars", None),
        of_indicators=fields.pop("of_indicators", None),
        fields={**({} if uncertainty is None else {"uncertainty": uncertainty}), **fields},
    )


def evaluator(areas: Areas, scenario: Scenario) -> Evaluator:
    """Return what evaluates draws under a scenario's own seed."""
    return Evaluator(sources(opened(areas, scenario)), scenario.seed)


def the_long_way(own: Evaluator, drawn: Drawn, at: int) -> Numbers:
    """Return the scores of one draw, in points, by stating it as a scenario over other areas."""
    found = own.sources.opened
    scenario = found.combinations[int(drawn.combination[at])].scenario
    changes: dict[str, Any] = {"weighting": "hand", "uncertainty": None}
    column = 0
    for n, pillar in enumerate(scenario.pillars):
        changes[f"pillar.{pillar.id}.weight"] = float(drawn.pillar_weights[at, n])
        changes[f"pillar.{pillar.id}.weighting"] = "hand"
        for indicator in pillar.indicators:
            field = f"pillar.{pillar.id}.indicator.{indicator.id}.weight"
            changes[field] = float(drawn.weights[at, column])
            column += 1
    values = found.areas.values
    if drawn.figures[at] >= 0:
        given = own.sources.figures(int(drawn.figures[at]), own.seed)
        for noisy, figures in zip(own.sources.noisy, given, strict=True):
            id = found.scenario.indicator_ids[noisy.column]
            values.loc[found.areas.codes[own.rows], id] = figures
    other = replace(found.areas, values=values)
    return score_areas(other, changed(scenario, changes)).score.to_numpy()


@st.composite
def open_cases(draw: st.DrawFn) -> tuple[Areas, Scenario]:
    """Draw areas and a scenario in which anything may be open."""
    areas = made_areas(draw(st.integers(0, 10_000)), gaps=draw(st.sampled_from([0.0, 0.15])))
    inner = draw(st.sampled_from(
        ["arithmetic", "mazziotta_pareto", {"method": "threshold_count", "threshold": 40.0},
         "promethee", "topsis"]
    ))  # fmt: skip
    uncertainty = {
        "weights": draw(st.sampled_from(
            [{"method": "spread", "spread": 0.4}, "fixed",
             {"method": "bounds", "bounds": {"one": [0.2, 0.6], "c": [0.0, 0.7]}}]
        )),
        "normalisation": draw(st.sampled_from([[], ["z_score"], ["rank", "percentile"]])),
        "treatment": draw(st.sampled_from([[], ["winsorise"], ["automatic", "box_cox"]])),
        "missing": draw(st.sampled_from(
            [[], ["region_mean"], ["renormalise", "pillar_median"], ["exclude"]]
        )),
        "aggregation": draw(st.sampled_from([[], ["mazziotta_pareto"], ["topsis", "vikor"]])),
        "figures": draw(st.sampled_from(["normal", "beta", "as_published"])),
    }  # fmt: skip
    return areas, made_scenario(uncertainty, of_pillars={"one": {"aggregation": inner}})
