"""Protocols of the demo's sittings, in the shape of the Bundestag's XML protocols.

The element and class names are those of ``dbtplenarprotokoll`` (speaker, party, agenda
item, paragraphs, comments), so that a parser of real protocols reads these too.
"""

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from unisono.demo.parliament import SpeechPlan

LEGISLATURE = "9"
_PARAGRAPH = 3  # sentences


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
    header = ET.SubElement(element, "p", {"klasse": "redner"})
    _person(header, speech).tail = f"{speech.member.name} ({speech.member.party.name}):"
    texts = [sentence.text for sentence in speech.sentences]
    for start in range(0, len(texts), _PARAGRAPH):
        style = "J_1" if start == 0 else "J"
        paragraph = ET.SubElement(element, "p", {"klasse": style})
        paragraph.text = " ".join(texts[start : start + _PARAGRAPH])
    side = speech.member.party.dative.replace("von ", "bei ", 1).replace("vom ", "beim ", 1)
    ET.SubElement(element, "kommentar").text = f"(Beifall {side})"


def _person(parent: ET.Element, speech: SpeechPlan) -> ET.Element:
    member = speech.member
    person = ET.SubElement(parent, "redner", {"id": member.speaker_id})
    name = ET.SubElement(person, "name")
    ET.SubElement(name, "vorname").text = member.first
    ET.SubElement(name, "nachname").text = member.last
    ET.SubElement(name, "fraktion").text = member.party.name
    return person
