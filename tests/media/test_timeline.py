"""Laws of placing sound on its clock."""

from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.media.timeline import Placement, Witness, place

samples = st.integers(0, 10**7)


@settings(deadline=None)
@given(samples, st.integers(-(10**7), 10**7), st.integers(0, 10**5), st.integers(0, 2000))
def test_sound_is_moved_only_when_it_is_off_by_more_than_tolerated(pos, target, length, tolerance):
    placed = place(pos, target, length, tolerance)
    if abs(target - pos) <= tolerance:
        assert placed == Placement()
    elif target > pos:
        assert placed == Placement(silence=target - pos)
    else:
        assert placed == Placement(drop=min(length, pos - target))


def test_a_block_without_timestamp_follows_the_one_before():
    assert place(1234, None, 100, 0) == Placement()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-3000, 3000), st.integers(1, 2000)), max_size=50))
def test_every_sample_lies_within_the_tolerance_of_its_timestamp(steps):
    position, target = 0, 0
    for jump, length in steps:
        target = max(0, target + jump)
        placed = place(position, target, length, 100)
        begins = position + placed.silence  # where the first kept sample is written
        if placed.drop < length:
            assert abs(begins - (target + placed.drop)) <= 100
        position = begins + length - placed.drop
        target += length


def test_one_wrong_time_is_not_believed_and_a_lasting_jump_is():
    witness = Witness(10.0)
    assert [witness.believes(t) for t in (1, 2, 9000, 3, 4)] == [True, True, False, True, True]
    assert [witness.believes(t) for t in (500, 501, 502)] == [False, True, True]
    assert [witness.believes(t) for t in (5, 503)] == [False, True]


@given(st.lists(st.floats(0, 9.9), max_size=50))
def test_times_that_follow_each_other_are_all_believed(steps):
    witness = Witness(10.0)
    time = 0.0
    for step in steps:
        time += step
        assert witness.believes(time)
