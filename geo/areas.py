"""The one table that everything reads."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from pyproj.exceptions import ProjError
from scipy.sparse import csr_array
from shapely.errors import ShapelyError

from geo.contiguity import neighbours
from geo.errors import GeoError, visible
from geo.files import replace_when_written
from geo.frames import keeps_frames
from geo.nearness import Nearness, nearest

Direction = Literal["more_is_need", "less_is_need"]
Level = Literal["tambon", "district", "province"]

REGIONS = ("north", "northeast", "central", "east", "south", "south_border")
TRACKS = ("urban", "rural")
BASES = {
    "boundary_basis": ("official", "part_of_parent", "approximate"),
    "population_basis": ("registered", "apportioned"),
    "track_basis": ("municipal_share", "guess"),
}
TEXT_COLUMNS = (
    "name_th", "name_en", "district_code", "district_th", "district_en",
    "province_code", "province_th", "province_en", "region", "track", *BASES,
)  # fmt: skip
NUMBER_COLUMNS = ("population", "households", "area_km2", "lon", "lat")
COLUMNS = (*TEXT_COLUMNS, *NUMBER_COLUMNS, "geometry")

WORDING = ("high_th", "high_en", "low_th", "low_en")
"""Fields of an indicator that only name types of areas, and decide nothing."""

_CODE = r"[1-9][0-9]{5}"
_VALUE, _ERROR = "value:", "standard_error:"
_METADATA, _DIGEST = b"phuenthi", b"phuenthi_sha256"


class Source(BaseModel):
    """Where figures come from, as the catalogue states it and as the reader should cite it."""

    model_config = ConfigDict(frozen=True)

    id: str
    title_th: str
    title_en: str
    publisher_th: str
    publisher_en: str
    publication: str
    period: str
    licence: str
    sha256: str = ""
    reading: tuple[str, ...] = ()
    """Of a user's own file: how it became figures, in words."""

    def as_dict(self) -> dict[str, Any]:
        """Return what is known of it, without what only a user's own file has."""
        return self.model_dump(mode="json", exclude=None if self.reading else {"reading"})


class Indicator(BaseModel):
    """What one column of figures means. It comes from the catalogue, never from code."""

    model_config = ConfigDict(frozen=True)

    id: str
    title_th: str
    title_en: str
    unit_th: str
    unit_en: str
    direction: Direction
    level: Level
    period: str
    source: str
    """Id of the `Source` the figures come from."""
    decimals: int = 1
    high_th: str = ""
    high_en: str = ""
    low_th: str = ""
    low_en: str = ""
    """What places with a high and with a low figure are like, in a few words; empty if nobody has
    said it."""

    def described(self, *, high: bool, thai: bool) -> str:
        """Return in a few words what places with a high, or else a low, figure are like."""
        if thai:
            plain = f"{self.title_th}: {'สูง' if high else 'ต่ำ'}"
            return (self.high_th if high else self.low_th) or plain
        plain = f"{self.title_en}: {'high' if high else 'low'}"
        return (self.high_en if high else self.low_en) or plain


@keeps_frames("table", "values", "standard_errors")
@dataclass(frozen=True, eq=False)
class Areas:
    """All candidate areas with their figures.

    They are read-only, so that the sessions of a server can share them: each access to a frame
    gives one of the caller's own, on arrays that all have in common. To change one, copy it.

    Parameters
    ----------
    table
        One row an area, indexed by the six-digit code as text (``area_code``), sorted and unique,
        with the columns in `COLUMNS`; ``population`` and ``households`` in persons and houses
        (``Int64``, missing where unknown), ``area_km2`` in km², ``lon`` and ``lat`` of a point
        inside the area and ``geometry`` in EPSG:4326.
    values
        float64, areas × indicators, NaN where unknown; columns are indicator ids.
    standard_errors
        Same shape and units as ``values``, NaN where unknown.
    indicators
        In the order of the columns of ``values``.
    sources
        Every source that some figure or boundary came from.

    Raises
    ------
    GeoError
        If index, columns or shapes do not fit together.
    """

    table: gpd.GeoDataFrame
    values: pd.DataFrame
    standard_errors: pd.DataFrame
    indicators: tuple[Indicator, ...]
    sources: tuple[Source, ...] = field(default=())

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            raise GeoError(
                "The table of areas does not hold together: {problems}. "
                "Build it again with `phuenthi data build`.",
                problems="; ".join(problems),
            )

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def codes(self) -> pd.Index:
        """Six-digit codes as text, sorted."""
        return self.table.index

    @property
    def approximate(self) -> bool:
        """Whether most boundaries are cells round a point and not the official ones."""
        return bool((self.table["boundary_basis"] == "approximate").mean() > 0.5)

    def indicator(self, id: str) -> Indicator:
        """Return the indicator with this id.

        Raises
        ------
        GeoError
            If there is none; the message lists the ids that exist.
        """
        for indicator in self.indicators:
            if indicator.id == id:
                return indicator
        raise GeoError(
            'There is no indicator "{id}" in these areas. Known: {known}.',
            id=id,
            known=", ".join(i.id for i in self.indicators),
        )

    def nearer_than(self, km: float) -> Nearness:
        """Return which areas' reference points lie nearer to each other than so many km.

        Areas go by their positions in `codes`.
        """
        if km not in self._nearness:
            points = self.table[["lon", "lat"]].to_numpy("float64")
            self._nearness[km] = Nearness(points[:, 0], points[:, 1], km)
        return self._nearness[km]

    @cached_property
    def _nearness(self) -> dict[float, Nearness]:
        return {}

    def nearest(
        self, ask: NDArray[np.intp], among: NDArray[np.intp], count: int
    ) -> NDArray[np.intp]:
        """Return the nearest areas to others by their reference points (`geo.nearness.nearest`).

        Areas go by their positions in `codes`.
        """
        points = self.table[["lon", "lat"]].to_numpy("float64")
        return nearest(points[:, 0], points[:, 1], ask, among, count)

    @cached_property
    def neighbours(self) -> csr_array:
        """Which areas share a boundary, as a square matrix in order of `codes`."""
        return neighbours(self.table.geometry.to_numpy())

    def limited_to(self, ids: Collection[str]) -> Areas:
        """Return these areas without layers of a user's own, unless they are among some ids.

        What was not used for a list is no business of those who read it, and does not change what
        the list is.
        """
        own = {source.id for source in self.sources if source.reading}
        gone = [i for i in self.indicators if i.source in own and i.id not in ids]
        if not gone:
            return self
        columns, unused = [i.id for i in gone], {i.source for i in gone}
        return Areas(
            table=self.table,
            values=self.values.drop(columns=columns),
            standard_errors=self.standard_errors.drop(columns=columns),
            indicators=tuple(i for i in self.indicators if i not in gone),
            sources=tuple(s for s in self.sources if s.id not in unused),
        )

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over every name, figure, boundary and source, in hexadecimal."""
        digest = hashlib.sha256()
        texts = self.table[list(TEXT_COLUMNS)]
        digest.update(texts.to_csv(lineterminator="\n").encode())
        numbers = self.table[list(NUMBER_COLUMNS)].astype("float64").fillna(np.nan)
        for matrix in (numbers, self.values, self.standard_errors):
            # NaN has many bit patterns; one of them stands for all
            array = matrix.to_numpy("float64", copy=True)
            array[np.isnan(array)] = np.nan
            digest.update(np.ascontiguousarray(array, "<f8").tobytes())
        for shape in self.table.geometry.to_wkb():
            digest.update(shape)
        # what places are called that have a high figure decides nothing
        digest.update(_described(self, without=WORDING).encode())
        return digest.hexdigest()

    def write(self, path: Path) -> None:
        """Write as GeoParquet; the file gets its name only when it is whole."""
        frame = self.table.join(self.values.add_prefix(_VALUE)).join(
            self.standard_errors.dropna(axis="columns", how="all").add_prefix(_ERROR)
        )
        with replace_when_written(path) as unfinished:
            frame.to_parquet(unfinished)
            table = pq.read_table(unfinished)
            described = _described(self).encode()
            metadata = {
                **(table.schema.metadata or {}),
                _METADATA: described,
                _DIGEST: hashlib.sha256(described).hexdigest().encode(),
            }
            pq.write_table(
                table.replace_schema_metadata(metadata),
                unfinished,
                compression="zstd",
                compression_level=19,
                write_page_checksum=True,
            )


def read_areas(path: Path) -> Areas:
    """Read areas that `Areas.write` left.

    Raises
    ------
    GeoError
        If the file is missing or damaged, is no GeoParquet, or was not written by Phuenthi.
    """
    if not path.exists():
        raise GeoError(
            'There are no areas at "{path}". Make them with `phuenthi data build`.', path=path
        )
    try:
        metadata = pq.read_schema(path).metadata
        described = metadata[_METADATA]
        if hashlib.sha256(described).hexdigest().encode() != metadata[_DIGEST]:
            raise ValueError("the checksum of its description is wrong")
        frame = gpd.read_parquet(path, page_checksum_verification=True)
        return _as_written(frame, json.loads(described))
    except (
        OSError, ValueError, KeyError, TypeError, NotImplementedError, ShapelyError, ProjError,
    ) as cause:  # fmt: skip
        raise GeoError(
            '"{path}" is damaged, or is not a file of areas that Phuenthi wrote ({cause}). '
            "Make it again with `phuenthi data build`.",
            path=path,
            cause=visible(cause),
        ) from cause


def _as_written(frame: gpd.GeoDataFrame, described: dict[str, Any]) -> Areas:
    indicators = tuple(Indicator(**i) for i in described["indicators"])
    ids = [i.id for i in indicators]
    errors = frame.filter(like=_ERROR).rename(columns=lambda c: c.removeprefix(_ERROR))
    return Areas(
        table=frame[list(COLUMNS)],
        values=frame[[_VALUE + id for id in ids]].set_axis(ids, axis="columns"),
        standard_errors=errors.reindex(columns=ids).astype("float64"),
        indicators=indicators,
        sources=tuple(Source(**s) for s in described["sources"]),
    )


def _described(areas: Areas, without: Collection[str] = ()) -> str:
    return json.dumps(
        {
            "indicators": [i.model_dump(exclude=set(without)) for i in areas.indicators],
            "sources": [s.as_dict() for s in areas.sources],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _problems(areas: Areas) -> list[str]:
    table, index = areas.table, areas.table.index
    found = []
    missing = [c for c in COLUMNS if c not in table.columns]
    if missing:
        return [f"columns are missing: {', '.join(missing)}"]
    if index.name != "area_code":
        found.append(f'the index is called "{index.name}" and not "area_code"')
    odd = [code for code in index if not (isinstance(code, str) and re.fullmatch(_CODE, code))]
    if odd:
        found.append(f"codes that are not six digits as text: {', '.join(map(repr, odd[:5]))}")
    if not index.is_unique:
        found.append(
            f"codes that stand twice: {', '.join(map(str, index[index.duplicated()][:5]))}"
        )
    if not index.is_monotonic_increasing:
        found.append("codes are not sorted")
    for column, allowed in {"region": REGIONS, "track": TRACKS, **BASES}.items():
        strange = sorted(set(table[column]) - set(allowed), key=str)
        if strange:
            found.append(f"{column} holds {strange[:5]}, allowed are {list(allowed)}")
    ids = [i.id for i in areas.indicators]
    for name, matrix in (("values", areas.values), ("standard_errors", areas.standard_errors)):
        if not matrix.index.equals(index):
            found.append(f"{name} has other rows than the table")
        if list(matrix.columns) != ids:
            found.append(f"{name} has columns {list(matrix.columns)[:5]} and not the indicators")
        elif ids and not all(t == np.float64 for t in matrix.dtypes):
            found.append(f"{name} holds something other than float64")
    if areas.table.crs is None or areas.table.crs.to_epsg() != 4326:
        found.append("the boundaries are not in EPSG:4326")
    return found
