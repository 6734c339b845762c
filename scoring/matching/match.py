"""Comparison areas for the sites of a list, so that it can be seen what the programme changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from geo.errors import ScoringError
from scoring.features import Features
from scoring.mahalanobis import whitened
from scoring.matching.assign import assigned
from scoring.matching.design import Design
from scoring.matching.fit import fit

Binding = Literal["stratum", "near", "caliper", "taken"]


@dataclass(frozen=True)
class Matched:
    """A site and the areas that it is compared with.

    Parameters
    ----------
    code
        The site.
    comparisons
        Codes of its comparison areas, the nearest in figures first, equal ones by code.
    distances
        Of each, the Mahalanobis distance in the space of what counts.
    alike, far, fit
        How many areas have in common with it what they must; of these lie far enough from every
        site, and touch none; and of these are within the calipers.
    """

    code: str
    comparisons: tuple[str, ...]
    distances: tuple[float, ...]
    alike: int
    far: int
    fit: int

    def binding(self, count: int) -> Binding | None:
        """Return what keeps it from having so many areas, or any; None where it has them.

        ``stratum``: too few areas have in common with it what they must. ``near``: too few of them
        are far enough from every site. ``caliper``: too few of those are near enough in figures.
        ``taken``: other sites have them.
        """
        if len(self.comparisons) >= count:
            return None
        wanted = count if self.comparisons else 1
        left: tuple[tuple[Binding, int], ...] = (
            ("stratum", self.alike),
            ("near", self.far),
            ("caliper", self.fit),
        )
        return next((why for why, many in left if many < wanted), "taken")


@dataclass(frozen=True, eq=False)
class Matching:
    """The best comparison areas for the sites of a list.

    Parameters
    ----------
    features, design
        What it was made from.
    sites
        One for each site, in order of code, with comparison areas or without.
    locked_out
        Codes of areas that the scenario locks out, and which are compared with nobody.
    greedy
        What one pass gives that takes the sites in order of code, each time the nearest area that
        is still free: the distances of its matches.
    """

    features: Features
    design: Design
    sites: tuple[Matched, ...]
    locked_out: tuple[str, ...]
    greedy: tuple[float, ...]

    @cached_property
    def matched(self) -> tuple[Matched, ...]:
        """Sites that have a comparison area."""
        return tuple(site for site in self.sites if site.comparisons)

    @cached_property
    def comparisons(self) -> tuple[str, ...]:
        """Codes of all comparison areas, in order."""
        return tuple(sorted(code for site in self.sites for code in site.comparisons))

    @property
    def effective(self) -> float:
        """How many comparison areas, one a site or as many each, would tell as much as these.

        Where sites have different numbers and count alike, those with few weigh more: the squared
        number of sites over the sum of one over each one's number (Kish 1965); 0 without any.
        """
        shares = math.fsum(1 / len(site.comparisons) for site in self.matched)
        return len(self.matched) ** 2 / shares if shares else 0.0

    @cached_property
    def in_one_province(self) -> int:
        """How many matches are of two areas of the same province."""
        own = self.features.areas.table["province_code"]
        return sum(own[s.code] == own[c] for s in self.sites for c in s.comparisons)

    @property
    def total(self) -> float:
        """Sum of the distances of all matches."""
        return math.fsum(distance for site in self.sites for distance in site.distances)

    @property
    def greedy_total(self) -> float:
        """Sum of the distances of the greedy pass's matches."""
        return math.fsum(self.greedy)


def match(features: Features, codes: Sequence[str], design: Design) -> Matching:
    """Find the best comparison areas for the sites of a list.

    Areas are as near to each other as their Mahalanobis distance in the indicators that count
    says. As many matches as can be are made, spread as evenly over the sites as can be, and of all
    such ways the one with the least total distance counts (`scoring.matching.assign`).

    Parameters
    ----------
    features
        All areas that can be compared.
    codes
        The sites, in any order.
    design
        Which areas are fit for which.

    Raises
    ------
    ScoringError
        If there is no site, if one has no score, or as `scoring.matching.fit.fit`.
    """
    if not codes:
        raise ScoringError(
            "There is no site to find comparison areas for. Choose at least one area."
        )
    listed = sorted(set(codes))
    sites = np.array([features.position(code) for code in listed], dtype=np.intp)
    fitting = fit(features, sites, design)
    points = whitened(features)
    distances = cdist(points[sites], points[fitting.areas])
    columns = assigned(distances, fitting.allowed, design.count)
    others = features.codes[fitting.areas]
    found = []
    for row, code in enumerate(listed):
        own = columns[row][columns[row] >= 0]
        own = own[np.argsort(distances[row, own], kind="stable")]
        found.append(
            Matched(
                code,
                tuple(map(str, others[own])),
                tuple(distances[row, own].tolist()),
                *map(int, fitting.left[row]),
            )
        )
    passed = greedy(distances, fitting.allowed, design.count)
    taken = np.take_along_axis(distances, np.maximum(passed, 0), axis=1)[passed >= 0]
    return Matching(
        features,
        design,
        tuple(found),
        tuple(map(str, features.codes[fitting.locked_out])),
        tuple(taken.tolist()),
    )


def greedy(
    distances: NDArray[np.float64], allowed: NDArray[np.bool_], count: int
) -> NDArray[np.intp]:
    """Give each site in its turn the nearest area that is still free, so many times over.

    Parameters and result are those of `scoring.matching.assign.assigned`, but that each row is in
    the order in which areas were taken.
    """
    free = np.where(allowed, distances, np.inf)
    found = np.full((len(free), count), -1, dtype=np.intp)
    for number in range(count if free.size else 0):
        for row in range(len(free)):
            best = int(free[row].argmin())
            if np.isfinite(free[row, best]):
                found[row, number] = best
                free[:, best] = np.inf
    return found
