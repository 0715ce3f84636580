"""Tokens: nothing of the text is lost, and what is said for it is plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.align.tokens import MAX_WORDS, tokenise

LANGUAGES = st.sampled_from(["de", "de-DE", "en", "en-GB", "fr", "ja", "xx", ""])


@given(st.text(), LANGUAGES)
def test_every_piece_of_any_text_comes_out_once(text: str, language: str) -> None:
    assert [token.text for token in tokenise(text, language)] == text.split()


@given(st.text(alphabet="0123456789.,:;%€$-'’aB §ßé٣½\u0301", max_size=60), LANGUAGES)
def test_numbers_and_signs_never_fail_and_stay_bounded(text: str, language: str) -> None:
    for token in tokenise(text, language):
        assert len(token.words) <= MAX_WORDS
        assert token.normalised is None or token.normalised == token.normalised.lower().strip()


@given(st.text(alphabet="-–—.,;:!?\"'()…/*#~ ", max_size=20))
def test_punctuation_has_nothing_to_say(text: str) -> None:
    assert all(token.normalised is None for token in tokenise(text, "de"))


@pytest.mark.parametrize(
    ("text", "language", "normalised"),
    [
        ("Präsident,", "de", "präsident"),
        ("1990", "de", "neunzehnhundertneunzig"),
        ("1.234", "de", "eintausendzweihundertvierunddreißig"),
        ("3,5", "de", "drei komma fünf"),
        ("50%", "de", "fünfzig prozent"),
        ("CDU/CSU-Fraktion", "de", "cdu csu fraktion"),
        ("1963", "en", "nineteen sixty three"),
        ("1,234", "en", "one thousand two hundred and thirty four"),
        ("3.5", "en", "three point five"),
        ("21st", "en", "twenty first"),
        ("$5", "en", "five dollars"),
        ("3:2", "en", "three to two"),
        ("whole-number", "en", "whole number"),
        ("don’t", "en", "don't"),
        ("007", "en", "zero zero seven"),
        ("12345678901234567", "de", "eins zwei drei vier fünf sechs sieben acht neun null "
         "eins zwei drei vier fünf sechs sieben"),
        ("–", "de", None),
        ("नमस्ते", "hi", "नमस्ते"),
    ],
)  # fmt: skip
def test_what_is_said_for_a_token(text: str, language: str, normalised: str | None) -> None:
    (token,) = tokenise(text, language)
    assert token.normalised == normalised


def test_a_german_number_with_a_point_is_an_ordinal_but_not_at_the_end() -> None:
    tokens = tokenise("am 3. Oktober um 3.", "de")
    assert [token.normalised for token in tokens] == ["am", "dritten", "oktober", "um", "drei"]


def test_acronyms_keep_their_capitals_for_pronunciation() -> None:
    (token,) = tokenise("NATO-Gipfel", "de")
    assert token.words == ("NATO", "gipfel")
    assert token.normalised == "nato gipfel"
