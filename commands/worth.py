"""What sites, rules and areas off the list are worth to a list, printed for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rich.table import Table

from commands.printed import say, show, whole
from commands.rules import bound_met, of_what, rule_said, title
from commands.terminal import escaped
from scoring.choose import Shortlist
from scoring.choose.alternatives import Alternatives
from scoring.choose.just_missed import NearMiss
from scoring.choose.prices import Priced
from scoring.choose.sites import Site
from scoring.choose.stated import Stated
from scoring.choose.words import area_name, counted


def say_just_missed(near: Sequence[NearMiss], shortlist: Shortlist) -> None:
    """Say which areas off the list cost least to bring in."""
    stated = shortlist.stated
    if not near:
        return
    say("Just missed, for these cost least to bring in (`phuenthi explain CODE` says why not):")
    for miss in near:
        ranked = [
            f"{area_name(code, stated.areas)} (rank {stated.scores.rank[code]})"
            for code in miss.codes
        ]
        along = [code for code in miss.best.enter if code not in miss.codes]
        with_them = f", along with {areas_named(along, stated)}" if along else ""
        lost = f"{miss.best.cost:,.2f}{of_earlier(miss.best.of, shortlist)}"
        say(
            f"{', '.join(ranked)}{with_them}, in exchange for "
            f"{areas_named(miss.best.leave, stated)}: the list would lose {lost}.",
            indent="  ",
        )


def print_sites(worth: Sequence[Site], shortlist: Shortlist) -> None:
    """Print what each site is worth to its list."""
    stated = shortlist.stated
    # of a limit for each group the site's own one, as if it stood alone
    met = {one.rule: replace(bound_met(one), each=False) for one in shortlist.rules}
    locked = {rule.of for rule in stated.every_rule if rule.kind == "locked_in"}
    table = Table(whole("no."), whole("site"), whole("rank"), whole("score"),
                  whole("lost\nwithout it"), whole("substitute"), "limits at their bound",
                  title="What a site is worth", title_justify="left", pad_edge=False)  # fmt: skip
    for number, site in enumerate(worth, start=1):
        cost = site.without.cost
        limits = [rule_said(met[rule], stated) for rule in site.binding]
        lost = "locked in"
        if site.code not in locked:
            lost = (
                _no_list(proven=site.without.proven)
                if cost is None
                else f"{cost:,.2f}{of_earlier(site.without.of, shortlist)}"
            )
        cells = (
            f"{number}",
            area_name(site.code, stated.areas),
            f"{site.rank}",
            f"{site.score:.2f}",
            lost,
            "" if site.substitute is None else area_name(site.substitute, stated.areas),
            "; ".join(limits),
        )
        table.add_row(*map(escaped, cells))
    show(table)
    say(
        "Lost without it: how much less the best list without the site has (replacement cost)."
        + (
            " A site keeps its place as long as its own score falls by less."
            if shortlist.by_score_alone
            else ""
        )
    )


def print_prices(priced: Sequence[Priced], shortlist: Shortlist) -> None:
    """Print what each rule costs; a rule's words stand at its first step only."""
    stated = shortlist.stated
    of = list(priced[0].reached) if priced else []
    # a first rule without a list has none
    of = next((list(price.reached) for price in priced if price.reached), of)
    trained = [] if shortlist.beneficiaries is None else [whole("trained")]
    table = Table("rule", whole("step"), whole("total\nscore"), whole("gain"),
                  *(title(name, stated) for name in of), *trained, whole("sites\nexchanged"),
                  title="What each rule costs", title_justify="left", pad_edge=False)  # fmt: skip
    shown = [price for price in priced if not _implied(price, priced, shortlist)]
    before = ""
    for price in shown:
        field = price.rule.field
        rule = rule_said(price.rule, stated, with_groups=not price.rule.each)
        possible = price.total is not None and price.gain is not None
        cells = [
            "" if field == before else rule,
            _step(price),
            f"{price.total:,.2f}" if possible else _no_list(proven=price.proven),
            _signed(price) + of_earlier(price.of, shortlist) if possible else "",
            *(of_what(name, price.reached[name], stated) if possible else "" for name in of),
            *(f"{price.beneficiaries:,}" if possible else "" for _ in trained),
            f"{len(price.enter)}" if possible else "",
        ]
        table.add_row(*map(escaped, cells), end_section=price is _last_of(field, shown))
        before = field
    show(table)
    if len(shown) < len(priced):
        say("Where the list would be the same without a rule, looser steps of it are left out.")


def print_alternatives(nearly: Alternatives, stated: Stated) -> None:
    """Print lists that are nearly as good."""
    for number, other in enumerate(nearly.lists, start=1):
        say(f"Alternative {number} loses {other.cost:,.2f}:")
        say(f"in {areas_named(other.enter, stated)};", indent="  ")
        say(f"out {areas_named(other.leave, stated)}.", indent="  ")
    say(
        f"{counted(len(nearly.lists), 'alternative')}; {len(nearly.shared)} sites of the list are "
        "in all of them."
        + (" There are no more within the loss allowed." if nearly.complete else "")
    )


def of_earlier(of: str, shortlist: Shortlist) -> str:
    """Return of what objective something is lost or gained, where it is not the last of several."""
    aims = shortlist.stated.aims
    return f" of {of}" if len(aims) > 1 and of not in (aims[-1].name, "objectives") else ""


def areas_named(codes: Iterable[str], stated: Stated) -> str:
    """Return areas by code and name in a row."""
    return ", ".join(area_name(code, stated.areas) for code in codes)


def _step(price: Priced) -> str:
    """Return a step with the bound that it moves or takes out."""
    bound = price.before if price.after is None else price.after
    if bound is None:
        return price.step
    ends = {"min": f"at least {bound:,.10g}", "max": f"at most {bound:,.10g}"}
    moved = ends.get(price.field[-3:], f"{bound:g} km")
    if "site_" in price.field:
        moved += " a site"
    return f"{price.step} {moved}" if price.after is None else f"{price.step}: {moved}"


def _implied(price: Priced, priced: Sequence[Priced], shortlist: Shortlist) -> bool:
    """Return whether a looser step says nothing, since even without the rule nothing changes."""
    places = shortlist.beneficiaries
    trained = None if places is None else sum(places.values())
    return price.step == "looser" and any(
        one.step == "without"
        and price.field.startswith(one.field)
        and one.proven
        and one.total is not None
        and not one.enter
        and one.beneficiaries == trained
        for one in priced
    )


def _no_list(*, proven: bool) -> str:
    return "no list" if proven else "not known"


def _signed(price: Priced) -> str:
    # a hair below 0 is no loss
    gain = round(price.gain or 0, 2) + 0.0
    return f"{gain:+,.2f}" + ("" if price.proven else " or more")


def _last_of(field: str, priced: Sequence[Priced]) -> Priced:
    return [price for price in priced if price.rule.field == field][-1]
