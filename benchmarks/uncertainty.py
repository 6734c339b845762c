"""How sure ranks and lists are: many draws of weights, of methods and figures, and of best lists.

The peers of draws of weights are what most people would write, a loop in pandas, and the packages
that they would take: SALib for the weights, scikit-criteria for scores and ranks. They get fewer
draws, for their time grows with the draws alone; and as they know one thread only, ours is told on
one thread as well. The peer of all else is our own package used plainly: each draw stated as a
scenario over figures of its own, scored, and its list chosen, which comes with more than the list.
No ratio is printed unless of the same draws both have the same probabilities, intervals and ranks,
exactly; the same scores, to 1e-9; and lists of the same total, to 1e-6. How long it takes depends
on the machine, so these bounds are told and not asserted; that of memory is.

Made-up areas are those of `benchmarks.scoring`, for joint draws with a standard error for every
figure, which is the most that draws can cost. Else it is the default scenario on the areas in use.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks import scoring
from benchmarks.scoring import AREAS, INDICATORS
from benchmarks.timing import held, timed
from benchmarks.uncertainty_peers import peers_of
from geo.areas import REGIONS, Areas
from geo.layers.in_use import read_areas_in_use
from geo.paths import DEFAULT_SCENARIO
from scoring.change import changed
from scoring.choose import choose_areas
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scenario_toml import read_scenario
from scoring.uncertainty.assess import stated_places
from scoring.uncertainty.choosing import Chooser
from scoring.uncertainty.draws import Places, evaluated, sequence
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.lists import Lists, chosen_in_draws
from scoring.uncertainty.opened import CHOICES, opened
from scoring.uncertainty.places import competition_ranks
from scoring.uncertainty.sources import sources

DRAWS = 10_000
PEER_DRAWS = 500
"""Draws of weights that the peers go through."""
PLAIN_DRAWS = 20
"""Joint draws that are scored, and chosen from, one by one."""
NOISY_DRAWS = 2_000
"""Joint draws where every figure varies: 10,000 would take as long as all else together."""
LISTS = 200
MEMORY_DRAWS = (2_000, 10_000, 50_000)
THREADS = 2
SPREAD = 0.3
MOST_SECONDS_TOP, MOST_SECONDS_RANKS = 0.5, 4.0
MOST_SECONDS_JOINT, MOST_SECONDS_LISTS = 10.0, 60.0
MOST_MEGABYTES = 1_000
MOST_GROWTH = 1.1
"""Of memory, from the fewest draws to the most."""
_AGREE = 1e-9
_AGREE_TOTAL = 1e-6
_RUNS = 3
_WIDTH = 120
"""Characters that the tables need."""
_ROOT = Path(__file__).resolve().parent.parent
_ALONE = """
import sys
from pathlib import Path
from benchmarks import uncertainty
uncertainty.drawn(*uncertainty.open_weights(), int(sys.argv[1]))()
# what getrusage says here is at least the memory of the process that started this one
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].split()[0]) * 1024 / 1e6)
"""

Numbers = NDArray[np.float64]


def run() -> None:
    """Print seconds of all kinds of draws, the ratios to the peers, and memory."""
    for table in (_weights, _joint, _memory):
        Console(width=_WIDTH).print(table())
    print(
        f"Ours on {THREADS} threads unless said, medians of up to {_RUNS} runs; ratio: ours to "
        f"theirs, draw for draw. Probabilities and intervals of {PEER_DRAWS} draws agree exactly; "
        f"of {PLAIN_DRAWS} joint draws all ranks do, scores to {_AGREE:g}, and totals of lists to "
        f"{_AGREE_TOTAL:g}."
    )


def open_weights() -> tuple[Areas, Scenario]:
    """Return the made-up areas, and a scenario that leaves weights open and nothing else."""
    what = {"weights": {"method": "spread", "spread": SPREAD}, "figures": "as_published"}
    scenario = scoring.made_up(scoring.PILLAR_WEIGHTS)
    other = changed(scenario, {"uncertainty": {**what, **{choice: [] for choice in CHOICES}}})
    return scoring.Problem(AREAS).areas, other


def drawn(
    areas: Areas, scenario: Scenario, draws: int, threads: int = THREADS, ranks: bool = True
) -> Callable[[], Places]:
    """Return the work of evaluating so many draws, all of them."""
    own = _evaluator(areas, scenario)
    against = stated_places(own, score_areas(areas, scenario))
    # no error is small enough to end early
    return partial(evaluated, own, against, draws, 0, ranks=ranks, threads=threads)


def _weights() -> Table:
    """Return how long draws of weights take, and the peers' times for the same."""
    heads = ("what", "s", "bound", "s per\n1,000", "pandas\ns per 1,000", "ratio",
             "SALib,\nscikit-criteria\ns per 1,000", "ratio")  # fmt: skip
    title = f"{DRAWS:,} draws of weights for {AREAS:,} areas × {len(INDICATORS)} indicators"
    table = Table(*heads, title=title)
    areas, scenario = open_weights()
    for what, bound, ranks in (
        (f"probability of the {scenario.choose.count} highest", MOST_SECONDS_TOP, False),
        ("  with ranks, 5–95 %", MOST_SECONDS_RANKS, True),
    ):
        own = _evaluator(areas, scenario)
        few = drawn(areas, scenario, PEER_DRAWS, ranks=ranks)()
        peers = peers_of(own, _numbers(own, PEER_DRAWS), few, SPREAD)
        for threads in (THREADS, 1):
            _, seconds = timed(drawn(areas, scenario, DRAWS, threads, ranks), _RUNS)
            cells = [what, f"{seconds:.2f}", held(seconds, bound)]
            if threads == 1:
                cells = ["    on one thread", f"{seconds:.2f}", ""]
            each = 1_000 * seconds / DRAWS
            ratios = (cell for peer in peers for cell in (f"{peer:.2f}", f"{each / peer:.3f}"))
            table.add_row(*cells, f"{each:.3f}", *ratios)
    return table


def _joint() -> Table:
    """Return how long draws of weights, methods and figures together take, and their lists."""
    heads = ("areas and scenario", "methods", "figures\nvary", "draws", "s", "bound",
             "s per\n1,000", "plainly\ns per 1,000", "ratio")  # fmt: skip
    table = Table(*heads, title="Joint draws of weights, methods and figures")
    for what, (areas, scenario), draws, most, ours, plain in (
        ("default, ranks", _default(), DRAWS, MOST_SECONDS_JOINT, drawn, _scored_plainly),
        ("made up, ranks", _noisy(), NOISY_DRAWS, None, drawn, _scored_plainly),
        ("default, best lists", _default(), LISTS, MOST_SECONDS_LISTS, _listed, _chosen_plainly),
    ):
        own = _evaluator(areas, scenario)
        one_by_one = 1_000 * plain(own) / PLAIN_DRAWS
        found, seconds = timed(ours(areas, scenario, draws))
        assert found.draws == draws, f"only {found.draws} draws have a list"
        each = 1_000 * seconds / draws
        varying = f"{len(own.sources.noisy)} of {len(scenario.indicators)}"
        table.add_row(
            f"{what}, {len(areas):,}", f"{len(own.sources.opened.combinations)}", varying,
            f"{draws:,}", f"{seconds:.1f}", "" if most is None else held(seconds, most),
            f"{each:.2f}", f"{one_by_one:.1f}", f"{each / one_by_one:.3f}",
        )  # fmt: skip
    return table


def _listed(areas: Areas, scenario: Scenario, draws: int) -> Callable[[], Lists]:
    own = _evaluator(areas, scenario)

    def listed() -> Lists:
        # stating the choice is part of the work
        return chosen_in_draws(own, Chooser(own.sources.opened), draws, 0, threads=THREADS)

    return listed


def _scored_plainly(own: Evaluator) -> float:
    """Return the seconds to score draws one by one; an error where scores or ranks differ."""
    numbers = _numbers(own, PLAIN_DRAWS)
    ours = own.of(numbers)
    found, seconds = timed(lambda: [score_areas(*one) for one in _stated(own, numbers)])
    for order, ranked, scores, theirs in zip(*competition_ranks(ours), ours, found, strict=True):
        score = theirs.score.to_numpy()[own.rows] / 100
        np.testing.assert_allclose(scores, score, rtol=0, atol=_AGREE)
        rank = theirs.rank.to_numpy("float64", na_value=np.nan)[own.rows][order]
        np.testing.assert_array_equal(np.where(np.isnan(rank), np.nan, ranked), rank)
    return seconds


def _stated(own: Evaluator, numbers: Numbers) -> list[tuple[Areas, Scenario]]:
    """Return each draw as a scenario over figures of its own."""
    found = {}
    for positions, decided in own.batches(numbers):
        scenario = own.sources.opened.combinations[decided.combination[0]].scenario
        for at, draw in enumerate(positions.tolist()):
            fields, weights = {}, iter(decided.weights[at].tolist())
            for n, pillar in enumerate(scenario.pillars):
                fields[f"pillar.{pillar.id}.weight"] = float(decided.pillar_weights[at, n])
                for id in (indicator.id for indicator in pillar.indicators):
                    fields[f"pillar.{pillar.id}.indicator.{id}.weight"] = next(weights)
            found[draw] = _with_figures(own, int(decided.figures[at])), changed(scenario, fields)
    return [found[draw] for draw in range(len(numbers))]


def _with_figures(own: Evaluator, key: int) -> Areas:
    areas, ids = own.sources.opened.areas, own.sources.opened.scenario.indicator_ids
    values, figures = areas.values, own.sources.figures(key, own.seed)
    for noisy, given in zip(own.sources.noisy, figures, strict=True):
        values.loc[areas.codes[own.rows], ids[noisy.column]] = given
    return replace(areas, values=values)


def _default() -> tuple[Areas, Scenario]:
    """Return the areas in use, and the scenario that leaves open what is usual."""
    text = DEFAULT_SCENARIO.read_text(encoding="utf-8")
    return read_areas_in_use().areas, read_scenario(text, DEFAULT_SCENARIO.name)


def _noisy() -> tuple[Areas, Scenario]:
    """Return made-up areas with standard errors, half of the indicators known by province only."""
    areas = scoring.Problem(AREAS).areas
    table, values, by_province = areas.table, areas.values, INDICATORS[::2]
    provinces = table["province_code"]
    values[by_province] = values[by_province].groupby(provinces).transform("mean")
    errors = pd.DataFrame(0.1, values.index, values.columns) * values.std()
    # without gaps there is nothing to fill in otherwise
    gaps = np.random.default_rng(2569).random(values.shape) < 0.01
    gaps &= ~values.columns.isin(by_province)
    levels = {id: {"level": "province"} for id in by_province}
    made = replace(
        areas,
        table=table.assign(region=[REGIONS[int(code) % len(REGIONS)] for code in provinces]),
        values=values.mask(gaps),
        standard_errors=errors.mask(gaps),
        indicators=tuple(i.model_copy(update=levels.get(i.id, {})) for i in areas.indicators),
    )
    return made, changed(scoring.made_up(scoring.PILLAR_WEIGHTS), {"missing": "average"})


def _chosen_plainly(own: Evaluator) -> float:
    """Return the seconds to choose from draws one by one; an error where totals differ."""
    numbers, taken = _numbers(own, PLAIN_DRAWS), 0.0
    chooser = Chooser(own.sources.opened)
    codes = chooser.stated.score.index
    stated = _stated(own, numbers)
    for points, (areas, scenario) in zip(chooser.points(own.of(numbers)), stated, strict=True):
        begun = time.perf_counter()
        scores = score_areas(areas, scenario)
        theirs = choose_areas(areas, scores, scenario)
        taken += time.perf_counter() - begun
        ours = chooser.best(points, np.zeros(len(codes)), np.inf)
        assert ours is not None
        assert ours.proven
        assert ours.chosen is not None
        assert ours.chosen.sum() == len(theirs.codes)
        total = scores.score[codes[ours.chosen]].sum()
        np.testing.assert_allclose(total, theirs.total, rtol=0, atol=_AGREE_TOTAL)
    return taken


def _memory() -> Table:
    """Return the peak memory of ever more draws, each in a process of its own."""
    title = "Memory of draws of weights with ranks, made-up areas"
    table = Table("draws", "peak MB", "bound", "times", title=title)
    first = 0.0
    for draws in MEMORY_DRAWS:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", _ALONE, f"{draws}"], cwd=_ROOT, text=True,
            env={**os.environ, "PYTHONPATH": str(_ROOT)}, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        peak = float(done.stdout)
        first = first or peak
        assert peak <= MOST_MEGABYTES, f"{peak:,.0f} MB, {MOST_MEGABYTES:,} are allowed"
        assert peak <= MOST_GROWTH * first, f"{draws:,} draws take {peak / first:.2f} times as much"
        bound = f"{MOST_MEGABYTES:,} (kept)"
        table.add_row(f"{draws:,}", f"{peak:,.0f}", bound, f"{peak / first:.2f}")
    return table


def _evaluator(areas: Areas, scenario: Scenario) -> Evaluator:
    return Evaluator(sources(opened(areas, scenario)), scenario.seed)


def _numbers(own: Evaluator, draws: int) -> Numbers:
    """Return what our first draws are made of."""
    return next(sequence(own.sources.numbers, own.seed))[:draws]
