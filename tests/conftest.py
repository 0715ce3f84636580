"""Fixtures that all tests share."""

import importlib.util
import os
import socket
import sys
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

hypothesis.settings.register_profile("shared-machine", deadline=None)
hypothesis.settings.load_profile("shared-machine")  # time is measured in benchmarks/ alone

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real recordings; tests that need it are skipped where it is absent."""
    folder = (ROOT / os.environ.get("UNISONO_TEST_DATA", "../shared/data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no real recordings at {folder}; set UNISONO_TEST_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def checkpoints() -> Path:
    """Folder of the small checkpoints; `make test-whisper` makes them and says where they are."""
    named = os.environ.get("UNISONO_CHECKPOINTS")
    if named is None:
        pytest.skip("backends with weights are tested by `make test-whisper`")
    folder = Path(named)
    assert (folder / "made-by.txt").is_file(), f"no checkpoints in {folder}: make checkpoints"
    return folder


@pytest.fixture(scope="session")
def learnt() -> ModuleType:
    """What the small checkpoints were trained on: sentences, voices and their recordings."""
    path = ROOT / "tests" / "checkpoints" / "corpus.py"
    spec = importlib.util.spec_from_file_location("checkpoint_corpus", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may connect to anything, and no variable tells the hub's client to stay offline."""

    def refuse(_socket: socket.socket, address: object) -> None:
        raise AssertionError(f"a connection to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
