"""Frame features of signals whose features are known.

Tolerances: energies 0.1 dB (a frame of 40 ms holds whole periods only nearly); pitch
2 % (the lag is a whole number of samples: at 200 Hz one sample is 1.25 %).
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.embed.spectra import BANDS, COLUMNS, frame_features

RATE = 16_000


def features(samples: np.ndarray) -> np.ndarray:
    return np.concatenate(list(frame_features([samples.astype(np.float32)])))


def a_tone(frequency: float, *, seconds: float = 1.0, amplitude: float = 0.5) -> np.ndarray:
    return amplitude * np.sin(2 * np.pi * frequency * np.arange(int(seconds * RATE)) / RATE)


def a_voice(f0: float, seconds: float = 1.0) -> np.ndarray:
    harmonics = [a_tone(f0 * k, seconds=seconds, amplitude=0.3 / k) for k in range(1, 12)]
    return np.sum(harmonics, axis=0)


def inner(samples: np.ndarray, column: str) -> np.ndarray:
    """A column, without the frames that reach over the ends."""
    return features(samples)[3:-3, COLUMNS.index(column)]


@settings(deadline=None)
@given(st.integers(0, 3000))
def test_there_is_a_frame_for_every_hop_within_the_sound(count):
    blocks = list(frame_features([np.zeros(count, dtype=np.float32)]))
    assert sum(map(len, blocks)) == -(-count // 160)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 2500), max_size=8))
def test_blocks_of_any_length_give_the_same_frames(cuts):
    samples = np.random.default_rng(0).normal(0, 0.1, 8000).astype(np.float32)
    pieces = np.split(samples, np.clip(np.cumsum(cuts), 0, len(samples)))
    whole, split = features(samples), np.concatenate(list(frame_features(pieces)))
    np.testing.assert_allclose(split, whole, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("amplitude", [1.0, 0.1, 0.001])
def test_energy_is_the_mean_square_in_decibels(amplitude):
    expected = 10 * np.log10(amplitude**2 / 2)
    assert inner(a_tone(1000, amplitude=amplitude), "energy") == pytest.approx(expected, abs=0.1)


def test_silence_has_the_floor_everywhere_and_no_pitch():
    silent = features(np.zeros(RATE))
    assert silent[:, : BANDS + 1] == pytest.approx(-100.0, abs=1e-4)
    assert np.all(silent[:, COLUMNS.index("crossings")] == 0.0)
    assert np.all(silent[:, COLUMNS.index("strength")] == 0.0)
    assert np.all(np.isnan(silent[:, COLUMNS.index("f0")]))


@pytest.mark.parametrize("frequency", [440.0, 3000.0])
def test_a_tone_crosses_zero_twice_a_period(frequency):
    crossings = inner(a_tone(frequency), "crossings")
    assert crossings == pytest.approx(2 * frequency / RATE, abs=1.5 / 640)


def test_a_higher_tone_is_strongest_in_a_higher_band():
    tones = (100, 300, 1000, 3000, 7000)
    strongest = [int(features(a_tone(f))[50, :BANDS].argmax()) for f in tones]
    assert strongest == sorted(set(strongest))


@pytest.mark.parametrize("f0", [90.0, 120.0, 200.0, 320.0])
def test_the_pitch_of_a_voice_is_found(f0):
    octaves = inner(a_voice(f0), "f0")
    assert 100 * 2**octaves == pytest.approx(f0, rel=0.02)
    assert np.all(inner(a_voice(f0), "strength") > 0.9)


def test_a_hum_below_the_range_of_voices_is_not_taken_for_a_high_voice():
    assert np.all(np.isnan(inner(a_tone(55), "f0")))


def test_a_rumble_does_not_hide_the_voice_above_it():
    octaves = inner(a_tone(20, amplitude=0.5) + 0.5 * a_voice(120), "f0")
    assert np.mean(~np.isnan(octaves)) > 0.6
    assert 100 * 2 ** np.nanmedian(octaves) == pytest.approx(120, rel=0.05)


def test_noise_is_unvoiced():
    noise = np.random.default_rng(3).normal(0, 0.1, 2 * RATE)
    assert np.mean(np.isnan(inner(noise, "f0"))) > 0.99
