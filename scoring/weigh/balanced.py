"""Weights under which each member influences the weighted mean as much as was stated."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, least_squares

from scoring.influence import MeanInfluence, mean_influence

_NO_VARIATION = 1e-9
"""Standard deviation on the unit scale up to which values differ only by how floats are rounded."""
_REACHED = 1e-6
"""A share of influence this close to the stated one counts as reached."""
_TOLERANCE = 1e-12
"""Of the descent, and of sums of squares that count as equal."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Balanced:
    """The weights, and how near they come to the stated influence."""

    weights: Numbers
    """Shape (members,), summing to 1."""
    influence: Numbers
    """Shape (members,), summing to 1: each member's share of the correlation ratios of all members
    that take part. 0 for a member that does not."""
    largest_gap: float
    """Greatest difference between a member's influence and the stated one, as shares of 1."""


def balanced(values: Numbers, stated: Numbers) -> Balanced:
    """Return weights whose weighted arithmetic mean each member influences as stated.

    The influence of a member is its correlation ratio with the mean, as a share of those of all
    members. Weights as such do not say it: a member that varies more, or goes together with others,
    has more influence than its weight.

    Where no weights reach what was stated, such as for two members that say the same, those with
    the least sum of squared differences are returned that can be found by descending from a few
    starts; a member may then weigh nothing. Members that run strongly against each other can have
    better ones that were not found.

    Parameters
    ----------
    values
        Shape (areas, members), on the unit scale. Areas that lack a value of any member, NaN, are
        left out.
    stated
        Shape (members,), not negative, summing to 1: the influence each member ought to have. A
        member with 0 takes no part.

    Returns
    -------
    Balanced
        Weights, the influence they reach, and the gap that is left. A member that does not vary
        can influence nothing and takes no part either. Where no member is left that could, weights,
        influence and gap are NaN.

    References
    ----------
    Becker, W., Saisana, M., Paruolo, P. and Vandecasteele, I. (2017), Weights and importance in
    composite indicators: closing the gap. Ecological Indicators 80, 12-22.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    members = len(stated)
    unknown = Balanced(np.full(members, np.nan), np.full(members, np.nan), math.nan)
    if not len(complete):
        return unknown
    takes_part = np.flatnonzero((stated > 0) & (complete.std(axis=0) > _NO_VARIATION))
    if not len(takes_part):
        return unknown
    weights, influence = np.zeros(members), np.zeros(members)
    prepared = mean_influence(complete[:, takes_part])
    weights[takes_part], influence[takes_part] = _closest(prepared, stated[takes_part])
    return Balanced(weights, influence, float(np.abs(influence - stated).max()))


def _closest(prepared: MeanInfluence, stated: Numbers) -> tuple[Numbers, Numbers]:
    """Return the weights whose influence is closest to what was stated, and that influence."""
    aim = stated / stated.sum()
    # what would be right if the members were uncorrelated
    uncorrelated = np.sqrt(aim / np.diag(prepared.total))
    uncorrelated /= uncorrelated.sum()
    best = _descend(prepared, aim, uncorrelated)
    if 2 * best.cost > _REACHED**2:
        # out of reach, or stuck: look again from where each of the members weighs most
        starts = (uncorrelated + np.eye(len(aim))) / 2
        found = [best, *(_descend(prepared, aim, start) for start in starts)]
        # rounded, so that of equally good ones the first is taken whatever the last digits say
        best = min(found, key=lambda result: round(result.cost / _TOLERANCE))
    weights: Numbers = best.x / best.x.sum()
    ratios = prepared.ratios(weights)
    return weights, ratios / ratios.sum()


def _descend(prepared: MeanInfluence, aim: Numbers, start: Numbers) -> OptimizeResult:
    """Return the least squares in influence, among weights that are not negative, near a start."""

    def differences(weights: Numbers) -> Numbers:
        ratios = prepared.ratios(weights)
        # influence does not depend on the weights' sum, so that is settled beside it
        return np.append(ratios / (ratios.sum() or 1.0) - aim, weights.sum() - 1)

    def slopes(weights: Numbers) -> Numbers:
        ratios, by_weight = prepared.ratios(weights), prepared.slopes(weights)
        total = ratios.sum() or 1.0
        shares = (by_weight - np.outer(ratios / total, by_weight.sum(axis=0))) / total
        return np.vstack([shares, np.ones(len(weights))])

    # dogbox sets weights to exactly 0 where they would go below
    return least_squares(
        differences,
        start,
        jac=slopes,
        bounds=(0, np.inf),
        method="dogbox",
        ftol=_TOLERANCE,
        xtol=_TOLERANCE,
        gtol=_TOLERANCE,
    )
