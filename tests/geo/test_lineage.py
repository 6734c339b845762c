"""Codes of former tambons lead to those in force."""

from hypothesis import given
from hypothesis import strategies as st

from geo.lineage import heirs, same_ground, successors
from geo.official import official_areas

OFFICIAL = official_areas().index


def test_every_successor_is_in_force() -> None:
    assert {code for codes in successors().values() for code in codes} <= set(OFFICIAL)


def test_bang_bon_was_divided_into_four() -> None:
    assert heirs(["105001"], OFFICIAL, {}) == {"105001": ("105002", "105003", "105004", "105005")}


def test_tha_faek_has_another_code_since_it_moved_to_another_district() -> None:
    assert heirs(["530306"], OFFICIAL, {}) == {"530306": ("530407",)}


def test_a_child_shares_its_parents_unit_unless_it_has_its_own() -> None:
    parents = {"100910": "100905"}
    assert heirs(["100905"], OFFICIAL, parents) == {"100905": ("100905", "100910")}
    assert heirs(["100905", "100910"], OFFICIAL, parents) == {
        "100905": ("100905",),
        "100910": ("100910",),
    }


def test_nobody_inherits_from_a_code_that_never_was() -> None:
    assert heirs(["999999"], OFFICIAL, {}) == {"999999": ()}


def test_who_comes_from_two_units_inherits_from_neither() -> None:
    assert heirs(["1", "2"], {"2", "3"}, {"3": "1"}) == {"1": ("3",), "2": ("2",)}
    former = [code for code, now in successors().items() if now == ("530407",)]
    two = {*former, "530404"}
    assert heirs(two, {"530404", "530407"}, {"530407": "530404"})["530306"] == ()


@given(st.sets(st.sampled_from([*OFFICIAL[:40], *list(successors())[:40]])))
def test_no_area_has_two_units(units: set[str]) -> None:
    inherited = [code for codes in heirs(units, OFFICIAL, {}).values() for code in codes]
    assert len(inherited) == len(set(inherited))


def test_ground_stays_together_across_a_division() -> None:
    after = {"104702", "104703", "100101"}
    ground = same_ground({"104701", "100101"}, after, {})
    assert ground["104701"] == ground["104702"] == ground["104703"] != ground["100101"]


def test_a_division_before_the_earlier_date_joins_nothing() -> None:
    both = {"104702", "104703"}
    ground = same_ground(both, both, {})
    assert ground["104702"] != ground["104703"]


def test_a_code_that_stays_in_use_joins_no_successor() -> None:
    both = {"104701", "104702", "104703"}
    ground = same_ground(both, both, {})
    assert len(set(ground.values())) == 3


def test_a_child_joins_its_parent_only_if_it_is_new() -> None:
    parents = {"100910": "100905"}
    ground = same_ground({"100905"}, {"100905", "100910"}, parents)
    assert ground["100905"] == ground["100910"]
    both = {"100905", "100910"}
    ground = same_ground(both, both, parents)
    assert ground["100905"] != ground["100910"]
