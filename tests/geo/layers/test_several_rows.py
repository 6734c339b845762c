"""Of several rows about one area each counts once, and none of them silently."""

from pathlib import Path

import pytest

from tests.geo.layers.known import (
    known,
    put,
    refused,
    statuses,
    taken_for,
    there,
    written,
)

REFERENCE = known()


def twice(folder: Path, value: str) -> Path:
    return written(folder, "code,value,people", "540101,1,30", "540102,2,5", "540103,3,5",
                   f"540101,{value},10")  # fmt: skip


def test_a_row_that_says_the_same_again_is_left_out(tmp_path: Path) -> None:
    figures = put(twice(tmp_path, "1"), REFERENCE)
    assert there(figures) == {"540101": 1, "540102": 2, "540103": 3}
    assert figures.table is not None
    assert statuses(figures.table) == ["code", "code", "code", "repeated"]


@pytest.mark.parametrize(("value", "said"), [("7", "7"), ("", "none")])
def test_rows_that_say_different_things_are_refused(tmp_path: Path, value: str, said: str) -> None:
    message = refused(twice(tmp_path, value))
    assert (
        f"1 areas have several rows with different figures: 540101 (line 2: 1, line 5: {said})"
        in message
    )
    assert "--combine" in message


def test_combined_counts_are_summed_and_rates_averaged(tmp_path: Path) -> None:
    path = twice(tmp_path, "7")
    assert there(put(path, REFERENCE, quantity="count", combine=True))["540101"] == 8
    alike = put(path, REFERENCE, combine=True)
    assert there(alike)["540101"] == 4
    assert taken_for(alike, "weights") == ["all rows alike in 540101"]
    by_people = put(path, REFERENCE, combine=True, people="people")
    assert there(by_people)["540101"] == pytest.approx((30 * 1 + 10 * 7) / 40)
    assert taken_for(by_people, "weights") == []


def test_rows_that_are_the_same_count_twice_where_they_are_combined(tmp_path: Path) -> None:
    figures = put(twice(tmp_path, "1"), REFERENCE, quantity="count", combine=True)
    assert there(figures)["540101"] == 2
