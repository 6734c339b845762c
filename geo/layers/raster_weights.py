"""A second raster that says how much each cell of the first counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from pyproj import Transformer
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from geo.errors import GeoError
from geo.layers.raster_files import Cells, RasterBand, read_cells
from geo.layers.raster_sources import Bounds, CellsInUse, Source, cells_in_use

_MARGIN = 2
"""Cells of the weights that are read beyond a window, for those that straddle its edge."""

_MOST_POINTS = 100
"""Across a cell of the weights."""


class Weights(Source):
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
        If a cell is too wide; while it is read, if a count is negative or infinite.
    """

    def __init__(self, dataset: Any, about: RasterBand, cells: CellsInUse, most_cells: int) -> None:
        super().__init__(dataset, cells)
        self.about = about
        self.most_cells = most_cells
        self.to_cells = Transformer.from_crs(about.crs, cells.about.crs, always_xy=True).transform
        self.points = self._points()

    def read_window(self, x0: int, y0: int, nx: int, ny: int) -> Cells:
        """Return the counts of a window, rows × columns."""
        if self.about.same_grid(self.cells.about):
            counts = self._counts(self.cells.in_file(x0, y0, nx, ny))
            return counts[::-1] if self.about.upside_down else counts
        total = np.zeros(ny * nx)
        for window in self._overlapping(self.cells.bounds(x0, y0, nx, ny)):
            for column, row, count in self._laid_out(window):
                column, row = column - x0, row - y0
                within = (column >= 0) & (column < nx) & (row >= 0) & (row < ny)
                cell = (row[within] * nx + column[within]).astype(np.intp)
                total += np.bincount(cell, count[within], ny * nx)
        return total.reshape(ny, nx)

    def _laid_out(self, window: Window) -> Iterator[tuple[Cells, Cells, Cells]]:
        """Yield column and row among the cells in use and share of the count of many points."""
        counts = self._counts(window)
        # most of a country is empty, and what is empty needs no place
        rows, columns = np.nonzero(counts)
        share = counts[rows, columns] / math.prod(self.points)
        points = np.array(list(product(*map(_middles, self.points))))
        at_a_time = max(1, self.most_cells // max(1, len(rows)))
        for start in range(0, len(points), at_a_time):
            right, down = points[start : start + at_a_time, :, np.newaxis].swapaxes(0, 1)
            x, y = self._at(window.col_off + columns + right, window.row_off + rows + down)
            yield np.floor(x).ravel(), np.floor(y).ravel(), np.tile(share, len(right))

    def _at(self, columns: Cells, rows: Cells) -> tuple[Cells, Cells]:
        """Return where places in the file of the weights lie among the cells in use."""
        dx, _, west, _, dy, north = self.about.transform
        x, y = west + columns * dx, north + rows * dy
        if self.about.crs != self.cells.about.crs:
            x, y = self.to_cells(x, y)
        return self.cells.places(x, y)

    def _points(self) -> tuple[int, int]:
        """Return how many points a cell needs across and down, going by one among the areas."""
        all_cells = self.cells.bounds(0, 0, self.cells.width, self.cells.height)
        window = next(self._overlapping(all_cells), None)
        if window is None:
            return 1, 1
        middle = window.col_off + window.width / 2, window.row_off + window.height / 2
        corners = np.array([(0, 0), (0, 1), (1, 0), (1, 1)]) + middle
        sides = np.ptp(self._at(corners[:, 0], corners[:, 1]), axis=1)
        if not 2 * sides.max() <= _MOST_POINTS:
            raise GeoError(
                'The cells of the weights in "{path}" are {times:,.0f} times as wide as those of '
                "the raster, at most {most} times will do: within so large a cell nobody can tell "
                "where its count is. Take finer weights, or a coarser raster.",
                path=self.about.path,
                times=sides.max(),
                most=_MOST_POINTS // 2,
            )
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


def _middles(count: int) -> Cells:
    """Return the middles of equal parts of a cell, in cells."""
    return (np.arange(count) + 0.5) / count
