"""Scenarios as TOML: read with the line of every mistake, and written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import tomli_w
from pydantic import BaseModel, ValidationError

from geo.errors import ScoringError
from scoring.consistency import Place, contradictions
from scoring.lines import line_of
from scoring.methods import Aggregation, Normalisation, Weighting
from scoring.migrate import migrated
from scoring.scenario import (
    Choose,
    Eligible,
    Limit,
    Pillar,
    Scenario,
    WeightedIndicator,
)

_PARTS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Scenario,
    ("normalisation",): Normalisation,
    ("aggregation",): Aggregation,
    ("weighting",): Weighting,
    ("eligible",): Eligible,
    ("pillar",): Pillar,
    ("pillar", "aggregation"): Aggregation,
    ("pillar", "weighting"): Weighting,
    ("pillar", "indicator"): WeightedIndicator,
    ("pillar", "indicator", "normalisation"): Normalisation,
    ("choose",): Choose,
    ("choose", "limit"): Limit,
}

_SAID = {
    "too_short": "at least one is needed",
    "tuple_type": "input should be a list of tables",
    "model_type": "input should be a table",
}


def read_scenario(text: str, name: str) -> Scenario:
    """Read a scenario from TOML.

    Parameters
    ----------
    text
        The TOML text of a scenario, or of the notes to a list (`export.notes`), which hold the
        scenario that the list was made with. Older forms are understood (`scoring.migrate`).
    name
        What to call it in messages, for example the path of its file.

    Raises
    ------
    ScoringError
        If the text is no TOML, or no scenario: all problems are listed together in the order of
        their lines, each with the field, the bad value and what is allowed.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as cause:
        raise ScoringError(
            'The scenario "{name}" is not TOML: {cause}.', name=name, cause=cause
        ) from cause
    above: Place = ()
    # notes say what they were made with; a scenario has no such key
    if "made_with" in raw and isinstance(raw.get("scenario"), dict):
        raw, above = raw["scenario"], ("scenario",)
    now = migrated(raw, name)
    try:
        return Scenario.model_validate(now)
    except ValidationError as cause:
        found = dict.fromkeys(_problems(cause, now))
        raise ScoringError(
            'The scenario "{name}" cannot be used: {problems}.',
            name=name,
            problems="; ".join(_in_order(found, text, above)),
        ) from cause


def write_scenario(scenario: Scenario) -> str:
    """Return a scenario as TOML; `read_scenario` gives it back."""
    return tomli_w.dumps(scenario.model_dump(by_alias=True, exclude_none=True))


def _problems(error: ValidationError, raw: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for one in error.errors():
        # a list is called too short when each of its items is wrong, and what is contradictory
        # is told below
        if one["loc"] and not (one["type"] == "too_short" and one["input"]):
            yield one["loc"], _in_words(one, one["loc"])
    # pydantic looks at fields first and stops there; the reader gets both kinds at once
    yield from contradictions(raw)


def _in_order(found: Mapping[tuple[Place, str], None], text: str, above: Place) -> list[str]:
    numbered = [(line_of(text, (*above, *place)), said) for place, said in found]
    numbered.sort(key=lambda one: one[0] or 0)
    return [said if line is None else f"line {line}: {said}" for line, said in numbered]


def _in_words(error: Any, place: Place) -> str:
    where = ".".join(f"{p + 1}" if isinstance(p, int) else p for p in place)
    above = _PARTS.get(tuple(p for p in place[:-1] if isinstance(p, str)), Scenario)
    if error["type"] == "missing":
        field = _fields(above).get(str(place[-1]))
        return f"{where} is missing{_choices(field)}"
    if error["type"] == "extra_forbidden":
        return f"{where} is not a key that a scenario knows; here it knows " + ", ".join(
            _fields(above)
        )
    if error["type"] == "value_error":
        return f"{where}: {error['msg'].removeprefix('Value error, ')}"
    message = _SAID.get(error["type"], error["msg"][:1].lower() + error["msg"][1:])
    return f"{where} is {error['input']!r:.80}: {message}"


def _fields(part: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in part.model_fields.items()}


def _choices(field: Any) -> str:
    allowed = get_args(getattr(field, "annotation", None))
    texts = [a for a in allowed if isinstance(a, str | int)]
    return f"; allowed are {', '.join(map(str, texts))}" if texts else ""
