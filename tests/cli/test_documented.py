"""Numbers in docs/method.md on types, hot spots and matches are those that the commands print."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from geo.paths import DEFAULT_SCENARIO

METHOD = (DEFAULT_SCENARIO.parents[2] / "docs/method.md").read_text(encoding="utf-8")
Told = Callable[..., dict[str, Any]]


@pytest.fixture
def told(run: Callable[..., Result], built_areas: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """What a command says of the official areas, for machines."""
    monkeypatch.setenv("PHUENTHI_DATA", str(built_areas))
    return lambda *asked: json.loads(run(*asked, "--json").stdout)


def section(heading: str) -> str:
    """Return a section's text in one line, without the line breaks that it has in the file."""
    level = heading.split(" ")[0]
    (_, rest) = METHOD.split(f"\n{heading}\n", 1)
    return " ".join(rest.split(f"\n{level} ")[0].split())


def rows_of_types(found: dict[str, Any]) -> list[str]:
    return [
        f"| {t['number']} | {t['areas']:,} | {t['people']:,} | {t['name_en']} | {t['sure']:.0%} |"
        for t in found["types"]
    ]


def test_types_of_the_default_scenario(told: Told) -> None:
    text = section("## Types of areas")
    every, five = told("cluster"), told("cluster", "--own-figures", "--types", "5")
    rows = rows_of_types(every) + rows_of_types(five)
    assert [row for row in rows if row not in text] == []
    assert not every["stand_out"]
    assert f"one cloud in five without any ({every['chance']:.2f})" in text
    assert (
        f"{100 * every['between_provinces']:.0f} % of the squared distances lie between provinces, "
        f"and {every['provinces_of_one_type']} of 77 provinces have nine in ten" in text
    )
    assert not five["stand_out"]
    assert f"none stand out either ({five['chance']:.2f})" in text
    assert f"division into five is a stable one ({five['stability']:.2f})" in text
    sites = told("choose")["codes"]
    for found in (every, five):
        numbers = [found["type_of"][code]["type"] for code in sites]
        assert set(numbers) == {1, 2}
        assert f"of the first two ({numbers.count(1)} and {numbers.count(2)})" in text


def test_look_alikes_in_the_own_province(told: Told) -> None:
    sites = told("peers")["sites"]
    same = sum(one["area_code"][:2] == one["most_like_it"][:2] for one in sites)
    assert f"{same} of the {len(sites)} sites have their look-alike" in section("## Look-alikes")


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ("score, tambons", ()),
        ("score, tambons within provinces", ("--within-provinces",)),
        ("score, provinces", ("--level", "province")),
        ("distance to a town of 20,000, tambons", ("distance_town_20k",)),
        ("unemployment rate, tambons", ("unemployment_rate",)),
        ("unemployment rate, provinces", ("unemployment_rate", "--level", "province")),
    ],
)
def test_hot_spots(told: Told, row: str, asked: tuple[str, ...]) -> None:
    found = told("hotspots", *asked)
    counts, moran = found["found"], found["moran"]["i"]
    said = f"| {row} | {counts['hot']:,} | {counts['cold']:,} | {moran:.2f}"
    assert said in section("## Hot and cold spots")


def test_what_the_warning_rests_on(told: Told) -> None:
    found = told("hotspots")
    between = f"{100 * found['between_provinces']:.0f} % of the variance of its score"
    assert between in section("## Hot and cold spots")


def test_matches(told: Told) -> None:
    text, found = section("## Comparison areas"), told("match")
    assert f"{found['matches_in_one_province']} pairs of one province" in text
    assert (
        f"Total distance {found['total_distance']:.2f}, greedy "
        f"{found['greedy']['total_distance']:.2f}." in text
    )
    names = {
        "score": "score",
        "population_change": "population change",
        "services_per_km2": "services",
    }
    for row in found["balance"]:
        before, after = (row[f"difference_{when}"] for when in ("before", "after"))
        if row["covariate"] in names:
            said = f"{names[row['covariate']]} {before:.2f} → {after:.2f}"
            assert said.replace("-", "−") in text
        else:
            assert abs(after) <= 0.25, row["covariate"]
    near = told("match", "--caliper", "score=0.2")
    assert f"{near['matched']} sites keep an area" in text
    for row in found["smallest_effects"]:
        (line,) = [
            one for one in METHOD.splitlines() if one.startswith(f"| {row['correlation']:.2f} |")
        ]
        assert f"{row['found']:.2f}" in line.split("|")[{100: 2, 150: 3, 200: 4}[row["people"]]]
