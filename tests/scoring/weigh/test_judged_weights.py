"""Weights that people give: equal, by points, and by comparing in pairs."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.weights.subjective import AHP

from scoring.weigh.analytic_hierarchy import (
    RANDOM_INDEX,
    analytic_hierarchy,
    reciprocal_faults,
)
from scoring.weigh.budget_allocation import budget_allocation
from scoring.weigh.equal import equal


def matrix(*rows: str) -> np.ndarray:
    """Read judgements written as a book prints them, such as 1/3."""
    return np.array([[float(Fraction(cell)) for cell in row.split()] for row in rows])


# Saaty, T. L. (1990), How to make a decision: the analytic hierarchy process. European Journal of
# Operational Research 48(1), 9-26: what matters about a house, which is size, transport,
# neighbourhood, age, yard, facilities, condition, financing
HOUSE = matrix(
    "1 5 3 7 6 6 1/3 1/4",
    "1/5 1 1/3 5 3 3 1/5 1/7",
    "1/3 3 1 6 3 4 6 1/5",
    "1/7 1/5 1/6 1 1/3 1/4 1/7 1/8",
    "1/6 1/3 1/3 3 1 1/2 1/5 1/6",
    "1/6 1/3 1/4 4 2 1 1/5 1/6",
    "3 5 1/6 7 5 5 1 1/2",
    "4 7 5 8 6 6 2 1",
)


def test_equal_weights() -> None:
    np.testing.assert_array_equal(equal(4), [0.25, 0.25, 0.25, 0.25])


def test_points_count_by_the_mean_of_each_persons_shares() -> None:
    # shares 0.5, 0.3, 0.2 and 0.1, 0.3, 0.6: means 0.3, 0.3, 0.4
    # deviations from them ±0.2, 0, ±0.2: sqrt((0.04 + 0.04) / (2 - 1)) = sqrt(0.08)
    found = budget_allocation(np.array([[50.0, 30, 20], [10, 30, 60]]))
    np.testing.assert_allclose(found.weights, [0.3, 0.3, 0.4])
    np.testing.assert_allclose(found.disagreement, np.sqrt([0.08, 0, 0.08]), atol=1e-15)


def test_how_many_points_each_person_had_does_not_matter() -> None:
    found = budget_allocation(np.array([[1.0, 1, 2], [3, 3, 6]]))
    np.testing.assert_allclose(found.weights, [0.25, 0.25, 0.5])


def test_one_person_cannot_disagree() -> None:
    found = budget_allocation(np.array([[75.0, 25]]))
    np.testing.assert_allclose(found.weights, [0.75, 0.25])
    assert np.isnan(found.disagreement).all()


def test_pairs_saaty1990_house_criteria() -> None:
    # Saaty 1990, the criteria of the house: weights, 9.669, 0.238 and 0.169
    found = analytic_hierarchy(HOUSE)
    weights = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    np.testing.assert_allclose(found.weights, weights, atol=5e-4)
    assert found.largest_eigenvalue == pytest.approx(9.669, abs=5e-4)
    assert found.consistency_index == pytest.approx(0.238, abs=5e-4)
    assert found.consistency_ratio == pytest.approx(0.169, abs=5e-4)


def test_pairs_saaty2003_most_inconsistent_judgement_of_the_house() -> None:
    # Saaty, T. L. (2003), Decision-making with the AHP: why is the principal eigenvector necessary.
    # EJOR 145(1), 85-91: neighbourhood over condition, 6, is 5.32 times what the weights imply;
    # with 1/2 instead the largest eigenvalue falls to 8.811
    found = analytic_hierarchy(HOUSE)
    assert found.most_inconsistent == (2, 6)
    assert 6 / found.consistent_value == pytest.approx(5.32, abs=5e-3)
    mended = HOUSE.copy()
    mended[2, 6], mended[6, 2] = 0.5, 2
    assert analytic_hierarchy(mended).largest_eigenvalue == pytest.approx(8.811, abs=1e-3)


def test_pairs_saaty1990_size_of_house() -> None:
    # Saaty 1990, three houses by size: 0.754, 0.181, 0.065; 3.136, 0.068 and 0.117
    found = analytic_hierarchy(matrix("1 6 8", "1/6 1 4", "1/8 1/4 1"))
    np.testing.assert_allclose(found.weights, [0.754, 0.181, 0.065], atol=5e-4)
    assert found.largest_eigenvalue == pytest.approx(3.136, abs=5e-4)
    assert found.consistency_index == pytest.approx(0.068, abs=5e-4)
    assert found.consistency_ratio == pytest.approx(0.117, abs=5e-4)


def test_pairs_saaty2008_best_job() -> None:
    # Saaty, T. L. (2008), Decision making with the analytic hierarchy process. International
    # Journal of Services Sciences 1(1), 83-98, table 3
    found = analytic_hierarchy(
        matrix("1 1/4 1/6 1/4 1/8", "4 1 1/3 3 1/7", "6 3 1 4 1/2", "4 1/3 1/4 1 1/7", "8 7 2 7 1")
    )
    np.testing.assert_allclose(found.weights, [0.036, 0.122, 0.262, 0.075, 0.506], atol=5e-4)


def test_pairs_saaty2008_drinks_although_a_reciprocal_is_misprinted() -> None:
    # Saaty 2008, table 2: coffee, wine, tea, beer, sodas, milk, water. Tea over wine is printed as
    # 2 beside 1/3 for wine over tea; only 3 gives the weights and the ratio that are printed
    drinks = matrix(
        "1 9 5 2 1 1 1/2",
        "1/9 1 1/3 1/9 1/9 1/9 1/9",
        "1/5 2 1 1/3 1/4 1/3 1/9",
        "1/2 9 3 1 1/2 1 1/3",
        "1 9 4 2 1 2 1/2",
        "1 9 3 1 1/2 1 1/3",
        "2 9 9 3 2 3 1",
    )
    assert reciprocal_faults(drinks) == [(1, 2)]
    drinks[2, 1] = 3
    assert reciprocal_faults(drinks) == []
    found = analytic_hierarchy(drinks)
    weights = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    np.testing.assert_allclose(found.weights, weights, atol=5e-4)
    assert found.consistency_ratio == pytest.approx(0.022, abs=5e-4)


def test_pairs_oecd2008_technology_weights_agree_with_pymcdm() -> None:
    # OECD/JRC (2008), Handbook on Constructing Composite Indicators, table 20, p. 97
    technology = matrix(
        "1 2 3 2 5 5 1 3",
        "1/2 1 2 1/2 4 4 1/2 3",
        "1/3 1/2 1 1/4 2 2 1/5 1/2",
        "1/2 2 4 1 4 4 1/2 3",
        "1/5 1/4 1/2 1/4 1 1 1/5 1/2",
        "1/5 1/4 1/2 1/4 1 1 1/5 1/2",
        "1 2 5 2 5 5 1 4",
        "1/3 1/3 2 1/3 2 2 1/4 1",
    )
    assert reciprocal_faults(technology) == []
    found, other = analytic_hierarchy(technology), AHP(matrix=technology)
    np.testing.assert_allclose(found.weights, other(), atol=1e-9)
    # pymcdm divides by the random indices of Tummala and Ling (1998) instead
    index = other.get_cr() * AHP.RI_M[7]
    assert found.consistency_index == pytest.approx(index, abs=1e-9)
    assert found.consistency_ratio == pytest.approx(index / 1.41, abs=1e-9)


def test_random_indices_reach_from_one_to_fifteen_members() -> None:
    assert len(RANDOM_INDEX) == 15
    found = analytic_hierarchy(np.where(np.triu(np.ones((15, 15)), 1), 2.0, 0.5) + np.eye(15) / 2)
    assert found.consistency_ratio == pytest.approx(found.consistency_index / 1.59)


def test_one_member_takes_everything() -> None:
    found = analytic_hierarchy(np.ones((1, 1)))
    assert found.weights.tolist() == [1]
    assert (found.largest_eigenvalue, found.consistency_index, found.consistency_ratio) == (1, 0, 0)
    assert found.most_inconsistent is None
    assert np.isnan(found.consistent_value)


def test_two_members_are_always_consistent() -> None:
    # weights 3 : 1
    found = analytic_hierarchy(matrix("1 3", "1/3 1"))
    np.testing.assert_allclose(found.weights, [0.75, 0.25])
    assert (found.consistency_index, found.consistency_ratio) == (0, 0)
    assert found.most_inconsistent is None


def test_a_reciprocal_typed_as_a_decimal_gives_what_the_fraction_would() -> None:
    typed = np.array([[1, 3, 9], [0.33, 1, 3], [0.11, 0.333, 1]])
    exact = analytic_hierarchy(matrix("1 3 9", "1/3 1 3", "1/9 1/3 1"))
    assert reciprocal_faults(typed) == []
    found = analytic_hierarchy(typed)
    np.testing.assert_allclose(found.weights, exact.weights, rtol=1e-12)
    assert found.most_inconsistent is None
    assert found.consistency_ratio == pytest.approx(0, abs=1e-12)


def test_of_three_members_that_disagree_the_first_pair_is_named() -> None:
    # 2 · 2 is not 1, and each pair is as far from what the other two imply; all weigh the same
    found = analytic_hierarchy(matrix("1 2 1/2", "1/2 1 2", "2 1/2 1"))
    np.testing.assert_allclose(found.weights, [1 / 3] * 3)
    assert found.most_inconsistent == (0, 1)
    assert found.consistent_value == pytest.approx(1)
    # by way of the third: 1/2 · 1/2
    assert found.others_imply == pytest.approx(1 / 4)


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (("1 3", "1/2 1"), [(0, 1)]),
        (("1 8", "1/9 1"), [(0, 1)]),
        (("1 0.5", "0.5 1"), [(0, 1)]),
        (("2 1", "1 1"), [(0, 0)]),
        (("1 -2", "-1/2 1"), [(0, 1)]),
        (("1 0 2", "0 1 1", "1/2 1 3"), [(0, 1), (2, 2)]),
        (("1 3 7", "0.33 1 1", "0.143 1 1"), []),
        # every reciprocal of the scale to two decimals
        (("1 6 7 8 9", "0.17 1 1 1 1", "0.14 1 1 1 1", "0.13 1 1 1 1", "0.11 1 1 1 1"), []),
    ],
)
def test_faults_of_reciprocals(rows: tuple[str, ...], faults: list[tuple[int, int]]) -> None:
    assert reciprocal_faults(matrix(*rows)) == faults


def test_a_judgement_that_is_missing_is_a_fault() -> None:
    assert reciprocal_faults(np.array([[1, np.nan], [2, 1]])) == [(0, 1)]


SCALE = [float(n) for n in range(1, 10)] + [1 / n for n in range(2, 10)]


@st.composite
def judgements(draw: st.DrawFn) -> np.ndarray:
    count = draw(st.integers(1, 7))
    found = np.eye(count)
    for i in range(count):
        for j in range(i + 1, count):
            found[i, j] = draw(st.sampled_from(SCALE))
            found[j, i] = 1 / found[i, j]
    return found


@given(judgements())
def test_weights_are_positive_sum_to_1_and_satisfy_the_eigenvalue_equation(
    given: np.ndarray,
) -> None:
    found = analytic_hierarchy(given)
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights > 0).all()
    expected = found.largest_eigenvalue * found.weights
    np.testing.assert_allclose(given @ found.weights, expected, rtol=1e-9)
    assert found.largest_eigenvalue >= len(given) - 1e-9


@given(judgements(), st.randoms())
def test_the_order_of_members_does_not_matter(given: np.ndarray, random: Random) -> None:
    order = np.arange(len(given))
    random.shuffle(order)
    found, other = analytic_hierarchy(given), analytic_hierarchy(given[np.ix_(order, order)])
    np.testing.assert_allclose(other.weights, found.weights[order], rtol=1e-9)
    assert other.consistency_ratio == pytest.approx(found.consistency_ratio, abs=1e-9)


@given(st.lists(st.floats(0.1, 9), min_size=1, max_size=7))
def test_consistent_judgements_give_back_the_weights_they_come_from(given: list[float]) -> None:
    weights = np.array(given) / sum(given)
    found = analytic_hierarchy(weights[:, np.newaxis] / weights)
    np.testing.assert_allclose(found.weights, weights, rtol=1e-9)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert found.most_inconsistent is None


def test_the_matrix_is_left_as_it_was() -> None:
    given = HOUSE.copy()
    analytic_hierarchy(given)
    reciprocal_faults(given)
    np.testing.assert_array_equal(given, HOUSE)


def test_what_the_others_imply_goes_by_way_of_each_third_member() -> None:
    # a over b by way of c: 1/5 · 1/3; with three members that makes the rest consistent
    found = analytic_hierarchy(matrix("1 3 1/5", "1/3 1 3", "5 1/3 1"))
    assert found.most_inconsistent == (0, 1)
    assert found.others_imply == pytest.approx(1 / 15)
    mended = analytic_hierarchy(matrix("1 1/15 1/5", "15 1 3", "5 1/3 1"))
    assert mended.consistency_ratio == pytest.approx(0, abs=1e-9)


@given(judgements())
def test_without_the_judgement_least_squares_of_logarithms_says_what_the_others_imply(
    given: np.ndarray,
) -> None:
    found = analytic_hierarchy(given)
    if found.most_inconsistent is None:
        assert np.isnan(found.others_imply)
        return
    pairs = [
        (i, j)
        for i in range(len(given))
        for j in range(i + 1, len(given))
        if (i, j) != found.most_inconsistent
    ]
    design = np.zeros((len(pairs), len(given)))
    for row, (i, j) in enumerate(pairs):
        design[row, i], design[row, j] = 1, -1
    logs = np.linalg.lstsq(design, np.log([given[pair] for pair in pairs]), rcond=None)[0]
    i, j = found.most_inconsistent
    assert found.others_imply == pytest.approx(np.exp(logs[i] - logs[j]))
