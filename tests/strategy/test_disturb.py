"""Bad alignment is as bad as planned."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.errors import ConfigError
from unisono.strategy.disturb import disturb, misplaced_share, time_error


def words(count=400):
    borders = np.arange(count + 1) * 0.5
    return borders[:-1], borders[1:]


@given(amount=st.floats(0.0, 5.0), seed=st.integers(0, 99))
def test_a_shift_has_exactly_its_error(amount, seed):
    start, end = words(20)
    moved = disturb(start, end, kind="shift", amount=amount, seed=seed)
    assert time_error(start, end, moved) == pytest.approx(amount, abs=1e-9)


def test_jitter_has_its_amount_as_mean_error():
    start, end = words(20_000)
    moved = disturb(start, end, kind="jitter", amount=0.3, seed=1)
    assert time_error(start, end, moved) == pytest.approx(0.3, rel=0.02)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_drop_and_swap_befall_their_share_of_the_words(share):
    start, end = words()
    dropped = disturb(start, end, kind="drop", amount=share, seed=1)
    assert np.isnan(dropped.start).mean() == pytest.approx(share)
    assert misplaced_share(start, end, dropped) == pytest.approx(share)
    swapped = disturb(start, end, kind="swap", amount=share, seed=1)
    assert misplaced_share(start, end, swapped) == pytest.approx(share)
    np.testing.assert_array_equal(np.sort(swapped.start), start)


def test_all_words_dropped_leave_no_error_to_measure():
    start, end = words(3)
    gone = disturb(start, end, kind="drop", amount=1.0, seed=0)
    assert np.isnan(time_error(start, end, gone))


def test_an_unknown_disturbance_is_named_with_the_nearest():
    with pytest.raises(ConfigError, match='no disturbance "jiter"; did you mean "jitter"'):
        disturb(*words(2), kind="jiter", amount=0.1, seed=0)
