"""Every strategy on pairs whose correspondence is planted.

Thresholds are mean distances in steps of the second track (90 steps); a linear start is off
by about 4, chance by about 30.
"""

import numpy as np
import pytest

from unisono.correspond.options import CorrespondOptions
from unisono.correspond.registry import STRATEGIES, Known, fit
from unisono.correspond.sequences import Pair, Track, thin
from unisono.errors import ConfigError, InputError


@pytest.fixture(scope="module")
def known(planted):
    return Known(anchors=tuple(planted(seed) for seed in range(20)))


@pytest.fixture(scope="module")
def unseen(planted):
    return [planted(seed) for seed in range(100, 106)]


def test_every_strategy_gives_rows_that_sum_to_one(known, unseen):
    options = CorrespondOptions(learning_steps=5, restarts=1)
    assert len(STRATEGIES) == 10
    for name in STRATEGIES:
        found = fit(name, known, options)(unseen[0].pair)
        assert found.matrix.shape == (60, 90), name
        np.testing.assert_allclose(found.dense().sum(axis=1), 1.0, rtol=1e-5, err_msg=name)
        assert found.dense().min() >= 0.0, name


@pytest.mark.parametrize(
    ("name", "within"),
    [("dtw", 1.5), ("soft-dtw", 1.5), ("cca", 1.5), ("attention", 2.5)],
)
def test_planted_matches_are_recovered_from_anchors(known, unseen, mean_error, name, within):
    align = fit(name, known, CorrespondOptions(components=4))
    errors = [mean_error(align(one.pair), one) for one in unseen]
    assert np.mean(errors) < within
    line = fit("linear", known, CorrespondOptions())
    assert np.mean(errors) < np.mean([mean_error(line(one.pair), one) for one in unseen])


def test_without_anchors_warping_and_correlating_find_the_warp(known, unseen, mean_error):
    without = Known(pairs=known.both)
    options = CorrespondOptions(components=4)
    errors = [mean_error(fit("dtw", without, options)(one.pair), one) for one in unseen]
    assert np.mean(errors) < 2.0


def test_gromov_needs_neither_space_nor_anchors(unseen, mean_error):
    align = fit("gromov", Known(), CorrespondOptions())
    assert np.mean([mean_error(align(one.pair), one) for one in unseen]) < 5.0


def test_transport_of_even_mass_cannot_leave_the_linear_clock_far_behind(known, unseen, mean_error):
    align = fit("transport", known, CorrespondOptions(components=4))
    line = fit("linear", known, CorrespondOptions())
    errors = [mean_error(align(one.pair), one) for one in unseen]
    assert np.mean(errors) < 1.2 * np.mean([mean_error(line(one.pair), one) for one in unseen])


def test_transport_that_may_let_go_leaves_the_linear_clock_behind(known, unseen, mean_error):
    options = CorrespondOptions(components=4)
    tied, free = (fit(name, known, options) for name in ("transport", "unbalanced"))
    errors = [[mean_error(align(one.pair), one) for one in unseen] for align in (tied, free)]
    assert np.mean(errors[1]) < 0.8 * np.mean(errors[0])


def test_only_unbalanced_transport_says_how_much_of_a_step_is_matched(known, unseen):
    options = CorrespondOptions()
    found = {name: fit(name, known, options) for name in ("transport", "unbalanced", "dtw")}
    matched = {name: align(unseen[0].pair).matched for name, align in found.items()}
    assert matched["transport"] is None
    assert matched["dtw"] is None
    assert matched["unbalanced"].shape == (60,)
    assert (matched["unbalanced"] > 0.0).all()


def test_a_shared_clock_is_interpolated_on(track):
    first = Track(values=np.ones((3, 1), np.float32), times=np.array([0.0, 0.5, 9.0]))
    second = Track(values=np.zeros((2, 1), np.float32), times=np.array([0.0, 1.0]))
    found = fit("clock", Known(), CorrespondOptions())(Pair(first=first, second=second))
    np.testing.assert_allclose(found.dense(), [[1, 0], [0.5, 0.5], [0, 1]])


@pytest.mark.parametrize("name", sorted(STRATEGIES))
def test_the_same_seed_gives_the_same_correspondence(known, unseen, name):
    options = CorrespondOptions(learning_steps=5, restarts=1)
    once, again = (fit(name, known, options)(unseen[0].pair).dense() for _ in range(2))
    np.testing.assert_array_equal(once, again)


def test_an_unknown_strategy_is_named_with_the_nearest():
    with pytest.raises(ConfigError, match='no alignment strategy "dwt"; did you mean "dtw"'):
        fit("dwt", Known(), CorrespondOptions())


def test_attention_without_anchors_says_what_to_do():
    with pytest.raises(InputError, match="give anchors or take dtw"):
        fit("attention", Known(), CorrespondOptions())


def test_a_row_without_weight_is_spread_evenly():
    rows = thin(np.array([[0.0, 0.0], [1.0, 3.0]], np.float32)).toarray()
    np.testing.assert_allclose(rows, [[0.5, 0.5], [0.25, 0.75]])


@pytest.mark.parametrize(
    ("values", "times", "words"),
    [
        (np.zeros((0, 2)), [], "at least one step"),
        (np.zeros((2, 1)), [0.0], "times of shape"),
        (np.full((2, 1), np.nan), [0.0, 1.0], "not finite"),
        (np.zeros((2, 1)), [1.0, 0.0], "go backwards"),
    ],
    ids=["empty", "too few times", "nan", "backwards"],
)
def test_a_bad_track_is_refused_in_a_sentence(values, times, words):
    with pytest.raises(InputError, match=words):
        Track(values=np.asarray(values, np.float32), times=np.asarray(times, float))
