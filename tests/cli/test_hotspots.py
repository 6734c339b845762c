"""`phuenthi hotspots` on the areas that ship."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import Result

from geo.areas import read_areas
from geo.paths import DEFAULT_SCENARIO, starter_areas
from scoring.hotspots import hot_spots
from scoring.scenario_toml import read_scenario

Run = Callable[..., Result]
Refused = Callable[..., str]

FEW = ("--permutations", 999)


def words(result: Result) -> str:
    """Return what was printed, with lines run together."""
    return " ".join(result.stdout.split())


def test_the_score_from_the_terminal_and_for_machines(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "h.parquet"
    said = words(run("hotspots", "--out", out))
    told = json.loads(run("hotspots", "--json").stdout)
    found = told["found"]
    assert f"by Gi*: {found['hot']:,} hot (high together) and {found['cold']:,} cold" in said
    assert f"{found['high-high']:,} high amid high, {found['low-low']:,} low amid low" in said
    assert "one does not confirm the other" in said
    assert "high lies beside high and low beside low: Moran's I is" in said
    assert "it gathers in the hot spots" in said
    # nearly all of the score of the starter areas is figures of provinces
    assert "of the variance of the score lies between provinces" in said
    assert told["remarks"][0] in said
    assert told["from_province_figures"] > 0.9
    assert f"the 10 largest of {len(told['clusters'])}" in said
    assert (told["of"], told["level"], told["need"]) == ("score", "tambon", "hot")
    assert told["known_at"] == ["tambon", "province"]
    assert (told["permutations"], told["least_together"]) == (9_999, 30)
    assert told["fingerprint"]
    as_in(out, told)


def as_in(out: Path, told: dict[str, Any]) -> None:
    frame = pd.read_parquet(out).set_index("area_code")
    areas = read_areas(starter_areas())
    assert list(frame.index) == list(areas.codes)
    counts = frame["gi"].value_counts()
    assert (counts["hot"], counts["cold"]) == (told["found"]["hot"], told["found"]["cold"])
    assert len(told["spots"]) == ((frame["gi"] != "") | (frame["moran"] != "")).sum()
    for spot in told["spots"][::50]:
        row = frame.loc[spot["code"]]
        assert (row["q"], row["gi_z"]) == (spot["q"], spot["z"])
        assert (row["gi"] or None, row["cluster"]) == (spot["gi"], spot["cluster"])
    for number, cluster in enumerate(told["clusters"], start=1):
        assert set(frame.index[frame["cluster"] == number]) == set(cluster["codes"])
        assert cluster["people"] == frame.loc[cluster["codes"], "population"].sum()


def test_the_numbers_are_those_of_the_engine(run: Run) -> None:
    told = json.loads(run("hotspots", "distance_town_20k", *FEW, "--json").stdout)
    scenario = read_scenario(DEFAULT_SCENARIO.read_text(encoding="utf-8"), "default")
    found = hot_spots(read_areas(starter_areas()), scenario, "distance_town_20k", permutations=999)
    assert told["found"] == found.counts()
    assert told["moran"]["i"] == found.overall.i
    # 298 must be together at 999 permutations, which is told
    assert any("298 of the 7,436 units" in remark for remark in told["remarks"])


def test_a_province_figure_warns_everywhere(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "u.csv"
    warning = '"unemployment_rate" is known only by province'
    assert warning in words(run("hotspots", "unemployment_rate", *FEW, "--out", out))
    told = json.loads(run("hotspots", "unemployment_rate", *FEW, "--json").stdout)
    assert told["remarks"][0].startswith(warning)
    frame = pd.read_csv(out, dtype={"area_code": "str"})
    assert set(frame["level"].dropna()) == {"province"}
    notes = tomllib.loads(out.with_suffix(".notes.toml").read_text(encoding="utf-8"))
    assert notes["hot_spots"]["remarks"][0].startswith(warning)
    assert notes["hot_spots"]["figures_known_by"] == ["province"]


def test_provinces_as_units_have_one_row_each(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    said = words(run("hotspots", "household_income", "--level", "province", *FEW, "--out", out))
    assert "in 77 provinces" in said
    assert "known only by" not in said
    assert "A low figure means need" in said
    assert "there is no cold spot in which it gathers" in said
    frame = pd.read_csv(out, dtype={"province_code": "str"})
    assert len(frame) == 77
    assert list(frame.columns[:6]) == [
        "province_code", "province_th", "province_en", "region", "areas", "population"
    ]  # fmt: skip
    assert frame["areas"].sum() == 7_436
    # Phuket is an island
    assert frame.loc[frame["island"] == "yes", "province_code"].tolist() == ["83"]


def test_districts_as_units(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "d.parquet"
    run("hotspots", "--level", "district", *FEW, "--out", out)
    frame = pd.read_parquet(out)
    assert frame["district_code"].is_unique
    assert frame["district_code"].is_monotonic_increasing
    assert frame["value"].notna().all()


def test_inside_provinces(run: Run) -> None:
    asked = ("hotspots", "distance_town_20k", "--within-provinces", *FEW)
    assert "by the place of each among those of its province" in words(run(*asked))
    told = json.loads(run(*asked, "--json").stdout)
    assert told["within_provinces"]
    assert not any("lies between provinces" in remark for remark in told["remarks"])


def test_where_nothing_can_be_found_it_says_so(run: Run) -> None:
    asked = ("hotspots", "distance_town_20k", *FEW, "--fdr", 0.001)
    said = words(run(*asked))
    assert "by Gi*: 0 hot (high together) and 0 cold (low together)" in said
    assert "at a false discovery rate of 0.1 %" in said.lower()
    # 7,436 tests at 0.002 or more: never at or below 0.001
    assert "nothing at all can be found in 7,436 units at a false discovery rate of 0.001" in said
    assert "must be as far out" not in said
    assert "Clusters" not in said
    assert json.loads(run(*asked, "--json").stdout)["spots"] == []


def test_where_nothing_is_found_it_says_what_it_takes(run: Run) -> None:
    # 77 provinces at 0.002 or more: at 1 % 16 would have to be so
    asked = ("hotspots", "unemployment_rate", "--level", "province", *FEW, "--fdr", 0.01)
    assert "so that 16 of the 77 units must be as far out as that" in words(run(*asked))


def test_other_neighbours(run: Run) -> None:
    nearest = ("--neighbours", "nearest", "--count", 4)
    told = json.loads(run("hotspots", *nearest, *FEW, "--json").stdout)
    assert told["neighbours"] == {"kind": "nearest", "count": 4, "km": None}
    assert {spot["neighbours"] for spot in told["spots"]} == {4}
    within = ("--neighbours", "within", "--km", 10)
    assert "Neighbours: within 10 km." in words(run("hotspots", *within, *FEW))


@pytest.mark.parametrize("ending", ["parquet", "csv"])
@pytest.mark.parametrize(
    "asked",
    [
        ("score", "--within-provinces"),
        ("distance_town_20k", "--neighbours", "within", "--km", "12.5", "--level", "district"),
        ("hai", "--neighbours", "nearest", "--count", "5", "--fdr", "0.1"),
    ],
)
def test_the_notes_make_the_same_file_again(
    run: Run,
    tmp_path: Path,
    ending: str,
    asked: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    out = tmp_path / f"h.{ending}"
    run("hotspots", *asked, *FEW, "--out", out)
    notes = tmp_path / "h.notes.toml"
    text = notes.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "phuenthi hotspots" in line)
    again = line.split("phuenthi ")[1].replace("FILE", str(notes))
    run(*again.replace(f"again.{ending}", str(tmp_path / f"again.{ending}")).split())
    assert (tmp_path / f"again.{ending}").read_bytes() == out.read_bytes()
    assert (tmp_path / "again.notes.toml").read_text(encoding="utf-8") == text
    if ending == "parquet":
        assert pq.read_schema(out).metadata[b"phuenthi_notes"].decode() == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), 'There is no figure "nothing" to look at'),
        (("distance_town_2k",), "(nearest: distance_town_20k)"),
        (("--neighbours", "rook"), 'Neighbours cannot be "rook". Use one of queen'),
        (("--neighbours", "nearest", "--count", 0), "An area cannot have its 0 nearest"),
        (("--neighbours", "nearest", "--count", 5000), "The 5000 nearest are asked for"),
        (("--neighbours", "within"), "--neighbours within needs --km"),
        (("--neighbours", "within", "--km", -3), "above 0; it is -3.0"),
        (("--neighbours", "within", "--km", 400), "at most 50 km"),
        (("--km", 10), "--km is for --neighbours within, not for queen"),
        (("--count", 3), "--count is for --neighbours nearest, not for queen"),
        (("--level", "village"), 'the level "village". Use one of tambon, district, province'),
        (("--permutations", 998), "998 permutations are asked for; it must be 999 to"),
        (("--fdr", 0), "A false discovery rate of 0.0 is asked for"),
        (("hai", "--within-provinces"), '"hai" is known only by province, so that no place'),
        (("--within-provinces", "--level", "province"), "does not stand out inside itself"),
        (("services_per_km2",), 'There are 0 units with a figure of "services_per_km2"'),
        (("--out", "h.txt"), 'ends in ".txt"'),
    ],
)
def test_what_cannot_be_asked_is_refused(
    refused: Refused, arguments: tuple[str | int, ...], said: str
) -> None:
    assert said in refused("hotspots", *arguments)


def test_a_scenario_that_compares_too_few_is_refused(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "south.toml"
    text = DEFAULT_SCENARIO.read_text(encoding="utf-8").split("[choose]")[0]
    eligible = '[eligible]\nregions = ["south_border"]\n\n[choose]\ncount = 5\n'
    first = text.index("[[pillar]]")
    path.write_text(f"{text[:first]}{eligible}\n{text[first:]}", encoding="utf-8")
    message = refused("hotspots", "--scenario", path, "--level", "province")
    assert 'There are 3 units with a figure of "score", too few for hot spots' in message
