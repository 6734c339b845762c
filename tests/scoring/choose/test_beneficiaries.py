"""How many people a site can train, and how places are shared out."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.choose.beneficiaries import room_for, shared_out
from scoring.choose.prices import prices
from tests.making import make_areas
from tests.scoring.lists import chosen, scenario_with

Bounds = tuple[list[int], list[int], list[int], int]


@st.composite
def sharings(draw: st.DrawFn) -> Bounds:
    """Draw the need, the least and the most of some sites, and how many places there are."""
    n = draw(st.integers(1, 5))
    numbers = st.lists(st.integers(0, 6), min_size=n, max_size=n)
    low = draw(numbers)
    high = [least + more for least, more in zip(low, draw(numbers), strict=True)]
    return draw(numbers), low, high, draw(st.integers(sum(low), sum(high)))


def by_divisor(need: list[int], low: list[int], high: list[int], places: int) -> list[list[int]]:
    """Return the sharings for which there is a divisor that rounds need to them.

    Webster's method in its other form (Balinski & Young 1982, chapter 4): need over one divisor for
    all, rounded to the nearest whole number and then brought within the bounds. Where it lies just
    between two numbers either may be meant, so there can be several.
    """
    # divisors at which some site's rounding jumps, and one between any two of them
    jumps = {2 * w / (2 * k + 1) for w in need for k in range(max(high) + 1) if w}
    marks = sorted({0.01, 100.0, *jumps})
    divisors = sorted([*marks, *((a + b) / 2 for a, b in pairwise(marks))])
    found = []
    for divisor in divisors:
        rounded = [
            {int(np.floor(w / divisor + 0.5 - 1e-9)), int(np.floor(w / divisor + 0.5 + 1e-9))}
            for w in need
        ]
        bounded = [
            sorted({min(max(own, least), most) for own in both})
            for both, least, most in zip(rounded, low, high, strict=True)
        ]
        found += [list(way) for way in product(*bounded) if sum(way) == places]
    return found


@settings(deadline=None)
@given(sharings())
def test_places_go_as_one_divisor_for_all_would_have_them(case: Bounds) -> None:
    need, low, high, places = case
    found = shared_out(places, np.array(need, dtype=float), np.array(low), np.array(high))
    assert found.sum() == places
    assert (found >= low).all()
    assert (found <= high).all()
    needing = [n for n, own in enumerate(need) if own]
    others = [n for n, own in enumerate(need) if not own]
    if found[others].sum() > sum(low[n] for n in others):
        # who needs nothing gets more than the least only of what is left over
        assert [found[n] for n in needing] == [high[n] for n in needing]
    elif needing:
        own = [[each[n] for n in needing] for each in (need, low, high)]
        ways = by_divisor(*own, places - int(found[others].sum()))
        assert [int(found[n]) for n in needing] in ways


def place_by_place(places: int, need: np.ndarray, low: np.ndarray, high: np.ndarray) -> list[int]:
    """Return what Webster's rule gives place by place: each to the greatest claim, first of equals.

    The method as it is told (Balinski & Young 1982, appendix B), with nothing left out.
    """
    need = need if need.any() else np.ones(len(need))
    shares = low.copy()
    for _ in range(places - int(shares.sum())):
        claims = np.where(shares < high, need / (shares + 0.5), -1.0)
        shares[claims.argmax()] += 1
    return shares.tolist()


@st.composite
def longer_sharings(draw: st.DrawFn) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    """Draw up to 400 places, and needs that are often equal, none, or orders of magnitude apart."""
    n = draw(st.integers(1, 12))
    needs = st.one_of(
        st.integers(0, 4).map(float),
        # multiples of odd numbers have equal claims at different numbers of places
        st.sampled_from([0.1, 0.3, 0.5, 0.7, 1.5, 2.1, 3.5, 1e-12, 1e12]),
        st.floats(1e-9, 1e9),
    )
    need = draw(st.lists(needs, min_size=n, max_size=n))
    low = draw(st.lists(st.integers(0, 20), min_size=n, max_size=n))
    more = draw(st.lists(st.integers(0, 60), min_size=n, max_size=n))
    high = [least + rest for least, rest in zip(low, more, strict=True)]
    places = draw(st.integers(sum(low), min(sum(high), sum(low) + 400)))
    return places, np.array(need), np.array(low), np.array(high)


@settings(deadline=None, max_examples=400)
@given(longer_sharings())
def test_places_go_as_they_would_one_by_one(
    case: tuple[int, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    assert shared_out(*case).tolist() == place_by_place(*case)


def test_as_many_places_as_there_are_people_are_shared_out() -> None:
    # 10⁸ by 1 : 2 : 5, and the 0 has none; the last site has its most, 3 · 10⁷, and what it leaves
    # goes 1 : 2: 23,333,333.3 and 46,666,666.7
    need, most = np.array([1.0, 2, 5, 0]), np.array([10**8, 10**8, 3 * 10**7, 10**8])
    shares = shared_out(10**8, need, np.zeros(4, dtype=int), most)
    assert shares.tolist() == [23_333_333, 46_666_667, 30_000_000, 0]
    # nobody is in need: all have as many, the first ones what is left over
    shares = shared_out(10**8 + 2, np.zeros(4), np.zeros(4, dtype=int), most)
    assert shares.tolist() == [25_000_001, 25_000_001, 25_000_000, 25_000_000]


def test_places_by_hand() -> None:
    # 10 places on needs of 53, 24 and 23: 5.3, 2.4 and 2.3, rounded 5, 2, 2; the tenth goes where
    # need over half a place more is greatest: 53/5.5 = 9.64, 24/2.5 = 9.6, 23/2.5 = 9.2
    none, most = np.zeros(3, dtype=int), np.full(3, 10)
    assert shared_out(10, np.array([53.0, 24, 23]), none, most).tolist() == [6, 2, 2]
    # with at most 5 in the first the tenth goes to the second
    assert shared_out(10, np.array([53.0, 24, 23]), none, np.array([5, 10, 10])).tolist() == [
        5, 3, 2,
    ]  # fmt: skip
    # among equals the first
    assert shared_out(1, np.array([7.0, 7.0]), none[:2], most[:2]).tolist() == [1, 0]


@pytest.mark.parametrize(("places", "low", "high"), [(1, 1, 2), (5, 1, 2), (3, 2, 1)])
def test_places_that_do_not_fit_are_refused(places: int, low: int, high: int) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        shared_out(places, np.ones(2), np.full(2, low), np.full(2, high))


AREAS = make_areas({"a": [6, 3, 2, 0], "poor": [2.9, 8, None, 50]}, population=[40, None, 5, 100])


def test_no_site_has_more_than_there_are_people_whom_the_places_are_for() -> None:
    asked = {"site_min": 3, "site_max": 20}
    room = room_for(AREAS, scenario_with(2, beneficiaries=asked))
    assert room is not None
    # of unknown population there may be as many as any
    assert room.high.tolist() == [20, 20, 5, 20]
    assert room.need is None
    room = room_for(AREAS, scenario_with(2, beneficiaries={**asked, "shared_by": "poor"}))
    assert room is not None
    assert room.need is not None
    np.testing.assert_array_equal(room.high, [2, 8, np.nan, 20])
    assert room.at(np.array([3, 0])).need.tolist() == [50, 2.9]  # type: ignore[union-attr]
    assert room_for(AREAS, scenario_with(2)) is None


def test_prices_tell_how_many_would_be_trained() -> None:
    areas = make_areas({"a": [3, 2, 1]}, population=[50, 50, 50])
    scenario = scenario_with(
        2,
        beneficiaries={"site_min": 2, "site_max": 20, "total_max": 30},
        cost={"per_site": 100, "per_beneficiary": 10, "max": 480},
    )
    found = chosen(areas, scenario)
    # 480 less 2 sites at 100
    assert sum((found.beneficiaries or {}).values()) == 28
    told = {(price.field, price.step): (price.after, price.beneficiaries)
            for price in prices(found)}  # fmt: skip
    assert told["choose.cost", "without"] == (None, 30)
    assert told["choose.cost.max", "tighter"] == (456, 25)
    assert told["choose.beneficiaries.total_max", "without"] == (None, 28)
    assert told["choose.beneficiaries.site_max", "looser"] == (21, 28)
    assert told["choose.beneficiaries.site_min", "tighter"] == (3, 28)
    # a site may not have less than the least
    assert ("choose.beneficiaries.site_min", "without") not in told


@pytest.mark.parametrize("each", [0.01, 0.03, 0.1])
def test_a_budget_that_is_met_to_the_last_place_pays_for_it(each: float) -> None:
    # sums in the order of magnitude of real budgets, of which a place is a hundred millionth
    d = [25064087.6, 66303436.93, 18172643.0, 6684460.0, 73038449.9]
    areas = make_areas({"a": [5, 4, 3, 2, 1], "d": d})
    scenario = scenario_with(
        2,
        beneficiaries={"site_min": 3, "site_max": 6},
        cost={"of": "d", "per_beneficiary": each, "max": d[2] + d[3] + 6 * each},
    )
    found = chosen(areas, scenario)
    assert found.codes == ("100103", "100104")
    assert found.beneficiaries == {"100103": 3, "100104": 3}


def test_as_many_are_trained_as_sites_total_and_budget_have_room_for() -> None:
    areas = make_areas({"a": [6, 3, 0]}, population=[40, 5, 40])
    asked = {"site_min": 2, "site_max": 20}
    # scores 100 and 50; the second has but 5 people
    assert chosen(areas, scenario_with(2, beneficiaries=asked)).beneficiaries == {
        "100101": 20, "100102": 5,
    }  # fmt: skip
    # 9 by score 2 : 1 are 6 and 3
    fewer = scenario_with(2, beneficiaries={**asked, "total_max": 9})
    assert chosen(areas, fewer).beneficiaries == {"100101": 6, "100102": 3}
    # 2 × 100 for the sites leave 68, which are 6 people at 11 each
    budget = scenario_with(
        2, beneficiaries=asked, cost={"per_site": 100, "per_beneficiary": 11, "max": 268}
    )
    found = chosen(areas, budget)
    assert found.beneficiaries == {"100101": 4, "100102": 2}
    cost = next(outcome for outcome in found.rules if outcome.rule.kind == "cost")
    # what is left does not pay for one more
    assert (cost.found, cost.binding) == (266, True)
