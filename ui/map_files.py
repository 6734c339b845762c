"""Boundaries as static files, so that they travel to the browser once."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import fontpkg_sarabun
import geopandas as gpd
import numpy as np
import shapely

from geo import coverage
from geo.areas import Areas
from geo.errors import GeoError
from geo.files import replace_when_written
from ui import names
from ui.language import ENGLISH, THAI

STATIC = Path(__file__).resolve().parent.parent / "static"
TOLERANCE_DEGREES = 0.008
"""About 900 m, a third of a pixel at the country's view; some fifteen corners an area are left."""
_DECIMALS = 4
_KEPT = 4


def publish_fonts() -> None:
    """Copy the two weights of Sarabun that the pages use to where the server hands them out.

    Raises
    ------
    GeoError
        If the project's folder cannot be written to.
    """
    source = Path(fontpkg_sarabun.__file__).parent / "files"
    for name in ("Sarabun-Regular.ttf", "Sarabun-SemiBold.ttf"):
        target = STATIC / "fonts" / name
        if not target.exists():
            with _writing(target) as unfinished:
                shutil.copyfile(source / name, unfinished)


def publish_boundaries(areas: Areas) -> str:
    """Write the map's static files for these areas, unless they are there.

    Returns
    -------
    str
        Address of the folder with ``areas.json`` and ``provinces.json``, relative to the page.

    Raises
    ------
    GeoError
        If the project's folder cannot be written to.
    """
    folder = STATIC / "map" / _address(areas)
    if not (folder / "provinces.json").exists():
        shapes = coverage.simplified(areas.table.geometry, TOLERANCE_DEGREES)
        provinces = _dissolved(shapes, areas.table["province_code"])
        _write(folder / "areas.json", shapes, _labels(areas))
        _write(folder / "provinces.json", provinces, ({} for _ in provinces))
        _forget_old(folder.parent)
    return f"app/static/map/{folder.name}"


def _address(areas: Areas) -> str:
    """Return a name that changes with the areas and with what is made of them here.

    A user's own layers are not drawn into these files.
    """
    digest = hashlib.sha256(areas.limited_to(()).fingerprint.encode())
    for source in (__file__, names.__file__, coverage.__file__):
        digest.update(Path(source).read_bytes())
    return digest.hexdigest()[:16]


def _labels(areas: Areas) -> Iterable[dict[str, object]]:
    for place, (code, row) in enumerate(areas.table.iterrows()):
        yield {
            "i": place,
            "code": code,
            "th": names.full_name(row, THAI),
            "en": names.full_name(row, ENGLISH),
        }


def _dissolved(shapes: gpd.GeoSeries, by: gpd.GeoSeries) -> gpd.GeoSeries:
    groups = shapes.groupby(by.to_numpy()).agg(lambda part: shapely.coverage_union_all(part))
    return gpd.GeoSeries(groups, crs=shapes.crs)


def _write(path: Path, shapes: gpd.GeoSeries, labels: Iterable[dict[str, object]]) -> None:
    rounded = shapely.transform(shapes.to_numpy(), lambda xy: np.round(xy, _DECIMALS))
    features = [
        {"type": "Feature", "properties": label, "geometry": shapely.geometry.mapping(shape)}
        for shape, label in zip(rounded, labels, strict=True)
    ]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    with _writing(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


@contextmanager
def _writing(path: Path) -> Iterator[Path]:
    try:
        with replace_when_written(path) as unfinished:
            yield unfinished
    except OSError as cause:
        raise GeoError(
            '"{path}" cannot be written: {cause}. The page hands out its map and fonts from there: '
            "put Phuenthi into a folder that you may write to.",
            path=path,
            cause=cause,
        ) from cause


def _forget_old(folder: Path) -> None:
    """Keep the newest few sets: each build of the data leaves one."""
    newest_first = sorted(folder.iterdir(), key=lambda f: f.stat().st_mtime, reverse=True)
    for old in newest_first[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
