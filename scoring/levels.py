"""One level of a score, its members' values made into one by whichever method it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import ScoringError
from scoring import aggregate
from scoring.methods import Aggregation
from scoring.scaling import first

ADDITIVE = ("arithmetic", "threshold_count", "promethee")
"""Methods under which a value is the plain sum of what its members add."""

_HAIR = 1e-9
"""By so much values stay above the one at which a method divides by nothing."""


def is_additive(outer: str, inner: Iterable[str]) -> bool:
    """Return whether pillars and score by these methods make it the plain sum of its parts."""
    return outer == "arithmetic" and all(method in ADDITIVE for method in inner)


@dataclass(frozen=True, eq=False)
class Level:
    """The members of one level, weighed.

    Parameters
    ----------
    how
        Its aggregation.
    values
        Shape (areas, members), unit scale, NaN where an area lacks a member.
    weights
        Shape (members,), summing to 1.
    own
        The weights that areas use: the same, or of shape (areas, members) where some lack a member;
        a row of NaN has no value.
    """

    how: Aggregation
    values: NDArray[np.float64]
    weights: NDArray[np.float64]
    own: NDArray[np.float64]

    def of(
        self, rows: NDArray[np.float64], areas: NDArray[np.intp] | None = None
    ) -> NDArray[np.float64]:
        """Return the level's value for other rows than its areas', seen among its areas.

        Parameters
        ----------
        rows
            Shape (rows, members).
        areas
            For which area each row stands, whose own weights it takes.
        """
        own = self.own if self.own.ndim == 1 or areas is None else self.own[areas]
        found = aggregated(self.how, rows, own, self.values, self.own)
        # VIKOR measures by the best and the worst area, and rows of no area can lie beyond them
        return np.clip(found, 0, 1) if self.how.method == "vikor" else found

    def averaging(self) -> Level:
        """Return the same level as a plain mean, if it is one of what it makes of its values."""
        if self.how.method not in ADDITIVE:
            return self
        values = judged(self.how, self.values)
        return Level(Aggregation(method="arithmetic"), values, self.weights, self.own)


def aggregated(
    how: Aggregation,
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    among: NDArray[np.float64] | None = None,
    among_weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return one value a row, unit scale, by the method that a level names.

    Parameters
    ----------
    values
        Shape (rows, members), unit scale; NaN only where the weight is 0.
    weights
        Shape (members,) or (rows, members), summing to 1; NaN in a row gives NaN.
    among, among_weights
        The areas by which a method judges that looks at others too (ideal points, duels); those
        of the rows themselves if not given.
    """
    match how.method:
        case "arithmetic":
            return aggregate.arithmetic(values, weights)
        case "threshold_count":
            return aggregate.threshold_count(values, weights, how.number("threshold") / 100)
        case "promethee":
            return aggregate.promethee_need(values, weights, *_thresholds(how), among)
        case "geometric":
            return aggregate.geometric(values, weights)
        case "power_mean":
            return aggregate.power_mean(values, weights, how.number("exponent"))
        case "mazziotta_pareto":
            return aggregate.mazziotta_pareto(values, weights)
        case "topsis":
            return aggregate.topsis(values, weights, among, among_weights)
        case "vikor":
            return aggregate.vikor(values, weights, how.number("strategy"), among, among_weights)
    raise AssertionError(how.method)


def judged(
    how: Aggregation, values: NDArray[np.float64], among: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return what an additive method takes the weighted mean of: values, burdens or duels won.

    Shape and scale are those of ``values``.
    """
    match how.method:
        case "threshold_count":
            return aggregate.reached(values, how.number("threshold") / 100)
        case "promethee":
            return (aggregate.net_flows(values, *_thresholds(how), among) + 1) / 2
    return values


def held(how: Aggregation, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values raised to the least that a method can take, where they are below it.

    There each method tends to something that is never above the highest member. What `check_values`
    refuses of a scenario, for a person can decide otherwise, is held so in draws.
    """
    least = _least(how)
    return values if least is None else np.maximum(values, least)


def _least(how: Aggregation) -> float | None:
    """Return from where on a method can take values, on the unit scale; None for any."""
    match how.method:
        case "geometric" | "power_mean":
            return 0.0
        case "mazziotta_pareto":
            # 0 on the authors' scale, at which the imbalance is divided by nothing
            return -7 / 6 + _HAIR
    return None


def _thresholds(how: Aggregation) -> tuple[float, float]:
    """Return PROMETHEE's indifference and preference on the unit scale."""
    return how.number("indifference") / 100, how.number("preference") / 100


def check_values(
    how: Aggregation,
    values: NDArray[np.float64],
    counting: NDArray[np.bool_],
    ids: list[str],
    codes: pd.Index,
    level: str,
    scenario: str,
) -> None:
    """Refuse values that a method cannot take.

    Parameters
    ----------
    values
        Shape (areas, members), unit scale, NaN where missing.
    counting
        Shape (members,), whether a member has a weight above 0.
    ids
        The members, for messages.
    level
        The level's field in the scenario, for messages.
    scenario
        The scenario's id.

    Raises
    ------
    ScoringError
        If values are 0 or below under a geometric mean or a power mean with a negative exponent,
        below 0 under another power mean, or far below 0 under the Mazziotta-Pareto index.
    """
    least = _least(how)
    if least is None:
        return
    bad, needed = values < least, "≥ 0"
    if how.method == "geometric" or (how.exponent is not None and how.exponent < 0):
        bad, needed = values <= least, "> 0"
    elif how.method == "mazziotta_pareto":
        needed = "> -116.6"
    bad = bad & counting
    for n in np.flatnonzero(bad.any(axis=0)):
        raise ScoringError(
            'The scenario "{scenario}" aggregates {level} by "{method}", which needs values '
            '{needed}, but "{member}" has {points} points for {count} areas ({codes}). Start the '
            'scale of the indicators higher, with normalisation = {{ method = "min_max", from = '
            '1 }}, or use "arithmetic" here. Pillars made by "threshold_count", "topsis", "vikor" '
            'or "promethee" can have 0 points on any scale.',
            scenario=scenario,
            level=level,
            method=how.method,
            needed=needed,
            member=ids[n],
            points=f"{100 * np.nanmin(values[:, n]):g}",
            count=int(bad[:, n].sum()),
            codes=first(codes[bad[:, n]]),
        )
