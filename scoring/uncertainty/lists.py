"""The best list of each of many draws, and what these lists have in common."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.choose.solve import NothingFoundError, solve
from scoring.choose.stated import Stated
from scoring.choose.ties import first_of_equals
from scoring.uncertainty.choosing import SECONDS, Chooser, DrawnList
from scoring.uncertainty.draws import BLOCK, Progress, sequence, standard_error, workers
from scoring.uncertainty.evaluate import Evaluator

Numbers = NDArray[np.float64]

_ROUND = 128
"""Lists after which it is asked whether they are enough."""
_TIES = int.from_bytes(b"ties")
"""Sets the random orders that settle ties apart from all else that comes from the same seed."""


@dataclass(frozen=True, eq=False)
class Lists:
    """How often areas are on the best list of a draw.

    Parameters
    ----------
    tried
        For how many draws a list was looked for.
    draws
        How many of them have one.
    without
        How many have none, as when too few areas have a score in them.
    unproven
        For how many the list that was found was not proven best within the time, or none was found.
    stopped
        Whether the time was up before there were as many as asked for.
    counts
        By area code, on how many of the lists each candidate is.
    error
        Largest standard error of the probabilities.
    """

    tried: int
    draws: int
    without: int
    unproven: int
    stopped: bool
    counts: pd.Series[float]
    error: float

    @property
    def chosen(self) -> pd.Series[float]:
        """Probability of being chosen, by area code."""
        return (self.counts / max(self.draws, 1)).rename("p_chosen")

    @property
    def expected_overlap(self) -> float:
        """How many sites the lists of two different draws have in common on average."""
        pairs = self.draws * (self.draws - 1)
        both = float((self.counts * (self.counts - 1)).sum())
        return both / pairs if pairs else float("nan")

    def core(self, share: float) -> tuple[str, ...]:
        """Return the areas that are on at least this share of the lists, by code."""
        enough = self.counts >= share * self.draws - 1e-9
        return tuple(map(str, self.counts.index[enough & (self.counts > 0)].sort_values()))


def chosen_in_draws(
    evaluator: Evaluator,
    chooser: Chooser,
    draws: int,
    error: float,
    *,
    seconds: float = np.inf,
    threads: int = 1,
    progress: Progress | None = None,
) -> Lists:
    """Choose the best list of each draw under the scenario's rules.

    Of lists that are equally good one is taken at random, anew in each draw
    (`scoring.uncertainty.choosing.Chooser.best`).

    Parameters
    ----------
    draws
        How many at most, 1 or more; they are the first of those that `draws.evaluated` looks at.
    error
        A standard error that is small enough; it is asked for after every 128 draws.
    seconds
        How long to go on; what is told then rests on the draws until there, in their order.
    threads
        On how many to solve; the answer is the same.
    """
    until = time.monotonic() + seconds
    random = np.random.default_rng([evaluator.seed, _TIES])
    counts = np.zeros(len(chooser.stated.score))
    done = listed = without = unproven = 0
    stopped = False
    with workers(threads) as pool:
        for scores in _scores(evaluator, draws):
            points = chooser.points(scores)
            orders = random.random(points.shape)
            for one in _in_turn(pool, chooser, points, orders, until):
                if one is None:
                    stopped = True
                    break
                done += 1
                unproven += not one.proven
                if one.chosen is None:
                    without += one.proven
                else:
                    listed += 1
                    counts += one.chosen
            reached = float(standard_error(counts, max(listed, 1)).max(initial=0))
            if progress is not None:
                progress(done, draws)
            if stopped or reached <= error:
                break
    return Lists(
        tried=done,
        draws=listed,
        without=without,
        unproven=unproven,
        stopped=stopped,
        counts=pd.Series(counts, chooser.stated.score.index, name="lists"),
        error=reached,
    )


def kept_in_draws(
    evaluator: Evaluator,
    chooser: Chooser,
    codes: tuple[str, ...],
    numbers: Numbers,
    *,
    seconds: float = np.inf,
    threads: int = 1,
    progress: Progress | None = None,
) -> Numbers | None:
    """Return the share of some areas that stay on the best list of each of given draws.

    Ties are settled alike in all of them, so that nothing but the draws makes a difference.

    Parameters
    ----------
    codes
        Of the areas.
    numbers
        Shape (draws, `scoring.uncertainty.sources.Sources.numbers`), 0 to 1.
    seconds, threads
        As for `chosen_in_draws`.

    Returns
    -------
    numpy.ndarray or None
        Shape (draws,), 0 to 1; 0 where there is no list. None if the time was up before all were
        proven.
    """
    until = time.monotonic() + seconds
    own = chooser.stated.score.index.isin(codes)
    order = np.random.default_rng([evaluator.seed, _TIES]).random(len(own))
    kept = np.zeros(len(numbers))
    with workers(threads) as pool:
        for begin in range(0, len(numbers), _ROUND):
            points = chooser.points(evaluator.of(numbers[begin : begin + _ROUND]))
            orders = np.broadcast_to(order, points.shape)
            for at, one in enumerate(_in_turn(pool, chooser, points, orders, until), begin):
                if one is None or not one.proven:
                    return None
                kept[at] = 0.0 if one.chosen is None else (one.chosen & own).sum() / len(codes)
            if progress is not None:
                progress(min(begin + _ROUND, len(numbers)), len(numbers))
    return kept


def consensus(stated: Stated, chosen: pd.Series[float]) -> tuple[str, ...]:
    """Return the list under the rules whose sites have the greatest probability in all.

    Of equal ones it is the one with the highest-ranking areas.

    Parameters
    ----------
    stated
        The choice as stated; what its own objectives say does not count here.
    chosen
        Probability of being chosen, by area code; of others it is 0.

    Raises
    ------
    NothingFoundError
        If none was proven in time.

    References
    ----------
    Barthélemy, J. P. and Monjardet, B. (1981), The median procedure in cluster analysis and social
    choice theory. Mathematical Social Sciences 1(3), 235-267: the median of the draws' lists.
    """
    until = time.monotonic() + SECONDS
    # the places that objectives cover, if any, gain nothing
    gain = np.zeros(len(stated.programme().gain))
    gain[: len(stated.score)] = 100 * chosen.reindex(stated.score.index).fillna(0).to_numpy()
    programme = replace(stated.programme(), gain=gain)
    found = solve(programme, until=until)
    if found is None or not found.proven:
        raise NothingFoundError
    found, sure = first_of_equals(programme, found, until)
    if not sure:
        raise NothingFoundError
    return tuple(map(str, stated.score.index[found.chosen]))


def _in_turn(
    pool: Executor, chooser: Chooser, points: Numbers, orders: Numbers, until: float
) -> Iterator[DrawnList | None]:
    """Yield the best list of each draw in their order, whichever thread is done first."""
    yield from pool.map(lambda own, order: chooser.best(own, order, until), points, orders)


def _scores(evaluator: Evaluator, draws: int) -> Iterator[Numbers]:
    """Yield the scores of the first so many draws, shape (some draws, rows)."""
    done = 0
    for numbers in sequence(evaluator.sources.numbers, evaluator.seed):
        block = numbers[: draws - done]
        for begin in range(0, len(block), _ROUND):
            yield evaluator.of(block[begin : begin + _ROUND])
        done += len(block)
        if done == draws or len(block) < BLOCK:
            return
