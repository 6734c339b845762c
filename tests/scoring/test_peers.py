"""Look-alikes: nearest by hand, what is shared and what only looks shared."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist, mahalanobis
from sklearn.covariance import LedoitWolf

from geo.areas import Level
from geo.errors import ScoringError
from scoring.features import Features, features
from scoring.mahalanobis import whitened
from scoring.peers import look_alikes, nearest_of_others, space
from tests.making import make_areas, make_scenario

CODES = ("100101", "100102", "100103", "200101", "200102", "200103")
LEVELS: dict[str, Level] = {"jobs": "province"}


def six(**weights: float) -> Features:
    areas = make_areas(
        {"jobs": [1, 1, 1, 5, 5, 5], "poor": [0, 1, 9, 0.1, 5, 10], "far": [3, 5, 1, 3, 5, 7]},
        codes=CODES, levels=LEVELS,
    )  # fmt: skip
    return features(areas, make_scenario({"p": weights or {"jobs": 1, "poor": 1, "far": 1}}))


def test_nearest_first_by_the_weighted_distance() -> None:
    found = six(jobs=0.001, poor=1, far=1)
    alike = look_alikes(space(found, "weighted"), "100101", 5)
    assert alike[0].code == "200101"
    roots = np.sqrt(found.weights * 3)
    away = cdist(found.deviations * roots, found.deviations * roots)[0]
    assert [peer.distance for peer in alike] == pytest.approx(sorted(away[1:]))
    assert [peer.nearer for peer in alike] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


def test_mahalanobis_is_that_of_scipy_over_the_shrunk_covariance() -> None:
    rng = np.random.default_rng(0)
    one = rng.normal(size=200)
    areas = make_areas(
        {"a": one.tolist(), "b": (one + rng.normal(0, 0.1, 200)).tolist(),
         "c": rng.normal(size=200).tolist()}
    )  # fmt: skip
    found = features(areas, make_scenario({"p": {"a": 1, "b": 1, "c": 1}}))
    points = whitened(found)
    inverse = np.linalg.inv(LedoitWolf(assume_centered=True).fit(found.deviations).covariance_)
    for n in (1, 50, 199):
        direct = mahalanobis(found.deviations[0], found.deviations[n], inverse)
        assert np.linalg.norm(points[0] - points[n]) == pytest.approx(direct)


def test_what_two_areas_share_by_province_is_not_said_to_be_shared() -> None:
    (peer,) = look_alikes(space(six(), "weighted"), "100101", 1)
    assert peer.code == "100102"
    assert peer.by_source == ("jobs",)
    assert "jobs" not in peer.shares
    assert peer.shares == ("poor",)
    assert peer.differs == ("far",)
    assert peer.figures.loc["poor", ["own", "peer"]].tolist() == [0, 1]
    assert peer.figures.loc["far", "difference"] > 0


def test_elsewhere_and_without() -> None:
    among = space(six(), "weighted")
    assert {peer.code[:2] for peer in look_alikes(among, "100101", 9, elsewhere=True)} == {"20"}
    left = look_alikes(among, "100101", 9, without=["100102", "200101"])
    assert {peer.code for peer in left} == {"100103", "200102", "200103"}


def test_less_is_need_is_turned_back_for_the_reader() -> None:
    areas = make_areas({"income": [10.0, 20.0, 90.0]}, less_is_need=["income"])
    found = features(areas, make_scenario({"p": {"income": 1}}))
    (peer,) = look_alikes(space(found), "100101", 1)
    assert peer.figures.loc["income", "difference"] > 0


def test_equally_near_areas_go_by_code() -> None:
    areas = make_areas({"x": [5.0, 6.0, 4.0, 6.0, 0.0]})
    found = features(areas, make_scenario({"p": {"x": 1}}))
    assert [p.code for p in look_alikes(space(found), "100101", 3)] == [
        "100102", "100103", "100104",
    ]  # fmt: skip


def test_for_each_site_the_nearest_of_the_others() -> None:
    among = space(six(), "weighted")
    rest = ["100103", "200102", "200103"]
    found = nearest_of_others(among, ["100101", "200101"], rest)
    away = cdist(among.points, among.points)
    assert found["100101"] == (rest[int(np.argmin(away[0, [2, 4, 5]]))], pytest.approx(
        away[0, [2, 4, 5]].min()))  # fmt: skip
    only = nearest_of_others(among, ["100101"], rest, elsewhere=True)
    assert only["100101"][0][:2] == "20"
    assert nearest_of_others(among, ["100101"], []) == {}


def test_no_look_alikes_of_who_is_not_there() -> None:
    among = space(six())
    with pytest.raises(ScoringError, match="There cannot be 0 look-alikes"):
        look_alikes(among, "100101", 0)
    with pytest.raises(ScoringError, match='no area with the code "123456"'):
        look_alikes(among, "123456")


def test_a_figure_that_nobody_has_is_neither_shared_nor_different() -> None:
    areas = make_areas(
        {"x": [None, None, 3.0, 9.0], "y": [1.0, 1.0, 1.0, 5.0], "jobs": [None, None, 2.0, 4.0]},
        levels={"jobs": "province"},
    )
    found = features(areas, make_scenario({"p": {"x": 1, "y": 1, "jobs": 1}}, missing="average"))
    (peer,) = look_alikes(space(found, "weighted"), "100101", 1)
    assert peer.code == "100102"
    assert peer.unknown == ("x", "jobs")
    assert peer.shares == ("y",)
    assert peer.differs == peer.by_source == ()
    assert np.isnan(peer.figures.loc["x", "difference"])


def test_far_out_figures_that_a_treatment_drew_in_are_not_shared() -> None:
    figures = [0.0, *np.linspace(1, 2, 197).tolist(), 50.0, 100.0]
    areas = make_areas({"x": figures})
    found = features(areas, make_scenario({"p": {"x": 1}}, winsorise=["x"]))
    every = look_alikes(space(found), areas.codes[-1], 5)
    peer = next(one for one in every if one.code == areas.codes[-2])
    assert abs(peer.figures.loc["x", "difference"]) < 0.25
    assert peer.shares == ()
