"""How sure every rank and every site is, and what that hangs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas
from scoring.choose import Shortlist, choose_areas
from scoring.choose.shortlist import SECONDS
from scoring.choose.solve import NothingFoundError
from scoring.index import rescore
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.steps import Remark
from scoring.uncertainty.draws import Against, Places, checked_draws, compared, evaluated
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.leave_out import LeftOut, leave_out
from scoring.uncertainty.lists import Lists, chosen_in_draws, consensus, every_candidate
from scoring.uncertainty.noise import without_errors
from scoring.uncertainty.opened import CHOICES, Opened, named, opened
from scoring.uncertainty.sensitivity import BASE, sobol_indices
from scoring.uncertainty.sources import Sources, sources
from scoring.variance import between_groups

SECURE = 0.8
"""Probability from which on an area is securely on the list."""
UNLIKELY = 0.2
"""Probability below which it is unlikely to be."""
POSSIBLE = 0.05
"""Probability from which on an area could be on the list."""
_HAIR = 1e-12
"""What adding up takes from a probability."""
CORE = 0.95
"""Share of the draws that the core of the list stays in."""

ALONE = 128
"""Lists for each source that is open alone."""
DRAWS = 10_000
LISTS = 1_000
ERROR = 0.005
"""A standard error of probabilities that is small enough: half a percentage point."""

Step = Literal["draws", "lists", "one source", "sensitivity", "leave one out"]
Progress = Callable[[Step, int, int], None]
"""Told which step it is, how much of it is done, and of how much."""


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
        Whether the stated list is proven best; else the time was up.
    lists, lists_error
        The same of ``p_chosen``.
    lists_without, lists_unproven, lists_stopped
        How many further draws had no list; for how many the list was not proven best in time; and
        whether the time was up before there were as many as asked for.
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
    indices
        For ``shift`` and ``overlap`` (of the highest scores with the stated ones) the first-order
        and total Sobol' indices by source (`scoring.uncertainty.sensitivity.sobol_indices`).
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
    lists_without: int
    lists_unproven: int
    lists_stopped: bool
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
    indices: Mapping[str, pd.DataFrame]
    left_out: tuple[LeftOut, ...]
    rank_between_provinces: float
    from_province_figures: float
    remarks: tuple[Remark, ...]

    @property
    def lists_asked(self) -> int:
        """For how many draws a list was looked for."""
        return self.lists + self.lists_without

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

        Several where they differ by less than a site; none where nothing moves it.
        """
        if not self.alone or min(self.alone.values()) > self.count - 1:
            return ()
        fewest = min(self.alone.values())
        return tuple(source for source, stay in self.alone.items() if stay < fewest + 1)


def stability(
    areas: Areas,
    scenario: Scenario,
    *,
    draws: int = DRAWS,
    lists: int = LISTS,
    error: float = ERROR,
    crossed: int = BASE,
    seconds: float = SECONDS,
    threads: int = 2,
    progress: Progress | None = None,
) -> Stability:
    """Return how sure ranks and list are under what a scenario leaves open.

    Parameters
    ----------
    draws
        How many draws ranks rest on at most, 1 or more.
    lists
        For how many of them at most the best list is looked for; 0 for none. As many are looked for
        again with one source open at a time, but no more than `ALONE` each.
    error
        Either ends early when no probability has a greater standard error.
    crossed
        Draws of each of the two samples that Sobol' indices come from, a power of 2.
    seconds
        How long the stated list is looked for, and then those of the draws.
    threads
        On how many to work; the answer does not hang on it.

    Raises
    ------
    ScoringError
        If numbers mean nothing, or the scenario cannot be scored, chosen under or varied as it
        says.
    ImpossibleError
        If no list keeps the rules.

    References
    ----------
    Saisana, M., Saltelli, A. and Tarantola, S. (2005), Uncertainty and sensitivity analysis
    techniques as tools for the quality assessment of composite indicators. Journal of the Royal
    Statistical Society A 168(2), 307-323.
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 7.
    """
    checked_draws(draws, lists, error)

    def told(step: Step) -> Callable[[int, int], None] | None:
        return None if progress is None else lambda done, all_: progress(step, done, all_)

    what = opened(areas, scenario)
    scores = rescore(what.combinations[0].prepared)
    shortlist = choose_areas(areas, scores, scenario, seconds)
    own = sources(what)
    evaluator = Evaluator(own, scenario.seed)
    against = stated_places(evaluator, scores)
    places = evaluated(evaluator, against, draws, error, threads=threads, progress=told("draws"))
    listed, alone = None, {}
    if lists:
        choosing = partial(
            chosen_in_draws, error=error, stated=shortlist.codes, seconds=seconds, threads=threads
        )
        lists = min(lists, places.draws)
        listed = choosing(evaluator, lists, progress=told("lists"))
        for number, source in enumerate(own.columns):
            if progress is not None:
                progress("one source", number, len(own.columns))
            found = choosing(evaluator.with_only(source), min(lists, ALONE))
            if found.draws:
                alone[source] = float(found.chosen.reindex(shortlist.codes).sum())
    if progress is not None:
        progress("sensitivity", 0, 1)
    indices = sobol_indices(
        lambda numbers: dict(
            zip(("shift", "overlap"), compared(evaluator, against, numbers, threads), strict=True)
        ),
        own.columns,
        scenario.seed,
        crossed,
    )
    left_out = leave_out(areas, scores, scenario, shortlist.codes, told("leave one out"))
    return _stability(
        what, own, scores, shortlist, evaluator, places, listed, alone, indices, left_out
    )


def stated_places(evaluator: Evaluator, scores: Scores) -> Against:
    """Return the stated ranks and highest scores, which draws are compared with."""
    stated = scores.score.to_numpy("float64")[evaluator.rows] / 100
    return Against.scores(stated, evaluator.sources.opened.scenario.choose.count)


def _stability(
    what: Opened,
    own: Sources,
    scores: Scores,
    shortlist: Shortlist,
    evaluator: Evaluator,
    places: Places,
    listed: Lists | None,
    alone: Mapping[str, float],
    indices: Mapping[str, pd.DataFrame],
    left_out: tuple[LeftOut, ...],
) -> Stability:
    frame = _frame(what, scores, shortlist, evaluator.rows, places, listed)
    agreed: tuple[str, ...] = ()
    if listed is not None and listed.draws:
        try:
            agreed = consensus(every_candidate(what), listed.chosen)
        except NothingFoundError:
            agreed = ()
    ranked = np.asarray(scores.rank.astype("Float64"), dtype=np.float64)
    provinces = pd.factorize(what.areas.table["province_code"])[0].astype(np.intp)
    return Stability(
        areas=frame,
        count=what.scenario.choose.count,
        seed=what.scenario.seed,
        draws=places.draws,
        error=places.error,
        list_proven=shortlist.status == "optimal",
        lists=0 if listed is None else listed.draws,
        lists_without=0 if listed is None else listed.without,
        lists_unproven=0 if listed is None else listed.unproven,
        lists_stopped=listed is not None and listed.stopped,
        lists_error=float("nan") if listed is None else listed.error,
        opened=_described(what, own),
        stated_open=what.stated,
        without_errors=without_errors(what.areas, what.scenario.indicator_ids),
        shift=float(places.shift.mean()),
        top_overlap=float(places.overlap.mean()),
        expected_overlap=float("nan") if listed is None else listed.expected_overlap,
        core=() if listed is None else listed.core(CORE),
        consensus=agreed,
        alone=alone,
        indices=indices,
        left_out=left_out,
        rank_between_provinces=between_groups(ranked, provinces),
        from_province_figures=scores.from_province_figures,
        remarks=(*what.remarks, *own.remarks),
    )


def _frame(
    what: Opened,
    scores: Scores,
    shortlist: Shortlist,
    rows: NDArray[np.intp],
    places: Places,
    listed: Lists | None,
) -> pd.DataFrame:
    codes = what.areas.codes
    # who has a score under no methods has no place to be sure of
    ever = np.zeros(len(codes), dtype=bool)
    for combination in what.combinations:
        ever |= rescore(combination.prepared).score.notna().to_numpy()
    there = rows[ever[rows]]
    columns = np.full((4, len(codes)), np.nan)
    ranks = np.full((3, len(rows)), np.nan) if places.ranks is None else places.ranks
    columns[:, rows] = np.vstack([ranks, places.top])
    columns[:, ~ever] = np.nan
    chosen = pd.Series(np.nan, codes)
    if listed is not None and listed.draws:
        chosen[codes[there]] = listed.chosen.reindex(codes[there]).fillna(0.0)
    frame = pd.DataFrame({"rank": scores.rank}, index=codes)
    for name, column in zip(("rank_low", "rank_median", "rank_high"), columns[:3], strict=True):
        frame[name] = column
    frame["p_top"] = columns[3]
    frame["p_chosen"] = chosen
    frame["chosen"] = codes.isin(shortlist.codes)
    by = frame["p_top"] if listed is None or not listed.draws else frame["p_chosen"]
    words = np.select(
        [by >= SECURE - _HAIR, by >= UNLIKELY - _HAIR, by.notna()],
        ["secure", "contested", "unlikely"],
        default="",
    )
    frame["standing"] = pd.Series(words, codes, dtype="str")
    return frame


def _described(what: Opened, own: Sources) -> dict[str, str]:
    """Return for each source that is open, how, in a few words."""
    weights = what.weights
    how = {
        "spread": f"around those of the score (Dirichlet, spread {weights.spread or 0:g})",
        "bounds": "any between "
        + ", ".join(f"{id} {low:g}–{high:g}" for id, (low, high) in (weights.bounds or {}).items()),
        "judges": f"those of one of {len(own.people)} people",
    }
    found = {}
    for name in own.columns:
        if name in CHOICES:
            _, *others = map(named, what.options[CHOICES.index(name)])
            stated = getattr(what.scenario, name, None)
            first = "as stated" if stated is None else f"{named(stated)} (as stated)"
            found[name] = ", ".join([first, *others])
        elif name == "figures":
            ids = what.scenario.indicator_ids
            varying = ", ".join(ids[noisy.column] for noisy in own.noisy)
            found[name] = f"{what.figures} from the standard errors of {varying}"
        else:
            found[name] = how[weights.method]
    return found
