"""Words of two texts are paired: anchors, edit distance between them, nothing twice."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.link.anchors import _longest_rising, anchors, unique_runs
from unisono.link.dynamic import MATCH, PENALTY, table, way_back
from unisono.link.matching import NONE, match
from unisono.link.tokens import BREAK, Vocabulary, script, tokens


def codes(text):
    """One number for each letter."""
    return np.array([ord(letter) for letter in text], np.int64)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Herr Präsident!", ["herr", "präsident"]),
        ("a\u0308rger", ["ärger"]),  # a and diaeresis as two characters
        ("BÜNDNIS\u00a090/DIE GRÜNEN", ["bündnis", "90", "die", "grünen"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("„Ja“ – geht’s?", ["ja", "geht", "s"]),
        ("– … !", []),
    ],
)
def test_tokens_are_compared_without_case_and_punctuation(text, found):
    assert tokens(text) == found


def test_a_word_of_several_tokens_is_one_word():
    vocabulary = Vocabulary()
    encoded = vocabulary.encode(["Die", "AfD-Fraktion", "–", "sagt"])
    assert encoded.words.tolist() == [0, 1, 1, 3]
    written = script(vocabulary, ["Die AfD-Fraktion – sagt", "…", "Ja."], [0, 0, 1])
    assert written.lengths.tolist() == [3, 0, 1]
    assert written.codes.tolist() == [*encoded.codes.tolist(), BREAK, BREAK, BREAK, 4]


@given(st.lists(st.integers(0, 20), max_size=40, unique=True))
def test_longest_rising_is_rising_and_as_long_as_brute_force_says(values):
    found = [values[place] for place in _longest_rising(np.array(values, np.int64))]
    assert found == sorted(found)
    longest = [1] * len(values)
    for here in range(len(values)):
        for before in range(here):
            if values[before] < values[here]:
                longest[here] = max(longest[here], longest[before] + 1)
    assert len(found) == max(longest, default=0)


@given(st.text("abc", max_size=30))
def test_unique_runs_are_those_that_stand_once(text):
    _, places = unique_runs(codes(text))
    runs = [text[place : place + 3] for place in range(len(text) - 2)]
    assert sorted(places) == [i for i, run in enumerate(runs) if runs.count(run) == 1]


@settings(deadline=None)
@given(st.text("abcd", max_size=12), st.text("abcd", max_size=12))
def test_the_table_has_the_score_of_brute_force_and_the_way_back_earns_it(one, other):
    a, b = codes(one), codes(other)
    moves, best, at = table(a, b)
    scores = _brute(one, other)
    assert np.allclose(best, scores.max(axis=1))
    found = way_back(moves, a, b, len(a), int(at[-1]))
    pairs = [(i, j) for i, j in enumerate(found.tolist()) if j >= 0]
    assert all(one[i] == other[j] for i, j in pairs)
    assert all(p[1] < q[1] for p, q in pairwise(pairs))


def _brute(one, other):
    scores = np.zeros((len(one) + 1, len(other) + 1))
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            ways = [0.0] if i == j == 0 else []
            if i and j:
                same = MATCH if one[i - 1] == other[j - 1] else -PENALTY
                ways.append(scores[i - 1, j - 1] + same)
            if i:
                ways.append(scores[i - 1, j] - PENALTY)
            if j:
                ways.append(scores[i, j - 1] - PENALTY)
            scores[i, j] = max(ways)
    return scores


def test_a_turn_of_phrase_alone_is_no_anchor():
    rng = random.Random(1)
    written = np.array([rng.randrange(100, 5000) for _ in range(2000)], np.int64)
    heard = np.array([rng.randrange(6000, 9000) for _ in range(300)], np.int64)
    heard[100:103] = written[700:703]
    assert len(anchors(heard, written, support=5)) == 0
    heard[110:113] = written[711:714]
    found = anchors(heard, written, support=5)
    assert found.tolist() == [[100 + i, 700 + i] for i in range(3)] + [
        [110 + i, 711 + i] for i in range(3)
    ]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_pairs_are_equal_words_and_rise_in_both_texts_whatever_is_compared(data):
    words = st.integers(0, 30)
    written = np.array(data.draw(st.lists(words, max_size=120)), np.int64)
    pieces = st.lists(
        st.one_of(
            st.lists(words, max_size=20),
            st.tuples(st.integers(0, 119), st.integers(0, 60)).map(
                lambda cut: written[cut[0] : cut[0] + cut[1]].tolist()
            ),
        ),
        max_size=6,
    )
    heard = np.array([w for piece in data.draw(pieces) for w in piece], np.int64)
    found = match(heard, written, support=data.draw(st.integers(3, 10)))
    places = np.flatnonzero(found != NONE)
    assert len(found) == len(heard)
    assert np.array_equal(heard[places], written[found[places]])
    assert (np.diff(found[places]) > 0).all()


def test_a_gap_as_long_as_a_sitting_takes_bounded_memory():
    rng = np.random.default_rng(1)
    passage = np.arange(50)
    heard = np.concatenate([passage, rng.integers(100, 900, 40_000), passage + 50])
    written = np.concatenate([passage, rng.integers(1000, 1900, 40_000), passage + 50])
    found = match(heard.astype(np.int64), written.astype(np.int64), support=8)
    assert (found[:50] == np.arange(50)).all()
    assert (found[-50:] == np.arange(40_050, 40_100)).all()
    assert (found[50:-50] == NONE).all()
