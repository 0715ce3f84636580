"""The normalised audio of a recording: 16 kHz mono, first sample = container start."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

SAMPLE_RATE = 16_000
"""Samples per second of all normalised audio."""

Samples = npt.NDArray[np.float32]


def read_audio(path: str | Path, start: float = 0.0, end: float | None = None) -> Samples:
    """Read a stretch of normalised audio.

    Parameters
    ----------
    path
        File made by the media stage.
    start, end
        Seconds on the recording's clock; ``end=None`` means to the end. What lies outside
        the file is left out.

    Returns
    -------
    numpy.ndarray
        Shape (samples,), values in -1..1.
    """
    first = max(0, round(start * SAMPLE_RATE))
    with soundfile.SoundFile(path) as file:
        stop = file.frames if end is None else min(file.frames, round(end * SAMPLE_RATE))
        if first >= stop:
            return np.zeros(0, dtype=np.float32)
        file.seek(first)
        samples: Samples = file.read(stop - first, dtype="float32")
    return samples


def audio_blocks(path: str | Path, seconds: float = 60.0) -> Iterator[tuple[float, Samples]]:
    """Read normalised audio in consecutive blocks, so that memory stays bounded.

    Yields
    ------
    tuple
        Start of the block in seconds, and its samples.
    """
    size = round(seconds * SAMPLE_RATE)
    start = 0
    for block in soundfile.blocks(path, blocksize=size, dtype="float32"):
        yield start / SAMPLE_RATE, block
        start += len(block)


def audio_duration(path: str | Path) -> float:
    """Length of normalised audio in seconds."""
    return float(soundfile.info(path).frames) / SAMPLE_RATE
