"""Rows of the tables, from a protocol that was read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from unisono.parliament.options import ReadOptions
from unisono.protocols.comments import reactions
from unisono.protocols.parties import Parties
from unisono.protocols.record import Paragraph, Person, Protocol, Speech
from unisono.protocols.sentences import Span
from unisono.protocols.splitters import splitter

Row = dict[str, Any]


@dataclass(slots=True)
class ProtocolRows:
    """Rows of one protocol, by table."""

    speeches: list[Row] = field(default_factory=list)
    sentences: list[Row] = field(default_factory=list)
    interjections: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)


def protocol_rows(
    name: str, protocol: Protocol, parties: Parties, options: ReadOptions
) -> ProtocolRows:
    """Make the rows of a protocol.

    Parameters
    ----------
    name
        Id of the protocol.
    protocol
        As it was read.
    parties
        Parties that it names and the table does not know are remembered there.
    options
        Its ``language`` (of speeches that do not tell theirs) and ``splitter`` are used.
    """
    maker = _Maker(name, parties, options)
    for number, speech in enumerate(protocol.speeches):
        maker.add(number, speech)
    maker.rows.members = sorted(
        (maker.member(person) for person in protocol.members if person.speaker_id),
        key=lambda row: str(row["speaker_id"]),
    )
    return maker.rows


class _Maker:
    """Numbers sentences, paragraphs and interjections through a protocol."""

    def __init__(self, name: str, parties: Parties, options: ReadOptions) -> None:
        self.rows = ProtocolRows()
        self._name = name
        self._parties = parties
        self._options = options
        self._paragraphs = 0
        self._keys: dict[tuple[str, str, str], str | None] = {}

    def add(self, number: int, speech: Speech) -> None:
        """Add a speech with its sentences and the comments on it."""
        before = len(self.rows.sentences)
        language = speech.language or self._options.language
        split = splitter(self._options.splitter, language)
        for paragraph in speech.paragraphs:
            spans = split(paragraph.text) if paragraph.text else []
            first = len(self.rows.sentences)
            self.rows.sentences.extend(self._sentences(number, paragraph, spans))
            self.rows.interjections.extend(self._interjections(number, paragraph, spans, first))
            self._paragraphs += bool(spans)
        self.rows.speeches.append(
            {
                "protocol": self._name,
                "speech": number,
                "speech_id": speech.speech_id or None,
                "legislature": speech.legislature or None,
                "session": speech.session or None,
                "date": speech.date or None,
                "language": language,
                "agenda_item": speech.agenda_item or None,
                "speaker_id": speech.holder.speaker_id or None,
                "speaker": speech.holder.name,
                "party": self._party(speech.holder),
                "role": speech.holder.office or None,
                "spoken": speech.spoken,
                "sentences": len(self.rows.sentences) - before,
            }
        )

    def member(self, person: Person) -> Row:
        """A row of ``members``."""
        return {
            "protocol": self._name,
            "speaker_id": person.speaker_id,
            "title": person.title or None,
            "first": person.first or None,
            "last": person.last or person.name,
            "party": self._party(person),
            "role": person.office or None,
        }

    def _sentences(self, speech: int, paragraph: Paragraph, spans: list[Span]) -> Iterator[Row]:
        person = paragraph.person
        first = len(self.rows.sentences)
        party = self._party(person)
        for number, (start, end) in enumerate(spans, first):
            yield {
                "protocol": self._name,
                "sentence": number,
                "speech": speech,
                "paragraph": self._paragraphs,
                "speaker_id": person.speaker_id or None,
                "speaker": person.name,
                "party": party,
                "role": paragraph.role,
                "quotation": paragraph.quotation,
                "text": paragraph.text[start:end],
            }

    def _interjections(
        self, speech: int, paragraph: Paragraph, spans: list[Span], first: int
    ) -> Iterator[Row]:
        number = len(self.rows.interjections)
        for comment in paragraph.comments:
            begun = sum(start < comment.offset for start, _ in spans)
            after = first + begun - 1
            for one in reactions(comment.text, self._parties, comment.kind):
                yield {
                    "protocol": self._name,
                    "interjection": number,
                    "speech": speech,
                    "after": after if after >= 0 else None,
                    "kind": one.kind,
                    "party": one.party,
                    "name": one.name or None,
                    "text": one.text,
                }
                number += 1

    def _party(self, person: Person) -> str | None:
        """Key of a person's party; what is printed in brackets behind ministers is their land."""
        names = (person.party, "" if person.office and not person.party else person.printed_party)
        asked = (*names, person.office)
        if asked not in self._keys:
            self._keys[asked] = self._parties.key(*names)
        return self._keys[asked]
