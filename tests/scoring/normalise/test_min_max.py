import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.normalizations import minmax_normalization

from scoring.normalise import min_max

NAN = np.nan

figures = st.lists(st.integers(-1000, 1000), min_size=2, max_size=20, unique=True)


def test_min_max_puts_the_ends_at_0_and_1() -> None:
    # (x - 10) / (30 - 10)
    given_figures = np.array([10.0, 15.0, 30.0, NAN])
    np.testing.assert_allclose(min_max(given_figures, more_is_need=True), [0, 0.25, 1, NAN])


def test_min_max_turns_round_where_less_is_need() -> None:
    # (30 - x) / (30 - 10)
    given_figures = np.array([10.0, 15.0, 30.0, NAN])
    np.testing.assert_allclose(min_max(given_figures, more_is_need=False), [1, 0.75, 0, NAN])


@given(figures)
def test_the_ends_are_reached_exactly(numbers: list[int]) -> None:
    scaled = min_max(np.array(numbers, dtype=float), True)
    assert (scaled.min(), scaled.max()) == (0, 1)


@pytest.mark.parametrize("more_is_need", [True, False])
@given(numbers=figures)
def test_it_is_what_pymcdm_gives(more_is_need: bool, numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    expected = minmax_normalization(values, cost=not more_is_need)
    np.testing.assert_allclose(min_max(values, more_is_need), expected, rtol=1e-9, atol=1e-12)


@given(figures, st.integers(-50, 50), st.sampled_from([0.001, 1000.0, -3.0]))
def test_a_change_of_unit_changes_nothing(numbers: list[int], offset: int, factor: float) -> None:
    values = np.array(numbers, dtype=float)
    changed = min_max(factor * (values + offset), more_is_need=factor > 0)
    np.testing.assert_allclose(changed, min_max(values, more_is_need=True), rtol=1e-9, atol=1e-12)
