import numpy as np
import pandas as pd

from scoring.audit.findings import (
    Contrary,
    Pair,
    contrary_indicators,
    redundant_pairs,
    silent_indicators,
)

NAN = np.nan


def correlated(ids: str, **pairs: float) -> pd.DataFrame:
    """Return a matrix of correlations; those not given are 0.3."""
    matrix = pd.DataFrame(0.3, list(ids), list(ids))
    for id in ids:
        matrix.loc[id, id] = 1.0
    for (one, two), correlation in pairs.items():
        matrix.loc[one, two] = matrix.loc[two, one] = correlation
    return matrix


def test_pairs_above_the_threshold_say_the_same() -> None:
    # 0.92 itself is not above it, and what runs against another entirely is not the same
    found = redundant_pairs(correlated("abcd", ac=0.93, bc=0.92, bd=-1.0, cd=1.0))
    assert found == (Pair("a", "c", 0.93), Pair("c", "d", 1.0))


def test_an_unknown_correlation_says_nothing() -> None:
    assert redundant_pairs(correlated("abc", ab=NAN, ac=NAN)) == ()
    assert silent_indicators(pd.Series({"a": NAN, "b": 0.1})) == ("b",)
    unknown = pd.DataFrame(NAN, ["a", "b"], ["p"])
    members = {"p": ["a", "b"]}
    assert contrary_indicators(correlated("ab", ab=NAN), unknown, unknown["p"], members) == ()


def test_what_runs_against_its_pillar_its_neighbours_or_the_score() -> None:
    # a and d are in different pillars, so that they may run against each other
    # -0.4 itself is not below the threshold
    correlations = correlated("abcde", ab=-0.41, ac=-0.4, bc=-0.5, ad=-0.9)
    with_pillars = pd.DataFrame(
        {"p": [0.5, -0.2, 0.0, -0.9, -0.9], "q": [-0.9, -0.9, -0.9, 0.8, 0.8]}, list("abcde")
    )
    with_score = pd.Series({"a": 0.4, "b": -0.1, "c": 0.4, "d": 0.4, "e": -0.3})
    members = {"p": ["a", "b", "c"], "q": ["d", "e"]}
    assert contrary_indicators(correlations, with_pillars, with_score, members) == (
        Contrary("a", "indicator", "b", -0.41),
        Contrary("b", "indicator", "c", -0.5),
        Contrary("b", "pillar", "p", -0.2),
        Contrary("b", "score", "score", -0.1),
        Contrary("e", "score", "score", -0.3),
    )


def test_what_rounding_leaves_below_0_is_no_contradiction() -> None:
    with_pillars = pd.DataFrame({"p": [-1e-16]}, ["a"])
    members = {"p": ["a"]}
    found = contrary_indicators(correlated("a"), with_pillars, with_pillars["p"], members)
    assert found == ()


def test_indicators_that_hardly_show_in_the_score() -> None:
    with_score = pd.Series({"a": 0.19, "b": 0.2, "c": -0.19, "d": -0.2, "e": 0.0})
    assert silent_indicators(with_score) == ("a", "c", "e")
