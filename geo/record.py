"""Keeping built areas, and knowing whether they are still what a build would give."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyogrio
import pyproj
import shapely

from geo.areas import Areas
from geo.build import downloaded
from geo.catalog import Catalog
from geo.downloads import content_of
from geo.files import replace_when_written
from geo.paths import SHIPPED
from geo.report import BuildReport

_PACKAGES = (
    "geopandas", "geothai", "numpy", "pandas", "pandera", "pyarrow", "pyogrio", "pyproj", "scipy",
    "shapely",
)  # fmt: skip


def build_key(catalog: Catalog, downloads: Path) -> str:
    """Return a sha256 over everything that `geo.build.build` makes the areas from, in hexadecimal.

    That is the catalogue, the downloads, what ships with the project, the code of this package and
    the libraries that the result can depend on.

    Raises
    ------
    GeoError
        If a download is absent.
    """
    files = list(downloaded(catalog, downloads).values())
    files += sorted(SHIPPED / d.file for d in catalog.dataset if d.kind == "figures" and d.file)
    files += sorted(Path(__file__).parent.glob("*.py"))
    parts = [catalog.model_dump_json()]
    parts += [f"{package} {version(package)}" for package in _PACKAGES]
    # what these packages carry can differ between builds of one version
    parts += [
        f"GEOS {shapely.geos_version_string}",
        f"PROJ {pyproj.proj_version_str}",
        f"GDAL {pyogrio.__gdal_version_string__}",
    ]
    parts += [f"{path.name} {content_of(path).sha256}" for path in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def keep(areas: Areas, report: BuildReport, key: str, path: Path) -> None:
    """Write areas, and beside them (``areas.json``) the report and what they were built from.

    Parameters
    ----------
    areas, report
        From `geo.build.build`.
    key
        From `build_key`, taken before the build.
    path
        Where the areas go, `geo.paths.built_areas`.
    """
    areas.write(path)
    record = {
        "key": key,
        "sha256": content_of(path).sha256,
        "fingerprint": areas.fingerprint,
        "report": report.as_dict(),
    }
    with replace_when_written(path.with_suffix(".json")) as unfinished:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        unfinished.write_text(text + "\n", encoding="utf-8")


def kept_report(key: str, path: Path) -> BuildReport | None:
    """Return the report of the areas at a path if a build with this key would give them again.

    None if there are no areas, if they were built from something else, or if somebody changed them.
    """
    try:
        record: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        current = record["key"] == key and record["sha256"] == content_of(path).sha256
        return BuildReport.from_dict(record["report"]) if current else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
