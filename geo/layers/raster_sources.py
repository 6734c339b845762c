"""Bands and shapes as exactextract asks for them: a band by windows, from the north."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import shapely
from exactextract.feature import Feature, FeatureSource
from exactextract.raster import RasterSource
from pyproj import Transformer
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from geo.errors import GeoError
from geo.layers.raster_files import Cells, RasterBand, read_cells

Bounds = tuple[float, float, float, float]

_MARGIN = 2
"""Cells of the weights that are read beyond a window, for those that straddle its edge."""


@dataclass(frozen=True)
class CellsInUse:
    """The part of a band's grid that areas lie on; rows are counted from the north."""

    about: RasterBand
    column: int
    row: int
    width: int
    height: int

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell, both positive, in units of the reference system."""
        return self.about.transform[0], abs(self.about.transform[4])

    def bounds(self, x0: int, y0: int, nx: int, ny: int) -> Bounds:
        """Return the west, south, east and north edge of some of the cells."""
        (dx, dy), (west, _, _, north) = self.cell, self.about.extent
        left, top = west + (self.column + x0) * dx, north - (self.row + y0) * dy
        return left, top - ny * dy, left + nx * dx, top

    def in_file(self, x0: int, y0: int, nx: int, ny: int) -> Window:
        """Return where some of the cells stand in the file."""
        row = self.row + y0
        if self.about.upside_down:
            row = self.about.height - row - ny
        return Window(self.column + x0, row, nx, ny)


def cells_in_use(about: RasterBand, bounds: Bounds) -> CellsInUse | None:
    """Return the cells of a band within bounds in its reference system; None if there are none."""
    (dx, dy), (west, _, _, north) = (about.transform[0], abs(about.transform[4])), about.extent
    columns = _from_to((bounds[0] - west) / dx, (bounds[2] - west) / dx, about.width)
    rows = _from_to((north - bounds[3]) / dy, (north - bounds[1]) / dy, about.height)
    if columns[1] <= columns[0] or rows[1] <= rows[0]:
        return None
    return CellsInUse(about, columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0])


class _Source(RasterSource):
    """What exactextract wants to know of a grid, as a `rasterio` dataset in north-up order."""

    def __init__(self, dataset: Any, cells: CellsInUse) -> None:
        super().__init__()
        self.dataset = dataset
        self.cells = cells

    def extent(self) -> Bounds:
        """Return the edges of the cells in use."""
        return self.cells.bounds(0, 0, self.cells.width, self.cells.height)

    def res(self) -> tuple[float, float]:
        """Return width and height of a cell."""
        return self.cells.cell

    def srs_wkt(self) -> str | None:
        """Return nothing: the shapes come in the reference system of the raster already."""
        return None

    def nodata_value(self) -> None:
        """Return nothing: cells without data come as NaN."""
        return

    def cells_from_north(self, x0: int, y0: int, nx: int, ny: int) -> Cells:
        """Return figures of the file in the order that exactextract wants."""
        about = self.cells.about
        figures = read_cells(self.dataset, about, self.cells.in_file(x0, y0, nx, ny))
        return figures[::-1] if about.upside_down else figures


class Values(_Source):
    """The figures of a band, or something made from each.

    Parameters
    ----------
    dataset
        As `geo.layers.raster_files.opened` yields it.
    cells
        Those in use.
    figure
        What is wanted of the figures, an array of the same shape with NaN where there is nothing.
    """

    def __init__(
        self, dataset: Any, cells: CellsInUse, figure: Callable[[Cells], Cells] | None = None
    ) -> None:
        super().__init__(dataset, cells)
        self.figure = figure
        self.met_infinity = False
        """Whether some cell that was read is infinite. Such cells count as missing."""

    def read_window(self, x0: int, y0: int, nx: int, ny: int) -> Cells:
        """Return the figures of a window, rows × columns, NaN where there is none."""
        figures = self.cells_from_north(x0, y0, nx, ny)
        infinite = np.isinf(figures)
        if infinite.any():
            self.met_infinity = True
            figures[infinite] = np.nan
        return figures if self.figure is None else self.figure(figures)


class Infinite(_Source):
    """1 where a band is infinite, NaN elsewhere."""

    def read_window(self, x0: int, y0: int, nx: int, ny: int) -> Cells:
        """Return the marks of a window, rows × columns."""
        figures = self.cells_from_north(x0, y0, nx, ny)
        return np.where(np.isinf(figures), 1.0, np.nan)


class Weights(_Source):
    """Counts of a second raster on the cells of the first, 0 where there are none.

    What stands in a cell of the weights is a count, such as people. On another grid it is laid out
    evenly on points of the cell, at most half a cell of the first raster apart, and each point's
    share goes to the cell that it lies in. So no count is lost or doubled, whichever of the grids
    is finer and wherever a window ends. GDAL's resampling ``sum`` promises the same, but loses
    counts along the edges of a window.

    Parameters
    ----------
    dataset
        Of the weights, as `geo.layers.raster_files.opened` yields it.
    about
        Of the weights.
    cells
        Those of the first raster that are in use.
    most_cells
        How many cells of the weights may be read at a time.

    Raises
    ------
    GeoError
        While it is read, if a count is negative or infinite.
    """

    def __init__(self, dataset: Any, about: RasterBand, cells: CellsInUse, most_cells: int) -> None:
        super().__init__(dataset, cells)
        self.about = about
        self.most_cells = most_cells
        self.to_cells = Transformer.from_crs(about.crs, cells.about.crs, always_xy=True).transform
        self.points = self._points()
        """Across a cell and down."""

    def read_window(self, x0: int, y0: int, nx: int, ny: int) -> Cells:
        """Return the counts of a window, rows × columns."""
        if self.about.same_grid(self.cells.about):
            counts = self._counts(self.cells.in_file(x0, y0, nx, ny))
            return counts[::-1] if self.about.upside_down else counts
        total = np.zeros(ny * nx)
        for window in self._overlapping(self.cells.bounds(x0, y0, nx, ny)):
            counts = self._counts(window)
            # most of a country is empty, and what is empty needs no place
            rows, columns = np.nonzero(counts)
            share = counts[rows, columns] / math.prod(self.points)
            for right, down in product(*map(_middles, self.points)):
                x, y = self._at(window.col_off + columns + right, window.row_off + rows + down)
                column, row = np.floor(x) - x0, np.floor(y) - y0
                within = (column >= 0) & (column < nx) & (row >= 0) & (row < ny)
                cell = (row[within] * nx + column[within]).astype(np.intp)
                total += np.bincount(cell, share[within], ny * nx)
        return total.reshape(ny, nx)

    def _at(self, columns: Cells, rows: Cells) -> tuple[Cells, Cells]:
        """Return where places in the file of the weights lie among the cells in use."""
        dx, _, west, _, dy, north = self.about.transform
        x, y = west + columns * dx, north + rows * dy
        if self.about.crs != self.cells.about.crs:
            x, y = self.to_cells(x, y)
        (dx, dy), (west, _, _, north) = self.cells.cell, self.cells.about.extent
        return (x - west) / dx - self.cells.column, (north - y) / dy - self.cells.row

    def _points(self) -> tuple[int, int]:
        window = next(self._overlapping(self.extent()), None)
        if window is None:
            return 1, 1
        middle = window.col_off + window.width / 2, window.row_off + window.height / 2
        corners = np.array([(0, 0), (0, 1), (1, 0), (1, 1)]) + middle
        sides = np.ptp(self._at(corners[:, 0], corners[:, 1]), axis=1)
        # half a cell apart, give or take the rounding of a grid that fits into the other
        across, down = np.maximum(1, np.ceil(2 * sides - 1e-6)).astype(int)
        return int(across), int(down)

    def _overlapping(self, bounds: Bounds) -> Iterator[Window]:
        """Yield windows of the file that hold all weights in bounds of the first raster."""
        about = self.about
        there = transform_bounds(self.cells.about.crs, about.crs, *bounds)
        if not np.isfinite(there).all():
            there = about.extent
        (dx, dy), (west, south, east, north) = CellsInUse(about, 0, 0, 0, 0).cell, there
        found = cells_in_use(
            about,
            (west - _MARGIN * dx, south - _MARGIN * dy, east + _MARGIN * dx, north + _MARGIN * dy),
        )
        if found is None:
            return
        # as high as a block of the file, or it would be read again for the next window
        width = min(found.width, max(1, self.most_cells // about.block_rows))
        height = max(1, self.most_cells // width)
        for y0, x0 in product(range(0, found.height, height), range(0, found.width, width)):
            yield found.in_file(
                x0, y0, min(width, found.width - x0), min(height, found.height - y0)
            )

    def _counts(self, window: Window) -> Cells:
        counts = read_cells(self.dataset, self.about, window)
        counts[np.isnan(counts)] = 0
        wrong = ~((counts >= 0) & (counts < math.inf))
        if wrong.any():
            raise GeoError(
                'The weights in "{path}" are not counts: {count:,} cells of rows {first:,} to '
                "{last:,} are negative or infinite, such as {example}. Weights are 0 or more. If "
                "that number stands for missing, declare it with `gdal_edit.py -a_nodata`.",
                path=self.about.path,
                count=int(wrong.sum()),
                first=window.row_off + 1,
                last=window.row_off + window.height,
                example=float(counts[wrong][0]),
            )
        return counts


class Zones(FeatureSource):
    """Shapes by area code, as exactextract wants them.

    Well-known binary spares the text in between: geopandas would be asked for GeoJSON.
    """

    def __init__(self, zones: pd.Series) -> None:
        super().__init__()
        self.zones = zones

    def count(self) -> int:
        """Return how many there are."""
        return len(self.zones)

    def __iter__(self) -> Iterator[Feature]:
        for code, shape in self.zones.items():
            yield _Zone(str(code), shapely.to_wkb(shape))

    def srs_wkt(self) -> None:
        """Return nothing: the shapes come in the reference system of the raster already."""
        return


class _Zone(Feature):
    def __init__(self, code: str, wkb: bytes) -> None:
        super().__init__()
        self.code = code
        self.wkb = wkb

    def geometry(self) -> bytes:
        return self.wkb

    def fields(self) -> list[str]:
        return ["area_code"]

    def get(self, name: str) -> str:
        return self.code


def _from_to(first: float, last: float, length: int) -> tuple[int, int]:
    """Return the cells that lie between two edges, as a half-open range within the grid."""
    if not (math.isfinite(first) and math.isfinite(last)):
        return 0, 0
    return max(0, math.floor(first)), min(length, math.ceil(last))


def _middles(count: int) -> Cells:
    """Return the middles of equal parts of a cell, in cells."""
    return (np.arange(count) + 0.5) / count
