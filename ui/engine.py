"""Areas, scores and list, worked out once and shared by everybody on this server."""

from __future__ import annotations

import gc
from dataclasses import dataclass

import streamlit as st

from geo.areas import Areas
from geo.errors import PhuenthiError
from geo.layers.in_use import InUse, read_areas_in_use, stamp
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import Shortlist, choose_areas
from scoring.explain import Reason, reasons
from scoring.fingerprint import fingerprint
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scenario_toml import read_scenario
from scoring.scores import Scores
from ui.map_files import publish_boundaries


@dataclass(frozen=True, eq=False)
class Result:
    """A scenario and all that follows from it for these areas."""

    areas: Areas
    map_folder: str
    scenario: Scenario
    scores: Scores
    shortlist: Shortlist
    reasons: dict[str, Reason]
    fingerprint: str


def result() -> Result:
    """Return the list under the default scenario for the areas on this machine.

    Raises
    ------
    PhuenthiError
        If areas or scenario cannot be read, or no list keeps the rules.
    """
    in_use, folder = _areas(stamp())
    areas = in_use.areas
    text = DEFAULT_SCENARIO.read_text(encoding="utf-8")
    return _result(areas, folder, text, areas.fingerprint)


def layers_left_out() -> tuple[PhuenthiError, ...]:
    """Return why layers of the user's own are not among the areas' indicators, one error each."""
    return _areas(stamp())[0].left_out


@st.cache_resource(max_entries=2, show_spinner=False)
def _areas(stamped: tuple[tuple[str, int], ...]) -> tuple[InUse, str]:
    in_use = read_areas_in_use()
    folder = publish_boundaries(in_use.areas)
    # Streamlit collects garbage after each rerun; what lives as long as the server need not be
    # walked every time
    gc.collect()
    gc.freeze()
    return in_use, folder


@st.cache_resource(max_entries=8, show_spinner=False)
def _result(_areas: Areas, _folder: str, text: str, data: str) -> Result:
    scenario = read_scenario(text, DEFAULT_SCENARIO.name)
    scores = score_areas(_areas, scenario)
    shortlist = choose_areas(_areas, scores, scenario)
    return Result(
        areas=_areas,
        map_folder=_folder,
        scenario=scenario,
        scores=scores,
        shortlist=shortlist,
        reasons=reasons(_areas, scores, shortlist, scenario),
        fingerprint=fingerprint(_areas, scenario),
    )
