"""Laws of the decoding plan: all that is needed, each packet once, nothing more."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.frames.index import index_of
from unisono.frames.plan import plan_runs, positions_of


@st.composite
def streams(draw):
    """Groups of pictures in decoding order, some open, and a choice among them."""
    pts, keyframe = [], []
    time = 0
    for size in draw(st.lists(st.integers(1, 12), min_size=1, max_size=8)):
        leading = draw(st.integers(0, 2)) if time else 0
        own = time + leading
        rest = [t for t in range(time, time + size + leading) if t != own]
        tail = draw(st.permutations([t for t in rest if t > own]))
        pts += [own, *[t for t in rest if t < own], *tail]
        keyframe += [True] + [False] * len(rest)
        time += size + leading
    if len(pts) > 1 and draw(st.booleans()):  # cut into the middle of the first group
        pts, keyframe = pts[1:], keyframe[1:]
    index = index_of(np.array(pts, dtype=np.int64), np.array(keyframe, dtype=bool),
                     np.ones(len(pts), dtype=bool), time)  # fmt: skip
    shown = index.timeline.times.tolist()
    return index, np.array(sorted(draw(st.sets(st.sampled_from(shown)))) if shown else [], int)


@settings(deadline=None)
@given(streams())
def test_every_wanted_frame_lies_in_a_run_behind_its_keyframe(drawn):
    index, times = drawn
    wanted = positions_of(index, times)
    runs = plan_runs(index, wanted)
    assert wanted.sum() == len(times)
    for position in np.flatnonzero(wanted):
        homes = [run for run in runs if run.start <= position < run.stop]
        assert len(homes) == 1
        assert homes[0].start <= index.leader[position]


@settings(deadline=None)
@given(streams())
def test_runs_are_in_order_and_apart_and_begin_and_end_where_they_must(drawn):
    index, times = drawn
    wanted = positions_of(index, times)
    runs = plan_runs(index, wanted)
    for run in runs:
        assert index.keyframe[run.start]
        assert wanted[run.stop - 1]
    for before, after in pairwise(runs):
        assert before.stop < after.start


@settings(deadline=None)
@given(streams())
def test_a_leading_picture_is_decoded_from_the_group_before(drawn):
    index, _ = drawn
    for position in np.flatnonzero(index.shown):
        keys = np.flatnonzero(index.keyframe[: position + 1])
        leading = index.pts[position] < index.pts[keys[-1]]
        assert index.leader[position] == keys[-2 if leading else -1]


def test_frames_before_the_first_keyframe_are_not_shown():
    index = index_of(np.array([0, 1, 5, 3, 4]), np.array([False, False, True, False, False]),
                     np.ones(5, dtype=bool), 6)  # fmt: skip
    assert index.timeline.times.tolist() == [5]
