"""`phuenthi cluster`: types of areas, connected regions, and where the programme would go on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from commands.choose import SecondsOption, best_list
from commands.cluster_plain import regions_plain, types_plain, wave_plain
from commands.cluster_said import print_regions, print_types, print_wave
from commands.progress import steps_shown
from commands.scored import Scored, TableOutOption, made_from, naming, say_written, scored
from commands.terminal import JsonOption, ScenarioOption, print_json, python_alone_prints
from export.files import write_finding
from export.types import (
    regions_finding,
    regions_table,
    types_finding,
    types_table,
    wave_finding,
    wave_table,
)
from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.choose.shortlist import SECONDS
from scoring.features import Features, features
from scoring.types.find import Types, types_of
from scoring.types.methods import METHODS, Method
from scoring.types.next_wave import next_wave, of_wave
from scoring.types.regions import regions_of

_MOST_THREADS = 8
"""Each holds a sample or a cloud of its own, hundreds of megabytes where trees are made of it."""


def cluster(
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="METHOD",
                     help=f"How areas are divided: {', '.join(METHODS)}.",
                     show_default="k_means"),
    ] = None,
    types: Annotated[
        int | None,
        typer.Option("--types", metavar="K", help="How many types; proposed, if not said."),
    ] = None,
    weighted: Annotated[
        bool,
        typer.Option("--weighted", help="Let figures count as much as they weigh in the score."),
    ] = False,
    own_figures: Annotated[
        bool,
        typer.Option("--own-figures",
                     help="Divide by figures measured by tambon alone, not by a province's."),
    ] = False,
    regions: Annotated[
        int | None,
        typer.Option("--regions", metavar="PEOPLE",
                     help="Make connected regions of at least so many people instead."),
    ] = None,
    wave: Annotated[
        int | None,
        typer.Option("--next", metavar="N",
                     help="Choose the N areas to go on to, of the types that the list has tried."),
    ] = None,
    out: TableOutOption = None,
    as_json: JsonOption = False,
    seconds: SecondsOption = SECONDS,
) -> None:  # fmt: skip
    """Find kinds of places: what they are like, how sure they are, and where to go on."""
    _one_thing_at_a_time(method, types, regions, wave)
    found = scored(scenario)
    with naming(scenario, found.scenario):
        points = features(found.areas, found.scenario)
        points = points.of_their_own() if own_figures else points
    if regions is not None:
        _regions(found, points, regions, out, weighed=weighted, as_json=as_json)
        return
    if wave is not None:
        # before the work that it needs
        of_wave(found.scenario, wave)
    with naming(scenario, found.scenario), steps_shown() as told:
        known: Method = _method(method)
        divided = types_of(points, method=known, k=types, weighed=weighted, told=told,
                           threads=min(os.cpu_count() or 1, _MOST_THREADS))  # fmt: skip
    if wave is not None:
        _wave(scenario, found, divided, types, wave, out, seconds, as_json=as_json)
        return
    if out is not None:
        table, finding = types_table(divided), types_finding(divided, types)
        say_written(*write_finding(out, table, finding, found.areas, found.scores, found.scenario))
    if as_json:
        print_json(made_from(found) | types_plain(divided))
    else:
        print_types(divided, types)


def _one_thing_at_a_time(
    method: str | None, types: int | None, regions: int | None, wave: int | None
) -> None:
    for option, given in (("--types", types), ("--method", method), ("--next", wave)):
        if regions is not None and given is not None:
            raise ScoringError(
                "--regions makes regions in place of types, so {option} says nothing beside it. "
                "Leave one of the two out.",
                option=option,
            )


def _method(named: str | None) -> Method:
    for known in METHODS:
        if named in (known, known.replace("_", "-")):
            return known
    if named is None:
        return "k_means"
    raise ScoringError(
        '--method is "{method}", allowed are {known}.', method=named, known=", ".join(METHODS)
    )


def _regions(
    found: Scored,
    points: Features,
    people: int,
    out: Path | None,
    *,
    weighed: bool,
    as_json: bool,
) -> None:
    made = regions_of(points, people, weighed=weighed)
    if out is not None:
        table, finding = regions_table(made), regions_finding(made, weighed=weighed)
        say_written(*write_finding(out, table, finding, found.areas, found.scores, found.scenario))
    if as_json:
        print_json(made_from(found) | regions_plain(made))
    else:
        print_regions(made)


def _wave(
    path: Path,
    found: Scored,
    divided: Types,
    types: int | None,
    count: int,
    out: Path | None,
    seconds: float,
    *,
    as_json: bool,
) -> None:
    python_alone_prints()
    first = best_list(path, found, seconds, as_json=as_json)
    with naming(path, found.scenario):
        then = next_wave(first, divided, count, seconds)
    if out is not None:
        table, finding = wave_table(found.scores, divided, then), wave_finding(divided, types, then)
        say_written(*write_finding(out, table, finding, found.areas, found.scores, found.scenario))
    if as_json:
        print_json(made_from(found) | wave_plain(divided, then))
    else:
        print_wave(found, divided, then)
