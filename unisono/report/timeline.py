"""One stretch of one recording on one clock: words, segments, F0, intensity, frames."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.dataset as ds

from unisono.report.intake import Recording
from unisono.report.lanes import Contour, Lane, f0_lane, intensity_lane
from unisono.report.reading import rows_of

_WORDS = ("segment", "word", "text", "start", "end", "score", "status")
_MOST_WORDS = 3000
_MOST_SEGMENTS = 600
_MOST_UNTIMED = 300
"""Words of the running text when not one of them has a time."""
_LEAD = 1.0
"""Seconds shown before the first word when a timeline does not begin with its recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A word or segment; ``start`` and ``end`` in seconds since the stretch begins."""

    number: int
    text: str
    start: float
    end: float
    about: str
    style: str = ""

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word in the running text."""

    text: str
    style: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What a timeline shows; ``start`` and ``end`` in seconds on the recording's clock."""

    recording: Recording
    start: float
    end: float
    words: tuple[Mark, ...]
    segments: tuple[Mark, ...]
    running: tuple[Token, ...]
    measured: bool
    """Whether pitch and intensity were measured at all."""
    f0: Lane | None
    intensity: Lane | None
    ticks: tuple[int, ...]

    @property
    def span(self) -> float:
        """Length of the stretch in seconds."""
        return self.end - self.start

    @property
    def whole(self) -> bool:
        """Whether all of the recording is shown."""
        return self.start == 0.0 and self.end >= (self.recording.duration or 0.0)


def aligned_share(tables: Mapping[str, Sequence[Path]], recording: Recording) -> float:
    """Share of the recording's words that were found in the sound; 0 without any word."""
    statuses = [row["status"] for row in _read(tables, "words", recording, ("status",))]
    return statuses.count("aligned") / len(statuses) if statuses else 0.0


def has_frames(tables: Mapping[str, Sequence[Path]], recording: Recording) -> bool:
    """Whether at least one frame of the recording was sampled."""
    return any(True for _ in _read(tables, "frames", recording, ("frame",)))


def read_timeline(
    tables: Mapping[str, Sequence[Path]], recording: Recording, *, seconds: float
) -> Timeline:
    """Read what happens in the first stretch of a recording in which words are said."""
    words = sorted(_read(tables, "words", recording, _WORDS), key=lambda row: int(row["word"]))
    start, end = stretch(recording.duration, words, seconds)
    contours = list(
        rows_of(
            tables.get("pitch", ()),
            recording.media_id,
            recording.batch,
            ("start", "step", "f0", "intensity"),
            where=ds.field("start") < end,
        )
    )
    segments = _read(tables, "segments", recording, ("segment", "start", "end", "text"))
    return Timeline(
        recording=recording,
        start=start,
        end=end,
        words=tuple(_word_marks(words, start, end))[:_MOST_WORDS],
        segments=tuple(_segment_marks(segments, words, start, end))[:_MOST_SEGMENTS],
        running=tuple(_running(words, start, end))[:_MOST_WORDS],
        measured=bool(contours),
        f0=f0_lane(_contours(contours, "f0"), start, end),
        intensity=intensity_lane(_contours(contours, "intensity"), start, end),
        ticks=_ticks(start, end),
    )


def stretch(
    duration: float | None, words: Sequence[Mapping[str, Any]], seconds: float
) -> tuple[float, float]:
    """Choose what to show: all of a short recording, else a stretch from the first word on.

    Returns
    -------
    tuple
        Start and end in seconds; at least half a second apart.
    """
    starts = [row["start"] for row in words if row["start"] is not None]
    ends = [row["end"] for row in words if row["end"] is not None]
    last = max(duration if duration is not None else max(ends, default=0.0), 0.5)
    if last <= seconds:
        return 0.0, last
    latest = last - seconds
    start = min(max(0.0, min(starts, default=0.0) - _LEAD), latest)
    return float(np.floor(start)), float(np.floor(start)) + seconds


def score_style(score: float | None) -> str:
    """CSS class for a score in 0..1, in five steps; ``s-none`` where it was not measured."""
    if score is None or not np.isfinite(score):
        return "s-none"
    return f"s{min(4, max(0, int(score * 5)))}"


def _read(
    tables: Mapping[str, Sequence[Path]], name: str, recording: Recording, columns: Sequence[str]
) -> Iterator[dict[str, Any]]:
    return rows_of(tables.get(name, ()), recording.media_id, recording.batch, columns)


def _contours(rows: Sequence[Mapping[str, Any]], column: str) -> list[Contour]:
    return [
        Contour(
            start=row["start"],
            step=row["step"],
            values=np.asarray(row[column] or [], dtype=np.float64),
        )
        for row in rows
    ]


def _about(row: Mapping[str, Any]) -> str:
    if row["start"] is None:
        return f"{row['text']}: no time, {row['status']}"
    score = "" if row["score"] is None else f", score {row['score']:.2f}"
    return f"{row['text']}: {row['start']:.2f} to {row['end']:.2f} s, {row['status']}{score}"


def _word_marks(rows: Sequence[Mapping[str, Any]], start: float, end: float) -> Iterator[Mark]:
    for row in rows:
        if row["start"] is None or row["end"] <= start or row["start"] >= end:
            continue
        yield Mark(
            number=row["word"],
            text=row["text"],
            start=max(row["start"], start) - start,
            end=min(row["end"], end) - start,
            about=_about(row),
            style=f"{score_style(row['score'])} {row['status']}",
        )


def _segment_marks(
    rows: Iterator[Mapping[str, Any]], words: Sequence[Mapping[str, Any]], start: float, end: float
) -> Iterator[Mark]:
    """Segments at their own times or, without any, from their first to their last word."""
    spans: dict[int, tuple[float, float]] = {}
    for word in words:
        if word["start"] is not None:
            first, last = spans.get(word["segment"], (word["start"], word["end"]))
            spans[word["segment"]] = min(first, word["start"]), max(last, word["end"])
    for row in rows:
        first, last = row["start"], row["end"]
        if first is None or last is None:
            if row["segment"] not in spans:
                continue
            first, last = spans[row["segment"]]
        if last <= start or first >= end:
            continue
        yield Mark(
            number=row["segment"],
            text=row["text"],
            start=max(first, start) - start,
            end=min(last, end) - start,
            about=f"Segment {row['segment']}, {first:.2f} to {last:.2f} s: {row['text']}",
        )


def _running(rows: Sequence[Mapping[str, Any]], start: float, end: float) -> Iterator[Token]:
    """Words of the stretch as a text, with the words among and beside them without a time."""
    timed = [row for row in rows if row["start"] is not None]
    before = max((row["word"] for row in timed if row["start"] < start), default=-1)
    beyond = 1 + max((row["word"] for row in rows), default=0)
    after = min((row["word"] for row in timed if row["start"] >= end), default=beyond)
    if not timed:
        after = min(after, _MOST_UNTIMED)
    for row in rows:
        elsewhere = row["start"] is not None and not start <= row["start"] < end
        if before < row["word"] < after and not elsewhere:
            style = f"{score_style(row['score'])} {row['status']}"
            yield Token(text=row["text"], style=style, about=_about(row))


def _ticks(start: float, end: float) -> tuple[int, ...]:
    step = 1 if end - start <= 120 else 5
    first = int(np.ceil(start / step)) * step
    return tuple(range(first, int(np.floor(end)) + 1, step))
