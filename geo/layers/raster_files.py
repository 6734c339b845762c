"""GeoTIFFs of a user's own: what they say of themselves, what is wrong, and their cells."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.enums import ColorInterp, Interleaving
from rasterio.errors import RasterioError
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from geo.errors import GeoError, visible

FORMAT = "GTiff"
"""The only driver that may open a file. It reads cloud-optimised GeoTIFFs too; others, such as VRT,
follow what the file says to other files and addresses."""

MEGABYTE = 1_000_000

_UNOPENED = 'The raster "{path}" cannot be opened: {reason}.'

Cells = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class RasterBand:
    """One band of a file, as the file describes it."""

    path: Path
    band: int
    """Counted from 1."""
    bands: int
    """How many the file has."""
    crs: str
    """``EPSG:32647``, or WKT where there is no such number."""
    transform: tuple[float, float, float, float, float, float]
    """From column and row to coordinates, in the order of the package affine."""
    width: int
    height: int
    type: str
    """Such as ``float32``, before scale and offset."""
    nodata: float | None
    scale: float
    offset: float
    """A figure is what the cell holds × scale + offset."""
    block_rows: int
    block_megabytes: float
    """What must be read at a time, and the rows it holds."""

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge in units of the reference system."""
        dx, _, west, _, dy, y = self.transform
        ys = sorted((y, y + dy * self.height))
        return west, ys[0], west + dx * self.width, ys[1]

    @property
    def upside_down(self) -> bool:
        """Whether the first row is the southernmost."""
        return self.transform[4] > 0

    def same_grid(self, other: RasterBand) -> bool:
        """Whether both have the same cells on the ground."""
        return (self.crs, self.transform, self.width, self.height) == (
            other.crs, other.transform, other.width, other.height,
        )  # fmt: skip


def describe_band(path: Path, band: int) -> tuple[RasterBand | None, list[str]]:
    """Return what a file says of a band, and what is wrong with it in words.

    Parameters
    ----------
    path
        A GeoTIFF or a cloud-optimised one.
    band
        Counted from 1.

    Returns
    -------
    RasterBand or None
        None where there is nothing to describe.
    list of str
        Every problem that shows without reading cells; empty if all is well.
    """
    try:
        with opened(path) as dataset:
            if not 1 <= band <= dataset.count:
                return None, [f"there is no band {band}, it has {dataset.count:,}"]
            return _described(path, band, dataset), _problems(band, dataset)
    except GeoError as refused:
        return None, [str(refused.details["reason"])]


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a GeoTIFF for a block, as a `rasterio.DatasetReader`.

    Raises
    ------
    GeoError
        If there is no such file, or it is no GeoTIFF.
    """
    # GDAL takes names that begin so for addresses and for archives
    if path.as_posix().startswith("/vsi") or not path.is_file():
        raise GeoError(_UNOPENED, path=path, reason="there is no such file")
    try:
        # an absolute path is never taken for the name of a driver or an address
        dataset = rasterio.open(path.resolve(), driver=FORMAT, sharing=False)
    except RasterioError as cause:
        raise GeoError(
            _UNOPENED,
            path=path,
            reason=f"it is no GeoTIFF, or a damaged one ({visible(cause)}); take it again, or save "
            "it as one with `gdal_translate -of COG`",
        ) from cause
    with dataset:
        yield dataset


def read_cells(dataset: Any, about: RasterBand, window: Window) -> Cells:
    """Read a window of a band at full resolution.

    Parameters
    ----------
    dataset
        As `opened` yields it.
    about
        The band.
    window
        Columns and rows as they stand in the file.

    Returns
    -------
    numpy.ndarray
        Figures (rows × columns) with scale and offset applied, NaN where nodata, the mask or alpha
        band of the file says that there is none; float32 where that holds every figure, else
        float64.

    Raises
    ------
    GeoError
        If the file is damaged.
    """
    try:
        stored = dataset.read(about.band, window=window, masked=True)
    except RasterioError as cause:
        raise GeoError(
            'The raster "{path}" is damaged: it opens, but rows {first:,} to {last:,} cannot be '
            "read ({cause}). Take it again from where it came from.",
            path=about.path,
            first=window.row_off + 1,
            last=window.row_off + window.height,
            cause=visible(cause.__cause__ or cause),
        ) from cause
    if (about.scale, about.offset) == (1, 0):
        cells = stored.data.astype(np.result_type(stored.dtype, np.float32), copy=False)
    else:
        cells = stored.data.astype(np.float64)
        cells *= about.scale
        cells += about.offset
    if stored.mask is not np.ma.nomask:
        cells[stored.mask] = np.nan
    return cells


def misses(about: RasterBand, bounds: tuple[float, ...]) -> str:
    """Return in words that a raster lies elsewhere than areas with bounds in EPSG:4326."""
    try:
        edges = transform_bounds(about.crs, "EPSG:4326", *about.extent)
    except RasterioError:
        edges = (math.nan,) * 4
    if np.isfinite(edges).all() and (np.abs(edges) <= (360, 90, 360, 90)).all():
        place = _place(edges)
    else:
        place = f"at {', '.join(f'{edge:,.0f}' for edge in about.extent)}, which is not on Earth"
    return (
        f"it misses the areas: by its reference system, {visible(about.crs)}, it lies {place}, and "
        f"they lie {_place(bounds)}"
    )


def _place(edges: tuple[float, ...]) -> str:
    west, south, east, north = edges
    return f"from {west:.1f} to {east:.1f}° east and {south:.1f} to {north:.1f}° north"


def _described(path: Path, band: int, dataset: Any) -> RasterBand:
    rows, columns = dataset.block_shapes[band - 1]
    # the bands of a block that holds them cell by cell come together
    together = dataset.count if dataset.interleaving == Interleaving.pixel else 1
    size = np.dtype(_numpy_type(dataset.dtypes[band - 1])).itemsize
    return RasterBand(
        path=path,
        band=band,
        bands=dataset.count,
        crs=dataset.crs.to_string() if dataset.crs else "",
        transform=tuple(dataset.transform)[:6],
        width=dataset.width,
        height=dataset.height,
        type=dataset.dtypes[band - 1],
        nodata=dataset.nodatavals[band - 1],
        scale=dataset.scales[band - 1],
        offset=dataset.offsets[band - 1],
        block_rows=rows,
        block_megabytes=rows * columns * size * together / MEGABYTE,
    )


def _problems(band: int, dataset: Any) -> list[str]:
    found = []
    stored = dataset.dtypes[band - 1]
    if np.dtype(_numpy_type(stored)).kind not in "iuf":
        found.append(f"band {band} holds {stored} numbers, only integers and floats will do")
    meaning = dataset.colorinterp[band - 1]
    if meaning == ColorInterp.palette:
        found.append(
            f"band {band} has a palette, so its numbers stand for colours or classes and nothing "
            "can be averaged; make a band that is 1 in the class you want and 0 elsewhere"
        )
    if meaning == ColorInterp.alpha:
        found.append(f"band {band} is the mask of the others and holds no figures")
    scaling = (dataset.scales[band - 1], dataset.offsets[band - 1])
    if not np.isfinite(scaling).all() or scaling[0] == 0:
        found.append(f"band {band} has a scale of {scaling[0]} and an offset of {scaling[1]}")
    if not dataset.crs or not _on_earth(dataset.crs):
        found.append(
            "it names no reference system that is known, so nobody can tell where on Earth it "
            "lies; ask the publisher which it is, and set it with `gdal_edit.py -a_srs`"
        )
    dx, shear_x, _, shear_y, dy, _ = tuple(dataset.transform)[:6]
    if shear_x or shear_y or dx <= 0 or dy == 0:
        found.append("its rows do not run from west to east; straighten it with `gdalwarp`")
    return found


def _numpy_type(stored: str) -> str:
    """Return the type of numpy with this name of GDAL; complex integers have none."""
    return {"complex_int16": "complex64"}.get(stored, stored)


def _on_earth(crs: Any) -> bool:
    # a drawing's own coordinates (LOCAL_CS) have a name and lie nowhere
    known = CRS.from_wkt(crs.to_wkt())
    return bool(known.is_geographic or known.is_projected)
