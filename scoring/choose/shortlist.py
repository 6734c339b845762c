"""The best list under a scenario's rules."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose.best import Best, best
from scoring.choose.certificate import Certificate, certificate
from scoring.choose.check import Broken, check
from scoring.choose.clash import impossible
from scoring.choose.exchange import Exchanges
from scoring.choose.greedy import greedy
from scoring.choose.highs import SOLVER
from scoring.choose.objectives import Aim
from scoring.choose.places import places_of
from scoring.choose.rules import Rule
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import Stated, state
from scoring.fields import about
from scoring.scenario import Scenario
from scoring.scores import Scores

SECONDS = 60.0
"""How long the best list is looked for before the best one found is given."""


@dataclass(frozen=True)
class RuleOutcome:
    """A rule and how the chosen list stands to it.

    Parameters
    ----------
    rule
        The rule.
    found
        What the list has of what it counts: areas of the group, people, cost; of a distance the
        least between two sites, in km.
    plain
        The same of the plain top n; NaN where it hangs on beneficiaries, who are not shared out
        over it.
    binding
        Whether the list stands at the rule's minimum or maximum, of a cost of beneficiaries so near
        it that one more would be too dear; of a distance or neighbours, whether the proof charges
        for it.
    """

    rule: Rule
    found: float
    plain: float
    binding: bool


@dataclass(frozen=True)
class SimplerWay:
    """What a simpler way of choosing gives.

    Parameters
    ----------
    codes
        Its areas, in the order in which it takes them.
    total
        Sum of their scores.
    broken
        The rules that they break.
    """

    codes: tuple[str, ...]
    total: float
    broken: tuple[Broken, ...]


@dataclass(frozen=True, eq=False)
class Shortlist:
    """The best list under the rules, with its proof and what simpler ways give.

    Parameters
    ----------
    codes
        The chosen areas in order of rank, equal ranks by code.
    total
        Sum of their scores.
    status
        ``optimal``, or ``stopped`` where the time was up before there was a proof; another run may
        then find another list.
    solver
        Name and version.
    certificate
        The proof.
    achieved
        How much the list has of each objective.
    beneficiaries
        For each site how many people are trained there; None where the scenario says nothing of
        them.
    greedy
        What one pass from the top down gives under the same rules.
    plain
        The n areas with the highest scores, whatever the rules say.
    rules
        Every rule, group by group.
    stated, best
        What was solved, and the solution, for those who ask further.
    """

    codes: tuple[str, ...]
    total: float
    status: Literal["optimal", "stopped"]
    solver: str
    certificate: Certificate
    achieved: tuple[tuple[Aim, float], ...]
    beneficiaries: dict[str, int] | None
    greedy: SimplerWay
    plain: SimplerWay
    rules: tuple[RuleOutcome, ...]
    stated: Stated
    best: Best

    @property
    def gap(self) -> float:
        """``(bound - value) / value``; 0 where they count as equal."""
        above = self.certificate.bound - self.certificate.value
        return above / abs(self.certificate.value) if above > self.best.solution.equal else 0.0

    @property
    def chosen(self) -> NDArray[np.bool_]:
        """Shape (candidates,), whether a candidate is on the list."""
        return self.best.solution.chosen

    @cached_property
    def exchanges(self) -> Exchanges:
        """What exchanging one site for one other area would change."""
        return Exchanges(self.stated, self.best)

    @property
    def by_score_alone(self) -> bool:
        """Whether the total score is all that the list is the best of."""
        return all(aim.objective.of == "score" for aim in self.stated.aims)

    @property
    def plain_top(self) -> tuple[str, ...]:
        """The n areas with the highest scores."""
        return self.plain.codes


def choose_areas(
    areas: Areas, scores: Scores, scenario: Scenario, seconds: float = SECONDS
) -> Shortlist:
    """Choose the areas with the greatest total score, or other objectives, that keep the rules.

    Areas without a score are not eligible. The list is proven best (`scoring.choose.solve`), and
    totals within a millionth of a point count as equal. Among equal totals the list with the
    highest-ranking areas wins, and among equal scores the smaller code (`scoring.choose.ties`).

    Parameters
    ----------
    seconds
        After so long the best list found is given, with its gap.

    Raises
    ------
    ScoringError
        If a rule names what is not there, if all areas have the same score, or if no list was
        found in time.
    ImpossibleError
        If no list keeps the rules; it says which of them clash, and what would help.
    """
    with about("choose"):
        question = state(areas, scores, scenario)
        try:
            found = best(question, until=time.monotonic() + seconds)
        except NothingFoundError as cause:
            raise ScoringError(
                'For the scenario "{scenario}" no list was found in {seconds:g} seconds, nor a '
                "proof that there is none. Give it more time, or loosen a rule.",
                scenario=scenario.id,
                seconds=seconds,
            ) from cause
        if found is None:
            raise impossible(question, seconds)
    return _shortlist(scores, question, found)


def _shortlist(scores: Scores, question: Stated, found: Best) -> Shortlist:
    codes = tuple(map(str, question.score.index[found.solution.chosen]))
    plain = tuple(map(str, question.score.index[: question.scenario.choose.count]))
    places = places_of(question, found.programme, found.solution.chosen)
    by_hand = tuple(map(str, question.score.index[greedy(question)]))
    compared = scores.compared.to_numpy()
    broken = check(question.areas, codes, question.scenario, compared, places)
    if broken:
        # not a user's fault: what makes lists and what tests them do not agree
        raise RuntimeError(f"The list breaks rules that it should keep: {broken}")
    proof = certificate(question, found)
    return Shortlist(
        codes=codes,
        total=_total(scores, codes),
        status="optimal" if found.proven else "stopped",
        solver=SOLVER,
        certificate=proof,
        achieved=tuple((aim, aim.value(found.solution.chosen)) for aim in question.aims),
        beneficiaries=places,
        greedy=_simpler(scores, question, by_hand, compared),
        plain=_simpler(scores, question, plain, compared),
        rules=_outcomes(
            question, found, codes, plain, 0 if places is None else sum(places.values())
        ),
        stated=question,
        best=found,
    )


def _total(scores: Scores, codes: Sequence[str]) -> float:
    return math.fsum(scores.score[list(codes)])


def _simpler(
    scores: Scores, question: Stated, codes: tuple[str, ...], compared: NDArray[np.bool_]
) -> SimplerWay:
    broken = tuple(check(question.areas, codes, question.scenario, compared))
    return SimplerWay(codes, _total(scores, codes), broken)


def _outcomes(
    question: Stated, found: Best, codes: tuple[str, ...], plain: tuple[str, ...], trained: int
) -> tuple[RuleOutcome, ...]:
    rows = [question.areas.codes.get_indexer(pd.Index(own)) for own in (codes, plain)]
    outcomes = []
    for one in question.counted:
        listed, top = (float(np.nansum(one.amounts[own])) for own in rows)
        if one.per_beneficiary:
            # how many people the plain top would train, nobody has worked out
            listed, top = listed + one.per_beneficiary * trained, math.nan
        binding = listed in (one.rule.minimum, one.rule.maximum)
        if one.per_beneficiary and one.rule.maximum is not None:
            # what is left does not pay for one more
            binding |= one.rule.maximum - listed < one.per_beneficiary
        outcomes.append(RuleOutcome(one.rule, listed, top, binding))
    for rule in question.every_rule:
        if rule.kind == "beneficiaries":
            at_a_bound = trained in (rule.minimum, rule.maximum)
            outcomes.append(RuleOutcome(rule, trained, math.nan, at_a_bound))
        elif rule.kind in ("distance", "neighbours"):
            outcomes.append(_apart(rule, question, found, rows))
        elif rule.kind in ("locked_in", "locked_out"):
            listed, top = float(rule.of in codes), float(rule.of in plain)
            outcomes.append(RuleOutcome(rule, listed, top, binding=listed != top))
    return tuple(outcomes)


def _apart(
    rule: Rule, question: Stated, found: Best, rows: Sequence[NDArray[np.intp]]
) -> RuleOutcome:
    binding = bool(len(found.solution.root.cliques))
    if rule.kind == "distance":
        listed, top = (least_distance(question.areas, own) for own in rows)
    else:
        listed, top = (float(question.areas.neighbours[own][:, own].sum() / 2) for own in rows)
    return RuleOutcome(rule, listed, top, binding)


def least_distance(areas: Areas, rows: NDArray[np.intp]) -> float:
    """Return the least distance in km between any two areas; NaN if there are no two."""
    near = areas.nearer_than(1.0)
    each = [near.km_between(int(row), rows[n + 1 :]) for n, row in enumerate(rows[:-1])]
    found = np.concatenate([*each, np.empty(0)])
    return float(found.min()) if len(found) else math.nan
