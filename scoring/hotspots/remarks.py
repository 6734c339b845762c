"""What a reader should know before trusting hot and cold spots."""

from __future__ import annotations

from collections.abc import Iterator

from geo.areas import Level
from scoring.hotspots.units import FINEST_FIRST, Units
from scoring.steps import Remark

MOSTLY = 0.5
"""Share of the score's variance between provinces from which on its spots are provinces."""
_MANY_TOGETHER = 0.01
"""Share of the units from which on so many that must be far out together are told."""
_LISTED = 12


def remarks(
    of: str,
    found: Units,
    known_at: tuple[Level, ...],
    between: float,
    from_provinces: float,
    *,
    within_provinces: bool,
    together: int,
    permutations: int,
    rate: float,
) -> tuple[Remark, ...]:
    """Return the remarks, the gravest first.

    Parameters
    ----------
    of
        The figure.
    found
        The units.
    known_at
        Levels of the figures that it rests on, the finest first.
    between, from_provinces
        Shares of variance between provinces, and of the score from their figures; NaN if none.
    within_provinces
        Whether values are deviations inside provinces, of which provinces have no part.
    together
        As `scoring.hotspots.local.least_together` returns it.
    permutations, rate
        What was asked for.
    """
    return (
        *_repeated(of, found.level, known_at),
        *_of_provinces(between, from_provinces, within_provinces=within_provinces),
        *_too_few(len(found.values), together, permutations, rate),
        *_of_neighbours(found),
    )


def _repeated(of: str, level: Level, known_at: tuple[Level, ...]) -> Iterator[Remark]:
    finest = known_at[0]
    if FINEST_FIRST.index(finest) <= FINEST_FIRST.index(level):
        return
    if finest == "province":
        yield Remark(
            '"{of}" is known only by province and stands at every unit of one, so that a hot spot '
            "here is the province: the borders of provinces are what is found, and p-values count "
            "one figure as many. Look at provinces as units.",
            {"of": of},
        )
    else:
        yield Remark(
            '"{of}" is known only by district and stands at every unit of one, so that a hot spot '
            "here is the district: the borders of districts are what is found, and p-values count "
            "one figure as many. Look at districts as units.",
            {"of": of},
        )


def _of_provinces(
    between: float, from_provinces: float, *, within_provinces: bool
) -> Iterator[Remark]:
    # an indicator's is NaN, and so is that of provinces
    if within_provinces or not (between > MOSTLY and from_provinces > 0):
        return
    yield Remark(
        "{between} of the variance of the score lies between provinces, and {from_provinces} of "
        "all variance comes from figures that are known only by province. So what is hot or cold "
        "here is provinces more than places in them, and p-values count a province's figure once "
        "for each of its units. Deviations inside provinces show what stands out in its own; "
        "provinces as units count each figure once.",
        {"between": f"{between:.0%}", "from_provinces": f"{from_provinces:.0%}"},
    )


def _too_few(units: int, together: int, permutations: int, rate: float) -> Iterator[Remark]:
    if together <= max(1, _MANY_TOGETHER * units):
        return
    if together > units:
        yield Remark(
            "With {permutations} permutations no p-value is below {least}, so that nothing at all "
            "can be found in {units} units at a false discovery rate of {rate}. Take more "
            "permutations.",
            {
                "permutations": f"{permutations:,}",
                "least": f"{2 / (permutations + 1):g}",
                "units": f"{units:,}",
                "rate": f"{rate:g}",
            },
        )
        return
    yield Remark(
        "With {permutations} permutations no p-value is below {least}, so that {together} of the "
        "{units} units must be as far out as that before any is found at a false discovery rate of "
        "{rate}. Take more permutations.",
        {
            "permutations": f"{permutations:,}",
            "least": f"{2 / (permutations + 1):g}",
            "together": f"{together:,}",
            "units": f"{units:,}",
            "rate": f"{rate:g}",
        },
    )


def _of_neighbours(found: Units) -> Iterator[Remark]:
    linked, count = found.linked, len(found.values)
    if found.without:
        yield Remark(
            "Without a figure, so that they take no part and are nobody's neighbours: {without} of "
            "{units} units.",
            {"without": f"{found.without:,}", "units": f"{count + found.without:,}"},
        )
    if linked.islands:
        more = " …" if len(linked.islands) > _LISTED else ""
        yield Remark(
            "Without a neighbour of their own, so that they got their nearest ones: {codes}{more}.",
            {"codes": ", ".join(linked.islands[:_LISTED]), "more": more},
        )
    if linked.parts > 1:
        yield Remark(
            "The {units} units are {parts} parts that do not touch, such as groups of islands. No "
            "cluster reaches from one to another.",
            {"units": f"{count:,}", "parts": linked.parts},
        )
