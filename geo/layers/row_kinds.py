"""What the rows of a table are: titles, headers, figures, totals, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.layers.cells import cleaned, numbers, year
from geo.layers.grid import Grid
from geo.layers.keys import Key
from geo.layers.samples import different

RowKind = Literal["title", "header", "data", "total", "note", "empty"]
MOST_HEADERS = 4
"""Rows that a header may have."""
_FEW = 5
_TOTAL = re.compile(
    r"^(?:ผล)?(?:ยอด)?รวม(?:$|\s|ทั้ง|ทุก|ยอด|จังหวัด|อำเภอ|ตำบล|ภาค|เขต)"
    r"|^(?:ทั้งประเทศ|ทั่วประเทศ|ทั่วราชอาณาจักร|ประเทศไทย)\b"
    r"|^(?:grand |sub-?)?totals?\b|^(?:whole kingdom|thailand|national)$",
    re.I,
)
_TITLE = re.compile(r"^(?:ตาราง(?:ที่)?|table)\s*[0-9]", re.I)
_UNIT = re.compile(r"^\(?\s*(?:หน่วย|units?\b)", re.I)
_NOTE = re.compile(
    r"^(?:\*|\(?หมายเหตุ|ที่มา|แหล่งที่มา|แหล่งข้อมูล|ข้อมูล ณ|notes?\b|sources?\b|remarks?\b)", re.I
)


def kinds_above(
    grid: Grid, key: Key, first: int, *, given: bool, kinds: NDArray[np.object_]
) -> None:
    """Tell, from the first row that speaks of an area upwards, headers from titles and totals."""
    figures = np.zeros(grid.cells.shape[1], bool)
    for data in grid.cells.iloc[first : first + _FEW].itertuples(index=False, name=None):
        figures |= _are_figures([*map(cleaned, data)])
    figures[[c for c in key.columns if c >= 0]] = False
    headers = 0
    for row in range(first - 1, -1, -1):
        texts = [cleaned(text) for text in grid.cells.iloc[row]]
        below = not headers and not given
        ended = headers and kinds[row + 1] != "header"
        if not any(texts):
            kinds[row] = "empty"
        elif given and row == first - 1:
            kinds[row] = "header"
        elif below and _is_numbering(texts):
            kinds[row] = "title"
        elif below and _is_total(texts) and _are_figures(texts).any():
            kinds[row] = "total"
        elif below and _are_figures(texts)[figures].sum() * 2 > figures.sum():
            kinds[row] = "data"
        elif _is_heading(texts) and not ended and headers < MOST_HEADERS:
            kinds[row] = "header"
        else:
            kinds[row] = "title"
        headers += kinds[row] == "header"


def _are_figures(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return which cells of a row hold numbers that are no years."""
    read = numbers(pd.Series(texts, dtype="str"))
    return np.isfinite(read.values) & [year(text) is None for text in texts]


def _is_total(texts: Sequence[str]) -> bool:
    return any(_TOTAL.search(text) for text in texts[:3])


def _is_numbering(texts: Sequence[str]) -> bool:
    """Return whether a row numbers the columns, as in (1), (2), (3)."""
    found = [text.strip("()") for text in texts if text]
    return len(found) > 2 and found == [str(n + 1) for n in range(len(found))]


def _is_heading(texts: Sequence[str]) -> bool:
    """Return whether a row can be one of a header: of all columns, or of some of them together."""
    if _TITLE.search(_first_text(texts)):
        return False
    if len(texts) == 1 or different(texts) > 1:
        return True
    return not texts[0] and not _UNIT.search(_first_text(texts))


def kinds_below(
    grid: Grid, first: int, speaks: NDArray[np.bool_], kinds: NDArray[np.object_]
) -> None:
    """Tell, among the rows from the first on that speak of no area, totals and notes."""
    silent = first + np.flatnonzero(~speaks[first:])
    last = int(np.flatnonzero(speaks)[-1]) if speaks.any() else -1
    rows = grid.cells.iloc[silent].itertuples(index=False, name=None)
    for row, cells in zip(silent, rows, strict=True):
        texts = [cleaned(text) for text in cells]
        if not any(texts):
            kinds[row] = "empty"
        elif _is_total(texts):
            kinds[row] = "total"
        elif _NOTE.search(_first_text(texts)) or (different(texts) == 1 and row > last):
            kinds[row] = "note"


def _first_text(texts: Sequence[str]) -> str:
    return next((text for text in texts if text), "")
