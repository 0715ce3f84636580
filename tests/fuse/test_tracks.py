import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.errors import InputError
from unisono.fuse.clock import NOWHERE
from unisono.fuse.tracks import Steps, Track, on_steps, pad, pooled


def steps(count: int) -> Steps:
    times = np.arange(count, dtype=np.float64)
    return Steps(numbers=np.arange(count), start=times, end=times + 1)


def a_track(values, present=None) -> Track:
    array = np.array(values, dtype=np.float32).reshape(len(values), -1)
    present = np.ones(len(array), dtype=bool) if present is None else np.array(present)
    names = tuple(f"vector {i}" for i in range(array.shape[1]))
    return Track(steps=steps(len(array)), values=array, present=present, features=names)


def test_steps_take_values_at_positions_and_nothing_nowhere():
    found = on_steps(a_track([[1, 2], [3, 4]]), np.array([1, NOWHERE, 1, 0]), steps(4))
    assert found.values.tolist() == [[3, 4], [0, 0], [3, 4], [1, 2]]
    assert found.present.tolist() == [True, False, True, True]


def test_a_step_that_is_not_present_stays_so_on_another_clock():
    found = on_steps(a_track([[1], [2]], present=[True, False]), np.array([0, 1]), steps(2))
    assert found.present.tolist() == [True, False]


def test_steps_that_are_not_present_are_left_out_of_means():
    track = a_track([[1], [9], [3]], present=[True, False, True])
    found = pooled(track, np.array([0, 1, 2, 1]), np.array([0, 3, 4]), steps(2))
    assert found.values.tolist() == [[2], [0]]
    assert found.present.tolist() == [True, False]


@settings(deadline=None)
@given(
    values=st.lists(
        st.tuples(st.floats(-9, 9, width=32), st.one_of(st.just(math.nan), st.integers(-9, 9))),
        min_size=1,
        max_size=6,
    ),
    data=st.data(),
)
def test_pooled_values_are_means_over_what_is_known(values, data):
    place = st.integers(NOWHERE, len(values) - 1)
    wanted = data.draw(st.lists(st.lists(place, max_size=5), max_size=6))
    flat = np.array([p for positions in wanted for p in positions], dtype=np.int64)
    offsets = np.cumsum([0, *(len(positions) for positions in wanted)])
    found = pooled(a_track(values), flat, offsets, steps(len(wanted)))
    for row, present, positions in zip(found.values, found.present, wanted, strict=True):
        rows = [values[p] for p in positions if p != NOWHERE]
        assert present == bool(rows)
        for column in range(2):
            known = [r[column] for r in rows if not math.isnan(r[column])]
            mean = sum(known) / len(known) if known else math.nan if rows else 0.0
            assert row[column] == pytest.approx(mean, abs=1e-5, nan_ok=True)


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), max_size=6), st.integers(0, 3))
def test_padding_keeps_every_value_and_marks_what_it_added(lengths, width):
    generator = np.random.default_rng(1)
    ragged = [generator.normal(size=(length, width)).astype(np.float32) for length in lengths]
    array, mask = pad(ragged)
    assert mask.sum(axis=1).tolist() == lengths
    for row, keep, original in zip(array, mask, ragged, strict=True):
        assert np.array_equal(row[keep], original)
        assert not row[~keep].any()
        assert row.dtype == np.float32


def test_marks_are_padded_like_values():
    array, mask = pad([np.array([True, True]), np.array([True])])
    assert array.tolist() == [[True, True], [True, False]]
    assert array.dtype == mask.dtype == np.bool_


def test_sequences_of_different_width_are_refused():
    with pytest.raises(InputError, match="cannot be padded together"):
        pad([np.zeros((2, 3)), np.zeros((2, 4))])
