"""The best list of a stated choice: one objective after the other, then the first of equals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.choose.cliques import Clique
from scoring.choose.programme import Programme
from scoring.choose.rules import Rule
from scoring.choose.solve import Solution, solve
from scoring.choose.stated import Stated
from scoring.choose.ties import first_of_equals

_POINTS = 100.0


@dataclass(frozen=True, eq=False)
class Stage:
    """One objective, or several weighted ones, and the list that has most of it.

    Parameters
    ----------
    programme
        With the objective to gain, and the earlier ones as its last rows.
    solution
        The list and its proof, in the terms of ``programme``.
    """

    programme: Programme
    solution: Solution


@dataclass(frozen=True, eq=False)
class Best:
    """The best list and what it is the best of.

    Parameters
    ----------
    stages
        One for each objective, if they are taken one after the other; else one.
    kept
        The rules that keep the earlier objectives, in the order of the last rows.
    first
        Whether the list is sure to be the first of those that are as good.
    """

    stages: tuple[Stage, ...]
    kept: tuple[Rule, ...]
    first: bool = False

    @property
    def solution(self) -> Solution:
        """The list, as the last stage has it."""
        return self.stages[-1].solution

    @property
    def programme(self) -> Programme:
        """The programme of the last stage."""
        return self.stages[-1].programme

    @property
    def proven(self) -> bool:
        """Whether no list is better, in any stage."""
        return all(stage.solution.proven for stage in self.stages)


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
    found = one_of_the_best(stated, stated.programme(), until)
    if found is None or not found.proven:
        return found
    solution, first = first_of_equals(found.programme, found.solution, until)
    *earlier, last = found.stages
    return replace(found, stages=(*earlier, replace(last, solution=solution)), first=first)


def one_of_the_best(
    stated: Stated, programme: Programme, until: float = np.inf, known: Sequence[Clique] = ()
) -> Best | None:
    """Return a best list of a programme that may be narrower than what is stated.

    Parameters
    ----------
    programme
        As stated, maybe with areas in or out.
    until
        When to stop, on the clock of `time.monotonic`.
    known
        Cliques to begin with.

    Raises
    ------
    NothingFoundError
        If the time was up before there was any list, or a proof that there is none.
    """
    stages: list[Stage] = []
    kept: list[Rule] = []
    start = None
    gains = _gains(stated)
    for aim, gain in zip(stated.aims, gains, strict=False):
        programme = replace(programme, gain=gain)
        reached = solve(programme, known, until, start)
        if reached is None:
            return None
        stages.append(Stage(programme, reached))
        # what is best by one objective keeps what the next must leave of it
        known, start = reached.root.cliques, reached.chosen
        if len(stages) < len(gains):
            given_up = abs(reached.value) * (aim.objective.tolerance or 0.0)
            least = reached.value - given_up - programme.equal
            programme = programme.and_bounded(gain, lower=least)
            kept.append(Rule(aim.field, "objective", of=aim.name, minimum=least))
    return Best(tuple(stages), tuple(kept))


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


def _gains(stated: Stated) -> list[NDArray[np.float64]]:
    """Return what is to be gained, one after the other."""
    gains = [stated.gain(aim) for aim in stated.aims]
    if stated.scenario.choose.combine != "weighted":
        return gains
    weights = weights_of_aims(stated)
    return [np.sum([w * gain for w, gain in zip(weights, gains, strict=True)], axis=0)]
