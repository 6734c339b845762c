"""Who is beside whom, and hot and cold spots of every area: seconds against the plain way.

The peer for neighbours is libpysal's own builder, for hot spots esda called plainly: local Moran,
Gi* and global Moran, each with as many permutations. No time is printed unless the answers agree:
the same neighbours (but those that islands get), statistics to 1e-9, counts of draws exactly those
of a loop over some of the areas with the same draws, and p-values those of esda doubled, within
Monte Carlo error. Both are drawn, and of some thousands a few lie far apart by chance, so no more
than one in a thousand may differ by four standard errors.

Last it is told what both find in figures made up of noise, two thirds of them 0. In the lower tail
esda does not count draws that equal the areas' own sums, and so calls zeros beside zeros far out.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from esda import G_Local, Moran, Moran_Local
from libpysal.graph import Graph
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_array
from scipy.stats import false_discovery_control

from benchmarks.timing import held, timed
from geo.areas import Areas, read_areas
from geo.paths import DEFAULT_SCENARIO, areas_in_use
from scoring.graph import Linked, Neighbours, linked
from scoring.hotspots import HotSpots, hot_spots
from scoring.hotspots.chance import SAME, surroundings
from scoring.hotspots.local import local, standard
from scoring.scenario_toml import read_scenario

MOST_SECONDS_GRAPH = 2.0
MOST_SECONDS = 15.0
PERMUTATIONS = 9_999
FIGURE = "distance_town_20k"
"""It differs from area to area, so that hardly any sums are equal."""
_LOOPED = 200
_AGREE = 1e-9
_FAR, _FAR_SHARE = 4.0, 0.001
_RATE = 0.05


def run() -> None:
    """Print seconds of both and their ratios, and what each finds in noise."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="esda")
    areas = read_areas(areas_in_use())
    table = Table("", "s", "bound", title=f"Hot and cold spots of {len(areas):,} areas")
    graph = _graph(areas, table)
    _spots(areas, graph, table)
    Console().print(table)
    _noise(graph)


def _graph(areas: Areas, table: Table) -> Linked:
    # neighbours are kept with the areas, so these are read anew
    fresh = read_areas(areas_in_use())
    rows = np.arange(len(areas))
    ours, seconds = timed(lambda: linked(fresh, rows, Neighbours()))
    shapes = areas.table.geometry
    peer, peer_seconds = timed(lambda: Graph.build_contiguity(shapes, rook=False))
    theirs = csr_array(peer.sparse, dtype=bool)
    own = areas.neighbours
    assert list(peer.unique_ids) == list(areas.codes)
    assert (own != theirs).nnz == 0, f"{(own != theirs).nnz} neighbours differ"
    assert len(ours.islands) == len(peer.isolates)
    table.add_row("neighbours by boundary", f"{seconds:.2f}", held(seconds, MOST_SECONDS_GRAPH))
    table.add_row("  libpysal", f"{peer_seconds:.2f}", "")
    table.add_row("  ratio", f"{peer_seconds / seconds:.1f} ×", "")
    return ours


def _spots(areas: Areas, graph: Linked, table: Table) -> None:
    scenario = read_scenario(DEFAULT_SCENARIO.read_text(encoding="utf-8"), "default")
    found, seconds = timed(
        lambda: hot_spots(areas, scenario, FIGURE, permutations=PERMUTATIONS), runs=3
    )
    values = found.units["value"].to_numpy()
    deviations = standard(values)
    plain, peer_seconds = timed(lambda: _esda(deviations, graph))
    _agree(found, *plain)
    counts, loop_seconds = timed(lambda: _loop(deviations, graph))
    ours = surroundings(deviations, graph.matrix, PERMUTATIONS, np.random.default_rng(1))
    looked = counts[0]
    np.testing.assert_array_equal(np.array(ours)[:, looked], counts[1:])
    many = f"{PERMUTATIONS:,} permutations"
    table.add_row(f"hot spots, {many}", f"{seconds:.2f}", held(seconds, MOST_SECONDS))
    table.add_row("  esda", f"{peer_seconds:.2f}", "")
    table.add_row("  ratio", f"{peer_seconds / seconds:.1f} ×", "")
    whole = loop_seconds * len(values) / len(looked)
    table.add_row(f"  a loop over the areas, from {len(looked)} of them", f"{whole:.2f}", "")


def _esda(deviations: np.ndarray, graph: Linked) -> tuple[Moran_Local, G_Local, Moran]:
    shifted = deviations - deviations.min() + 1
    asked = {"permutations": PERMUTATIONS, "keep_simulations": False, "n_jobs": 1, "seed": 1}
    return (
        Moran_Local(deviations, graph.graph, **asked),
        G_Local(shifted, graph.graph, transform="B", star=True, **asked),
        Moran(deviations, graph.graph, permutations=PERMUTATIONS),
    )


def _agree(found: HotSpots, moran: Moran_Local, gi: G_Local, overall: Moran) -> None:
    units = found.units
    np.testing.assert_allclose(units["i"], moran.Is, rtol=_AGREE, atol=_AGREE)
    np.testing.assert_allclose(units["z"], gi.Zs, rtol=_AGREE, atol=_AGREE)
    assert abs(found.overall.i - overall.I) < _AGREE
    for theirs in (moran.p_sim, gi.p_sim):
        doubled = np.minimum(2 * theirs.astype("float64"), 1.0)
        half = (units["p"].to_numpy() + doubled) / 4
        # of two doubled shares, each drawn
        error = 2 * np.sqrt(2 * half * (1 - half) / PERMUTATIONS)
        far = (np.abs(units["p"] - doubled) > _FAR * error).mean()
        assert far <= _FAR_SHARE, f"{far:.2%} of the p-values differ"


def _loop(deviations: np.ndarray, graph: Linked) -> np.ndarray:
    """Return some areas' positions, and how often draws are at least and at most their sums."""
    random = np.random.default_rng(1)
    units, most = len(deviations), int(np.diff(graph.matrix.indptr).max())
    rows = np.array([random.choice(units - 1, most, replace=False) for _ in range(PERMUTATIONS)])
    looked = np.linspace(0, units - 1, _LOOPED).astype(int)
    counts = []
    for unit in looked:
        beside = graph.matrix[[unit]].indices
        drawn = rows[:, : len(beside)]
        sums = deviations[np.where(drawn == unit, units - 1, drawn)].sum(axis=1)
        there = deviations[beside].sum()
        counts.append([(sums >= there - SAME).sum(), (sums <= there + SAME).sum()])
    return np.vstack([looked, np.array(counts).T])


def _noise(graph: Linked) -> None:
    random = np.random.default_rng(1)
    values = pd.Series((random.random(graph.graph.n) > 2 / 3) * 1.0, graph.graph.unique_ids)
    ours = local(values, graph, permutations=PERMUTATIONS, rate=_RATE, random=random)
    theirs = Moran_Local(values.to_numpy(), graph.graph, permutations=PERMUTATIONS, seed=1)
    adjusted = false_discovery_control(np.minimum(2 * theirs.p_sim.astype("float64"), 1))
    print(
        f"In noise, two thirds of it 0, at a false discovery rate of {_RATE:.0%}: "
        f"{(ours['q'] <= _RATE).sum()} areas found, {(adjusted <= _RATE).sum()} by esda."
    )
