"""What a table was guessed to mean can be said otherwise, line by line and mark by mark."""

from pathlib import Path

import pytest

from geo.errors import GeoError
from tests.geo.layers.known import known, put, refused, statuses, taken_for, there, written

REFERENCE = known()


def test_a_mark_for_no_figure_can_be_said_to_mean_nought(tmp_path: Path) -> None:
    path = written(tmp_path, "code,value", "540101,-", "540102,4")
    figures = put(path, REFERENCE)
    assert there(figures) == {"540102": 4}
    assert taken_for(figures, 'no figure in "value"') == ["- (1)"]
    assert there(put(path, REFERENCE, zero=("-",))) == {"540101": 0, "540102": 4}


def test_a_row_that_calls_itself_a_total_can_be_kept(tmp_path: Path) -> None:
    path = written(tmp_path, "code,name,value", "540101,ก,1", "9999,รวม,3", "540102,ข,2")
    plain, kept = put(path, REFERENCE), put(path, REFERENCE, keep=(3,))
    assert plain.table is not None
    assert kept.table is not None
    assert list(plain.table.matching.status) == ["header", "code", "total", "code"]
    assert list(kept.table.matching.status) == ["header", "code", "unmatched", "code"]


def test_a_line_can_be_skipped(tmp_path: Path) -> None:
    path = written(tmp_path, "code,value", "540101,1", "540101,2", "540102,3")
    assert "several rows" in refused(path)
    figures = put(path, REFERENCE, skip=(2,))
    assert there(figures) == {"540101": 2, "540102": 3}
    assert figures.table is not None
    assert statuses(figures.table) == ["filtered", "code", "code"]


@pytest.mark.parametrize("option", ["keep", "skip"])
def test_a_line_that_is_not_there_is_refused(tmp_path: Path, option: str) -> None:
    path = written(tmp_path, "code,value", "540101,1", "540102,3")
    with pytest.raises(GeoError, match=rf"--{option} names lines that hold no row: 9\. .* 1 to 3"):
        put(path, REFERENCE, **{option: (9,)})


def test_an_empty_cell_need_not_mean_the_one_above(tmp_path: Path) -> None:
    # there is another น้ำชำ in the country
    rows = ("จังหวัด,อำเภอ,ตำบล,value", "แพร่,เมืองแพร่,นาจักร,1", ",,น้ำชำ,2")
    path = written(tmp_path, *rows)
    filled, alone = put(path, REFERENCE), put(path, REFERENCE, fill=False)
    assert there(filled) == {"540102": 1, "540103": 2}
    assert len(taken_for(filled, "empty cells")) == 2
    assert there(alone) == {"540102": 1}
    assert taken_for(alone, "empty cells") == []
    assert alone.table is not None
    assert statuses(alone.table) == ["name", "ambiguous"]
