"""VIKOR: a compromise between the need in all members together and the member that matters most."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate.counted import counted
from scoring.aggregate.extremes import extremes


class VikorMeasures(NamedTuple):
    """The three measures of VIKOR, shape (areas,) each; the lower, the nearer to the ideal."""

    group_utility: NDArray[np.float64]
    """S: the weighted sum of the distances to the ideal, 0 to 1."""
    individual_regret: NDArray[np.float64]
    """R: the largest of the weighted distances, 0 to 1."""
    compromise: NDArray[np.float64]
    """Q: S and R on the range that they have among the areas, weighed by the strategy."""


def vikor(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    strategy: float = 0.5,
    among: NDArray[np.float64] | None = None,
    among_weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return each area's need as 1 less its VIKOR index, Q.

    Parameters
    ----------
    values
        Shape (areas, members), any scale, high = more need; NaN only where the weight is 0.
    weights
        Shape (members,) or (areas, members), summing to 1; NaN in a row gives NaN.
    strategy
        0 to 1: the weight of the sum over all members, the rest being that of the largest distance
        in one of them.
    among, among_weights
        The areas that set the ideal points and the ranges of S and R, as for `vikor_measures`. With
        these fixed the result rises with every member between the ideal points.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0 to 1 for areas that are among those that set the ranges; others may
        leave it.

    References
    ----------
    Opricovic, S. and Tzeng, G.-H. (2004), Compromise solution by MCDM methods: a comparative
    analysis of VIKOR and TOPSIS. European Journal of Operational Research 156(2), 445-455.
    """
    return 1 - vikor_measures(values, weights, strategy, among, among_weights).compromise


def vikor_measures(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    strategy: float = 0.5,
    among: NDArray[np.float64] | None = None,
    among_weights: NDArray[np.float64] | None = None,
) -> VikorMeasures:
    """Return S, R and Q of every area.

    A member that does not vary adds no distance; where S or R do not vary, they add nothing to Q.

    Parameters
    ----------
    values, weights, strategy
        As for `vikor`.
    among
        Shape (other areas, members): the values that set the ideal point, the anti-ideal point and
        the ranges of S and R; NaN only where their weight is 0. The values themselves if not given.
    among_weights
        Shape (members,) or (other areas, members). Must be given with ``among`` unless weights have
        shape (members,), which then hold there too.
    """
    seen, seen_weights = values, weights
    if among is not None:
        seen, seen_weights = among, weights if among_weights is None else among_weights
    least, most = extremes(seen, seen_weights)
    # a member that does not vary is at its ideal everywhere
    width = np.where(most > least, most - least, np.inf)
    utility, regret = _distances((most - values) / width, weights)
    seen_utility, seen_regret = utility, regret
    if among is not None:
        seen_utility, seen_regret = _distances((most - seen) / width, seen_weights)
    compromise = strategy * _on_range_of(utility, seen_utility)
    compromise += (1 - strategy) * _on_range_of(regret, seen_regret)
    return VikorMeasures(utility, regret, compromise)


def _distances(
    gaps: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    weighted = weights * counted(gaps, weights, 0.0)
    return weighted.sum(axis=1), weighted.max(axis=1)


def _on_range_of(measures: NDArray[np.float64], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    # NaN is what areas without weights have
    best, worst = np.fmin.reduce(seen), np.fmax.reduce(seen)
    if worst > best:
        scaled: NDArray[np.float64] = (measures - best) / (worst - best)
        return scaled
    return 0.0 * measures
