"""Why an area is not on the list, as facts that a page can put into words.

Every area gets one reason out of a closed list. For areas that could be chosen it is read from
exchanging each site for the area: the list is the best one there is, so each exchange either loses
or breaks a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import ScoringError
from scoring.choose import Rule, Shortlist
from scoring.choose.exchange import Exchange
from scoring.choose.quantities import groups

WhyNot = Literal[
    "not_eligible", "no_score", "locked_out", "no_figure", "too_few_people",
    "outscored", "full", "too_near", "neighbour", "over", "reserved",
]  # fmt: skip


@dataclass(frozen=True)
class Missed:
    """Why one area is not on the list.

    Parameters
    ----------
    code
        The area.
    kind
        ``not_eligible``: the scenario's filter leaves it out. ``no_score``: it has too few figures
        for one. ``locked_out``: the scenario says so. ``no_figure``: a rule counts something that
        nobody knows of it. ``too_few_people``: fewer than a site must train. ``outscored``: in
        exchange for whichever site, the list would lose. Else some exchange would gain, and only
        rules forbid it: ``full``, a group would have too many; ``too_near`` and ``neighbour``,
        another site is in the way; ``over``, a sum would be too great; ``reserved``, a group or a
        sum would have too little.
    rules
        The rules that forbid it, if any.
    taken_by
        For ``full`` the sites in the groups of those rules; for ``too_near`` and ``neighbour`` the
        sites in the way; in list order.
    km
        For ``too_near`` the km to the nearest site.
    rank
        Its rank among all areas, None without a score.
    barred_by
        For ``not_eligible`` the condition of the filter that it fails, a word of
        `scoring.screen.REASONS`; for ``locked_out`` the reason given; for ``no_figure`` what is
        not known; for ``too_few_people`` how many there are; else empty.
    short_by
        For ``outscored`` how much the list would lose by the cheapest exchange that keeps the
        rules; where no single one does, by the cheapest that does not.
    swap
        The site in the cheapest exchange that keeps the rules, None if no single one does.
    swap_cost
        What the list would lose by it.
    """

    code: str
    kind: WhyNot
    rules: tuple[Rule, ...] = ()
    taken_by: tuple[str, ...] = ()
    km: float | None = None
    rank: int | None = None
    barred_by: str = ""
    short_by: float | None = None
    swap: str | None = None
    swap_cost: float | None = None


def why_not(shortlist: Shortlist, code: str) -> Missed:
    """Return why an area is not on the list.

    Raises
    ------
    ScoringError
        If there is no such area, or if it is on the list.
    """
    stated = shortlist.stated
    if code not in stated.areas.codes or code in shortlist.codes:
        raise ScoringError(
            'Only an area that is not on the list can be asked why: "{code}" {fault}.',
            code=code,
            fault="is on it" if code in shortlist.codes else "is not the code of an area",
        )
    if np.isnan(stated.scores.score[code]):
        reason = str(stated.scores.reason[code])
        if reason == "no_figures":
            return Missed(code, "no_score")
        return Missed(code, "not_eligible", barred_by=reason)
    rank = int(stated.scores.rank[code])
    if code in stated.barred:
        bar = stated.barred[code][0]
        rules = tuple(rule for rule in stated.every_rule if rule.field == bar.field)
        return Missed(code, bar.kind, rules=rules, rank=rank, barred_by=bar.because)
    return _exchanged(shortlist, code, rank)


def _exchanged(shortlist: Shortlist, code: str, rank: int) -> Missed:
    candidate = int(shortlist.stated.score.index.get_indexer(pd.Index([code]))[0])
    one = shortlist.exchanges.of(candidate)
    sites = shortlist.exchanges.sites
    swap, cost = None, None
    if one.allowed.any():
        at = int(np.where(one.allowed, one.gain, -np.inf).argmax())
        swap, cost = shortlist.codes[at], max(0.0, -float(one.gain[at]))
    # equal scores are settled by code, which the order of candidates follows
    better = (one.gain > shortlist.best.solution.equal) | (
        (np.abs(one.gain) <= shortlist.best.solution.equal) & (candidate < sites)
    )
    # of a list that was left off before its proof some may be free
    better &= ~one.allowed
    if not better.any():
        short = cost if cost is not None else max(0.0, -float(one.gain.max()))
        return Missed(code, "outscored", rank=rank, short_by=short, swap=swap, swap_cost=cost)
    kind, rules = _forbidden(shortlist, one, better)
    taken_by, km = _in_the_way(shortlist, candidate, kind, rules)
    return Missed(
        code, kind, rules, taken_by, km, rank=rank, swap=swap, swap_cost=cost,
    )  # fmt: skip


def _forbidden(
    shortlist: Shortlist, one: Exchange, better: NDArray[np.bool_]
) -> tuple[WhyNot, tuple[Rule, ...]]:
    """Return which rules alone forbid the exchanges that would gain.

    An exchange that would only break a maximum says more of the area than one that would break a
    minimum, for that is about the site that goes.
    """
    of_site = better & one.too_little.any(axis=0)
    asked = better & ~of_site if (better & ~of_site).any() else of_site
    broken = (one.too_much | one.too_little)[:, asked]
    fewest = broken.sum(axis=0) == broken.sum(axis=0).min()
    # of those that few rules forbid, the one that would gain most names the kind
    first = int(np.where(fewest, one.gain[asked], -np.inf).argmax())
    rules = shortlist.exchanges.rules
    if (one.too_little[:, asked])[:, first].any():
        # each of them alone forbids it; maximums that it breaks too keep no place for anybody
        needed = one.too_little[:, asked][:, first]
        return "reserved", tuple(rules[r] for r in np.flatnonzero(needed))
    main = rules[int(np.flatnonzero(broken[:, first])[0])]
    kinds: dict[str, WhyNot] = {"limit": "full", "distance": "too_near", "neighbours": "neighbour"}
    kind = kinds.get(main.kind, "over")
    together = broken[:, fewest].any(axis=1)
    return kind, tuple(
        rules[r] for r in np.flatnonzero(together) if kinds.get(rules[r].kind, "over") == kind
    )


def _in_the_way(
    shortlist: Shortlist, candidate: int, kind: WhyNot, rules: tuple[Rule, ...]
) -> tuple[tuple[str, ...], float | None]:
    stated, sites = shortlist.stated, shortlist.exchanges.sites
    if kind == "full":
        inside = np.zeros(len(sites), dtype=bool)
        for rule in rules:
            own = groups(stated.areas, str(rule.by)).loc[list(shortlist.codes)]
            inside |= own.isin(rule.groups).to_numpy()
        return _named(shortlist, inside), None
    if kind not in ("too_near", "neighbour"):
        return (), None
    part = stated.apart.only("distance" if kind == "too_near" else "neighbours")
    near = np.isin(sites, part.of(candidate))
    if kind == "neighbour":
        return _named(shortlist, near), None
    at = stated.apart.rows
    distances = stated.areas.nearer_than(float(rules[0].minimum or 0)).km_between(
        int(at[candidate]), at[sites[near]]
    )
    return _named(shortlist, near), float(distances.min())


def _named(shortlist: Shortlist, which: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(code for code, is_ in zip(shortlist.codes, which, strict=True) if is_)
