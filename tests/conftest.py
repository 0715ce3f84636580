"""Fixtures that all tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real recordings; tests that need it are skipped where it is absent."""
    folder = (ROOT / os.environ.get("UNISONO_TEST_DATA", "../shared/data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no real recordings at {folder}; set UNISONO_TEST_DATA to their folder")
    return folder
