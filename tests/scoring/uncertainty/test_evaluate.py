"""Scores of many draws at once against the score of each draw done the long way."""

import numpy as np
import pytest
from hypothesis import given, settings

from geo.areas import Areas
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.uncertainty.draws import sequence
from tests.making import make_areas, make_scenario
from tests.scoring.lists import DRAWN
from tests.scoring.uncertainty.open_cases import (
    CODES,
    evaluator,
    made_areas,
    made_scenario,
    open_cases,
    the_long_way,
)


@given(open_cases())
@settings(DRAWN, max_examples=60)
def test_scores_of_draws_are_those_of_the_scenario_that_each_draw_states(
    case: tuple[Areas, Scenario],
) -> None:
    own = evaluator(*case)
    numbers = next(sequence(own.sources.numbers, 1))[:64]
    seen = []
    for positions, drawn in own.batches(numbers):
        scores = own.scores(drawn)
        seen += positions.tolist()
        for at in range(0, len(positions), 4):
            expected = the_long_way(own, drawn, at)[own.rows]
            np.testing.assert_allclose(100 * scores[at], expected, rtol=0, atol=2e-8)
    assert sorted(seen) == list(range(64))


def test_a_scenario_that_leaves_nothing_open_has_its_own_score_in_every_draw() -> None:
    areas = made_areas(1)
    scenario = made_scenario(
        {"weights": "fixed", "normalisation": [], "treatment": [], "missing": [],
         "aggregation": [], "figures": "as_published"}
    )  # fmt: skip
    own = evaluator(areas, scenario)
    assert own.sources.numbers == 0
    ((positions, drawn),) = own.batches(np.empty((3, 0)))
    assert positions.tolist() == [0, 1, 2]
    expected = score_areas(areas, scenario).score.to_numpy()
    np.testing.assert_allclose(100 * own.scores(drawn), np.tile(expected, (3, 1)), atol=1e-9)


@pytest.mark.parametrize("rule", ["exclude", "renormalise", "pillar_median"])
def test_areas_without_a_score_under_a_rule_have_none_in_its_draws(rule: str) -> None:
    areas = made_areas(3, gaps=0.4)
    scenario = made_scenario(missing=rule)
    without = score_areas(areas, scenario).score.isna().to_numpy()
    assert without.any()
    own = evaluator(areas, scenario)
    for _, drawn in own.batches(next(sequence(own.sources.numbers, 1))[:32]):
        stated = own.sources.opened.combinations[int(drawn.combination[0])].scenario
        if stated.missing == rule:
            assert (np.isnan(own.scores(drawn)) == without).all()


def test_what_noise_takes_below_zero_counts_as_zero_in_a_geometric_mean() -> None:
    # one figure far below all others, whose standard score is near -3, where the scale ends
    figures = [-9.0, *np.linspace(0, 20, 23)]
    areas = make_areas(
        {"a": figures, "b": list(np.linspace(1, 9, 24))},
        codes=CODES,
        standard_errors={"a": [9.0] + [0.1] * 23},
    )
    scenario = make_scenario(
        {"one": {"a": 1, "b": 1}},
        missing="average",
        fields={
            "normalisation": {"method": "goalposts", "low": -60.0, "high": 40.0},
            "uncertainty": {"weights": "fixed", "normalisation": ["z_score"], "treatment": []},
        },
        of_pillars={"one": {"aggregation": {"method": "power_mean", "exponent": 0.5}}},
    )
    own = evaluator(areas, scenario)
    scores = np.vstack(
        [own.scores(drawn) for _, drawn in own.batches(next(sequence(own.sources.numbers, 1)))]
    )
    assert not np.isnan(scores).any()


def test_weights_that_take_a_pillar_below_what_a_method_can_take_leave_its_area_last() -> None:
    # one figure so far out that its standard score is -17: alone in its pillar it lies below the
    # 0 of Mazziotta and Pareto's scale, at which imbalance is divided by nothing
    random = np.random.default_rng(3)
    count = 300
    far_out = [*random.normal(0, 1, count - 1), -1e6]
    middling = [*random.normal(0, 1, count - 1), 0.0]
    areas = make_areas({"a": far_out, "b": middling, "c": middling})
    scenario = make_scenario(
        {"one": {"a": 1, "b": 3}, "two": {"c": 1}},
        missing="average",
        fields={
            "normalisation": "z_score",
            "aggregation": "mazziotta_pareto",
            "uncertainty": {
                "weights": {"method": "bounds", "bounds": {"a": [0.0, 1.0]}},
                "normalisation": [],
                "treatment": [],
            },
        },
    )
    own = evaluator(areas, scenario)
    numbers = next(sequence(own.sources.numbers, 1))[:256]
    below = 0
    for _, drawn in own.batches(numbers):
        scores = own.scores(drawn)
        below += int((drawn.weights[:, 0] > 0.98).sum())
        # the index never passes the highest member, which is the middling one
        assert (scores[:, -1] <= own.sources.opened.combinations[0].prepared.values[-1, 2]).all()
        assert not np.isnan(scores).any()
    assert below > 0
