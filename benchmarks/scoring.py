"""The composite index: rescoring everything, changing the weights alone, and how both grow.

The peers are scikit-criteria and pymcdm, the two packages that most people would take. All three
get the same figures, turn two of them round, bring them to 0–1 by min–max, aggregate and rank. No
figure is printed unless every peer has the same scores, to 1e-9, and the same ranks. Ours works
out what every indicator adds to a score as well, when asked; neither peer does. pymcdm runs without
its checks of the input, which take longer than its arithmetic. How long all this takes depends on
the machine, so the bounds are told and not asserted.

The figures are made up, for this only: correlated, alike within a province, and either skewed or
shares in per cent rounded to one decimal.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import skcriteria
from numpy.typing import NDArray
from pymcdm import methods
from pymcdm.helpers import normalize_matrix
from pymcdm.methods.mcda_method import MCDA_method
from pymcdm.normalizations import minmax_normalization
from rich.console import Console
from rich.table import Table
from skcriteria.agg import topsis, vikor
from skcriteria.agg.simple import WeightedSumModel
from skcriteria.pipelines import mkpipe
from skcriteria.preprocessing.invert_objectives import NegateMinimize
from skcriteria.preprocessing.scalers import MinMaxScaler

from geo.areas import Areas
from scoring.change import changed
from scoring.index import rescore, score_areas
from scoring.prepare import prepare
from scoring.scenario import Scenario
from scoring.scores import Scores
from tests.making import make_areas

AREAS = 7_436
FEWER = 1_000
"""As many as pymcdm compares pair by pair in reasonable time and memory."""
GROWTH = (1, 10, 100)
MOST_MILLISECONDS = 20.0
"""How long a whole rescoring should take."""
MOST_MILLISECONDS_WEIGHTS = 2.0
"""How long it should take when only weights changed."""
_AGREE = 1e-9
_RUNS = 15

Numbers = NDArray[np.float64]
Result = tuple[Numbers, Numbers]
"""Scores, 0–1 and high = more need, and ranks."""

PILLARS = {
    "poverty": ("poor_share", "income", "debt", "distance_bank"),
    "work": ("unemployed", "informal", "distance_town", "population_loss"),
    "achievement": ("school_years", "infant_deaths", "water", "light"),
}
PILLAR_WEIGHTS = {"poverty": 3.0, "work": 2.0, "achievement": 1.0}
OTHER_PILLAR_WEIGHTS = {"poverty": 1.0, "work": 1.0, "achievement": 2.0}
INDICATORS = [id for members in PILLARS.values() for id in members]
LESS_IS_NEED = ("income", "school_years")
SKEWED = ("income", "debt", "distance_bank", "distance_town", "light")
DIRECTIONS = [-1 if id in LESS_IS_NEED else 1 for id in INDICATORS]
_DRAWN = np.random.default_rng(2569).uniform(1, 5, len(INDICATORS))
# no round numbers, so that no two areas tie: each package ranks ties in its own way
INDICATOR_WEIGHTS = dict(zip(INDICATORS, _DRAWN.tolist(), strict=True))


def run() -> None:
    """Print milliseconds of all three for each method, the ratios, and the growth."""
    all_, fewer = Problem(AREAS), Problem(FEWER)
    heads = ("ms", "Phuenthi", "bound", "scikit-\ncriteria", "ratio", "pymcdm", "ratio")
    table = Table(*heads, title=f"{AREAS:,} areas × {len(INDICATORS)} indicators to one rank")
    sums = (
        all_.scikit_criteria(WeightedSumModel()),
        all_.pymcdm(methods.WSM(minmax_normalization)),
    )
    for title, bound, ours, peers in (
        ("weighted sum", MOST_MILLISECONDS, all_.scored("arithmetic"), sums),
        ("  explained", MOST_MILLISECONDS, all_.explained(), sums),
        ("  treated too", MOST_MILLISECONDS, all_.explained("automatic"), (None, None)),
        ("  new weights", MOST_MILLISECONDS_WEIGHTS, all_.reweighted(),
         (all_.scikit_criteria_reweighted(), all_.pymcdm_reweighted())),
        ("TOPSIS", MOST_MILLISECONDS, all_.scored("topsis"),
         (all_.scikit_criteria(topsis.TOPSIS()), all_.pymcdm(methods.TOPSIS()))),
        ("  explained", None, all_.explained_of_one_pillar("topsis"), (None, None)),
        ("VIKOR", MOST_MILLISECONDS, all_.scored("vikor"),
         (all_.scikit_criteria(vikor.VIKOR(use_compromise_set=False)),
          all_.pymcdm(methods.VIKOR()))),
        ("PROMETHEE II", MOST_MILLISECONDS, all_.scored("promethee"), (None, None)),
        (f"  {FEWER:,} areas", None, fewer.scored("promethee"),
         (None, fewer.pymcdm(methods.PROMETHEE_II("usual")))),
    ):  # fmt: skip
        # what has no bound takes seconds
        result, milliseconds = _timed(ours, 1 if bound is None else _RUNS)
        kept = "kept" if bound is None or milliseconds <= bound else "not kept"
        cells = [title, f"{milliseconds:.2f}", "" if bound is None else f"{bound:g} ({kept})"]
        for peer in peers:
            cells += ["", ""] if peer is None else _compared(result, milliseconds, peer)
        table.add_row(*cells)
    for each in (table, _growth()):
        Console().print(each)
    print(
        f"Medians of up to {_RUNS} runs; ratio: ours to theirs. All scores agree to {_AGREE:g}, "
        f"up to {AREAS:,} areas all ranks exactly."
    )


def _growth() -> Table:
    """Return how long ever more areas take; fewer runs for more areas."""
    heads = ("areas", "Phuenthi", "times", "new weights", "times", "scikit-\ncriteria", "ratio")
    table = Table(*heads, title="Milliseconds for the weighted sum of more areas")
    first: tuple[float, float] | None = None
    for times in GROWTH:
        problem, runs = Problem(AREAS * times), max(3, _RUNS // times)
        (scores, _), whole = _timed(problem.scored("arithmetic"), runs)
        _, weights = _timed(problem.reweighted(), runs)
        (peer_scores, _), peer = _timed(problem.scikit_criteria(WeightedSumModel()), runs)
        np.testing.assert_allclose(scores, peer_scores, rtol=0, atol=_AGREE)
        first = first or (whole, weights)
        cells = (whole, whole / first[0], weights, weights / first[1], peer, whole / peer)
        table.add_row(f"{problem.count:,}", *(f"{cell:,.2f}" for cell in cells))
    return table


def _compared(ours: Result, milliseconds: float, peer: Callable[[], Result]) -> list[str]:
    """Return the peer's milliseconds and the ratio; an error where it finds something else."""
    (scores, ranks), peer_milliseconds = _timed(peer)
    np.testing.assert_allclose(ours[0], scores, rtol=0, atol=_AGREE)
    np.testing.assert_array_equal(ours[1], ranks)
    return [f"{peer_milliseconds:.2f}", f"{milliseconds / peer_milliseconds:.2f}"]


def _timed(work: Callable[[], Result], runs: int = _RUNS) -> tuple[Result, float]:
    """Return the result and the median of the milliseconds, after one run that fills caches."""
    result, taken = work(), []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return result, statistics.median(taken)


@dataclass(frozen=True)
class Problem:
    """The same figures, weights and directions for each of the three."""

    count: int

    @cached_property
    def figures(self) -> Numbers:
        """Areas × indicators, each indicator in a unit of its own."""
        rng = np.random.default_rng(2569)
        need = rng.normal(size=(self.count, 1))
        figures = 0.6 * need + 0.8 * rng.normal(size=(self.count, len(INDICATORS)))
        figures += rng.normal(scale=0.5, size=(90, len(INDICATORS)))[self._codes // 10_000 - 10]
        figures *= DIRECTIONS
        skewed = [id in SKEWED for id in INDICATORS]
        shares = np.round(100 / (1 + np.exp(2 - figures)), 1)
        return np.where(skewed, np.exp(1 + figures), shares)

    @cached_property
    def areas(self) -> Areas:
        """Unit squares in a row, in 90 provinces of about the same size."""
        return make_areas(
            dict(zip(INDICATORS, self.figures.T, strict=True)),
            codes=[f"{code}" for code in self._codes],
            regions=["central"] * self.count,
            less_is_need=LESS_IS_NEED,
        )

    @property
    def _codes(self) -> NDArray[np.intp]:
        return 100_000 + np.arange(self.count) * (900_000 // self.count)

    def scored(self, aggregation: str) -> Callable[[], Result]:
        """Return our whole pipeline; only the weighted sum goes by way of pillars."""
        one_pillar = aggregation != "arithmetic"
        scenario = _of_one_pillar(aggregation) if one_pillar else made_up(PILLAR_WEIGHTS)
        areas = self.areas
        return lambda: _result(score_areas(areas, scenario))

    def explained(self, treatment: str = "none") -> Callable[[], Result]:
        """Return our weighted sum as the sum of what each indicator adds."""
        areas, scenario = self.areas, made_up(PILLAR_WEIGHTS)
        fields = {
            f"pillar.{id}.indicator.{indicator}.treatment": treatment
            for id, members in PILLARS.items()
            for indicator in members
        }
        scenario = changed(scenario, fields)

        def work() -> Result:
            scores = score_areas(areas, scenario)
            return scores.contributions.to_numpy().sum(axis=1) / 100, _result(scores)[1]

        return work

    def explained_of_one_pillar(self, aggregation: str) -> Callable[[], Result]:
        """Return our score by a method that is no plain sum, as the sum of Shapley values."""
        areas, scenario = self.areas, _of_one_pillar(aggregation)

        def work() -> Result:
            scores = score_areas(areas, scenario)
            total = scores.contributions.to_numpy().sum(axis=1) + scores.base.to_numpy()
            np.testing.assert_allclose(total, scores.score, rtol=0, atol=_AGREE)
            return total / 100, _result(scores)[1]

        return work

    def reweighted(self) -> Callable[[], Result]:
        """Return our scores with other weights, from what is normalised already."""
        prepared = prepare(self.areas, made_up(PILLAR_WEIGHTS))
        other = made_up(OTHER_PILLAR_WEIGHTS)
        return lambda: _result(rescore(prepared, other))

    def scikit_criteria(self, method: Any) -> Callable[[], Result]:
        """Return the same as a pipeline of scikit-criteria."""
        pipeline = mkpipe(NegateMinimize(), MinMaxScaler("matrix"), method)
        decision = self._decision
        return lambda: _read(pipeline.evaluate(decision))

    def scikit_criteria_reweighted(self) -> Callable[[], Result]:
        """Return other weights on what scikit-criteria normalised already."""
        pipeline = mkpipe(NegateMinimize(), MinMaxScaler("matrix"), WeightedSumModel())
        normalised, weights = pipeline.transform(self._decision), _weights(OTHER_PILLAR_WEIGHTS)
        return lambda: _read(WeightedSumModel().evaluate(normalised.replace(weights=weights)))

    @property
    def _decision(self) -> skcriteria.DecisionMatrix:
        return skcriteria.mkdm(self.figures, DIRECTIONS, weights=_weights(PILLAR_WEIGHTS))

    def pymcdm(self, method: MCDA_method) -> Callable[[], Result]:
        """Return the same with pymcdm."""
        figures, weights, types = self.figures, _weights(PILLAR_WEIGHTS), DIRECTIONS

        def work() -> Result:
            preferences = method(figures, weights, types, validation=False)
            return _as_need(method, preferences), method.rank(preferences)

        return work

    def pymcdm_reweighted(self) -> Callable[[], Result]:
        """Return other weights on what pymcdm normalised already."""
        normalised = normalize_matrix(self.figures, minmax_normalization, DIRECTIONS)
        weights, types = _weights(OTHER_PILLAR_WEIGHTS), [1] * len(INDICATORS)
        method = methods.WSM(lambda values, cost: values)

        def work() -> Result:
            preferences = method(normalised, weights, types, validation=False)
            return preferences, method.rank(preferences)

        return work


def made_up(pillar_weights: dict[str, float]) -> Scenario:
    own = {id: {i: INDICATOR_WEIGHTS[i] for i in members} for id, members in PILLARS.items()}
    return _with([_pillar(id, weight, own[id]) for id, weight in pillar_weights.items()])


def _of_one_pillar(aggregation: str) -> Scenario:
    weights = dict(zip(INDICATORS, _weights(PILLAR_WEIGHTS).tolist(), strict=True))
    return _with([{**_pillar("all", 1.0, weights), "aggregation": aggregation}])


def _pillar(id: str, weight: float, indicators: dict[str, float]) -> dict[str, Any]:
    return {
        **dict.fromkeys(("id", "title_th", "title_en"), id),
        "weight": weight,
        "indicator": [{"id": i, "weight": w} for i, w in indicators.items()],
    }


def _with(pillars: list[dict[str, Any]]) -> Scenario:
    return Scenario.model_validate(
        {
            "schema": 2,
            "id": "made-up",
            "title_th": "ข้อมูลสมมติ",
            "title_en": "Made up",
            "seed": 0,
            "missing": "refuse",
            "pillar": pillars,
            "choose": {"count": 50},
        }
    )


def _weights(pillar_weights: dict[str, float]) -> Numbers:
    """Return the weight of each indicator in the whole, for those who know no pillars."""
    shares = []
    for id, members in PILLARS.items():
        own = np.array([INDICATOR_WEIGHTS[i] for i in members])
        shares.append(pillar_weights[id] * own / own.sum())
    return np.concatenate(shares) / sum(pillar_weights.values())


def _result(scores: Scores) -> Result:
    return scores.score.to_numpy() / 100, scores.rank.to_numpy("float64")


def _read(result: Any) -> Result:
    extra = result.e_
    if "q_k" in extra:
        return 1 - extra["q_k"], result.rank_
    return extra["score"] if "score" in extra else extra["similarity"], result.rank_


def _as_need(method: MCDA_method, preferences: Numbers) -> Numbers:
    """Return preferences on 0–1, high = more need, as ours are."""
    if isinstance(method, methods.VIKOR):
        return 1 - preferences
    return (preferences + 1) / 2 if isinstance(method, methods.PROMETHEE_II) else preferences
