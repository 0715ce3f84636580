"""Frames of words against definitions written out for one word and one frame.

Times are multiples of a quarter second, so that words start and end exactly at frames
often and all arithmetic is exact.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.fuse.clock import (
    NOWHERE,
    frames_shown,
    frames_within,
    nearest_frames,
    positions_of,
)

quarters = st.integers(0, 40).map(lambda count: count / 4)
frame_times = st.lists(quarters, max_size=12).map(sorted)
timed_words = st.tuples(quarters, st.integers(0, 20)).map(lambda w: (w[0], w[0] + w[1] / 4))
untimed_words = st.just((math.nan, math.nan))
words = st.lists(st.one_of(timed_words, timed_words, untimed_words), max_size=12)


def columns(pairs) -> tuple[np.ndarray, np.ndarray]:
    array = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def lists(ranges) -> list[list[int]]:
    return [part.tolist() for part in np.split(ranges.flat, ranges.offsets[1:-1])][
        : len(ranges.counts)
    ]


def is_shown(frame: int, times, start: float, end: float, last: float) -> bool:
    """Whether the frame's time on screen and the word's time have a moment in common."""
    gone = min([time for time in times if time > times[frame]], default=times[-1] + last)
    if math.isnan(start):
        return False
    if start == end:
        return times[frame] <= start < gone
    return max(times[frame], start) < min(gone, end)


@settings(deadline=None)
@given(frame_times, words, st.sampled_from([None, 0.25, 1.0, 2.5]))
def test_shown_frames_share_a_moment_with_the_word(times, pairs, last):
    found = frames_shown(np.array(times), *columns(pairs), last_seconds=last)
    stays = math.inf if last is None else last
    assert lists(found) == [
        [f for f in range(len(times)) if is_shown(f, times, start, end, stays)]
        for start, end in pairs
    ]


@settings(deadline=None)
@given(frame_times, words)
def test_frames_within_a_word_have_their_time_in_it(times, pairs):
    found = frames_within(np.array(times), *columns(pairs))
    assert lists(found) == [
        [f for f, time in enumerate(times) if start <= time < end] for start, end in pairs
    ]


@settings(deadline=None)
@given(frame_times, words)
def test_the_nearest_frame_is_the_first_of_those_at_the_smallest_distance(times, pairs):
    found = nearest_frames(np.array(times), *columns(pairs))
    expected = []
    for start, end in pairs:
        if math.isnan(start) or not times:
            expected.append(NOWHERE)
        else:
            middle = (start + end) / 2
            expected.append(min(range(len(times)), key=lambda f: abs(times[f] - middle)))
    assert found.tolist() == expected


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 30), unique=True),
    st.lists(st.integers(0, 30)),
)
def test_keys_are_found_where_they_are_or_nowhere(keys, wanted):
    found = positions_of(np.array(wanted, dtype=np.int64), np.array(keys, dtype=np.int64))
    assert found.tolist() == [keys.index(w) if w in keys else NOWHERE for w in wanted]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param((1.0, 2.0), [1], id="from one frame exactly to the next"),
        pytest.param((0.5, 1.0), [0], id="ends when a frame appears"),
        pytest.param((0.5, 1.01), [0, 1], id="ends just after a frame appears"),
        pytest.param((0.99, 1.0), [0], id="just before a frame"),
        pytest.param((1.0, 1.0), [1], id="a moment at a frame"),
        pytest.param((2.0, 9.0), [2], id="after the last frame"),
        pytest.param((-2.0, -1.0), [], id="before the first frame"),
        pytest.param((-1.0, 0.0), [], id="ends when the first frame appears"),
        pytest.param((-1.0, 2.5), [0, 1, 2], id="over all of them"),
    ],
)
def test_the_boundaries_of_a_word_are_half_open(word, expected):
    times = np.array([0.0, 1.0, 2.0])
    assert lists(frames_shown(times, *columns([word]), last_seconds=None)) == [expected]


def test_a_bound_takes_the_last_frame_from_the_screen():
    times = np.array([0.0, 1.0])
    pairs = [(1.5, 3.5), (3.0, 4.0), (4.0, 5.0)]
    found = frames_shown(times, *columns(pairs), last_seconds=2.0)
    assert lists(found) == [[1], [], []]
