"""Whom a list reaches: by hand, and random lists against what must be expected of them."""

import dataclasses
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import Areas, Level
from geo.errors import ScoringError
from scoring.change import changed
from scoring.random_lists import proportional_places, random_lists
from scoring.reached import Reached, Targeting, reached
from scoring.scenario import Scenario
from scoring.scores import Scores
from tests.making import make_areas
from tests.scoring.lists import scenario_with

SIX = ["100101", "100102", "100103", "200101", "200102", "800101"]
A, B, C, D, E, F = SIX
PEOPLE = [100, 200, 300, 400, None, 1000]
# poor people: 50, 20, unknown, 20, unknown, 10
SHARES = [50, 10, None, 5, 20, 1]
POOR = {"id": "poor", "title_th": "คนจน", "title_en": "Poor people", "share": "share"}


def six(
    shares: Sequence[float | None] = SHARES,
    people: Sequence[int | None] = PEOPLE,
    levels: Mapping[str, Level] | None = None,
) -> Areas:
    """Return three areas in the central region, two in the east, and an urban one in the south."""
    return make_areas(
        {"a": [6, 5, 4, 3, 2, 1], "share": shares, "count": [1, 2, 3, 4, None, 6]},
        codes=SIX,
        tracks=["rural"] * 5 + ["urban"],
        population=people,
        levels=levels,
    )


def scored(areas: Areas, without: Sequence[str] = ()) -> Scores:
    """Return scores that fall from area to area, none for some."""
    score = pd.Series(np.arange(len(areas), 0, -1), areas.codes, dtype="float64")
    return cast(Scores, SimpleNamespace(score=score.where(~areas.codes.isin(without))))


def asking(*quantities: Mapping[str, object], seed: int = 0) -> Scenario:
    return changed(scenario_with(3, quantity=list(quantities)), {"seed": seed})


def found(
    areas: Areas, *codes: str, plain: Sequence[str] = (A, C, D), draws: int = 50, seed: int = 0
) -> Reached:
    scenario = asking(POOR, seed=seed)
    return reached(areas, scored(areas), scenario, codes, plain_top=plain, draws=draws)


def measures(targeting: Targeting) -> list[float]:
    return list(dataclasses.astuple(targeting))


def test_whom_a_list_reaches_by_hand() -> None:
    people, poor = found(six(), A, B, E).rows
    assert (people.id, people.title_en, people.targeting) == ("population", "Population", None)
    assert (people.whole, people.in_list) == (2000, 300)
    assert (people.share, people.in_plain_top) == (300 / 2000, 800 / 2000)
    assert (people.unknown_in_list, people.unknown_in_country) == (1, 1)
    assert (poor.id, poor.title_th, poor.title_en) == ("poor", "คนจน", "Poor people")
    assert (poor.whole, poor.in_list) == (100, 70)
    assert (poor.share, poor.in_plain_top) == (0.7, 0.7)
    assert (poor.unknown_in_list, poor.unknown_in_country) == (1, 2)


def test_errors_of_targeting_by_hand() -> None:
    targeting = found(six(), A, B, E).rows[1].targeting
    assert targeting is not None
    # where both are known: A, B, D, F with 1,700 people, 100 of them poor
    # A and B have 300 people, 70 of them poor; A and D of the plain top 500 and 70
    assert measures(targeting.in_list) == pytest.approx([0.3, 230 / 300, 0.7 / (300 / 1700)])
    assert measures(targeting.in_plain_top) == pytest.approx([0.3, 430 / 500, 0.7 / (500 / 1700)])


def test_random_lists_are_summed_up_as_plain_loops_do() -> None:
    areas, draws = six(), 60
    row = found(areas, A, D, F, draws=draws).rows[1]
    poor, people = [50, 20, None, 20, None, 10], [100, 200, None, 400, None, 1000]
    shares, under, leaked, concentrated = [], [], [], []
    for drawn in random_lists(areas, scored(areas), 3, draws, 0):
        inside = sum(poor[n] or 0 for n in drawn)
        all_inside = sum(people[n] or 0 for n in drawn)
        shares.append(inside / 100)
        under.append(1 - inside / 100)
        leaked.append(1 - inside / all_inside)
        concentrated.append(inside / 100 / (all_inside / 1700))
    assert row.random.mean == pytest.approx(math.fsum(shares) / draws)
    # the list has 80 of 100, as one draw in six does, and no list has more
    beaten = sum(share < 0.8 - 1e-6 for share in shares)
    assert 0 < beaten < draws
    assert row.random.list_reaches_more == pytest.approx(100 * beaten / draws)
    assert row.targeting is not None
    means = [math.fsum(each) / draws for each in (under, leaked, concentrated)]
    assert measures(row.targeting.random) == pytest.approx(means)


def test_percentiles_of_random_lists_by_their_order() -> None:
    # totals of three of 1, 2, 4 … are all different
    people = [2**n for n in range(12)]
    areas = make_areas({"a": [1.0] * 12}, population=people)
    scores = scored(areas)
    codes = list(areas.codes[:3])
    row = reached(areas, scores, scenario_with(3), codes, plain_top=codes, draws=30).rows[0]
    ordered = sorted(
        sum(people[n] for n in drawn) for drawn in random_lists(areas, scores, 3, 30, 0)
    )
    # of 30 from 0 to 29, the 5th and the 95th percentile lie at places 1.45 and 27.55
    low = 0.55 * ordered[1] + 0.45 * ordered[2]
    high = 0.45 * ordered[27] + 0.55 * ordered[28]
    assert ordered[1] < ordered[2]
    assert ordered[27] < ordered[28]
    assert (row.random.low, row.random.high) == pytest.approx((low / 4095, high / 4095))


def test_the_mean_of_random_lists_is_near_what_is_expected() -> None:
    # 600, 400 and 1,000 people: 0.9, 0.6 and 1.5 places, so one each
    # of population: the means 200 and 400 / 2 of the two strata, and all 1,000 of the third
    # of poor people: 70 / 3, 20 / 2 and 10
    people, poor = found(six(), A, B, C, draws=20_000).rows
    assert people.random.mean == pytest.approx((200 + 200 + 1000) / 2000, abs=0.003)
    assert poor.random.mean == pytest.approx((70 / 3 + 10 + 10) / 100, abs=0.007)


@given(
    st.lists(st.integers(1, 10_000), min_size=6, max_size=6),
    st.integers(1, 99),
    st.integers(1, 5),
    st.permutations(SIX),
)
def test_where_the_share_is_the_same_everywhere_every_list_is_neutral(
    people: list[int], percent: int, size: int, order: list[str]
) -> None:
    codes = order[:size]
    areas = six([percent] * 6, people)
    everybody, poor = found(areas, *codes, plain=order[-size:]).rows
    assert poor.targeting is not None
    for targeting in (poor.targeting.in_list, poor.targeting.in_plain_top, poor.targeting.random):
        assert targeting.concentration == pytest.approx(1)
        assert targeting.leakage == pytest.approx(1 - percent / 100)
    assert poor.targeting.in_list.under_coverage == pytest.approx(1 - everybody.share)
    assert poor.targeting.random.under_coverage == pytest.approx(1 - everybody.random.mean)


@given(st.lists(st.floats(0.1, 99.9), min_size=6, max_size=6), st.permutations(SIX))
def test_a_list_of_all_areas_reaches_all_and_no_more_than_random_ones(
    shares: list[float], codes: list[str]
) -> None:
    people, poor = found(six(shares, [7, 11, 13, 17, 19, 23]), *codes, draws=5).rows
    for row in (people, poor):
        assert row.share == pytest.approx(1)
        assert row.random.mean == pytest.approx(1)
        assert row.random.list_reaches_more == 0
    assert poor.targeting is not None
    assert poor.targeting.in_list.under_coverage == pytest.approx(0, abs=1e-12)


def test_a_list_that_reaches_all_there_is_reaches_more_in_every_draw_without_it() -> None:
    # all poor people live in B, and the draws are of areas with a score, which B has none of
    areas = six([0, 40, 0, 0, 0, 0], [100] * 6)
    row = reached(areas, scored(areas, [B]), asking(POOR), [B], plain_top=[A], draws=9).rows[1]
    assert (row.share, row.in_plain_top) == (1, 0)
    assert dataclasses.astuple(row.random) == (0, 0, 0, 100)


@pytest.mark.parametrize(
    ("levels", "basis", "expected"),
    [
        ({}, "registered", ["tambon", "tambon", "tambon"]),
        ({"share": "district"}, "registered", ["tambon", "district", "tambon"]),
        ({"share": "province"}, "registered", ["tambon", "province", "tambon"]),
        ({"count": "province"}, "registered", ["tambon", "tambon", "province"]),
        # people shared out equally in a province are a province's figure
        ({"share": "district"}, "apportioned", ["province", "province", "tambon"]),
    ],
)
def test_the_level_is_the_coarsest_of_the_figures_used(
    levels: dict[str, Level], basis: str, expected: list[Level]
) -> None:
    made = six(levels=levels)
    areas = dataclasses.replace(made, table=made.table.assign(population_basis=basis))
    schools = {"id": "schools", "title_th": "โรงเรียน", "title_en": "Schools", "of": "count"}
    scenario = asking(POOR, schools)
    rows = reached(areas, scored(areas), scenario, [A], plain_top=[B]).rows
    assert [row.level for row in rows] == expected


def test_a_quantity_that_is_no_share_has_no_errors_of_targeting() -> None:
    schools = {"id": "schools", "title_th": "โรงเรียน", "title_en": "Schools", "of": "count"}
    areas = six()
    row = reached(areas, scored(areas), asking(schools), [C, E], plain_top=[A, B]).rows[1]
    assert (row.whole, row.in_list, row.in_plain_top) == (16, 3, 3 / 16)
    assert (row.unknown_in_list, row.unknown_in_country) == (1, 1)
    assert row.targeting is None


def test_leakage_is_among_those_the_share_is_of() -> None:
    homes = {**POOR, "id": "homes", "of": "households"}
    areas = six()
    row = reached(areas, scored(areas), asking(homes), [A, C], plain_top=[B]).rows[1]
    # 400 households each: half of those of A, and C is unknown; 344 of 2,000 in all
    assert row.targeting is not None
    assert (row.whole, row.in_list) == (344, 200)
    expected = [144 / 344, 0.5, (200 / 344) / (400 / 2000)]
    assert measures(row.targeting.in_list) == pytest.approx(expected)


def test_where_nobody_knows_how_many_people_there_are_shares_are_unknown() -> None:
    areas = six(people=[None] * 6)
    for row in found(areas, A, B, F).rows:
        assert (row.unknown_in_list, row.unknown_in_country) == (3, 6)
        numbers = [row.whole, row.in_list, row.share, row.in_plain_top]
        assert np.isnan([*numbers, *dataclasses.astuple(row.random)]).all()
        if row.targeting is not None:
            assert np.isnan(dataclasses.astuple(row.targeting)).all()
    # three of six areas in strata of 3, 2 and 1: 1.5, 1 and 0.5 places, the first of equal rests
    drawn = random_lists(areas, scored(areas), 3, 40, 0)
    assert all(np.sum(row < 3) == 2 and np.sum((row == 3) | (row == 4)) == 1 for row in drawn)


def test_a_list_of_which_nothing_is_known_reaches_nobody_knows_how_much() -> None:
    people, poor = found(six(), E).rows
    assert people.whole == 2000
    assert np.isnan([people.in_list, people.share, people.random.list_reaches_more]).all()
    assert not np.isnan(people.random.mean)
    assert poor.targeting is not None
    assert np.isnan(measures(poor.targeting.in_list)).all()


def test_there_is_no_share_of_nothing() -> None:
    row = found(six([0] * 6), A, B).rows[1]
    assert (row.whole, row.in_list) == (0, 0)
    assert np.isnan([row.share, row.in_plain_top, row.random.mean]).all()
    assert row.targeting is not None
    assert np.isnan(
        [row.targeting.in_list.under_coverage, row.targeting.in_list.concentration]
    ).all()
    # all whom the list reaches are people for whom it is not meant
    assert row.targeting.in_list.leakage == 1


def test_the_same_seed_gives_the_same_numbers_and_another_one_others() -> None:
    areas = six()
    assert found(areas, A, B, D, seed=7) == found(areas, A, B, D, seed=7)
    assert found(areas, A, B, D, seed=7) != found(areas, A, B, D, seed=8)
    assert found(areas, A, B, D, draws=12).draws == 12


def test_lists_of_one_length_are_compared_with_the_same_random_lists() -> None:
    one, other = found(six(), A, B, D).rows[1].random, found(six(), B, C, F).rows[1].random
    assert (one.mean, one.low, one.high) == (other.mean, other.low, other.high)


@st.composite
def many(draw: st.DrawFn) -> tuple[Areas, Scores, int]:
    """Draw up to 30 areas in up to ten strata, some without people or score, and a length."""
    count = draw(st.integers(2, 30))
    first = draw(st.lists(st.sampled_from("12358"), min_size=count, max_size=count))
    tracks = draw(st.lists(st.sampled_from(["urban", "rural"]), min_size=count, max_size=count))
    people = draw(st.lists(st.none() | st.integers(0, 9000), min_size=count, max_size=count))
    codes = [f"{digit}001{n:02d}" for n, digit in enumerate(first, start=1)]
    areas = make_areas({"a": [1.0] * count}, codes=codes, tracks=tracks, population=people)
    without = draw(st.sets(st.sampled_from(codes), max_size=count - 1))
    return areas, scored(areas, sorted(without)), draw(st.integers(1, count - len(without)))


@given(many(), st.integers(0, 99))
def test_random_lists_have_scored_areas_once_and_as_many_of_a_stratum_as_its_people(
    case: tuple[Areas, Scores, int], seed: int
) -> None:
    areas, scores, size = case
    drawn = random_lists(areas, scores, size, 20, seed)
    assert drawn.shape == (20, size)
    with_score = scores.score.notna().to_numpy()
    assert with_score[drawn].all()
    assert all(len(set(row)) == size for row in drawn)
    table = areas.table
    strata = sorted(
        set(zip(table["region"], table["track"], strict=True)),
        key=lambda s: (
            ("north", "northeast", "central", "east", "south").index(s[0]),
            s[1] == "rural",
        ),
    )
    inside = [
        ((table["region"] == r) & (table["track"] == t)).to_numpy() & with_score for r, t in strata
    ]
    people = table["population"].fillna(0).to_numpy("int64")
    expected = by_fractions(
        [int(people[i].sum()) for i in inside], [int(i.sum()) for i in inside], size
    )
    for row in drawn:
        assert [int(i[row].sum()) for i in inside] == expected


def test_inside_a_stratum_every_pair_is_as_likely_as_any_other() -> None:
    areas = make_areas({"a": [1.0] * 5}, population=[1, 9, 90, 900, None])
    drawn = random_lists(areas, scored(areas), 2, 10_000, 3)
    pairs = Counter(tuple(sorted(row)) for row in drawn.tolist())
    assert sorted(pairs) == list(combinations(range(5), 2))
    # expected 1,000 each, with a standard deviation of 30
    assert all(850 < times < 1150 for times in pairs.values())


def test_of_a_large_stratum_every_area_is_drawn_as_often() -> None:
    areas = make_areas({"a": [1.0] * 400})
    drawn = random_lists(areas, scored(areas), 300, 1000, 5)
    # expected 750 each, with a variance of 187.5, a standard deviation of 13.7
    times = np.bincount(drawn.ravel(), minlength=400)
    assert 680 < times.min() <= times.max() < 820
    assert 140 < times.var() < 240


def by_fractions(people: list[int], sizes: list[int], places: int) -> list[int]:
    """Share places out in exact fractions, one remainder and one full stratum after another."""
    settled: dict[int, int] = {}
    while True:
        left = places - sum(settled.values())
        others = [s for s in range(len(sizes)) if s not in settled]
        weights = {s: people[s] for s in others}
        if not any(weights.values()):
            weights = {s: sizes[s] for s in others}
        shares = {s: Fraction(left * w, sum(weights.values()) or 1) for s, w in weights.items()}
        given = {s: math.floor(share) for s, share in shares.items()}
        while sum(given.values()) < left:
            behind = max(others, key=lambda s: (shares[s] - given[s], -s))
            given[behind] += 1
        full = {s: sizes[s] for s in others if given[s] > sizes[s]}
        if not full:
            return [({**given, **settled})[s] for s in range(len(sizes))]
        settled |= full


@pytest.mark.parametrize(
    ("people", "sizes", "places", "expected"),
    [
        # 0.9, 0.6 and 1.5: whole parts 0, 0, 1, then the remainders 0.9 and 0.6
        ([600, 400, 1000], [3, 2, 9], 3, [1, 1, 1]),
        # 1.5, 1.5 and 1: of equal remainders the first
        ([3, 3, 2], [9, 9, 9], 4, [2, 1, 1]),
        # 4.5, 0.3 and 0.2 where only 2 fit: the other 3 go as 1.8 and 1.2
        ([90, 6, 4], [2, 9, 9], 5, [2, 2, 1]),
        # the second is full only after the first has passed its places on
        ([80, 18, 2], [2, 3, 9], 8, [2, 3, 3]),
        # strata without people get none as long as others have room, then by numbers of areas
        ([10, 0, 0], [5, 4, 2], 4, [4, 0, 0]),
        ([10, 0, 0], [5, 4, 2], 8, [5, 2, 1]),
        ([0, 0, 0], [6, 4, 2], 6, [3, 2, 1]),
        ([0, 5], [0, 3], 3, [0, 3]),
    ],
)
def test_places_by_hand(
    people: list[int], sizes: list[int], places: int, expected: list[int]
) -> None:
    assert proportional_places(np.array(people), np.array(sizes), places).tolist() == expected


@given(
    st.lists(st.tuples(st.integers(0, 50) | st.integers(0, 10**8), st.integers(0, 12)), min_size=1),
    st.data(),
)
def test_places_are_those_of_exact_fractions(
    strata: list[tuple[int, int]], data: st.DataObject
) -> None:
    # where there are no areas there are no people
    people, sizes = [p if s else 0 for p, s in strata], [s for _, s in strata]
    places = data.draw(st.integers(0, sum(sizes)))
    given_places = proportional_places(np.array(people), np.array(sizes), places).tolist()
    assert given_places == by_fractions(people, sizes, places)
    assert sum(given_places) == places
    assert all(0 <= n <= size for n, size in zip(given_places, sizes, strict=True))


@pytest.mark.parametrize(
    ("codes", "plain", "told"),
    [
        ([A, "999999"], [A], "a list of 2 areas reaches cannot be told: unknown areas: 999999"),
        ([A, B, A], [A], "areas that stand twice: 100101"),
        ([], [A], "a list of 0 areas"),
        ([A], ["x"], "unknown areas: x"),
    ],
)
def test_a_list_that_is_none_is_refused(codes: list[str], plain: list[str], told: str) -> None:
    with pytest.raises(ScoringError, match=told):
        found(six(), *codes, plain=plain)


def test_no_random_list_is_drawn_that_could_not_be_as_long() -> None:
    areas = six()
    with pytest.raises(ScoringError, match="The list has 3 areas, but only 2 have a score"):
        random_lists(areas, scored(areas, [A, C, D, F]), 3, 10, 0)
    with pytest.raises(ScoringError, match="0 random lists cannot be drawn"):
        found(areas, A, draws=0)


def test_a_quantity_of_something_that_is_not_there_is_refused() -> None:
    areas = six()
    scenario = asking({**POOR, "share": "nothing"})
    with pytest.raises(ScoringError, match='nothing called "nothing" to count'):
        reached(areas, scored(areas), scenario, [A], plain_top=[B])
