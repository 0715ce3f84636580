"""Cues, which SubRip and WebVTT share: their times, their lines, and what they say."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from unisono.transcribe.encoding import clean, unreadable
from unisono.transcribe.utterances import Remark, Utterance

_CLOCK = r"(-?)(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?")
LIKE_TIMING = re.compile(r"\s*-?\d[\d:.,\s]*-->")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"<(/?)((?:[A-Za-z]|\d{1,4}:\d)[^<>]*|)>")
_READING = re.compile(r"<rt(?:[.\s][^<>]*)?>[^<>]*(?:</rt>)?")
_OVERRIDE = re.compile(r"\{\\[^{}]*\}|\{[A-Za-z]:[^{}]*\}")
_BREAK = re.compile(
    r"\\[Nh]|</?(?:br|p|div|li|ul|ol|tr|td|th|table|h[1-6])(?:\s[^<>]*|/)?>", re.IGNORECASE
)
"""What parts words even where no space does."""
_TOUCHING = 0.1
"""Seconds between two captions that a roll-up display shows one after the other."""
_FEWEST_ROLLING = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cue without its markup, and who says it where a voice tag tells."""

    text: str
    voice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What is shown between two times, in seconds."""

    start: float
    end: float
    lines: tuple[Line, ...]


def timing(line: str, name: str, number: int) -> tuple[float, float] | None:
    """Times of a line such as ``00:00:01,000 --> 00:00:02,500``, None if it is no such line.

    Hours may be absent, the decimal mark may be a comma or a point, anything may follow.

    Parameters
    ----------
    line
        The line.
    name, number
        File name and line number, for the error.

    Raises
    ------
    ItemError
        ``TRANSCRIPT_UNREADABLE`` when the line was meant as one but is not a time.
    """
    match = _TIMING.fullmatch(line)
    if match is not None:
        start, end = _seconds(match.groups()[:5]), _seconds(match.groups()[5:])
        if start is not None and end is not None:
            return start, end
    elif not LIKE_TIMING.match(line):
        return None
    shown = line.strip()[:60]
    raise unreadable(
        f'{name} line {number}: "{shown}" is not a time range such as '
        '"00:00:01,000 --> 00:00:02,500"; correct it'
    )


def spoken_lines(payload: Sequence[str]) -> tuple[Line, ...]:
    r"""Lines of a cue without markup: tags, overrides such as ``{\an8}``, entities.

    A voice (``<v Name>``) holds until it is closed or another one begins, over line ends.
    """
    lines: list[Line] = []
    voice: str | None = None
    for raw in payload:
        raw = _BREAK.sub(" ", _OVERRIDE.sub("", _READING.sub("", raw)))
        position = 0
        pieces: list[Line] = []
        for tag in _TAG.finditer(raw):
            pieces.append(Line(raw[position : tag.start()], voice))
            position = tag.end()
            voice = _voice_after(tag, voice)
        pieces.append(Line(raw[position:], voice))
        for said_by, same in groupby(pieces, key=lambda piece: piece.voice):
            text = clean(_resolve("".join(piece.text for piece in same)))
            if text:
                lines.append(Line(text, said_by))
    return tuple(lines)


def utterances_of(cues: Sequence[Cue]) -> tuple[list[Utterance], list[Remark]]:
    """One utterance for each cue, or for each voice in it; cues without text have none.

    Several voices in one cue share its times.
    Roll-up captions, which show a line again until it has scrolled away, are said once.
    """
    cues, repeated = _without_repeats(cues)
    remarks = []
    if repeated:
        remarks.append(
            Remark(
                sentence=f"roll-up captions: {repeated:,} lines repeat the caption before "
                "and were taken once"
            )
        )
    return [utterance for cue in cues for utterance in _said(cue)], remarks


def _said(cue: Cue) -> Iterator[Utterance]:
    for voice, lines in groupby(cue.lines, key=lambda line: line.voice):
        text = " ".join(line.text for line in lines)
        yield Utterance(text=text, start=cue.start, end=cue.end, speaker_id=voice)


def _without_repeats(cues: Sequence[Cue]) -> tuple[Sequence[Cue], int]:
    """Drop lines carried over from the cue before, where at least half of the cues do so.

    A few repeats are people who say a thing twice; it takes the majority to be a display.
    """
    shown = [cue for cue in cues if cue.lines]
    carried = [0, *(_carried(before, cue) for before, cue in pairwise(shown))]
    rolling = sum(count > 0 for count in carried)
    if rolling < max(_FEWEST_ROLLING, len(shown) / 2):
        return cues, 0
    fresh = [
        replace(cue, lines=cue.lines[count:]) for cue, count in zip(shown, carried, strict=True)
    ]
    return fresh, sum(carried)


def _carried(before: Cue, cue: Cue) -> int:
    if not before.start <= cue.start <= before.end + _TOUCHING:
        return 0
    most = min(len(before.lines), len(cue.lines))
    return next((n for n in range(most, 0, -1) if before.lines[-n:] == cue.lines[:n]), 0)


def _voice_after(tag: re.Match[str], voice: str | None) -> str | None:
    closing, inside = tag.groups()
    kind, _, name = inside.strip().partition(" ")
    if kind.split(".")[0] != "v":
        return voice
    return None if closing else clean(_resolve(name)) or None


def _resolve(text: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def _seconds(groups: Sequence[str | None]) -> float | None:
    sign, hours, minutes, seconds, fraction = groups
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        return None
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    milliseconds = whole * 1000 + int((fraction or "").ljust(3, "0"))
    return (-milliseconds if sign else milliseconds) / 1000
