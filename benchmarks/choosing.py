"""Choosing 50 under rules: the proof, what is told beside it, and how all that grows.

The peer is the model that one would write down first: a variable for each area, a row for each rule
and one for each two areas that are too near each other, in PuLP, solved by CBC, which comes with
PuLP, and by HiGHS. It is proof in full, with every area. Ours sets most areas aside with a proof,
and its time is that of everything a list comes with: rules, proof, first of equals, check, and
simpler ways. No time is printed unless every peer that came to an end in time has the same total,
to 1e-6, and no other has a better one.

The rules are those of the default scenario on the areas in use, with bounds on the people and on
distance. For growth, areas are made up, for this only: spread over 77 provinces with their scores
about those of the province.
"""

from __future__ import annotations

import math
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pulp
from rich.console import Console
from rich.table import Table
from scipy.spatial import KDTree

from benchmarks.timing import held, timed
from geo.areas import REGIONS, Areas
from geo.layers.in_use import read_areas_in_use
from scoring.change import changed
from scoring.choose import Shortlist, choose_areas
from scoring.choose.clash import ImpossibleError
from scoring.choose.prices import prices
from scoring.choose.sites import sites
from scoring.choose.stated import Stated
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scenario_toml import read_scenario
from tests.making import make_areas, make_scenario

KILOMETRES: dict[float | None, float] = {None: 0.5, 20.0: 0.5, 40.0: 60, 60.0: 60}
"""Least distances, and within how many seconds the proof is wanted."""
GROWTH = (1, 4, 13)
AREAS = 7_692
"""13 times as many are 100,000."""
PEER_SECONDS = 60
MOST_SECONDS_CLASH = 5.0
MOST_SECONDS_PRICES = 20.0
_AGREE = 1e-6
_WIDTH = 120
"""Characters that the tables need."""
_SCENARIOS = Path(__file__).parents[1] / "data" / "scenarios"


def run() -> None:
    """Print seconds to the proof against the plain model, of what is told beside, and growth."""
    areas = read_areas_in_use().areas
    for table in (lambda: _against_the_plain_model(areas), lambda: _beside(areas), _growth):
        Console(width=_WIDTH).print(table())
    print(
        f"Totals agree to {_AGREE:g} wherever a peer came to an end within {PEER_SECONDS} s, the "
        "time to write its model down apart."
    )


def _against_the_plain_model(areas: Areas) -> Table:
    heads = ("least\nkm", "pairs", "Phuenthi\ns", "bound", "set\naside", "nodes",
             "PuLP\nmodel, s", "HiGHS\ns", "ratio", "CBC\ns", "ratio")  # fmt: skip
    table = Table(*heads, title=f"50 of {len(areas):,} areas to the proof")
    scenario = _shipped("default.toml")
    people = [{"of": "population", "min": 250_000, "max": 400_000}]
    scores = score_areas(areas, scenario)
    for km, most in KILOMETRES.items():
        asked = changed(scenario, {"choose.total": people, "choose.min_distance_km": km})
        ours, seconds = timed(partial(choose_areas, areas, scores, asked))
        pairs, model, written = _plain_model(ours.stated)
        cells = ["–" if km is None else f"{km:g}", f"{pairs:,}", f"{seconds:.2f}",
                 held(seconds, most), f"{ours.certificate.set_aside:,}",
                 f"{ours.certificate.nodes}", f"{written:.1f}"]  # fmt: skip
        for solver in (
            pulp.HiGHS(msg=False, timeLimit=PEER_SECONDS, gapRel=0),
            pulp.PULP_CBC_CMD(msg=False, timeLimit=PEER_SECONDS, gapRel=0),
        ):
            cells += _peer(ours, seconds, model, solver)
        table.add_row(*cells)
    return table


def _beside(areas: Areas) -> Table:
    """Return how long it takes to say what a list is worth, and why there is none."""
    table = Table("what", "seconds", "bound", title=f"Beside the list of {len(areas):,} areas")
    impossible = _shipped("examples/impossible.toml")
    scores = score_areas(areas, impossible)

    def clash() -> ImpossibleError:
        try:
            choose_areas(areas, scores, impossible)
        except ImpossibleError as error:
            return error
        raise RuntimeError("the impossible example has a list")

    _, seconds = timed(clash)
    table.add_row("the clash of the impossible example, with its remedies", f"{seconds:.1f}",
                  held(seconds, MOST_SECONDS_CLASH))  # fmt: skip
    for name in ("default.toml", "examples/every-rule.toml"):
        scenario = _shipped(name)
        listed = choose_areas(areas, score_areas(areas, scenario), scenario)
        priced, seconds = timed(partial(prices, listed))
        # a bound of a rule is no rule
        rules = len({price.rule.field for price in priced})
        title = f"{name}: prices of {rules} rules, {len(priced)} lists"
        table.add_row(title, f"{seconds:.1f}", held(seconds, MOST_SECONDS_PRICES))
        found, seconds = timed(partial(sites, listed))
        table.add_row(f"{name}: worth of {len(found)} sites", f"{seconds:.1f}", "")
    return table


def _growth() -> Table:
    heads = ["areas"]
    for km in KILOMETRES:
        heads += ["no distance\ns" if km is None else f"{km:g} km\ns", "times"]
    table = Table(*heads, title="Seconds to the proof for more areas, made up, on the same ground")
    first: list[float] = []
    for times in GROWTH:
        areas, scenario = _made_up(AREAS * times)
        scores = score_areas(areas, scenario)
        cells = [f"{len(areas):,}"]
        taken = []
        for km in KILOMETRES:
            asked = changed(scenario, {"choose.min_distance_km": km})
            found, seconds = timed(partial(choose_areas, areas, scores, asked))
            if found.status != "optimal":
                raise RuntimeError(f"no proof for {len(areas)} areas at {km} km")
            taken.append(seconds)
        first = first or taken
        for seconds, at_first in zip(taken, first, strict=True):
            cells += [f"{seconds:.2f}", f"{seconds / at_first:.1f}"]
        table.add_row(*cells)
    return table


def _plain_model(stated: Stated) -> tuple[int, pulp.LpProblem, float]:
    """Return how many pairs are too near, the model, and the seconds it took to write it down."""
    begun = time.perf_counter()
    n = len(stated.score)
    model = pulp.LpProblem("plain", pulp.LpMaximize)
    chosen = [pulp.LpVariable(f"x{i}", cat="Binary") for i in range(n)]
    model += pulp.LpAffineExpression(zip(chosen, stated.score.tolist(), strict=True))
    rows = stated.rows.tocsr()
    for row, (low, high) in enumerate(zip(stated.lower, stated.upper, strict=True)):
        ends = slice(*rows.indptr[row : row + 2])
        columns, amounts = rows.indices[ends].tolist(), rows.data[ends].tolist()
        total = pulp.LpAffineExpression(
            [(chosen[c], a) for c, a in zip(columns, amounts, strict=True)]
        )
        if math.isfinite(low):
            model += total >= float(low)
        if math.isfinite(high):
            model += total <= float(high)
    at = stated.areas.codes.get_indexer(stated.score.index)
    place = np.full(len(stated.areas), -1)
    place[at] = np.arange(n)
    km = stated.scenario.choose.min_distance_km
    pairs = [] if km is None else place[stated.areas.nearer_than(km).pairs_among(at)].tolist()
    for one, other in pairs:
        model += chosen[one] + chosen[other] <= 1
    return len(pairs), model, time.perf_counter() - begun


def _peer(ours: Shortlist, seconds: float, model: pulp.LpProblem, solver: Any) -> list[str]:
    """Return a peer's seconds and the ratio; an error where it finds a better list than ours."""
    _, taken = timed(lambda: model.solve(solver))
    proven = model.sol_status == pulp.LpSolutionOptimal and taken < PEER_SECONDS
    total = pulp.value(model.objective)
    if proven:
        np.testing.assert_allclose(total, ours.total, rtol=0, atol=_AGREE)
    elif model.sol_status == pulp.LpSolutionIntegerFeasible and total > ours.total + _AGREE:
        raise RuntimeError(f"{solver.name} has a better list: {total} and not {ours.total}")
    return [f"{taken:.1f}" if proven else "no end", f"{seconds / taken:.3f}" if proven else ""]


def _made_up(count: int) -> tuple[Areas, Scenario]:
    """Return areas spread over a country's width in 77 provinces, and rules for them."""
    rng = np.random.default_rng(2569)
    spread = np.array([[98.0, 105.0], [6.0, 20.0]])
    seats, points = (rng.uniform(*spread.T, size=(many, 2)) for many in (77, count))
    _, province = KDTree(seats).query(points)
    need = rng.normal(size=77)[province] + 0.3 * rng.normal(size=count)
    seen = np.zeros(77, dtype=int)
    codes = []
    for own in province:
        district, tambon = divmod(int(seen[own]), 99)
        codes.append(f"{10 + own}{district + 1:02d}{tambon + 1:02d}")
        seen[own] += 1
    areas = make_areas(
        {"need": need.tolist()},
        codes=codes,
        points=[(lon, lat) for lon, lat in points],
        regions=[REGIONS[own % len(REGIONS)] for own in province],
        tracks=np.where(rng.random(count) < 0.25, "urban", "rural").tolist(),
        population=rng.integers(500, 20_000, count).tolist(),
    )
    scenario = make_scenario(
        {"p": {"need": 1}},
        count=50,
        limits=[
            {"by": "province", "max": 2},
            {"by": "region", "min": 4, "max": 15},
            {"by": "track", "equals": "urban", "min": 10},
            {"by": "track", "equals": "rural", "min": 25},
        ],
    )
    people = [{"of": "population", "min": 250_000, "max": 400_000}]
    return areas, changed(scenario, {"choose.total": people})


def _shipped(name: str) -> Scenario:
    path = _SCENARIOS / name
    return read_scenario(path.read_text(encoding="utf-8"), path.name)
