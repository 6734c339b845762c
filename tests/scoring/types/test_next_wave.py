"""The next wave: the best of what is left, of the types that were tried, under the same rules."""

import pytest

from geo.errors import ScoringError
from scoring.choose import Shortlist, choose_areas
from scoring.choose.clash import ImpossibleError
from scoring.features import features
from scoring.index import score_areas
from scoring.types.find import Types, types_of
from scoring.types.next_wave import next_wave
from tests.making import make_areas, make_scenario

NEED = [100.0, 97, 95, 93, 92, 90, 40, 39, 38, 37, 36, 35]
"""Six areas of great need and six of little, in two provinces by turns."""
CODES = [f"{(10, 20)[n % 2]}01{n + 1:02d}" for n in range(12)]
AREAS = make_areas({"x": NEED}, codes=CODES)


def first_list(count: int, per_province: int, **fields: object) -> tuple[Shortlist, Types]:
    scenario = make_scenario(
        {"p": {"x": 1}}, count=count, limits=[{"by": "province", "max": per_province}]
    )
    if fields:
        raw = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
        raw["choose"] |= fields
        scenario = type(scenario).model_validate(raw)
    found = choose_areas(AREAS, score_areas(AREAS, scenario), scenario)
    return found, types_of(features(AREAS, scenario), k=2)


def by_need(codes: tuple[str, ...]) -> list[int]:
    return sorted(CODES.index(code) for code in codes)


def test_the_wave_takes_the_best_that_is_left() -> None:
    first, types = first_list(2, 2)
    assert by_need(first.codes) == [0, 1]
    wave = next_wave(first, types, 4)
    assert by_need(tuple(wave.areas.index)) == [2, 3, 4, 5]


def test_the_rules_hold_for_the_wave_by_itself() -> None:
    first, types = first_list(2, 1)
    wave = next_wave(first, types, 2)
    assert by_need(tuple(wave.areas.index)) == [2, 3]
    assert wave.shortlist.status == "optimal"
    assert wave.by_type.loc[1].to_dict() == {"areas": 6, "chosen": 2, "next": 2}
    assert wave.by_type.loc[2].to_dict() == {"areas": 6, "chosen": 0, "next": 0}


def test_each_is_told_its_most_alike_site() -> None:
    first, types = first_list(2, 1)
    wave = next_wave(first, types, 2)
    assert wave.areas["site"].tolist() == [CODES[1], CODES[1]]
    assert (wave.areas["distance"] > 0).all()


def test_other_types_are_not_gone_on_to_even_where_nothing_else_is_left() -> None:
    first, types = first_list(4, 2)
    with pytest.raises(ImpossibleError):
        next_wave(first, types, 4)


def test_what_was_locked_in_is_on_the_first_list_already() -> None:
    lock = {"area": CODES[7], "because": "promised"}
    first, types = first_list(2, 1, locked_in=[lock])
    assert CODES[7] in first.codes
    wave = next_wave(first, types, 2)
    # both types were tried now
    assert CODES[7] not in wave.areas.index
    assert wave.by_type["chosen"].tolist() == [1, 1]


def test_without_types_all_areas_are_looked_at() -> None:
    first, types = first_list(2, 1)
    none = Types(**{**types.__dict__, "kinds": (), "rules": ()})
    wave = next_wave(first, none, 2)
    assert by_need(tuple(wave.areas.index)) == [2, 3]
    assert wave.by_type.empty


def test_both_lists_together_are_counted_by_province() -> None:
    first, types = first_list(2, 1)
    # one of each of the two provinces, twice
    assert next_wave(first, types, 2).provinces == (2, 2)


@pytest.mark.parametrize("count", [0, -1])
def test_a_wave_of_nothing_is_refused(count: int) -> None:
    first, types = first_list(2, 1)
    with pytest.raises(ScoringError, match="cannot be"):
        next_wave(first, types, count)


def test_rules_that_so_few_cannot_keep_are_told() -> None:
    scenario = make_scenario(
        {"p": {"x": 1}}, count=4, limits=[{"by": "track", "equals": "rural", "min": 4}]
    )
    first = choose_areas(AREAS, score_areas(AREAS, scenario), scenario)
    types = types_of(features(AREAS, scenario), k=2)
    with pytest.raises(ScoringError, match=r"A next wave of 2 areas cannot keep the rules.*min"):
        next_wave(first, types, 2)
