"""Sounds whose pitch, loudness and periods are known, and tables around them."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from unisono.acoustics.batch import measure_batch
from unisono.acoustics.grid import Stretch
from unisono.acoustics.options import AcousticsOptions
from unisono.acoustics.voice import Source
from unisono.audio import SAMPLE_RATE
from unisono.items import Batch
from unisono.store import read_rows, write_table

UNKNOWN = [
    *("sha256", "duration", "fps", "width", "height", "rotation", "video_stream", "video_start"),
    *("sample_rate", "channels", "audio_stream", "audio_start", "transcript", "speaker_id"),
    "reason",
]
"""Columns of probe that no test here looks at."""


def harmonics(f0, *, seconds=None, level=0.05, rate=SAMPLE_RATE):
    """A voice-like tone with an F0 that is constant or given for each sample."""
    track = np.full(round(seconds * rate), float(f0)) if np.isscalar(f0) else np.asarray(f0)
    phase = 2 * np.pi * np.cumsum(track) / rate
    tone = sum(np.sin(k * phase) / k for k in range(1, 11))
    return level * tone


def noise(seconds, *, level=0.05, seed=7):
    return level * np.random.default_rng(seed).standard_normal(round(seconds * SAMPLE_RATE))


def pulses(times, amplitudes, seconds):
    """Band-limited pulses at exact times, between the samples too."""
    samples = np.zeros(round(seconds * SAMPLE_RATE))
    for time, amplitude in zip(times, amplitudes, strict=True):
        middle = round(time * SAMPLE_RATE)
        places = np.arange(max(0, middle - 24), min(len(samples), middle + 24))
        distance = places - time * SAMPLE_RATE
        samples[places] += amplitude * np.exp(-((distance / 6.0) ** 2))
    return samples


def source_of(samples):
    """A recording in memory."""

    def read(first, stop):
        first = max(first, 0)
        return Stretch(samples=np.array(samples[first : max(first, stop)]), first=first)

    return Source(duration=len(samples) / SAMPLE_RATE, read=read)


@dataclass
class Corpus:
    """One batch of recordings on disk."""

    folder: Path

    def __post_init__(self):
        self.probes, self.segments, self.words = [], [], []
        (self.folder / "audio").mkdir(parents=True, exist_ok=True)

    def add(self, media_id, samples, segments=(), words=(), **probe):
        """A recording; segments (start, end[, speaker]), words (segment, start, end[, text])."""
        audio = None
        if samples is not None:
            audio = f"{media_id}.flac"
            soundfile.write(self.folder / "audio" / audio, samples, SAMPLE_RATE, subtype="PCM_24")
        row = dict.fromkeys(UNKNOWN)
        row |= {"media_id": media_id, "path": media_id, "kind": "audio", "audio": audio}
        row |= {"streams": "", "language": "en", "sex": "unknown", "status": "ok", **probe}
        self.probes.append(row)
        for number, (start, end, *speaker) in enumerate(segments):
            self.segments.append(
                {
                    "media_id": media_id,
                    "segment": number,
                    "start": start,
                    "end": end,
                    "text": "text",
                    "speaker_id": speaker[0] if speaker else None,
                    "source": "test",
                    "channel": None,
                    "confidence": None,
                }
            )
        for number, (segment, start, end, *text) in enumerate(words):
            self.words.append(
                {
                    "media_id": media_id,
                    "segment": segment,
                    "word": number,
                    "text": text[0] if text else "word",
                    "normalised": text[0] if text else "word",
                    "start": start,
                    "end": end,
                    "score": None,
                    "method": "test",
                    "status": "unaligned" if start is None else "aligned",
                }
            )
        return self

    def measure(self, *, name="0001", upstream=(), **options):
        """Run the stage; returns pitch, measures and accounting rows."""
        folder = self.folder
        by_id = {"key": lambda row: row["media_id"]}
        write_table("probe", folder / "probe.parquet", sorted(self.probes, **by_id))
        write_table("segments", folder / "segments.parquet", sorted(self.segments, **by_id))
        write_table("words", folder / "words.parquet", sorted(self.words, **by_id))
        measure_batch(
            probe=folder / "probe.parquet",
            segments=folder / "segments.parquet",
            words=folder / "words.parquet",
            upstream=upstream,
            audio=folder / "audio",
            pitch=folder / "pitch" / f"{name}.parquet",
            measures=folder / "measures" / f"{name}.parquet",
            options=AcousticsOptions(**options),
            batch=Batch(stage="acoustics", name=name, accounting=folder / "accounting.parquet"),
        )
        return (
            read_rows(folder / "pitch" / f"{name}.parquet"),
            read_rows(folder / "measures" / f"{name}.parquet"),
            read_rows(folder / "accounting.parquet"),
        )


@pytest.fixture
def corpus(tmp_path):
    return Corpus(tmp_path)


@pytest.fixture(scope="session")
def make():
    """Makers of sounds and sources."""
    return SimpleNamespace(harmonics=harmonics, noise=noise, pulses=pulses, source_of=source_of)
