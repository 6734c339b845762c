"""`phuenthi uncertainty`: how sure ranks and list are, and what that hangs on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.progress import shown, steps_shown
from commands.scored import (
    Scored,
    TableOutOption,
    known_codes,
    made_from,
    naming,
    plain,
    say_written,
    scored,
)
from commands.stability_plain import area_plain, least_change_plain, stability_plain
from commands.stability_said import print_area, print_stability
from commands.terminal import (
    JsonOption,
    ScenarioOption,
    log,
    print_json,
    python_alone_prints,
)
from export.files import write_stability
from geo.paths import DEFAULT_SCENARIO
from scoring.choose.shortlist import SECONDS
from scoring.uncertainty import Stability, stability
from scoring.uncertainty.assess import DRAWS, ERROR, LISTS
from scoring.uncertainty.draws import checked_draws
from scoring.uncertainty.least_change import LeastChanges, NoWeightMattersError, least_changes
from store.stabilities import keep, kept, place

_MOST_THREADS = 4
"""Each has a table of its own of how often which area had which rank."""


def uncertainty(
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    draws: Annotated[
        int, typer.Option("--draws", help="How many draws ranks rest on at most.", metavar="N")
    ] = DRAWS,
    lists: Annotated[
        int,
        typer.Option("--lists", metavar="N",
                     help="For how many draws at most the best list is looked for; 0 for none."),
    ] = LISTS,
    error: Annotated[
        float,
        typer.Option("--error", metavar="SHARE",
                     help="End early when no probability has a greater standard error; 0 for "
                     "never."),
    ] = ERROR,
    area: Annotated[
        str | None,
        typer.Option("--area", metavar="CODE",
                     help="Tell of one area, and how far each weight may move before it leaves "
                     "the list or joins it."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Work it out again, even if it was kept.")
    ] = False,
    out: TableOutOption = None,
    as_json: JsonOption = False,
    seconds: Annotated[
        float,
        typer.Option("--time-limit", min=0.1, metavar="SECONDS",
                     help="For the stated list, and for each step after it that looks for lists; "
                     "what there is by then is told, and which steps were cut short."),
    ] = SECONDS,
) -> None:  # fmt: skip
    """Say how sure each rank and each place on the list is, from many draws."""
    checked_draws(draws, lists, error)
    found = scored(scenario)
    known_codes([] if area is None else [area], found)
    sure = _stability(scenario, found, draws, lists, error, seconds, again=again)
    if out is not None:
        say_written(*write_stability(out, found.areas, found.scores, sure, found.scenario))
    if area is not None:
        _tell_of(area, scenario, found, sure, seconds, as_json=as_json)
    elif as_json:
        print_json(made_from(found) | stability_plain(sure))
    else:
        print_stability(found, sure)


def _stability(
    path: Path, found: Scored, draws: int, lists: int, error: float, seconds: float, *, again: bool
) -> Stability:
    """Return the stability that was kept, or work it out and keep it."""
    file = place(found.areas, found.scenario, draws, lists, error)
    before = None if again else kept(file)
    if before is not None:
        log.debug("taken from %s", file)
        return before
    python_alone_prints()
    log.debug("drawing, for there is no %s", file)
    with naming(path, found.scenario), steps_shown() as progress:
        sure = stability(
            found.areas,
            found.scenario,
            draws=draws,
            lists=lists,
            error=error,
            seconds=seconds,
            threads=min(os.cpu_count() or 1, _MOST_THREADS),
            progress=progress,
        )
    if sure.complete:
        # what the time limit decided can come out otherwise the next time
        keep(file, sure)
    return sure


def _tell_of(
    area: str, path: Path, found: Scored, sure: Stability, seconds: float, *, as_json: bool
) -> None:
    """Tell how sure one area is, and what weights would turn it."""
    turning, why_none = LeastChanges((), exact=True), None
    with naming(path, found.scenario), shown("weights") as progress:
        try:
            turning = least_changes(found.areas, found.scenario, area, seconds, progress)
        except NoWeightMattersError as error:
            why_none = str(error)
    if not as_json:
        print_area(found, sure, area, turning, why_none)
        return
    told: dict[str, Any] = {"draws": sure.draws, "lists": sure.lists}
    told |= {"error_of_p_top": sure.error, "error_of_p_chosen": plain(sure.lists_error)}
    told["area"] = area_plain(sure, area)
    told["least_changes"] = [least_change_plain(one) for one in turning.changes]
    told["all_weights_looked_at_in_full"] = turning.exact
    told["not_moved"] = list(turning.not_moved)
    told["why_no_changes"] = why_none
    print_json(made_from(found) | told)
