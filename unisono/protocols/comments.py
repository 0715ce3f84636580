"""The stenographers' comments, taken apart: who applauds, laughs, calls what.

A comment holds several notes, parted by dashes, and a note several parties and people:
``Beifall bei der SPD sowie bei Abgeordneten der FDP – Karsten Hilse [AfD]: Falsch!``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unisono.protocols.parties import Parties
from unisono.protocols.record import CommentKind

_KINDS: tuple[tuple[CommentKind, str], ...] = (
    ("applause", r"\w*[Bb]eifall\w*|\w*[Kk]latschen|[Aa]pplaus\w*|[Aa]pplause"),
    ("laughter", r"Lachen|Heiterkeit|Gelächter|[Ll]aughter"),
    (
        "call",
        r"\w*[Zz]urufe?|Gegenrufe?|Zwischenrufe?|Rufe?|Interruption|Interjection\w*|Hear, hear",
    ),
    ("unrest", r"Widerspruch|\w*[Uu]nruhe|Pfiffe|Tumult\w*|Pfui-?[Rr]ufe|Buh-?[Rr]ufe|Uproar"),
)
_KIND = re.compile("|".join(rf"(?P<{kind}>\b(?:{words})\b)" for kind, words in _KINDS))
_ADJECTIVE = r"(?:(?:[A-ZÄÖÜ][a-zäöüß]+(?:er|e|es|en|d)?|allgemeiner?)\s+){0,2}"
_STARTS = re.compile(rf"(?:{_ADJECTIVE})(?:{'|'.join(words for _, words in _KINDS)})\b")
_NAME = r"[^\W\d_][^\[\]():–]{1,90}?(?:\s*[\[(][^\[\]():]{1,60}[\])])?"
_CALLER = re.compile(rf"(?P<name>{_NAME})\s*\[(?P<party>[^\]:\[–]{{1,80}}?)\]?\s*:\s*(?P<said>.*)")
_OFFICER = re.compile(
    r"(?P<name>[^\W\d_][^\[\]():,–]{2,80}),\s*(?P<office>[^\W\d_][^\[\]():–]{2,120}):\s*(?P<said>.+)"
)
_MEMBERS = re.compile(r"^(?:Abg\.|Abgeordneten?|Members?)\b")
_PERSON = re.compile(
    r"(?P<name>[^\W\d_][^\[\],–]{0,150}(?:\[[^\[\]]{1,60}\])?)\s*\[(?P<party>[^\[\]]{1,80})(?:\]|$)"
)
_BEFORE_NAME = re.compile(
    r"^(?:.*\b(?:Abg\.|Abgeordneten?|Kollegen|Kollegin|Ministers?|Members?)|\s*(?:und|and))\s+"
)
_DASH = re.compile(r"\s+[–—]\s+")
_AT = re.compile(r",?\s+an\s+(?:die|das|den|der)\b.{0,200}?\bgerichtet\b.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One reaction of one party or person.

    Attributes
    ----------
    kind
        What it is.
    party
        Key of the party, None for the whole house, somebody without, or nobody known.
    name
        Of the person as printed, empty where none is named.
    text
        What is called, or else the note itself.
    """

    kind: CommentKind
    text: str
    party: str | None = None
    name: str = ""


def reactions(
    comment: str, parties: Parties, kind: CommentKind | None = None
) -> tuple[Reaction, ...]:
    """Take a comment apart.

    Parameters
    ----------
    comment
        Without the brackets around it.
    parties
        The table of parties.
    kind
        What it is, where the format says so; its words decide for what they tell.

    Returns
    -------
    tuple
        At least one reaction for a comment that is not blank.

    Examples
    --------
    >>> table = Parties({"spd": ["SPD"], "afd": ["AfD"]})
    >>> for one in reactions("Beifall bei der SPD – Karsten Hilse [AfD]: Falsch!", table):
    ...     print(one.kind, one.party, one.name, one.text)
    applause spd  Beifall bei der SPD
    call afd Karsten Hilse Falsch!
    """
    return tuple(
        reaction for note in _notes(comment) for reaction in _reactions(note, parties, kind)
    )


def _notes(comment: str) -> list[str]:
    """Notes of a comment; a dash inside what is called does not part it."""
    notes: list[str] = []
    for piece in _DASH.split(comment.strip()):
        begins = _STARTS.match(piece) or _CALLER.match(piece) or _MEMBERS.match(piece)
        if notes and not begins and _said(notes[-1]):
            notes[-1] = f"{notes[-1]} – {piece}"
        elif piece.strip(" –—"):
            notes.append(piece.strip())
    return notes


def _said(note: str) -> bool:
    return ":" in note


def _reactions(note: str, parties: Parties, kind: CommentKind | None) -> Iterator[Reaction]:
    begins = _STARTS.match(note)
    caller = None if begins else _CALLER.match(note)
    if caller:
        yield Reaction(
            kind="call",
            party=parties.key(caller["party"]),
            name=_without_title(caller["name"]),
            text=caller["said"].strip() or note,
        )
        return
    officer = None if begins or parties.found(note.partition(":")[0]) else _OFFICER.match(note)
    if officer:
        yield Reaction(kind="call", name=officer["name"].strip(), text=officer["said"].strip())
        return
    head, _, said = note.partition(":")
    said = said.strip()
    kinds = _kinds(head) or [kind or ("call" if said else "other")]
    who = _who(_AT.sub("", head), parties)
    for one in kinds:
        text = said if said and one == "call" else note
        for party, name in who:
            yield Reaction(kind=one, party=party, name=name, text=text)


def _kinds(head: str) -> list[CommentKind]:
    named = {match.lastgroup for match in _KIND.finditer(head)}
    return [kind for kind, _ in _KINDS if kind in named]


def _who(head: str, parties: Parties) -> Sequence[tuple[str | None, str]]:
    """Parties and people of a note; one unknown where none is named."""
    people = [
        (parties.key(match["party"]), _without_title(match["name"]))
        for match in _PERSON.finditer(head)
    ]
    groups = [(party, "") for party in parties.found(_PERSON.sub(_outside, head))]
    return [*groups, *people] or [(None, "")]


def _outside(match: re.Match[str]) -> str:
    """What stands before a person's name: it may name parties."""
    before = _BEFORE_NAME.match(match["name"])
    return before[0] if before else ""


def _without_title(name: str) -> str:
    return _BEFORE_NAME.sub("", name).strip()
