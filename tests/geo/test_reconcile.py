"""Every official code gets its polygon or its part of one."""

import geopandas as gpd
import pytest
import shapely

from geo.reconcile import reconcile, unit_problems

OFFICIAL = ["104702", "104703", "100905", "100910", "530407"]
PARENTS = {"100910": "100905"}
UNITS = gpd.GeoSeries(
    [shapely.box(100 + x / 10, 14, 100.1 + x / 10, 14.1) for x in range(3)],
    index=["100905", "104701", "530306"],
    crs="EPSG:4326",
)
NO_POINTS = gpd.GeoSeries([], index=[], crs="EPSG:4326")


def test_units_of_yesterday_become_the_areas_of_today() -> None:
    found = reconcile(UNITS, OFFICIAL, PARENTS, NO_POINTS)
    assert list(found.geometry.index) == sorted(OFFICIAL)
    assert found.matched == 1
    assert found.renamed == {"530306": "530407"}
    assert found.parts == {"100905": ("100905", "100910"), "104701": ("104702", "104703")}
    assert found.geometry["100905"].union(found.geometry["100910"]).equals(UNITS["100905"])
    assert found.geometry["104702"].area == pytest.approx(0.005, rel=1e-3)
    assert found.geometry["530407"].covers(UNITS["530306"])


def test_a_renamed_area_is_official_and_a_parents_remainder_is_a_part() -> None:
    basis = reconcile(UNITS, OFFICIAL, PARENTS, NO_POINTS).basis()
    assert basis["530407"] == "official"
    assert (basis.drop("530407") == "part_of_parent").all()


def test_units_that_lead_nowhere_and_areas_without_ground_are_named() -> None:
    assert unit_problems(UNITS.index, OFFICIAL, PARENTS) == []
    unknown, landless = unit_problems(["100905", "999999", "104701"], OFFICIAL, {})
    assert "999999" in unknown
    assert "100910, 530407" in landless
