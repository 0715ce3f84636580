"""Arithmetic of frames, stretches and pieces."""

from itertools import pairwise

import numpy as np
import parselmouth
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unisono.acoustics.grid import (
    Frames,
    Stretch,
    analysable,
    cut,
    first_frame_from,
    frames_within,
    half_width,
    pieces,
    runs,
)
from unisono.audio import SAMPLE_RATE

HOPS = st.integers(16, 800).map(lambda half: 2 * half)
TIMES = st.floats(0, 20_000, allow_nan=False)


@given(time=TIMES, hop=HOPS)
@example(time=0.07, hop=160)  # 0.07 / 0.01 is a little more than 7
@example(time=0.29, hop=160)
def test_first_frame_is_the_smallest_one_not_before_the_time(time, hop):
    frame = int(first_frame_from(time, hop))
    assert (frame - 1) * hop / SAMPLE_RATE < time <= frame * hop / SAMPLE_RATE


@given(frame=st.integers(0, 2_000_000), hop=HOPS)
def test_a_time_on_the_grid_is_its_own_frame(frame, hop):
    assert first_frame_from(frame * hop / SAMPLE_RATE, hop) == frame


@given(cuts=st.lists(TIMES, min_size=2, max_size=6).map(sorted), hop=HOPS)
def test_neighbouring_spans_share_no_frame_and_miss_none(cuts, hop):
    parts = [frames_within(a, b, hop) for a, b in pairwise(cuts)]
    whole = frames_within(cuts[0], cuts[-1], hop)
    assert [part.first for part in parts[1:]] == [part.stop for part in parts[:-1]]
    assert (parts[0].first, parts[-1].stop) == (whole.first, whole.stop)


@given(start=TIMES, length=st.floats(0, 3), hop=HOPS)
def test_frames_within_a_span_are_those_whose_centre_lies_in_it(start, length, hop):
    frames = frames_within(start, start + length, hop)
    near = np.arange(max(0, int(start * SAMPLE_RATE / hop) - 2), frames.stop + 3)
    centres = near * hop / SAMPLE_RATE
    brute = near[(centres >= start) & (centres < start + length)]
    assert frames.count == len(brute)
    assert list(range(frames.first, frames.stop)) == brute.tolist()


@given(
    first=st.integers(10, 100),
    count=st.integers(1, 40),
    half_hop=st.integers(16, 160),
    floor=st.floats(30, 500),
)
@settings(deadline=None)
def test_praat_puts_the_frames_of_a_cut_sound_on_the_grid(first, count, half_hop, floor):
    hop = 2 * half_hop
    window = 3 / floor
    frames = Frames(first=first, count=count, hop=hop)
    reach = half_width(window, hop)
    begin = max(0, first * hop - reach)
    stretch = Stretch(samples=np.zeros((first + count) * hop + reach - begin), first=begin)
    frames = analysable(frames, stretch, window)
    if frames.count == 0:
        return
    part = cut(stretch, frames, window)
    sound = parselmouth.Sound(part.samples, SAMPLE_RATE, part.first / SAMPLE_RATE)
    pitch = sound.to_pitch_ac(time_step=frames.step, pitch_floor=floor, pitch_ceiling=2000.0)
    assert pitch.nx == frames.count
    np.testing.assert_allclose(pitch.xs(), frames.times(), rtol=0, atol=1e-9)


@given(
    first=st.integers(-50, 50),
    count=st.integers(0, 60),
    at=st.integers(0, 5000),
    length=st.integers(0, 9000),
    window=st.floats(0.005, 0.2),
)
def test_analysable_frames_are_all_that_have_their_window_in_the_stretch(
    first, count, at, length, window
):
    hop = 160
    stretch = Stretch(samples=np.zeros(length), first=at)
    half = half_width(window, hop)
    brute = [
        k for k in range(first, first + count)
        if k * hop - half >= at and k * hop + half < at + length
    ]  # fmt: skip
    found = analysable(Frames(first=first, count=count, hop=hop), stretch, window)
    assert list(range(found.first, found.stop)) == brute


@given(
    widths=st.lists(st.tuples(st.floats(0, 2), st.floats(0.01, 3)), max_size=60),
    longest=st.floats(5, 20),
)
def test_pieces_join_to_the_span_and_none_is_longer_than_allowed(widths, longest):
    edges = np.cumsum([0.0, *(part for pair in widths for part in pair)])
    starts, ends = edges[1::2], edges[2::2]
    end = float(edges[-1]) + 1.0
    found = pieces(0.0, end, starts, ends, longest)
    assert found[0][0] == 0.0
    assert found[-1][1] == end
    assert [stop for _, stop in found[:-1]] == [start for start, _ in found[1:]]
    assert all(0 < stop - start <= longest * (1 + 1e-12) for start, stop in found)


def test_a_long_segment_is_cut_in_the_widest_gap_of_its_second_half():
    starts = [0.0, 3.0, 7.0, 8.5]
    ends = [1.0, 6.8, 8.0, 12.0]
    assert pieces(0.0, 12.0, starts, ends, 10.0) == [(0.0, 8.25), (8.25, 12.0)]


def test_a_segment_without_gaps_is_cut_where_it_must_be():
    assert pieces(0.0, 12.0, [0.0], [12.0], 5.0) == [(0.0, 5.0), (5.0, 10.0), (10.0, 12.0)]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([], []),
        ([False], []),
        ([True], [(0, 1)]),
        ([True, True, False, True], [(0, 2), (3, 4)]),
    ],
)
def test_runs_are_start_and_stop_of_true_values(flags, expected):
    assert runs(np.array(flags, dtype=bool)) == expected
