"""Bands and shapes as exactextract asks for them: a band by windows, from the north."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from exactextract import exact_extract
from exactextract.feature import Feature, FeatureSource
from exactextract.operation import Operation
from exactextract.raster import RasterSource
from numpy.typing import NDArray
from rasterio.windows import Window

from geo.layers.raster_files import Cells, RasterBand, read_cells

Bounds = tuple[float, float, float, float]


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

    def places(self, x: Cells, y: Cells) -> tuple[Cells, Cells]:
        """Return coordinates of the reference system as columns and rows from the north."""
        (dx, dy), (west, _, _, north) = self.cell, self.about.extent
        return (x - west) / dx - self.column, (north - y) / dy - self.row

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


class Source(RasterSource):
    """The cells in use as a grid of squares of 1, whose corner in the south-west is 0, 0.

    In its own coordinates the edge of a window can fall a hair beside that of a cell, and
    exactextract then takes a row twice or leaves it out. Whole numbers have no hairs.
    """

    def __init__(self, dataset: Any, cells: CellsInUse) -> None:
        super().__init__()
        # exactextract takes operations of one kind over sources of one name for the same
        self.set_name(f"source {id(self)}")
        self.dataset = dataset
        self.cells = cells

    def extent(self) -> Bounds:
        """Return west, south, east and north edge, in cells."""
        return 0, 0, self.cells.width, self.cells.height

    def res(self) -> tuple[float, float]:
        """Return width and height of a cell, in cells."""
        return 1, 1

    def srs_wkt(self) -> None:
        """Return nothing: cells have no reference system."""
        return

    def nodata_value(self) -> None:
        """Return nothing: cells without data come as NaN."""
        return

    def cells_from_north(self, x0: int, y0: int, nx: int, ny: int) -> Cells:
        """Return figures of the file in the order that exactextract wants."""
        about = self.cells.about
        figures = read_cells(self.dataset, about, self.cells.in_file(x0, y0, nx, ny))
        return figures[::-1] if about.upside_down else figures


class Values(Source):
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


class Infinite(Source):
    """1 where a band is infinite, NaN elsewhere."""

    def read_window(self, x0: int, y0: int, nx: int, ny: int) -> Cells:
        """Return the marks of a window, rows × columns."""
        figures = self.cells_from_north(x0, y0, nx, ny)
        return np.where(np.isinf(figures), 1.0, np.nan)


class Zones(FeatureSource):
    """Shapes by area code, on the grid of a `Values`.

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
        """Return nothing: cells have no reference system."""
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


def on_cells(shapes: NDArray[np.object_], cells: CellsInUse) -> NDArray[np.object_]:
    """Return shapes in the reference system of a raster on the grid of a `Values`."""

    def up(x: Cells, y: Cells) -> tuple[Cells, Cells]:
        columns, rows = cells.places(x, y)
        return columns, cells.height - rows

    return shapely.transform(shapes, up, interleaved=False)


def extracted(
    zones: pd.Series,
    most_cells: int,
    operations: dict[str, Operation],
    show: Callable[[float, str], None],
    *,
    in_order: bool = False,
) -> pd.DataFrame:
    """Return a column for each operation, by area code.

    Parameters
    ----------
    in_order
        Finish area by area, which forgets an area's figures before the next. Otherwise window by
        window, which reads each only once.
    """
    zones = zones[~shapely.is_empty(zones.to_numpy())]
    if in_order:
        # neighbours one after the other find their blocks still in memory
        zones = zones.iloc[gpd.GeoSeries(zones).hilbert_distance().argsort(kind="stable")]
    found = exact_extract(
        None,
        Zones(zones),
        list(operations.values()),
        include_cols=["area_code"],
        strategy="feature-sequential" if in_order else "raster-sequential",
        max_cells_in_memory=most_cells,
        output="pandas",
        progress=show,
    )
    # exactextract adds its q to the name of a quantile
    names = {operation.name: name for name, operation in operations.items()}
    return found.set_index("area_code").rename(columns=names).astype("float64")


def _from_to(first: float, last: float, length: int) -> tuple[int, int]:
    """Return the cells that lie between two edges, as a half-open range within the grid."""
    if not (math.isfinite(first) and math.isfinite(last)):
        return 0, 0
    return max(0, math.floor(first)), min(length, math.ceil(last))
