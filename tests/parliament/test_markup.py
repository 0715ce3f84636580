"""XML from strangers: bounded, without entities, mended where it can be."""

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.protocols.limits import Limits
from unisono.protocols.markup import balanced
from unisono.protocols.read import read_protocol
from unisono.protocols.record import ProtocolError

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE dbtplenarprotokoll [
 <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">
]><dbtplenarprotokoll><sitzungsverlauf>&c;</sitzungsverlauf></dbtplenarprotokoll>"""
EXTERNAL = """<?xml version="1.0"?>
<!DOCTYPE dbtplenarprotokoll [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<dbtplenarprotokoll>&x;</dbtplenarprotokoll>"""


def refusal(path, **limits):
    with pytest.raises(ProtocolError) as caught:
        read_protocol(path, Limits(**limits))
    return caught.value.kind, str(caught.value)


@pytest.mark.parametrize("document", [LAUGHS, EXTERNAL], ids=["billion laughs", "external"])
def test_a_document_type_with_entities_is_refused_unread(write, document):
    kind, sentence = refusal(write(document))
    assert kind == "unreadable"
    assert sentence.startswith("a.xml declares a document type of its own")


def test_an_entity_without_declaration_is_left_out_and_said(write, make):
    speech = make.rede(make.redner(make.ada), make.p("Das ist&nbsp;so, &geheim; ja."))
    protocol = read_protocol(write(make.protocol(speech)))
    assert protocol.speeches[0].paragraphs[0].text == "Das istso, ja."
    assert "not well-formed" in protocol.mended[0].sentence


def test_deep_nesting_is_refused(write, make):
    deep = "<x>" * 100 + "</x>" * 100
    kind, sentence = refusal(write(make.protocol(deep)), depth=60)
    assert kind == "too_large"
    assert "more than 60 deep" in sentence


def test_deep_nesting_that_never_closes_is_refused_in_time(write, make):
    started = time.perf_counter()
    kind, _ = refusal(write(make.protocol("<x>" * 200_000)))
    assert kind == "too_large"
    assert time.perf_counter() - started < 5


def test_a_huge_text_is_refused(write, make):
    speech = make.rede(make.redner(make.ada), make.p("a " * 5_000))
    kind, sentence = refusal(write(make.protocol(speech)), paragraph=9_000)
    assert kind == "too_large"
    assert "9,000 characters" in sentence


def test_a_large_file_is_refused_by_its_size(write, make):
    kind, sentence = refusal(write(make.protocol("x" * 20_000)), megabytes=0.01)
    assert kind == "too_large"
    assert "at most 0.01 are read" in sentence


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", "empty", "is empty"),
        (b"   \n", "empty", "is empty"),
        (b"PK\x03\x04\x00\x00", "not_protocol", "is not XML"),
        (b"<html><body/></html>", "not_protocol", "is <html>"),
        (b'<?xml version="1.0" encoding="x-klingon"?><a/>', "unreadable", '"x-klingon"'),
        (b"<dbtplenarprotokoll>\xff</dbtplenarprotokoll>", "unreadable", "byte 0xff"),
        (b"<teiCorpus/>", "corpus", "root of a TEI corpus"),
    ],
)
def test_what_is_no_protocol_is_refused_with_a_sentence(write, content, kind, words):
    told, sentence = refusal(write(content))
    assert told == kind
    assert words in sentence


def test_what_is_not_there_or_no_file_is_refused(tmp_path):
    assert refusal(tmp_path / "b.xml")[0] == "not_found"
    os.mkfifo(tmp_path / "c.xml")
    assert refusal(tmp_path / "c.xml") == ("unreadable", "c.xml is not an ordinary file")


def test_an_escaped_byte_order_mark_is_left_out_and_said(write, make):
    speech = make.rede(make.redner(make.ada), make.p("Rede."))
    protocol = read_protocol(write(make.protocol(speech, head="&#xFEFF;")))
    assert [one.sentence for one in protocol.mended] == [
        "an escaped byte-order mark before the XML declaration was left out"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_are_read_as_they_say(write, make, encoding):
    text = make.protocol(make.rede(make.redner(make.ada), make.p("Größe zählt.")))
    text = text.replace("UTF-8", encoding if encoding.startswith("iso") else "UTF-8")
    protocol = read_protocol(write(text.encode(encoding)))
    assert protocol.speeches[0].paragraphs[0].text == "Größe zählt."


def test_mismatched_tags_are_balanced_and_the_speeches_after_them_stay_apart(write, make):
    table = "<table><colgroup><col><col></colgroup><tr><td>1</td></tr></table>"
    text = make.protocol(
        make.rede(make.redner(make.ada), make.p("Eins."), table, make.p("Zwei.")),
        make.rede(make.redner(make.kurt), make.p("Drei."), number="ID2"),
    )
    protocol = read_protocol(write(text))
    assert [[part.text for part in one.paragraphs] for one in protocol.speeches] == [
        ["Eins.", "Zwei."],
        ["Drei."],
    ]
    assert "2 tags were balanced" in protocol.mended[0].sentence


def test_a_file_that_breaks_off_keeps_what_it_has_and_says_so(write, make):
    text = make.protocol(make.rede(make.redner(make.ada), make.p("Eins."), make.p("Zwei.")))
    protocol = read_protocol(write(text[: text.index("Zwei") + 2]))
    assert [part.text for part in protocol.speeches[0].paragraphs] == ["Eins.", "Zw"]
    assert "not well-formed" in protocol.mended[0].sentence


TAGS = st.lists(st.sampled_from(["<a>", "</a>", "<b>", "</b>", "<c/>", "text", "<!--"]))


@given(pieces=TAGS)
def test_balanced_text_is_balanced_for_good(pieces):
    once, _ = balanced("<r>" + "".join(pieces) + "</r>", 60)
    again, changes = balanced(once, 60)
    if "<!--" not in pieces:
        assert changes == 0
        assert again == once


def test_balancing_takes_time_that_grows_with_the_length_only():
    started = time.perf_counter()
    for text in ("<!--" * 200_000, '<a "' * 200_000, "<a>" * 200_000, "</a>" * 200_000):
        balanced(text, 60)
    assert time.perf_counter() - started < 5
