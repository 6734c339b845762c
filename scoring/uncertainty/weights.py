"""Weights of a level at random, from numbers between 0 and 1."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

Numbers = NDArray[np.float64]

_SWEEPS = 25
"""How often each pair of weights is drawn anew; after a few the start is forgotten."""


def concentration(members: int, spread: float) -> float:
    """Return the concentration of a Dirichlet distribution with a spread.

    The spread is the standard deviation of the weight of a member with an equal share, 1/members,
    over that weight. A weight w of a level then has the standard deviation
    √(w (1 − w) / (concentration + 1)).

    Parameters
    ----------
    members
        How many of a level count, 2 or more.
    spread
        Above 0 and below √(members − 1), at which all weight is one member's.
    """
    return (members - 1) / spread**2 - 1


def dirichlet(centre: Numbers, spread: float, uniform: Numbers) -> Numbers:
    """Return weights from a Dirichlet distribution with a mean and a spread.

    Parameters
    ----------
    centre
        Shape (members,), summing to 1; at least two above 0. What is 0 stays 0.
    spread
        As for `concentration`.
    uniform
        Shape (draws, members that are above 0), in (0, 1).

    Returns
    -------
    numpy.ndarray
        Shape (draws, members), rows summing to 1.

    References
    ----------
    Devroye, L. (1986), Non-Uniform Random Variate Generation. Springer, p. 594: gamma variates over
    their sum, each by inverting its distribution, so that the sequences of `scipy.stats.qmc` stay
    evenly spread.
    """
    counting = centre > 0
    shapes = centre[counting] * concentration(int(counting.sum()), spread)
    gammas = gammaincinv(shapes, uniform)
    # where a shape is far below 1 a variate can be too small for a float, but hardly all of them
    gammas = np.maximum(gammas, np.finfo(float).tiny)
    weights = np.zeros((len(uniform), len(centre)))
    weights[:, counting] = gammas / gammas.sum(axis=1, keepdims=True)
    return weights


def between(lowest: Numbers, highest: Numbers, uniform: Numbers) -> Numbers:
    """Return weights between bounds, all that sum to 1 as likely as each other.

    Two weights at a time are drawn anew with the sum that they have, from all that their bounds
    allow; over and over, which leads to the uniform distribution from any start.

    Parameters
    ----------
    lowest, highest
        Shape (members,), 0 to 1; the lowest sum to 1 at most, the highest to 1 at least.
    uniform
        Shape (draws, `steps_between`), in (0, 1).

    Returns
    -------
    numpy.ndarray
        Shape (draws, members), rows summing to 1.

    References
    ----------
    Smith, R. L. (1984), Efficient Monte Carlo procedures for generating points uniformly
    distributed over bounded regions. Operations Research 32(6), 1296-1308; along coordinate
    directions it is the Gibbs sampler.
    """
    room = highest.sum() - lowest.sum()
    share = (1 - lowest.sum()) / room if room > 0 else 0.0
    weights = np.tile(lowest + share * (highest - lowest), (len(uniform), 1))
    pairs = list(combinations(range(len(lowest)), 2)) * _SWEEPS
    for (one, other), drawn in zip(pairs, uniform.T, strict=True):
        both = weights[:, one] + weights[:, other]
        least = np.maximum(lowest[one], both - highest[other])
        most = np.maximum(least, np.minimum(highest[one], both - lowest[other]))
        weights[:, one] = least + drawn * (most - least)
        weights[:, other] = both - weights[:, one]
    return weights


def steps_between(members: int) -> int:
    """Return how many random numbers `between` takes for each draw."""
    return _SWEEPS * members * (members - 1) // 2
