"""The best list under a scenario's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose.check import Broken, check
from scoring.choose.greedy import greedy
from scoring.choose.presolve import obstacles
from scoring.choose.programme import SOLVER, Programme
from scoring.choose.rules import Rule, groups, rules
from scoring.choose.ties import EQUAL, best
from scoring.fields import about
from scoring.scenario import Grouping, Limit, Scenario
from scoring.scores import Scores


@dataclass(frozen=True)
class RuleOutcome:
    """A rule and how the chosen list stands to it.

    Parameters
    ----------
    rule
        The rule (by, group, minimum, maximum).
    count
        Areas of the group in the list.
    plain_count
        Areas of the group in the plain top n.
    binding
        Whether the list stands at the rule's minimum or maximum.
    """

    rule: Rule
    count: int
    plain_count: int
    binding: bool


@dataclass(frozen=True)
class Shortlist:
    """The best list under the rules, with its proof and what simpler ways give.

    Parameters
    ----------
    codes
        The chosen areas in order of rank, equal ranks by code.
    total
        Sum of their scores.
    bound
        No list that keeps the rules has a total above this (proven by the solver).
    status
        ``optimal``.
    solver
        Name and version.
    greedy_total
        Total of the list that a greedy pass finds under the same rules; None if it finds none.
    plain_top
        The n areas with the highest scores, whatever the rules say.
    plain_broken
        The rules that the plain top n breaks.
    rules
        Every rule, group by group.
    """

    codes: tuple[str, ...]
    total: float
    bound: float
    status: Literal["optimal"]
    solver: str
    greedy_total: float | None
    plain_top: tuple[str, ...]
    plain_broken: tuple[Broken, ...]
    rules: tuple[RuleOutcome, ...]

    @property
    def gap(self) -> float:
        """``(bound - total) / total``; 0 where they differ by no more than `EQUAL`."""
        above = self.bound - self.total
        return above / self.total if above > EQUAL else 0.0


def choose_areas(areas: Areas, scores: Scores, scenario: Scenario) -> Shortlist:
    """Choose the areas with the greatest total score that keep the scenario's rules.

    Areas without a score are not eligible. The list is optimal: HiGHS closes the gap to zero,
    and totals within a millionth of a point count as equal. Among equal totals the list with the
    highest-ranking areas wins, and among equal scores the smaller code (`scoring.choose.ties`).

    Raises
    ------
    ScoringError
        If all areas have the same score, so that there is nothing to choose by, or if no list keeps
        the rules. The message says what counting can tell (`obstacles`); otherwise that the limits,
        named as written, cannot be kept together.
    """
    with about("choose"):
        return _chosen(areas, scores, scenario)


def _chosen(areas: Areas, scores: Scores, scenario: Scenario) -> Shortlist:
    order = _ranking(scores)
    if len(order) > scenario.choose.count and order.iloc[0] == order.iloc[-1]:
        raise ScoringError(
            'Under the scenario "{scenario}" all {areas} areas have the same score, {score}, so '
            "there is nothing to choose by. Look at its thresholds and normalisations.",
            scenario=scenario.id,
            areas=len(order),
            score=f"{order.iloc[0]:g}",
        )
    compared = scores.compared.to_numpy()
    held = rules(areas, scenario, compared)
    _feasible_by_count(areas, order, held, scenario)
    programme = _programme(areas, order, held, scenario.choose.count)
    found = best(programme)
    if found is None:
        raise ScoringError(
            'No list of {count} areas keeps all limits of the scenario "{scenario}" at once, '
            "though each can be kept alone: {limits}. Loosen one of them.",
            count=scenario.choose.count,
            scenario=scenario.id,
            limits="; ".join(_in_words(limit) for limit in scenario.choose.limits),
        )
    codes = tuple(order.index[found.chosen])
    total = programme.total(found.chosen)
    by_hand = greedy(programme, np.array([_KINDS.index(rule.by) for rule in held], dtype=np.intp))
    plain = tuple(order.index[: scenario.choose.count])
    return Shortlist(
        codes=codes,
        total=total,
        bound=found.bound,
        status="optimal",
        solver=SOLVER,
        greedy_total=None if by_hand is None else programme.total(by_hand),
        plain_top=plain,
        plain_broken=tuple(check(areas, plain, scenario, compared)),
        rules=_outcomes(areas, held, codes, plain),
    )


_KINDS = get_args(Grouping)


def _ranking(scores: Scores) -> pd.Series[float]:
    eligible = scores.score.dropna().rename_axis("area_code").reset_index()
    ordered = eligible.sort_values(["score", "area_code"], ascending=[False, True])
    return ordered.set_index("area_code")["score"]


def _feasible_by_count(
    areas: Areas, order: pd.Series[float], held: Sequence[Rule], scenario: Scenario
) -> None:
    members = _groups_of(areas, held, order.index)
    found = obstacles(held, members, len(order), scenario.choose.count)
    if found:
        raise ScoringError(
            'The rules of the scenario "{scenario}" cannot be kept: {obstacles}. '
            "Loosen these rules or change the count.",
            scenario=scenario.id,
            obstacles="; ".join(found),
        )


def _programme(
    areas: Areas, order: pd.Series[float], held: Sequence[Rule], count: int
) -> Programme:
    own = _groups_of(areas, held, order.index)
    rows = [own[rule.by] == rule.group for rule in held]
    return Programme(
        score=np.asarray(order, dtype=np.float64),
        member=csr_array(np.array(rows, dtype=float).reshape(len(held), len(order))),
        lower=np.array([-np.inf if r.minimum is None else r.minimum for r in held], dtype=float),
        upper=np.array([np.inf if r.maximum is None else r.maximum for r in held], dtype=float),
        count=count,
    )


def _outcomes(
    areas: Areas, held: Sequence[Rule], codes: tuple[str, ...], plain: tuple[str, ...]
) -> tuple[RuleOutcome, ...]:
    chosen = _groups_of(areas, held, pd.Index(codes))
    highest = _groups_of(areas, held, pd.Index(plain))
    counts = [int((chosen[rule.by] == rule.group).sum()) for rule in held]
    return tuple(
        RuleOutcome(
            rule=rule,
            count=count,
            plain_count=int((highest[rule.by] == rule.group).sum()),
            binding=count in (rule.minimum, rule.maximum),
        )
        for rule, count in zip(held, counts, strict=True)
    )


def _groups_of(
    areas: Areas, held: Sequence[Rule], codes: pd.Index
) -> dict[Grouping, NDArray[np.str_]]:
    return {
        by: groups(areas, by).loc[codes].to_numpy(dtype=str)
        for by in dict.fromkeys(rule.by for rule in held)
    }


def _in_words(limit: Limit) -> str:
    bounds = {"at least": limit.minimum, "at most": limit.maximum}
    said = " and ".join(f"{words} {n}" for words, n in bounds.items() if n is not None)
    return (
        f"{said} in {f'each {limit.by}' if limit.equals is None else f'{limit.by} {limit.equals}'}"
    )
