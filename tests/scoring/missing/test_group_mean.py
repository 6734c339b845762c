import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.missing import group_mean, indicator_mean

NAN = np.nan

# four provinces, the first two in one region, the others in a second and a third
PROVINCES = np.array([0, 0, 0, 1, 1, 2, 3])
REGIONS = np.array([0, 0, 0, 0, 0, 1, 2])

matrices = arrays(float, (7, 3), elements=st.one_of(st.integers(0, 9), st.just(NAN)))


def test_the_province_stands_in_then_the_region_then_all() -> None:
    # province 0: (0.2 + 0.4) / 2 = 0.3; province 1 has none, so region 0: 0.3;
    # province 2 and region 1 have none, so all: (0.2 + 0.4 + 0.9) / 3 = 0.5
    values = np.array([[0.2], [0.4], [NAN], [NAN], [NAN], [NAN], [0.9]])
    expected = [[0.2], [0.4], [0.3], [0.3], [0.3], [0.5], [0.9]]
    np.testing.assert_allclose(group_mean(values, PROVINCES, REGIONS), expected, rtol=1e-15)


def test_without_a_wider_group_all_stand_in_at_once() -> None:
    values = np.array([[0.2], [0.4], [NAN], [NAN], [NAN], [NAN], [0.9]])
    expected = [[0.2], [0.4], [0.3], [0.5], [0.5], [0.5], [0.9]]
    np.testing.assert_allclose(group_mean(values, PROVINCES), expected, rtol=1e-15)


def test_a_mean_is_of_figures_and_never_of_what_stands_in_for_them() -> None:
    # region 0: (0 + 0.3 + 0.9) / 3 = 0.4, not (0 + 0 + 0 + 0.3 + 0.9) / 5
    values = np.array([[0.0], [NAN], [NAN], [0.3], [0.9], [NAN], [NAN]])
    districts = np.array([0, 0, 0, 1, 1, 2, 3])
    regions = np.array([0, 0, 0, 0, 0, 0, 0])
    filled = group_mean(values, districts, regions)
    np.testing.assert_allclose(filled[:, 0], [0, 0, 0, 0.3, 0.9, 0.4, 0.4], rtol=1e-15)


@given(matrices)
def test_it_is_what_pandas_fills_in_group_by_group(values: np.ndarray) -> None:
    before = values.copy()
    filled = group_mean(values, PROVINCES, REGIONS)
    np.testing.assert_array_equal(values, before)
    frame = pd.DataFrame(values)
    expected = frame
    for groups in (PROVINCES, REGIONS):
        expected = expected.fillna(frame.groupby(groups).transform("mean"))
    expected = expected.fillna(frame.mean())
    np.testing.assert_allclose(filled, expected, rtol=1e-12)


@given(matrices)
def test_with_all_in_one_group_it_is_the_mean_of_the_indicator(values: np.ndarray) -> None:
    nowhere = np.zeros(len(values), dtype=np.intp)
    np.testing.assert_allclose(group_mean(values, nowhere), indicator_mean(values), rtol=1e-12)
