"""`phuenthi choose`: the list under rules."""

from __future__ import annotations

from typing import Any

from commands.scored import (
    OutOption,
    Scored,
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
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import Shortlist, choose_areas
from scoring.explain import settled_by_code
from scoring.fingerprint import fingerprint


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
        print_json(_summary(found, shortlist))
        return
    say_scored(found)
    say_what_to_know(found, ranked=False)
    print_places(found, shortlist.codes, f"{len(shortlist.codes)} areas", numbered=True)
    settled = settled_by_code(areas, scores, shortlist)
    if settled:
        console.print(
            f"{len(settled)} of these places were settled by area code alone: "
            "an area off the list has the same score and could stand there under the same rules.",
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


def _summary(found: Scored, shortlist: Shortlist) -> dict[str, Any]:
    return {
        "scenario": found.scenario.id,
        "codes": list(shortlist.codes),
        "total": shortlist.total,
        "bound": shortlist.bound,
        "gap": shortlist.gap,
        "status": shortlist.status,
        "solver": shortlist.solver,
        "greedy_total": shortlist.greedy_total,
        "settled_by_code": list(settled_by_code(found.areas, found.scores, shortlist)),
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
        "steps": steps_plain(found.scores),
        "fingerprint": fingerprint(found.areas, found.scenario),
    }
