"""The coalitions that the Owen value looks at, and how much each of them counts."""

from collections.abc import Iterator, Sequence
from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_PAIRS = 128
"""Orders drawn where there are too many coalitions, each also looked at backwards."""


class Coalitions(NamedTuple):
    """Distinct coalitions of indicators; the first is empty."""

    members: NDArray[np.bool_]
    """Shape (coalitions, indicators), whether the indicator is in the coalition."""
    coefficients: NDArray[np.float64]
    """Shape (indicators, coalitions): times the scores of the coalitions, summed, they give what
    each indicator contributes."""


def count(sizes: Sequence[int]) -> int:
    """Return how many distinct coalitions the exact value needs.

    Parameters
    ----------
    sizes
        Number of indicators in each pillar.
    """
    # all sets of whole pillars, and each of the others' sets with each part of a pillar
    others: int = 2 ** (len(sizes) - 1)
    return 2 * others + sum((2**size - 2) * others for size in sizes)


def exact(pillars: Sequence[NDArray[np.intp]]) -> Coalitions:
    """Return all coalitions of whole pillars with part of one more, weighed as Owen does.

    What an indicator adds to a set of q whole pillars and t others of its own pillar counts
    q! (p - q - 1)! / p! · t! (m - t - 1)! / m!, for p pillars and m indicators in its own.

    Parameters
    ----------
    pillars
        Columns of each pillar's indicators, none empty, each column in exactly one.

    References
    ----------
    Owen, G. (1977), Values of games with a priori unions. In: Henn, R. and Moeschlin, O. (eds.),
    Mathematical Economics and Game Theory. Springer, 76-88.
    """
    indicators = sum(len(pillar) for pillar in pillars)
    members, added = [], []
    among_pillars = _shapley_coefficients(len(pillars))
    for pillar in pillars:
        others = [other for other in pillars if other is not pillar]
        within = _shapley_coefficients(len(pillar))
        whole = _subsets(len(others))
        parts = _subsets(len(pillar))
        coalitions = np.zeros((len(whole), len(parts), indicators), dtype=bool)
        for n, other in enumerate(others):
            coalitions[:, :, other] = whole[:, n, None, None]
        coalitions[:, :, pillar] = parts
        # joining takes a coalition from what it is without the indicator to what it is with it
        sizes = parts.sum(axis=1)[:, None]
        joining = np.where(parts, within[sizes - 1], -within[np.minimum(sizes, len(pillar) - 1)])
        coefficients = np.zeros(coalitions.shape)
        coefficients[:, :, pillar] = (
            among_pillars[whole.sum(axis=1)][:, None, None] * joining[None, :, :]
        )
        members.append(coalitions.reshape(-1, indicators))
        added.append(coefficients.reshape(-1, indicators))
    return _distinct(np.concatenate(members), np.concatenate(added))


def sampled(pillars: Sequence[NDArray[np.intp]], seed: int) -> Coalitions:
    """Return the coalitions met in random orders that keep each pillar's indicators together.

    Every order is looked at forwards and backwards, and what the indicators add along an order
    sums to the whole, so that estimates do as well.

    Parameters
    ----------
    pillars
        As for `exact`.
    seed
        From which the orders are drawn.

    References
    ----------
    Castro, J., Gómez, D. and Tejada, J. (2009), Polynomial calculation of the Shapley value based
    on sampling. Computers & Operations Research 36(5), 1726-1730.
    Mitchell, R., Cooper, J., Frank, E. and Holmes, G. (2022), Sampling permutations for Shapley
    value estimation. Journal of Machine Learning Research 23(43), 1-46: antithetic orders.
    """
    orders = np.array(list(_orders(pillars, seed)))
    count, indicators = orders.shape
    members = np.zeros((count, indicators + 1, indicators), dtype=bool)
    coefficients = np.zeros(members.shape)
    every = np.arange(count)
    for step, joins in enumerate(orders.T):
        members[every, step + 1] = members[every, step]
        members[every, step + 1, joins] = True
        coefficients[every, step, joins] = -1 / count
        coefficients[every, step + 1, joins] = 1 / count
    return _distinct(members.reshape(-1, indicators), coefficients.reshape(-1, indicators))


def _orders(pillars: Sequence[NDArray[np.intp]], seed: int) -> Iterator[NDArray[np.intp]]:
    random = np.random.default_rng(seed)
    for _ in range(_PAIRS):
        among = random.permutation(len(pillars))
        order = np.concatenate([random.permutation(pillars[n]) for n in among])
        yield order
        yield order[::-1]


def _shapley_coefficients(players: int) -> NDArray[np.float64]:
    """Return how much joining a coalition of 0, 1, … others counts."""
    return np.array(
        [
            factorial(size) * factorial(players - size - 1) / factorial(players)
            for size in range(players)
        ]
    )


def _subsets(count: int) -> NDArray[np.bool_]:
    """Return all subsets of so many, shape (2 ** count, count)."""
    return (np.arange(2**count)[:, None] >> np.arange(count) & 1).astype(bool)


def _distinct(members: NDArray[np.bool_], coefficients: NDArray[np.float64]) -> Coalitions:
    """Return each coalition once with all its coefficients added up, the empty one first."""
    found, where = np.unique(members, axis=0, return_inverse=True)
    summed = np.zeros((members.shape[1], len(found)))
    for indicator, own in enumerate(coefficients.T):
        summed[indicator] = np.bincount(where, weights=own, minlength=len(found))
    return Coalitions(found, summed)
