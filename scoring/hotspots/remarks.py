"""What a reader should know before trusting hot and cold spots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from geo.areas import Level
from scoring.hotspots.local import standard
from scoring.hotspots.units import FINEST_FIRST, Units
from scoring.steps import Remark

MOSTLY = 0.5
"""Share of the score's variance between provinces from which on its spots are provinces."""
_MANY_TOGETHER = 0.01
"""Share of the units from which on so many that must be far out together are told."""
_LISTED = 12
SOME = 0.05
"""Share of the score's variance from province figures from which on it is told."""
BROAD = 0.5
"""Moran's I from which on like lies beside like nearly everywhere."""
ALONE = 0.5
"""Share of all variance that one unit can have before it is told."""
_MANY_ISLANDS = 0.1
"""Share of units without a neighbour from which on the neighbours are not those asked for."""


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
    i: float,
    no_part: Sequence[str] = (),
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
        Whether values are ranks inside provinces, of which provinces have no part.
    together
        As `scoring.hotspots.local.least_together` returns it.
    permutations, rate
        What was asked for.
    i
        Moran's I of the map.
    no_part
        Indicators of the score that are alike in all of a province, where ranks inside it are
        looked at.
    """
    return (
        *_repeated(of, found.level, known_at),
        *_left_of_the_score(no_part),
        *_far_out(found),
        *_broad(i, found.level),
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
            "one figure as many. Look at provinces as units (--level province).",
            {"of": of},
        )
    else:
        yield Remark(
            '"{of}" is known only by district and stands at every unit of one, so that a hot spot '
            "here is the district: the borders of districts are what is found, and p-values count "
            "one figure as many. Look at districts as units (--level district).",
            {"of": of},
        )


def _of_provinces(
    between: float, from_provinces: float, *, within_provinces: bool
) -> Iterator[Remark]:
    # an indicator's is NaN, and so is that of provinces
    if within_provinces or not (from_provinces > SOME and between > 0):
        return
    if between <= MOSTLY:
        yield Remark(
            "{from_provinces} of the variance of the score comes from figures that are known only "
            "by province. p-values count such a figure once for each unit of its province, and "
            "borders of provinces can show as borders of spots. Deviations inside provinces "
            "(--within-provinces) are free of them; provinces as units (--level province) count "
            "each once.",
            {"from_provinces": f"{from_provinces:.0%}"},
        )
        return
    yield Remark(
        "{between} of the variance of the score lies between provinces, and {from_provinces} of "
        "all variance comes from figures that are known only by province. So what is hot or cold "
        "here is provinces more than places in them, and p-values count a province's figure once "
        "for each of its units. Deviations inside provinces (--within-provinces) show what stands "
        "out in its own; provinces as units (--level province) count each figure once.",
        {"between": f"{between:.0%}", "from_provinces": f"{from_provinces:.0%}"},
    )


def _left_of_the_score(no_part: Sequence[str]) -> Iterator[Remark]:
    if no_part:
        yield Remark(
            "Known only by province, and so without any part in deviations from its mean: {ids}. "
            "What is shown is the rest of the score.",
            {"ids": ", ".join(no_part)},
        )


def _far_out(found: Units) -> Iterator[Remark]:
    values = np.asarray(found.values, dtype=np.float64)
    share = standard(values) ** 2 / len(values)
    first = int(share.argmax())
    if share[first] >= ALONE:
        yield Remark(
            "The figure of {code} ({value}) makes {share} of all variance by itself, so that "
            "hardly anything else stands out. If it is a mistake, mend the data; if not, look at "
            "the indicator treated, as part of a score.",
            {
                "code": found.values.index[first],
                "value": f"{values[first]:g}",
                "share": f"{share[first]:.0%}",
            },
        )


def _broad(i: float, level: Level) -> Iterator[Remark]:
    if i >= BROAD and level == "tambon":
        yield Remark(
            "Chance is a map on which the figures are dealt out at random. Where like lies beside "
            "like nearly everywhere (Moran's I {i}), much of the map is hot or cold: it shows the "
            "broad pattern, and not that single places are out of the common.",
            {"i": f"{i:.2f}"},
        )


def must_be_told(units: int, together: int) -> bool:
    """Return whether so many units must be far out together that a reader should know."""
    return together > max(1, _MANY_TOGETHER * units)


def _too_few(units: int, together: int, permutations: int, rate: float) -> Iterator[Remark]:
    if not must_be_told(units, together):
        return
    if together > units:
        yield Remark(
            "With {permutations} permutations no p-value is below {least}, so that nothing at all "
            "can be found in {units} units at a false discovery rate of {rate}. Take more "
            "permutations (--permutations).",
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
        "{rate}. Take more permutations (--permutations).",
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
        alone = len(linked.islands)
        details = {
            "alone": f"{alone:,}",
            "units": f"{count:,}",
            "codes": ", ".join(linked.islands[:_LISTED]) + (" …" if alone > _LISTED else ""),
        }
        if alone > _MANY_ISLANDS * count:
            yield Remark(
                "{alone} of {units} units have no neighbour of their own and got their nearest "
                "ones ({codes}), so that surroundings are not those that were asked for. Use a "
                "longer distance, or boundaries.",
                details,
            )
        else:
            yield Remark(
                "{alone} of {units} units have no neighbour of their own and got their nearest "
                "ones: {codes}.",
                details,
            )
    if linked.parts > 1:
        yield Remark(
            "The {units} units are {parts} parts that do not touch, such as groups of islands. No "
            "cluster reaches from one to another.",
            {"units": f"{count:,}", "parts": linked.parts},
        )
