"""Normalised audio is read as its mean or by channel, whole, in part and in blocks."""

import numpy as np
import pytest
import soundfile

from unisono.audio import (
    SAMPLE_RATE,
    audio_blocks,
    audio_channels,
    audio_duration,
    channel_blocks,
    read_audio,
)
from unisono.errors import InputError

LENGTH = 40_000


@pytest.fixture(scope="module")
def channels():
    """Two channels of noise, exact in 16 bits; shape (samples, 2)."""
    drawn = np.random.default_rng(5).integers(-20_000, 20_000, (LENGTH, 2))
    return (drawn / 32_768).astype(np.float32)


@pytest.fixture
def two(tmp_path, channels):
    soundfile.write(tmp_path / "two.flac", channels, SAMPLE_RATE, subtype="PCM_16")
    return tmp_path / "two.flac"


@pytest.fixture
def one(tmp_path, channels):
    soundfile.write(tmp_path / "one.flac", channels[:, 0], SAMPLE_RATE, subtype="PCM_16")
    return tmp_path / "one.flac"


def test_without_a_channel_the_mean_of_all_is_heard(two, one, channels):
    assert np.array_equal(read_audio(two), channels.mean(axis=1))
    assert np.array_equal(read_audio(one), channels[:, 0])


@pytest.mark.parametrize("channel", [0, 1])
def test_a_channel_is_heard_by_itself(two, channels, channel):
    part = read_audio(two, 0.5, 1.25, channel)
    assert np.array_equal(part, channels[8_000:20_000, channel])
    assert part.flags.c_contiguous


def test_long_stretches_are_put_together_from_pieces(two, channels, monkeypatch):
    monkeypatch.setattr("unisono.audio._PIECE", 999)
    assert np.array_equal(read_audio(two, 0.1, channel=1), channels[1_600:, 1])
    assert np.array_equal(read_audio(two, 0.1, 2.0), channels[1_600:32_000].mean(axis=1))


@pytest.mark.parametrize("channel", [None, 0, 1])
def test_blocks_are_the_same_sound_in_order(two, channel):
    blocks = list(audio_blocks(two, 0.7, channel))
    assert [start for start, _ in blocks] == pytest.approx([0.0, 0.7, 1.4, 2.1])
    assert np.array_equal(
        np.concatenate([block for _, block in blocks]), read_audio(two, channel=channel)
    )


def test_blocks_of_all_channels_have_two_dimensions(two, one, channels):
    assert np.array_equal(np.concatenate([block for _, block in channel_blocks(two)]), channels)
    assert [block.shape for _, block in channel_blocks(one)] == [(LENGTH, 1)]


def test_what_lies_outside_is_left_out(two):
    assert len(read_audio(two, 3.0, 4.0)) == len(read_audio(two, 1.0, 1.0, 1)) == 0
    assert len(read_audio(two, -1.0, 9.0, 0)) == LENGTH


def test_length_and_channels_are_those_of_the_file(two, one):
    assert (audio_channels(two), audio_channels(one)) == (2, 1)
    assert audio_duration(two) == audio_duration(one) == LENGTH / SAMPLE_RATE


def test_a_channel_that_is_not_there_is_refused_with_what_to_do(one):
    for read in (lambda: read_audio(one, channel=1), lambda: list(audio_blocks(one, channel=-1))):
        with pytest.raises(InputError, match=r"one\.flac has no channel -?1 but 1, .* keep"):
            read()
