"""Names that stand beside codes, and whether they are those of the same areas."""

from __future__ import annotations

import geothai
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.layers.codes import level_of
from geo.layers.layout import Layout
from geo.layers.municipal_names import municipal_name
from geo.layers.names import is_name_of, plain_name

_SAMPLE = 200
_MOST_ARE = 0.6


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
    """Return in words which rows are called otherwise than the area of their code.

    Parameters
    ----------
    layout
        The table.
    status, unit
        Shape (rows,), a `geo.layers.links.Status` and the code that each row is about.
    """
    beside = name_column(layout)
    if layout.key.kind != "code" or layout.key.level != "tambon" or beside is None:
        return ()
    rows = np.flatnonzero(status == "code")
    said = layout.grid.cells[beside].iloc[rows]
    pairs = pd.MultiIndex.from_arrays([unit[rows], said])
    of_row, different = pd.factorize(pairs)
    other = np.array([_is_other(code, text) for code, text in different], bool)
    if not other.any():
        return ()
    return tuple(
        f"line {layout.grid.lines[row]}: {unit[row]} is {title_of(unit[row])}, "
        f'the table says "{text}"'
        for row, text in zip(rows[other[of_row]], said[other[of_row]], strict=True)
    )


def _is_other(code: str, text: str) -> bool:
    """Return whether a text names some tambon, and neither the one of this code nor its district.

    Most districts have the name of one of their tambons, so a column of districts looks like one
    of tambons.
    """
    name, address = plain_name(text), geothai.address(code)
    if not name or address is None:
        return False
    key = geothai.normalize(name)
    own = [
        geothai.normalize(spelt)
        for unit in (address.subdistrict, address.district, address.province)
        for spelt in (unit.name_th, unit.name_en)
    ]
    return not any(key.startswith(o) or o.startswith(key) for o in own) and bool(
        geothai.match(name)
    )


def title_of(code: str) -> str:
    """Return the Thai names of an area and of what it lies in, "" where nobody knows the code."""
    address = geothai.address(code) if level_of(code) == "tambon" else None
    if address is not None:
        return (
            f"{address.subdistrict.name_th} {address.district.name_th} {address.province.name_th}"
        )
    unit = geothai.district(code) or geothai.province(code)
    return unit.name_th if unit else ""
