"""Which areas sites are compared with, and why some get none."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from scipy.spatial.distance import mahalanobis
from sklearn.covariance import LedoitWolf

from geo.errors import ScoringError
from scoring.features import Features, features
from scoring.mahalanobis import whitened
from scoring.matching import Design, Matching, match
from tests.making import make_areas, make_scenario
from tests.scoring.matching.exhaustive import best, standing

NEED = [9.0, 8.0, 5.0, 7.5, 1.0, 2.0]
"""Of 100101 to 100106; the first two are sites."""
SITES = ("100101", "100102")


def _features(need: list[float] = NEED, **more: Any) -> Features:
    return features(make_areas({"need": need}, **more), make_scenario({"p": {"need": 1}}))


def _pairs(found: Matching) -> dict[str, tuple[str, ...]]:
    return {site.code: site.comparisons for site in found.sites}


def test_all_are_compared_with_areas_that_are_not_chosen() -> None:
    found = match(_features(), SITES, Design(km=0))
    # 9 and 8 have 7.5 and 5 between them, either way as far in all
    assert _pairs(found) == {"100101": ("100103",), "100102": ("100104",)}
    sd = np.std(NEED)
    assert found.sites[0].distances == pytest.approx([4 / sd], rel=1e-6)
    assert found.total == pytest.approx(4.5 / sd, rel=1e-6)
    assert found.comparisons == ("100103", "100104")


@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 2),
    km=st.sampled_from([0.0, 15.0, 40.0]),
    caliper=st.sampled_from([None, 0.3, 1.0]),
    within=st.sampled_from([(), ("region",), ("region", "track")]),
)
def test_no_other_way_is_better_under_all_rules(
    seed: int, count: int, km: float, caliper: float | None, within: tuple[Any, ...]
) -> None:
    rng = np.random.default_rng(seed)
    need, depth = rng.normal(size=(2, 10))
    codes = [f"{region}001{n:02d}" for n, region in enumerate(rng.choice([1, 2], 10), start=1)]
    tracks = rng.choice(["urban", "rural"], 10).tolist()
    points = np.column_stack([rng.uniform(100, 101, 10), rng.uniform(14, 14.5, 10)])
    areas = make_areas(
        {"need": need.tolist(), "depth": depth.tolist()},
        codes=codes,
        tracks=tracks,
        points=points.tolist(),
    )
    calipers = {} if caliper is None else {"score": caliper}
    found = features(areas, make_scenario({"p": {"need": 1, "depth": 1}}))
    sites, others = np.array([0, 4, 8]), np.array([1, 2, 3, 5, 6, 7, 9])
    matching = match(found, list(areas.codes[sites]), Design(count, km, within, calipers))
    # all by hand, but for the best of all ways
    table, score = areas.table, found.scores.score.to_numpy()
    inverse = np.linalg.inv(LedoitWolf(assume_centered=True).fit(found.deviations).covariance_)
    distances = np.empty((3, 7))
    allowed = np.ones((3, 7), dtype=bool)
    for row, site in enumerate(sites):
        for column, other in enumerate(others):
            apart = (found.deviations[site], found.deviations[other])
            distances[row, column] = mahalanobis(*apart, inverse)
            for name in within:
                allowed[row, column] &= table[name].iloc[site] == table[name].iloc[other]
            if caliper is not None:
                allowed[row, column] &= abs(score[site] - score[other]) <= caliper * score.std()
            metres = Geod(ellps="WGS84").inv(*table[["lon", "lat"]].iloc[other],
                                             *table[["lon", "lat"]].iloc[site])[2]  # fmt: skip
            if metres < km * 1000:
                allowed[:, column] = False
    rows = {str(code): row for row, code in enumerate(areas.codes[others])}
    way = tuple(tuple(sorted(rows[c] for c in site.comparisons)) for site in matching.sites)
    expected = best(distances, allowed, count)
    assert standing(way, distances, count) == pytest.approx(standing(expected, distances, count))
    assert all(allowed[row, column] for row, own in enumerate(way) for column in own)


def test_the_nearest_of_several_comes_first() -> None:
    found = match(_features(), ["100101"], Design(count=3, km=0))
    assert _pairs(found) == {"100101": ("100102", "100104", "100103")}


def test_order_of_rows_and_of_sites_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    need, depth = rng.normal(size=(2, 30)).round(1)
    codes = np.array([f"{100101 + n}" for n in range(30)])
    tracks = np.where(np.arange(30) % 3, "rural", "urban")
    scenario = make_scenario({"p": {"need": 1, "depth": 2}})
    answers = []
    for _ in range(4):
        at = rng.permutation(30)
        areas = make_areas(
            {"need": need[at].tolist(), "depth": depth[at].tolist()},
            codes=codes[at].tolist(),
            tracks=tracks[at].tolist(),
            points=[(100 + 0.1 * n, 14.0) for n in at],
            population=[1000] * 30,
        )
        sites = rng.permutation(codes[[3, 6, 20]]).tolist()
        answers.append(_pairs(match(features(areas, scenario), sites, Design(count=2, km=15))))
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert list(answers[0]) == ["100104", "100107", "100121"]


def test_region_and_track_are_the_same_unless_they_need_not_be() -> None:
    codes = ["100101", "100102", "200101", "200102"]
    tracks = ["urban", "rural", "urban", "rural"]
    found = _features([9.0, 5.0, 8.9, 4.0], codes=codes, tracks=tracks)
    alone = match(found, ["100101"], Design(km=0))
    assert _pairs(alone) == {"100101": ()}
    assert alone.sites[0].binding(1) == "stratum"
    for within, other in (("region", "100102"), ("track", "200101")):
        assert _pairs(match(found, ["100101"], Design(km=0, within=(within,)))) == {  # type: ignore[arg-type]
            "100101": (other,)
        }
    assert _pairs(match(found, ["100101"], Design(km=0, within=()))) == {"100101": ("200101",)}


def test_comparison_areas_keep_their_distance_from_every_site() -> None:
    # 0.1 degrees here are 10.8 km
    points = [(100.0, 14.0), (100.5, 14.0), (100.05, 14.0), (100.45, 14.0), (101.0, 14.0)]
    found = _features([9.0, 3.0, 8.9, 8.8, 1.0], points=points)
    assert _pairs(match(found, SITES, Design(km=0)))["100101"] == ("100103",)
    near = match(found, SITES, Design(km=10))
    assert near.comparisons == ("100105",)
    # the one nearest to the first site's figures lies beside the second site, the next beside it
    assert _pairs(near) == {"100101": (), "100102": ("100105",)}
    assert [site.binding(1) for site in near.sites] == ["taken", None]
    assert [site.far for site in near.sites] == [1, 1]


def test_an_area_that_touches_a_site_is_not_compared_however_far_its_point_is() -> None:
    # squares of 0.01° in a row, each beside the next; 1.08 km between points that are next
    need = [9.0, 8.9, 7.0, 6.0, 5.0, 4.0]
    assert _pairs(match(_features(need), ["100101"], Design(km=1))) == {"100101": ("100103",)}
    assert _pairs(match(_features(need), ["100101"], Design(km=0))) == {"100101": ("100102",)}


def test_who_is_locked_out_is_compared_with_nobody() -> None:
    lock = {"area": "100102", "because": "another programme trains there"}
    scenario = make_scenario({"p": {"need": 1}})
    raw = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    raw["choose"]["locked_out"] = [lock]
    areas = make_areas({"need": [9.0, 8.9, 7.0, 1.0]})
    found = match(features(areas, type(scenario).model_validate(raw)), ["100101"], Design(km=0))
    assert found.locked_out == ("100102",)
    assert _pairs(found) == {"100101": ("100103",)}


def test_unevenly_spread_areas_tell_as_much_as_fewer() -> None:
    tracks = ["urban", "rural", "urban", "urban", "rural"]
    found = match(
        _features([9.0, 2, 8, 7, 1], tracks=tracks), ["100101", "100102"], Design(count=2, km=0)
    )
    # 2 and 1 of them: 4 / (1/2 + 1)
    assert found.effective == pytest.approx(8 / 3)
    assert match(_features(), SITES, Design(count=2, km=0)).effective == pytest.approx(4)


def test_calipers_on_score_and_indicators_leave_out_who_differs_more() -> None:
    areas = make_areas({"need": NEED, "other": [1.0, 1.0, 1.0, 3.0, None, 1.0]})
    found = features(areas, make_scenario({"p": {"need": 1}}))
    sd = float(np.std(NEED))
    close = match(found, SITES, Design(km=0, calipers={"score": 1.6 / sd}))
    assert _pairs(close) == {"100101": (), "100102": ("100104",)}
    assert [site.binding(1) for site in close.sites] == ["taken", None]
    # the scale of an indicator that counts is the scenario's
    assert _pairs(match(found, SITES, Design(km=0, calipers={"need": 1.6 / sd}))) == _pairs(close)
    none = match(found, SITES, Design(km=0, calipers={"need": 0.4 / sd}))
    assert [site.binding(1) for site in none.sites] == ["caliper", "caliper"]
    # what does not count is as published, and who has no figure is not near
    same = match(found, SITES, Design(count=3, km=0, calipers={"other": 0.1}))
    assert same.comparisons == ("100103", "100106")
    assert [site.fit for site in same.sites] == [2, 2]


def test_why_a_site_has_fewer_than_it_should() -> None:
    found = match(_features(), SITES, Design(count=3, km=0))
    assert [len(site.comparisons) for site in found.sites] == [2, 2]
    assert [site.binding(3) for site in found.sites] == ["taken", "taken"]
    assert match(_features(), SITES, Design(count=5, km=0)).sites[0].binding(5) == "stratum"


def test_correlated_figures_count_once() -> None:
    rng = np.random.default_rng(5)
    shared, alone = rng.normal(size=(2, 400))
    values = {"a": shared, "b": shared + 0.6 * rng.normal(size=400), "c": alone}
    areas = make_areas({id: v.tolist() for id, v in values.items()})
    found = features(areas, make_scenario({"p": {"a": 1, "b": 5, "c": 1}}))
    points = whitened(found)
    assert np.cov(points.T, bias=True) == pytest.approx(np.eye(3), abs=0.1)
    plain = np.linalg.norm(found.deviations[0] - found.deviations, axis=1)
    # not the distance that counts a and b twice
    assert np.corrcoef(plain, np.linalg.norm(points[0] - points, axis=1))[0, 1] < 0.95


def test_units_of_figures_do_not_matter() -> None:
    rng = np.random.default_rng(7)
    one, other = rng.normal(size=(2, 40))
    scenario = make_scenario({"p": {"a": 1, "b": 1}})
    points = [
        whitened(features(make_areas({"a": one.tolist(), "b": (times * other).tolist()}), scenario))
        for times in (1.0, 1e6)
    ]
    assert points[0] == pytest.approx(points[1])


def test_two_figures_that_are_the_same_are_one() -> None:
    areas = make_areas({"a": [1.0, 2.0], "b": [1.0, 2.0]})
    points = whitened(features(areas, make_scenario({"p": {"a": 1, "b": 1}})))
    assert np.isfinite(points).all()


@pytest.mark.parametrize(
    ("design", "says"),
    [
        ({"count": 0}, "cannot have 0 comparison areas. Use 1 to 20"),
        ({"count": 21}, "cannot have 21"),
        ({"km": -1.0}, "cannot be kept -1 km from every site. Use 0 to 2000"),
        ({"km": float("nan")}, "cannot be kept nan km"),
        ({"within": ("province",)}, '"province" in common. Use region or track'),
        ({"calipers": {"score": 0.0}}, 'caliper of "score" is 0 standard deviations'),
        ({"calipers": {"score": float("inf")}}, "is inf standard"),
    ],
)
def test_designs_that_cannot_be(design: dict[str, Any], says: str) -> None:
    with pytest.raises(ScoringError, match=says):
        Design(**design)


def test_what_cannot_be_matched() -> None:
    areas = make_areas({"need": NEED, "empty": [None] * 6})
    found = features(areas, make_scenario({"p": {"need": 1}}))
    with pytest.raises(ScoringError, match="no site"):
        match(found, [], Design())
    with pytest.raises(ScoringError, match="no area with the code"):
        match(found, ["999999"], Design())
    with pytest.raises(ScoringError, match=r'no caliper on "ned" \(nearest: need\)'):
        match(found, SITES, Design(calipers={"ned": 1}))
    with pytest.raises(ScoringError, match="none of these areas has a figure"):
        match(found, SITES, Design(calipers={"empty": 1}))
