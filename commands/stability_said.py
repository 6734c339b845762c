"""How sure ranks and list are, printed for people."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from rich.table import Table

from commands.printed import say, show, whole
from commands.scored import Scored
from commands.terminal import escaped
from scoring.choose.words import area_name, counted
from scoring.uncertainty import Stability
from scoring.uncertainty.least_change import LeastChange, LeastChanges
from scoring.uncertainty.stability import CORE, POSSIBLE, SECURE, UNLIKELY, Step

_OFF_THE_LIST = 10
"""So many areas off the list are shown, the most probable ones."""
_CHANGES = 6
"""So many ways to turn an area are shown, the smallest changes."""

_NOTHING_OPEN = "Nothing is open under this scenario, so that nothing varies."
_TOO_FEW = 0.05
"""Standard error from which on draws are too few to tell a standing."""

_SOURCES = {
    "weights": "weights",
    "pillar_weights": "weights of the pillars",
    "indicator_weights": "weights inside the pillars",
    "normalisation": "normalisation",
    "treatment": "treatment of outliers",
    "missing": "rule for missing figures",
    "aggregation": "aggregation of the pillars",
    "figures": "errors of the figures",
}

_STEPS: dict[Step, str] = {
    "lists": "lists of draws",
    "one source": "lists with one source open",
    "list sensitivity": "what the list hangs on",
    "leave one out": "lists without an indicator",
}


def print_stability(found: Scored, sure: Stability) -> None:
    """Print what is open, how sure the list is, and what it hangs on."""
    _print_open(found, sure)
    if not sure.opened:
        return
    _say_list(found, sure)
    _print_hangs_on(sure)
    _print_left_out(found, sure)
    listed = sure.areas[sure.areas["chosen"]].sort_values(["rank", "area_code"])
    title = f"How sure the {len(listed)} places are"
    if not sure.lists:
        title += ", before the rules"
    _print_areas(found, sure, listed, title, numbered=True)
    every = sure.areas.assign(p=sure.probability)
    others = every[~every["chosen"] & (every["p"] > 0)]
    near = others.sort_values(["p", "rank"], ascending=[False, True]).head(_OFF_THE_LIST)
    if len(near):
        _print_areas(found, sure, near, "Most probable of those that are not on the list")


def print_area(
    found: Scored,
    sure: Stability,
    code: str,
    turning: LeastChanges,
    why_none: str | None,
) -> None:
    """Print how sure one area's rank and place are, and what weights would turn it."""
    row = sure.areas.loc[code]
    name = area_name(code, found.areas)
    on = "on the list" if row["chosen"] else "not on the list"
    if pd.isna(row["rank_low"]):
        why = found.scores.reason[code]
        say(f"{name} has no rank under “{found.scenario.id}” in any draw ({why}).")
        return
    ranked = "has no score as stated" if pd.isna(row["rank"]) else f"ranks {row['rank']:,}"
    if not sure.opened:
        say(f"{name} {ranked} and is {on}. {_NOTHING_OPEN}")
    else:
        _say_area(sure, code, f"{name} {ranked} and is {on}.")
    for lock, how in (("locked_in", "on"), ("locked_out", "off")):
        if code in [one.area for one in getattr(found.scenario.choose, lock) or ()]:
            say(f"The scenario locks it {how} the list, whatever its score.")
    _say_turning(found, row, turning, why_none)


def _say_area(sure: Stability, code: str, as_stated: str) -> None:
    row = sure.areas.loc[code]
    low, median, high = (f"{row[f'rank_{word}']:,.0f}" for word in ("low", "median", "high"))
    say(
        f"{as_stated} Over {counted(sure.draws, 'draw')} its rank is {low} to "
        f"{high} in nine of ten, {median} in the middle. It is among the {sure.count} highest "
        f"scores in {row['p_top']:.1%} of them."
    )
    if sure.lists:
        other = {True: "unlikely", False: "secure"}[bool(row["chosen"])]
        against = ", unlike the stated list" if row["standing"] == other else ""
        say(
            f"Under the rules it is on the best list in {row['p_chosen']:.1%} of "
            f"{counted(sure.lists, 'draw')} (standard error at most "
            f"{100 * sure.lists_error:.1f} percentage points): {row['standing']}{against}."
        )


def _say_turning(
    found: Scored, row: pd.Series[Any], turning: LeastChanges, why_none: str | None
) -> None:
    if why_none is not None:
        say(why_none)
        return
    if turning.not_moved:
        say(
            "Not moved, for they hardly count, or are nearly all of their level: "
            f"{', '.join(turning.not_moved)}."
        )
    turns = "leaves the list" if row["chosen"] else "joins the list"
    if not turning.changes:
        as_far = "" if turning.exact else ", as far as looking in steps of 1/64 shows"
        say(f"No weight moved by itself makes it so that it {turns}{as_far}.")
        return
    say(f"The smallest changes of one weight by which it {turns}:")
    for one in turning.changes[:_CHANGES]:
        moved = f"from {one.stated:.1%} to {one.at:.2%}"
        say(f"{_weight(one, found)}: {moved}{_how(one)}.", indent="  ")
    say(
        "A weight is the share of its level; the others share the rest as they do now. Methods and "
        "figures stay as they are."
    )


def _weight(one: LeastChange, found: Scored) -> str:
    if one.pillar is None:
        pillar = next(p for p in found.scenario.pillars if p.id == one.member)
        return f"Pillar “{pillar.title_en}”"
    pillar = next(p for p in found.scenario.pillars if p.id == one.pillar)
    return f"{found.areas.indicator(one.member).title_en} in “{pillar.title_en}”"


def _how(one: LeastChange) -> str:
    if one.exact:
        return ""
    return " (no smaller one among those tried in steps)"


def _print_open(found: Scored, sure: Stability) -> None:
    if not sure.opened:
        say(
            f"{_NOTHING_OPEN} That ranks and list stay as they are is then no sign that they are "
            "sure."
        )
    else:
        said = (
            "as the scenario says" if sure.stated_open else "the usual, as the scenario is silent"
        )
        table = Table("what is open", "how", title=f"Left open: {said}", title_justify="left",
                      pad_edge=False)  # fmt: skip
        for source, how in sure.opened.items():
            table.add_row(_SOURCES[source], escaped(how))
        show(table)
    if sure.without_errors:
        titles = "; ".join(found.areas.indicator(id).title_en for id in sure.without_errors)
        say(f"Figures taken as they are, for no standard error of theirs is known: {titles}.")
    for remark in sure.remarks:
        say(str(remark))


def _say_list(found: Scored, sure: Stability) -> None:
    stand = sure.standing_of_chosen()
    of = "on the best list" if sure.lists else f"among the {sure.count} highest scores"
    say(
        f"Of the {sum(stand.values())} areas on the list {stand['secure']} are secure ({of} in at "
        f"least {SECURE:.0%} of the draws), {stand['contested']} contested, {stand['unlikely']} "
        f"unlikely (below {UNLIKELY:.0%}). {counted(sure.possible, 'area')} could be {of} (in at "
        f"least {POSSIBLE:.0%} of the draws), {sure.ever:,} are in some draw."
    )
    if sure.lists:
        kept = sure.areas.index[sure.areas["chosen"]].isin(sure.consensus).sum()
        consensus = (
            " Of the list with the greatest probability in all under the rules (consensus), "
            f"{kept} of the {sure.count} areas are on the stated list, too."
            if sure.consensus
            else ""
        )
        overlap = (
            ""
            if math.isnan(sure.expected_overlap)
            else f"The lists of two draws share {sure.expected_overlap:.1f} areas on average. "
        )
        say(f"{overlap}{counted(len(sure.core), 'area')} stay in {CORE:.0%} of them.{consensus}")
    locked = sure.areas.index.isin([one.area for one in found.scenario.choose.locked_in or ()])
    if locked.any():
        many = counted(int(locked.sum()), "area")
        say(f"{many} on it: sure only because the scenario locks them in.")
    if sure.lists:
        say(
            "A place is given under the rules: an area that ranks high is contested where its "
            "group has few places, and one that ranks low is secure where a minimum wants it."
        )
    elif sure.lists_tried or sure.cut_short:
        say("No draw had a list, so that this is before the rules: by the highest scores alone.")
    else:
        say("The rules are not looked at here; --lists looks at them.")
    if max(sure.error, sure.lists_error if sure.lists else 0.0) > _TOO_FEW:
        say("So few draws tell little; --draws and --lists take more.")
    rests = (
        f"Ranks rest on {counted(sure.draws, 'draw')}; the standard error of a probability of "
        f"being among the highest scores is at most {100 * sure.error:.2f} percentage points."
    )
    if sure.lists:
        rests += (
            f" Lists rest on {sure.lists:,} of them; the standard error of a probability of being "
            f"on the best list is at most {100 * sure.lists_error:.2f} percentage points."
        )
    if sure.lists_without:
        rests += f" In {counted(sure.lists_without, 'further draw')} no list was possible."
    if not sure.list_proven:
        rests += " The stated list itself is not proven best; --time-limit gives it longer."
    if sure.lists_unproven:
        rests += f" {counted(sure.lists_unproven, 'draw')} had no list that was proven in time."
    if sure.cut_short:
        steps = ", ".join(_STEPS[step] for step in sure.cut_short)
        rests += (
            f" The time limit cut short: {steps}. What is told is what was found until then; "
            "--time-limit gives it longer."
        )
    say(rests)


def _print_hangs_on(sure: Stability) -> None:
    # under the rules where there are lists, else of the highest scores
    top, of_top = ("overlap", "top scores") if "list" not in sure.indices else ("list", "the list")
    if sure.lists and top != "list":
        say(
            "How much of the list under the rules hangs on each source was not found out, for want "
            "of lists; below are the highest scores, before the rules."
        )
    shift, other = sure.indices["shift"], sure.indices[top]
    if len(shift) > 1:
        stay = [whole("sites that stay,\nif only this is open")][: len(sure.alone)]
        table = Table("source", *stay, whole(f"{of_top}:\nalone"), whole(f"{of_top}:\nwith others"),
                      whole("ranks:\nalone"), whole("ranks:\nwith others"),
                      title=f"What {of_top} and the ranking hang on",
                      title_justify="left", pad_edge=False)  # fmt: skip
        for source in map(str, shift.index):
            kept = [f"{sure.alone[source]:.1f}" if source in sure.alone else "–"][: len(stay)]
            shares = [
                # sampling may put a share of nothing a little below 0
                f"{max(float(frame.loc[source, name]), 0.0):.0%}"
                for frame in (other, shift)
                for name in ("first", "total")
            ]
            table.add_row(_SOURCES[source], *kept, *shares)
        show(table)
        wide = [float(f[["first_error", "total_error"]].to_numpy().max()) for f in (other, shift)]
        say(
            "Shares of variance (Sobol’ indices): how much of what the draws do to "
            f"{of_top} (how much of the stated stays) and to ranks (how far they shift) comes from "
            "each source, by itself and together with others. They are estimates: more or less up "
            f"to {100 * wide[0]:.0f} percentage points of {of_top}, {100 * wide[1]:.0f} of ranks "
            "(95%)."
        )
    if sure.with_nothing_open < sure.count:
        say(
            f"With nothing open {sure.with_nothing_open:.1f} of the {sure.count} sites stay, for "
            "other lists are equally good as stated; each draw takes one of these at random."
        )
    most = " and ".join(_SOURCES[source] for source in sure.moves_most)
    says = f" What moves the list most, if it alone is open: {most}." if most else ""
    say(
        f"Ranks differ from the stated ones by {sure.shift:,.0f} places on average; "
        f"{sure.top_overlap:.0%} of the stated {sure.count} highest scores stay.{says}"
    )
    if not math.isnan(sure.rank_between_provinces):
        say(
            f"{sure.rank_between_provinces:.0%} of the variance of the stated ranks lies between "
            f"provinces; {sure.from_province_figures:.0%} of the variance of the score comes from "
            "figures known only by province. Which area of a province is chosen, the other figures "
            "decide."
        )


def _print_left_out(found: Scored, sure: Stability) -> None:
    if not sure.left_out:
        return
    table = Table("without", whole("its weight"), whole("ranks move by"), whole("leave the list"),
                  title="One indicator left out", title_justify="left", pad_edge=False)  # fmt: skip
    for one in sure.left_out:
        shift = "no score" if math.isnan(one.shift) else f"{one.shift:,.0f}"
        left = "no list" if one.left is None else f"{len(one.left)}"
        left += "" if one.proven else " (not proven)"
        title = found.areas.indicator(one.indicator).title_en
        table.add_row(escaped(title), f"{one.weight:.1%}", shift, left)
    show(table)
    first = sure.left_out[0]
    if first.left:
        title = found.areas.indicator(first.indicator).title_en
        say(
            f"Which indicators there are is no draw. The list hangs most on “{title}”: without it "
            f"{len(first.left)} of the {sure.count} sites leave."
        )


def _print_areas(
    found: Scored, sure: Stability, rows: pd.DataFrame, title: str, *, numbered: bool = False
) -> None:
    by = sure.probability
    table = Table(*["no."][:numbered], "rank", "rank in 9 of\n10 draws", "code", "tambon",
                  "province", "probability", "standing",
                  title=title, title_justify="left", pad_edge=False)  # fmt: skip
    names = found.areas.table.loc[list(rows.index), ["name_th", "province_th"]]
    for number, (code, row) in enumerate(rows.iterrows(), start=1):
        cells = [
            *[f"{number}"][:numbered],
            "–" if pd.isna(row["rank"]) else f"{row['rank']}",
            f"{row['rank_low']:,.0f}–{row['rank_high']:,.0f}",
            str(code),
            *names.loc[code],
            f"{by[code]:.1%}",
            row["standing"],
        ]
        table.add_row(*map(escaped, cells))
    show(table)
