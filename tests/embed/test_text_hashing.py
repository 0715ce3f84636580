import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.embed.text_hashing import HashingEmbedder, n_grams, tokens

EMBEDDER = HashingEmbedder(256)


def cosine(first: str, second: str) -> float:
    one, two = EMBEDDER.embed([first, second]).astype(float)
    return float(one @ two)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die CO₂-Steuer, bitte!", ["die", "co2-steuer", "bitte"]),
        ("DON’T", ["don’t"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("—", ["—"]),
        ("  ", []),
        ("", []),
    ],
)
def test_words_lose_case_and_punctuation_and_nothing_else(text, words):
    assert tokens(text) == words


def test_n_grams_mark_the_ends_and_leave_out_the_whole():
    assert n_grams("rede") == [
        *("<re", "red", "ede", "de>"),
        *("<red", "rede", "ede>"),
        *("<rede", "rede>"),
    ]
    assert n_grams("a") == []
    assert n_grams("ab") == ["<ab", "ab>"]


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_every_text_has_a_vector_of_length_one_or_zero(texts):
    vectors = EMBEDDER.embed(texts)
    assert vectors.shape == (len(texts), 256)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors.astype(float), axis=1)
    expected = [1.0 if tokens(text) else 0.0 for text in texts]
    assert lengths == pytest.approx(expected, abs=1e-6)


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=8), st.randoms())
def test_a_vector_depends_on_nothing_but_its_own_text(texts, random):
    fresh = HashingEmbedder(256)
    shuffled = list(texts)
    random.shuffle(shuffled)
    by_text = dict(zip(shuffled, fresh.embed(shuffled), strict=True))
    for text, vector in zip(texts, EMBEDDER.embed(texts), strict=True):
        assert np.array_equal(vector, by_text[text])


def test_the_order_of_words_case_and_punctuation_do_not_matter():
    assert cosine("Wir schaffen das.", "das schaffen WIR!") == pytest.approx(1.0, abs=1e-6)


def test_forms_and_compounds_of_a_word_are_nearer_than_other_words():
    # Unrelated texts differ from 0 by 1 / sqrt(256) in standard deviation; 0.2 is 3 of them.
    assert cosine("Regierung", "Regierungen") > 0.3
    assert cosine("Steuer", "Steuersenkung") > 0.2
    assert abs(cosine("Regierung", "Wetter")) < 0.2


def test_sentences_that_share_words_are_nearest_neighbours():
    sentences = [
        "Die Regierung senkt die Steuern für Familien",
        "Für Familien will die Regierung Steuern senken",
        "The house will vote on the bill tomorrow",
        "Tomorrow the bill goes to a vote in the house",
        "Es regnet seit drei Tagen in Hamburg",
        "In Hamburg hat es drei Tage geregnet",
    ]
    vectors = EMBEDDER.embed(sentences).astype(float)
    similarity = vectors @ vectors.T - 2 * np.eye(6)
    assert similarity.argmax(axis=1).tolist() == [1, 0, 3, 2, 5, 4]


def test_repeating_a_word_counts_less_each_time():
    once = cosine("Freiheit", "Freiheit Arbeit")
    thrice = cosine("Freiheit", "Freiheit Freiheit Freiheit Arbeit")
    assert once < thrice < 3 / np.sqrt(10)  # what plain counts would give


def test_a_word_without_end_has_few_n_grams_and_is_told_apart_by_its_whole():
    long = "x" * 1_000_000
    assert len(n_grams(long)) < 3 * 66
    assert cosine(long, long + "y") < 0.9
    assert cosine(long, long) == pytest.approx(1.0, abs=1e-6)
