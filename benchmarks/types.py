"""Types of areas, and connected regions: seconds against scikit-learn and spopt used plainly.

The peer of types is what most would write with scikit-learn, on its usual threads: k-means for each
number of types, for each sample and for each cloud without structure, the silhouette and the
adjusted Rand index. No ratio is printed unless both have the same silhouettes, gaps and stabilities
for every number, to 1e-3: sums that several threads add up differ in their last digits, and now and
then a cloud is then divided a little otherwise. That is why ours give each sample and cloud one.

The peer of regions is spopt's max-p heuristic, on the areas of one region of the country, for it
takes minutes on all. The two need not agree, for both are heuristics; what is checked is that all
regions of both hang together and keep the floor, and it is told how many regions each finds and how
much of the differences lies inside them.

Figures of types are the made-up ones of `benchmarks.scoring`; those of regions the default
scenario's on the areas in use.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from spopt.region import MaxPHeuristic
from threadpoolctl import threadpool_limits

from benchmarks.scoring import AREAS, INDICATORS, PILLAR_WEIGHTS, Problem, made_up
from benchmarks.timing import held, timed
from geo.layers.in_use import read_areas_in_use
from geo.paths import DEFAULT_SCENARIO
from scoring.features import Features, features
from scoring.graph import Neighbours, bridged, linked
from scoring.scenario_toml import read_scenario
from scoring.types.clouds import SHAPES, Block, cloud
from scoring.types.curves import Curves, curves
from scoring.types.find import types_of
from scoring.types.gap import CLOUDS, REFERENCES, gap_statistic
from scoring.types.methods import STARTS
from scoring.types.regions import merged, regions_of
from scoring.types.resampling import samples

MOST_SECONDS = 20.0
COUNTS = range(2, 13)
THREADS = 2
FLOOR = 50_000
REGION = "northeast"
_AGREE = 1e-3
_SAMPLE_STARTS, _CLOUD_STARTS = 3, 2


def run() -> None:
    """Print seconds of both and their ratios."""
    _types()
    _regions()


def _types() -> None:
    problem = Problem(AREAS)
    found = features(problem.areas, made_up(PILLAR_WEIGHTS))
    points, seed = found.values, found.scenario.seed
    drawn = samples(np.arange(len(points)), np.random.default_rng(seed))
    with threadpool_limits(1):
        ours, alone = timed(lambda: _curves(points, drawn, seed, 1))
        both, seconds = timed(lambda: _curves(points, drawn, seed, THREADS))
    assert ours.table.equals(both.table)
    theirs, peer = timed(lambda: _plainly(points, drawn, seed))
    for name in ("silhouette", "gap", "stability"):
        np.testing.assert_allclose(ours.table[name], theirs[name], atol=_AGREE, err_msg=name)
    _, whole = timed(lambda: types_of(found, threads=THREADS))
    table = Table("", "s", "bound", title=f"Types of {AREAS:,} areas × {len(INDICATORS)} figures")
    table.add_row("k = 2 … 12 with stability, one thread", f"{alone:.1f}", "")
    table.add_row(f"  {THREADS} threads", f"{seconds:.1f}", "")
    table.add_row("  with profiles, names and rules", f"{whole:.1f}", held(whole, MOST_SECONDS))
    table.add_row("scikit-learn plainly", f"{peer:.1f}", f"ratio {peer / seconds:.1f}")
    Console().print(table)


def _own(points: NDArray[np.float64]) -> list[Block]:
    return [Block(np.arange(points.shape[1]), None)]


def _curves(
    points: NDArray[np.float64], drawn: list[NDArray[np.intp]], seed: int, threads: int
) -> Curves:
    gap = gap_statistic(points, _own(points), [1, *COUNTS], seed, threads=threads)
    return curves(points, "k_means", drawn, seed, gap, COUNTS, threads=threads)


def _plainly(points: NDArray[np.float64], drawn: list[NDArray[np.intp]], seed: int) -> pd.DataFrame:
    """Return the curves as a script would; clouds are drawn by the same hand."""
    seeds = np.random.default_rng(seed).integers(2**63, size=CLOUDS)
    clouds = [
        cloud(points, _own(points), SHAPES[n // REFERENCES], np.random.default_rng(one))
        for n, one in enumerate(seeds)
    ]
    rows = []
    for k in COUNTS:
        labels = KMeans(k, n_init=STARTS, random_state=seed).fit(points).labels_
        alike = [
            adjusted_rand_score(
                labels[sample],
                KMeans(k, n_init=_SAMPLE_STARTS, random_state=seed).fit(points[sample]).labels_,
            )
            for sample in drawn
        ]
        tight = [
            np.log(KMeans(k, n_init=_CLOUD_STARTS, random_state=seed).fit(cloud).inertia_)
            for cloud in (points, *clouds)
        ]
        rows.append(
            {
                "silhouette": silhouette_score(points, labels),
                "stability": np.mean(alike),
                "gap": np.mean(tight[1 : REFERENCES + 1]) - tight[0],
            }
        )
    return pd.DataFrame(rows, index=COUNTS)


def _regions() -> None:
    areas = read_areas_in_use().areas
    scenario = read_scenario(DEFAULT_SCENARIO.read_text(encoding="utf-8"), DEFAULT_SCENARIO.name)
    every = features(areas, scenario)
    _, whole = timed(lambda: regions_of(every, FLOOR))
    inside = (every.table["region"] == REGION).to_numpy()
    people = every.table["population"].fillna(0).to_numpy("float64")[inside]
    rows, points = every.rows[inside], every.values[inside]
    matrix = bridged(areas, rows, linked(areas, rows, Neighbours()).matrix)
    ours, seconds = timed(lambda: merged(points, people, matrix, FLOOR))
    theirs, peer = timed(lambda: _max_p(every, inside, people))
    title = f"Connected regions of {FLOOR:,} people in {inside.sum():,} areas"
    table = Table("", "s", "regions", "inside regions", title=title)
    for name, labels, took in (("Phuenthi", ours, seconds), ("spopt max-p", theirs, peer)):
        for label in np.unique(labels):
            own = np.flatnonzero(labels == label)
            assert people[own].sum() >= FLOOR
            assert connected_components(matrix[own][:, own], directed=False)[0] == 1
        within = (
            sum(
                ((points[labels == one] - points[labels == one].mean(axis=0)) ** 2).sum()
                for one in np.unique(labels)
            )
            / ((points - points.mean(axis=0)) ** 2).sum()
        )
        table.add_row(name, f"{took:.1f}", f"{len(np.unique(labels)):,}", f"{within:.1%}")
    table.add_row(f"Phuenthi, all {len(every):,} areas, told", f"{whole:.1f}", "", "")
    Console().print(table)


def _max_p(
    every: Features, inside: NDArray[np.bool_], people: NDArray[np.float64]
) -> NDArray[np.intp]:
    names = [indicator.id for indicator in every.indicators]
    frame = every.areas.table.loc[every.codes[inside], ["geometry"]].reset_index(drop=True)
    frame[names] = every.values[inside]
    frame["people"] = people
    rows = every.rows[inside]
    graph = linked(every.areas, rows, Neighbours())
    whole = bridged(every.areas, rows, graph.matrix)
    weights = type(graph.graph).from_sparse(whole.astype(float)).to_W()
    np.random.seed(0)  # noqa: NPY002 -- spopt draws from it
    model = MaxPHeuristic(
        frame, weights, names, "people", FLOOR, max_iterations_construction=5, max_iterations_sa=1
    )
    model.solve()
    return np.asarray(model.labels_, dtype=np.intp)
