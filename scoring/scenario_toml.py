"""Scenarios as TOML: read with the line of every mistake, and written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, get_args

import tomli_w
from pydantic import BaseModel, ValidationError

from geo.errors import ScoringError, visible
from scoring.change import names
from scoring.choosing import (
    Beneficiaries,
    Choose,
    Cost,
    Limit,
    Lock,
    Objective,
    Quantity,
    Total,
)
from scoring.consistency import contradictions
from scoring.fields import nearest
from scoring.lines import line_of
from scoring.methods import Aggregation, Method, Normalisation, Weighting
from scoring.migrate import migrated
from scoring.raw import Place
from scoring.scenario import Eligible, Pillar, Scenario, WeightedIndicator
from scoring.uncertain import OpenWeights, Uncertainty

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
    ("choose", "quantity"): Quantity,
    ("choose", "total"): Total,
    ("choose", "locked_in"): Lock,
    ("choose", "locked_out"): Lock,
    ("choose", "beneficiaries"): Beneficiaries,
    ("choose", "cost"): Cost,
    ("choose", "objective"): Objective,
    ("uncertainty",): Uncertainty,
    ("uncertainty", "weights"): OpenWeights,
    ("uncertainty", "normalisation"): Normalisation,
    ("uncertainty", "aggregation"): Aggregation,
}

_SAID = {
    "tuple_type": "input should be a list of tables",
    "model_type": "input should be a table",
}
_LOCK = 'input should be a table, such as { area = "100101", because = "…" }'

_NUMBERS = {1: "one is", 2: "two are"}
_LISTS_OF_WORDS = (
    *("tracks", "regions", "among"),
    *("normalisation", "treatment", "missing", "aggregation"),
)
_PATTERNS = {
    "id": "input should be small letters a-z, digits and _, a letter first (the scenario's own id "
    "may have - too)",
    "by": "input should be province, district, region, track, or the name of another column or "
    "of an indicator",
    "area": "input should be the six-digit code of an area",
    "reference": 'input should be "mean", "median" or the six-digit code of an area, in quotes',
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
    # a number of thousands of digits is a plain ValueError
    except (ValueError, RecursionError) as cause:
        raise _no_toml(text, name, cause) from cause
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


def _no_toml(text: str, name: str, cause: Exception) -> ScoringError:
    found = re.search(r"at line (\d+)", str(cause))
    # as TOML has it; splitlines would cut at other signs too
    lines = text.split("\n")
    number = int(found[1]) if found else len(lines)
    # a document that ends too early is at fault in its last line with something on it
    while number > 1 and not "".join(lines[number - 1 : number]).strip():
        number -= 1
    return ScoringError(
        'The scenario "{name}" is not TOML: {cause}. Line {line} reads: {text}. In TOML, text and '
        'fractions stand in straight quotes ("1/3"), numbers in digits 0-9 without commas for '
        "thousands, names with other letters than a-z in quotes, each key once, and members of a "
        "list under double brackets, [[pillar]] before its [[pillar.indicator]].",
        name=name,
        cause=cause,
        line=number,
        text=visible("".join(lines[number - 1 : number]).strip()),
    )


def line_of_field(text: str, scenario: Scenario, field: str) -> int | None:
    """Return the line of a field in the text that a scenario was read from.

    Parameters
    ----------
    field
        As `scoring.change.changed` names it. Of one that the scenario does not have, it is the
        line of the nearest part above it that is there.
    """
    above: Place = ("scenario",) if "made_with" in tomllib.loads(text) else ()
    place: list[str | int] = []
    part: Any = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    for key in field.split("."):
        if isinstance(part, list) and key in names(part):
            step: str | int = names(part).index(key)
        elif isinstance(part, dict) and key in part:
            step = key
        else:
            break
        place.append(step)
        part = part[step]
    return line_of(text, (*above, *place))


def write_scenario(scenario: Scenario) -> str:
    """Return a scenario as TOML; `read_scenario` gives it back."""
    return tomli_w.dumps(scenario.model_dump(by_alias=True, exclude_none=True))


def _problems(error: ValidationError, raw: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    # what is contradictory is told below
    wrong = [one for one in error.errors() if one["loc"] and not _only_of_wrong_items(one)]
    for one in wrong:
        yield one["loc"], _in_words(one, one["loc"], raw)
    # pydantic looks at fields first and stops there; the reader gets both kinds at once, but hears
    # of a value that is wrong in itself only once
    places = {one["loc"] for one in wrong}
    yield from (problem for problem in contradictions(raw) if problem.place not in places)


def _only_of_wrong_items(error: Any) -> bool:
    """Return whether a list is called too short only because items of it are wrong."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _in_order(found: Mapping[tuple[Place, str], None], text: str, above: Place) -> list[str]:
    numbered = [(line_of(text, (*above, *place)), said) for place, said in found]
    numbered.sort(key=lambda one: one[0] or 0)
    return [said if line is None else f"line {line}: {said}" for line, said in numbered]


def _in_words(error: Any, place: Place, raw: Mapping[str, Any]) -> str:
    where = ".".join(f"{p + 1}" if isinstance(p, int) else p for p in place)
    above = _PARTS.get(tuple(p for p in place[:-1] if isinstance(p, str)), Scenario)
    if error["type"] == "missing":
        field = _fields(above).get(str(place[-1]))
        return f"{where} is missing{_choices(field)}"
    if error["type"] == "extra_forbidden":
        known = _keys_of_method(above, place[:-1], raw) or _fields(above)
        like = nearest(str(place[-1]), known)
        return f"{where} is not a key that a scenario knows{like}; here it knows {', '.join(known)}"
    if error["type"] == "value_error":
        return f"{where}: {error['msg'].removeprefix('Value error, ')}"
    message = _SAID.get(error["type"], error["msg"][:1].lower() + error["msg"][1:])
    if error["type"] == "too_short":
        message = f"at least {_NUMBERS[error['ctx']['min_length']]} needed"
    elif error["type"] == "model_type" and above is Lock:
        message = _LOCK
    elif error["type"] == "tuple_type" and place[-1] in _LISTS_OF_WORDS:
        message = f'input should be a list, such as ["{error["input"]}"]'
    elif error["type"] == "string_pattern_mismatch":
        message = _PATTERNS.get(str(place[-1]), _PATTERNS["id"])
    elif error["type"] == "string_type" and type(error["input"]) is int:
        message = f'input should be text: write "{error["input"]}"'
    elif error["type"] in ("int_type", "float_type") and _is_quoted_number(error["input"]):
        message = "input should be a number, without quotes"
    elif place[-1] == "coverage":
        message += ", a share: 60 % is 0.6"
    elif "bounds" in place and error["type"] in ("tuple_type", "too_long"):
        message = "input should be the least and the most share, such as [0.2, 0.5]"
    elif place[-1] == "spread" and error["type"] == "greater_than":
        message += '; weights that are not open are weights = "fixed"'
    return f"{where} is {_as_written(error['input']):.80}: {message}"


def _is_quoted_number(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\s*[+-]?[\d_,]*\.?\d+\s*", value) is not None


def _as_written(value: object) -> str:
    """Return a value as a file has it; Python's own words for a date say nothing to its writer."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_as_written, value))}]"
    return repr(value)


def _keys_of_method(
    part: type[BaseModel], place: Place, raw: Mapping[str, Any]
) -> list[str] | None:
    """Return the keys that go with the method which a broken table names, if it is one."""
    if not issubclass(part, Method):
        return None
    table: Any = raw
    for key in place:
        table = table[key]
    method = table.get("method")
    if not isinstance(method, str):
        return None
    return ["method", *part.NEEDS.get(method, ()), *part.TAKES.get(method, ())]


def _fields(part: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in part.model_fields.items()}


def _choices(field: Any) -> str:
    allowed = get_args(getattr(field, "annotation", None))
    texts = [a for a in allowed if isinstance(a, str | int)]
    return f"; allowed are {', '.join(map(str, texts))}" if texts else ""
