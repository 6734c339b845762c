"""Each rule kept and broken by lists made by hand, with the numbers worked out by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Geod

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose.check import Broken, check
from scoring.scenario import Scenario
from tests.making import make_areas, make_scenario

CODES = ["100101", "100102", "110101", "200101", "800101", "800102"]
# 1,000 people each, so that the poor are 100, 200, 300, 400, 500 and unknown
AREAS = make_areas(
    {
        "a": range(6),
        "share": [10, 20, 30, 40, 50, None],
        "rent": [100, 200, 300, 400, 500, None],
        "zone": [1, 1, 2.5, 2.5, None, 3],
    },
    codes=CODES,
    tracks=["urban", "urban", "rural", "rural", "rural", "urban"],
    population=[1000] * 6,
    points=[(100 + n / 10, 14) for n in range(6)],
)
POOR = {"id": "poor", "title_th": "คนจน", "title_en": "Poor", "share": "share"}
TRAINED = "choose.beneficiaries"


def scenario_with(count: int = 3, **choose: object) -> Scenario:
    plain = make_scenario({"p": {"a": 1}}).model_dump(by_alias=True, exclude_none=True)
    return Scenario.model_validate({**plain, "choose": {"count": count, **choose}})


def people_in(*population: int | None) -> Areas:
    """Return areas 100101, 100102 … with so many people."""
    return make_areas({"a": range(len(population))}, population=population)


def shaped(*shapes: shapely.Geometry) -> Areas:
    """Return areas 100101, 100102 … with these boundaries."""
    areas = make_areas({"a": range(len(shapes))})
    table = areas.table.set_geometry(
        gpd.GeoSeries(list(shapes), index=areas.codes, crs=4326)
    )  # fmt: skip
    return replace(areas, table=table)


EVERYTHING: dict[str, object] = {
    "limit": [
        {"by": "province", "max": 1},
        {"by": "region", "min": 1},
        {"by": "zone", "among": ["1", "2.5"], "min": 2, "max": 2},
    ],
    "quantity": [POOR],
    "total": [{"of": "poor", "min": 1000, "max": 1000}, {"of": "population", "min": 3000}],
    "min_distance_km": 10.0,
    "neighbours": "apart",
    "locked_in": [{"area": "800101", "because": "decided"}],
    "locked_out": [{"area": "100102", "because": "decided"}],
    "beneficiaries": {
        "site_min": 90, "site_max": 120, "total_min": 330, "total_max": 330, "shared_by": "poor",
    },
    "cost": {"of": "rent", "per_beneficiary": 2.0, "min": 1660, "max": 1660},
}  # fmt: skip


def test_a_list_that_keeps_every_rule_breaks_none() -> None:
    # poor: 100 + 400 + 500; trained: from 270 to 100 + 120 + 120; cost: 1000 + 2 times 330
    assert check(AREAS, ["100101", "200101", "800101"], scenario_with(**EVERYTHING)) == []


def test_every_broken_rule_is_found() -> None:
    found = check(AREAS, ["100101", "100102"], scenario_with(**EVERYTHING))
    assert found == [
        Broken("count", "choose.count", (), 3, 2),
        Broken("maximum", "choose.limit.1", ("10",), 1, 2),
        Broken("minimum", "choose.limit.2", ("east",), 1, 0),
        Broken("minimum", "choose.limit.2", ("south",), 1, 0),
        Broken("minimum", "choose.total.1", ("poor",), 1000, 300),
        Broken("minimum", "choose.total.2", ("population",), 3000, 2000),
        Broken("locked_in", "choose.locked_in.1", ("800101",), None, None),
        Broken("locked_out", "choose.locked_out.1", ("100102",), None, None),
        # no more than 100 and 120 people
        Broken("beneficiaries", TRAINED, (), 330, 220),
        # 300 of rent, and 2 for each of the 330 asked for
        Broken("minimum", "choose.cost", ("cost",), 1660, 960),
    ]


@pytest.mark.parametrize(
    ("codes", "broken"),
    [
        (CODES[:2], Broken("count", "choose.count", (), 3, 2)),
        (CODES[:4], Broken("count", "choose.count", (), 3, 4)),
        ([*CODES[:2], "990101"], Broken("unknown", "", ("990101",), None, None)),
        (["100101", "100101", "200101"], Broken("twice", "", ("100101",), 1, 2)),
    ],
)
def test_a_list_of_other_than_n_areas_is_found(codes: list[str], broken: Broken) -> None:
    assert check(AREAS, codes, scenario_with()) == [broken]


def test_an_area_that_stands_twice_is_one_site() -> None:
    scenario = scenario_with(
        limit=[{"by": "province", "max": 1}], neighbours="apart", min_distance_km=1.0,
        total=[{"of": "population", "max": 2000}],
    )  # fmt: skip
    found = check(AREAS, ["100101", "200101", "100101"], scenario)
    assert found == [Broken("twice", "", ("100101",), 1, 2)]


@pytest.mark.parametrize(
    ("limit", "codes", "broken"),
    [
        ({"by": "province", "max": 1}, "100101 100102 200101", ("maximum", ("10",), 1, 2)),
        ({"by": "province", "max": 2}, "100101 100102 200101", None),
        ({"by": "province", "equals": "11", "max": 0}, "100101 100102 200101", None),
        ({"by": "province", "equals": "11", "max": 0}, "100101 110101 200101",
         ("maximum", ("11",), 0, 1)),
        ({"by": "district", "max": 1}, "800101 800102 200101", ("maximum", ("8001",), 1, 2)),
        ({"by": "region", "min": 1}, "100101 110101 200101", ("minimum", ("south",), 1, 0)),
        ({"by": "region", "min": 1}, "100101 200101 800101", None),
        ({"by": "region", "among": ["east", "south"], "min": 2}, "100101 200101 800101", None),
        ({"by": "region", "among": ["east", "south"], "min": 2}, "100101 110101 800101",
         ("minimum", ("east", "south"), 2, 1)),
        ({"by": "region", "among": ["east", "south"], "max": 1}, "100101 200101 800101",
         ("maximum", ("east", "south"), 1, 2)),
        # a group without areas still needs its minimum
        ({"by": "region", "equals": "north", "min": 1}, "100101 200101 800101",
         ("minimum", ("north",), 1, 0)),
        ({"by": "track", "equals": "urban", "min": 2}, "110101 200101 800101",
         ("minimum", ("urban",), 2, 0)),
        # any other column of text
        ({"by": "boundary_basis", "max": 2}, "110101 200101 800101",
         ("maximum", ("official",), 2, 3)),
        # figures that number groups: 1, 1, 2.5, 2.5, none and 3
        ({"by": "zone", "max": 1}, "110101 200101 800101", ("maximum", ("2.5",), 1, 2)),
        ({"by": "zone", "equals": "1", "min": 1}, "110101 800101 800102",
         ("minimum", ("1",), 1, 0)),
        ({"by": "zone", "min": 1}, "100101 110101 800102", None),
    ],
)  # fmt: skip
def test_a_limit_counts_areas_of_a_group(
    limit: dict[str, object], codes: str, broken: tuple[str, tuple[str, ...], int, int] | None
) -> None:
    kept = {"by": "track", "max": 3}
    found = check(AREAS, codes.split(), scenario_with(limit=[kept, limit]))
    expected = [] if broken is None else [(broken[0], "choose.limit.2", *broken[1:])]
    assert [(b.kind, b.field, b.about, b.bound, b.found) for b in found] == expected


def test_a_limit_for_each_group_is_about_those_that_have_areas_to_compare() -> None:
    scenario = scenario_with(limit=[{"by": "region", "min": 1}])
    codes = ["100101", "110101", "200101"]
    compared = ~np.isin(CODES, ["800101", "800102"])
    assert check(AREAS, codes, scenario, compared) == []
    (found,) = check(AREAS, codes, scenario)
    assert found.about == ("south",)


def test_a_rule_about_what_is_not_there_says_what_is() -> None:
    for rule in ({"limit": [{"by": "colour", "max": 1}]}, {"total": [{"of": "colour", "max": 1}]}):
        with pytest.raises(ScoringError, match=r"colour.*population, households, .*share, rent"):
            check(AREAS, CODES[:3], scenario_with(**rule))


@pytest.mark.parametrize(
    ("total", "broken"),
    [
        ({"of": "population", "min": 3000, "max": 3000}, None),
        ({"of": "population", "min": 3001}, ("minimum", 3001, 3000)),
        ({"of": "households", "max": 1199}, ("maximum", 1199, 1200)),
        ({"of": "area_km2", "min": 3.6, "max": 3.6}, None),
        ({"of": "rent", "min": 600.5}, ("minimum", 600.5, 600)),
        # 100 + 200 + 300 poor
        ({"of": "poor", "min": 600, "max": 600}, None),
        ({"of": "poor", "max": 599}, ("maximum", 599, 600)),
        # a quantity without a share is all of it
        ({"of": "homes", "min": 1201}, ("minimum", 1201, 1200)),
    ],
)  # fmt: skip
def test_a_total_is_the_sum_over_the_list(
    total: dict[str, object], broken: tuple[str, float, float] | None
) -> None:
    homes = {"id": "homes", "title_th": "บ้าน", "title_en": "Homes", "of": "households"}
    scenario = scenario_with(quantity=[POOR, homes], total=[total])
    found = check(AREAS, CODES[:3], scenario)
    expected = (
        [] if broken is None else [(broken[0], "choose.total.1", (total["of"],), *broken[1:])]
    )
    assert [(b.kind, b.field, b.about, b.bound, b.found) for b in found] == expected


def test_a_sum_may_pass_its_bound_by_a_billionth_of_it_and_no_more() -> None:
    areas = make_areas({"a": [0.0, 1.0], "b": [0.1, 0.2]})

    def broken(**bound: float) -> list[str]:
        scenario = scenario_with(2, total=[{"of": "b", **bound}])
        return [b.kind for b in check(areas, list(areas.codes), scenario)]

    # as floats 0.1 + 0.2 is above 0.3
    assert broken(max=0.3) == []
    assert broken(max=0.3 * (1 - 2e-9)) == ["maximum"]
    assert broken(min=0.3 * (1 + 0.5e-9)) == []
    assert broken(min=0.3 * (1 + 2e-9)) == ["minimum"]


def test_an_area_of_which_nobody_knows_what_is_summed_up_is_found() -> None:
    scenario = scenario_with(quantity=[POOR], total=[{"of": "poor", "min": 1000}])
    assert check(AREAS, ["200101", "800101", "800102"], scenario) == [
        Broken("no_figure", "choose.total.1", ("800102",), None, None),
        Broken("minimum", "choose.total.1", ("poor",), 1000, 900),
    ]


@pytest.mark.parametrize(
    ("points", "km_apart"),
    [
        # on the equator a degree is a · π / 180, with a = 6,378.137 km
        ([(100, 0), (101, 0)], 6378.137 * np.pi / 180),
        # the first degree of a meridian on WGS84 (Karney 2013)
        ([(100, 0), (100, 1)], 110.5743885578),
    ],
)
def test_two_sites_have_to_be_so_many_km_apart(
    points: list[tuple[float, float]], km_apart: float
) -> None:
    areas = make_areas({"a": [0, 1]}, points=points)
    assert check(areas, areas.codes, scenario_with(2, min_distance_km=km_apart - 1e-6)) == []
    (found,) = check(areas, areas.codes, scenario_with(2, min_distance_km=km_apart + 1e-6))
    assert (found.kind, found.field) == ("too_near", "choose.min_distance_km")
    assert found.about == ("100101", "100102")
    assert found.bound == km_apart + 1e-6
    assert found.found == pytest.approx(km_apart, abs=1e-9)


def test_sites_at_just_the_distance_are_far_enough_and_at_one_place_too_near() -> None:
    areas = make_areas({"a": [0, 1, 2]}, points=[(100, 14), (100.3, 14.2), (100, 14)])
    km = Geod(ellps="WGS84").inv(100, 14, 100.3, 14.2)[2] / 1000
    found = check(areas, areas.codes, scenario_with(min_distance_km=km))
    assert [(b.about, b.found) for b in found] == [(("100101", "100103"), 0)]


@given(
    st.lists(st.tuples(st.floats(97, 106), st.floats(5, 21)), min_size=1, max_size=8),
    st.floats(1, 900),
)
def test_every_pair_that_is_too_near_is_found(
    points: Sequence[tuple[float, float]], km: float
) -> None:
    areas = make_areas({"a": range(len(points))}, points=points)
    geod = Geod(ellps="WGS84")
    expected = {
        (f"{100101 + n}", f"{100101 + m}")
        for n, m in combinations(range(len(points)), 2)
        if geod.inv(*points[n], *points[m])[2] / 1000 < km
    }
    found = check(areas, areas.codes, scenario_with(len(points), min_distance_km=km))
    assert {b.about for b in found} == expected


def test_sites_whose_boundaries_meet_are_neighbours() -> None:
    # the second touches the first along a side, the third the second at a corner, the fourth lies
    # inside the third, and the fifth is a hair away from the first
    areas = shaped(
        shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 1, 4, 3),
        shapely.box(2.5, 1.5, 3, 2), shapely.box(0, 1 + 1e-9, 1, 2),
    )  # fmt: skip
    found = check(areas, areas.codes, scenario_with(5, neighbours="apart"))
    assert found == [
        Broken("neighbours", "choose.neighbours", pair, None, None)
        for pair in [("100101", "100102"), ("100102", "100103"), ("100103", "100104")]
    ]
    assert check(areas, areas.codes, scenario_with(5)) == []


def test_a_lock_is_about_its_own_area() -> None:
    scenario = scenario_with(
        locked_in=[{"area": c, "because": "decided"} for c in ("100101", "200101", "990101")],
        locked_out=[{"area": c, "because": "decided"} for c in ("110101", "100102")],
    )
    assert check(AREAS, ["100101", "100102", "800101"], scenario) == [
        Broken("locked_in", "choose.locked_in.2", ("200101",), None, None),
        Broken("locked_in", "choose.locked_in.3", ("990101",), None, None),
        Broken("locked_out", "choose.locked_out.2", ("100102",), None, None),
    ]


def trained(
    areas: Areas, asked: Mapping[str, object], numbers: Sequence[int] | None = None
) -> list[tuple[str, tuple[str, ...], float | None, float | None]]:
    given = None if numbers is None else dict(zip(areas.codes, numbers, strict=True))
    scenario = scenario_with(len(areas), beneficiaries=asked)
    found = check(areas, areas.codes, scenario, beneficiaries=given)
    assert {b.field for b in found} <= {TRAINED}
    return [(b.kind, b.about, b.bound, b.found) for b in found]


def test_no_site_trains_more_than_its_people() -> None:
    areas = people_in(25, 80)
    # 25 + 40
    assert trained(areas, {"site_min": 20, "site_max": 40, "total_min": 65}) == []
    assert trained(areas, {"site_min": 20, "site_max": 40, "total_min": 66}) == [
        ("beneficiaries", (), 66, 65)
    ]


def test_every_site_trains_its_least() -> None:
    # one site may train 39, and two train 40 at least
    scenario = scenario_with(1, beneficiaries={"site_min": 20, "site_max": 40, "total_max": 39})
    areas = people_in(25, 80)
    assert check(areas, ["100102"], scenario) == []
    assert check(areas, ["100101", "100102"], scenario) == [
        Broken("count", "choose.count", (), 1, 2),
        Broken("beneficiaries", TRAINED, (), 39, 40),
    ]


def test_an_area_with_fewer_people_than_a_site_must_train_is_found() -> None:
    assert trained(people_in(19, 20), {"site_min": 20, "site_max": 40}) == [
        ("too_few_people", ("100101",), 20, 19)
    ]


def test_an_area_of_unknown_population_trains_as_many_as_any() -> None:
    asked = {"site_min": 20, "site_max": 40}
    assert trained(people_in(None, 25), {**asked, "total_min": 65}) == []
    assert trained(people_in(None, 25), {**asked, "total_min": 66}) == [
        ("beneficiaries", (), 66, 65)
    ]


def test_places_that_are_shared_out_by_a_quantity_need_its_figure() -> None:
    asked = {"site_min": 20, "site_max": 40, "shared_by": "poor"}
    scenario = scenario_with(quantity=[POOR], beneficiaries=asked)
    assert check(AREAS, ["200101", "800101", "800102"], scenario) == [
        Broken("no_figure", TRAINED, ("800102",), None, None)
    ]


@pytest.mark.parametrize(
    ("share", "cap"),
    # 29.9 people are 29; and 29 % of 100 are 29, though 0.29 times 100 is a hair less as floats
    [(29.9, 29), (29.0, 29), (28.9, 28)],
)
def test_people_are_whole(share: float, cap: int) -> None:
    areas = make_areas({"a": [1], "share": [share]}, population=[100])
    asked = {"site_min": 0, "site_max": 99, "shared_by": "poor"}

    def broken(total: int) -> list[tuple[float | None, float | None]]:
        scenario = scenario_with(1, quantity=[POOR], beneficiaries={**asked, "total_min": total})
        return [(b.bound, b.found) for b in check(areas, areas.codes, scenario)]

    assert broken(cap) == []
    assert broken(cap + 1) == [(cap + 1, cap)]


@pytest.mark.parametrize(
    ("numbers", "broken"),
    [
        ([25, 40], []),
        ([20, 20], [("beneficiaries", (), 41, 40)]),
        ([19, 30], [("beneficiaries", ("100101",), 20, 19)]),
        # 25 people live there
        ([26, 30], [("beneficiaries", ("100101",), 25, 26)]),
        ([25, 41], [("beneficiaries", ("100102",), 40, 41), ("beneficiaries", (), 65, 66)]),
    ],
)
def test_given_numbers_are_tested_one_by_one_and_in_all(
    numbers: list[int], broken: list[object]
) -> None:
    asked = {"site_min": 20, "site_max": 40, "total_min": 41, "total_max": 65}
    assert trained(people_in(25, 80), asked, numbers) == broken


def test_numbers_are_for_the_sites_and_for_no_others() -> None:
    scenario = scenario_with(1, beneficiaries={"site_min": 20, "site_max": 40, "total_max": 40})
    numbers = {"100102": 40}
    assert check(people_in(80, 80), ["100101"], scenario, beneficiaries=numbers) == [
        Broken("beneficiaries", TRAINED, ("100101",), 20, 0),
        Broken("beneficiaries", TRAINED, ("100102",), 0, 40),
    ]


def costs(
    areas: Areas, cost: Mapping[str, object], asked: Mapping[str, object] | None = None,
    numbers: Sequence[int] | None = None,
) -> list[tuple[str, float | None, float | None]]:  # fmt: skip
    given = None if numbers is None else dict(zip(areas.codes, numbers, strict=True))
    more = {} if asked is None else {"beneficiaries": asked}
    found = check(areas, areas.codes, scenario_with(len(areas), cost=cost, **more), None, given)
    return [(b.kind, b.bound, b.found) for b in found if b.field == "choose.cost"]


def test_sites_cost_the_same_each_or_their_own() -> None:
    areas = make_areas({"a": [0, 1, 2], "rent": [100, 150.5, 200]})
    assert costs(areas, {"per_site": 10.0, "min": 30, "max": 30}) == []
    assert costs(areas, {"per_site": 10.0, "max": 29}) == [("maximum", 29, 30)]
    assert costs(areas, {"of": "rent", "min": 450.5, "max": 450.5}) == []
    assert costs(areas, {"of": "rent", "min": 451}) == [("minimum", 451, 450.5)]


def test_an_area_of_unknown_cost_is_found() -> None:
    scenario = scenario_with(cost={"of": "rent", "max": 899})
    assert check(AREAS, ["200101", "800101", "800102"], scenario) == [
        Broken("no_figure", "choose.cost", ("800102",), None, None),
        Broken("maximum", "choose.cost", ("cost",), 899, 900),
    ]


def test_some_number_of_beneficiaries_has_to_keep_the_cost() -> None:
    # two sites at 100 with 20 to 40 each, so 40 to 80 in all: 200 + 10 times those is 600 to 1000
    areas, asked = people_in(80, 80), {"site_min": 20, "site_max": 40}
    price = {"per_site": 100.0, "per_beneficiary": 10.0}
    assert costs(areas, {**price, "min": 1000}, asked) == []
    assert costs(areas, {**price, "min": 1001}, asked) == [("minimum", 1001, 1000)]
    assert costs(areas, {**price, "max": 600}, asked) == []
    assert costs(areas, {**price, "max": 599}, asked) == [("maximum", 599, 600)]
    # no number of people costs between 701 and 709 in all: 50 cost 700 and 51 cost 710
    assert costs(areas, {**price, "min": 701, "max": 710}, asked) == []
    assert costs(areas, {**price, "min": 701, "max": 709}, asked) == [("maximum", 709, 710)]


def test_the_total_of_beneficiaries_and_the_cost_need_one_number_for_both() -> None:
    # 70 to 75 in all cost 700 to 750
    areas = people_in(80, 80)
    asked = {"site_min": 20, "site_max": 40, "total_min": 70, "total_max": 75}
    assert costs(areas, {"per_beneficiary": 10.0, "min": 700, "max": 700}, asked) == []
    assert costs(areas, {"per_beneficiary": 10.0, "max": 699}, asked) == [("maximum", 699, 700)]
    assert costs(areas, {"per_beneficiary": 10.0, "min": 751}, asked) == [("minimum", 751, 750)]


def test_given_numbers_cost_what_they_cost() -> None:
    areas, asked = people_in(80, 80), {"site_min": 20, "site_max": 40}
    price = {"per_site": 100.0, "per_beneficiary": 10.0}
    # 200 + 10 times 55
    assert costs(areas, {**price, "min": 750, "max": 750}, asked, [25, 30]) == []
    assert costs(areas, {**price, "max": 749}, asked, [25, 30]) == [("maximum", 749, 750)]
    assert costs(areas, {**price, "min": 751}, asked, [25, 30]) == [("minimum", 751, 750)]


BOUNDS = st.tuples(st.none() | st.integers(0, 60), st.none() | st.integers(0, 60)).filter(
    lambda pair: None in pair or pair[0] <= pair[1]
)


@given(
    st.lists(st.none() | st.integers(0, 12), min_size=1, max_size=3),
    st.sampled_from([(0, 6), (2, 2), (3, 8), (5, 12)]),
    BOUNDS,
    st.sampled_from([(0.0, 3.0), (7.0, 0.5), (7.0, 3.0), (5.0, 0.0)]),
    BOUNDS.filter(lambda pair: pair != (None, None)),
)
def test_there_are_such_numbers_just_where_trying_all_finds_some(
    population: list[int | None],
    site: tuple[int, int],
    total: tuple[int | None, int | None],
    price: tuple[float, float],
    budget: tuple[int | None, int | None],
) -> None:
    n, (low, high) = len(population), site
    # else the scenario contradicts itself, and there is none
    assume(total[0] is None or n * high >= total[0])
    assume(total[1] is None or n * low <= total[1])
    scenario = scenario_with(
        n,
        beneficiaries={"site_min": low, "site_max": high, "total_min": total[0],
                       "total_max": total[1]},
        cost={"per_site": price[0], "per_beneficiary": price[1], "min": budget[0],
              "max": budget[1]},
    )  # fmt: skip
    sites = [range(low, (high if p is None else min(p, high)) + 1) for p in population]

    def within(number: float, least: float | None, most: float | None) -> bool:
        return (least is None or number >= least) and (most is None or number <= most)

    some = any(
        within(sum(numbers), *total) and within(price[0] * n + price[1] * sum(numbers), *budget)
        for numbers in product(*sites)
    )
    areas = people_in(*population)
    assert (check(areas, areas.codes, scenario) == []) == some
