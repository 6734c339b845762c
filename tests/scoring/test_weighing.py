"""Where a level's weights come from, what is told of it, and what cannot be."""

import numpy as np
import pytest

from geo.errors import ScoringError
from scoring.index import score_areas
from scoring.influence import correlation_ratio
from scoring.scores import Scores
from scoring.steps import Step
from tests.making import make_areas, make_scenario

RANDOM = np.random.default_rng(4)
A, B, NOISE = RANDOM.random(60), RANDOM.random(60), RANDOM.random(60)
FIGURES = {
    "a": A.tolist(),
    "b": (0.9 * A + 0.1 * B).tolist(),
    "c": NOISE.tolist(),
}
CODES = [f"1001{n:02d}" for n in range(1, 61)]
ALIKE = {"p": {"a": None, "b": None, "c": None}}


def scored(
    weighting: object, figures: dict = FIGURES, pillars: dict = ALIKE, **fields: object
) -> Scores:
    scenario = make_scenario(
        pillars, missing="renormalise", of_pillars={"p": {"weighting": weighting}}, fields=fields
    )
    return score_areas(make_areas(figures, codes=CODES[: len(figures["a"])]), scenario)


def weighing(scores: Scores) -> Step:
    return next(s for s in scores.steps if s.field == "pillar.p.weighting")


def test_equal_weights_are_shares_of_one() -> None:
    scores = scored("equal")
    assert scores.weights.tolist() == pytest.approx([1 / 3] * 3)
    assert weighing(scores).results["weight of a"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("method", ["entropy", "critic", "pca"])
def test_weights_from_the_data_sum_to_one_and_stand_in_the_log(method: str) -> None:
    scores = scored(method)
    assert scores.weights.sum() == pytest.approx(1)
    assert (scores.weights >= 0).all()
    step = weighing(scores)
    assert step.method == method
    assert step.results["areas"] == 60
    assert [step.results[f"weight of {id}"] for id in "abc"] == pytest.approx(
        scores.weights.tolist()
    )


def test_critic_gives_least_to_what_others_say_already() -> None:
    scores = scored("critic")
    assert scores.weights["c"] > scores.weights["a"] > 0


def test_balanced_weights_give_each_pillar_the_influence_it_should_have() -> None:
    scenario = make_scenario(
        {"p": {"a": 1}, "q": {"b": 1}, "r": {"c": 1}},
        weights={"p": 1, "q": 1, "r": 2},
        fields={"weighting": "balanced"},
    )
    scores = score_areas(make_areas(FIGURES, codes=CODES), scenario)
    ratios = [
        correlation_ratio(scores.pillars[p].to_numpy(), scores.score.to_numpy()) for p in "pqr"
    ]
    assert np.array(ratios) / sum(ratios) == pytest.approx([0.25, 0.25, 0.5], abs=0.01)
    # which takes other weights than those stated
    assert scores.pillar_weights["r"] > 0.55


def test_judgements_become_weights() -> None:
    # consistent: 6 : 3 : 2, so 6/11, 3/11, 2/11
    matrix = [[1, 2, 3], ["1/2", 1, 1.5], ["1/3", "2/3", 1]]
    scores = scored({"method": "ahp", "matrix": matrix})
    assert scores.weights.tolist() == pytest.approx([6 / 11, 3 / 11, 2 / 11])
    assert weighing(scores).remarks == ()


def test_contradicting_judgements_are_told_with_the_one_to_look_at_first() -> None:
    # a is 3 times b and b 3 times c, so a over c should be 9 and is said to be 1/5
    matrix = [[1, 3, "1/5"], ["1/3", 1, 3], [5, "1/3", 1]]
    remarks = weighing(scored({"method": "ahp", "matrix": matrix})).remarks
    assert len(remarks) == 1
    said = str(remarks[0])
    assert "The judgements of pillar.p.weighting " in said
    assert "up to 0.10 is accepted" in said
    # by way of c: 1/5 · 1/3, which the scale cannot say
    assert said.endswith("a over b: it says 3, and the other judgements come to less than 1/9.")


def test_points_of_several_people_are_averaged_and_their_disagreement_kept() -> None:
    points = {"Ann": {"a": 60, "b": 20, "c": 20}, "สมชาย": {"a": 40, "b": 20, "c": 40}}
    scores = scored({"method": "budget_allocation", "points": points})
    assert scores.weights.tolist() == pytest.approx([0.5, 0.2, 0.3])
    results = weighing(scores).results
    assert results["people"] == 2
    # shares 0.6 and 0.4: deviations 0.1, variance 0.02
    assert results["disagreement on a"] == pytest.approx(0.02**0.5)
    assert results["disagreement on b"] == pytest.approx(0)


def test_an_indicator_that_no_area_has_gets_no_weight_from_the_data() -> None:
    scores = scored("critic", {**FIGURES, "b": [None] * 60})
    assert scores.weights["b"] == 0
    assert scores.score.notna().all()


def test_a_stated_influence_out_of_reach_is_told() -> None:
    # a and b are nearly the same, so neither can have nine times the other's influence
    scenario = make_scenario({"p": {"a": 9, "b": 1}}, of_pillars={"p": {"weighting": "balanced"}})
    scores = score_areas(make_areas(FIGURES, codes=CODES), scenario)
    said = str(weighing(scores).remarks[0])
    assert "No weights of pillar.p give every member its stated influence" in said


@pytest.mark.parametrize(
    ("weighting", "figures", "fields", "told"),
    [
        # far below the others: more than three standard deviations, so below 0 points
        ("entropy", {**FIGURES, "a": [-50.0, *A[1:]]}, {"normalisation": "z_score"},
         'by entropy, which needs values of 0 or above, but "'),
        ("pca", {"a": [0.0, 1, 2], "b": [None, 1, 2], "c": [3.0, None, 1]}, {},
         "only 1 areas have figures of their own for all of a, b, c"),
        ("critic", {"a": [0.0, 1, 2], "b": [0.0, 1, 2], "c": [0.0, 1, 2]}, {},
         "these tell nothing apart"),
    ],
)  # fmt: skip
def test_weights_that_the_data_cannot_give_are_refused(
    weighting: str, figures: dict, fields: dict, told: str
) -> None:
    with pytest.raises(ScoringError) as caught:
        scored(weighting, figures, **fields)
    said = str(caught.value)
    assert 'The scenario "made-up"' in said
    assert "weights of pillar.p" in said
    assert told in said
