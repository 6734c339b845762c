"""Answering why an area is on the list, or why it is not."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from commands.choice_plain import missed_plain, rule_plain, site_plain, swap_plain
from commands.choose import SecondsOption, best_list
from commands.printed import say
from commands.reasons import stands_out, why
from commands.reasons import why_not as why_not_said
from commands.scored import OutOption, Scored, known_codes, say_written, scored
from commands.terminal import JsonOption, ScenarioOption, print_json
from commands.worth import areas_named, of_earlier
from export.files import write_table
from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import Shortlist
from scoring.choose.shortlist import SECONDS
from scoring.choose.sites import Site, Swap, brought_in, site_of
from scoring.choose.words import area_name, counted
from scoring.explain import Reason, Why, reasons
from scoring.why_not import WhyNot, why_not

_KIND: dict[Why | WhyNot, str] = {
    "by_score": "on the list by score",
    "freed_place": "on the list, next in line",
    "by_minimum": "on the list for a minimum",
    "locked_in": "locked in",
    "by_objective": "on the list for the objectives",
    "not_eligible": "outside the scenario's filter",
    "no_score": "no score",
    "locked_out": "locked out",
    "no_figure": "cannot be chosen, a figure that a rule counts is not known",
    "too_few_people": "cannot be chosen, too few people for a site",
    "outscored": "score too low",
    "full": "group full",
    "too_near": "too near to a site",
    "neighbour": "borders on a site",
    "over": "a sum would be too great",
    "reserved": "places kept by minimums",
}


def explain(
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="CODE…", help="Areas, by six-digit code.")
    ] = None,
    everyone: Annotated[
        bool, typer.Option("--all", help="All areas; with --out FILE.csv one row each.")
    ] = False,
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    out: OutOption = None,
    as_json: JsonOption = False,
    seconds: SecondsOption = SECONDS,
) -> None:
    """Say why areas are on the list, or why not and what would bring them in."""
    if bool(codes) == everyone:
        raise ScoringError("Name areas by their six-digit codes, or ask for --all.")
    found = scored(scenario)
    known_codes(codes or [], found)
    shortlist = best_list(scenario, found, seconds, as_json=as_json)
    if everyone:
        _explain_all(found, shortlist, out, as_json)
        return
    if out is not None:
        raise ScoringError("--out goes with --all: a table of all areas and their reasons.")
    answers = [_answer(code, found, shortlist, seconds) for code in codes or []]
    if as_json:
        print_json([plain for plain, _ in answers])
        return
    for _, (first, *others) in answers:
        say(first)
        for line in others:
            say(line, indent="  ")


def _answer(
    code: str, found: Scored, shortlist: Shortlist, seconds: float
) -> tuple[dict[str, Any], list[str]]:
    """Return the answer for one area, for machines and in words, sentence by sentence."""
    until = time.monotonic() + seconds
    if code in shortlist.codes:
        reason = reasons(found.areas, found.scores, shortlist, found.scenario)[code]
        site = site_of(shortlist, code, until)
        sentence = why(reason, shortlist)
        plain = {
            **site_plain(site),
            "on_the_list": True,
            "kind": reason.kind,
            "sentence": sentence,
            "rules": [rule_plain(rule) for rule in reason.rules],
        }
        number = f"no. {shortlist.codes.index(code) + 1} of the list"
        standing = stands_out(reason, found.areas)
        plain["stands_out_by"] = reason.indicator
        without = _without(site, reason, shortlist)
        told = [f"{_place(code, found)}: {number}.", sentence, standing, without]
        return plain, [line for line in told if line is not None]
    missed = why_not(shortlist, code)
    told = [f"{_place(code, found)}: not on the list.", why_not_said(missed, shortlist)]
    plain = missed_plain(missed, shortlist)
    if found.scores.score.notna()[code] and code not in shortlist.stated.barred:
        best = brought_in(shortlist, code, until)
        plain["best_list_with_it"] = swap_plain(best)
        told.append(_with(best, shortlist))
    return plain, told


def _place(code: str, found: Scored) -> str:
    row = found.areas.table.loc[code]
    return f"{area_name(code, found.areas)} ({row['district_th']}, {row['province_th']})"


def _without(site: Site, reason: Reason, shortlist: Shortlist) -> str:
    swap = site.without
    if reason.kind == "locked_in":
        return "It stays whatever the scores are."
    if swap.cost is None:
        return "There is no list without it." if swap.proven else "No list without it was found."
    enter = areas_named(swap.enter, shortlist.stated)
    lost = f"{swap.cost:.2f}{of_earlier(swap.of, shortlist)}"
    return f"Without it the best list loses {lost}, with {enter} in its place."


def _with(swap: Swap, shortlist: Shortlist) -> str:
    if swap.cost is None:
        return (
            "No list under these rules can hold it."
            if swap.proven
            else "Whether a list can hold it was not found out in time."
        )
    enter, leave = (areas_named(codes, shortlist.stated) for codes in (swap.enter, swap.leave))
    lost = f"{swap.cost:.2f}{of_earlier(swap.of, shortlist)}"
    return f"The best list with it loses {lost}: in {enter}; out {leave}."


def _explain_all(found: Scored, shortlist: Shortlist, out: Path | None, as_json: bool) -> None:
    listed = reasons(found.areas, found.scores, shortlist, found.scenario)
    table = found.areas.table
    names, provinces = table["name_th"].to_dict(), table["province_th"].to_dict()
    rows: list[dict[str, Any]] = []
    for code in map(str, found.areas.codes):
        on = code in listed
        missed = None if on else why_not(shortlist, code)
        rows.append(
            {
                "area_code": code,
                "area_th": names[code],
                "province_th": provinces[code],
                "rank": found.scores.rank[code],
                "score": found.scores.score[code],
                "on_the_list": on,
                "kind": listed[code].kind if missed is None else missed.kind,
                "why": why(listed[code], shortlist)
                if missed is None
                else why_not_said(missed, shortlist),
                "exchange_for": None if missed is None else missed.swap,
                "exchange_cost": None if missed is None else missed.swap_cost,
            }
        )
    answers = pd.DataFrame(rows)
    answers["on_the_list"] = answers["on_the_list"].map({True: "yes", False: "no"})
    if out is not None:
        write_table(out, answers)
        say_written(out)
    if as_json:
        print_json(rows)
    elif out is None:
        times = Counter(row["kind"] for row in rows)
        for kind, n in times.most_common():
            say(f"{_KIND[kind]} ({kind}): {counted(n, 'area')}")
