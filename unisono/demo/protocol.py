"""Protocols of the demo's sittings, in the shape of the Bundestag's XML protocols.

The element and class names are those of ``dbtplenarprotokoll`` (speaker, party, agenda
item, paragraphs, comments), so that a parser of real protocols reads these too.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from unisono.demo.house import CHAIRWOMAN
from unisono.demo.parliament import SpeechPlan
from unisono.demo.sentence import Sentence

LEGISLATURE = "9"
_PARAGRAPH = 3  # sentences, at most
_THANKS = "Vielen Dank für Ihre Rede, damit ist die Redezeit zu Ende."


def protocol(speeches: Sequence[SpeechPlan]) -> bytes:
    """Write the protocol of one sitting.

    Parameters
    ----------
    speeches
        All speeches of the sitting, in order.

    Returns
    -------
    bytes
        An XML document, UTF-8. ``rede/@id`` is the manifest's ``speech_id``.
    """
    first = speeches[0]
    year, month, day = first.date.split("-")
    root = ET.Element(
        "dbtplenarprotokoll",
        {
            "wahlperiode": LEGISLATURE,
            "sitzung-nr": first.session,
            "sitzung-datum": f"{day}.{month}.{year}",
            "vertrieb": "erfundenes Parlament, keine echten Reden",
        },
    )
    course = ET.SubElement(root, "sitzungsverlauf")
    for item, group in groupby(speeches, key=lambda speech: speech.agenda_item):
        number, title = item.split(": ", 1)
        section = ET.SubElement(course, "tagesordnungspunkt", {"top-id": number})
        ET.SubElement(section, "p", {"klasse": "T_fett"}).text = title
        for speech in group:
            _speech(section, speech)
    people = ET.SubElement(root, "rednerliste")
    members = {speech.member.speaker_id: speech for speech in speeches}
    for speaker in sorted(members):
        _person(people, members[speaker])
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _speech(section: ET.Element, speech: SpeechPlan) -> None:
    element = ET.SubElement(section, "rede", {"id": speech.speech_id})
    _floor(element, speech)
    for number, (first, group) in enumerate(_paragraphs(speech.sentences)):
        if first.comment:
            ET.SubElement(element, "kommentar").text = first.comment
        if first.chair:
            _chair(element, first.chair)
            _floor(element, speech)
        paragraph = ET.SubElement(element, "p", {"klasse": "J_1" if number == 0 else "J"})
        paragraph.text = " ".join(sentence.text for sentence in group)
    ET.SubElement(element, "kommentar").text = speech.ending
    _chair(element, _THANKS)


def _paragraphs(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, list[Sentence]]]:
    """Paragraphs, each with its first sentence: what the house does begins a new one."""
    group: list[Sentence] = []
    for sentence in sentences:
        if group and (len(group) == _PARAGRAPH or sentence.comment or sentence.chair):
            yield group[0], group
            group = []
        group.append(sentence)
    yield group[0], group


def _floor(element: ET.Element, speech: SpeechPlan) -> None:
    header = ET.SubElement(element, "p", {"klasse": "redner"})
    _person(header, speech).tail = f"{speech.member.name} ({speech.member.party.name}):"


def _chair(element: ET.Element, words: str) -> None:
    ET.SubElement(element, "name").text = f"{CHAIRWOMAN}:"
    ET.SubElement(element, "p", {"klasse": "J_1"}).text = words


def _person(parent: ET.Element, speech: SpeechPlan) -> ET.Element:
    member = speech.member
    person = ET.SubElement(parent, "redner", {"id": member.speaker_id})
    name = ET.SubElement(person, "name")
    ET.SubElement(name, "vorname").text = member.first
    ET.SubElement(name, "nachname").text = member.last
    ET.SubElement(name, "fraktion").text = member.party.name
    return person
