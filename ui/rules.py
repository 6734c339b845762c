"""The rules of a list in words, and how the list stands to them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from scoring.choose import Rule, RuleOutcome
from ui.engine import Result
from ui.language import Language
from ui.words import group_name


def rules(result: Result, language: Language) -> list[str]:
    """Return each rule as a sentence that ends with how the list stands to it."""
    stated = groupby(result.shortlist.rules, key=lambda outcome: outcome.rule.field)
    return [
        _sentence(list(outcomes), result, language)
        for field, outcomes in stated
        if field != "choose.count"
    ]


def rule_name(rule: Rule, result: Result, language: Language) -> str:
    """Return a rule, about one group if it is for each, as people say it."""
    _ = language.text
    if rule.kind == "limit":
        place = _places(rule, result, language)
        if rule.maximum is None:
            return _("at least {n} in {place}", n=rule.minimum, place=place)
        if rule.minimum is None:
            return _("at most {n} in {place}", n=rule.maximum, place=place)
        return _("{low} to {high} in {place}", low=rule.minimum, high=rule.maximum, place=place)
    if rule.kind == "distance":
        return _("at least {km} km between any two", km=language.number(rule.minimum, 1))
    if rule.kind == "neighbours":
        return _("no two that border on each other")
    if rule.kind == "locked_in":
        return _("{area} is set to be in", area=_area(rule, result, language))
    if rule.kind == "locked_out":
        return _("{area} is set to be out", area=_area(rule, result, language))
    what = {
        "total": _counted(rule, result, language),
        "cost": _("cost"),
        "beneficiaries": _("people trained"),
        "objective": _counted(rule, result, language),
    }[rule.kind]
    low, high = (
        None if bound is None else language.number(bound) for bound in (rule.minimum, rule.maximum)
    )
    if high is None:
        return _("{what}: at least {n} in all", what=what, n=low or "0")
    if low is None:
        return _("{what}: at most {n} in all", what=what, n=high)
    return _("{what}: {low} to {high} in all", what=what, low=low, high=high)


def _sentence(outcomes: Sequence[RuleOutcome], result: Result, language: Language) -> str:
    rule = outcomes[0].rule
    demand = _for_each(rule, language) if rule.each else rule_name(rule, result, language)
    standing = _standing(outcomes, result, language)
    return f"{demand[:1].upper()}{demand[1:]}" + (f" ({standing})" if standing else "")


def _for_each(rule: Rule, language: Language) -> str:
    _ = language.text
    low, high = rule.minimum, rule.maximum
    texts = {
        "province": (
            _("At least {n} in each province", n=low),
            _("At most {n} in a province", n=high),
            _("{low} to {high} in each province", low=low, high=high),
        ),
        "region": (
            _("At least {n} in each region", n=low),
            _("At most {n} in a region", n=high),
            _("{low} to {high} in each region", low=low, high=high),
        ),
        "track": (
            _("At least {n} in each track", n=low),
            _("At most {n} in a track", n=high),
            _("{low} to {high} in each track", low=low, high=high),
        ),
        "district": (
            _("At least {n} in each district", n=low),
            _("At most {n} in a district", n=high),
            _("{low} to {high} in each district", low=low, high=high),
        ),
    }.get(
        str(rule.by),
        (
            _("At least {n} in each group by {by}", n=low, by=rule.by),
            _("At most {n} in a group by {by}", n=high, by=rule.by),
            _("{low} to {high} in each group by {by}", low=low, high=high, by=rule.by),
        ),
    )
    return texts[0 if high is None else 1 if low is None else 2]


def _standing(outcomes: Sequence[RuleOutcome], result: Result, language: Language) -> str:
    _ = language.text
    rule = outcomes[0].rule
    if rule.each:
        tight = [outcome.rule for outcome in outcomes if outcome.binding]
        if not tight:
            return _("no place stands at this limit")
        if rule.by not in ("region", "track"):
            return (
                _("provinces at this limit: {n}", n=len(tight))
                if rule.by == "province"
                else _("groups at this limit: {n}", n=len(tight))
            )
        return _(
            "at this limit: {places}",
            places=", ".join(_places(tight_one, result, language) for tight_one in tight),
        )
    if rule.kind in ("neighbours", "locked_in", "locked_out"):
        return ""
    if rule.kind == "distance":
        return _("the nearest two: {km} km", km=language.number(outcomes[0].found, 1))
    return _("the list has {n}", n=language.number(outcomes[0].found))


def _places(rule: Rule, result: Result, language: Language) -> str:
    names = [group_name(str(rule.by), g, result.areas, language) for g in rule.groups]
    return ", ".join(names)


def _area(rule: Rule, result: Result, language: Language) -> str:
    return language.pick(result.areas.table.loc[str(rule.of)], "name")


def _counted(rule: Rule, result: Result, language: Language) -> str:
    for quantity in result.scenario.choose.quantities or ():
        if quantity.id == rule.of:
            return language.pick(quantity, "title")
    for indicator in result.areas.indicators:
        if indicator.id == rule.of:
            return language.pick(indicator, "title")
    words = {
        "population": language.text("People"),
        "households": language.text("households"),
        "area_km2": language.text("km²"),
        "score": language.text("total score"),
    }
    return words.get(str(rule.of), str(rule.of))
