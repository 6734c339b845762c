"""What counting alone can tell about impossible rules, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations, permutations
from math import inf

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas
from scoring.choose.quantities import groups
from scoring.choose.rules import Rule
from scoring.choose.stated import Stated
from scoring.choose.words import area_name, counted, group_name, said

Members = Mapping[str, NDArray[np.str_]]
"""For each kind of groups that has rules, the group of each area that can be chosen."""


def obstacles(stated: Stated) -> list[str]:
    """Return, in words, why no list can keep the rules, as far as counting can tell.

    Locks and sums are looked at one by one, and each kind of groups is counted by itself; only if
    that finds nothing, two kinds of groups are counted together.

    Returns
    -------
    list of str
        Empty if counting finds nothing; the rules may still clash with each other.
    """
    free = stated.programme().free
    codes = stated.score.index[free]
    count = stated.scenario.choose.count
    rules = [r for r in stated.every_rule if r.kind == "limit" and len(r.groups) == 1]
    members = {
        by: groups(stated.areas, by).loc[codes].fillna("").to_numpy(dtype=str)
        for by in dict.fromkeys(str(rule.by) for rule in rules)
    }
    found = []
    if len(codes) < count:
        found.append(f"{count:,} areas are to be chosen and only {len(codes):,} can be")
    found += _of_locks(stated)
    found += _of_sums(stated, free)
    for by in members:
        found += _of_one_kind(by, rules, members, count, stated.areas)
    if found:
        return found
    for by, other in permutations(members, 2):
        found += _of_a_group(by, other, rules, members, stated.areas)
    for by, other in combinations(members, 2):
        found += _of_two_kinds(by, other, rules, members, count)
    return found


def _of_locks(stated: Stated) -> list[str]:
    """Return which rules the locked-in areas break between them."""
    n = len(stated.score)
    locked = [str(rule.of) for rule in stated.others if rule.kind == "locked_in"]
    at = stated.score.index.get_indexer(pd.Index(locked))
    sums = stated.rows[:, :n][:, at].sum(axis=1)
    found = [
        f"the areas locked in come to {total:,.10g}, above {said(rule, stated.areas)}"
        for rule, total, most in zip(stated.rules, sums, stated.upper, strict=True)
        if total > most and rule.kind != "beneficiaries"
    ]
    near = stated.apart.only("distance").among(at)
    touching = stated.apart.only("neighbours").among(at)
    for one, other in np.argwhere(np.triu(near | touching)):
        names = " and ".join(area_name(locked[n], stated.areas) for n in (one, other))
        ways = {"too near": near[one, other], "neighbours": touching[one, other]}
        why = " and ".join(way for way, so in ways.items() if so)
        found.append(f"{names} are both locked in, and are {why}")
    return found


def _of_sums(stated: Stated, free: NDArray[np.bool_]) -> list[str]:
    """Return which totals no n areas can reach, or stay under."""
    count, found = stated.scenario.choose.count, []
    for n, rule in enumerate(stated.rules):
        if rule.kind not in ("total", "cost"):
            continue
        own = np.sort(stated.rows[[n], : len(free)].toarray()[0][free])
        least, most = own[:count].sum(), own[-count:].sum()
        if stated.rows[n, -1] == 0 and most < stated.lower[n]:
            found.append(f"the {count:,} areas with most have {most:,.10g}, below {said(rule)}")
        if least > stated.upper[n]:
            found.append(f"the {count:,} areas with least have {least:,.10g}, above {said(rule)}")
    return found


def _of_one_kind(
    by: str, rules: Sequence[Rule], members: Members, count: int, areas: Areas
) -> list[str]:
    sizes = Counter(members[by].tolist())
    lowest, highest = _bounds(by, rules)
    found = [
        f"{by} {group_name(by, group, areas)} needs at least {low} and has "
        f"{counted(sizes[group], 'area')} that can be chosen"
        for group, low in lowest.items()
        if low > sizes[group]
    ]
    needed = sum(lowest.values())
    if needed > count:
        found.append(f"the minimums by {by} add up to {needed:,.0f}, above {count:,}")
    places = sum(min(n, highest.get(group, inf)) for group, n in sizes.items())
    if places < count <= len(members[by]):
        found.append(f"the maximums by {by} leave {places:,} places, below {count:,}")
    return found


def _of_a_group(
    by: str, other: str, rules: Sequence[Rule], members: Members, areas: Areas
) -> list[str]:
    """Return the groups whose own bounds those of another kind of groups do not allow."""
    lowest, highest = _bounds(by, rules)
    found = []
    for group, rooms in _rooms(by, other, rules, members).items():
        places, low = sum(rooms), lowest.get(group, 0)
        if places < low:
            room = counted(places, "place")
            alike = f"{counted(len(rooms), other)} × {rooms[0]:.0f} = {room}"
            mixed = f"{room} under the maximums by {other}"
            told = alike if len(set(rooms)) == 1 else mixed
            name = group_name(by, group, areas)
            found.append(f"{by} {name} has {told}, below its minimum {low}")
    for group, needed in _needs(by, other, rules, members).items():
        if needed > highest.get(group, inf):
            found.append(
                f"the minimums by {other} need {needed:g} areas that only {by} "
                f"{group_name(by, group, areas)} has, above its maximum {highest[group]}"
            )
    return found


def _of_two_kinds(
    by: str, other: str, rules: Sequence[Rule], members: Members, count: int
) -> list[str]:
    places, needed = [], []
    for one, two in ((by, other), (other, by)):
        lowest, highest = _bounds(one, rules)
        rooms = _rooms(one, two, rules, members)
        needs = _needs(one, two, rules, members)
        places.append(sum(min(sum(r), highest.get(g, inf)) for g, r in rooms.items()))
        needed.append(sum(max(n, lowest.get(g, 0)) for g, n in needs.items()))
    found = []
    both = f"by {by} and by {other} together"
    if min(places) < count:
        found.append(f"the maximums {both} leave {min(places):,.0f} places, below {count:,}")
    if max(needed) > count:
        found.append(f"the minimums {both} need {max(needed):,.0f} areas, above {count:,}")
    return found


def _bounds(by: str, rules: Sequence[Rule]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the minimums and the maximums of the groups that have them, the strictest of each."""
    lowest: dict[str, float] = {}
    highest: dict[str, float] = {}
    for rule in rules:
        if rule.by != by:
            continue
        if rule.minimum is not None:
            lowest[rule.group] = max(rule.minimum, lowest.get(rule.group, 0))
        if rule.maximum is not None:
            highest[rule.group] = min(rule.maximum, highest.get(rule.group, inf))
    return lowest, highest


def _rooms(by: str, other: str, rules: Sequence[Rule], members: Members) -> dict[str, list[float]]:
    """Return for each group the places it has in each group of another kind that it meets."""
    highest = _bounds(other, rules)[1]
    rooms = defaultdict(list)
    for (group, met), n in _shared(by, other, members).items():
        rooms[group].append(min(n, highest.get(met, inf)))
    return rooms


def _needs(by: str, other: str, rules: Sequence[Rule], members: Members) -> dict[str, float]:
    """Return for each group how many areas the minimums of another kind can only get from it."""
    lowest = _bounds(other, rules)[0]
    sizes = Counter(members[other].tolist())
    needs: dict[str, float] = defaultdict(int)
    for (group, met), n in _shared(by, other, members).items():
        elsewhere = sizes[met] - n
        needs[group] += max(0, lowest.get(met, 0) - elsewhere)
    return needs


def _shared(by: str, other: str, members: Members) -> Counter[tuple[str, str]]:
    return Counter(zip(members[by].tolist(), members[other].tolist(), strict=True))
