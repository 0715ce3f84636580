"""When each segment and word is said, as far as the tables know."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from unisono.acoustics.grid import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedWord:
    """A word whose times are known."""

    word: int
    start: float
    end: float
    normalised: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedSegment:
    """A segment whose span is known."""

    segment: int
    start: float
    end: float
    """Seconds; its own, or from its first timed word to the last."""
    speaker_id: str | None
    words: tuple[TimedWord, ...]
    """Its timed words, in the order of their numbers."""

    @property
    def starts(self) -> Floats:
        """Starts of the words, seconds, shape (words,)."""
        return np.array([word.start for word in self.words], dtype=np.float64)

    @property
    def ends(self) -> Floats:
        """Ends of the words, seconds, shape (words,)."""
        return np.array([word.end for word in self.words], dtype=np.float64)

    @property
    def reach(self) -> tuple[float, float]:
        """Start and end of everything in it: a word may lie outside the segment's own span."""
        return (
            min([self.start, *(word.start for word in self.words)]),
            max([self.end, *(word.end for word in self.words)]),
        )


def timed_segments(
    segments: Iterable[Mapping[str, Any]],
    words: Iterable[Mapping[str, Any]],
    speaker_id: str | None,
) -> list[TimedSegment]:
    """Bring segments and words together; what has no times is left out.

    Parameters
    ----------
    segments, words
        Rows of the tables, of one recording.
    speaker_id
        Speaker of the recording, for segments that name none.
    """
    own = {row["segment"]: row for row in segments}
    said: dict[int, list[TimedWord]] = {number: [] for number in own}
    for row in words:
        if _is_span(row["start"], row["end"]):
            said.setdefault(row["segment"], []).append(_word(row))
    found = []
    for number in sorted(said):
        row = own.get(number, {})
        spoken = sorted(said[number], key=lambda word: word.word)
        span = _span(row, spoken)
        if span is not None:
            found.append(
                TimedSegment(
                    segment=number,
                    start=span[0],
                    end=span[1],
                    speaker_id=row.get("speaker_id") or speaker_id,
                    words=tuple(spoken),
                )
            )
    return found


def _word(row: Mapping[str, Any]) -> TimedWord:
    return TimedWord(
        word=row["word"], start=row["start"], end=row["end"], normalised=row["normalised"]
    )


def _span(row: Mapping[str, Any], words: Sequence[TimedWord]) -> tuple[float, float] | None:
    if row and _is_span(row["start"], row["end"]) and row["start"] != row["end"]:
        return row["start"], row["end"]
    if not words:
        return None
    return min(word.start for word in words), max(word.end for word in words)


def _is_span(start: float | None, end: float | None) -> bool:
    """Whether times are there, finite and in order."""
    return start is not None and end is not None and math.isfinite(end - start) and end >= start
