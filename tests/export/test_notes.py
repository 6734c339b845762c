import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export.notes import notes
from scoring.change import changed
from scoring.choose import choose_areas
from scoring.fingerprint import fingerprint
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scenario_toml import read_scenario
from tests.making import SOURCE, make_areas, make_scenario

CODES = ["100101", "100102", "200101", "800101"]
AREAS = make_areas({"a": [9.0, 8.0, 7.0, 0.0], "b": [1.0, 2.0, None, 0.0], "c": [None] * 4},
                   codes=CODES)  # fmt: skip


def scenario_titled(title: str) -> Scenario:
    return make_scenario(
        {"p": {"a": 1, "c": 1}, "q": {"b": 1}},
        count=2,
        limits=[{"by": "province", "max": 1}, {"by": "track", "equals": "rural", "min": 1}],
        title=title,
    )


SCENARIO = scenario_titled("Made up")


def noted(scenario: Scenario = SCENARIO, made_on: str | None = None) -> str:
    scores = score_areas(AREAS, scenario)
    shortlist = choose_areas(AREAS, scores, scenario)
    return notes(AREAS, scores, shortlist, scenario, version="1.2.3", made_on=made_on)


def test_notes_are_toml_that_holds_the_scenario_in_full() -> None:
    read = tomllib.loads(noted())
    assert Scenario.model_validate(read["scenario"]) == SCENARIO
    assert read["made_with"] == "phuenthi 1.2.3"
    assert read["fingerprint"] == fingerprint(AREAS, SCENARIO)


def test_notes_name_sources_bases_and_what_is_missing() -> None:
    read = tomllib.loads(noted())
    assert read["source"] == [SOURCE.as_dict()]
    # 1000 + 1001 + 1002 + 1003
    assert (read["areas"]["count"], read["areas"]["population"]) == (4, 4006)
    assert read["areas"]["track_basis"] == {"municipal_share": 4}
    assert read["areas"]["fingerprint"] == AREAS.fingerprint
    assert read["score"]["areas_with_score"] == 3
    assert read["score"]["indicators_without_any_figure"] == ["c"]
    # of a, c, b with weights 1/4, 1/4, 1/2 the scored areas have all but c
    assert read["score"]["mean_share_of_weight_with_figures"] == 0.75
    figures = {i["id"]: (i["weight_in_score"], i["areas_with_figure"]) for i in read["indicator"]}
    assert figures == {"a": (0.25, 4), "c": (0.25, 0), "b": (0.5, 3)}


def test_notes_tell_how_the_list_was_proven() -> None:
    choice = tomllib.loads(noted())["choice"]
    # p = 100 a/9: 100, 88.9, none's b, 0; q = 100 b/2: 50, 100, none, 0; best of 10, best of 80
    assert choice["codes"] == ["100102", "800101"]
    # (88.8… + 100)/2 + 0
    assert choice["total_score"] == choice["proven_bound"] == 94.44444
    assert choice["gap"] == 0
    assert choice["solver"].startswith("HiGHS")
    assert choice["rules_that_the_plain_top_breaks"] == ["choose.limit.1 10: maximum 1, it has 2"]
    # by prices alone: nothing of the 10 beside the best of it, and nothing without a score
    assert choice["certificate"]["bound_by_prices"] == 94.44444
    assert {
        "field": "choose.limit.1",
        "says": "at most 1 in each province (province 80)",
        "list_has": 1,
        "binding": True,
    } in choice["rule"]


def test_notes_tell_for_each_area_why_it_is_listed() -> None:
    first, second = tomllib.loads(noted())["choice"]["area"]
    # contributions 50 a/9: 50 44.4 – 0, mean of the scored 31.5; 50 b/2: 25 50 – 0, mean 25
    assert first == {
        "number": 1,
        "area_code": "100102",
        "area_th": "ตำบล100102",
        "area_en": "Tambon 100102",
        "province_th": "จังหวัด10",
        "province_en": "Province 10",
        "rank": 1,
        "score": 94.44444,
        "kind": "by_score",
        "rules": [],
        "stands_out_by": "b",
        "figure": 2.0,
        # two of the three with a score
        "percentile": 66.66667,
    }
    # 100101 comes before it, but province 10 is full; nothing of it is above a mean
    assert (second["number"], second["area_code"], second["kind"]) == (2, "800101", "freed_place")
    assert not {"stands_out_by", "figure", "percentile"} & set(second)


def test_notes_name_the_minimum_that_brings_an_area_in() -> None:
    limit = {"by": "region", "equals": "south", "min": 1}
    scenario = make_scenario({"p": {"a": 1}}, count=2, limits=[limit])
    last = tomllib.loads(noted(scenario))["choice"]["area"][-1]
    assert (last["kind"], last["rules"]) == ("by_minimum", ["at least 1 in region south"])


def test_notes_tell_why_an_area_is_locked_in() -> None:
    lock = {"area": "800101", "because": "a pilot runs there"}
    scenario = changed(make_scenario({"p": {"a": 1}}, count=2), {
        "choose.locked_in": [lock], "choose.locked_out": [{**lock, "area": "100101"}],
    })  # fmt: skip
    choice = tomllib.loads(noted(scenario))["choice"]
    first, last = choice["area"]
    assert {rule["field"]: rule["list_has"] for rule in choice["rule"]} == {
        "choose.count": 2,
        "choose.locked_in.1": 1,
        # not on the list, and a rule of it all the same
        "choose.locked_out.1": 0,
    }
    assert (last["kind"], last["because"]) == ("locked_in", "a pilot runs there")
    assert "because" not in first


def test_notes_set_the_share_of_the_variance_beside_the_weight() -> None:
    # scores of a alone: 100, 88.9, 77.8, 0; with b weighing nothing all variance comes from a
    scenario = make_scenario({"p": {"a": 1, "b": 0}}, count=1)
    read = tomllib.loads(noted(scenario))
    shares = {
        i["id"]: (i["weight_in_score"], i["share_of_score_variance"]) for i in read["indicator"]
    }
    assert shares == {"a": (1, 1), "b": (0, 0)}
    assert read["score"]["share_of_variance_from_province_figures"] == 0


def test_where_scores_do_not_vary_notes_tell_no_share() -> None:
    areas = make_areas({"a": [0, 1], "b": [1, 0]})
    scenario = make_scenario({"p": {"a": 1, "b": 1}})
    text = notes(areas, score_areas(areas, scenario), None, scenario, version="1")
    assert "share_of_variance" not in text
    assert "share_of_score_variance" not in text


def test_a_source_that_was_not_downloaded_has_no_checksum() -> None:
    areas = replace(AREAS, sources=(SOURCE.model_copy(update={"sha256": ""}),))
    read = tomllib.loads(notes(areas, score_areas(areas, SCENARIO), None, SCENARIO, version="1"))
    assert read["source"] == [SOURCE.model_dump(exclude={"sha256", "reading"})]


def test_notes_can_be_handed_in_as_the_scenario_of_the_next_run() -> None:
    assert "--scenario" in noted().split("made_with")[0]
    again = read_scenario(noted(), "list.notes.toml")
    assert again == SCENARIO
    assert noted(again) == noted()


def test_the_heading_names_the_command_that_makes_it_again() -> None:
    ranking = notes(AREAS, score_areas(AREAS, SCENARIO), None, SCENARIO, version="1")
    assert "phuenthi choose --scenario FILE" in noted()
    assert "phuenthi score --scenario FILE" in ranking


def test_a_ranking_without_a_list_has_no_choice() -> None:
    text = notes(AREAS, score_areas(AREAS, SCENARIO), None, SCENARIO, version="1")
    assert "choice" not in tomllib.loads(text)


def test_notes_are_the_same_twice_and_dated_only_when_told() -> None:
    assert noted() == noted()
    assert "made_on" not in tomllib.loads(noted())
    assert tomllib.loads(noted(made_on="2026-01-05"))["made_on"] == "2026-01-05"


@pytest.mark.parametrize(
    "title",
    ['"\nmade_on = "never', "'''", "\\", "=1+1", "# no comment", "\x00\x1b[31m", "<b>x</b>"],
)
def test_text_from_a_user_stays_text(title: str) -> None:
    read = tomllib.loads(noted(scenario_titled(title)))
    assert read["scenario"]["title_en"] == title
    assert "made_on" not in read


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=30))
def test_any_title_leaves_notes_that_can_be_read(title: str) -> None:
    scenario = scenario_titled(title)
    assert Scenario.model_validate(tomllib.loads(noted(scenario))["scenario"]) == scenario
