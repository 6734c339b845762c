"""What a table's cells look like: some rows from all over it, and how many pass a test."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.layers.cells import cleaned, numbers
from geo.layers.codes import LEVELS, bare_code, is_known
from geo.layers.grid import Grid
from geo.layers.names import is_name_of

_SAMPLE = 400
"""Rows to look at, fewer in a table of so many columns that this would take long."""
_SAMPLE_CELLS = 100_000
_FEWEST = 50
_HEADER_ROWS = 12
_FIGURE = re.compile(r"[\d.,%\s-]+")
_MOST_ARE = 0.6
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, eq=False)
class Sample:
    """Cells of rows from all over a table, without titles above it and notes below."""

    grid: Grid

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Numbers of the rows."""
        cells = self.grid.cells
        first, last = (
            sum(1 for _ in itertools.takewhile(_is_remark, rows))
            for rows in (
                cells.iloc[:_HEADER_ROWS].to_numpy(),
                cells.iloc[: -_HEADER_ROWS - 1 : -1].to_numpy(),
            )
        )
        rows = np.arange(first, max(len(cells) - last, first))
        most = max(min(_SAMPLE, _SAMPLE_CELLS // max(cells.shape[1], 1)), _FEWEST)
        places = np.linspace(0, max(len(rows) - 1, 0), min(len(rows), most)).astype(int)
        return rows[np.unique(places)]

    @cached_property
    def cells(self) -> dict[int, list[str]]:
        """By column, "" where empty."""
        some = self.grid.cells.iloc[self.rows]
        return {n: some[column].tolist() for n, column in enumerate(some)}

    def filled_down(self, column: int) -> list[str]:
        """Return a column's cells, where empty those of the nearest filled one above."""
        filled = self.grid.cells[column].replace("", None).ffill().fillna("")
        return filled.iloc[self.rows].tolist()


def heads_of(grid: Grid, header: Sequence[str] | None) -> list[list[str]]:
    """Return the words at the top of each column, in which its name is."""
    names = header or grid.names
    if names:
        return [[cleaned(name)] for name in names]
    top = grid.cells.iloc[:_HEADER_ROWS]
    # a title says the same in every cell, or stands alone
    top = top[[different(row) > 1 or len(row) == 1 for row in top.to_numpy()]]
    return [[cleaned(t) for t in top[c] if t and not _FIGURE.fullmatch(t)] for c in top]


def _is_remark(texts: Iterable[str]) -> bool:
    """Return whether a row says one thing at most, and that is no area."""
    said = set(texts) - {""}
    return len(said) < 2 and not any(
        is_known(bare_code(text)) or any(is_name_of(level, text) for level in LEVELS)
        for text in said
    )


def different(texts: Iterable[str]) -> int:
    """Return how many different texts there are, empty ones aside; merged cells have the same."""
    return len(set(texts) - {""})


def is_headed(head: Sequence[str], word: re.Pattern[str]) -> bool:
    """Return whether a word stands at the top of a column, from `heads_of`."""
    return any(word.search(text) for text in head)


def between(column: Sequence[str], test: Callable[[str], object]) -> list[str]:
    """Return the filled cells without the first and last ones, up to a few, that fail a test."""
    filled = [text for text in column if text]
    passing = [n for n, text in enumerate(filled) if test(text)]
    if not passing:
        return []
    first = min(passing[0], _HEADER_ROWS)
    return filled[first : max(passing[-1] + 1, len(filled) - _HEADER_ROWS)]


def share_of(column: Sequence[str], test: Callable[[str], bool]) -> float:
    """Return which share of the cells below the header and above the notes pass a test."""
    cells = between(column, test)
    return sum(map(test, cells)) / len(cells) if cells else 0.0


def numeric_share(cells: Sequence[str]) -> float:
    """Return which share of the filled cells are numbers."""
    filled = [text for text in cells if text]
    read = numbers(pd.Series(filled, dtype="str"))
    return float(np.isfinite(read.values).mean()) if filled else 0.0


def are_figures(column: Sequence[str]) -> bool:
    """Return whether most cells of a column that hold digits are numbers."""
    return numeric_share(between(column, _DIGIT.search)) >= _MOST_ARE
