"""`phuenthi match` on the areas that ship."""

import json
import shlex
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import Result

from commands import scored
from geo.areas import Areas, read_areas
from geo.paths import DEFAULT_SCENARIO, starter_areas
from scoring.choose.shortlist import least_distance

Run = Callable[..., Result]
Refused = Callable[..., str]

DEFAULT = DEFAULT_SCENARIO.read_text(encoding="utf-8")


def _words(result: Result) -> str:
    """Return what was printed, with lines run together."""
    return " ".join(result.stdout.split())


def _told(run: Run, *options: str | Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run("match", *options, "--json").stdout)
    return told


def test_every_site_of_the_default_scenario_gets_an_area_of_its_own(run: Run) -> None:
    told = _told(run)
    assert (told["matched"], told["comparisons"], told["list_proven"]) == (50, 50, True)
    areas = read_areas(starter_areas())
    own = [site["area_code"] for site in told["sites"]]
    other = [one["area_code"] for site in told["sites"] for one in site["comparisons"]]
    assert own == sorted(json.loads(run("choose", "--json").stdout)["codes"])
    assert len(set(other)) == 50
    assert not set(other) & set(own)
    for name in ("region", "track"):
        assert areas.table.loc[own, name].tolist() == areas.table.loc[other, name].tolist()
    assert all(_km(areas, code, own) >= 10 for code in other)
    assert told["greedy"]["total_distance"] >= told["total_distance"]
    assert told["matched_on"] == [
        "target_poor_share", "household_income", "unemployment_rate", "distance_town_20k", "hai",
    ]  # fmt: skip
    levels = {row["covariate"]: row["level"] for row in told["balance"]}
    # people are a province's, shared out
    assert (levels["population"], levels["hai"], levels["score"]) == ("province", "province", "")
    assert [row["people"] for row in told["smallest_effects"][::4]] == [100, 150, 200]


def _km(areas: Areas, code: str, sites: list[str]) -> float:
    rows = areas.codes.get_indexer(pd.Index([code, *sites]))
    return float(areas.nearer_than(1.0).km_between(int(rows[0]), rows[1:]).min())


def test_the_terminal_says_who_is_compared_how_alike_and_what_it_shows(run: Run) -> None:
    said = _words(run("match", "--count", "2", "--people", "150", "--icc", "0.05"))
    assert "50 of 50 sites have 2 comparison areas of their own" in said
    assert "in the same region and track, touching no site, 10 km or more from each" in said
    assert "100 comparison areas in all, none used twice" in said
    assert "covariates are well balanced" in said
    assert "too far apart (more than 0.25): Distance to a town of 20,000" in said
    assert "4 of the 5 indicators matched on are known only by province" in said
    assert "With 50 sites of 150 people and 100 of the others, an effect of 0.12" in said
    assert "(at a correlation of 0.05) standard deviations is found in 80% of such" in said


def test_who_gets_none_is_told_with_the_reason(run: Run) -> None:
    options = ("--caliper", "score=0.1", "--caliper", "hai=0.5", "--km", "25")
    told = _told(run, *options)
    lacking = {s["area_code"]: s["lacks_because"] for s in told["sites"] if s["lacks_because"]}
    assert 0 < told["matched"] == 50 - len(lacking) < 50
    assert "caliper" in lacking.values()
    said = _words(run("match", *options))
    assert f"{told['matched']} of 50 sites have a comparison area" in said
    assert "within 0.1 standard deviations in score" in said
    for code, why in lacking.items():
        assert why in ("near", "caliper", "taken", "stratum")
        assert (code in said) or len(lacking) > 12
    assert "With all 50 sites and 50 comparison areas" in said
    for row in told["smallest_effects"]:
        assert row["found"] > row["planned"]


def test_nobody_far_enough(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "none.csv"
    said = _words(run("match", "--km", "2000", "--out", out))
    assert "0 of 50 sites have a comparison area of their own, 50 have none" in said
    assert "too few others in the same region and track that touch no site, 2000 km or more" in said
    assert len(pd.read_csv(out)) == 0
    notes = tomllib.loads(out.with_suffix(".notes.toml").read_text(encoding="utf-8"))
    assert notes["matching"]["sites_with_comparison_areas"] == 0
    assert "nan" not in str(notes["matching"])


def test_the_two_may_differ_in_region_and_track(run: Run) -> None:
    apart, alike = _told(run, "--across", "region", "--across", "track"), _told(run)
    assert apart["within"] == []
    assert apart["total_distance"] < alike["total_distance"]
    assert _told(run, "--across", "track")["within"] == ["region"]


def test_people_are_those_whom_the_scenario_trains(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "trained.toml"
    trained = "[choose.beneficiaries]\nsite_min = 100\nsite_max = 100\n\n[uncertainty]"
    path.write_text(DEFAULT.replace("[uncertainty]", trained), encoding="utf-8")
    told = _told(run, "--scenario", path)
    assert {row["people"] for row in told["smallest_effects"]} == {100}


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_table_and_notes_make_themselves_again(run: Run, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"m.{ending}"
    run("match", "--count", "2", "--km", "12.5", "--across", "track", "--caliper", "score=0.7",
        "--people", "120", "--icc", "0.03", "--explained", "0.3", "--out", out)  # fmt: skip
    notes = out.with_suffix(".notes.toml")
    lines = notes.read_text(encoding="utf-8").splitlines()
    (command,) = (line for line in lines if line.startswith("#   phuenthi match"))
    words = shlex.split(command.removeprefix("#   phuenthi "))
    again = tmp_path / words[-1]
    assert again.suffix == out.suffix
    at = {"FILE": str(notes), words[-1]: str(again)}
    run(*(at.get(word, word) for word in words))
    assert again.read_bytes() == out.read_bytes()
    assert again.with_suffix(".notes.toml").read_bytes() == notes.read_bytes()


def test_each_match_is_a_row_with_the_figures_of_both(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "m.parquet"
    run("match", "--out", out)
    told = _told(run)
    table = pd.read_parquet(out)
    areas = read_areas(starter_areas())
    assert table["site_area_code"].tolist() == [site["area_code"] for site in told["sites"]]
    for side in ("site", "comparison"):
        codes = table[f"{side}_area_code"]
        assert (table[f"{side}_hai"].to_numpy() == areas.values.loc[codes, "hai"].to_numpy()).all()
        assert (table[f"{side}_area_th"].array == areas.table.loc[codes, "name_th"].array).all()
    assert set(table["hai_level"]) == {"province"}
    assert (table["km_to_nearest_site"] <= table["km_to_site"]).all()
    one = table.iloc[0]
    pair = areas.codes.get_indexer(pd.Index([one["site_area_code"], one["comparison_area_code"]]))
    assert one["km_to_site"] == pytest.approx(least_distance(areas, pair))
    assert (table["site_score"] >= table["comparison_score"]).mean() > 0.8
    inside = pq.read_schema(out).metadata[b"phuenthi_notes"].decode()
    notes = tomllib.loads(inside)["matching"]
    assert notes["comparison_areas"] == len(table)
    assert {row["covariate"] for row in notes["balance"]} >= {"score", "hai", "distance_town_20k"}
    assert len(notes["smallest_effect"]) == 12


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--count", "0"], "cannot have 0 comparison areas"),
        (["--km", "-5"], "cannot be kept -5 km"),
        (["--caliper", "score"], 'caliper "score" cannot be read'),
        (["--caliper", "score=near"], "NAME=SD, such as score=0.25"),
        (["--caliper", "score=0"], 'caliper of "score" is 0'),
        (["--caliper", "hai=1", "--caliper", "hai=2"], 'two calipers on "hai"'),
        (["--across", "province"], 'cannot go across "province". Use region or track'),
        (["--people", "0"], "cannot be 0 people"),
        (["--icc", "1.2"], "correlation cannot be 1.2"),
        (["--explained", "1"], "cannot explain 1 of"),
        (["--out", "m.xlsx"], '"m.xlsx" ends in ".xlsx"'),
        (["--out", "nowhere/m.csv"], "no folder"),
    ],
)
def test_bad_options_are_refused_before_any_work(
    refused: Refused, monkeypatch: pytest.MonkeyPatch, options: list[str], says: str
) -> None:
    def work(*_: object) -> None:
        raise AssertionError("areas were read")

    monkeypatch.setattr(scored, "areas_here", work)
    assert says in refused("match", *options)


def test_a_caliper_on_what_is_not_there(refused: Refused, tmp_path: Path) -> None:
    out = tmp_path / "m.csv"
    message = refused("match", "--caliper", "hay=1", "--out", out)
    assert 'no caliper on "hay" (nearest: hai)' in message
    assert "target_poor_share" in message
    assert "none of these areas has a figure" in refused("match", "--caliper", "municipal_share=1")
    assert not out.exists()


def test_gaps_that_stay_are_refused_with_the_line(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "gaps.toml"
    path.write_text(DEFAULT.replace('missing = "average"', 'missing = "renormalise"'), "utf-8")
    message = refused("match", "--scenario", path)
    assert message.startswith("gaps.toml, line ")
    assert "leaves gaps" in message
