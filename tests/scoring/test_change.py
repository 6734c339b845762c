"""Steps taken otherwise: any field of a scenario changed, and the score built again."""

from typing import Any

import pandas as pd
import pytest

from geo.errors import ScoringError
from scoring.change import changed
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scenario_toml import read_scenario, write_scenario
from tests.making import make_areas, make_scenario

AREAS = make_areas({"a": [0.0, 1.0, 4.0, 9.0], "b": [3.0, 1.0, None, 0.0]}, less_is_need=["b"])
SCENARIO = make_scenario({"p": {"a": 1}, "q": {"b": 1}}, missing="average")


def test_fields_are_named_by_keys_and_ids() -> None:
    other = changed(
        SCENARIO,
        {
            "missing": "exclude",
            "pillar.p.weight": 3,
            "pillar.q.indicator.b.normalisation": "rank",
            "aggregation": {"method": "power_mean", "exponent": 2.0},
            "choose.count": 2,
            "eligible.population_min": 5,
        },
    )
    assert other.missing == "exclude"
    assert [p.weight for p in other.pillars] == [3, 1]
    assert other.indicators[1].normalisation is not None
    assert other.indicators[1].normalisation.method == "rank"
    assert other.aggregation.exponent == 2
    assert other.choose.count == 2
    assert other.eligible.population_min == 5
    # the first is what it was
    assert SCENARIO.missing == "average"


def test_none_takes_a_field_out() -> None:
    with_rank = changed(SCENARIO, {"pillar.p.indicator.a.normalisation": "rank"})
    assert changed(with_rank, {"pillar.p.indicator.a.normalisation": None}) == SCENARIO


def test_every_step_of_the_log_names_a_field_that_can_be_changed() -> None:
    scenario = make_scenario({"p": {"a": 1}, "q": {"b": 1}}, missing="average", log=["a"])
    scores = score_areas(AREAS, scenario)
    for step in scores.steps:
        if step.name == "rank":
            continue
        value = {"screen": {"coverage": 0.5}, "fill": "renormalise"}.get(step.name, step.method)
        again = score_areas(AREAS, changed(scenario, {step.field: value}))
        if value == step.method:
            # the same done again is the same
            pd.testing.assert_series_equal(again.score, scores.score)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pillar.r.weight": 1}, 'no field "pillar.r.weight": there is no "r" among p, q'),
        ({"missin.rule": 1}, 'there is no "missin" among schema, id'),
        ({"pillar.p.indicator": 5}, "cannot be changed so (pillar.p.indicator = 5)"),
        ({"missing": "mean"}, "Input should be 'average'"),
        ({"pillar.p.weight": 0, "pillar.q.weight": 0}, "weights of the pillars are all 0"),
        ({"pillar.p.wieght": None}, "pillar.1.wieght: Extra inputs are not permitted"),
        ({"missing.rule": 1}, "what is to hold \"rule\" is 'average', which has no parts"),
        ({"missing.rule.of": 1}, "what is to hold \"rule\" is 'average', which has no parts"),
        ({"choose": 5}, "choose: Input should be"),
        ({"choose": None}, "choose: Field required"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(changes: dict, told: str) -> None:
    with pytest.raises(ScoringError) as caught:
        changed(SCENARIO, changes)
    assert told in str(caught.value)


def test_a_changed_scenario_is_one_like_any_other() -> None:
    other = changed(SCENARIO, {"normalisation": {"method": "min_max", "from": 1.0}})
    assert read_scenario(write_scenario(other), "x") == other


LIMITS = [
    {"by": "region", "max": 3},
    {"by": "track", "equals": "urban", "min": 1, "max": 2},
    {"by": "province", "among": ["10", "11", "12"], "max": 4},
]
RULES: dict[str, Any] = {
    "count": 4,
    "limit": LIMITS,
    "quantity": [
        {"id": "poor", "title_th": "จน", "title_en": "Poor", "share": "a"},
        {"id": "idle", "title_th": "ว่างงาน", "title_en": "Unemployed", "share": "b"},
    ],
    "total": [{"of": "poor", "min": 10.0}, {"of": "population", "min": 1.0, "max": 9000.0}],
    "locked_in": [{"area": f"10010{n}", "because": "asked for"} for n in (1, 2, 3)],
    "locked_out": [{"area": "100104", "because": "flooded"}],
    "objective": [
        {"of": "score", "weight": 1.0},
        {"of": "coverage", "km": 5.0, "weight": 2.0},
    ],
    "combine": "weighted",
}


def scenario_of(rules: dict[str, Any]) -> Scenario:
    plain = make_scenario({"p": {"a": 1}}).model_dump(by_alias=True, exclude_none=True)
    return Scenario.model_validate(plain | {"choose": rules})


def with_rules(**other: object) -> Scenario:
    return scenario_of(RULES | other)


def left_out(*keys: str) -> Scenario:
    return scenario_of({key: value for key, value in RULES.items() if key not in keys})


RULED = with_rules()


@pytest.mark.parametrize(
    ("changes", "other"),
    [
        ({"choose.limit.2.max": 3}, {"limit": [LIMITS[0], LIMITS[1] | {"max": 3}, LIMITS[2]]}),
        (
            {"choose.limit.2.max": None},
            {"limit": [LIMITS[0], {"by": "track", "equals": "urban", "min": 1}, LIMITS[2]]},
        ),
        ({"choose.limit.2": None}, {"limit": [LIMITS[0], LIMITS[2]]}),
        (
            {"choose.limit.2": {"by": "track", "max": 1}},
            {"limit": [LIMITS[0], {"by": "track", "max": 1}, LIMITS[2]]},
        ),
        (
            {"choose.limit.3.among.2": None},
            {"limit": [*LIMITS[:2], LIMITS[2] | {"among": ["10", "12"]}]},
        ),
        ({"choose.quantity.idle": None}, {"quantity": RULES["quantity"][:1]}),
        (
            {"choose.quantity.idle.share": "a"},
            {"quantity": [RULES["quantity"][0], RULES["quantity"][1] | {"share": "a"}]},
        ),
        ({"choose.total.1": None}, {"total": RULES["total"][1:]}),
        (
            {"choose.total.2.min": None, "choose.total.1.min": 8.5},
            {"total": [{"of": "poor", "min": 8.5}, {"of": "population", "max": 9000.0}]},
        ),
        ({"choose.locked_in.2": None}, {"locked_in": RULES["locked_in"][::2]}),
        (
            {"choose.locked_out.1.area": "100105"},
            {"locked_out": [{"area": "100105", "because": "flooded"}]},
        ),
        (
            {"choose.objective.2.km": 6.0},
            {"objective": [RULES["objective"][0], RULES["objective"][1] | {"km": 6.0}]},
        ),
    ],
)
def test_members_of_lists_without_ids_go_by_their_number_from_1(changes: dict, other: dict) -> None:
    assert changed(RULED, changes) == with_rules(**other)
    # the first is what it was
    assert with_rules() == RULED


@pytest.mark.parametrize(
    ("changes", "other"),
    [
        ({"choose.limit.1": None, "choose.limit.2": None}, {"limit": LIMITS[2:]}),
        ({"choose.limit.2": None, "choose.limit.1": None}, {"limit": LIMITS[2:]}),
        (
            {"choose.limit.1": None, "choose.limit.3.max": 5},
            {"limit": [LIMITS[1], LIMITS[2] | {"max": 5}]},
        ),
        ({"choose.limit.1": None, "choose.limit.1.max": 5}, {"limit": LIMITS[1:]}),
        ({"choose.locked_in.3": None, "choose.locked_in.1": None}, {"locked_in": [
            RULES["locked_in"][1]]}),
    ],
)  # fmt: skip
def test_several_changes_speak_of_the_numbers_before_any_of_them(
    changes: dict, other: dict
) -> None:
    assert changed(RULED, changes) == with_rules(**other)


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"choose.locked_out.1": None}, ["locked_out"]),
        ({"choose.locked_out": []}, ["locked_out"]),
        ({"choose.locked_out": None}, ["locked_out"]),
        ({"choose.total.1": None, "choose.total.2": None}, ["total"]),
        ({"choose.quantity.poor": None, "choose.quantity.idle": None}, ["quantity"]),
        (
            {"choose.objective.1": None, "choose.objective.2": None, "choose.combine": None},
            ["objective", "combine"],
        ),
        ({f"choose.limit.{n}": None for n in (1, 2, 3)}, ["limit"]),
    ],
)
def test_a_list_of_which_nothing_is_left_was_never_there(changes: dict, keys: list[str]) -> None:
    other, never = changed(RULED, changes), left_out(*keys)
    assert other == never
    assert write_scenario(other) == write_scenario(never)


def test_what_is_not_there_can_be_taken_out_and_stated() -> None:
    assert changed(RULED, {"choose.min_distance_km": None, "choose.limit.1.min": None}) == RULED
    assert changed(RULED, {"choose.neighbours": "apart"}) == with_rules(neighbours="apart")
    both = {"choose.cost": {"per_site": 2.0, "max": 9.0}, "choose.cost.max": 8.0}
    assert changed(RULED, both) == with_rules(cost={"per_site": 2.0, "max": 8.0})


def test_what_is_put_in_is_not_touched() -> None:
    limits = [{"by": "region", "max": 3}]
    other = changed(RULED, {"choose.limit": limits, "choose.limit.1.max": 2})
    assert other == with_rules(limit=[{"by": "region", "max": 2}])
    assert limits == [{"by": "region", "max": 3}]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"choose.limit.4.max": 1}, 'there is no "4" among 1, 2, 3'),
        ({"choose.limit.4": None}, 'there is no "4" among 1, 2, 3'),
        ({"choose.limit.0": None}, 'there is no "0" among 1, 2, 3'),
        ({"choose.limit.-1": None}, 'there is no "-1" among 1, 2, 3'),
        ({"choose.limit.region.max": 1}, 'there is no "region" among 1, 2, 3'),
        ({"choose.limit.3.among.4": "13"}, 'there is no "4" among 1, 2, 3'),
        # ids it is where there are ids
        ({"choose.quantity.1": None}, 'there is no "1" among poor, idle'),
        ({"pillar.1.weight": 2}, 'there is no "1" among p'),
        ({"choose.cost.max": 5}, 'there is no "cost" among count, limit'),
        ({"choose.min_distance": None}, "choose.min_distance: Extra inputs are not permitted"),
        ({"choose.limit.2.maks": 1}, "choose.limit.2.maks: Extra inputs are not permitted"),
        ({"choose.limit.1.max": None}, "choose.limit.1: a limit needs min, max or both"),
        ({"choose.objective.1.weight": None}, "choose.objective.1.weight is missing"),
        ({"choose.objective.2": None}, "combine is about several objectives"),
        ({"choose.limit.2.max": 0}, "min = 1 for track"),
    ],
)
def test_a_number_or_key_that_is_not_there_and_a_clash_are_told(changes: dict, told: str) -> None:
    with pytest.raises(ScoringError) as caught:
        changed(RULED, changes)
    assert told in str(caught.value)


def test_a_judgement_goes_by_its_row_and_column() -> None:
    fields = {"weighting": {"method": "ahp", "matrix": [[1.0, 3.0], ["1/3", 1.0]]}}
    weights = {"p": None, "q": None}
    scenario = make_scenario({"p": {"a": 1}, "q": {"b": 1}}, fields=fields, weights=weights)
    other = changed(scenario, {"weighting.matrix.1.2": 5.0, "weighting.matrix.2.1": "1/5"})
    assert other.weighting.matrix == ((1, 5), (0.2, 1))
