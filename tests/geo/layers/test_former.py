"""Figures of tambons that are no more go to their successors, if they are to, and are told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo.errors import GeoError
from geo.layers.crosswalks import read_crosswalk
from geo.layers.former import former
from geo.layers.links import Target
from tests.geo.layers.known import (
    PEOPLE,
    known,
    matched,
    put,
    statuses,
    taken_for,
    there,
    written,
)

BEFORE = {"104701": 900.0, "105001": 1000.0, "530306": 80.0}
REFERENCE = known(before=BEFORE)


def test_left_out_it_is_told_what_it_is_today() -> None:
    found = former("104701", REFERENCE, carry=False)
    assert (found.status, found.unit, found.targets) == ("former", "104701", ())
    assert found.note == "104701 is now 104702, 104703"


def test_renamed_it_is_its_successor() -> None:
    found = former("530306", REFERENCE, carry=True)
    assert found.status == "successor"
    assert found.targets == (Target("530407", 1, 80),)


def test_divided_in_two_it_is_shared_out_by_today_s_people() -> None:
    found = former("104701", REFERENCE, carry=True)
    assert [(t.unit, t.share, t.people) for t in found.targets] == [
        ("104702", 0.7, pytest.approx(630)),
        ("104703", 0.3, pytest.approx(270)),
    ]


def test_where_none_of_its_successors_is_an_area_it_leads_nowhere() -> None:
    found = former("104701", known({"540101": 1}), carry=True)
    assert found.status == "unmatched"
    assert found.note == "104701 went to no area of today"


FORMER = ["code,value", "104701,100", "105001,50", "530306,8", "540101,5"]


def test_counts_are_divided_and_rates_repeated(tmp_path: Path) -> None:
    path = written(tmp_path, *FORMER)
    count = put(path, REFERENCE, quantity="count", carry=True)
    assert there(count) == pytest.approx(
        {
            "104702": 70, "104703": 30, "105002": 20, "105003": 15, "105004": 10, "105005": 5,
            "530407": 8, "540101": 5,
        }
    )  # fmt: skip
    rate = put(path, REFERENCE, carry=True)
    assert there(rate) == pytest.approx(
        {
            "104702": 100, "104703": 100, "105002": 50, "105003": 50, "105004": 50, "105005": 50,
            "530407": 8, "540101": 5,
        }
    )  # fmt: skip


def test_not_carried_their_areas_have_no_value(tmp_path: Path) -> None:
    path = written(tmp_path, *FORMER)
    assert statuses(matched(path, REFERENCE)) == ["former", "former", "former", "code"]
    assert there(put(path, REFERENCE)) == {"540101": 5}


def test_an_error_is_divided_with_its_count_and_repeated_with_its_rate(tmp_path: Path) -> None:
    path = written(tmp_path, "code,value,se", "104701,100,10", "540101,5,1", "540102,4,1")
    count = put(path, REFERENCE, quantity="count", carry=True, standard_error="se")
    assert count.standard_errors[["104702", "104703"]].tolist() == pytest.approx([7, 3])
    rate = put(path, REFERENCE, carry=True, standard_error="se")
    assert rate.standard_errors[["104702", "104703"]].tolist() == pytest.approx([10, 10])


# ตลาดบางเขน was 100504, then 103601, and is 104102 today
MERGED = ["code,value,people", "100504,10,", "103601,40,", "540101,5,", "540102,6,"]


def test_a_tambon_under_two_of_its_former_codes_is_asked_which(tmp_path: Path) -> None:
    path = written(tmp_path, *MERGED)
    with pytest.raises(GeoError, match=r"1 areas have several rows .*: former 104102 \(line 2: 10"):
        put(path, known(PEOPLE | {"104102": 500}), carry=True)


def test_said_twice_under_two_of_its_codes_a_figure_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path, "code,value", "100504,10", "103601,10", "540101,5")
    figures = put(path, known(PEOPLE | {"104102": 500}), carry=True, quantity="count")
    assert there(figures) == {"104102": 10, "540101": 5}
    assert figures.table is not None
    assert statuses(figures.table) == ["successor", "repeated", "code"]


def test_combined_they_are_averaged_by_the_people_they_had(tmp_path: Path) -> None:
    people = PEOPLE | {"104102": 500}
    reference = known(people, before={"100504": 300, "103601": 100})
    figures = put(written(tmp_path, *MERGED), reference, carry=True, combine=True)
    assert figures.values["104102"] == pytest.approx((300 * 10 + 100 * 40) / 400)
    assert figures.coverage["104102"] == 1
    assert taken_for(figures, "weights") == []


def test_combined_they_are_averaged_by_the_table_s_own_people(tmp_path: Path) -> None:
    reference = known(PEOPLE | {"104102": 500}, before={"100504": 300, "103601": 100})
    path = written(
        tmp_path, "code,value,people", "100504,10,30", "103601,40,90", "540101,5,9", "540102,6,9"
    )
    figures = put(path, reference, carry=True, people="people", combine=True)
    assert figures.values["104102"] == pytest.approx((30 * 10 + 90 * 40) / 120)


def test_combined_and_of_unknown_size_they_are_averaged_alike_and_told(tmp_path: Path) -> None:
    reference = known(PEOPLE | {"104102": 500})
    figures = put(written(tmp_path, *MERGED), reference, carry=True, combine=True)
    assert figures.values["104102"] == 25
    assert taken_for(figures, "weights") == ["all rows alike in 104102"]


def test_combined_counts_are_added_up(tmp_path: Path) -> None:
    reference = known(PEOPLE | {"104102": 500})
    path = written(tmp_path, *MERGED)
    figures = put(path, reference, carry=True, combine=True, quantity="count")
    assert figures.values["104102"] == 50


@pytest.mark.parametrize("quantity", ["count", "rate"])
def test_an_area_with_a_row_of_its_own_is_not_counted_twice(tmp_path: Path, quantity: str) -> None:
    lines = ["code,value", "104701,100", "104702,60", "104703,20", "540101,5"]
    figures = put(written(tmp_path, *lines), REFERENCE, carry=True, quantity=quantity)
    assert there(figures) == {"104702": 60, "104703": 20, "540101": 5}
    assert figures.table is not None
    assert statuses(figures.table) == ["former", "code", "code", "code"]
    note = figures.table.matching.note[figures.table.layout.data][0]
    assert note == "104701 is now 104702, 104703, with rows of their own"


def test_a_row_without_a_figure_of_its_own_lets_the_former_one_speak(tmp_path: Path) -> None:
    lines = ["code,value", "104701,100", "104702,60", "104703,", "540101,5"]
    figures = put(written(tmp_path, *lines), replace(REFERENCE, before={}), carry=True)
    assert there(figures) == {"104702": 60, "104703": 100, "540101": 5}


def test_a_crosswalk_carries_codes_that_nobody_knows(tmp_path: Path) -> None:
    pairs = written(tmp_path, "old,new", "990101,540101", "990101,540102", name="pairs.csv")
    crosswalk = read_crosswalk(pairs, frozenset(PEOPLE))
    path = written(tmp_path, "code,value", "990101,90", "540103,3", "540110,2")
    figures = put(path, REFERENCE, quantity="count", crosswalk=crosswalk)
    # by today's people, 1,000 and 2,000
    assert there(figures) == pytest.approx({"540101": 30, "540102": 60, "540103": 3, "540110": 2})
    assert figures.table is not None
    assert statuses(figures.table) == ["crosswalk", "code", "code"]


def test_the_same_former_tambon_twice_is_refused_like_any_other(tmp_path: Path) -> None:
    path = written(tmp_path, "code,value", "104701,100", "104701,90", "540101,5")
    with pytest.raises(GeoError, match=r"104701 \(line 2: 100, line 3: 90\)"):
        put(path, REFERENCE, carry=True)
    assert np.isnan(put(path, REFERENCE).values["104702"])
