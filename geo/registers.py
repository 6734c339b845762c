"""The population register: who is registered where, and who of them in a municipality."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import pandas as pd
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geo.catalog import Reading
from geo.codes import code_problems, named, normalised
from geo.errors import GeoError, visible
from geo.lineage import same_ground

_NAMESPACE = "{http://hoerstemeier.com/tambon/}"
_ENTITY, _POPULATION, _DATA = (_NAMESPACE + tag for tag in ("entity", "population", "data"))
_LEAVES = ("Tambon", "Khwaeng")
_MOST_BYTES = 2**28
_WHOLE_NUMBER = re.compile("[0-9]{1,9}")


def read_register(path: Path, reading: Reading, in_force: Collection[str]) -> pd.DataFrame:
    """Read a population register from XML in the form that tambon.hoerstemeier.com keeps.

    Parameters
    ----------
    path
        The file.
    reading
        What the catalogue says of it: how many tambons and khwaeng, and how many of them have a
        code that is no longer in force.
    in_force
        Codes of today.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``area_code``, sorted: ``people``, ``households`` (houses) and ``municipal``, the
        people who are registered inside a municipality; int64. Nobody is in a municipality where
        the file lists none. A code that is no longer in force and has no figures is left out.

    Raises
    ------
    GeoError
        If the file is no such register, its codes or figures are not as they should be, or a tambon
        in force has no number of people or houses; all such problems are reported together.
    """
    rows, problems = _rows(path)
    register = pd.DataFrame(rows, columns=["area_code", "people", "households", "municipal"])
    register["area_code"] = normalised(register["area_code"], reading.code_prefix)
    if len(register) != reading.rows:
        problems.append(f"{len(register):,} tambons where {reading.rows:,} belong")
    problems += code_problems(register["area_code"], in_force, reading.unknown_codes)
    without = register["people"].isna() | register["households"].isna()
    silent = register.loc[without & register["area_code"].isin(list(in_force)), "area_code"]
    if len(silent):
        problems.append(f"no number of people or houses for {named(silent)}")
    register = register[~without]
    over = register[register["municipal"] > register["people"]]
    if len(over):
        problems.append(f"more people in municipalities than in all: {named(over['area_code'])}")
    if problems:
        raise GeoError(
            'The population register "{path}" cannot be used: {problems}. '
            "Take it again with `phuenthi data pull`, or mend the file.",
            path=path,
            problems="; ".join(problems),
        )
    return register.set_index("area_code").astype("int64").sort_index()


def municipal_share(register: pd.DataFrame, municipal_provinces: Collection[str]) -> pd.Series:
    """Return the share of registered people who live in a municipality, %.

    Parameters
    ----------
    register
        As `read_register` returns it.
    municipal_provinces
        Two-digit codes of provinces that are a municipality as a whole.

    Returns
    -------
    pandas.Series
        float64, indexed as the register, 0–100, NaN where nobody is registered.
    """
    whole = register.index.str[:2].isin(list(municipal_provinces))
    municipal = register["people"].where(whole, register["municipal"])
    return municipal / register["people"] * 100


def municipal_people(path: Path) -> dict[tuple[str, str], float]:
    """Return how many people of a tambon are registered in a municipality.

    Parameters
    ----------
    path
        A register as `read_register` takes it.

    Returns
    -------
    dict
        Four-digit code of the municipality and six-digit code of the tambon → persons, for every
        pair that the register lists with both. Where it lists no whole number of them there is no
        pair; `read_register` refuses such a register.

    Raises
    ------
    GeoError
        If the file is no such register.
    """
    people: dict[tuple[str, str], float] = {}
    for entity in _tambons(path):
        for figure in entity.findall(f"{_POPULATION}/{_DATA}"):
            municipality, total = figure.get("geocode"), figure.get("total", "")
            counted = figure.get("type") == "municipal" and _WHOLE_NUMBER.fullmatch(total)
            if counted and municipality:
                pair = municipality, entity.get("geocode", "")
                people[pair] = people.get(pair, 0) + int(total)
    return people


def population_change(before: pd.Series, after: pd.Series, parents: Mapping[str, str]) -> pd.Series:
    """Return how the number of people changed, %.

    Where a tambon was divided, renamed or cut from others in between, the change is that of all
    the ground concerned, and each of its tambons carries it.

    Parameters
    ----------
    before, after
        People by code, at the earlier and the later date.
    parents
        Newer code → code of the tambon it was cut from, as the catalogue has it.

    Returns
    -------
    pandas.Series
        float64, indexed as ``after``, NaN where the code can't be followed back to anybody.
    """
    ground = pd.Series(same_ground(before.index, after.index, parents))
    then = before.groupby(ground[before.index].to_numpy()).sum()
    now = after.groupby(ground[after.index].to_numpy()).sum()
    change = (now / then.where(then > 0) - 1) * 100
    return ground[after.index].map(change)


_Row = tuple[str, int | None, int | None, int]


def _rows(path: Path) -> tuple[list[_Row], list[str]]:
    """Return code, people, houses and municipal people of every tambon, and what is wrong."""
    rows, wrong = [], []
    for entity in _tambons(path):
        try:
            rows.append(_row(entity))
        except ValueError as cause:
            wrong.append(f"{entity.get('geocode')}: {cause}")
    return rows, [f"figures that are not one whole number ({named(wrong)})"] if wrong else []


def _tambons(path: Path) -> Iterator[Element]:
    """Yield every tambon and khwaeng of a register, each gone when the next one comes."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise GeoError(
                '"{path}" is larger than {most:,} bytes, too large for a register.',
                path=path,
                most=_MOST_BYTES,
            )
        for _, entity in iterparse(path, events=("end",), forbid_dtd=True):
            if entity.tag == _ENTITY and entity.get("type") in _LEAVES:
                yield entity
                entity.clear()
    except (ParseError, DefusedXmlException, LookupError, ValueError) as cause:
        raise GeoError(
            '"{path}" is not XML that can be read: {cause}. '
            "Take it again with `phuenthi data pull`.",
            path=path,
            cause=visible(cause),
        ) from cause


def _row(entity: Element) -> _Row:
    figures = entity.findall(f"{_POPULATION}/{_DATA}")
    people = _numbers(figures, "total", "total")
    houses = _numbers(figures, "total", "households")
    if max(len(people), len(houses)) > 1:
        raise ValueError("more than one total")
    return (
        entity.get("geocode", ""),
        people[0] if people else None,
        houses[0] if houses else None,
        # a tambon can lie in several municipalities, and most lie in none
        sum(_numbers(figures, "municipal", "total")),
    )


def _numbers(figures: list[Element], kind: str, attribute: str) -> list[int]:
    """Return an attribute of the figures of one kind that have it."""
    found = [
        f.attrib[attribute] for f in figures if f.get("type") == kind and attribute in f.attrib
    ]
    odd = [text for text in found if not _WHOLE_NUMBER.fullmatch(text)]
    if odd:
        raise ValueError(f'{attribute}="{odd[0]}"')
    return [int(number) for number in found]
