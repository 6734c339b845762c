import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from scoring.treat import box_cox, likeliest_exponent, skewness

NAN = np.nan

figures = st.lists(st.integers(-1000, 1000), min_size=4, max_size=20, unique=True).filter(
    lambda numbers: abs(skewness(np.array(numbers, dtype=float))) > 1e-3
)


def test_exponent_of_the_radiation_from_microwave_ovens() -> None:
    # Johnson & Wichern (2007), Applied Multivariate Statistical Analysis, 6th ed., table 4.1 (doors
    # closed, 42 ovens); chapter 4.8 finds the likelihood greatest at 0.28
    radiation = [
        *(0.15, 0.09, 0.18, 0.10, 0.05, 0.12, 0.08, 0.05, 0.08, 0.10, 0.07, 0.02, 0.01, 0.10),
        *(0.10, 0.10, 0.02, 0.10, 0.01, 0.40, 0.10, 0.05, 0.03, 0.05, 0.15, 0.10, 0.15, 0.09),
        *(0.08, 0.18, 0.10, 0.20, 0.11, 0.30, 0.02, 0.20, 0.20, 0.30, 0.30, 0.40, 0.30, 0.05),
    ]
    assert likeliest_exponent(np.array(radiation)) == pytest.approx(0.28, abs=0.005)


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0, 3.0])
def test_what_is_a_power_of_normal_figures_has_the_inverse_as_exponent(power: float) -> None:
    # (y^power)^(1/power) is y again, and so is its likelihood
    normal = 20 + stats.norm.ppf((np.arange(400) + 0.5) / 400)
    base = likeliest_exponent(normal)
    assert base == pytest.approx(1, abs=0.1)
    assert likeliest_exponent(normal**power) == pytest.approx(base / power, abs=1e-4)


@given(st.lists(st.integers(1, 500), min_size=8, max_size=30, unique=True))
def test_no_other_exponent_is_likelier(numbers: list[int]) -> None:
    positive = np.array(numbers, dtype=float)
    likelihood = stats.boxcox_llf(likeliest_exponent(positive), positive)
    others = [stats.boxcox_llf(other, positive) for other in np.linspace(-5, 5, 41)]
    assert likelihood >= max(others) - 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_exponent_and_powers_are_those_of_scipy(seed: int) -> None:
    values = np.random.default_rng(seed).gamma(2, 30, size=300)
    lifted = values - values.min() + 0.01 * np.ptp(values)
    powers, exponent = box_cox(values)
    assert exponent == pytest.approx(stats.boxcox_normmax(lifted, method="mle"), abs=1e-5)
    expected = special.boxcox(lifted / lifted.max(), exponent)
    np.testing.assert_allclose(powers, expected, rtol=1e-9, atol=1e-12)


def test_exponents_beyond_five_are_not_looked_at() -> None:
    # nearly all figures lie within a hundredth of the range, so the likeliest power is far below
    tail = 1 / (1 - (np.arange(1000) + 0.5) / 1000) ** 2
    assert box_cox(tail)[1] == pytest.approx(-5, abs=1e-5)
    assert box_cox(-tail)[1] == pytest.approx(-5, abs=1e-5)


def test_missing_figures_stay_missing_and_change_nothing() -> None:
    values = np.array([1.0, 2, 3, 5, 8, 13, 40])
    powers, exponent = box_cox(values)
    with_gap, same = box_cox(np.array([NAN, *values]))
    np.testing.assert_array_equal(with_gap, [NAN, *powers])
    assert same == exponent


@given(figures)
def test_the_order_is_kept(numbers: list[int]) -> None:
    powers, _ = box_cox(np.sort(np.array(numbers, dtype=float)))
    assert (np.diff(powers) > 0).all()


@given(figures)
def test_turned_round_figures_give_turned_round_powers(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    powers, exponent = box_cox(values)
    turned, same = box_cox(-values)
    np.testing.assert_array_equal(turned, -powers)
    assert same == exponent


@given(figures, st.sampled_from([2.0**-10, 2.0**10]), st.integers(-50, 50))
def test_a_change_of_unit_changes_nothing(numbers: list[int], factor: float, offset: int) -> None:
    # powers of two, so that not even the last digits differ
    values = np.array(numbers, dtype=float)
    powers, exponent = box_cox(values)
    changed, same = box_cox(factor * (values + offset))
    np.testing.assert_array_equal(changed, powers)
    assert same == exponent
