"""Annotations are not said, and what only looks like one is."""

import time

import pytest

from unisono.align.spoken.annotations import without_annotations
from unisono.align.tokens import tokenise


def said(text: str, language: str = "de") -> str:
    tokens = tokenise(text, language)
    assert [token.text for token in tokens] == text.split()
    return " ".join(token.normalised for token in tokens if token.normalised)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ja. (Beifall bei der SPD) gut", "de"),
        ("Ja. (Beifall bei der SPD sowie bei Abgeordneten des BÜNDNISSES 90/DIE GRÜNEN) gut", "de"),
        ("Ja. (Anhaltender Beifall) gut", "de"),
        ("Ja. (Heiterkeit) gut", "de"),
        ("Ja. (Heiterkeit und Beifall bei der AfD – Zurufe) gut", "de"),
        ("Ja. (Zuruf von der CDU/CSU: Hört!) gut", "de"),
        ("Ja. (Dr. Gregor Gysi [DIE LINKE]: Das ist [wirklich] wahr!) gut", "de"),
        ("Ja. (Friedrich Merz [CDU/CSU], zur SPD gewandt: Nein!) gut", "de"),
        ("Ja. (Mahmut Özdemir [Duisburg] [SPD]: Die Einzigen!) gut", "de"),
        ("Ja. (Nancy Faeser, Bundesministerin: Doch!) gut", "de"),
        ("Ja. (Unterbrechung von 16.08 bis 16.30 Uhr) gut", "de"),
        ("Ja. (Der Redner hält ein Buch hoch) gut", "de"),
        ("Ja. (Die Anwesenden erheben sich) gut", "de"),
        ("Ja. [Applaus] gut", "de"),
        ("Ja. *lacht* gut", "de"),
        ("Ja. ♪ music ♪ gut", "de"),
        ("Ja. ♪ gut", "de"),
        ('<i>Ja.</i> <font color="red">gut</font>', "de"),
        ("<v Frau Merkel>Ja.</v> {\\an8}gut", "de"),
        ("Ja.&nbsp;<00:00:01.000><c>gut</c>", "de"),
        ("Ja. &#8211; gut", "de"),
        ("Ja. [Applause] gut", "en"),
        ("Ja. (Applause.) gut", "en"),
        ("Ja. (Laughter and applause from the gallery) gut", "en"),
        ("Ja. [inaudible 00:01:02] gut", "en"),
        ("Ja. (Several hon. Members) gut", "en"),
        ("Ja. (Hear, hear!) gut", "en"),
        ("Ja. (The audience laughs) gut", "en"),
        ("Ja.[12] gut", "en"),
    ],
)
def test_annotations_are_silent(text: str, language: str) -> None:
    assert said(text, language) == "ja gut"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("the Peers (also called the Lords) met", "en", "the peers also called the lords met"),
        ("(Applause is not in order here)", "en", "applause is not in order here"),
        ("(Beifall ist nicht erlaubt)", "de", "beifall ist nicht erlaubt"),
        ("(der Präsident ist in Berlin)", "de", "der präsident ist in berlin"),
        ("(Musik hören)", "de", "musik hören"),
        ("[T]he people", "en", "the people"),
        ("Abgeordnete[r]", "de", "abgeordneter"),
        ("das war *sehr* gut", "de", "das war sehr gut"),
        ("a < b and c > d", "en", "a b and c d"),
        ("AT&amp;T", "en", "at and t"),
        ("(was offen ist", "de", "was offen ist"),
        ("offen] und (zu", "de", "offen und zu"),
        ("[" + "wort " * 400 + "]", "de", " ".join(["wort"] * 400)),
    ],
)
def test_what_looks_like_an_annotation_is_said(text: str, language: str, expected: str) -> None:
    assert said(text, language) == expected


@pytest.mark.parametrize(
    "text", ["(" * 50_000, "[a " * 20_000 + "] " * 20_000, "<a " * 20_000, "(A a a a " * 10_000,
             "♪" * 50_000, "&a" * 50_000, "{\\" * 50_000, "(a)" * 20_000],
)  # fmt: skip
def test_marks_without_end_take_linear_time(text: str) -> None:
    start = time.process_time()
    assert len(without_annotations(text.split())) == len(text.split())
    assert time.process_time() - start < 2.0
