"""Panels with planted effects, as the workflow's table has them."""

import importlib.util
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from unisono.regress.options import RegressOptions, Specification
from unisono.store import write_table

PARTIES = ("afd", "spd", "gruene")


def panel_columns(*, speakers=24, sessions=8, each=4, seed=0, effect=0.35):
    """Columns of a panel: addressing the first party raises the pitch by ``effect``."""
    rng = np.random.default_rng(seed)
    speaker = np.repeat(np.arange(speakers), sessions * each)
    session = np.tile(np.repeat(np.arange(sessions), each), speakers)
    keep = rng.random(speaker.size) < 0.7
    speaker, session = speaker[keep], session[keep]
    rows = speaker.size
    addressed = rng.integers(-2, len(PARTIES), rows)
    scores = {
        f"score_{party}": (addressed == k) * rng.uniform(0.6, 1.0, rows)
        for k, party in enumerate(PARTIES)
    }
    pitch = effect * scores["score_afd"] + rng.normal(size=rows) + 0.2 * speaker / speakers
    return {
        "row": np.arange(rows),
        "media_id": [f"m{k:03d}" for k in speaker],
        "protocol": [f"p{k}" for k in session],
        "speech": speaker.astype(np.int32),
        "sentence": np.arange(rows, dtype=np.int32),
        "speaker_id": [f"s{k:03d}" for k in speaker],
        "sex": [("female", "male")[k % 2] for k in speaker],
        "party": [PARTIES[k % len(PARTIES)] for k in speaker],
        "bloc": [("left", "centre", "right")[k % 3] for k in speaker],
        "date": [f"2024-03-{k + 1:02d}" for k in session],
        "session": [str(k + 41) for k in session],
        "agenda_item": [f"TOP {k}" for k in rng.integers(1, 4, rows)],
        "start": np.zeros(rows),
        "end": np.ones(rows),
        "f0_mean": 120 + pitch,
        "f0_median": 120 + pitch,
        "f0_mean_z": pitch + 0.1 * rng.normal(size=rows),
        "f0_median_z": pitch,
        "intensity": rng.normal(60, 3, rows),
        "rate": rng.normal(2.5, 0.3, rows),
        "length": rng.integers(3, 30, rows),
        "position": rng.random(rows),
        **scores,
    }


def save_panel(path, columns):
    """Write columns as the table ``panel``."""
    extra = [pa.field(name, pa.float64()) for name in columns if name.startswith("score_")]
    write_table("panel", path, pa.table(columns), extra=extra)
    return path


@pytest.fixture(scope="session")
def panel(tmp_path_factory):
    """A panel of 24 speakers and 8 sittings on disk."""
    return save_panel(tmp_path_factory.mktemp("panel") / "all.parquet", panel_columns())


def a_specification(**changed):
    """A regression of pitch on addressing one party."""
    values = {
        "name": "one",
        "outcome": "f0_median_z",
        "treatments": ("score_afd",),
        "fixed_effects": ("speaker_id",),
        "cluster": ("speaker_id",),
    }
    return Specification.model_validate(values | changed)


@pytest.fixture(scope="session")
def specify():
    """Builder of specifications."""
    return a_specification


@pytest.fixture(scope="session")
def save():
    """Writer of panels."""
    return save_panel


@pytest.fixture(scope="session")
def columns_of():
    """Builder of a panel's columns."""
    return panel_columns


@pytest.fixture(scope="session")
def options():
    """Default options without specifications of their own."""
    return RegressOptions(specifications=())


@pytest.fixture(scope="session")
def designs():
    """Designs for the tests of kernels, and what they are compared with."""
    path = Path(__file__).with_name("designs.py")
    spec = importlib.util.spec_from_file_location("regress_designs", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
