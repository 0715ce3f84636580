"""Tokens: nothing of the text is lost, and what is said for it is plain."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.align.tokens import LONGEST_READ, MAX_WORDS, MOST_READINGS, tokenise

LANGUAGES = st.sampled_from(["de", "de-DE", "en", "en-GB", "fr", "ja", "xx", ""])


@given(st.text(), LANGUAGES)
def test_every_piece_of_any_text_comes_out_once(text: str, language: str) -> None:
    assert [token.text for token in tokenise(text, language)] == text.split()


ALPHABET = "0123456789.,:;%€$-'’aB §ßé٣½\u0301/–IVXz.Uhr[](){}<>&#♪*\u00ad\u200b\0\x1f°²+@"


@settings(deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=60), LANGUAGES)
def test_numbers_and_signs_never_fail_and_stay_bounded(text: str, language: str) -> None:
    tokens = tokenise(text, language)
    assert [token.text for token in tokens] == text.split()
    for token in tokens:
        assert len(token.readings) == len(set(token.readings)) <= MOST_READINGS
        for words in token.readings:
            assert len(words) <= MAX_WORDS
            assert all(word and word == "".join(word.split()) for word in words)
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


ODD = """
    § 218a 3,5 Mio. Euro $1.2 million 20. z. B. II. XVI (Beifall bei der SPD) [sic] <i> </i> 14:30
    Uhr 1 000 000 Kolleg*innen 3.10.1990 CDU/CSU ♪ 1998/99 € % &nbsp; Dr. St. Wilhelm vs. 90er
    a@b.de 2/3-Mehrheit – -5 °C 1,- #1 100%ig
"""
PARTS = st.sampled_from(ODD.split())


@settings(deadline=None)
@given(st.lists(PARTS, max_size=12), LANGUAGES)
def test_odd_tokens_in_any_order_are_read_to_the_end(parts: list[str], language: str) -> None:
    tokens = tokenise(" ".join(parts), language)
    assert [token.text for token in tokens] == parts
    assert tokens == tokenise("\t".join(parts), language)


@pytest.mark.parametrize(
    "unit",
    ["Die Koalition (Beifall) gab 3,5 Mio. Euro. ", "1a.b-", "z. ", "000 ", "a.", "1/2-", "Wort*",
     "a b", "ﷺ", "XVI ", "1990 ", "5 € ", "…"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_a_long_text_takes_linear_time(unit: str, language: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.process_time()
    assert [token.text for token in tokenise(text, language)] == text.split()
    assert time.process_time() - start < 3.0


def test_only_the_beginning_of_a_huge_token_is_read() -> None:
    (token,) = tokenise("a" * LONGEST_READ + "1" * 1_000_000, "de")
    assert token.normalised == "a" * LONGEST_READ


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [("3,5", "fr", "trois virgule cinq"), ("1990", "it", "millenovecentonovanta"),
     ("1.000", "pl", "tysiąc"), ("५", "hi", "5")],
)  # fmt: skip
def test_other_languages_read_numbers_as_num2words_does(
    text: str, language: str, said: str
) -> None:
    assert tokenise(text, language)[0].normalised == said
