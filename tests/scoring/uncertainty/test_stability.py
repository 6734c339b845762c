"""How sure ranks and list are, put together."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.change import changed
from scoring.choose import choose_areas, ties
from scoring.choose.clash import ImpossibleError
from scoring.choose.solve import NothingFoundError
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.uncertainty import Stability, assess, lists, stability
from tests.making import make_areas, make_scenario
from tests.scoring.uncertainty.open_cases import made_areas, made_scenario

SMALL: dict[str, Any] = {"draws": 256, "lists": 128, "error": 0.0, "crossed": 64}
RULES = {"choose.limit": [{"by": "province", "max": 2}]}


@pytest.fixture(scope="module")
def areas() -> Areas:
    return made_areas(5)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return changed(made_scenario(), RULES)


@pytest.fixture(scope="module")
def found(areas: Areas, scenario: Scenario) -> Stability:
    return stability(areas, scenario, **SMALL)


def test_it_stands_beside_the_stated_ranks_and_list(
    areas: Areas, scenario: Scenario, found: Stability
) -> None:
    scores = score_areas(areas, scenario)
    assert found.areas.index.equals(areas.codes)
    pd.testing.assert_series_equal(found.areas["rank"], scores.rank)
    listed = choose_areas(areas, scores, scenario).codes
    assert set(found.areas.index[found.areas["chosen"]]) == set(listed)
    assert (found.draws, found.lists, found.count, found.seed) == (256, 128, 6, 0)


def test_an_interval_holds_its_median(found: Stability) -> None:
    low, median, high = (found.areas[f"rank_{w}"] for w in ("low", "median", "high"))
    assert ((low <= median) & (median <= high)).all()
    assert low.min() >= 1
    assert high.max() <= len(found.areas)


def test_probabilities_sum_to_the_places(found: Stability) -> None:
    assert found.areas["p_top"].sum() == pytest.approx(6)
    assert found.areas["p_chosen"].sum() == pytest.approx(6)


def test_areas_stand_by_the_probability_of_being_chosen(found: Stability) -> None:
    p = found.areas["p_chosen"]
    standing = found.areas["standing"]
    # no area may be missing on either side of the borders, or this would say nothing
    assert set(standing[p >= 0.8]) == {"secure"}
    assert set(standing[(p >= 0.2) & (p < 0.8)]) == {"contested"}
    assert set(standing[p < 0.2]) == {"unlikely"}
    assert sum(found.standing_of_chosen().values()) == 6
    assert found.possible == (p >= 0.05).sum()
    assert found.ever == (p > 0).sum()


def test_core_consensus_and_overlap_go_together(found: Stability) -> None:
    assert set(found.core) == set(found.areas.index[found.areas["p_chosen"] >= 0.95])
    assert set(found.core) <= set(found.consensus)
    assert len(found.consensus) == 6
    # two lists have the core in common for nearly all draws, and at most all sites
    assert 0.9 * len(found.core) <= found.expected_overlap <= 6


def test_every_source_that_is_open_has_an_index(found: Stability) -> None:
    assert set(found.opened) == {
        "pillar_weights", "indicator_weights", "normalisation", "treatment", "missing",
        "aggregation", "figures",
    }  # fmt: skip
    assert set(found.indices) == {"shift", "overlap", "list"}
    for frame in found.indices.values():
        assert list(frame.index) == list(found.opened)
        # together with others is never less than alone, but for what sampling does to both
        hair = frame["first_error"] + frame["total_error"]
        assert (frame["total"] >= frame["first"] - hair).all()
        assert 0.5 <= frame["total"].sum() <= len(frame)
    assert list(found.alone) == list(found.opened)
    assert set(found.moves_most) <= set(found.opened)
    assert found.without_errors == ("c",)


def test_without_lists_areas_stand_by_the_highest_scores(areas: Areas, scenario: Scenario) -> None:
    found = stability(areas, scenario, draws=64, lists=0, error=0, crossed=16)
    assert found.areas["p_chosen"].isna().all()
    assert found.lists == 0
    assert np.isnan(found.expected_overlap)
    assert found.core == found.consensus == ()
    assert set(found.indices) == {"shift", "overlap"}
    assert np.isnan(found.with_nothing_open)
    secure = found.areas["p_top"] >= 0.8
    assert (found.areas["standing"][secure] == "secure").all()


def test_where_nothing_is_open_everything_is_sure(areas: Areas, scenario: Scenario) -> None:
    closed = changed(
        scenario,
        {"uncertainty": {"weights": "fixed", "normalisation": [], "treatment": [], "missing": [],
                         "aggregation": [], "figures": "as_published"}},
    )  # fmt: skip
    found = stability(areas, closed, draws=32, lists=16, error=0, crossed=16)
    assert found.opened == {}
    assert found.moves_most == ()
    assert (found.areas["rank_low"] == found.areas["rank_high"]).all()
    assert (found.areas["rank_low"] == found.areas["rank"]).all()
    assert found.standing_of_chosen() == {"secure": 6, "contested": 0, "unlikely": 0}
    assert found.expected_overlap == 6
    assert found.with_nothing_open == 6
    assert set(found.consensus) == set(found.areas.index[found.areas["chosen"]])
    assert found.stated_open


def test_areas_outside_the_filter_have_no_ranks_and_stand_nowhere(areas: Areas) -> None:
    scenario = changed(
        made_scenario({"figures": "as_published"}),
        {"eligible": {"regions": ["central"]}, "choose.count": 3},
    )
    found = stability(areas, scenario, draws=64, lists=32, error=0, crossed=16)
    outside = ~areas.codes.str.startswith("1")
    assert outside.any()
    assert found.areas.loc[outside, ["rank_low", "p_top", "p_chosen"]].isna().all(axis=None)
    assert (found.areas["standing"][outside] == "").all()
    assert (found.areas["standing"][~outside] != "").all()


def test_one_thread_and_two_give_the_same(areas: Areas, scenario: Scenario) -> None:
    one, two = (stability(areas, scenario, threads=n, **SMALL) for n in (1, 2))
    pd.testing.assert_frame_equal(one.areas, two.areas, check_exact=True)
    for name, frame in one.indices.items():
        pd.testing.assert_frame_equal(frame, two.indices[name], check_exact=True)
    assert (one.core, one.consensus, one.left_out) == (two.core, two.consensus, two.left_out)


def test_each_step_tells_how_far_it_is(areas: Areas, scenario: Scenario) -> None:
    told: list[str] = []
    stability(
        areas, scenario, draws=64, lists=64, error=0, crossed=16,
        progress=lambda step, done, of: told.append(step),
    )  # fmt: skip
    assert list(dict.fromkeys(told)) == [
        "draws",
        "sensitivity",
        "lists",
        "one source",
        "list sensitivity",
        "leave one out",
    ]


def test_no_draws_are_refused(areas: Areas, scenario: Scenario) -> None:
    with pytest.raises(ScoringError, match="0 draws are asked for"):
        stability(areas, scenario, draws=0)
    with pytest.raises(ScoringError, match="-1 lists are asked for"):
        stability(areas, scenario, lists=-1)


def test_rules_that_no_list_keeps_are_told_before_anything_is_drawn(areas: Areas) -> None:
    scenario = changed(made_scenario(), {"choose.limit": [{"by": "province", "max": 1}]})
    with pytest.raises(ImpossibleError):
        stability(
            areas,
            scenario,
            progress=lambda *_: pytest.fail("something was drawn"),  # type: ignore[misc]
        )


def test_if_one_source_alone_is_open_its_own_lists_are_counted(
    areas: Areas, scenario: Scenario, found: Stability
) -> None:
    # all else closed by hand
    closed: dict[str, object] = {
        "weights": "fixed", "treatment": [], "missing": [], "aggregation": [],
        "figures": "as_published",
    }  # fmt: skip
    alone = stability(areas, changed(scenario, {"uncertainty": closed}), **SMALL)
    assert list(alone.opened) == ["normalisation"]
    stay = alone.areas.loc[alone.areas["chosen"], "p_chosen"].sum()
    # three methods in turn, of other draws, each about a third of the time
    assert found.alone["normalisation"] == pytest.approx(stay, abs=0.3)


def test_lists_are_of_draws_that_ranks_rest_on(areas: Areas, scenario: Scenario) -> None:
    found = stability(areas, scenario, draws=40, lists=90, error=0, crossed=16)
    assert (found.draws, found.lists) == (40, 40)


def test_who_never_has_a_score_stands_nowhere() -> None:
    areas = make_areas({"a": [1, 2, 3, 4, None], "b": [3, 1, 2, 4, None]})
    scenario = make_scenario({"one": {"a": 1, "b": 1}}, missing="average", count=2)
    found = stability(areas, scenario, draws=32, lists=16, error=0, crossed=16)
    last = found.areas.loc["100105"]
    assert last[["rank_low", "rank_median", "rank_high", "p_top", "p_chosen"]].isna().all()
    assert last["standing"] == ""


def test_bounds_beyond_the_weights_of_the_score_are_told(areas: Areas) -> None:
    bounds = {"method": "bounds", "bounds": {"one": [0.7, 0.9]}}
    found = stability(areas, made_scenario({"weights": bounds}), **SMALL)
    assert any("that one have in the score lie outside" in str(r) for r in found.remarks)
    assert found.opened["pillar_weights"] == "any between one 0.7–0.9"


def test_equally_good_lists_are_told_apart_from_what_is_open() -> None:
    # four areas of the same figures share two places
    figures: list[float | None] = [9, 5, 5, 5, 5, 1, 0]
    areas = make_areas({"a": figures, "b": figures})
    scenario = make_scenario({"one": {"a": 1, "b": 1}}, missing="average", count=3)
    found = stability(areas, scenario, draws=128, lists=128, error=0, crossed=16)
    assert found.with_nothing_open == pytest.approx(2, abs=0.2)
    # weights change nothing where both figures are the same, and so move nothing beyond the ties
    assert found.alone["indicator_weights"] == pytest.approx(found.with_nothing_open)
    assert "indicator_weights" not in found.moves_most
    assert found.areas["p_chosen"].iloc[1:5].to_numpy() == pytest.approx([0.5] * 4, abs=0.15)


def test_the_steps_that_the_time_limit_cut_short_are_named(
    areas: Areas, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stability(areas, scenario, **SMALL).complete

    def in_no_time(*given: Any, **how: Any) -> Any:
        return lists.chosen_in_draws(*given, **{**how, "seconds": -1.0})

    monkeypatch.setattr(assess, "chosen_in_draws", in_no_time)
    found = stability(areas, scenario, **SMALL)
    assert found.cut_short == ("lists", "one source")
    assert not found.complete
    assert found.lists == 0
    # without lists areas stand by the highest scores
    assert (found.areas["standing"] != "").any()


def test_ties_that_were_not_settled_in_time_leave_no_list_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes = [f"{province}0101" for province in (10, 11, 12, 20, 21, 80)]
    areas = make_areas({"a": [5, 5, 5, 5, 5, 1]}, codes=codes)
    open_ = {"treatment": [], "normalisation": ["z_score"]}
    scenario = make_scenario({"one": {"a": 1}}, count=2, fields={"uncertainty": open_})
    assert stability(areas, scenario, **SMALL).complete
    monkeypatch.setattr(ties, "solve", _too_late)
    found = stability(areas, scenario, **SMALL)
    assert not found.list_proven
    assert not found.complete
    assert found.lists_unproven == found.lists == 128
    assert {"lists", "one source", "list sensitivity"} <= set(found.cut_short)
    assert found.moves_most == ()
    assert "list" not in found.indices


def _too_late(*given: object, **how: object) -> None:
    raise NothingFoundError


def test_a_consensus_that_is_not_proven_is_not_told(
    areas: Areas, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve = lists.solve

    def with_a_gap(*given: Any, **how: Any) -> Any:
        found = solve(*given, **how)
        return found and replace(found, bound=found.bound + 50)

    monkeypatch.setattr(lists, "solve", with_a_gap)
    found = stability(areas, scenario, **SMALL)
    assert found.consensus == ()
    assert found.cut_short == ("lists",)


def test_bounds_are_told_where_they_belong(areas: Areas) -> None:
    bounds = {"method": "bounds", "bounds": {"one": [0.3, 0.7], "c": [0.1, 0.6]}}
    found = stability(areas, made_scenario({"weights": bounds}), **{**SMALL, "lists": 0})
    assert found.opened["pillar_weights"] == "any between one 0.3–0.7"
    assert found.opened["indicator_weights"] == "any between c 0.1–0.6"
