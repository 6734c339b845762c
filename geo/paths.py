"""Where Phuenthi finds what it ships and keeps what it fetches."""

import os
from pathlib import Path

import platformdirs

from geo.errors import GeoError

SHIPPED = Path(__file__).resolve().parent.parent / "data"
"""What comes with the project: catalogue, province figures, starter areas, scenarios."""

SHIPPED_SCENARIOS = SHIPPED / "scenarios"
DEFAULT_SCENARIO = SHIPPED_SCENARIOS / "default.toml"


def data_dir() -> Path:
    """Return the user's data folder: ``PHUENTHI_DATA`` if set, else the platform's own.

    Raises
    ------
    GeoError
        If ``PHUENTHI_DATA`` begins with ``~name`` and nobody has that name.
    """
    chosen = os.environ.get("PHUENTHI_DATA")
    if not chosen:
        return platformdirs.user_data_path("phuenthi")
    try:
        return Path(chosen).expanduser()
    except RuntimeError as cause:
        raise GeoError(
            'PHUENTHI_DATA is "{chosen}", but nobody on this machine has that name. '
            "Write the folder's path in full.",
            chosen=chosen,
        ) from cause


def downloads_dir() -> Path:
    """Return the folder of files as their publishers serve them."""
    return data_dir() / "downloads"


def user_catalog() -> Path:
    """Return the path of the catalogue of layers that the user added."""
    return data_dir() / "catalog.toml"


def layers_dir() -> Path:
    """Return the folder of the figures of these layers."""
    return data_dir() / "layers"


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
