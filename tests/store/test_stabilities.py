"""Stabilities kept between runs."""

import os
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from scoring.change import changed
from scoring.uncertainty import Stability, stability
from store.stabilities import keep, kept, place
from tests.scoring.uncertainty.open_cases import made_areas, made_scenario

AREAS = made_areas(5)
SCENARIO = made_scenario(
    # a rank of 0 points is nothing for a geometric mean, which is told
    normalisation={"method": "min_max", "from": 1.0},
    of_pillars={"one": {"aggregation": "geometric"}},
)


@pytest.fixture(scope="module")
def found() -> Stability:
    return stability(AREAS, SCENARIO, draws=64, lists=32, error=0, crossed=16)


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PHUENTHI_DATA", str(tmp_path))
    return tmp_path


def _same(one: Stability, other: Stability) -> None:
    for field in fields(Stability):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if field.name == "areas":
            pd.testing.assert_frame_equal(mine, theirs, check_exact=True)
        elif field.name == "indices":
            assert list(mine) == list(theirs)
            for name in mine:
                pd.testing.assert_frame_equal(mine[name], theirs[name], check_exact=True)
        elif field.name == "remarks":
            assert [str(r) for r in mine] == [str(r) for r in theirs]
        else:
            assert mine == theirs or (mine != mine and theirs != theirs)


def test_what_is_kept_comes_back_whole(found: Stability) -> None:
    assert found.remarks
    path = place(AREAS, SCENARIO, 64, 32, 0.0)
    assert kept(path) is None
    keep(path, found)
    again = kept(path)
    assert again is not None
    _same(found, again)


def test_the_same_stability_is_the_same_bytes(found: Stability, tmp_path: Path) -> None:
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    keep(one, found)
    keep(other, stability(AREAS, SCENARIO, draws=64, lists=32, error=0, crossed=16, threads=1))
    assert one.read_bytes() == other.read_bytes()


def test_another_question_has_another_place() -> None:
    path = place(AREAS, SCENARIO, 64, 32, 0.0)
    assert path == place(AREAS, SCENARIO, 64, 32, 0.0)
    other = changed(SCENARIO, {"seed": 8})
    wider = changed(SCENARIO, {"uncertainty": {"weights": {"method": "spread", "spread": 0.5}}})
    others = [
        place(made_areas(6), SCENARIO, 64, 32, 0.0),
        place(AREAS, other, 64, 32, 0.0),
        place(AREAS, wider, 64, 32, 0.0),
        place(AREAS, SCENARIO, 65, 32, 0.0),
        place(AREAS, SCENARIO, 64, 33, 0.0),
        place(AREAS, SCENARIO, 64, 32, 0.1),
    ]
    assert len({path, *others}) == 7


@pytest.mark.parametrize("content", [b"", b"PAR1 and no more", b"\0" * 300])
def test_a_damaged_file_is_as_good_as_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "damaged.parquet"
    path.write_bytes(content)
    assert kept(path) is None


def test_a_file_cut_short_is_as_good_as_none(found: Stability, tmp_path: Path) -> None:
    path = tmp_path / "cut.parquet"
    keep(path, found)
    path.write_bytes(path.read_bytes()[:-200])
    assert kept(path) is None


def test_another_parquet_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    assert kept(path) is None


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_breaks(
    found: Stability, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    path = place(AREAS, SCENARIO, 64, 32, 0.0)
    keep(path, found)
    assert kept(path) is None
