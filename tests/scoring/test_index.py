import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.errors import ScoringError
from scoring.index import score_areas
from tests.making import make_areas, make_scenario

FIGURES = {
    "poor": [0.0, 5.0, 10.0, 10.0],
    "income": [40.0, 20.0, 20.0, 0.0],
    "far": [1.0, 1.0, 3.0, 5.0],
}
PILLARS = {"poverty": {"poor": 1, "income": 3}, "distance": {"far": 1}}


def test_a_score_by_hand() -> None:
    areas = make_areas(FIGURES, less_is_need=["income"])
    scores = score_areas(areas, make_scenario(PILLARS, weights={"poverty": 3, "distance": 1}))
    # poor   / 10        0    0.5   1     1
    # income (40 - x)/40 0    0.5   0.5   1
    # far    (x - 1)/4   0    0     0.5   1
    # poverty  = 100 (1 poor + 3 income)/4     0   50   62.5   100
    # distance = 100 far                       0    0   50     100
    # score    = (3 poverty + 1 distance)/4    0   37.5 59.375 100
    assert scores.pillars["poverty"].tolist() == pytest.approx([0, 50, 62.5, 100])
    assert scores.pillars["distance"].tolist() == pytest.approx([0, 0, 50, 100])
    assert scores.score.tolist() == pytest.approx([0, 37.5, 59.375, 100])
    assert scores.rank.tolist() == [4, 3, 2, 1]
    # 3/4 · 1/4, 3/4 · 3/4, 1/4
    assert scores.weights.to_dict() == pytest.approx(
        {"poor": 3 / 16, "income": 9 / 16, "far": 1 / 4}
    )
    # third area: 100 · 3/16 · 1, 100 · 9/16 · 0.5, 100 · 1/4 · 0.5
    assert scores.contributions.iloc[2].tolist() == pytest.approx([18.75, 28.125, 12.5])
    assert scores.present.tolist() == [1, 1, 1, 1]
    assert scores.absent == ()


def test_every_part_of_the_scores_keeps_the_areas_index() -> None:
    areas = make_areas(FIGURES)
    scores = score_areas(areas, make_scenario(PILLARS))
    for part in (scores.score, scores.rank, scores.pillars, scores.normalised, scores.present,
                 scores.contributions):  # fmt: skip
        pd.testing.assert_index_equal(part.index, areas.codes)
    assert scores.rank.dtype == "Int64"


def test_log_is_taken_before_the_scale_is_set() -> None:
    areas = make_areas({"density": [0.0, 9.0, 99.0]})
    scores = score_areas(areas, make_scenario({"p": {"density": 1}}, log=["density"]))
    # log 1, log 10, log 100: 0, half, whole
    assert scores.score.tolist() == pytest.approx([0, 50, 100])


def test_extremes_are_drawn_in_before_the_scale_is_set() -> None:
    # of 0 … 39 and 4000 the percentiles are 1 and 39, so 20 stands in the middle and not near 0
    areas = make_areas({"change": [*range(40), 4000]})
    scores = score_areas(areas, make_scenario({"p": {"change": 1}}, winsorise=["change"])).score
    assert scores.iloc[[0, 1, 20, 39, 40]].tolist() == pytest.approx([0, 0, 50, 100, 100])


def test_what_is_equal_is_equal_however_floats_are_rounded() -> None:
    # thirds of 10, 20 and 40 added up from either end: unequal in their last digits
    figures = {"a": [0, 1, 4, 10], "b": [0, 2, 2, 10], "c": [0, 4, 1, 10]}
    scores = score_areas(make_areas(figures), make_scenario({"p": {"a": 1, "b": 1, "c": 1}}))
    assert scores.rank.tolist() == [4, 2, 2, 1]


def test_the_variance_is_shared_among_the_indicators_by_hand() -> None:
    # a / 4   0 0.5 1     b (2 - x)/2   1 0.5 0      weights 3/4 and 1/4
    # score   25 50 75: deviations -25, 0, 25 with squares 1250
    # 75 a    0 37.5 75: 25·75/1250;  25 b   25 12.5 0: -25·25/1250
    areas = make_areas(
        {"a": [0, 2, 4], "b": [0, 1, 2]}, less_is_need=["b"], levels={"a": "province"}
    )
    scores = score_areas(areas, make_scenario({"p": {"a": 3, "b": 1}}))
    assert scores.variance_shares.to_dict() == pytest.approx({"a": 1.5, "b": -0.5})
    assert scores.from_province_figures == pytest.approx(1.5)


def test_without_figures_by_province_nothing_comes_from_them() -> None:
    areas = make_areas({"a": [0, 2, 4]}, codes=["100101", "200101", "300101"],
                       regions=["north"] * 3)  # fmt: skip
    scores = score_areas(areas, make_scenario({"p": {"a": 1}}))
    # though all the variance lies between provinces
    assert (scores.from_province_figures, scores.between_provinces) == (0, 1)


def test_where_all_scores_are_equal_no_share_of_their_variance_is_known() -> None:
    areas = make_areas({"a": [0, 1], "b": [0, 1]}, less_is_need=["b"])
    scores = score_areas(areas, make_scenario({"p": {"a": 1, "b": 1}}))
    assert np.isnan(scores.from_province_figures)
    assert scores.variance_shares.isna().all()


def test_equal_scores_share_the_better_rank_and_leave_the_next_free() -> None:
    areas = make_areas({"a": [1.0, 3.0, 2.0, 3.0, None]})
    scores = score_areas(areas, make_scenario({"p": {"a": 1}}))
    assert scores.rank.fillna(0).tolist() == [4, 1, 3, 1, 0]


GAPS = {"a": [0.0, 1.0, None, None], "b": [0.0, 1.0, 0.5, None], "c": [0.0, 0.0, 1.0, 1.0]}
TWO = {"p": {"a": 1, "b": 1}, "q": {"c": 1}}


class TestMissingFigures:
    def test_average_counts_the_figure_as_the_mean_of_those_that_have_it(self) -> None:
        # a   0 1 1 –   mean 2/3      b   0 1 0.5 –   mean 1/2      c   0 0 1 1
        # p   0 100 75 100 (2/3 + 1/2)/2 = 58.33
        # a is 20 and 30, so that the mean is taken on the scale and not before
        figures = {"a": [20.0, 30.0, 30.0, None], "b": [0.0, 1.0, 0.5, None], "c": GAPS["c"]}
        scores = score_areas(make_areas(figures), make_scenario(TWO, missing="average"))
        assert scores.pillars["p"].tolist() == pytest.approx([0, 100, 75, 175 / 3])
        assert scores.score.tolist() == pytest.approx([0, 50, 87.5, 475 / 6])
        assert scores.contributions.iloc[3].tolist() == pytest.approx([100 / 6, 12.5, 50])
        # what is counted for it is not taken for a figure
        assert scores.normalised.iloc[3].isna().tolist() == [True, True, False]
        assert scores.present.tolist() == pytest.approx([1, 1, 1, 0.5])

    def test_average_takes_the_mean_after_the_treatment(self) -> None:
        # log(1 + x) of 0, 9, 99 is 0, half, whole: mean 1/2; b makes the fourth area known
        figures = {"a": [0.0, 9.0, 99.0, None], "b": [0.0, 1.0, 0.0, 0.0]}
        scenario = make_scenario({"p": {"a": 1, "b": 1}}, missing="average", log=["a"])
        scores = score_areas(make_areas(figures), scenario)
        assert scores.score.tolist() == pytest.approx([0, 75, 50, 25])

    def test_average_shares_the_weight_of_an_indicator_that_no_area_has(self) -> None:
        figures = {**GAPS, "a": [None] * 4}
        scores = score_areas(make_areas(figures), make_scenario(TWO, missing="average"))
        # p is b alone, and b's mean of 0, 1 and 0.5 for the fourth
        assert scores.absent == ("a",)
        assert scores.score.tolist() == pytest.approx([0, 50, 75, 75])
        assert scores.present.tolist() == pytest.approx([0.75, 0.75, 0.75, 0.5])

    def test_average_gives_no_score_to_an_area_without_any_figure(self) -> None:
        figures = {"a": [0.0, 1.0, None], "b": [0.0, 1.0, None]}
        scenario = make_scenario({"p": {"a": 1}, "q": {"b": 1}}, missing="average")
        scores = score_areas(make_areas(figures), scenario)
        assert scores.score.tolist() == pytest.approx([0, 100, np.nan], nan_ok=True)

    def test_renormalise_leaves_the_figure_out_and_keeps_the_pillar_weight(self) -> None:
        scores = score_areas(make_areas(GAPS), make_scenario(TWO))
        # third area: p = b alone = 50, q = 100, score 75; fourth: nothing in p, no score
        assert scores.score.tolist() == pytest.approx([0, 50, 75, np.nan], nan_ok=True)
        assert scores.present.tolist() == pytest.approx([1, 1, 0.75, 0.5])
        assert scores.contributions.iloc[2].tolist() == pytest.approx([np.nan, 25, 50], nan_ok=True)
        assert scores.contributions.iloc[3].isna().all()
        assert scores.rank.isna().tolist() == [False, False, False, True]

    def test_exclude_gives_no_score_where_anything_is_missing(self) -> None:
        scenario = make_scenario(TWO, missing="exclude")
        scores = score_areas(make_areas(GAPS), scenario)
        assert scores.score.tolist() == pytest.approx([0, 50, np.nan, np.nan], nan_ok=True)

    def test_refuse_names_indicator_count_and_first_areas(self) -> None:
        with pytest.raises(ScoringError, match=r"a in 2 areas \(100103, 100104\); b in 1 areas"):
            score_areas(make_areas(GAPS), make_scenario(TWO, missing="refuse"))

    def test_an_indicator_with_weight_0_may_be_missing(self) -> None:
        pillars = {"p": {"a": 0, "b": 1}, "q": {"c": 1}}
        figures = {**GAPS, "b": [0.0, 1.0, 0.5, 1.0]}
        scores = score_areas(make_areas(figures), make_scenario(pillars, missing="refuse"))
        assert scores.score.tolist() == pytest.approx([0, 50, 75, 100])

    def test_a_pillar_with_weight_0_may_be_missing(self) -> None:
        scenario = make_scenario(TWO, weights={"p": 0})
        scores = score_areas(make_areas(GAPS), scenario)
        assert scores.score.tolist() == pytest.approx([0, 0, 100, 100])

    def test_an_indicator_without_any_figure_is_named_and_left_out(self) -> None:
        figures = {**GAPS, "a": [None] * 4}
        scores = score_areas(make_areas(figures), make_scenario(TWO))
        assert scores.absent == ("a",)
        assert scores.score.tolist() == pytest.approx([0, 50, 75, np.nan], nan_ok=True)
        assert scores.present.tolist() == pytest.approx([0.75, 0.75, 0.75, 0.5])

    @pytest.mark.parametrize(
        ("missing", "told"),
        [
            ("average", "every pillar an indicator that some areas have"),
            ("renormalise", "needs a figure in every pillar"),
            ("exclude", "needs every figure, and of 4 areas .* p: a 2, b 3; q: c 0"),
        ],
    )
    def test_no_score_at_all_is_an_error_that_names_the_cause(
        self, missing: str, told: str
    ) -> None:
        figures = {**GAPS, "c": [None] * 4}
        with pytest.raises(ScoringError, match=told):
            score_areas(make_areas(figures), make_scenario(TWO, missing=missing))


class TestBadFigures:
    def test_an_unknown_indicator_is_named_beside_the_known(self) -> None:
        with pytest.raises(ScoringError, match=r"do not have: b\. Known: a"):
            score_areas(make_areas({"a": [1.0, 2.0]}), make_scenario({"p": {"b": 1}}))

    @pytest.mark.parametrize("figures", [[2.0, 2.0], [2.0, None], [0.1 + 0.2, 0.3]])
    def test_a_constant_indicator_is_refused(self, figures: list[float | None]) -> None:
        with pytest.raises(ScoringError, match=r'"a" is .* in all . areas compared that have it'):
            score_areas(make_areas({"a": figures}), make_scenario({"p": {"a": 1}}))

    def test_an_indicator_that_winsorising_makes_constant_is_refused(self) -> None:
        areas = make_areas({"a": [3.0] * 60 + [4.0]})
        with pytest.raises(ScoringError, match=r"nearly all areas have the figure 3\.0"):
            score_areas(areas, make_scenario({"p": {"a": 1}}, winsorise=["a"]))

    def test_an_infinite_figure_is_refused_with_its_area(self) -> None:
        with pytest.raises(ScoringError, match="infinite figure for 100102"):
            score_areas(make_areas({"a": [1.0, np.inf]}), make_scenario({"p": {"a": 1}}))

    def test_log_of_a_negative_figure_is_refused_with_value_and_area(self) -> None:
        areas, scenario = make_areas({"a": [1.0, -3.0]}), make_scenario({"p": {"a": 1}}, log=["a"])
        with pytest.raises(ScoringError, match=r"holds -3\.0 for 100102"):
            score_areas(areas, scenario)


figure = st.none() | st.integers(-50, 50).map(float)
tables = st.integers(3, 12).flatmap(
    lambda n: st.fixed_dictionaries({id: st.lists(figure, min_size=n, max_size=n) for id in "abc"})
)
weight = st.floats(0.1, 10)


def varies(figures: dict[str, list[float | None]]) -> bool:
    return all(len({v for v in column if v is not None}) > 1 for column in figures.values())


def has_a_score(figures: dict[str, list[float | None]]) -> bool:
    return any(
        row[2] is not None and (row[0], row[1]) != (None, None)
        for row in zip(*(figures[id] for id in "abc"), strict=True)
    )


@given(tables, weight, weight, st.sampled_from(["average", "renormalise"]))
def test_contributions_sum_to_the_score(figures: dict, w: float, v: float, missing: str) -> None:
    assume(varies(figures) and has_a_score(figures))
    scenario = make_scenario(
        {"p": {"a": w, "b": v}, "q": {"c": 1}}, weights={"p": v}, missing=missing
    )
    scores = score_areas(make_areas(figures, less_is_need=["b"]), scenario)
    sums = scores.contributions.sum(axis=1, min_count=1)
    np.testing.assert_allclose(sums, scores.score, atol=1e-9, rtol=0)
    scored = scores.score.notna()
    pillars = scores.pillars.mul([p.weight for p in scenario.pillars]).sum(axis=1, skipna=False)
    np.testing.assert_allclose(pillars[scored] / (v + 1), scores.score[scored], atol=1e-9, rtol=0)
    shares = scores.variance_shares
    assert shares.isna().all() or shares.sum() == pytest.approx(1, abs=1e-6)


@given(tables)
def test_a_missing_figure_under_average_adds_what_it_adds_on_average(figures: dict) -> None:
    assume(varies(figures))
    areas = make_areas(figures)
    scenario = make_scenario({"p": {"a": 1, "b": 2}, "q": {"c": 1}}, missing="average")
    scores = score_areas(areas, scenario)
    for id in "abc":
        there = areas.values[id].notna()
        parts = scores.contributions.loc[~there & scores.score.notna(), id]
        mean = scores.contributions.loc[there, id].mean()
        np.testing.assert_allclose(parts, mean, atol=1e-9)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(figures: dict, random: object) -> None:
    assume(varies(figures) and has_a_score(figures))
    codes = [f"1001{n:02d}" for n in range(1, len(figures["a"]) + 1)]
    order = list(range(len(codes)))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = {id: [column[i] for i in order] for id, column in figures.items()}
    scenario = make_scenario({"p": {"a": 1, "b": 2}, "q": {"c": 1}})
    one = score_areas(make_areas(figures, codes=codes), scenario)
    other = score_areas(make_areas(mixed, codes=[codes[i] for i in order]), scenario)
    pd.testing.assert_series_equal(one.score, other.score, check_exact=True)


@given(tables, st.sampled_from([0.5, 3.0, 100.0]))
def test_weights_scaled_alike_change_nothing(figures: dict, factor: float) -> None:
    assume(varies(figures) and has_a_score(figures))
    areas = make_areas(figures)
    one = make_scenario({"p": {"a": 1, "b": 2}, "q": {"c": 1}}, weights={"p": 3, "q": 2})
    other = make_scenario(
        {"p": {"a": factor, "b": 2 * factor}, "q": {"c": factor}},
        weights={"p": 3 * factor, "q": 2 * factor},
    )
    np.testing.assert_allclose(
        score_areas(areas, one).score, score_areas(areas, other).score, atol=1e-9
    )


@given(tables, st.floats(0.1, 5), st.data())
def test_more_need_in_one_indicator_never_lowers_a_score(
    figures: dict, more: float, data: st.DataObject
) -> None:
    assume(varies(figures) and has_a_score(figures))
    # an area in the middle of the scale, so that the scale stays where it is
    column = figures["c"]
    known = [v for v in column if v is not None]
    inner = [i for i, v in enumerate(column) if v is not None and min(known) < v < max(known)]
    assume(inner)
    at = data.draw(st.sampled_from(inner))
    raised = {**figures, "c": list(column)}
    raised["c"][at] = min(column[at] + more, max(known))
    scenario = make_scenario({"p": {"a": 1, "b": 2}, "q": {"c": 1}})
    before = score_areas(make_areas(figures), scenario).score
    after = score_areas(make_areas(raised), scenario).score
    assert np.isnan(before.iloc[at]) or after.iloc[at] >= before.iloc[at]
    pd.testing.assert_series_equal(before.drop(before.index[at]), after.drop(after.index[at]))


@given(tables, st.sampled_from([0.001, 7.0, 1e5]), st.floats(-1000, 1000))
def test_the_unit_of_an_indicator_does_not_matter(
    figures: dict, scale: float, shift: float
) -> None:
    assume(varies(figures) and has_a_score(figures))
    other = {**figures, "a": [None if v is None else v * scale + shift for v in figures["a"]]}
    scenario = make_scenario({"p": {"a": 1, "b": 2}, "q": {"c": 1}})
    np.testing.assert_allclose(
        score_areas(make_areas(figures), scenario).score,
        score_areas(make_areas(other), scenario).score,
        atol=1e-6,
    )


def test_a_tie_at_the_last_place_is_remarked_and_no_other() -> None:
    areas = make_areas({"a": [5.0, 3.0, 3.0, 3.0, 0.0]})
    for count, expected in (
        (1, []),
        (2, ["3 areas share the score at place 2, for 1 places."]),
        (3, ["3 areas share the score at place 3, for 2 places."]),
        (4, []),
        (5, []),
    ):
        scores = score_areas(areas, make_scenario({"p": {"a": 1}}, count=count))
        remarks = [str(remark) for remark in scores.steps[-1].remarks]
        assert [remark.split(" Which")[0] for remark in remarks] == expected


def test_contributions_that_are_estimated_say_so() -> None:
    figures = {f"i{n}": [float((7 * n + 3 * k) % 11) for k in range(4)] for n in range(14)}
    for method, told in (("geometric", True), ("arithmetic", False)):
        scenario = make_scenario(
            {"p": dict.fromkeys(figures, 1)},
            of_pillars={"p": {"aggregation": method}},
            fields={"normalisation": {"method": "min_max", "from": 1}},
        )
        scores = score_areas(make_areas(figures), scenario)
        remarks = " ".join(str(r) for step in scores.steps for r in step.remarks)
        assert ("estimated from random orders" in remarks) == told == scores.sampled
        total = scores.contributions.sum(axis=1) + scores.base
        np.testing.assert_allclose(total, scores.score, atol=1e-12, rtol=0)
