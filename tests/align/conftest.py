"""Builders for the tests of the align stage."""

import csv
from collections import defaultdict
from collections.abc import Callable
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import pocketsphinx
import pytest
import soundfile
from scipy.signal import resample_poly

from unisono.align.acoustic_model import AcousticModel, read_acoustic_model
from unisono.align.hmm import HmmAligner
from unisono.align.pronounce import Dictionary
from unisono.audio import SAMPLE_RATE, Samples
from unisono.store import write_table
from unisono.tables import TABLES

MODEL = Path(pocketsphinx.get_model_path("en-us"))


@pytest.fixture(scope="session")
def model() -> AcousticModel:
    return read_acoustic_model(MODEL / "en-us")


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return Dictionary(MODEL / "cmudict-en-us.dict")


@pytest.fixture(scope="session")
def aligner() -> HmmAligner:
    return HmmAligner()


HandLabelled = list[tuple[str, Samples, list[tuple[str, float, float]]]]
"""Clips: name, samples at 16 kHz, and each word with its start and end."""


@pytest.fixture(scope="session")
def hand_labelled(shared_data: Path) -> HandLabelled:
    marked = defaultdict(list)
    with (shared_data / "aligned" / "words.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            marked[row["clip"]].append((row["word"], float(row["start"]), float(row["end"])))
    clips = []
    for clip, words in marked.items():
        samples, rate = soundfile.read(shared_data / "aligned" / f"{clip}.wav", dtype="float32")
        divisor = gcd(rate, SAMPLE_RATE)
        clips.append((clip, resample_poly(samples, SAMPLE_RATE // divisor, rate // divisor), words))
    return clips


def noise(seconds: float, level: float = 1e-3, seed: int = 0) -> Samples:
    generator = np.random.default_rng(seed)
    return generator.normal(0, level, round(seconds * SAMPLE_RATE)).astype(np.float32)


class Corpus:
    """Recordings and segments written as the stages before would write them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.audio = folder / "audio"
        self.audio.mkdir()
        self.probe = folder / "probe.parquet"
        self.segments = folder / "segments.parquet"
        self._probe: list[dict[str, Any]] = []
        self._segments: list[dict[str, Any]] = []

    def add(
        self,
        media_id: str,
        samples: Samples | None,
        texts: list[tuple[float | None, float | None, str]],
        language: str = "en",
    ) -> None:
        name = None if samples is None else f"{media_id}.flac"
        if name is not None:
            soundfile.write(self.audio / name, samples, SAMPLE_RATE)
        row: dict[str, Any] = dict.fromkeys(TABLES["probe"].columns)
        row |= {"media_id": media_id, "path": "x", "kind": "audio", "streams": "", "sex": "unknown"}
        row |= {"language": language, "status": "ok", "audio": name}
        self._probe.append(row)
        self._segments += [
            {
                "media_id": media_id,
                "segment": number,
                "start": start,
                "end": end,
                "text": text,
                "speaker_id": None,
                "source": "txt",
                "channel": None,
                "confidence": None,
            }
            for number, (start, end, text) in enumerate(texts)
        ]

    def write(self) -> None:
        write_table("probe", self.probe, sorted(self._probe, key=lambda row: row["media_id"]))
        rows = sorted(self._segments, key=lambda row: (row["media_id"], row["segment"]))
        write_table("segments", self.segments, rows)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


@pytest.fixture(scope="session")
def make_noise() -> Callable[..., Samples]:
    return noise
