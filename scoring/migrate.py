"""Scenarios that an older version of Phuenthi wrote, as the present one understands them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from geo.errors import ScoringError
from scoring.scenario import SCHEMA


def migrated(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a scenario's mapping in the present form; what it decides stays the same.

    What is no number of a form stays, for the model to refuse.

    Raises
    ------
    ScoringError
        If the form is newer than this version knows.
    """
    now = dict(raw)
    written = now.get("schema")
    if not isinstance(written, int) or isinstance(written, bool):
        return now
    if written > SCHEMA:
        raise ScoringError(
            'The scenario "{name}" is written in form {written} (schema = {written}), and this '
            "version of Phuenthi knows the forms up to {known}. Use a newer version.",
            name=name,
            written=written,
            known=SCHEMA,
        )
    while now["schema"] in _NEXT:
        now = _NEXT[now["schema"]](now)
    return now


def _from_1(raw: dict[str, Any]) -> dict[str, Any]:
    # form 1 knew one way of each step and all weights by hand, which form 2 takes where nothing
    # else is said; ``aggregation`` spoke of both levels, and the pillars' own is arithmetic too
    return {**raw, "schema": 2}


_NEXT: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_1}
