"""Comparison areas for 50 sites, against a flow, a mixed-integer programme and a greedy pass.

The peers get the distances and who is fit for whom from us, and find the matches alone; ours is
timed as a person asks for it, distances and fitness included. networkx solves the minimum-cost flow
(network simplex, whole numbers), HiGHS the assignment with a variable for each pair, through
scipy's `milp`; it is told that every site can have as many areas as it should, and left out where
it takes minutes. No time is printed unless a peer has as many matches, as evenly spread, with the
same total distance, to 1e-4. Greedy takes for each site in its turn the nearest area still free; it
is what most people would do, and what it loses is printed.
"""

from __future__ import annotations

from collections import Counter
from functools import partial

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.spatial.distance import cdist

from benchmarks.timing import held, timed
from geo.layers.in_use import read_areas_in_use
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import choose_areas
from scoring.features import features
from scoring.mahalanobis import whitened
from scoring.matching import Design, Matching, match
from scoring.matching.fit import fit
from scoring.matching.match import greedy
from scoring.scenario_toml import read_scenario

COUNTS = (1, 3)
MOST_SECONDS = 2.0
RUNS = 3
_AGREE = 1e-4
_PAIRS = 100_000
"""More are too many for the programme."""
_PARTS = 10**6
"""Into which the flow divides a distance of 1."""

Pairs = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]
"""Site, area and distance of each pair that may be matched."""


def run() -> None:
    """Print seconds of all, and what greedy loses."""
    areas = read_areas_in_use().areas
    scenario = read_scenario(DEFAULT_SCENARIO.read_text(encoding="utf-8"), DEFAULT_SCENARIO.name)
    found = features(areas, scenario)
    codes = choose_areas(areas, found.scores, scenario).codes
    table = Table("kept the same", "areas\na site", "pairs", "Phuenthi\ns", "bound",
                  "networkx\ns", "ratio", "HiGHS\ns", "ratio", "greedy\ns", "greedy\nloses",
                  title=f"{len(codes)} sites, {len(found) - len(codes):,} other areas")  # fmt: skip
    for within in (("region", "track"), ()):
        for count in COUNTS:
            design = Design(count=count, within=within)  # type: ignore[arg-type]
            ours, seconds = timed(partial(match, found, codes, design), RUNS)
            sites = np.array([found.position(site.code) for site in ours.sites])
            fitting = fit(found, sites, design)
            points = whitened(found)
            distances = cdist(points[sites], points[fitting.areas])
            rows, columns = np.nonzero(fitting.allowed)
            pairs = (rows, columns, distances[rows, columns])
            cells = [", ".join(within) or "nothing", f"{count}", f"{len(rows):,}",
                     f"{seconds:.2f}", held(seconds, MOST_SECONDS)]  # fmt: skip
            for peer in (_flow, _programme):
                if peer is _programme and len(rows) > _PAIRS:
                    cells += ["–", ""]
                    continue
                theirs, taken = timed(partial(peer, pairs, len(sites), count))
                _same(ours, theirs, pairs)
                cells += [f"{taken:.1f}", f"{seconds / taken:.3f}"]
            _, taken = timed(partial(greedy, distances, fitting.allowed, count), RUNS)
            cells += [f"{taken:.3f}", _lost(ours)]
            table.add_row(*cells)
    Console(width=120).print(table)
    print(f"As many matches, as even, and total distances that agree to {_AGREE:g}.")


def _flow(pairs: Pairs, sites: int, count: int) -> NDArray[np.intp]:
    """Return which pairs are matched, by networkx."""
    rows, columns, distances = pairs
    graph = nx.DiGraph()
    more = int(sites * count * distances.max() * _PARTS) + 1
    # what is not matched goes a way of its own, dearer than any
    graph.add_node("from", demand=-sites * count)
    graph.add_node("to", demand=sites * count)
    graph.add_edge("from", "to", weight=(count + 1) * more)
    for site in range(sites):
        for number in range(count):
            # one edge at a time may hold between two nodes, so each number has its own
            between = ("number", site, number)
            graph.add_edge("from", between, capacity=1, weight=number * more)
            graph.add_edge(between, ("site", site), capacity=1)
    for site, area, distance in zip(rows, columns, distances, strict=True):
        weight = round(distance * _PARTS)
        graph.add_edge(("site", int(site)), ("area", int(area)), capacity=1, weight=weight)
    for area in np.unique(columns):
        graph.add_edge(("area", int(area)), "to", capacity=1)
    flow = nx.min_cost_flow(graph)
    return np.flatnonzero(
        [
            flow[("site", int(site))][("area", int(area))]
            for site, area in zip(rows, columns, strict=True)
        ]
    )


def _programme(pairs: Pairs, sites: int, count: int) -> NDArray[np.intp]:
    """Return which pairs are matched, by HiGHS, where all sites have as many as they should."""
    rows, columns, distances = pairs
    many = np.arange(len(rows))
    of_sites = csr_array((np.ones(len(rows)), (rows, many)), shape=(sites, len(rows)))
    areas, number = np.unique(columns, return_inverse=True)
    of_areas = csr_array((np.ones(len(rows)), (number, many)), shape=(len(areas), len(rows)))
    best = milp(
        distances,
        integrality=np.ones(len(rows)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(of_sites, count, count),
            LinearConstraint(of_areas, -np.inf, 1),
        ],
        options={"mip_rel_gap": 0},
    )
    if best.x is None:
        raise RuntimeError("not all sites can have as many areas as they should")
    return np.flatnonzero(best.x > 0.5)


def _same(ours: Matching, theirs: NDArray[np.intp], pairs: Pairs) -> None:
    """Refuse to go on if a peer has other numbers than we have."""
    rows, _, distances = pairs
    each = Counter(rows[theirs].tolist())
    even = sorted(each.get(site, 0) for site in range(len(ours.sites)))
    if even != sorted(len(site.comparisons) for site in ours.sites):
        raise RuntimeError(f"other numbers of matches: {even}")
    np.testing.assert_allclose(distances[theirs].sum(), ours.total, rtol=0, atol=_AGREE)


def _lost(ours: Matching) -> str:
    made = sum(len(site.comparisons) for site in ours.sites)
    if len(ours.greedy) < made:
        return f"{made - len(ours.greedy)} matches"
    return f"{ours.greedy_total / ours.total - 1:.2%}"
