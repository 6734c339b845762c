"""What became of every row of a table, in figures and in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.codes import named
from geo.errors import visible
from geo.layers.grid import Guess
from geo.layers.links import TAKEN, Status
from geo.layers.matching import taken
from geo.layers.putting import repeated
from geo.layers.reference import Reference
from geo.layers.tables import LayerFigures, MatchedTable

WORDS: dict[Status, str] = {
    "code": "matched by code",
    "name": "matched by name",
    "place": "matched by coordinates",
    "polygon": "polygon, put on the areas it covers",
    "successor": "former code, put on its successors",
    "crosswalk": "put on areas by the crosswalk",
    "municipality": "municipality, put on its tambons by the crosswalk",
    "municipality_name": "municipality, put on the tambon of its name",
    "former": "unknown today: a former code, left out",
    "unmatched": "unknown",
    "ambiguous": "ambiguous",
    "other_level": "of another level, left out",
    "filtered": "left out: of another year, or by --where or --skip",
    "repeated": "says the same again",
    "total": "totals",
    "note": "notes",
    "title": "titles",
    "header": "headers",
    "empty": "empty",
}
"""Every `Status` in plain English, in the order in which people should read them."""

UNKNOWN: tuple[Status, ...] = ("former", "unmatched")
_LEFT_OUT: tuple[Status, ...] = (*UNKNOWN, "ambiguous", "other_level")
_SHOWN = (*_LEFT_OUT, "municipality_name", "successor")
_EXAMPLES = 3
_FIGURES: tuple[Status, ...] = (
    *TAKEN,
    *UNKNOWN,
    "ambiguous",
    "other_level",
    "filtered",
    "repeated",
)


@dataclass(frozen=True, eq=False)
class MatchReport:
    """What became of a table's rows."""

    rows: pd.DataFrame
    """One line a row of the file, in order: ``line``, ``key`` as the file has it, ``status``,
    ``status_in_words``, ``unit``, ``areas`` (codes, by blanks), ``note``, and ``value`` where a
    column was read."""
    level: str
    without: tuple[str, ...]
    """Codes of the areas that get no value; without a column, of those that no row is about."""
    all_areas: int
    guesses: tuple[Guess, ...]
    contradictions: tuple[str, ...]
    problems: tuple[str, ...]
    several: tuple[str, ...] = ()
    """Areas that several rows are about, with their lines; `data add` takes them if their figures
    are the same, or if they are to be combined."""

    @property
    def counts(self) -> dict[Status, int]:
        """Return how many rows there are of each status, in the order of `WORDS`.

        Over all statuses they add up to the rows of the file.
        """
        found = self.rows["status"].value_counts()
        return {status: int(found[status]) for status in WORDS if status in found.index}

    def of(self, *statuses: Status) -> int:
        """Return how many rows have one of these statuses."""
        return sum(self.counts.get(status, 0) for status in statuses)

    def lines(self) -> list[str]:
        """Return the report in plain English; the first line says the most important."""
        ambiguous = self.of("ambiguous")
        found = [
            f"{self.of(*_FIGURES):,} rows: {self.of(*TAKEN):,} matched, "
            f"{self.of(*UNKNOWN):,} unknown"
            + (f", {ambiguous:,} ambiguous" if ambiguous else "")
            + f", {len(self.without):,} of {self.all_areas:,} areas without a value"
        ]
        for status, count in self.counts.items():
            found.append(f"{count:>8,}  {WORDS[status]}{self._examples(status)}")
        found.append(f"{len(self.rows):>8,}  rows in the file")
        if self.without:
            found.append(f"Areas without a value: {named(self.without)}")
        if self.several:
            found.append(f"{len(self.several):,} areas have several rows: {named(self.several)}")
        if self.contradictions:
            found.append(
                f"{len(self.contradictions):,} rows name another area than the one they are put "
                f"on: {named(self.contradictions)}"
            )
        return found + [f"Problem: {problem}" for problem in self.problems]

    def _examples(self, status: Status) -> str:
        if status not in _SHOWN:
            return ""
        rows = self._noted(status)
        shown = [
            f"line {line} “{visible(key)}”" + (f": {visible(note)}" if note else "")
            for line, key, note in rows[:_EXAMPLES]
        ]
        more = f"; {len(rows) - _EXAMPLES:,} more" if len(rows) > _EXAMPLES else ""
        return f" ({'; '.join(shown)}{more})"

    def _noted(self, status: Status) -> list[tuple[int, str, str]]:
        rows = self.rows[self.rows["status"] == status]
        return list(zip(rows["line"].tolist(), rows["key"], rows["note"], strict=True))

    def as_dict(self) -> dict[str, Any]:
        """Return the report as what JSON can hold."""
        return {
            "rows": len(self.rows),
            "level": self.level,
            "counts": self.counts,
            "matched": self.of(*TAKEN),
            "unknown": self.of(*UNKNOWN),
            "areas": self.all_areas,
            "areas_without_value": list(self.without),
            "guesses": [asdict(guess) for guess in self.guesses],
            "contradictions": list(self.contradictions),
            "several_rows": list(self.several),
            "problems": list(self.problems),
            "left_out": [
                {"line": line, "key": key, "status": status, "note": note}
                for status in _LEFT_OUT
                for line, key, note in self._noted(status)
            ],
        }


def match_report(
    table: MatchedTable, reference: Reference, figures: LayerFigures | None = None
) -> MatchReport:
    """Return what became of every row.

    Parameters
    ----------
    table
        As `geo.layers.tables.match_table` returns it.
    reference
        As it took it.
    figures
        The figures of a column, if one was read.
    """
    if figures is not None and figures.table is not None:
        table = figures.table
    layout, matching = table.layout, table.matching
    cells = layout.grid.cells
    keys = [cells[column] for column in layout.key.columns if column >= 0]
    rows = pd.DataFrame(
        {
            "line": layout.grid.lines,
            "key": [" · ".join(filter(None, parts)) for parts in zip(*keys, strict=True)]
            if keys
            else "",
            "status": matching.status,
            "status_in_words": [WORDS[status] for status in matching.status],
            "unit": matching.unit,
            "areas": _areas_of(matching.links, len(cells)),
            "note": matching.note,
        }
    )
    if figures is not None and figures.by_row is not None:
        rows["value"] = figures.by_row
    return MatchReport(
        rows=rows,
        level=layout.key.level,
        without=_without(table, reference, figures),
        all_areas=len(reference.table),
        guesses=table.guesses if figures is None else figures.guesses,
        contradictions=matching.contradictions,
        problems=(*matching.misplaced, *matching.problems, *filter(None, [layout.overflow])),
        several=_several(table),
    )


def _areas_of(links: pd.DataFrame, rows: int) -> NDArray[np.object_]:
    """Return the codes that each row reaches, by blanks."""
    areas = np.full(rows, "", object)
    areas[links["row"].to_numpy(int)] = links["unit"].to_numpy(object)
    # nearly all rows reach one area, and joining texts takes its time
    several = links[links["row"].duplicated(keep=False)]
    joined = several.groupby("row")["unit"].agg(" ".join)
    areas[joined.index.to_numpy(int)] = joined.to_numpy(object)
    return areas


def _several(table: MatchedTable) -> tuple[str, ...]:
    """Return the areas that several rows are about, with the lines of these."""
    status, unit = table.matching.status, table.matching.unit
    once = taken(status) & ~np.isin(status.astype(str), ("place", "polygon"))
    lines = pd.Series(table.layout.grid.lines[once]).astype("str").groupby(unit[once]).agg(list)
    return tuple(f"{u} (lines {named(own)})" for u, own in lines.items() if len(own) > 1)


def _without(
    table: MatchedTable, reference: Reference, figures: LayerFigures | None
) -> tuple[str, ...]:
    codes = reference.table.index
    if figures is not None:
        return tuple(codes[figures.values.isna()])
    rows = table.matching.links["row"].to_numpy(int)
    reached = table.matching.links["unit"][taken(table.matching.status)[rows]].unique()
    spoken = pd.Series(1.0, pd.Index(reached, dtype="str"))
    return tuple(codes[np.isnan(repeated(spoken, codes, table.layout.key.level))])
