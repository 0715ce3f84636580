"""Words far from all others are believed only when they are many or sure."""

import numpy as np
import pytest

from unisono.align.passage import Passage
from unisono.align.stray_words import (
    CERTAIN,
    FAR,
    GAP,
    beside_gaps,
    edge_words,
    guessed_words,
    lonely_words,
    stray_words,
    without_place,
)


def found(*begins):
    """Words of 20 frames that begin at these frames."""
    return [(number, begin, begin + 20) for number, begin in enumerate(begins)]


@pytest.mark.parametrize(
    ("score", "expected"), [(CERTAIN - 0.1, {4}), (CERTAIN + 0.1, set())], ids=["doubtful", "sure"]
)
def test_a_word_far_from_all_others_needs_a_high_score(score, expected):
    words = found(0, 20, 40, 60, 80 + FAR, 200 + 2 * FAR, 220 + 2 * FAR, 240 + 2 * FAR, 900)
    scores = dict.fromkeys(range(9), 0.5) | {4: score}
    assert (
        stray_words(
            words[:4] + words[4:5] + words[5:8] + [(8, 260 + 2 * FAR, 300 + 2 * FAR)], scores, []
        )
        == expected
    )


def test_words_with_short_pauses_between_are_not_stray():
    words = found(0, 20 + FAR - 1, 40 + 2 * (FAR - 1), 60 + 3 * (FAR - 1))
    assert stray_words(words, dict.fromkeys(range(4), 0.3), []) == set()


def test_a_text_of_few_words_is_not_stray():
    assert stray_words(found(0, 20), {0: 0.3, 1: 0.3}, []) == set()


def test_the_first_word_of_a_sentence_far_from_the_second_one_needs_a_high_score():
    words = found(0, 20, 40, 60, 80 + FAR, 100 + FAR, 120 + FAR, 140 + FAR)
    scores = dict.fromkeys(range(8), 0.5)
    assert stray_words(words, scores, [3]) == {3}
    assert stray_words(words, scores | {3: 0.9}, [3]) == set()


def test_a_short_sentence_found_whole_is_not_stray():
    words = found(0, 20, 40, 60, 80, 100 + FAR, 120 + FAR, 140 + FAR, 160 + FAR)
    assert stray_words(words, dict.fromkeys(range(9), 0.5), [3, 5]) == set()


def test_a_sentence_of_which_only_the_ends_are_found_is_stray():
    ends = [(3, 60, 80), (9, 80, 100), (10, 100, 120), (11, 120, 140)]
    words = [*found(0, 20, 40), *ends, (12, 140 + FAR, 160 + FAR), (13, 160 + FAR, 180 + FAR)]
    scores = {number: 0.6 for number, _, _ in words}
    assert stray_words(words, scores, [3, 12, 14]) == {3, 9, 10, 11}


def test_the_end_of_the_text_ends_its_last_sentence():
    words = found(0, 20, 40, 60, 80 + FAR, 100 + FAR)
    assert stray_words(words, dict.fromkeys(range(6), 0.5), [4, 6]) == set()


def test_nothing_found_is_nothing_astray():
    assert stray_words([], {}, []) == set()


def test_a_word_between_words_that_are_not_found_needs_a_high_score():
    scores = dict.fromkeys(range(11), 0.7)
    assert lonely_words({0, 1, 2, 5, 8, 9, 10}, scores, 11) == {5}
    assert lonely_words({0, 1, 2, 5, 8, 9, 10}, scores | {5: 0.95}, 11) == set()


def test_words_beside_a_few_that_are_missing_are_not_alone():
    assert lonely_words({0, 1, 2, 6, 7, 8}, dict.fromkeys(range(9), 0.3), 9) == set()
    assert lonely_words({0}, {0: 0.3}, 1) == set()


def test_a_word_with_neither_neighbour_needs_a_high_score():
    scores = dict.fromkeys(range(9), 0.7)
    assert lonely_words({0, 1, 2, 4, 6, 7, 8}, scores, 9) == {4}
    assert lonely_words({0, 1, 2, 4, 6, 7, 8}, scores | {4: 0.95}, 9) == set()


def test_doubtful_words_at_the_edges_of_a_long_gap_have_no_place():
    words = [(0, 0.0, 0.2), (1, 0.2, 0.4), (4, 0.5 + GAP, 2.0), (5, 2.0, 2.2)]
    assert edge_words(words, {0: 0.3, 1: 0.3, 4: 0.3, 5: 0.3}, [6]) == {1, 4}
    assert edge_words(words, {0: 0.3, 1: 0.7, 4: 0.7, 5: 0.3}, [6]) == set()


def test_the_edges_of_a_sentence_have_a_place_beside_a_long_gap():
    words = [(0, 0.0, 0.2), (1, 0.2, 0.4), (4, 0.5 + GAP, 2.0), (5, 2.0, 2.2)]
    assert edge_words(words, dict.fromkeys(range(6), 0.3), [2, 4, 6]) == set()


def test_doubtful_words_beside_a_short_pause_stay():
    words = [(0, 0.0, 0.2), (1, 0.2, 0.4), (2, 0.3 + GAP, 2.0)]
    assert edge_words(words, dict.fromkeys(range(3), 0.3), [3]) == set()


def passage(*doubts):
    """Words of one phone and 20 frames, one after the other, found with these doubts."""
    words = np.arange(len(doubts), dtype=np.int32)
    return Passage(
        word=words,
        phone=words,
        senones=np.zeros((len(doubts), 3), dtype=np.int16),
        begin=words * 20,
        end=words * 20 + 20,
        score=np.zeros(len(doubts)),
        doubt=np.array(doubts, dtype=np.int8),
    )


def test_guessed_are_words_that_only_the_last_search_puts_anywhere_and_that_score_low():
    scores = {0: 0.4, 1: 0.4, 2: 0.4, 3: 0.6}
    assert guessed_words(passage(0, 1, 2, 2), scores) == {2}


def test_guessed_words_are_no_company_for_others():
    way, scores = passage(2, 0, 2), dict.fromkeys(range(3), 0.6)
    assert without_place(way, scores, [3], set()) == set()
    assert without_place(way, scores, [3], {0, 2}) == {1}


def test_words_beside_a_long_gap_are_those_before_and_after_it():
    words = [(0, 0.0, 0.5), (2, 0.5, 1.0), (3, 1.0 + GAP, 2.5), (4, 2.6, 3.0)]
    assert beside_gaps(words) == {2, 3}
    assert beside_gaps(words[:2]) == set()
