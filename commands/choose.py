"""`phuenthi choose`: the list under rules."""

from __future__ import annotations

from typing import Any

from commands.scored import (
    OutOption,
    naming,
    print_places,
    say_scored,
    say_what_to_know,
    say_written,
    scored,
    steps_plain,
)
from commands.terminal import JsonOption, ScenarioOption, print_json
from commands.terminal import out as console
from export.files import write_list
from geo.areas import Areas
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import Shortlist, choose_areas
from scoring.fingerprint import fingerprint
from scoring.scenario import Scenario


def choose(
    scenario: ScenarioOption = DEFAULT_SCENARIO, out: OutOption = None, as_json: JsonOption = False
) -> None:
    """Choose the areas with the highest total score that keep the scenario's rules."""
    found = scored(scenario)
    areas, decided, scores = found.areas, found.scenario, found.scores
    with naming(scenario, decided):
        shortlist = choose_areas(areas, scores, decided)
    if out is not None:
        say_written(*write_list(out, areas, scores, shortlist, decided))
    if as_json:
        print_json(_summary(areas, decided, shortlist) | {"steps": steps_plain(scores)})
        return
    say_scored(found)
    say_what_to_know(found, ranked=False)
    print_places(found, shortlist.codes, f"{len(shortlist.codes)} areas", numbered=True)
    if shortlist.settled_by_code:
        console.print(
            f"{len(shortlist.settled_by_code)} of these places were settled by area code alone: "
            "off the list there is an area with the same score in the same groups.",
            soft_wrap=True,
        )
    greedy = shortlist.greedy_total
    console.print(
        f"Total score {shortlist.total:,.2f}, proven best (gap {shortlist.gap:.2%}) by "
        f"{shortlist.solver}; "
        + (
            "a greedy pass finds no list."
            if greedy is None
            else f"a greedy pass finds {greedy:,.2f}."
        ),
        soft_wrap=True,
    )


def _summary(areas: Areas, decided: Scenario, shortlist: Shortlist) -> dict[str, Any]:
    return {
        "scenario": decided.id,
        "codes": list(shortlist.codes),
        "total": shortlist.total,
        "bound": shortlist.bound,
        "gap": shortlist.gap,
        "status": shortlist.status,
        "solver": shortlist.solver,
        "greedy_total": shortlist.greedy_total,
        "settled_by_code": list(shortlist.settled_by_code),
        "rules": [
            {
                "by": outcome.rule.by,
                "group": outcome.rule.group,
                "min": outcome.rule.minimum,
                "max": outcome.rule.maximum,
                "count": outcome.count,
                "binding": outcome.binding,
            }
            for outcome in shortlist.rules
        ],
        "fingerprint": fingerprint(areas, decided),
    }
