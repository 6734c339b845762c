"""What each site is worth to its list, and what would stand in for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import ScoringError
from scoring.choose.best import one_of_the_best
from scoring.choose.programme import Programme
from scoring.choose.rules import Rule
from scoring.choose.shortlist import Shortlist
from scoring.choose.solve import NothingFoundError


@dataclass(frozen=True)
class Swap:
    """The best list after one decision is forced, set against the list itself.

    Parameters
    ----------
    cost
        What is lost of what the list is the best of; None where no list is possible then.
    of
        The objective that it is lost of: of several one after the other the first that falls below
        what it had to come to, else the last.
    enter, leave
        Areas that come and go, in order of rank.
    proven
        Whether no better list is possible then; the cost is else at most so much.
    """

    cost: float | None
    of: str
    enter: tuple[str, ...]
    leave: tuple[str, ...]
    proven: bool


@dataclass(frozen=True)
class Site:
    """What one site is worth to its list.

    Parameters
    ----------
    code
        The site.
    rank
        Its rank among all areas.
    score
        Its score.
    without
        The best list without it. Its cost is the replacement cost; where the list is the best by
        total score alone, it is also how far the site's score could fall before it loses its
        place.
    substitute
        The area that comes in its place, the highest-ranking of several; None if there is no list
        without it.
    binding
        The limits at whose minimum or maximum the list stands and to whose groups it belongs.
    beneficiaries
        How many people are trained there; None where the scenario says nothing of them.
    """

    code: str
    rank: int
    score: float
    without: Swap
    substitute: str | None
    binding: tuple[Rule, ...]
    beneficiaries: int | None


def sites(
    shortlist: Shortlist,
    until: float = np.inf,
    progress: Callable[[int, int], None] = lambda done, all_: None,
) -> tuple[Site, ...]:
    """Return what each site is worth, in the order of the list.

    Each is left out in turn and the best list without it is looked for, under all rules. Church &
    Murray call this the marginal value of a site (*Business Site Selection, Location Analysis and
    GIS*, 2009).

    Parameters
    ----------
    until
        When to stop proving, on the clock of `time.monotonic`.
    progress
        Called with how many of how many sites are done.
    """
    found = []
    for number, code in enumerate(shortlist.codes, start=1):
        found.append(site_of(shortlist, code, until))
        progress(number, len(shortlist.codes))
    return tuple(found)


def site_of(shortlist: Shortlist, code: str, until: float = np.inf) -> Site:
    """Return what one site of a list is worth."""
    scores, places = shortlist.stated.scores, shortlist.beneficiaries
    without = left_out(shortlist, code, until)
    return Site(
        code=code,
        rank=int(scores.rank[code]),
        score=float(scores.score[code]),
        without=without,
        substitute=without.enter[0] if without.enter else None,
        binding=_binding(shortlist, code),
        beneficiaries=None if places is None else places[code],
    )


def left_out(shortlist: Shortlist, code: str, until: float = np.inf) -> Swap:
    """Return what the best list without one of its sites is, and what it loses."""
    if code not in shortlist.codes:
        raise _not_so(code, "is not on the list", "left out")
    at = shortlist.stated.score.index.get_indexer_for(pd.Index([code]))
    if shortlist.best.programme.low[at[0]] > 0:
        # who is locked in stays
        return _none(proven=True)
    return _forced(shortlist, shortlist.stated.programme().without(at), until)


def brought_in(shortlist: Shortlist, code: str, until: float = np.inf) -> Swap:
    """Return what the best list with an area that could be chosen is, and what it loses."""
    index = shortlist.stated.score.index
    if code in shortlist.codes or code not in index or code in shortlist.stated.barred:
        raise _not_so(code, "is on the list already, or cannot be chosen", "brought in")
    inside = np.asarray(index == code)
    return _forced(shortlist, shortlist.stated.programme().within(inside), until)


def _forced(shortlist: Shortlist, programme: Programme, until: float) -> Swap:
    known = shortlist.best.solution.root.cliques
    try:
        # from the first objective on, for what was reached of it may be out of reach now
        other = one_of_the_best(shortlist.stated, programme, until, known)
    except NothingFoundError:
        return _none(proven=False)
    if other is None:
        return _none(proven=True)
    return swap(shortlist, other.solution.chosen, proven=other.proven)


def swap(shortlist: Shortlist, its: NDArray[np.bool_], *, proven: bool) -> Swap:
    """Return what another list under the same rules changes; its sites have shape (candidates,)."""
    codes, mine = shortlist.stated.score.index, shortlist.chosen
    cost, of = _lost(shortlist, its)
    return Swap(
        cost=max(0.0, cost),
        of=of,
        enter=tuple(map(str, codes[its & ~mine])),
        leave=tuple(map(str, codes[mine & ~its])),
        proven=proven,
    )


def _lost(shortlist: Shortlist, its: NDArray[np.bool_]) -> tuple[float, str]:
    aims, found = shortlist.stated.aims, shortlist.best
    for aim, rule in zip(aims, found.kept, strict=False):
        value = aim.value(its)
        if value < (rule.minimum or 0):
            return aim.value(shortlist.chosen) - value, aim.name
    of = "objectives" if len(aims) > len(found.stages) else aims[-1].name
    return found.solution.value - found.programme.value(its), of


def _none(*, proven: bool) -> Swap:
    return Swap(None, "", (), (), proven)


def _binding(shortlist: Shortlist, code: str) -> tuple[Rule, ...]:
    stated = shortlist.stated
    row = stated.areas.codes.get_indexer_for(pd.Index([code]))[0]
    holding = {one.rule for one in stated.counted if one.amounts[row] > 0}
    return tuple(
        outcome.rule
        for outcome in shortlist.rules
        if outcome.rule.kind == "limit" and outcome.binding and outcome.rule in holding
    )


def _not_so(code: str, fault: str, done: str) -> ScoringError:
    return ScoringError(
        'Area "{code}" cannot be {done}: it {fault}.', code=code, done=done, fault=fault
    )
