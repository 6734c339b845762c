"""Sobol' indices through the path that rankings take."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scoring.uncertainty.sensitivity import sobol_indices

Numbers = NDArray[np.float64]


def _ishigami(numbers: Numbers) -> dict[str, Numbers]:
    x = -np.pi + 2 * np.pi * numbers
    values = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return {"y": values}


def _columns(**of: list[int]) -> dict[str, NDArray[np.intp]]:
    return {name: np.array(own, dtype=np.intp) for name, own in of.items()}


def test_ishigami_1990() -> None:
    # Ishigami & Homma (1990) with a = 7 and b = 0.1: the variance and its parts in closed form
    a, b = 7.0, 0.1
    of_first = (1 + b * np.pi**4 / 5) ** 2 / 2
    of_second = a**2 / 8
    of_both = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = of_first + of_second + of_both
    found = sobol_indices(_ishigami, _columns(x1=[0], x2=[1], x3=[2]), 1, base=4096)["y"]
    first = np.array([of_first, of_second, 0]) / whole
    total = np.array([of_first + of_both, of_second, of_both]) / whole
    np.testing.assert_allclose(found["first"], first, atol=0.02)
    np.testing.assert_allclose(found["total"], total, atol=0.02)
    assert (np.abs(found["total"] - total) <= found["total_error"] + 0.005).all()


def test_groups_of_numbers_count_as_one_source_in_whatever_order_they_are_named() -> None:
    of_second = 7.0**2 / 8
    whole = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2 + of_second + 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
    found = sobol_indices(_ishigami, _columns(second=[1], others=[0, 2]), 1, base=4096)["y"]
    assert found.loc["second", "first"] == pytest.approx(of_second / whole, abs=0.02)
    # nothing is left between the two groups
    assert found.loc["others", "first"] == pytest.approx(1 - of_second / whole, abs=0.03)
    assert found.loc["others", "total"] == pytest.approx(1 - of_second / whole, abs=0.03)


def test_what_does_not_vary_hangs_on_nothing() -> None:
    found = sobol_indices(
        lambda numbers: {"y": np.full(len(numbers), 3.0)}, _columns(a=[0], b=[1]), 1, base=64
    )
    assert (found["y"] == 0).all(axis=None)


def test_of_a_single_source_comes_everything() -> None:
    found = sobol_indices(lambda numbers: {"y": numbers[:, 0]}, _columns(a=[0, 1]), 1, base=64)
    assert found["y"].loc["a", ["first", "total"]].tolist() == [1, 1]
