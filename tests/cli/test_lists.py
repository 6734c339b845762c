"""Scores and lists from a terminal, on the areas that ship: what is printed and what is written."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import Result

from geo.areas import read_areas
from geo.paths import starter_areas
from tests.making import make_areas

Run = Callable[..., Result]

JANUARY_2024 = "1704067200"
SCENARIO = """
schema = 1
id = "two-of-four"
title_th = "สมมติ"
title_en = "Made up"
seed = 0
missing = "renormalise"

[[pillar]]
id = "poverty"
title_th = "ความยากจน"
title_en = "Poverty"
weight = 1

[[pillar.indicator]]
id = "poor"
weight = 1

[[pillar.indicator]]
id = "income"
weight = 1

[choose]
count = 2
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def strictly(text: str) -> object:
    """Read JSON as the standard has it: without NaN and Infinity."""

    def refuse(literal: str) -> None:
        raise AssertionError(f"{literal} is no JSON")

    return json.loads(text, parse_constant=refuse)


def as_pandas(path: Path) -> pd.DataFrame:
    """The file as pandas reads it, with the codes as text."""
    listed = pd.read_csv(path, dtype={"area_code": str, "province_code": str})
    for column in ("area_code", "province_code"):
        listed[column] = listed[column].str.extract(r"(\d+)", expand=False)
    return listed.set_index("area_code")


def rows(ended: Result) -> list[list[str]]:
    """The rows of the first table that was printed, cell by cell."""
    places = ended.stdout.split("└")[0]
    lines = [line.strip("│").split("│") for line in places.splitlines()]
    return [[cell.strip() for cell in cells] for cells in lines if len(cells) in (8, 9)]


# ── choose ────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_keeps_every_rule_of_the_default_scenario(run: Run, tmp_path: Path) -> None:
    run("choose", "--out", tmp_path / "list.csv")
    listed = as_pandas(tmp_path / "list.csv")
    assert len(listed) == listed.index.nunique() == 50
    assert listed["province_code"].value_counts().max() <= 2
    assert listed["region"].nunique() == 6
    assert listed["region"].value_counts().min() >= 4
    assert (listed["track"] == "urban").sum() >= 10
    assert (listed["track"] == "rural").sum() >= 25
    official = read_areas(starter_areas()).table.loc[listed.index]
    assert list(listed["area_th"]) == list(official["name_th"])
    assert list(listed["province_code"]) == list(official["province_code"])


def test_the_same_list_has_the_same_bytes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", JANUARY_2024)
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        run("choose", "--out", tmp_path / folder / "list.csv")
    for name in ("list.csv", "list.notes.toml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_the_notes_beside_the_list_say_how_it_was_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", JANUARY_2024)
    ended = run("choose", "--out", tmp_path / "list.CSV", "--json")
    said = strictly(ended.stdout)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["list.CSV", "list.notes.toml"]
    written = tomllib.loads((tmp_path / "list.notes.toml").read_text(encoding="utf-8"))
    assert written["made_on"] == "2024-01-01"
    assert written["fingerprint"] == said["fingerprint"]
    assert (
        written["choice"]["codes"] == said["codes"] == list(as_pandas(tmp_path / "list.CSV").index)
    )
    assert str(tmp_path / "list.CSV") in ended.stderr


def test_the_notes_are_a_scenario_that_gives_the_same_list(run: Run, tmp_path: Path) -> None:
    run("choose", "--out", tmp_path / "list.csv")
    run("choose", "--scenario", tmp_path / "list.notes.toml", "--out", tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "list.csv").read_bytes()


def test_the_list_in_json_says_what_it_rests_on(run: Run) -> None:
    said = strictly(run("choose", "--json").stdout)
    assert len(set(said["codes"])) == 50
    assert said["total"] >= said["greedy"]["total"] or said["greedy"]["breaks"]
    assert said["total"] <= said["bound"]
    assert (said["gap"], said["status"]) == (0, "optimal")
    for rule in said["rules"]:
        assert rule["list_has"] >= (rule["min"] or 0)
        assert rule["max"] is None or rule["list_has"] <= rule["max"]


def test_the_total_is_the_sum_of_the_listed_scores(run: Run, tmp_path: Path) -> None:
    said = strictly(run("choose", "--json", "--out", tmp_path / "list.csv").stdout)
    assert as_pandas(tmp_path / "list.csv")["score"].sum() == pytest.approx(said["total"])


def test_nothing_is_cut_where_the_list_goes_to_a_pipe(run: Run) -> None:
    ended = run("choose")
    table = read_areas(starter_areas()).table
    assert len(rows(ended)) == 50
    for _, _, code, *names, region, track, _ in rows(ended):
        row = table.loc[code]
        assert names == [row["name_th"], row["district_th"], row["province_th"]]
        assert (region, track) == (row["region"], row["track"])
    assert "\nTotal score " in ended.stdout
    assert "\nSimpler: one pass from the top, " in ended.stdout


def test_the_place_in_the_list_is_not_taken_for_the_rank_in_the_country(
    run: Run, tmp_path: Path
) -> None:
    ended = run("choose", "--out", tmp_path / "list.csv")
    headings = next(line for line in ended.stdout.splitlines() if "rank" in line)
    assert [h.strip() for h in headings.strip("┃").split("┃")][:3] == ["no.", "rank", "code"]
    listed = as_pandas(tmp_path / "list.csv")
    assert [row[0] for row in rows(ended)] == [str(n) for n in range(1, 51)]
    assert [(row[1], row[2]) for row in rows(ended)] == [
        (str(rank), code) for code, rank in listed["rank"].items()
    ]
    assert "no." not in run("score").stdout


# ── score ─────────────────────────────────────────────────────────────────────────────────────────


def test_all_areas_are_scored_and_written_in_order_of_code(run: Run, tmp_path: Path) -> None:
    ended = run("score", "--out", tmp_path / "scores.csv")
    listed = as_pandas(tmp_path / "scores.csv")
    assert list(listed.index) == list(read_areas(starter_areas()).codes)
    assert listed["score"].between(0, 100).all()
    assert listed.sort_values("rank")["score"].is_monotonic_decreasing
    assert listed["rank"].min() == 1
    first = ended.stdout.splitlines()[0]
    assert first.startswith("7,436 of 7,436 areas scored under “default”; ")
    assert "of the variance lies between provinces; " in first
    assert first.endswith("comes from figures known only by province.")
    assert [row[1] for row in rows(ended)] == list(listed["rank"].nsmallest(10).index)


def test_what_is_not_on_this_machine_is_said_aside(run: Run) -> None:
    ended = run("score", "--json")
    assert strictly(ended.stdout)["absent"] == ["population_change", "services_per_km2"]
    assert "Not on this machine" in run("score").stderr


def test_a_spread_that_does_not_exist_is_null_in_json(
    run: Run, scenario: Path, data_folder: Path
) -> None:
    # each area is as poor in one way as it is rich in the other
    made = make_areas({"poor": [0, 1, 2, 3], "income": [3, 2, 1, 0]})
    made.write(data_folder / "areas.parquet")
    said = strictly(run("score", "--json", "--scenario", scenario).stdout)
    assert said["between_provinces"] is None
    assert "all have the same score" in run("score", "--scenario", scenario).stdout


def test_a_name_is_printed_as_the_text_that_it_is(
    run: Run, scenario: Path, data_folder: Path
) -> None:
    names = ["[bold]x[/bold]", "[/]", ":smile:", "{name}"]
    made = make_areas({"poor": [0, 1, 2, 9], "income": [3, 2, 3, 9]}, names=names)
    made.write(data_folder / "areas.parquet")
    said = run("score", "--scenario", scenario).stdout
    for name in names:
        assert f"│ {name} " in said


def test_a_name_cannot_command_the_terminal(run: Run, scenario: Path, data_folder: Path) -> None:
    names = ["\x1b[2J\x1b[31mred", "\x9b2J", "\x07bell", "plain"]
    made = make_areas({"poor": [0, 1, 2, 9], "income": [3, 2, 3, 9]}, names=names)
    made.write(data_folder / "areas.parquet")
    said = run("score", "--scenario", scenario).stdout
    assert not set(said) & set("\x1b\x9b\x07")
    assert "│ \\x1b[2J\\x1b[31mred " in said


def test_a_scenario_that_begins_with_a_byte_order_mark_is_read(
    run: Run, scenario: Path, data_folder: Path
) -> None:
    make_areas({"poor": [0, 1, 2, 9], "income": [3, 2, 3, 9]}).write(data_folder / "areas.parquet")
    scenario.write_text(SCENARIO, encoding="utf-8-sig")
    assert strictly(run("score", "--scenario", scenario, "--json").stdout)["scored"] == 4
