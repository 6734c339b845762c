"""What stands before weights: missing figures, and areas prepared once for many weights."""

import numpy as np
import pandas as pd
import pytest

from geo.errors import ScoringError
from scoring.change import changed
from scoring.index import rescore, score_areas
from scoring.prepare import prepare
from scoring.scores import Scores
from tests.making import make_areas, make_scenario

NAN = np.nan
CODES = ["100101", "100102", "110101", "110102", "500101"]
REGIONS = ["central", "central", "central", "central", "north"]
FIGURES = {
    "a": [0.0, None, 10.0, None, None],
    "b": [0.0, 10.0, 4.0, 8.0, 2.0],
    "c": [10.0, 0.0, 6.0, 2.0, 8.0],
}
PILLARS = {"p": {"a": 1, "b": 1, "c": 1}}


def scored(missing: str, figures: dict = FIGURES, pillars: dict = PILLARS) -> Scores:
    areas = make_areas(figures, codes=CODES, regions=REGIONS)
    return score_areas(areas, make_scenario(pillars, missing=missing))


def test_the_mean_of_the_province_stands_in_then_of_the_region_then_of_all() -> None:
    scores = scored("province_mean")
    filled = 3 * scores.contributions["a"] / 100
    # province 10 has 0; province 11 has 1; the north has none at all, so all areas: 0.5
    assert filled.tolist() == pytest.approx([0, 0, 1, 1, 0.5])
    assert scores.imputed.tolist() == pytest.approx([0, 1 / 3, 0, 1 / 3, 1 / 3])
    assert scores.present.tolist() == pytest.approx([1, 2 / 3, 1, 2 / 3, 2 / 3])


def test_the_mean_of_the_region_stands_in() -> None:
    filled = 3 * scored("region_mean").contributions["a"] / 100
    # the centre has 0 and 1
    assert filled.tolist() == pytest.approx([0, 0.5, 1, 0.5, 0.5])


def test_the_median_of_the_pillars_other_figures_stands_in() -> None:
    scores = scored("pillar_median")
    # the second area has b 1 and c 0: median 0.5; the fourth 0.8 and 0.2; the fifth 0.2 and 0.8
    filled = 3 * scores.contributions["a"] / 100
    assert filled.tolist() == pytest.approx([0, 0.5, 1, 0.5, 0.5])
    assert scores.imputed.iloc[1] == pytest.approx(1 / 3)


def test_what_weighs_nothing_speaks_for_no_other_figure() -> None:
    scores = scored("pillar_median", pillars={"p": {"a": 1, "b": 1, "c": 0}})
    # of the second area only b, 1, stands in
    assert scores.score.iloc[1] == pytest.approx(100)


def test_points_that_nobody_gave_are_a_weight_of_nothing() -> None:
    points = {"Ann": {"a": 0, "b": 50, "c": 50}, "Bo": {"a": 0, "b": 40, "c": 60}}
    scenario = make_scenario(
        {"p": {"a": None, "b": None, "c": None}},
        missing="refuse",
        of_pillars={"p": {"weighting": {"method": "budget_allocation", "points": points}}},
    )
    # a has gaps, and nobody asks for it
    areas = make_areas(FIGURES, codes=CODES, regions=REGIONS)
    assert score_areas(areas, scenario).score.notna().all()


def test_without_any_figure_in_a_pillar_there_is_no_median_and_no_score() -> None:
    scores = scored("pillar_median", pillars={"p": {"a": 1}, "q": {"b": 1, "c": 1}})
    assert scores.score.isna().tolist() == [False, True, False, True, True]
    assert scores.reason.tolist() == ["", "no_figures", "", "no_figures", "no_figures"]


@pytest.mark.parametrize("missing", ["average", "province_mean", "region_mean", "pillar_median"])
def test_an_indicator_that_nobody_has_is_filled_by_nothing(missing: str) -> None:
    scores = scored(missing, {**FIGURES, "a": [None] * 5})
    assert scores.absent == ("a",)
    assert scores.score.notna().all()
    assert scores.imputed.tolist() == [0] * 5
    # b and c share its weight: the first has 0 and 1
    assert scores.score.iloc[0] == pytest.approx(50)


def test_the_log_counts_the_gaps_and_what_was_filled() -> None:
    step = next(s for s in scored("average").steps if s.name == "fill")
    assert (step.field, step.method, dict(step.results)) == (
        "missing", "average", {"missing": 3, "filled": 3},
    )  # fmt: skip


AREAS = make_areas(FIGURES, codes=CODES, regions=REGIONS)
BASE = make_scenario({"p": {"a": 1, "b": 1}, "q": {"c": 1}}, missing="average")


@pytest.mark.parametrize(
    "changes",
    [
        {"pillar.p.weight": 5},
        {"pillar.p.indicator.a.weight": 0},
        {"aggregation": "topsis"},
        {"pillar.p.aggregation": {"method": "power_mean", "exponent": 2.0}},
        {"weighting": "balanced"},
        {"choose.count": 2},
    ],
)
def test_new_weights_on_prepared_areas_score_like_a_whole_new_run(changes: dict) -> None:
    other = changed(BASE, changes)
    quick, whole = rescore(prepare(AREAS, BASE), other), score_areas(AREAS, other)
    pd.testing.assert_series_equal(quick.score, whole.score, check_exact=True)
    pd.testing.assert_frame_equal(quick.contributions, whole.contributions, check_exact=True)
    assert quick.steps == whole.steps


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"missing": "renormalise"}, "missing"),
        ({"normalisation": "rank"}, "normalisation"),
        ({"eligible.population_min": 3}, "eligible"),
        ({"pillar.p.indicator.b.treatment": "log"}, "b.treatment"),
        ({"pillar.q.indicator.c.direction": "less_is_need"}, "c.direction"),
    ],
)
def test_a_change_of_an_earlier_step_asks_for_a_new_run(changes: dict, told: str) -> None:
    with pytest.raises(ScoringError) as caught:
        rescore(prepare(AREAS, BASE), changed(BASE, changes))
    assert f"weights and aggregations: {told}. Prepare them again" in str(caught.value)


def test_taking_a_weight_to_zero_asks_for_a_new_run_where_fillings_hang_on_it() -> None:
    base = changed(BASE, {"missing": "pillar_median"})
    with pytest.raises(ScoringError, match="which weights are 0"):
        rescore(prepare(AREAS, base), changed(base, {"pillar.p.indicator.b.weight": 0}))


def test_other_pillars_ask_for_a_new_run() -> None:
    other = make_scenario({"p": {"a": 1}, "q": {"b": 1, "c": 1}}, missing="average")
    with pytest.raises(ScoringError, match=r"pillar\.indicator"):
        rescore(prepare(AREAS, BASE), other)
