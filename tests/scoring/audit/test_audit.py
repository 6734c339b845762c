import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.audit import Audit, Contrary, Pair, audit, audit_json, audit_table, examine
from scoring.index import score_areas
from tests.making import make_areas, make_scenario

NAN = np.nan

# twelve of sixteen areas agree in a and b, so their correlation is 1/2; c is crossed with both
CROSSED = {
    "a": [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1],
    "b": [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1],
    "c": [0, 1] * 8,
}


def index_of(
    figures: Mapping[str, Sequence[float]],
    pillars: Mapping[str, Sequence[str]],
    weights: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """Return what `examine` takes, for weighted means of equal weights unless said otherwise.

    An area lacks a pillar's value where it has none of its figures, and a score where it lacks a
    pillar's value. Areas are by turns in two provinces.
    """
    normalised = pd.DataFrame(figures, dtype="float64")
    shares = pd.Series(weights or dict.fromkeys(figures, 1 / len(figures)), dtype="float64")
    values = pd.DataFrame(index=normalised.index)
    score = pd.Series(0.0, index=normalised.index)
    for pillar, members in pillars.items():
        own = shares[list(members)]
        some = own if own.sum() > 0 else own + 1
        there = normalised[list(members)].notna() * some
        values[pillar] = 100 * (normalised[list(members)] * some).sum(axis=1) / there.sum(axis=1)
        if own.sum() > 0:
            score = score + own.sum() * values[pillar]
    return {
        "normalised": normalised,
        "pillars": pillars,
        "pillar_values": values,
        "score": score,
        "weights": shares,
        "provinces": np.arange(len(score)) % 2,
    }


def test_equal_weights_are_no_equal_influence() -> None:
    # y = (a + b + c)/3, all variances v, correlation of a and b 1/2, c uncorrelated:
    # var(3y) = (3 + 2·1/2) v = 4v, cov(a, 3y) = 3/2 v, cov(c, 3y) = v
    # correlation ratios (3/2)²/4 = 9/16 for a and b, 1/4 for c; together 22/16
    found = examine(**index_of(CROSSED, {"p": ["a", "b"], "q": ["c"]}))
    expected = pd.DataFrame(
        {
            "stated": [1 / 3, 1 / 3, 1 / 3],
            "weight": [1 / 3, 1 / 3, 1 / 3],
            "correlation_ratio": [9 / 16, 9 / 16, 4 / 16],
            "influence": [9 / 22, 9 / 22, 4 / 22],
            "ratio": [27 / 22, 27 / 22, 12 / 22],
        },
        index=["a", "b", "c"],
    )
    pd.testing.assert_frame_equal(found.influence, expected)
    # p = (a + b)/2: (2 p) has variance 3v of the 4v, and so 3/4, stated 2/3
    expected = pd.DataFrame(
        {
            "stated": [2 / 3, 1 / 3],
            "weight": [2 / 3, 1 / 3],
            "correlation_ratio": [3 / 4, 1 / 4],
            "influence": [3 / 4, 1 / 4],
            "ratio": [9 / 8, 3 / 4],
        },
        index=["p", "q"],
    )
    pd.testing.assert_frame_equal(found.pillar_influence, expected)


def test_the_parts_of_a_small_index_by_hand() -> None:
    found = examine(**index_of(CROSSED, {"p": ["a", "b"], "q": ["c"]}))
    assert found.pillars == {"p": ("a", "b"), "q": ("c",)}
    assert (found.areas, found.complete, found.absent, found.constant) == (16, 16, (), ())
    one, half, root = 1.0, 0.5, np.sqrt(3) / 2
    expected = [[one, half, 0], [half, one, 0], [0, 0, one]]
    np.testing.assert_allclose(found.correlations, expected, atol=1e-12)
    # with p: cov(a, a + b) = 3/2 v against √(v · 3v)
    np.testing.assert_allclose(found.with_pillars, [[root, 0], [root, 0], [0, one]], atol=1e-12)
    np.testing.assert_allclose(found.between_pillars, [[one, 0], [0, one]], atol=1e-12)
    np.testing.assert_allclose(found.with_score["pearson"], [3 / 4, 3 / 4, 1 / 2])
    np.testing.assert_allclose(found.pillars_with_score["pearson"], [root, 1 / 2])
    # 2·(1 - 2v/3v); q has one member only
    np.testing.assert_allclose(found.alpha, [2 / 3, NAN])
    # p and q are uncorrelated
    assert found.alpha_of_pillars == pytest.approx(0)
    # of a block of correlation 1/2 and a lone member
    np.testing.assert_allclose(found.eigenvalues, [1.5, 1, 0.5])
    np.testing.assert_allclose(found.explained, [1.5 / 3, 1 / 3, 0.5 / 3])
    np.testing.assert_allclose(
        found.loadings,
        [[np.sqrt(0.75), 0, 0.5], [np.sqrt(0.75), 0, -0.5], [0, 1, 0]],
        atol=1e-12,
    )
    assert found.eigenvalues.index.tolist() == found.loadings.columns.tolist() == [1, 2, 3]
    assert (found.redundant, found.contrary, found.silent) == ((), (), ())
    # c divides the areas as the provinces do: means of 3y are 1 and 2 where all of it varies by 4v
    assert found.between_provinces == pytest.approx(1 / 4)


def test_rank_correlations_stand_beside_pearsons() -> None:
    # the score rises with a, but not by a straight line, in b alone
    found = examine(**index_of({"a": [0, 1, 2, 3], "b": [0, 1, 8, 27]}, {"p": ["a", "b"]}))
    assert found.with_score["spearman"].tolist() == pytest.approx([1, 1])
    assert found.pillars_with_score["spearman"].tolist() == pytest.approx([1])
    assert found.with_score.at["a", "pearson"] < 0.95


# b repeats a, c is the other way round, d is nearly unrelated to all
CLASHING = {
    "a": [0.0, 1, 2, 3, 4, 5, 6, 7],
    "b": [0.0, 1, 2, 3, 4, 5, 6, 8],
    "c": [7.0, 6, 5, 4, 3, 2, 1, 1],
    "d": [1.0, 0, 0, 1, 1, 0, 0, 1],
}


def test_what_clashes_is_found_inside_a_pillar_and_across() -> None:
    found = examine(**index_of(CLASHING, {"p": ["a", "c"], "q": ["b", "d"]}))
    assert [(pair.first, pair.second) for pair in found.redundant] == [("a", "b")]
    assert found.redundant[0] == Pair("a", "b", found.correlations.at["a", "b"])
    # c against its pillar's a, which leaves little of both; b and c are in different pillars
    assert [(c.indicator, c.kind, c.against) for c in found.contrary] == [
        ("a", "indicator", "c"),
        ("c", "pillar", "p"),
        ("c", "score", "score"),
    ]
    assert found.contrary[2] == Contrary("c", "score", "score", found.with_score.at["c", "pearson"])
    assert found.contrary[0].correlation == found.correlations.at["a", "c"]


def test_an_indicator_that_hardly_shows_is_silent() -> None:
    weights = {"a": 0.5, "b": 0.48, "d": 0.02}
    figures = {id: CLASHING[id] for id in weights}
    found = examine(**index_of(figures, {"p": ["a", "b", "d"]}, weights))
    assert found.silent == ("d",)


def test_an_indicator_without_weight_is_described_but_not_reproached() -> None:
    weights = {"a": 1.0, "b": 0.0, "c": 0.0, "d": 0.0}
    found = examine(**index_of(CLASHING, {"p": ["a", "b", "c"], "q": ["d"]}, weights))
    assert (found.redundant, found.contrary, found.silent) == ((), (), ())
    assert found.correlations.at["a", "c"] < -0.9
    assert found.influence["correlation_ratio"].notna().all()
    assert found.influence["influence"].tolist() == pytest.approx([1, NAN, NAN, NAN], nan_ok=True)
    assert found.influence["ratio"].tolist() == pytest.approx([1, NAN, NAN, NAN], nan_ok=True)
    assert found.pillar_influence["influence"].tolist() == pytest.approx([1, NAN], nan_ok=True)


def test_an_indicator_without_weight_takes_no_part_in_alpha_and_components() -> None:
    # it even lacks a figure where the others have one
    figures = {**CROSSED, "idle": [NAN, *CROSSED["a"][1:]], "lone": CROSSED["c"]}
    weights = {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3, "idle": 0.0, "lone": 0.0}
    pillars = {"p": ["a", "b", "idle"], "q": ["c"], "r": ["lone"]}
    found = examine(**index_of(figures, pillars, weights))
    without = examine(**index_of(CROSSED, {"p": ["a", "b"], "q": ["c"]}))
    assert found.complete == 16
    assert found.alpha["p"] == pytest.approx(without.alpha["p"])
    assert np.isnan(found.alpha["r"])
    assert found.alpha_of_pillars == pytest.approx(without.alpha_of_pillars)
    pd.testing.assert_series_equal(found.eigenvalues, without.eigenvalues)
    assert found.loadings.loc[["idle", "lone"]].isna().all(axis=None)
    assert found.with_pillars.loc["idle"].notna().all()


def test_what_is_absent_or_constant_is_named_and_takes_nothing_from_the_others() -> None:
    known = {"a": CROSSED["a"], "b": CROSSED["b"], "c": CROSSED["c"]}
    figures = {**known, "gone": [NAN] * 16, "flat": [0.5] * 16}
    given = index_of(figures, {"p": ["a", "gone", "b"], "q": ["flat", "c"]})
    found = examine(**given)
    assert (found.absent, found.constant) == (("gone",), ("flat",))
    for id in ("gone", "flat"):
        for table in (found.correlations, found.with_pillars, found.with_score, found.loadings):
            assert table.loc[id].isna().all()
        assert found.influence.loc[id, ["correlation_ratio", "influence"]].isna().all()
    without = examine(**index_of(known, {"p": ["a", "b"], "q": ["c"]}))
    assert found.complete == 16
    pd.testing.assert_series_equal(found.alpha, without.alpha)
    pd.testing.assert_series_equal(found.eigenvalues, without.eigenvalues)
    assert found.influence["influence"].sum() == pytest.approx(1)


def test_a_pillar_without_values_takes_nothing_from_the_others() -> None:
    figures = {"a": CROSSED["a"], "b": CROSSED["b"], "gone": [NAN] * 16}
    weights = {"a": 0.5, "b": 0.5, "gone": 0.1}
    given = index_of(figures, {"p": ["a"], "q": ["b"], "r": ["gone"]}, weights)
    # scored without it, as where an indicator that no area has is left out
    given["score"] = given["pillar_values"][["p", "q"]].mean(axis=1)
    found = examine(**given)
    # of a and b alone: 2·(1 - 2v/3v)
    assert found.alpha_of_pillars == pytest.approx(2 / 3)
    assert found.between_pillars["r"].isna().all()
    assert found.pillars_with_score.loc["r"].isna().all()
    assert found.pillar_influence.loc["r", ["correlation_ratio", "influence"]].isna().all()


def test_areas_without_a_score_are_left_out() -> None:
    without = index_of(CROSSED, {"p": ["a", "b"], "q": ["c"]})
    wider = {id: [*figures[:5], 9.0, *figures[5:]] for id, figures in CROSSED.items()}
    given = index_of(wider, {"p": ["a", "b"], "q": ["c"]})
    given["score"].iloc[5] = NAN
    given["provinces"] = np.insert(without["provinces"], 5, 7)
    assert same(examine(**given), examine(**without))


def test_without_any_score_nothing_is_known() -> None:
    given = index_of(CROSSED, {"p": ["a", "b"], "q": ["c"]})
    given["score"][:] = NAN
    found = examine(**given)
    assert (found.areas, found.complete, found.absent) == (0, 0, ("a", "b", "c"))
    assert found.influence["influence"].isna().all()
    assert np.isnan(found.between_provinces)
    json.dumps(audit_json(found), allow_nan=False)


def test_a_score_of_one_indicator_is_this_indicator() -> None:
    found = examine(**index_of({"a": [0.0, 1, 2, 3, 4, 5, 6, 7]}, {"p": ["a"]}))
    assert found.influence.loc["a"].tolist() == pytest.approx([1, 1, 1, 1, 1])
    assert np.isnan(found.alpha_of_pillars)
    assert found.eigenvalues.tolist() == pytest.approx([1])


def same(one: Audit, two: Audit) -> bool:
    """Return whether two audits say the same, down to how floats are rounded."""

    def flat(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [*value, *(leaf for item in value.values() for leaf in flat(item))]
        if isinstance(value, list):
            return [leaf for item in value for leaf in flat(item)]
        return [value]

    leaves = [flat(audit_json(each)) for each in (one, two)]
    numbers = [[x for x in each if isinstance(x, float)] for each in leaves]
    words = [[x for x in each if not isinstance(x, float)] for each in leaves]
    return words[0] == words[1] and numbers[0] == pytest.approx(numbers[1], abs=1e-9)


@given(st.permutations(range(8)))
def test_the_order_of_areas_does_not_matter(order: list[int]) -> None:
    given = index_of(
        {**CLASHING, "e": [1, 2, NAN, 4, 1, NAN, 7, 0]}, {"p": list("ace"), "q": ["b", "d"]}
    )
    turned = {
        key: part if key in ("pillars", "weights")
        else part[order] if key == "provinces"
        else part.iloc[order]
        for key, part in given.items()
    }  # fmt: skip
    assert same(examine(**turned), examine(**given))


# two provinces; the areas stand in order of code, so the first eight are in the first
AREAS = make_areas(CROSSED, codes=[f"{p}01{n:02d}" for p in (10, 20) for n in range(1, 9)])
TWO_PILLARS = {"p": {"a": 1, "b": 1}, "q": {"c": 1}}


def test_scores_are_audited_with_the_pillars_of_their_scenario() -> None:
    # each of the three weighs a third, as in the first test
    scenario = make_scenario(TWO_PILLARS, weights={"p": 2, "q": 1})
    found = audit(AREAS, score_areas(AREAS, scenario), scenario)
    assert found.pillars == {"p": ("a", "b"), "q": ("c",)}
    assert found.influence["stated"].tolist() == pytest.approx([1 / 3] * 3)
    assert found.influence["influence"].tolist() == pytest.approx([9 / 22, 9 / 22, 4 / 22])
    assert found.between_provinces == score_areas(AREAS, scenario).between_provinces


def test_under_balanced_weights_the_influence_asked_for_is_what_was_stated() -> None:
    scenario = make_scenario(TWO_PILLARS, fields={"weighting": "balanced"})
    found = audit(AREAS, score_areas(AREAS, scenario), scenario).pillar_influence
    assert found["stated"].tolist() == [0.5, 0.5]
    assert found["influence"].tolist() == pytest.approx([0.5, 0.5], abs=1e-3)
    assert found["ratio"].tolist() == pytest.approx([1, 1], abs=2e-3)
    # p varies less than q, as the mean of two, so it needs more weight
    assert found.loc["p", "weight"] > 0.5


def test_balanced_inside_a_pillar_states_shares_of_the_pillar() -> None:
    scenario = make_scenario(
        {"p": {"a": 3, "c": 1}, "q": {"b": 1}}, of_pillars={"p": {"weighting": "balanced"}}
    )
    found = audit(AREAS, score_areas(AREAS, scenario), scenario).influence
    assert found["stated"].to_dict() == pytest.approx({"a": 3 / 8, "c": 1 / 8, "b": 1 / 2})


def test_the_table_says_in_words_what_is_to_be_said_of_each_indicator() -> None:
    figures = {**CLASHING, "gone": [NAN] * 8, "flat": [2.0] * 8}
    weights = {"a": 0.3, "b": 0.3, "c": 0.15, "d": 0.05, "gone": 0.1, "flat": 0.1}
    found = examine(
        **index_of(figures, {"p": ["a", "c", "gone"], "q": ["b", "d", "flat"]}, weights)
    )
    table = audit_table(found)
    assert table.index.name == "indicator"
    assert table.index.tolist() == ["a", "c", "gone", "b", "d", "flat"]
    assert table["pillar"].tolist() == ["p", "p", "p", "q", "q", "q"]
    assert table["stated"].tolist() == [0.3, 0.15, 0.1, 0.3, 0.05, 0.1]
    assert table["remarks"].to_dict() == {
        "a": "redundant against_indicator",
        "c": "against_indicator against_pillar against_score above_stated",
        "gone": "absent",
        "b": "redundant",
        "d": "silent below_stated",
        "flat": "constant",
    }
    assert table.at["c", "with_pillar"] == found.with_pillars.at["c", "p"]
    assert table.at["d", "with_score"] == found.with_score.at["d", "pearson"]
    assert table.at["b", "influence"] == found.influence.at["b", "influence"]


def test_json_holds_every_field_as_plain_values() -> None:
    figures = {**CLASHING, "gone": [NAN] * 8}
    found = examine(**index_of(figures, {"p": ["a", "c", "gone"], "q": ["b", "d"]}))
    plain = audit_json(found)
    assert list(plain) == [field.name for field in fields(found)]
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["pillars"] == {"p": ["a", "c", "gone"], "q": ["b", "d"]}
    assert plain["correlations"]["a"]["gone"] is None
    assert plain["correlations"]["a"]["c"] == found.correlations.at["a", "c"]
    assert plain["influence"]["gone"]["stated"] == pytest.approx(1 / 5)
    assert plain["loadings"]["gone"] == [None] * 4
    assert plain["loadings"]["a"] == found.loadings.loc["a"].tolist()
    assert plain["redundant"][0]["second"] == "b"
    assert plain["contrary"][0]["kind"] == "indicator"
    assert plain["alpha"]["q"] == found.alpha["q"]
