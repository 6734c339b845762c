"""A list and what is asked about it, printed for people."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rich.table import Column, Table

from commands.rules import bound_met, breaks, of_what, rule_said, rules_table, title
from commands.scored import Scored, print_places, say_scored, say_what_to_know
from commands.terminal import escaped
from commands.terminal import out as console
from scoring.choose import Shortlist
from scoring.choose.alternatives import Alternatives
from scoring.choose.objectives import Aim
from scoring.choose.prices import Priced
from scoring.choose.shortlist import SimplerWay
from scoring.choose.sites import Site
from scoring.choose.stated import Stated
from scoring.choose.words import area_name
from scoring.explain import settled_by_code
from scoring.reached import Reached, ReachedOf

_WIDTH = 120
"""Characters of a line at most; a terminal may be narrower."""


def say(text: str, indent: str = "") -> None:
    """Print sentences in lines that break between words; further lines of an item stand deeper."""
    lines = textwrap.fill(
        escaped(text),
        min(console.width, _WIDTH),
        initial_indent=indent,
        subsequent_indent=2 * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    console.print(lines, soft_wrap=True)


def print_list(found: Scored, shortlist: Shortlist, whom: Reached) -> None:
    """Print a list, its proof, how it stands to the rules, whom it holds, and simpler ways."""
    say_scored(found)
    say_what_to_know(found, ranked=False)
    trained = shortlist.beneficiaries
    print_places(
        found,
        shortlist.codes,
        f"{len(shortlist.codes)} areas",
        numbered=True,
        more=None
        if trained is None
        else ("trained", {code: f"{n:,}" for code, n in trained.items()}),
    )
    settled = settled_by_code(shortlist)
    if settled:
        say(
            f"{len(settled)} of these places were settled by area code alone: "
            "an area off the list has the same score and could stand there under the same rules."
        )
    _say_who_cannot_be(shortlist.stated)
    _say_proof(shortlist)
    for aim, value in shortlist.achieved if not shortlist.by_score_alone else ():
        say(_achieved(aim, value, shortlist.stated))
    if trained is not None:
        say(f"People trained: {sum(trained.values()):,}.")
    rules = rules_table(shortlist)
    if rules.row_count:
        _show(rules)
    _print_reached(whom, shortlist.stated)
    _say_simpler("A greedy pass from the top", shortlist.greedy, shortlist)
    _say_simpler(f"The plain top {len(shortlist.plain.codes)}", shortlist.plain, shortlist)


def print_sites(worth: Sequence[Site], shortlist: Shortlist) -> None:
    """Print what each site is worth to its list."""
    stated = shortlist.stated
    # of a limit for each group the site's own one, as if it stood alone
    met = {one.rule: replace(bound_met(one), each=False) for one in shortlist.rules}
    table = Table(_whole("no."), _whole("site"), _whole("rank"), _whole("score"),
                  _whole("lost\nwithout it"), _whole("substitute"), "limits at their bound",
                  title="What a site is worth", title_justify="left", pad_edge=False)  # fmt: skip
    for number, site in enumerate(worth, start=1):
        cost = site.without.cost
        limits = [rule_said(met[rule], stated) for rule in site.binding]
        cells = (
            f"{number}",
            area_name(site.code, stated.areas),
            f"{site.rank}",
            f"{site.score:.2f}",
            _no_list(proven=site.without.proven)
            if cost is None
            else f"{cost:,.2f}{of_earlier(site.without.of, shortlist)}",
            "" if site.substitute is None else area_name(site.substitute, stated.areas),
            "; ".join(limits),
        )
        table.add_row(*map(escaped, cells))
    _show(table)
    say(
        "So far could its score fall before a site loses its place (replacement cost)."
        if shortlist.by_score_alone
        else "What is lost is that of the best list without the site (replacement cost)."
    )


def print_prices(priced: Sequence[Priced], shortlist: Shortlist) -> None:
    """Print what each rule costs; a rule's words stand at its first step only."""
    stated = shortlist.stated
    of = list(priced[0].reached) if priced else []
    # a first rule without a list has none
    of = next((list(price.reached) for price in priced if price.reached), of)
    table = Table("rule", _whole("step"), _whole("total\nscore"), _whole("gain"),
                  *(title(name, stated) for name in of), _whole("areas\nthat change"),
                  title="What each rule costs", title_justify="left", pad_edge=False)  # fmt: skip
    before = ""
    for price in priced:
        field = price.rule.field
        rule = rule_said(price.rule, stated, with_groups=not price.rule.each)
        possible = price.total is not None and price.gain is not None
        cells = [
            "" if field == before else rule,
            _step(price),
            f"{price.total:,.2f}" if possible else _no_list(proven=price.proven),
            _signed(price) + of_earlier(price.of, shortlist) if possible else "",
            *(of_what(name, price.reached[name], stated) if possible else "" for name in of),
            f"{len(price.enter)}" if possible else "",
        ]
        table.add_row(*map(escaped, cells), end_section=price is _last_of(field, priced))
        before = field
    _show(table)


def print_alternatives(nearly: Alternatives, stated: Stated) -> None:
    """Print lists that are nearly as good."""
    for number, other in enumerate(nearly.lists, start=1):
        say(f"Alternative {number} loses {other.cost:,.2f}:")
        say(f"in {areas_named(other.enter, stated)};", indent="  ")
        say(f"out {areas_named(other.leave, stated)}.", indent="  ")
    lists = f"{len(nearly.lists)} alternative" + ("" if len(nearly.lists) == 1 else "s")
    say(
        f"{lists}; {len(nearly.shared)} sites of the list are in all of them."
        + (" There are no more within the loss allowed." if nearly.complete else "")
    )


def of_earlier(of: str, shortlist: Shortlist) -> str:
    """Return of what objective something is lost or gained, where it is not the last of several."""
    aims = shortlist.stated.aims
    return f" of {of}" if len(aims) > 1 and of not in (aims[-1].name, "objectives") else ""


def areas_named(codes: Iterable[str], stated: Stated) -> str:
    """Return areas by code and name in a row."""
    return ", ".join(area_name(code, stated.areas) for code in codes)


def _say_who_cannot_be(stated: Stated) -> None:
    kinds = Counter(bars[0].kind for bars in stated.barred.values())
    words = {
        "too_few_people": "fewer people than a site is to train",
        "no_figure": "no figure for what a rule counts",
    }
    told = [f"{kinds[kind]:,} have {what}" for kind, what in words.items() if kinds[kind]]
    if told:
        say(f"Of the areas with a score some cannot be chosen: {', '.join(told)}.")


def _say_proof(shortlist: Shortlist) -> None:
    shown = shortlist.certificate
    what = f"Total score {shortlist.total:,.2f}"
    if shortlist.status == "stopped":
        say(
            f"{what}, the best found when the time was up: no list can be more than "
            f"{shortlist.gap:.2%} better ({shortlist.solver}). Another run may find another list."
        )
        return
    say(
        f"{what}, proven best (gap {shortlist.gap:.2%}) by {shortlist.solver}: prices of the rules "
        f"set {shown.set_aside:,} of {shown.candidates:,} areas aside, and "
        + (
            "prove the rest."
            if not shown.nodes
            else f"a search of {shown.nodes:,} nodes settles the other {len(shown.kept):,}."
        )
        + (
            ""
            if shortlist.best.first
            else " The time was up before it was clear which of several equally good lists comes "
            "first; another run may find another."
        )
    )


def _achieved(aim: Aim, value: float, stated: Stated) -> str:
    own = aim.objective
    if own.of == "score":
        return f"Score: {value:,.2f} of at most {aim.most:,.2f}."
    of = (own.people or "population") if own.of == "coverage" else own.of
    where = f" within {own.km:g} km of a site" if own.of == "coverage" else ""
    name = title(of, stated)
    has, most = (of_what(of, number, stated) for number in (value, aim.most))
    return f"{name[:1].upper()}{name[1:]}{where}: {has} of at most {most}."


def _print_reached(whom: Reached, stated: Stated) -> None:
    table = Table("", *(escaped(row.title_en) for row in whom.rows), title="Whom the sites hold",
                  title_justify="left", pad_edge=False)  # fmt: skip
    columns = [_cells(row, stated) for row in whom.rows]
    labels = (
        "in the sites",
        "figures known by",
        "share of the country",
        "share of the plain top",
        f"share of {whom.draws:,} random lists",
        "90% of these lie in",
        "missed (under-coverage)",
        "not meant, but in the sites (leakage)",
        "against a neutral list",
    )
    for label, cells in zip(labels, zip(*columns, strict=True), strict=True):
        table.add_row(label, *("–" if "nan" in cell else escaped(cell) for cell in cells))
    _show(table)
    if any(row.targeting for row in whom.rows):
        say(
            "Under-coverage: share of those a list is meant for who live outside its sites. "
            "Leakage: share of the people in its sites for whom it is not meant. Against a neutral "
            "list: its share of those it is meant for ÷ its share of all people."
        )


def _cells(row: ReachedOf, stated: Stated) -> tuple[str, ...]:
    own = row.targeting and row.targeting.in_list
    return (
        of_what(row.id, row.in_list, stated),
        row.level if row.level == "tambon" else f"{row.level}, so estimated",
        f"{row.share:.2%}",
        f"{row.in_plain_top:.2%}",
        f"{row.random.mean:.2%}",
        f"{row.random.low:.2%} to {row.random.high:.2%}",
        f"{own.under_coverage:.2%}" if own else "–",
        f"{own.leakage:.2%}" if own else "–",
        f"{own.concentration:.2f} ×" if own else "–",
    )


def _say_simpler(what: str, way: SimplerWay, shortlist: Shortlist) -> None:
    told = f"{what}: total {way.total:,.2f}"
    if not way.broken:
        lost = shortlist.total - way.total
        say(f"{told}, keeps the rules" + (f" and loses {lost:,.2f}." if lost > 1e-6 else "."))
        return
    lines = breaks(way.broken, shortlist.stated)
    say(f"{told}, breaks {len(lines)} {'rule' if len(lines) == 1 else 'rules'}:")
    for line in lines:
        say(line, indent="  ")


def _step(price: Priced) -> str:
    """Return a step with the bound that it moves or takes out."""
    bound = price.before if price.after is None else price.after
    if bound is None:
        return price.step
    ends = {"min": f"at least {bound:,.10g}", "max": f"at most {bound:,.10g}"}
    moved = ends.get(price.field[-3:], f"{bound:g} km")
    return f"{price.step} {moved}" if price.after is None else f"{price.step}: {moved}"


def _no_list(*, proven: bool) -> str:
    return "no list" if proven else "not known"


def _signed(price: Priced) -> str:
    # a hair below 0 is no loss
    gain = round(price.gain or 0, 2) + 0.0
    return f"{gain:+,.2f}" + ("" if price.proven else " or more")


def _last_of(field: str, priced: Sequence[Priced]) -> Priced:
    return [price for price in priced if price.rule.field == field][-1]


def _whole(header: str) -> Column:
    # where lines are too short, a cell in two of them says more than one that is cut
    return Column(header, no_wrap=console.width >= _WIDTH)


def _show(table: Table) -> None:
    for column in table.columns:
        # a number that is cut is another number
        column.overflow = "fold"
    console.print(table, width=min(console.width, _WIDTH))
