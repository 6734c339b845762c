"""What is open under a scenario, said or usual."""

import numpy as np
import pytest

from geo.errors import ScoringError
from scoring.methods import Normalisation
from scoring.uncertainty.opened import CHOICES, USUAL, Opened, named, opened
from scoring.uncertainty.sources import sources
from tests.making import make_areas, make_scenario
from tests.scoring.uncertainty.open_cases import made_areas, made_scenario


def _options(found: Opened) -> dict[str, list[str]]:
    return {
        choice: [named(option) for option in options]
        for choice, options in zip(CHOICES, found.options, strict=True)
    }


def test_before_anybody_asks_the_usual_is_open() -> None:
    found = opened(made_areas(1), made_scenario())
    assert not found.stated
    assert found.weights == USUAL.weights
    assert found.figures == "normal"
    assert _options(found) == {
        "normalisation": ["as stated", "z_score", "rank"],
        "treatment": ["as stated", "automatic"],
        "missing": ["as stated", "region_mean"],
        "aggregation": ["as stated", "mazziotta_pareto"],
    }
    assert len(found.combinations) == 24


def test_the_usual_is_counted_from_what_is_stated() -> None:
    scenario = made_scenario(normalisation="rank", aggregation="mazziotta_pareto")
    found = _options(opened(made_areas(1), scenario))
    assert found["normalisation"] == ["as stated", "min_max", "z_score"]
    assert found["aggregation"] == ["as stated", "arithmetic"]


def test_what_is_said_replaces_the_usual_and_the_rest_stays_usual() -> None:
    found = opened(made_areas(1), made_scenario({"normalisation": ["percentile"], "missing": []}))
    assert found.stated
    options = _options(found)
    assert options["normalisation"] == ["as stated", "percentile"]
    assert options["missing"] == ["as stated"]
    assert options["treatment"] == ["as stated", "automatic"]


def test_without_gaps_the_rule_for_them_is_not_open() -> None:
    found = opened(made_areas(1, gaps=0), made_scenario())
    assert _options(found)["missing"] == ["as stated"]
    assert "missing" not in sources(found).columns


@pytest.mark.parametrize("rule", ["exclude"])
def test_who_leaves_areas_out_has_not_said_how_to_fill_them(rule: str) -> None:
    found = opened(made_areas(1), made_scenario(missing=rule))
    assert _options(found)["missing"] == ["as stated"]


def test_of_the_usual_what_cannot_be_done_is_left_out_and_told() -> None:
    # the least rank is 0 points, which a geometric mean cannot take
    scenario = made_scenario(
        normalisation={"method": "min_max", "from": 1.0},
        of_pillars={"one": {"aggregation": "geometric"}},
    )
    found = opened(made_areas(1), scenario)
    assert "rank" not in _options(found)["normalisation"]
    told = [str(remark) for remark in found.remarks]
    assert any(text.startswith('Not among what is drawn: normalisation "rank"') for text in told)


def test_what_is_said_and_cannot_be_done_is_refused() -> None:
    scenario = made_scenario(
        {"normalisation": ["rank"]},
        normalisation={"method": "min_max", "from": 1.0},
        of_pillars={"one": {"aggregation": "geometric"}},
    )
    with pytest.raises(ScoringError, match='Left open, normalisation "rank" cannot') as refused:
        opened(made_areas(1), scenario)
    assert refused.value.details["field"] == "uncertainty.normalisation"


def test_two_said_methods_that_exclude_each_other_are_refused() -> None:
    # each could be done alone: ranks, of which the least has 0 points, and a geometric mean
    areas = make_areas({"a": [1, 2, 9], "b": [1, 5, 6]})
    scenario = make_scenario(
        {"one": {"a": 1}, "two": {"b": 1}},
        fields={
            "normalisation": {"method": "min_max", "from": 1.0},
            "uncertainty": {"normalisation": ["rank"], "aggregation": ["geometric"]},
        },
    )
    with pytest.raises(ScoringError, match="geometric") as refused:
        opened(areas, scenario)
    assert refused.value.details["field"] == "uncertainty.aggregation"


def test_indicators_with_normalisations_of_their_own_keep_them() -> None:
    scenario = made_scenario(of_indicators={"a": {"normalisation": "rank"}})
    found = opened(made_areas(1), scenario)
    for combination in found.combinations:
        assert combination.scenario.indicators[0].normalisation == Normalisation(method="rank")
    every = made_scenario(
        of_indicators={id: {"normalisation": "rank"} for id in ("a", "b", "c", "d")}
    )
    assert _options(opened(made_areas(1), every))["normalisation"] == ["as stated"]


def test_the_only_pillar_is_the_score_however_pillars_are_aggregated() -> None:
    areas = make_areas({"a": [1, 2, 5], "b": [3, 1, 2]})
    found = opened(areas, make_scenario({"one": {"a": 1, "b": 1}}))
    assert _options(found)["aggregation"] == ["as stated"]
    assert "pillar_weights" not in sources(found).columns


def test_each_combination_of_methods_is_picked_by_its_numbers() -> None:
    found = opened(made_areas(1), made_scenario())
    own = sources(found)
    numbers = np.full((24, own.numbers), 0.5)
    for n, (i, j, k, m) in enumerate(np.ndindex(3, 2, 2, 2)):
        for choice, pick, of in zip(CHOICES, (i, j, k, m), (3, 2, 2, 2), strict=True):
            numbers[n, own.columns[choice]] = (pick + 0.5) / of
    assert own.drawn(numbers, 0).combination.tolist() == list(range(24))
    methods = [c.scenario.normalisation.method for c in found.combinations]
    assert methods == ["min_max"] * 8 + ["z_score"] * 8 + ["rank"] * 8


def test_judges_weigh_as_they_judge_and_with_one_voice_on_all_levels() -> None:
    def points(**of: dict[str, float]) -> dict[str, object]:
        return {"method": "budget_allocation", "points": of}

    scenario = make_scenario(
        {"one": {"a": None, "b": None}, "two": {"c": 1, "d": 1}},
        weights={"one": None, "two": None},
        missing="average",
        fields={
            "weighting": points(somchai={"one": 80, "two": 20}, malee={"one": 30, "two": 70}),
            "uncertainty": {"weights": "judges"},
        },
        of_pillars={
            "one": {"weighting": points(somchai={"a": 60, "b": 40}, malee={"a": 10, "b": 90})}
        },
    )
    own = sources(opened(made_areas(1), scenario))
    assert own.people == ("somchai", "malee")
    numbers = np.full((2, own.numbers), 0.5)
    numbers[:, own.columns["weights"]] = [[0.2], [0.7]]
    drawn = own.drawn(numbers, 0)
    np.testing.assert_allclose(drawn.pillar_weights, [[0.8, 0.2], [0.3, 0.7]])
    np.testing.assert_allclose(drawn.weights, [[0.6, 0.4, 0.5, 0.5], [0.1, 0.9, 0.5, 0.5]])
    assert "pillar_weights" not in own.columns


def test_bounds_hold_and_levels_without_bounds_stay() -> None:
    scenario = made_scenario(
        {"weights": {"method": "bounds", "bounds": {"one": [0.2, 0.3], "c": [0.6, 0.9]}}}
    )
    own = sources(opened(made_areas(1), scenario))
    drawn = own.drawn(np.random.default_rng(0).random((200, own.numbers)), 0)
    assert drawn.pillar_weights[:, 0].min() >= 0.2
    assert drawn.pillar_weights[:, 0].max() <= 0.3
    assert (drawn.weights[:, :2] == [1 / 3, 2 / 3]).all()
    assert 0.6 <= drawn.weights[:, 2].min() <= drawn.weights[:, 2].max() <= 0.9
    np.testing.assert_allclose(drawn.weights[:, 2:].sum(axis=1), 1)


def test_what_does_not_count_is_not_drawn_into_the_score() -> None:
    scenario = make_scenario({"one": {"a": 1, "b": 0}, "two": {"c": 1, "d": 1}}, missing="average")
    own = sources(opened(made_areas(1), scenario))
    drawn = own.drawn(np.random.default_rng(0).random((50, own.numbers)), 0)
    assert (drawn.weights[:, 1] == 0).all()
    assert (drawn.weights[:, 0] == 1).all()


def test_bounds_that_weights_from_the_data_cannot_keep_are_refused() -> None:
    # what no area has a figure of has no weight by entropy
    areas = make_areas({"a": [1, 2, 3, 5], "b": [None] * 4, "c": [2, 1, 4, 3]})
    scenario = make_scenario(
        {"one": {"a": None, "b": None}, "two": {"c": 1}},
        missing="average",
        fields={"uncertainty": {"weights": {"method": "bounds", "bounds": {"a": [0.2, 0.5]}}}},
        of_pillars={"one": {"weighting": "entropy"}},
    )
    with pytest.raises(ScoringError, match="No weights of a, b keep the bounds") as refused:
        sources(opened(areas, scenario))
    assert refused.value.details["field"] == "uncertainty.weights"


def test_what_is_stated_in_other_words_is_not_drawn_again() -> None:
    scenario = made_scenario(normalisation={"method": "min_max", "from": 0.0})
    options = _options(opened(made_areas(1), scenario))
    assert options["normalisation"] == ["as stated", "z_score", "rank"]


def test_what_changes_nothing_here_is_told_if_it_was_named() -> None:
    named = {"missing": ["region_mean"], "normalisation": [], "treatment": []}
    whole = make_areas({"a": [1, 2, 3], "b": [3, 1, 2]})
    scenario = make_scenario(
        {"one": {"a": 1, "b": 1}}, missing="average", fields={"uncertainty": named}
    )
    found = opened(whole, scenario)
    assert _options(found)["missing"] == ["as stated"]
    assert [str(remark) for remark in found.remarks] == [
        "No figure is missing, so that no other rule for missing figures is drawn."
    ]
    # nobody is told of what nobody named
    assert opened(whole, make_scenario({"one": {"a": 1, "b": 1}}, missing="average")).remarks == ()
