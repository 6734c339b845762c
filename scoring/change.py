"""A scenario with some of its decisions taken otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from geo.errors import ScoringError
from scoring.scenario import Scenario


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return a scenario with some fields set to other values, checked like any other.

    Any step of a score can be taken otherwise this way and the score built again: the fields are
    those of the steps' log (`scoring.steps.Step.field`).

    Parameters
    ----------
    changes
        From a field to its new value. A field is named by its keys with dots between, members of
        lists by their ids: ``missing``, ``aggregation``, ``pillar.poverty.weight``,
        ``pillar.poverty.indicator.hai.treatment``, ``choose.count``. None takes the field out.

    Raises
    ------
    ScoringError
        If there is no such field, or if the scenario would not hold together.
    """
    raw = scenario.model_dump(by_alias=True, exclude_none=True)
    for field, value in changes.items():
        *above, last = field.split(".")
        part: Any = raw
        for key in above:
            part = _inside(part, key, field, scenario)
        if not isinstance(part, dict):
            raise _unknown(field, last, part, scenario)
        if value is None:
            part.pop(last, None)
        else:
            part[last] = value
    try:
        return Scenario.model_validate(raw)
    except ValidationError as cause:
        raise ScoringError(
            'The scenario "{scenario}" cannot be changed so ({changes}): {problems}.',
            scenario=scenario.id,
            changes=", ".join(f"{field} = {value!r:.80}" for field, value in changes.items()),
            problems="; ".join(_said(error) for error in cause.errors()),
        ) from cause


def _inside(part: Any, key: str, field: str, scenario: Scenario) -> Any:
    if isinstance(part, dict) and isinstance(part.get(key), dict | list | tuple):
        return part[key]
    if isinstance(part, list | tuple):
        for member in part:
            if member.get("id") == key:
                return member
    raise _unknown(field, key, part, scenario)


def _unknown(field: str, key: str, part: Any, scenario: Scenario) -> ScoringError:
    known = part if isinstance(part, dict) else [member.get("id", "?") for member in part]
    return ScoringError(
        'The scenario "{scenario}" has no field "{field}": there is no "{key}" among {known}.',
        scenario=scenario.id,
        field=field,
        key=key,
        known=", ".join(map(str, known)),
    )


def _said(error: Any) -> str:
    where = ".".join(f"{p + 1}" if isinstance(p, int) else p for p in error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
