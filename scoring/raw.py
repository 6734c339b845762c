"""Looking things up in a scenario's plain mapping, whole or broken, and naming what clashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Place = tuple[str | int, ...]
"""Where something stands in a scenario, as keys and numbers from 0."""


class Problem(NamedTuple):
    """A clash, where it stands, and in words."""

    place: Place
    text: str


def entries(raw: Mapping[str, Any], key: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the tables of a list with their numbers; what is no table is passed by."""
    entries = raw.get(key)
    if not isinstance(entries, list | tuple):
        return []
    return [(n, entry) for n, entry in enumerate(entries) if isinstance(entry, Mapping)]


def twice(what: str, ids: Iterable[tuple[Place, object]]) -> list[Problem]:
    """Return the ids that stand more than once."""
    places: dict[str, list[Place]] = {}
    for place, id in ids:
        if isinstance(id, str):
            places.setdefault(id, []).append(place)
    return [
        Problem((*found[1], "id"), f'{what} "{id}" stands {len(found)} times')
        for id, found in places.items()
        if len(found) > 1
    ]


def number(value: object) -> float | None:
    """Return a number, None for anything else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def at(place: Place) -> str:
    """Name a place as messages do: keys and numbers from 1."""
    return ".".join(f"{p + 1}" if isinstance(p, int) else p for p in place)


def either(words: Iterable[str]) -> str:
    """Name words to choose from."""
    return " or ".join(f'"{word}"' for word in words)
