import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.treat import shifted_log, skewness

NAN = np.nan

figures = st.lists(st.integers(-1000, 1000), min_size=3, max_size=20, unique=True)


def test_shifted_log_by_hand() -> None:
    # least -50, range 100, so log(x + 50 + 1)
    given_figures = np.array([-50.0, -49, NAN, 50])
    expected = [0, np.log(2), NAN, np.log(101)]
    np.testing.assert_allclose(shifted_log(given_figures), expected, atol=1e-15)


def test_a_long_tail_of_small_figures_is_drawn_in_there() -> None:
    # most 50, range 100, so -log(50 - x + 1)
    given_figures = np.array([50.0, 49, NAN, -50])
    expected = [0, -np.log(2), NAN, -np.log(101)]
    np.testing.assert_allclose(shifted_log(given_figures), expected, atol=1e-15)


@given(figures)
def test_the_order_is_kept(numbers: list[int]) -> None:
    values = np.sort(np.array(numbers, dtype=float))
    assert (np.diff(shifted_log(values)) > 0).all()


@given(figures)
def test_turned_round_figures_give_turned_round_logarithms(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    if abs(skewness(values)) > 1e-6:
        np.testing.assert_allclose(shifted_log(-values), -shifted_log(values), rtol=1e-12)


@given(figures, st.sampled_from([0.001, 1000.0]), st.integers(-50, 50))
def test_a_change_of_unit_only_moves_the_logarithms(
    numbers: list[int], factor: float, offset: int
) -> None:
    values = np.array(numbers, dtype=float)
    if abs(skewness(values)) > 1e-6:
        moved = shifted_log(factor * values + offset) - shifted_log(values)
        assert np.ptp(moved) == pytest.approx(0, abs=1e-9)
