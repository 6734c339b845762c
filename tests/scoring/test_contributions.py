"""What each indicator adds: it sums to the score, whatever the method."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.index import score_areas
from scoring.levels import Level
from scoring.prepare import Prepared, prepare
from scoring.scenario import Scenario
from scoring.scores import Scores
from tests.making import make_areas, make_scenario

NAN = np.nan
PILLARS = {"p": {"a": 2, "b": 1}, "q": {"c": 1, "d": 3}}
WEIGHTS = {"p": 1, "q": 2}
METHODS = [
    "arithmetic", "geometric", {"method": "power_mean", "exponent": 3.0},
    {"method": "threshold_count", "threshold": 60}, "mazziotta_pareto", "topsis", "vikor",
    {"method": "promethee", "preference": 20},
]  # fmt: skip
ADDITIVE = ("arithmetic", "threshold_count", "promethee")


def name(method: str | dict) -> str:
    return method if isinstance(method, str) else method["method"]


@st.composite
def figures(draw: st.DrawFn) -> dict[str, list[float]]:
    # the ends of each scale are there, so that none is the same everywhere
    count = draw(st.integers(1, 6))
    column = st.lists(st.integers(0, 20).map(float), min_size=count, max_size=count)
    return {id: [0.0, 20.0, *draw(column)] for id in "abcd"}


def scenario_of(inner: str | dict, outer: str | dict, missing: str = "average") -> Scenario:
    return make_scenario(
        PILLARS,
        weights=WEIGHTS,
        missing=missing,
        fields={"aggregation": outer, "normalisation": {"method": "min_max", "from": 1}},
        of_pillars={"p": {"aggregation": inner}, "q": {"aggregation": inner}},
    )


def scored(figures: dict, inner: str | dict, outer: str | dict, missing: str = "average") -> Scores:
    return score_areas(make_areas(figures), scenario_of(inner, outer, missing))


def levels_of(prepared: Prepared, scenario: Scenario) -> tuple[list[Level], Level]:
    """The levels of the made-up scenario, put together here anew."""
    levels = []
    for pillar, columns in zip(scenario.pillars, prepared.columns, strict=True):
        values = prepared.values[:, columns]
        weights = np.array([i.weight for i in pillar.indicators]) / sum(
            i.weight for i in pillar.indicators
        )
        own = np.where(np.isnan(values), 0, weights)
        with np.errstate(invalid="ignore"):
            own = own / own.sum(axis=1, keepdims=True)
        levels.append(Level(pillar.aggregation, values, weights, own))
    means = np.column_stack([level.of(level.values) for level in levels])
    shares = np.array([1, 2]) / 3
    own = np.where(np.isnan(means).any(axis=1, keepdims=True), NAN, shares)
    return levels, Level(scenario.aggregation, means, shares, own)


PAIRS = [
    (inner, outer)
    for inner, outer in itertools.product(METHODS, METHODS)
    # all of one level with a few of the other; these inner ones give 0, which is refused above
    if "arithmetic" in (inner, outer)
    or outer == "topsis"
    or (outer == "geometric" and name(inner) in ("geometric", "power_mean", "mazziotta_pareto"))
]


@pytest.mark.parametrize(("inner", "outer"), PAIRS, ids=name)
@settings(max_examples=5)
@given(figures())
def test_contributions_and_base_sum_to_the_score(
    inner: str | dict, outer: str | dict, figures: dict
) -> None:
    scores = scored(figures, inner, outer)
    total = scores.contributions.sum(axis=1) + scores.base
    np.testing.assert_allclose(total, scores.score, atol=1e-12, rtol=0)
    additive = name(outer) == "arithmetic" and name(inner) in ADDITIVE
    assert scores.additive == additive
    if additive:
        assert (scores.base == 0).all()


def test_where_figures_are_missing_the_others_sum_to_the_score_all_the_same() -> None:
    figures = {
        "a": [0.0, 20, None, 5],
        "b": [20.0, None, 0, 3],
        "c": [0.0, 20, 7, 4],
        "d": [9.0, 0, 20, None],
    }
    for outer, rule in itertools.product(
        ("arithmetic", "geometric"), ("average", "renormalise", "province_mean", "pillar_median")
    ):
        scores = scored(figures, "arithmetic", outer, rule)
        total = scores.contributions.sum(axis=1) + scores.base
        np.testing.assert_allclose(total, scores.score, atol=1e-12, rtol=0)
        left_out = scores.contributions.isna().to_numpy().sum()
        assert left_out == (3 if rule == "renormalise" else 0)


def test_additive_contributions_are_weight_times_points_by_hand() -> None:
    # b of the third area: 10 of 20; 100 · 1/3 · 1/3 · 0.5, without the floor of the scale
    scenario = make_scenario(PILLARS, weights=WEIGHTS)
    areas = make_areas({"a": [0, 20, 5], "b": [0, 20, 10], "c": [0, 20, 1], "d": [0, 20, 2]})
    scores = score_areas(areas, scenario)
    assert scores.contributions["b"].iloc[2] == pytest.approx(100 / 18)
    assert (scores.base == 0).all()


def owen_by_hand(score: Callable[[set[str]], float]) -> dict[str, float]:
    """The mean change by each indicator over all orders that keep pillars together."""
    orders = [
        [*first, *second]
        for p, q in [(("a", "b"), ("c", "d")), (("c", "d"), ("a", "b"))]
        for first in itertools.permutations(p)
        for second in itertools.permutations(q)
    ]
    found = dict.fromkeys("abcd", 0.0)
    for order in orders:
        for n, id in enumerate(order):
            found[id] += score(set(order[: n + 1])) - score(set(order[:n]))
    return {id: total / len(orders) for id, total in found.items()}


def test_contributions_to_a_geometric_mean_are_owen_values_by_hand() -> None:
    figures = {"a": [0, 20, 5], "b": [0, 20, 10], "c": [0, 20, 1], "d": [0, 20, 2]}
    scores = scored(figures, "arithmetic", "geometric")
    points = {id: [1 + 99 * x / 20 for x in column] for id, column in figures.items()}
    mean = {id: np.mean(column) for id, column in points.items()}

    def score(known: set[str]) -> float:
        x = {id: points[id][2] if id in known else mean[id] for id in "abcd"}
        p, q = (2 * x["a"] + x["b"]) / 3, (x["c"] + 3 * x["d"]) / 4
        return p ** (1 / 3) * q ** (2 / 3)

    assert scores.score.iloc[2] == pytest.approx(score(set("abcd")))
    assert scores.base.iloc[2] == pytest.approx(score(set()))
    assert scores.contributions.iloc[2].to_dict() == pytest.approx(owen_by_hand(score))


def test_areas_without_a_score_have_no_contributions() -> None:
    scenario = make_scenario({"p": {"a": 1}}, fields={"aggregation": "topsis"})
    scores = score_areas(make_areas({"a": [0, 1, None, 3]}), scenario)
    assert scores.contributions["a"].isna().tolist() == [False, False, True, False]
    assert scores.base.isna().tolist() == [False, False, True, False]


def test_rounding_a_score_does_not_part_it_from_its_contributions() -> None:
    # thirds of thirds: the parts add up to 66.666…, the score is rounded
    figures = {"a": [0, 3, 1], "b": [0, 3, 1], "c": [0, 3, 1], "d": [0, 3, 1]}
    scores = score_areas(
        make_areas(figures), make_scenario({"p": {"a": 1, "b": 1, "c": 1, "d": 1}})
    )
    assert scores.score.iloc[2] == 33.333333333
    np.testing.assert_allclose(scores.contributions.iloc[2].sum(), 33.333333333, atol=1e-13, rtol=0)


# the last two lack a pillar and are extreme in the other, which is nobody's business
GAPS = {
    "a": [0.0, 20, 20, 5, None, 12, 20, 0],
    "b": [20.0, 0, 4, None, 10, 1, 20, 0],
    "c": [0.0, 20, 7, 4, 1, None, None, None],
    "d": [9.0, 0, 20, None, 13, 2, None, None],
}


@pytest.mark.parametrize("missing", ["renormalise", "exclude", "average"])
@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("arithmetic", "topsis"), ("topsis", "arithmetic"), ("arithmetic", "vikor"),
        ("vikor", {"method": "power_mean", "exponent": 0.5}), ("mazziotta_pareto", "geometric"),
        ({"method": "promethee", "preference": 30}, "topsis"), ("geometric", "promethee"),
        ({"method": "threshold_count", "threshold": 40}, "vikor"),
    ],
    ids=name,
)  # fmt: skip
def test_contributions_are_owen_values_of_the_score_itself(
    inner: str | dict, outer: str | dict, missing: str
) -> None:
    """Each coalition is scored anew by putting a made-up area's values in and scoring by levels."""
    scenario = scenario_of(inner, outer, missing)
    prepared = prepare(make_areas(GAPS), scenario)
    scores = score_areas(make_areas(GAPS), scenario)
    levels, top = levels_of(prepared, scenario)
    for at in np.flatnonzero(scores.score.notna()):
        own = prepared.values[at]
        mean = np.nanmean(prepared.values[scores.score.notna().to_numpy()], axis=0)

        def score(
            known: set[str], own: np.ndarray = own, mean: np.ndarray = mean, at: int = at
        ) -> float:
            row = np.where([id in known for id in "abcd"], own, np.where(np.isnan(own), NAN, mean))
            values = [
                level.of(row[None, columns], np.array([at]))
                for level, columns in zip(levels, prepared.columns, strict=True)
            ]
            return 100 * float(top.of(np.column_stack(values), np.array([at]))[0])

        there = "".join(id for id, x in zip("abcd", own, strict=True) if not np.isnan(x))
        expected = owen_by_hand(score)
        assert score(set("abcd")) == pytest.approx(scores.score.iloc[at], abs=1e-8)
        assert scores.base.iloc[at] == pytest.approx(score(set()), abs=1e-8)
        for id in there:
            assert scores.contributions[id].iloc[at] == pytest.approx(expected[id], abs=1e-8)
