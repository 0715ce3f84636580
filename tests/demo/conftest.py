"""Decoding, as every test of the demo needs it."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from unisono.audio import SAMPLE_RATE, Samples

Decode = Callable[[Path], tuple[float, Samples]]


def _decode_sound(path: Path) -> tuple[float, Samples]:
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("fltp", "mono", SAMPLE_RATE)
        frames = list(container.decode(audio=0))
        start = frames[0].time
        pieces = [piece for frame in [*frames, None] for piece in resampler.resample(frame)]
    assert start is not None
    return start, np.concatenate([piece.to_ndarray()[0] for piece in pieces])


@pytest.fixture(scope="session")
def decode_sound() -> Decode:
    """Gives the time of the first sample of a file, and all its samples at 16 kHz."""
    return _decode_sound
