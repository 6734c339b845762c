"""Objectives one after the other: what is lost or gained, of which, and the proof of each."""

import time
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from scoring.choose import Shortlist, solve
from scoring.choose import best as best_module
from scoring.choose.certificate import faults
from scoring.choose.prices import prices
from scoring.choose.sites import brought_in, sites
from scoring.why_not import why_not
from tests.making import make_areas
from tests.scoring.lists import chosen, scenario_with

IN_TURN = {"objective": [{"of": "q"}, {"of": "score"}], "combine": "lexicographic"}
# areas stand in the same order by score and by q
VALUES = {"a": [10, 9, 8, 7, 0], "q": [5, 4, 3, 2, 1]}


def listed(values: dict[str, list[float]], count: int, **rules: object) -> Shortlist:
    return chosen(make_areas(values), scenario_with(count, **(IN_TURN | rules)))


def test_without_a_site_the_first_objective_may_have_to_give_way() -> None:
    found = listed(VALUES, 2)
    assert found.codes == ("100101", "100102")
    first, second = sites(found)
    # 5 + 4 of q; without the first 4 + 3
    assert (first.without.cost, first.without.of) == (2, "q")
    assert (second.without.cost, second.without.of) == (1, "q")
    assert first.substitute == second.substitute == "100103"
    assert first.without.proven


def test_with_another_area_too() -> None:
    with_it = brought_in(listed(VALUES, 2), "100104")
    # 5 + 2
    assert (with_it.cost, with_it.of, with_it.leave) == (2, "q", ("100102",))


def test_where_the_first_objective_is_kept_the_loss_is_of_the_last() -> None:
    found = listed({"a": [10, 9, 8, 0], "q": [1, 1, 1, 0]}, 2)
    # scores 100, 90, 80, 0, all of the same q
    first, second = sites(found)
    assert (first.without.cost, first.without.of) == (pytest.approx(20), "score")
    assert (second.without.cost, second.without.of) == (pytest.approx(10), "score")


def test_what_the_first_may_give_up_is_no_loss() -> None:
    # 1 of 9 may be given up, and is: 4 + 4 of q with more score
    values = {"a": [0, 10, 9, 8], "q": [5, 4, 4, 4]}
    objectives = [{"of": "q", "tolerance": 0.12}, {"of": "score"}]
    found = listed(values, 2, objective=objectives)
    assert found.codes == ("100102", "100103")
    with_it = brought_in(found, "100101")
    assert (with_it.cost, with_it.of) == (pytest.approx(90), "score")


def test_a_rule_has_its_price_in_the_first_objective_that_it_holds_down() -> None:
    barred = [{"area": "100102", "because": "road"}, {"area": "100104", "because": "road"}]
    found = listed({"a": [10, 1, 2, 3, 0], "q": [1, 3, 1, 1, 1]}, 1, locked_out=barred)
    assert found.codes == ("100101",)
    one, other = (p for p in prices(found) if p.step == "without")
    assert (one.gain, one.of, one.enter) == (2, "q", ("100102",))
    assert (other.gain, other.of, other.enter) == (0, "score", ())


def test_each_objective_has_its_certificate() -> None:
    found = listed(VALUES, 2)
    (earlier,) = found.certificate.earlier
    assert earlier.value == pytest.approx(9)
    assert earlier.bound == pytest.approx(9)
    assert found.certificate.value == pytest.approx(190)
    assert faults(found.certificate, found.stated, found.best) == []


def test_what_forbids_an_exchange_is_named_in_full() -> None:
    # 100102 in place of 200101 loses score, and province 10 would have two as well
    areas = make_areas(
        {"a": [10, 9, 5, 4, 0], "q": [1, 1, 9, 9, 0]},
        codes=["100101", "200101", "100102", "200102", "300101"],
    )
    by_score = [{"of": "score"}, {"of": "q"}]
    found = chosen(
        areas,
        scenario_with(2, {"by": "province", "max": 1}, **(IN_TURN | {"objective": by_score})),
    )
    missed = why_not(found, "100102")
    assert missed.kind == "reserved"
    assert "choose.objective.1" in {rule.field for rule in missed.rules}


def test_a_list_that_an_earlier_objective_found_is_kept_when_the_time_is_up() -> None:
    rng = np.random.default_rng(3)
    areas = make_areas(
        {"a": rng.normal(size=300).tolist()},
        points=[(lon, lat) for lon, lat in rng.uniform((100, 13), (101, 14), (300, 2))],
        population=rng.integers(1, 9999, 300).tolist(),
    )
    objectives = [{"of": "score", "tolerance": 0.02}, {"of": "coverage", "km": 9}]
    scenario = scenario_with(10, objective=objectives, combine="lexicographic")
    real, asked = solve.solve, []

    def late_from_the_second_on(*given: Any) -> Any:
        asked.append(given)
        programme, known, _until, start = given
        return real(programme, known, time.monotonic() + (60 if len(asked) == 1 else -1), start)

    with patch.object(best_module, "solve", late_from_the_second_on):
        found = chosen(areas, scenario)
    assert len(asked) == 2
    assert found.status == "stopped"
    assert len(found.codes) == 10
    assert 0 < found.gap < 10


def test_time_that_ran_out_is_no_proof() -> None:
    # the relaxation takes halves, which only a search can rule out
    areas = make_areas({"a": [5, 5, 4, 1]}, population=[100, 60, 50, 10])
    total = [{"of": "population", "max": 115}]
    found = chosen(areas, scenario_with(2, {"by": "province", "max": 2}, total=total))
    late = next(p for p in prices(found, 0.0) if p.field == "choose.limit.1")
    assert not late.proven


def test_no_step_leads_where_a_rule_may_not_go() -> None:
    areas = make_areas({"a": [1, 2, 3]})
    far = chosen(areas, scenario_with(1, min_distance_km=1999.0))
    assert [p.step for p in prices(far)] == ["without", "looser"]
    nothing = chosen(areas, scenario_with(1, total=[{"of": "population", "min": 0.0}]))
    assert [p.step for p in prices(nothing)] == ["without"]
