"""Hot and cold spots, printed for people."""

from __future__ import annotations

from rich.table import Table

from commands.printed import say, show, whole
from commands.scored import Scored
from commands.terminal import escaped
from geo.areas import Areas
from scoring.choose.words import counted, group_name
from scoring.hotspots import Cluster, HotSpots
from scoring.hotspots.remarks import must_be_told
from scoring.scores import SCORE

_LARGEST = 10
"""So many clusters are shown."""
_NAMED = 6
"""So many provinces of a cluster are named where they are the units."""
_PLACES = 3
"""So many provinces of a cluster are named where none has more than half of it."""

_BESIDE = {
    "alike": "On the map as a whole high lies beside high and low beside low",
    "unlike": "On the map as a whole high lies beside low",
    "none": "On the map as a whole high and low lie as chance would have them",
}
_NEIGHBOURS = {
    "queen": "whose boundaries meet",
    "nearest": "the {count} nearest",
    "within": "within {km:g} km",
}


def print_hot_spots(found: Scored, spots: HotSpots) -> None:
    """Print what lies how on the map, what to beware of, and the largest clusters."""
    _say_what(found, spots)
    _say_overall(spots)
    _say_found(found, spots)
    for remark in spots.remarks:
        say(str(remark))
    if spots.clusters:
        _print_clusters(found.areas, spots)


def _say_what(found: Scored, spots: HotSpots) -> None:
    what = f"The score of “{found.scenario.id}”"
    if spots.of != SCORE:
        indicator = found.areas.indicator(spots.of)
        what = f"{indicator.title_en} ({indicator.unit_en}, {indicator.period})"
    if spots.within_provinces:
        what += ", by the place of each among those of its province (normal score),"
    how = _NEIGHBOURS[spots.neighbours.kind].format(
        count=spots.neighbours.count, km=spots.neighbours.km
    )
    many = counted(len(spots.units), spots.level)
    say(f"{what} in {many}. Neighbours: {how}.")


def _say_overall(spots: HotSpots) -> None:
    chance = spots.overall
    # without a minus before 0.00
    i, expected = (round(number, 2) + 0.0 for number in (chance.i, chance.expected))
    say(
        f"{_BESIDE[chance.pattern]}: Moran's I is {i:.2f}, by chance it would be {expected:.2f} ± "
        f"{chance.spread:.2f} (p = {chance.p:.2g}, two-sided)."
    )


def _say_found(found: Scored, spots: HotSpots) -> None:
    counts = spots.counts()
    say(
        f"At a false discovery rate of {100 * spots.rate:.3g} %, by Gi*: {counts['hot']:,} hot "
        f"(high together) and {counts['cold']:,} cold (low together). By local Moran: "
        f"{counts['high-high']:,} high amid high, {counts['low-low']:,} low amid low, "
        f"{counts['high-low']:,} high amid low, {counts['low-high']:,} low amid high. Both rest on "
        "one test, that of the neighbours, so that one does not confirm the other."
    )
    say(_need(found.areas, spots))
    # where it is more than a few, a remark says so
    if not (spots.clusters or must_be_told(len(spots.units), spots.least_together)):
        say(
            f"Nothing is found. With {spots.permutations:,} draws "
            f"{counted(spots.least_together, spots.level)} together must have the least chance "
            "that so many draws can show before any is found: try more, such as --permutations "
            "99999."
        )


def _need(areas: Areas, spots: HotSpots) -> str:
    if spots.of == SCORE:
        return f"A high score means need: {_where(spots)}."
    high = spots.need == "hot"
    word = "high" if high else "low"
    like = areas.indicator(spots.of).described(high=high, thai=False)
    return f"A {word} figure means need ({like}): {_where(spots)}."


def _where(spots: HotSpots) -> str:
    if spots.counts()[spots.need]:
        return f"it gathers in the {spots.need} spots"
    return f"there is no {spots.need} spot in which it gathers"


def _print_clusters(areas: Areas, spots: HotSpots) -> None:
    shown = spots.clusters[:_LARGEST]
    title, decimals = "Clusters: score", 2
    if spots.of != SCORE:
        indicator = areas.indicator(spots.of)
        title = f"Clusters: {indicator.title_en}"
        decimals = 2 if spots.within_provinces else indicator.decimals
    if len(spots.clusters) > len(shown):
        title += f", the {len(shown)} largest of {len(spots.clusters):,}"
    by_area = spots.level == "tambon"
    table = Table(
        "no.", whole("kind"), whole(f"{spots.level}s"), *["tambons"][by_area:], "people",
        whole("mean"), "mostly in", title=escaped(title), title_justify="left", pad_edge=False,
    )  # fmt: skip
    for number, one in enumerate(shown, start=1):
        kind = f"{one.kind} (need)" if one.kind == spots.need else one.kind
        table.add_row(
            f"{number}",
            kind,
            f"{len(one.codes):,}",
            *[f"{one.areas:,}"][by_area:],
            f"{one.people:,}",
            f"{one.mean:,.{decimals}f}",
            escaped(_mostly(areas, spots, one)),
        )
    show(table)
    if len(spots.clusters) > len(shown):
        say("--out writes the cluster of every unit, --json what each is.")


def _mostly(areas: Areas, spots: HotSpots, one: Cluster) -> str:
    if spots.level == "province":
        names = [group_name("province", code, areas) for code in one.codes[:_NAMED]]
        return ", ".join([*names, *["…"][: len(one.codes) - len(names)]])
    total = len(one.codes)
    largest = one.provinces[: 1 if 2 * one.provinces[0][1] > total else _PLACES]
    names = [f"{group_name('province', code, areas)}: {there:,}" for code, there in largest]
    mostly = f"{', '.join(names)} of {total:,}"
    if len(largest) == 1:
        district, inside = one.districts[0]
        if spots.level == "tambon" and 2 * inside > total:
            mostly += f", {group_name('district', district, areas)}: {inside:,}"
        return mostly
    more = len(one.provinces) - len(largest)
    return mostly + (f", {counted(more, 'other')}" if more else "")
