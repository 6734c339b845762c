"""What is kept of a layer: what its figure means, where it is from, and how it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from geo.areas import Direction, Indicator, Level, Source
from geo.layers.cells import BUDDHIST_ERA
from geo.layers.links import Status

Text = Annotated[str, Field(min_length=1, max_length=300)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Line = Annotated[int, Field(ge=1)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


_YEARS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_EARLIEST, _LATEST = 1900, 2100


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TableForm(_Part):
    """How the cells of a file are found; whatever is None is found out and told."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header: Annotated[int, Field(ge=0)] | None = None
    """Line of the last header row, 0 for none."""
    key: tuple[str, ...] = Field(default=(), max_length=3)
    level: Level | None = None
    decimal: Literal["point", "comma"] | None = None
    missing: tuple[str, ...] = ()
    """Further marks for "no figure"."""
    zero: tuple[str, ...] = ()
    """Marks that mean 0, as "-" does in some official tables."""
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    """Of the Common Era; rows of other years are left out."""
    where: dict[str, str] = {}
    """Column → the one text its rows must have."""
    keep: tuple[Line, ...] = ()
    """Lines that hold figures, whatever they look like."""
    skip: tuple[Line, ...] = ()
    """Lines that are left out."""
    fill: bool = True
    """Whether an empty cell of a district or a province means the one above."""


class TableReading(TableForm):
    """How a table became figures."""

    kind: Literal["table"] = "table"
    column: str
    standard_error: str | None = None
    people: str | None = None
    """Column of persons, by whom rates are weighted where rows come together."""
    scale: Annotated[float, Field(gt=0, le=1e9)] = 1.0
    lowest: Finite | None = None
    highest: Finite | None = None
    former: Literal["leave", "carry"] = "leave"
    """What to do with figures of tambons that are no more."""
    combine: bool = False
    """Whether an area may have several rows: counts are added up, rates averaged."""
    crosswalk: str | None = None
    """Name and sha256 of the crosswalk that was handed over."""


class PointReading(TableForm):
    """How points became figures."""

    kind: Literal["points"] = "points"
    measure: Literal["count", "density", "per_1000", "distance"]


class RasterReading(_Part):
    """How a raster became figures."""

    kind: Literal["raster"] = "raster"
    statistic: Literal["mean", "sum", "min", "max", "median", "quantile", "share_above"]
    band: Annotated[int, Field(ge=1)] = 1
    quantile: Share | None = None
    threshold: Finite | None = None
    weights: str | None = None
    """Name and sha256 of the raster of weights."""
    weights_band: Annotated[int, Field(ge=1)] = 1
    least_coverage: Share | None = None
    """Of an area, below which it has no value; without it 0.99 for a sum and 0.5 for the rest."""


Reading = Annotated[TableReading | PointReading | RasterReading, Field(discriminator="kind")]


class About(_Part):
    """What a person says of an indicator: what it means and where it is from."""

    id: Id
    title_th: Text
    title_en: Text
    unit_th: Text
    unit_en: Text
    direction: Direction
    quantity: Literal["count", "rate"]
    """``count`` adds up over areas, ``rate`` is averaged, weighted by people."""
    period: Text
    publisher_th: Text
    publisher_en: Text
    publication: Text
    licence: Text
    decimals: Annotated[int, Field(ge=0, le=6)] = 1

    @field_validator("period")
    @classmethod
    def _in_the_common_era(cls, period: str) -> str:
        named = _YEARS.findall(period)
        ahead = [text for text in named if int(text) > _LATEST]
        if ahead:
            raise ValueError(f"{ahead[0]} is {int(ahead[0]) - BUDDHIST_ERA} of the Common Era")
        if not any(int(text) >= _EARLIEST for text in named):
            raise ValueError("it names no year of the Common Era, such as 2024")
        return period

    @property
    def years(self) -> tuple[int, ...]:
        """Years that the period names."""
        return tuple(int(text) for text in _YEARS.findall(self.period))


class Layer(About):
    """A layer of a user's own, as the user's catalogue keeps it."""

    level: Level
    file: str
    """Plain name of the file that the figures are from."""
    bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    reading: Reading
    taken_for_granted: tuple[str, ...] = ()
    """What the file did not say, in words."""
    rows: dict[Status, int] = {}
    """What became of the rows of a table: status → how many."""
    areas_with_value: Annotated[int, Field(ge=0)]
    least_coverage: Share | None = None
    """The smallest share of an area that its figure covers; None where nothing is known of it."""
    mean_coverage: Share | None = None
    rests_on: dict[str, str] = {}
    """``boundaries`` or ``people`` → sha256 of those that the figures were worked out with."""
    figures: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """sha256 of the file of figures by area."""

    @model_validator(mode="after")
    def _plain_file(self) -> Self:
        if "/" in self.file or "\\" in self.file or self.file in ("", ".", ".."):
            raise ValueError("file must be a plain name")
        return self

    def as_indicator(self) -> Indicator:
        """Return what the areas carry of this layer."""
        fields = set(Indicator.model_fields) - {"source"}
        return Indicator(**self.model_dump(include=fields), source=self.source_id)

    def as_source(self) -> Source:
        """Return what the areas and the exports say of where it is from."""
        fields = set(Source.model_fields) - {"id", "reading"}
        return Source(
            **self.model_dump(include=fields), id=self.source_id, reading=tuple(self._read())
        )

    def _read(self) -> Iterator[str]:
        """Yield in words how the file became figures."""
        said = {"as": self.reading.kind, "quantity": self.quantity}
        said |= self.reading.model_dump(mode="json", exclude_defaults=True)
        yield ", ".join(f"{name}: {value}" for name, value in said.items())
        if self.rows:
            yield ", ".join(f"{count:,} rows {status}" for status, count in self.rows.items())
        if self.mean_coverage is not None:
            least = self.least_coverage or 0.0
            yield f"coverage {self.mean_coverage:.4f} on average, {least:.4f} at least"
        yield from self.taken_for_granted

    @property
    def source_id(self) -> str:
        """Id of the source; no dataset of the catalogue has such a one."""
        return f"layer_{self.id}"


class UserCatalog(_Part):
    """All layers that a user added, in the order of adding."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    layer: tuple[Layer, ...] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [layer.id for layer in self.layer]
        twice = sorted({id for id in ids if ids.count(id) > 1})
        if twice:
            raise ValueError(f"ids that stand twice: {', '.join(twice)}")
        return self
