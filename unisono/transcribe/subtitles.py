"""Readers of SubRip (``.srt``) and WebVTT (``.vtt``) subtitles.

WebVTT follows the W3C recommendation of 2019; SubRip has no specification and is read
as its writers really write it: cue numbers or none, blank lines inside a cue or none
between cues, a point for the comma.
"""

import re
from collections.abc import Iterator, Sequence

from unisono.transcribe.cues import Cue, spoken_lines, timing, utterances_of
from unisono.transcribe.encoding import unreadable
from unisono.transcribe.utterances import Remark, Utterance

_COUNTER = re.compile(r"\s*\d+\s*")
_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_PASSED_OVER = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")


def read_srt(text: str, name: str) -> tuple[list[Utterance], list[Remark]]:
    r"""Read SubRip.

    A number alone on the line right before a time range is the cue's counter; every
    other line between two time ranges is text, also after a blank line.

    Parameters
    ----------
    text
        The file's text with line ends as ``\n``.
    name
        File name, for errors.

    Raises
    ------
    ItemError
        ``TRANSCRIPT_UNREADABLE`` when a time range is malformed or there is none at all.
    """
    cues, lines = _cues(text.split("\n"), 1, name)
    before = [line for line in lines if line.strip()]
    if before and not cues:
        raise unreadable(
            f"{name} has text but no time range such as "
            '"00:00:01,000 --> 00:00:02,500"; if it is plain text, let its name end in .txt'
        )
    utterances, remarks = utterances_of(cues)
    return utterances, [*_outside(before), *remarks]


def read_vtt(text: str, name: str) -> tuple[list[Utterance], list[Remark]]:
    r"""Read WebVTT; comments, styles, regions and cue settings are passed over.

    Parameters
    ----------
    text
        The file's text with line ends as ``\n``.
    name
        File name, for errors.

    Raises
    ------
    ItemError
        ``TRANSCRIPT_UNREADABLE`` when the header is missing or a time range is malformed.
    """
    lines = text.split("\n")
    if not any(line.strip() for line in lines):
        return [], []
    if not _HEADER.fullmatch(lines[0]):
        raise unreadable(
            f'{name} does not begin with "WEBVTT" and so is not WebVTT; if it is SubRip, '
            "let its name end in .srt"
        )
    cues: list[Cue] = []
    outside: list[str] = []
    for first, block in _blocks(lines):
        if _PASSED_OVER.fullmatch(block[0]):
            continue
        found, before = _cues(block, first, name)
        cues += found
        if first > 1:  # line 1 opens the header
            outside += before[:-1] if found else before  # one line may be the cue's identifier
    utterances, remarks = utterances_of(cues)
    if any(line.startswith("X-TIMESTAMP-MAP") for line in lines[1:3]):
        remarks.append(
            Remark(sentence="its X-TIMESTAMP-MAP was not applied: check that the times are right")
        )
    return utterances, [*_outside(outside), *remarks]


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between empty ones, with the number of their first line from 1.

    A line of spaces is not empty: automatic captions are full of them.
    """
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line:
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cues(lines: Sequence[str], first: int, name: str) -> tuple[list[Cue], list[str]]:
    """Cues among lines of which the first has a certain number, and the lines before them."""
    ranges = [
        (at, found)
        for at, line in enumerate(lines)
        if (found := timing(line, name, first + at)) is not None
    ]
    starts = [at - _has_counter(lines, at) for at, _ in ranges]
    cues = [
        Cue(start=start, end=end, lines=spoken_lines(lines[at + 1 : stop]))
        for (at, (start, end)), stop in zip(ranges, [*starts, len(lines)][1:], strict=True)
    ]
    return cues, list(lines[: starts[0] if starts else len(lines)])


def _has_counter(lines: Sequence[str], at: int) -> bool:
    return at > 0 and _COUNTER.fullmatch(lines[at - 1]) is not None


def _outside(lines: Sequence[str]) -> list[Remark]:
    if not lines:
        return []
    shown = lines[0].strip()[:60]
    count = f"{len(lines):,} line" + ("" if len(lines) == 1 else "s")
    return [Remark(sentence=f'{count} outside of any cue left out, first "{shown}"', lost=True)]
