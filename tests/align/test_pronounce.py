"""Pronunciations: from the dictionary, from eSpeak NG, and bounded for any token."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.align.acoustic_model import AcousticModel
from unisono.align.phone_map import ENGLISH, GERMAN, OTHER, model_phones
from unisono.align.pronounce import MOST_PHONES, MOST_VARIANTS, Dictionary, Pronouncer
from unisono.align.tokens import tokenise

VOWELS = "iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒ"
CONSONANTS = "pbtdʈɖcɟkɡqɢmɱnɳɲŋɴʙrʀⱱɾɽɸβfvθðszʃʒʂʐçʝxɣχʁħʕhɦɬɮʋɹɻjɰlɭʎʟɥʍɕʑɧɓɗʄɠʛ"


def test_tables_name_only_phones_of_the_model(model: AcousticModel) -> None:
    named = {phone for table in (ENGLISH, GERMAN, OTHER) for p in table.values() for phone in p}
    assert named <= set(model.phones)
    assert len(named) == 39


@pytest.mark.parametrize("symbol", list(VOWELS + CONSONANTS))
@pytest.mark.parametrize("language", ["de", "fr"])
def test_every_sound_of_the_ipa_has_a_phone(
    symbol: str, language: str, model: AcousticModel
) -> None:
    assert set(model_phones([symbol], language)) <= set(model.phones)
    assert len(model_phones([symbol], language)) in (1, 2)


def test_nearest_sounds_keep_manner_and_voice() -> None:
    assert model_phones(["ɢ", "ɖ", "ɱ", "ɸ", "β"], "xx") == ("G", "D", "M", "F", "V")


def test_a_nasal_vowel_is_a_vowel_and_a_nasal() -> None:
    assert model_phones(["ɔ̃"], "fr") == ("AO", "N")


def test_all_pronunciations_of_the_dictionary_are_tried(dictionary: Dictionary) -> None:
    (token,) = tokenise("the", "en")
    found = Pronouncer(dictionary, "en").token(token)
    assert found == (("DH", "AH"), ("DH", "IY"))


def test_a_word_that_the_dictionary_lacks_is_said_by_rule(dictionary: Dictionary) -> None:
    (token,) = tokenise("Kowloon", "en")
    assert not dictionary["kowloon"]
    assert Pronouncer(dictionary, "en").token(token) == (("K", "AW", "L", "UW", "N"),)


def test_an_acronym_may_be_a_word_or_letters(dictionary: Dictionary) -> None:
    (token,) = tokenise("NATO", "en")
    found = Pronouncer(dictionary, "en").token(token)
    assert ("N", "EY", "T", "OW") in found
    assert ("EH", "N", "EY", "T", "IY", "OW") in found


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=50), st.sampled_from(["de", "en", "tr"]))
def test_pronunciations_of_any_text_are_bounded(
    dictionary: Dictionary, model: AcousticModel, text: str, language: str
) -> None:
    pronouncer = Pronouncer(dictionary, language)
    for token in tokenise(text, language):
        found = pronouncer.token(token)
        assert len(found) <= MOST_VARIANTS
        for one in found:
            assert 0 < len(one) <= MOST_PHONES
            assert set(one) <= set(model.phones)


def test_a_huge_token_is_cut(dictionary: Dictionary) -> None:
    (token,) = tokenise("ba" * 50_000, "de")
    assert max(map(len, Pronouncer(dictionary, "de").token(token))) <= MOST_PHONES


def test_every_reading_gets_its_turn(dictionary: Dictionary) -> None:
    (token,) = tokenise("2005", "en")
    found = Pronouncer(dictionary, "en").token(token)
    for words in token.readings:
        said = [dictionary[word][0] for word in words]
        assert sum(said, ()) in found


def test_a_token_with_nothing_to_say_has_no_pronunciation(dictionary: Dictionary) -> None:
    tokens = tokenise("1 000 people", "en")
    assert tokens[1].normalised is None
    assert Pronouncer(dictionary, "en").token(tokens[1]) == ()


def test_acronyms_have_plurals(dictionary: Dictionary) -> None:
    (english,) = tokenise("MPs", "en")
    (german,) = tokenise("LKWs", "de")
    assert ("EH", "M", "P", "IY", "Z") in Pronouncer(dictionary, "en").token(english)
    assert {one[-1] for one in Pronouncer(dictionary, "de").token(german)} == {"S"}
