"""Rules in words, as a person would say them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from geo.areas import Areas
from scoring.choose.rules import Rule

_CALLED = {"south_border": "southern border"}
"""Names of groups whose word in the data is none that people use; the others' is."""

_NAMED = 12
"""Of more groups the first so many are named."""


def said(rule: Rule, areas: Areas | None = None, *, with_groups: bool = True) -> str:
    """Return a rule in words; one for each group with the group that it is about, if wanted.

    Parameters
    ----------
    areas
        Gives groups and areas their names beside their codes; without it codes stand alone.
    """
    match rule.kind:
        case "count":
            return f"{counted(rule.minimum or 0, 'area')} in all"
        case "limit" if rule.each:
            return _in_each(rule, rule.groups if with_groups else (), areas)
        case "limit" if len(rule.groups) > 1:
            return f"{_bounds(rule)} in {rule.by} {_names(rule, rule.groups, areas)} together"
        case "limit":
            return f"{_bounds(rule)} in {rule.by} {_names(rule, rule.groups, areas)}"
        case "total":
            return f"{_bounds(rule)} of {rule.of} in all"
        case "cost":
            return f"a cost of {_bounds(rule)}"
        case "beneficiaries":
            return _trained(rule)
        case "distance":
            return f"at least {rule.minimum:,.10g} km between any two"
        case "neighbours":
            return "no two neighbours"
        case "locked_in" | "locked_out":
            area = str(rule.of) if areas is None else area_name(str(rule.of), areas)
            because = "" if rule.because is None else f" ({rule.because})"
            return f"{area} locked {rule.kind.removeprefix('locked_')}{because}"
    return f"{_bounds(rule)} of the objective {rule.of}"


def said_together(rules: Iterable[Rule], areas: Areas | None = None) -> list[str]:
    """Return rules in words, those that one field states in one phrase; names as in `said`."""
    found = []
    for _, own in groupby(sorted(rules, key=_place), key=lambda rule: rule.field):
        same = list(own)
        if not same[0].each or len(same) == 1:
            found += [said(rule, areas) for rule in same]
            continue
        found.append(_in_each(same[0], [rule.group for rule in same], areas))
    return found


def group_name(by: str | None, group: str, areas: Areas) -> str:
    """Return what people call a group, with its code: ``แม่ฮ่องสอน (58)``.

    A group whose word in the data is its name, or that has no other, stays as it is.
    """
    if by not in ("province", "district"):
        return f"{_CALLED[group]} ({group})" if group in _CALLED else group
    table = areas.table
    inside = (table[f"{by}_code"].array == group).nonzero()[0]
    return f"{table[f'{by}_th'].array[inside[0]]} ({group})" if len(inside) else group


def area_name(code: str, areas: Areas) -> str:
    """Return an area's code and name."""
    return f"{code} {areas.table['name_th'].array[areas.codes.get_loc(code)]}"


def counted(number: float, what: str) -> str:
    """Return a whole number of things, of one in the singular."""
    return f"{number:,.0f} {what}" + ("" if number == 1 else "s")


def _trained(rule: Rule) -> str:
    told = [f"{_bounds(rule)} beneficiaries"] if _bounds(rule) else []
    if rule.a_site is not None:
        low, high = rule.a_site
        each = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        told.append(f"{each} {'of them ' if told else 'beneficiaries '}in each site")
    return ", ".join(told) or "beneficiaries"


def _in_each(rule: Rule, groups: Iterable[str], areas: Areas | None) -> str:
    phrase, names = f"{_bounds(rule)} in each {rule.by}", _names(rule, groups, areas)
    if not names:
        return phrase
    # names have codes in brackets themselves
    return f"{phrase} ({rule.by} {names})" if areas is None else f"{phrase}, here {names}"


def _names(rule: Rule, groups: Iterable[str], areas: Areas | None) -> str:
    names = [group if areas is None else group_name(rule.by, group, areas) for group in groups]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _place(rule: Rule) -> tuple[str, int]:
    parts = rule.field.split(".")
    number = int(parts[-1]) if parts[-1].isdecimal() else 0
    return (".".join(parts[:2]), number)


def _bounds(rule: Rule) -> str:
    words = {"at least": rule.minimum, "at most": rule.maximum}
    return " and ".join(f"{word} {n:,.10g}" for word, n in words.items() if n is not None)
