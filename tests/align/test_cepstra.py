"""The front end gives what PocketSphinx's own gives, and knows the edges."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pocketsphinx import Decoder

from unisono.align.cepstra import (
    HOP,
    WINDOW,
    cepstra,
    frame_count,
    normalised,
    with_differences,
)
from unisono.espeak.synthesis import synthesise


def test_cepstra_equal_those_of_pocketsphinx(tmp_path: Path) -> None:
    samples = synthesise("friends of the house", voice="en-us").samples
    generator = np.random.default_rng(0)
    pcm = (samples * 20000 + generator.normal(0, 30, len(samples))).astype(np.int16)
    decoder = Decoder(lm=None, mfclogdir=str(tmp_path), loglevel="FATAL")
    decoder.set_align_text("friends")
    decoder.start_utt()
    decoder.process_raw(pcm.tobytes(), full_utt=True)
    decoder.end_utt()
    (file,) = tmp_path.iterdir()
    theirs = np.frombuffer(file.read_bytes()[4:], ">f4").reshape(-1, 13)
    ours = cepstra(pcm.astype(np.float32) / 32768, floor=np.inf)
    assert len(theirs) == len(ours) + 1  # PocketSphinx pads a last frame with zeros
    assert np.abs(theirs[: len(ours)] - ours).max() < 0.01


@given(st.integers(0, 3000))
def test_frames_lie_wholly_in_the_samples(samples: int) -> None:
    frames = frame_count(samples)
    assert frames == 0 or (frames - 1) * HOP + WINDOW <= samples
    assert frames * HOP + WINDOW > samples


@pytest.mark.parametrize("samples", [0, 1, WINDOW - 1, WINDOW])
def test_short_sound_gives_few_or_no_frames(samples: int) -> None:
    values = cepstra(np.zeros(samples, dtype=np.float32))
    assert values.shape == (frame_count(samples), 13)
    assert np.isfinite(values).all()


def test_a_moving_mean_equals_the_mean_of_the_frames_around() -> None:
    values = np.random.default_rng(0).normal(5, 1, (50, 13)).astype(np.float32)
    values[7, 0] = -1  # without energy: does not count
    result = normalised(values, radius=4)
    for frame in (0, 6, 20, 49):
        around = values[max(0, frame - 4) : frame + 5]
        around = around[around[:, 0] >= 0]
        assert np.allclose(result[frame], values[frame] - around.mean(axis=0), atol=1e-4)


def test_differences_of_a_line_are_its_slope() -> None:
    line = np.repeat(np.arange(30, dtype=np.float32)[:, None], 13, axis=1)
    features = with_differences(line, 10, 12)
    assert features.shape == (2, 3, 13)
    assert np.array_equal(features[:, 0, 0], [10, 11])
    assert np.all(features[:, 1] == 4)
    assert np.all(features[:, 2] == 0)
