"""A list and what is asked about it, as JSON has it."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

from commands.reasons import why_not as why_not_said
from scoring.choose import Broken, Rule, Shortlist
from scoring.choose.alternatives import Alternatives
from scoring.choose.certificate import Certificate, Price
from scoring.choose.clash import Clash, ImpossibleError
from scoring.choose.just_missed import NearMiss
from scoring.choose.prices import Priced
from scoring.choose.shortlist import SimplerWay
from scoring.choose.sites import Site, Swap
from scoring.choose.words import said
from scoring.reached import Reached
from scoring.why_not import Missed


def rule_plain(rule: Rule) -> dict[str, Any]:
    """Return a rule."""
    about = {
        "field": rule.field,
        "kind": rule.kind,
        "says": said(rule),
        "because": rule.because,
        "by": rule.by,
        "groups": list(rule.groups) or None,
        "of": rule.of,
    }
    bounds = {"min": rule.minimum, "max": rule.maximum}
    return {key: value for key, value in about.items() if value is not None} | bounds


def list_plain(shortlist: Shortlist) -> dict[str, Any]:
    """Return a list with its proof and what simpler ways give."""
    return {
        "codes": list(shortlist.codes),
        "beneficiaries": shortlist.beneficiaries,
        "total": shortlist.total,
        "objectives": [
            {"field": aim.field, "of": aim.name, "achieved": value, "most": aim.most}
            for aim, value in shortlist.achieved
        ],
        "value": shortlist.certificate.value,
        "bound": shortlist.certificate.bound,
        "gap": shortlist.gap,
        "status": shortlist.status,
        "first_of_equals": shortlist.best.first,
        "solver": shortlist.solver,
        "certificate": certificate_plain(shortlist.certificate),
        "rules": [
            {
                **rule_plain(outcome.rule),
                "list_has": _number(outcome.found),
                "plain_top_has": _number(outcome.plain),
                "binding": outcome.binding,
            }
            for outcome in shortlist.rules
        ],
        "greedy": _simpler(shortlist.greedy, shortlist.total),
        "plain_top": _simpler(shortlist.plain, shortlist.total),
    }


def certificate_plain(shown: Certificate) -> dict[str, Any]:
    """Return a certificate, with what it takes to recompute it."""
    return {
        "says": "Take from what each area gains, for each rule, the rule's price times what is "
        "counted of the area, and for each clique that the area is in the clique's price. What is "
        "left above 0, summed up, plus each rule's price times its bound, plus the prices of all "
        "cliques, is bound_by_prices: no list that keeps the rules has more. A clique is a set of "
        "areas that are all too near each other, of which a list holds one at most. Areas not in "
        "kept lower that bound, if listed, to most_with_one_set_aside or less; among those kept "
        "branch and bound found nothing better than value.",
        "value": shown.value,
        "bound": shown.bound,
        "bound_by_prices": shown.bound_by_prices,
        "prices": [_price_plain(price) for price in shown.prices],
        "cliques": [{"price": price, "areas": list(codes)} for codes, price in shown.cliques],
        "candidates": shown.candidates,
        "set_aside": shown.set_aside,
        "most_with_one_set_aside": _number(shown.most_with_one_set_aside),
        "kept": list(shown.kept),
        "nodes": shown.nodes,
        "earlier_objectives": [certificate_plain(own) for own in shown.earlier],
    }


def _price_plain(price: Price) -> dict[str, Any]:
    said: dict[str, Any] = {"price": price.price, "bound": price.bound}
    if price.place is not None:
        said["place"], said["field"] = price.place
    if price.rule is not None:
        said |= rule_plain(price.rule)
    if price.counts is not None:
        said["counts"] = price.counts
    return said


def site_plain(site: Site) -> dict[str, Any]:
    """Return what a site is worth to its list."""
    return {
        "code": site.code,
        "rank": site.rank,
        "score": site.score,
        "replacement_cost": site.without.cost,
        "without_it": swap_plain(site.without),
        "substitute": site.substitute,
        "binding": [rule_plain(rule) for rule in site.binding],
        "beneficiaries": site.beneficiaries,
    }


def swap_plain(swap: Swap) -> dict[str, Any]:
    """Return what a forced change brings."""
    return {
        "possible": swap.cost is not None,
        "cost": swap.cost,
        "of": swap.of or None,
        "enter": list(swap.enter),
        "leave": list(swap.leave),
        "proven": swap.proven,
    }


def near_miss_plain(miss: NearMiss, shortlist: Shortlist) -> dict[str, Any]:
    """Return areas that just missed."""
    return {
        "codes": list(miss.codes),
        "ranks": [int(shortlist.stated.scores.rank[code]) for code in miss.codes],
        "best_list_with_it": swap_plain(miss.best),
    }


def price_plain(price: Priced) -> dict[str, Any]:
    """Return what a rule costs."""
    return {
        "field": price.field,
        "rule": said(price.rule, with_groups=not price.rule.each),
        "step": price.step,
        "before": price.before,
        "after": price.after,
        "possible": price.total is not None,
        "total": price.total,
        "gain": price.gain,
        "of": price.of or None,
        "reached": price.reached,
        "beneficiaries": price.beneficiaries,
        "enter": list(price.enter),
        "leave": list(price.leave),
        "proven": price.proven,
    }


def alternatives_plain(found: Alternatives) -> dict[str, Any]:
    """Return lists that are nearly as good."""
    return {
        "lists": [swap_plain(one) for one in found.lists],
        "shared": list(found.shared),
        "complete": found.complete,
    }


def reached_plain(found: Reached) -> dict[str, Any]:
    """Return whom a list reaches; what is not known is null."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(found)), parse_constant=_no)
    return plain


def missed_plain(found: Missed, shortlist: Shortlist) -> dict[str, Any]:
    """Return why an area is not on the list."""
    return {
        "code": found.code,
        "on_the_list": False,
        "kind": found.kind,
        "sentence": why_not_said(found, shortlist),
        "rank": found.rank,
        "rules": [rule_plain(rule) for rule in found.rules],
        "taken_by": list(found.taken_by),
        "km": found.km,
        "barred_by": found.barred_by,
        "short_by": found.short_by,
        "swap": found.swap,
        "swap_cost": found.swap_cost,
    }


def impossible_plain(error: ImpossibleError) -> dict[str, Any]:
    """Return why no list keeps the rules."""
    return {
        "possible": False,
        "obstacles": list(error.obstacles),
        "clashes": [_clash(clash) for clash in error.clashes],
        "further_clashes": [[rule_plain(rule) for rule in rules] for rules in error.others],
    }


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "rules": [rule_plain(rule) for rule in clash.rules],
        "proven_smallest": clash.proven_smallest,
        "remedies": [
            {
                "field": r.field,
                "before": r.before,
                "after": r.after,
                "nearest": r.nearest,
                "says": r.words,
            }
            for r in clash.remedies
        ],
    }


def _simpler(way: SimplerWay, total: float) -> dict[str, Any]:
    return {
        "codes": list(way.codes),
        "total": way.total,
        "loses": total - way.total,
        "breaks": [_broken(one) for one in way.broken],
    }


def _broken(broken: Broken) -> dict[str, Any]:
    return {
        "kind": broken.kind,
        "field": broken.field,
        "about": list(broken.about),
        "bound": broken.bound,
        "found": broken.found,
    }


def _no(constant: str) -> None:
    """Return what JSON has for a number that is none."""


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
