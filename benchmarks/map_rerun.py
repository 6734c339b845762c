"""One change on the first page: bytes over the websocket and time to the new picture.

The peer is the page that most people would write: the same boundaries as inline GeoJSON, sent with
every change. Both run in the same Chromium, one after the other. No figure is printed unless the
two painted the same colours, area by area, and no change of ours sent more than it may. How long a
change takes depends on the machine, so that is told and not asserted.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from playwright.sync_api import Browser
from rich.console import Console
from rich.table import Table

from geo.areas import Areas, read_areas
from geo.coverage import simplified
from geo.paths import DEFAULT_SCENARIO, areas_in_use, data_dir
from scoring.choose import choose_areas
from scoring.index import score_areas
from scoring.scenario_toml import read_scenario
from tests.browser.driving import MAP, Visit, chromium, dashboard, open_page, streamlit_page
from ui.classes import MISSING_COLOUR, classify
from ui.map_files import TOLERANCE_DEGREES

CHANGES = 6
LAYERS = {"first": "hai", "second": "household_income"}
MOST_KILOBYTES = 60
"""What one change may send at most."""
MOST_SECONDS = 1.5
"""How long one change should take, on two cores without a graphics card."""
_WATCH = 12
"""Seconds to watch the map after a change; the slower page must be done well before."""
_ALIKE = 12
"""Colours differ by no more than this in each channel."""
_AGREE = 0.98
_DISC_DEGREES = 0.4
_LINE_DEGREES = 0.08


@dataclass(frozen=True)
class Rerun:
    """The changes of one page, each its kilobytes and seconds."""

    kilobytes: tuple[float, ...]
    seconds: tuple[float, ...]

    @property
    def medians(self) -> tuple[float, float]:
        """Kilobytes and seconds of the change in the middle."""
        return statistics.median(self.kilobytes), statistics.median(self.seconds)


def run() -> None:
    """Print both pages' bytes and seconds a change, and the ratios."""
    areas = read_areas(areas_in_use())
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        inline = Path(folder) / "areas.json"
        inline.write_text(json.dumps(_inline(areas)), encoding="utf-8")
        with dashboard(data_dir()) as address:
            titles = [areas.indicator(id).title_en for id in LAYERS.values()]
            ours, our_colours = _measure(browser, f"{address}/?lang=en&layer=hai", titles, areas)
        peer_script = Path(__file__).with_name("naive_map.py")
        with streamlit_page(peer_script, {"BENCHMARK_AREAS": str(inline)}) as address:
            peer, peer_colours = _measure(browser, address, list(LAYERS), areas)
    same = np.abs(our_colours - peer_colours).max(axis=1) <= _ALIKE
    assert same.mean() > _AGREE, f"only {same.mean():.0%} of the areas have the same colour"
    most = max(ours.kilobytes)
    assert most < MOST_KILOBYTES, f"a change sent {most:,.1f} kB, {MOST_KILOBYTES} are allowed"
    _print(ours, peer)
    print(
        f"{len(areas):,} areas, medians of {CHANGES} changes; "
        f"{same.mean():.0%} of {len(same)} sampled points have the same colour on both pages"
    )


def _print(ours: Rerun, peer: Rerun) -> None:
    (kilobytes, seconds), (peer_kilobytes, peer_seconds) = ours.medians, peer.medians
    kept = "kept" if seconds <= MOST_SECONDS else "not kept"
    table = Table("page", "kB a change", "s to the new picture", title="One change on the map")
    table.add_row("Phuenthi", f"{kilobytes:,.1f}", f"{seconds:.2f}")
    table.add_row("  bound", f"{MOST_KILOBYTES} (kept)", f"{MOST_SECONDS} ({kept})")
    table.add_row("inline GeoJSON", f"{peer_kilobytes:,.1f}", f"{peer_seconds:.2f}")
    table.add_row(
        "ratio", f"{peer_kilobytes / kilobytes:,.0f} ×", f"{peer_seconds / seconds:.1f} ×"
    )
    Console().print(table)


def _inline(areas: Areas) -> dict[str, object]:
    """The boundaries with a colour for each layer, as a page would send them."""
    frame = simplified(areas.table.geometry, TOLERANCE_DEGREES).to_frame("geometry")
    for name, id in LAYERS.items():
        high = areas.indicator(id).direction == "more_is_need"
        classes = classify(areas.values[id], dark_is_high=high)
        palette = [*classes.colours, *[MISSING_COLOUR] * (16 - len(classes.colours))]
        frame[name] = [list(palette[int(digit, 16)]) for digit in classes.digits]
    frame["name"] = areas.table["name_th"]
    return json.loads(frame.to_json())


def _measure(
    browser: Browser, address: str, titles: list[str], areas: Areas
) -> tuple[Rerun, np.ndarray]:
    """Change the layer to and fro; return what it took, and the colours of the second layer."""
    visit = open_page(browser, address)
    visit.settle()
    sizes, times = [], []
    for change in range(CHANGES):
        before = len(visit.received)
        times.append(_time_to_new_picture(visit, titles[(change + 1) % 2]))
        sizes.append(sum(visit.received[before:]) / 1000)
    _time_to_new_picture(visit, titles[1])
    sample = _clear_places(areas)
    colours = visit.colours_at(sample["lon"], sample["lat"])
    visit.page.context.close()
    return Rerun(tuple(sizes), tuple(times)), colours


def _clear_places(areas: Areas) -> pd.DataFrame:
    """Areas here and there, clear of discs and province lines, which only the dashboard draws."""
    scenario = read_scenario(DEFAULT_SCENARIO.read_text(encoding="utf-8"), DEFAULT_SCENARIO.name)
    shortlist = choose_areas(areas, score_areas(areas, scenario), scenario)
    places = areas.table[["lon", "lat"]]
    sample = places.iloc[:: len(areas) // 200]
    discs = places.loc[list(shortlist.codes)].to_numpy()
    apart = np.abs(sample.to_numpy()[:, np.newaxis] - discs).max(axis=2).min(axis=1)
    lines = areas.table.dissolve("province_code").boundary.union_all()
    off_line = shapely.distance(shapely.points(sample.to_numpy()), lines) > _LINE_DEGREES
    return sample[(apart > _DISC_DEGREES) & off_line]


def _time_to_new_picture(visit: Visit, title: str) -> float:
    """Choose a layer; return the seconds until the map looks as it does in the end."""
    clip = visit.page.locator(MAP).bounding_box()
    # the list of layers, once open, may lie over the map
    before = visit.page.screenshot(clip=clip)
    visit.page.get_by_role("combobox").click()
    option = visit.page.get_by_role("option", name=title, exact=True)
    option.wait_for()
    started = time.perf_counter()
    option.click()
    pictures = []
    while time.perf_counter() - started < _WATCH:
        picture = visit.page.screenshot(clip=clip)
        pictures.append((time.perf_counter() - started, picture))
    last = pictures[-1][1]
    assert last != before, f"the map did not change within {_WATCH} s"
    # the first picture after which nothing changes any more
    settled = next(
        i for i, (_, p) in enumerate(pictures) if all(q == last for _, q in pictures[i:])
    )
    return pictures[settled][0]
