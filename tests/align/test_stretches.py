"""Doubtful stretches: what is searched again, and nothing else."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unisono.align.stretches import (
    CONTEXT,
    Stretch,
    costly_runs,
    doubtful_stretches,
    gaps,
    trusted,
)


def path_of(words, phones=2, length=10):
    """A path of words in a line with a filler after each, every phone ten frames long."""
    word = np.array([w for w in range(words) for w in [w] * phones + [-1]], dtype=np.int32)
    return word, np.arange(len(word) + 1, dtype=np.int32) * length


def stretches(loss, words):
    word, frame = path_of(words)
    return doubtful_stretches(np.asarray(loss, dtype=float), word, frame, 50.0, words)


def test_a_path_that_loses_nowhere_is_not_doubted():
    assert stretches(np.full(300, -1.0), 100) == []


def test_a_bad_word_is_doubted_with_its_neighbours_and_the_silence_around():
    loss = np.full(300, -1.0)
    loss[150:152] = 40.0  # word 50
    first, last = 50 - CONTEXT, 51 + CONTEXT
    assert stretches(loss, 100) == [Stretch(first, last, first * 30 - 10, last * 30)]


def test_neighbouring_doubts_are_one():
    loss = np.full(300, -1.0)
    loss[150:152] = 40.0
    loss[165:167] = 40.0  # word 55
    assert [(s.first_word, s.last_word) for s in stretches(loss, 100)] == [
        (50 - CONTEXT, 56 + CONTEXT)
    ]


def test_the_whole_is_searched_again_where_most_of_it_is_doubtful():
    assert stretches(np.full(300, 5.0), 100) == [Stretch(0, 100, 0, 3000)]


def test_a_doubt_at_the_edge_reaches_to_the_end_of_the_sound():
    loss = np.full(300, -1.0)
    loss[298] = 90.0
    found = stretches(loss, 100)
    assert found == [Stretch(99 - CONTEXT, 100, (99 - CONTEXT) * 30 - 10, 3000)]


@given(st.lists(st.integers(-20, 20), max_size=40), st.integers(1, 60))
def test_runs_are_apart_and_nothing_outside_them_loses_as_much(values, limit):
    loss = np.array(values, dtype=float)
    runs = list(costly_runs(loss, limit))
    for first, last in runs:
        assert loss[first:last].sum() > limit
    assert all(before[1] <= after[0] for before, after in pairwise(runs))
    covered = np.zeros(len(loss), dtype=bool)
    for first, last in runs:
        covered[first:last] = True
    for first in range(len(loss)):
        for last in range(first + 1, len(loss) + 1):
            if loss[first:last].sum() > limit:
                assert covered[first:last].any()


def at_pace(first, last, later=0):
    """Words in a row, one every 40 frames."""
    return [(n, 40 * n + later, 40 * n + later + 30) for n in range(first, last)]


def test_words_found_far_from_their_place_are_not_trusted():
    strays = [(120, 11_000, 11_030), (130, 11_400, 11_430), (131, 11_450, 11_480)]
    found = [*at_pace(0, 100), *strays, *at_pace(300, 400)]
    whole = Stretch(0, 400, 0, 16_000)
    assert trusted(found, whole) == [*at_pace(0, 100), *at_pace(300, 400)]


def test_strays_at_the_end_are_not_trusted_either():
    found = [*at_pace(0, 100), (105, 15_800, 15_830), (106, 15_840, 15_870)]
    assert trusted(found, Stretch(0, 400, 0, 16_000)) == at_pace(0, 100)


def test_words_around_text_that_nobody_says_and_speech_that_nobody_wrote_are_trusted():
    unsaid = [*at_pace(0, 100), *at_pace(200, 300, later=-4_000)]
    unwritten = [*at_pace(0, 100), *at_pace(100, 200, later=9_000)]
    assert trusted(unsaid, Stretch(0, 300, 0, 8_000)) == unsaid
    assert trusted(unwritten, Stretch(0, 200, 0, 17_000)) == unwritten


@given(st.sets(st.integers(0, 60), min_size=2), st.integers(1, 5))
def test_what_is_trusted_was_found_and_words_at_the_pace_all_are(numbers, pause):
    found = [one for one in at_pace(0, 61) if one[0] in numbers]
    assert trusted(found, Stretch(0, 61, 0, 61 * 40 + pause)) == found


def test_neighbours_far_apart_are_looked_for_again():
    found = [*at_pace(0, 4), *at_pace(4, 8, later=300)]
    assert gaps(found, Stretch(0, 8, 0, 620)) == [Stretch(3, 5, 110, 500)]
    assert gaps(found, Stretch(0, 8, 0, 620), context=0) == []
