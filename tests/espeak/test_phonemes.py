"""Phonemes of words of many languages, and of no words at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.errors import InputError
from unisono.espeak.phonemes import phonemes, voice_of


@pytest.mark.parametrize(
    ("word", "language", "spoken"),
    [
        ("Schmuggel", "de", ["ʃ", "m", "ʊ", "ɡ", "ə", "l"]),
        ("Köln", "de-AT", ["k", "œ", "l", "n"]),
        ("nein ja", "de", ["n", "aɪ", "n", "j", "ɑː"]),
        ("bonjour", "fr", ["b", "ɔ̃", "ʒ", "u", "ʁ"]),
        ("", "de", []),
        ("...", "de", []),
    ],
)
def test_phonemes_are_those_of_the_language(word: str, language: str, spoken: list[str]) -> None:
    assert list(phonemes(word, language)) == spoken


def test_a_foreign_word_is_said_whole_and_without_marks_of_its_language() -> None:
    spoken = phonemes("Computer Software", "de")
    assert spoken[:4] == ("k", "ɔ", "m", "p")
    assert not any("(" in symbol or "en" in symbol for symbol in spoken)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["de", "en", "fr", "zh", "ar"]))
def test_any_text_gives_plain_symbols(text: str, language: str) -> None:
    for symbol in phonemes(text, language):
        assert symbol
        assert not set(symbol) & set(" _ˈˌ()0123456789")


@pytest.mark.parametrize("language", ["xx", "tlh", "", "../de", "de+f2", "gmw/de"])
def test_a_language_that_is_not_spoken_is_an_input_error(language: str) -> None:
    with pytest.raises(InputError, match="BCP 47"):
        phonemes("ja", language)


@pytest.mark.parametrize(
    ("tag", "voice"), [("de-CH", "de"), ("en", "en-us"), ("en-AU", "en-us"), ("ZH", "cmn")]
)
def test_the_nearest_voice_of_a_tag_is_chosen(tag: str, voice: str) -> None:
    assert voice_of(tag) == voice
