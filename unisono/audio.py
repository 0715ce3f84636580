"""The normalised audio of a recording: 16 kHz, first sample = container start.

A file holds one channel, the mean of the recording's, or all of them where
``media.channels`` is ``keep``. Who does not ask for a channel gets the mean either way.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from unisono.errors import InputError

SAMPLE_RATE = 16_000
"""Samples per second of all normalised audio."""

Samples = npt.NDArray[np.float32]

_PIECE = 1 << 20
"""Frames of several channels that are held at a time while one channel is made of them."""


def read_audio(
    path: str | Path, start: float = 0.0, end: float | None = None, channel: int | None = None
) -> Samples:
    """Read a stretch of normalised audio.

    Parameters
    ----------
    path
        File made by the media stage.
    start, end
        Seconds on the recording's clock; ``end=None`` means to the end. What lies outside
        the file is left out.
    channel
        Channel to hear, from 0; None means the mean of all channels.

    Returns
    -------
    numpy.ndarray
        Shape (samples,), values in -1..1.

    Raises
    ------
    InputError
        When the file has no such channel.
    """
    first = max(0, round(start * SAMPLE_RATE))
    with soundfile.SoundFile(path) as file:
        _check_channel(path, channel, file.channels)
        stop = file.frames if end is None else min(file.frames, round(end * SAMPLE_RATE))
        if first >= stop:
            return np.zeros(0, dtype=np.float32)
        file.seek(first)
        if file.channels == 1:
            samples: Samples = file.read(stop - first, dtype="float32")
            return samples
        pieces = []
        while first < stop:
            piece = file.read(min(_PIECE, stop - first), dtype="float32", always_2d=True)
            if not len(piece):  # a file that is shorter than its header says
                break
            pieces.append(_one_channel(piece, channel))
            first += len(piece)
    return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.float32)


def audio_blocks(
    path: str | Path, seconds: float = 60.0, channel: int | None = None
) -> Iterator[tuple[float, Samples]]:
    """Read normalised audio in consecutive blocks, so that memory stays bounded.

    Parameters
    ----------
    path, channel
        As for `read_audio`.
    seconds
        Length of a block.

    Yields
    ------
    tuple
        Start of the block in seconds, and its samples, shape (samples,).
    """
    for start, block in channel_blocks(path, seconds):
        _check_channel(path, channel, block.shape[1])
        yield start, _one_channel(block, channel)


def channel_blocks(path: str | Path, seconds: float = 60.0) -> Iterator[tuple[float, Samples]]:
    """Read all channels of normalised audio in consecutive blocks.

    Yields
    ------
    tuple
        Start of the block in seconds, and its samples, shape (samples, channels).
    """
    size = round(seconds * SAMPLE_RATE)
    start = 0
    for block in soundfile.blocks(path, blocksize=size, dtype="float32", always_2d=True):
        yield start / SAMPLE_RATE, block
        start += len(block)


def audio_duration(path: str | Path) -> float:
    """Length of normalised audio in seconds."""
    return float(soundfile.info(path).frames) / SAMPLE_RATE


def audio_channels(path: str | Path) -> int:
    """Number of channels that the normalised audio holds."""
    return int(soundfile.info(path).channels)


def _one_channel(block: Samples, channel: int | None) -> Samples:
    """One channel of several, or their mean; shape (samples, channels) to (samples,)."""
    if block.shape[1] == 1:
        return block[:, 0]
    if channel is not None:
        return np.ascontiguousarray(block[:, channel])
    mean: Samples = block.mean(axis=1, dtype=np.float32)
    return mean


def _check_channel(path: str | Path, channel: int | None, channels: int) -> None:
    if channel is not None and not 0 <= channel < channels:
        raise InputError(
            f"{Path(path).name} has no channel {channel} but {channels}, counted from 0; set "
            "media: channels: keep and run again, so that the channels are kept"
        )
