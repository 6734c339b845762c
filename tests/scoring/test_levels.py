"""Pillars and score made by any method, and values that a method cannot take."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.errors import ScoringError
from scoring import aggregate
from scoring.index import score_areas
from scoring.scores import Scores
from tests.making import make_areas, make_scenario

FIGURES = {"a": [0.0, 20, 5, 10], "b": [0.0, 20, 10, 2], "c": [20.0, 0, 1, 8]}
ONE = {"p": {"a": 2, "b": 1, "c": 1}}
WEIGHTS = np.array([0.5, 0.25, 0.25])
FLOOR = {"normalisation": {"method": "min_max", "from": 1}}


def scored(method: object, figures: dict = FIGURES, **fields: object) -> Scores:
    scenario = make_scenario(
        ONE, missing="renormalise", of_pillars={"p": {"aggregation": method}}, fields=fields
    )
    return score_areas(make_areas(figures), scenario)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("arithmetic", lambda x: aggregate.arithmetic(x, WEIGHTS)),
        ("geometric", lambda x: aggregate.geometric(x, WEIGHTS)),
        (
            {"method": "power_mean", "exponent": -2.0},
            lambda x: aggregate.power_mean(x, WEIGHTS, -2),
        ),
        (
            {"method": "threshold_count", "threshold": 50},
            lambda x: aggregate.threshold_count(x, WEIGHTS, 0.5),
        ),
        ("mazziotta_pareto", lambda x: aggregate.mazziotta_pareto(x, WEIGHTS)),
        ("topsis", lambda x: aggregate.topsis(x, WEIGHTS)),
        ("vikor", lambda x: aggregate.vikor(x, WEIGHTS)),
        ({"method": "vikor", "strategy": 1.0}, lambda x: aggregate.vikor(x, WEIGHTS, 1)),
        ("promethee", lambda x: aggregate.promethee_need(x, WEIGHTS, 0, 0)),
        (
            {"method": "promethee", "indifference": 5, "preference": 30},
            lambda x: aggregate.promethee_need(x, WEIGHTS, 0.05, 0.3),
        ),
    ],
)
def test_a_level_is_made_by_the_method_it_names(
    method: object, expected: Callable[[np.ndarray], np.ndarray]
) -> None:
    scores = scored(method, **FLOOR)
    values = scores.normalised.to_numpy()
    np.testing.assert_allclose(scores.score, 100 * expected(values), atol=1e-9)
    np.testing.assert_allclose(scores.pillars["p"], scores.score, atol=1e-9)


def test_pillars_and_score_may_be_made_in_different_ways() -> None:
    scenario = make_scenario(
        {"p": {"a": 1, "b": 1}, "q": {"c": 1}},
        fields={"aggregation": "geometric", **FLOOR},
        of_pillars={"p": {"aggregation": {"method": "power_mean", "exponent": 2.0}}},
    )
    scores = score_areas(make_areas(FIGURES), scenario)
    a, b, c = (100 * scores.normalised[id].to_numpy() for id in "abc")
    p = np.sqrt((a**2 + b**2) / 2)
    np.testing.assert_allclose(scores.pillars["p"], p)
    np.testing.assert_allclose(scores.score, np.sqrt(p * c))


@pytest.mark.parametrize("method", ["arithmetic", "topsis", "vikor", "promethee"])
def test_with_a_figure_left_out_the_others_share_its_weight(method: str) -> None:
    # without c the weights are 2/3 and 1/3; the area is last in both, so by every method
    figures = {"a": [0.0, 20, 5, 10], "b": [0.0, 20, 10, 2], "c": [None, 0, 1, 8]}
    scores = scored(method, figures)
    assert scores.score.iloc[0] == pytest.approx(0, abs=1e-9) or method == "promethee"
    assert scores.rank.iloc[0] == 4
    assert scores.present.iloc[0] == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("method", "fields", "told"),
    [
        ("geometric", {}, "which needs values > 0"),
        ({"method": "power_mean", "exponent": -1.0}, {}, "which needs values > 0"),
        ({"method": "power_mean", "exponent": 2.0}, {"normalisation": "z_score"},
         "which needs values ≥ 0"),
    ],
)  # fmt: skip
def test_values_that_a_mean_cannot_take_are_refused_with_the_way_out(
    method: object, fields: dict, told: str
) -> None:
    figures = {**FIGURES, "a": [-1000.0, 20, 5, 10]} if fields else FIGURES
    if fields:
        figures = {id: column * 5 for id, column in FIGURES.items()}
        figures["a"] = [-1e6, *figures["a"][1:]]
    with pytest.raises(ScoringError) as caught:
        scored(method, figures, **fields)
    said = str(caught.value)
    assert told in said
    assert 'The scenario "made-up" aggregates pillar.p by' in said
    assert '"a" has ' in said
    assert "(100101)" in said
    assert 'normalisation = { method = "min_max", from = 1 }' in said


def test_a_value_without_weight_may_be_what_it_likes() -> None:
    scenario = make_scenario(
        {"p": {"a": 1, "b": 0}},
        fields=FLOOR,
        of_pillars={"p": {"aggregation": "geometric"}},
        of_indicators={"b": {"normalisation": "min_max"}},
    )
    scores = score_areas(make_areas({"a": FIGURES["a"], "b": FIGURES["b"]}), scenario)
    np.testing.assert_allclose(scores.score, 100 * scores.normalised["a"])


# not Mazziotta-Pareto: need on all sides alike can count less than more need on one side
MONOTONE = [
    "arithmetic", "geometric", {"method": "power_mean", "exponent": 3.0},
    {"method": "threshold_count", "threshold": 50}, "topsis", "vikor",
    {"method": "promethee", "preference": 20},
]  # fmt: skip
COLUMN = st.lists(st.integers(0, 20).map(float), min_size=5, max_size=5)


@pytest.mark.parametrize("method", MONOTONE, ids=str)
@settings(max_examples=25)
@given(COLUMN, COLUMN, st.integers(2, 4), st.floats(0.5, 20))
def test_more_need_in_one_indicator_never_lowers_a_score(
    method: object, a: list[float], b: list[float], at: int, more: float
) -> None:
    # the ends of the scales stay where they are
    before = {"a": [0.0, 20.0, *a[2:]], "b": [20.0, 0.0, *b[2:]], "c": [0.0, 20.0, 3, 3, 3]}
    after = {**before, "a": list(before["a"])}
    after["a"][at] = min(20.0, after["a"][at] + more)
    assume(after != before)
    one, other = (scored(method, figures, **FLOOR).score for figures in (before, after))
    assert other.iloc[at] >= one.iloc[at] - 1e-9


@pytest.mark.parametrize("method", [*MONOTONE, "mazziotta_pareto"], ids=str)
@settings(max_examples=10)
@given(COLUMN, COLUMN, st.randoms(use_true_random=False), st.sampled_from([0.01, 7.0]))
def test_neither_the_order_of_rows_nor_units_matter(
    method: object, a: list[float], b: list[float], random: Random, unit: float
) -> None:
    figures = {"a": [0.0, *a, 20.0], "b": [20.0, *b, 0.0], "c": [1.0, 2, 3, 4, 5, 6, 7]}
    order = list(range(7))
    random.shuffle(order)
    other = {id: [column[i] * unit + 3 for i in order] for id, column in figures.items()}
    codes = [f"1001{n:02d}" for n in range(1, 8)]
    scenario = make_scenario(ONE, of_pillars={"p": {"aggregation": method}}, fields=FLOOR)
    one = score_areas(make_areas(figures, codes=codes), scenario)
    two = score_areas(make_areas(other, codes=[codes[i] for i in order]), scenario)
    np.testing.assert_allclose(one.score, two.score, atol=1e-7)


@pytest.mark.parametrize("normalisation", ["rank", "percentile"])
@settings(max_examples=20)
@given(COLUMN)
def test_a_monotone_change_leaves_ranks_and_percentiles_alone(
    normalisation: str, a: list[float]
) -> None:
    assume(len(set(a)) > 1)
    scenario = make_scenario({"p": {"a": 1}}, fields={"normalisation": normalisation})
    plain, cubed = (
        score_areas(make_areas({"a": column}), scenario)
        for column in (a, [(x - 7) ** 3 for x in a])
    )
    np.testing.assert_array_equal(plain.score, cubed.score)
