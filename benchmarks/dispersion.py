"""The two location problems of PySAL's spopt that our rules can state, on the sizes it can finish.

*p-dispersion* (Kuby 1987): so many sites, the two nearest of them as far apart as can be. We are
asked for more distance than there is, and say by the remedy how much is possible, to 0.1 km.
*Maximal covering* (Church & ReVelle 1974): so many sites, as many people as can be within so many
km; it is our objective `coverage`. No time is printed unless the answers agree. The areas are the
first of those in use; spopt gets their distances and HiGHS through PuLP, and its models' making is
part of its time, as the making of ours is.
"""

from __future__ import annotations

import time

import numpy as np
import pulp
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from spopt.locate import MCLP, PDispersion

from geo.areas import Areas
from geo.distances import geodesic
from geo.layers.in_use import read_areas_in_use
from scoring.change import changed
from scoring.choose import choose_areas
from scoring.choose.clash import ImpossibleError
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas, make_scenario

DISPERSION = ((20, 5), (40, 5), (80, 8))
"""Areas and sites."""
COVERING = ((500, 10), (2_000, 20))
KM = 20.0
TOO_FAR_KM = 2_000.0
_SECONDS = 60
_STEP_KM = 0.1


def run() -> None:
    """Print seconds of both, and how they compare."""
    everywhere = read_areas_in_use().areas
    table = Table("problem", "areas", "sites", "best", "Phuenthi\ns", "spopt\ns", "ratio",
                  title="Location problems, against spopt")  # fmt: skip
    for count, p in DISPERSION:
        table.add_row(*_dispersion(_some(everywhere, count), p))
    for count, p in COVERING:
        table.add_row(*_covering(_some(everywhere, min(count, len(everywhere))), p))
    Console().print(table)
    print(f"Distances agree to the {_STEP_KM:g} km of our remedies, people covered exactly.")


def _dispersion(areas: Areas, p: int) -> list[str]:
    scenario = changed(_scenario(p), {"choose.min_distance_km": TOO_FAR_KM})
    begun = time.perf_counter()
    try:
        choose_areas(areas, score_areas(areas, scenario), scenario)
        raise RuntimeError(f"{p} sites are {TOO_FAR_KM} km apart")
    except ImpossibleError as error:
        (clash,) = error.clashes
        (remedy,) = (r for r in clash.remedies if r.field == "choose.min_distance_km")
    ours = time.perf_counter() - begun
    begun = time.perf_counter()
    model = PDispersion.from_cost_matrix(_km(areas), p_facilities=p)
    model.solve(pulp.HiGHS(msg=False, timeLimit=_SECONDS, gapRel=0))
    theirs = time.perf_counter() - begun
    proven = model.problem.sol_status == pulp.LpSolutionOptimal and theirs < _SECONDS
    farthest = float(pulp.value(model.problem.objective))
    possible = float(remedy.after or 0)
    if proven and not possible <= farthest + 1e-6 < possible + _STEP_KM + 1e-6:
        raise RuntimeError(f"spopt has {farthest} km, and we say {possible}")
    if not proven and farthest > possible + _STEP_KM:
        raise RuntimeError(f"spopt has {farthest} km, which is more than {possible}")
    return ["p-dispersion", f"{len(areas):,}", f"{p}", f"{possible:.1f} km",
            *_seconds(ours, theirs, proven)]  # fmt: skip


def _covering(areas: Areas, p: int) -> list[str]:
    scenario = changed(_scenario(p), {"choose.objective": [{"of": "coverage", "km": KM}]})
    begun = time.perf_counter()
    found = choose_areas(areas, score_areas(areas, scenario), scenario, seconds=_SECONDS)
    ours = time.perf_counter() - begun
    people = areas.table["population"].to_numpy("float64")
    begun = time.perf_counter()
    # spopt covers up to the distance, we below it
    model = MCLP.from_cost_matrix(_km(areas), people, np.nextafter(KM, 0), p_facilities=p)
    model.solve(pulp.HiGHS(msg=False, timeLimit=_SECONDS, gapRel=0))
    theirs = time.perf_counter() - begun
    proven = model.problem.sol_status == pulp.LpSolutionOptimal and theirs < _SECONDS
    covered = float(pulp.value(model.problem.objective))
    value = found.certificate.value
    if proven and found.status == "optimal" and abs(covered - value) > 0.5:
        raise RuntimeError(f"spopt covers {covered} people, and we {value}")
    best = f"{value:,.0f} people" + ("" if found.status == "optimal" else f" (gap {found.gap:.2%})")
    return ["maximal covering", f"{len(areas):,}", f"{p}", best, *_seconds(ours, theirs, proven)]


def _seconds(ours: float, theirs: float, proven: bool) -> list[str]:
    if not proven:
        return [f"{ours:.2f}", "no end", ""]
    return [f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.2f}"]


def _some(areas: Areas, count: int) -> Areas:
    """Return every so many of the areas, with a made-up score, which nothing here asks for."""
    rows = np.linspace(0, len(areas) - 1, count).round().astype(int)
    table = areas.table.iloc[rows]
    return make_areas(
        {"a": np.arange(count, dtype=float).tolist()},
        codes=table.index.tolist(),
        points=list(zip(table["lon"], table["lat"], strict=True)),
        population=table["population"].tolist(),
        regions=table["region"].tolist(),
    )


def _scenario(count: int) -> Scenario:
    return make_scenario({"p": {"a": 1}}, count=count)


def _km(areas: Areas) -> NDArray[np.float64]:
    points = areas.table[["lon", "lat"]].to_numpy()
    n = len(points)
    one, other = np.triu_indices(n, 1)
    km = np.zeros((n, n))
    km[one, other] = km[other, one] = geodesic(points[one], points[other]) / 1000
    return km
