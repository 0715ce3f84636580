"""Transcripts and protocols: what a reader of the format finds is what was said."""

from pathlib import Path
from xml.etree import ElementTree as ET

import parselmouth
import pysubs2
import pytest
from parselmouth.praat import call

from unisono.demo.options import DemoOptions
from unisono.demo.parliament import plan_parliament
from unisono.demo.protocol import protocol
from unisono.demo.transcripts import write_transcript
from unisono.demo.voices import SpokenSentence
from unisono.espeak.synthesis import SpokenWord

SENTENCES = (
    SpokenSentence('Er sagte "Ja".', (SpokenWord("Er", 0.3501, 1.25, 0),)),
    SpokenSentence("Für heute genügt das.", (SpokenWord("Für", 61.5, 63.9996, 0),)),
)


def test_text_has_one_utterance_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_transcript(path, SENTENCES, 70.0)
    assert path.read_text("utf-8").splitlines() == [sentence.text for sentence in SENTENCES]


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_subtitles_hold_times_in_milliseconds(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    write_transcript(path, SENTENCES, 70.0)
    cues = pysubs2.load(str(path), encoding="utf-8")
    assert [(cue.start, cue.end, cue.plaintext) for cue in cues] == [
        (350, 1250, SENTENCES[0].text),
        (61_500, 64_000, SENTENCES[1].text),
    ]


def test_praat_reads_the_textgrid(tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    write_transcript(path, SENTENCES, 70.0)
    grid = parselmouth.read(str(path))
    assert call(grid, "Get number of intervals", 1) == 5
    assert call(grid, "Get label of interval", 1, 2) == SENTENCES[0].text
    assert call(grid, "Get start time of interval", 1, 4) == pytest.approx(61.5)
    assert call(grid, "Get end time of interval", 1, 5) == pytest.approx(70.0)


def spoken(speech: ET.Element) -> list[str]:
    """Paragraphs of who holds the speech; those after a <name> are the chair's."""
    paragraphs, chair = [], False
    for element in speech:
        if element.tag == "name" or element.attrib.get("klasse") == "redner":
            chair = element.tag == "name"
        elif element.tag == "p" and not chair:
            paragraphs.append(element.text or "")
    return paragraphs


def test_the_protocol_notes_calls_and_the_chair_where_they_are() -> None:
    speeches = [plan for plan in plan_parliament(DemoOptions()) if plan.session == "41"]
    root = ET.fromstring(protocol(speeches))  # noqa: S314  made by ourselves
    for element, plan in zip(root.findall(".//rede"), speeches, strict=True):
        comments = [comment.text for comment in element.findall("kommentar")]
        noted = [sentence.comment for sentence in plan.sentences if sentence.comment]
        assert comments == [*noted, plan.ending]
        chairs = sum(bool(sentence.chair) for sentence in plan.sentences)
        assert len(element.findall("name")) == chairs + 1  # and thanks at the end
        assert len(element.findall("p[@klasse='redner']")) == chairs + 1
        starts = spoken(element)
        for sentence in plan.sentences:
            if sentence.comment or sentence.chair:
                assert any(text.startswith(sentence.text) for text in starts)


def test_the_protocol_holds_every_speech_of_its_sitting() -> None:
    speeches = [plan for plan in plan_parliament(DemoOptions()) if plan.session == "42"]
    root = ET.fromstring(protocol(speeches))  # noqa: S314  made by ourselves
    assert root.attrib["sitzung-nr"] == "42"
    assert root.attrib["sitzung-datum"] == "20.03.2024"
    elements = root.findall(".//rede")
    assert [element.attrib["id"] for element in elements] == [plan.speech_id for plan in speeches]
    for element, plan in zip(elements, speeches, strict=True):
        assert " ".join(spoken(element)) == plan.text
        assert element.findtext(".//fraktion") == plan.member.party.name
    items = root.findall(".//tagesordnungspunkt")
    assert [item.attrib["top-id"] for item in items] == [
        f"Tagesordnungspunkt {number}" for number in (1, 2, 3)
    ]
