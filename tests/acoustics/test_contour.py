"""F0 and intensity of sounds whose truth is known, and against Praat's own commands.

Tolerances: an autocorrelation at 16 kHz finds a steady tone to some 0.01 Hz; where the
same commands are given to Praat by another path, values agree to rounding (1e-6).
"""

import numpy as np
import parselmouth
import pytest
from parselmouth.praat import call

from unisono.acoustics.contour import track_intensity, track_pitch
from unisono.acoustics.grid import Frames, Stretch, frames_within
from unisono.acoustics.limits import Limits
from unisono.acoustics.options import AcousticsOptions
from unisono.audio import SAMPLE_RATE

OPTIONS = AcousticsOptions()
MALE = Limits(floor=75.0, ceiling=300.0)
EQUAL = 1e-6


def track(samples, limits=MALE, options=OPTIONS):
    stretch = Stretch(samples=samples, first=0)
    frames = frames_within(0.1, len(samples) / SAMPLE_RATE - 0.1, options.hop)
    return track_pitch(stretch, frames, limits, options)


@pytest.mark.parametrize("f0", [90.0, 120.0, 212.7, 290.0])
def test_a_steady_voice_has_its_own_pitch_in_every_frame(make, f0):
    found = track(make.harmonics(f0, seconds=1.0))
    assert len(found.f0) == 80
    np.testing.assert_allclose(found.f0, f0, atol=0.05)


def test_a_glide_is_followed(make):
    truth = np.linspace(100.0, 200.0, SAMPLE_RATE * 2)
    found = track(make.harmonics(truth))
    at = np.round(found.frames.times() * SAMPLE_RATE).astype(int)
    np.testing.assert_allclose(found.f0, truth[at], rtol=0.005)


def test_noise_and_silence_are_unvoiced(make):
    assert np.isnan(track(make.noise(2.0)).f0).mean() > 0.95
    assert np.isnan(track(np.zeros(SAMPLE_RATE)).f0).all()


def test_a_tone_above_the_ceiling_is_unvoiced_or_an_octave_below_but_never_above(make):
    found = track(make.harmonics(400.0, seconds=1.0))
    assert not (found.f0 >= 300.0).any()


@pytest.mark.parametrize("very_accurate", [False, True])
@pytest.mark.parametrize("step", [0.01, 0.005, 0.016])
def test_every_setting_keeps_the_frames_on_the_grid(make, very_accurate, step):
    options = AcousticsOptions(very_accurate=very_accurate, step=step)
    found = track(make.harmonics(120.0, seconds=1.0), options=options)
    multiples = found.pitch.xs() / step
    np.testing.assert_allclose(multiples, np.round(multiples), atol=1e-6)
    np.testing.assert_allclose(found.f0, 120.0, atol=0.05)


@pytest.mark.parametrize("length", [0, 1, 100, 640, 700, 721, 1000])
def test_a_sound_shorter_than_the_window_has_no_frames(length):
    stretch = Stretch(samples=np.full(length, 0.1), first=0)
    frames = Frames(first=0, count=10, hop=160)
    found = track_pitch(stretch, frames, MALE, OPTIONS)
    fits = length >= 2 * 360 and any(360 <= k * 160 < length - 360 for k in range(10))
    assert (found is not None) == fits
    assert np.isnan(track_intensity(stretch, frames, 75.0)).all()


def test_intensity_of_a_full_scale_sine_is_91_db():
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    stretch = Stretch(samples=np.sin(2 * np.pi * 200 * time), first=0)
    found = track_intensity(stretch, Frames(first=10, count=80, hop=160), 75.0)
    np.testing.assert_allclose(found, 10 * np.log10(0.5 / 2e-5**2), atol=0.01)


@pytest.mark.parametrize("decibels", [-20.0, -6.0, 3.5])
def test_amplitude_scaled_by_some_decibels_moves_intensity_by_as_many(make, decibels):
    samples = make.harmonics(120.0, seconds=1.0)
    frames = Frames(first=10, count=80, hop=160)
    loud = track_intensity(Stretch(samples=samples, first=0), frames, 75.0)
    scaled = Stretch(samples=samples * 10 ** (decibels / 20), first=0)
    moved = track_intensity(scaled, frames, 75.0) - loud
    assert len(moved) == 80
    np.testing.assert_allclose(moved, decibels, atol=EQUAL)


def test_a_constant_offset_does_not_change_intensity(make):
    samples = make.harmonics(120.0, seconds=1.0)
    frames = Frames(first=10, count=80, hop=160)
    plain = track_intensity(Stretch(samples=samples, first=0), frames, 75.0)
    shifted = track_intensity(Stretch(samples=samples + 0.3, first=0), frames, 75.0)
    np.testing.assert_allclose(shifted, plain, atol=0.01)


def test_intensity_is_unknown_where_its_window_does_not_fit(make):
    stretch = Stretch(samples=make.harmonics(120.0, seconds=0.5), first=0)
    found = track_intensity(stretch, Frames(first=0, count=50, hop=160), 75.0)
    half = 3.2 / 75 + 0.0025
    times = np.arange(50) * 0.01
    inside = (times >= half) & (times < 0.5 - half)
    np.testing.assert_array_equal(np.isnan(found), ~inside)


@pytest.mark.parametrize("clip", ["bobby", "mary", "msajc003", "msajc023"])
@pytest.mark.parametrize("limits", [MALE, Limits(floor=100.0, ceiling=500.0)], ids=["m", "f"])
def test_values_equal_those_of_praats_own_commands(shared_data, clip, limits):
    path = str(shared_data / "aligned" / f"{clip}.wav")
    original = call(parselmouth.Sound(path), "Convert to mono")
    samples = call(original, "Resample", SAMPLE_RATE, 50).values[0].copy()
    whole = parselmouth.Sound(samples, SAMPLE_RATE)
    stretch = Stretch(samples=samples, first=0)
    frames = Frames(first=12, count=90, hop=160)
    found = track_pitch(stretch, frames, limits, OPTIONS)
    intensity = track_intensity(stretch, frames, limits.floor)

    # The documented stretch: half a window and a quarter of a step around the frames.
    def part(periods, odd=0.0):
        reach = round((periods / limits.floor / 2 + 0.0025) * SAMPLE_RATE)
        first, last = 0.12 - reach / SAMPLE_RATE, 1.01 + (reach + odd) / SAMPLE_RATE
        return call(whole, "Extract part", first, last, "rectangular", 1.0, "yes")

    costs = (0.03, 0.45, 0.01, 0.35, 0.14)
    pitch = call(part(3), "To Pitch (ac)", 0.01, limits.floor, 15, "no", *costs, limits.ceiling)
    theirs = [call(pitch, "Get value in frame", k + 1, "Hertz") for k in range(90)]
    level = call(part(6.4, odd=1), "To Intensity", limits.floor, 0.01, "yes")
    loudness = [call(level, "Get value in frame", k + 1) for k in range(90)]
    assert np.isfinite(theirs).sum() > 20
    assert call(pitch, "Get time from frame number", 1) == pytest.approx(0.12, abs=1e-9)
    np.testing.assert_allclose(found.f0, theirs, rtol=0, atol=EQUAL)
    np.testing.assert_allclose(intensity, loudness, rtol=0, atol=EQUAL)
