"""Fixtures that more than one room's tests use."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def upstream() -> Path:
    """Folder with the real upstream files; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("PHUENTHI_UPSTREAM", ROOT / "../shared/data/upstream")).resolve()
    if not folder.is_dir():
        pytest.skip(f"the upstream files are not on this machine ({folder})")
    return folder


@pytest.fixture(scope="session")
def built_areas(upstream: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder as ``PHUENTHI_DATA`` names it: the upstream files and the areas built from them.

    Each worker of pytest-xdist builds its own, which takes seconds. Tests must not write to it.
    """
    from geo.build import build
    from geo.catalog import catalog
    from geo.record import build_key, keep

    folder = tmp_path_factory.mktemp("data")
    downloads = folder / "downloads"
    downloads.mkdir()
    for dataset in catalog().downloads():
        shutil.copyfile(upstream / str(dataset.file), downloads / str(dataset.file))
    areas, report = build(catalog(), downloads)
    keep(areas, report, build_key(catalog(), downloads), folder / "areas.parquet")
    return folder
