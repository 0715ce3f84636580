"""Frames summed up for units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parselmouth import Sound
from parselmouth.praat import call

from unisono.acoustics.grid import Frames
from unisono.acoustics.summary import Contour, energy_mean, summarise


def a_contour(f0, *, intensity=None, hnr=None, first=10):
    f0 = np.asarray(f0, dtype=float)
    return Contour(
        frames=Frames(first=first, count=len(f0), hop=160),
        f0=f0,
        intensity=np.full(len(f0), 60.0) if intensity is None else np.asarray(intensity, float),
        hnr=np.full(len(f0), 12.0) if hnr is None else np.asarray(hnr, float),
    )


def one(contour, start, end):
    return summarise(contour, np.array([start]), np.array([end]))[0]


def test_a_unit_has_the_frames_whose_centre_lies_in_it_with_its_end_left_out():
    found = one(a_contour([100, 110, 120, 130]), 0.11, 0.13)
    assert found.f0_mean == pytest.approx(115)
    assert found.f0_sd == pytest.approx(np.sqrt(50))


def test_a_unit_beyond_the_contour_has_what_the_contour_has():
    found = one(a_contour([100, 110, 120, 130]), -1e300, 1e300)
    assert found.f0_median == pytest.approx(115)
    assert one(a_contour([100.0]), 3.0, 4.0).voiced is None


def test_unvoiced_frames_count_in_the_share_and_nowhere_else():
    found = one(a_contour([100, np.nan, np.nan, 200]), 0.1, 0.14)
    assert found.voiced == 0.5
    assert found.f0_mean == 150
    assert found.intensity == pytest.approx(60)


def test_one_voiced_frame_has_no_deviation_and_none_has_no_pitch():
    assert one(a_contour([100, np.nan]), 0.1, 0.12).f0_sd is None
    silent = one(a_contour([np.nan, np.nan], hnr=[np.nan, np.nan]), 0.1, 0.12)
    assert (silent.f0_mean, silent.f0_median, silent.hnr, silent.voiced) == (None, None, None, 0.0)


def test_frames_without_intensity_are_left_out_of_its_mean():
    found = one(a_contour([100, 100, 100], intensity=[np.nan, 50, 50]), 0.1, 0.13)
    assert found.intensity == pytest.approx(50)


@given(levels=st.lists(st.floats(20, 90), min_size=1, max_size=30), gain=st.floats(-20, 20))
def test_mean_intensity_is_that_of_the_energies(levels, gain):
    levels = np.array(levels)
    found = energy_mean(levels)
    assert levels.min() - 1e-9 <= found <= levels.max() + 1e-9
    assert found >= levels.mean() - 1e-9
    assert energy_mean(levels + gain) == pytest.approx(found + gain, abs=1e-9)


def test_the_median_is_praats_quantile_of_the_same_frames(make):
    truth = np.linspace(100.0, 200.0, 16_000)
    sound = Sound(make.harmonics(truth), 16_000)
    pitch = sound.to_pitch_ac(time_step=0.01, pitch_floor=75.0, pitch_ceiling=300.0)
    times = pitch.xs()
    start, end = times[20] - 0.001, times[60] + 0.001
    f0 = pitch.selected_array["frequency"].copy()
    inside = (times >= start) & (times < end)
    found = one(a_contour(f0[inside], first=0), 0.0, 1.0)
    median = call(pitch, "Get quantile", start, end, 0.5, "Hertz")
    assert found.f0_median == pytest.approx(median, abs=1e-6)
