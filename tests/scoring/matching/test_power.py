"""Smallest effects, against tables and programs that others published."""

import math
from typing import Any

import pytest
from scipy.stats import norm

from geo.errors import ScoringError
from scoring.matching import effects
from scoring.matching.power import Survey, smallest_effect, standard_error, surveys


def test_smallest_effect_powerupr() -> None:
    """PowerUpR, mdes.cra2r2(rho2=.17, n=15, J=20): 0.629, standard error 0.212.

    Output of the R package of Bulus, Dong, Kelcey and Spybrook, as printed in
    ConorMcNamara/pyPowerUp, test/test_mde.py, test_cra2r2.
    """
    survey = Survey(people=15, correlation=0.17)
    assert smallest_effect(survey, 10, 10) == pytest.approx(0.629, abs=5e-4)
    assert standard_error(survey, 10, 10) == pytest.approx(0.212, abs=5e-4)


def test_smallest_effect_of_a_registered_trial() -> None:
    """AEA RCT Registry 18183: 30 clusters of 21, correlation 0.05: 0.327 standard deviations.

    https://www.socialscienceregistry.org/trials/18183, worked out by the authors with WebPower
    (Zhang and Yuan 2018): power 0.8, two-sided at 0.05.
    """
    assert smallest_effect(Survey(21, 0.05), 15, 15) == pytest.approx(0.327, abs=5e-4)


@pytest.mark.parametrize(
    ("explained", "schools"),
    [
        (0.0, (130, 83, 48)),
        (0.2, (104, 66, 38)),
        (0.5, (65, 42, 24)),
        (0.7, (39, 25, 14)),
    ],
)
def test_schools_needed_schochet2008(explained: float, schools: tuple[int, ...]) -> None:
    """Schochet (2008), NCEE 2008-4026, table 7.3, design III: whole schools drawn by lot.

    https://ies.ed.gov/ncee/pubs/20084026/tables/table_7_3.asp: how many schools show effects of
    0.20, 0.25 and 0.33 standard deviations, with a correlation of 0.15 and half of the schools in
    each group. Pupils of a school are 55, as PowerUp! has them for the same study
    (sophiamyang/pypowerup, tests, rdc_2r). The factor is that of the normal distribution.
    """
    # there the share explained is the same inside schools: as if more pupils were asked
    survey = Survey(55 / (1 - explained), 0.15, explained)
    of_two = standard_error(survey, 1, 1)
    factor = norm.isf(0.025) + norm.ppf(0.8)
    needed = tuple(round(2 * (factor * of_two / size) ** 2) for size in (0.20, 0.25, 0.33))
    assert needed == schools


@pytest.mark.parametrize(
    ("people", "design_effect", "effective"),
    [(10, 1.153, 34), (20, 1.323, 60), (40, 1.663, 96), (80, 2.343, 136)],
)
def test_design_effect_killip2004(people: int, design_effect: float, effective: int) -> None:
    """Killip, Mahfoud and Pearce (2004), Annals of Family Medicine 2(3), 204-208, table.

    Four physicians, correlation 0.017: what clusters make of the variance of two means, and of how
    many independent patients that is.
    """
    clustered = standard_error(Survey(people, 0.017), 2, 2) ** 2
    alone = standard_error(Survey(people, 0.0), 2, 2) ** 2
    assert clustered / alone == pytest.approx(design_effect, abs=5e-4)
    # the table cuts decimals off
    assert int(4 / clustered) == effective


def test_more_comparison_areas_than_sites_help_as_far_as_the_share_says() -> None:
    survey = Survey(150, 0.05)
    equal, three = standard_error(survey, 50, 50), standard_error(survey, 50, 150)
    assert three / equal == pytest.approx(math.sqrt((1 / 50 + 1 / 150) / (2 / 50)))
    assert smallest_effect(survey, 50, 150) < smallest_effect(survey, 50, 50)


def test_figures_from_before_that_explain_help() -> None:
    plain, known = Survey(1e6, 0.1), Survey(1e6, 0.1, explained=0.75)
    assert standard_error(known, 50, 50) == pytest.approx(
        standard_error(plain, 50, 50) / 2, rel=1e-3
    )


def test_too_few_areas_show_nothing() -> None:
    assert math.isnan(smallest_effect(Survey(100, 0.05), 0, 0))
    assert math.isnan(smallest_effect(Survey(100, 0.05), 1, 1))
    table = effects((50, 50), (0, 0), surveys())
    assert table["found"].isna().all()
    assert table["planned"].notna().all()
    assert len(table) == 12


@pytest.mark.parametrize(
    ("survey", "says"),
    [
        ({"people": 0}, "cannot be 0 people asked"),
        ({"people": float("nan")}, "cannot be nan people"),
        ({"correlation": 1.5}, "correlation cannot be 1.5"),
        ({"correlation": -0.1}, "correlation cannot be -0.1"),
        ({"explained": 1.0}, "cannot explain 1 of the variance"),
    ],
)
def test_surveys_that_cannot_be(survey: dict[str, Any], says: str) -> None:
    with pytest.raises(ScoringError, match=says):
        Survey(**{"people": 100, "correlation": 0.05, **survey})
