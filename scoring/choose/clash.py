"""Which rules clash when no list keeps them all, and the smallest step that would help."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose.feasible import feasible
from scoring.choose.loosen import Remedy, remedies
from scoring.choose.presolve import obstacles
from scoring.choose.rules import Rule
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import Stated
from scoring.choose.words import said_together

_MOST = 3
"""So many clashes are named; of further ones it is told how many there are."""
_OBSTACLES = 6
"""So many of what counting shows stand in the message; all of them are in ``obstacles``."""


@dataclass(frozen=True)
class Clash:
    """Rules that cannot be kept together, though any of them could be left out.

    Parameters
    ----------
    rules
        An irreducible infeasible subset: no list keeps them all, and without any one of them some
        list keeps the others.
    remedies
        For each field that states one of them the smallest loosening that makes a list possible,
        if it alone can.
    proven_smallest
        Whether it is known of each rule that the others could be kept without it; not if the time
        was up before.
    settled
        Whether it is known that nothing but the remedies helps; not if the time was up before.
    """

    rules: tuple[Rule, ...]
    remedies: tuple[Remedy, ...]
    proven_smallest: bool
    settled: bool


@dataclass(frozen=True)
class Clashes:
    """The clashes of a scenario that share no rule.

    Parameters
    ----------
    named
        The first few, with their remedies.
    others
        The rules of each of the others.
    all_known
        Whether it is known that there are no more than these; not if the time was up before.
    """

    named: tuple[Clash, ...]
    others: tuple[tuple[Rule, ...], ...]
    all_known: bool


class ImpossibleError(ScoringError):
    """No list keeps all rules.

    Parameters
    ----------
    obstacles
        What counting alone can tell, in words.
    clashes
        Sets of rules that cannot be kept together, a few of them if there are many.
    others
        The other sets that were found; no two share a rule.
    """

    def __init__(
        self,
        message: str,
        obstacles: Sequence[str],
        clashes: Sequence[Clash],
        others: Sequence[tuple[Rule, ...]],
        **details: object,
    ) -> None:
        super().__init__(message, **details)
        self.obstacles = tuple(obstacles)
        self.clashes = tuple(clashes)
        self.others = tuple(others)


def impossible(stated: Stated, seconds: float) -> ImpossibleError:
    """Return the error that says why no list keeps the rules, and what would help."""
    found = clashes(stated, time.monotonic() + seconds)
    counted = obstacles(stated)
    return ImpossibleError(
        'No list of {count} areas keeps all rules of the scenario "{scenario}". {why}{clash}',
        counted,
        found.named,
        found.others,
        count=f"{stated.scenario.choose.count:,}",
        scenario=stated.scenario.id,
        why=f"Counting shows: {'; '.join(_some(counted))}. " if counted else "",
        clash=in_words(found, stated.areas),
    )


def _some(obstacles: Sequence[str]) -> list[str]:
    more = len(obstacles) - _OBSTACLES
    return [*obstacles[:_OBSTACLES], *([f"and {more:,} more of this kind"] if more > 0 else [])]


def in_words(found: Clashes, areas: Areas) -> str:
    """Return clashes and their remedies in words."""
    if not found.named:
        return "Which rules clash was not found out: the time was up."
    alone = len(found.named) == 1 and found.all_known
    told = [_in_words(clash, areas, alone) for clash in found.named]
    if found.others:
        more = len(found.others)
        are = "is 1 more clash" if more == 1 else f"are {more} more clashes"
        told.append(f"Besides there {are}{'' if found.all_known else ', and maybe others'}.")
    elif not found.all_known:
        told.append("Besides there may be other clashes: the time was up.")
    return " ".join(told)


def _in_words(clash: Clash, areas: Areas, alone: bool) -> str:
    """Return a clash in words; ``alone`` if there is no other one that is to be mended too."""
    rules = "; ".join(said_together(clash.rules, areas))
    if len(clash.rules) == 1:
        told = f"This cannot be kept: {rules}."
    else:
        told = f"These cannot be kept together: {rules}."
    if clash.remedies:
        ways = "; or ".join(remedy.words for remedy in clash.remedies)
        lead = "A list" if alone else "With the other clashes mended, a list"
        more = "" if clash.settled else " What else would help was not found out: the time was up."
        return f"{told} {lead} becomes possible with {ways}.{more}"
    if not clash.settled:
        return f"{told} What would help was not found out: the time was up."
    lead = "No one of them" if alone else "With the other clashes mended, no one of them"
    return f"{told} {lead} loosened alone makes a list possible."


def clashes(stated: Stated, until: float) -> Clashes:
    """Return sets of clashing rules that share none, as far as there is time.

    First the fields that clash are looked for, then the groups of theirs that matter. A rule
    loosened is tested beside all rules but those of the other clashes, the unnamed ones too.

    References
    ----------
    Junker, U. (2004), QuickXplain: preferred explanations and relaxations for over-constrained
    problems. AAAI-04, 167-172. Chinneck, J. W. (2008), Feasibility and Infeasibility in
    Optimization, Springer, for irreducible infeasible subsets.
    """
    left = list(stated.every_rule)
    sets: list[tuple[tuple[Rule, ...], bool]] = []
    now = time.monotonic()
    # those that are only counted may take half of the time, the rest is for what would help
    counting = now + (until - now) / 2
    while (possible := _possible(stated, left, until)) is False:
        end = until if len(sets) < _MOST else counting
        if time.monotonic() > end:
            break
        rules, smallest = _one(stated, left, end)
        sets.append((rules, smallest))
        left = [rule for rule in left if rule not in rules]
    named = []
    for n, (rules, smallest) in enumerate(sets[:_MOST]):
        now = time.monotonic()
        share = now + (until - now) / (min(len(sets), _MOST) - n)
        found = remedies(stated, rules, {*left, *rules}, share)
        # with a clash left that nobody knows of, nothing helps
        settled = found.settled and possible is True
        named.append(Clash(rules, found.found, smallest, settled))
    return Clashes(tuple(named), tuple(rules for rules, _ in sets[_MOST:]), possible is True)


def _one(stated: Stated, among: Sequence[Rule], until: float) -> tuple[tuple[Rule, ...], bool]:
    sure = True

    def kept(rules: Sequence[Rule]) -> bool:
        nonlocal sure
        try:
            return feasible(stated, rules, until)
        except NothingFoundError:
            # what is not disproven counts as possible: the set grows, and stays a clash
            sure = False
            return True

    fields = [list(own) for _, own in groupby(among, key=lambda rule: rule.field)]
    clashing = smallest_clash(fields, lambda chosen: kept([r for own in chosen for r in own]))
    single = [[rule] for own in clashing for rule in own]
    rules = smallest_clash(single, lambda chosen: kept([r for own in chosen for r in own]))
    return tuple(rule for own in rules for rule in own), sure


def _possible(stated: Stated, rules: Sequence[Rule], until: float) -> bool | None:
    """Return whether a list keeps rules, None if the time was up before it was known."""
    try:
        return feasible(stated, rules, until)
    except NothingFoundError:
        return None


Items = Sequence[list[Rule]]


def smallest_clash(items: Items, possible: Callable[[Items], bool]) -> list[list[Rule]]:
    """Return a smallest set of items that is not possible, by QuickXplain (Junker 2004).

    Parameters
    ----------
    items
        Not possible all together; earlier ones are kept out of the set where there is a choice.
    possible
        Whether some items can be kept together. With fewer items it stays possible.
    """

    def explained(background: list[list[Rule]], grew: bool, rest: Items) -> list[list[Rule]]:
        if grew and not possible(background):
            return []
        if len(rest) == 1:
            return list(rest)
        half = len(rest) // 2
        first, second = list(rest[:half]), list(rest[half:])
        of_second = explained([*background, *first], bool(first), second)
        of_first = explained([*background, *of_second], bool(of_second), first)
        return [*of_first, *of_second]

    return explained([], False, list(items)) if items else []
