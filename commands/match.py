"""`phuenthi match`: comparison areas for the sites, and what they can show."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from commands.choose import SecondsOption, best_list
from commands.match_plain import matching_plain
from commands.match_said import print_matching
from commands.scored import TableOutOption, made_from, naming, say_written, scored
from commands.terminal import JsonOption, ScenarioOption, print_json
from export.files import write_finding
from export.matching import matching_finding, matching_table
from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import Shortlist
from scoring.choose.shortlist import SECONDS
from scoring.features import features
from scoring.matching import Design, balance, effects
from scoring.matching import match as matched
from scoring.matching.design import KM, STRATA, Stratum
from scoring.matching.fit import check_calipers
from scoring.matching.power import CORRELATIONS, PEOPLE, surveys


def match(
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    count: Annotated[
        int, typer.Option("--count", metavar="K", help="Comparison areas of each site.")
    ] = 1,
    km: Annotated[
        float,
        typer.Option("--km", metavar="KM",
                     help="How far comparison areas keep from every site, by reference points; "
                     "nor do they touch one. 0 lets both go."),
    ] = KM,
    caliper: Annotated[
        list[str] | None,
        typer.Option("--caliper", metavar="NAME=SD",
                     help="How many standard deviations the two may differ in the score or in an "
                     "indicator, such as score=0.25; can be given several times."),
    ] = None,
    across: Annotated[
        list[str] | None,
        typer.Option("--across", metavar="region|track",
                     help="Let the two differ in region or track; can be given twice."),
    ] = None,
    people: Annotated[
        list[float] | None,
        typer.Option("--people", metavar="M", show_default=False,
                     help="People asked in each area; can be given several times. Without it as "
                     "many as the scenario trains, or else 100, 150 and 200."),
    ] = None,
    icc: Annotated[
        list[float] | None,
        typer.Option("--icc", metavar="SHARE", show_default=False,
                     help="Intra-cluster correlation: share of the variance that lies between "
                     "areas; can be given several times. Without it 0.01, 0.05, 0.10 and 0.20."),
    ] = None,
    explained: Annotated[
        float,
        typer.Option("--explained", metavar="SHARE",
                     help="Share of the variance between areas that figures from before explain."),
    ] = 0.0,
    out: TableOutOption = None,
    as_json: JsonOption = False,
    seconds: SecondsOption = SECONDS,
) -> None:  # fmt: skip
    """Find comparison areas for the best list, and say how alike they are and what they show."""
    design = Design(count, km, _within(across or []), _calipers(caliper or []))
    correlations = tuple(dict.fromkeys(icc or CORRELATIONS))
    # what cannot be is refused before any work
    surveys(tuple(people or PEOPLE), correlations, explained)
    found = scored(scenario)
    with naming(scenario, found.scenario):
        points = features(found.areas, found.scenario)
        check_calipers(points, design)
    shortlist = best_list(scenario, found, seconds, as_json=as_json)
    with naming(scenario, found.scenario):
        matching = matched(points, shortlist.codes, design)
    balanced = balance(matching)
    asked = surveys(_people(people, shortlist), correlations, explained)
    sites = len(matching.sites)
    power = effects((sites, sites * count), (len(matching.matched), matching.effective), asked)
    proven = shortlist.status == "optimal"
    if out is not None:
        finding = matching_finding(matching, balanced, power, proven=proven)
        table = matching_table(matching)
        say_written(*write_finding(out, table, finding, found.areas, found.scores, found.scenario))
    if not as_json:
        print_matching(found, matching, balanced, power, proven=proven)
        return
    about: dict[str, Any] = {**made_from(found, tuple(design.calipers)), "list_proven": proven}
    print_json(about | matching_plain(matching, balanced, power))


def _within(across: Sequence[str]) -> tuple[Stratum, ...]:
    """Return what a site and its comparison areas have in common, given what they need not."""
    for name in across:
        if name not in STRATA:
            raise ScoringError(
                'Matches cannot go across "{name}". Use {known}.',
                name=name,
                known=" or ".join(STRATA),
            )
    return tuple(name for name in STRATA if name not in across)


def _calipers(given: Sequence[str]) -> dict[str, float]:
    calipers: dict[str, float] = {}
    for text in given:
        name, _, most = text.partition("=")
        try:
            value = float(most)
        except ValueError as cause:
            raise ScoringError(
                'The caliper "{text}" cannot be read. Write it as NAME=SD, such as score=0.25.',
                text=text,
            ) from cause
        if name in calipers:
            raise ScoringError('There are two calipers on "{name}". Give each once.', name=name)
        calipers[name] = value
    return calipers


def _people(given: Sequence[float] | None, shortlist: Shortlist) -> tuple[float, ...]:
    """Return how many people are asked in an area: as said, or as many as are trained."""
    if given:
        return tuple(dict.fromkeys(given))
    trained = [n for n in (shortlist.beneficiaries or {}).values() if n]
    if not trained:
        return PEOPLE
    # few people in an area cost more than many in another make up for
    return (statistics.harmonic_mean(trained),)
