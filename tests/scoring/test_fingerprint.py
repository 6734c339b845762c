from dataclasses import replace

import pytest

from geo.areas import Areas
from scoring.change import changed
from scoring.fingerprint import fingerprint
from scoring.scenario_toml import read_scenario, write_scenario
from tests.making import SOURCE, make_areas, make_scenario

FIGURES = {"a": [1.0, 2.0]}


def test_the_same_areas_and_scenario_have_the_same_fingerprint() -> None:
    scenario = make_scenario({"p": {"a": 1}})
    again = read_scenario(write_scenario(scenario), "x")
    assert fingerprint(make_areas(FIGURES), scenario) == fingerprint(make_areas(FIGURES), again)


@pytest.mark.parametrize(
    "other",
    [
        make_scenario({"p": {"a": 2}}),
        make_scenario({"p": {"a": 1}}, count=2),
        make_scenario({"p": {"a": 1}}, missing="exclude"),
        make_scenario({"p": {"a": 1}}, limits=[{"by": "track", "max": 1}]),
    ],
)
def test_another_decision_has_another_fingerprint(other: object) -> None:
    areas = make_areas(FIGURES)
    assert fingerprint(areas, other) != fingerprint(areas, make_scenario({"p": {"a": 1}}))


def test_other_figures_have_another_fingerprint() -> None:
    scenario = make_scenario({"p": {"a": 1}})
    other = make_areas({"a": [1.0, 2.5]})
    assert fingerprint(make_areas(FIGURES), scenario) != fingerprint(other, scenario)


@pytest.mark.parametrize(
    "rule",
    [
        {"total": [{"of": "own", "max": 5.0}]},
        {"limit": [{"by": "own", "max": 1}]},
        {"cost": {"of": "own", "max": 5.0}},
        {"objective": [{"of": "own"}]},
        {"objective": [{"of": "coverage", "km": 2.0, "people": "own"}]},
        {"quantity": [{"id": "q", "title_th": "ก", "title_en": "Q", "share": "own"}]},
        {"quantity": [{"id": "q", "title_th": "ก", "title_en": "Q", "of": "own"}]},
        {"beneficiaries": {"site_min": 0, "site_max": 5, "shared_by": "own"}},
    ],
)
def test_layers_of_ones_own_count_where_a_rule_names_them(rule: dict[str, object]) -> None:
    def with_own(figure: float) -> Areas:
        areas = make_areas({**FIGURES, "own": [1.0, figure]})
        mine = next(i for i in areas.indicators if i.id == "own")
        # a layer that somebody brought comes with how it was read
        source = areas.sources[0].model_copy(update={"id": "mine", "reading": ("column own",)})
        others = tuple(i for i in areas.indicators if i.id != "own")
        own = mine.model_copy(update={"source": "mine"})
        return replace(areas, indicators=(*others, own), sources=(*areas.sources, source))

    plain = make_scenario({"p": {"a": 1}})
    assert fingerprint(with_own(2.0), plain) == fingerprint(with_own(3.0), plain)
    ruled = changed(plain, {f"choose.{key}": value for key, value in rule.items()})
    assert fingerprint(with_own(2.0), ruled) != fingerprint(with_own(3.0), ruled)


def test_a_layer_that_an_answer_rests_on_counts_where_it_is_named() -> None:
    own = SOURCE.model_copy(update={"id": "mine", "reading": ("a table",)})
    areas = make_areas({"x": [1.0, 2.0], "y": [3.0, 4.0]})
    indicators = (areas.indicators[0], areas.indicators[1].model_copy(update={"source": "mine"}))
    one, other = (
        replace(
            areas, values=areas.values.assign(y=y), indicators=indicators, sources=(SOURCE, own)
        )
        for y in ([3.0, 4.0], [5.0, 6.0])
    )
    scenario = make_scenario({"p": {"x": 1}})
    assert fingerprint(one, scenario) == fingerprint(other, scenario)
    assert fingerprint(one, scenario, ["y"]) != fingerprint(other, scenario, ["y"])
    assert fingerprint(one, scenario, ["x"]) == fingerprint(one, scenario)
