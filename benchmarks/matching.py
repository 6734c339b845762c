"""A table of 75,000 rows matched to areas, by code and by names.

The peer is what most people would write: pandas reads the columns, cleans them as far as this table
needs it, and merges with the official list. No figure is printed unless both found the same area
for every row. The rows are made up: every official area about ten times, one year each.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from geo.areas import read_areas
from geo.layers.record import TableForm
from geo.layers.reference import Reference, reference
from geo.layers.tables import match_table
from geo.official import official_areas
from geo.paths import areas_in_use

ROWS = 75_000
MOST_SECONDS = {"code": 1.0, "names": 5.0}
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_REPEATS = 3


def run() -> None:
    """Print how long both take for each kind of key, and the ratios."""
    known = reference(read_areas(areas_in_use()))
    made = _table()
    heads = ("matched by", "first s", "best s", "bound s", "pandas s", "ratio", "rows alike")
    table = Table(*heads, title=f"{ROWS:,} rows put on areas, from the CSV file")
    with tempfile.TemporaryDirectory() as folder:
        for kind, columns, peer in (
            ("code", ["code"], _merged_by_code),
            ("names", ["tambon", "district", "province"], _merged_by_names),
        ):
            path = Path(folder) / f"{kind}.csv"
            made[[*columns, "year", "people", "poor"]].to_csv(path, index=False)
            ours, (first, seconds) = _timed(lambda path=path: _matched(path, known))
            theirs, (_, peer_seconds) = _timed(lambda path=path, peer=peer: peer(path))
            assert (ours == made["area_code"].to_numpy()).all(), "some rows are on the wrong area"
            assert (ours == theirs).all(), "pandas puts some rows on other areas"
            bound = MOST_SECONDS[kind]
            kept = "kept" if first <= bound else "not kept"
            cells = [first, seconds, f"{bound:g} ({kept})", peer_seconds, seconds / peer_seconds]
            shown = [cell if isinstance(cell, str) else f"{cell:.2f}" for cell in cells]
            table.add_row(kind, *shown, f"{len(ours):,}")
    Console().print(table)


def _table() -> pd.DataFrame:
    """Return made-up rows in which every code and name is written as people write them."""
    official = official_areas()
    rng = np.random.default_rng(2569)
    chosen = official.iloc[rng.permutation(np.arange(ROWS) % len(official))].reset_index()
    codes = chosen["area_code"].to_numpy(object)
    ways: list[Callable[[str], str]] = [
        str,
        lambda c: f"TH{c}",
        lambda c: f"{c}.0",
        lambda c: c.translate(_THAI),
        lambda c: f"'{c}",
    ]
    way = rng.integers(len(ways), size=ROWS)
    return pd.DataFrame(
        {
            "area_code": codes,
            "code": [ways[w](code) for w, code in zip(way, codes, strict=True)],
            "tambon": "ต." + chosen["name_th"],
            "district": "อ." + chosen["district_th"],
            "province": "จ." + chosen["province_th"],
            "year": 2561,
            "people": rng.integers(100, 20_000, ROWS),
            "poor": rng.integers(0, 100, ROWS),
        }
    )


def _matched(path: Path, known: Reference) -> np.ndarray:
    return match_table(path, TableForm(), known).matching.unit[1:]


def _merged_by_code(path: Path) -> np.ndarray:
    read = pd.read_csv(path, dtype=str)
    thai = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
    clean = read["code"].str.translate(thai).str.replace(r"^TH|^'|\.0$", "", regex=True)
    listed = official_areas().reset_index()[["area_code"]]
    return clean.to_frame("area_code").merge(listed, how="left")["area_code"].to_numpy()


def _merged_by_names(path: Path) -> np.ndarray:
    read = pd.read_csv(path, dtype=str)
    names = pd.DataFrame(
        {
            "name_th": read["tambon"].str.removeprefix("ต."),
            "district_th": read["district"].str.removeprefix("อ."),
            "province_th": read["province"].str.removeprefix("จ."),
        }
    )
    return names.merge(official_areas().reset_index(), how="left")["area_code"].to_numpy()


def _timed(work: Callable[[], np.ndarray]) -> tuple[np.ndarray, tuple[float, float]]:
    """Return the result and the seconds of the first run, which fills caches, and the quickest."""
    seconds = []
    for _ in range(_REPEATS):
        begun = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - begun)
    return result, (seconds[0], min(seconds))
