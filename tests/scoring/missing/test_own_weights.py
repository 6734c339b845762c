import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.missing import own_weights

NAN = np.nan


def test_weights_of_missing_figures_go_to_the_others_pro_rata() -> None:
    present = np.array([[True, True, True], [True, False, True], [False, False, False]])
    # without the second: 1/(1 + 2) and 2/(1 + 2)
    expected = [[0.2, 0.4, 0.4], [1 / 3, 0, 2 / 3], [NAN, NAN, NAN]]
    np.testing.assert_allclose(own_weights(np.array([1.0, 2.0, 2.0]), present), expected)


def test_a_row_is_unknown_where_all_that_is_there_has_no_weight() -> None:
    present = np.array([[True, False], [False, True]])
    np.testing.assert_array_equal(
        own_weights(np.array([0.0, 3.0]), present), [[NAN, NAN], [0.0, 1.0]]
    )


@given(
    arrays(float, 4, elements=st.floats(0.01, 100)),
    arrays(bool, (6, 4)),
)
def test_rows_sum_to_1_and_what_is_there_keeps_its_proportions(
    weights: np.ndarray, present: np.ndarray
) -> None:
    own = own_weights(weights, present)
    somewhere = present.any(axis=1)
    np.testing.assert_allclose(own[somewhere].sum(axis=1), 1, rtol=1e-12)
    assert np.isnan(own[~somewhere]).all()
    for row, there in zip(own[somewhere], present[somewhere], strict=True):
        ratios = row[there] / weights[there]
        np.testing.assert_allclose(ratios, ratios[0], rtol=1e-12)
        assert (row[~there] == 0).all()
