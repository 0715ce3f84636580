"""Speeches out of turns: who speaks, one after the other, where a format has no more.

A speech goes on through what the chair says in between, as long as the same person speaks
again; another member begins another speech, unless the format says that it is the same.
"""

from dataclasses import dataclass, replace

from unisono.protocols.builder import SpeechBuilder
from unisono.protocols.record import CommentKind, Person, Role, Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a turn's speech; the empty string where it is not."""

    agenda_item: str = ""
    date: str = ""
    session: str = ""
    legislature: str = ""
    language: str = ""
    spoken: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment within a turn."""

    text: str
    kind: CommentKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph of a turn."""

    text: str
    quotation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one person says in one go, with the comments on it.

    ``role`` None means that the order of turns decides whether it is an intervention.
    """

    person: Person
    parts: tuple[Text | Remark, ...]
    speech_id: str = ""
    role: Role | None = None
    facts: Facts = Facts()
    named: bool = False
    """Whether ``speech_id`` says which turns are one speech."""


class Turns:
    """Puts turns together to speeches, in their order."""

    def __init__(self) -> None:
        self.speeches: list[Speech] = []
        self._builder: SpeechBuilder | None = None
        self._first: Turn | None = None
        self._pending: list[Turn] = []  # of the chair, until it is known who speaks next

    def add(self, turn: Turn) -> None:
        """Add the next turn."""
        if not turn.named and turn.role == "presiding":
            self._pending.append(turn)
            return
        if not self._same_speech(turn):
            self.close()
        if self._builder is None or self._first is None:
            self._builder = SpeechBuilder(
                turn.person, speech_id=turn.speech_id, spoken=turn.facts.spoken
            )
            self._first = turn
        for waiting in self._pending:
            self._put(self._builder, waiting)
        self._pending = []
        if turn.role in ("speaker", None) and self._first.role not in ("speaker", None):
            self._builder.holder = turn.person
            self._first = replace(turn, speech_id=self._first.speech_id)
        self._put(self._builder, turn)

    def close(self) -> None:
        """End the speech; what the chair says after it is a speech of the chair."""
        if self._builder is not None and self._first is not None:
            self._finish(self._builder, self._first.facts)
        self._builder = self._first = None
        pending, self._pending = self._pending, []
        if pending:
            chair = SpeechBuilder(pending[0].person)
            for turn in pending:
                self._put(chair, turn)
            self._finish(chair, pending[0].facts)

    def _same_speech(self, turn: Turn) -> bool:
        if self._first is None:
            return False
        if turn.named or self._first.named:
            return turn.named and self._first.named and turn.speech_id == self._first.speech_id
        if turn.facts != self._first.facts:
            return False
        return turn.role == "intervention" or same_person(turn.person, self._first.person)

    def _put(self, builder: SpeechBuilder, turn: Turn) -> None:
        own = same_person(builder.holder, turn.person)
        role: Role = turn.role or ("speaker" if own else "intervention")
        for part in turn.parts:
            if isinstance(part, Remark):
                builder.comment(part.text, part.kind)
            elif part.text:
                builder.paragraph(part.text, turn.person, role, quotation=part.quotation)

    def _finish(self, builder: SpeechBuilder, facts: Facts) -> None:
        speech = builder.speech(facts.agenda_item)
        self.speeches.append(
            replace(
                speech,
                date=facts.date,
                session=facts.session,
                legislature=facts.legislature,
                language=facts.language,
            )
        )


def same_person(one: Person, other: Person) -> bool:
    """Whether two are the same: by their ids, or their names where one has none."""
    if one.speaker_id and other.speaker_id:
        return one.speaker_id == other.speaker_id
    return one.name == other.name


def speakers(speeches: list[Speech]) -> tuple[Person, ...]:
    """Everybody with an id who speaks, in the order of their first words."""
    people: dict[str, Person] = {}
    for speech in speeches:
        for person in (speech.holder, *(part.person for part in speech.paragraphs)):
            if person.speaker_id:
                people.setdefault(person.speaker_id, person)
    return tuple(people.values())
