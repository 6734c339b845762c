"""Where Phuenthi finds what it ships and keeps what it fetches."""

import os
from pathlib import Path

import platformdirs

SHIPPED = Path(__file__).resolve().parent.parent / "data"
"""What comes with the project: catalogue, province figures, starter areas, scenarios."""


def data_dir() -> Path:
    """Return the user's data folder: ``PHUENTHI_DATA`` if set, else the platform's own."""
    chosen = os.environ.get("PHUENTHI_DATA")
    return Path(chosen).expanduser() if chosen else platformdirs.user_data_path("phuenthi")


def downloads_dir() -> Path:
    """Return the folder of files as their publishers serve them."""
    return data_dir() / "downloads"


def built_areas() -> Path:
    """Return the path at which ``phuenthi data build`` leaves the areas."""
    return data_dir() / "areas.parquet"


def starter_areas() -> Path:
    """Return the path of the areas that ship with the project."""
    return SHIPPED / "starter" / "areas.parquet"


def areas_in_use() -> Path:
    """Return the areas to work with: those the user built, else those that ship."""
    built = built_areas()
    return built if built.exists() else starter_areas()
