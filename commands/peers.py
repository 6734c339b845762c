"""`phuenthi peers`: the areas most like one, or like each site of the list."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.choose import SecondsOption, best_list
from commands.peers_said import print_nearest, print_peers
from commands.scored import (
    TableOutOption,
    known_codes,
    made_from,
    naming,
    plain,
    say_written,
    scored,
)
from commands.terminal import JsonOption, ScenarioOption, print_json
from export.files import write_finding
from export.peers import Look, nearest_finding, nearest_table, peers_finding, peers_table
from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.choose.shortlist import SECONDS
from scoring.features import features
from scoring.peers import (
    COUNT,
    DISTANCES,
    Distance,
    Peer,
    Space,
    look_alikes,
    nearest_of_others,
    space,
)


def peers(
    code: Annotated[
        str | None,
        typer.Argument(help="The area; without one, every site of the list and its look-alike.",
                       metavar="[CODE]", show_default=False),
    ] = None,
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    count: Annotated[
        int | None,
        typer.Option("--count", help="How many look-alikes of the area.", metavar="N",
                     show_default="10"),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", help=f"The distance: {' or '.join(DISTANCES)}.",
                          metavar="DISTANCE")
    ] = "mahalanobis",
    elsewhere: Annotated[
        bool,
        typer.Option("--elsewhere", help="Leave out areas of the same province, which share its "
                     "figures."),
    ] = False,
    own_figures: Annotated[
        bool,
        typer.Option("--own-figures", help="Compare by figures measured by tambon alone."),
    ] = False,
    not_chosen: Annotated[
        bool, typer.Option("--not-chosen", help="Leave out areas that are on the list.")
    ] = False,
    out: TableOutOption = None,
    as_json: JsonOption = False,
    seconds: SecondsOption = SECONDS,
) -> None:  # fmt: skip
    """Find the areas most like one: what they share with it, and where they differ."""
    _say_something(code, count, not_chosen=not_chosen)
    found = scored(scenario)
    known_codes([] if code is None else [code], found)
    with naming(scenario, found.scenario):
        among = features(found.areas, found.scenario)
        among = among.of_their_own() if own_figures else among
        where: Space = space(among, _distance(by))
    look = Look(by=where.distance, elsewhere=elsewhere, own_figures=own_figures,
                not_chosen=not_chosen)  # fmt: skip
    chosen: tuple[str, ...] = ()
    if code is None or not_chosen:
        chosen = best_list(scenario, found, seconds, as_json=as_json).codes
    if code is None:
        rest = found.areas.codes.difference(list(chosen))
        nearest = nearest_of_others(where, chosen, rest, elsewhere=elsewhere)
        if out is not None:
            table, finding = nearest_table(where, nearest), nearest_finding(where, nearest, look)
            say_written(
                *write_finding(out, table, finding, found.areas, found.scores, found.scenario)
            )
        if as_json:
            print_json(made_from(found) | {"sites": _nearest_plain(chosen, nearest)})
        else:
            print_nearest(found, where, chosen, nearest)
        return
    wanted = COUNT if count is None else count
    with naming(scenario, found.scenario):
        alike = look_alikes(where, code, wanted, without=chosen, elsewhere=elsewhere)
    if out is not None:
        table, finding = peers_table(where, alike), peers_finding(where, code, alike, wanted, look)
        say_written(*write_finding(out, table, finding, found.areas, found.scores, found.scenario))
    if as_json:
        told = {"area": code, "distance": where.distance, "peers": [_plain(p) for p in alike]}
        print_json(made_from(found) | told)
    else:
        print_peers(found, where, code, alike)


def _say_something(code: str | None, count: int | None, *, not_chosen: bool) -> None:
    """Refuse options that would go unheard where no area is named."""
    for option, given in (("--count", count is not None), ("--not-chosen", not_chosen)):
        if code is None and given:
            raise ScoringError(
                "{option} is for the look-alikes of one area: without a code each site of the list "
                "gets its most alike area that is not chosen. Name an area, or leave it out.",
                option=option,
            )


def _distance(named: str) -> Distance:
    for known in DISTANCES:
        if named == known:
            return known
    raise ScoringError(
        '--by is "{by}", allowed are {known}.', by=named, known=" and ".join(DISTANCES)
    )


def _plain(peer: Peer) -> dict[str, object]:
    return {
        "area_code": peer.code,
        "distance": peer.distance,
        "share_of_areas_as_near": peer.nearer,
        "shares": list(peer.shares),
        "differs": list(peer.differs),
        "unknown": list(peer.unknown),
        "alike_by_source": list(peer.by_source),
        "figures": {
            str(id): {
                "own": plain(row["own"]),
                "peer": plain(row["peer"]),
                "difference": plain(row["difference"]),
                "level": row["level"],
            }
            for id, row in peer.figures.iterrows()
        },
    }


def _nearest_plain(
    chosen: tuple[str, ...], nearest: dict[str, tuple[str, float]]
) -> list[dict[str, object]]:
    return [
        {"area_code": code, "most_like_it": nearest[code][0], "distance": nearest[code][1]}
        if code in nearest
        else {"area_code": code, "most_like_it": None, "distance": None}
        for code in chosen
    ]
