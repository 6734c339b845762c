"""The proof of a list, reckoned again without any code of the solver's."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from geo.areas import Areas
from scoring.choose import Shortlist
from scoring.choose.certificate import Certificate, faults
from scoring.choose.ties import first_of_equals
from scoring.scenario import Scenario
from tests.making import make_areas
from tests.scoring.choose.exhaustive import EQUAL, aims_of, every_list
from tests.scoring.lists import DRAWN, chosen, mixed, possible, scenario_with

SCORES = {
    "100101": 100.0, "100102": 90.0, "100103": 80.0, "110101": 70.0, "110102": 60.0,
    "200101": 50.0, "200102": 40.0, "800101": 30.0, "800102": 0.0,
}  # fmt: skip
AREAS = make_areas({"a": list(SCORES.values())}, codes=list(SCORES))


def wrong(shortlist: Shortlist, shown: Certificate) -> list[str]:
    return faults(shown, shortlist.stated, shortlist.best)


def test_the_bound_is_plain_arithmetic_on_the_prices() -> None:
    # the best of 10, of 11 and of 20 are 100 + 70 + 50, and 30 of 80 is the next
    shown = chosen(AREAS, scenario_with(3, {"by": "province", "max": 1})).certificate
    assert shown.value == pytest.approx(220)
    bound, left = 0.0, dict(SCORES)
    for price in shown.prices:
        assert price.rule is not None
        # above 0 it is the maximum that is charged for, below 0 the minimum
        held = price.rule.maximum if price.price > 0 else price.rule.minimum
        assert held is not None
        bound += price.price * held
        for code in left:
            counts = price.rule.kind == "count" or code[:2] in price.rule.groups
            left[code] -= price.price if counts else 0
    bound += sum(max(own, 0) for own in left.values())
    assert bound == pytest.approx(shown.bound_by_prices)
    assert bound == pytest.approx(220)
    assert shown.candidates == 9
    aside = set(SCORES) - set(shown.kept)
    assert {"100101", "110101", "200101"} <= set(shown.kept)
    assert len(aside) == shown.set_aside
    # with an area that is set aside no list has as much as this one
    assert max(bound + min(left[code], 0) for code in aside) == pytest.approx(
        shown.most_with_one_set_aside
    )
    assert shown.most_with_one_set_aside < 220


def test_a_clique_has_a_price_where_areas_keep_each_other_off() -> None:
    # squares of 0.01° in a row; any two of three in a row are less than 2.5 km apart, so of the
    # first three only one can be a site, and of nine areas the first, the fourth and the seventh
    found = chosen(AREAS, scenario_with(3, min_distance_km=2.5))
    shown = found.certificate
    assert found.codes == ("100101", "110101", "200102")
    assert shown.cliques
    bound, left = 0.0, dict(SCORES)
    for price in shown.prices:
        assert price.rule is not None
        assert price.rule.kind == "count"
        bound += 3 * price.price
        left = {code: own - price.price for code, own in left.items()}
    order = list(SCORES)
    for members, price in shown.cliques:
        places = [order.index(code) for code in members]
        assert max(places) - min(places) <= 2
        assert price > 0
        bound += price
        left = {code: own - (price if code in members else 0) for code, own in left.items()}
    bound += sum(max(own, 0) for own in left.values())
    assert bound == pytest.approx(shown.bound_by_prices)
    # 100 + 70 + 40
    assert bound == pytest.approx(210)


def test_a_place_that_is_covered_has_a_price_of_its_own() -> None:
    # of each square its neighbours are covered; the people are 1, 2, 4 …
    areas = make_areas({"a": [3, 2, 1, 0]}, population=[1, 2, 4, 8])
    found = chosen(areas, scenario_with(1, objective=[{"of": "coverage", "km": 1.5}]))
    # 2 + 4 + 8 are near the third
    assert found.codes == ("100103",)
    assert found.certificate.value == pytest.approx(14)
    places = {price.place for price in found.certificate.prices if price.rule is None}
    assert places
    assert places <= {(code, "choose.objective.1") for code in areas.codes}
    assert wrong(found, found.certificate) == []


def test_rows_of_beneficiaries_say_what_each_is_about() -> None:
    # of people with 50 to 200 places a site, 9 thousand pay for 90 in all: two sites have no less
    areas = make_areas({"a": [9, 5, 4, 1]}, population=[500, 60, 150, 300])
    rules = {
        "beneficiaries": {"site_min": 50, "site_max": 200, "total_min": 300},
        "total": [{"of": "population", "max": 600}],
    }
    found = chosen(areas, scenario_with(2, **rules))
    # 200 + 60 places are too few, 200 + 150 are enough but 650 people too many, so 60 or 150 + 200
    assert found.codes == ("100103", "100104")
    rows = {price.counts for price in found.certificate.prices if price.rule is not None
            and price.rule.kind == "beneficiaries"}  # fmt: skip
    assert rows <= {"site_min", "site_max", "total"}
    assert rows
    assert wrong(found, found.certificate) == []


def test_where_the_time_is_up_the_first_of_equals_is_not_claimed() -> None:
    # the relaxation takes halves of the first, which only a search can rule out
    areas = make_areas({"a": [5, 5, 5, 1]}, population=[100, 60, 50, 10])
    found = chosen(areas, scenario_with(2, total=[{"of": "population", "max": 115}]))
    assert found.codes == ("100102", "100103")
    assert found.best.first
    late, sure = first_of_equals(found.best.programme, found.best.solution, until=0.0)
    assert not sure
    assert late.value == found.best.solution.value


TAMPERED = chosen(AREAS, scenario_with(3, {"by": "province", "max": 1}, min_distance_km=2.5))


def tampered() -> dict[str, Certificate]:
    shown = TAMPERED.certificate
    price = shown.prices[0]
    dearer = replace(price, price=price.price + 1)
    members, own = ("100101", "100102", "800102"), 1.0
    return {
        "the prices prove": replace(shown, bound_by_prices=shown.bound_by_prices - 0.01),
        "the prices prove ": replace(shown, prices=(dearer, *shown.prices[1:])),
        "is held to": replace(shown, prices=(replace(price, bound=price.bound + 1),)),
        "the prices prove  ": replace(shown, prices=shown.prices[1:]),
        "set aside with which": replace(shown, value=shown.value - 60),
        "not all too near": replace(shown, cliques=((members, own), *shown.cliques)),
        "a price below 0": replace(shown, cliques=((("100101", "100102"), -1.0),)),
        "not in order": replace(shown, bound=shown.bound_by_prices + 1),
        "an area of the list is set aside": replace(shown, kept=shown.kept[1:]),
        "the list gains": replace(shown, value=shown.value - 0.01),
        "not in order ": replace(shown, value=shown.bound + 1),
    }


def test_a_certificate_that_is_whole_has_no_fault() -> None:
    assert TAMPERED.status == "optimal"
    assert wrong(TAMPERED, TAMPERED.certificate) == []


@pytest.mark.parametrize("told", list(tampered()))
def test_a_certificate_that_was_tampered_with_is_found_out(told: str) -> None:
    assert any(told.strip() in fault for fault in wrong(TAMPERED, tampered()[told]))


@settings(DRAWN, max_examples=40)
@given(mixed())
def test_no_list_has_more_than_the_prices_prove_nor_one_with_an_area_set_aside(
    case: tuple[Areas, Scenario],
) -> None:
    areas, scenario = case
    shortlist = possible(areas, scenario)
    # earlier objectives take lists out that have more of the last one
    assume(shortlist is not None and not shortlist.best.kept)
    assert shortlist is not None
    shown, stated = shortlist.certificate, shortlist.stated
    value = aims_of(areas, stated.scores, scenario)[-1]
    for codes in every_list(areas, stated.scores, scenario):
        assert value(codes) <= shown.bound_by_prices + EQUAL
        if not set(codes) <= set(shown.kept):
            assert value(codes) <= shown.most_with_one_set_aside + EQUAL
            assert value(codes) < shown.value
