"""The best list of each draw, against choosing each the long way."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from geo.areas import Areas
from scoring.change import changed
from scoring.choose import choose_areas
from scoring.choose.stated import state
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.uncertainty import choosing
from scoring.uncertainty.choosing import Chooser
from scoring.uncertainty.draws import sequence
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.lists import Lists, chosen_in_draws, consensus, kept_in_draws
from scoring.uncertainty.opened import opened
from tests.making import make_areas, make_scenario
from tests.scoring.uncertainty.open_cases import evaluator, made_areas, made_scenario, the_long_way

RULES = {
    "choose.limit": [{"by": "province", "max": 2}, {"by": "region", "min": 1}],
    "choose.min_distance_km": 1.5,
}


def _case(**fields: object) -> tuple[Areas, Scenario]:
    return made_areas(5), changed(made_scenario(**fields), RULES)


def _chosen(own: Evaluator, draws: int, error: float = 0.0, **how: Any) -> Lists:
    return chosen_in_draws(own, Chooser(own.sources.opened), draws, error, **how)


def test_each_draw_has_the_list_that_choosing_under_its_scores_gives() -> None:
    areas, scenario = _case()
    own = evaluator(areas, scenario)
    found = _chosen(own, 40)
    counts = pd.Series(0.0, areas.codes)
    numbers = next(sequence(own.sources.numbers, own.seed))[:40]
    for positions, drawn in own.batches(numbers):
        for at in range(len(positions)):
            score = pd.Series(the_long_way(own, drawn, at), areas.codes, name="score")
            scores = replace(score_areas(areas, scenario), score=score)
            counts[list(choose_areas(areas, scores, scenario).codes)] += 1
    pd.testing.assert_series_equal(
        found.counts.sort_index(), counts, check_names=False, check_index_type=False
    )
    assert (found.draws, found.without, found.unproven) == (40, 0, 0)
    assert found.chosen.sum() == pytest.approx(6)


def test_two_threads_give_the_same_lists() -> None:
    own = evaluator(*_case())
    one, two = (_chosen(own, 60, threads=threads) for threads in (1, 2))
    pd.testing.assert_series_equal(one.counts, two.counts)


def test_it_ends_when_the_error_is_small_enough() -> None:
    own = evaluator(*_case())
    told: list[tuple[int, int]] = []
    found = _chosen(own, 5000, 0.04, progress=lambda done, of: told.append((done, of)))
    assert found.error <= 0.04
    assert found.draws < 5000
    assert told[-1] == (found.draws, 5000)


def test_when_the_time_is_up_the_first_lists_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    own = evaluator(*_case())
    whole = _chosen(own, 30)
    assert not whole.stopped
    # a clock that goes on by a second whenever it is asked
    clock = iter(range(10_000))
    monkeypatch.setattr(choosing.time, "monotonic", lambda: float(next(clock)))
    some = _chosen(own, 30, seconds=12)
    monkeypatch.undo()
    assert some.stopped
    assert 0 < some.draws < 30
    first = _chosen(own, some.draws)
    pd.testing.assert_series_equal(some.counts, first.counts)


def test_without_any_time_there_are_no_lists() -> None:
    found = _chosen(evaluator(*_case()), 30, seconds=-1.0)
    assert (found.draws, found.stopped) == (0, True)


def test_draws_in_which_too_few_areas_have_a_score_have_no_list() -> None:
    # who lacks a figure has no score under "exclude", and four of six places are for few
    areas = make_areas(
        {"a": [1, 2, 3, None, None], "b": [3, 1, 2, 5, 4]},
        codes=[f"1001{n:02d}" for n in range(1, 6)],
    )
    scenario = make_scenario(
        {"one": {"a": 1, "b": 1}}, missing="average", count=4,
        fields={"uncertainty": {"missing": ["exclude"], "normalisation": [], "treatment": []}},
    )  # fmt: skip
    found = _chosen(evaluator(areas, scenario), 100)
    assert found.without == 50
    assert found.draws == 50
    assert found.chosen.sum() == pytest.approx(4)


def test_areas_without_a_stated_score_can_be_on_the_lists_of_draws() -> None:
    areas = make_areas({"a": [1, 2, 3, None, 4], "b": [3, 1, 2, 9, 4]})
    scenario = make_scenario(
        {"one": {"a": 1, "b": 1}}, missing="exclude", count=1,
        fields={"uncertainty": {"missing": ["average"], "normalisation": [], "treatment": []}},
    )  # fmt: skip
    assert np.isnan(score_areas(areas, scenario).score["100104"])
    found = _chosen(evaluator(areas, scenario), 100)
    assert 0 < found.chosen["100104"] <= 0.5


def _lists(*rows: list[int]) -> Lists:
    counts = pd.Series(np.sum(rows, axis=0, dtype="float64"), list("abcd"), name="lists")
    return Lists(len(rows), len(rows), 0, 0, False, counts, 0.0)


def test_expected_overlap_is_the_mean_over_pairs_of_draws() -> None:
    rows: list[list[int]] = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0]]
    pairs = [(rows[i], rows[j]) for i in range(3) for j in range(i)]
    by_hand = np.mean([np.dot(one, other) for one, other in pairs])
    assert _lists(*rows).expected_overlap == pytest.approx(by_hand)
    assert np.isnan(_lists(rows[0]).expected_overlap)


CLOSED = {"uncertainty": {"treatment": []}}


@pytest.mark.parametrize("rules", [{}, {"choose.min_distance_km": 0.5}])
def test_areas_that_nothing_tells_apart_are_chosen_equally_often(rules: dict[str, object]) -> None:
    # three areas of each of two provinces are the same in everything; each province has a place
    figures: list[float | None] = [9, 9, 9, 8, 8, 8, 1]
    codes = ["100101", "100102", "100103", "200101", "200102", "200103", "800101"]
    areas = make_areas({"a": figures, "b": figures}, codes=codes)
    limits = [{"by": "province", "max": 1}]
    scenario = make_scenario({"one": {"a": 1, "b": 1}}, count=2, limits=limits, fields=CLOSED)
    found = _chosen(evaluator(areas, changed(scenario, rules)), 1000)
    # three standard errors of a third of 1,000
    np.testing.assert_allclose(found.chosen[codes], [1 / 3] * 6 + [0], atol=0.045)
    assert found.expected_overlap == pytest.approx(2 / 3, abs=0.05)


OBJECTIVES = [
    [{"of": "population"}],
    [{"of": "score"}],
    [{"of": "population", "weight": 1}, {"of": "score", "weight": 1}],
    [{"of": "population", "tolerance": 0.0}, {"of": "score"}],
    [{"of": "coverage", "km": 0.4}],
]


@pytest.mark.parametrize("objectives", OBJECTIVES)
def test_whatever_the_objective_equally_good_lists_come_up_equally_often(
    objectives: list[dict[str, object]],
) -> None:
    # six areas, one a province, of equal people and, but for one, of equal scores
    codes = [f"{province}0101" for province in (10, 11, 12, 20, 21, 80)]
    areas = make_areas({"a": [5, 5, 5, 5, 5, 1]}, codes=codes, population=[1000] * 6)
    rules: dict[str, object] = {"choose.objective": objectives}
    if len(objectives) > 1:
        weighted = "weight" in objectives[0]
        rules["choose.combine"] = "weighted" if weighted else "lexicographic"
    scenario = changed(make_scenario({"one": {"a": 1}}, count=2, fields=CLOSED), rules)
    found = _chosen(evaluator(areas, scenario), 1000)
    by_score = any(objective["of"] == "score" for objective in objectives)
    expected = [2 / 5] * 5 + [0] if by_score else [1 / 3] * 6
    np.testing.assert_allclose(found.chosen[codes], expected, atol=0.05)


def test_ties_that_an_earlier_objective_settles_stay_settled() -> None:
    # all have the same score; most people live in the last two
    areas = make_areas({"a": [5, 5, 5, 5, 5, 5, 1]}, population=[1, 1, 1, 1, 9, 9, 1])
    scenario = changed(
        make_scenario({"one": {"a": 1}}, count=3, fields=CLOSED),
        {
            "choose.objective": [{"of": "population"}, {"of": "score"}],
            "choose.combine": "lexicographic",
        },
    )
    found = _chosen(evaluator(areas, scenario), 400)
    np.testing.assert_allclose(found.chosen[list(areas.codes[4:6])], 1)
    np.testing.assert_allclose(found.chosen[list(areas.codes[:4])], 1 / 4, atol=0.07)
    assert found.chosen[areas.codes[6]] == 0


def test_the_share_that_stays_is_that_of_each_draws_list() -> None:
    areas, scenario = _case()
    own = evaluator(areas, scenario)
    codes = choose_areas(areas, score_areas(areas, scenario), scenario).codes
    numbers = next(sequence(own.sources.numbers, own.seed))[:40]
    kept = kept_in_draws(own, Chooser(own.sources.opened), codes, numbers)
    assert kept is not None
    assert kept.mean() == pytest.approx(_chosen(own, 40).chosen[list(codes)].sum() / 6)
    late = kept_in_draws(own, Chooser(own.sources.opened), codes, numbers, seconds=-1.0)
    assert late is None


def test_the_core_is_what_stays_in_so_many_draws() -> None:
    rows: list[list[int]] = [[1, 1, 0, 0]] * 19 + [[1, 0, 1, 0]]
    assert _lists(*rows).core(0.95) == ("a", "b")
    assert _lists(*rows).core(0.96) == ("a",)


def _brute(codes: NDArray[np.str_], probability: dict[str, float]) -> float:
    return max(
        sum(probability[c] for c in some)
        for some in combinations(codes, 3)
        if max(np.unique([c[:2] for c in some], return_counts=True)[1]) <= 1
    )


def test_the_consensus_has_the_greatest_probability_under_the_rules() -> None:
    areas = made_areas(5)
    scenario = changed(
        made_scenario(), {"choose.count": 3, "choose.limit": [{"by": "province", "max": 1}]}
    )
    found = _chosen(evaluator(areas, scenario), 100)
    agreed = consensus(Chooser(opened(areas, scenario)).stated, found.chosen)
    probability = found.chosen.to_dict()
    assert len({code[:2] for code in agreed}) == 3
    assert sum(probability[code] for code in agreed) == pytest.approx(
        _brute(areas.codes.to_numpy(str), probability)
    )


def test_of_equal_consensus_lists_the_one_of_higher_ranks_is_taken() -> None:
    areas, scenario = made_areas(5), changed(made_scenario(), {"choose.count": 3})
    stated = state(areas, score_areas(areas, scenario), scenario)
    alike = pd.Series(1 / len(areas), areas.codes)
    assert consensus(stated, alike) == tuple(stated.score.index[:3])


def test_draws_in_which_a_locked_in_area_has_no_score_have_no_list() -> None:
    areas = make_areas({"a": [1, 2, 3, None, 4], "b": [3, 1, 2, 9, 4]})
    scenario = make_scenario(
        {"one": {"a": 1, "b": 1}}, missing="average", count=2,
        fields={"uncertainty": {"missing": ["exclude"], "normalisation": [], "treatment": []}},
    )  # fmt: skip
    locked = changed(scenario, {"choose.locked_in": [{"area": "100104", "because": "promised"}]})
    found = _chosen(evaluator(areas, locked), 100)
    assert (found.draws, found.without) == (50, 50)
    assert found.chosen["100104"] == 1
