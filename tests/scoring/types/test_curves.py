"""How many types: what is planted is proposed, and noise gets none."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from scoring.types.curves import curves, proposed
from scoring.types.methods import Method
from scoring.types.resampling import samples
from tests.scoring.types.clouds import normal, planted, uniform

FEW = range(2, 8)


def table(**columns: list[float]) -> pd.DataFrame:
    count = len(columns["stability"])
    made = {"gap": [1.0] * count, "gap_error": [0.0] * count, "stability_error": [0.01] * count}
    return pd.DataFrame({**made, **columns}, index=pd.RangeIndex(2, count + 2, name="k"))


def test_of_equally_stable_numbers_the_one_that_is_well_apart() -> None:
    assert proposed(table(stability=[1, 1, 1, 1], silhouette=[0.4, 0.5, 0.7, 0.6]), 0) == 4


def test_of_numbers_nearly_as_good_the_fewest_types() -> None:
    assert proposed(table(stability=[0.79, 0.8, 0.8], silhouette=[0.46, 0.5, 0.5]), 0) == 2


def test_what_is_less_stable_by_more_than_its_error_is_out() -> None:
    assert proposed(table(stability=[0.78, 0.8, 0.8], silhouette=[0.5, 0.5, 0.5]), 0) == 3


def test_what_is_no_tighter_than_one_type_is_out() -> None:
    shown = table(stability=[1, 0.5, 0.4], silhouette=[0.9, 0.5, 0.5], gap=[0.9, 1.1, 1.2])
    assert proposed(shown, 1.0) == 3
    assert proposed(shown, 2.0) is None


@pytest.mark.parametrize(
    ("method", "types"), [("k_means", 3), ("k_means", 5), ("ward", 5), ("gaussian_mixture", 3)]
)
def test_as_many_types_are_proposed_as_were_planted(method: Method, types: int) -> None:
    points, _ = planted(types, each=40, seed=types)
    drawn = samples(None, len(points), np.random.default_rng(0))
    found = curves(points, method, drawn, 0, FEW)
    assert found.proposed == types
    assert found.table.loc[types, "stability"] > 0.95


@pytest.mark.parametrize("cloud", [uniform, normal])
def test_no_types_are_proposed_in_noise(cloud: Callable[[int, int], NDArray[np.float64]]) -> None:
    points = cloud(11, 250)
    drawn = samples(None, len(points), np.random.default_rng(0))
    found = curves(points, "k_means", drawn, 0, FEW)
    assert found.chance > 0.05
    assert found.proposed is None


def test_silhouettes_are_those_of_scikit_learn() -> None:
    points, _ = planted(3, each=30)
    drawn = samples(None, len(points), np.random.default_rng(0))
    found = curves(points, "k_means", drawn, 0, [2, 3])
    for k in (2, 3):
        own = silhouette_score(points, found.labels[k])
        assert found.table.loc[k, "silhouette"] == pytest.approx(own)
