import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.normalise import goalposts, min_max

NAN = np.nan

figures = st.lists(st.integers(-1000, 1000), min_size=2, max_size=20, unique=True)


def test_figures_beyond_a_goalpost_count_as_on_it() -> None:
    # COINr, tests/testthat/test-normalise.R: 1, 11 and -1 between 0 and 10 give 0.1, 1 and 0, and
    # turned round 0.9, 0 and 1
    given_figures = np.array([1.0, 11.0, -1.0, NAN])
    np.testing.assert_allclose(goalposts(given_figures, True, 0, 10), [0.1, 1, 0, NAN])
    np.testing.assert_allclose(goalposts(given_figures, False, 0, 10), [0.9, 0, 1, NAN])


@given(figures)
def test_with_the_ends_as_goalposts_it_is_min_max(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    for more_is_need in (True, False):
        scaled = goalposts(values, more_is_need, values.min(), values.max())
        np.testing.assert_allclose(scaled, min_max(values, more_is_need), rtol=1e-9, atol=1e-12)


@given(figures)
def test_an_areas_place_does_not_depend_on_the_others(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    together = goalposts(values, True, -500, 700)
    alone = [goalposts(values[[at]], True, -500, 700)[0] for at in range(len(values))]
    np.testing.assert_array_equal(together, alone)
