"""Why areas are missing, by hand, and against every exchange of one area for another."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from pyproj import Geod

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose import Rule
from scoring.scenario import Scenario
from scoring.why_not import Missed, why_not
from tests.making import make_areas, make_scenario
from tests.scoring.choose.exhaustive import EQUAL, aims_of, ranked
from tests.scoring.lists import (
    DRAWN,
    broken_by,
    cases,
    chosen,
    exchanged,
    mixed,
    possible,
    scenario_with,
)

SIX = ["100101", "100102", "100103", "110101", "200101", "800101"]
# scores 100, 90, 80 in province 10; 60 in 11; 30 in 20, in the east; 0 in 80, in the south
FIGURES = {"a": [10, 9, 8, 6, 3, 0]}
AT_MOST_ONE = {"by": "province", "max": 1}
THE_SOUTH = {"by": "region", "equals": "south", "min": 1}


def missing(areas: Areas, scenario: Scenario) -> dict[str, Missed]:
    """Return why each area is missing that is."""
    shortlist = chosen(areas, scenario)
    return {code: why_not(shortlist, code) for code in areas.codes if code not in shortlist.codes}


def test_groups_that_are_full_and_places_that_are_reserved_by_hand() -> None:
    south = Rule("choose.limit.2", "limit", "region", ("south",), None, 1, None)
    ten = Rule("choose.limit.1", "limit", "province", ("10",), None, None, 1, each=True)
    areas = make_areas(FIGURES, codes=SIX)
    assert missing(areas, scenario_with(3, AT_MOST_ONE, THE_SOUTH)) == {
        # in place of 100101 they would keep the rules, and lose 10 and 20
        "100102": Missed("100102", "full", (ten,), ("100101",), rank=2, swap="100101",
                         swap_cost=pytest.approx(10)),
        "100103": Missed("100103", "full", (ten,), ("100101",), rank=3, swap="100101",
                         swap_cost=pytest.approx(20)),
        # 30 in place of 60
        "200101": Missed("200101", "reserved", (south,), rank=5, swap="110101",
                         swap_cost=pytest.approx(30)),
    }  # fmt: skip


def test_a_full_group_that_holds_both_forbids_no_exchange() -> None:
    # urban is full with 10's and 11's, but they could change places if 11 did not need one
    areas = make_areas({"a": [10, 9, 8, 0]}, codes=["100101", "100102", "110101", "110102"],
                       tracks=["urban", "urban", "urban", "rural"])  # fmt: skip
    eleven = {"by": "province", "equals": "11", "min": 1}
    found = missing(areas, scenario_with(2, {"by": "track", "equals": "urban", "max": 2}, eleven))
    needed = Rule("choose.limit.2", "limit", "province", ("11",), None, 1, None)
    assert (found["100102"].kind, found["100102"].rules) == ("reserved", (needed,))


def test_who_scores_less_is_outscored_by_what_the_cheapest_exchange_would_lose() -> None:
    # 100, 80, 60 and 0
    found = missing(make_areas({"a": [5, 4, 3, 0]}), scenario_with(2))
    assert found["100103"] == Missed(
        "100103", "outscored", rank=3, short_by=pytest.approx(20), swap="100102",
        swap_cost=pytest.approx(20),
    )  # fmt: skip


def test_of_equal_scores_the_one_left_out_for_its_code_is_outscored_by_nothing() -> None:
    found = missing(make_areas({"a": [5, 5, 0]}), scenario_with(1))
    assert found["100102"] == Missed(
        "100102", "outscored", rank=1, short_by=0, swap="100101", swap_cost=0
    )


def test_a_site_in_the_way_is_named_with_its_distance() -> None:
    areas = make_areas(FIGURES, codes=SIX)
    found = missing(areas, scenario_with(2, min_distance_km=2))
    # 0.01° at 14.005° N: cos 14.005° × 111.32 km × 0.01, and a little for the ellipsoid
    assert found["100102"].kind == "too_near"
    assert found["100102"].taken_by == ("100101", "100103")
    assert found["100102"].km == pytest.approx(1.0804, abs=1e-4)
    assert [rule.field for rule in found["100102"].rules] == ["choose.min_distance_km"]
    found = missing(areas, scenario_with(2, neighbours="apart"))
    assert (found["100102"].kind, found["100102"].taken_by) == ("neighbour", ("100101", "100103"))
    assert found["100102"].km is None


def test_a_sum_that_would_be_too_great_is_over_and_one_too_small_is_reserved() -> None:
    areas = make_areas({"a": [10, 9, 8, 0], "d": [1, 5, 2, 9]})
    # 1 and 2 are 3, 1 and 5 would be 6
    (one, *_) = (missing(areas, scenario_with(2, total=[{"of": "d", "max": 4}])),)
    assert (one["100102"].kind, [r.of for r in one["100102"].rules]) == ("over", ["d"])
    # 1 and 9 are 10, and neither 5 nor 2 can stand for the 9
    least = missing(areas, scenario_with(2, total=[{"of": "d", "min": 10}]))
    assert least["100103"].kind == "reserved"
    assert [r.of for r in least["100103"].rules] == ["d"]


def test_what_keeps_a_place_is_named_without_what_else_the_exchange_would_break() -> None:
    spots = [(100.008, 14), (100, 14), (100.016, 14), (101, 14)]
    areas = make_areas({"a": [10, 9, 8, 0], "d": [0, 5, 5, 0]}, points=spots)
    rules = {"total": [{"of": "d", "min": 10}], "neighbours": "apart"}
    # it borders on both, and has none of what 5 and 5 are needed for
    found = missing(areas, scenario_with(2, **rules))
    assert found["100101"].kind == "reserved"
    assert [rule.field for rule in found["100101"].rules] == ["choose.total.1"]


def test_who_cannot_be_chosen_at_all_is_told_why() -> None:
    areas = make_areas(
        {"a": [10, 9, 8, 7, None, 0], "d": [1, None, 1, 1, 1, 1]},
        population=[50, 50, 2, 50, 50, 50],
        tracks=["rural"] * 5 + ["urban"],
    )
    scenario = make_scenario({"p": {"a": 1}}, fields={"eligible": {"tracks": ["rural"]}})
    choose = {
        "count": 1,
        "total": [{"of": "d", "min": 1}],
        "beneficiaries": {"site_min": 3, "site_max": 9},
        "locked_out": [{"area": "100104", "because": "the road is closed"}],
    }
    raw = scenario.model_dump(by_alias=True, exclude_none=True)
    found = missing(areas, Scenario.model_validate({**raw, "choose": choose}))
    assert {code: (m.kind, m.barred_by, m.rank) for code, m in found.items()} == {
        "100102": ("no_figure", "d", 2),
        "100103": ("too_few_people", "2", 3),
        "100104": ("locked_out", "the road is closed", 4),
        "100105": ("no_score", "", None),
        "100106": ("not_eligible", "track", None),
    }
    assert [r.field for r in found["100102"].rules] == ["choose.total.1"]
    assert [r.field for r in found["100103"].rules] == ["choose.beneficiaries"]
    assert [r.field for r in found["100104"].rules] == ["choose.locked_out.1"]


@pytest.mark.parametrize(
    ("code", "told"), [("100101", "is on it"), ("990101", "is not the code of an area")]
)
def test_only_an_area_that_is_not_listed_can_be_asked_why_not(code: str, told: str) -> None:
    shortlist = chosen(make_areas({"a": [5, 0]}), scenario_with(1))
    with pytest.raises(ScoringError, match=told):
        why_not(shortlist, code)


@settings(DRAWN, max_examples=35)
@given(cases("limits") | cases("limits", "distance", "neighbours") | mixed())
def test_why_areas_are_missing_holds_against_every_exchange(case: tuple[Areas, Scenario]) -> None:
    areas, scenario = case
    shortlist = possible(areas, scenario)
    # a cost of beneficiaries is told by its own tests, and so is what earlier objectives keep
    assume(shortlist is not None and not shortlist.best.kept)
    assert shortlist is not None
    assume(scenario.choose.cost is None or not scenario.choose.cost.per_beneficiary)
    stated = shortlist.stated
    order = ranked(stated.scores)
    value = aims_of(areas, stated.scores, scenario)[-1]
    now = value(shortlist.codes)
    for code in order:
        if code in shortlist.codes or code in stated.barred:
            continue
        found = why_not(shortlist, code)
        better, allowed = [], {}
        for listed in shortlist.codes:
            codes = exchanged(shortlist, listed, code)
            much, little = broken_by(shortlist, codes)
            gain = value(codes) - now
            earlier = order.index(code) < order.index(listed)
            if gain > EQUAL or (abs(gain) <= EQUAL and earlier):
                better.append((much, little))
            if not much | little:
                allowed[listed] = gain
        # what would gain is forbidden, for the list is the best
        assert all(much | little for much, little in better)
        assert (found.kind == "outscored") == (not better)
        if allowed:
            assert found.swap in allowed
            assert found.swap_cost == pytest.approx(max(0, -max(allowed.values())), abs=EQUAL)
            assert -allowed[str(found.swap)] == pytest.approx(found.swap_cost, abs=EQUAL)
        else:
            assert found.swap is None
        if not better:
            continue
        only_too_much = [much for much, little in better if not little]
        assert (found.kind == "reserved") == (not only_too_much)
        said = set(found.rules)
        assert said
        if found.kind == "reserved":
            # each exchange that would gain takes from somebody what is needed there
            assert said <= set().union(*(little for _, little in better))
            continue
        assert any(said & much for much in only_too_much)
        assert said <= set().union(*only_too_much)
        kinds = {"full": {"limit"}, "too_near": {"distance"}, "neighbour": {"neighbours"}}
        assert {rule.kind for rule in said} <= kinds.get(
            found.kind, {"total", "cost", "beneficiaries"}
        )
        assert_taken(areas, shortlist.codes, found)


def assert_taken(areas: Areas, codes: tuple[str, ...], found: Missed) -> None:
    """Check that the sites are named that are in the way."""
    columns = {"province": "province_code", "district": "district_code"}
    if found.kind == "full":
        groups = [
            (areas.table if rule.by != "d" else areas.values)[columns.get(str(rule.by), rule.by)]
            for rule in found.rules
        ]
        inside = [
            code
            for code in codes
            if any(
                (f"{own[code]:g}" if rule.by == "d" else own[code]) in rule.groups
                for rule, own in zip(found.rules, groups, strict=True)
            )
        ]
        assert found.taken_by == tuple(inside)
    if found.kind == "too_near":
        table = areas.table
        at = table.loc[found.code]
        km = [
            Geod(ellps="WGS84").inv(at["lon"], at["lat"], *table.loc[code, ["lon", "lat"]])[2] / 1e3
            for code in codes
        ]
        bound = float(found.rules[0].minimum or math.nan)
        near = [(far, code) for far, code in zip(km, codes, strict=True) if far < bound]
        assert found.taken_by == tuple(code for _, code in near)
        assert found.km == pytest.approx(min(near)[0])
    if found.kind == "neighbour":
        shapes = areas.table.geometry
        meeting = [code for code in codes if shapes[code].intersects(shapes[found.code])]
        assert found.taken_by == tuple(meeting)


def test_of_a_list_left_off_before_its_proof_areas_can_still_be_asked_about() -> None:
    # 100 and 80 would be best, 80 and 60 are listed
    best = chosen(make_areas({"a": [5, 4, 3, 0]}), scenario_with(2))
    sites = np.array([False, True, True, False])
    solution = replace(best.best.solution, chosen=sites, value=140.0, bound=180.0)
    unproven = replace(best.best, stages=(replace(best.best.stages[0], solution=solution),))
    left_off = replace(
        best,
        codes=("100102", "100103"),
        status="stopped",
        best=unproven,
    )
    found = why_not(left_off, "100101")
    assert (found.kind, found.short_by, found.swap) == ("outscored", 0, "100103")
