"""Protocols of the Bundestag, ``dbtplenarprotokoll``, from the 19th term on.

The structure is documented by the Bundestag with its open data; what its protocols do
beside it is in docs/protocols.md.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from unisono.protocols.builder import SpeechBuilder, note, one_line
from unisono.protocols.limits import Limits
from unisono.protocols.markup import read_markup
from unisono.protocols.record import Person, Protocol, ProtocolError, Role, Speech

ROOT = "dbtplenarprotokoll"

_CHAIR = re.compile(r"^((?:Alters|Vize|Bundestags)?[Pp]räsident(?:in)?)\s+(.+)$")
_PRINTED = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
_PRINTED_ONLY = ("T_", "AL_", "Anlage", "Amtl")
"""Beginnings of the classes of paragraphs that nobody says: titles, lists of votes."""
_COLLECTED = ("p", "kommentar", "name")
_FIELDS = (
    "titel",
    "vorname",
    "namenszusatz",
    "nachname",
    "ortszusatz",
    "fraktion",
    "rolle_lang",
    "rolle_kurz",
    "bdland",
)
_NOBODY = Person(name="Präsidium", office="Präsidium")
"""The chair, in a protocol that does not name it."""


def read_dbt(path: Path, limits: Limits) -> Protocol:
    """Read a protocol of the Bundestag.

    Raises
    ------
    ProtocolError
        When the file cannot be read, or holds no speech.
    """
    handler, mended = read_markup(path, lambda: _Reader(path.name, limits), limits)
    handler.finish()
    if not any(_held(speech) for speech in handler.speeches):
        raise ProtocolError(
            "empty", f"{path.name} holds no speech (no element rede); is it the whole protocol?"
        )
    facts = handler.facts
    return Protocol(
        kind="dbt",
        speeches=tuple(
            replace(
                speech,
                date=_iso(facts.get("sitzung-datum", "")),
                session=facts.get("sitzung-nr", ""),
                legislature=facts.get("wahlperiode", ""),
                language="de",
            )
            for speech in handler.speeches
        ),
        members=tuple(handler.members.values()),
        mended=tuple(mended),
    )


def _held(speech: Speech) -> bool:
    return any(part.text and part.role == "speaker" for part in speech.paragraphs)


@dataclass(slots=True)
class _Collected:
    """An element whose text is gathered."""

    tag: str
    style: str
    pieces: list[str]
    person: Person | None = None


class _Reader:
    """Follows a protocol element by element."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.speeches: list[Speech] = []
        self.members: dict[str, Person] = {}
        self.facts: dict[str, str] = {}
        self._file = name
        self._limits = limits
        self._silent = 0  # depth within what is not read: contents, tables, footnotes
        self._collected: _Collected | None = None
        self._reference: int | None = None  # where the sup begins that may be a footnote's number
        self._fields: dict[str, str] | None = None
        self._field = ""
        self._speaker_id = ""
        self._listing = False
        self._annex = False
        self._within = False  # the course of the sitting, or the annexes
        self._top = ""
        self._titles: list[tuple[str, str]] = []
        self._chair = _NOBODY
        self._speech: SpeechBuilder | None = None
        self._in_rede = False
        self._turn: tuple[Person, Role] = (_NOBODY, "presiding")
        self._waiting: list[str] = []  # comments before a speech begins

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if self._silent or tag in ("vorspann", "table", "fussnote"):
            self._silent += 1
        elif tag == "sup" and self._collected is not None:
            self._reference = len(self._collected.pieces)
        elif tag in _COLLECTED and self._fields is None:
            self._give()
            self._collected = _Collected(tag, attributes.get("klasse", ""), [])
        elif tag == "redner":
            self._fields, self._speaker_id = {}, attributes.get("id", "").strip()
        elif self._fields is not None and tag in _FIELDS:
            self._field = tag
        elif tag == "rede":
            self._begin_speech(attributes.get("id", "").strip())
        elif tag == ROOT:
            self.facts = {key: value.strip() for key, value in attributes.items()}
        else:
            self._section(tag, attributes)

    def text(self, text: str) -> None:
        """Take text."""
        if self._silent:
            return
        if self._fields is not None:
            if self._field:
                self._fields[self._field] = self._fields.get(self._field, "") + text
        elif self._collected is not None:
            self._collected.pieces.append(text)

    def end(self, tag: str) -> None:
        """End an element."""
        if self._silent:
            self._silent -= 1
        elif self._fields is not None:
            if tag == "redner":
                self._end_person()
            elif tag == self._field:
                self._field = ""
        elif self._collected is not None and tag == self._collected.tag:
            self._give()
        elif tag == "sup":
            self._end_sup()
        elif tag == "br" and self._collected is not None:
            self._collected.pieces.append(" ")
        elif tag == "rede":
            self._end_speech()
        elif tag in ("tagesordnungspunkt", "sitzungsbeginn"):
            self._give()
            self._end_speech()
            self._top, self._titles = "", []

    def finish(self) -> None:
        """Close what the end of the file leaves open."""
        self._give()
        self._end_speech()
        if self._waiting:  # comments behind the last words
            last = SpeechBuilder(self._chair)
            for comment in self._waiting:
                last.comment(comment)
            self.speeches.append(last.speech())
        people = [speech.holder for speech in self.speeches]
        people += [part.person for speech in self.speeches for part in speech.paragraphs]
        for one in people:
            listed = self.members.setdefault(one.speaker_id, one) if one.speaker_id else one
            if not listed.printed_party and one.printed_party:  # where the list's field is dirty
                self.members[one.speaker_id] = replace(listed, printed_party=one.printed_party)

    def _section(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in ("sitzungsverlauf", "anlagen"):
            self._within, self._annex = True, tag == "anlagen"
        if tag in ("tagesordnungspunkt", "sitzungsbeginn", "anlagen", "rednerliste"):
            self._give()
            self._end_speech()
            self._top, self._titles = one_line(attributes.get("top-id", "")), []
        if tag == "rednerliste":
            self._listing, self._within = True, False

    def _begin_speech(self, speech_id: str) -> SpeechBuilder:
        self._give()
        self._end_speech()
        if len(self.speeches) >= self._limits.speeches:
            raise ProtocolError(
                "too_large", f"{self._file} has more than {self._limits.speeches:,} speeches"
            )
        self._in_rede = True
        self._speech = SpeechBuilder(_NOBODY, speech_id=speech_id, spoken=not self._annex)
        self._turn = (_NOBODY, "presiding")
        return self._speech

    def _end_speech(self) -> None:
        if self._speech is not None:
            self.speeches.append(self._speech.speech(self._agenda()))
        self._speech, self._in_rede = None, False

    def _agenda(self) -> str:
        title = next((text for style, text in self._titles if style == "T_fett"), "")
        if not title and self._titles:
            title = self._titles[0][1]
        return ": ".join(part for part in (self._top, title) if part)

    def _end_sup(self) -> None:
        """Leave out the number of a footnote, which stands behind a word or a stop."""
        start, self._reference = self._reference, None
        if self._collected is None or start is None:
            return
        raised = "".join(self._collected.pieces[start:]).strip().rstrip(")*")
        if raised.isdigit() or not raised:
            del self._collected.pieces[start:]

    def _end_person(self) -> None:
        fields = {key: one_line(value) for key, value in (self._fields or {}).items()}
        self._fields, self._field = None, ""
        person = _person(self._speaker_id, fields)
        if self._listing:
            if person.speaker_id and person.last:
                self.members.setdefault(person.speaker_id, person)
        elif self._collected is not None:
            self._collected.person = person

    def _give(self) -> None:
        """Hand on the element that was gathered."""
        taken, self._collected = self._collected, None
        if taken is None or not self._within:
            return
        text = one_line("".join(taken.pieces))
        if taken.person is not None:
            self._redner(taken.person, text)
        elif not text:
            return
        elif taken.tag == "kommentar":
            self._comment(text)
        elif taken.tag == "name" or taken.style == "N":
            self._named(text)
        elif taken.style.startswith(_PRINTED_ONLY):
            if not text.startswith("Drucksache"):
                self._titles.append((taken.style, text))
        else:
            self._said(text, taken.style)

    def _comment(self, text: str) -> None:
        if self._speech is not None:
            self._speech.comment(note(text))
        elif not self._annex:
            self._waiting.append(note(text))

    def _redner(self, person: Person, printed: str) -> None:
        person = _with_printed(person, printed)
        speech = self._speech
        if speech is None or (not self._in_rede and not _same(speech.holder, person)):
            speech = self._begin_speech("")
            self._in_rede = False  # one of the speeches that the file does not mark as such
        if speech.holder is _NOBODY:
            speech.holder = person
        if _same(speech.holder, person):
            self._turn = (speech.holder, "speaker")
        elif _CHAIR.match(person.office):
            self._turn = (person, "presiding")
        else:
            self._turn = (person, "intervention")

    def _named(self, text: str) -> None:
        """A printed name without an id: nearly always that of who presides."""
        text = text.removesuffix(":").strip()
        chair, printed = _CHAIR.match(text), _PRINTED.match(text)
        if chair or not printed:
            name, office = (chair[2], chair[1]) if chair else (text, "Präsidium")
            self._chair = Person(name=name, office=office)
            self._turn = (self._chair, "presiding")
        else:
            person = Person(name=printed[1], party=printed[2], printed_party=printed[2])
            self._redner(person, "")

    def _said(self, text: str, style: str) -> None:
        if self._speech is None:
            if self._annex:
                return  # declarations and answers in writing, outside of any speech
            self._speech = SpeechBuilder(self._chair)
            self._turn = (self._chair, "presiding")
        elif not self._in_rede and not _same(self._speech.holder, self._turn[0]):
            self._end_speech()
            self._speech = SpeechBuilder(self._turn[0])
        for comment in self._waiting:
            self._speech.comment(comment)
        self._waiting = []
        person, role = self._turn
        self._speech.paragraph(
            text, person, role, quotation=style.startswith("Z"), continues=style.startswith("O")
        )


def _person(speaker_id: str, fields: Mapping[str, str]) -> Person:
    last = " ".join(filter(None, (fields.get("namenszusatz"), fields.get("nachname"))))
    first, title = fields.get("vorname", ""), fields.get("titel", "")
    return Person(
        name=" ".join(filter(None, (title, first, last))),
        speaker_id=speaker_id,
        title=title,
        first=first,
        last=last,
        party=fields.get("fraktion", ""),
        office=fields.get("rolle_lang") or fields.get("rolle_kurz") or "",
    )


def _with_printed(person: Person, printed: str) -> Person:
    """A person with what stands in print: ``Dr. Ada Lang (SPD):`` or ``Ada Lang, Ministerin:``."""
    printed = printed.removesuffix(":").strip()
    match = _PRINTED.match(printed)
    if match:
        return replace(person, name=person.name or match[1], printed_party=match[2])
    name, _, office = printed.partition(", ")
    return replace(person, name=person.name or name or "?", office=person.office or office)


def _same(one: Person, other: Person) -> bool:
    if one.speaker_id and other.speaker_id:
        return one.speaker_id == other.speaker_id
    return one.name == other.name


def _iso(date: str) -> str:
    match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", date.strip())
    return f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}" if match else ""
