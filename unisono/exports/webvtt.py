"""WebVTT subtitles (W3C Candidate Recommendation, 2019), with the times of words if wanted.

Cues are named SEGMENT-PART, so that a segment that was split can be put together again;
segments without a time stand in comments. With word times, a timestamp stands at the start
and at the end of each word. The standard wants timestamps to rise within a cue, so words
whose times cannot be said so (unaligned, of no length, overlapping the word before) stand at
their place in a span of class ``untimed``; interpolated ones in one of that name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from unisono.errors import InputError
from unisono.exports.alignment import Alignment, Segment, Status, Word, latest
from unisono.exports.captions import Block, blocks, clock, escaped_strictly, seconds_of, unescaped
from unisono.exports.cues import Cue, Limits, cues
from unisono.exports.writing import milliseconds, one_line, untimed_notes, with_untimed

_NAMED = "Unisono: cues are named SEGMENT-PART"
_TIMED = "each word has its times"
_PART = re.compile(r"(\d{1,9})-(\d{1,9})")
_TAG = re.compile(r"<(/?)([^<>]*)>")


def to_webvtt(
    alignment: Alignment,
    limits: Limits | None = None,
    *,
    word_times: bool = False,
    speaker_names: bool = True,
) -> str:
    """Write an alignment as WebVTT, with cues within limits.

    Parameters
    ----------
    alignment
        What to write.
    limits
        Of the cues.
    word_times
        Whether timestamps inside the cues say when each word begins and ends.
    speaker_names
        Whether each cue names its speaker (``<v NAME>``).
    """
    head = f"{_NAMED}; {_TIMED}" if word_times else _NAMED
    found = ["WEBVTT", f"NOTE {head}"]
    found += [f"NOTE {escaped_strictly(note)}" for note in untimed_notes(alignment)]
    for cue in cues(alignment, limits or Limits()):
        start = milliseconds(cue.start)
        end = max(milliseconds(cue.end), start + 1)  # the standard wants a later end
        voice = f"<v {_text(cue.speaker)}>" if speaker_names and cue.speaker else ""
        text = _timed(cue, start, end) if word_times else _plain(cue)
        times = f"{clock(start, '.')} --> {clock(end, '.')}"
        found.append(f"{cue.segment}-{cue.part}\n{times}\n{voice}{text}")
    return "\n\n".join(found) + "\n"


def from_webvtt(text: str, *, media_id: str = "") -> Alignment:
    """Read WebVTT: segments, and words where the file has their times.

    Parameters
    ----------
    text
        The file's text.
    media_id
        What the file does not tell.

    Raises
    ------
    InputError
        When it does not begin with ``WEBVTT``.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise InputError('not WebVTT: the first line is not "WEBVTT"')
    notes = [unescaped(line[5:]) for line in lines if line.startswith("NOTE ")]
    ours = any(note.startswith(_NAMED) for note in notes)
    timed = any(note.endswith(_TIMED) for note in notes)
    read = [
        (block.name, _segment(block, with_words=timed))
        for block in blocks(lines, blank_ends=True)
        if block.end >= block.start
    ]
    segments = _joined(read) if ours else tuple(segment for _, segment in read)
    return Alignment(
        media_id=media_id, duration=latest(segments), segments=with_untimed(segments, notes)
    )


def _text(text: str) -> str:
    return escaped_strictly(one_line(text))


def _plain(cue: Cue) -> str:
    return "\n".join(" ".join(_text(word.text) for word in line) for line in cue.lines)


def _timed(cue: Cue, start: int, end: int) -> str:
    """Lines of a cue with timestamps, which rise and lie between its start and end."""
    now = start
    lines = []
    for line in cue.lines:
        words = []
        for word in line:
            first, last = map(milliseconds, word.span or (0.0, 0.0))
            text = _text(word.text)
            if not now <= first < last <= end:
                words.append(f"<c.untimed>{text}</c>")
                continue
            if word.status == "interpolated":
                text = f"<c.interpolated>{text}</c>"
            before = f"<{clock(first, '.')}>" if first > now else ""
            after = f"<{clock(last, '.')}>" if last < end else ""
            words.append(f"{before}{text}{after}")
            now = last
        lines.append(" ".join(words))
    return "\n".join(lines)


@dataclass(slots=True)
class _Run:
    """Text between two timestamps, in pieces with their class."""

    start: float
    end: float
    pieces: list[tuple[str, str]] = field(default_factory=list)


def _segment(block: Block, *, with_words: bool) -> Segment:
    speaker = None
    runs = [_Run(start=block.start, end=block.end)]
    kind = ""
    position = 0
    payload = " ".join(block.lines)
    for tag in _TAG.finditer(payload):
        runs[-1].pieces.append((kind, unescaped(payload[position : tag.start()])))
        position = tag.end()
        inside = tag[2]
        time = seconds_of(inside)
        if time is not None:
            runs[-1].end = time
            runs.append(_Run(start=time, end=block.end))
        elif inside.split(" ")[0].split(".")[0] == "v" and not tag[1]:
            speaker = unescaped(inside.partition(" ")[2]) or None
        elif inside.startswith("c"):
            kind = "" if tag[1] else inside.partition(".")[2]
    runs[-1].pieces.append((kind, unescaped(payload[position:])))
    text = " ".join("".join(said for run in runs for _, said in run.pieces).split())
    words = tuple(word for run in runs for word in _words(run)) if with_words else ()
    return Segment(text=text, start=block.start, end=block.end, speaker=speaker, words=words)


def _words(run: _Run) -> Iterator[Word]:
    for kind, text in run.pieces:
        said = text.strip()
        if not said:
            continue
        if kind == "untimed" or run.end < run.start:
            yield Word(text=said)
        else:
            status: Status = "interpolated" if kind == "interpolated" else "aligned"
            yield Word(text=said, start=run.start, end=run.end, status=status)


def _joined(read: Iterable[tuple[str, Segment]]) -> tuple[Segment, ...]:
    """Segments from their parts, by their numbers."""
    numbered = []
    for name, segment in read:
        match = _PART.fullmatch(name)
        numbered.append((int(match[1]), int(match[2]), segment) if match else (0, 0, segment))
    numbered.sort(key=lambda part: part[:2])
    return tuple(
        _whole([segment for _, _, segment in parts])
        for _, parts in groupby(numbered, key=lambda part: part[0])
    )


def _whole(parts: list[Segment]) -> Segment:
    spans = [part.span for part in parts if part.span is not None]
    return replace(
        parts[0],
        text=" ".join(part.text for part in parts),
        start=min(start for start, _ in spans),
        end=max(end for _, end in spans),
        words=tuple(word for part in parts for word in part.words),
    )
