import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.impute import SimpleImputer

from scoring.missing import indicator_mean

NAN = np.nan


def test_the_mean_of_those_that_have_it_stands_in() -> None:
    # (0.1 + 0.3 + 0.8) / 3 = 0.4
    values = np.array([[0.1, NAN], [NAN, NAN], [0.3, NAN], [0.8, NAN]])
    expected = [[0.1, NAN], [0.4, NAN], [0.3, NAN], [0.8, NAN]]
    np.testing.assert_allclose(indicator_mean(values), expected, rtol=1e-15)


@given(arrays(float, (8, 3), elements=st.one_of(st.floats(0, 1), st.just(NAN))))
def test_it_is_the_mean_imputation_of_scikit_learn(values: np.ndarray) -> None:
    before = values.copy()
    filled = indicator_mean(values)
    np.testing.assert_array_equal(values, before)
    known = ~np.isnan(values).all(axis=0)
    if known.any():
        expected = SimpleImputer(strategy="mean").fit_transform(values[:, known])
        np.testing.assert_allclose(filled[:, known], expected, rtol=1e-9, atol=1e-12)
    assert np.isnan(filled[:, ~known]).all()
