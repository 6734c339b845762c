"""What the rules of a choice must keep together, looked up in the plain mapping."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any

from scoring.raw import Place, Problem, at, entries, number, twice

Raw = Mapping[str, Any]
_TAKEN = ("population", "households", "area_km2", "lon", "lat", "score", "coverage")
_BEYOND = 1e15
"""No bound may be above it (`scoring.choosing`), and whole numbers far above it are no floats."""


def contradictory_rules(choose: Raw) -> list[Problem]:
    """Return the clashes between rules that no table of areas is needed to see.

    Looked for: rules that repeat others, bounds that are upside down or beyond the count, locks
    that stand twice or both ways, names that are taken, numbers of beneficiaries that no list can
    keep, and objectives that do not say how they go together. Parts of a wrong type, and numbers
    that no bound can have, are passed by.
    """
    found = _limits(choose) + _quantities(choose) + _totals(choose) + _locks(choose)
    return found + _beneficiaries(choose) + _cost(choose) + _objectives(choose)


def _limits(choose: Raw) -> list[Problem]:
    limits = [(n, m) for n, m in entries(choose, "limit") if _groups(m) is not None]
    keys = [(str(m.get("by")), _groups(m) or frozenset()) for _, m in limits]
    found = []
    for members in _alike(dict(zip((n for n, _ in limits), keys, strict=True))):
        text = f"a limit for {_named(dict(limits)[members[0]])} stands {len(members)} times"
        found.append(Problem(("choose", "limit", members[1]), text))
    count = _bound(choose, "count")
    for (n, limit), (by, groups) in zip(limits, keys, strict=True):
        low, place = _bound(limit, "min"), ("choose", "limit", n, "min")
        for (_, other), (other_by, other_groups) in zip(limits, keys, strict=True):
            # a limit for each group holds for a named group too, but not for several together
            single = len(groups) < 2 and len(other_groups) < 2
            within = groups <= other_groups if groups and other_groups else single
            meets = other is limit or (other_by == by and within)
            high = _bound(other, "max")
            if meets and low is not None and high is not None and low > high:
                words = f"min = {low} for {_named(limit)}"
                words += f" is above max = {high} for {_named(other)}; lower min or raise max"
                found.append(Problem(place, words))
        if low is not None and count is not None and low > count:
            words = f"min = {low} for {_named(limit)} is above count = {count}"
            found.append(Problem(place, f"{words}; lower min or raise count"))
    return found


def _quantities(choose: Raw) -> list[Problem]:
    quantities = entries(choose, "quantity")
    found = twice("quantity", ((("choose", "quantity", n), q.get("id")) for n, q in quantities))
    ids = {q.get("id") for _, q in quantities if isinstance(q.get("id"), str)}
    for n, quantity in quantities:
        if quantity.get("id") in _TAKEN:
            text = f'quantity "{quantity["id"]}" has a name that is taken; give it another id'
            found.append(Problem(("choose", "quantity", n, "id"), text))
        for key in ("of", "share"):
            if isinstance(quantity.get(key), str) and quantity[key] in ids:
                text = (
                    f'quantity "{quantity.get("id")}" has {key} = "{quantity[key]}", which is a '
                    "quantity itself; name a column of the areas or an indicator"
                )
                found.append(Problem(("choose", "quantity", n, key), text))
    return found


def _totals(choose: Raw) -> list[Problem]:
    totals = [(n, t) for n, t in entries(choose, "total") if isinstance(t.get("of"), str)]
    found = []
    for members in _alike({n: t["of"] for n, t in totals}):
        name = dict(totals)[members[0]]["of"]
        text = (
            f'a total of "{name}" stands {len(members)} times; write its min and max under one '
            "[[choose.total]]"
        )
        found.append(Problem(("choose", "total", members[1]), text))
    for n, total in totals:
        found += _upside_down(("choose", "total", n), total, f'the total of "{total["of"]}"')
    return found


def _locks(choose: Raw) -> list[Problem]:
    locks = {
        (kind, n): lock["area"]
        for kind in ("locked_in", "locked_out")
        for n, lock in entries(choose, kind)
        if isinstance(lock.get("area"), str)
    }
    found = []
    for members in _alike(locks):
        ways = " and ".join(dict.fromkeys(kind for kind, _ in members))
        stands = "both ways, in" if " and " in ways else f"{len(members)} times in"
        text = f"area {locks[members[0]]} is locked {stands} {ways}; keep one of them"
        found.append(Problem(("choose", *members[1]), text))
    inside = {area for (kind, _), area in locks.items() if kind == "locked_in"}
    count = _bound(choose, "count")
    if count is not None and len(inside) > count:
        text = (
            f"{len(inside)} areas are locked in, above count = {count:g}; raise count or lock in "
            "fewer"
        )
        found.append(Problem(("choose", "locked_in"), text))
    return found


def _beneficiaries(choose: Raw) -> list[Problem]:
    asked = choose.get("beneficiaries")
    if not isinstance(asked, Mapping):
        return []
    place = ("choose", "beneficiaries")
    found = _upside_down(place, asked, "beneficiaries", "site_min", "site_max")
    found += _upside_down(place, asked, "beneficiaries", "total_min", "total_max")
    count = _bound(choose, "count")
    for each, total, beyond, more, less in (
        ("site_max", "total_min", "below", "raise", "lower"),
        ("site_min", "total_max", "above", "lower", "raise"),
    ):
        own, bound = _bound(asked, each), _bound(asked, total)
        if count is None or own is None or bound is None:
            continue
        people = count * own
        if people < bound if beyond == "below" else people > bound:
            text = (
                f"{count:g} sites of {each} = {_figure(own)} train {_figure(people)} people, "
                f"{beyond} {total} = {_figure(bound)}; {more} {each} or count, or {less} {total}"
            )
            found.append(Problem((*place, total), text))
    return found


def _cost(choose: Raw) -> list[Problem]:
    cost = choose.get("cost")
    if not isinstance(cost, Mapping):
        return []
    found = _upside_down(("choose", "cost"), cost, "the cost")
    if "per_beneficiary" in cost and "beneficiaries" not in choose:
        text = "a cost per_beneficiary needs [choose.beneficiaries], which says how many there are"
        found.append(Problem(("choose", "cost", "per_beneficiary"), text))
    return found


def _objectives(choose: Raw) -> list[Problem]:
    objectives = entries(choose, "objective")
    found = []
    aims = {n: _aim(o) for n, o in objectives if "km" not in o or _bound(o, "km") is not None}
    for members in _alike(aims):
        name = dict(objectives)[members[0]].get("of")
        text = f'the objective "{name}" stands {len(members)} times; keep one of them'
        found.append(Problem(("choose", "objective", members[1]), text))
    combine = choose.get("combine")
    # a word that is none of them is told as such, and leaves open what else is needed
    if combine not in (None, "weighted", "lexicographic"):
        return found
    if len(objectives) < 2 and combine is not None:
        text = "combine is about several objectives, and there are not two; take it out"
        found.append(Problem(("choose", "combine"), text))
    if len(objectives) > 1 and combine is None:
        text = 'several objectives need combine = "weighted" or "lexicographic" under [choose]'
        # what else they need depends on it
        return [*found, Problem(("choose", "objective"), text)]
    several = combine if len(objectives) > 1 else None
    for n, objective in objectives:
        place, last = ("choose", "objective", n), n == objectives[-1][0]
        if several == "weighted" and "weight" not in objective:
            found.append(Problem(place, f"{at((*place, 'weight'))} is missing"))
        if several != "weighted" and "weight" in objective:
            text = (
                f"{at((*place, 'weight'))} is of use only among several objectives with "
                'combine = "weighted"; take it out'
            )
            found.append(Problem((*place, "weight"), text))
        if "tolerance" in objective and (several != "lexicographic" or last):
            text = (
                f'{at((*place, "tolerance"))} is of use only with combine = "lexicographic", and '
                "not on the last objective, after which nothing comes; take it out"
            )
            found.append(Problem((*place, "tolerance"), text))
    if several == "weighted" and all(number(o.get("weight")) == 0 for _, o in objectives):
        text = "the weights of the objectives are all 0; at least one must be above 0"
        found.append(Problem(("choose", "objective", objectives[0][0], "weight"), text))
    return found


def _aim(objective: Raw) -> tuple[str, ...]:
    """Return what an objective is about, alike for two that are about the same."""
    km = _bound(objective, "km")
    people = objective.get("people", "population")
    return str(objective.get("of")), "" if km is None else repr(float(km)), str(people)


def _upside_down(
    place: Place, part: Raw, what: str, low: str = "min", high: str = "max"
) -> list[Problem]:
    least, most = _bound(part, low), _bound(part, high)
    if least is None or most is None or least <= most:
        return []
    text = (
        f"{low} = {_figure(least)} for {what} is above {high} = {_figure(most)}; lower {low} or "
        f"raise {high}"
    )
    return [Problem((*place, low), text)]


def _bound(part: Raw, key: str) -> float | None:
    """Return a number that a bound can have, None for anything else."""
    given = number(part.get(key))
    return given if given is not None and 0 <= given <= _BEYOND else None


def _figure(value: float) -> str:
    return f"{value:,.10g}"


def _alike(keys: Mapping[Any, Hashable]) -> list[list[Any]]:
    """Return the members that say the same, where more than one does."""
    members: dict[Hashable, list[Any]] = defaultdict(list)
    for member, key in keys.items():
        members[key].append(member)
    return [own for own in members.values() if len(own) > 1]


def _groups(limit: Raw) -> frozenset[str] | None:
    """Return the groups that a limit names, empty for each; None where they are of a wrong type."""
    equals, among = limit.get("equals"), limit.get("among")
    if not isinstance(limit.get("by"), str):
        return None
    if isinstance(among, list | tuple) and all(isinstance(g, str) for g in among):
        return frozenset(among)
    if among is not None or not (equals is None or isinstance(equals, str)):
        return None
    return frozenset() if equals is None else frozenset([equals])


def _named(limit: Raw) -> str:
    if limit.get("among"):
        return f"{limit['by']} {', '.join(sorted(limit['among']))} together"
    equals = limit.get("equals")
    return f"each {limit['by']}" if equals is None else f'{limit["by"]} "{equals}"'
