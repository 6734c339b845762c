import pytest

from scoring.fingerprint import fingerprint
from scoring.scenario_toml import read_scenario, write_scenario
from tests.making import make_areas, make_scenario

FIGURES = {"a": [1.0, 2.0]}


def test_the_same_areas_and_scenario_have_the_same_fingerprint() -> None:
    scenario = make_scenario({"p": {"a": 1}})
    again = read_scenario(write_scenario(scenario), "x")
    assert fingerprint(make_areas(FIGURES), scenario) == fingerprint(make_areas(FIGURES), again)


@pytest.mark.parametrize(
    "changed",
    [
        make_scenario({"p": {"a": 2}}),
        make_scenario({"p": {"a": 1}}, count=2),
        make_scenario({"p": {"a": 1}}, missing="exclude"),
        make_scenario({"p": {"a": 1}}, limits=[{"by": "track", "max": 1}]),
    ],
)
def test_another_decision_has_another_fingerprint(changed: object) -> None:
    areas = make_areas(FIGURES)
    assert fingerprint(areas, changed) != fingerprint(areas, make_scenario({"p": {"a": 1}}))


def test_other_figures_have_another_fingerprint() -> None:
    scenario = make_scenario({"p": {"a": 1}})
    other = make_areas({"a": [1.0, 2.5]})
    assert fingerprint(make_areas(FIGURES), scenario) != fingerprint(other, scenario)
