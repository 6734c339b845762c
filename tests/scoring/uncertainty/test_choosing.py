"""The best list of single draws, against every list there is under their scores."""

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.change import changed
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.uncertainty.choosing import Chooser
from scoring.uncertainty.draws import sequence
from tests.making import make_areas, make_scenario
from tests.scoring.choose.exhaustive import best_lists
from tests.scoring.lists import DRAWN, cases, chosen, mixed
from tests.scoring.uncertainty.open_cases import evaluator, the_long_way

OPEN = {"uncertainty": {"normalisation": ["rank", "z_score"], "treatment": ["winsorise"],
                        "missing": [], "aggregation": [], "weights": "fixed"}}  # fmt: skip
DRAWS = 4
ORDERS = 12
CASES = [cases("objectives"), cases("limits", "objectives"), cases("distance"), mixed()]


def _scores_of_draws(areas: Areas, scenario: Scenario) -> tuple[Chooser, np.ndarray, list[Scores]]:
    own = evaluator(areas, scenario)
    numbers = next(sequence(own.sources.numbers, 1))[:DRAWS]
    chooser = Chooser(own.sources.opened)
    stated, found = score_areas(areas, scenario), []
    for one in numbers:
        ((_, drawn),) = own.batches(one[None])
        score = pd.Series(the_long_way(own, drawn, 0), areas.codes, name="score")
        found.append(replace(stated, score=score))
    return chooser, chooser.points(own.of(numbers)), found


@settings(DRAWN, max_examples=80)
@given(st.one_of(CASES))
def test_under_any_rules_and_objectives_it_is_one_of_the_best_and_ties_all_come_up(
    case: tuple[Areas, Scenario],
) -> None:
    areas, scenario = case[0], changed(case[1], OPEN)
    try:
        chooser, points, scores = _scores_of_draws(areas, scenario)
    except ScoringError:
        # said beforehand, as of what is locked in and cannot be a site
        assume(False)
    random = np.random.default_rng(0)
    for own, of_draw in zip(points, scores, strict=True):
        best = {frozenset(codes) for codes in best_lists(areas, of_draw, scenario)}
        seen = set()
        for order in random.random((ORDERS, len(own))):
            found = chooser.best(own, order, np.inf)
            assert found is not None
            assert found.proven
            if found.chosen is None:
                assert not best
                break
            seen.add(frozenset(chooser.stated.score.index[found.chosen]))
        assert seen <= best
        # one of two comes up every time in one of two thousand cases
        assert len(seen) > 1 or len(best) < 2


def _weighted(**uncertainty: object) -> Scenario:
    return changed(
        make_scenario({"one": {"a": 1, "b": 1}}, missing="exclude", count=2),
        {
            "choose.objective": [{"of": "score", "weight": 1}, {"of": "population", "weight": 2}],
            "choose.combine": "weighted",
            "uncertainty": {"treatment": [], "normalisation": [], **uncertainty},
        },
    )


def test_objectives_are_weighed_by_what_the_areas_of_the_draw_have() -> None:
    # one area has most of all people, and a score by one of two methods alone
    areas = make_areas(
        {"a": [1, 2, 3, 4, 5, 6], "b": [9, 7, 5, 8, 6, None]},
        population=[900, 100, 200, 600, 500, 100_000],
    )
    scenario = _weighted(weights="fixed", missing=["average"])
    seen = set()
    own = evaluator(areas, scenario)
    chooser = Chooser(own.sources.opened)
    numbers = next(sequence(own.sources.numbers, 1))[:8]
    for one, points in zip(numbers, chooser.points(own.of(numbers)), strict=True):
        ((_, drawn),) = own.batches(one[None])
        by = own.sources.opened.combinations[int(drawn.combination[0])].scenario
        by = changed(by, {"uncertainty": None})
        found = chooser.best(points, np.zeros(len(points)), np.inf)
        assert found is not None
        listed = set(chooser.stated.score.index[found.chosen])
        assert listed == set(chosen(areas, by).codes)
        seen.add(frozenset(listed))
    assert len(seen) == 2


def test_draws_whose_scores_sum_to_nothing_have_no_list_by_weighted_objectives() -> None:
    areas = make_areas({"a": [-1, -2, -3, -4], "b": [-1, -2, -3, -4]})
    scenario = _weighted(weights="fixed", normalisation=["vector"])
    own = evaluator(areas, scenario)
    chooser = Chooser(own.sources.opened)
    points = chooser.points(own.of(next(sequence(own.sources.numbers, 1))[:64]))
    for row in points:
        found = chooser.best(row, np.zeros(4), np.inf)
        assert found is not None
        assert found.proven
        # a scenario with such scores is refused
        assert (found.chosen is None) == (np.sort(row)[-2:].sum() <= 0)
    assert (points < 0).any()
    assert (points > 0).any()
