"""Look-alikes, printed for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich.table import Table

from commands.printed import figure, say, show, whole
from commands.scored import PLACE, Scored, place
from commands.terminal import escaped
from scoring.choose.words import area_name
from scoring.peers import ALIKE, DIFFERENT, Peer, Space

_FIGURES_OF = 3
"""Look-alikes whose figures are shown beside the area's own."""


def print_peers(found: Scored, among: Space, code: str, alike: Sequence[Peer]) -> None:
    """Print the areas most like one, what they share and where they differ."""
    if not alike:
        say(f"No area is left to compare {area_name(code, found.areas)} with.")
        return
    table = Table("no.", *PLACE, "distance", "nearer", "shares", "differs",
                  title=f"Most like {area_name(code, found.areas)}", title_justify="left",
                  pad_edge=False)  # fmt: skip
    for number, peer in enumerate(alike, start=1):
        cells = [
            f"{number}",
            *place(found.areas, peer.code),
            f"{peer.distance:.2f}",
            f"{peer.nearer:.1%}",
            ", ".join(_titles(among, peer.shares)) or "–",
            ", ".join(_titles(among, peer.differs)) or "–",
        ]
        table.add_row(*map(escaped, cells))
    show(table, wide=True)
    say(
        f"Distance: {_distance(among)}; nearer: the share of all areas that are at least as near. "
        f"Shared are figures at most {ALIKE:g} standard deviations apart, and less than "
        f"{DIFFERENT:g} as published, that could differ; different are those at least "
        f"{DIFFERENT:g} apart."
    )
    _say_near(among, alike)
    same = sum(bool(peer.by_source) for peer in alike)
    if same:
        names = ", ".join(_titles(among, next(p for p in alike if p.by_source).by_source))
        say(
            f"{same} of these {len(alike)} lie in the same province, and so are alike in its "
            f"figures whatever else they are: {names}. --elsewhere leaves them out."
        )
    _print_figures(found, among, code, alike[:_FIGURES_OF])


def _say_near(among: Space, alike: Sequence[Peer]) -> None:
    """Say whether the nearest are near at all, and what was not compared."""
    first = alike[0]
    if first.differs:
        say(
            f"None is alike in everything: even the nearest, {first.code}, differs in "
            f"{', '.join(_titles(among, first.differs))}."
        )
    if any(peer.unknown for peer in alike):
        say(
            "Where a figure is missing, what the scenario puts in its place counts in the "
            "distance, and whether the two are alike in it nobody knows."
        )
    if among.features.own_alone:
        left = int((among.features.scores.weights > 0).sum()) - len(among.features.indicators)
        say(
            f"{left} figures of the score that are not measured by tambon play no part: areas can "
            "be alike here and have another need."
        )


def _distance(among: Space) -> str:
    if among.distance == "mahalanobis":
        return "Mahalanobis, in standard deviations, what two figures say alike counted once"
    return "in standard deviations, each figure counting as much as it weighs in the score"


def _titles(among: Space, ids: Sequence[str]) -> list[str]:
    """Return what indicators are called, and of whom they are where not of the area itself."""
    named = [among.features.areas.indicator(id) for id in ids]
    return [i.title_en + ("" if i.level == "tambon" else f" ({i.level})") for i in named]


def _print_figures(found: Scored, among: Space, code: str, alike: Sequence[Peer]) -> None:
    table = Table(whole("figure"), "measured by", code, *(peer.code for peer in alike),
                  title="Figures", title_justify="left", pad_edge=False)  # fmt: skip
    for indicator in among.features.indicators:
        rows = [peer.figures.loc[indicator.id] for peer in alike]
        table.add_row(
            escaped(f"{indicator.title_en} ({indicator.unit_en})"),
            indicator.level,
            figure(rows[0]["own"], indicator),
            *(f"{figure(row['peer'], indicator)} ({_apart(row)})" for row in rows),
        )
    show(table, wide=True)
    say(
        "In brackets how many standard deviations higher or lower, by the figure as the scenario "
        "treats it (far-out ones can be drawn in); “same” where both have it from the same "
        "province or district."
    )


def _apart(row: pd.Series[Any]) -> str:
    if pd.isna(row["difference"]):
        return "unknown"
    # + 0.0, for a little below 0 is no less than 0
    return "same" if row["shared_source"] else f"{round(row['difference'], 1) + 0.0:+.1f}"


def print_nearest(
    found: Scored,
    among: Space,
    chosen: Sequence[str],
    nearest: dict[str, tuple[str, float]],
) -> None:
    """Print for each site the area most like it that is not chosen."""
    table = Table("site", "tambon", "province", "most like it", "tambon", "province", "rank",
                  "distance", title="For each site the most alike that is not chosen",
                  title_justify="left", pad_edge=False)  # fmt: skip
    names = found.areas.table[["name_th", "province_th"]]
    for code in chosen:
        if code not in nearest:
            continue
        other, distance = nearest[code]
        cells = [code, *names.loc[code], other, *names.loc[other], f"{found.scores.rank[other]}",
                 f"{distance:.2f}"]  # fmt: skip
        table.add_row(*map(escaped, map(str, cells)))
    show(table, wide=True)
    say(f"Distance: {_distance(among)}.")
    if among.features.own_alone:
        say("Figures that are not measured by tambon play no part; see the ranks.")
    same = sum(
        found.areas.table["province_code"][code] == found.areas.table["province_code"][other]
        for code, (other, _) in nearest.items()
    )
    if same:
        say(
            f"{same} of these {len(nearest)} lie in the province of the site, whose figures both "
            "have. --elsewhere looks in other provinces alone."
        )
