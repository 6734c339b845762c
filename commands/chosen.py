"""A list, its proof, its rules and whom it holds, printed for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from commands.printed import say, show
from commands.rules import breaks, of_what, rules_table, title
from commands.scored import Scored, print_places, say_scored, say_what_to_know
from commands.terminal import escaped
from commands.worth import say_just_missed
from scoring.choose import Shortlist
from scoring.choose.just_missed import NearMiss
from scoring.choose.objectives import Aim
from scoring.choose.shortlist import SimplerWay
from scoring.choose.stated import Stated
from scoring.choose.words import counted, group_name
from scoring.explain import settled_by_code
from scoring.reached import Reached, ReachedOf


def print_list(
    found: Scored, shortlist: Shortlist, whom: Reached, near: Sequence[NearMiss]
) -> None:
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
    say_just_missed(near, shortlist)
    _say_simpler(
        "Simpler: one pass from the top, taking each area that the rules still let in (greedy)",
        shortlist.greedy,
        shortlist,
    )
    _say_simpler(
        f"Simpler: the {len(shortlist.plain.codes)} highest scores, whatever the rules (plain top)",
        shortlist.plain,
        shortlist,
    )
    rules = rules_table(shortlist)
    if rules.row_count:
        show(rules)
    _print_reached(whom, shortlist.stated)


def _say_who_cannot_be(stated: Stated) -> None:
    barred: dict[str, list[str]] = {}
    for code, (first, *_) in stated.barred.items():
        if first.kind == "no_figure":
            why = f"“{title(first.because, stated)}”, which a rule counts, is not known there"
            barred.setdefault(why, []).append(code)
        elif first.kind == "too_few_people":
            why = "fewer of those meant live there than a site trains"
            barred.setdefault(why, []).append(code)
    for why, codes in barred.items():
        areas = f"{counted(len(codes), 'area')} with a score"
        provinces = {code[:2] for code in codes}
        if len(provinces) == 1 < len(codes):
            areas += f", all in {group_name('province', provinces.pop(), stated.areas)},"
        say(f"{areas} cannot be chosen: {why}.")


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
        f"{what}. No list that keeps these rules is better: that is proven in full (gap "
        f"{shortlist.gap:.2%}, {shortlist.solver}). The proof rules out {shown.set_aside:,} of "
        f"{shown.candidates:,} areas one by one, and all better lists of the other "
        f"{len(shown.kept):,} "
        + ("together." if not shown.nodes else f"by a search of {counted(shown.nodes, 'step')}.")
        + " --json holds it."
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
        known = ["–" if "nan" in cell else escaped(cell) for cell in cells]
        if set(known) != {"–"}:
            table.add_row(label, *known)
    show(table)
    if any(row.targeting for row in whom.rows):
        say(
            "Under-coverage: share of those a list is meant for who live outside its sites. "
            "Leakage: share of the people in its sites for whom it is not meant. Against a neutral "
            "list: its share of those it is meant for ÷ its share of all people, both among areas "
            "whose figures are known."
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
    say(f"{told}, breaks {counted(len(lines), 'rule')}:")
    for line in lines:
        say(line, indent="  ")
