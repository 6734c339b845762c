"""The best list of each of many draws, and what these lists have in common."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.choose.best import one_of_the_best
from scoring.choose.cliques import Clique
from scoring.choose.programme import Programme
from scoring.choose.solve import NothingFoundError, solve
from scoring.choose.stated import Stated, state
from scoring.choose.ties import first_of_equals
from scoring.index import rescore
from scoring.uncertainty.alike import Alike
from scoring.uncertainty.draws import BLOCK, Progress, sequence, standard_error, workers
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.opened import Opened

Numbers = NDArray[np.float64]

_ROUND = 128
"""Lists after which it is asked whether they are enough."""
_PREFERRED = 1e-5
"""Points by which a stated site may be below another and still keep its place; more than what
counts as equal, and far less than a score is known to."""
_SECONDS = 20.0
"""How long the best list of one draw, or the consensus, is looked for."""


@dataclass(frozen=True, eq=False)
class Lists:
    """How often areas are on the best list of a draw.

    Parameters
    ----------
    draws
        How many draws have a list.
    without
        How many have none, as when too few areas have a score in them.
    unproven
        For how many the best list was not proven within the time.
    stopped
        Whether the time was up before there were as many as asked for.
    counts
        By area code: on how many of the lists each candidate is; those that share places count with
        their share.
    squares
        The same of the squares of the shares.
    error
        Largest standard error of the probabilities.
    """

    draws: int
    without: int
    unproven: int
    stopped: bool
    counts: pd.Series[float]
    squares: pd.Series[float]
    error: float

    @property
    def chosen(self) -> pd.Series[float]:
        """Probability of being chosen, by area code."""
        return (self.counts / max(self.draws, 1)).rename("p_chosen")

    @property
    def expected_overlap(self) -> float:
        """How many sites the lists of two different draws have in common on average.

        Pairs of different draws are counted, and none with itself.
        """
        pairs = self.draws * (self.draws - 1)
        both = float((self.counts**2 - self.squares).sum())
        return both / pairs if pairs else float("nan")

    def core(self, share: float) -> tuple[str, ...]:
        """Return the areas that are on at least this share of the lists, by code."""
        enough = self.counts >= share * self.draws - 1e-9
        return tuple(map(str, self.counts.index[enough & (self.counts > 0)].sort_values()))


def every_candidate(opened: Opened) -> Stated:
    """Return the choice stated over all areas that have a score in some draw.

    Raises
    ------
    ScoringError
        As `scoring.choose.stated.state`.
    """
    scores = rescore(opened.combinations[0].prepared)
    filled = scores.score
    if filled.isna().any():
        for combination in opened.combinations[1:]:
            filled = filled.fillna(rescore(combination.prepared).score)
    return state(opened.areas, replace(scores, score=filled), opened.scenario)


def chosen_in_draws(
    evaluator: Evaluator,
    draws: int,
    error: float,
    *,
    stated: tuple[str, ...] = (),
    seconds: float = np.inf,
    threads: int = 1,
    progress: Progress | None = None,
) -> Lists:
    """Choose the best list of each draw under the scenario's rules.

    Each list is the best of its draw as `scoring.choose` proves it: the relaxation's prices set
    most areas aside, and the solver settles the few that are left. Areas of equal score that the
    rules count alike share their places; of other lists that are as good (up to `_PREFERRED` a
    site) it is the one that has more of the stated sites.

    Parameters
    ----------
    draws
        How many at most, 1 or more; they are the first of those that `draws.evaluated` looks at.
    error
        A standard error that is small enough; it is asked for after every 128 draws.
    stated
        Codes of the stated list.
    seconds
        How long to go on; what is told then rests on the draws until there, in their order.
    threads
        On how many to solve; the answer is the same.

    Raises
    ------
    ScoringError
        If a rule names what is not there.
    """
    choice = every_candidate(evaluator.sources.opened)
    programme = choice.programme()
    known = _cliques(choice, programme)
    preferred = _PREFERRED * choice.score.index.isin(stated)
    codes = evaluator.sources.opened.areas.codes[evaluator.rows]
    at = codes.get_indexer(choice.score.index)

    until = time.monotonic() + seconds

    def solved(scores: Numbers) -> _Solved | None:
        begun = time.monotonic()
        if begun > until:
            return None
        lacking = np.flatnonzero(np.isnan(scores))
        if (programme.low[lacking] > 0).any():
            # what is locked in has no score, and so cannot be a site
            return _Solved(None, True)
        own = programme.without(lacking) if len(lacking) else programme
        under = choice.under(np.nan_to_num(scores) + preferred)
        try:
            found = one_of_the_best(under, own, min(begun + _SECONDS, until), known)
        except NothingFoundError:
            found, proven = None, False
        else:
            proven = found is None or found.proven
        if not proven and time.monotonic() > until:
            # it was given too little time to say anything
            return None
        return _Solved(None if found is None else found.solution.chosen, proven)

    alike = Alike(choice, programme)
    counts, squares = np.zeros(len(at)), np.zeros(len(at))
    done = without = unproven = 0
    stopped = False
    with workers(threads) as pool:
        for scores in _scores(evaluator, draws):
            points = scores[:, at] * 100
            for own, one in zip(points, pool.map(solved, points), strict=True):
                stopped |= one is None
                if one is None or stopped:
                    continue
                done += 1
                unproven += not one.proven
                if one.chosen is None:
                    without += 1
                else:
                    shares = alike.shared(one.chosen, own)
                    counts += shares
                    squares += shares**2
            reached = float(standard_error(counts, max(done - without, 1)).max(initial=0))
            if progress is not None:
                progress(done, draws)
            if stopped or reached <= error:
                break
    return Lists(
        draws=done - without,
        without=without,
        unproven=unproven,
        stopped=stopped,
        counts=pd.Series(counts, choice.score.index, name="lists"),
        squares=pd.Series(squares, choice.score.index, name="squares"),
        error=reached,
    )


@dataclass(frozen=True, eq=False)
class _Solved:
    """The list of a draw, None where there is none, and whether that is proven."""

    chosen: NDArray[np.bool_] | None
    proven: bool


def _cliques(stated: Stated, programme: Programme) -> Sequence[Clique]:
    """Return the cliques that the stated list needed; others need mostly the same."""
    try:
        found = one_of_the_best(stated, programme, time.monotonic() + _SECONDS)
    except NothingFoundError:
        return ()
    return () if found is None else found.stages[0].solution.root.cliques


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
        If no list was found in time.

    References
    ----------
    Barthélemy, J. P. and Monjardet, B. (1981), The median procedure in cluster analysis and social
    choice theory. Mathematical Social Sciences 1(3), 235-267: the median of the draws' lists.
    """
    until = time.monotonic() + _SECONDS
    # the places that objectives cover, if any, gain nothing
    gain = np.zeros(len(stated.programme().gain))
    gain[: len(stated.score)] = 100 * chosen.reindex(stated.score.index).fillna(0).to_numpy()
    programme = replace(stated.programme(), gain=gain)
    found = solve(programme, until=until)
    if found is None:
        raise NothingFoundError
    found, _ = first_of_equals(programme, found, until)
    return tuple(map(str, stated.score.index[found.chosen]))


def _scores(evaluator: Evaluator, draws: int) -> Iterator[Numbers]:
    """Yield the scores of the first so many draws, shape (some draws, rows)."""
    done = 0
    for numbers in sequence(evaluator.sources.numbers, evaluator.seed):
        block = numbers[: draws - done]
        for begin in range(0, len(block), _ROUND):
            some = block[begin : begin + _ROUND]
            scores = np.empty((len(some), len(evaluator.rows)))
            for positions, drawn in evaluator.batches(some):
                scores[positions] = evaluator.scores(drawn)
            yield scores
        done += len(block)
        if done == draws or len(block) < BLOCK:
            return
