"""The corpus of spoken digits: its class is in what coincides, its times are those of the sound."""

import numpy as np
import pytest
from strategy_cases.digits import AGREEMENT, DIGITS, KINDS, SPEAKERS, digits, planned, spoken


def plans(kind, y, count=300):
    return [planned(kind, y, np.random.default_rng([7, y, n])) for n in range(count)]


def share(made):
    """Mean of a share over plans; its standard error is below 0.01."""
    return float(np.mean([np.mean(one) for one in made]))


@pytest.mark.parametrize("y", [0, 1])
def test_the_same_digits_are_shown_as_are_said_and_only_the_class_says_when(y):
    made = plans("same digit", y)
    for one in made:
        np.testing.assert_array_equal(np.sort(one.shown), np.sort(one.spoken))
    together = share([one.shown == one.spoken for one in made])
    # Of another order a tenth coincides, by chance and by repeated digits a little more.
    assert together > AGREEMENT if y else together < 0.2


@pytest.mark.parametrize("y", [0, 1])
def test_on_the_drifting_clock_only_voice_and_colour_together_tell(y):
    made = plans("drifting", y)
    assert share([one.warm for one in made]) == pytest.approx(0.5, abs=0.03)
    assert share([one.high for one in made]) == pytest.approx(0.5, abs=0.03)
    agree = share([one.warm == one.high for one in made])
    assert agree == pytest.approx(AGREEMENT if y else 1 - AGREEMENT, abs=0.03)
    assert all((one.shown == one.spoken).all() for one in made)


def test_where_nothing_coincides_the_pictures_alone_tell():
    for y in (0, 1):
        warm = share([one.warm for one in plans("nothing coincides", y)])
        assert warm == pytest.approx(AGREEMENT if y else 1 - AGREEMENT, abs=0.03)


def test_each_digit_is_heard_where_the_synthesis_says():
    plan = planned("drifting", 1, np.random.default_rng(3))
    sound = spoken(plan, SPEAKERS[0], np.random.default_rng(4))
    level = np.abs(sound.samples)

    def loudness(start, end):
        return float(level[round(start * 16_000) : round(end * 16_000)].mean())

    words = [loudness(*span) for span in zip(sound.start, sound.end, strict=True)]
    pauses = [
        loudness(end + 0.02, start - 0.02)
        for end, start in zip(sound.end[:-1], sound.start[1:], strict=True)
    ]
    assert len(words) == DIGITS
    assert min(words) > 3 * max(pauses)


@pytest.mark.parametrize("kind", KINDS)
def test_tracks_have_a_step_for_each_digit_and_matches_in_its_middle(kind):
    case = digits(kind, 4)
    assert len(case.pairs) == len(case.groups) == len(set(case.groups)) == 4
    assert sorted(int(y[0]) for y in case.target) == [0, 0, 1, 1]
    for pair in case.pairs:
        assert len(pair.first.values) == DIGITS
        np.testing.assert_allclose(np.diff(pair.second.times), 0.2)
    assert len(case.anchors) == (0 if kind == "same digit" else 4)
    for one in case.anchors:
        gaps = one.pair.second.times[one.columns] - one.pair.first.times
        assert np.abs(gaps).max() < 0.06 * one.pair.first.times[-1] + 0.3
        assert (np.diff(one.columns) > 0).all()


def test_the_same_seed_gives_the_same_corpus():
    once, again = (digits("same digit", 2).pairs for _ in range(2))
    for one, other in zip(once, again, strict=True):
        np.testing.assert_array_equal(one.first.values, other.first.values)
        np.testing.assert_array_equal(one.second.values, other.second.values)
