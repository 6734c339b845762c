"""Crosswalks: tables, handed over by a user, that say which units lie in which areas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import geothai
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.codes import named
from geo.errors import GeoError, visible
from geo.layers.cells import cleaned, numbers
from geo.layers.codes import bare_code
from geo.layers.grid import Grid
from geo.layers.municipal_names import municipal_name
from geo.layers.names import plain_name
from geo.layers.reading import read_grid

_PEOPLE = re.compile(r"people|popul|person|weight|ประชากร|จำนวนคน|น้ำหนัก|^คน$", re.I)
_NAME = re.compile(r"name|ชื่อ", re.I)
_AREA = re.compile(r"tambon|sub-?district|area|new|today|ตำบล|แขวง|ใหม่|ปัจจุบัน", re.I)
_UNIT = re.compile(r"thesaban|munic|เทศบาล|old|former|before|unit|from|เดิม|เก่า", re.I)

_NEARLY_ALL = 0.9

NOWHERE = "the crosswalk puts it on no code in force"
"""Why a row about a unit that the crosswalk knows leads nowhere."""


@dataclass(frozen=True)
class Crosswalk:
    """Units such as municipalities or former tambons, and the areas they lie in."""

    areas: dict[str, dict[str, float]]
    """Unit → area code in force → people of both; NaN where the file does not say."""
    names: dict[tuple[str, str], tuple[str, ...]]
    """Plain name, as `geothai.normalize` writes it, and two-digit province → units."""
    reads: str
    """Which columns were taken for what, and which codes lead nowhere."""

    def unit_of(self, text: str) -> str:
        """Return the unit that a cell names by its code, "" if there is none."""
        return next((unit for unit in (bare_code(text), cleaned(text)) if unit in self.areas), "")

    def unit_called(self, name: str, province: str) -> str:
        """Return the one unit of this plain name in a province, "" if there is not just one."""
        units = self.names.get((geothai.normalize(name), province), ()) if name else ()
        return units[0] if len(units) == 1 else ""


def read_crosswalk(path: Path, in_force: AbstractSet[str]) -> Crosswalk:
    """Read a crosswalk.

    Parameters
    ----------
    path
        A table in any of the forms that `geo.layers.reading.read_grid` takes, with a header: a
        column of the units' codes and one of codes in force, a line a pair. Columns whose header
        speaks of people or population, and of names, are read too.
    in_force
        Codes of today's areas.

    Raises
    ------
    GeoError
        If no column holds codes in force, no other holds codes, people are no numbers of 0 or
        more, or a pair stands twice with different people.
    """
    grid = read_grid(path)
    header, body = _split(grid)
    codes = {c: [bare_code(text) or cleaned(text) for text in body[c]] for c in range(len(header))}
    area = _area_column(codes, header, in_force, path)
    unit = _unit_column(codes, header, area, path)
    people = next((c for c in codes if c not in (area, unit) and _PEOPLE.search(header[c])), None)
    named_by = [
        c
        for c in codes
        if c not in (area, unit, people)
        and _NAME.search(header[c])
        # the names of the areas are not those of the units in them
        and (_UNIT.search(header[c]) or not _AREA.search(header[c]))
    ]
    weights = _weights(body, people, header, path)

    areas: dict[str, dict[str, float]] = {}
    names: dict[tuple[str, str], set[str]] = {}
    problems = []
    lost: dict[str, None] = {}
    for n, (whole, part) in enumerate(zip(codes[unit], codes[area], strict=True)):
        if not whole or not part:
            continue
        known = areas.setdefault(whole, {})
        if part not in in_force:
            lost[part] = None
            continue
        same = part in known and (
            known[part] == weights[n] or np.isnan([known[part], weights[n]]).all()
        )
        if part in known and not same:
            problems.append(f"{whole} and {part} have {known[part]:g} people and {weights[n]:g}")
        known[part] = float(weights[n])
        for column in named_by:
            text = body[column].iloc[n]
            name = geothai.normalize(municipal_name(text) or plain_name(text))
            names.setdefault((name, part[:2]), set()).add(whole)
    if problems:
        raise GeoError(
            'The crosswalk "{path}" says different things: {problems}. Keep one line a pair.',
            path=path,
            problems=named(problems),
        )
    return Crosswalk(
        areas,
        {name: tuple(sorted(units)) for name, units in names.items()},
        f'"{header[unit]}" lies in "{header[area]}"'
        + (f', weighted by "{header[people]}"' if people is not None else "")
        + (f"; left out are codes that are not in force: {named(lost)}" if lost else ""),
    )


def _split(grid: Grid) -> tuple[list[str], pd.DataFrame]:
    """Return the header and the rows below it."""
    if grid.names is not None:
        return list(grid.names), grid.cells
    header = [cleaned(str(text)) for text in grid.cells.iloc[0]]
    return header, grid.cells.iloc[1:]


def _area_column(
    codes: dict[int, list[str]], header: list[str], in_force: AbstractSet[str], path: Path
) -> int:
    shares = {c: _share(code in in_force for code in own) for c, own in codes.items()}
    fitting = [c for c, share in shares.items() if share >= _NEARLY_ALL]
    if not fitting:
        raise GeoError(
            'The crosswalk "{path}" has no column of tambon codes in force. It needs one such '
            "column and one of the units' own codes, a line a pair. Its columns are: {columns}.",
            path=path,
            columns=", ".join(map(visible, header)),
        )
    return max(fitting, key=lambda c: (bool(_AREA.search(header[c])), shares[c]))


def _unit_column(codes: dict[int, list[str]], header: list[str], area: int, path: Path) -> int:
    fitting = [
        c
        for c, own in codes.items()
        if c != area
        and _share(code.isdecimal() for code in own) >= _NEARLY_ALL
        and not _PEOPLE.search(header[c])
    ]
    if not fitting:
        raise GeoError(
            'The crosswalk "{path}" has no column of codes beside "{area}". It needs one of the '
            "units' own codes. Its columns are: {columns}.",
            path=path,
            area=visible(header[area]),
            columns=", ".join(map(visible, header)),
        )
    return max(fitting, key=lambda c: (bool(_UNIT.search(header[c])), -c))


def _share(flags: Iterable[bool]) -> float:
    listed = list(flags)
    return sum(listed) / len(listed) if listed else 0.0


def _weights(
    body: pd.DataFrame, people: int | None, header: list[str], path: Path
) -> NDArray[np.float64]:
    if people is None:
        return np.full(len(body), np.nan)
    read = numbers(body[people])
    wrong = read.odd | read.infinite | (read.values < 0)
    if wrong.any():
        raise GeoError(
            'In the crosswalk "{path}" the column "{column}" holds what is no number of people: '
            "{cells}. Write numbers of 0 or more, or leave the cell empty.",
            path=path,
            column=visible(header[people]),
            cells=named(body[people][wrong]),
        )
    return read.values
