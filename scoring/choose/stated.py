"""A scenario's choice, stated over the candidates there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack, vstack

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose.apart import Apart
from scoring.choose.beneficiaries import Room, room_for
from scoring.choose.objectives import Aim, aims, most_of
from scoring.choose.programme import Programme
from scoring.choose.rows import Counted, as_rows, counted_rules
from scoring.choose.rules import Rule
from scoring.fields import about
from scoring.scenario import Scenario
from scoring.scores import Scores


@dataclass(frozen=True)
class Barred:
    """Why an area with a score cannot be chosen at all.

    Parameters
    ----------
    kind
        ``locked_out``; ``no_figure``: a rule counts something that nobody knows of this area;
        ``too_few_people``: fewer than a site must have beneficiaries.
    field
        The rule.
    because
        Of a lock, the reason given; else what is not known, or how many people there are.
    """

    kind: Literal["locked_out", "no_figure", "too_few_people"]
    field: str
    because: str


@dataclass(frozen=True, eq=False)
class Stated:
    """The candidates, the rules as rows over them, and what is to be greatest.

    Parameters
    ----------
    areas, scores, scenario
        What it was stated on.
    score
        By area code, all that have one: the candidates. From the best down, equal scores by code.
    barred
        Of the candidates that cannot be chosen, each reason.
    counted
        The rules that count something, over all areas.
    rules
        Shape (rows,), which rule a row belongs to; a rule can have several.
    rows, lower, upper
        Amounts over the candidates and the number of beneficiaries (the last column), and their
        bounds.
    others
        Rules that are no rows: distance, neighbours, locks.
    room
        How many beneficiaries each candidate can have; None where nobody asks.
    aims
        What is to be greatest, in order.
    """

    areas: Areas
    scores: Scores
    scenario: Scenario
    score: pd.Series[float]
    barred: dict[str, tuple[Barred, ...]]
    counted: tuple[Counted, ...]
    rules: tuple[Rule, ...]
    rows: csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    others: tuple[Rule, ...]
    room: Room | None
    aims: tuple[Aim, ...]

    @cached_property
    def every_rule(self) -> tuple[Rule, ...]:
        """All rules, each once, in the order in which they are stated."""
        return tuple(dict.fromkeys((*self.rules, *self.others)))

    @property
    def groups_alone(self) -> bool:
        """Whether all that the rules ask is how many areas come from which groups."""
        return all(rule.kind in ("count", "limit") for rule in self.every_rule)

    @cached_property
    def apart(self) -> Apart:
        """Which candidates may not both be chosen."""
        return Apart(
            self.areas,
            self.areas.codes.get_indexer(self.score.index),
            self.scenario.choose.min_distance_km,
            self.scenario.choose.neighbours is not None,
        )

    def programme(self, rules: frozenset[Rule] | None = None) -> Programme:
        """Return the programme with nothing to gain yet.

        Parameters
        ----------
        rules
            Those to keep, all if not given.
        """
        n = len(self.score)
        keeps = [rules is None or rule in rules for rule in self.rules]
        covers = [aim.covers for aim in self.aims if aim.covers is not None]
        places = sum(cover.shape[0] for cover in covers)
        most = 0.0 if self.room is None else float(self.room.high.sum())
        # a place counts as covered as far as sites cover it
        between = csr_array((self.rows.shape[0], places))
        rows = hstack([self.rows[:, :n], between, self.rows[:, n:]])
        if covers:
            own = csr_array(vstack(covers))
            tail = csr_array((places, 1))
            rows = vstack([rows, hstack([own, -eye_array(places), tail])])
        low = np.zeros(n + places + 1)
        low[:n][self.score.index.isin(self._locked_in(rules))] = 1
        high = np.concatenate([np.ones(n + places), [most]])
        high[:n][self._out(rules)] = 0
        return Programme(
            gain=np.zeros(n + places + 1),
            rows=csr_array(rows),
            lower=np.append(np.where(keeps, self.lower, -np.inf), np.zeros(places)),
            upper=np.append(np.where(keeps, self.upper, np.inf), np.full(places, np.inf)),
            low=low,
            high=high,
            whole=np.concatenate([np.ones(n, bool), np.zeros(places, bool), [True]]),
            apart=self.apart if rules is None else self.apart.only(*(r.kind for r in rules)),
            covers=csr_array(vstack(covers)) if covers else None,
        )

    def under(self, scores: NDArray[np.float64]) -> Stated:
        """Return the same choice under other scores of the candidates.

        They stay in the order in which they are, and who cannot be chosen stays so.

        Parameters
        ----------
        scores
            Shape (candidates,); NaN for those without one, who add nothing to a list.
        """
        there = ~np.isnan(scores)
        added = np.nan_to_num(scores)
        count = self.scenario.choose.count

        def under_them(aim: Aim) -> Aim:
            of_sites = added if aim.objective.of == "score" else aim.of_sites
            if aim.covers is not None:
                return aim
            return replace(aim, of_sites=of_sites, most=most_of(of_sites[there], count))

        return replace(
            self,
            score=pd.Series(scores, self.score.index, name="score"),
            aims=tuple(map(under_them, self.aims)),
        )

    def gain(self, aim: Aim) -> NDArray[np.float64]:
        """Return what each column of the programme adds to one aim."""
        blocks = [aim.of_sites]
        blocks += [
            other.of_places if other is aim else np.zeros(len(other.of_places))
            for other in self.aims
        ]
        return np.concatenate([*blocks, [0.0]])

    def _out(self, rules: frozenset[Rule] | None) -> NDArray[np.bool_]:
        kept = None if rules is None else {rule.field for rule in rules}
        out = [
            code
            for code, bars in self.barred.items()
            if kept is None or any(bar.field in kept for bar in bars)
        ]
        return self.score.index.isin(out)

    def _locked_in(self, rules: frozenset[Rule] | None) -> list[str]:
        return [
            str(rule.of)
            for rule in self.others
            if rule.kind == "locked_in" and (rules is None or rule in rules)
        ]


def state(areas: Areas, scores: Scores, scenario: Scenario) -> Stated:
    """State a scenario's choice over the areas that have a score.

    Raises
    ------
    ScoringError
        If a rule names an area, a group or a column that is not there, if a locked-in area cannot
        be chosen at all, or if all areas have the same score, so that there is nothing to choose
        by.
    """
    score = _ranking(scores)
    _tells_apart(score, scenario)
    locks = _locks(areas, scenario)
    counted = counted_rules(areas, scenario, scores.compared.to_numpy())
    room = room_for(areas, scenario)
    barred = _barred(areas, scenario, score.index, counted, room)
    _can_be_locked_in(areas, scenario, scores, barred)
    at = areas.codes.get_indexer(score.index)
    if room is not None:
        own = room.at(at)
        room = Room(own.low, np.nan_to_num(own.high), own.need)
    rules, rows, lower, upper = as_rows(counted, at, room, scenario)
    return Stated(
        areas=areas,
        scores=scores,
        scenario=scenario,
        score=score,
        barred=barred,
        counted=tuple(counted),
        rules=rules,
        rows=rows,
        lower=lower,
        upper=upper,
        others=(*_apart(scenario), *locks),
        room=room,
        aims=aims(areas, scenario, score),
    )


def _ranking(scores: Scores) -> pd.Series[float]:
    known = scores.score.dropna().rename_axis("area_code").reset_index()
    ordered = known.sort_values(["score", "area_code"], ascending=[False, True])
    return ordered.set_index("area_code")["score"]


def _tells_apart(score: pd.Series[float], scenario: Scenario) -> None:
    only_by_score = {o.of for o in scenario.choose.objectives or ()} <= {"score"}
    if only_by_score and len(score) > scenario.choose.count and score.iloc[0] == score.iloc[-1]:
        raise ScoringError(
            'Under the scenario "{scenario}" all {areas} areas have the same score, {score}, so '
            "there is nothing to choose by. Look at its thresholds and normalisations.",
            scenario=scenario.id,
            areas=f"{len(score):,}",
            score=f"{score.iloc[0]:g}",
        )


def _apart(scenario: Scenario) -> list[Rule]:
    found = []
    km = scenario.choose.min_distance_km
    if km is not None:
        found.append(Rule("choose.min_distance_km", "distance", minimum=km))
    if scenario.choose.neighbours is not None:
        found.append(Rule("choose.neighbours", "neighbours"))
    return found


def _locks(areas: Areas, scenario: Scenario) -> list[Rule]:
    found = []
    kinds: tuple[Literal["locked_in", "locked_out"], ...] = ("locked_in", "locked_out")
    for kind in kinds:
        for number, lock in enumerate(getattr(scenario.choose, kind) or (), start=1):
            field = f"choose.{kind}.{number}"
            with about(f"{field}.area"):
                if lock.area not in areas.codes:
                    raise ScoringError(
                        'The scenario "{scenario}" locks the area {area}, which is not among these '
                        "{n} areas. Use the six-digit code of one that is there.",
                        scenario=scenario.id,
                        area=lock.area,
                        n=f"{len(areas):,}",
                    )
            found.append(Rule(field, kind, of=lock.area, because=lock.because))
    return found


def _barred(
    areas: Areas,
    scenario: Scenario,
    codes: pd.Index,
    counted: Sequence[Counted],
    room: Room | None,
) -> dict[str, tuple[Barred, ...]]:
    found: dict[str, list[Barred]] = defaultdict(list)
    rows = areas.codes.get_indexer(codes)
    for number, lock in enumerate(scenario.choose.locked_out or (), start=1):
        if lock.area in codes:
            found[lock.area].append(
                Barred("locked_out", f"choose.locked_out.{number}", lock.because)
            )
    asked = scenario.choose.beneficiaries
    if room is not None and asked is not None:
        lows, highs = room.low[rows], room.high[rows]
        for row in np.flatnonzero(~(highs >= lows)).tolist():
            code, high = str(codes[row]), highs[row]
            if np.isnan(high):
                found[code].append(
                    Barred("no_figure", "choose.beneficiaries", str(asked.shared_by))
                )
            else:
                found[code].append(Barred("too_few_people", "choose.beneficiaries", f"{high:g}"))
    for one in counted:
        for row in np.flatnonzero(np.isnan(one.amounts[rows])).tolist():
            found[str(codes[row])].append(Barred("no_figure", one.rule.field, one.of))
    return {code: tuple(bars) for code, bars in found.items()}


def _can_be_locked_in(
    areas: Areas, scenario: Scenario, scores: Scores, barred: Mapping[str, tuple[Barred, ...]]
) -> None:
    for number, lock in enumerate(scenario.choose.locked_in or (), start=1):
        if np.isnan(scores.score[lock.area]):
            why = f"has no score ({scores.reason[lock.area]})"
        elif lock.area in barred:
            bar = barred[lock.area][0]
            words = {
                "no_figure": "has no figure for {because}, which {field} counts",
                "too_few_people": "has {because} people, fewer than a site needs under {field}",
                "locked_out": "is locked out as well",
            }
            why = words[bar.kind].format(because=bar.because, field=bar.field)
        else:
            continue
        with about(f"choose.locked_in.{number}"):
            raise ScoringError(
                'The scenario "{scenario}" locks {area} in, and that area {why}. Take the lock '
                "out, or what keeps the area off.",
                scenario=scenario.id,
                area=lock.area,
                why=why,
            )
