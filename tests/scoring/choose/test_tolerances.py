"""What a solver's tolerances let through, or leave out, is no list and no proof."""

import pytest

from scoring.choose import Shortlist
from scoring.choose.prices import prices
from scoring.choose.sites import left_out
from tests.making import make_areas
from tests.scoring.lists import chosen, scenario_with

ONE_BAHT_SHORT = {
    # the relaxation takes all but a millionth of the first and the second, which is 3 baht too dear
    "a": [100, 50.5, 50, 0],
    "c": [3_000_000, 5_000_000, 3_500_000, 2_000_000],
}


def listed(values: dict[str, list[float]], **rules: object) -> Shortlist:
    return chosen(make_areas(values), scenario_with(2, **rules))


def test_a_list_one_baht_too_dear_is_none() -> None:
    found = listed(ONE_BAHT_SHORT, cost={"of": "c", "max": 7_999_999.0})
    assert found.codes == ("100101", "100103")
    assert found.status == "optimal"
    assert found.certificate.bound == pytest.approx(150)


def test_nor_does_it_make_a_later_objective_impossible() -> None:
    found = listed(
        ONE_BAHT_SHORT | {"q": [1, 1, 5, 2]},
        cost={"of": "c", "max": 7_999_999.0},
        objective=[{"of": "score"}, {"of": "q"}],
        combine="lexicographic",
    )
    assert found.codes == ("100101", "100103")
    assert {aim.name: value for aim, value in found.achieved}["q"] == 6


def test_nor_does_it_give_a_rule_a_price() -> None:
    values = {"a": [100, 50.5, 50, 10, 0], "c": [1e8, 2e8, 1e8, 1e8, 1e8]}
    barred = [{"area": "100102", "because": "road"}]
    found = listed(values, cost={"of": "c", "max": 3e8 - 50}, locked_out=barred)
    (without,) = (p for p in prices(found) if p.field == "choose.locked_out.1")
    assert (without.total, without.gain, without.proven) == (150, 0, True)


def test_nor_a_site_a_substitute() -> None:
    values = {"a": [100, 99, 50.5, 50, 0], "c": [1e8, 1e8, 2e8, 1e8, 1e8]}
    found = listed(values, cost={"of": "c", "max": 3e8 - 50})
    without = left_out(found, "100101")
    assert without.cost == pytest.approx(50)
    assert without.enter == ("100104",)


@pytest.mark.parametrize(
    ("costs", "most", "codes"),
    [
        # below what HiGHS takes for nothing
        ([1e-10, 3e-10, 1e-10, 1e-10], 2e-10, ("100101", "100103")),
        ([1e-10, 0, 0, 1], 0.0, ("100102", "100103")),
        # a hair too dear
        ([0.1, 0.2000000005, 0.1, 0.1], 0.3, ("100101", "100103")),
        ([1e14, 3e14, 1e14, 1e14], 2e14, ("100101", "100103")),
    ],
)
def test_amounts_of_any_size_are_held_to_the_last_digit(
    costs: list[float], most: float, codes: tuple[str, ...]
) -> None:
    found = listed({"a": [100, 50.5, 50, 0], "c": costs}, cost={"of": "c", "max": most})
    assert found.codes == codes


def test_sums_that_meet_their_bound_in_decimals_meet_it() -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in floats
    found = listed({"a": [100, 90, 0], "c": [0.1, 0.2, 0.05]}, cost={"of": "c", "max": 0.3})
    assert found.codes == ("100101", "100102")
