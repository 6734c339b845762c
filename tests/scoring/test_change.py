"""Steps taken otherwise: any field of a scenario changed, and the score built again."""

import pandas as pd
import pytest

from geo.errors import ScoringError
from scoring.change import changed
from scoring.index import score_areas
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
    ],
)
def test_a_change_that_cannot_be_made_is_refused(changes: dict, told: str) -> None:
    with pytest.raises(ScoringError) as caught:
        changed(SCENARIO, changes)
    assert told in str(caught.value)


def test_a_changed_scenario_is_one_like_any_other() -> None:
    other = changed(SCENARIO, {"normalisation": {"method": "min_max", "from": 1.0}})
    assert read_scenario(write_scenario(other), "x") == other
