"""What makes an area fit to be compared with a site."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from geo.errors import ScoringError

Stratum = Literal["region", "track"]
STRATA: tuple[Stratum, ...] = ("region", "track")
MOST = 20
"""Comparison areas of a site; more add next to nothing to what can be found out."""
KM = 10.0
"""By default so far from every site."""
_LONGEST = 2_000.0
"""Km; Thailand is no longer."""


@dataclass(frozen=True)
class Design:
    """Which areas may be compared with which sites.

    Parameters
    ----------
    count
        Comparison areas that each site gets at most, 1-20.
    km
        The reference points of comparison areas lie no nearer than this to that of any site, and
        their boundaries touch none, so that what is done there reaches them less. 0 lets both go.
    within
        A site and its comparison areas have these in common.
    calipers
        For the score (``score``) or an indicator (its id), how many standard deviations the two may
        differ at most. An area without the figure is outside.

    Raises
    ------
    ScoringError
        If a number is out of range, or ``within`` names something else than region and track.

    References
    ----------
    Cochran, W. G. and Rubin, D. B. (1973), Controlling bias in observational studies: a review.
    Sankhya A 35(4), 417-446: calipers.
    """

    count: int = 1
    km: float = KM
    within: tuple[Stratum, ...] = STRATA
    calipers: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST:
            raise ScoringError(
                "A site cannot have {count} comparison areas. Use 1 to {most}.",
                count=self.count,
                most=MOST,
            )
        if not 0 <= self.km <= _LONGEST:
            raise ScoringError(
                "Comparison areas cannot be kept {km:g} km from every site. Use 0 to {most:g}.",
                km=self.km,
                most=_LONGEST,
            )
        for name in self.within:
            if name not in STRATA:
                raise ScoringError(
                    'A site and its comparison areas cannot have "{name}" in common. Use {known}.',
                    name=name,
                    known=" or ".join(STRATA),
                )
        for of, most in self.calipers.items():
            if not (0 < most < math.inf):
                raise ScoringError(
                    'The caliper of "{name}" is {most:g} standard deviations. Use a number above '
                    "0, such as 0.25.",
                    name=of,
                    most=most,
                )
