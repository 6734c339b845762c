"""The best list of a stated choice: one objective after the other, then the first of equals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.choose.programme import Programme
from scoring.choose.rules import Rule
from scoring.choose.solve import Solution, solve
from scoring.choose.stated import Stated
from scoring.choose.ties import first_of_equals

_POINTS = 100.0


@dataclass(frozen=True, eq=False)
class Best:
    """The best list and what it is the best of.

    Parameters
    ----------
    solution
        The list and its proof, in the terms of ``programme``.
    programme
        With the last objective to gain, and the earlier ones as rows.
    kept
        The rules that keep the earlier objectives, in the order of the last rows.
    proven
        Whether no list is better; not if an earlier objective was left off before its proof.
    first
        Whether it is also sure to be the first of the lists that are as good.
    """

    solution: Solution
    programme: Programme
    kept: tuple[Rule, ...]
    proven: bool
    first: bool


def best(stated: Stated, until: float = np.inf) -> Best | None:
    """Return the best list, or None if no list keeps the rules.

    Of equally good lists it is the first, which makes the answer one and the same on every machine.

    Parameters
    ----------
    until
        When to stop, on the clock of `time.monotonic`.

    Raises
    ------
    NothingFoundError
        If the time was up before there was any list, or a proof that there is none.
    """
    programme = stated.programme()
    kept: list[Rule] = []
    proven = True
    *earlier, last = _stages(stated)
    for aim, gain in zip(stated.aims, earlier, strict=False):
        programme = replace(programme, gain=gain)
        reached = solve(programme, until=until)
        if reached is None:
            return None
        proven &= reached.proven
        given_up = abs(reached.value) * (aim.objective.tolerance or 0.0)
        least = reached.value - given_up - programme.equal
        programme = programme.and_bounded(gain, lower=least)
        kept.append(Rule(aim.field, "objective", of=aim.name, minimum=least))
    programme = replace(programme, gain=last)
    solution = solve(programme, until=until)
    if solution is None:
        return None
    proven &= solution.proven
    first = False
    if proven:
        solution, first = first_of_equals(programme, solution, until)
    return Best(solution, programme, tuple(kept), proven, first)


def weights_of_aims(stated: Stated) -> list[float]:
    """Return how much a unit of each objective counts in what the list is the best of at last.

    Weighted objectives count as shares of the most that can be had of each, in points; of several
    one after the other only the last is left to gain.
    """
    if stated.scenario.choose.combine != "weighted":
        return [*[0.0] * (len(stated.aims) - 1), 1.0]
    weights = [float(aim.objective.weight or 0) for aim in stated.aims]
    return [
        _POINTS * weight / sum(weights) / aim.most
        for weight, aim in zip(weights, stated.aims, strict=True)
    ]


def _stages(stated: Stated) -> list[NDArray[np.float64]]:
    """Return what is to be gained, one after the other."""
    gains = [stated.gain(aim) for aim in stated.aims]
    if stated.scenario.choose.combine != "weighted":
        return gains
    weights = weights_of_aims(stated)
    return [np.sum([w * gain for w, gain in zip(weights, gains, strict=True)], axis=0)]
