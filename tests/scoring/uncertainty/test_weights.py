"""Weights at random: their means, their spread, their bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.uncertainty.weights import between, concentration, dirichlet, steps_between

Numbers = NDArray[np.float64]


def _uniform(draws: int, numbers: int, seed: int = 0) -> Numbers:
    return np.random.default_rng(seed).random((draws, numbers))


def test_the_spread_is_the_relative_standard_deviation_of_an_equal_share() -> None:
    weights = dirichlet(np.full(3, 1 / 3), 0.3, _uniform(40_000, 3))
    np.testing.assert_allclose(weights.mean(axis=0), 1 / 3, atol=0.002)
    np.testing.assert_allclose(weights.std(axis=0) / (1 / 3), 0.3, atol=0.004)


def test_unequal_weights_have_the_moments_of_a_dirichlet_distribution() -> None:
    centre = np.array([0.5, 0.3, 0.2])
    weights = dirichlet(centre, 0.4, _uniform(40_000, 3))
    expected = np.sqrt(centre * (1 - centre) / (concentration(3, 0.4) + 1))
    np.testing.assert_allclose(weights.mean(axis=0), centre, atol=0.003)
    np.testing.assert_allclose(weights.std(axis=0), expected, atol=0.003)


def test_two_members_with_the_spread_of_a_uniform_weight_have_one() -> None:
    # Dirichlet(1, 1): the first weight is uniform, with standard deviation 1/√12 about 1/2
    weights = dirichlet(np.full(2, 0.5), 1 / np.sqrt(3), _uniform(20_000, 2))[:, 0]
    assert concentration(2, 1 / np.sqrt(3)) == pytest.approx(2)
    np.testing.assert_allclose(np.quantile(weights, [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.01)


@given(
    st.lists(st.floats(0, 1).map(lambda w: round(w, 3)), min_size=2, max_size=7).filter(
        lambda w: sum(x > 0 for x in w) > 1
    ),
    st.floats(0.01, 0.9),
)
def test_weights_sum_to_one_and_what_does_not_count_stays_out(
    given_weights: list[float], spread: float
) -> None:
    centre = np.array(given_weights) / sum(given_weights)
    weights = dirichlet(centre, spread, _uniform(50, int((centre > 0).sum())))
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    assert (weights[:, centre == 0] == 0).all()
    assert (weights >= 0).all()


def test_between_bounds_all_weights_are_as_likely() -> None:
    lowest, highest = np.array([0.1, 0.2, 0.0]), np.array([0.5, 0.6, 0.4])
    weights = between(lowest, highest, _uniform(20_000, steps_between(3)))
    # the same by throwing points at the whole simplex and keeping those within
    thrown = np.random.default_rng(1).dirichlet(np.ones(3), 400_000)
    kept = thrown[((thrown >= lowest) & (thrown <= highest)).all(axis=1)]
    np.testing.assert_allclose(weights.mean(axis=0), kept.mean(axis=0), atol=0.003)
    np.testing.assert_allclose(np.cov(weights.T), np.cov(kept.T), atol=0.0003)
    for share in (0.05, 0.5, 0.95):
        np.testing.assert_allclose(
            np.quantile(weights, share, axis=0), np.quantile(kept, share, axis=0), atol=0.006
        )


def test_bounds_that_leave_one_choice_give_it() -> None:
    bounds = np.array([0.2, 0.3, 0.5])
    np.testing.assert_allclose(between(bounds, bounds, _uniform(4, steps_between(3))), [bounds] * 4)


@given(st.integers(2, 6), st.integers(0, 1000))
def test_weights_keep_their_bounds(members: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    # bounds around some weights can be kept by these at least
    some = random.dirichlet(np.ones(members))
    lowest, highest = some * random.random(members), some + (1 - some) * random.random(members)
    weights = between(lowest, highest, _uniform(20, steps_between(members), seed))
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    assert (weights >= lowest - 1e-12).all()
    assert (weights <= highest + 1e-12).all()
