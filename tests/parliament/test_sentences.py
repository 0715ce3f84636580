"""Sentences of parliamentary speech; all examples are of our own making."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.protocols.abbreviations import words_of
from unisono.protocols.sentences import rules, sentence_spans
from unisono.protocols.splitters import splitter

GERMAN = [
    "Wir stehen am Anfang der 20. Wahlperiode. | Das ist kein Geheimnis.",
    "Nach § 5 Abs. 2 Nr. 3 des Gesetzes gilt das. | Art. 3 sagt es auch.",
    "Das steht in Art. 5 Satz 2. | Wir halten uns daran.",
    "Ich danke Herrn Dr. Lang und Frau Prof. Dr. Beil. | Sie haben recht.",
    "Am 3. Oktober feiern wir. | Am 5. Juli 2023 war die 112. Sitzung.",
    "Im Jahr 2024. | Danach kam nichts mehr.",
    "Es waren 20. | Das ist wenig.",
    "Das kostet 3 Mio. Euro. | Oder 4 Mrd. | Das weiß niemand.",
    "Vielen Dank. | – Ich rufe auf. | – Ja, bitte.",
    "Sie sagen: Das geht nicht. | Ich sage: Doch, das geht!",
    "Er sagte: „Das ist falsch. | Wir gehen.“ | Dann ging er.",
    "„Was soll das?“, fragte sie. | „Nichts!“ | Das war die Antwort.",
    "Das gilt z. B. für Die Linke, d. h. für alle. | Auch u. a. für uns.",
    "Stahl, Chemie usw. | Das sind die Branchen.",
    "Friedrich II. wusste das. | Im II. Quartal wird es besser.",
    "Drucksache 20/7573. | Tagesordnungspunkt 4. | Wir kommen zur Abstimmung.",
    "Das sind 25,7 Prozent von 300 000 Euro. | Nicht mehr.",
    "Herr Abg. Lang, Sie haben das Wort. | Bitte sehr.",
    "Kurt W. Beil hat das Wort. | So ist es.",
    "1. Wir müssen sparen. | 2. Wir können das.",
    "Erstens. | Wir brauchen Zeit.",
    "… müssen Verfahren … | Das ist so.",
    "Nein! | Doch! | Oh! | Wirklich?! | Ja …",
    "Meine Damen und Herren von der AfD! | Das glauben Sie doch selbst nicht.",
    "Das ist die Industrie 4.0. | Auch sie braucht Strom.",
    "Auf diese Art. | Wahlen gewinnt man so nicht.",
    "Der 17.12. | Da war doch etwas.",
    "(Das steht im Protokoll.) | Weiter geht es.",
    "Die Rente mit 63. | Was halten Sie davon?",
    "Das war Abs. 1. | Wir kommen zu Abs. 2 lit. b.",
    "Die Fa. Lang GmbH & Co. KG gehört Herrn K. | Der Kollege weiß das.",
    "Die Prof.-Dr.-Lang-Straße liegt in St. Ada. | Wir waren dort.",
    "Es ist 16.30 Uhr. | Die Sitzung ist unterbrochen.",
    "Das ist so. Punkt.".replace(". P", ". | P"),
]
ENGLISH = [
    "I thank Mr. Lang and the Rt. Hon. Lady. | She is right.",
    "See No. 5 of the Act. | It says so.",
    "In 2024. | Then nothing came.",
    "There were 20. | That is few.",
    "The U.S. Senate met, i.e. they talked. | We did not.",
    "What is that? | Nothing, Madam Speaker!",
    "“That is wrong. | We go.” | Then he went.",
    "1. We must. | 2. We can.",
]


def parts(example, language):
    text = example.replace(" | ", " ")
    return [text[start:end] for start, end in rules(language)(text)]


@pytest.mark.parametrize("example", GERMAN)
def test_german_speech_is_parted_where_sentences_end(example):
    assert parts(example, "de") == example.split(" | ")


@pytest.mark.parametrize("example", ENGLISH)
def test_english_speech_is_parted_where_sentences_end(example):
    assert parts(example, "en") == example.split(" | ")


def test_somajo_is_the_other_splitter_and_gives_spans_of_the_text():
    text = "Vielen Dank, Herr Dr. Lang. Wir beraten die 2. Lesung."
    spans = splitter("somajo", "de")(text)
    assert [text[start:end] for start, end in spans] == [
        "Vielen Dank, Herr Dr. Lang.",
        "Wir beraten die 2. Lesung.",
    ]


@given(text=st.text(alphabet="aA1zZ .!?…:–„“”\"'()II", max_size=200))
@pytest.mark.parametrize("language", ["de", "en"])
def test_sentences_hold_everything_but_spaces_once_and_in_order(language, text):
    spans = sentence_spans(text, words_of(language))
    joined = "".join(text[start:end] for start, end in spans)
    assert "".join(joined.split()) == "".join(text.split())
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
