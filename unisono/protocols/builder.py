"""Speeches put together from paragraphs and comments as they come."""

import re
from dataclasses import replace

from unisono.protocols.record import Comment, CommentKind, Paragraph, Person, Role, Speech

_FINISHED = re.compile(r"[.!?…:;\"“”«»)\]’‘]$")


def one_line(text: str) -> str:
    """Text with single spaces, non-breaking ones and soft hyphens included."""
    return " ".join(text.replace("\xad", "").split())


def note(text: str) -> str:
    """A comment without the brackets around it.

    Examples
    --------
    >>> note("(Beifall bei der SPD)"), note("(Ruf: Ja! (Lachen))"), note("Lachen")
    ('Beifall bei der SPD', 'Ruf: Ja! (Lachen)', 'Lachen')
    """
    text = one_line(text)
    if not text.startswith(("(", "[")):
        return text
    inner = text[1:]
    closed = inner.endswith((")", "]")) and inner.count(")") > inner.count("(")
    return inner[:-1].strip() if closed or inner.endswith("]") else inner.strip()


class SpeechBuilder:
    """One speech in the making.

    Parameters
    ----------
    holder
        Who holds it.
    speech_id
        Its id in the file, empty where there is none.
    spoken
        Whether it was held.
    """

    def __init__(self, holder: Person, *, speech_id: str = "", spoken: bool = True) -> None:
        self.holder = holder
        self.speech_id = speech_id
        self.spoken = spoken
        self._done: list[Paragraph] = []
        self._open: Paragraph | None = None

    def paragraph(
        self,
        text: str,
        person: Person,
        role: Role,
        *,
        quotation: bool = False,
        continues: bool = False,
    ) -> None:
        """Add text; it goes on with the paragraph before when only a comment parts the two.

        Parameters
        ----------
        text
            One line.
        person, role
            Whose words they are.
        quotation
            Whether it is printed as a quotation.
        continues
            Whether the file says that the paragraph goes on. One that stops in the middle of
            a sentence before a comment goes on in any case.
        """
        before = self._open
        fresh = Paragraph(text=text, person=person, role=role, quotation=quotation)
        if before is not None and not before.text:
            fresh = replace(fresh, comments=before.comments)
        elif before is not None and _goes_on(before, fresh, continues):
            fresh = replace(before, text=f"{before.text} {text}")
        elif before is not None:
            self._done.append(before)
        self._open = fresh

    def comment(self, text: str, kind: CommentKind | None = None) -> None:
        """Add a comment after all text so far."""
        if not text:
            return
        if self._open is None:
            self._open = Paragraph(text="", person=self.holder, role="speaker")
        made = Comment(text=text, offset=len(self._open.text), kind=kind)
        self._open = replace(self._open, comments=(*self._open.comments, made))

    def speech(self, agenda_item: str = "") -> Speech:
        """The speech as it stands."""
        paragraphs = self._done if self._open is None else [*self._done, self._open]
        return Speech(
            speech_id=self.speech_id,
            holder=self.holder,
            paragraphs=tuple(paragraphs),
            agenda_item=agenda_item,
            spoken=self.spoken,
        )


def _goes_on(before: Paragraph, after: Paragraph, continues: bool) -> bool:
    if (before.person, before.role, before.quotation) != (
        after.person,
        after.role,
        after.quotation,
    ):
        return False
    if not before.comments or before.comments[-1].offset < len(before.text):
        return False  # no comment parts them: a paragraph ended
    return continues or not _FINISHED.search(before.text) or after.text[:1].islower()
