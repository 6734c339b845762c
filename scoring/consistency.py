"""What a scenario's parts must keep together, looked up in the plain mapping.

It works on what TOML gives, whole or broken, so that a file with a bad number and a contradiction
hears of both at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any


def contradictions(raw: Mapping[str, Any]) -> list[str]:
    """Return every clash between parts of a scenario, in words.

    Looked for: ids that stand twice, weights that are all zero, limits that stand twice, and
    bounds that no list can keep. Parts of a wrong type are passed by.
    """
    pillars = _entries(raw, "pillar")
    found = _twice("pillar", (p.get("id") for p in pillars))
    found += _twice("indicator", (i.get("id") for p in pillars for i in _entries(p, "indicator")))
    found += _all_zero("the pillars", pillars)
    for pillar in pillars:
        found += _all_zero(f'pillar "{pillar.get("id")}"', _entries(pillar, "indicator"))
    choose = raw.get("choose")
    if isinstance(choose, Mapping):
        found += _limits(choose)
    return found


def _entries(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    entries = raw.get(key)
    if not isinstance(entries, list | tuple):
        return []
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _twice(what: str, ids: Iterable[object]) -> list[str]:
    counts = Counter(id for id in ids if isinstance(id, str))
    return [f'{what} "{id}" stands {n} times' for id, n in counts.items() if n > 1]


def _all_zero(where: str, entries: list[Mapping[str, Any]]) -> list[str]:
    if entries and all(_number(entry.get("weight")) == 0 for entry in entries):
        return [f"the weights of {where} are all 0; at least one must be above 0"]
    return []


def _limits(choose: Mapping[str, Any]) -> list[str]:
    limits = _entries(choose, "limit")
    keys = [(limit.get("by"), limit.get("equals")) for limit in limits]
    counts = Counter(key for key in keys if isinstance(key, Hashable))
    found = [f"a limit for {_named(*key)} stands {n} times" for key, n in counts.items() if n > 1]
    count = _number(choose.get("count"))
    for limit, (by, equals) in zip(limits, keys, strict=True):
        low = _number(limit.get("min"))
        # a limit for each group holds for a named group too
        others = [m for m, key in zip(limits, keys, strict=True) if key[0] == by]
        related = [m for m in others if None in (equals, m.get("equals")) or m is limit]
        for other in related:
            high = _number(other.get("max"))
            if low is not None and high is not None and low > high:
                words = f"min = {low} for {_named(by, equals)}"
                found.append(f"{words} is above max = {high} for {_named(by, other.get('equals'))}")
        if low is not None and count is not None and low > count:
            found.append(f"min = {low} for {_named(by, equals)} is above count = {count}")
    return found


def _named(by: object, equals: object) -> str:
    return f"each {by}" if equals is None else f'{by} "{equals}"'


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
