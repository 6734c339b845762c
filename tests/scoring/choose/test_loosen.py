"""The smallest loosening of each kind of rule, by hand and against every list there is."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.change import changed
from scoring.choose import trials
from scoring.choose.clash import ImpossibleError
from scoring.choose.feasible import feasible
from scoring.choose.loosen import Remedy, remedies
from scoring.choose.nearest import nearest_count, nearest_step
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import state
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas
from tests.scoring.choose.exhaustive import every_list
from tests.scoring.lists import cases, chosen, possible, scenario_with, stated_if_it_can_be


def remedies_of(areas: Areas, scenario: Scenario) -> dict[str, Remedy]:
    """Return the remedies of the one clash there is, by field and direction."""
    with pytest.raises(ImpossibleError) as caught:
        chosen(areas, scenario)
    (clash,) = caught.value.clashes
    assert caught.value.others == ()
    for remedy in clash.remedies:
        assert possible(areas, changed(scenario, {remedy.field: remedy.after}))
    return {f"{remedy.field} = {remedy.after}": remedy for remedy in clash.remedies}


TWELVE = make_areas(
    {"a": list(range(12)), "c": [5.0, None, 7.0, *[None] * 9]},
    codes=[f"{province}010{n}" for province in (10, 20) for n in range(1, 7)],
)


def test_the_nearest_number_of_areas_is_found_where_those_around_it_are_impossible() -> None:
    exactly = [
        {"by": "province", "equals": code, "min": n, "max": n} for code, n in (("10", 3), ("20", 4))
    ]
    for count in (10, 8):
        found = remedies_of(TWELVE, scenario_with(count, *exactly))
        assert found["choose.count = 7"].words == f"7 areas in all (now {count})"
    found = remedies_of(TWELVE, scenario_with(5, *exactly))
    assert found["choose.count = 7"].words == "7 areas in all (now 5)"


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(
        [("limits",), ("limits", "locks"), ("totals", "distance"), ("limits", "objectives")]
    ).flatmap(lambda kinds: cases(*kinds, most=6, counts=(2, 3, 4)))
)
def test_the_nearest_numbers_of_areas_are_those_of_the_lists_there_are(
    case: tuple[Areas, Scenario],
) -> None:
    areas, scenario = case
    scores = score_areas(areas, scenario)
    stated = stated_if_it_can_be(areas, scenario)
    count = scenario.choose.count
    sizes = []
    for n in range(1, 7):
        try:
            if every_list(areas, scores, changed(scenario, {"choose.count": n})):
                sizes.append(n)
        except ScoringError:
            # limits that are more than n, which no n areas keep
            continue
    below, above = ([n for n in sizes if n < count], [n for n in sizes if n > count])
    for way, own in ((-1, below[-1:]), (+1, above[:1])):
        found = nearest_count(stated, stated.every_rule, way, time.monotonic() + 60)
        assert found == ((own[0], True) if own else None)


@given(st.integers(1, 300), st.integers(1, 400))
def test_the_least_number_of_steps_that_works_is_found(last: int, least: int) -> None:
    asked = []

    def works(steps: int) -> bool:
        asked.append(steps)
        return steps >= least

    assert nearest_step(works, last) == (least if least <= last else None)
    assert all(1 <= steps <= last for steps in asked)
    # doubling and halving each take as many as the number has binary digits, and the last is asked
    assert len(asked) <= 2 * last.bit_length() + 1
    assert nearest_step(works, 0) is None


PEOPLE = make_areas({"a": [6, 5, 4, 0]}, population=[40, 30, 8, 5])


def test_how_many_a_site_may_have_is_a_remedy_too() -> None:
    # the sites with most have 10 each, 30 or 28; 40 + 8 or more are to be had with 20, 20 and 8
    asked = {"site_min": 6, "site_max": 10, "total_min": 30}
    scenario = scenario_with(3, beneficiaries=asked)
    found = remedies_of(PEOPLE, scenario)
    # 10 + 10 + 8 are 28, and 11 + 11 + 8 are 30
    fields = ["choose.count", "choose.beneficiaries.total_min", "choose.beneficiaries.site_max"]
    assert [remedy.field for remedy in found.values()] == fields[1:]
    assert [remedy.after for remedy in found.values()] == [28, 11]
    words = found["choose.beneficiaries.site_max = 11"].words
    assert words == "at most 11 beneficiaries in each site (now 10)"
    # four sites: the last two have 8 and 5 people, and 6 are asked for
    found = remedies_of(PEOPLE, scenario_with(4, beneficiaries={"site_min": 6, "site_max": 10}))
    assert list(found) == ["choose.count = 3", "choose.beneficiaries.site_min = 5"]
    words = found["choose.beneficiaries.site_min = 5"].words
    assert words == "at least 5 beneficiaries in each site (now 6)"


def test_beneficiaries_are_taken_out_where_no_number_of_them_helps() -> None:
    # of two areas nobody knows how many poor there are
    areas = make_areas({"a": [6, 5, 4, 0], "poor": [9, 9, None, None]})
    asked = {"site_min": 1, "site_max": 5, "shared_by": "poor"}
    found = remedies_of(areas, scenario_with(3, beneficiaries=asked))
    assert list(found) == ["choose.count = 2", "choose.beneficiaries = None"]
    remedy = found["choose.beneficiaries = None"]
    assert remedy.words == "all that is asked of beneficiaries taken out"
    assert remedy.before == asked
    # a cost for each of them needs them
    cost = {"per_site": 5, "per_beneficiary": 1, "max": 1000}
    paid = scenario_with(3, beneficiaries=asked, cost=cost)
    assert list(remedies_of(areas, paid)) == ["choose.count = 2"]
    # a cost of sites alone does not
    paid = scenario_with(3, beneficiaries=asked, cost={"per_site": 5, "max": 1000})
    assert "choose.beneficiaries = None" in remedies_of(areas, paid)


def test_a_rule_whose_missing_figures_bar_areas_is_taken_out() -> None:
    # c is known of two areas; other totals stand before and after it
    totals = [{"of": "population", "min": 1}, {"of": "c", "min": 0}, {"of": "area_km2", "min": 0}]
    found = remedies_of(TWELVE, scenario_with(4, total=totals))
    assert list(found) == ["choose.count = 2", "choose.total.2 = None"]
    remedy = found["choose.total.2 = None"]
    assert remedy.before == {"of": "c", "min": 0.0}
    assert remedy.words == "at least 0 of c in all taken out"
    found = remedies_of(TWELVE, scenario_with(4, cost={"of": "c", "max": 1000}))
    assert list(found) == ["choose.count = 2", "choose.cost = None"]


def test_a_distance_below_its_step_is_taken_out() -> None:
    areas = make_areas({"a": [6, 0]}, points=[(100, 14), (100, 14)])
    found = remedies_of(areas, scenario_with(2, min_distance_km=0.05))
    assert list(found) == ["choose.count = 1", "choose.min_distance_km = None"]
    assert found["choose.min_distance_km = None"].before == 0.05


def test_a_maximum_beyond_the_greatest_that_can_be_written_is_taken_out() -> None:
    # no maximum is above 10¹⁵; the minimum stays
    areas = make_areas({"a": [6, 0], "d": [3e15, 2e15]})
    found = remedies_of(areas, scenario_with(1, total=[{"of": "d", "min": 4, "max": 10}]))
    assert list(found) == ["choose.total.1.max = None"]
    remedy = found["choose.total.1.max = None"]
    assert (remedy.before, remedy.words) == (10.0, "at most 10 of d in all taken out")


EXACTLY = scenario_with(
    5,
    {"by": "province", "equals": "10", "min": 3, "max": 3},
    {"by": "province", "equals": "20", "min": 4, "max": 4},
)


def test_what_was_not_known_in_time_is_not_said_to_be_nearest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stated = state(TWELVE, score_areas(TWELVE, EXACTLY), EXACTLY)
    rules, every = stated.every_rule, set(stated.every_rule)

    def found() -> tuple[list[Remedy], bool]:
        own = remedies(stated, rules, every, until=time.monotonic() + 60)
        return list(own.found), own.settled

    plain, settled = found()
    assert settled
    assert [(r.field, r.after, r.nearest) for r in plain] == [
        ("choose.count", 7, True),
        ("choose.limit.1.min", 1, True),
        ("choose.limit.2.min", 2, True),
    ]

    def too_late(*_: object, **__: object) -> None:
        raise NothingFoundError

    # 3 of 10 and 2 of 20 keep the loosened rules, but the first step is not known in time
    with monkeypatch.context() as patched:
        asked: list[int] = []

        def late_once(*given: Any) -> bool:
            asked.append(1)
            # the first question is whether no minimum at all would do, the second is of one step
            if len(asked) == 2:
                raise NothingFoundError
            return feasible(*given)

        patched.setattr(trials, "feasible", late_once)
        doubted, settled = found()
    assert not settled
    assert [(r.field, r.nearest) for r in doubted] == [
        ("choose.count", True), ("choose.limit.1.min", False), ("choose.limit.2.min", True),
    ]  # fmt: skip
    assert doubted[1].words.endswith("(now 3), though a smaller change may do")
    # a number of areas without a proof, and none at all
    with monkeypatch.context() as patched:
        patched.setattr(trials, "nearest_count", lambda *_: (8, False))
        assert found()[0][0].words == "8 areas in all (now 5), though a smaller change may do"
        patched.setattr(trials, "nearest_count", too_late)
        patched.setattr(trials, "feasible", too_late)
        assert found() == ([], False)
