"""Pauses, articulation time and syllables."""

import numpy as np
import pytest

from unisono.acoustics.tempo import count_nuclei, measure_tempo, rate
from unisono.espeak.phonemes import phonemes


def tempo(*words, min_pause=0.25):
    numbers, starts, ends = zip(*words, strict=True)
    return measure_tempo(numbers, np.array(starts), np.array(ends), min_pause)


def test_a_gap_between_words_is_a_pause_from_the_least_length_on():
    found = tempo((0, 0.0, 1.0), (1, 1.25, 2.0), (2, 2.24, 3.0))
    assert found.pauses == 1
    assert found.pause_time == pytest.approx(0.25)
    assert found.articulation == pytest.approx(2.75)


def test_the_least_length_counts_in_spite_of_rounding():
    assert 1.1 - 0.85 != 0.55 - 0.3  # both are meant to be 0.25
    assert tempo((0, 0.0, 0.3), (1, 0.55, 0.9)).pauses == 1
    assert tempo((0, 0.0, 0.85), (1, 1.1, 1.3)).pauses == 1


def test_a_gap_that_holds_an_unaligned_word_is_neither_pause_nor_articulation():
    found = tempo((0, 0.0, 1.0), (2, 3.0, 4.0))
    assert (found.pauses, found.pause_time) == (0, 0.0)
    assert found.articulation == pytest.approx(2.0)


def test_overlapping_words_have_no_pause_and_are_not_counted_twice():
    found = tempo((0, 0.0, 2.0), (1, 0.5, 1.0), (2, 1.5, 3.0))
    assert found.pauses == 0
    assert found.articulation == pytest.approx(3.0)


def test_a_single_word_has_no_pause():
    found = tempo((7, 2.0, 2.4))
    assert (found.pauses, found.pause_time) == (0, 0.0)
    assert found.articulation == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("word", "language", "syllables"),
    [
        ("bundesregierung", "de", 5),
        ("abgeordneter", "de", 5),
        ("europa", "de", 3),
        ("präsidentin", "de", 4),
        ("neue", "de", 2),
        ("make", "en", 1),
        ("button", "en", 2),
        ("american", "en", 4),
        ("nation", "en", 2),
        ("président", "fr", 3),
        ("brno", "cs", 2),
        ("ciudad", "es", 2),
    ],
)
def test_syllables_are_counted_by_the_nuclei_of_the_phonemes(word, language, syllables):
    assert count_nuclei(phonemes(word, language)) == syllables


def test_a_word_of_consonants_is_one_syllable_and_silence_none():
    assert count_nuclei(("p", "s", "t")) == 1
    assert count_nuclei(()) == 0


def test_rate_is_unknown_without_text_or_time():
    assert rate(6, 2.0) == 3.0
    assert rate(0, 2.0) is None
    assert rate(3, 0.0) is None
