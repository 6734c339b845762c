"""Fixtures that more than one room's tests use."""

import os
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
