"""Clashes and remedies, against every list there is of any number of areas."""

import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.areas import Areas
from scoring.change import changed
from scoring.choose import Broken, Rule, check
from scoring.choose.clash import Clash, Clashes, ImpossibleError, in_words, smallest_clash
from scoring.choose.clash import impossible as why_impossible
from scoring.choose.feasible import feasible
from scoring.choose.loosen import Remedy
from scoring.choose.presolve import obstacles
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import Stated, state
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas
from tests.scoring.choose.exhaustive import every_list, ranked
from tests.scoring.lists import DRAWN, breaks, cases, chosen, scenario_with, stated_if_it_can_be

Case = tuple[Areas, Scenario]
SLOW = settings(DRAWN, max_examples=20)
# a cost that counts beneficiaries is checked together with them, so these two go apart
SEPARATE = [
    ("limits", "locks"),
    ("limits", "distance"),
    ("limits", "totals"),
    ("limits", "neighbours", "locks"),
    ("locks", "distance", "cost"),
    ("limits", "beneficiaries"),
]


class Possible:
    """What can be kept together, by trying all lists of any number of areas."""

    def __init__(self, areas: Areas, scenario: Scenario) -> None:
        scores = score_areas(areas, scenario)
        codes, compared = ranked(scores), scores.compared.to_numpy()
        self.broken = [
            check(areas, own, scenario, compared)
            for n in range(len(codes) + 1)
            for own in combinations(codes, n)
        ]

    def __call__(self, rules: Iterable[Rule]) -> bool:
        kept = list(rules)
        return any(not any(breaks(b, rule) for b in own for rule in kept) for own in self.broken)


def impossible(areas: Areas, scenario: Scenario) -> tuple[Stated, ImpossibleError]:
    """Return what was stated, and why it cannot be; other cases are passed by."""
    scores = score_areas(areas, scenario)
    stated = stated_if_it_can_be(areas, scenario)
    assume(not every_list(areas, scores, scenario))
    with pytest.raises(ImpossibleError) as caught:
        chosen(areas, scenario)
    return stated, caught.value


@SLOW
@given(st.sampled_from(SEPARATE).flatmap(lambda kinds: cases(*kinds, most=6, counts=(2, 3))))
def test_rules_of_a_clash_cannot_be_kept_and_could_be_without_any_one_of_them(case: Case) -> None:
    stated, error = impossible(*case)
    can_be_kept = Possible(*case)
    left = set(stated.every_rule)
    assert error.clashes
    for clash in error.clashes:
        assert set(clash.rules) <= left
        assert clash.proven_smallest
        assert not can_be_kept(clash.rules)
        for rule in clash.rules:
            assert can_be_kept(set(clash.rules) - {rule})
        left -= set(clash.rules)
    for rules in error.others:
        assert set(rules) <= left
        assert not can_be_kept(rules)
        left -= set(rules)
    assert can_be_kept(left)


@SLOW
@given(st.sampled_from(SEPARATE).flatmap(lambda kinds: cases(*kinds, most=6, counts=(2, 3))))
def test_a_remedy_makes_a_list_possible_and_one_step_less_of_it_does_not(case: Case) -> None:
    areas, scenario = case
    _, error = impossible(areas, scenario)
    for clash in error.clashes:
        others = beside(error, clash)
        for remedy in clash.remedies:
            assert possible_after(areas, scenario, {remedy.field: remedy.after}, others)
            short = one_step_less(remedy)
            if short is not None and short != remedy.before:
                assert not possible_after(areas, scenario, {remedy.field: short}, others)


@SLOW
@given(st.sampled_from(SEPARATE[:4]).flatmap(lambda kinds: cases(*kinds, most=6, counts=(2, 3))))
def test_where_there_is_no_remedy_no_loosening_helps(case: Case) -> None:
    areas, scenario = case
    _, error = impossible(areas, scenario)
    for clash in error.clashes:
        others = beside(error, clash)
        mended = {remedy.field for remedy in clash.remedies}
        for rule in clash.rules:
            for field, loosest in all_the_way(rule):
                if field not in mended:
                    assert not possible_after(areas, scenario, {field: loosest}, others)


@SLOW
@given(st.sampled_from(SEPARATE).flatmap(lambda kinds: cases(*kinds, most=6, counts=(2, 3))))
def test_what_counting_finds_is_never_wrong(case: Case) -> None:
    areas, scenario = case
    scores = score_areas(areas, scenario)
    stated = stated_if_it_can_be(areas, scenario)
    lists = every_list(areas, scores, scenario)
    assert not (obstacles(stated) and lists)
    assert feasible(stated) == bool(lists)


def beside(error: ImpossibleError, clash: Clash) -> list[Rule]:
    """Return the rules of the other clashes."""
    named = [other.rules for other in error.clashes if other is not clash]
    return [rule for rules in (*named, *error.others) for rule in rules]


def possible_after(
    areas: Areas, scenario: Scenario, change: dict[str, object], without: Collection[Rule]
) -> bool:
    """Return whether some list keeps the changed rules, but for those of the other clashes."""
    after = changed(scenario, change)
    scores = score_areas(areas, after)
    codes, compared = ranked(scores), scores.compared.to_numpy()
    ((field, value),) = change.items()
    gone = field if value is None else ""

    def matters(broken: Broken) -> bool:
        before = replace(broken, field=numbered_before(broken.field, gone))
        return not any(breaks(before, rule) for rule in without)

    sizes = range(len(codes) + 1)
    if not any(rule.kind == "count" for rule in without):
        sizes = range(after.choose.count, after.choose.count + 1)
    return any(
        not any(matters(b) for b in check(areas, own, after, compared))
        for n in sizes
        for own in combinations(codes, n)
    )


def numbered_before(field: str, gone: str) -> str:
    """Return what a field was called before another one went, after which the next moved up."""
    among, _, number = gone.rpartition(".")
    if not number.isdecimal() or not field.startswith(f"{among}."):
        return field
    own = int(field.split(".")[2])
    return f"{among}.{own + (own >= int(number))}"


def one_step_less(remedy: Remedy) -> float | int | None:
    """Return the bound one step nearer to what was asked for; None where something goes."""
    after, before = remedy.after, remedy.before
    if after is None or not isinstance(before, int | float):
        return None
    step: float = 1
    if isinstance(before, float):
        # a tenth of a km, a thousandth of a sum
        step = 0.1 if remedy.field == "choose.min_distance_km" else before / 1000 or 1
    way = 1 if after < before else -1
    less = after + way * step
    # as far as it goes can be less than a whole step
    less = min(less, before) if way > 0 else max(less, before)
    return less if isinstance(before, int) else round(less, 10)


def all_the_way(rule: Rule) -> list[tuple[str, float | None]]:
    """Return the fields by which a rule can be loosened, and to what at most."""
    if rule.kind in ("neighbours", "locked_in", "locked_out"):
        return [(rule.field, None)]
    if rule.kind == "distance":
        return [(rule.field, 0.01)]
    ends: list[tuple[str, float | None]] = []
    if rule.kind in ("limit", "total", "cost"):
        ends += [(f"{rule.field}.min", 0)] if rule.minimum is not None else []
        ends += [(f"{rule.field}.max", 1000)] if rule.maximum is not None else []
    return ends


AREAS = make_areas(
    {"a": [6, 5, 4, 3, 2, 1, 0], "d": [10, 20, 30, 40, 50, 60, 70]},
    codes=["100101", "100102", "110101", "110102", "200101", "800101", "800102"],
)


def clashes(scenario: Scenario) -> list[tuple[list[str], dict[str, object]]]:
    """Return the fields of each clash, and its remedies."""
    with pytest.raises(ImpossibleError) as caught:
        chosen(AREAS, scenario)
    return [
        ([rule.field for rule in clash.rules], {r.field: r.after for r in clash.remedies})
        for clash in caught.value.clashes
    ]


def test_clashes_by_hand() -> None:
    # two of the south, which are in one province
    limits = [{"by": "region", "equals": "south", "min": 2}, {"by": "province", "max": 1}]
    assert clashes(scenario_with(3, *limits)) == [
        (
            ["choose.limit.1", "choose.limit.2"],
            {"choose.limit.1.min": 1, "choose.limit.2.max": 2},
        )
    ]
    # the three with least have 60, which 50 must grow to by thousandths of it; two have 30
    assert clashes(scenario_with(3, total=[{"of": "d", "max": 50}])) == [
        (["choose.count", "choose.total.1"], {"choose.count": 2, "choose.total.1.max": 60.0})
    ]
    # a square of 0.01° beside the next: 1.08 km from point to point, and 6.5 km from end to end
    assert clashes(scenario_with(2, min_distance_km=7.0)) == [
        (["choose.count", "choose.min_distance_km"], {"choose.count": 1,
                                                      "choose.min_distance_km": 6.4}),
    ]  # fmt: skip


@pytest.mark.parametrize("bound", [7, 9, 11])
def test_a_sum_that_nothing_adds_to_is_let_go_down_to_nothing(bound: int) -> None:
    areas = make_areas({"a": [6, 5, 4], "d": [0, 0, 0]})
    with pytest.raises(ImpossibleError) as caught:
        chosen(areas, scenario_with(2, total=[{"of": "d", "min": bound}]))
    (clash,) = caught.value.clashes
    assert [(remedy.field, remedy.after) for remedy in clash.remedies] == [
        ("choose.total.1.min", 0.0)
    ]


@pytest.mark.parametrize("bound", [0, 1, 29])
def test_a_sum_is_let_grow_however_far_it_must(bound: int) -> None:
    # the two with least have 30
    with pytest.raises(ImpossibleError) as caught:
        chosen(AREAS, scenario_with(2, total=[{"of": "d", "max": bound}]))
    (clash,) = caught.value.clashes
    assert clash.remedies[-1].field == "choose.total.1.max"
    # by thousandths of the bound
    assert clash.remedies[-1].after == pytest.approx(30, abs=max(bound, 1) / 1000)


def test_what_is_to_be_covered_does_not_matter_for_whether_rules_can_be_kept() -> None:
    limits = [{"by": "province", "equals": "80", "min": 2}, {"by": "region", "max": 1}]
    aims = [{"of": "coverage", "km": 1.5}]
    plain, covering = (
        clashes(scenario_with(3, *limits, **more)) for more in ({}, {"objective": aims})
    )
    assert plain == covering


def test_a_lock_taken_out_leaves_the_other_locks_what_they_are() -> None:
    # 800101 clashes with both the last limits and so is set aside with one of them; that it then
    # is the second lock and no longer the third must not bring it back beside the other
    nobody = [
        {"by": "province", "equals": "10", "max": 0},
        {"by": "province", "equals": "80", "max": 0},
        {"by": "region", "equals": "south", "max": 0},
    ]
    locked = [{"area": code, "because": "pilot"} for code in ("100101", "200101", "800101")]
    first, second = clashes(scenario_with(3, *nobody, locked_in=locked))
    assert first == (
        ["choose.limit.1", "choose.locked_in.1"],
        {"choose.limit.1.max": 1, "choose.locked_in.1": None},
    )
    assert second[1] == {"choose.locked_in.3": None}


def test_remedies_are_tested_beside_what_no_clash_has_and_three_of_many_are_named() -> None:
    provinces = ("10", "20", "30", "50", "80")
    areas = make_areas(
        {"a": list(range(15))}, codes=[f"{p}010{n}" for p in provinces for n in (1, 2, 3)]
    )

    def told(*asked: str) -> ImpossibleError:
        limits = [{"by": "province", "equals": code, "min": 4} for code in asked]
        with pytest.raises(ImpossibleError) as caught:
            chosen(areas, scenario_with(15, *limits))
        return caught.value

    for n, more in ((4, "is 1 more clash."), (5, "are 2 more clashes.")):
        error = told(*provinces[:n])
        assert [[(r.field, r.after) for r in clash.remedies] for clash in error.clashes] == [
            [(f"{clash.rules[0].field}.min", 3)] for clash in error.clashes
        ]
        fields = {rule.field for clash in error.clashes for rule in clash.rules}
        fields |= {rule.field for rules in error.others for rule in rules}
        assert fields == {f"choose.limit.{number}" for number in range(1, n + 1)}
        assert (len(error.clashes), len(error.others)) == (3, n - 3)
        assert str(error).endswith(f"Besides there {more}")
        assert str(error).count("With the other clashes mended, a list becomes possible with") == 3
    assert "Besides" not in str(told(*provinces[:3]))
    assert "A list becomes possible with at least 3 in province" in str(told("20"))


def test_that_the_time_was_up_is_said() -> None:
    scenario = scenario_with(3, {"by": "province", "equals": "80", "min": 3})
    stated = state(AREAS, score_areas(AREAS, scenario), scenario)
    error = why_impossible(stated, seconds=-1)
    assert error.clashes == ()
    assert str(error).endswith("Which rules clash was not found out: the time was up.")


def test_that_other_remedies_were_not_looked_for_is_said_beside_those_that_were_found() -> None:
    rule = Rule("choose.limit.1", "limit", by="province", groups=("80",), minimum=3)
    remedy = Remedy("choose.limit.1.min", 3, 2, "at least 2 in province 80 (now 3)")

    def told(*, settled: bool) -> str:
        clash = Clash((rule,), (remedy,), proven_smallest=True, settled=settled)
        return in_words(Clashes((clash,), (), all_known=True), AREAS)

    found = "A list becomes possible with at least 2 in province 80 (now 3)."
    assert told(settled=True).endswith(found)
    late = "What else would help was not found out: the time was up."
    assert told(settled=False).endswith(f"{found} {late}")


def test_a_question_for_which_there_is_no_time_is_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenario = scenario_with(3, min_distance_km=1)
    stated = state(AREAS, score_areas(AREAS, scenario), scenario)
    monkeypatch.setattr(Stated, "programme", lambda *_: pytest.fail("stated for nothing"))
    with pytest.raises(NothingFoundError):
        feasible(stated, until=time.monotonic() - 1)


@given(st.lists(st.sets(st.integers(0, 6), min_size=1), min_size=1, max_size=4))
def test_a_smallest_clash_is_found_among_many_items(clashing: list[set[int]]) -> None:
    items = [[Rule(f"choose.limit.{n}", "limit")] for n in range(7)]

    def possible(some: Collection[list[Rule]]) -> bool:
        numbers = {items.index(item) for item in some}
        return not any(own <= numbers for own in clashing)

    found = smallest_clash(items, possible)
    assert not possible(found)
    assert all(possible([item for item in found if item is not one]) for one in found)
