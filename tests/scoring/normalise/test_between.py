import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.normalise import between

NAN = np.nan


def test_the_ends_can_be_moved() -> None:
    # 0.2 + (0.6 - 0.2)·0.25 = 0.3
    np.testing.assert_allclose(between(np.array([0, 0.25, 1, NAN]), 0.2, 0.6), [0.2, 0.3, 0.6, NAN])


@given(st.floats(0, 0.9), st.floats(0.91, 1))
def test_the_ends_are_reached_exactly(low: float, high: float) -> None:
    assert between(np.array([0.0, 1.0]), low, high).tolist() == [low, high]
