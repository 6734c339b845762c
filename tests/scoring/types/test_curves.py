"""How many types: what is planted is proposed, and noise gets none that stand out."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from scoring.types.clouds import Block
from scoring.types.curves import Curves, curves, good
from scoring.types.gap import gap_statistic
from scoring.types.methods import Method
from scoring.types.resampling import samples
from tests.scoring.types.clouds import normal, planted, uniform

FEW = range(2, 8)


def table(**columns: list[float]) -> pd.DataFrame:
    count = len(columns["stability"])
    made = {"gap": [1.0] * count, "gap_error": [0.0] * count}
    return pd.DataFrame({**made, **columns}, index=pd.RangeIndex(2, count + 2, name="k"))


def curves_of(points: NDArray[np.float64], method: Method = "k_means") -> Curves:
    own = [Block(np.arange(points.shape[1]), None)]
    drawn = samples(np.arange(len(points)), np.random.default_rng(0))
    gap = gap_statistic(points, own, [1, *FEW], 0)
    return curves(points, method, drawn, 0, gap, FEW)


def test_of_equally_stable_numbers_those_that_are_well_apart() -> None:
    assert good(table(stability=[1, 1, 1, 1], silhouette=[0.4, 0.5, 0.7, 0.66]), 0) == (4, 5)


def test_what_is_less_stable_is_out_however_far_apart() -> None:
    assert good(table(stability=[0.7, 0.8, 0.76], silhouette=[0.9, 0.5, 0.5]), 0) == (3, 4)


def test_what_is_no_tighter_than_one_type_is_out() -> None:
    shown = table(stability=[1, 0.5, 0.4], silhouette=[0.9, 0.5, 0.5], gap=[0.9, 1.1, 1.2])
    assert good(shown, 1.0) == (3,)
    # if none is tighter, all are looked at
    assert good(shown, 2.0) == (2,)


def test_where_stability_is_unknown_silhouettes_decide() -> None:
    assert good(table(stability=[np.nan] * 3, silhouette=[0.2, 0.5, 0.52]), 0) == (3, 4)


@pytest.mark.parametrize(
    ("method", "types"),
    [("k_means", 2), ("k_means", 3), ("k_means", 5), ("ward", 5), ("gaussian_mixture", 3)],
)
def test_as_many_types_are_proposed_as_were_planted(method: Method, types: int) -> None:
    points, _ = planted(types, each=40, seed=types)
    found = curves_of(points, method)
    assert found.stand_out
    assert found.proposed == types
    assert found.table.loc[types, "stability"] > 0.95


@pytest.mark.parametrize("cloud", [uniform, normal])
def test_in_noise_nothing_stands_out(cloud: Callable[[int, int], NDArray[np.float64]]) -> None:
    found = curves_of(cloud(11, 250))
    assert found.chance > 0.05
    assert not found.stand_out


def test_silhouettes_are_those_of_scikit_learn() -> None:
    points, _ = planted(3, each=30)
    found = curves_of(points)
    for k in FEW:
        own = silhouette_score(points, found.labels[k])
        assert found.table.loc[k, "silhouette"] == pytest.approx(own)
