"""Cells of a raster come onto areas as their covered share says, or one message says why not.

Most rasters are 3 × 3 or 4 × 4 cells of one degree with the corner at 100° E, 14° N, and areas are
boxes on them, so every figure can be worked out by hand.
"""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from exactextract import exact_extract
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.enums import ColorInterp
from rasterio.io import MemoryFile
from rasterio.shutil import copy as copy_raster
from rasterio.transform import Affine, from_origin
from shapely.geometry.base import BaseGeometry

from geo.errors import GeoError
from geo.layers.rasters import Statistic, Zonal, ZonalFigures, zonal_figures

NINE = np.arange(1, 10).reshape(3, 3)
SIXTEEN = np.arange(16).reshape(4, 4)
DEGREES = from_origin(100, 14, 1, 1)


def saved(
    path: Path,
    cells: Any,
    transform: Affine = DEGREES,
    crs: str | None = "EPSG:4326",
    scaling: tuple[float, float] = (1, 0),
    mask: Any = None,
    **options: Any,
) -> Path:
    """Write rows × columns, or bands × rows × columns, as a GeoTIFF."""
    bands = np.asarray(cells)
    bands = bands if bands.ndim == 3 else bands[np.newaxis]
    shape = dict(zip(("count", "height", "width"), bands.shape, strict=True))
    options |= {"dtype": bands.dtype, "crs": crs, "transform": transform, **shape}
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(path, "w", driver="GTiff", **options) as file,
    ):
        file.write(bands)
        if scaling != (1, 0):
            file.scales, file.offsets = ([number] * len(bands) for number in scaling)
        if mask is not None:
            file.write_mask(np.asarray(mask, dtype=bool))
    return path


def areas(*shapes: BaseGeometry) -> gpd.GeoSeries:
    codes = [f"1001{n:02d}" for n in range(1, len(shapes) + 1)]
    return gpd.GeoSeries(list(shapes), index=pd.Index(codes, name="area_code"), crs="EPSG:4326")


def box(left: float, top: float, right: float, bottom: float) -> BaseGeometry:
    """A box in cells from the north-western corner."""
    return shapely.box(100 + left, 14 - bottom, 100 + right, 14 - top)


def one(path: Path, shape: BaseGeometry, request: Zonal, **how: Any) -> float:
    return float(zonal_figures(areas(shape), path, request, **how).values.iloc[0])


# a box over the middle of 3 × 3 cells: the centre whole, the edges half, the corners a quarter
MIDDLE = box(0.5, 0.5, 2.5, 2.5)
STATISTICS = [
    # all nine cells: 1 4 7 3 9 and so on; (5·1 + (2+4+6+8)/2 + (1+3+7+9)/4) = 20 over 4 cells
    (Zonal("mean"), 5.0, (20 - 1 * 0.25) / 3.75),
    (Zonal("sum"), 20.0, 19.75),
    (Zonal("min"), 1.0, 2.0),
    (Zonal("max"), 9.0, 9.0),
    # above 5: 6 and 8 half, 7 and 9 a quarter: 1.5 of 4 cells
    (Zonal("share_above", threshold=5), 37.5, 40.0),
    # half of the cells by area lie on either side of 5
    (Zonal("median"), 5.0, None),
    (Zonal("quantile", q=0), 1.0, 2.0),
    (Zonal("quantile", q=1), 9.0, 9.0),
]


@pytest.mark.parametrize("stored", ["uint8", "int16", "int32", "float32", "float64"])
@pytest.mark.parametrize(("request_", "whole", "without_one"), STATISTICS)
def test_figures_are_those_worked_out_by_hand(
    request_: Zonal, whole: float, without_one: float | None, stored: str, tmp_path: Path
) -> None:
    path = saved(tmp_path / "nine.tif", NINE.astype(stored))
    assert one(path, MIDDLE, request_) == pytest.approx(whole)
    # the cell that holds 1 is missing
    path = saved(tmp_path / "eight.tif", NINE.astype(stored), nodata=1)
    if without_one is not None:
        assert one(path, MIDDLE, request_) == pytest.approx(without_one)


@pytest.mark.parametrize("stored", ["int16", "float32"])
@pytest.mark.parametrize(("request_", "_", "without_one"), STATISTICS)
def test_scale_and_offset_apply_to_figures_and_not_to_nodata(
    request_: Zonal, _: float, without_one: float | None, stored: str, tmp_path: Path
) -> None:
    # (stored × 0.5) + 100 gives 1 to 9; nodata is what is stored
    cells = ((NINE - 100) * 2).astype(stored)
    path = saved(tmp_path / "scaled.tif", cells, scaling=(0.5, 100), nodata=(1 - 100) * 2)
    if without_one is not None:
        assert one(path, MIDDLE, request_) == pytest.approx(without_one)


def test_a_quantile_counts_cells_by_their_covered_share(tmp_path: Path) -> None:
    path = saved(tmp_path / "two.tif", [[1.0, 2.0, 3.0, 4.0]])
    plain = exact_extract(
        path, areas(box(0, 0, 3.5, 1)).to_frame("geometry"), ["quantile(q=0.333)"], output="pandas"
    )
    found = one(path, box(0, 0, 3.5, 1), Zonal("quantile", q=0.333))
    assert found == plain.iloc[0, 0]
    assert 1 < found < 3


def test_nan_the_mask_and_the_alpha_band_mean_missing(tmp_path: Path) -> None:
    shape = box(0, 0, 2, 1)
    nan = saved(tmp_path / "nan.tif", [[np.nan, 3.0]])
    masked = saved(tmp_path / "mask.tif", [[1.0, 3.0]], mask=[[0, 1]])
    alpha = saved(tmp_path / "alpha.tif", np.array([[[1, 3]], [[0, 255]]], "uint8"))
    with rasterio.open(alpha, "r+") as file:
        file.colorinterp = [ColorInterp.gray, ColorInterp.alpha]
    for path in (nan, masked, alpha):
        found = zonal_figures(areas(shape), path, Zonal("mean"))
        assert (found.values.iloc[0], found.coverage.iloc[0]) == (3, 0.5)


def test_infinite_cells_are_missing_and_counted(tmp_path: Path) -> None:
    path = saved(tmp_path / "inf.tif", [[1.0, np.inf, 3.0, -np.inf, 5.0, 6.0]])
    shown: list[float] = []
    found = zonal_figures(
        areas(box(0, 0, 4, 1), box(4, 0, 6, 1)), path, Zonal("mean"), progress=shown.append
    )
    assert found.values.tolist() == [2, 5.5]
    assert found.coverage.tolist() == [0.5, 1]
    assert found.infinite.tolist() == [0.5, 0]
    assert shown == sorted(shown)
    assert shown[-1] == 1


def test_coverage_is_of_the_whole_area_also_beyond_the_raster(tmp_path: Path) -> None:
    path = saved(tmp_path / "nine.tif", NINE)
    found = zonal_figures(
        areas(box(2, 0, 4, 1), box(2, 0, 5, 1), box(7, 7, 8, 8)), path, Zonal("mean")
    )
    assert found.coverage.tolist() == pytest.approx([1 / 2, 1 / 3, 0])
    # half is enough by default, and nothing is never enough
    assert found.values.isna().tolist() == [False, True, True]
    assert found.below == ("100102", "100103")
    found = zonal_figures(
        areas(box(2, 0, 5, 1), box(7, 7, 8, 8)), path, Zonal("mean", least_coverage=0)
    )
    assert found.below == ("100102",)


def test_series_keep_the_order_of_the_shapes_and_take_areas_without_a_shape(tmp_path: Path) -> None:
    path = saved(tmp_path / "nine.tif", NINE)
    shapes = areas(box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1)).iloc[::-1]
    shapes.iloc[1] = None
    for statistic in ("mean", "median"):
        found = zonal_figures(shapes, path, Zonal(statistic))
        assert list(found.values.index) == ["100103", "100102", "100101"]
        assert found.values.tolist() == pytest.approx([3, np.nan, 1], nan_ok=True)
        assert found.values.dtype == np.float64


def test_the_band_that_is_asked_for_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path / "two.tif", np.stack([NINE, NINE * 10]))
    assert one(path, MIDDLE, Zonal("mean", band=2)) == 50
    about = zonal_figures(areas(MIDDLE), path, Zonal("mean", band=2)).about
    assert (about.band, about.bands, about.crs) == (2, 2, "EPSG:4326")
    assert (about.width, about.height, about.nodata, about.scale) == (3, 3, None, 1)


def test_a_raster_that_starts_in_the_south_is_the_same(tmp_path: Path) -> None:
    path = saved(tmp_path / "south.tif", NINE[::-1], Affine(1, 0, 100, 0, 1, 11))
    assert one(path, box(0, 0, 2, 1), Zonal("sum")) == 3
    weights = saved(tmp_path / "weights.tif", [[1, 0, 0], [0, 0, 0], [0, 0, 5]])
    # 1 at the north-western cell that holds 1, 5 at the south-eastern one that holds 9
    assert one(path, box(0, 0, 3, 3), Zonal("sum", weights=weights)) == 46
    assert one(weights, box(0, 0, 3, 3), Zonal("sum", weights=path)) == 46
    twin = saved(tmp_path / "twin.tif", np.ones((3, 3)), Affine(1, 0, 100, 0, 1, 11))
    assert one(path, box(0, 0, 3, 1), Zonal("sum", weights=twin)) == 6


def test_areas_are_taken_into_the_projection_of_the_raster(tmp_path: Path) -> None:
    # zone 47 has its middle at 99° E: 500 km east, where the grid points north
    path = saved(
        tmp_path / "utm.tif", SIXTEEN, from_origin(498_000, 1_550_000, 1000, 1000), "EPSG:32647"
    )
    square = gpd.GeoSeries([shapely.box(499_000, 1_546_000, 501_000, 1_549_000)], crs=32647)
    shape = square.to_crs("EPSG:4326").iloc[0]
    found = zonal_figures(areas(shape), path, Zonal("sum"))
    # rows 1 to 3, columns 1 and 2
    assert found.values.iloc[0] == pytest.approx(5 + 6 + 9 + 10 + 13 + 14, rel=1e-5)
    assert found.coverage.iloc[0] == pytest.approx(1)
    assert found.about.crs == "EPSG:32647"


def test_long_borders_bend_with_the_projection(tmp_path: Path) -> None:
    # a parallel of 4° bows by kilometres in zone 47
    ones = np.ones((700, 500), "uint8")
    path = saved(
        tmp_path / "utm.tif", ones, from_origin(450_000, 2_000_000, 1000, 1000), "EPSG:32647"
    )
    shape = shapely.box(99, 15, 103, 16)
    fine = gpd.GeoSeries([shape], crs=4326).segmentize(0.001).to_crs(32647).area.iloc[0] / 1e6
    assert one(path, shape, Zonal("sum")) == pytest.approx(fine, rel=1e-6)


def noise(path: Path, **options: Any) -> Path:
    """A million cells: several windows at 16 MB."""
    cells = np.random.default_rng(0).normal(size=(1000, 1000)).astype("float32")
    cells[:40, :40] = -9999
    return saved(path, cells, from_origin(100, 14, 0.01, 0.01), nodata=-9999, **options)


def pieces(count: int, aside: float = 0) -> gpd.GeoSeries:
    """Triangles and their opposites, on corners of cells or aside of them in degrees."""
    found = []
    for n in range(count):
        left, bottom = 100 + aside + n * 0.61, 5 + aside + n * 0.4
        right, top = left + 0.6, bottom + 4.9
        found += [
            shapely.Polygon([(left, bottom), (right, bottom), (left, top)]),
            shapely.Polygon([(right, top), (right, bottom), (left, top)]),
        ]
    return areas(*found)


ALL = [
    Zonal("mean"), Zonal("sum"), Zonal("min"), Zonal("max"), Zonal("median"),
    Zonal("quantile", q=0.9), Zonal("share_above", threshold=0.5),
]  # fmt: skip


@pytest.mark.parametrize("request_", ALL)
def test_figures_agree_with_exactextract_called_plainly(request_: Zonal, tmp_path: Path) -> None:
    # on corners of cells a quantile depends on slivers of no width that rounding leaves
    path, shapes = noise(tmp_path / "noise.tif", tiled=True), pieces(10, aside=0.0037)
    found = zonal_figures(shapes, path, request_)
    plain = {"quantile": "quantile(q=0.9)", "share_above": "values"}
    name = plain.get(request_.statistic, request_.statistic)
    expected = exact_extract(path, shapes.to_frame("geometry"), [name, "coverage"], output="pandas")
    column = expected.iloc[:, 0]
    if request_.statistic == "share_above":
        column = [
            100 * cover[values > 0.5].sum() / cover.sum()
            for values, cover in zip(expected["values"], expected["coverage"], strict=True)
        ]
    np.testing.assert_allclose(found.values, np.asarray(column, float), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("layout", ["tiles", "strips", "COG"])
@pytest.mark.parametrize("request_", ALL)
def test_memory_and_layout_do_not_change_figures(
    request_: Zonal, layout: str, tmp_path: Path
) -> None:
    path = noise(tmp_path / "noise.tif", tiled=layout == "tiles", compress="deflate")
    if layout == "COG":
        copy_raster(path, tmp_path / "cog.tif", driver="COG", overview_resampling="average")
        path = tmp_path / "cog.tif"
    shapes = pieces(10)
    few, many = (zonal_figures(shapes, path, request_, most_megabytes=m) for m in (16, 512))
    np.testing.assert_allclose(few.values, many.values, rtol=1e-12)
    np.testing.assert_allclose(few.coverage, many.coverage, rtol=1e-12)


def test_overviews_are_not_read(tmp_path: Path) -> None:
    path = noise(tmp_path / "noise.tif", tiled=True)
    before = zonal_figures(pieces(3), path, Zonal("max")).values
    with rasterio.open(path, "r+") as file:
        file.build_overviews([2, 4, 8], rasterio.enums.Resampling.average)
    pd.testing.assert_series_equal(zonal_figures(pieces(3), path, Zonal("max")).values, before)


# -- weights


def test_weights_of_the_same_grid(tmp_path: Path) -> None:
    path = saved(tmp_path / "rate.tif", [[10.0, 20.0, np.nan]])
    people = saved(tmp_path / "people.tif", np.array([[3, 1, 2]], "uint8"))
    shape = box(0, 0, 3, 1)
    # (10 · 3 + 20 · 1) / 4; nobody counts where the rate is unknown
    assert one(path, shape, Zonal("mean", weights=people)) == 12.5
    assert one(path, shape, Zonal("sum", weights=people)) == 50
    assert one(path, shape, Zonal("share_above", threshold=15, weights=people)) == 25
    found = zonal_figures(areas(shape), path, Zonal("mean", weights=people))
    # two of three cells, and four of six people
    assert found.coverage.iloc[0] == pytest.approx(2 / 3)
    assert found.about_weights is not None
    assert found.about_weights.path == people


@pytest.mark.parametrize("statistic", ["mean", "sum"])
def test_who_lives_where_there_is_no_data_is_not_spoken_for(
    tmp_path: Path, statistic: Statistic
) -> None:
    # nine tenths of the ground have data, and one of a thousand people
    path = saved(tmp_path / "rate.tif", [[np.nan, *[7.0] * 9]])
    people = saved(tmp_path / "people.tif", np.array([[999, 1, *[0] * 8]], "uint16"))
    shape = areas(box(0, 0, 10, 1))
    found = zonal_figures(shape, path, Zonal(statistic, weights=people))
    assert found.coverage.iloc[0] == pytest.approx(0.001)
    assert found.below == ("100101",)
    assert found.weightless == ()
    assert np.isnan(found.values.iloc[0])
    request = Zonal(statistic, weights=people, least_coverage=0.001)
    assert zonal_figures(shape, path, request).values.iloc[0] == 7


def test_where_nobody_lives_a_weighted_figure_is_missing(tmp_path: Path) -> None:
    path = saved(tmp_path / "rate.tif", [[10.0, 20.0, 30.0, 40.0]])
    people = saved(tmp_path / "people.tif", np.array([[0, 0, 255, 4]], "uint8"), nodata=255)
    shapes = areas(box(0, 0, 2, 1), box(2, 0, 3, 1), box(2, 0, 4, 1))
    for statistic in ("mean", "sum"):
        found = zonal_figures(shapes, path, Zonal(statistic, weights=people))
        assert found.weightless == ("100101", "100102")
        assert found.values.isna().tolist() == [True, True, False]
        assert found.below == ()
    assert found.values.iloc[2] == 160


def test_counts_of_a_finer_grid_are_added_up(tmp_path: Path) -> None:
    path = saved(tmp_path / "rate.tif", [[1.0, 3.0]])
    # 4 × 2 quarters a cell; more than a byte holds when added
    people = np.full((2, 4), 200, "uint8")
    people[:, 2:] = 100
    weights = saved(tmp_path / "people.tif", people, from_origin(100, 14, 0.5, 0.5))
    # 800 at 1 and 400 at 3
    assert one(path, box(0, 0, 2, 1), Zonal("sum", weights=weights)) == 2000
    assert one(path, box(0, 0, 2, 1), Zonal("mean", weights=weights)) == pytest.approx(5 / 3)


def test_counts_of_a_coarser_grid_are_spread(tmp_path: Path) -> None:
    path = saved(tmp_path / "rate.tif", SIXTEEN)
    weights = saved(tmp_path / "people.tif", [[400, 0], [0, 800]], from_origin(100, 14, 2, 2))
    # 100 on each of 0 1 4 5, 200 on each of 10 11 14 15
    assert one(path, box(0, 0, 4, 4), Zonal("sum", weights=weights)) == 1000 + 10_000
    assert one(path, box(0, 0, 4, 4), Zonal("mean", weights=weights)) == 11_000 / 1200


@pytest.mark.parametrize("most_megabytes", [16, 256])
@pytest.mark.parametrize("side", [300, 1000, 4000])
def test_no_count_is_lost_on_the_way_to_another_projection(
    side: int, most_megabytes: int, tmp_path: Path
) -> None:
    count = 90_000 // side
    cells = np.random.default_rng(0).integers(0, 50, (count, count)).astype("float32")
    people = saved(
        tmp_path / "people.tif", cells, from_origin(455_000, 1_545_000, side, side), "EPSG:32647"
    )
    path = saved(
        tmp_path / "one.tif", np.ones((900, 1200), "uint8"), from_origin(98, 14.3, 0.002, 0.002)
    )
    whole = zonal_figures(
        areas(shapely.box(98, 12.5, 100.4, 14.3)),
        path,
        Zonal("sum", weights=people),
        most_megabytes=most_megabytes,
    )
    assert whole.values.iloc[0] == pytest.approx(cells.sum(), rel=1e-7)


def test_weights_do_not_depend_on_memory(tmp_path: Path) -> None:
    path = noise(tmp_path / "noise.tif")
    cells = np.random.default_rng(1).random((300, 300))
    people = saved(
        tmp_path / "people.tif", cells, from_origin(600_000, 1_500_000, 2500, 2500), "EPSG:32647"
    )
    few, many = (
        zonal_figures(pieces(8), path, Zonal("sum", weights=people), most_megabytes=m).values
        for m in (16, 512)
    )
    np.testing.assert_allclose(few, many, rtol=1e-9)


def test_weights_far_away_weigh_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path / "nine.tif", NINE)
    weights = saved(tmp_path / "far.tif", NINE, from_origin(20, 50, 1, 1))
    found = zonal_figures(areas(MIDDLE), path, Zonal("mean", weights=weights))
    assert found.weightless == ("100101",)


def test_weights_much_coarser_than_the_raster_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "nine.tif", NINE, from_origin(100, 14, 0.01, 0.01))
    weights = saved(tmp_path / "coarse.tif", NINE)
    with pytest.raises(GeoError, match=r"coarse\.tif\" are 100 times as wide .* at most 50"):
        zonal_figures(areas(box(0, 0, 0.03, 0.03)), path, Zonal("mean", weights=weights))


@pytest.mark.parametrize("wrong", [-1.0, np.inf])
def test_weights_that_are_no_counts_are_refused(wrong: float, tmp_path: Path) -> None:
    path = saved(tmp_path / "nine.tif", NINE)
    weights = saved(tmp_path / "people.tif", np.where(NINE == 5, wrong, 1.0))
    with pytest.raises(GeoError, match=rf"people\.tif.* 1 cells of .* such as {wrong}"):
        zonal_figures(areas(MIDDLE), path, Zonal("mean", weights=weights))


# -- properties


CELLS = st.lists(st.floats(-1e6, 1e6, width=32), min_size=16, max_size=16).map(
    lambda numbers: np.array(numbers, "float32").reshape(4, 4)
)
EDGE = st.floats(0, 4)


@given(cells=CELLS, xs=st.tuples(EDGE, EDGE), ys=st.tuples(EDGE, EDGE), cut=st.floats(0.05, 0.95))
@settings(max_examples=60, deadline=None)
def test_a_mean_lies_between_and_a_sum_is_that_of_its_parts(
    cells: np.ndarray,
    xs: tuple[float, float],
    ys: tuple[float, float],
    cut: float,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    (left, right), (top, bottom) = sorted(xs), sorted(ys)
    if right - left < 0.01 or bottom - top < 0.01:
        return
    path = saved(tmp_path_factory.mktemp("cells") / "cells.tif", cells)
    middle = left + cut * (right - left)
    shapes = areas(
        box(left, top, right, bottom),
        box(left, top, middle, bottom),
        box(middle, top, right, bottom),
    )
    figures = {s: zonal_figures(shapes, path, Zonal(s)) for s in ("mean", "min", "max", "sum")}
    assert figures["mean"].coverage.tolist() == pytest.approx([1, 1, 1], abs=1e-5)
    slack = 1e-6 * float(np.abs(cells).max())
    mean, low, high = (figures[s].values for s in ("mean", "min", "max"))
    assert (low - slack <= mean).all()
    assert (mean <= high + slack).all()
    whole, first, second = figures["sum"].values
    assert whole == pytest.approx(first + second, abs=max(16 * slack, 1e-9))


@given(
    figure=st.floats(-1e6, 1e6, width=32),
    corners=st.lists(st.tuples(EDGE, EDGE), min_size=3, max_size=6),
)
@settings(max_examples=60, deadline=None)
def test_a_constant_raster_gives_the_constant_and_full_coverage(
    figure: float,
    corners: list[tuple[float, float]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    shape = shapely.MultiPoint([(100 + x, 14 - y) for x, y in corners]).convex_hull
    if shape.area < 0.01:
        return
    path = saved(tmp_path_factory.mktemp("same") / "same.tif", np.full((4, 4), figure, "float32"))
    for statistic in ("mean", "min", "max", "median"):
        found = zonal_figures(areas(shape), path, Zonal(statistic))
        assert found.values.iloc[0] == pytest.approx(figure)
        assert found.coverage.iloc[0] == pytest.approx(1, abs=1e-5)


# -- progress and cancelling


class CancelledError(Exception):
    pass


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_progress_never_falls_and_a_cancelled_run_leaves_the_file_free(
    statistic: Statistic, tmp_path: Path
) -> None:
    path, shown = noise(tmp_path / "noise.tif"), []
    zonal_figures(pieces(10), path, Zonal(statistic), most_megabytes=16, progress=shown.append)
    assert shown == sorted(shown)
    assert 0 < shown[0] < shown[-1] == 1
    seen = []

    def stop(share: float) -> None:
        seen.append(share)
        if len(seen) == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        zonal_figures(pieces(10), path, Zonal(statistic), most_megabytes=16, progress=stop)
    assert seen == shown[:2]
    assert not [name for name in open_files() if name.endswith(".tif")]


def open_files() -> list[str]:
    """Names of the files that this process has open, on Linux."""
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        pytest.skip("this system does not list open files")
    return [str(handle.readlink()) for handle in handles.iterdir() if handle.is_symlink()]


# -- what is refused


MEAN = Zonal("mean")


def refusal(path: Path, request: Zonal = MEAN, **how: Any) -> str:
    with pytest.raises(GeoError) as refused:
        zonal_figures(areas(MIDDLE), path, request, **how)
    return str(refused.value)


@pytest.mark.parametrize("compress", ["deflate", "none"])
def test_a_truncated_file_opens_and_is_refused_when_read(compress: str, tmp_path: Path) -> None:
    path = noise(tmp_path / "noise.tif", compress=compress)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(GeoError, match=r"damaged: it opens, but rows [\d,]+ to [\d,]+ cannot be"):
        zonal_figures(pieces(10), path, Zonal("mean"))
    assert not [name for name in open_files() if name.endswith(".tif")]


def test_what_is_no_geotiff_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "absent.tif")
    assert "no such file" in refusal(tmp_path)
    text = tmp_path / "text.tif"
    text.write_text("hello")
    assert "no GeoTIFF" in refusal(text)
    head = saved(tmp_path / "head.tif", NINE)
    head.write_bytes(head.read_bytes()[:60])
    assert "no GeoTIFF" in refusal(head)


def test_nothing_follows_a_file_to_other_files_and_addresses(tmp_path: Path) -> None:
    path = saved(tmp_path / "nine.tif", NINE)
    copy_raster(path, tmp_path / "nine.vrt", driver="VRT")
    (tmp_path / "disguised.tif").write_bytes((tmp_path / "nine.vrt").read_bytes())
    for name in ("nine.vrt", "disguised.tif"):
        assert "no GeoTIFF" in refusal(tmp_path / name)
    for name in (
        "/vsicurl/http://localhost/nine.tif",
        "zip:///nine.zip!/nine.tif",
        "http://a/b.tif",
    ):
        assert "no such file" in refusal(Path(name))
    with MemoryFile(path.read_bytes()) as memory:
        assert "no such file" in refusal(Path(memory.name))


def test_a_raster_without_a_place_is_refused(tmp_path: Path) -> None:
    assert "no reference system" in refusal(saved(tmp_path / "none.tif", NINE, crs=None))
    local = saved(tmp_path / "local.tif", NINE, crs='LOCAL_CS["drawing",UNIT["metre",1]]')
    assert "no reference system" in refusal(local)
    turned = saved(tmp_path / "turned.tif", NINE, Affine(1, 0.1, 100, 0.1, -1, 14))
    assert "do not run from west to east" in refusal(turned)


def test_a_raster_that_misses_the_areas_says_where_it_lies(tmp_path: Path) -> None:
    message = refusal(saved(tmp_path / "alps.tif", NINE, from_origin(10, 47, 1, 1)))
    assert "from 10.0 to 13.0° east and 44.0 to 47.0° north" in message
    assert "they lie from 100.5 to 102.5° east and 11.5 to 13.5° north" in message
    metres = saved(tmp_path / "metres.tif", NINE, from_origin(500_000, 1_500_000, 1000, 1000))
    assert "500,000, 1,497,000, 503,000, 1,500,000, which is not on Earth" in refusal(metres)


@pytest.mark.parametrize("stored", ["complex64", "complex128", "complex_int16"])
def test_complex_numbers_are_refused(stored: str, tmp_path: Path) -> None:
    path = tmp_path / "complex.tif"
    with rasterio.open(
        path, "w", driver="GTiff", dtype=stored, width=3, height=3, count=1, crs="EPSG:4326",
        transform=DEGREES,
    ):  # fmt: skip
        pass
    assert f"{stored} numbers" in refusal(path)


def test_palettes_and_masks_are_no_figures(tmp_path: Path) -> None:
    path = saved(tmp_path / "classes.tif", NINE.astype("uint8"))
    with rasterio.open(path, "r+") as file:
        file.write_colormap(1, {n: (n, n, n, 255) for n in range(10)})
    assert "palette" in refusal(path)
    path = saved(tmp_path / "alpha.tif", np.stack([NINE, NINE]).astype("uint8"))
    with rasterio.open(path, "r+") as file:
        file.colorinterp = [ColorInterp.gray, ColorInterp.alpha]
    assert "band 2 is the mask" in refusal(path, Zonal("mean", band=2))


def test_a_raster_of_nodata_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "empty.tif", np.full((3, 3), -9.0), nodata=-9)
    assert "no data in any of the areas" in refusal(path)


def test_a_file_that_can_only_be_read_whole_needs_the_memory_for_it(tmp_path: Path) -> None:
    cells = np.zeros((2000, 2000), "float32")
    path = saved(
        tmp_path / "strip.tif", cells, from_origin(100, 14, 0.01, 0.01), blockysize=2000,
        compress="deflate",
    )  # fmt: skip
    assert "16 MB at a time, which needs 64 MB" in refusal(path, most_megabytes=63)
    assert one(path, MIDDLE, Zonal("mean"), most_megabytes=64) == 0


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Zonal("mode"), 'statistic "mode", known are mean, sum'),
        (Zonal("quantile"), "q = None"),
        (Zonal("quantile", q=1.5), "q = 1.5"),
        (Zonal("quantile", q=np.nan), "q = nan"),
        (Zonal("share_above"), "threshold = None"),
        (Zonal("share_above", threshold=np.inf), "threshold = inf"),
        (Zonal("mean", least_coverage=50), "least coverage of 50"),
        (Zonal("mean", band=2), "no band 2, it has 1"),
        (Zonal("mean", band=0), "no band 0"),
        (Zonal("median", weights=Path("people.tif")), "weights for median"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    request_: Zonal, said: str, tmp_path: Path
) -> None:
    assert said in refusal(saved(tmp_path / "nine.tif", NINE), request_)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    path = saved(tmp_path / "nine.tif", NINE.astype("complex64"), crs=None)
    weights = saved(tmp_path / "people.tif", NINE, crs=None)
    message = refusal(
        path, Zonal("quantile", q=2, least_coverage=-1, weights=weights), most_megabytes=8
    )
    for said in (
        "q = 2", "least coverage of -1", "weights for quantile", "8 MB of memory", "complex64",
        'weights "', "at least 16",
    ):  # fmt: skip
        assert said in message
    assert message.count("no reference system") == 2


def test_figures_are_by_area_code(tmp_path: Path) -> None:
    found = zonal_figures(areas(MIDDLE), saved(tmp_path / "nine.tif", NINE), Zonal("mean"))
    assert isinstance(found, ZonalFigures)
    for series in (found.values, found.coverage, found.infinite):
        assert series.index.name == "area_code"
        assert series.dtype == np.float64
