"""The choice as a mixed-integer programme, and its solution by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

SOLVER = f"HiGHS in SciPy {scipy.__version__}"

_OPTIMAL, _INFEASIBLE = 0, 2


@dataclass(frozen=True, eq=False)
class Programme:
    """Choose ``count`` candidates with the greatest sum of scores within bounds on groups.

    Maximise score · x over x in {0, 1} with sum(x) = count and lower <= member @ x <= upper.

    Parameters
    ----------
    score
        Shape (candidates,), in the order in which equal lists prefer them.
    member
        Shape (groups, candidates), 1 where a candidate belongs to a group.
    lower, upper
        Shape (groups,), at least and at most so many of a group.
    count
        How many are chosen.
    """

    score: NDArray[np.float64]
    member: csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    count: int

    def total(self, chosen: NDArray[np.bool_]) -> float:
        """Return the sum of the chosen scores, rounded once and not at every step."""
        return math.fsum(self.score[chosen])

    def among(self, candidates: NDArray[np.bool_]) -> Programme:
        """Return the programme with these candidates only."""
        return self.rest(np.zeros_like(candidates), candidates)

    def rest(self, inside: NDArray[np.bool_], free: NDArray[np.bool_]) -> Programme:
        """Return what remains to be chosen among ``free`` once ``inside`` is chosen."""
        taken = self.member[:, inside].sum(axis=1)
        return Programme(
            score=self.score[free],
            member=self.member[:, free],
            lower=self.lower - taken,
            upper=self.upper - taken,
            count=self.count - int(inside.sum()),
        )

    def other_than(self, chosen: NDArray[np.bool_]) -> Programme:
        """Return the same programme with one choice forbidden."""
        return replace(
            self,
            member=vstack([self.member, csr_array(chosen[None].astype(float))]),
            lower=np.append(self.lower, -np.inf),
            upper=np.append(self.upper, chosen.sum() - 1),
        )


@dataclass(frozen=True, eq=False)
class Solution:
    """The best choice, and the proof that there is none better.

    Parameters
    ----------
    chosen
        Shape (candidates,).
    bound
        No choice has a greater total.
    """

    chosen: NDArray[np.bool_]
    bound: float


def solve(
    programme: Programme, inside: Sequence[int] = (), outside: Sequence[int] = ()
) -> Solution | None:
    """Return the best choice, or None if there is none.

    Parameters
    ----------
    programme
        What to choose from, and the rules.
    inside, outside
        Candidates (by position) that must, and must not, be chosen.
    """
    lowest, highest = np.zeros(len(programme.score)), np.ones(len(programme.score))
    lowest[list(inside)] = 1
    highest[list(outside)] = 0
    everyone = csr_array(np.ones((1, len(programme.score))))
    result = milp(
        -programme.score,
        integrality=np.ones(len(programme.score)),
        bounds=Bounds(lowest, highest),
        constraints=LinearConstraint(
            vstack([everyone, programme.member]),
            np.append(programme.count, programme.lower),
            np.append(programme.count, programme.upper),
        ),
        options={"mip_rel_gap": 0},
    )
    if result.status == _INFEASIBLE:
        return None
    if result.status != _OPTIMAL:
        raise RuntimeError(f"HiGHS stopped without a proof: {result.message}")
    return Solution(chosen=result.x > 0.5, bound=-float(result.mip_dual_bound))


def relaxation(programme: Programme) -> tuple[float, NDArray[np.float64]] | None:
    """Return an upper bound on any choice, and what each candidate's place in it is worth.

    The bound is the Lagrangian one at the duals of the linear relaxation. It is computed here
    from the duals and not taken from the solver, so it holds whatever the solver's tolerances.

    Returns
    -------
    bound
        No choice has a greater total.
    reduced
        Shape (candidates,). A choice with candidate i totals at most
        ``bound + min(reduced[i], 0)``, one without it at most ``bound - max(reduced[i], 0)``.

    None if even the relaxation has no solution.

    References
    ----------
    Dantzig, G., Fulkerson, R., Johnson, S. (1954), Solution of a large-scale traveling-salesman
    problem. Operations Research 2(4), 393-410, for settling variables by their reduced costs.
    """
    below, above = np.isfinite(programme.upper), np.isfinite(programme.lower)
    limits = vstack([programme.member[below], -programme.member[above]])
    ends = np.concatenate([programme.upper[below], -programme.lower[above]])
    everyone = np.ones((1, len(programme.score)))
    result = linprog(
        -programme.score,
        A_ub=limits if len(ends) else None,
        b_ub=ends if len(ends) else None,
        A_eq=everyone,
        b_eq=[programme.count],
        bounds=(0, 1),
        method="highs",
    )
    if result.status == _INFEASIBLE:
        return None
    if result.status != _OPTIMAL:
        raise RuntimeError(f"HiGHS stopped without a solution: {result.message}")
    prices = np.maximum(-result.ineqlin.marginals, 0)
    place = -float(result.eqlin.marginals[0])
    reduced: NDArray[np.float64] = programme.score - place
    if len(ends):
        reduced = reduced - limits.T @ prices
    bound = place * programme.count + float(prices @ ends) + float(np.maximum(reduced, 0).sum())
    return bound, reduced
