"""The fuse stage for one batch: every word, with all that happens while it is said."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from unisono.fuse.clock import (
    NOWHERE,
    Positions,
    Ranges,
    Times,
    frames_shown,
    frames_within,
    nearest_frames,
    positions_of,
)
from unisono.fuse.options import FuseOptions
from unisono.items import Batch, Item, ItemError, run_items
from unisono.reasons import Reason
from unisono.recordings import Recordings, items_of
from unisono.store import TableWriter

logger = logging.getLogger(__name__)

_WORD_COLUMNS = ("media_id", "segment", "word", "text", "start", "end", "score", "status")
ACOUSTICS = (
    "f0_mean",
    "f0_median",
    "f0_sd",
    "intensity",
    "hnr",
    "jitter",
    "shimmer",
    "voiced",
    "rate",
)
"""Columns of the acoustic measures that are given to words."""


def fuse_batch(  # noqa: PLR0913  one path for each table that takes part
    *,
    words: Path,
    frames: Path,
    measures: Path,
    segments: Path,
    upstream: Sequence[Path],
    aligned: Path,
    options: FuseOptions,
    batch: Batch,
) -> None:
    """Write the ``aligned`` table of a batch: every row of ``words``, once.

    Parameters
    ----------
    words, frames, measures, segments
        Tables of the batch. Recordings may lack rows in all but ``words``: lists of
        frames are empty then, and acoustics and speaker null.
    upstream
        Accounting of the stages without which there are no words. Not that of the frames
        or the acoustics: recordings without a picture would be left out. It also says
        which recordings the batch has.
    aligned
        Table ``aligned`` to write.
    options
        How frames are given to words.
    batch
        Where the accounting goes.
    """
    sources = _Sources(
        words=Recordings(words, columns=_WORD_COLUMNS),
        frames=Recordings(frames, columns=["frame", "time"]),
        measures=Recordings(measures, columns=["unit", "word", *ACOUSTICS]),
        segments=Recordings(segments, columns=["segment", "speaker_id"]),
    )
    with TableWriter("aligned", aligned) as writer:

        def work(row: Mapping[str, Any], item: Item) -> None:
            recording = _take(row["media_id"], sources, item)
            item.rows_out = writer.write(_fused(recording, options))

        run_items(batch, items_of(upstream), work, upstream=upstream)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    words: Recordings
    frames: Recordings
    measures: Recordings
    segments: Recordings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recording:
    """All that is known of one recording; what is not there is None."""

    words: pa.Table
    frames: pa.Table | None
    measures: pa.Table | None
    segments: pa.Table | None


def _take(media_id: str, sources: _Sources, item: Item) -> _Recording:
    words = sources.words.take(media_id)
    if words is None:
        raise ItemError(Reason.UPSTREAM, "it has no words", skip=True)
    item.rows_in = words.num_rows
    frames = sources.frames.take(media_id)
    if frames is None:
        item.remark(Reason.NO_VIDEO, "no frames were sampled from it", partial=False)
    measures = _of_words(sources.measures.take(media_id))
    if measures is None:
        item.remark(Reason.UPSTREAM, "none of its words has acoustic measures")
    segments = sources.segments.take(media_id)
    return _Recording(words=words, frames=frames, measures=measures, segments=segments)


def _of_words(measures: pa.Table | None) -> pa.Table | None:
    """Rows that describe words, or None when there are none."""
    if measures is None:
        return None
    chosen = measures.filter(pc.equal(measures.column("unit"), "word"))
    return chosen if chosen.num_rows else None


def _fused(recording: _Recording, options: FuseOptions) -> pa.Table:
    words = recording.words
    starts, ends = (_floats(words.column(name)) for name in ("start", "end"))
    numbers, times = _in_order_of_time(recording.frames)
    ranges = _ranges(times, starts, ends, options)
    nearest = nearest_frames(times, starts, ends)
    columns = {name: words.column(name) for name in _WORD_COLUMNS}
    columns["speaker_id"] = _matched(words, recording.segments, "segment", "speaker_id")
    columns["frames"] = pa.ListArray.from_arrays(
        pa.array(ranges.offsets, pa.int32()), pa.array(numbers[ranges.flat], pa.int32())
    )
    columns["nearest_frame"] = _at(pa.array(numbers, pa.int32()), nearest)
    for name in ACOUSTICS:
        columns[name] = _matched(words, recording.measures, "word", name)
    columns["strategy"] = pa.repeat(strategy(options), words.num_rows)
    return pa.table(columns)


def strategy(options: FuseOptions) -> str:
    """How frames and words are brought together, as the table says it.

    Examples
    --------
    >>> strategy(FuseOptions())
    'frames shown while the word is said, the last one to the end'
    >>> strategy(FuseOptions(last_frame_seconds=2.5))
    'frames shown while the word is said, the last one for 2.5 s'
    """
    if options.frames == "within":
        return "frames sampled while the word is said"
    seconds = options.last_frame_seconds
    until = "to the end" if seconds is None else f"for {seconds:g} s"
    return f"frames shown while the word is said, the last one {until}"


def _ranges(times: Times, starts: Times, ends: Times, options: FuseOptions) -> Ranges:
    if options.frames == "within":
        return frames_within(times, starts, ends)
    return frames_shown(times, starts, ends, last_seconds=options.last_frame_seconds)


def _in_order_of_time(frames: pa.Table | None) -> tuple[npt.NDArray[np.int32], Times]:
    """Numbers and times of the frames, by time."""
    if frames is None:
        return np.zeros(0, dtype=np.int32), np.zeros(0)
    times = _floats(frames.column("time"))
    order = np.argsort(times, kind="stable")
    return frames.column("frame").to_numpy()[order], times[order]


def _matched(words: pa.Table, other: pa.Table | None, key: str, column: str) -> pa.Array:
    """A column of another table for each word, null where it has no row."""
    if other is None:
        return pa.nulls(words.num_rows)
    wanted, keys = (table.column(key).to_numpy().astype(np.int64) for table in (words, other))
    return _at(other.column(column), positions_of(wanted, keys))


def _at(values: pa.Array | pa.ChunkedArray, positions: Positions) -> pa.Array:
    """Values at positions, null at `NOWHERE`."""
    return values.take(pa.array(positions, mask=positions == NOWHERE))


def _floats(column: pa.ChunkedArray) -> Times:
    """Values of a column, NaN where there is none."""
    return np.asarray(column.to_numpy(), dtype=np.float64)
