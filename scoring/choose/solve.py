"""The best list of a programme, with its proof."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from scoring.choose.cliques import Clique, as_rows, covering, violated
from scoring.choose.highs import Model
from scoring.choose.programme import Programme
from scoring.choose.relaxation import Relaxed, relaxed
from scoring.choose.start import good_list

_FEW = 300
"""Candidates among which a first good list is looked for."""
_ALL_PAIRS = 2000
"""Candidates up to which all pairs that may not both be chosen are named beforehand, not only those
that a list breaks."""
_WHOLE = 1e-6


class NothingFoundError(Exception):
    """The time was up before any list was found, or its absence proven."""


@dataclass(frozen=True, eq=False)
class Solution:
    """The best choice found, and how good any choice can be.

    Parameters
    ----------
    chosen
        Shape (candidates,).
    value
        Its gain.
    bound
        No choice has a greater gain.
    kept
        Shape (candidates,): those that the relaxation's prices could not set aside; the best list
        under all candidates is the best one of these.
    root
        The relaxation with its prices.
    nodes
        Of the search trees.
    equal
        Gains that differ by no more count as equal.
    """

    chosen: NDArray[np.bool_]
    value: float
    bound: float
    kept: NDArray[np.bool_]
    root: Relaxed
    nodes: int
    equal: float

    @property
    def proven(self) -> bool:
        """Whether no list is better."""
        return self.bound - self.value <= self.equal


def solve(
    programme: Programme,
    known: Sequence[Clique] = (),
    until: float = np.inf,
    start: NDArray[np.bool_] | None = None,
    *,
    any_will_do: bool = False,
) -> Solution | None:
    """Return the best choice, or None if there is none.

    The relaxation bounds every list. A good list is looked for among the candidates that the
    relaxation likes best; candidates whose reduced gain proves that no list with them is as good
    as that one are set aside, and branch and bound settles the few that are left. So the solver
    never meets most candidates, and that they do not matter can be recomputed from the prices.

    Parameters
    ----------
    known
        Cliques to begin with.
    until
        When to stop, on the clock of `time.monotonic`; the best choice found until then is
        returned with the bound reached.
    start
        Shape (candidates,), a choice that keeps the programme, if one is known.
    any_will_do
        Whether the first choice that is found is enough, good or not.

    Raises
    ------
    NothingFoundError
        If the time was up before there was any choice, or a proof that there is none.
    """
    begun = time.monotonic()
    # cutting may take a third of the time, the rest is for branching
    root = relaxed(programme, known, begun + (until - begun) / 3)
    if root is None:
        return None
    n = programme.candidates
    if _is_list(programme, root):
        chosen = root.share[:n] > 0.5
        value = programme.value(chosen)
        # what was rounded off can be worth more than what counts as equal, or break a rule
        if programme.keeps(chosen) and root.bound - value <= programme.equal:
            kept = _kept(programme, root, value)
            return Solution(chosen, value, max(root.bound, value), kept, root, 0, programme.equal)
    cliques = list(root.cliques)
    given = None if start is None else _Choice(start, programme.value(start))
    first, nodes = None, 0
    if programme.covers is not None:
        # with all its places even a search among few takes long
        first = _begun(programme, until)
    if first is None:
        first, nodes = _among_few(programme, root, cliques, until)
    first = _better(first, given)
    if first is None:
        first = _begun(programme, until)
    if first is not None and (any_will_do or time.monotonic() > until):
        # to write down what is to be searched may take seconds
        bound = max(root.bound, first.value)
        kept = _kept(programme, root, first.value)
        return Solution(first.chosen, first.value, bound, kept, root, nodes, programme.equal)
    everyone = programme.free
    kept = everyone if first is None else _kept(programme, root, first.value)
    found = _branched(programme, kept, cliques, first, until)
    nodes += found.nodes
    best = found.best or first
    if best is None:
        if found.bound == -np.inf:
            return None
        raise NothingFoundError
    bound = max(min(root.bound, found.bound), best.value)
    return Solution(best.chosen, best.value, bound, kept, root, nodes, programme.equal)


@dataclass(frozen=True, eq=False)
class _Choice:
    chosen: NDArray[np.bool_]
    value: float


@dataclass(frozen=True, eq=False)
class _Branched:
    best: _Choice | None
    bound: float
    nodes: int


def _is_list(programme: Programme, root: Relaxed) -> bool:
    off = np.abs(root.share - np.round(root.share)) > _WHOLE
    whole = programme.whole | (programme.gain != 0)
    n = programme.candidates
    if off[whole].any():
        return False
    return not programme.apart.asked or not violated(root.share[:n], programme.apart)


def _kept(programme: Programme, root: Relaxed, value: float) -> NDArray[np.bool_]:
    reduced = root.reduced[: programme.candidates]
    kept: NDArray[np.bool_] = root.bound + np.minimum(reduced, 0) >= value - programme.equal
    return programme.free & (kept | (programme.low[: programme.candidates] > 0))


def _begun(programme: Programme, until: float) -> _Choice | None:
    chosen = good_list(programme, until)
    return None if chosen is None else _Choice(chosen, programme.value(chosen))


def _among_few(
    programme: Programme, root: Relaxed, cliques: list[Clique], until: float
) -> tuple[_Choice | None, int]:
    """Return the best choice among the candidates that the relaxation likes best."""
    free = np.flatnonzero(programme.free)
    liked = free[np.argsort(-root.reduced[free], kind="stable")]
    nodes, few = 0, _FEW
    now = time.monotonic()
    while few < len(liked) and time.monotonic() < until:
        among = np.zeros(programme.candidates, dtype=bool)
        among[liked[:few]] = True
        among |= programme.low[: programme.candidates] > 0
        found = _branched(programme, among, cliques, None, now + (until - now) / 3)
        nodes += found.nodes
        if found.best is not None:
            return found.best, nodes
        few *= 3
    return None, nodes


def _branched(
    programme: Programme,
    among: NDArray[np.bool_],
    cliques: list[Clique],
    start: _Choice | None,
    until: float,
) -> _Branched:
    """Return the best choice among some candidates; cliques found on the way are added."""
    n = programme.candidates
    used = programme.used(among)
    chosen_from = used[used < n]
    own: list[Clique] = []
    if programme.apart.asked and len(chosen_from) <= _ALL_PAIRS:
        own = covering(chosen_from, programme.apart)
    refused: list[NDArray[np.bool_]] = []
    bound, nodes = np.inf, 0
    while True:
        model = _mip(programme, used, [*cliques, *own], refused)
        if start is not None and among[start.chosen].all() and programme.high[-1] == 0:
            model.start_from(programme.columns(start.chosen)[used])
        answer = model.solved(until - time.monotonic())
        nodes += answer.nodes
        if answer.status == "infeasible":
            return _Branched(None, -np.inf, nodes)
        bound = min(bound, answer.bound)
        best = None
        if len(answer.values):
            chosen = np.zeros(n, dtype=bool)
            chosen[chosen_from] = answer.values[: len(chosen_from)] > 0.5
            new = violated(chosen.astype(float), programme.apart) if programme.apart.asked else []
            if not new and programme.keeps(chosen):
                best = _Choice(chosen, programme.value(chosen))
            elif not new:
                # the solver's tolerances let it through
                refused.append(chosen)
            cliques += new
        if best is not None or answer.status == "stopped":
            done = best if answer.status == "optimal" else _better(best, start)
            return _Branched(done, bound, nodes)


def _better(one: _Choice | None, other: _Choice | None) -> _Choice | None:
    if one is None or other is None:
        return one or other
    return one if one.value >= other.value else other


def _mip(
    programme: Programme,
    used: NDArray[np.intp],
    cliques: list[Clique],
    refused: list[NDArray[np.bool_]],
) -> Model:
    """Return the programme over some columns, with cliques, and lists that it may not give."""
    unlike = np.zeros((len(refused), len(programme.gain)))
    for row, chosen in zip(unlike, refused, strict=True):
        row[: len(chosen)] = np.where(chosen, 1.0, -1.0)
    rows = vstack([programme.rows, as_rows(cliques, len(programme.gain)), csr_array(unlike)])
    more = len(cliques) + len(refused)
    return Model(
        programme.gain[used],
        csr_array(csr_array(rows).tocsc()[:, used]),
        np.append(programme.lower, np.full(more, -np.inf)),
        np.concatenate(
            [programme.upper, np.ones(len(cliques)), [float(c.sum() - 1) for c in refused]]
        ),
        programme.low[used],
        programme.high[used],
        programme.whole[used],
    )
