"""How sure ranks and list are: what many draws came to, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from scoring.steps import Remark
from scoring.uncertainty.leave_out import LeftOut

SECURE = 0.8
"""Probability from which on an area is securely on the list."""
UNLIKELY = 0.2
"""Probability below which it is unlikely to be."""
POSSIBLE = 0.05
"""Probability from which on an area could be on the list."""
CORE = 0.95
"""Share of the draws that the core of the list stays in."""

Step = Literal["draws", "sensitivity", "lists", "one source", "list sensitivity", "leave one out"]
"""What is worked out, in this order."""


@dataclass(frozen=True, eq=False)
class Stability:
    """How sure ranks and list are under what a scenario leaves open.

    Parameters
    ----------
    areas
        One row for each area, on the areas' index. ``rank``: as stated. ``rank_low``,
        ``rank_median``, ``rank_high``: ranks at 5, 50 and 95 % of the draws. ``p_top``: probability
        of being among the *count* highest scores. ``p_chosen``: of being on the best list under the
        rules; NaN where lists were not drawn. ``chosen``: whether it is on the stated list.
        ``standing``: *secure*, *contested* or *unlikely* by the probability of being chosen, or
        else of being among the highest. All but ``rank`` is missing where the area is not compared,
        or has no score under any of the methods.
    count
        How many areas are chosen.
    seed
        Of all random numbers.
    draws, error
        How many draws ranks and ``p_top`` rest on, and the largest standard error of ``p_top``.
    list_proven
        Whether the stated list is proven best, and the first of equally good ones; else the time
        was up.
    lists, lists_error
        The same of ``p_chosen``.
    lists_tried, lists_without, lists_unproven
        For how many draws a list was looked for; how many of them have none; and for how many none
        was proven best in time.
    cut_short
        The steps that the time limit cut short: what they tell is what was found until then.
    opened
        For each source of uncertainty that is open, how.
    stated_open
        Whether the scenario says what is open; else it is the usual.
    without_errors
        Indicators of which no standard error is known, so that their figures do not vary.
    shift
        Mean over draws and areas of the places by which ranks differ from the stated ones.
    top_overlap
        Mean share of the stated highest scores that are among those of a draw.
    expected_overlap
        Sites that the lists of two draws have in common on average; NaN without lists.
    core
        Areas on the lists of 95 % of the draws.
    consensus
        The list under the rules with the greatest probability in all; empty without lists.
    alone
        For each source that is open, how many of the stated sites stay on the best list on average
        if it alone is open; empty without lists.
    with_nothing_open
        How many stay if nothing is open: all, unless other lists are equally good; NaN without
        lists.
    indices
        For ``shift`` (of the ranks), ``overlap`` (of the highest scores with the stated ones) and,
        with lists, ``list`` (how much of the stated list stays under the rules) the first-order and
        total Sobol' indices by source (`scoring.uncertainty.sensitivity.sobol_indices`).
    left_out
        What leaving out each indicator changes.
    rank_between_provinces, from_province_figures
        Share of the variance of the stated ranks that lies between provinces; share of the variance
        of the score that comes from figures known only by province.
    remarks
        What a reader should know.
    """

    areas: pd.DataFrame
    count: int
    seed: int
    draws: int
    error: float
    list_proven: bool
    lists: int
    lists_tried: int
    lists_without: int
    lists_unproven: int
    cut_short: tuple[Step, ...]
    lists_error: float
    opened: Mapping[str, str]
    stated_open: bool
    without_errors: tuple[str, ...]
    shift: float
    top_overlap: float
    expected_overlap: float
    core: tuple[str, ...]
    consensus: tuple[str, ...]
    alone: Mapping[str, float]
    with_nothing_open: float
    indices: Mapping[str, pd.DataFrame]
    left_out: tuple[LeftOut, ...]
    rank_between_provinces: float
    from_province_figures: float
    remarks: tuple[Remark, ...]

    @property
    def complete(self) -> bool:
        """Whether no time limit decided anything, so that it comes out the same the next time."""
        return self.list_proven and not self.cut_short

    @property
    def probability(self) -> pd.Series[float]:
        """What an area's standing goes by, NaN where it is not compared."""
        return self.areas["p_chosen" if self.lists else "p_top"]

    def standing_of_chosen(self) -> dict[str, int]:
        """Return how many of the stated list are secure, contested and unlikely."""
        found = self.areas.loc[self.areas["chosen"], "standing"].value_counts()
        return {word: int(found.get(word, 0)) for word in ("secure", "contested", "unlikely")}

    @property
    def possible(self) -> int:
        """How many areas could be on the list: those with a probability of 5 % and more."""
        return int((self.probability >= POSSIBLE).sum())

    @property
    def ever(self) -> int:
        """How many areas are on the list of any draw."""
        return int((self.probability > 0).sum())

    @property
    def moves_most(self) -> tuple[str, ...]:
        """The sources that move the list most: if one alone is open, fewest of the sites stay.

        Several where they differ by less than a site; none where nothing moves it, or where the
        time limit left some sources with fewer lists than others.
        """
        if not self.alone or "one source" in self.cut_short:
            return ()
        if min(self.alone.values()) > self.with_nothing_open - 1:
            return ()
        fewest = min(self.alone.values())
        return tuple(source for source, stay in self.alone.items() if stay < fewest + 1)
