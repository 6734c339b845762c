"""`phuenthi uncertainty` on the areas that ship."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import Result

import commands.uncertainty
from geo.areas import read_areas
from geo.paths import DEFAULT_SCENARIO, starter_areas
from scoring.index import score_areas
from scoring.scenario_toml import read_scenario

Run = Callable[..., Result]
Refused = Callable[..., str]

FEW = ("--draws", 64, "--lists", 16)
START = DEFAULT_SCENARIO.read_text(encoding="utf-8").split("[uncertainty]")[0]
QUICK = """
[uncertainty]
weights = "fixed"
normalisation = ["z_score"]
treatment = []
missing = []
aggregation = []
figures = "as_published"
"""
"""One choice open, so that there is little to work out."""


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    path = tmp_path / "quick.toml"
    path.write_text(START + QUICK, encoding="utf-8")
    return path


def test_the_default_scenario_from_the_terminal_and_for_machines(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "u.parquet"
    said = _words(run("uncertainty", *FEW, "--out", out))
    told = json.loads(run("uncertainty", *FEW, "--json").stdout)
    stand = told["sites"]
    assert f"Of the 50 areas on the list {stand['secure']} are secure" in said
    assert sum(stand.values()) == 50
    assert f"{told['possible']} areas could be on the best list" in said
    assert "What moves the list most" in said
    stay = told["sites_that_stay_if_it_alone_is_open"]
    assert set(told["moves_most"]) == {s for s in stay if stay[s] < min(stay.values()) + 1}
    assert (told["draws"], told["lists"]) == (64, 16)
    # nothing is invented where no error is known
    assert "hai" in told["without_standard_error"]
    assert "no standard error of theirs is known: Target poor" in said
    assert len(told["left_out"]) == 5
    assert told["fingerprint"]
    _as_in(out, told)


def _words(result: Result) -> str:
    """Return what was printed, with lines run together."""
    return " ".join(result.stdout.split())


def _as_in(out: Path, told: dict[str, Any]) -> None:
    frame = pd.read_parquet(out).set_index("area_code")
    areas = read_areas(starter_areas())
    scenario = read_scenario(DEFAULT_SCENARIO.read_text(encoding="utf-8"), "default")
    assert list(frame.index) == list(areas.codes)
    assert (frame["rank"] == score_areas(areas, scenario).rank).all()
    for area in told["areas"]:
        row = frame.loc[area["area_code"]]
        assert row["p_chosen"] == area["p_chosen"]
        assert row["standing"] == area["standing"]
        assert row["chosen"] == area["chosen"]
    assert (frame["p_chosen"] > 0).sum() <= len(told["areas"])


STABLE = """
schema = 2
id = "stable"
seed = 1
title_th = "ระยะทาง"
title_en = "Distance"
missing = "average"

[[pillar]]
id = "all"
title_th = "ระยะทาง"
title_en = "Distance"
weight = 1
indicator = [{ id = "distance_town_20k", weight = 1 }]

[choose]
count = 5

[uncertainty]
normalisation = ["rank"]
treatment = []
figures = "as_published"
"""
"""One indicator ranks the same in every draw, whatever its scale."""


def test_a_list_that_nothing_moves_is_told_without_others(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "stable.toml"
    path.write_text(STABLE, encoding="utf-8")
    for lists in (16, 0):
        out = tmp_path / f"u{lists}.csv"
        said = _words(
            run("uncertainty", "--scenario", path, "--draws", 64, "--lists", lists, "--out", out)
        )
        assert "Of the 5 areas on the list 5 are secure" in said
        assert "not on the list" not in said
        # what is unknown, as the list without its only indicator, is left out of the notes
        notes = tomllib.loads(out.with_suffix(".notes.toml").read_text(encoding="utf-8"))
        assert "nan" not in str(notes["uncertainty"])


def test_where_no_draw_has_a_list_it_says_so(run: Run, tmp_path: Path) -> None:
    # who lacks one of two figures has no score in half of the draws, and is locked in
    lacks = read_areas(starter_areas()).values["target_poor_share"].isna().idxmax()
    text = STABLE.replace(
        "weight = 1 }]", 'weight = 1 }, { id = "target_poor_share", weight = 1 }]'
    )
    text = text.replace('normalisation = ["rank"]', 'normalisation = []\nmissing = ["exclude"]')
    lock = f'[[choose.locked_in]]\narea = "{lacks}"\nbecause = "promised"\n\n[uncertainty]'
    text = text.replace("[uncertainty]", lock)
    said = []
    for seed in range(8):
        path = tmp_path / f"{seed}.toml"
        path.write_text(text.replace("seed = 1", f"seed = {seed}"), encoding="utf-8")
        said.append(_words(run("uncertainty", "--scenario", path, "--draws", 1, "--lists", 1)))
    without = [one for one in said if "no list was possible" in one]
    assert 0 < len(without) < len(said)
    for one in without:
        assert "No draw had a list, so that this is before the rules" in one
        assert "--lists looks at them" not in one


def test_what_was_worked_out_is_kept(
    run: Run, quick: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("uncertainty", "--scenario", quick, *FEW).stdout
    assert len(list((data_folder / "cache/uncertainty").iterdir())) == 1
    called: list[int] = []
    work = commands.uncertainty.stability
    monkeypatch.setattr(
        commands.uncertainty, "stability",
        lambda *given, **named: called.append(1) or work(*given, **named),
    )  # fmt: skip
    assert run("uncertainty", "--scenario", quick, *FEW).stdout == first
    assert called == []
    assert run("uncertainty", "--scenario", quick, *FEW, "--again").stdout == first
    assert called == [1]
    run("uncertainty", "--scenario", quick, "--draws", 65, "--lists", 16)
    assert called == [1, 1]


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_notes_make_the_same_file_again(
    run: Run, quick: Path, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    out = tmp_path / f"u.{ending}"
    run("uncertainty", "--scenario", quick, *FEW, "--out", out)
    notes = tmp_path / "u.notes.toml"
    asked = next(line for line in notes.read_text().splitlines() if "phuenthi uncertainty" in line)
    assert "--draws 64 --lists 16 --error 0" in asked
    again = tmp_path / f"again.{ending}"
    run("uncertainty", "--scenario", notes, *FEW, "--error", 0, "--out", again, "--again")
    assert again.read_bytes() == out.read_bytes()
    assert (tmp_path / "again.notes.toml").read_text() == notes.read_text()
    if ending == "parquet":
        metadata = pq.read_schema(out).metadata
        assert metadata[b"phuenthi_notes"].decode() == notes.read_text()


def test_an_area_on_the_list_and_what_would_take_it_off(run: Run, quick: Path) -> None:
    told = json.loads(run("uncertainty", "--scenario", quick, *FEW, "--json").stdout)
    code = next(area["area_code"] for area in told["areas"] if area["chosen"])
    said = _words(run("uncertainty", "--scenario", quick, *FEW, "--area", code))
    assert "is on the list. Over 64 draws its rank is" in said
    assert "it leaves the list" in said


def test_an_area_off_the_list_and_what_would_bring_it_in(run: Run, quick: Path) -> None:
    sites = json.loads(run("uncertainty", "--scenario", quick, *FEW, "--json").stdout)["areas"]
    code = next(area["area_code"] for area in sites if not area["chosen"])
    asked = ("uncertainty", "--scenario", quick, *FEW, "--area", code, "--json")
    told = json.loads(run(*asked).stdout)
    assert told["area"]["area_code"] == code
    assert not told["area"]["chosen"]
    assert told["least_changes"]
    for change in told["least_changes"]:
        assert 0 < change["share"] < 1
    moved = [abs(change["share"] - change["stated_share"]) for change in told["least_changes"]]
    assert moved == sorted(moved)


def test_an_area_that_no_weight_brings_in_is_told_with_the_reason(
    run: Run, quick: Path, tmp_path: Path
) -> None:
    rules = '[[choose.locked_out]]\narea = "580109"\nbecause = "another fund is there"\n'
    path = tmp_path / "locked.toml"
    text = quick.read_text(encoding="utf-8")
    path.write_text(text.replace("[uncertainty]", f"{rules}\n[uncertainty]"), encoding="utf-8")
    asked = ("uncertainty", "--scenario", path, *FEW, "--area", "580109")
    assert "580109 cannot be on the list whatever the weights are" in _words(run(*asked))
    told = json.loads(run(*asked, "--json").stdout)
    assert told["least_changes"] == []
    assert told["why_no_changes"].startswith("580109 cannot be on the list")
    assert told["area"]["p_chosen"] == 0


def test_lists_need_not_be_looked_for(run: Run, quick: Path) -> None:
    said = run("uncertainty", "--scenario", quick, "--draws", 64, "--lists", 0).stdout
    assert "among the 50 highest scores" in said
    told = json.loads(
        run("uncertainty", "--scenario", quick, "--draws", 64, "--lists", 0, "--json").stdout
    )
    assert told["lists"] == 0
    assert told["expected_overlap"] is None
    assert all(area["p_chosen"] is None for area in told["areas"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--draws", 0), "0 draws are asked for; it must be 1 to 10,000,000."),
        (("--lists", -1), "-1 lists are asked for"),
        (("--error", 0.7), "A standard error of 0.7 is asked for"),
        (("--area", "999999"), "There are no areas with these codes: 999999"),
        (("--area", "ปะลุรู"), "Areas are named by their codes"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    refused: Refused, arguments: tuple[str | int | float, ...], said: str
) -> None:
    assert said in refused("uncertainty", *arguments)


@pytest.mark.parametrize(
    ("uncertainty", "said"),
    [
        ('weights = { method = "spread", spread = 0 }', "uncertainty.weights.spread is 0"),
        ('weights = { method = "bounds", bounds = { poverty = [0.6, 0.7], unemployment = '
         "[0.6, 0.8] } }", "above 1, so that no weights keep them all"),
        ('aggregation = ["geometric"]', "needs values > 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_open_is_refused_with_its_line(
    refused: Refused, tmp_path: Path, uncertainty: str, said: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"{START}\n[uncertainty]\n{uncertainty}\n", encoding="utf-8")
    message = refused("uncertainty", "--scenario", path)
    assert said in message
    assert f"line {START.count(chr(10)) + 3}" in message


@pytest.mark.parametrize("name", ["u.txt", "nowhere/u.parquet"])
def test_places_where_nothing_can_be_written_are_refused_before_any_work(
    name: str, tmp_path: Path
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "cli", "uncertainty", "--out", tmp_path / name],
        capture_output=True, text=True, timeout=60, check=False, cwd=DEFAULT_SCENARIO.parents[2],
        env={**os.environ, "PHUENTHI_DATA": str(tmp_path)},
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr.startswith("phuenthi: ")
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_stopped_in_the_middle_nothing_is_half_written(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    out.mkdir()
    running = subprocess.Popen(
        [sys.executable, "-u", "-m", "cli", "uncertainty", "--draws", "5000000", "--error", "0",
         "--out", out / "u.parquet"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=DEFAULT_SCENARIO.parents[2],
        env={**os.environ, "PHUENTHI_DATA": str(data), "PHUENTHI_LOG": "debug"},
    )  # fmt: skip
    # it says when it begins to draw
    assert running.stderr is not None
    deadline = time.monotonic() + 120
    for line in running.stderr:
        if "drawing" in line or time.monotonic() > deadline:
            break
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=120)
    assert running.returncode == 130, told
    assert "stopped before the end" in told
    assert "Traceback" not in told
    assert list(out.iterdir()) == []
    assert not [path for path in data.rglob("*") if path.is_file()]


def test_the_numbers_in_the_documentation_are_those_of_the_command(
    run: Run, built_areas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the areas as they are built, and a folder to keep the answer in
    shutil.copyfile(built_areas / "areas.parquet", tmp_path / "areas.parquet")
    monkeypatch.setenv("PHUENTHI_DATA", str(tmp_path))
    told = json.loads(run("uncertainty", "--json").stdout)
    sites, stay = told["sites"], told["sites_that_stay_if_it_alone_is_open"]
    listed = {area["area_code"] for area in told["areas"] if area["chosen"]}
    assert set(told["moves_most"]) == {"treatment", "normalisation"}
    most = told["left_out"][0]
    assert most["indicator"] == "population_change"
    rows = {
        "sites that are": f"{sites['secure']} / {sites['contested']} / {sites['unlikely']}",
        "areas that could be": f"{told['possible']}",
        "areas on the list of any": f"{told['on_any_list']}",
        "sites that the lists of two": f"{told['expected_overlap']:.1f}",
        "areas on 95 %": f"{len(told['core'])}",
        "sites of the stated": f"{len(listed & set(told['consensus']))}",
        "what moves the list most": f"treatment of outliers ({stay['treatment']:.1f} of the 50 "
        f"sites stay) and normalisation ({stay['normalisation']:.1f})",
        "weights inside the pillars": f"{stay['indicator_weights']:.1f} and "
        f"{stay['pillar_weights']:.1f} stay",
        "indicator without which": f"Population change 2011–2021 ({len(most['left'])}",
        "share of the variance of ranks": f"{100 * told['rank_between_provinces']:.0f} %",
        "share of the variance of the score": f"{100 * told['from_province_figures']:.0f} %",
        "draws, and": f"{told['draws']:,}, {100 * told['error_of_p_top']:.2f}",
        "lists, and": f"{told['lists']:,}, {100 * told['error_of_p_chosen']:.2f}",
    }
    method = (DEFAULT_SCENARIO.parents[2] / "docs/method.md").read_text(encoding="utf-8")
    table = method.split("### The default scenario")[1]
    for begin, number in rows.items():
        (line,) = [line for line in table.splitlines() if line.startswith(f"| {begin}")]
        # the number itself, and not one that it is a part of
        assert re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d.,]*\d)", line.split("|")[2]), line
