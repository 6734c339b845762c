"""The rules of a choice in words, and how lists stand to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rich.table import Table

from commands.terminal import escaped
from scoring.choose import Broken, Rule, RuleOutcome, Shortlist
from scoring.choose.stated import Stated
from scoring.choose.words import counted, group_name, said, said_together

_NAMED = 3
"""So many groups are named; of more, their number is told."""
_COLUMN = {"area_km2": "area in km²"}
"""Names of columns whose word in the data is none that people use."""


def title(of: str, stated: Stated) -> str:
    """Return what people call something that is counted: a quantity, an indicator or a column."""
    titles = {one.id: one.title_en for one in stated.areas.indicators}
    titles |= {one.id: one.title_en for one in stated.scenario.choose.quantities or ()}
    return titles.get(of, _COLUMN.get(of, of))


def rule_said(rule: Rule, stated: Stated, *, with_groups: bool = True) -> str:
    """Return a rule in words, with the names of what it is about."""
    return said(_titled(rule, stated), stated.areas, with_groups=with_groups)


def rules_said(rules: Iterable[Rule], stated: Stated) -> str:
    """Return rules in words, those for each group in one phrase."""
    return " and ".join(said_together([_titled(rule, stated) for rule in rules], stated.areas))


def by_field(stated: Stated) -> dict[str, str]:
    """Return the rule that each field states in words, once for all of its groups.

    Where others are said in the same words, the field stands beside them.
    """
    words = {
        rule.field: rule_said(rule, stated, with_groups=not rule.each) for rule in stated.every_rule
    }
    times = Counter(words.values())
    return {
        field: own if times[own] == 1 else f"{own} ({field})" for field, own in words.items()
    }  # fmt: skip


def amount(rule: Rule, value: float, stated: Stated) -> str:
    """Return how much a list has of what a rule counts; nothing where it is not known."""
    if value != value:
        return ""
    match rule.kind:
        case "distance":
            return f"{value:,.1f} km"
        case "neighbours":
            return counted(value, "pair")
        case "locked_in" | "locked_out":
            return "yes" if value else "no"
        case "cost":
            return f"{value:,.2f}".removesuffix(".00")
        case "total":
            return of_what(str(rule.of), value, stated)
    return f"{value:,.0f}"


def of_what(of: str, value: float, stated: Stated) -> str:
    """Return an amount with the decimals that go with what is counted: people have none."""
    whole = {one.id: one.of for one in stated.scenario.choose.quantities or ()}
    decimals = {one.id: one.decimals for one in stated.areas.indicators} | {"area_km2": 1}
    return f"{value:,.{decimals.get(whole.get(of, of), 0)}f}"


def rules_table(shortlist: Shortlist) -> Table:
    """Return how the list and the plain top stand to each rule as the scenario states it.

    Of a rule for each group, the groups where it binds and those that the plain top breaks most.
    """
    table = Table("rule", "list has", "where it binds", "plain top has",
                  title="Rules", title_justify="left", pad_edge=False, show_lines=True)  # fmt: skip
    stated, plain = shortlist.stated, _sorted_by_field(shortlist.plain.broken)
    words = by_field(stated)
    outcomes: dict[str, list[RuleOutcome]] = {}
    for outcome in shortlist.rules:
        outcomes.setdefault(outcome.rule.field, []).append(outcome)
    for field, own in outcomes.items():
        rule = own[0].rule
        # its bounds are one, and a list that is shown keeps it
        if rule.kind == "count":
            continue
        has = [_range(rule, [getattr(o, w) for o in own], stated) for w in ("found", "plain")]
        broken = plain.get(field, [])
        if broken:
            how = _groups_that_break(broken, rule, stated) if rule.each else "breaks it"
            has[1] = f"{has[1]}{'; ' if rule.each else ', '}{how}" if has[1] else how
        table.add_row(*map(escaped, (words[field], has[0], _at_bound(own, stated), has[1])))
    return table


def bound_met(outcome: RuleOutcome) -> Rule:
    """Return a rule with only that of its bounds at which the list stands."""
    rule = outcome.rule
    if None in (rule.minimum, rule.maximum) or rule.minimum == rule.maximum or not outcome.binding:
        return rule
    if outcome.found == rule.minimum:
        return replace(rule, maximum=None)
    return replace(rule, minimum=None)


def breaks(broken: Sequence[Broken], stated: Stated) -> list[str]:
    """Return which rules a list breaks, one a line, each with what it has instead."""
    first = {rule.field: rule for rule in reversed(stated.every_rule)}
    words = by_field(stated)
    return [
        f"{words[field]}: {_instead(own, first[field], stated)}"
        for field, own in _sorted_by_field(broken).items()
    ]


def _titled(rule: Rule, stated: Stated) -> Rule:
    return replace(rule, of=title(str(rule.of), stated)) if rule.kind == "total" else rule


def _sorted_by_field(broken: Iterable[Broken]) -> dict[str, list[Broken]]:
    found: dict[str, list[Broken]] = {}
    for one in broken:
        found.setdefault(one.field, []).append(one)
    return found


def _range(rule: Rule, values: Sequence[float], stated: Stated) -> str:
    low, high = (amount(rule, end(values), stated) for end in (min, max))
    return low if low == high else f"{low} to {high}"


def _at_bound(own: Sequence[RuleOutcome], stated: Stated) -> str:
    rule, binding = own[0].rule, [outcome for outcome in own if outcome.binding]
    if not binding or rule.kind in ("locked_in", "locked_out"):
        return ""
    if rule.kind in ("distance", "neighbours"):
        return "yes"
    if not rule.each:
        return _met(binding[0]) or "yes"
    groups: dict[str, list[str]] = {}
    for outcome in binding:
        name = group_name(rule.by, outcome.rule.group, stated.areas)
        groups.setdefault(_met(outcome), []).append(name)
    names = "; ".join(
        f"{bound} in {_first(own)}" if bound else _first(own) for bound, own in groups.items()
    )
    return f"{len(binding)} of {len(own)}: {names}"


def _met(outcome: RuleOutcome) -> str:
    """Return which of a rule's two bounds the list stands at; nothing where it has only one."""
    rule = bound_met(outcome)
    if rule == outcome.rule:
        return ""
    if rule.maximum is None:
        return f"at least {rule.minimum:,.10g}"
    return f"at most {rule.maximum:,.10g}"


def _groups_that_break(broken: Sequence[Broken], rule: Rule, stated: Stated) -> str:
    """Return in which groups there is too much or too little, those that are furthest off first."""
    ways = []
    for kind, fault in (("maximum", "too many"), ("minimum", "too few")):
        own = [one for one in broken if one.kind == kind]
        own.sort(key=lambda one: -abs((one.found or 0) - (one.bound or 0)))
        names = [f"{group_name(rule.by, one.about[0], stated.areas)} {one.found:,g}" for one in own]
        if own:
            ways.append(f"{fault} in {len(own)} – {_first(names)}")
    return "; ".join(ways)


def _instead(broken: Sequence[Broken], rule: Rule, stated: Stated) -> str:
    """Return what a list has where it breaks the rule of one field."""
    if rule.each:
        return _groups_that_break(broken, rule, stated)
    number = Counter(one.kind for one in broken)
    told: dict[str, Callable[[], str]] = {
        "too_near": lambda: (
            f"{counted(number['too_near'], 'pair')} nearer, the nearest "
            f"{min(one.found or 0 for one in broken):,.1f} km apart"
        ),
        "neighbours": lambda: f"{counted(number['neighbours'], 'pair')} with a common boundary",
        "locked_in": lambda: "not among them",
        "locked_out": lambda: "among them",
        "no_figure": lambda: f"{counted(number['no_figure'], 'area')} without a figure",
        "too_few_people": lambda: (
            f"{counted(number['too_few_people'], 'area')} too small for a site"
        ),
    }
    return ", ".join(
        told[kind]() if kind in told else f"it has {amount(rule, found, stated)}"
        for kind, found in {one.kind: one.found or 0 for one in broken}.items()
    )


def _first(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    some = ", ".join(names[:_NAMED])
    return f"{some} and {more:,} more" if more > 0 else some
