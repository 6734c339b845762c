"""What the list says in sentences, for a list small enough to check by eye."""

import dataclasses

import pytest

from geo.areas import Areas
from tests.ui.results import make_result
from ui.engine import Result
from ui.language import ENGLISH, THAI, Language
from ui.profile import profile_html
from ui.sentences import bases, people_of, proof, reason, rules


@pytest.fixture(scope="module")
def found() -> Result:
    return make_result()


def with_bases(found: Result, **columns: str) -> Result:
    areas = found.areas
    changed = Areas(
        table=areas.table.assign(**columns),
        values=areas.values,
        standard_errors=areas.standard_errors,
        indicators=areas.indicators,
        sources=areas.sources,
    )
    return dataclasses.replace(found, areas=changed)


def test_each_rule_says_how_the_list_stands_to_it(found: Result) -> None:
    assert found.shortlist.codes == ("570101", "570103", "960101")
    at_most, in_one, at_least, each_track = rules(found, ENGLISH)
    assert at_most.startswith("At most 2 in a province (1 ")
    assert in_one == "At least 1 in Province (the list has 2)"
    assert at_least == "At least 1 in Southern border (the list has 1)"
    assert each_track == "At least 1 in each track (at this limit: Urban)"
    assert rules(found, THAI)[2] == "ภาคใต้ชายแดนอย่างน้อย 1 พื้นที่ (ในรายชื่อมี 1)"


def test_a_reason_says_why_an_area_is_on_the_list(found: Result) -> None:
    first, last = (found.reasons[code] for code in ("570101", "960101"))
    assert reason(first, found, ENGLISH).startswith("Rank 1 by score; Poverty is higher than in ")
    assert reason(last, found, ENGLISH).startswith(
        "Rank 5, in because the rules ask for at least 1 in Southern border; "
    )
    assert "ภาคใต้ชายแดนอย่างน้อย 1 พื้นที่" in reason(last, found, THAI)


def test_a_profile_says_where_an_area_stands(found: Result) -> None:
    assert "On the list as number 3." in profile_html("960101", found, ENGLISH)
    assert "Not on the list: rank " in profile_html("100101", found, ENGLISH)
    assert "ไม่อยู่ในรายชื่อ: อันดับ " in profile_html("100101", found, THAI)


def test_the_proof_names_the_solver_and_a_gap_if_there_is_one(found: Result) -> None:
    assert found.shortlist.solver in proof(found, ENGLISH)
    assert "No other list" in proof(found, ENGLISH)
    open_gap = dataclasses.replace(found.shortlist, gap=0.0123)
    said = proof(dataclasses.replace(found, shortlist=open_gap), ENGLISH)
    assert "more than 1.23 % higher" in said


@pytest.mark.parametrize("language", [THAI, ENGLISH])
def test_a_reader_is_told_what_is_not_official(found: Result, language: Language) -> None:
    assert bases(found, language) == []
    guessed = with_bases(
        found,
        boundary_basis="approximate",
        population_basis="apportioned",
        track_basis="guess",
    )
    assert len(bases(guessed, language)) == 3
    assert "“phuenthi data build”" in bases(guessed, language)[0]
    assert people_of(guessed, language) != people_of(found, language)
    absent = dataclasses.replace(found.scores, absent=("far",))
    said = bases(dataclasses.replace(found, scores=absent), language)
    assert len(said) == 1
    assert language.pick(found.areas.indicator("far"), "title") in said[0]
