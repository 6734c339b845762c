"""`phuenthi peers` on the areas that ship."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import Result

Run = Callable[..., Result]
Refused = Callable[..., str]

AREA = "580109"
REFUSED = {
    "unknown code": (("999999",), "There are no areas with these codes: 999999"),
    "a name": (("ห้วยปูลิง",), "Areas are named by their codes"),
    "no look-alikes": ((AREA, "--count", "0"), "There cannot be 0 look-alikes"),
    "no such distance": ((AREA, "--by", "euclid"), '--by is "euclid", allowed are mahalanobis'),
    "a number without an area": (("--count", "5"), "--count is for the look-alikes of one area"),
    "not chosen by itself": (("--not-chosen",), "--not-chosen is for the look-alikes of one area"),
    "another ending": ((AREA, "--out", "x.txt"), 'ends in ".txt"'),
}


def _words(result: Result) -> str:
    return " ".join(result.stdout.split())


@pytest.mark.parametrize("by", ["mahalanobis", "weighted"])
def test_the_nearest_come_first(run: Run, by: str) -> None:
    told = json.loads(run("peers", AREA, "--by", by, "--count", "7", "--json").stdout)
    distances = [peer["distance"] for peer in told["peers"]]
    assert len(distances) == 7
    assert distances == sorted(distances)
    assert AREA not in [peer["area_code"] for peer in told["peers"]]


def test_what_is_alike_because_it_is_the_provinces_is_said_so(run: Run) -> None:
    said = _words(run("peers", AREA))
    told = json.loads(run("peers", AREA, "--json").stdout)
    same = [peer for peer in told["peers"] if peer["alike_by_source"]]
    assert f"{len(same)} of these 10 lie in the same province" in said
    assert all(peer["area_code"].startswith("58") for peer in same)
    assert not any("hai" in peer["shares"] for peer in same)
    elsewhere = json.loads(run("peers", AREA, "--elsewhere", "--json").stdout)["peers"]
    assert not any(peer["area_code"].startswith("58") for peer in elsewhere)


def test_for_each_site_the_most_alike_that_is_not_chosen(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "alike.csv"
    run("peers", "--out", out)
    table = pd.read_csv(out, dtype={"area_code": str, "like_area_code": str})
    chosen = set(map(str, json.loads(run("choose", "--json").stdout)["codes"]))
    assert set(table["area_code"]) == chosen
    assert not chosen & set(table["like_area_code"])
    one = table.iloc[0]
    alone = json.loads(run("peers", one["area_code"], "--not-chosen", "--json").stdout)["peers"]
    assert alone[0]["area_code"] == one["like_area_code"]
    assert alone[0]["distance"] == pytest.approx(one["distance"], abs=1e-5)


def test_the_notes_make_the_same_file_again(run: Run, tmp_path: Path) -> None:
    for asked in ((AREA, "--own-figures", "--elsewhere", "--count", "5"), ("--elsewhere",)):
        first, again = tmp_path / "first.csv", tmp_path / "again.csv"
        run("peers", *asked, "--out", first)
        notes = first.with_suffix(".notes.toml")
        lines = notes.read_text(encoding="utf-8").splitlines()
        command = next(line for line in lines if line.startswith("#   phuenthi"))
        options = command.removeprefix("#   phuenthi ").replace("FILE", str(notes)).split()
        run(*[str(again) if option == "again.csv" else option for option in options])
        assert again.read_bytes() == first.read_bytes()
        assert again.with_suffix(".notes.toml").read_bytes() == notes.read_bytes()


@pytest.mark.parametrize(("options", "told"), REFUSED.values(), ids=list(REFUSED))
def test_bad_input_gets_one_message(refused: Refused, options: tuple[str, ...], told: str) -> None:
    assert told in " ".join(refused("peers", *options).split())
