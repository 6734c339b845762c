"""What can be told about impossible rules before a solver meets them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations, permutations
from math import inf

import numpy as np
from numpy.typing import NDArray

from scoring.choose.rules import Rule
from scoring.scenario import Grouping

Members = Mapping[Grouping, NDArray[np.str_]]
"""For each kind of groups that has rules, the group of each area with a score."""


def obstacles(rules: Sequence[Rule], members: Members, scored: int, count: int) -> list[str]:
    """Return, in words, why no list can keep the rules, as far as counting can tell.

    Each kind of groups is counted by itself first; only if that finds nothing, two kinds are
    counted together.

    Parameters
    ----------
    rules
        One rule a group.
    members
        For each kind of groups that has rules, the group of each area with a score.
    scored
        Areas with a score.
    count
        Areas to choose.

    Returns
    -------
    list of str
        Empty if counting finds nothing; the rules may still clash with each other.
    """
    found = []
    if scored < count:
        found.append(f"{count} areas are to be chosen and only {scored} have a score")
    for by in members:
        found += _of_one_kind(by, rules, members, count)
    if found:
        return found
    for by, other in permutations(members, 2):
        found += _of_a_group(by, other, rules, members)
    for by, other in combinations(members, 2):
        found += _of_two_kinds(by, other, rules, members, count)
    return found


def _of_one_kind(by: Grouping, rules: Sequence[Rule], members: Members, count: int) -> list[str]:
    sizes = Counter(members[by].tolist())
    lowest, highest = _bounds(by, rules)
    found = [
        f"{by} {group} needs at least {low} and has {sizes[group]} areas with a score"
        for group, low in lowest.items()
        if low > sizes[group]
    ]
    needed = sum(lowest.values())
    if needed > count:
        found.append(f"the minimums by {by} add up to {needed}, above {count}")
    places = sum(min(n, highest.get(group, inf)) for group, n in sizes.items())
    if places < count <= len(members[by]):
        found.append(f"the maximums by {by} leave {places} places, below {count}")
    return found


def _of_a_group(
    by: Grouping, other: Grouping, rules: Sequence[Rule], members: Members
) -> list[str]:
    """Return the groups whose own bounds those of another kind of groups do not allow."""
    lowest, highest = _bounds(by, rules)
    found = []
    for group, rooms in _rooms(by, other, rules, members).items():
        places, low = sum(rooms), lowest.get(group, 0)
        if places < low:
            alike = f"{len(rooms)} {other}s × {rooms[0]:.0f} = {places:.0f} places"
            mixed = f"{places:.0f} places under the maximums by {other}"
            told = alike if len(set(rooms)) == 1 else mixed
            found.append(f"{by} {group} has {told}, below its minimum {low}")
    for group, needed in _needs(by, other, rules, members).items():
        if needed > highest.get(group, inf):
            found.append(
                f"the minimums by {other} need {needed} areas that only {by} {group} has, "
                f"above its maximum {highest[group]}"
            )
    return found


def _of_two_kinds(
    by: Grouping, other: Grouping, rules: Sequence[Rule], members: Members, count: int
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
        found.append(f"the maximums {both} leave {min(places):.0f} places, below {count}")
    if max(needed) > count:
        found.append(f"the minimums {both} need {max(needed)} areas, above {count}")
    return found


def _bounds(by: Grouping, rules: Sequence[Rule]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the minimums and the maximums of the groups that have them."""
    own = [rule for rule in rules if rule.by == by]
    return (
        {rule.group: rule.minimum for rule in own if rule.minimum is not None},
        {rule.group: rule.maximum for rule in own if rule.maximum is not None},
    )


def _rooms(
    by: Grouping, other: Grouping, rules: Sequence[Rule], members: Members
) -> dict[str, list[float]]:
    """Return for each group the places it has in each group of another kind that it meets."""
    highest = _bounds(other, rules)[1]
    rooms = defaultdict(list)
    for (group, met), n in _shared(by, other, members).items():
        rooms[group].append(min(n, highest.get(met, inf)))
    return rooms


def _needs(
    by: Grouping, other: Grouping, rules: Sequence[Rule], members: Members
) -> dict[str, int]:
    """Return for each group how many areas the minimums of another kind can only get from it."""
    lowest = _bounds(other, rules)[0]
    sizes = Counter(members[other].tolist())
    needs: dict[str, int] = defaultdict(int)
    for (group, met), n in _shared(by, other, members).items():
        elsewhere = sizes[met] - n
        needs[group] += max(0, lowest.get(met, 0) - elsewhere)
    return needs


def _shared(by: Grouping, other: Grouping, members: Members) -> Counter[tuple[str, str]]:
    return Counter(zip(members[by].tolist(), members[other].tolist(), strict=True))
