import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.normalise import distance_to_reference, min_max

NAN = np.nan

figures = st.lists(st.integers(-1000, 1000), min_size=2, max_size=20, unique=True)


def test_the_reference_has_1_and_others_their_distance_by_hand() -> None:
    # range 20: 1 + (x - 15)/20, and turned round 1 + (15 - x)/20
    given_figures = np.array([10.0, 15.0, 30.0, NAN])
    more = distance_to_reference(given_figures, True, 15.0)
    np.testing.assert_allclose(more, [0.75, 1, 1.75, NAN])
    less = distance_to_reference(given_figures, False, 15.0)
    np.testing.assert_allclose(less, [1.25, 1, 0.25, NAN])


@pytest.mark.parametrize("more_is_need", [True, False])
@given(numbers=figures)
def test_measured_by_the_most_need_it_is_min_max_and_by_the_least_one_more(
    more_is_need: bool, numbers: list[int]
) -> None:
    values = np.array(numbers, dtype=float)
    most, least = (values.max(), values.min()) if more_is_need else (values.min(), values.max())
    by_most = distance_to_reference(values, more_is_need, most)
    by_least = distance_to_reference(values, more_is_need, least)
    expected = min_max(values, more_is_need)
    np.testing.assert_allclose(by_most, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(by_least, 1 + expected, rtol=1e-9, atol=1e-12)


@given(figures, st.integers(-50, 50), st.sampled_from([0.001, 1000.0, -3.0]))
def test_a_change_of_unit_changes_nothing(numbers: list[int], offset: int, factor: float) -> None:
    values = np.array(numbers, dtype=float)
    changed = distance_to_reference(factor * (values + offset), factor > 0, factor * (7 + offset))
    np.testing.assert_allclose(
        changed, distance_to_reference(values, True, 7.0), rtol=1e-9, atol=1e-12
    )
