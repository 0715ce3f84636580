r"""CTM, the time-marked words of NIST's scoring tools (SCTK, "infmts").

A line is ``MEDIA CHANNEL START DURATION WORD [SCORE]`` in the order of time; durations are
differences of ends and starts in whole milliseconds, so that they do not drift. White space
and backslashes in a field are written as in JSON (``\u0020``, ``\\``), an empty word as
``\e``. Comments (``;;``), which scoring passes over, say which segment the words after them
are in, who speaks, which words are unaligned, and that the next one is interpolated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from unisono.errors import InputError
from unisono.exports.alignment import Alignment, Segment, Status, Word, latest
from unisono.exports.writing import milliseconds, printable

_ESCAPE = re.compile(r"\\(\\|e|u[0-9a-f]{4})")
_CHANNEL = "1"


def to_ctm(alignment: Alignment) -> str:
    """Write the words of an alignment as CTM."""
    lines = []
    current = -1
    for number, segment, word in _in_order(alignment):
        if number != current:
            who = "" if segment.speaker is None else f" {_token(segment.speaker)}"
            lines.append(f";; segment {number}{who}")
            current = number
        lines += _lines(alignment.media_id, word)
    return "".join(f"{line}\n" for line in lines)


def from_ctm(text: str, *, media_id: str = "") -> Alignment:
    """Read the words of a CTM file of one recording; a segment's text is that of its words.

    Parameters
    ----------
    text
        The file's text.
    media_id
        For a file without any line that tells.

    Raises
    ------
    InputError
        When a line is not CTM, or a second recording is in the file.
    """
    segments: dict[str, _Reading] = {}
    current = segments.setdefault("", _Reading())
    status: Status = "aligned"
    for number, line in enumerate(text.split("\n"), 1):
        fields = [_plain(field) for field in line.split()]
        match fields:
            case [";;", "segment", name, *who] if len(who) <= 1:
                current = segments.setdefault(name, _Reading(speaker=who[0] if who else None))
            case [";;", "unaligned", said]:
                current.words.append(Word(text=said))
            case [";;", "interpolated"]:
                status = "interpolated"
            case [] | [";;", *_]:
                continue
            case _:
                media_id = _same(media_id, fields[0], number)
                current.words.append(_word(fields, status, number))
                status = "aligned"
    found = tuple(
        Segment(
            text=" ".join(word.text for word in one.words),
            speaker=one.speaker,
            words=tuple(one.words),
        )
        for _, one in sorted(segments.items(), key=lambda pair: _order(pair[0]))
        if one.words
    )
    return Alignment(media_id=media_id, duration=latest(found), segments=found)


@dataclass(slots=True)
class _Reading:
    speaker: str | None = None
    words: list[Word] = field(default_factory=list)


def _in_order(alignment: Alignment) -> Iterator[tuple[int, Segment, Word]]:
    """Words by time; one without time follows the word before it."""
    keyed: list[tuple[int, int, int, Segment, Word]] = []
    clock = 0
    for number, segment in enumerate(alignment.segments):
        if segment.span is not None:
            clock = milliseconds(segment.span[0])
        for word in segment.tokens:
            if word.span is not None:
                clock = milliseconds(word.span[0])
            keyed.append((clock, len(keyed), number, segment, word))
    for _, _, number, segment, word in sorted(keyed, key=lambda entry: entry[:2]):
        yield number, segment, word


def _lines(media_id: str, word: Word) -> Iterator[str]:
    if word.span is None:
        yield f";; unaligned {_token(word.text)}"
        return
    if word.status == "interpolated":
        yield ";; interpolated"
    start, end = map(milliseconds, word.span)
    score = "" if word.score is None else f" {word.score:.4f}"
    duration = _seconds(end - start)
    yield f"{_token(media_id)} {_CHANNEL} {_seconds(start)} {duration} {_token(word.text)}{score}"


def _seconds(time: int) -> str:
    return f"{time // 1000}.{time % 1000:03d}"


def _token(text: str) -> str:
    """A text as one field: no white space, not empty."""
    pieces = (
        "\\\\" if letter == "\\" else f"\\u{ord(letter):04x}" if letter.isspace() else letter
        for letter in printable(text)
    )
    return "".join(pieces) or "\\e"


def _plain(token: str) -> str:
    def letter(match: re.Match[str]) -> str:
        code = match[1]
        return {"\\": "\\", "e": ""}.get(code) or (chr(int(code[1:], 16)) if code[1:] else "")

    return _ESCAPE.sub(letter, token)


def _word(fields: list[str], status: Status, number: int) -> Word:
    try:
        _, _, start, duration, said, *score = fields
        first = float(start)
        last = (milliseconds(first) + milliseconds(float(duration))) / 1000
        known = float(score[0]) if score else None
        if len(score) > 1:
            raise ValueError("too many fields")
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"line {number} is not CTM ({error}); it should read MEDIA CHANNEL START DURATION "
            "WORD [SCORE]"
        ) from error
    return Word(text=said, start=first, end=max(last, first), score=known, status=status)


def _same(before: str, now: str, number: int) -> str:
    if before and now != before:
        raise InputError(
            f'line {number} is of the recording "{now[:60]}", those before of "{before[:60]}"; '
            "give the lines of one recording"
        )
    return now


def _order(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isascii() and name.isdigit() else (-1, name)
