"""The register of datasets and indicators, `data/catalog.toml`, read and checked."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from geo.areas import Direction, Indicator, Level, Source
from geo.errors import GeoError, visible
from geo.paths import SHIPPED


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reading(_Entry):
    """What is known of a downloaded file's inside, and expected of it."""

    rows: int = Field(gt=0)
    """Units, tambons or lines that the file must hold."""
    code: str | None = None
    """Column of the six-digit code."""
    code_prefix: str = ""
    unknown_codes: int = Field(default=0, ge=0)
    """For registers and tables: former codes, not in force today, that the file holds."""
    encoding: str = "UTF-8"
    parents: dict[str, str] = {}
    """For boundaries: newer code → code of the unit it was cut from."""
    municipal_provinces: tuple[str, ...] = ()
    """For a register: provinces all of whose people live in a municipality."""


class Dataset(_Entry):
    """A source of figures or boundaries."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title_th: str
    title_en: str
    publisher_th: str
    publisher_en: str
    publication: str
    page: str
    period: str
    licence: str
    kind: Literal["figures", "download", "package"]
    role: Literal[
        "codes", "regions", "province_figures", "towns", "starter",
        "boundaries", "population", "population_before", "tambon_table",
    ]  # fmt: skip
    file: str | None = None
    bytes: int | None = Field(default=None, gt=0)
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    addresses: tuple[str, ...] = ()
    read: Reading | None = None

    @field_validator("file")
    @classmethod
    def _stays_inside(cls, file: str | None) -> str | None:
        if file is not None:
            path = PurePosixPath(file)
            if path.is_absolute() or ".." in path.parts:
                raise ValueError("must be a path inside the data folder")
        return file

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "download":
            needed = ("file", "bytes", "sha256", "addresses", "read")
            absent = [name for name in needed if not getattr(self, name)]
            if absent:
                raise ValueError(f"a download needs {', '.join(absent)} too")
        if self.kind == "figures" and not self.file:
            raise ValueError("figures need a file")
        return self

    def as_source(self) -> Source:
        """Return what the areas and the exports say of this dataset."""
        known = set(Source.model_fields) & set(Dataset.model_fields) - {"sha256"}
        return Source(**self.model_dump(include=known), sha256=self.sha256 or "")


class ProvinceValue(_Entry):
    """A province's figure as published."""

    kind: Literal["province_value"]
    variable: str
    period: str


class ProvinceRatio(_Entry):
    """One province figure over another, times `scale`."""

    kind: Literal["province_ratio"]
    numerator: str
    denominator: str
    period: str
    scale: float = 1


class PooledRatio(_Entry):
    """Sum over periods of one figure over the sum of another, times `scale`."""

    kind: Literal["pooled_ratio"]
    numerator: str
    denominator: str
    periods: tuple[str, ...] = Field(min_length=1)
    spread_periods: tuple[str, ...] = ()
    scale: float = 1


class ProvincePerPeople(_Entry):
    """Mean over periods of a province figure over the people of its areas, times `scale`."""

    kind: Literal["province_per_people"]
    variable: str
    periods: tuple[str, ...] = Field(min_length=1)
    scale: float = 1


class TableSum(_Entry):
    """Sum of columns of a tambon table."""

    kind: Literal["table_sum"]
    columns: tuple[str, ...] = Field(min_length=1)


class TableRatio(_Entry):
    """One column of a tambon table over another."""

    kind: Literal["table_ratio"]
    numerator: str
    denominator: str


class MunicipalShare(_Entry):
    """Share of registered people who live in a municipality, %."""

    kind: Literal["municipal_share"]


class PopulationChange(_Entry):
    """Change of the registered population between the two registers, %."""

    kind: Literal["population_change"]


class DistanceToTown(_Entry):
    """Distance to the nearest town with at least `population` people, km."""

    kind: Literal["distance_to_town"]
    population: int = Field(gt=0)


Measure = Annotated[
    ProvinceValue
    | ProvinceRatio
    | PooledRatio
    | ProvincePerPeople
    | TableSum
    | TableRatio
    | MunicipalShare
    | PopulationChange
    | DistanceToTown,
    Field(discriminator="kind"),
]


class IndicatorEntry(_Entry):
    """An indicator and how its figure is made."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title_th: str
    title_en: str
    unit_th: str
    unit_en: str
    direction: Direction
    level: Level
    period: str
    decimals: int = Field(ge=0, le=6)
    high_th: str = ""
    high_en: str = ""
    low_th: str = ""
    low_en: str = ""
    dataset: str
    measure: Measure

    def as_indicator(self) -> Indicator:
        """Return what the areas carry of this indicator."""
        return Indicator(
            **self.model_dump(exclude={"dataset", "measure"}),
            source=self.dataset,
        )


class Catalog(_Entry):
    """All datasets and indicators, in the order of the file."""

    schema_: Literal[1] = Field(alias="schema")
    dataset: tuple[Dataset, ...]
    indicator: tuple[IndicatorEntry, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for entries in (self.dataset, self.indicator):
            ids = [entry.id for entry in entries]
            twice = sorted({id for id in ids if ids.count(id) > 1})
            if twice:
                raise ValueError(f"ids that stand twice: {', '.join(twice)}")
        known = {d.id for d in self.dataset}
        for entry in self.indicator:
            if entry.dataset not in known:
                raise ValueError(f'{entry.id} names the unknown dataset "{entry.dataset}"')
        return self

    def get(self, id: str) -> Dataset:
        """Return the dataset with this id.

        Raises
        ------
        GeoError
            If there is none; the message lists the ids that exist.
        """
        for dataset in self.dataset:
            if dataset.id == id:
                return dataset
        raise GeoError(
            'There is no dataset "{id}" in the catalogue. Known: {known}.',
            id=id,
            known=", ".join(d.id for d in self.dataset),
        )

    def with_role(self, role: str) -> Dataset:
        """Return the one dataset that has this role."""
        (dataset,) = (d for d in self.dataset if d.role == role)
        return dataset

    def downloads(self) -> tuple[Dataset, ...]:
        """Return the datasets that `phuenthi data pull` fetches."""
        return tuple(d for d in self.dataset if d.kind == "download")


def read_catalog(path: Path) -> Catalog:
    """Read a catalogue.

    Raises
    ------
    GeoError
        If the file is no TOML or breaks the rules above; all breaks are listed together.
    """
    try:
        return Catalog.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise GeoError('"{path}" is not TOML: {cause}.', path=path, cause=visible(cause)) from cause
    except ValidationError as cause:
        raise GeoError(
            '"{path}" is not a valid catalogue: {problems}.',
            path=path,
            problems=in_words(cause),
        ) from cause


def in_words(cause: ValidationError) -> str:
    """Return all breaks of a model's rules in one line, each with its place."""
    return "; ".join(
        f"{visible('.'.join(map(str, e['loc']))) or 'file'}: {visible(e['msg'])}"
        for e in cause.errors()
    )


@cache
def catalog() -> Catalog:
    """Return the catalogue that ships with the project."""
    return read_catalog(SHIPPED / "catalog.toml")
