"""Made-up areas in a grid, so that who is beside whom is plain to see."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.areas import Areas
from scoring.graph import Linked
from scoring.scenario import Scenario
from tests.making import make_areas, make_scenario


def points(rows: int, columns: int) -> list[tuple[float, float]]:
    """Return reference points, row by row, so near that squares of 0.01° meet the eight around."""
    return [(100 + 0.009 * c, 14 + 0.009 * r) for r in range(rows) for c in range(columns)]


def codes(rows: int, columns: int, by: int = 5) -> list[str]:
    """Return codes in which each square of ``by`` times ``by`` areas is a province of its own."""
    across = -(-columns // by)
    found, seen = [], dict[int, int]()
    for r in range(rows):
        for c in range(columns):
            province = 10 + r // by * across + c // by
            seen[province] = seen.get(province, 0) + 1
            found.append(f"{province}{1 + (seen[province] - 1) // 9:02}{seen[province]:02}")
    return found


def grid(values: Sequence[float | None] | NDArray[np.float64], rows: int, **more: object) -> Areas:
    """Return areas with the indicator ``x``, row by row."""
    columns = len(values) // rows
    given: dict[str, object] = {
        "codes": codes(rows, columns),
        "points": points(rows, columns),
        "regions": ["north"] * len(values),
        **more,
    }
    return make_areas({"x": list(values)}, **given)  # type: ignore[arg-type]


def of_x(**more: object) -> Scenario:
    """Return a scenario whose score is ``x``."""
    return make_scenario({"all": {"x": 1}}, **more)  # type: ignore[arg-type]


def queen(rows: int, columns: int) -> Linked:
    """Return the units of a grid, by number, with up to eight neighbours each."""
    at = np.array([(r, c) for r in range(rows) for c in range(columns)])
    apart = np.abs(at[:, None] - at[None]).max(axis=2)
    return of_matrix(csr_array(apart == 1))


def of_matrix(matrix: csr_array) -> Linked:
    """Return units, by number, with their neighbours."""
    ids = [f"{n:03}" for n in range(matrix.shape[0])]
    graph = Graph.from_sparse(csr_array(matrix, dtype=np.float64), ids=ids)
    whole = csr_array(matrix, dtype=bool)
    return Linked(graph, whole, whole, ())


def of_graph(graph: Graph) -> Linked:
    """Return the units of a graph that libpysal made."""
    whole = csr_array(graph.sparse, dtype=bool)
    return Linked(graph, whole, whole, ())


def series(values: Sequence[float] | NDArray[np.float64], linked: Linked) -> "pd.Series[float]":
    return pd.Series(np.asarray(values, dtype="float64"), list(linked.graph.unique_ids))
