"""Figures as they might have been."""

import numpy as np
import pytest
from scipy.stats import beta, kstest, norm

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.uncertainty.draws import sequence
from scoring.uncertainty.noise import NoisyIndicator, noisy, without_errors
from scoring.uncertainty.opened import opened
from tests.making import make_areas, make_scenario
from tests.scoring.uncertainty.open_cases import CODES, evaluator, made_areas, made_scenario

FIGURES = [5.0, 20.0, 50.0, 80.0]
ERRORS = [1.0, 2.0, 3.0, 4.0]


def _noisy(areas: Areas, figures: str = "normal") -> tuple[NoisyIndicator, ...]:
    scenario = make_scenario({"one": {"a": 1}}, fields={"uncertainty": {"figures": figures}})
    return noisy(opened(areas, scenario))


def _draws(one: NoisyIndicator, draws: int = 4000) -> np.ndarray:
    return np.array([one.drawn(np.random.default_rng(n)) for n in range(draws)])


def test_normal_noise_has_the_standard_errors() -> None:
    areas = make_areas({"a": [10.0, 20.0, 50.0, 80.0]}, standard_errors={"a": ERRORS})
    (one,) = _noisy(areas)
    drawn = _draws(one)
    for n, error in enumerate(ERRORS):
        assert kstest(drawn[:, n], norm(one.figures[n], error).cdf).pvalue > 1e-3
    # areas move apart from each other
    assert np.abs(np.corrcoef(drawn.T) - np.eye(4)).max() < 0.06


def test_beta_noise_of_a_share_has_its_mean_and_error_and_stays_between_the_ends() -> None:
    areas = make_areas({"a": FIGURES}, standard_errors={"a": ERRORS}, units={"a": "% of people"})
    (one,) = _noisy(areas, "beta")
    drawn = _draws(one)
    assert ((drawn > 0) & (drawn < 100)).all()
    for n, (figure, error) in enumerate(zip(FIGURES, ERRORS, strict=True)):
        mean = figure / 100
        precision = mean * (1 - mean) / (error / 100) ** 2 - 1
        expected = beta(mean * precision, (1 - mean) * precision).cdf
        assert kstest(drawn[:, n] / 100, expected).pvalue > 1e-3
    np.testing.assert_allclose(drawn.std(axis=0), ERRORS, rtol=0.05)


def test_what_is_no_share_has_normal_noise_under_beta_too() -> None:
    (one,) = _noisy(make_areas({"a": FIGURES}, standard_errors={"a": ERRORS}), "beta")
    assert not one.beta


def test_all_areas_of_a_province_move_together() -> None:
    areas = made_areas(1)
    found = noisy(opened(areas, made_scenario()))
    by_province = next(one for one in found if one.column == 1)
    drawn = by_province.drawn(np.random.default_rng(3))
    provinces = [code[:2] for code in CODES]
    for province in set(provinces):
        assert len({f for f, own in zip(drawn, provinces, strict=True) if own == province}) == 1
    assert len(set(drawn)) == 4


def test_districts_move_together_and_apart_from_other_districts() -> None:
    areas = make_areas(
        {"a": [1, 1, 1, 2]},
        codes=["100101", "100102", "100201", "100301"],
        levels={"a": "district"},
        standard_errors={"a": [0.3] * 4},
    )
    (one,) = _noisy(areas)
    drawn = one.drawn(np.random.default_rng(0))
    assert drawn[0] == drawn[1] != drawn[2]


def test_where_no_error_is_known_none_is_invented() -> None:
    areas = make_areas({"a": FIGURES}, standard_errors={"a": [1.0, None, 0.0, 2.0]})
    (one,) = _noisy(areas)
    drawn = _draws(one, 50)
    assert (drawn[:, 1] == 20).all()
    assert (drawn[:, 2] == 50).all()
    assert drawn[:, 0].std() > 0
    assert _noisy(make_areas({"a": FIGURES})) == ()
    assert without_errors(made_areas(1), ("a", "b", "c", "d")) == ("c",)


def test_figures_as_published_do_not_vary() -> None:
    areas = make_areas({"a": FIGURES}, standard_errors={"a": ERRORS})
    assert _noisy(areas, "as_published") == ()


def test_no_figure_passes_what_figures_of_its_kind_can_be() -> None:
    shares = make_areas({"a": [0.5, 99.5, 50]}, standard_errors={"a": [3.0] * 3},
                        units={"a": "%"})  # fmt: skip
    drawn = _draws(_noisy(shares)[0], 500)
    assert drawn.min() == 0
    assert drawn.max() == 100
    changes = make_areas({"a": [-0.5, 120.0]}, standard_errors={"a": [9.0] * 2}, units={"a": "%"})
    drawn = _draws(_noisy(changes)[0], 500)
    assert drawn.min() < -5
    assert drawn.max() > 130


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ([1.0, -0.5, 1.0, 1.0], "below 0: -0.5 for 100102"),
        ([1.0, 1.0, 76.0, 1.0], "larger than the range of its figures, 75: 76 for 100103"),
        ([np.inf, 1.0, 1.0, 1.0], "larger than the range of its figures, 75: inf for 100101"),
    ],
)
def test_standard_errors_that_cannot_be_are_refused(errors: list[float], said: str) -> None:
    areas = make_areas({"a": FIGURES}, standard_errors={"a": errors})
    with pytest.raises(ScoringError) as refused:
        _noisy(areas)
    assert said in str(refused.value)
    assert 'figures = "as_published"' in str(refused.value)
    assert refused.value.details["field"] == "uncertainty.figures"
    assert _noisy(areas, "as_published") == ()


@pytest.mark.parametrize(("figure", "error"), [(0.0, 1.0), (100.0, 1.0), (1.0, 11.0)])
def test_shares_that_have_no_beta_distribution_are_refused(figure: float, error: float) -> None:
    areas = make_areas(
        {"a": [figure, 20.0, 50.0]}, standard_errors={"a": [error, 1.0, 1.0]}, units={"a": "%"}
    )
    with pytest.raises(ScoringError, match='no beta distribution for "a" in 100101'):
        _noisy(areas, "beta")
    assert len(_noisy(areas)) == 1


def test_errors_may_be_larger_than_the_range_of_the_few_areas_that_are_compared() -> None:
    areas = make_areas(
        {"a": [5.0, 5.5, 50.0, 80.0]},
        codes=["100101", "100102", "200101", "200102"],
        standard_errors={"a": ERRORS},
    )
    scenario = make_scenario({"one": {"a": 1}}, fields={"eligible": {"regions": ["central"]}})
    (one,) = noisy(opened(areas, scenario))
    assert one.errors.tolist() == [1.0, 2.0]


def test_figures_that_noise_takes_where_they_cannot_be_scaled_are_named() -> None:
    # in many draws nobody is above the target any more, and nobody has any need
    areas = make_areas(
        {"a": [9.0, 9.2, 9.4, 10.2], "b": [1, 2, 3, 4]}, standard_errors={"a": [0.9] * 4}
    )
    target = {"method": "distance_to_target", "target": 10.0}
    scenario = make_scenario(
        {"one": {"a": 1, "b": 1}},
        missing="average",
        of_indicators={"a": {"normalisation": target}},
        fields={"uncertainty": {"weights": "fixed", "normalisation": [], "treatment": []}},
    )
    own = evaluator(areas, scenario)
    numbers = next(sequence(own.sources.numbers, 1))
    with pytest.raises(ScoringError, match='In a draw the figures of "a"') as refused:
        all(own.scores(drawn).any() for _, drawn in own.batches(numbers))
    assert refused.value.details["field"] == "uncertainty.figures"
