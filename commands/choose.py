"""Choosing areas under rules, and printing the list with its proof."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.choice_plain import (
    alternatives_plain,
    impossible_plain,
    list_plain,
    near_miss_plain,
    price_plain,
    reached_plain,
    site_plain,
)
from commands.chosen import print_list
from commands.progress import shown
from commands.scored import OutOption, Scored, naming, say_written, scored, steps_plain
from commands.terminal import JsonOption, ScenarioOption, err, print_json, python_alone_prints
from commands.worth import print_alternatives, print_prices, print_sites
from export.files import write_list
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import Shortlist, choose_areas
from scoring.choose.alternatives import alternatives
from scoring.choose.clash import ImpossibleError
from scoring.choose.just_missed import NearMiss, just_missed
from scoring.choose.prices import prices
from scoring.choose.shortlist import SECONDS
from scoring.choose.sites import sites
from scoring.explain import settled_by_code
from scoring.fingerprint import fingerprint
from scoring.reached import Reached, reached

_NEAR = 3
"""So many areas that just missed are told."""
SecondsOption = Annotated[
    float,
    typer.Option(
        "--time-limit",
        min=0.1,
        help="Seconds after which the best list found is given, with its gap; if there is "
        "none, as many again to say which rules clash.",
        metavar="SECONDS",
    ),
]


def choose(
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    out: OutOption = None,
    as_json: JsonOption = False,
    with_sites: Annotated[
        bool, typer.Option("--sites", help="Tell what each site is worth and what replaces it.")
    ] = False,
    with_prices: Annotated[
        bool, typer.Option("--prices", help="Tell what each rule costs.")
    ] = False,
    others: Annotated[
        int,
        typer.Option("--alternatives", min=0, max=100, metavar="M",
                     help="Show up to M lists that are nearly as good."),
    ] = 0,
    within: Annotated[
        float,
        typer.Option("--within", min=0, max=100, metavar="PERCENT",
                     help="What an alternative may lose of the best."),
    ] = 1.0,
    differing: Annotated[
        int,
        typer.Option("--differ", min=1, max=10_000, metavar="K",
                     help="In how many sites alternatives differ at least."),
    ] = 5,
    seconds: SecondsOption = SECONDS,
) -> None:  # fmt: skip
    """Choose the best list that keeps the scenario's rules, and prove it."""
    found = scored(scenario)
    shortlist = best_list(scenario, found, seconds, as_json=as_json)
    near = just_missed(shortlist, _NEAR, time.monotonic() + seconds)
    worth = priced = nearly = None
    if with_sites:
        with shown("sites") as progress:
            worth = sites(shortlist, time.monotonic() + seconds, progress)
    if with_prices:
        with shown("prices of rules") as progress:
            priced = prices(shortlist, seconds, progress)
    if others:
        share = within / 100
        nearly = alternatives(shortlist, others, share, differing, time.monotonic() + seconds)
    if out is not None:
        say_written(*write_list(out, found.areas, found.scores, shortlist, found.scenario))
    if as_json:
        asked: dict[str, Any] = {}
        if worth is not None:
            asked["sites"] = [site_plain(site) for site in worth]
        if priced is not None:
            asked["prices"] = [price_plain(price) for price in priced]
        if nearly is not None:
            asked["alternatives"] = alternatives_plain(nearly)
        print_json(_summary(found, shortlist, near) | asked)
        return
    print_list(found, shortlist, _reached(found, shortlist), near)
    if worth is not None:
        print_sites(worth, shortlist)
    if priced is not None:
        print_prices(priced, shortlist)
    if nearly is not None:
        print_alternatives(nearly, shortlist.stated)


def best_list(path: Path, found: Scored, seconds: float, *, as_json: bool) -> Shortlist:
    """Return the best list; why there is none is told in JSON too, where that is asked for.

    Raises
    ------
    ScoringError
        As `scoring.choose.choose_areas` does; it names the scenario's file and line.
    """
    python_alone_prints()
    looking = "Looking for the best list; if there is none, for the rules that clash …"
    with naming(path, found.scenario), err.status(looking):
        try:
            return choose_areas(found.areas, found.scores, found.scenario, seconds)
        except ImpossibleError as error:
            if as_json:
                print_json({"scenario": found.scenario.id, **impossible_plain(error)})
            raise


def _reached(found: Scored, shortlist: Shortlist) -> Reached:
    return reached(
        found.areas, found.scores, found.scenario, shortlist.codes, plain_top=shortlist.plain_top
    )


def _summary(found: Scored, shortlist: Shortlist, near: Sequence[NearMiss]) -> dict[str, Any]:
    return {
        "scenario": found.scenario.id,
        **list_plain(shortlist),
        "just_missed": [near_miss_plain(miss, shortlist) for miss in near],
        "reached": reached_plain(_reached(found, shortlist)),
        "settled_by_code": list(settled_by_code(shortlist)),
        "steps": steps_plain(found.scores),
        "fingerprint": fingerprint(found.areas, found.scenario),
    }
