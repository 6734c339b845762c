"""Local Moran, Gi* and global Moran against the examples that esda publishes.

The figures are those in the docstrings of esda 2.9.0 and in its tests, on data sets that ship with
libpysal.
"""

import libpysal
import numpy as np
import pytest
from libpysal.examples import get_path
from libpysal.graph import Graph
from libpysal.weights import DistanceBand

from scoring.hotspots.chance import surroundings, two_sided
from scoring.hotspots.local import gi_star, local, standard
from scoring.hotspots.overall import overall
from tests.scoring.hotspots.grids import of_graph, series


def of_file(name: str) -> Graph:
    return Graph.from_W(libpysal.io.open(get_path(name)).read())


def column(name: str, of: str) -> np.ndarray:
    return np.array(libpysal.io.open(get_path(name)).by_col(of), dtype="float64")


def test_local_moran_of_de_smith() -> None:
    # esda.moran.Moran_Local, docstring: lm.q is 4 4 4 2 3 3 1 4 3 3, with 1 high-high, 2 low-high,
    # 3 low-low and 4 high-low
    values, linked = column("desmith.txt", "z"), of_graph(of_file("desmith.gal"))
    found = local(
        series(values, linked), linked, permutations=999, rate=0.5, random=np.random.default_rng(1)
    )
    high, around = found["value"] > values.mean(), found["lag"] > values.mean()
    quadrant = np.select([high & around, ~high & around, ~high & ~around], [1, 2, 3], 4)
    assert quadrant.tolist() == [4, 4, 4, 2, 3, 3, 1, 4, 3, 3]
    # I is z_i times the lag, times (n - 1) / n for deviations by n
    deviations = standard(values)
    lag = linked.graph.transform("r").sparse @ deviations
    np.testing.assert_allclose(found["i"], deviations * lag * 9 / 10)


def test_gi_star_of_six_points() -> None:
    # esda.getisord.G_Local, docstring: lg_star.Zs with binary weights
    at = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
    linked = of_graph(Graph.from_W(DistanceBand(at, threshold=15)))
    z = gi_star(standard(np.array([2, 3, 3.2, 5, 8, 7])), linked)
    published = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    np.testing.assert_allclose(z, published, atol=1e-7)


def test_p_value_of_the_first_of_six_points() -> None:
    # its neighbours are 3 and 5; of the 10 pairs of the others, these and 3 and 3.2 are as low.
    # esda/tests/test_getisord.py, test_star_binary, has p_sim[0] 0.102: in the lower tail it leaves
    # out the pair that is equal
    at = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
    linked = of_graph(Graph.from_W(DistanceBand(at, threshold=15)))
    deviations = standard(np.array([2, 3, 3.2, 5, 8, 7]))
    drawn = surroundings(deviations, linked.matrix, 99_999, np.random.default_rng(1))
    p = two_sided(*drawn, 99_999)
    assert drawn[1][0] / 99_999 == pytest.approx(0.2, abs=0.01)
    assert p[0] == pytest.approx(0.4, abs=0.02)


@pytest.mark.parametrize(
    ("graph", "file", "of", "published"),
    [
        # esda/tests/test_moran.py, test_moran: homicides around St Louis
        ("stl.gal", "stl_hom.txt", "HR8893", 0.24365582621771659),
        # test_sids: sudden infant deaths in North Carolina
        ("sids2.gal", "sids2.dbf", "SIDR74", 0.24772519320480135),
    ],
)
def test_global_moran(graph: str, file: str, of: str, published: float) -> None:
    values, linked = column(file, of), of_graph(of_file(graph))
    found = overall(series(values, linked), linked, 9_999, np.random.default_rng(1))
    assert found.i == pytest.approx(published, rel=1e-12)
    assert found.expected == pytest.approx(-1 / (len(values) - 1))
    # p_norm there is 0.00027 and 0.00012, two-sided
    assert found.p < 0.005
    assert found.pattern == "alike"
