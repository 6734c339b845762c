"""PROMETHEE II, against numbers by hand, every pair compared, and pymcdm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pymcdm.methods import PROMETHEE_II

from scoring.aggregate import net_flows, promethee, promethee_need

NAN = np.nan


def every_pair(
    column: np.ndarray, indifference: float, preference: float, among: np.ndarray
) -> np.ndarray:
    """Return the net flows of one member from all duels, as Brans and Vincke define them."""

    def counts(difference: float) -> float:
        if difference <= indifference:
            return 0.0
        if difference > preference:
            return 1.0
        return (difference - indifference) / (preference - indifference)

    others = among[~np.isnan(among)]
    flows = [sum(counts(own - other) - counts(other - own) for other in others) for own in column]
    return np.where(np.isnan(column), np.nan, flows) / max(len(others) - 1, 1)


def test_the_linear_criterion_by_hand() -> None:
    # differences of 0.1, 0.2, 0.3 and more than 0.5 count 0, 0.25, 0.5 and 1, so the flows are
    # -(0 + 0.5 + 1)/3, (0 - 0.25 - 1)/3, (0.5 + 0.25 - 1)/3 and (1 + 1 + 1)/3
    values = np.array([[0.0], [0.1], [0.3], [1.0]])
    flows = net_flows(values, 0.1, 0.5)
    np.testing.assert_allclose(flows, [[-1.5 / 3], [-1.25 / 3], [-0.25 / 3], [1]])


def test_the_usual_criterion_by_hand() -> None:
    # won less lost of three duels: 0 - 3; 1 - 1 for the two that tie; 3 - 0
    values = np.array([[0.5], [0.1], [0.5], [0.6]])
    np.testing.assert_allclose(net_flows(values, 0, 0), [[0], [-1], [0], [1]])


def test_equal_thresholds_make_a_step_above_them() -> None:
    # a difference of 0.25 is still none: 0 - 1; 0 - 0; 1 - 0
    values = np.array([[0.0], [0.25], [0.5]])
    np.testing.assert_allclose(net_flows(values, 0.25, 0.25), [[-0.5], [0], [0.5]])


def test_the_example_in_the_documentation_of_pymcdm() -> None:
    # pymcdm 1.4, PROMETHEE_II; by hand, of the first: 0.5 · 0 + 0.3 · 1 + 0.2 · (-1)
    values = np.array([[4.0, 3, 2], [3, 2, 4], [5, 1, 3]])
    flows = promethee(values, np.array([0.5, 0.3, 0.2]), 0, 0)
    np.testing.assert_allclose(flows, [0.1, -0.3, 0.2], atol=1e-12)


def test_on_the_unit_scale_losing_all_is_0_and_winning_all_is_1() -> None:
    values = np.array([[0.1, 0.2], [0.3, 0.3], [0.2, 0.9]])
    need = promethee_need(values, np.array([0.5, 0.5]), 0, 0)
    np.testing.assert_allclose(need, [0, 0.75, 0.75])


def test_what_is_missing_is_compared_with_nobody() -> None:
    values = np.array([[0.2, NAN], [NAN, NAN], [0.4, 0.7]])
    np.testing.assert_array_equal(net_flows(values, 0, 0), [[-1, NAN], [NAN, NAN], [1, 0]])


@pytest.mark.parametrize("preference", [0, 1e-6, 0.1])
def test_how_floats_are_rounded_decides_no_duel(preference: float) -> None:
    # 0.1 + 0.2 is 0.30000000000000004
    values = np.array([[0.3], [0.1 + 0.2]])
    np.testing.assert_allclose(net_flows(values, 0, preference), [[0], [0]], atol=1e-9)


def test_a_value_that_an_area_might_have_meets_the_others_as_they_are() -> None:
    # of five values 0.1 … 0.9 it beats two and loses to two, as its area does with its own 0.5
    among = np.array([[0.1], [0.3], [0.5], [0.7], [0.9], [NAN]])
    np.testing.assert_allclose(net_flows(np.array([[0.5], [0.8]]), 0, 0, among), [[0], [0.75]])


SIXTY_FOURTHS = st.integers(0, 64).map(lambda n: n / 64)
WITH_GAPS = arrays(float, (7, 2), elements=SIXTY_FOURTHS | st.just(NAN))
THRESHOLDS = st.tuples(SIXTY_FOURTHS, SIXTY_FOURTHS).map(sorted)


@given(WITH_GAPS, WITH_GAPS, THRESHOLDS)
def test_sorting_gives_what_comparing_every_pair_does(
    values: np.ndarray, among: np.ndarray, thresholds: list[float]
) -> None:
    # sixty-fourths are exact in floats, so that ties and thresholds are met exactly
    for given_among, others in ((None, values), (among, among)):
        flows = net_flows(values, *thresholds, given_among)
        for member in (0, 1):
            expected = every_pair(values[:, member], *thresholds, others[:, member])
            np.testing.assert_allclose(flows[:, member], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("thresholds", [(0, 0), (0.1, 0.1), (0, 0.2), (0.05, 0.3), (0.2, 0.2001)])
def test_so_it_does_for_hundreds_of_areas(thresholds: tuple[float, float]) -> None:
    values = np.random.default_rng(0).random((400, 1))
    expected = every_pair(values[:, 0], *thresholds, values[:, 0])
    flows = net_flows(values, *thresholds)[:, 0]
    np.testing.assert_allclose(flows, expected, rtol=0, atol=1e-11)


@given(
    arrays(float, (6, 3), elements=SIXTY_FOURTHS),
    arrays(int, 3, elements=st.integers(1, 9)),
    THRESHOLDS,
)
def test_it_is_that_of_pymcdm(
    values: np.ndarray, points: np.ndarray, thresholds: list[float]
) -> None:
    weights = points / points.sum()
    usual = PROMETHEE_II("usual")(values, weights, np.ones(3), validation=False)
    np.testing.assert_allclose(promethee(values, weights, 0, 0), usual, rtol=0, atol=1e-9)
    indifference, preference = thresholds[0], thresholds[1] + 1 / 64
    linear = PROMETHEE_II("vshape_2", p=[preference] * 3, q=[indifference] * 3)
    theirs = linear(values, weights, np.ones(3), validation=False)
    flows = promethee(values, weights, indifference, preference)
    np.testing.assert_allclose(flows, theirs, rtol=0, atol=1e-9)


@given(WITH_GAPS, THRESHOLDS)
def test_what_one_wins_another_loses(values: np.ndarray, thresholds: list[float]) -> None:
    flows = net_flows(values, *thresholds)
    np.testing.assert_allclose(np.nansum(flows, axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(net_flows(-values, *thresholds), -flows, atol=1e-12)
    assert (np.abs(flows[~np.isnan(flows)]) <= 1 + 1e-12).all()
