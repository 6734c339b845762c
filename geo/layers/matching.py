"""Rows of a table matched to areas: what became of each, and which figure goes where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Level
from geo.codes import named
from geo.layers.cells import cleaned
from geo.layers.codes import bare_code, is_municipal, level_of
from geo.layers.contradictions import contradictions, name_column, title_of
from geo.layers.crosswalks import NOWHERE, Crosswalk
from geo.layers.former import former, is_former_name
from geo.layers.grid import Guess
from geo.layers.layout import Layout
from geo.layers.links import TAKEN, Outcome, links, shared, whole
from geo.layers.municipal_names import municipal_name
from geo.layers.municipalities import municipality
from geo.layers.names import Names, candidates, found_by_name, parts_of
from geo.layers.placing import place_rows
from geo.layers.reference import Reference
from geo.lineage import successors

_DISTRICT = 4
_NOT_IN_FORCE = "no code in force, and no successor is known"

Read = Callable[..., Outcome]
Search = Callable[[Names], tuple[str, ...]]

_MOST_SEARCHED = 300


@dataclass(frozen=True, eq=False)
class Matching:
    """What became of every row."""

    status: NDArray[np.object_]
    """A `geo.layers.links.Status` for each row of the table."""
    unit: NDArray[np.object_]
    """Code of what the row is about, "" where unknown."""
    note: NDArray[np.object_]
    """For people: candidates, or why a row leads nowhere."""
    links: pd.DataFrame
    """As `geo.layers.links.links` returns them."""
    contradictions: tuple[str, ...]
    """Lines whose tambon is called otherwise in the list of areas than in the table."""
    misplaced: tuple[str, ...]
    """What is wrong with coordinates that lie in no area, in words."""
    problems: tuple[str, ...]
    """Which polygons overlap, in words."""
    guesses: tuple[Guess, ...]


def match_rows(
    layout: Layout,
    reference: Reference,
    kept: NDArray[np.bool_],
    *,
    crosswalk: Crosswalk | None = None,
    carry: bool = False,
    fill: bool = True,
) -> Matching:
    """Find out which area every row is about.

    Parameters
    ----------
    layout
        The table.
    reference
        Codes in force and who lives where.
    kept
        Shape (rows,): the rows of data to match; the other rows of data are ``filtered``.
    crosswalk
        Units that lie in areas, for codes that the official list does not have.
    carry
        Whether figures of former tambons go to their successors.
    fill
        Whether an empty cell of a district or a province means the one above.
    """
    rows = np.flatnonzero(layout.data & kept)
    status = layout.kinds.copy()
    status[layout.data & ~kept] = "filtered"
    unit, note = (np.full(len(status), "", object) for _ in range(2))

    guesses: list[Guess] = []
    misplaced: list[str] = []
    problems: list[str] = []
    alone = layout.key.kind == "names" and [c >= 0 for c in layout.key.columns].count(True) == 1
    if alone and layout.key.level == "tambon":
        taken_for = "of the only tambon in the country that has it"
        guesses.append(Guess("a name", taken_for, "no district or province is beside it", "--key"))
    if crosswalk is not None:
        guesses.append(Guess("crosswalk", crosswalk.reads, "their cells and headers say so", ""))
    if layout.key.kind in ("coordinates", "shapes"):
        outcomes, misplaced, problems = place_rows(layout, reference, rows)
        of_row = np.arange(len(rows))
    else:
        texts = _texts(layout, rows, guesses, fill=fill)
        read = _reader(layout, reference, crosswalk, carry=carry)
        of_row, different = pd.factorize(pd.MultiIndex.from_arrays(texts))
        outcomes = [read(*key) for key in different]
    former_codes = sorted({outcome.unit for outcome in outcomes if outcome.status == "former"})
    if former_codes:
        taken_for = f"{len(former_codes):,} left out: {named(former_codes)}"
        guesses.append(Guess("former codes", taken_for, "they are not in force", "--former carry"))
    for name, values in (("status", status), ("unit", unit), ("note", note)):
        found = np.array([getattr(outcome, name) for outcome in outcomes], object)
        values[rows] = found[of_row] if len(rows) else found[:0]
    return Matching(
        status=status,
        unit=unit,
        note=note,
        links=links(outcomes, of_row, rows),
        contradictions=contradictions(layout, status, unit),
        misplaced=tuple(misplaced),
        problems=tuple(problems),
        guesses=tuple(guesses),
    )


def _texts(
    layout: Layout, rows: NDArray[np.intp], guesses: list[Guess], *, fill: bool
) -> list[pd.Series[str]]:
    """Return the cells that name areas, and for codes the names beside them."""
    cells = layout.grid.cells
    nothing = pd.Series("", index=rows, dtype="str")
    if layout.key.kind != "names":
        beside = name_column(layout) if layout.key.kind == "code" else None
        own = cells[layout.key.columns[0]].iloc[rows]
        names = nothing if beside is None else cells[beside].iloc[rows]
        return [own, _needed(own, names)]
    # filled before rows are left out: what is written once may stand in one of these
    columns = [cells[c][layout.data] if c >= 0 else None for c in layout.key.columns]
    finest = next(n for n, column in enumerate(columns) if column is not None)
    for n, column in enumerate(columns):
        if n <= finest or column is None or not fill:
            continue
        blank = (column == "") & (columns[finest] != "")
        if blank.any() and not blank.all() and column.iloc[0] != "":
            columns[n] = column.replace("", None).ffill()
            guesses.append(
                Guess(
                    "empty cells",
                    f'filled from above in "{layout.names[layout.key.columns[n]]}"',
                    f"{int(blank.sum()):,} rows have a name and no unit that it lies in",
                    "--no-fill",
                )
            )
    return [nothing if column is None else column.reindex(rows) for column in columns]


def _needed(codes: pd.Series[str], names: pd.Series[str]) -> pd.Series[str]:
    """Return names only where a code alone may not do, so that equal codes stay equal keys."""
    different = codes.unique()
    odd = {
        text
        for text in different
        if level_of(bare_code(text)) != "tambon" or is_municipal(bare_code(text))
    }
    return names.where(codes.isin(odd), "")


def _reader(
    layout: Layout, reference: Reference, crosswalk: Crosswalk | None, *, carry: bool
) -> Read:
    level = layout.key.level
    search = _first_candidates()

    def by_code(text: str, name: str) -> Outcome:
        return _of_code(text, name, level, reference, crosswalk, carry=carry)

    def by_names(tambon: str, district: str, province: str) -> Outcome:
        return _of_names(Names(tambon, district, province), level, reference, crosswalk, search)

    def by_address(text: str, _: str) -> Outcome:
        return _of_names(parts_of(text) or Names(text), level, reference, crosswalk, search)

    readers: dict[str, Read] = {"code": by_code, "names": by_names, "address": by_address}
    return readers[layout.key.kind]


def _of_code(
    text: str,
    name: str,
    level: Level,
    reference: Reference,
    crosswalk: Crosswalk | None,
    *,
    carry: bool,
) -> Outcome:
    code = bare_code(text)
    if code in reference.codes[level]:
        return Outcome("code", code, whole(code))
    unit = crosswalk.unit_of(text) if crosswalk is not None else ""
    if crosswalk is not None and unit:
        if is_municipal(code) or level_of(code) != "tambon":
            return municipality(unit, name, code[:_DISTRICT], reference, crosswalk)
        return _by_crosswalk(unit, reference, crosswalk)
    if not code:
        said = f'"{cleaned(text)}" is no code' if text else "no code"
        return Outcome("unmatched", note=said)
    at = level_of(code)
    if at != level:
        known = at is not None and code in reference.codes[at]
        return Outcome("other_level" if known else "unmatched", code, note=f"a code of a {at}")
    if level != "tambon":
        return Outcome("unmatched", code, note=_NOT_IN_FORCE)
    if is_municipal(code) and code in successors() and not name:
        now = ", ".join(successors()[code])
        return Outcome("ambiguous", code, note=f"may be a municipality, or what is now {now}")
    numbered = code[:_DISTRICT] in reference.codes["district"]
    if numbered and is_municipal(code) and not is_former_name(code, name):
        return municipality(code, name, code[:_DISTRICT], reference, crosswalk)
    if code in successors():
        return former(code, reference, carry=carry)
    return Outcome("unmatched", code, note=_NOT_IN_FORCE)


def _by_crosswalk(unit: str, reference: Reference, crosswalk: Crosswalk) -> Outcome:
    people = {
        area: given if given == given else float(reference.people[area])
        for area, given in crosswalk.areas[unit].items()
    }
    if not people:
        return Outcome("unmatched", unit, note=NOWHERE)
    return Outcome("crosswalk", unit, shared(people), f"{unit} lies in {', '.join(people)}")


def _first_candidates() -> Search:
    """Return a search for candidates that ends after a few hundred names.

    To look for what is similar takes some milliseconds, and nobody reads thousands of proposals.
    """
    left = iter(range(_MOST_SEARCHED))
    return lambda names: candidates(names) if next(left, None) is not None else ()


def _of_names(
    names: Names,
    level: Level,
    reference: Reference,
    crosswalk: Crosswalk | None,
    search: Search,
) -> Outcome:
    own = getattr(names, level)
    if not own:
        return Outcome("other_level" if names.district or names.province else "unmatched")
    found = found_by_name(names)
    if len(found.codes) == 1:
        code = found.codes[0]
        note = "its name is cut off in the table" if found.cut else ""
        known = code in reference.codes[level]
        return Outcome("name", code, whole(code), note) if known else Outcome("unmatched", code)
    if len(found.codes) > 1:
        return Outcome("ambiguous", note=f"may be {_listed(found.codes)}")
    if level == "tambon" and municipal_name(own):
        where = found_by_name(Names("", names.district, names.province)).codes
        if len(where) == 1:
            return municipality("", own, where[0], reference, crosswalk)
    near = search(names)
    return Outcome(
        "unmatched", note=f"near are {_listed(near)}" if near else "no area of this name"
    )


def _listed(codes: Sequence[str]) -> str:
    return named(f"{code} {title_of(code)}" for code in codes)


def taken(status: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which rows reach an area."""
    return np.isin(status.astype(str), TAKEN)
