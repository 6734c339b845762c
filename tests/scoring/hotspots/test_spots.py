"""Hot spots of scores and indicators: by area, by province, inside provinces; what is refused."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, rankdata

from geo.areas import Areas
from geo.errors import ScoringError
from geo.levels import at_level
from scoring.graph import Neighbours
from scoring.hotspots import HotSpots, hot_spots
from tests.making import make_areas, make_scenario
from tests.scoring.hotspots.grids import codes, grid, of_x, points

WIDE = 20
FEW = 999
NOISE = np.random.default_rng(11).normal(size=WIDE**2)


def planted() -> np.ndarray:
    """Made-up: noise with a high corner of six by six areas."""
    values = NOISE.reshape(WIDE, WIDE).copy()
    values[:6, :6] += 3
    return values.ravel()


def told(found: HotSpots) -> str:
    return " ".join(map(str, found.remarks))


def test_a_score_has_the_spots_of_its_only_indicator() -> None:
    areas = grid(planted(), WIDE)
    score = hot_spots(areas, of_x(), permutations=FEW)
    figure = hot_spots(areas, of_x(), "x", permutations=FEW)
    assert (score.units["gi"] == figure.units["gi"]).all()
    assert (score.units["p"] == figure.units["p"]).all()
    assert score.units.index.equals(areas.codes)
    assert score.counts()["hot"] > 10
    assert (score.need, figure.need) == ("hot", "hot")


def test_the_same_at_every_call_and_in_whatever_order_rows_come() -> None:
    found = hot_spots(grid(planted(), WIDE), of_x(), permutations=FEW)
    order = np.random.default_rng(1).permutation(WIDE**2)
    shuffled = grid(
        planted()[order], WIDE,
        codes=[codes(WIDE, WIDE)[n] for n in order], points=[points(WIDE, WIDE)[n] for n in order],
        population=(1000 + order).tolist(),
    )  # fmt: skip
    again = hot_spots(shuffled, of_x(), permutations=FEW)
    pd.testing.assert_frame_equal(found.units, again.units, check_exact=False, rtol=1e-9)
    assert [one.codes for one in found.clusters] == [one.codes for one in again.clusters]
    other = hot_spots(grid(planted(), WIDE), of_x(fields={"seed": 1}), permutations=FEW)
    assert not (found.units["p"] == other.units["p"]).all()


def test_need_gathers_where_the_stated_direction_says() -> None:
    areas = grid(planted(), WIDE, less_is_need=["x"])
    assert hot_spots(areas, of_x(), "x", permutations=FEW).need == "cold"
    stated = of_x(of_indicators={"x": {"direction": "more_is_need"}})
    assert hot_spots(areas, stated, "x", permutations=FEW).need == "hot"
    # a score is need, whichever way its figures go
    score = hot_spots(areas, of_x(), permutations=FEW)
    assert score.need == "hot"
    assert score.clusters[0].kind == "cold"


def test_clusters_are_units_that_hang_together() -> None:
    values = planted().reshape(WIDE, WIDE)
    values[-6:, -6:] += 3
    values[-6:, :6] -= 3
    areas = grid(values.ravel(), WIDE)
    found = hot_spots(areas, of_x(), "x", permutations=9_999)
    large = [one for one in found.clusters if len(one.codes) > 9]
    assert [one.kind for one in large].count("hot") == 2
    assert [one.kind for one in large].count("cold") == 1
    for number, one in enumerate(found.clusters, start=1):
        own = found.units.loc[list(one.codes)]
        assert (own["gi"] == one.kind).all()
        assert (own["cluster"] == number).all()
        assert one.mean == pytest.approx(own["value"].mean())
        assert one.people == areas.table.loc[list(one.codes), "population"].sum()
        assert sum(n for _, n in one.provinces) == sum(n for _, n in one.districts) == one.areas
    assert found.units["cluster"].notna().equals(found.units["gi"] != "")
    sizes = [len(one.codes) for one in found.clusters]
    assert sizes == sorted(sizes, reverse=True)


def test_who_lacks_the_figure_takes_no_part_and_is_nobodys_neighbour() -> None:
    values: list[float | None] = list(planted())
    values[1] = None
    areas = grid(values, WIDE)
    gone, beside = codes(WIDE, WIDE)[1], codes(WIDE, WIDE)[0]
    found = hot_spots(areas, of_x(), "x", permutations=FEW)
    assert gone not in found.units.index
    # of the corner's three neighbours two are left
    assert found.units.loc[beside, "neighbours"] == 2
    assert found.without == 1
    assert "1 of 400 units" in told(found)


def test_who_the_scenario_does_not_compare_takes_no_part() -> None:
    tracks = ["urban" if n % 10 == 0 else "rural" for n in range(WIDE**2)]
    areas = grid(planted(), WIDE, tracks=tracks)
    scenario = of_x(fields={"eligible": {"tracks": ["rural"]}})
    found = hot_spots(areas, scenario, "x", permutations=FEW)
    assert (areas.table.loc[found.units.index, "track"] == "rural").all()
    assert len(found.units) == 360
    assert found.without == 0


def test_an_island_gets_its_nearest_and_is_told() -> None:
    at = [*points(WIDE, WIDE)[:-1], (101.0, 15.0)]
    found = hot_spots(grid(planted(), WIDE, points=at), of_x(), "x", permutations=FEW)
    island = codes(WIDE, WIDE)[-1]
    assert found.islands == (island,)
    assert found.units["island"].sum() == 1
    assert found.units.loc[island, "neighbours"] == 3
    assert island in told(found)


def test_parts_that_do_not_touch_are_told() -> None:
    at = points(WIDE, WIDE)
    at = [(lon + (n >= 200), lat) for n, (lon, lat) in enumerate(at)]
    found = hot_spots(grid(planted(), WIDE, points=at), of_x(), "x", permutations=FEW)
    assert found.parts == 2
    assert "2 parts that do not touch" in told(found)


def of_provinces(seed: int = 3) -> np.ndarray:
    """Made-up: pure noise by province, repeated over the 25 areas of each."""
    by = np.random.default_rng(seed).normal(size=(8, 8))
    return np.repeat(np.repeat(by, 5, axis=0), 5, axis=1).ravel()


def test_a_figure_of_provinces_finds_provinces_and_says_so() -> None:
    areas = grid(of_provinces(), 40, levels={"x": "province"})
    found = hot_spots(areas, of_x(), "x", permutations=9_999)
    # noise, and yet plenty is found: each province is a spot of its own
    assert found.counts()["hot"] + found.counts()["cold"] > 200
    assert found.between_provinces == pytest.approx(1)
    assert str(found.remarks[0]).startswith('"x" is known only by province')
    honest = hot_spots(areas, of_x(), "x", level="province", permutations=9_999)
    assert len(honest.units) == 64
    assert honest.counts()["hot"] + honest.counts()["cold"] == 0
    assert "known only by" not in told(honest)
    assert np.isnan(honest.between_provinces)


def test_a_figure_of_districts_warns_of_districts() -> None:
    areas = grid(planted(), WIDE, levels={"x": "district"})
    found = hot_spots(areas, of_x(), "x", permutations=FEW)
    assert str(found.remarks[0]).startswith('"x" is known only by district')
    by_district = hot_spots(areas, of_x(), "x", level="district", permutations=FEW)
    assert "known only by" not in told(by_district)


def test_a_score_of_provinces_figures_warns_with_its_shares() -> None:
    repeated = of_provinces()
    areas = grid(repeated, 40, levels={"x": "province"})
    found = hot_spots(areas, of_x(), permutations=FEW)
    # known only by province throughout, and so told as one
    assert found.known_at == ("province",)
    assert "100% of the variance of the score lies between provinces" in told(found)
    assert "100% of all variance comes from figures" in told(found)


def test_units_of_a_level_have_the_figures_of_the_house() -> None:
    values: list[float | None] = list(planted())
    people: list[int | None] = np.random.default_rng(2).integers(0, 3000, WIDE**2).tolist()
    by = codes(WIDE, WIDE)
    for n, code in enumerate(by):
        # the first province loses most figures, and one area's people are unknown
        if code.startswith("10") and n % 5:
            values[n] = None
    people[77] = None
    areas = grid(values, WIDE, population=people, codes=codes(WIDE, WIDE, by=3))
    for native in ("tambon", "province"):
        areas = grid(
            values, WIDE, population=people, codes=codes(WIDE, WIDE, by=3), levels={"x": native}
        )
        found = hot_spots(areas, of_x(), "x", level="province", permutations=FEW)
        house = at_level(areas, "x", "province", "rate")["value"].dropna()
        assert found.units.index.name == "province_code"
        assert found.units["value"].to_dict() == pytest.approx(house.to_dict())


def test_provinces_are_neighbours_if_any_of_their_areas_are() -> None:
    areas = grid(np.random.default_rng(4).normal(size=900), 30)
    found = hot_spots(areas, of_x(), "x", level="province", permutations=FEW)
    # six by six provinces of five by five areas: corners 3, edges 5, inside 8
    counts = found.units["neighbours"].to_numpy().reshape(6, 6)
    assert (counts[0, 0], counts[0, 2], counts[2, 2]) == (3, 5, 8)
    assert found.clusters == () or all(one.districts == () for one in found.clusters)


def test_a_province_by_itself_gets_the_three_it_comes_nearest_to() -> None:
    by = codes(30, 30)
    at = [(lon + 1.0 * (code[:2] == "45"), lat) for code, (lon, lat) in
          zip(by, points(30, 30), strict=True)]  # fmt: skip
    areas = grid(np.random.default_rng(4).normal(size=900), 30, points=at)
    found = hot_spots(areas, of_x(), "x", level="province", permutations=FEW)
    assert found.islands == ("45",)
    # 45 was the last corner; east of the others it is nearest to the last column's lower ones
    assert found.units.loc["45", "neighbours"] == 3
    assert bool(found.units.loc["45", "island"])


def test_inside_provinces_a_spot_stands_out_from_its_own() -> None:
    # made-up: provinces differ by far, and in one of them four by four areas stand out
    by = np.random.default_rng(3).normal(size=(4, 4))
    values = 50 * np.repeat(np.repeat(by, 9, axis=0), 9, axis=1)
    values += np.random.default_rng(8).normal(size=(36, 36))
    values[20:24, 20:24] += 4
    areas = grid(values.ravel(), 36, codes=codes(36, 36, by=9))
    found = hot_spots(areas, of_x(), "x", within_provinces=True, permutations=9_999, rate=0.2)
    province = areas.table["province_code"]
    for code in ("10", "25"):
        own = (province == code).to_numpy()
        normal = norm.ppf((rankdata(areas.values["x"][own]) - 0.5) / own.sum())
        np.testing.assert_allclose(found.units["value"][own], normal - normal.mean(), atol=1e-12)
    assert found.between_provinces > 0.99
    hot = found.units.index[found.units["gi"] == "hot"]
    here = codes(36, 36, by=9)[22 * 36 + 22]
    assert here in hot
    assert (province[hot] == province[here]).mean() > 0.8
    assert "provinces" not in told(found)


def test_a_province_that_varies_more_has_no_more_spots_by_chance() -> None:
    # made-up noise without any pattern, ten times as varied in one of sixteen provinces
    by = codes(36, 36, by=9)
    varied = np.array([10.0 if code.startswith(by[0][:2]) else 1.0 for code in by])
    with_spots = 0
    for seed in range(10):
        noise = varied * np.random.default_rng(seed).normal(size=36**2)
        found = hot_spots(
            grid(noise, 36, codes=by), of_x(), "x", within_provinces=True, permutations=9_999
        )
        with_spots += bool((found.units["gi"] != "").sum())
    # at 5 %, one map in twenty; four or more in ten would be one case in a thousand
    assert with_spots <= 3


def test_one_unit_far_out_makes_no_cold_spot_of_its_province() -> None:
    # made-up noise, and one figure a thousand deviations out in each of five provinces
    by = np.array(codes(36, 36, by=9))
    values = np.random.default_rng(0).normal(size=36**2)
    for province in np.unique([code[:2] for code in by])[:5]:
        values[np.flatnonzero(np.char.startswith(by, province))[40]] = 1000
    found = hot_spots(
        grid(values, 36, codes=by.tolist()), of_x(), "x", within_provinces=True, permutations=9_999
    )
    assert (found.units["gi"] == "").all()


def test_skewed_noise_has_no_spots_inside_provinces() -> None:
    by = codes(36, 36, by=9)
    with_spots = 0
    for seed in range(8):
        noise = np.exp(1.5 * np.random.default_rng(seed).normal(size=36**2))
        found = hot_spots(
            grid(noise, 36, codes=by), of_x(), "x", within_provinces=True, permutations=4_999
        )
        with_spots += bool((found.units["gi"] != "").any())
    assert with_spots <= 2


def test_what_has_no_part_inside_provinces_is_named() -> None:
    by = np.repeat(np.arange(16.0), 25)
    own = np.random.default_rng(0).normal(size=400)
    areas = make_areas(
        {"jobs": by.tolist(), "own": own.tolist()}, codes=codes(20, 20), points=points(20, 20),
        levels={"jobs": "province"}, regions=["north"] * 400,
    )  # fmt: skip
    scenario = make_scenario({"p": {"jobs": 1, "own": 1}})
    found = hot_spots(areas, scenario, within_provinces=True, permutations=FEW)
    assert "Known only by province, and so without any part" in told(found)
    assert "jobs" in told(found)


def test_a_share_from_province_figures_is_told_though_it_is_no_majority() -> None:
    provinces = [int(code[:2]) for code in codes(20, 20)]
    by = np.random.default_rng(1).normal(size=100)[provinces]
    own = np.random.default_rng(0).normal(size=400)
    areas = make_areas(
        {"jobs": by.tolist(), "own": own.tolist()}, codes=codes(20, 20), points=points(20, 20),
        levels={"jobs": "province"}, regions=["north"] * 400,
    )  # fmt: skip
    found = hot_spots(areas, make_scenario({"p": {"jobs": 1, "own": 2}}), permutations=FEW)
    assert found.between_provinces < 0.5
    assert "comes from figures that are known only by province" in told(found)


def test_one_figure_far_out_hides_no_spot_and_is_told() -> None:
    values = planted()
    plain = hot_spots(grid(values, WIDE), of_x(), "x", permutations=FEW)
    far = values.copy()
    far[-1] = 1e12
    found = hot_spots(grid(far, WIDE), of_x(), "x", permutations=FEW)
    assert "makes 100% of all variance by itself" in told(found)
    # the same draws are as high as the corner's surroundings, but those with the one far out
    assert found.units["p"].min() <= 2 * plain.units["p"].min() + 0.05


@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_very_large_and_very_small_figures_are_as_any_others(size: float) -> None:
    plain = hot_spots(grid(planted(), WIDE), of_x(), "x", permutations=FEW)
    found = hot_spots(grid(planted() * size, WIDE), of_x(), "x", permutations=FEW)
    assert found.overall.i == pytest.approx(plain.overall.i)
    assert (found.units["gi"] == plain.units["gi"]).all()


def test_a_district_that_is_an_island_gets_its_nearest_districts() -> None:
    at = points(20, 20)
    own = codes(20, 20)
    island = own[0][:4]
    moved = [
        (x - 1, y) if code.startswith(island) else (x, y)
        for code, (x, y) in zip(own, at, strict=True)
    ]
    areas = grid(np.random.default_rng(4).normal(size=400), 20, points=moved)
    found = hot_spots(areas, of_x(), "x", level="district", permutations=FEW)
    assert found.islands == (island,)
    assert found.units.loc[island, "neighbours"] == 3


def test_neighbours_that_hardly_anybody_has_are_told() -> None:
    near = Neighbours("within", km=0.5)
    found = hot_spots(grid(planted(), WIDE), of_x(), "x", neighbours=near, permutations=FEW)
    assert "400 of 400 units have no neighbour of their own" in told(found)
    assert "not those that were asked for" in told(found)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"of": "y"}, 'There is no figure "y" to look at'),
        ({"of": "scor"}, r'"scor" to look at \(nearest: score\)'),
        ({"level": "village"}, '"village". Use one of tambon, district, province'),
        ({"permutations": 998}, "998 permutations are asked for; it must be 999 to 999,999"),
        ({"permutations": 10**6}, "it must be 999 to 999,999"),
        ({"rate": 0.0}, "A false discovery rate of 0.0 is asked for"),
        ({"rate": float("nan")}, "A false discovery rate of nan is asked for"),
        ({"level": "province"}, "There are 16 units with a figure of"),
        ({"neighbours": Neighbours("nearest", count=101)}, "The 101 nearest are asked for"),
        ({"neighbours": Neighbours("within", km=51)}, "at most 50 km"),
        ({"neighbours": Neighbours("within", km=50)}, "neighbour of all others"),
        ({"level": "province", "within_provinces": True}, "does not stand out inside itself"),
    ],
)
def test_what_cannot_be_asked_is_refused(more: dict[str, object], message: str) -> None:
    asked = {"of": "x", "permutations": FEW, **more}
    of = asked.pop("of")
    with pytest.raises(ScoringError, match=message):
        hot_spots(grid(planted(), WIDE), of_x(), of, **asked)  # type: ignore[arg-type]


def beside(other: list[float | None]) -> Areas:
    """Return areas with ``x`` for the score, and another figure ``y``."""
    by, at = codes(WIDE, WIDE), points(WIDE, WIDE)
    both = {"x": planted().tolist(), "y": other}
    return make_areas(both, codes=by, points=at, regions=["north"] * len(by))


def test_figures_that_tell_nothing_are_refused() -> None:
    with pytest.raises(ScoringError, match=r'All 400 units have the same figure of "y" \(7\)'):
        hot_spots(beside([7.0] * 400), of_x(), "y")
    few = [*planted()[:29].tolist(), *[None] * 371]
    with pytest.raises(ScoringError, match='There are 29 units with a figure of "y"'):
        hot_spots(beside(few), of_x(), "y")
    areas = grid(of_provinces(), 40, levels={"x": "province"})
    with pytest.raises(ScoringError, match='"x" is known only by province, so that no place'):
        hot_spots(areas, of_x(), "x", within_provinces=True)
    # known by tambon, as it says, but the same in each province
    with pytest.raises(ScoringError, match="the same in all units of each province"):
        hot_spots(grid(of_provinces(), 40), of_x(), "x", within_provinces=True)


def test_what_is_not_finite_is_missing() -> None:
    other = planted().tolist()
    other[5] = float("inf")
    found = hot_spots(beside(other), of_x(), "y", permutations=FEW)
    assert (found.without, len(found.units)) == (1, 399)
    assert np.isfinite(found.units["lag"]).all()


def test_too_few_permutations_for_so_many_units_are_told() -> None:
    # 900 units of which none is below 2 / 1,000: 36 must be together, more than 1 in 100
    areas = grid(np.random.default_rng(1).normal(size=900), 30)
    found = hot_spots(areas, of_x(), "x", permutations=FEW)
    assert found.least_together == 36
    assert "36 of the 900 units must be as far out" in told(found)
    assert "Take more permutations" not in told(hot_spots(areas, of_x(), "x"))


def test_an_indicator_outside_the_scenario_can_be_looked_at() -> None:
    found = hot_spots(beside((-planted()).tolist()), of_x(), "y", permutations=FEW)
    assert found.clusters[0].kind == "cold"
