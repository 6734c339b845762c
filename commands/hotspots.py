"""`phuenthi hotspots`: where high figures, or low ones, lie together more than by chance."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from commands.hotspots_plain import hot_spots_plain
from commands.hotspots_said import print_hot_spots
from commands.scored import TableOutOption, made_from, naming, say_written, scored
from commands.terminal import JsonOption, ScenarioOption, print_json
from export.files import write_finding
from export.hotspots import hot_spots_finding, hot_spots_table
from geo.areas import Level
from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.graph import KINDS, NEAREST, Kind, Neighbours
from scoring.hotspots import hot_spots
from scoring.hotspots.spots import PERMUTATIONS, RATE
from scoring.hotspots.units import FINEST_FIRST
from scoring.scores import SCORE


def hotspots(
    of: Annotated[
        str,
        typer.Argument(metavar="ID", help="“score”, or the id of an indicator.",
                       show_default=False),
    ] = SCORE,
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    neighbours: Annotated[
        str,
        typer.Option("--neighbours", metavar="|".join(KINDS),
                     help="Who is a neighbour: whose boundaries meet, the nearest ones, or those "
                     "within a distance."),
    ] = "queen",
    count: Annotated[
        int | None,
        typer.Option("--count", metavar="K", help="How many are the nearest.",
                     show_default=str(NEAREST)),
    ] = None,
    km: Annotated[
        float | None, typer.Option("--km", metavar="KM", help="The distance within which.")
    ] = None,
    level: Annotated[
        str,
        typer.Option("--level", metavar="|".join(FINEST_FIRST),
                     help="What the units are, each with one figure."),
    ] = "tambon",
    within_provinces: Annotated[
        bool,
        typer.Option("--within-provinces",
                     help="Look at where each stands among those of its province."),
    ] = False,
    permutations: Annotated[
        int, typer.Option("--permutations", metavar="N", help="How many draws p-values rest on.")
    ] = PERMUTATIONS,
    fdr: Annotated[
        float,
        typer.Option("--fdr", metavar="SHARE",
                     help="False discovery rate: share of false ones put up with among those "
                     "found."),
    ] = RATE,
    out: TableOutOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Find hot and cold spots of the score or an indicator, by local Moran and Gi*."""
    how = _how(neighbours, count, km)
    found = scored(scenario)
    with naming(scenario, found.scenario):
        spots = hot_spots(
            found.areas, found.scenario, of,
            neighbours=how, level=cast(Level, level), within_provinces=within_provinces,
            permutations=permutations, rate=fdr,
        )  # fmt: skip
    if out is not None:
        table = hot_spots_table(found.areas, spots)
        finding = hot_spots_finding(found.areas, spots)
        say_written(*write_finding(out, table, finding, found.areas, found.scores, found.scenario))
    if as_json:
        also = () if of == SCORE else (of,)
        print_json(made_from(found, also) | hot_spots_plain(spots))
        return
    print_hot_spots(found, spots)


def _how(neighbours: str, count: int | None, km: float | None) -> Neighbours:
    """Return who is a neighbour, and refuse what would go unheard."""
    if count is not None and neighbours != "nearest":
        raise ScoringError(
            "--count is for --neighbours nearest, not for {kind}. Leave it out, or ask for the "
            "nearest.",
            kind=neighbours,
        )
    if km is not None and neighbours != "within":
        raise ScoringError(
            "--km is for --neighbours within, not for {kind}. Leave it out, or ask for those "
            "within a distance.",
            kind=neighbours,
        )
    if km is None and neighbours == "within":
        raise ScoringError(
            "--neighbours within needs --km, the distance between reference points, such as "
            "--km 20."
        )
    # a kind that there is not is refused there, as is a level where it is used
    return Neighbours(cast(Kind, neighbours), NEAREST if count is None else count, km)
