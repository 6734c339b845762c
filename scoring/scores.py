"""What a score consists of."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.screen import REASONS
from scoring.steps import Step
from scoring.variance import covariance_shares

SCORE = "score"
"""What the score goes by where figures are named by the ids of their indicators."""


@dataclass(frozen=True, eq=False)
class Decomposition:
    """What each indicator adds to each score.

    Parameters
    ----------
    contributions
        Shape (areas, indicators), points.
    base
        Shape (areas,), points from which the contributions start.
    sampled
        Whether contributions were estimated from a sample of orders.
    """

    contributions: NDArray[np.float64]
    base: NDArray[np.float64]
    sampled: bool = False


@dataclass(frozen=True, eq=False)
class Scores:
    """The score of every area and the steps that led to it, all on the areas' index.

    Parameters
    ----------
    score
        High = more need, NaN where the area gets none; 0–100 unless a normalisation leaves that
        range. Rounded to 9 decimals, so that what is equal is equal.
    rank
        ``Int64``, 1 = most need; areas with equal scores share the better rank and the next
        ranks are left free (competition ranking, "1224"); missing where there is no score.
    dense_rank
        The same without free ranks ("1223"): how many different scores are at least as high.
    pillars
        areas × pillars, 0–100, NaN where the pillar has no value (see ``missing``).
    normalised
        areas × the scenario's indicators, 0–1, high = more need, NaN where missing.
    weights
        Weight of each of the scenario's indicators in the score; they sum to one.
    pillar_weights
        Weight of each pillar; they sum to one.
    present
        Share of the weight for which the area has figures, 0–1.
    imputed
        Share of the weight that rests on figures filled in by the scenario's rule, 0–1.
    reasons
        int8, shape (areas,): why an area has no score, as a number in `scoring.screen.REASONS`; 0
        where it has one.
    absent
        Indicators of the scenario without a figure in any of the areas compared.
    additive
        Whether the score is the plain sum of what indicators add to it.
    between_provinces
        Share of the variance of the score that lies between provinces, 0–1; NaN where scores do
        not vary. Figures measured by tambon differ between provinces too, so this is no share of
        what province figures decide.
    by_province
        For each of the scenario's indicators whether it is only known by province.
    steps
        The log, from screening to ranks.
    decompose
        Works the contributions out; asked once, when somebody needs them.
    """

    score: pd.Series[float]
    rank: pd.Series[int]
    dense_rank: pd.Series[int]
    pillars: pd.DataFrame
    normalised: pd.DataFrame
    weights: pd.Series[float]
    pillar_weights: pd.Series[float]
    present: pd.Series[float]
    imputed: pd.Series[float]
    reasons: NDArray[np.int8]
    absent: tuple[str, ...]
    additive: bool
    between_provinces: float
    by_province: pd.Series[bool]
    steps: tuple[Step, ...]
    decompose: Callable[[], Decomposition] = dataclasses.field(repr=False)

    @cached_property
    def _decomposition(self) -> Decomposition:
        return self.decompose()

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """areas × the scenario's indicators, points of the score.

        With ``base`` a row sums to its score (1e-12). Where the score is additive each is weight
        times value; else it is the Owen value, what the indicator's own figure rather than the
        average one changes, averaged over the orders in which the pillars, and inside each the
        indicators, can be looked at (`scoring.decompose.owen`). NaN where the area has no score,
        and where a figure is missing and nothing stands in for it.
        """
        return pd.DataFrame(
            self._decomposition.contributions, self.score.index, self.normalised.columns
        )

    @cached_property
    def base(self) -> pd.Series[float]:
        """Points from which contributions start.

        0 where the score is additive; else the score of an area that is average in everything.
        """
        return pd.Series(self._decomposition.base, self.score.index, name="base")

    @cached_property
    def reason(self) -> pd.Series[str]:
        """Why an area has no score, a word of `scoring.screen.REASONS`; empty where it has one."""
        words = np.array(REASONS, dtype=object)[self.reasons]
        return pd.Series(words, self.score.index, name="reason", dtype="str")

    @cached_property
    def compared(self) -> pd.Series[bool]:
        """Whether the scenario's filter lets an area through, with a score or without."""
        among = (self.reasons == 0) | (self.reasons == REASONS.index("no_figures"))
        return pd.Series(among, self.score.index, name="compared")

    @property
    def sampled(self) -> bool:
        """Whether the contributions are estimates, because too many indicators share a pillar."""
        return self._decomposition.sampled

    @cached_property
    def variance_shares(self) -> pd.Series[float]:
        """Share of the variance of the score that comes from each of the scenario's indicators.

        cov(contribution, score) / var(score). They sum to one; below 0 where an indicator runs
        against the score, NaN where scores do not vary.
        """
        spread = np.asarray(self.score, dtype=np.float64)
        shares = covariance_shares(self._decomposition.contributions, spread)
        return pd.Series(shares, self.normalised.columns, name="variance_share")

    @property
    def from_province_figures(self) -> float:
        """Sum of these shares over the indicators that are only known by province."""
        return float(self.variance_shares.to_numpy() @ self.by_province.to_numpy())
