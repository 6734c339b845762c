"""What is open under a scenario, and every combination of methods, made ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.change import changed
from scoring.index import rescore
from scoring.methods import Aggregation, Missing, Normalisation, Treatment
from scoring.prepare import Prepared, prepare
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.steps import Remark
from scoring.uncertain import OpenWeights, Uncertainty, same

USUAL = Uncertainty(
    weights=OpenWeights(method="spread", spread=0.3),
    normalisation=tuple(Normalisation(method=m) for m in ("min_max", "z_score", "rank")),
    treatment=("automatic",),
    missing=("average", "region_mean"),
    aggregation=tuple(Aggregation(method=m) for m in ("arithmetic", "mazziotta_pareto")),
    figures="normal",
)
"""What is open where a scenario does not say; what cannot be done under it is left out, and told.
"""

CHOICES = ("normalisation", "treatment", "missing", "aggregation")
"""The steps of which another method can be drawn, in the order of a score."""

Option = Normalisation | Treatment | Missing | Aggregation | None
"""A method, or None for what the scenario says."""


@dataclass(frozen=True, eq=False)
class Combination:
    """One method for each step, and the areas prepared under them.

    Parameters
    ----------
    scenario
        With these methods, and else as it was.
    prepared
        From `scoring.prepare.prepare`.
    scores
        With the weights and figures as stated.
    """

    scenario: Scenario
    prepared: Prepared
    scores: Scores


@dataclass(frozen=True, eq=False)
class Opened:
    """What is open, with every combination of methods.

    Parameters
    ----------
    areas, scenario
        What it is about.
    weights
        How far weights are open.
    options
        For each of `CHOICES` the methods that are drawn, each as likely as the others; the first is
        None, what the scenario says.
    combinations
        One for each combination of options, the last choice running fastest.
    figures
        How figures vary.
    stated
        Whether the scenario says itself what is open, rather than the usual being taken.
    remarks
        What of the usual cannot be done here.
    """

    areas: Areas
    scenario: Scenario
    weights: OpenWeights
    options: tuple[tuple[Option, ...], ...]
    combinations: tuple[Combination, ...]
    figures: str
    stated: bool
    remarks: tuple[Remark, ...] = ()

    def combination(self, picks: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return which combination each row of picks, one for each of `CHOICES`, stands for."""
        sizes = [len(options) for options in self.options]
        return np.ravel_multi_index(tuple(picks.T), sizes)


def opened(areas: Areas, scenario: Scenario) -> Opened:
    """Return what a scenario leaves open, and prepare every combination of methods.

    Raises
    ------
    ScoringError
        If the scenario cannot be scored, or names a method that cannot be used here.
    """
    asked = scenario.uncertainty or Uncertainty()
    base = _ready(areas, scenario, {})
    accepted: list[tuple[Option, ...]] = [(None,) for _ in CHOICES]
    ready: dict[tuple[str, ...], Combination] = {_key([None] * len(CHOICES)): base}
    remarks: list[Remark] = []
    for step, choice in enumerate(CHOICES):
        said = getattr(asked, choice)
        nothing = _changes_nothing(choice, scenario, base)
        if nothing is not None:
            remarks += [nothing] * bool(said)
            continue
        for option in _others(choice, scenario, asked):
            new = [*accepted[:step], (option,), *accepted[step + 1 :]]
            try:
                made = {
                    _key(picks): _made(areas, scenario, ready, picks) for picks in product(*new)
                }
            except ScoringError as error:
                if said is not None:
                    raise ScoringError(
                        'Left open, {choice} "{method}" cannot be done beside all the rest that '
                        "is open or stated; take one of them out. {why}",
                        choice=choice,
                        method=named(option),
                        why=error,
                        field=f"uncertainty.{choice}",
                    ) from error
                remarks.append(_not_done(choice, option, error))
                continue
            ready |= made
            accepted[step] = (*accepted[step], option)
    return Opened(
        areas=areas,
        scenario=scenario,
        weights=asked.weights or _usual_weights(),
        options=tuple(accepted),
        combinations=tuple(ready[_key(picks)] for picks in product(*accepted)),
        figures=asked.figures or str(USUAL.figures),
        stated=scenario.uncertainty is not None,
        remarks=tuple(remarks),
    )


def named(option: Option) -> str:
    """Return a method by its name, with what it takes; "as stated" for what the scenario says."""
    if option is None or isinstance(option, str):
        return option or "as stated"
    # one that takes nothing is written by its name alone
    plain: Any = option.model_dump(by_alias=True)
    if isinstance(plain, str):
        return plain
    given = ", ".join(f"{key} {value}" for key, value in plain.items() if key != "method")
    return f"{option.method} ({given})"


def _usual_weights() -> OpenWeights:
    return USUAL.weights or OpenWeights(method="fixed")


def _changes_nothing(choice: str, scenario: Scenario, base: Combination) -> Remark | None:
    """Return why no other method of a step would change anything; None if one could."""
    if choice == "missing" and not base.prepared.gaps.any():
        return Remark("No figure is missing, so that no other rule for missing figures is drawn.")
    if choice == "normalisation" and all(i.normalisation for i in scenario.indicators):
        return Remark("Every indicator names its normalisation, so that no other one is drawn.")
    if choice == "aggregation" and len(scenario.pillars) == 1:
        # the only member is the value, however it is aggregated
        return Remark("There is one pillar, so that no other way from pillars to score is drawn.")
    return None


def _others(choice: str, scenario: Scenario, asked: Uncertainty) -> Iterator[Option]:
    """Return the methods that would change something."""
    said = getattr(asked, choice)
    stated = getattr(scenario, choice, None)
    if choice == "missing" and said is None and stated in ("exclude", "refuse"):
        # who leaves areas out, or wants no gaps, has not said how to fill them
        return
    for option in getattr(USUAL, choice) if said is None else said:
        if same(option, stated):
            continue
        if choice == "treatment" and all(i.treatment == option for i in scenario.indicators):
            continue
        yield option


def _made(
    areas: Areas,
    scenario: Scenario,
    ready: dict[tuple[str, ...], Combination],
    picks: Sequence[Option],
) -> Combination:
    if (there := ready.get(_key(picks))) is not None:
        return there
    # what is open was said beside what the scenario decides
    scenario = scenario.model_copy(update={"uncertainty": None})
    changes: dict[str, Any] = {}
    for choice, option in zip(CHOICES, picks, strict=True):
        if option is None:
            continue
        plain = option if isinstance(option, str) else option.model_dump(by_alias=True)
        if choice == "treatment":
            changes |= {
                f"pillar.{pillar.id}.indicator.{indicator.id}.treatment": plain
                for pillar in scenario.pillars
                for indicator in pillar.indicators
            }
        else:
            changes[choice] = plain
    # another aggregation alone needs no other scales
    same = ready.get(_key([*picks[:-1], None]))
    return _ready(areas, scenario, changes, None if same is None else same.prepared)


def _ready(
    areas: Areas, scenario: Scenario, changes: dict[str, Any], known: Prepared | None = None
) -> Combination:
    other = changed(scenario, changes) if changes else scenario
    prepared = prepare(areas, other) if known is None else replace(known, scenario=other)
    # refuses what the aggregations cannot take
    return Combination(other, prepared, rescore(prepared))


def _key(picks: Sequence[Option]) -> tuple[str, ...]:
    return tuple(repr(option) for option in picks)


def _not_done(choice: str, option: Option, error: ScoringError) -> Remark:
    return Remark(
        'Not among what is drawn: {choice} "{method}", for it cannot be done here. {why}',
        # further sentences say what to do about a scenario that wants it
        {"choice": choice, "method": named(option), "why": f"{str(error).split('. ')[0]}."},
    )
