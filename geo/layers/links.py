"""From rows to areas: which row says something about which area, and with what weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Status = Literal[
    "code", "name", "place", "polygon", "successor", "crosswalk", "municipality",
    "municipality_name", "former", "ambiguous", "unmatched", "other_level", "filtered", "repeated",
    "title", "header", "total", "note", "empty",
]  # fmt: skip

TAKEN: tuple[Status, ...] = (
    "code", "name", "place", "polygon", "successor", "crosswalk", "municipality",
    "municipality_name",
)  # fmt: skip
"""What becomes of a row whose figure reaches an area."""


@dataclass(frozen=True)
class Target:
    """An area that a row's unit lies in."""

    unit: str
    """Code of the area; of the district or province, in a table of these."""
    share: float
    """Of the row's count, 0 to 1; over all targets of a row they sum to 1."""
    people: float
    """Persons of the unit in this area, by whom a rate is weighted; NaN where nobody knows."""
    of: float = np.nan
    """All persons of this area, where the row may be about some of them only; else NaN."""


@dataclass(frozen=True)
class Outcome:
    """What became of a row."""

    status: Status
    unit: str = ""
    """What the row is about, by which rows about the same are known; "" where that is unknown."""
    targets: tuple[Target, ...] = ()
    note: str = ""
    """For people: candidates, or why not."""


def whole(code: str) -> tuple[Target, ...]:
    """Return the one target of a row that is about one unit and all of it."""
    return (Target(code, 1.0, np.nan),)


def shared(
    people: Mapping[str, float], total: float = np.nan, of: Mapping[str, float] | None = None
) -> tuple[Target, ...]:
    """Return the targets of a row that is about several areas, shared out by people.

    Parameters
    ----------
    people
        Area code → persons, NaN where unknown; if one is, or nobody lives anywhere, the parts are
        equal and their people unknown.
    total
        Persons of the whole unit, where that is another number than the sum: the parts are scaled.
    of
        Area code → all its persons, where the unit may be about some of them only.
    """
    numbers = np.array(list(people.values()), "float64")
    known = np.isfinite(numbers).all() and numbers.sum() > 0
    parts = numbers / numbers.sum() if known else np.full(len(numbers), 1 / max(len(numbers), 1))
    weights = numbers if known else np.full(len(numbers), np.nan)
    if np.isfinite(total):
        weights = parts * total
    return tuple(
        Target(area, float(share), float(weight), (of or {}).get(area, np.nan))
        for area, share, weight in zip(people, parts, weights, strict=True)
        # a part without people has no say, but the only part is the unit
        if share > 0 or len(numbers) == 1
    )


def links(
    outcomes: Sequence[Outcome], of_row: NDArray[np.intp], rows: NDArray[np.intp]
) -> pd.DataFrame:
    """Return one line for each row and unit.

    Parameters
    ----------
    outcomes
        Each that occurs, once.
    of_row
        For each row the position of its outcome.
    rows
        Numbers of these rows.

    Returns
    -------
    pandas.DataFrame
        ``row`` (int), ``unit`` (str), ``share``, ``people`` and ``of`` (float64), as in `Target`.
    """
    counts = np.array([len(outcome.targets) for outcome in outcomes], int)
    flat = [target for outcome in outcomes for target in outcome.targets]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(counts) else np.zeros(0, int)
    many = counts[of_row] if len(of_row) else np.zeros(0, int)
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    place = np.repeat(starts[of_row], many) + within if len(of_row) else np.zeros(0, int)
    parts = {
        name: np.array([getattr(target, name) for target in flat], "float64")[place]
        for name in ("share", "people", "of")
    }
    units = np.array([target.unit for target in flat], object)[place]
    return pd.DataFrame({"row": np.repeat(rows, many), "unit": units, **parts})
