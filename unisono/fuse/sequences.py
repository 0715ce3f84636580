"""The sequences of one recording's modalities, for training models.

Text, sound and pictures are given either on the clock of the words (one step for each
word) or each on its own clock (one step for each word or segment, and for each frame).
A step holds the unit's vector from ``embeddings``, its measures from ``acoustics`` or
``vision``, or both side by side. For example::

    sources = Sources(
        aligned=Path("results/aligned/0001.parquet"),
        text=Path("results/embeddings/text/0001.parquet"),
        acoustics=Path("results/acoustics/0001.parquet"),
    )
    recordings = [sequences(media_id, sources) for media_id in ("ad-1", "ad-2")]
    text, mask = pad([recording.text.values for recording in recordings])
    known, _ = pad([recording.text.present for recording in recordings])
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds

from unisono.errors import InputError
from unisono.fuse.clock import Positions, positions_of
from unisono.fuse.tracks import Steps, Track, Values, on_steps, pad, pooled

__all__ = ["Sequences", "Sources", "Steps", "Track", "pad", "sequences"]

Clock = Literal["word", "own"]
Pooling = Literal["mean", "nearest"]
SpokenUnit = Literal["word", "segment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the tables of a recording are: each the file of its batch, or a folder of files.

    A folder is searched for the recording, and the embeddings of several modalities may
    lie in one folder. Modalities without a table have no features.
    """

    aligned: Path
    text: Path | None = None
    """Table ``embeddings`` with text."""
    audio: Path | None = None
    """Table ``embeddings`` with audio."""
    image: Path | None = None
    """Table ``embeddings`` with images."""
    acoustics: Path | None = None
    """Table ``acoustics`` or ``measures``: appended to the audio."""
    vision: Path | None = None
    """Table ``vision``: appended to the image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequences:
    """The modalities of one recording."""

    media_id: str
    clock: Clock
    words: tuple[str, ...]
    """The words as written; on the clock of words one for each step."""
    text: Track
    audio: Track
    image: Track


def sequences(
    media_id: str,
    sources: Sources,
    *,
    clock: Clock = "word",
    frames: Pooling = "mean",
    unit: SpokenUnit = "word",
    acoustics: Sequence[str] = ("f0_mean", "f0_sd", "intensity", "hnr", "voiced"),
    vision: Sequence[str] = ("brightness", "contrast", "colourfulness", "sharpness", "motion"),
) -> Sequences:
    """Read the sequences of one recording.

    Parameters
    ----------
    media_id
        The recording.
    sources
        Its tables.
    clock
        ``"word"``: one step for each row of ``aligned``; ``"own"``: one step for each
        unit that is in all tables of its modality, in the order of their numbers.
    frames
        On the clock of words: the mean of the frames that ``aligned`` lists for a word,
        or the one nearest to the word's middle.
    unit
        Unit of text and sound. On the clock of words, a segment stands at each of its words.
    acoustics, vision
        Measures to append where their table is given.

    Raises
    ------
    InputError
        When ``aligned`` has no such recording, or a table has a unit twice (as a folder
        has that holds superseded batches: name the file of the current one then).
    """
    words = _rows(sources.aligned, media_id, "word")
    if words is None:
        raise InputError(f'{sources.aligned} has no recording "{media_id}"')
    spoken = _Kind(media_id=media_id, unit=unit)
    shown = _Kind(media_id=media_id, unit="frame")
    text = spoken.track("text", sources.text)
    audio = spoken.track("audio", sources.audio, sources.acoustics, acoustics)
    image = shown.track("image", sources.image, sources.vision, vision)
    if clock == "word":
        text, audio = (_spoken(track, words, unit) for track in (text, audio))
        image = _shown(image, words, frames)
    return Sequences(
        media_id=media_id,
        clock=clock,
        words=tuple(words.column("text").to_pylist()),
        text=text,
        audio=audio,
        image=image,
    )


def _spoken(track: Track, words: pa.Table, unit: SpokenUnit) -> Track:
    """Text or sound on the clock of words."""
    return on_steps(track, positions_of(_whole(words, unit), track.steps.numbers), _steps(words))


def _shown(track: Track, words: pa.Table, frames: Pooling) -> Track:
    """Pictures on the clock of words."""
    numbers = track.steps.numbers
    if frames == "nearest":
        nearest = words.column("nearest_frame").fill_null(-1)
        return on_steps(track, positions_of(_array(nearest), numbers), _steps(words))
    lists = words.column("frames").combine_chunks()
    lengths = lists.value_lengths().to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return pooled(track, positions_of(_array(lists.flatten()), numbers), offsets, _steps(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A recording and the kind of its units that are read."""

    media_id: str
    unit: str

    def track(
        self,
        modality: str,
        embeddings: Path | None,
        measures: Path | None = None,
        columns: Sequence[str] = (),
    ) -> Track:
        """Read a modality on its own clock: units that are in all tables given."""
        parts = []
        if embeddings is not None:
            same = {"modality": modality, "unit": self.unit}
            rows = _rows(embeddings, self.media_id, "index", **same)
            parts.append(_no_vectors(embeddings, same) if rows is None else _vectors(rows))
        if measures is not None:
            same = {} if self.unit == "frame" else {"unit": self.unit}
            rows = _rows(measures, self.media_id, self.unit, **same)
            parts.append(_measures(rows, self.unit, columns))
        return _joined(parts)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one table adds to a track."""

    steps: Steps
    values: Values
    features: tuple[str, ...]


def _vectors(rows: pa.Table) -> _Part:
    length = rows.schema.field("vector").type.list_size
    flat = rows.column("vector").combine_chunks().flatten()
    values = flat.to_numpy(zero_copy_only=False).astype(np.float32, copy=False)
    return _Part(_steps(rows, "index"), values.reshape(-1, length), _vector_names(length))


def _no_vectors(path: Path, same: dict[str, str]) -> _Part:
    """Nothing, but as wide as the vectors of other recordings, so that they pad together."""
    lengths = [file.schema.field("vector").type.list_size for file in _files(path, same)]
    length = lengths[0] if lengths else 0
    return _Part(_no_steps(), np.zeros((0, length), dtype=np.float32), _vector_names(length))


def _vector_names(length: int) -> tuple[str, ...]:
    return tuple(f"vector {position}" for position in range(length))


def _measures(rows: pa.Table | None, unit: str, columns: Sequence[str]) -> _Part:
    if rows is None:
        return _Part(_no_steps(), np.zeros((0, len(columns)), dtype=np.float32), tuple(columns))
    missing = [name for name in columns if name not in rows.column_names]
    if missing:
        raise InputError(f'there is no measure "{missing[0]}" of a {unit}')
    values = np.zeros((rows.num_rows, len(columns)), dtype=np.float32)
    for position, name in enumerate(columns):
        values[:, position] = _array(rows.column(name))
    return _Part(_steps(rows, unit), values, tuple(columns))


def _joined(parts: Sequence[_Part]) -> Track:
    """Parts side by side, for the units that all of them have."""
    steps = parts[0].steps if parts else _no_steps()
    numbers = steps.numbers
    for part in parts[1:]:
        numbers = np.intersect1d(numbers, part.steps.numbers)
    numbers = np.sort(numbers)
    chosen = positions_of(numbers, steps.numbers)
    columns = [part.values[positions_of(numbers, part.steps.numbers)] for part in parts]
    values = np.concatenate(columns, axis=1) if columns else np.zeros((0, 0), dtype=np.float32)
    return Track(
        steps=Steps(numbers=numbers, start=steps.start[chosen], end=steps.end[chosen]),
        values=values,
        present=np.ones(len(numbers), dtype=np.bool_),
        features=tuple(name for part in parts for name in part.features),
    )


def _rows(path: Path, media_id: str, key: str, **same: str) -> pa.Table | None:
    """Rows of a recording in the order of a key, or None when there are none."""
    found = [
        file.to_table(filter=_condition({"media_id": media_id, **same}))
        for file in _files(path, same)
    ]
    found = [table for table in found if table.num_rows]
    if not found:
        return None
    rows = pa.concat_tables(found).sort_by(key)
    if np.any(np.diff(_whole(rows, key)) == 0):
        raise InputError(
            f'{path} has units of "{media_id}" twice; name the file of its current batch'
        )
    return rows


def _files(path: Path, same: dict[str, str]) -> Iterator[ds.Dataset]:
    """Files of a table, in a folder only those with such rows.

    One after the other: vectors of different models have no schema in common.
    """
    if not path.is_dir():
        yield ds.dataset(path, format="parquet")
        return
    for name in sorted(path.rglob("*.parquet")):
        file = ds.dataset(name, format="parquet")
        if file.head(1, filter=_condition(same), columns=["media_id"]).num_rows:
            yield file


def _condition(same: dict[str, str]) -> ds.Expression | None:
    """Rows in which every column named has the value given."""
    terms = [ds.field(name) == value for name, value in same.items()]
    return reduce(and_, terms) if terms else None


def _steps(rows: pa.Table, number: str = "word") -> Steps:
    start, end = ("start", "end") if "start" in rows.column_names else ("time", "time")
    return Steps(
        numbers=_whole(rows, number),
        start=_array(rows.column(start)).astype(np.float64),
        end=_array(rows.column(end)).astype(np.float64),
    )


def _no_steps() -> Steps:
    return Steps(numbers=np.zeros(0, dtype=np.int64), start=np.zeros(0), end=np.zeros(0))


def _whole(rows: pa.Table, column: str) -> Positions:
    return np.asarray(_array(rows.column(column)), dtype=np.int64)


def _array(column: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Values of a column, NaN where there is none."""
    chunked = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    return np.asarray(chunked.to_numpy())
