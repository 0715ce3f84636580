"""Protocols in TEI as ParlaMint writes it, plain or with its words marked up.

The scheme is "Parla-CLARIN" (https://clarin-eric.github.io/parla-clarin/) as ParlaMint 4
narrows it: ``u`` for who speaks, ``seg`` for paragraphs, ``note``, ``vocal``, ``kinesic``
and ``incident`` for what else happens.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from unisono.protocols.builder import note, one_line
from unisono.protocols.limits import Limits
from unisono.protocols.markup import read_markup
from unisono.protocols.record import CommentKind, Person, Protocol, ProtocolError, Role
from unisono.protocols.tei_people import NOBODY, People, PeopleReader
from unisono.protocols.turns import Facts, Remark, Text, Turn, Turns, speakers

ROOT = "TEI"
CORPUS_ROOT = "teiCorpus"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_EVENTS = ("note", "vocal", "kinesic", "incident")
_KINDS: dict[str, CommentKind] = {
    "applause": "applause",
    "laughter": "laughter",
    "interruption": "call",
    "exclamat": "call",
    "exclamation": "call",
    "shouting": "call",
    "speaking": "call",
    "question": "call",
    "greeting": "call",
    "noise": "unrest",
    "murmuring": "unrest",
    "signal": "other",
}


def read_tei(path: Path, limits: Limits, people: People | None = None) -> Protocol:
    """Read a protocol in TEI.

    Parameters
    ----------
    path
        The file.
    limits
        How much of it is read at most.
    people
        Of the lists of people and parties that lie beside the protocols of a corpus.

    Raises
    ------
    ProtocolError
        When the file cannot be read, or holds no speech.
    """
    reader, mended = read_markup(path, lambda: _Reader(people or NOBODY), limits)
    reader.finish()
    if not any(part.text for speech in reader.turns.speeches for part in speech.paragraphs):
        raise ProtocolError("empty", f"{path.name} holds no speech (no element u with text)")
    return Protocol(
        kind="tei",
        speeches=tuple(reader.turns.speeches),
        members=speakers(reader.turns.speeches),
        mended=tuple(mended),
    )


class _Reader:
    """Follows a document element by element."""

    def __init__(self, people: People) -> None:
        self.turns = Turns()
        self._people = people
        self._own = PeopleReader()
        self._header = True
        self._facts = Facts()
        self._heads: list[str] = []  # of the divisions that are open
        self._printed = ""  # the note that names the next speaker
        self._who: Person | None = None
        self._role: Role = "speaker"
        self._id = ""
        self._parts: list[Text | Remark] = []
        self._pieces: list[str] = []
        self._event: str | None = None  # note, vocal, ... that is open
        self._kind = ""
        self._words: list[str] = []  # of the event
        self._head = False
        self._glued = False
        self._loose: list[Remark] = []  # between utterances

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if self._header:
            self._begin_header(tag, attributes)
        elif self._event is not None:
            return
        elif tag in _EVENTS:
            self._event, self._kind, self._words = tag, attributes.get("type", ""), []
        elif tag == "div":
            self._end_division()
            self._heads.append("")
        elif tag == "head":
            self._head, self._words = self._who is None, []
        elif tag == "u":
            self._begin_utterance(attributes)
        elif tag in ("w", "pc"):
            self._glued = attributes.get("join") in ("right", "both")
        elif tag == "seg":
            self._end_paragraph()

    def text(self, text: str) -> None:
        """Take text."""
        if self._header:
            self._own.text(text)
        elif self._event is not None or self._head:
            self._words.append(text)
        elif self._who is not None:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        """End an element."""
        if self._header:
            self._own.end(tag)
            self._header = tag != "teiHeader"
        elif self._event is not None:
            if tag == self._event:
                self._end_event()
        elif tag == "head" and self._head:
            self._end_head()
        elif tag in ("w", "pc"):
            self._pieces.append("" if self._glued else " ")
        elif tag == "u":
            self._end_utterance()
        elif tag == "seg":
            self._end_paragraph()
        elif tag == "div":
            self._end_division()
            self._heads = self._heads[:-1]

    def _end_head(self) -> None:
        self._head = False
        if self._heads and not self._heads[-1]:
            self._heads[-1] = one_line("".join(self._words))

    def finish(self) -> None:
        """Close what the end of the file leaves open."""
        self._end_utterance()
        self.turns.close()

    def _begin_header(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._own.start(tag, attributes)
        facts, what = self._facts, attributes.get("ana", "")
        number = attributes.get("n", "")
        if tag == ROOT:
            facts = replace(facts, language=attributes.get(_LANGUAGE, ""))
        elif tag == "meeting" and "parla.term" in what:
            facts = replace(facts, legislature=number)
        elif tag == "meeting" and ("parla.sitting" in what or "parla.meeting" in what):
            facts = replace(facts, session=number)
        elif tag == "date" and attributes.get("when", "")[:4].isdigit():
            facts = replace(facts, date=attributes["when"][:10])
        elif tag == "text":
            self._header = False
        self._facts = facts

    def _begin_utterance(self, attributes: Mapping[str, str]) -> None:
        self._end_utterance()
        speaker_id = attributes.get("who", "").removeprefix("#")
        own = self._own.people().person(speaker_id, self._facts.date)
        listed = own or self._people.person(speaker_id, self._facts.date)
        self._who = listed or _printed(self._printed, speaker_id)
        self._role = "presiding" if "chair" in attributes.get("ana", "") else "speaker"
        self._id = attributes.get(_ID, "")
        self._parts = [*self._loose]
        self._loose, self._printed, self._pieces = [], "", []

    def _end_utterance(self) -> None:
        self._end_paragraph()
        if self._who is None:
            return
        agenda = next((head for head in reversed(self._heads) if head), "")
        self.turns.add(
            Turn(
                person=self._who,
                parts=tuple(self._parts),
                speech_id=self._id,
                role=self._role,
                facts=replace(self._facts, agenda_item=agenda),
            )
        )
        self._who, self._parts = None, []

    def _end_paragraph(self) -> None:
        text = one_line("".join(self._pieces))
        self._pieces = []
        if text and self._who is not None:
            self._parts.append(Text(text=text))

    def _end_event(self) -> None:
        text, tag = note(one_line("".join(self._words))), self._event
        self._event = None
        if tag == "note" and self._kind == "speaker":
            self._printed = text.rstrip(": ")
            return
        if not text:
            return
        kind = _KINDS.get(self._kind) or (None if tag == "note" else "other")
        remark = Remark(text=text, kind=kind)
        if self._who is None:
            self._loose.append(remark)
        else:
            self._end_paragraph()
            self._parts.append(remark)

    def _end_division(self) -> None:
        self._end_utterance()
        self.turns.close()


def _printed(text: str, speaker_id: str) -> Person:
    """A speaker of whom only the printed name is known: ``Ada Lang (SPD)``."""
    name, bracket, party = text.partition(" (")
    party = party.rstrip(")") if bracket else ""
    return Person(name=name or speaker_id or "?", speaker_id=speaker_id, printed_party=party)
