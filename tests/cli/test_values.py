"""Figures of an indicator are given at any level, as they were measured or brought there."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import Result

from geo.areas import read_areas
from geo.paths import starter_areas
from tests.cli.layers import ADD, COUNT, OFFICIAL, strictly, written

Run = Callable[..., Result]
Refused = Callable[..., str]

FIRST = "1001"
OWN = list(OFFICIAL.index[OFFICIAL["district_code"] == FIRST])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A share for each khwaeng of the first khet: 0, 1, 2 … %."""
    return written(tmp_path, "code,poor", *(f"{code},{n}" for n, code in enumerate(OWN)))


def given(run: Run, *words: str) -> pd.DataFrame:
    return pd.DataFrame(json.loads(run("data", "values", *words, "--json").stdout))


def test_a_rate_of_tambons_is_averaged_by_people_in_their_district(run: Run, table: Path) -> None:
    run("data", "add", table, *ADD)
    found = given(run, "poor", "--level", "district").set_index("district_code")
    people = read_areas(starter_areas()).table["population"].astype("float64")[OWN]
    expected = (people * np.arange(len(OWN))).sum() / people.sum()
    assert found["value"].dropna().to_dict() == {FIRST: pytest.approx(expected)}
    assert found.loc[FIRST, ["district_en", "province_en"]].tolist() == ["Phra Nakhon", "Bangkok"]


def test_a_count_adds_up(run: Run, table: Path) -> None:
    run("data", "add", table, *COUNT, "--id", "heads", "--column", "poor", "--unit-en", "people")
    found = given(run, "heads", "--level", "district").set_index("district_code")
    assert found["value"].dropna().to_dict() == {FIRST: sum(range(len(OWN)))}


def test_a_province_s_figure_is_repeated_and_said_to_be(run: Run) -> None:
    found = given(run, "hai", "--level", "tambon")
    assert len(found) == len(OFFICIAL)
    assert found.groupby(found["area_code"].str[:2])["value"].nunique().max() == 1
    assert (
        "by tambon, measured by province and repeated"
        in run("data", "values", "hai", "--level", "tambon").stdout
    )
    assert len(given(run, "hai")) == 77


def test_all_of_them_are_written_and_the_greatest_shown(run: Run, tmp_path: Path) -> None:
    shown = run("data", "values", "hai", "--out", tmp_path / "hai.csv").stdout
    assert "The 20 greatest of 77" in shown
    kept = pd.read_csv(tmp_path / "hai.csv", dtype={"province_code": str})
    assert list(kept) == [
        "province_code", "province_th", "province_en", "value", "standard_error", "coverage",
    ]  # fmt: skip
    assert len(kept) == 77


def test_unknown_levels_and_indicators_are_refused(refused: Refused) -> None:
    assert "allowed are tambon, district or province" in refused(
        "data", "values", "hai", "--level", "village"
    )
    assert 'no indicator "nope"' in refused("data", "values", "nope")


def test_figures_as_json_are_json(run: Run) -> None:
    assert isinstance(strictly(run("data", "values", "target_poor_share", "--json").stdout), list)
