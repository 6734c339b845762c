"""Whether people's judgements on weights can be worked with, looked up in the plain mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scoring.methods import fraction
from scoring.weigh.analytic_hierarchy import (
    RANDOM_INDEX,
    RECIPROCAL_TOLERANCE,
    reciprocal_faults,
)

_MOST = 9.0
"""Saaty's scale of judgements runs from 1/9 to 9."""
_ROUNDING = RECIPROCAL_TOLERANCE
"""How far judgements and points may be off because people write 0.33 for a third."""
_SUM_ROUNDING = 1.0
"""Points that three thirds written as 33 lack."""
_HUGE = 10**15
"""Whole numbers beyond which nobody means a judgement or points; the model refuses them."""
_MEMBERS = len(RANDOM_INDEX)
"""So many Saaty's random indices go."""

Said = tuple[tuple[str | int, ...], str]
"""Where something is wrong below the weighting, and what."""


def badly_judged(matrix: Any, ids: Sequence[str]) -> list[Said]:
    """Return what is wrong with a matrix of pairwise judgements on members with these ids."""
    if not isinstance(matrix, list | tuple):
        return []
    size = len(ids)
    if size > _MEMBERS:
        return [(("matrix",), f"pairs of {size} members cannot be judged; at most {_MEMBERS} can")]
    rows = [_numbers(row) for row in matrix]
    if len(rows) != size or any(row is not None and len(row) != size for row in rows):
        text = (
            f"the matrix has {len(rows)} rows of {_lengths(rows)} numbers and needs {size} rows "
            f"of {size}: one a member, in the order {', '.join(ids)}"
        )
        return [(("matrix",), text)]
    judged = np.array([[np.nan] * size if row is None else row for row in rows], dtype=np.float64)
    if np.isnan(judged).any():
        return []
    found: list[Said] = [
        (
            ("matrix", int(i), int(j)),
            f"the judgement {judged[i, j]:g} of {ids[i]} over {ids[j]} is outside 1/9 to 9",
        )
        for i, j in np.argwhere(
            (judged > _MOST * (1 + _ROUNDING)) | (judged < (1 - _ROUNDING) / _MOST)
        )
    ]
    # what is outside the scale is told already, and its reverse may be no number
    if found or (judged <= 0).any():
        return found
    for i, j in reciprocal_faults(judged):
        if i == j:
            text = f"the matrix says {judged[i, i]:g} of {ids[i]} over itself, which must be 1"
        else:
            text = (
                f"the matrix is not reciprocal: {ids[i]} over {ids[j]} is {judged[i, j]:g}, so "
                f"{ids[j]} over {ids[i]} must be {1 / judged[i, j]:.4g} and is {judged[j, i]:g}"
            )
        found.append((("matrix", int(j), int(i)), text))
    return found


def badly_allotted(points: Any, ids: Sequence[str]) -> list[Said]:
    """Return what is wrong with the points that people gave to members with these ids."""
    if not isinstance(points, Mapping):
        return []
    found: list[Said] = []
    if not points:
        found.append((("points",), "nobody gave any points; at least one person is needed"))
    for person, given in points.items():
        if not isinstance(given, Mapping):
            continue
        unknown = [id for id in given if id not in ids]
        lacking = [id for id in ids if id not in given]
        if unknown:
            text = f"{person} gives points to {', '.join(unknown)}; members are {', '.join(ids)}"
            found.append((("points", person), text))
        if lacking:
            text = f"{person} gives no points to {', '.join(lacking)}; write 0 if none are meant"
            found.append((("points", person), text))
        numbers = _numbers(list(given.values()))
        if numbers is None or unknown or lacking:
            continue
        if abs(sum(numbers) - 100) > _SUM_ROUNDING:
            text = f"the points of {person} add up to {sum(numbers):g} and must add up to 100"
            found.append((("points", person), text))
    return found


def _numbers(row: Any) -> list[float] | None:
    if not isinstance(row, list | tuple):
        return None
    read = [_number(entry) for entry in row]
    return None if any(number is None for number in read) else [n for n in read if n is not None]


def _number(entry: Any) -> float | None:
    number = fraction(entry)
    if isinstance(number, int) and abs(number) > _HUGE:
        return None
    return (
        float(number) if isinstance(number, int | float) and not isinstance(number, bool) else None
    )


def _lengths(rows: Sequence[list[float] | None]) -> str:
    return "/".join(sorted({str(len(row)) for row in rows if row is not None})) or "no"
