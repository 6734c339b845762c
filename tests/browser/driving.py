"""Driving the dashboard: a real server, a real Chromium, and what a visit to a page leaves."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image
from playwright.sync_api import Browser, Page, WebSocket, expect, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium
from ui.map import COUNTRY

ROOT = Path(__file__).resolve().parent.parent.parent
ARTEFACTS = ROOT / "artefacts"
DESKTOP = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}
# a busy machine is slow, not wrong
expect.set_options(timeout=30_000)
MAP = '[data-testid="stDeckGlJsonChart"]'
_LONGEST_CLICK = 250
"""Milliseconds from press to release that deck.gl takes for a click."""
_TIME_PRESSES = """() => {
    let down = 0, taken = Infinity;
    addEventListener("pointerdown", () => { down = Date.now(); taken = Infinity; }, true);
    addEventListener("pointerup", () => { taken = Date.now() - down; }, true);
    window.lastPress = () => taken;
}"""


@dataclass
class Visit:
    """A page in the browser and what it did that a user would not see."""

    page: Page
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Addresses of requests that left this machine."""
    received: list[int] = field(default_factory=list)
    """Sizes in bytes of the messages that came over the websocket."""

    def settle(self) -> None:
        """Wait until the page has run and the map has had time to paint."""
        self.page.wait_for_selector(f"{MAP} canvas")
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        self.page.wait_for_load_state("networkidle")
        self._wait_until_painted()

    def _wait_until_painted(self) -> None:
        """Wait until the map has more than one colour and stands still for half a second."""
        end = time.monotonic() + 60
        before = b""
        while time.monotonic() < end:
            picture = self.page.screenshot(clip=self.page.locator(MAP).bounding_box())
            if picture == before and Image.open(io.BytesIO(picture)).getcolors(16) is None:
                return
            before = picture
            self.page.wait_for_timeout(500)
        raise RuntimeError("the map was not painted, or did not come to rest, within 60 s")

    def place_on_map(self, lon: ArrayLike, lat: ArrayLike) -> np.ndarray:
        """Where coordinates lie on the page at the country's view: (points, 2), in pixels.

        Web Mercator with deck.gl's 512-pixel tiles.
        """
        box = self.page.locator(MAP).bounding_box()
        assert box
        offset = _mercator(lon, lat) - _mercator(COUNTRY["longitude"], COUNTRY["latitude"])
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        return np.array(middle) + offset * 512 * 2 ** COUNTRY["zoom"]

    def click_map(self, lon: float, lat: float) -> None:
        """Click the map at coordinates, as a click and not as a long press.

        deck.gl looks up what lies below while the button goes down, and takes what lasts over
        250 ms for a long press. Without a graphics card that look-up takes 40 ms, on a machine
        that runs many tests at times longer than the limit: only then press again.
        """
        x, y = self.place_on_map(lon, lat)
        self.page.evaluate(_TIME_PRESSES)
        for _ in range(10):
            self.page.mouse.click(x, y)
            if self.page.evaluate("lastPress()") < _LONGEST_CLICK:
                return
        raise RuntimeError("every press on the map took too long to be a click")

    def colours_at(self, lon: ArrayLike, lat: ArrayLike) -> np.ndarray:
        """Red, green and blue of the map at coordinates: (points, 3)."""
        picture = np.asarray(Image.open(io.BytesIO(self.page.screenshot())).convert("RGB"))
        columns, rows = np.round(self.place_on_map(lon, lat)).astype(int).T
        return picture[rows, columns].astype(int)

    def keep_picture(self, name: str) -> None:
        """Keep a picture of the page among the run's artefacts."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png")


def open_page(browser: Browser, address: str, size: dict[str, int] = DESKTOP) -> Visit:
    """Open a page in a window of its own and write down all it does."""
    context = browser.new_context(viewport=size, accept_downloads=True)
    opened = Visit(context.new_page())
    page = opened.page
    page.on("console", lambda m: opened.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: opened.errors.append(str(error)))
    page.on("request", lambda request: _note_stranger(opened, request.url))
    page.on("websocket", lambda websocket: _note_messages(opened, websocket))
    page.goto(address)
    return opened


def _note_stranger(visit: Visit, address: str) -> None:
    if not address.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:")):
        visit.strangers.append(address)


def _note_messages(visit: Visit, websocket: WebSocket) -> None:
    def note(payload: str | bytes) -> None:
        visit.received.append(len(payload))

    websocket.on("framereceived", note)


def _mercator(lon: ArrayLike, lat: ArrayLike) -> np.ndarray:
    """Web Mercator as shares of the world, growing to the east and to the south."""
    across = np.asarray(lon) / 360
    down = -np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) / (2 * np.pi)
    return np.stack([across, down], axis=-1)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium without a screen."""
    path = find_chromium()
    assert path, "no Chromium: run `make test`, which brings one, or name it in PHUENTHI_CHROMIUM"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@contextmanager
def dashboard(data: Path) -> Iterator[str]:
    """Run the dashboard with this data folder and give its address."""
    environment = {**os.environ, "PHUENTHI_DATA": str(data)}
    with _server(["-m", "cli", "serve", "--port"], ROOT, environment) as address:
        yield address


@contextmanager
def streamlit_page(script: Path, environment: dict[str, str]) -> Iterator[str]:
    """Run a page of Streamlit that is not the dashboard and give its address."""
    arguments = ["-m", "streamlit", "run", str(script), "--server.port"]
    with _server(arguments, ROOT, {**os.environ, **environment}) as address:
        yield address


@contextmanager
def _server(arguments: Sequence[str], folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Run Python with the arguments and a free port after them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, *arguments, str(port)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_until_healthy(server, f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _wait_until_healthy(server: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if server.poll() is not None:
            said = server.stdout.read().decode() if server.stdout else ""
            raise RuntimeError(f"the dashboard ended with {server.returncode}: {said}")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError("the dashboard did not answer within 90 s")
