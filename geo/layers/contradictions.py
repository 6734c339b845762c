"""Names that stand beside codes, and whether they are those of the same areas."""

from __future__ import annotations

import geothai
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Level
from geo.layers.codes import LEVELS, bare_code, level_of
from geo.layers.layout import Layout
from geo.layers.municipal_names import municipal_name
from geo.layers.names import is_name_of, plain_name

_SAMPLE = 200
_MOST_ARE = 0.6
_NEARLY_ALL = 0.9


def name_column(layout: Layout) -> int | None:
    """Return the column that names tambons or municipalities beside their code, if there is one."""
    rows = np.flatnonzero(layout.data)
    some = layout.grid.cells.iloc[rows[:: max(len(rows) // _SAMPLE, 1)]]
    shares = {
        n: float(np.mean([_names_something(text) for text in some[n] if text] or [False]))
        for n in range(len(layout.names))
        if n not in layout.key.columns
    }
    best = max(shares, key=lambda n: shares[n], default=None)
    return best if best is not None and shares[best] >= _MOST_ARE else None


def _names_something(text: str) -> bool:
    return is_name_of("tambon", text) or bool(municipal_name(text))


def contradictions(
    layout: Layout, status: NDArray[np.object_], unit: NDArray[np.object_]
) -> tuple[str, ...]:
    """Return in words which rows name another tambon, district or province than they are about.

    Parameters
    ----------
    layout
        The table. Looked at are the columns that are not its key.
    status, unit
        Shape (rows,), a `geo.layers.links.Status` and the code that each row is about.
    """
    if layout.key.kind not in ("code", "names", "address"):
        return ()
    rows = np.flatnonzero(np.isin(status.astype(str), ("code", "name")))
    found: dict[int, str] = {}
    for level, column in _columns_of_names(layout).items():
        said = layout.grid.cells[column].iloc[rows]
        of_row, different = pd.factorize(pd.MultiIndex.from_arrays([unit[rows], said]))
        other = np.array([_is_other(code, text, level) for code, text in different], bool)
        for row, text in zip(rows[other[of_row]], said[other[of_row]], strict=True):
            found.setdefault(int(row), text)
    return tuple(
        f"line {layout.grid.lines[row]}: {unit[row]} is {title_of(unit[row])}, "
        f'the table says "{text}"'
        for row, text in sorted(found.items())
    )


def _columns_of_names(layout: Layout) -> dict[Level, int]:
    """Return the column beside the key that names units of each level, where there is one."""
    rows = np.flatnonzero(layout.data)
    some = layout.grid.cells.iloc[rows[:: max(len(rows) // _SAMPLE, 1)]]
    levels = LEVELS[LEVELS.index(layout.key.level) :]
    best: dict[Level, tuple[float, int]] = {}
    for n in range(len(layout.names)):
        filled = [text for text in some[n] if text]
        if n in layout.key.columns or not filled:
            continue
        shares = {at: sum(is_name_of(at, t) for t in filled) / len(filled) for at in levels}
        # most districts have the name of one of their tambons, and provinces that of a district
        level = max(reversed(levels), key=lambda at: shares[at])
        least = _MOST_ARE if level == "tambon" else _NEARLY_ALL
        if shares[level] >= max(least, best.get(level, (0.0, 0))[0]):
            best[level] = shares[level], n
    return {level: column for level, (_, column) in best.items()}


def _is_other(code: str, text: str, level: Level) -> bool:
    """Return whether a text names a unit of a level, and not the one that an area lies in.

    What is only spelt at greater length, or is the name of the area's own district or province, is
    no other.
    """
    if not is_name_of(level, text) or bare_code(text):
        return False
    key = geothai.normalize(plain_name(text))
    district, province = geothai.district(code[:4]), geothai.province(code[:2])
    if province is not None and geothai.is_province(province, key):
        return False
    if level != "province" and district is not None and geothai.is_district(district, key):
        return False
    units = (geothai.subdistrict(code) if level == "tambon" else None, district, province)
    own = [
        geothai.normalize(name) for u in units if u is not None for name in (u.name_th, u.name_en)
    ]
    return not any(key.startswith(o) or o.startswith(key) for o in own)


def title_of(code: str) -> str:
    """Return the Thai names of an area and of what it lies in, "" where nobody knows the code."""
    address = geothai.address(code) if level_of(code) == "tambon" else None
    if address is not None:
        return (
            f"{address.subdistrict.name_th} {address.district.name_th} {address.province.name_th}"
        )
    unit = geothai.district(code) or geothai.province(code)
    return unit.name_th if unit else ""
