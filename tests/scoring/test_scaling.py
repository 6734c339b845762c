"""One indicator treated and put on the scale within a score, with what is refused."""

import numpy as np
import pytest

from geo.errors import ScoringError
from scoring.index import score_areas
from scoring.scores import Scores
from scoring.steps import Step
from tests.making import make_areas, make_scenario

NAN = np.nan


def scored(figures: list, less_is_need: bool = False, **of_a: object) -> Scores:
    areas = make_areas({"a": figures}, less_is_need=["a"] if less_is_need else [])
    return score_areas(areas, make_scenario({"p": {"a": 1}}, of_indicators={"a": of_a}))


def step(scores: Scores, name: str) -> Step:
    return next(s for s in scores.steps if s.name == name)


def test_each_normalisation_by_hand() -> None:
    figures = [0.0, 10.0, 20.0, 50.0]
    for how, points in {
        "min_max": [0, 20, 40, 100],
        # from 10 to 100 points
        "floor": [10, 28, 46, 100],
        # ranks 1 … 4: thirds
        "rank": [0, 100 / 3, 200 / 3, 100],
        # so many of the four are no higher
        "percentile": [25, 50, 75, 100],
        # (x - 10) / (30 - 10), cut off at the ends
        "goalposts": [0, 0, 50, 100],
        # 1 - (20 - x)/(50 - 0): the mean, 20, has 100 points
        "distance_to_reference": [60, 80, 100, 160],
        # no need up to 20, all of it at 50
        "distance_to_target": [0, 0, 0, 100],
    }.items():
        method: object = {
            "floor": {"method": "min_max", "from": 10},
            "goalposts": {"method": "goalposts", "low": 10, "high": 30},
            "distance_to_reference": {"method": "distance_to_reference", "reference": "mean"},
            "distance_to_target": {"method": "distance_to_target", "target": 20},
        }.get(how, how)
        assert scored(figures, normalisation=method).score.tolist() == pytest.approx(points), how


def test_a_z_score_has_its_mean_at_50_and_three_deviations_at_the_ends() -> None:
    # mean 2, standard deviation (n - 1) 2: z = -1, 0, 1
    scores = scored([0.0, 2.0, 4.0], normalisation="z_score")
    assert scores.score.tolist() == pytest.approx([50 - 100 / 6, 50, 50 + 100 / 6])
    assert step(scores, "normalise").results == {"mean": 2, "standard deviation": 2}


def test_a_reference_is_named_by_its_code_or_is_the_median() -> None:
    for reference in ("100102", "median"):
        how = {"method": "distance_to_reference", "reference": reference}
        scores = scored([0.0, 10.0, 50.0], normalisation=how)
        assert scores.score.iloc[1] == 100
        assert step(scores, "normalise").results == {"reference": 10}


def test_the_scenario_may_see_need_the_other_way_than_the_catalogue() -> None:
    assert scored([0.0, 1.0, 4.0], direction="less_is_need").score.tolist() == [100, 75, 0]
    assert scored([0.0, 1.0, 4.0], True, direction="more_is_need").score.tolist() == [0, 25, 100]


def test_a_goalpost_beyond_counts_and_stands_in_the_log() -> None:
    how = {"method": "goalposts", "low": 10, "high": 30}
    results = step(scored([0.0, 10.0, 20.0, 50.0], normalisation=how), "normalise").results
    assert results == {"lowest": 10, "highest": 30, "beyond": 2}


def test_goalposts_and_targets_are_in_the_indicators_unit_whatever_its_treatment() -> None:
    # log(1 + x): 0, 1, 2, 3 times log 10; goalposts 9 and 99 are 1 and 2 of them
    figures = [0.0, 9.0, 99.0, 999.0]
    how = {"method": "goalposts", "low": 9, "high": 99}
    scores = scored(figures, treatment="log", normalisation=how)
    assert scores.score.tolist() == pytest.approx([0, 0, 100, 100])
    assert step(scores, "normalise").results["beyond"] == 2
    how = {"method": "distance_to_target", "target": 9}
    scores = scored(figures, treatment="log", normalisation=how)
    assert scores.score.tolist() == pytest.approx([0, 0, 50, 100])
    assert step(scores, "normalise").results["met by"] == 2


def test_a_target_is_measured_to_the_worst_figure_that_winsorising_leaves() -> None:
    # of 0 … 39 and 4000 the highest left is 39; halfway from 19 to 39 is 29
    how = {"method": "distance_to_target", "target": 19}
    scores = scored([*range(40), 4000.0], treatment="winsorise", normalisation=how)
    assert scores.score.iloc[[19, 29, 39, 40]].tolist() == pytest.approx([0, 50, 100, 100])
    assert step(scores, "normalise").results["worst"] == 39
    with pytest.raises(ScoringError, match="every area meets the target"):
        scored([*range(40), 4000.0], treatment="winsorise",
               normalisation={"method": "distance_to_target", "target": 40})  # fmt: skip


def test_the_ends_of_fixed_scales_can_be_moved_too() -> None:
    how = {"method": "goalposts", "low": 0, "high": 10, "from": 1, "to": 51}
    assert scored([0.0, 5.0, 10.0], normalisation=how).score.tolist() == pytest.approx([1, 26, 51])
    how = {"method": "distance_to_target", "target": 5, "from": 1}
    assert scored([0.0, 5.0, 10.0], normalisation=how).score.tolist() == pytest.approx([1, 1, 100])


def test_an_automatic_treatment_tells_its_test_before_and_after() -> None:
    figures = [*(float(n % 7) for n in range(60)), 500.0]
    scores = scored(figures, treatment="automatic")
    results = step(scores, "treat").results
    assert results["chosen"] == "winsorise"
    assert results["points drawn in"] == 1
    assert results["skewness before"] > 2
    assert results["kurtosis before"] > 3.5
    assert abs(results["skewness after"]) < 2
    # the far-out area stays at the end, but no longer alone
    assert scores.score.iloc[-1] == scores.score.iloc[6] == 100


def test_a_figure_that_needs_no_treatment_is_left_as_it_is() -> None:
    scores = scored([float(n) for n in range(20)], treatment="automatic")
    assert step(scores, "treat").results["chosen"] == "none"
    assert scores.score.iloc[1] == pytest.approx(100 / 19)


def test_outliers_that_no_treatment_cures_are_remarked() -> None:
    # all but seven of 200 areas have nothing
    figures = [0.0] * 193 + [1e3, 1e3, 1e3, 1e3, 1e3, 1e3, 1e3 + 1]
    remarks = step(scored(figures, treatment="automatic"), "treat").remarks
    assert 'Outliers remain in "a" after every treatment' in str(remarks[0])


def test_box_cox_keeps_the_order_and_tells_its_exponent() -> None:
    scores = scored([1.0, 2.0, 4.0, 8.0, 16.0, 32.0], treatment="box_cox")
    assert scores.score.is_monotonic_increasing
    assert "exponent" in step(scores, "treat").results


@pytest.mark.parametrize(
    ("figures", "of_a", "told"),
    [
        ([1.0, 2.0, np.inf], {}, "holds an infinite figure for 100103"),
        ([2.0, 2.0, None], {}, "is 2.0 in all 2 areas compared that have it"),
        ([-1.0, 2.0, 3.0], {"treatment": "log"},
         'it holds -1.0 for 100101. Use treatment = "none"'),
        ([0.0] * 99 + [1.0], {"treatment": "winsorise"}, "nearly all areas have the figure 0.0"),
        ([1.0, 2.0], {"treatment": "log",
                      "normalisation": {"method": "goalposts", "low": -1, "high": 9}},
         "its normalisation names -1.0"),
        ([1.0, 2.0], {"normalisation": {"method": "goalposts", "low": 5, "high": 9}},
         'all areas have the same 0.0 points by "a": the normalisation "goalposts"'),
        ([1.0, 2.0], {"normalisation": {"method": "distance_to_target", "target": 2}},
         'every area meets the target 2.0 of "a": the figure with the most need is 2.0'),
        ([1.0, None, 2.0],
         {"normalisation": {"method": "distance_to_reference", "reference": "100102"}},
         'the area "100102", which has no figure or is not among'),
        ([1.0, 2.0], {"normalisation": {"method": "distance_to_reference", "reference": "999999"}},
         'the area "999999", which has no figure or is not among the areas compared'),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_done_is_refused_by_name(
    figures: list, of_a: dict, told: str
) -> None:
    with pytest.raises(ScoringError) as caught:
        scored(figures, **of_a)
    said = str(caught.value)
    assert told in said
    assert '"a"' in said
