"""SubRip subtitles: cues of the segments that have a time.

SubRip has no comments: segments without a time are not in the file. Speakers are not either.
"""

import re

from unisono.exports.alignment import Alignment, Segment, latest
from unisono.exports.captions import blocks, clock, escaped, unescaped
from unisono.exports.cues import Cue, Limits, cues
from unisono.exports.writing import milliseconds, one_line

_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}")


def to_srt(alignment: Alignment, limits: Limits | None = None) -> str:
    """Write an alignment as SubRip, with cues within limits."""
    found = cues(alignment, limits or Limits())
    return "".join(_written(number, cue) for number, cue in enumerate(found, 1))


def from_srt(text: str, *, media_id: str = "") -> Alignment:
    """Read SubRip: each cue is a segment, without words.

    Parameters
    ----------
    text
        The file's text.
    media_id
        What the file does not tell.
    """
    segments = tuple(
        Segment(
            text=unescaped(" ".join(_MARKUP.sub("", line) for line in block.lines)),
            start=block.start,
            end=block.end,
        )
        for block in blocks(text.splitlines(), blank_ends=False)
        if block.end >= block.start
    )
    return Alignment(media_id=media_id, duration=latest(segments), segments=segments)


def _written(number: int, cue: Cue) -> str:
    start = milliseconds(cue.start)
    end = max(milliseconds(cue.end), start + 1)  # a cue without length is never shown
    lines = (escaped(" ".join(one_line(word.text) for word in line)) for line in cue.lines)
    return f"{number}\n{clock(start, ',')} --> {clock(end, ',')}\n" + "\n".join(lines) + "\n\n"
