"""The choice of samples against its definition, written out."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.frames.choice import Timeline, sample_count, sample_every

SECONDS = st.decimals("0.001", 20, places=3).map(float)
BASES = st.sampled_from([Fraction(1, 25), Fraction(1, 1000), Fraction(1, 90_000)])


@st.composite
def timelines(draw, largest=3000):
    gaps = draw(st.lists(st.integers(1, largest), min_size=1, max_size=60))
    start = draw(st.integers(-5000, 5000))
    times = np.cumsum([start, *gaps])
    return Timeline(times[:-1], int(times[-1]))


def shown_at(timeline, instant):
    """The last frame that begins at or before an instant."""
    return max(time for time in timeline.times.tolist() if time <= instant)


@settings(deadline=None)
@given(timelines(), SECONDS, BASES)
def test_every_takes_what_is_on_screen_at_each_instant(timeline, seconds, base):
    step = Fraction(str(seconds)) / base
    expected = []
    for number in range(400):
        instant = timeline.times[0] + number * step
        if instant >= timeline.end:
            break
        expected.append(shown_at(timeline, instant))
    else:
        return  # too fine to be written out
    assert sample_every(timeline, seconds, base).tolist() == sorted(set(expected))


@settings(deadline=None)
@given(timelines(), st.integers(1, 200))
def test_count_takes_what_is_on_screen_at_each_beginning(timeline, count):
    first, span = int(timeline.times[0]), timeline.end - int(timeline.times[0])
    expected = {
        shown_at(timeline, Fraction(first) + Fraction(number * span, count))
        for number in range(count)
    }
    assert sample_count(timeline, count).tolist() == sorted(expected)


@settings(deadline=None)
@given(timelines(), SECONDS, BASES, st.integers(1, 50))
def test_the_first_sample_is_the_first_frame(timeline, seconds, base, count):
    assert sample_every(timeline, seconds, base)[0] == timeline.times[0]
    assert sample_count(timeline, count)[0] == timeline.times[0]


@settings(deadline=None)
@given(timelines(), BASES)
def test_zero_seconds_keep_every_frame(timeline, base):
    assert sample_every(timeline, 0.0, base).tolist() == timeline.times.tolist()


@settings(deadline=None)
@given(timelines())
def test_more_samples_than_frames_keep_every_frame(timeline):
    assert sample_count(timeline, timeline.end - int(timeline.times[0])).tolist() == (
        timeline.times.tolist()
    )


def test_a_tenth_of_a_second_stays_a_tenth_after_hours():
    times = np.arange(0, 3 * 3600 * 30)
    chosen = sample_every(Timeline(times, len(times)), 0.1, Fraction(1, 30))
    assert chosen.tolist() == list(range(0, len(times), 3))


def test_timestamps_of_any_size_are_exact_and_cheap():
    far = 2**62
    timeline = Timeline(np.array([0, 10, far]), far + 1)
    chosen = sample_every(timeline, 0.001, Fraction(1, 1000))
    assert chosen.tolist() == [0, 10, far]
    chosen = sample_every(timeline, 7.0, Fraction(1, 1000))
    assert chosen.tolist() == ([0, 10, far] if far % 7000 == 0 else [0, 10])


def test_no_frames_give_no_samples():
    nothing = Timeline(np.array([], dtype=np.int64), 0)
    assert len(sample_every(nothing, 1.0, Fraction(1, 25))) == 0
    assert len(sample_count(nothing, 5)) == 0
