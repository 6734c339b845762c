"""A scenario with some of its decisions taken otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from geo.errors import ScoringError
from scoring.raw import at
from scoring.scenario import Scenario


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return a scenario with some fields set to other values, checked like any other.

    Any step of a score, and any rule of a choice, can be taken otherwise this way and the whole
    built again: the fields are those of the steps' log (`scoring.steps.Step.field`) and of the
    rules (`scoring.choose.rules.Rule.field`).

    Parameters
    ----------
    changes
        From a field to its new value. A field is named by its keys with dots between, members of
        lists by their ids, or by their number from 1 where they have none: ``missing``,
        ``pillar.poverty.indicator.hai.treatment``, ``choose.count``, ``choose.limit.2.max``. None
        takes the field, or the member of a list, out. Numbers are those before the call, however
        many members go.

    Raises
    ------
    ScoringError
        If there is no such field, or if the scenario would not hold together.
    """
    raw = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    gone: list[tuple[list[Any], int]] = []
    for field, value in changes.items():
        *above, last = field.split(".")
        part: Any = raw
        for key in above:
            part = part[_step(part, key, field, scenario)]
        if isinstance(part, list):
            number = _step(part, last, field, scenario)
            if value is None:
                gone.append((part, number))
            else:
                part[number] = deepcopy(value)
        elif not isinstance(part, dict):
            raise _unknown(field, last, part, scenario)
        elif value is None and last in part:
            del part[last]
        else:
            # None under a key that is not there says nothing, unless nobody knows the key
            part[last] = deepcopy(value)
    # only now, and from behind, so that the numbers of the others stay what they were
    for members, number in sorted(gone, key=lambda one: -one[1]):
        del members[number]
    try:
        return Scenario.model_validate(raw)
    except ValidationError as cause:
        raise ScoringError(
            'The scenario "{scenario}" cannot be changed so ({changes}): {problems}.',
            scenario=scenario.id,
            changes=", ".join(f"{field} = {value!r:.80}" for field, value in changes.items()),
            problems="; ".join(_said(error) for error in cause.errors()),
        ) from cause


def names(members: Sequence[Any]) -> list[str]:
    """Return what the members of a list go by in fields: their ids, or their numbers from 1."""
    return [
        str(member["id"]) if isinstance(member, Mapping) and "id" in member else str(number)
        for number, member in enumerate(members, start=1)
    ]


def _step(part: Any, key: str, field: str, scenario: Scenario) -> Any:
    """Return the key or position in a part under which a part of its own stands."""
    if isinstance(part, dict) and key in part:
        return key
    if isinstance(part, list) and key in names(part):
        return names(part).index(key)
    raise _unknown(field, key, part, scenario)


def _unknown(field: str, key: str, part: Any, scenario: Scenario) -> ScoringError:
    known = list(map(str, part)) if isinstance(part, dict) else []
    if isinstance(part, list):
        known = names(part)
    elif not isinstance(part, dict):
        return ScoringError(
            'The scenario "{scenario}" has no field "{field}": what is to hold "{key}" is {value}, '
            "which has no parts.",
            scenario=scenario.id,
            field=field,
            key=key,
            value=f"{part!r:.80}",
        )
    return ScoringError(
        'The scenario "{scenario}" has no field "{field}": there is no "{key}" among {known}.',
        scenario=scenario.id,
        field=field,
        key=key,
        known=", ".join(known) or "nothing",
    )


def _said(error: Any) -> str:
    where, message = at(error["loc"]), error["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
