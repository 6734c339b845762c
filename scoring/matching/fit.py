"""Which areas are fit to be compared with which sites, and why others are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.errors import ScoringError
from scoring.features import Features
from scoring.fields import nearest
from scoring.matching.design import Design
from scoring.scores import SCORE

_ROUNDING = 1e-9
"""Standard deviations by which a difference may pass a caliper, for floats are rounded."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Which areas are fit for which sites.

    Parameters
    ----------
    areas
        Positions, among those that have a place, of all that are neither chosen nor locked out.
    allowed
        Shape (sites, areas).
    locked_out
        Positions of those that the scenario locks out.
    left
        Shape (sites, 3): how many areas are left that have in common with the site what they must,
        of these far enough from every site, and of these within the calipers.
    """

    areas: NDArray[np.intp]
    allowed: NDArray[np.bool_]
    locked_out: NDArray[np.intp]
    left: NDArray[np.intp]


def fit(features: Features, sites: NDArray[np.intp], design: Design) -> Fit:
    """Return which areas are fit for which sites.

    Parameters
    ----------
    features
        The areas; only those with a place can be compared.
    sites
        Positions of the sites among them.
    design
        What makes an area fit.

    Raises
    ------
    ScoringError
        If a caliper is on something that is no figure of these areas.
    """
    locked = [lock.area for lock in features.scenario.choose.locked_out or ()]
    # whatever keeps them off the list can make them differ, such as a programme of somebody else
    locked_out = np.setdiff1d(np.flatnonzero(features.codes.isin(locked)), sites)
    others = np.setdiff1d(np.arange(len(features)), np.union1d(sites, locked_out))
    alike = np.ones((len(sites), len(others)), dtype=bool)
    for stratum in design.within:
        groups = features.table[stratum].to_numpy()
        alike &= groups[sites][:, None] == groups[others]
    far = alike & ~_too_near(features, sites, design.km)[others]
    allowed = far.copy()
    for name, most in design.calipers.items():
        figures = _in_deviations(features, name)
        apart = np.abs(figures[sites][:, None] - figures[others])
        # who has no figure is not near
        allowed &= apart <= most + _ROUNDING
    left = np.column_stack([part.sum(axis=1) for part in (alike, far, allowed)])
    return Fit(others, allowed, locked_out, left)


def check_calipers(features: Features, design: Design) -> None:
    """Refuse calipers on what is no figure of these areas, before there are sites.

    Raises
    ------
    ScoringError
        As `fit`.
    """
    for name in design.calipers:
        _in_deviations(features, name)


def _too_near(features: Features, sites: NDArray[np.intp], km: float) -> NDArray[np.bool_]:
    """Return for each area with a place whether some site is nearer than that, or touches it.

    Reference points of large areas can be far apart where their boundaries meet.
    """
    near = np.zeros(len(features.areas), dtype=bool)
    if km > 0:
        nearness, beside = features.areas.nearer_than(km), features.areas.neighbours
        for row in map(int, features.rows[sites]):
            near[nearness.of(row)] = True
            near[beside.indices[beside.indptr[row] : beside.indptr[row + 1]]] = True
    return near[features.rows]


def _in_deviations(features: Features, name: str) -> NDArray[np.float64]:
    """Return a figure of each area with a place, in its standard deviations.

    What counts in the score is on the scenario's scale, and gaps in it are filled as it says;
    everything else is as published.
    """
    counting = [i.id for i in features.indicators]
    if name in counting:
        return features.deviations[:, counting.index(name)]
    if name == SCORE:
        figures = features.scores.score.to_numpy()[features.rows]
    else:
        areas = features.areas
        known = [SCORE, *(i.id for i in areas.indicators)]
        if name not in known:
            raise ScoringError(
                'There can be no caliper on "{name}"{nearest}. Name one of these: {known}.',
                name=name,
                nearest=nearest(name, known),
                known=", ".join(known),
            )
        figures = areas.values[name].to_numpy()[features.rows]
    there = ~np.isnan(figures)
    if not there.any():
        raise ScoringError(
            'There can be no caliper on "{name}", for none of these areas has a figure of it. '
            "Leave it out.",
            name=name,
        )
    spread = float(figures[there].std())
    # figures that are all the same are nowhere apart
    return (figures - figures[there].mean()) / (spread or 1.0)
