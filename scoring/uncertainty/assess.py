"""Working out how sure ranks and list are, step by step."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas
from scoring.choose import Shortlist, choose_areas
from scoring.choose.shortlist import SECONDS
from scoring.choose.solve import NothingFoundError
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.uncertainty.choosing import Chooser
from scoring.uncertainty.draws import Against, Places, checked_draws, compared, evaluated
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.leave_out import leave_out
from scoring.uncertainty.lists import Lists, chosen_in_draws, consensus, kept_in_draws
from scoring.uncertainty.noise import without_errors
from scoring.uncertainty.opened import CHOICES, Opened, named, opened
from scoring.uncertainty.sensitivity import BASE, sobol_indices
from scoring.uncertainty.sources import Sources, sources
from scoring.uncertainty.stability import CORE, SECURE, UNLIKELY, Stability, Step
from scoring.variance import between_groups

_HAIR = 1e-12
"""What adding up takes from a probability."""
_ALONE = 128
"""Lists for each source that is open alone."""
_FEWEST_CROSSED = 64
"""From fewer draws Sobol' indices say nothing."""
_CROSSED_LISTS = 256
"""Of `BASE` so many where a list is looked for in each; a power of 2."""
DRAWS = 10_000
LISTS = 1_000
ERROR = 0.005
"""A standard error of probabilities that is small enough: half a percentage point."""

Progress = Callable[[Step, int, int], None]
"""Told which step it is, how much of it is done, and of how much."""


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
        For how many of them at most the best list is looked for; 0 for none. What the list hangs on
        rests on as many again for each source, but no more than some hundreds.
    error
        Either ends early when no probability has a greater standard error.
    crossed
        Draws of each of the two samples that Sobol' indices come from, a power of 2.
    seconds
        How long the stated list is looked for, and how long each of the steps after it may take.
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
    scores = what.combinations[0].scores
    shortlist = choose_areas(areas, scores, scenario, seconds)
    own = sources(what)
    evaluator = Evaluator(own, scenario.seed)
    against = stated_places(evaluator, scores)
    places = evaluated(evaluator, against, draws, error, threads=threads, progress=told("draws"))
    indices = sobol_indices(
        lambda numbers: dict(
            zip(
                ("shift", "overlap"),
                compared(evaluator, against, numbers, threads, told("sensitivity")),
                strict=True,
            )
        ),
        own.columns,
        scenario.seed,
        crossed,
    )
    listed = _NO_LISTS
    if lists:
        choice = _Choice(evaluator, Chooser(what), shortlist.codes, error, seconds, threads)
        listed = _listed(choice, min(lists, places.draws), told)
        indices |= listed.indices
    left_out = leave_out(areas, scores, scenario, shortlist.codes, seconds, told("leave one out"))
    ranked = np.asarray(scores.rank.astype("Float64"), dtype=np.float64)
    provinces = pd.factorize(areas.table["province_code"])[0].astype(np.intp)
    return Stability(
        areas=_frame(what, scores, shortlist, evaluator.rows, places, listed),
        count=scenario.choose.count,
        seed=scenario.seed,
        draws=places.draws,
        error=places.error,
        list_proven=shortlist.status == "optimal" and shortlist.best.first,
        lists=listed.lists.draws,
        lists_tried=listed.lists.tried,
        lists_without=listed.lists.without,
        lists_unproven=listed.lists.unproven,
        cut_short=(
            *listed.cut_short,
            *_cut("leave one out", not all(one.proven for one in left_out)),
        ),
        lists_error=listed.lists.error,
        opened=_described(what, own),
        stated_open=what.stated,
        without_errors=without_errors(areas, scenario.indicator_ids),
        shift=float(places.shift.mean()),
        top_overlap=float(places.overlap.mean()),
        expected_overlap=listed.lists.expected_overlap,
        core=listed.lists.core(CORE),
        consensus=listed.consensus,
        alone=listed.alone,
        with_nothing_open=listed.with_nothing_open,
        indices=indices,
        left_out=left_out,
        rank_between_provinces=between_groups(ranked, provinces),
        from_province_figures=scores.from_province_figures,
        remarks=(*what.remarks, *own.remarks),
    )


def stated_places(evaluator: Evaluator, scores: Scores) -> Against:
    """Return the stated ranks and highest scores, which draws are compared with."""
    stated = scores.score.to_numpy("float64")[evaluator.rows] / 100
    return Against.scores(stated, evaluator.sources.opened.scenario.choose.count)


@dataclass(frozen=True, eq=False)
class _Choice:
    """What it takes to choose in draws, and the list as stated."""

    evaluator: Evaluator
    chooser: Chooser
    codes: tuple[str, ...]
    error: float
    seconds: float
    threads: int


@dataclass(frozen=True, eq=False)
class _Listed:
    """All that the lists of draws come to; the fields are those of `Stability`."""

    lists: Lists
    consensus: tuple[str, ...]
    alone: Mapping[str, float]
    with_nothing_open: float
    indices: dict[str, pd.DataFrame]
    cut_short: tuple[Step, ...]


_NO_LISTS = _Listed(
    lists=Lists(0, 0, 0, 0, False, pd.Series(dtype="float64"), float("nan")),
    consensus=(),
    alone={},
    with_nothing_open=float("nan"),
    indices={},
    cut_short=(),
)


def _listed(
    choice: _Choice, lists: int, told: Callable[[Step], Callable[[int, int], None] | None]
) -> _Listed:
    evaluator, chooser = choice.evaluator, choice.chooser
    choosing = partial(
        chosen_in_draws, chooser=chooser, error=choice.error, threads=choice.threads
    )  # fmt: skip
    found = choosing(evaluator, draws=lists, seconds=choice.seconds, progress=told("lists"))
    columns = evaluator.sources.columns
    told_one, cut = told("one source"), []
    until = time.monotonic() + choice.seconds

    def staying(number: int, *varying: str) -> float:
        if told_one is not None:
            told_one(number, len(columns) + 1)
        # what one leaves of its time the others have
        seconds = (until - time.monotonic()) / (len(columns) + 1 - number)
        only = evaluator.with_only(*varying)
        some = choosing(only, draws=min(lists, _ALONE), seconds=seconds)
        cut.append(some.stopped or some.unproven > 0)
        return float(some.chosen.reindex(choice.codes).sum()) if some.draws else float("nan")

    # without any source it is seen what ties do by themselves
    with_nothing_open = staying(0)
    alone = {source: staying(number, source) for number, source in enumerate(columns, start=1)}
    indices: dict[str, pd.DataFrame] | None = {}
    # as many as were drawn, and not as were allowed, so that who asks for these gets the same
    if columns and found.tried >= _FEWEST_CROSSED:
        indices = _indices_of_list(choice, found.tried, told("list sensitivity"))
    agreed: tuple[str, ...] = ()
    if found.draws:
        with suppress(NothingFoundError):
            agreed = consensus(chooser.stated, found.chosen)
    return _Listed(
        lists=found,
        consensus=agreed,
        alone={source: stay for source, stay in alone.items() if not np.isnan(stay)},
        with_nothing_open=with_nothing_open,
        indices=indices or {},
        cut_short=(
            *_cut("lists", bool(found.stopped or found.unproven or (found.draws and not agreed))),
            *_cut("one source", any(cut)),
            *_cut("list sensitivity", indices is None),
        ),
    )


def _indices_of_list(
    choice: _Choice, lists: int, progress: Callable[[int, int], None] | None
) -> dict[str, pd.DataFrame] | None:
    """Return the Sobol' indices of the list; None if the time was up."""

    def kept(numbers: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        found = kept_in_draws(
            choice.evaluator, choice.chooser, choice.codes, numbers,
            seconds=choice.seconds, threads=choice.threads, progress=progress,
        )  # fmt: skip
        if found is None:
            raise NothingFoundError
        return {"list": found}

    base = min(_CROSSED_LISTS, 1 << (lists.bit_length() - 1))
    sources = choice.evaluator.sources
    try:
        return sobol_indices(kept, sources.columns, choice.evaluator.seed, base)
    except NothingFoundError:
        return None


def _cut(step: Step, cut: bool) -> tuple[Step, ...]:
    return (step,) if cut else ()


def _frame(
    what: Opened,
    scores: Scores,
    shortlist: Shortlist,
    rows: NDArray[np.intp],
    places: Places,
    listed: _Listed,
) -> pd.DataFrame:
    codes = what.areas.codes
    # who has a score under no methods has no place to be sure of
    ever = np.zeros(len(codes), dtype=bool)
    for combination in what.combinations:
        ever |= combination.scores.score.notna().to_numpy()
    there = rows[ever[rows]]
    columns = np.full((4, len(codes)), np.nan)
    ranks = np.full((3, len(rows)), np.nan) if places.ranks is None else places.ranks
    columns[:, rows] = np.vstack([ranks, places.top])
    columns[:, ~ever] = np.nan
    chosen = pd.Series(np.nan, codes)
    drawn = listed.lists.draws > 0
    if drawn:
        chosen[codes[there]] = listed.lists.chosen.reindex(codes[there]).fillna(0.0)
    frame = pd.DataFrame({"rank": scores.rank}, index=codes)
    for name, column in zip(("rank_low", "rank_median", "rank_high"), columns[:3], strict=True):
        frame[name] = column
    frame["p_top"] = columns[3]
    frame["p_chosen"] = chosen
    frame["chosen"] = codes.isin(shortlist.codes)
    by = frame["p_chosen" if drawn else "p_top"]
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
        elif weights.method == "bounds":
            pillars = {pillar.id for pillar in what.scenario.pillars}
            bounds = (
                f"{id} {low:g}–{high:g}"
                for id, (low, high) in (weights.bounds or {}).items()
                if (id in pillars) == (name == "pillar_weights")
            )
            found[name] = f"any between {', '.join(bounds)}"
        else:
            found[name] = how[weights.method]
    return found
