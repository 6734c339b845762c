"""What a reader should know before designing programmes for types."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.steps import Remark
from scoring.types.curves import SIGNIFICANT
from scoring.types.measured import Measured
from scoring.types.resampling import LEAST_GROUPS

WEAK = 0.25
"""Mean silhouette up to which there is no substantial structure (Kaufman & Rousseeuw 1990, 2.3)."""
STABLE = 0.8
"""Adjusted Rand index from which on types come out of samples nearly alike."""
LARGE = 0.8
"""Share of the areas from which on one type says little."""


def remarks(
    chance: float, by: Measured, silhouette: float, stability: float, largest: float
) -> tuple[Remark, ...]:
    """Return the remarks, the gravest first.

    Parameters
    ----------
    chance
        How likely a cloud without structure stands out as much, 0-1.
    by
        For which units figures are measured.
    silhouette, stability
        Of the types that are shown; NaN if unknown.
    largest
        Share of the areas that the largest type has, 0-1.
    """
    return tuple(_remarks(chance, by, silhouette, stability, largest))


def _remarks(
    chance: float, by: Measured, silhouette: float, stability: float, largest: float
) -> Iterator[Remark]:
    if chance > SIGNIFICANT:
        yield Remark(
            "Nothing shows that there are types: a cloud of points without any stands out as much "
            "with a probability of {chance}. A division all the same is one of a continuum: "
            "borders are drawn, not found, and areas near one could as well be of the next type.",
            {"chance": f"{chance:.2f}"},
        )
    elif silhouette <= WEAK:
        yield Remark(
            "The types run into each other (mean silhouette {silhouette}, where up to 0.25 means "
            "no sharp borders): areas near a border could as well be of the next type.",
            {"silhouette": f"{silhouette:.2f}"},
        )
    if by.level != "tambon" and by.count < LEAST_GROUPS:
        yield Remark(
            "Figures are known only by {level}, of which there are {count} here: too few to see "
            "whether others would give the same types.",
            {"level": by.level, "count": by.count},
        )
    elif stability < STABLE:
        yield Remark(
            "Other samples give other types in part (adjusted Rand index {stability}, where 1 is "
            "the same and 0 is chance).",
            {"stability": f"{stability:.2f}"},
        )
    if largest >= LARGE:
        yield Remark(
            "One type has {share} of the areas, so that types hardly tell areas apart. Try another "
            "number or another method.",
            {"share": f"{largest:.0%}"},
        )
