"""Segments as subtitles: cues that can be read in the time they are shown.

A long segment is split where its words leave the least doubt: after a sentence, then after a
clause or before a pause. All ways to split it are compared by dynamic programming. A cue
begins with its first timed word and ends with its last; a word without time or length goes
with the word before it, so that no cue needs a time that nobody knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from unisono.exports.alignment import Alignment, Segment, Span, Word
from unisono.exports.writing import milliseconds, one_line

CUE = 1.0
"""Cost of a cue: fewer are better."""
INSIDE = 2.0
"""Cost of an end within a clause, more than that of a further cue."""
CLAUSE = 0.5
"""Cost of an end after a clause or before a pause."""
SHORT = 1.0
"""Cost of a cue that is shown for less than `READABLE`."""
READABLE = 1.0
"""Seconds that it takes at least to read a cue."""
PAUSE = 0.3
"""Seconds of silence after which a new cue begins naturally."""

_SENTENCE = tuple(".!?…:;。！？؟।")
_CLAUSE = (",", "–", "—", "、", "،")
_CLOSING = "\"'»«“”’)]›‹"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a cue may hold: seconds, lines, and characters of a line."""

    seconds: float = 7.0
    lines: int = 2
    characters: int = 42


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What is shown between two times.

    Attributes
    ----------
    segment, part
        Number of its segment from 0, and of the cue in it from 1.
    start, end
        Seconds.
    speaker
        Who speaks; None when not known.
    lines
        Words of each line.
    """

    segment: int
    part: int
    start: float
    end: float
    speaker: str | None
    lines: tuple[tuple[Word, ...], ...]


def cues(alignment: Alignment, limits: Limits) -> list[Cue]:
    """Cues of all segments that have a time, by their start.

    A cue exceeds the limits only where it cannot be split: one long word, or one timed word
    with many untimed ones after it.
    """
    found = [
        cue
        for number, segment in enumerate(alignment.segments)
        for cue in _cues(number, segment, limits)
    ]
    return sorted(found, key=lambda cue: cue.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """Words that stay together: a timed one and those without time or length after it."""

    words: tuple[Word, ...]
    start: float
    end: float


def _cues(number: int, segment: Segment, limits: Limits) -> list[Cue]:
    words = [word for word in segment.tokens if one_line(word.text)]
    if segment.span is None or not words:
        return []
    units = _units(words, segment.span)
    cuts = _cuts(units, limits)
    return [
        Cue(
            segment=number,
            part=part,
            start=min(unit.start for unit in units[first:stop]),
            end=max(unit.end for unit in units[first:stop]),
            speaker=segment.speaker,
            lines=_laid(_words(units[first:stop]), limits),
        )
        for part, (first, stop) in enumerate(zip([0, *cuts], cuts, strict=False), 1)
    ]


def _units(words: Sequence[Word], span: Span) -> list[_Unit]:
    """Units of a segment; the first begins and the last ends with the segment."""
    groups: list[list[Word]] = [[]]
    timed: list[Span | None] = [None]
    for word in words:
        shown = _shown(word)
        if shown is not None and timed[-1] is not None:
            groups.append([])
            timed.append(None)
        groups[-1].append(word)
        timed[-1] = timed[-1] or shown
    last = len(groups) - 1
    return [
        _Unit(
            words=tuple(group),
            start=span[0] if at == 0 or shown is None else shown[0],
            end=span[1] if at == last or shown is None else shown[1],
        )
        for at, (group, shown) in enumerate(zip(groups, timed, strict=True))
    ]


def _shown(word: Word) -> Span | None:
    """Times of a word that lasts at least a millisecond: a dash or bracket often does not."""
    if word.span is None or milliseconds(word.span[0]) == milliseconds(word.span[1]):
        return None
    return word.span


def _words(units: Sequence[_Unit]) -> list[Word]:
    return [word for unit in units for word in unit.words]


def _cuts(units: Sequence[_Unit], limits: Limits) -> list[int]:
    """Ends of the cues, as positions of units, at the least cost."""
    cost = [0.0] + [float("inf")] * len(units)
    before = [0] * (len(units) + 1)
    for first in range(len(units)):
        lines, length = 1, -1
        for stop in range(first + 1, len(units) + 1):
            for word in units[stop - 1].words:
                lines, length = _wrapped(lines, length, len(one_line(word.text)), limits)
            shown = units[stop - 1].end - units[first].start
            if stop > first + 1 and (lines > limits.lines or shown > limits.seconds):
                break
            total = cost[first] + CUE + _end_cost(units, stop) + SHORT * (shown < READABLE)
            if total < cost[stop]:
                cost[stop], before[stop] = total, first
    cuts = [len(units)]
    while before[cuts[-1]]:
        cuts.append(before[cuts[-1]])
    return cuts[::-1]


def _wrapped(lines: int, length: int, word: int, limits: Limits) -> tuple[int, int]:
    """Lines so far and length of the last one, after one more word."""
    if length + 1 + word <= limits.characters or length < 0:
        return lines, length + 1 + word
    return lines + 1, word


def _end_cost(units: Sequence[_Unit], stop: int) -> float:
    if stop == len(units):
        return 0.0
    text = one_line(units[stop - 1].words[-1].text).rstrip(_CLOSING)
    if text.endswith(_SENTENCE):
        return 0.0
    pause = units[stop].start - units[stop - 1].end >= PAUSE
    return CLAUSE if pause or text.endswith(_CLAUSE) else INSIDE


def _laid(words: Sequence[Word], limits: Limits) -> tuple[tuple[Word, ...], ...]:
    """Lines of a cue; two are made as equal as they can be."""
    sizes = [len(one_line(word.text)) for word in words]
    numbers = []
    lines, length = 1, -1
    for size in sizes:
        lines, length = _wrapped(lines, length, size, limits)
        numbers.append(lines)
    if lines == 2:
        first = min(range(1, len(words)), key=lambda at: _imbalance(sizes, at, limits))
        return tuple(words[:first]), tuple(words[first:])
    rows = groupby(zip(numbers, words, strict=True), key=lambda pair: pair[0])
    return tuple(tuple(word for _, word in row) for _, row in rows)


def _imbalance(sizes: Sequence[int], at: int, limits: Limits) -> tuple[int, int]:
    """How much is too long, then how unequal two lines are when parted at a position."""
    lengths = [sum(part) + len(part) - 1 for part in (sizes[:at], sizes[at:])]
    over = sum(max(length - limits.characters, 0) for length in lengths)
    return over, abs(lengths[0] - lengths[1])
