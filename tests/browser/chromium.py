"""The Chromium that the browser tests drive: the machine's, else Debian's, else Playwright's.

Run as a program, it brings one where there is none, or says how.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# software rendering, no calls home; root may not use the sandbox
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--use-gl=angle",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine; ``PHUENTHI_CHROMIUM`` names one outright."""
    candidates = [os.environ.get("PHUENTHI_CHROMIUM"), *map(shutil.which, NAMES)]
    if MACOS.exists():
        candidates.append(str(MACOS))
    found = [c for c in candidates if c]
    return found[0] if found else _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def bring_chromium() -> str | None:
    """Install a Chromium and return its path; None where neither way works."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        ways = [["apt-get", "install", "-y", "-q", "chromium"], *ways]
        subprocess.run(["apt-get", "update", "-q"], check=False)
    for way in ways:
        print("No Chromium yet:", " ".join(way), flush=True)
        if subprocess.run(way, check=False).returncode == 0 and (found := find_chromium()):
            return found
    return None


if __name__ == "__main__":
    path = find_chromium() or bring_chromium()
    if path is None:
        sys.exit(
            "The browser tests need a Chromium and none could be installed. Install one yourself "
            "(Debian: `apt install chromium`; macOS: Google Chrome), or name its path in "
            "PHUENTHI_CHROMIUM, and run `make test` again."
        )
    print(f"Chromium: {path}")
