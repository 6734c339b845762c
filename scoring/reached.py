"""Whom a list reaches, against the plain top n and against lists drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas, Level
from geo.errors import ScoringError
from scoring.choose.quantities import amounts
from scoring.choosing import Quantity
from scoring.random_lists import Rows, random_lists
from scoring.scenario import Scenario
from scoring.scores import Scores

_FINEST_FIRST: tuple[Level, ...] = ("tambon", "district", "province")
_SAME = 1e-9
"""Difference of shares up to which two lists reach the same, since sums round by their order."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class RandomShares:
    """What share of a quantity random lists reach, over the draws.

    Parameters
    ----------
    mean, low, high
        Mean, 5th and 95th percentile of the share, 0–1.
    list_reaches_more
        In how many % of the draws the list reaches more than the random one does.
    """

    mean: float
    low: float
    high: float
    list_reaches_more: float


@dataclass(frozen=True)
class Targeting:
    """How well a list reaches the people it is meant for; NaN where nothing is known.

    Parameters
    ----------
    under_coverage
        Share of those it is meant for who are not in its areas, 0–1: the error of exclusion.
    leakage
        Share of the people in its areas for whom it is not meant, 0–1: the error of inclusion.
    concentration
        Share reached of those it is meant for, divided by the share reached of all people: 1 is
        what a list gives that looks at neither, more is better.
    """

    under_coverage: float
    leakage: float
    concentration: float


@dataclass(frozen=True)
class Compared:
    """The targeting of a list, of the plain top n, and of random lists in the mean of the draws."""

    in_list: Targeting
    in_plain_top: Targeting
    random: Targeting


@dataclass(frozen=True)
class ReachedOf:
    """How much of one quantity a list reaches.

    A list reaches all that is in its areas. What is unknown is left out of every sum; a sum of
    which nothing is known is NaN, and so are its shares.

    Parameters
    ----------
    id
        ``population``, or the quantity's id.
    title_th, title_en
        Its titles.
    level
        The coarsest level of which one of its figures is; people shared out equally in a province
        are a province's figure. Above ``tambon`` what is in a list is an estimate, as if areas of
        one district or province did not differ.
    whole
        How much there is in all areas of the country, in the quantity's unit.
    in_list
        How much is in the list.
    share
        ``in_list`` as a share of ``whole``, 0–1.
    in_plain_top
        The same share of the plain top n.
    random
        The same share of random lists.
    unknown_in_list, unknown_in_country
        In how many areas it is unknown.
    targeting
        Errors of targeting, where the quantity is a share of people; else None.
    """

    id: str
    title_th: str
    title_en: str
    level: Level
    whole: float
    in_list: float
    share: float
    in_plain_top: float
    random: RandomShares
    unknown_in_list: int
    unknown_in_country: int
    targeting: Compared | None


@dataclass(frozen=True)
class Reached:
    """Whom a list reaches.

    Parameters
    ----------
    rows
        The population, then the scenario's quantities in their order.
    draws
        How many random lists it was compared with.
    """

    rows: tuple[ReachedOf, ...]
    draws: int


def reached(
    areas: Areas,
    scores: Scores,
    scenario: Scenario,
    codes: Sequence[str],
    *,
    plain_top: Sequence[str],
    draws: int = 1000,
) -> Reached:
    """Return whom a list reaches, against the plain top n and against random lists.

    It says where people live and not who takes part: that everybody in the list's areas is reached
    and nobody elsewhere.

    Parameters
    ----------
    areas
        All areas of the country.
    scores
        Their scores under the scenario; random lists are drawn from the areas that have one.
    scenario
        Its quantities say of whom, its seed which lists are drawn.
    codes
        The list.
    plain_top
        The areas with the highest scores, whatever the rules say.
    draws
        How many random lists, 1 or more, each as long as the list (see `random_lists`).

    Raises
    ------
    ScoringError
        If a list is empty, names an area twice or one that does not exist, if a quantity cannot be
        counted, or if no random list can be drawn.

    References
    ----------
    Cornia, G. A. and Stewart, F. (1993), Two errors of targeting. Journal of International
    Development 5(5), 459-496: people that are missed and people that are reached in error.
    Coady, D., Grosh, M. and Hoddinott, J. (2004), Targeting of Transfers in Developing Countries:
    Review of Lessons and Experience. World Bank: under-coverage, leakage, and the share that
    reaches a group divided by the group's share of the people.
    """
    one, plain = _rows(areas, codes), _rows(areas, plain_top)
    lists = (one, plain, random_lists(areas, scores, len(codes), draws, scenario.seed))
    population = Quantity(id="population", title_th="ประชากร", title_en="Population")
    quantities = (population, *(scenario.choose.quantities or ()))
    return Reached(tuple(_reached_of(areas, scenario, q, *lists) for q in quantities), draws)


def _rows(areas: Areas, codes: Sequence[str]) -> Rows:
    rows = areas.codes.get_indexer(pd.Index(list(codes), dtype="str"))
    strange = [code for code, row in zip(codes, rows, strict=True) if row < 0]
    twice = sorted({code for code in codes if list(codes).count(code) > 1})
    if strange or twice or not len(codes):
        raise ScoringError(
            "What a list of {count} areas reaches cannot be told: unknown areas: {strange}; areas "
            "that stand twice: {twice}. List one area or more, each once, by six-digit codes.",
            count=len(codes),
            strange=", ".join(strange[:5]) or "none",
            twice=", ".join(twice[:5]) or "none",
        )
    return np.asarray(rows, dtype=np.intp)


def _reached_of(
    areas: Areas, scenario: Scenario, quantity: Quantity, one: Rows, plain: Rows, random: Rows
) -> ReachedOf:
    figures = amounts(areas, scenario, quantity.id)
    whole, in_list = _sums(figures, np.arange(len(areas))), _sums(figures, one)
    share = float(_ratio(in_list, whole))
    people = None if quantity.share is None else amounts(areas, scenario, quantity.of)
    unknown = np.isnan(figures)
    return ReachedOf(
        id=quantity.id,
        title_th=quantity.title_th,
        title_en=quantity.title_en,
        level=_level(areas, quantity),
        whole=float(whole),
        in_list=float(in_list),
        share=share,
        in_plain_top=float(_ratio(_sums(figures, plain), whole)),
        random=_spread(_ratio(_sums(figures, random), whole), share),
        unknown_in_list=int(unknown[one].sum()),
        unknown_in_country=int(unknown.sum()),
        targeting=None
        if people is None
        else Compared(*(_targeting(figures, people, rows) for rows in (one, plain, random))),
    )


def _level(areas: Areas, quantity: Quantity) -> Level:
    levels = {i.id: i.level for i in areas.indicators}
    if (areas.table["population_basis"] == "apportioned").any():
        # a province's people, shared out among its areas
        levels["population"] = "province"
    used = [levels.get(id, "tambon") for id in (quantity.of, quantity.share) if id]
    return max(used, key=_FINEST_FIRST.index)


def _spread(shares: Numbers, of_list: float) -> RandomShares:
    known = shares[~np.isnan(shares)]
    if not len(known):
        return RandomShares(np.nan, np.nan, np.nan, np.nan)
    low, high = np.percentile(known, [5, 95])
    more = np.nan if np.isnan(of_list) else 100 * float((of_list - known > _SAME).mean())
    return RandomShares(float(known.mean()), float(low), float(high), more)


def _targeting(part: Numbers, people: Numbers, rows: Rows) -> Targeting:
    """Return the measures of a list, or their means over several.

    Only areas count where both numbers are known.

    Parameters
    ----------
    part, people
        Shape (areas,): those the list is meant for, and all people.
    rows
        Shape (size,) or (lists, size).
    """
    people = np.where(np.isnan(part), np.nan, people)
    everywhere = np.arange(len(part))
    part_in, people_in = _sums(part, rows), _sums(people, rows)
    of_part = _ratio(part_in, _sums(part, everywhere))
    of_people = _ratio(people_in, _sums(people, everywhere))
    return Targeting(
        under_coverage=_mean(1 - of_part),
        leakage=_mean(1 - _ratio(part_in, people_in)),
        concentration=_mean(_ratio(of_part, of_people)),
    )


def _sums(figures: Numbers, rows: Rows) -> Numbers:
    """Return the sum over the last axis of what is known, NaN where nothing is."""
    there = figures[rows]
    known = ~np.isnan(there)
    return np.where(known.any(axis=-1), np.where(known, there, 0).sum(axis=-1), np.nan)


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Return the ratio, NaN where it is one to nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _mean(numbers: Numbers) -> float:
    """Return the mean of what is known, NaN where nothing is."""
    known = np.atleast_1d(numbers)
    known = known[~np.isnan(known)]
    return float(known.mean()) if len(known) else float("nan")
