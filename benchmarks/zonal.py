"""Mean and sum of a large raster for every area: seconds and memory.

The peer is rasterstats, the package that most people would take. It counts a cell whole if its
middle lies in the area and not at all otherwise, so its figures differ; by how much is told. No
figure is printed unless ours agree with exactextract called plainly, area by area, and keep to the
bound on memory. How long it takes depends on the machine, so that is told and not asserted. The
peak of memory is the one that Linux keeps for a process.

The raster is made up: waves with noise, and a round hole without data.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import rasterio
from rasterio.transform import from_bounds
from rasterio.windows import Window
from rich.console import Console
from rich.table import Table

from geo.areas import read_areas
from geo.paths import areas_in_use

_ROOT = Path(__file__).resolve().parent.parent

WIDTH, HEIGHT = 5_000, 9_000
MOST_SECONDS = 15
MOST_MEGABYTES = 1_000
_AGREE = 1e-9
_ROWS = 500
_NODATA = -9999.0

_OURS = """
figures = {s: zonal_figures(shapes, raster, Zonal(s, least_coverage=0)).values
           for s in ("mean", "sum")}
"""
_PLAIN = """
frame = shapes.reset_index()
figures = exact_extract(raster, frame, ["mean", "sum"], include_cols="area_code", output="pandas")
figures = figures.set_index("area_code")
"""
_PEER = """
found = zonal_stats(shapes, str(raster), stats=["mean", "sum"])
figures = pd.DataFrame(found, index=shapes.index, columns=["mean", "sum"])
"""
_AROUND = """
import sys, time
from pathlib import Path
import pandas as pd
from exactextract import exact_extract
from geo.areas import read_areas
from geo.layers.rasters import Zonal, zonal_figures
from rasterstats import zonal_stats

areas, raster, out = sys.argv[1:]
raster = Path(raster)
shapes = read_areas(Path(areas)).table.geometry
started = time.perf_counter()
{work}
seconds = time.perf_counter() - started
pd.DataFrame(figures).astype("float64").to_parquet(out)
# what getrusage says here is at least the memory of the process that started this one
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(seconds, int(status["VmHWM"].split()[0]) * 1024 / 1e6)
"""


def run() -> None:
    """Print seconds and peak memory of both, the ratio, and how far their figures lie apart."""
    path = areas_in_use()
    count = len(read_areas(path))
    with tempfile.TemporaryDirectory() as folder:
        raster = Path(folder) / "made_up.tif"
        _write(raster)
        ours, seconds, megabytes = _measured(_OURS, path, raster)
        plain, plain_seconds, plain_megabytes = _measured(_PLAIN, path, raster)
        peer, peer_seconds, peer_megabytes = _measured(_PEER, path, raster)
    pd.testing.assert_frame_equal(
        ours, plain.where(ours.notna()), rtol=_AGREE, atol=0, check_names=False
    )
    # without a cell of data a sum is 0 to exactextract, and unknown to us
    assert (plain["sum"][ours["sum"].isna()] == 0).all()
    assert ours["mean"].notna().equals(plain["mean"].notna())
    assert megabytes <= MOST_MEGABYTES, f"{megabytes:,.0f} MB, {MOST_MEGABYTES:,} are allowed"

    kept = "kept" if seconds <= MOST_SECONDS else "not kept"
    title = f"Mean and sum of {WIDTH:,} × {HEIGHT:,} cells for {count:,} areas"
    table = Table("", "s", "peak MB", title=title)
    table.add_row("Phuenthi", f"{seconds:.1f}", f"{megabytes:,.0f}")
    table.add_row("  bound", f"{MOST_SECONDS} ({kept})", f"{MOST_MEGABYTES:,} (kept)")
    table.add_row("exactextract, plainly", f"{plain_seconds:.1f}", f"{plain_megabytes:,.0f}")
    table.add_row("rasterstats", f"{peer_seconds:.1f}", f"{peer_megabytes:,.0f}")
    times = f"{peer_seconds / seconds:.1f} ×", f"{peer_megabytes / megabytes:.1f} ×"
    table.add_row("ratio to rasterstats", *times)
    Console().print(table)
    gap = (peer / ours - 1).abs()
    print(
        f"All areas agree with exactextract to {_AGREE:g}. rasterstats is off by at most "
        f"{gap['mean'].max():.1%} (mean) and {gap['sum'].max():.1%} (sum), half of the time by "
        f"more than {gap['mean'].median():.2%} and {gap['sum'].median():.2%}."
    )


def _measured(work: str, areas: Path, raster: Path) -> tuple[pd.DataFrame, float, float]:
    """Run in a process of its own; return figures by area code, seconds and peak megabytes."""
    out = raster.with_name("figures.parquet")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _AROUND.format(work=work), areas, raster, out],
        cwd=_ROOT, env={**os.environ, "PYTHONPATH": str(_ROOT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seconds, megabytes = json.loads(f"[{','.join(done.stdout.split())}]")
    return pd.read_parquet(out), seconds, megabytes


def _write(path: Path) -> None:
    """Write the raster, from 97° E, 21° N to 106° E, 5° N, in tiles of float32."""
    rng = np.random.default_rng(2569)
    across = np.linspace(0, 1, WIDTH, dtype="float32")
    with rasterio.open(
        path, "w", driver="GTiff", width=WIDTH, height=HEIGHT, count=1, dtype="float32",
        crs="EPSG:4326", transform=from_bounds(97, 5, 106, 21, WIDTH, HEIGHT), nodata=_NODATA,
        tiled=True, compress="deflate", zlevel=1,
    ) as file:  # fmt: skip
        for first in range(0, HEIGHT, _ROWS):
            down = (np.arange(first, first + _ROWS, dtype="float32") / HEIGHT)[:, np.newaxis]
            waves = 3 + np.sin(9 * across) + np.cos(14 * down)
            cells = waves + rng.random((_ROWS, WIDTH), dtype="float32")
            cells[np.hypot(across - 0.3, down - 0.8) < 0.1] = _NODATA
            file.write(cells.astype("float32"), 1, window=Window(0, first, WIDTH, _ROWS))
