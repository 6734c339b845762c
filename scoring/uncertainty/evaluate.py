"""Scores of many draws at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

import numpy as np
from numpy.typing import NDArray

from geo.errors import ScoringError
from scoring import missing
from scoring.fields import about
from scoring.index import unscored
from scoring.levels import ADDITIVE, aggregated, held, judged
from scoring.methods import Aggregation
from scoring.prepare import filled, rescaled
from scoring.uncertainty.opened import Combination
from scoring.uncertainty.sources import Drawn, Sources

Numbers = NDArray[np.float64]

_TOGETHER = 128
"""Draws that are evaluated together where figures stay."""
_NUMBERS = 2_000_000
"""Numbers that one table of figures that vary may hold."""


class Evaluator:
    """Scores of draws, as `scoring.index.score_areas` would give them, up to rounding.

    Parameters
    ----------
    sources
        What makes a draw.
    seed
        Of the random numbers that follow from a draw's own numbers.
    """

    def __init__(self, sources: Sources, seed: int) -> None:
        self.sources = sources
        self.seed = seed
        self._only: tuple[str, ...] | None = None
        combinations = sources.opened.combinations
        self.rows = combinations[0].prepared.rows
        self._ways = [_Way(combination, sources) for combination in combinations]

    def with_only(self, *varying: str) -> Evaluator:
        """Return what evaluates draws in which some sources vary and all else is as stated."""
        other = copy(self)
        other._only = varying
        return other

    def batches(self, numbers: Numbers) -> Iterator[tuple[NDArray[np.intp], Drawn]]:
        """Divide draws into batches under one combination of methods each.

        Parameters
        ----------
        numbers
            Shape (draws, `Sources.numbers`), 0 to 1.

        Yields
        ------
        tuple
            The positions of the draws among the numbers, and what they decide.
        """
        drawn = self.sources.drawn(numbers, self.seed, self._only)
        varying = max(1, _NUMBERS // (len(self.rows) * max(1, len(drawn.weights[0]))))
        together = min(_TOGETHER, varying) if self.sources.noisy else _TOGETHER
        for way in np.unique(drawn.combination):
            own = np.flatnonzero(drawn.combination == way)
            for begin in range(0, len(own), together):
                at = own[begin : begin + together]
                yield at, drawn.at(at)

    def of(self, numbers: Numbers) -> Numbers:
        """Return the scores of draws in their order, shape (draws, rows), as `scores`.

        Parameters
        ----------
        numbers
            Shape (draws, `Sources.numbers`), 0 to 1.
        """
        scores = np.empty((len(numbers), len(self.rows)))
        for positions, drawn in self.batches(numbers):
            scores[positions] = self.scores(drawn)
        return scores

    def scores(self, drawn: Drawn) -> Numbers:
        """Return the scores of a batch, shape (draws, rows), unit scale; NaN without a score."""
        way = self._ways[int(drawn.combination[0])]
        figures = None
        if self.sources.noisy:
            figures = [self.sources.figures(int(key), self.seed) for key in drawn.figures]
        return way.scores(drawn, figures)


class _Way:
    """One combination of methods, ready for many draws."""

    def __init__(self, combination: Combination, sources: Sources) -> None:
        self._prepared = prepared = combination.prepared
        self._scenario = scenario = combination.scenario
        self._noisy = sources.noisy
        own = [noisy.column for noisy in sources.noisy]
        # under the median of the others a figure that varies moves what is filled in beside it
        every = scenario.missing == "pillar_median" and bool(prepared.gaps.any())
        self._moving = np.zeros(prepared.values.shape[1], dtype=bool)
        self._moving[slice(None) if own and every else own] = True
        self._fill = every or bool(prepared.gaps[:, own].any())
        self._there = ~np.isnan(prepared.values)
        self._means_of = [
            np.nan_to_num(judged(pillar.aggregation, prepared.values[:, columns]))
            if self._is_plain_mean(pillar.aggregation, columns)
            else None
            for pillar, columns in zip(scenario.pillars, prepared.columns, strict=True)
        ]
        self._at_once = None
        if (
            scenario.aggregation.method == "arithmetic"
            and self._there.all()
            and all(known is not None for known in self._means_of)
        ):
            self._at_once = np.hstack([known for known in self._means_of if known is not None]).T

    def _is_plain_mean(self, how: Aggregation, columns: NDArray[np.intp]) -> bool:
        # what varies can be added to a mean, but burdens and duels have to be counted again
        still = not self._moving[columns].any()
        return how.method == "arithmetic" or (how.method in ADDITIVE and still)

    def scores(self, drawn: Drawn, figures: list[list[Numbers]] | None) -> Numbers:
        """Return the scores of a batch, shape (draws, rows)."""
        sizes = [len(columns) for columns in self._prepared.columns]
        weights = drawn.weights * np.repeat(drawn.pillar_weights, sizes, axis=1)
        varied = self._varied(figures) if figures else {}
        if self._at_once is not None:
            still = ~self._moving
            scores: Numbers = weights[:, still] @ self._at_once[still]
            for column, values in varied.items():
                scores += weights[:, [column]] * values
        else:
            members = [
                self._as_mean(n, known, drawn, varied)
                if known is not None
                else self._one_by_one(n, drawn, varied)
                for n, known in enumerate(self._means_of)
            ]
            scores = _aggregated(self._scenario.aggregation, members, drawn.pillar_weights)
        self._take_out(scores, weights > 0)
        return scores

    def _varied(self, figures: list[list[Numbers]]) -> dict[int, Numbers]:
        """Return the values of the columns that vary, shape (draws, rows) each."""
        moving = np.flatnonzero(self._moving).tolist()
        shape = (len(figures), len(self._prepared.rows))
        found = {column: np.empty(shape) for column in moving}
        for draw, own in enumerate(figures):
            for noisy, given in zip(self._noisy, own, strict=True):
                with _by_noise(noisy.id):
                    found[noisy.column][draw] = rescaled(self._prepared, noisy.column, given)
            if self._fill:
                values = self._prepared.normalised.copy()
                for noisy in self._noisy:
                    values[:, noisy.column] = found[noisy.column][draw]
                values = filled(self._prepared, values)
                for column in moving:
                    found[column][draw] = values[:, column]
        return found

    def _as_mean(self, n: int, known: Numbers, drawn: Drawn, varied: dict[int, Numbers]) -> Numbers:
        """Return the values of a pillar that is a plain mean; NaN where an area has none."""
        columns = self._prepared.columns[n]
        weights, there = drawn.weights[:, columns], self._there[:, columns]
        moving = self._moving[columns]
        sums: Numbers = weights[:, ~moving] @ known[:, ~moving].T
        for column in columns[moving]:
            values = varied[column]
            if not self._there[:, column].all():
                values = np.nan_to_num(values)
            sums += drawn.weights[:, [column]] * values
        if not there.all():
            # those that are there share the weight of the others
            with np.errstate(invalid="ignore"):
                sums /= weights @ there.T.astype(np.float64)
        return sums

    def _one_by_one(self, n: int, drawn: Drawn, varied: dict[int, Numbers]) -> Numbers:
        """Return the values of a pillar of another kind."""
        columns = self._prepared.columns[n]
        how = self._scenario.pillars[n].aggregation
        there = self._there[:, columns]
        values = self._prepared.values[:, columns].copy()
        found = np.empty((len(drawn.weights), len(there)))
        for draw, weights in enumerate(drawn.weights[:, columns]):
            for at, column in enumerate(columns.tolist()):
                if column in varied:
                    values[:, at] = varied[column][draw]
            own = weights if there.all() else missing.own_weights(weights, there)
            found[draw] = _one_value(how, values, own)
        return found

    def _take_out(self, scores: Numbers, counting: NDArray[np.bool_]) -> None:
        """Leave areas without a score that lack the figures for one."""
        if not self._prepared.gaps.any():
            return
        patterns, which = np.unique(counting, axis=0, return_inverse=True)
        for n, pattern in enumerate(patterns):
            out = unscored(self._prepared, pattern)
            scores[np.ix_(which.ravel() == n, out)] = np.nan


@contextmanager
def _by_noise(indicator: str) -> Iterator[None]:
    """Say of figures that cannot be scaled that nobody published them."""
    try:
        yield
    except ScoringError as why:
        with about("uncertainty.figures"):
            raise ScoringError(
                'In a draw the figures of "{indicator}", moved by their standard errors, cannot be '
                'scaled. Leave all figures as they are, with figures = "as_published" under '
                "[uncertainty], or mend the cause. {why}",
                indicator=indicator,
                why=why,
            ) from why


def _aggregated(how: Aggregation, members: list[Numbers], weights: Numbers) -> Numbers:
    """Return one value for each draw and row from members of shape (draws, rows)."""
    found = np.zeros(members[0].shape)
    if how.method == "arithmetic":
        for n, member in enumerate(members):
            # what has no weight may be missing
            known = member if weights[:, n].all() else np.where(weights[:, [n]] > 0, member, 0.0)
            found += weights[:, [n]] * known
        return found
    whole = not any(np.isnan(member).any() for member in members)
    for draw, shares in enumerate(weights):
        values, own = np.column_stack([member[draw] for member in members]), shares
        if not whole:
            lacking = np.isnan(values[:, shares > 0]).any(axis=1)
            own = np.where(lacking[:, None], np.nan, shares)
        found[draw] = _one_value(how, values, own)
    return found


def _one_value(how: Aggregation, values: Numbers, weights: Numbers) -> Numbers:
    """Return one value a row; what a draw took below what a method can take counts as the least."""
    with np.errstate(divide="ignore"):
        return aggregated(how, held(how, values), weights)
