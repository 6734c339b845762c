"""Each method finds planted types; trees are cut where they were joined last."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, ward
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import adjusted_rand_score

from scoring.types.methods import METHODS, NO_TYPE, Method, cut, division
from tests.scoring.types.clouds import normal, planted


def in_a_row(count: int) -> csr_array:
    one = np.arange(count - 1)
    ends = (np.concatenate([one, one + 1]), np.concatenate([one + 1, one]))
    return csr_array(coo_array((np.ones(2 * (count - 1), dtype=bool), ends), shape=(count, count)))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_planted_types_are_found(method: Method, seed: int) -> None:
    points, labels = planted(5, seed=seed)
    # types stand one after the other, so that each is connected in a row
    found = division(method, points, seed, in_a_row(len(points)))(5)
    assert adjusted_rand_score(labels, found) > 0.95


def test_contiguous_types_hang_together_and_others_need_not() -> None:
    points, row = normal(3, 200), in_a_row(200)
    found = division("ward_contiguous", points, 0, row)(7)
    for label in np.unique(found):
        own = np.flatnonzero(found == label)
        assert connected_components(row[own][:, own], directed=False)[0] == 1
    assert len(np.unique(found)) == 7
    free = division("ward", points, 0)(7)
    own = np.flatnonzero(free == 0)
    assert connected_components(row[own][:, own], directed=False)[0] > 1


def test_a_tree_is_cut_as_scipy_cuts_it() -> None:
    points = normal(5, 80)
    tree = ward(points)
    for k in (1, 2, 5, 80):
        mine = cut(tree[:, :2].astype(np.intp), k)
        assert len(np.unique(mine)) == k
        assert adjusted_rand_score(mine, fcluster(tree, k, "maxclust")) == 1


def test_what_is_sparse_is_of_no_type() -> None:
    points, labels = planted(2, each=100, dimensions=2, spread=0.01)
    far = np.array([[5.0, 5.0], [-5.0, 5.0], [5.0, -5.0]])
    found = division("hdbscan", np.vstack([points, far]), 0)(0)
    assert found[-3:].tolist() == [NO_TYPE] * 3
    assert adjusted_rand_score(labels, found[:-3]) > 0.95


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_types(method: Method) -> None:
    points = normal(1, 150)
    one, other = (division(method, points, 4, in_a_row(150))(4) for _ in range(2))
    assert one.tolist() == other.tolist()


def test_a_figure_that_is_one_in_a_whole_province_does_not_break_the_mixture() -> None:
    rng = np.random.default_rng(0)
    province = np.repeat(rng.uniform(0, 1, (10, 2)), 30, axis=0)
    points = np.hstack([province, rng.normal(0, 0.2, (300, 2))])
    found = division("gaussian_mixture", points, 0)(4)
    assert len(np.unique(found)) == 4
