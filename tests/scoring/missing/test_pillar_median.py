import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.missing import pillar_median

NAN = np.nan

matrices = arrays(float, (7, 5), elements=st.one_of(st.integers(-9, 9), st.just(NAN)))


def test_the_median_of_the_others_stands_in() -> None:
    # of 0.1 0.2 0.9 it is 0.2; of 0.2 0.6 halfway, 0.4; of 0.3 alone 0.3
    values = np.array(
        [
            [0.1, 0.9, NAN, 0.2],
            [NAN, 0.2, 0.6, NAN],
            [NAN, NAN, NAN, 0.3],
            [NAN, NAN, NAN, NAN],
            [0.5, 0.1, 0.0, 0.7],
        ]
    )
    expected = [
        [0.1, 0.9, 0.2, 0.2],
        [0.4, 0.2, 0.6, 0.4],
        [0.3, 0.3, 0.3, 0.3],
        [NAN, NAN, NAN, NAN],
        [0.5, 0.1, 0.0, 0.7],
    ]
    np.testing.assert_allclose(pillar_median(values), expected, rtol=1e-15)


@given(matrices)
def test_it_is_numpys_median_wherever_a_row_has_a_value(values: np.ndarray) -> None:
    before = values.copy()
    filled = pillar_median(values)
    np.testing.assert_array_equal(values, before)
    for row, result in zip(values, filled, strict=True):
        known = row[~np.isnan(row)]
        expected = np.where(np.isnan(row), np.median(known), row) if len(known) else row
        np.testing.assert_array_equal(result, expected)


def test_a_pillar_without_members_or_areas_is_left_alone() -> None:
    assert pillar_median(np.empty((3, 0))).shape == (3, 0)
    assert pillar_median(np.empty((0, 3))).shape == (0, 3)
