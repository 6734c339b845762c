"""What a draw is made of: numbers between 0 and 1, and which of them decides what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.errors import ScoringError
from scoring.fields import about
from scoring.scenario import Scenario
from scoring.steps import Remark
from scoring.uncertainty.noise import NoisyIndicator, noisy
from scoring.uncertainty.opened import CHOICES, Opened
from scoring.uncertainty.weights import between, dirichlet, steps_between

Numbers = NDArray[np.float64]

_ROUNDING = 1e-9
_BITS = 2**30
"""Of a number between 0 and 1 that seeds a generator; Sobol' numbers have no more."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What some draws decide.

    Parameters
    ----------
    weights
        Shape (draws, indicators): of each in its pillar.
    pillar_weights
        Shape (draws, pillars).
    combination
        Shape (draws,), which combination of methods.
    figures
        Shape (draws,), which figures: the seed of their noise; -1 where they do not vary.
    """

    weights: Numbers
    pillar_weights: Numbers
    combination: NDArray[np.intp]
    figures: NDArray[np.int64]

    def at(self, draws: NDArray[np.intp]) -> Drawn:
        """Return what some of the draws decide."""
        return Drawn(
            self.weights[draws],
            self.pillar_weights[draws],
            self.combination[draws],
            self.figures[draws],
        )


@dataclass(frozen=True, eq=False)
class Level:
    """The members of one level, and how far their weights are open.

    Parameters
    ----------
    centre
        Shape (members,), the weights that they have as stated, summing to 1.
    bounds
        Shape (2, members), or None.
    judges
        Shape (people, members), the weights that each of the people gives, or None.
    """

    centre: Numbers
    bounds: Numbers | None = None
    judges: Numbers | None = None


@dataclass(frozen=True, eq=False)
class Sources:
    """The sources of uncertainty that are open, and how numbers become decisions.

    Parameters
    ----------
    opened
        What is open.
    noisy
        The indicators whose figures vary.
    levels
        The pillars as one level, then the indicators of each.
    people
        Whose points weights can be, wherever they give any.
    columns
        For each source that is open its columns among the numbers of a draw: ``pillar_weights``,
        ``indicator_weights`` or, of judges, ``weights``; ``normalisation``, ``treatment``,
        ``missing``, ``aggregation``; ``figures``.
    """

    opened: Opened
    noisy: tuple[NoisyIndicator, ...]
    levels: tuple[Level, ...]
    people: tuple[str, ...]
    columns: dict[str, NDArray[np.intp]]

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What a reader should know of weights that are open."""
        outside = [
            id
            for level, ids in zip(self.levels, _members(self.opened.scenario), strict=True)
            if level.bounds is not None
            for id, weight, low, high in zip(ids, level.centre, *level.bounds, strict=True)
            if not low - _ROUNDING <= weight <= high + _ROUNDING
        ]
        if not outside:
            return ()
        return (
            Remark(
                "The weights that {members} have in the score lie outside their bounds, so that "
                "no draw has the weights of the score.",
                {"members": ", ".join(outside)},
            ),
        )

    @property
    def numbers(self) -> int:
        """How many numbers between 0 and 1 make a draw."""
        return sum(len(own) for own in self.columns.values())

    def drawn(self, numbers: Numbers, seed: int, only: Sequence[str] | None = None) -> Drawn:
        """Return what numbers between 0 and 1 decide.

        Parameters
        ----------
        numbers
            Shape (draws, `numbers`).
        seed
            Of all random numbers that follow from these.
        only
            The sources that vary; all if not given. The others are as stated.
        """
        if only is not None:
            mine = {source: self.columns[source] for source in only}
            return replace(self, columns=mine).drawn(numbers, seed)
        count = len(numbers)
        pillars, *levels = self._weights(numbers, seed)
        picks = np.zeros((count, len(CHOICES)), dtype=np.intp)
        for step, choice in enumerate(CHOICES):
            if choice in self.columns:
                options = len(self.opened.options[step])
                share = numbers[:, self.columns[choice][0]]
                picks[:, step] = _picked(share, options)
        figures = np.full(count, -1, dtype=np.int64)
        if "figures" in self.columns:
            figures = _seeds(numbers[:, self.columns["figures"][0]])
        return Drawn(np.hstack(levels), pillars, self.opened.combination(picks), figures)

    def _weights(self, numbers: Numbers, seed: int) -> list[Numbers]:
        """Return the weights of every level, shape (draws, members) each, pillars first."""
        method, spread = self.opened.weights.method, self.opened.weights.spread or 0.0
        used = dict.fromkeys(self.columns, 0)
        found = []
        for n, level in enumerate(self.levels):
            name = "pillar_weights" if n == 0 else "indicator_weights"
            open_ = "weights" in self.columns or name in self.columns
            if method == "judges" and level.judges is not None and open_:
                share = numbers[:, self.columns["weights"][0]]
                found.append(level.judges[_picked(share, len(self.people))])
                continue
            taken = _taken(method, level) if open_ else 0
            if not taken:
                found.append(np.tile(level.centre, (len(numbers), 1)))
                continue
            own = numbers[:, self.columns[name][used[name] : used[name] + taken]]
            used[name] += taken
            if method == "bounds" and level.bounds is not None:
                steps = steps_between(len(level.centre))
                uniform = np.array([
                    np.random.default_rng([seed, n, key]).random(steps)
                    for key in _seeds(own[:, 0]).tolist()
                ])  # fmt: skip
                low, high = level.bounds
                found.append(between(low, high, uniform.reshape(len(own), steps)))
            else:
                found.append(dirichlet(level.centre, spread, own))
        return found

    def figures(self, key: int, seed: int) -> list[Numbers]:
        """Return the figures of the noisy indicators in a draw; as published without a key."""
        if key < 0:
            return [one.figures for one in self.noisy]
        random = np.random.default_rng([seed, len(self.levels), key])
        return [one.drawn(random) for one in self.noisy]


def sources(opened: Opened) -> Sources:
    """Return the sources of uncertainty that are open under a scenario.

    Raises
    ------
    ScoringError
        As `scoring.uncertainty.noise.noisy`.
    """
    noise, scenario = noisy(opened), opened.scenario
    ways = (scenario.weighting, *(pillar.weighting for pillar in scenario.pillars))
    people = tuple(dict.fromkeys(person for how in ways for person in how.points or ()))
    levels = _levels(opened, people)
    sizes: dict[str, int] = {}
    method = opened.weights.method
    if method == "judges" and any(level.judges is not None for level in levels):
        sizes["weights"] = 1
    else:
        sizes["pillar_weights"] = _taken(method, levels[0])
        sizes["indicator_weights"] = sum(_taken(method, level) for level in levels[1:])
    for choice, options in zip(CHOICES, opened.options, strict=True):
        sizes[choice] = int(len(options) > 1)
    sizes["figures"] = int(bool(noise))
    ends = np.cumsum([0, *sizes.values()])
    columns = {
        name: np.arange(begin, end, dtype=np.intp)
        for name, begin, end in zip(sizes, ends[:-1], ends[1:], strict=True)
        if end > begin
    }
    return Sources(opened, noise, levels, people, columns)


def _members(scenario: Scenario) -> list[list[str]]:
    """Return the members of each level, pillars first."""
    inside = [[indicator.id for indicator in pillar.indicators] for pillar in scenario.pillars]
    return [[pillar.id for pillar in scenario.pillars], *inside]


def _taken(method: str, level: Level) -> int:
    """Return how many numbers a level's weights take."""
    counting = int((level.centre > 0).sum())
    if method == "spread":
        return counting if counting > 1 else 0
    if method == "bounds" and level.bounds is not None:
        return int((level.bounds[1] > level.bounds[0]).any())
    return 0


def _levels(opened: Opened, people: Sequence[str]) -> tuple[Level, ...]:
    """Return the pillars as one level, and then each pillar's indicators."""
    scenario, bounds = opened.scenario, opened.weights.bounds or {}
    scores = opened.combinations[0].scores
    # the log has the weights inside a pillar that itself has none, too
    weighed = {step.field: step.results for step in scores.steps if step.name == "weigh"}
    ways = [("weighting", scenario.weighting)]
    ways += [(f"pillar.{pillar.id}.weighting", pillar.weighting) for pillar in scenario.pillars]
    levels = []
    for (field, how), ids in zip(ways, _members(scenario), strict=True):
        centre = np.array([float(weighed[field][f"weight of {id}"]) for id in ids])
        ends = judges = None
        if any(id in bounds for id in ids):
            # what does not count stays out unless bounds let it in
            free = [(0.0, float(weight > 0)) for weight in centre]
            ends = np.array([bounds.get(id, f) for id, f in zip(ids, free, strict=True)]).T
            with about("uncertainty.weights"):
                _can_be_kept(ends, ids)
        if how.points is not None:
            given = [how.points.get(person) for person in people]
            points = np.array([centre if p is None else [p[id] for id in ids] for p in given])
            judges = points / points.sum(axis=1, keepdims=True)
        levels.append(Level(centre, ends, judges))
    return tuple(levels)


def _can_be_kept(ends: Numbers, ids: Sequence[str]) -> None:
    # where weights are stated this is known before; those from people or the data can be 0
    low, high = ends.sum(axis=1)
    if not low - _ROUNDING <= 1 <= high + _ROUNDING:
        raise ScoringError(
            "No weights of {members} keep the bounds that are given: their least shares add up to "
            "{low} and their most to {high}, where what has the weight 0 keeps it unless it has a "
            "bound. Widen the bounds.",
            members=", ".join(ids),
            low=f"{low:.6g}",
            high=f"{high:.6g}",
        )


def _picked(share: Numbers, options: int) -> NDArray[np.intp]:
    """Return which of so many equally likely options numbers between 0 and 1 stand for."""
    return np.minimum((share * options).astype(np.intp), options - 1)


def _seeds(share: Numbers) -> NDArray[np.int64]:
    return (share * _BITS).astype(np.int64)
