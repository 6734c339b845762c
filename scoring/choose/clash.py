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
"""So many clashes are named; who mends them is told of further ones."""


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
    """

    rules: tuple[Rule, ...]
    remedies: tuple[Remedy, ...]
    proven_smallest: bool


class ImpossibleError(ScoringError):
    """No list keeps all rules.

    Parameters
    ----------
    obstacles
        What counting alone can tell, in words.
    clashes
        Sets of rules that cannot be kept together.
    """

    def __init__(
        self,
        message: str,
        obstacles: Sequence[str],
        clashes: Sequence[Clash],
        **details: object,
    ) -> None:
        super().__init__(message, **details)
        self.obstacles = tuple(obstacles)
        self.clashes = tuple(clashes)


def impossible(stated: Stated, seconds: float) -> ImpossibleError:
    """Return the error that says why no list keeps the rules, and what would help."""
    until = time.monotonic() + seconds
    found = clashes(stated, until)
    counted = obstacles(stated)
    return ImpossibleError(
        'No list of {count} areas keeps all rules of the scenario "{scenario}". {why}{clash}',
        counted,
        found,
        count=stated.scenario.choose.count,
        scenario=stated.scenario.id,
        why=f"Counting shows: {'; '.join(counted)}. " if counted else "",
        clash=" ".join(in_words(clash, stated.areas) for clash in found),
    )


def in_words(clash: Clash, areas: Areas) -> str:
    """Return a clash and its remedies in words."""
    rules = "; ".join(said_together(clash.rules, areas))
    if len(clash.rules) == 1:
        told = f"This cannot be kept: {rules}."
    else:
        told = f"These cannot be kept together: {rules}."
    if not clash.remedies:
        return f"{told} No one of them loosened alone makes a list possible."
    ways = "; or ".join(remedy.words for remedy in clash.remedies)
    return f"{told} A list becomes possible with {ways}."


def clashes(stated: Stated, until: float) -> list[Clash]:
    """Return sets of clashing rules that share none, as far as there is time.

    First the fields that clash are looked for, then the groups of theirs that matter.

    References
    ----------
    Junker, U. (2004), QuickXplain: preferred explanations and relaxations for over-constrained
    problems. AAAI-04, 167-172. Chinneck, J. W. (2008), Feasibility and Infeasibility in
    Optimization, Springer, for irreducible infeasible subsets.
    """
    left = list(stated.every_rule)
    sets: list[tuple[tuple[Rule, ...], bool]] = []
    while len(sets) < _MOST and not _possible(stated, left, until):
        rules, smallest = _one(stated, left, until)
        sets.append((rules, smallest))
        left = [rule for rule in left if rule not in rules]
    everything = set(stated.every_rule)
    clashing = {rule for rules, _ in sets for rule in rules}
    return [
        # a rule loosened is tested beside all rules but those of the other clashes
        Clash(rules, remedies(stated, rules, everything - clashing | set(rules), until), smallest)
        for rules, smallest in sets
    ]


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


def _possible(stated: Stated, rules: Sequence[Rule], until: float) -> bool:
    try:
        return feasible(stated, rules, until)
    except NothingFoundError:
        return True


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
