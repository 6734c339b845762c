"""Few columns at a time come to the same relaxation as all at once."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from scoring.choose.highs import Model
from scoring.choose.programme import Programme
from scoring.choose.relaxation import relaxed
from scoring.choose.restricted import Restricted
from scoring.choose.stated import state
from scoring.index import score_areas
from tests.making import make_areas, make_scenario

MANY = 3000


def programme_with(seed: int, least_people: float, **rules: object) -> Programme:
    """Return a choice of 20 among many whose people are the fewer, the higher the score."""
    rng = np.random.default_rng(seed)
    need = rng.normal(size=MANY)
    areas = make_areas(
        {"need": need.tolist()},
        codes=[f"{10 + n % 20}{1 + n // 20 // 90:02d}{1 + n // 20 % 90:02d}" for n in range(MANY)],
        points=list(zip(rng.uniform(99, 104, MANY), rng.uniform(7, 19, MANY), strict=True)),
        population=[int(1000 - 100 * each) for each in need],
    )
    scenario = make_scenario(
        {"p": {"need": 1}}, count=20, limits=[{"by": "province", "min": 0, "max": 2}]
    )
    choose = scenario.model_dump(by_alias=True, exclude_none=True)["choose"]
    choose |= {"total": [{"of": "population", "min": least_people}], **rules}
    scenario = type(scenario).model_validate(
        scenario.model_dump(by_alias=True, exclude_none=True) | {"choose": choose}
    )
    stated = state(areas, score_areas(areas, scenario), scenario)
    programme = stated.programme()
    programme.gain[:] = stated.gain(stated.aims[0])
    return programme


def all_at_once(programme: Programme) -> Model:
    return Model(
        programme.gain, csr_array(programme.rows), programme.lower, programme.upper,
        programme.low, programme.high,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("least_people", [0.0, 19_000.0, 22_000.0])
def test_few_columns_gain_as_much_as_all(seed: int, least_people: float) -> None:
    programme = programme_with(seed, least_people)
    restricted = Restricted(programme)
    answer = restricted.solved()
    whole = all_at_once(programme).solved()
    assert programme.gain[restricted.columns] @ answer.values == pytest.approx(
        programme.gain @ whole.values, rel=1e-9
    )
    # and most of them never came in
    assert len(restricted.columns) < MANY


def test_nothing_is_called_impossible_before_all_are_asked() -> None:
    possible = programme_with(1, 24_500.0)
    found = relaxed(possible)
    assert found is not None
    assert found.bound == pytest.approx(
        possible.gain @ all_at_once(possible).solved().values, rel=1e-9
    )
    assert relaxed(programme_with(1, 30_000.0)) is None


def test_columns_that_come_in_late_are_bound_by_cliques_found_before() -> None:
    programme = programme_with(2, 22_000.0, min_distance_km=60.0)
    found = relaxed(programme)
    assert found is not None
    assert found.cliques
    # the reduced gain of what never came in is told as well, and none of it is above 0
    assert found.reduced.shape == programme.gain.shape
    outside = found.share == 0
    assert found.reduced[outside].max() <= 1e-7
