"""What `choose` and `explain` say of lists under all kinds of rules, by the shipped examples."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from geo.areas import read_areas
from geo.paths import starter_areas
from scoring.change import changed
from scoring.choose import check, choose_areas
from scoring.index import score_areas
from scoring.scenario_toml import read_scenario

Run = Callable[..., Result]
Refused = Callable[..., str]

EXAMPLES = Path(__file__).resolve().parents[2] / "data/scenarios/examples"


@pytest.fixture
def every_rule(run: Run) -> dict[str, Any]:
    scenario = EXAMPLES / "every-rule.toml"
    return json.loads(run("choose", "--scenario", scenario, "--json", "--alternatives", 2).stdout)


def test_the_list_under_every_kind_of_rule_keeps_them_all(every_rule: dict[str, Any]) -> None:
    areas = read_areas(starter_areas())
    scenario = read_scenario((EXAMPLES / "every-rule.toml").read_text(encoding="utf-8"), "e")
    assert check(areas, every_rule["codes"], scenario, None, every_rule["beneficiaries"]) == []
    assert (every_rule["status"], every_rule["gap"]) == ("optimal", 0)
    assert {rule["kind"] for rule in every_rule["rules"]} == {
        "count", "limit", "total", "cost", "beneficiaries", "distance", "neighbours",
        "locked_in", "locked_out",
    }  # fmt: skip


def test_alternatives_differ_in_as_many_sites_as_asked(every_rule: dict[str, Any]) -> None:
    nearly = every_rule["alternatives"]
    for other in nearly["lists"]:
        assert len(other["enter"]) == len(other["leave"]) >= 5
        assert 0 <= other["cost"] <= every_rule["total"] / 100
        assert not set(other["leave"]) & set(nearly["shared"])


def test_the_certificate_in_json_can_be_recomputed_from_it_alone(run: Run) -> None:
    said = json.loads(run("choose", "--json").stdout)
    areas = read_areas(starter_areas())
    scenario = read_scenario(
        (EXAMPLES.parent / "default.toml").read_text(encoding="utf-8"), "default"
    )
    left = score_areas(areas, scenario).score.dropna().to_dict()
    shown = said["certificate"]
    columns = {"province": "province_code", "region": "region", "track": "track"}
    group_of = {by: areas.table[column].to_dict() for by, column in columns.items()}
    bound = 0.0
    for price in shown["prices"]:
        charged = price["price"]
        assert price["bound"] == (price["max"] if charged > 0 else price["min"])
        bound += charged * price["bound"]
        for code in left:
            group = group_of[price["by"]][code] if price.get("by") else None
            if group is None or group in price["groups"]:
                left[code] -= charged
    assert shown["cliques"] == []
    bound += sum(rest for rest in left.values() if rest > 0)
    assert bound == pytest.approx(shown["bound_by_prices"], abs=1e-6)
    assert shown["bound_by_prices"] >= shown["bound"] >= shown["value"] - 1e-6
    kept = set(shown["kept"])
    aside = [bound + min(rest, 0) for code, rest in left.items() if code not in kept]
    assert len(aside) == shown["set_aside"]
    assert max(aside) < shown["value"]
    assert set(said["codes"]) <= kept


def test_the_first_that_just_missed_learns_why_and_what_it_would_cost(run: Run) -> None:
    listed = json.loads(run("choose", "--json").stdout)
    ranked = [row for row in json.loads(run("explain", "--all", "--json").stdout)
              if not row["on_the_list"] and row["rank"]]  # fmt: skip
    first = min(ranked, key=lambda row: row["rank"])
    (answer,) = json.loads(run("explain", first["area_code"], "--json").stdout)
    assert answer["on_the_list"] is False
    assert answer["kind"] == "full"
    assert set(answer["taken_by"]) <= set(listed["codes"])
    best = answer["best_list_with_it"]
    assert first["area_code"] in best["enter"]
    assert best["cost"] <= answer["swap_cost"] + 1e-6
    # lines break where a terminal ends
    said = " ".join(run("explain", first["area_code"]).stdout.split())
    assert answer["sentence"] in said
    assert f"loses {best['cost']:.2f}" in said


def test_a_site_learns_what_its_list_would_lose_without_it(run: Run) -> None:
    listed = json.loads(run("choose", "--json").stdout)
    (answer,) = json.loads(run("explain", listed["codes"][0], "--json").stdout)
    assert answer["on_the_list"] is True
    assert answer["replacement_cost"] > 0
    said = " ".join(run("explain", listed["codes"][0]).stdout.split())
    titles = {one.id: one.title_en for one in read_areas(starter_areas()).indicators}
    assert f"It stands out by “{titles[answer['stands_out_by']]}” (" in said
    assert answer["substitute"] not in listed["codes"]


def test_every_area_gets_a_reason_in_a_table(run: Run, tmp_path: Path) -> None:
    run("explain", "--all", "--out", tmp_path / "why.csv")
    lines = (tmp_path / "why.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(read_areas(starter_areas())) + 1
    assert '"why"' in lines[0]


def test_prices_and_worth_of_sites_are_told(run: Run) -> None:
    said = json.loads(run("choose", "--json", "--prices", "--sites").stdout)
    counted = {row["id"] for row in said["reached"]["rows"]}
    assert [site["code"] for site in said["sites"]] == said["codes"]
    assert all(site["replacement_cost"] >= 0 for site in said["sites"])
    for price in said["prices"]:
        if price["possible"]:
            # what binds less can only do better, and the other way round
            assert (price["gain"] <= 1e-6) if price["step"] == "tighter" else (
                price["gain"] >= -1e-6
            )  # fmt: skip
            assert set(price["reached"]) == counted >= {"population", "poor"}


def test_the_clash_of_the_impossible_example_is_named_and_its_remedies_work(
    refused: Refused,
) -> None:
    said = refused("choose", "--scenario", EXAMPLES / "impossible.toml")
    southern = "ปัตตานี (94), ยะลา (95), นราธิวาส (96)"
    assert f"at most 1 in each province, here {southern}" in said
    assert "at least 6 in region southern border (south_border)" in said
    areas = read_areas(starter_areas())
    text = (EXAMPLES / "impossible.toml").read_text(encoding="utf-8")
    scenario = read_scenario(text, "impossible")
    remedies = {"choose.limit.1.max": 2, "choose.limit.3.min": 3}
    assert "at most 2 in each province (now 1)" in said
    assert "at least 3 in region southern border (south_border) (now 6)" in said
    for field, value in remedies.items():
        mended = changed(scenario, {field: value})
        shortlist = choose_areas(areas, score_areas(areas, mended), mended)
        assert check(areas, shortlist.codes, mended) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "Name areas by their six-digit codes"),
        (["--all", "100101"], "Name areas by their six-digit codes"),
        (["999999"], "no areas with these codes: 999999"),
        (["100101", "--out", "why.csv"], "--out goes with --all"),
    ],
)
def test_explain_says_what_it_cannot_do(refused: Refused, asked: list[str], said: str) -> None:
    assert said in refused("explain", *asked)
