"""What can be told about impossible rules before a solver meets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.choose.rules import Rule


def obstacles(
    rules: Sequence[Rule], available: Mapping[tuple[str, str], int], scored: int, count: int
) -> list[str]:
    """Return, in words, why no list can keep the rules, as far as counting alone can tell.

    Parameters
    ----------
    rules
        One rule a group.
    available
        Areas with a score in each group, by ``(by, group)``, for every group there is.
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
    for rule in rules:
        there = available.get((rule.by, rule.group), 0)
        if (rule.minimum or 0) > there:
            found.append(
                f"{rule.by} {rule.group} needs at least {rule.minimum} "
                f"and has {there} areas with a score"
            )
    for by in dict.fromkeys(rule.by for rule in rules):
        here = {rule.group: rule for rule in rules if rule.by == by}
        needed = sum(rule.minimum or 0 for rule in here.values())
        if needed > count:
            found.append(f"the minimums by {by} add up to {needed}, above {count}")
        places = 0
        for (kind, group), there in available.items():
            if kind == by:
                highest = here[group].maximum if group in here else None
                places += there if highest is None else min(there, highest)
        if places < count <= scored:
            found.append(f"the maximums by {by} leave {places} places, below {count}")
    return found
