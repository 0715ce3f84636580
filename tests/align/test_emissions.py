"""Words in made emissions whose best path is known, and against a full table."""

from itertools import product

import numpy as np
import pytest

from unisono.align.emissions import place_emissions

BLANK, BAR = 0, 1


def emissions(symbols, strength=6.0, units=6, seed=0):
    values = np.random.default_rng(seed).normal(0, 0.3, (len(symbols), units))
    values[np.arange(len(symbols)), symbols] += strength
    values -= np.log(np.exp(values).sum(axis=1, keepdims=True))
    return values.astype(np.float32)


def test_words_are_where_their_letters_are():
    symbols = [0, 2, 2, 0, 3, 0, 1, 0, 4, 5, 0, 0]
    found = place_emissions(emissions(symbols), [[(2, 3)], [(4, 5)]], blank=BLANK, delimiter=BAR)
    assert {word: times[:2] for word, times in found.items()} == {0: (1, 5), 1: (8, 10)}
    assert min(score for *_, score in found.values()) > 0.9


def test_doubled_letters_need_a_blank_between_them():
    symbols = [2, 2, 2, 0, 2, 0]
    found = place_emissions(emissions(symbols), [[(2, 2)]], blank=BLANK, delimiter=None)
    assert found[0][:2] == (0, 5)


def test_the_spelling_that_is_heard_is_taken():
    symbols = [0, 3, 4, 0]
    found = place_emissions(emissions(symbols), [[(2, 5), (3, 4)]], blank=BLANK, delimiter=BAR)
    assert found[0][:2] == (1, 3)


def test_speech_that_is_not_written_and_words_that_are_not_said_leave_the_others():
    said, unwritten, after = [2, 3, 0] * 4, [5, 4, 5, 2, 4, 5, 3, 5] * 8, [4, 3, 0] * 4
    words = [[(2, 3)]] * 4 + [[(3, 5, 2, 5, 3)]] + [[(4, 3)]] * 4
    found = place_emissions(emissions(said + unwritten + after), words, blank=BLANK, delimiter=BAR)
    begin = len(said) + len(unwritten)
    assert [found[n][0] for n in range(4)] == [0, 3, 6, 9]
    assert [found[n][0] for n in range(5, 9)] == [begin + 3 * n for n in range(4)]


@pytest.mark.parametrize("seed", range(6))
def test_the_path_is_the_best_of_all(seed):
    values = np.random.default_rng(seed).normal(0, 2, (6, 4))
    values -= np.log(np.exp(values).sum(axis=1, keepdims=True))
    spelling = (2, 3)
    best = max(
        (sum(values[np.arange(6), path]), path)
        for path in product((BLANK, 2, 3), repeat=6)
        if tuple(u for n, u in enumerate(path) if u != BLANK and (not n or path[n - 1] != u))
        == spelling
    )[1]
    letters = np.flatnonzero(np.array(best) != BLANK)
    found = place_emissions(values.astype(np.float32), [[spelling]], blank=BLANK, delimiter=None)
    assert found[0][:2] == (letters[0], letters[-1] + 1)


@pytest.mark.parametrize("frames", [0, 1])
def test_too_few_frames_find_nothing(frames):
    values = emissions([0] * frames)
    assert place_emissions(values, [[(2, 3, 4)]], blank=BLANK, delimiter=BAR) == {}
