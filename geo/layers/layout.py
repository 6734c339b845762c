"""Where in a table the header is, where the figures, and what is a title, a total or a note."""

from __future__ import annotations

import difflib
import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from geo.areas import Level
from geo.codes import named
from geo.errors import GeoError, visible
from geo.layers.cells import cleaned, each, numbers
from geo.layers.codes import bare_code, is_known
from geo.layers.grid import Grid, Guess
from geo.layers.keys import Key, find_key, key_from
from geo.layers.names import is_name_of, parts_of
from geo.layers.row_kinds import MOST_HEADERS, kinds_above, kinds_below
from geo.layers.samples import different

_TOP = 20
"""Rows among which the name of a column may stand."""


_UNNAMED = re.compile(r"column [0-9]+")
_THOUSANDS = r"\s*[0-9]{3}(?:[.,][0-9]+)?\s*"


@dataclass(frozen=True, eq=False)
class Layout:
    """A table whose rows and columns are known for what they are."""

    grid: Grid
    key: Key
    names: tuple[str, ...]
    """What each column is called, all different."""
    kinds: NDArray[np.object_]
    """A `RowKind` for each row."""
    guesses: tuple[Guess, ...]

    @property
    def overflow(self) -> str:
        """Which rows of figures have fields beyond the header that look like thousands, in words.

        ``1,234`` without quotes is two fields of a file that has commas between its fields.
        """
        named_at = [n for n, name in enumerate(self.names) if not _UNNAMED.fullmatch(name)]
        beyond = self.grid.cells.loc[self.data].iloc[:, max(named_at, default=-1) + 1 :]
        if self.grid.names is not None or not named_at or beyond.empty:
            return ""
        thousands = beyond.apply(lambda column: column.str.fullmatch(_THOUSANDS)).any(axis=1)
        if not thousands.any():
            return ""
        lines = self.grid.lines[self.data][thousands.to_numpy()]
        return (
            f"{len(lines):,} rows have more fields than the header has names, as numbers like "
            f"1,234 have without quotes (lines {named(map(str, lines))}): save the file with "
            "quotes or with another delimiter"
        )

    @property
    def data(self) -> NDArray[np.bool_]:
        """Which rows hold figures."""
        return np.asarray(self.kinds == "data", bool)

    def column(self, name: str, option: str) -> int:
        """Return the position of a column that a person named.

        Raises
        ------
        GeoError
            If there is none of this name; the message lists those there are.
        """
        wanted = cleaned(name)
        for same in (str.__eq__, lambda a, b: a.casefold() == b.casefold()):
            found = [n for n, known in enumerate(self.names) if same(known, wanted)]
            if len(found) == 1:
                return found[0]
        near = difflib.get_close_matches(wanted, self.names, 1)
        raise GeoError(
            'There is no column "{name}" for {option}.{hint} The columns are: {names}.',
            name=visible(name),
            option=option,
            hint=f' Is "{visible(near[0])}" meant?' if near else "",
            names=", ".join(map(visible, self.names[:40])),
        )


def laid_out(
    grid: Grid,
    *,
    header: int | None = None,
    key: Sequence[str] = (),
    level: Level | None = None,
    keep: Collection[int] = (),
    also: Collection[str] = (),
    places: bool = False,
) -> Layout:
    """Find out what the rows and columns of a table are.

    Parameters
    ----------
    grid
        The table as it stands in its file.
    header
        Line of the last header row, 0 for a table without one; without it, what stands above the
        first row whose key names an area is the header.
    key
        Names of the columns that say which area a row is about; found if not given.
    level
        Level of these areas; found if not given.
    keep
        Lines that hold figures, whatever they look like.
    also
        Codes of units that are in no official list and yet known, from a crosswalk.
    places
        Whether coordinates or shapes tell more than codes and names, as for points.

    Raises
    ------
    GeoError
        If there is no row, no key, no column of the name given, or no line of a number given.
    """
    refuse_absent(grid, keep, "--keep")
    if grid.cells.empty:
        raise GeoError("The table has no rows. It needs a header and a row for each area.")
    found = _key(grid, header, key, level, also, places=places)
    speaks = _speaks(grid, found, also)
    first = _first_row(grid, header, speaks)
    kinds = np.full(len(grid.cells), "data", object)
    if grid.names is None:
        kinds_above(grid, found, first, given=header is not None, kinds=kinds)
    kinds_below(grid, first, speaks, kinds)
    kinds[np.isin(grid.lines, list(keep))] = "data"
    names = _names(grid, kinds)
    return Layout(
        grid, found, names, kinds, _guesses(grid, found, names, kinds, key, header, level)
    )


def refuse_absent(grid: Grid, lines: Collection[int], option: str) -> None:
    """Refuse lines that a table does not have, or that were read as nothing.

    Raises
    ------
    GeoError
        If there are such lines.
    """
    absent = sorted(set(lines).difference(grid.lines.tolist()))
    if absent:
        raise GeoError(
            "{option} names lines that hold no row: {lines}. The rows stand in lines {first} to "
            "{last}, empty ones aside.",
            option=option,
            lines=named(map(str, absent)),
            first=int(grid.lines[0]) if len(grid.lines) else 0,
            last=int(grid.lines[-1]) if len(grid.lines) else 0,
        )


def _key(
    grid: Grid,
    header: int | None,
    key: Sequence[str],
    level: Level | None,
    also: Collection[str],
    *,
    places: bool,
) -> Key:
    top = grid.names or ()
    if grid.names is None and header:
        rows = np.flatnonzero(grid.lines == header)
        if not len(rows):
            raise GeoError(
                "There is nothing in line {line}, where --header says that the header ends. The "
                "table has lines {first} to {last}; say 0 where there is no header.",
                line=header,
                first=grid.lines[0],
                last=grid.lines[-1],
            )
        top = tuple(grid.cells.iloc[rows[-1]])
    if key:
        return key_from(grid, [_place_of(grid, name) for name in key], level, also)
    found = find_key(grid, top or None, also, level=level, places=places)
    if found is None:
        raise GeoError(
            "No column says which {unit} a row is about: none holds codes of tambons, districts or "
            "provinces, their names, or coordinates. Name the columns with --key. "
            "The first row is: {row}.",
            unit=level or "area",
            row=named(text for text in grid.cells.iloc[0] if text) or "empty",
        )
    return found


def _place_of(grid: Grid, name: str) -> int:
    """Return the column under this name, wherever above the figures the name stands."""
    wanted = cleaned(name).casefold()
    count = grid.cells.shape[1]
    top = (
        [grid.names] if grid.names else [*grid.cells.iloc[:_TOP].itertuples(index=False, name=None)]
    )
    rows = [[cleaned(str(text)) for text in row] for row in top]
    for depth in range(1, MOST_HEADERS + 1):
        for start in range(max(len(rows) - depth + 1, 1)):
            names = [known.casefold() for known in _joined(rows[start : start + depth], count)]
            if wanted in names:
                return names.index(wanted)
    seen = dict.fromkeys(text for row in rows for text in row if text)
    raise GeoError(
        'There is no column "{name}" for --key. At the top of the table stand: {seen}.',
        name=visible(name),
        seen=", ".join(map(visible, [*seen][:40])),
    )


def _speaks(grid: Grid, key: Key, also: Collection[str]) -> NDArray[np.bool_]:
    """Return which rows have a key that looks like one, whether or not it leads to an area."""
    columns = [grid.cells[c] for c in key.columns if c >= 0]
    if key.kind == "shapes":
        return np.ones(len(grid.cells), bool)
    if key.kind == "code":
        return np.array(each(columns[0], partial(_is_code, also)), bool)
    if key.kind == "coordinates":
        return np.logical_and.reduce([np.isfinite(numbers(column).values) for column in columns])
    if key.kind == "address":
        return np.array(each(columns[0], lambda text: parts_of(text) is not None), bool)
    return np.array(each(columns[0], lambda text: is_name_of(key.level, text)), bool)


def _is_code(also: Collection[str], text: str) -> bool:
    code = bare_code(text)
    # a year or a small number may stand in any title
    return len(code) == 6 or is_known(code) or code in also or cleaned(text) in also


def _first_row(grid: Grid, header: int | None, speaks: NDArray[np.bool_]) -> int:
    if grid.names is not None:
        return 0
    if header is not None:
        below = np.flatnonzero(grid.lines > header)
        return int(below[0]) if len(below) else len(speaks)
    if not speaks.any():
        return min(1, len(speaks))
    rows = np.flatnonzero(speaks)
    # a title may name an area too, but says nothing of it
    first = next((row for row in rows[:_TOP] if different(grid.cells.iloc[row]) > 1), rows[0])
    while first > 0 and speaks[first - 1]:
        first -= 1
    return int(first)


def _names(grid: Grid, kinds: NDArray[np.object_]) -> tuple[str, ...]:
    """Return the columns' names, those of merged header rows joined from top to bottom."""
    if grid.names is not None:
        rows = [[cleaned(name) for name in grid.names]]
    else:
        headers = grid.cells.iloc[np.flatnonzero(kinds == "header")]
        rows = [[cleaned(text) for text in row] for row in headers.itertuples(index=False)]
    return _joined(rows, grid.cells.shape[1])


def _joined(rows: Sequence[Sequence[str]], count: int) -> tuple[str, ...]:
    """Return the names that header rows, from top to bottom, give to columns, all different."""
    # a heading over several columns stands in the first of them
    spread = [*map(_spread, rows[:-1]), *rows[-1:]]
    again: dict[str, Iterator[int]] = defaultdict(lambda: itertools.count(2))
    names: dict[str, None] = {}
    for n in range(count):
        whole = " ".join(dict.fromkeys(row[n] for row in spread if row[n])) or f"column {n + 1}"
        name = whole
        while name in names:
            name = f"{whole} ({next(again[whole])})"
        names[name] = None
    return tuple(names)


def _spread(row: Sequence[str]) -> list[str]:
    filled, before = [], ""
    for text in row:
        before = text or before
        filled.append(before)
    return filled


def _guesses(
    grid: Grid,
    key: Key,
    names: Sequence[str],
    kinds: NDArray[np.object_],
    given_key: Sequence[str],
    given_header: int | None,
    given_level: Level | None,
) -> tuple[Guess, ...]:
    found = list(grid.guesses)
    if grid.names is None and given_header is None:
        rows = grid.lines[kinds == "header"]
        taken = f"line {_span(rows)}" if len(rows) else "none"
        found.append(Guess("header", taken, "it stands above the first area", "--header"))
    if not given_key:
        columns = ", ".join(names[c] for c in key.columns if c >= 0) or "the shapes"
        found.append(Guess("key", f"{columns} ({key.kind})", _WHY[key.kind], "--key"))
    if key.kind == "shapes" and grid.repaired:
        lines = named(map(str, grid.repaired))
        found.append(Guess("shapes", f"mended in lines {lines}", "they cross themselves", ""))
    if given_level is None:
        found.append(Guess("level", key.level, "the finest that many rows are of", "--level"))
    for kind, why in (("total", "its name says so"), ("note", "it names no area")):
        lines = grid.lines[kinds == kind]
        if len(lines):
            found.append(Guess(f"{kind} rows", f"lines {named(map(str, lines))}", why, "--keep"))
    return tuple(found)


_WHY = {
    "code": "its cells are codes of areas",
    "names": "their cells are names of areas",
    "address": "its cells name tambon, district and province",
    "coordinates": "their names and numbers are those of coordinates",
    "shapes": "no column names areas",
}


def _span(lines: NDArray[np.int64]) -> str:
    return f"{lines[0]}" if len(lines) == 1 else f"{lines[0]}–{lines[-1]}"
