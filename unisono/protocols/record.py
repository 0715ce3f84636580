"""What a protocol says, whatever its format: speeches, paragraphs, comments, people."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["speaker", "presiding", "intervention"]
"""Whose words: of who holds the speech, of the chair, of another member within it."""

CommentKind = Literal["applause", "laughter", "call", "unrest", "other"]


class ProtocolError(Exception):
    """A file that cannot be read as a protocol.

    Parameters
    ----------
    sentence
        What is wrong and what to do, for a person.
    kind
        ``"not_found"``, ``"unreadable"``, ``"not_protocol"``, ``"too_large"``, ``"empty"``, or
        ``"corpus"`` for the root of a corpus, which holds no speech itself.
    """

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """Something odd about a file that was read all the same: what, and what was done."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A speaker as a protocol names one; what is not given is the empty string.

    Attributes
    ----------
    name
        As printed: title, first and last name.
    party
        As the file has it, not normalised.
    printed_party
        As it stands in brackets behind the printed name.
    office
        Minister, president, ...; empty for a member like any other.
    """

    name: str
    speaker_id: str = ""
    title: str = ""
    first: str = ""
    last: str = ""
    party: str = ""
    printed_party: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A note of the stenographers in brackets, or of an editor.

    Attributes
    ----------
    text
        Without the brackets around it, one line.
    offset
        Characters of the paragraph's text that stand before it.
    kind
        What it is, where the format says so; None = its words tell.
    """

    text: str
    offset: int
    kind: CommentKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of one person; comments do not end it.

    ``text`` is one line with single spaces, and empty where only comments stand.
    """

    text: str
    person: Person
    role: Role
    quotation: bool = False
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One speech, or what the chair says between two of them."""

    speech_id: str
    holder: Person
    paragraphs: tuple[Paragraph, ...]
    agenda_item: str = ""
    spoken: bool = True
    date: str = ""
    session: str = ""
    legislature: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """A protocol that was read.

    Attributes
    ----------
    kind
        ``"dbt"``, ``"tei"``, ``"csv"`` or ``"jsonl"``.
    speeches
        In the order of the file.
    members
        The people that the file lists, or else all who speak; one for each ``speaker_id``.
    mended
        What was put right on the way.
    """

    kind: str
    speeches: tuple[Speech, ...]
    members: tuple[Person, ...] = ()
    mended: tuple[Mended, ...] = field(default=())
