"""Areas as points: which of them, by what, and how far apart."""

import numpy as np
import pytest

from geo.errors import ScoringError
from scoring.features import features
from tests.making import make_areas, make_scenario

TWO = {"poor": [0.0, 5.0, 10.0, 2.0], "income": [40.0, 30.0, 20.0, 35.0]}


def test_points_are_on_the_scenarios_scale_with_need_upwards() -> None:
    areas = make_areas(TWO, less_is_need=["income"])
    found = features(areas, make_scenario({"a": {"poor": 1, "income": 1}}))
    assert found.values == pytest.approx(np.array([[0, 0], [0.5, 0.5], [1, 1], [0.2, 0.25]]))
    assert found.figures.tolist() == areas.values.to_numpy().tolist()
    assert found.directions.tolist() == [1, -1]
    assert found.deviations.mean(axis=0) == pytest.approx([0, 0])
    assert found.deviations.std(axis=0) == pytest.approx([1, 1])


def test_weights_count_in_squared_distances() -> None:
    found = features(make_areas(TWO), make_scenario({"a": {"poor": 3, "income": 1}}))
    assert found.weights.tolist() == [0.75, 0.25]
    weighed, plain = found.weighed(), found.values
    squared = ((weighed[0] - weighed[2]) ** 2).sum()
    assert squared == pytest.approx(2 * (0.75 * 1 + 0.25 * (plain[0, 1] - plain[2, 1]) ** 2))


def test_what_does_not_count_is_no_dimension() -> None:
    areas = make_areas({**TWO, "absent": [None] * 4, "naught": [1.0, 2.0, 3.0, 4.0]})
    scenario = make_scenario(
        {"a": {"poor": 1, "income": 1, "absent": 1, "naught": 0}}, missing="average"
    )
    found = features(areas, scenario)
    assert [i.id for i in found.indicators] == ["poor", "income"]


def test_areas_without_a_score_have_no_place() -> None:
    areas = make_areas({"poor": [0.0, 5.0, None, 2.0], "income": [40.0, 30.0, None, 35.0]})
    found = features(areas, make_scenario({"a": {"poor": 1, "income": 1}}, missing="average"))
    assert list(found.codes) == ["100101", "100102", "100104"]
    assert found.position("100104") == 2
    with pytest.raises(ScoringError, match=r"100103 has no score .* \(no_figures\)"):
        found.position("100103")
    with pytest.raises(ScoringError, match='no area with the code "999999"'):
        found.position("999999")


def test_gaps_are_filled_as_the_scenario_says() -> None:
    areas = make_areas({"poor": [0.0, 5.0, None, 10.0], "income": [40.0, 30.0, 20.0, 35.0]})
    found = features(areas, make_scenario({"a": {"poor": 1, "income": 1}}, missing="average"))
    assert found.values[2, 0] == pytest.approx(0.5)
    assert np.isnan(found.figures[2, 0])
    assert found.filled == pytest.approx(1 / 8)


def test_gaps_that_stay_are_refused_by_name() -> None:
    areas = make_areas({"poor": [0.0, 5.0, None, 10.0], "income": [40.0, 30.0, 20.0, 35.0]})
    with pytest.raises(ScoringError, match=r'"renormalise".* poor in 1 areas \(100103\)') as told:
        features(areas, make_scenario({"a": {"poor": 1, "income": 1}}))
    assert told.value.details["field"] == "missing"


def test_areas_that_are_all_alike_are_refused() -> None:
    needed = make_scenario({"a": {"poor": 1}, "b": {"fill": 1}}, missing="exclude")
    lacking = make_areas({"poor": [1.0, 1.0, 9.0, 9.0], "fill": [3.0, 3.0, None, None]})
    with pytest.raises(ScoringError, match=r"fill.*tells none of them apart"):
        features(lacking, needed)
    crossed = make_areas({"poor": [1.0, 1.0, 9.0, None], "fill": [3.0, 3.0, None, 4.0]})
    with pytest.raises(ScoringError, match="2 areas with a score, and no figure tells them apart"):
        features(crossed, needed)


def test_how_much_of_the_distances_lies_between_provinces() -> None:
    codes = ["100101", "100102", "200101", "200102"]
    areas = make_areas({"p": [1.0, 1.0, 3.0, 3.0], "t": [0.0, 1.0, 0.0, 1.0]}, codes=codes)
    found = features(areas, make_scenario({"a": {"p": 1, "t": 1}}))
    assert found.between_provinces(found.deviations) == pytest.approx(0.5)
    assert found.between_provinces(found.values[:, :1]) == pytest.approx(1)
