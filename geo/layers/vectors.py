"""Tables with typed columns or with shapes: Parquet, GeoPackage, GeoJSON, zipped shapefile."""

from __future__ import annotations

import codecs
import json
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.archives import shapefile_in
from geo.codes import named
from geo.errors import GeoError, visible
from geo.layers.grid import Grid, Guess, as_text, cells_from, refuse_too_large
from geo.layers.shapes import placed

_SHAPEFILE = b"\x00\x00\x27\x0a"
_PROPERTIES = re.compile(r'"properties"\s*:\s*(?=\{)')


def read_parquet(path: Path) -> Grid:
    """Read a Parquet or GeoParquet file into cells and, where it has them, shapes.

    Raises
    ------
    GeoError
        If the file is damaged, the table too large, columns hold other than single values, or
        shapes can't be used (see `read_geopackage`).
    """
    try:
        file = pq.ParquetFile(path)
        schema = file.schema_arrow
        described = _geometry(schema.metadata)
        refuse_too_large(path, file.metadata.num_rows, len(schema))
        _refuse_kinds(path, schema, described[0] if described else None)
        table = file.read()
        table.validate(full=True)
        if described is None:
            return _grid(path, table)
        name, crs = described
        shapes = _shapes(table.column(name), crs)
    # pyarrow's errors are kinds of ValueError, KeyError, OSError and NotImplementedError
    except (
        pa.ArrowException, shapely.errors.ShapelyError, CRSError, OSError, ValueError, TypeError,
        LookupError, NotImplementedError, RecursionError,
    ) as cause:  # fmt: skip
        raise _damaged(path, "Parquet file", cause) from cause
    return _grid(path, table, name, shapes)


def read_geopackage(path: Path, layer: str | None = None) -> Grid:
    """Read one layer of a GeoPackage into cells and, where it has them, shapes.

    Parameters
    ----------
    path
        The file.
    layer
        Name of the layer; the one with most features if not given.

    Returns
    -------
    Grid
        One row a feature, counted from 1; shapes in EPSG:4326.

    Raises
    ------
    GeoError
        If the file is damaged, has no such layer or too large a table, or its shapes can't be
        used: their reference system is unknown or does not have their coordinates, or all of them
        lie outside Thailand.
    """
    try:
        with _gdal_unheard():
            layers = [str(name) for name, _ in pyogrio.list_layers(path.resolve())]
            counts = [
                pyogrio.read_info(path.resolve(), layer=name, force_feature_count=True)["features"]
                for name in layers
            ]
    except (DataLayerError, DataSourceError, UnicodeError) as cause:
        raise _damaged(path, "GeoPackage", cause) from cause
    if layer is not None and layer not in layers:
        raise GeoError(
            'The GeoPackage "{path}" has no layer "{layer}". It has {layers}.',
            path=path,
            layer=visible(layer),
            layers=named(layers),
        )
    if not layers:
        raise _damaged(path, "GeoPackage", "it has no layer")
    taken = layer or layers[int(np.argmax(counts))]
    others = [name for name in layers if name != taken]
    guesses: tuple[Guess, ...] = ()
    if layer is None and others:
        because = f"most features, {max(counts):,}; there are also {named(others)}"
        guesses = (Guess("layer", taken, because, "--sheet"),)
    return _features(path, str(path.resolve()), "GeoPackage", guesses, layer=taken)


def read_geojson(path: Path) -> Grid:
    """Read a GeoJSON file into cells and shapes.

    Returns
    -------
    Grid
        One row a feature, counted from 1; shapes in EPSG:4326.

    Raises
    ------
    GeoError
        If the file is no GeoJSON, a feature names a property twice, or a table or shapes are as
        `read_geopackage` refuses them.
    """
    _refuse_doubled_properties(path)
    # the prefix keeps GDAL from taking the file for a list of other files and services
    return _features(path, f"GeoJSON:{path.resolve()}", "GeoJSON")


def read_shapefile(path: Path, encoding: str | None = None) -> Grid:
    """Read a shapefile in a zip archive into cells and shapes.

    Parameters
    ----------
    path
        The archive.
    encoding
        That of the texts; the one that the shapefile names, else UTF-8 if it is that, else cp874.

    Raises
    ------
    GeoError
        If the archive or the shapefile is damaged or incomplete, the texts are in another
        encoding, or a table or shapes are as `read_geopackage` refuses them.
    """
    member = shapefile_in(path)
    guesses: tuple[Guess, ...] = ()
    with zipfile.ZipFile(path) as archive:
        parts = {name.lower(): name for name in archive.namelist()}
        with archive.open(member) as shapes:
            # GDAL would take another beginning for a list of other files and services
            if shapes.read(4) != _SHAPEFILE:
                raise _damaged(path, "shapefile", f'"{member}" does not begin as one does')
        stem = member[:-4].lower()
        if encoding is None and f"{stem}.cpg" not in parts:
            guesses = (_encoding_of(archive.read(parts[f"{stem}.dbf"])),)
            encoding = guesses[0].taken
    source = f"/vsizip/{{{path.resolve()}}}/{member}"
    try:
        if encoding is not None:
            codecs.lookup(encoding)
    except LookupError as cause:
        raise _not_in(path, encoding, cause) from cause
    return _features(path, source, "shapefile", guesses, encoding=encoding)


def _not_in(path: Path, encoding: str | None, cause: Exception) -> GeoError:
    return GeoError(
        'The texts of the shapefile in "{path}" are not in {encoding}: {cause}. '
        "Say with `--encoding` which one they are in (such as utf-8 or cp874); if it is that "
        "one, the name of a column was cut within a letter: save it with a shorter one.",
        path=path,
        encoding=visible(encoding or "the encoding that its .cpg names"),
        cause=visible(cause),
    )


def _encoding_of(table: bytes) -> Guess:
    """Return in what the texts of a shapefile are that does not say so."""
    because = "the shapefile has no .cpg, and its texts are"
    try:
        # where the records begin stands in the header
        table[int.from_bytes(table[8:10], "little") :].decode("utf-8")
    except UnicodeDecodeError:
        return Guess("encoding", "cp874", f"{because} no UTF-8", "--encoding")
    return Guess("encoding", "utf-8", f"{because} in it", "--encoding")


def _damaged(path: Path, kind: str, cause: object) -> GeoError:
    return GeoError(
        '"{path}" is damaged or is no {kind}: {cause}. Take it again from where it came from.',
        path=path,
        kind=kind,
        cause=visible(cause),
    )


@contextmanager
def _gdal_unheard() -> Iterator[None]:
    """Silence GDAL's warnings: what matters of that is checked here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def _features(
    path: Path,
    source: str,
    kind: str,
    guesses: tuple[Guess, ...] = (),
    **options: Any,
) -> Grid:
    """Read features through GDAL."""
    try:
        with _gdal_unheard():
            info = pyogrio.read_info(source, force_feature_count=True, **options)
            refuse_too_large(path, info["features"], len(info["fields"]))
            meta, table = pyogrio.read_arrow(source, **options)
        # GDAL hands on bytes that are no text
        table.validate(full=True)
        name = meta["geometry_name"] or "wkb_geometry"
        if name not in table.schema.names:
            return _grid(path, table, guesses=guesses)
        crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
        shapes = _shapes(table.column(name), crs)
    except (UnicodeError, pa.ArrowInvalid) as cause:
        if kind == "shapefile":
            raise _not_in(path, options["encoding"], cause) from cause
        raise _damaged(path, kind, cause) from cause
    except (
        DataLayerError, DataSourceError, FeatureError, GeometryError, CRSError, pa.ArrowException,
        shapely.errors.ShapelyError,
    ) as cause:  # fmt: skip
        raise _damaged(path, kind, cause) from cause
    # pyogrio's way to say that the text of a reference system is none
    except UnboundLocalError as cause:
        raise _damaged(path, kind, "its reference system is not text in UTF-8") from cause
    if kind == "GeoJSON" and crs is not None:
        guesses = (*guesses, _said_of(crs))
    return _grid(path, table, name, shapes, guesses)


def _said_of(crs: CRS) -> Guess:
    by_default = crs.to_epsg() == 4326
    return Guess(
        "reference system",
        visible(crs.name),
        "GeoJSON is in degrees on it (RFC 7946)" if by_default else "the file's `crs` names it",
        "",
    )


def _refuse_doubled_properties(path: Path) -> None:
    """Refuse features that name a property twice: a reader keeps one, and nobody knows which."""
    twice: dict[str, None] = {}

    def pairs(found: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in found]
        if len(set(names)) < len(names):
            twice.update((name, None) for name in names if names.count(name) > 1)

    decoder = json.JSONDecoder(object_pairs_hook=pairs)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        for begin in _PROPERTIES.finditer(text):
            decoder.raw_decode(text, begin.end())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as cause:
        raise _damaged(path, "GeoJSON", cause) from cause
    if twice:
        raise GeoError(
            'Features in "{path}" have more than one value for the same property: {names}. '
            "Give each property a name of its own.",
            path=path,
            names=named(twice),
        )


def _geometry(metadata: dict[bytes, bytes] | None) -> tuple[str, CRS | None] | None:
    """Return name and reference system of a GeoParquet file's geometry; None for plain Parquet."""
    if not metadata or b"geo" not in metadata:
        return None
    described = json.loads(metadata[b"geo"])
    name = described["primary_column"]
    column = described["columns"][name]
    if column["encoding"] != "WKB":
        raise ValueError(f"shapes are in {column['encoding']}, not WKB")
    # absent is longitude and latitude, null is unknown
    said = column.get("crs", "OGC:CRS84")
    return name, None if said is None else CRS.from_user_input(said)


def _shapes(column: pa.ChunkedArray, crs: CRS | None) -> gpd.GeoSeries:
    wkb = np.array([shape.as_py() for shape in _stored(column)], dtype=object)
    return gpd.GeoSeries(shapely.from_wkb(wkb), crs=crs)


def _stored(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of an extension as what it is stored as."""
    if not isinstance(column.type, pa.BaseExtensionType):
        return column
    return pa.chunked_array([c.storage for c in column.chunks], column.type.storage_type)


def _refuse_kinds(path: Path, schema: pa.Schema, geometry: str | None) -> None:
    nested = [f"{field.name} ({field.type})" for field in schema if not _is_single(field.type)]
    nested = [each for each in nested if not geometry or not each.startswith(f"{geometry} (")]
    if nested:
        raise GeoError(
            'Columns of "{path}" hold other than text, numbers, dates or true and false: '
            "{columns}. Leave them out, or write each of their parts to a column of its own.",
            path=path,
            columns=named(nested),
        )


def _is_single(kind: pa.DataType) -> bool:
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        check(kind)
        for check in (
            pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view,
            pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_boolean,
            pa.types.is_temporal, pa.types.is_null,
        )
    )  # fmt: skip


def _grid(
    path: Path,
    table: pa.Table,
    geometry: str | None = None,
    shapes: gpd.GeoSeries | None = None,
    guesses: tuple[Guess, ...] = (),
) -> Grid:
    """Return the cells of a table, and its shapes once they are known to be in Thailand."""
    _refuse_kinds(path, table.schema, geometry)
    kept = [number for number, name in enumerate(table.schema.names) if name != geometry]
    cells = cells_from([_text(table.column(number)) for number in kept], table.num_rows)
    lines = np.arange(1, table.num_rows + 1)
    names = tuple(table.schema.names[number] for number in kept)
    if shapes is None:
        return Grid(cells, lines, names, guesses=guesses)
    in_place, crossing = placed(path, shapes)
    return Grid(cells, lines, names, in_place, tuple(lines[crossing].tolist()), guesses)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text, "" where it has no value."""
    column = _stored(column)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if pa.types.is_boolean(kind) or pa.types.is_temporal(kind) or pa.types.is_null(kind):
        return pa.chunked_array([[as_text(value) for value in column.to_pylist()]], pa.string())
    return pc.fill_null(column.cast(pa.large_string()), "")
