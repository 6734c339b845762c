"""Many draws: cases with a known answer, against drawing the long way, and how they end."""

import numpy as np
import pandas as pd
import pytest

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.uncertainty.assess import stated_places
from scoring.uncertainty.draws import (
    BLOCK,
    Against,
    Places,
    checked_draws,
    evaluated,
    sequence,
    standard_error,
)
from scoring.uncertainty.evaluate import Evaluator
from tests.making import make_areas, make_scenario
from tests.scoring.uncertainty.open_cases import (
    evaluator,
    made_areas,
    made_scenario,
    the_long_way,
)

NOTHING = {
    "weights": "fixed", "normalisation": [], "treatment": [], "missing": [], "aggregation": [],
    "figures": "as_published",
}  # fmt: skip
"""Nothing is open."""


def _of_one_pillar(indicators: int, uncertainty: dict[str, object], count: int) -> Scenario:
    members: dict[str, float | None] = {f"i{n}": 1 for n in range(indicators)}
    return make_scenario({"one": members}, count=count, fields={"uncertainty": uncertainty})


def _drawn(
    areas: Areas, scenario: Scenario, draws: int = 4096, error: float = 0.0, threads: int = 1
) -> Places:
    own = evaluator(areas, scenario)
    return evaluated(own, _against(own), draws, error, threads=threads)


def _against(own: Evaluator) -> Against:
    return stated_places(own, own.sources.opened.combinations[0].scores)


def test_two_indicators_under_a_uniform_weight() -> None:
    # the first weight w is uniform: the first area is ahead of (0.6, 0.6) where w > 0.6, the
    # second where 1 - w > 0.6, and the third has the rest
    areas = make_areas({"i0": [1, 0, 0.6], "i1": [0, 1, 0.6]})
    uniform = {**NOTHING, "weights": {"method": "spread", "spread": 1 / np.sqrt(3)}}
    found = _drawn(areas, _of_one_pillar(2, uniform, 1))
    np.testing.assert_allclose(found.top, [0.4, 0.4, 0.2], atol=0.002)
    # each of the first two is last in half of the draws, the third never
    assert found.ranks is not None
    assert found.ranks[0].tolist() == [1, 1, 1]
    assert found.ranks[2].tolist() == [3, 3, 2]


def test_where_all_areas_tie_each_has_its_share_of_the_places() -> None:
    x = np.linspace(0, 1, 11)
    areas = make_areas({"i0": list(x), "i1": list(1 - x)})
    found = _drawn(areas, _of_one_pillar(2, NOTHING, 4), draws=100)
    np.testing.assert_allclose(found.top, 4 / 11)
    assert found.ranks is not None
    assert (found.ranks == 1).all()
    assert (found.shift == 0).all()


def test_areas_that_could_change_places_are_as_likely_to_be_ahead() -> None:
    # each has all its need in an indicator of its own
    areas = make_areas({f"i{n}": [float(n == m) for m in range(6)] for n in range(6)})
    spread = {**NOTHING, "weights": {"method": "spread", "spread": 0.5}}
    found = _drawn(areas, _of_one_pillar(6, spread, 2), draws=8192)
    np.testing.assert_allclose(found.top, 2 / 6, atol=0.01)
    assert found.top.sum() == pytest.approx(2)


def test_fifty_areas_against_drawing_the_long_way() -> None:
    random = np.random.default_rng(11)
    codes = [f"{province}01{n:02d}" for province in (10, 11, 20, 80, 90) for n in range(1, 11)]
    figures = {id: list(random.normal(10, 2, 50)) for id in "abcd"}
    areas = make_areas(
        figures,
        codes=codes,
        regions=["central"] * 50,
        standard_errors={"a": list(random.uniform(0.1, 1, 50))},
    )
    scenario = made_scenario(
        {"weights": {"method": "spread", "spread": 0.4}, "normalisation": ["z_score", "rank"],
         "treatment": ["winsorise"], "missing": [], "aggregation": ["mazziotta_pareto"]}
    )  # fmt: skip
    own = evaluator(areas, scenario)
    found = evaluated(own, _against(own), 200, 0.0)
    numbers = next(sequence(own.sources.numbers, own.seed))[:200]
    scores = np.empty((200, 50))
    for positions, drawn in own.batches(numbers):
        for at, position in enumerate(positions):
            scores[position] = the_long_way(own, drawn, at)
    ranks = pd.DataFrame(-scores.round(9)).rank(axis=1, method="min").to_numpy()
    expected = np.quantile(ranks, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf")
    np.testing.assert_array_equal(found.ranks, expected)
    np.testing.assert_allclose(found.top, (ranks <= 6).mean(axis=0))
    stated = score_areas(areas, scenario).rank.to_numpy("float64")
    np.testing.assert_allclose(found.shift, np.abs(ranks - stated).mean(axis=1))
    np.testing.assert_allclose(found.overlap, (ranks[:, stated <= 6] <= 6).mean(axis=1))


def test_intervals_hold_nine_in_ten_of_other_draws() -> None:
    areas = made_areas(4, gaps=0)
    scenario = made_scenario()
    found = _drawn(areas, scenario, draws=4096)
    other = evaluator(areas, scenario)
    # drawn apart: other numbers, and other noise
    other.seed = 99
    inside, seen = np.zeros(len(areas)), 0
    assert found.ranks is not None
    low, _, high = found.ranks
    for _, drawn in other.batches(next(sequence(other.sources.numbers, 99))):
        ranks = pd.DataFrame(-other.scores(drawn)).rank(axis=1, method="min").to_numpy()
        inside += ((ranks >= low) & (ranks <= high)).sum(axis=0)
        seen += len(ranks)
    # ranks are whole numbers, so that an interval may hold somewhat more
    assert (inside / seen > 0.87).all()
    assert 0.90 <= (inside / seen).mean() <= 0.97


def test_intervals_from_standard_errors_hold_the_true_rank_as_often_as_they_say() -> None:
    # 40 true figures, each measured with a known error, a hundred times over
    random = np.random.default_rng(8)
    truth = np.linspace(0, 10, 40)
    true_ranks = np.arange(40, 0, -1)
    scenario = _of_one_pillar(1, {**NOTHING, "figures": "normal"}, 5)
    held = []
    for _ in range(100):
        measured = truth + random.normal(0, 0.5, 40)
        areas = make_areas({"i0": list(measured)}, standard_errors={"i0": [0.5] * 40})
        found = _drawn(areas, scenario, draws=400)
        assert found.ranks is not None
        held.append((found.ranks[0] <= true_ranks) & (true_ranks <= found.ranks[2]))
    # at the ends they hold less: what is measured as first is mostly so by luck as well
    assert 0.88 <= np.mean(held) <= 0.97


@pytest.mark.parametrize("draws", [100, 1500])
def test_the_same_seed_gives_the_same_bytes_on_one_thread_and_on_two(draws: int) -> None:
    areas, scenario = made_areas(7), made_scenario()
    one, two = (_drawn(areas, scenario, draws, threads=threads) for threads in (1, 2))
    assert one.ranks is not None
    assert two.ranks is not None
    for mine, theirs in (
        (one.top, two.top), (one.ranks, two.ranks), (one.shift, two.shift),
        (one.overlap, two.overlap),
    ):  # fmt: skip
        assert mine.tobytes() == theirs.tobytes()


def test_another_seed_gives_other_draws() -> None:
    areas = made_areas(7)
    one, other = (_drawn(areas, made_scenario(seed=seed), 512) for seed in (1, 2))
    assert one.top.tobytes() != other.top.tobytes()


def test_more_draws_begin_with_the_same_ones() -> None:
    areas, scenario = made_areas(7), made_scenario()
    few, many = (_drawn(areas, scenario, draws) for draws in (300, 700))
    np.testing.assert_array_equal(few.shift, many.shift[:300])


def test_it_ends_when_the_error_is_small_enough_and_says_how_small() -> None:
    areas, scenario = made_areas(7), made_scenario()
    told: list[tuple[int, int]] = []
    own = evaluator(areas, scenario)
    found = evaluated(
        own, _against(own), 50_000, 0.008, progress=lambda done, of: told.append((done, of))
    )
    assert found.error <= 0.008
    assert found.draws % BLOCK == 0
    assert found.draws < 50_000
    assert told == [(n * BLOCK, 50_000) for n in range(1, found.draws // BLOCK + 1)]
    assert found.error == standard_error(found.top * found.draws, found.draws).max()


def test_the_standard_error_is_that_of_independent_draws() -> None:
    random = np.random.default_rng(1)
    frequencies = random.binomial(400, 0.3, 20_000) / 400
    assert standard_error(np.array([120.0]), 400)[0] == pytest.approx(frequencies.std(), rel=0.03)


def test_a_few_draws_that_agree_are_not_certain() -> None:
    assert standard_error(np.array([8.0]), 8)[0] > 0.1


@pytest.mark.parametrize("draws", [0, -3, 10**8])
def test_numbers_of_draws_that_mean_nothing_are_refused(draws: int) -> None:
    with pytest.raises(ScoringError, match="draws are asked for; it must be 1 to 10,000,000"):
        checked_draws(draws, 100, 0.01)


@pytest.mark.parametrize("lists", [-1, 10**8])
def test_numbers_of_lists_that_mean_nothing_are_refused(lists: int) -> None:
    with pytest.raises(ScoringError, match="lists are asked for; it must be 0, for none, to"):
        checked_draws(100, lists, 0.01)
    checked_draws(100, 0, 0.01)


@pytest.mark.parametrize("error", [-0.1, 0.5, np.nan])
def test_errors_that_mean_nothing_are_refused(error: float) -> None:
    with pytest.raises(ScoringError, match=r"at least 0.*below 0\.5"):
        checked_draws(100, 100, error)


def test_highest_scores_alone_are_the_same_without_ranks() -> None:
    areas, scenario = made_areas(7), made_scenario()
    own = evaluator(areas, scenario)
    alone = evaluated(own, _against(own), 600, 0.0, ranks=False)
    assert alone.ranks is None
    np.testing.assert_array_equal(alone.top, _drawn(areas, scenario, 600).top)
