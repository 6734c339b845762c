"""What a person says of a file, in options or in a file of their own, as checked models."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from geo.downloads import content_of
from geo.errors import GeoError, visible
from geo.layers.cells import year as year_of
from geo.layers.making import RASTERS, quantity_of
from geo.layers.record import About, PointReading, RasterReading, Reading, TableForm, TableReading

_Model = TypeVar("_Model", bound=BaseModel)
_KINDS: dict[str, type[BaseModel]] = {
    "table": TableReading,
    "points": PointReading,
    "raster": RasterReading,
}
_OPTIONS = {"standard_error": "--se", "measure": "--points", "fill": "--no-fill"}
_ALLOWED = {
    "id": "small letters, digits and _, such as poor_2567",
    "direction": "more_is_need or less_is_need",
    "quantity": "count or rate",
    "level": "tambon, district or province",
    "decimal": "point or comma",
    "former": "leave or carry",
    "measure": "count, density, per_1000 or distance",
    "statistic": "mean, sum, min, max, median, quantile or share_above",
    "unit_en": "such as “% of people”",
    "period": "such as 2024",
    "column": "the column of the figures",
}
_OF_THE_TABLE = "2000"
"""Stands for a period that the table itself may tell."""
_TWINS = ("title", "unit", "publisher")


def said_in(params: Mapping[str, Any], about: Path | None = None) -> dict[str, Any]:
    """Return what was said: in a file, and in options, which come before it.

    Parameters
    ----------
    params
        A command's options by name; None, False and nothing stand for what was not said.
    about
        A TOML file with the same names.

    Raises
    ------
    GeoError
        If the file can't be read, or a year or a filter is none.
    """
    said = {_field(name): value for name, value in _read(about).items()} if about else {}
    said |= {name: value for name, value in params.items() if not _is_unsaid(value)}
    if said.pop("no_fill", False):
        said["fill"] = False
    if isinstance(said.get("key"), str):
        said["key"] = [name.strip() for name in said["key"].split(",")]
    if isinstance(said.get("where"), list):
        said["where"] = _filters(map(str, said["where"]))
    if "year" in said:
        named = year_of(str(said["year"]))
        if named is None:
            raise GeoError(
                '--year is "{year}". It takes a year of either era, such as 2018 or 2561.',
                year=visible(said["year"]),
            )
        said["year"] = named[0]
    return said


def _field(name: str) -> str:
    """Return what an option, as the command line calls it, is called here."""
    plain = name.removeprefix("--").replace("-", "_")
    return {option.removeprefix("--"): own for own, option in _OPTIONS.items()}.get(plain, plain)


def _is_unsaid(value: object) -> bool:
    # 0 is said, and equals False
    return value is None or value is False or (isinstance(value, list | tuple) and not value)


def form_of(said: Mapping[str, Any]) -> TableForm:
    """Return what was said of how a table's cells are found."""
    return valid(TableForm, {k: v for k, v in said.items() if k in TableForm.model_fields})


def kind_of(said: Mapping[str, Any], file: Path) -> str:
    """Return as what a file is to be read: ``raster``, ``points`` or ``table``.

    Raises
    ------
    GeoError
        If something was said that means nothing for such a file.
    """
    if file.suffix.lower() in RASTERS:
        kind = "raster"
    else:
        kind = "points" if "measure" in said else "table"
    fields = set(_KINDS[kind].model_fields)
    others = {name for other in _KINDS.values() for name in other.model_fields} - fields
    beside = sorted(others & set(said))
    if beside:
        raise GeoError(
            'For "{file}", read as {kind}, {options} means nothing. Leave it out.',
            file=file,
            kind={"table": "a table", "points": "points", "raster": "a raster"}[kind],
            options=", ".join(map(_option, beside)),
        )
    return kind


def reading_of(said: Mapping[str, Any], file: Path) -> Reading:
    """Return what was said of how a file is to be read.

    Raises
    ------
    GeoError
        If something is missing, not allowed, or means nothing for this kind of file.
    """
    kind = kind_of(said, file)
    fields = set(_KINDS[kind].model_fields)
    content = {name: value for name, value in said.items() if name in fields}
    for name in ("crosswalk", "weights"):
        place = file_in(said, name)
        if place is not None and name in fields:
            content[name] = _cited(place)
    reading: Reading = valid(TypeAdapter(Reading), {"kind": kind, **content})
    _refuse_senseless(reading)
    return reading


def _refuse_senseless(reading: Reading) -> None:
    """Refuse what each field alone may say and all together cannot."""
    if isinstance(reading, RasterReading):
        needed = {"quantile": "quantile", "share_above": "threshold"}.get(reading.statistic)
        if needed and getattr(reading, needed) is None:
            raise _incomplete(f"{_option(needed)} is missing")
    if isinstance(reading, TableReading) and None not in (reading.lowest, reading.highest):
        low, high = float(reading.lowest or 0), float(reading.highest or 0)
        if low > high:
            raise _incomplete(f"--lowest is {low:g} and --highest {high:g}: exchange them")


def reading_if_complete(said: Mapping[str, Any], file: Path) -> Reading:
    """Return what was said of how a file is to be read, once all that is needed was said.

    Raises
    ------
    GeoError
        As `reading_of` and `meaning_of` do, for both at once. That no period was said is no fault
        of a table, which may have one itself.
    """
    is_raster = file.suffix.lower() in RASTERS
    meant = said if is_raster else {"period": _OF_THE_TABLE, **said}
    reading, problems = None, []
    try:
        reading = reading_of(said, file)
    except GeoError as error:
        problems.append(_only_incomplete(error))
    try:
        meaning_of(meant, file, reading)
    except GeoError as error:
        problems.append(_only_incomplete(error))
    if reading is None or problems:
        raise _incomplete("; ".join(problems))
    return reading


def _only_incomplete(error: GeoError) -> str:
    """Return what is missing or not allowed; anything else goes on its way."""
    if "problems" not in error.details:
        raise error
    return str(error.details["problems"])


def _incomplete(problems: str) -> GeoError:
    return GeoError("Not all that is needed was said: {problems}.", problems=problems)


def file_in(said: Mapping[str, Any], name: str) -> Path | None:
    """Return a further file that was named, ``crosswalk`` or ``weights``; None if there is none.

    Raises
    ------
    GeoError
        If what was said is no path.
    """
    place = said.get(name)
    if place is None or isinstance(place, str | Path):
        return None if place is None else Path(place)
    raise GeoError(
        '{option} is "{said}". It takes the path of a file.',
        option=_option(name),
        said=visible(place),
    )


def meaning_of(said: Mapping[str, Any], file: Path, reading: Reading | None) -> About:
    """Return what was said of what the figures mean.

    What is said in one language only stands for both. A publication that is not named is the file,
    and whether figures are counts or rates need not be said where the reading makes them so.

    Raises
    ------
    GeoError
        With all that is missing or not allowed, and with names that no option has.
    """
    known = {name for model in (About, *_KINDS.values()) for name in model.model_fields}
    unknown = sorted(set(said) - known)
    if unknown:
        raise GeoError(
            "There is nothing called {names} to say of a layer. There are {known}.",
            names=", ".join(map(visible, unknown)),
            known=", ".join(sorted(known - {"kind"})),
        )
    content = {name: value for name, value in said.items() if name in About.model_fields}
    for twin in _TWINS:
        both = [content.get(f"{twin}_{language}") for language in ("th", "en")]
        told = both[0] or both[1]
        if told:
            content |= {f"{twin}_th": both[0] or told, f"{twin}_en": both[1] or told}
    content.setdefault("publication", file.name)
    measured = None if reading is None else quantity_of(reading)
    if measured is not None:
        content.setdefault("quantity", measured)
    return valid(About, content)


def valid(model: type[_Model] | TypeAdapter[Any], content: Mapping[str, Any]) -> Any:
    """Return a checked model.

    Raises
    ------
    GeoError
        With all that is missing or not allowed, by the names of the options.
    """
    check = model.validate_python if isinstance(model, TypeAdapter) else model.model_validate
    try:
        return check(dict(content))
    except ValidationError as cause:
        absent = [str(e["loc"][-1]) for e in cause.errors() if e["type"] == "missing"]
        wrong = [e for e in cause.errors() if e["type"] != "missing"]
        said = [f"{option} is missing" for option in dict.fromkeys(map(_wanted, absent))]
        said += [_wrong(e) for e in wrong]
        raise _incomplete("; ".join(said)) from cause


def _wrong(error: Any) -> str:
    name = str(
        next((part for part in reversed(error["loc"]) if part in _names()), error["loc"][-1])
    )
    allowed = f", allowed are {_ALLOWED[name]}" if name in _ALLOWED else ""
    return f'{_option(name)} is "{visible(error["input"])}"{allowed or ": " + error["msg"]}'


def _names() -> set[str]:
    return {name for model in (About, *_KINDS.values()) for name in model.model_fields}


def _wanted(name: str) -> str:
    """Return an option that is missing with what it takes; either language will do."""
    option = _option(name)
    for twin in _TWINS:
        if name in (f"{twin}_th", f"{twin}_en"):
            name, option = f"{twin}_en", f"--{twin}-th or --{twin}-en"
    return f"{option} ({_ALLOWED[name]})" if name in _ALLOWED else option


def _option(name: str) -> str:
    return _OPTIONS.get(name, f"--{name.replace('_', '-')}")


def _filters(texts: Iterable[str]) -> dict[str, str]:
    filters: dict[str, str] = {}
    for text in texts:
        column, sign, wanted = (part.strip() for part in text.partition("="))
        if not sign or not column:
            raise GeoError(
                '--where is "{text}". It takes COLUMN=TEXT, such as --where year=2561.',
                text=visible(text),
            )
        if column in filters:
            raise GeoError(
                '--where names the column "{column}" more than once, and a row has one text in '
                "it. Name it once.",
                column=visible(column),
            )
        filters[column] = wanted
    return filters


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise GeoError(
            'What "{path}" says of the layer cannot be read: {cause}. Name a TOML file with '
            "--about.",
            path=path,
            cause=visible(cause),
        ) from cause


def _cited(path: Path) -> str:
    """Return a further file's name and sha256, by which it is known again."""
    try:
        return f"{path.name} sha256:{content_of(path).sha256}"
    except OSError as cause:
        raise GeoError(
            '"{path}" cannot be read: {cause}.', path=path, cause=cause.strerror or visible(cause)
        ) from cause
