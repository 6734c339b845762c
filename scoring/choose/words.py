"""Rules in words, as a person would say them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from scoring.choose.rules import Rule


def said(rule: Rule, *, with_groups: bool = True) -> str:
    """Return a rule in words; one for each group with the group that it is about, if wanted."""
    match rule.kind:
        case "count":
            return f"{rule.minimum:g} areas in all"
        case "limit" if rule.each:
            group = f" ({rule.by} {rule.group})" if with_groups else ""
            return f"{_bounds(rule)} in each {rule.by}{group}"
        case "limit" if len(rule.groups) > 1:
            return f"{_bounds(rule)} in {rule.by} {rule.group} together"
        case "limit":
            return f"{_bounds(rule)} in {rule.by} {rule.group}"
        case "total":
            return f"{_bounds(rule)} of {rule.of} in all"
        case "cost":
            return f"a cost of {_bounds(rule)}"
        case "beneficiaries":
            return f"{_bounds(rule) or 'the number of'} beneficiaries"
        case "distance":
            return f"at least {rule.minimum:g} km between any two"
        case "neighbours":
            return "no two neighbours"
        case "locked_in" | "locked_out":
            return f"{rule.of} locked {rule.kind.removeprefix('locked_')}"
    return f"{_bounds(rule)} of the objective {rule.of}"


def said_together(rules: Iterable[Rule]) -> list[str]:
    """Return rules in words, those that one field states in one phrase."""
    found = []
    for _, own in groupby(sorted(rules, key=_place), key=lambda rule: rule.field):
        same = list(own)
        if not same[0].each or len(same) == 1:
            found += [said(rule) for rule in same]
            continue
        by, named = same[0].by, ", ".join(rule.group for rule in same)
        found.append(f"{_bounds(same[0])} in each {by} ({by} {named})")
    return found


def _place(rule: Rule) -> tuple[str, int]:
    parts = rule.field.split(".")
    number = int(parts[-1]) if parts[-1].isdecimal() else 0
    return (".".join(parts[:2]), number)


def _bounds(rule: Rule) -> str:
    words = {"at least": rule.minimum, "at most": rule.maximum}
    return " and ".join(f"{word} {n:,.10g}" for word, n in words.items() if n is not None)
