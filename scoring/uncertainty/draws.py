"""Many draws, evaluated on several threads, and what is counted of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc
from threadpoolctl import threadpool_limits

from geo.errors import ScoringError
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.places import RankTable, competition_ranks, memberships
from scoring.uncertainty.sources import Drawn

Numbers = NDArray[np.float64]

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""

BLOCK = 1024
"""Draws after which it is asked whether they are enough; a power of 2, at which a Sobol' sequence
is balanced."""
MOST_DRAWS = 10_000_000
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False)
class Places:
    """What many draws say about the places of areas.

    Parameters
    ----------
    draws
        How many there were.
    top
        Shape (rows,), probability of being among the highest scores.
    ranks
        Shape (3, rows): the ranks at 5, 50 and 95 % of the draws; None where nobody asked.
    error
        Largest standard error of these probabilities.
    shift
        Shape (draws,): mean over the areas of the places by which the rank differs from the stated
        one; empty where nobody asked for ranks.
    overlap
        Shape (draws,): share of the stated highest scores that are among those of the draw.
    """

    draws: int
    top: Numbers
    ranks: Numbers | None
    error: float
    shift: Numbers
    overlap: Numbers


@dataclass(frozen=True, eq=False)
class Against:
    """What draws are compared with: the scenario as it is stated.

    Parameters
    ----------
    count
        How many highest scores are looked at.
    ranks
        Shape (rows,), competition ranks; those without a score one more than the last.
    top
        Shape (rows,), share of a place among the highest.
    """

    count: int
    ranks: NDArray[np.int32]
    top: Numbers

    @classmethod
    def scores(cls, scores: Numbers, count: int) -> Against:
        """Return what to compare with from the stated scores, shape (rows,)."""
        order, ranked = competition_ranks(scores[None])
        ranks = np.empty(len(scores), dtype=np.int32)
        ranks[order[0]] = ranked[0]
        within, shares = memberships(scores[None], count)
        top = np.zeros(len(scores))
        top[within] = shares[0]
        return cls(count, ranks, top)


def sequence(numbers: int, seed: int) -> Iterator[Numbers]:
    """Yield blocks of a scrambled Sobol' sequence, shape (`BLOCK`, numbers), 0 to 1.

    References
    ----------
    Owen, A. B. (1998), Scrambling Sobol' and Niederreiter-Xing points. Journal of Complexity 14(4),
    466-489.
    """
    sobol = qmc.Sobol(max(numbers, 1), scramble=True, rng=np.random.default_rng(seed))
    while True:
        yield sobol.random(BLOCK)[:, :numbers]


def standard_error(counts: Numbers, draws: int) -> Numbers:
    """Return the standard error of frequencies, as if draws were independent.

    Two more of each kind are counted in (Agresti & Coull 1998), so that a few draws that agree do
    not look certain. Draws from a Sobol' sequence have a smaller error than independent ones.

    Parameters
    ----------
    counts
        How often something was the case, any shape.
    draws
        Of how many.
    """
    share = (counts + 2) / (draws + 4)
    return np.sqrt(share * (1 - share) / (draws + 4))


def checked_draws(draws: int, lists: int, error: float) -> None:
    """Refuse numbers of draws and lists, and bounds of error, that mean nothing.

    Raises
    ------
    ScoringError
        If draws are not 1 to `MOST_DRAWS`, lists not 0 to that, or if the error is not at least 0
        and below 0.5.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise ScoringError(
            "{draws} draws are asked for; it must be 1 to {most}.",
            draws=f"{draws:,}",
            most=f"{MOST_DRAWS:,}",
        )
    if not 0 <= lists <= MOST_DRAWS:
        raise ScoringError(
            "{lists} lists are asked for; it must be 0, for none, to {most}.",
            lists=f"{lists:,}",
            most=f"{MOST_DRAWS:,}",
        )
    if not 0 <= error < 0.5:
        raise ScoringError(
            "A standard error of {error} is asked for; it must be at least 0, which is never "
            "reached, and below 0.5. As a share: half a percentage point is 0.005.",
            error=f"{error:g}",
        )


@contextmanager
def workers(threads: int) -> Iterator[ThreadPoolExecutor]:
    """Give threads to evaluate on; linear algebra uses none of its own in the meantime.

    Else a sum could be added up in another order on other machines, and come out a last digit off.
    """
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def evaluated(
    evaluator: Evaluator,
    against: Against,
    draws: int,
    error: float,
    *,
    ranks: bool = True,
    threads: int = 1,
    progress: Progress | None = None,
) -> Places:
    """Evaluate draws until there are enough of them.

    Parameters
    ----------
    draws
        How many at most, 1 or more.
    error
        A standard error that is small enough: it ends after the first block of `BLOCK` draws after
        which no probability has a greater one.
    ranks
        Whether to rank all areas in each draw, rather than to look at the highest scores only.
    threads
        On how many to evaluate; the answer is the same.
    """
    rows = len(evaluator.rows)
    sums, done = np.zeros(rows), 0
    shift, overlap = [], []
    tables: SimpleQueue[RankTable] = SimpleQueue()
    for _ in range(threads if ranks else 0):
        tables.put(RankTable.empty(rows, draws))
    with workers(threads) as pool:
        for numbers in sequence(evaluator.sources.numbers, evaluator.seed):
            block = numbers[: draws - done]
            moved, kept = np.zeros(len(block)), np.zeros(len(block))
            for at, counted in _counted(pool, evaluator, against, block, ranks, tables):
                sums[counted.within] += counted.top
                moved[at], kept[at] = counted.shift, counted.overlap
            shift.append(moved)
            overlap.append(kept)
            done += len(block)
            reached = float(standard_error(sums, done).max(initial=0))
            if progress is not None:
                progress(done, draws)
            if done == draws or (reached <= error and len(block) == BLOCK):
                break
    quantiles = None
    if ranks:
        table = tables.get()
        while not tables.empty():
            table = table.joined(tables.get())
        quantiles = table.quantiles(QUANTILES)
    return Places(
        draws=done,
        top=sums / done,
        ranks=quantiles,
        error=reached,
        shift=np.concatenate(shift) if ranks else np.empty(0),
        overlap=np.concatenate(overlap),
    )


def compared(
    evaluator: Evaluator,
    against: Against,
    numbers: Numbers,
    threads: int = 1,
    progress: Progress | None = None,
) -> tuple[Numbers, Numbers]:
    """Return shift and overlap of given draws, as `Places` has them.

    Parameters
    ----------
    numbers
        Shape (draws, `scoring.uncertainty.sources.Sources.numbers`), 0 to 1.
    """
    shift, overlap = np.zeros(len(numbers)), np.zeros(len(numbers))
    with workers(threads) as pool:
        for begin in range(0, len(numbers), BLOCK):
            block = numbers[begin : begin + BLOCK]
            for at, counted in _counted(pool, evaluator, against, block, ranks=True):
                shift[begin + at], overlap[begin + at] = counted.shift, counted.overlap
            if progress is not None:
                progress(begin + len(block), len(numbers))
    return shift, overlap


@dataclass(frozen=True, eq=False)
class _Counted:
    within: NDArray[np.intp]
    top: Numbers
    shift: Numbers
    overlap: Numbers


def _counted(
    pool: ThreadPoolExecutor,
    evaluator: Evaluator,
    against: Against,
    block: Numbers,
    ranks: bool,
    tables: SimpleQueue[RankTable] | None = None,
) -> Iterator[tuple[NDArray[np.intp], _Counted]]:
    """Yield for each batch of a block the positions of its draws, and what is counted of them.

    In the order of the batches, whichever thread is done first: so sums come out the same.
    """

    def counted(batch: Drawn) -> _Counted:
        scores = evaluator.scores(batch)
        within, shares = memberships(scores, against.count)
        overlap = shares @ against.top[within] / against.top.sum()
        shift = np.zeros(len(scores))
        if ranks:
            order, ranked = competition_ranks(scores)
            shift = np.abs(ranked - against.ranks[order]).mean(axis=1)
            if tables is not None:
                table = tables.get()
                table.add(order, ranked)
                tables.put(table)
        return _Counted(within, shares.sum(axis=0), shift, overlap)

    positions, batches = zip(*evaluator.batches(block), strict=True)
    yield from zip(positions, pool.map(counted, batches), strict=True)
