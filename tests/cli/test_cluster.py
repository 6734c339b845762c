"""`phuenthi cluster` on the areas that ship."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import Result

from geo.areas import read_areas
from geo.paths import DEFAULT_SCENARIO, starter_areas

Run = Callable[..., Result]
Refused = Callable[..., str]

REFUSED = {
    "0 types": (("--types", "0"), "There cannot be 0 types. Use 2 or more."),
    "too many types": (("--types", "51"), "There cannot be 51 types. Use 50 or fewer."),
    "no such method": (("--method", "k-medoids"), '--method is "k-medoids", allowed are k_means'),
    "hdbscan with a number": (("--method", "hdbscan", "--types", "3"), "finds the number of types"),
    "regions and types": (("--regions", "50000", "--types", "3"), "--types says nothing beside it"),
    "regions and a wave": (("--regions", "50000", "--next", "3"), "--next says nothing beside it"),
    "a floor of nobody": (("--regions", "0"), "Use a floor from 1 to that."),
    "a floor above all": (("--regions", "100000000"), "cannot be made of areas with"),
    "a wave of nobody": (("--types", "2", "--next", "0"), "The next wave cannot be 0 areas."),
    "too small a wave": (("--types", "2", "--next", "5"), "A next wave of 5 areas cannot keep"),
    "no such scenario": (("--scenario", "nope"), 'The scenario "nope" cannot be read'),
    "another ending": (("--out", "types.xlsx"), 'ends in ".xlsx"'),
}


def _words(result: Result) -> str:
    return " ".join(result.stdout.split())


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default scenario with a rule for missing figures that leaves gaps."""
    path = tmp_path_factory.mktemp("scenario") / "gaps.toml"
    text = DEFAULT_SCENARIO.read_text(encoding="utf-8")
    path.write_text(text.replace('missing = "average"', 'missing = "renormalise"'), "utf-8")
    return path


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default scenario for the southern border provinces alone, and few of their areas."""
    path = tmp_path_factory.mktemp("scenario") / "few.toml"
    text = DEFAULT_SCENARIO.read_text(encoding="utf-8")
    head, rest = text.split("[[choose.limit]]", 1)
    rules = rest.split("[[choose.quantity]]", 1)[1]
    head = head.replace("count = 50", "count = 6")
    filtered = head.replace("[choose]", '[eligible]\nregions = ["south_border"]\n\n[choose]')
    path.write_text(f"{filtered}\n[[choose.quantity]]{rules}", "utf-8")
    return path


def test_the_types_of_the_default_scenario(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "types.csv"
    told = json.loads(run("cluster", "--out", out, "--json").stdout)
    table = pd.read_csv(out, dtype={"area_code": str})
    assert list(table["area_code"]) == list(read_areas(starter_areas()).codes)
    for kind in told["types"]:
        own = table[table["type"] == kind["number"]]
        assert (len(own), int(own["population"].sum())) == (kind["areas"], kind["people"])
        assert set(own["type_th"]) == {kind["name_th"]}
        assert own.loc[own["typical"] == "yes", "area_code"].tolist() == [kind["typical"]]
    assert {r["k"] for r in told["curves"]} == set(range(2, 13))
    assert told["sampled_by"] == "province"
    assert sum(told["decides"].values()) == pytest.approx(1)
    assert told["provinces"] == 77
    assert set(table["hai_level"]) == {"province"}


def test_the_terminal_says_what_types_are_worth_and_like(run: Run, few: Path) -> None:
    said = _words(run("cluster", "--scenario", few))
    told = json.loads(run("cluster", "--scenario", few, "--json").stdout)
    assert f"{len(told['types'])} types of {told['areas']:,} areas by k_means" in said
    assert f"{told['provinces_of_one_type']} of {told['provinces']} provinces" in said
    assert "these are types of provinces more than of tambons" in said
    assert all(" ".join(remark.split()) in said for remark in told["remarks"])
    # there are five provinces, too few to sample
    assert "too few to see whether others would give the same types" in said
    for kind in told["types"]:
        assert kind["name_en"].split(";")[0] in said
        assert f"Type {kind['number']}: " in said


ASKED = {
    "a number, own figures": ("--types", "4", "--own-figures", "--weighted", "--method", "ward"),
    "no number": (
        "--method",
        "hdbscan",
    ),
    "regions": ("--regions", "90000", "--weighted"),
    "a wave": ("--types", "3", "--next", "5"),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=list(ASKED))
def test_the_notes_make_the_same_file_again(
    run: Run, tmp_path: Path, few: Path, asked: tuple[str, ...]
) -> None:
    first, again = tmp_path / "first.csv", tmp_path / "again.csv"
    run("cluster", "--scenario", few, *asked, "--out", first)
    notes = first.with_suffix(".notes.toml")
    head = notes.read_text(encoding="utf-8")
    command = next(line for line in head.splitlines() if line.startswith("#   phuenthi"))
    options = command.removeprefix("#   phuenthi ").replace("FILE", str(notes)).split()
    run(*[str(again) if option == "again.csv" else option for option in options])
    assert again.read_bytes() == first.read_bytes()
    assert again.with_suffix(".notes.toml").read_bytes() == notes.read_bytes()
    read = tomllib.loads(head)
    if "--own-figures" in asked:
        assert len(read["types"]["type"]) == 4
        assert set(read["types"]["figures"].values()) == {"tambon"}


def test_regions_of_so_many_people(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "regions.parquet"
    said = _words(run("cluster", "--regions", "300000", "--out", out))
    table = pd.read_parquet(out)
    people = table.groupby("region_number")["population"].sum()
    assert people.min() >= 300_000
    assert f"{len(people)} connected regions of at least 300,000 people" in said
    assert "path silhouette" in said


@pytest.mark.parametrize("people", ["1", "700", "50000000"])
def test_regions_of_any_floor(run: Run, people: str) -> None:
    told = json.loads(run("cluster", "--regions", people, "--json").stdout)
    assert all(region["people"] >= int(people) for region in told["regions"])
    assert told["path_silhouette"] is None or -1 <= told["path_silhouette"] <= 1


def test_the_next_wave(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "next.csv"
    asked = ("cluster", "--types", "4", "--next", "50")
    told: dict[str, Any] = json.loads(run(*asked, "--out", out, "--json").stdout)
    table = pd.read_csv(out, dtype={"area_code": str, "like_the_site": str})
    assert list(table["area_code"]) == [one["area_code"] for one in told["next"]]
    chosen = set(run_codes(run))
    assert not chosen & set(table["area_code"])
    assert set(table["like_the_site"]) <= chosen
    assert sum(kind["next"] for kind in told["types"]) == 50
    tried = {kind["number"] for kind in told["types"] if kind["chosen"]}
    assert set(table["type"]) <= tried
    assert table.groupby("province_code").size().max() <= 2
    assert told["most_in_a_province_together"] >= 2


def test_what_the_types_of_the_next_wave_are_worth_is_said_too(run: Run, few: Path) -> None:
    asked = ("cluster", "--scenario", few, "--types", "3", "--next", "5")
    said = _words(run(*asked))
    told = json.loads(run(*asked, "--json").stdout)
    assert "The next 5 areas" in said
    assert all(" ".join(remark.split()) in said for remark in told["remarks"])
    assert f"in {told['provinces_together']} provinces" in said


def run_codes(run: Run) -> list[str]:
    return [str(code) for code in json.loads(run("choose", "--json").stdout)["codes"]]


@pytest.mark.parametrize(("options", "told"), REFUSED.values(), ids=list(REFUSED))
def test_bad_input_gets_one_message(refused: Refused, options: tuple[str, ...], told: str) -> None:
    assert told in " ".join(refused("cluster", *options).split())


def test_gaps_are_refused_with_the_line_of_the_scenario(refused: Refused, gaps: Path) -> None:
    message = " ".join(refused("cluster", "--scenario", gaps).split())
    assert message.startswith("gaps.toml, line ")
    assert "with gaps no two areas can be compared" in message
    assert "target_poor_share in 180 areas" in message


def test_nothing_is_left_behind_by_what_was_refused(refused: Refused, tmp_path: Path) -> None:
    out = tmp_path / "types.csv"
    refused("cluster", "--types", "0", "--out", out)
    assert list(tmp_path.glob("types*")) == []
