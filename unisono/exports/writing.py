"""What the text formats have in common: the characters they can hold, and milliseconds."""

import re
from collections.abc import Iterable, Sequence

from unisono.exports.alignment import Alignment, Segment, Word

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNTIMED = re.compile(r"segment (\d{1,9}) has no time: (.*)", re.DOTALL)


def printable(text: str) -> str:
    """The text with U+FFFD for what XML 1.0 cannot hold: control characters, surrogates."""
    return _NOT_TEXT.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(printable(text).split())


def milliseconds(seconds: float) -> int:
    """The nearest millisecond; a tie goes to the even one."""
    return round(seconds * 1000)


def untimed_notes(alignment: Alignment) -> list[str]:
    """A sentence for each segment without any time, for the comments of a format."""
    return [
        f"segment {number} has no time: {one_line(segment.text)}"
        for number, segment in enumerate(alignment.segments)
        if segment.span is None
    ]


def with_untimed(timed: Sequence[Segment], notes: Iterable[str]) -> tuple[Segment, ...]:
    """Put the segments of `untimed_notes` back to their places among the others."""
    segments = list(timed)
    found = [match for note in notes if (match := _UNTIMED.fullmatch(note.strip()))]
    for match in sorted(found, key=lambda match: int(match[1])):
        words = tuple(Word(text=text) for text in match[2].split())
        segments.insert(int(match[1]), Segment(text=match[2], words=words))
    return tuple(segments)
