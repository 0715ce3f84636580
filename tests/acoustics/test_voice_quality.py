"""Harmonicity, jitter and shimmer of planted sounds, and against Praat's own commands."""

import numpy as np
import parselmouth
import pytest
from parselmouth.praat import call

from unisono.acoustics.contour import track_pitch
from unisono.acoustics.grid import Frames, Stretch
from unisono.acoustics.limits import Limits
from unisono.acoustics.options import AcousticsOptions
from unisono.acoustics.voice_quality import (
    NO_PERTURBATION,
    Perturbation,
    find_pulses,
    joined,
    perturbation,
    track_harmonicity,
)
from unisono.audio import SAMPLE_RATE

OPTIONS = AcousticsOptions()
MALE = Limits(floor=75.0, ceiling=300.0)
EQUAL = 1e-6


def analysed(samples, frames=None, limits=MALE):
    stretch = Stretch(samples=samples, first=0)
    count = len(samples) // 160 - 20
    frames = frames or Frames(first=10, count=count, hop=160)
    return stretch, track_pitch(stretch, frames, limits, OPTIONS)


def planted(make, periods, amplitudes):
    times = 0.05 + np.concatenate([[0.0], np.cumsum(periods)])
    samples = make.pulses(times, amplitudes, times[-1] + 0.05)
    return times, analysed(samples)[1]


@pytest.mark.parametrize("jitter", [0.002, 0.01, 0.02])
def test_planted_jitter_is_found(make, jitter):
    rng = np.random.default_rng(3)
    periods = 0.008 * (1 + jitter * rng.uniform(-1, 1, 150))
    _, track = planted(make, periods, np.full(151, 0.3))
    truth = np.abs(np.diff(periods)).mean() / periods.mean()
    found = perturbation(track, find_pulses(track), 0.0, 10.0)
    assert found.periods > 100
    assert found.jitter == pytest.approx(truth, rel=0.15)
    assert found.shimmer < 0.02


def test_planted_shimmer_is_found(make):
    amplitudes = 0.3 * (1 + 0.1 * np.random.default_rng(4).uniform(-1, 1, 151))
    _, track = planted(make, np.full(150, 0.008), amplitudes)
    truth = np.abs(np.diff(amplitudes)).mean() / amplitudes.mean()
    found = perturbation(track, find_pulses(track), 0.0, 10.0)
    assert found.shimmer == pytest.approx(truth, rel=0.1)
    assert found.jitter < 0.001


def test_a_steady_voice_has_neither(make):
    _, track = planted(make, np.full(100, 0.008), np.full(101, 0.3))
    found = perturbation(track, find_pulses(track), 0.0, 10.0)
    assert found.jitter < 1e-4
    assert found.shimmer < 1e-3


def test_only_the_periods_between_the_times_count(make):
    rng = np.random.default_rng(3)
    periods = np.concatenate([np.full(60, 0.008), 0.008 * (1 + 0.02 * rng.uniform(-1, 1, 60))])
    times, track = planted(make, periods, np.full(121, 0.3))
    pulses = find_pulses(track)
    assert perturbation(track, pulses, 0.0, times[55]).jitter < 1e-3
    assert perturbation(track, pulses, times[65], 10.0).jitter > 5e-3


@pytest.mark.parametrize(("start", "end"), [(0.3, 0.3), (0.4, 0.3), (5.0, 6.0), (0.3, 0.305)])
def test_a_span_with_too_few_periods_has_no_perturbation(make, start, end):
    _, track = planted(make, np.full(100, 0.008), np.full(101, 0.3))
    found = perturbation(track, find_pulses(track), start, end)
    assert np.isnan(found.jitter)
    assert np.isnan(found.shimmer)


@pytest.mark.parametrize(("pulses", "known"), [(2, False), (3, True)])
def test_jitter_needs_two_periods(make, pulses, known):
    times, track = planted(make, np.full(100, 0.008), np.full(101, 0.3))
    start = times[40] - 0.004
    found = perturbation(track, find_pulses(track), start, start + pulses * 0.008)
    assert np.isfinite(found.jitter) == known


def test_parts_are_joined_by_the_number_of_their_periods():
    parts = [
        Perturbation(jitter=0.01, shimmer=0.1, periods=30),
        Perturbation(jitter=0.05, shimmer=np.nan, periods=10),
        NO_PERTURBATION,
    ]
    found = joined(parts)
    assert found.jitter == pytest.approx(0.02)
    assert found.shimmer == pytest.approx(0.1)
    assert found.periods == 40
    assert np.isnan(joined([NO_PERTURBATION, NO_PERTURBATION]).jitter)


@pytest.mark.parametrize("decibels", [0.0, 10.0, 20.0])
def test_noise_of_a_known_level_gives_that_harmonicity(make, decibels):
    tone = make.harmonics(120.0, seconds=4.0)
    hiss = make.noise(4.0)
    hiss *= np.sqrt(np.mean(tone**2) / np.mean(hiss**2)) / 10 ** (decibels / 20)
    stretch, track = analysed(tone + hiss)
    found = track_harmonicity(stretch, track, floor=75.0, periods=1.0, every=1)
    assert np.isfinite(found).sum() > 200
    # In a window of one period the noise is like itself by chance, 1.5 dB too well.
    assert np.nanmean(found) == pytest.approx(decibels, abs=2.0)


def test_harmonicity_is_measured_in_voiced_frames_alone_and_in_every_run(make):
    silent = np.zeros(1600)
    parts = [silent, make.harmonics(120, seconds=0.3), silent, make.harmonics(150, seconds=0.2)]
    stretch, track = analysed(np.concatenate([*parts, silent, silent]))
    voiced = ~np.isnan(track.f0)
    for every in (1, 2, 3):
        found = track_harmonicity(stretch, track, floor=75.0, periods=1.0, every=every)
        assert not np.isfinite(found[~voiced]).any()
        assert np.isfinite(found).sum() == pytest.approx(voiced.sum() / every, abs=2)
    every_frame = track_harmonicity(stretch, track, floor=75.0, periods=1.0, every=1)
    measured = np.isfinite(found)
    np.testing.assert_allclose(found[measured], every_frame[measured], atol=EQUAL)


@pytest.mark.parametrize("clip", ["bobby", "mary", "msajc003", "msajc023"])
def test_values_equal_those_of_praats_own_commands(shared_data, clip):
    path = str(shared_data / "aligned" / f"{clip}.wav")
    original = call(parselmouth.Sound(path), "Convert to mono")
    samples = call(original, "Resample", SAMPLE_RATE, 50).values[0].copy()
    whole = parselmouth.Sound(samples, SAMPLE_RATE)
    stretch, track = analysed(samples, Frames(first=12, count=90, hop=160))
    hnr = track_harmonicity(stretch, track, floor=75.0, periods=1.0, every=1)

    # One sound for all frames, voiced or not, with Praat's own silence threshold.
    reach = round((1 / 75 + 0.0025) * SAMPLE_RATE) / SAMPLE_RATE
    part = call(whole, "Extract part", 0.12 - reach, 1.01 + reach, "rectangular", 1.0, "yes")
    harmonicity = call(part, "To Harmonicity (cc)", 0.01, 75, 0.1, 1.0)
    theirs = np.array([call(harmonicity, "Get value in frame", k + 1) for k in range(90)])
    both = np.isfinite(hnr) & (theirs > -200)
    assert both.sum() > 15
    np.testing.assert_allclose(hnr[both], theirs[both], rtol=0, atol=EQUAL)

    reach = round((1.5 / 75 + 0.0025) * SAMPLE_RATE) / SAMPLE_RATE
    part = call(whole, "Extract part", 0.12 - reach, 1.01 + reach, "rectangular", 1.0, "yes")
    pitch = call(part, "To Pitch (ac)", 0.01, 75, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 300)
    points = call([part, pitch], "To PointProcess (cc)")
    count = call(points, "Get number of points")
    moments = np.array([call(points, "Get time from index", k + 1) for k in range(count)])
    found = perturbation(track, find_pulses(track), 0.2, 1.0)
    args = (0.2, 1.0, 0.0001, 0.02, 1.3)
    assert found.jitter == pytest.approx(call(points, "Get jitter (local)", *args), abs=EQUAL)
    shimmer = call([part, points], "Get shimmer (local)", *args, 1.6)
    assert found.shimmer == pytest.approx(shimmer, abs=EQUAL)
    assert found.jitter == pytest.approx(jitter_by_hand(moments, 0.2, 1.0), abs=EQUAL)


def jitter_by_hand(moments, start, end):
    """Praat's manual, "PointProcess: Get jitter (local)...", written out."""
    moments = moments[(moments >= start) & (moments <= end)]
    periods = np.diff(moments)
    fits = (periods >= 0.0001) & (periods <= 0.02)
    ratio = np.maximum(periods[1:] / periods[:-1], periods[:-1] / periods[1:])
    pairs = fits[1:] & fits[:-1] & (ratio <= 1.3)
    differences = np.abs(np.diff(periods))[pairs]
    # Periods that take part: those that Praat counts with the same arguments.
    taking_part = np.zeros(len(periods), dtype=bool)
    taking_part[1:] |= pairs
    taking_part[:-1] |= pairs
    return differences.mean() / periods[taking_part].mean()
