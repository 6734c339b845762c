"""The smallest effect that so many sites and comparison areas can show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from scipy.stats import t

from geo.errors import ScoringError

ALPHA = 0.05
"""Probability, of two sides, of finding an effect where there is none."""
POWER = 0.80
"""Probability of finding the smallest effect, where it is there."""
CORRELATIONS = (0.01, 0.05, 0.10, 0.20)
PEOPLE = (100.0, 150.0, 200.0)
"""Who is asked in each area; the pilot reaches 5,000 to 10,000 people in 50 areas."""
_MOST = 1e6


@dataclass(frozen=True)
class Survey:
    """What is known of a survey in sites and comparison areas before it is made.

    Parameters
    ----------
    people
        Asked in each area, site or not.
    correlation
        Intra-cluster correlation of what is measured, 0-1: the share of its variance that lies
        between areas.
    explained
        Share of the variance between areas that figures from before explain, 0 or more, below 1.

    Raises
    ------
    ScoringError
        If a number is out of range.
    """

    people: float
    correlation: float
    explained: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.people <= _MOST:
            raise ScoringError(
                "There cannot be {people:g} people asked in each area. Use 1 to {most:,.0f}.",
                people=self.people,
                most=_MOST,
            )
        if not 0 <= self.correlation <= 1:
            raise ScoringError(
                "An intra-cluster correlation cannot be {correlation:g}. It is the share of the "
                "variance that lies between areas: use 0 to 1, such as 0.05.",
                correlation=self.correlation,
            )
        if not 0 <= self.explained < 1:
            raise ScoringError(
                "Figures from before cannot explain {explained:g} of the variance between areas. "
                "Use 0 or more, below 1.",
                explained=self.explained,
            )


def standard_error(survey: Survey, sites: float, comparisons: float) -> float:
    """Return the standard error of the difference, in standard deviations of what is measured.

    Parameters
    ----------
    survey
        The survey.
    sites, comparisons
        Areas with the programme and without, 1 or more each; as many as they tell
        (`scoring.matching.Matching.effective`).
    """
    total = sites + comparisons
    treated = sites / total
    between = survey.correlation * (1 - survey.explained)
    inside = (1 - survey.correlation) / survey.people
    return math.sqrt((between + inside) / (treated * (1 - treated) * total))


def smallest_effect(survey: Survey, sites: float, comparisons: float) -> float:
    """Return the smallest effect that is found with probability `POWER`, in standard deviations.

    It is that of a trial that draws by lot which areas get the programme, tested with Student's t
    on all areas less two degrees of freedom, pairs aside. Pairs that are alike find smaller ones,
    which ``explained`` can stand for; no degree of freedom is taken off for it. What nobody
    measured and lots would have made even can hide an effect, or feign one, of any size.

    Parameters
    ----------
    survey
        The survey.
    sites, comparisons
        Areas with the programme and without.

    Returns
    -------
    float
        NaN where there are too few areas for a test.

    References
    ----------
    Bloom, H. S. (1995), Minimum detectable effects. Evaluation Review 19(5), 547-556. Dong, N. and
    Maynard, R. (2013), PowerUp! Journal of Research on Educational Effectiveness 6(1), 24-67: model
    3.1, two-level cluster random assignment.
    """
    freedom = sites + comparisons - 2
    if min(sites, comparisons, freedom) < 1:
        return math.nan
    multiplier = float(t.isf(ALPHA / 2, freedom) + t.ppf(POWER, freedom))
    return multiplier * standard_error(survey, sites, comparisons)


def surveys(
    people: Sequence[float] = PEOPLE,
    correlations: Sequence[float] = CORRELATIONS,
    explained: float = 0.0,
) -> tuple[Survey, ...]:
    """Return a survey for each number of people and each correlation.

    Raises
    ------
    ScoringError
        As `Survey`.
    """
    return tuple(Survey(many, one, explained) for many in people for one in correlations)


def effects(
    planned: tuple[float, float], found: tuple[float, float], asked: Sequence[Survey]
) -> pd.DataFrame:
    """Return the smallest effect of each survey.

    Parameters
    ----------
    planned, found
        Sites and comparison areas: if every site had as many as it should, and as they are.
    asked
        The surveys.

    Returns
    -------
    pandas.DataFrame
        A survey's ``people``, ``correlation`` and ``explained``, and ``planned`` and ``found``: its
        smallest effects in standard deviations; NaN where there are too few areas.
    """
    return pd.DataFrame(
        [
            {
                "people": survey.people,
                "correlation": survey.correlation,
                "explained": survey.explained,
                "planned": smallest_effect(survey, *planned),
                "found": smallest_effect(survey, *found),
            }
            for survey in asked
        ]
    )
