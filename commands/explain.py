"""Answering why an area is on the list, or why it is not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from commands.choice_plain import missed_plain, rule_plain, site_plain, swap_plain
from commands.choose import SecondsOption
from commands.reasons import named, why
from commands.reasons import why_not as why_not_said
from commands.scored import OutOption, Scored, naming, say_written, scored
from commands.terminal import JsonOption, ScenarioOption, escaped, print_json
from commands.terminal import out as console
from export.files import write_table
from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import Shortlist, choose_areas
from scoring.choose.shortlist import SECONDS
from scoring.choose.sites import Swap, brought_in, site_of
from scoring.explain import reasons
from scoring.why_not import why_not


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
    _known(codes or [], found)
    with naming(scenario, found.scenario):
        shortlist = choose_areas(found.areas, found.scores, found.scenario, seconds)
    if everyone:
        _explain_all(found, shortlist, out, as_json)
        return
    if out is not None:
        raise ScoringError("--out goes with --all: a table of all areas and their reasons.")
    answers = [_answer(code, found, shortlist, seconds) for code in codes or []]
    if as_json:
        print_json([plain for plain, _ in answers])
        return
    for _, told in answers:
        console.print(escaped(told), soft_wrap=True)


def _known(codes: list[str], found: Scored) -> None:
    unknown = [code for code in codes if code not in found.areas.codes]
    if unknown:
        raise ScoringError(
            "There are no areas with these codes: {unknown}. Use six-digit codes, such as {first}; "
            "`phuenthi score --out FILE.csv` lists all.",
            unknown=", ".join(unknown),
            first=found.areas.codes[0],
        )


def _answer(
    code: str, found: Scored, shortlist: Shortlist, seconds: float
) -> tuple[dict[str, Any], str]:
    """Return the answer for one area, for machines and in words."""
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
        place = shortlist.codes.index(code) + 1
        told = (
            f"{named(code, found.areas)}: no. {place} of the list. {sentence} "
            f"{_without(site.without, found)}"
        )
        return plain, told
    missed = why_not(shortlist, code)
    told = f"{named(code, found.areas)}: not on the list. {why_not_said(missed, shortlist)}"
    plain = missed_plain(missed, shortlist)
    if found.scores.score.notna()[code] and code not in shortlist.stated.barred:
        best = brought_in(shortlist, code, until)
        plain["best_list_with_it"] = swap_plain(best)
        told += f" {_with(best, found)}"
    return plain, told


def _without(swap: Swap, found: Scored) -> str:
    if swap.cost is None:
        return "There is no list without it." if swap.proven else "No list without it was found."
    enter = ", ".join(named(code, found.areas) for code in swap.enter)
    return f"Without it the best list loses {swap.cost:.2f}, with {enter} in its place."


def _with(swap: Swap, found: Scored) -> str:
    if swap.cost is None:
        return "No list under these rules can hold it." if swap.proven else ""
    leave = ", ".join(named(code, found.areas) for code in swap.leave)
    enter = ", ".join(named(code, found.areas) for code in swap.enter)
    return f"The best list with it loses {swap.cost:.2f}: in {enter}; out {leave}."


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
                "on_the_list": "yes" if on else "no",
                "kind": listed[code].kind if missed is None else missed.kind,
                "why": why(listed[code], shortlist)
                if missed is None
                else why_not_said(missed, shortlist),
                "exchange_for": None if missed is None else missed.swap,
                "exchange_cost": None if missed is None else missed.swap_cost,
            }
        )
    answers = pd.DataFrame(rows)
    if out is not None:
        write_table(out, answers)
        say_written(out)
    if as_json:
        print_json(rows)
    elif out is None:
        for kind, n in answers["kind"].value_counts().items():
            console.print(escaped(f"{kind}: {n:,} areas"))
