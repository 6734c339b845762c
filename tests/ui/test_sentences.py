"""What the list says in sentences, for a list small enough to check by eye."""

import dataclasses

import pytest

from geo.areas import Areas
from tests.ui.results import ONE_A_PROVINCE, make_result
from ui.engine import Result
from ui.language import ENGLISH, THAI, Language
from ui.profile import profile_html
from ui.rules import rules
from ui.sentences import bases, missed, people_of, proof, reason


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
    assert at_most == "At most 2 in a province (provinces at this limit: 1)"
    assert in_one == "At least 1 in Province (the list has 2)"
    assert at_least == "At least 1 in Southern border (the list has 1)"
    assert each_track == "At least 1 in each track (at this limit: Urban)"
    assert rules(found, THAI)[2] == "ภาคใต้ชายแดนอย่างน้อย 1 พื้นที่ (ในรายชื่อมี 1)"


def test_a_reason_says_why_an_area_is_on_the_list(found: Result) -> None:
    first, last = (found.reasons[code] for code in ("570101", "960101"))
    # 5 units, and three of the five areas with a figure have less
    assert reason(first, found, ENGLISH) == (
        "Rank 1 by score. Indicator far: 5.0 units, more than in 60 % of areas."
    )
    # it stands out in nothing
    assert reason(last, found, ENGLISH) == (
        "Rank 5, in because the rules ask for at least 1 in Southern border."
    )
    assert "ภาคใต้ชายแดนอย่างน้อย 1 พื้นที่" in reason(last, found, THAI)


def test_an_area_that_is_locked_in_is_told_why_in_both_languages(found: Result) -> None:
    locked = dataclasses.replace(
        found.reasons["960101"], kind="locked_in", because="<b>ศูนย์ฝึกเดิม</b>"
    )
    assert reason(locked, found, ENGLISH) == "Rank 5, locked in: <b>ศูนย์ฝึกเดิม</b>."
    assert "กำหนดไว้ให้อยู่ในรายชื่อ: <b>ศูนย์ฝึกเดิม</b>" in reason(locked, found, THAI)
    # a page shows a user's text as text
    shown = dataclasses.replace(found, reasons={**found.reasons, "960101": locked})
    page = profile_html("960101", shown, THAI)
    assert "&lt;b&gt;ศูนย์ฝึกเดิม&lt;/b&gt;" in page
    assert "<b>ศูนย์ฝึกเดิม" not in page


def test_an_area_not_chosen_learns_why(found: Result) -> None:
    assert missed("570104", found, ENGLISH) == (
        "Not on the list: rank 6 of 6, score 12.5; the lowest score on the list is 18.8."
    )
    assert missed("100101", found, ENGLISH) == (
        "Not on the list, though rank 4 of 6 with score 25.0: the places of lower scores are kept "
        "by the rules for at least 1 in Southern border."
    )


def test_an_area_in_a_full_province_is_told_who_took_the_places() -> None:
    names = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"]
    found = make_result(names, limits=ONE_A_PROVINCE)
    assert found.shortlist.codes == ("570101", "100101", "960101")
    assert missed("570102", found, ENGLISH) == (
        "Not on the list, though rank 2 of 6 with score 87.5: Province has all its 1 places "
        "taken (First)."
    )
    assert "Provinceเต็มโควตา 1 พื้นที่แล้ว (First)" in missed("570102", found, THAI)


def test_a_profile_says_where_an_area_stands(found: Result) -> None:
    assert "On the list as number 3." in profile_html("960101", found, ENGLISH)
    assert "Not on the list: rank " in profile_html("570104", found, ENGLISH)
    assert "ไม่อยู่ในรายชื่อ: อันดับ " in profile_html("570104", found, THAI)


def test_the_proof_names_the_solver_and_a_gap_if_there_is_one(found: Result) -> None:
    assert found.shortlist.solver in proof(found, ENGLISH)
    assert "No other list" in proof(found, ENGLISH)
    shown = found.shortlist.certificate
    shown = dataclasses.replace(shown, bound=shown.value * 1.0123)
    open_gap = dataclasses.replace(found.shortlist, certificate=shown)
    said = proof(dataclasses.replace(found, shortlist=open_gap), ENGLISH)
    assert "more than 1.23 % higher" in said


@pytest.mark.parametrize("language", [THAI, ENGLISH])
def test_a_reader_is_told_what_is_not_official(found: Result, language: Language) -> None:
    (one_lacks,) = bases(found, language)
    assert "far" in one_lacks
    guessed = with_bases(
        found,
        boundary_basis="approximate",
        population_basis="apportioned",
        track_basis="guess",
    )
    assert len(bases(guessed, language)) == 4
    assert "“make run”" in bases(guessed, language)[0]
    assert people_of(guessed, language) != people_of(found, language)
    absent = dataclasses.replace(found.scores, absent=("far",))
    said = bases(dataclasses.replace(found, scores=absent), language)
    assert len(said) == 1
    assert language.pick(found.areas.indicator("far"), "title") in said[0]
