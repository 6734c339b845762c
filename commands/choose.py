"""Choosing areas under rules, and printing the list with its proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.progress import Progress
from rich.table import Table

from commands.choice_plain import (
    alternatives_plain,
    impossible_plain,
    list_plain,
    price_plain,
    reached_plain,
    site_plain,
)
from commands.reasons import named
from commands.scored import (
    OutOption,
    Scored,
    naming,
    print_places,
    say_scored,
    say_what_to_know,
    say_written,
    scored,
    steps_plain,
)
from commands.terminal import JsonOption, ScenarioOption, err, escaped, print_json
from commands.terminal import out as console
from export.files import write_list
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import Broken, Shortlist, choose_areas
from scoring.choose.alternatives import Alternatives, alternatives
from scoring.choose.clash import ImpossibleError
from scoring.choose.prices import Priced, prices
from scoring.choose.shortlist import SECONDS, SimplerWay
from scoring.choose.sites import Site, sites
from scoring.choose.words import said
from scoring.explain import settled_by_code
from scoring.fingerprint import fingerprint
from scoring.reached import Reached, reached

SecondsOption = Annotated[
    float,
    typer.Option(
        "--time-limit",
        min=0.1,
        help="Seconds after which the best list found is given, with its gap.",
        metavar="SECONDS",
    ),
]


def choose(
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    out: OutOption = None,
    as_json: JsonOption = False,
    with_sites: Annotated[
        bool, typer.Option("--sites", help="Tell what each site is worth and what replaces it.")
    ] = False,
    with_prices: Annotated[
        bool, typer.Option("--prices", help="Tell what each rule costs.")
    ] = False,
    others: Annotated[
        int,
        typer.Option("--alternatives", min=0, max=100, metavar="M",
                     help="Show up to M lists that are nearly as good."),
    ] = 0,
    within: Annotated[
        float,
        typer.Option("--within", min=0, max=100, metavar="PERCENT",
                     help="What an alternative may lose of the best."),
    ] = 1.0,
    differing: Annotated[
        int,
        typer.Option("--differ", min=1, max=10_000, metavar="K",
                     help="In how many sites alternatives differ at least."),
    ] = 5,
    seconds: SecondsOption = SECONDS,
) -> None:  # fmt: skip
    """Choose the best list that keeps the scenario's rules, and prove it."""
    found = scored(scenario)
    with naming(scenario, found.scenario):
        try:
            shortlist = choose_areas(found.areas, found.scores, found.scenario, seconds)
        except ImpossibleError as error:
            if as_json:
                print_json({"scenario": found.scenario.id, **impossible_plain(error)})
            raise
    worth = priced = nearly = None
    if with_sites:
        with _shown("sites") as progress:
            worth = sites(shortlist, time.monotonic() + seconds, progress)
    if with_prices:
        with _shown("prices of rules") as progress:
            priced = prices(shortlist, seconds, progress)
    if others:
        share = within / 100
        nearly = alternatives(shortlist, others, share, differing, time.monotonic() + seconds)
    if out is not None:
        say_written(*write_list(out, found.areas, found.scores, shortlist, found.scenario))
    if as_json:
        asked: dict[str, Any] = {}
        if worth is not None:
            asked["sites"] = [site_plain(site) for site in worth]
        if priced is not None:
            asked["prices"] = [price_plain(price) for price in priced]
        if nearly is not None:
            asked["alternatives"] = alternatives_plain(nearly)
        print_json(_summary(found, shortlist) | asked)
        return
    _say_list(found, shortlist)
    if worth is not None:
        _print_sites(found, worth)
    if priced is not None:
        _print_prices(priced)
    if nearly is not None:
        _print_alternatives(found, nearly)


def _say_list(found: Scored, shortlist: Shortlist) -> None:
    say_scored(found)
    say_what_to_know(found, ranked=False)
    print_places(
        found,
        shortlist.codes,
        f"{len(shortlist.codes)} areas",
        numbered=True,
        more=None
        if shortlist.beneficiaries is None
        else ("people", {code: f"{n}" for code, n in shortlist.beneficiaries.items()}),
    )
    settled = settled_by_code(shortlist)
    if settled:
        _say(
            f"{len(settled)} of these places were settled by area code alone: "
            "an area off the list has the same score and could stand there under the same rules."
        )
    _say_proof(shortlist)
    for aim, value in shortlist.achieved if not shortlist.by_score_alone else ():
        _say(f"{aim.name}: {value:,.2f} of at most {aim.most:,.2f}.")
    if shortlist.beneficiaries is not None:
        _say(f"People trained: {sum(shortlist.beneficiaries.values()):,}.")
    _print_rules(shortlist)
    _print_reached(_reached(found, shortlist))
    _say(_compared("A greedy pass from the top", shortlist.greedy, shortlist))
    _say(_compared(f"The plain top {len(shortlist.plain.codes)}", shortlist.plain, shortlist))


def _say_proof(shortlist: Shortlist) -> None:
    shown = shortlist.certificate
    what = f"Total score {shortlist.total:,.2f}"
    if shortlist.status == "stopped":
        _say(
            f"{what}, the best found when the time was up: no list can be more than "
            f"{shortlist.gap:.2%} better ({shortlist.solver}). Another run may find another list."
        )
        return
    _say(
        f"{what}, proven best (gap {shortlist.gap:.2%}) by {shortlist.solver}: prices of the rules "
        f"set {shown.set_aside:,} of {shown.candidates:,} areas aside, and "
        + (
            "prove the rest."
            if not shown.nodes
            else f"a search of {shown.nodes} nodes settles the other {len(shown.kept)}."
        )
    )


def _print_rules(shortlist: Shortlist) -> None:
    table = Table("rule", "list has", "plain top has", "at its bound", title="Rules",
                  title_justify="left", pad_edge=False)  # fmt: skip
    for outcome in shortlist.rules:
        rule = outcome.rule
        # of a rule for each group only the groups that stand at it are told
        if rule.kind in ("count", "locked_out") or (rule.each and not outcome.binding):
            continue
        table.add_row(
            escaped(said(rule)),
            _amount(outcome.found),
            _amount(outcome.plain),
            "yes" if outcome.binding else "",
        )
    if table.row_count:
        console.print(table)


def _reached(found: Scored, shortlist: Shortlist) -> Reached:
    return reached(
        found.areas, found.scores, found.scenario, shortlist.codes, plain_top=shortlist.plain_top
    )


def _print_reached(found: Reached) -> None:
    table = Table("of", "in the sites", "share", "plain top", f"random ({found.draws:,})",
                  "missed", "leaked", "times neutral", title="Whom the sites hold",
                  title_justify="left", pad_edge=False)  # fmt: skip
    for row in found.rows:
        estimated = "" if row.level == "tambon" else f" (by {row.level})"
        own = row.targeting and row.targeting.in_list
        table.add_row(
            escaped(f"{row.title_en}{estimated}"),
            _amount(round(row.in_list, 0)),
            f"{row.share:.2%}",
            f"{row.in_plain_top:.2%}",
            f"{row.random.mean:.2%} ({row.random.low:.2%} to {row.random.high:.2%})",
            f"{own.under_coverage:.1%}" if own else "",
            f"{own.leakage:.1%}" if own else "",
            f"{own.concentration:.2f}" if own else "",
        )
    console.print(table)


def _compared(what: str, way: SimplerWay, shortlist: Shortlist) -> str:
    said = f"{what}: total {way.total:,.2f}"
    if not way.broken:
        lost = shortlist.total - way.total
        return f"{said}, keeps the rules" + (f" and loses {lost:,.2f}." if lost > 1e-6 else ".")
    return f"{said}, breaks {_breaks(way.broken)}."


def _breaks(broken: tuple[Broken, ...]) -> str:
    fields = dict.fromkeys(one.field for one in broken)
    return ", ".join(f"{field} ({sum(one.field == field for one in broken)} ×)" for field in fields)


def _print_sites(found: Scored, worth: tuple[Site, ...]) -> None:
    table = Table("no.", "site", "rank", "score", "lost without it", "substitute", "binding",
                  title="What a site is worth", title_justify="left", pad_edge=False)  # fmt: skip
    for number, site in enumerate(worth, start=1):
        cost = site.without.cost
        table.add_row(
            f"{number}",
            escaped(named(site.code, found.areas)),
            f"{site.rank}",
            f"{site.score:.2f}",
            "no list" if cost is None else f"{cost:.2f}",
            "" if site.substitute is None else escaped(named(site.substitute, found.areas)),
            escaped("; ".join(map(said, site.binding))),
        )
    console.print(table)
    _say("So far could its score fall before a site loses its place (replacement cost).")


def _print_prices(priced: tuple[Priced, ...]) -> None:
    of = [name for name in (priced[0].reached if priced else ()) if name]
    table = Table("rule", "step", "total score", "gain", *of, "areas that change",
                  title="What each rule costs", title_justify="left", pad_edge=False)  # fmt: skip
    for price in priced:
        rule = said(price.rule, with_groups=not price.rule.each)
        step = price.step if price.after is None else f"{price.step}: {price.after:,.10g}"
        if price.total is None or price.gain is None:
            table.add_row(escaped(rule), step, "no list", "", *[""] * len(of), "")
            continue
        table.add_row(
            escaped(rule),
            step,
            f"{price.total:,.2f}",
            f"{price.gain:+,.2f}" + ("" if price.proven else " or more"),
            *(f"{price.reached[name]:,.0f}" for name in of),
            f"{len(price.enter)}",
        )
    console.print(table)


def _print_alternatives(found: Scored, nearly: Alternatives) -> None:
    for number, other in enumerate(nearly.lists, start=1):
        enter = ", ".join(named(code, found.areas) for code in other.enter)
        leave = ", ".join(named(code, found.areas) for code in other.leave)
        _say(f"Alternative {number} loses {other.cost:,.2f}: in {enter}; out {leave}.")
    _say(
        f"{len(nearly.lists)} alternatives; {len(nearly.shared)} sites are in all of them."
        + (" There are no more within the loss allowed." if nearly.complete else "")
    )


def _say(text: str) -> None:
    console.print(escaped(text), soft_wrap=True)


def _amount(value: float) -> str:
    return "" if value != value else f"{value:,.10g}"


@contextmanager
def _shown(what: str) -> Iterator[Callable[[int, int], None]]:
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)


def _summary(found: Scored, shortlist: Shortlist) -> dict[str, Any]:
    return {
        "scenario": found.scenario.id,
        **list_plain(shortlist),
        "reached": reached_plain(_reached(found, shortlist)),
        "settled_by_code": list(settled_by_code(shortlist)),
        "steps": steps_plain(found.scores),
        "fingerprint": fingerprint(found.areas, found.scenario),
    }
