"""Rows of the tables ``pitch`` and ``measures`` from what was measured."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from unisono.acoustics.limits import Limits
from unisono.acoustics.spans import TimedSegment
from unisono.acoustics.summary import summarise
from unisono.acoustics.tempo import measure_tempo, rate
from unisono.acoustics.voice import Voice
from unisono.acoustics.voice_quality import Perturbation

Measured = Sequence[tuple[TimedSegment, Limits, Voice]]
CountSyllables = Callable[[str | None], int]


def contour_table(media_id: str, voices: Measured) -> pa.Table:
    """Rows of ``pitch`` for one recording."""
    contours = [voice.contour for _, _, voice in voices]
    return pa.table(
        {
            "media_id": pa.array([media_id] * len(voices), pa.string()),
            "segment": pa.array([segment.segment for segment, _, _ in voices], pa.int32()),
            "start": pa.array([contour.frames.start for contour in contours], pa.float64()),
            "step": pa.array([contour.frames.step for contour in contours], pa.float64()),
            "f0": _lists([contour.f0 for contour in contours]),
            "intensity": _lists([contour.intensity for contour in contours]),
            "floor": pa.array([limits.floor for _, limits, _ in voices], pa.float64()),
            "ceiling": pa.array([limits.ceiling for _, limits, _ in voices], pa.float64()),
        }
    )


def _lists(arrays: Sequence[npt.NDArray[np.float64]]) -> pa.ListArray:
    """A list column that keeps NaN as NaN."""
    offsets = np.cumsum([0, *(len(array) for array in arrays)], dtype=np.int32)
    values = np.concatenate([np.zeros(0), *arrays]).astype(np.float32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values))


def measure_rows(
    media_id: str, voices: Measured, syllables: CountSyllables, min_pause: float
) -> list[dict[str, Any]]:
    """Rows of ``measures`` for one recording: all segments, then all words.

    Parameters
    ----------
    media_id
        Recording.
    voices
        Its segments, in order.
    syllables
        Counts the syllables of a word's normalised text.
    min_pause
        Gap that counts as a pause, seconds.
    """
    segments: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for segment, _, voice in voices:
        starts = np.array([segment.start, *segment.starts])
        ends = np.array([segment.end, *segment.ends])
        own, *others = [asdict(found) for found in summarise(voice.contour, starts, ends)]
        counts = [syllables(word.normalised) for word in segment.words]
        shared = {
            "media_id": media_id,
            "segment": segment.segment,
            "speaker_id": segment.speaker_id,
        }
        segments.append(
            {
                **shared,
                "unit": "segment",
                "word": None,
                "start": segment.start,
                "end": segment.end,
                **own,
                **_ratios(voice.segment),
                **_tempo(segment, sum(counts), min_pause),
            }
        )
        words.extend(
            {
                **shared,
                "unit": "word",
                "word": word.word,
                "start": word.start,
                "end": word.end,
                **summary,
                **_ratios(found),
                "rate": rate(count, word.end - word.start),
                "pauses": None,
                "pause_time": None,
            }
            for word, summary, found, count in zip(
                segment.words, others, voice.words, counts, strict=True
            )
        )
    return [*segments, *words]


def _ratios(found: Perturbation) -> dict[str, float | None]:
    return {
        "jitter": None if np.isnan(found.jitter) else found.jitter,
        "shimmer": None if np.isnan(found.shimmer) else found.shimmer,
    }


def _tempo(segment: TimedSegment, syllables: int, min_pause: float) -> dict[str, Any]:
    """Rate and pauses of a segment; null where none of its words has a time."""
    if not segment.words:
        return {"rate": None, "pauses": None, "pause_time": None}
    numbers = [word.word for word in segment.words]
    tempo = measure_tempo(numbers, segment.starts, segment.ends, min_pause)
    return {
        "rate": rate(syllables, tempo.articulation),
        "pauses": tempo.pauses,
        "pause_time": tempo.pause_time,
    }
