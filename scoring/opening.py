"""What cannot be left open, looked up in the plain mapping of a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from scoring.fields import nearest
from scoring.methods import Aggregation, Method, Normalisation
from scoring.raw import Place, Problem, entries, number
from scoring.uncertain import same

_PLACE: Place = ("uncertainty",)
_ROUNDING = 1e-9
_FEWEST_OPEN = 2
"""Weights of a level that can vary: one alone is what the others leave."""
_LET_IN = (
    'bounds let "{id}" in, which has the weight 0, or no points, and so does not count: areas are '
    "compared and missing figures dealt with as if it were not there; give it a weight above 0, "
    "however small, or take its bounds out"
)


def badly_opened(
    opened: Mapping[str, Any],
    raw: Mapping[str, Any],
    pillars: Sequence[tuple[int, Mapping[str, Any]]],
) -> list[Problem]:
    """Return what is wrong with what a scenario leaves open.

    Looked for: alternatives that are what is decided anyhow, bounds of weights that are about
    nothing, or that no weights can keep, and judges where nobody has judged.
    """
    found = []
    for key, default in (
        ("normalisation", "min_max"),
        ("aggregation", "arithmetic"),
        ("missing", None),
    ):
        stated = _method(key, raw.get(key, default))
        others = opened.get(key)
        for n, other in enumerate(others if isinstance(others, list | tuple) else ()):
            if same(_method(key, other), stated):
                text = (
                    f"uncertainty.{key} names {_plain(other)!r}, which is what the scenario says "
                    "and always among what is drawn; name only what else it could be"
                )
                found.append(Problem((*_PLACE, key, n), text))
    weights = opened.get("weights")
    method = weights.get("method") if isinstance(weights, Mapping) else weights
    levels = [("the pillars", raw, [p for _, p in pillars])]
    levels += [(f'pillar "{p.get("id")}"', p, [i for _, i in entries(p, "indicator")])
               for _, p in pillars]  # fmt: skip
    if method == "judges" and not any(_judges(level) > 1 for _, level, _ in levels):
        text = (
            'uncertainty.weights is "judges", but nowhere do several people give points '
            '(weighting = "budget_allocation"); let them, or use "spread"'
        )
        found.append(Problem((*_PLACE, "weights"), text))
    if method == "bounds" and isinstance(weights, Mapping):
        bounds = weights.get("bounds")
        if isinstance(bounds, Mapping):
            found += [
                Problem((*_PLACE, "weights", "bounds", *at), text)
                for at, text in _bad_bounds(bounds, levels)
            ]
    return found


def _plain(given: object) -> object:
    if isinstance(given, Mapping) and set(given) == {"method"}:
        return given["method"]
    return given


def _method(key: str, given: object) -> object:
    """Return a method; what none can be made of is told elsewhere, and comes back as it is."""
    kinds: dict[str, type[Method]] = {"normalisation": Normalisation, "aggregation": Aggregation}
    kind = kinds.get(key)
    try:
        return given if kind is None else kind.model_validate(given)
    except ValidationError:
        return given


def _judges(level: Mapping[str, Any]) -> int:
    return len(_points(level))


def _points(level: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the points that each person gives the members of a level; none of other weightings."""
    weighting = level.get("weighting")
    points = weighting.get("points") if isinstance(weighting, Mapping) else None
    return points if isinstance(points, Mapping) else {}


def _bad_bounds(
    bounds: Mapping[str, Any],
    levels: Sequence[tuple[str, Mapping[str, Any], list[Mapping[str, Any]]]],
) -> list[tuple[Place, str]]:
    everywhere = [str(member.get("id")) for _, _, members in levels for member in members]
    found: list[tuple[Place, str]] = []
    for id in bounds:
        if id not in everywhere:
            like = nearest(id, everywhere)
            text = f'bounds are given for "{id}", which is no pillar and no indicator here{like}'
            found.append(((id,), text))
        elif everywhere.count(id) > 1:
            text = (
                f'bounds are given for "{id}", which is a pillar and an indicator; give one of '
                "them another id"
            )
            found.append(((id,), text))
    for name, level, members in levels:
        found += [
            ((id,), _LET_IN.format(id=id))
            for id in (str(member.get("id")) for member in members if not _counts(member, level))
            if (pair := _pair(bounds.get(id))) is not None and pair[1] > 0
        ]
        own = [str(member.get("id")) for member in members if member.get("id") in bounds]
        pairs = [
            _pair(bounds.get(str(member.get("id")), _unbounded(member, level)))
            for member in members
        ]
        if not own or None in pairs:
            continue
        low, high = (sum(ends) for ends in zip(*filter(None, pairs), strict=True))
        if low > 1 + _ROUNDING:
            text = (
                f"the least shares of {name} add up to {low:.6g}, above 1, so that no weights keep "
                "them all; lower some"
            )
            found.append(((own[0],), text))
        elif high < 1 - _ROUNDING:
            text = (
                f"the most shares of {name} add up to {high:.6g}, below 1, so that no weights keep "
                "them all; raise some"
            )
            found.append(((own[0],), text))
        elif (
            low > 1 - _ROUNDING
            or high < 1 + _ROUNDING
            or sum(pair is not None and pair[0] < pair[1] for pair in pairs) < _FEWEST_OPEN
        ):
            text = (
                f"the bounds leave the weights of {name} no room, for only one set of weights "
                "keeps them; widen them, or state these weights and take the bounds out"
            )
            found.append(((own[0],), text))
    return found


def _unbounded(member: Mapping[str, Any], level: Mapping[str, Any]) -> tuple[float, float]:
    # what does not count stays out
    return (0.0, 1.0) if _counts(member, level) else (0.0, 0.0)


def _counts(member: Mapping[str, Any], level: Mapping[str, Any]) -> bool:
    """Return whether anybody gave a member weight: as stated, or points."""
    given = [one.get(member.get("id")) for one in _points(level).values() if isinstance(one, dict)]
    return member.get("weight") != 0 and (not given or any(given))


def _pair(given: object) -> tuple[float, float] | None:
    if not isinstance(given, list | tuple) or len(given) != 2:
        return None
    low, high = (number(end) for end in given)
    return None if low is None or high is None else (low, high)
