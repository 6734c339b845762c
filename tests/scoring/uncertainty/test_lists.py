"""The best list of each draw, against choosing each the long way."""

from dataclasses import replace
from itertools import combinations

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
from scoring.uncertainty import lists
from scoring.uncertainty.draws import sequence
from scoring.uncertainty.lists import Lists, chosen_in_draws, consensus, every_candidate
from scoring.uncertainty.opened import opened
from tests.making import make_areas, make_scenario
from tests.scoring.uncertainty.open_cases import evaluator, made_areas, made_scenario, the_long_way

RULES = {
    "choose.limit": [{"by": "province", "max": 2}, {"by": "region", "min": 1}],
    "choose.min_distance_km": 1.5,
}


def _case(**fields: object) -> tuple[Areas, Scenario]:
    return made_areas(5), changed(made_scenario(**fields), RULES)


def test_each_draw_has_the_list_that_choosing_under_its_scores_gives() -> None:
    areas, scenario = _case()
    own = evaluator(areas, scenario)
    found = chosen_in_draws(own, 40, 0.0)
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
    one, two = (chosen_in_draws(own, 60, 0.0, threads=threads) for threads in (1, 2))
    pd.testing.assert_series_equal(one.counts, two.counts)


def test_it_ends_when_the_error_is_small_enough() -> None:
    own = evaluator(*_case())
    told: list[tuple[int, int]] = []
    found = chosen_in_draws(own, 5000, 0.04, progress=lambda done, of: told.append((done, of)))
    assert found.error <= 0.04
    assert found.draws < 5000
    assert told[-1] == (found.draws, 5000)


def test_when_the_time_is_up_the_first_lists_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    own = evaluator(*_case())
    whole = chosen_in_draws(own, 30, 0.0)
    assert not whole.stopped
    # a clock that goes on by a second whenever it is asked
    clock = iter(range(10_000))
    monkeypatch.setattr(lists.time, "monotonic", lambda: float(next(clock)))
    some = chosen_in_draws(own, 30, 0.0, seconds=12)
    monkeypatch.undo()
    assert some.stopped
    assert 0 < some.draws < 30
    first = chosen_in_draws(own, some.draws, 0.0)
    pd.testing.assert_series_equal(some.counts, first.counts)


def test_without_any_time_there_are_no_lists() -> None:
    found = chosen_in_draws(evaluator(*_case()), 30, 0.0, seconds=-1.0)
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
    found = chosen_in_draws(evaluator(areas, scenario), 100, 0.0)
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
    found = chosen_in_draws(evaluator(areas, scenario), 100, 0.0)
    assert 0 < found.chosen["100104"] <= 0.5


def _lists(*rows: list[float]) -> Lists:
    counts = pd.Series(np.sum(rows, axis=0, dtype="float64"), list("abcd"), name="lists")
    squares = pd.Series(np.sum(np.square(rows), axis=0, dtype="float64"), list("abcd"))
    return Lists(len(rows), 0, 0, False, counts, squares, 0.0)


def test_expected_overlap_is_the_mean_over_pairs_of_draws() -> None:
    rows: list[list[float]] = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0]]
    pairs = [(rows[i], rows[j]) for i in range(3) for j in range(i)]
    by_hand = np.mean([np.dot(one, other) for one, other in pairs])
    assert _lists(*rows).expected_overlap == pytest.approx(by_hand)
    assert np.isnan(_lists(rows[0]).expected_overlap)


def test_places_that_are_shared_overlap_by_what_chance_gives() -> None:
    # b and c have half a place each in both draws: two lists have it in common half of the time
    assert _lists([1, 0.5, 0.5, 0], [1, 0.5, 0.5, 0]).expected_overlap == pytest.approx(1.5)


def test_areas_that_nothing_tells_apart_share_their_places() -> None:
    # three areas of each of two provinces are the same in everything; each province has a place
    figures: list[float | None] = [9, 9, 9, 8, 8, 8, 1]
    codes = ["100101", "100102", "100103", "200101", "200102", "200103", "800101"]
    areas = make_areas({"a": figures, "b": figures}, codes=codes)
    scenario = make_scenario(
        {"one": {"a": 1, "b": 1}},
        count=2,
        limits=[{"by": "province", "max": 1}],
        fields={"uncertainty": {"treatment": []}},
    )
    found = chosen_in_draws(evaluator(areas, scenario), 20, 0.0)
    np.testing.assert_allclose(found.chosen[codes], [1 / 3] * 6 + [0])
    # where it matters how far apart they lie, they are told apart
    apart = changed(scenario, {"choose.min_distance_km": 0.5})
    found = chosen_in_draws(evaluator(areas, apart), 20, 0.0)
    assert set(found.chosen) == {0.0, 1.0}


def test_the_core_is_what_stays_in_so_many_draws() -> None:
    rows: list[list[float]] = [[1, 1, 0, 0]] * 19 + [[1, 0, 1, 0]]
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
    found = chosen_in_draws(evaluator(areas, scenario), 100, 0.0)
    agreed = consensus(every_candidate(opened(areas, scenario)), found.chosen)
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


def test_of_equally_good_lists_the_one_with_the_stated_sites_is_taken() -> None:
    # the same score in two provinces, of which rules count each by itself
    areas = make_areas({"a": [9, 9, 1, 0]}, codes=["100101", "110101", "200101", "800101"])
    scenario = make_scenario(
        {"one": {"a": 1}}, count=1, limits=[{"by": "province", "max": 1}],
        fields={"uncertainty": {"treatment": []}},
    )  # fmt: skip
    for code in ("100101", "110101"):
        found = chosen_in_draws(evaluator(areas, scenario), 20, 0.0, stated=(code,))
        assert found.chosen[code] == 1


def test_draws_in_which_a_locked_in_area_has_no_score_have_no_list() -> None:
    areas = make_areas({"a": [1, 2, 3, None, 4], "b": [3, 1, 2, 9, 4]})
    scenario = make_scenario(
        {"one": {"a": 1, "b": 1}}, missing="average", count=2,
        fields={"uncertainty": {"missing": ["exclude"], "normalisation": [], "treatment": []}},
    )  # fmt: skip
    locked = changed(scenario, {"choose.locked_in": [{"area": "100104", "because": "promised"}]})
    found = chosen_in_draws(evaluator(areas, locked), 100, 0.0)
    assert (found.draws, found.without) == (50, 50)
    assert found.chosen["100104"] == 1
