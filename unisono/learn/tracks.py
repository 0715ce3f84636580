"""The modalities of one recording, put together from rows of its tables.

Arrow tables in, arrays out; nothing is read here. A step of a modality holds its vector and
the measures of the same unit, side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Values = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

AUDIO_MEASURES = ("f0_z", "f0_sd", "intensity", "hnr", "voiced", "rate")
"""Columns of ``acoustics`` that stand beside the vectors of audio."""
IMAGE_MEASURES = ("brightness", "contrast", "colourfulness", "sharpness", "motion", "faces")
"""Columns of ``vision`` that stand beside the vectors of images."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One modality of one recording."""

    numbers: Numbers
    """Number of the word, segment or frame of each step, rising; shape (steps,)."""
    start: Times
    """Shape (steps,), seconds; NaN where a step has no time."""
    end: Times
    values: Values
    """Shape (steps, features), finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A feature that is no number."""

    feature: str
    step: int
    """Number of the word, segment or frame."""
    value: float


def of_unit(rows: pa.Table | None, unit: str) -> pa.Table | None:
    """Rows that describe one kind of unit; None when there are none."""
    if rows is None:
        return None
    chosen = rows.filter(pc.equal(rows.column("unit"), unit))
    return chosen if chosen.num_rows else None


def track(
    vectors: pa.Table | None, measures: pa.Table | None, names: Sequence[str], key: str
) -> Track | None:
    """Vectors and measures of one kind of unit, side by side.

    Parameters
    ----------
    vectors
        Rows of ``embeddings``.
    measures
        Rows of ``acoustics`` or ``vision``; None: all measures are missing.
    names
        Measures to take. One that is missing (pitch where nothing is voiced) becomes the
        mean of the recording, and 0 where the recording has none at all.
    key
        Column that numbers the units of ``measures``.

    Returns
    -------
    Track or None
        None when there are no vectors.
    """
    if vectors is None:
        return None
    vectors = vectors.sort_by("index")
    numbers = _whole(vectors, "index")
    length = vectors.schema.field("vector").type.list_size
    flat = vectors.column("vector").combine_chunks().flatten()
    columns = [flat.to_numpy(zero_copy_only=False).reshape(-1, length)]
    if names:
        columns.append(_measures(measures, names, key, numbers))
    return Track(
        numbers=numbers,
        start=_floats(vectors, "start"),
        end=_floats(vectors, "end"),
        values=np.concatenate(columns, axis=1).astype(np.float32),
    )


def faults(rows: pa.Table | None, names: Sequence[str], key: str) -> Iterator[Fault]:
    """Values that are there but are no finite numbers; a missing one is no fault.

    Parameters
    ----------
    rows
        Rows of a table.
    names
        Columns to look at; ``vector`` for its elements.
    key
        Column that numbers the units.
    """
    if rows is None:
        return
    for name in names:
        column = rows.column(name).combine_chunks()
        length = 1
        if name == "vector":
            length = column.type.list_size
            column = column.flatten()
        if not pa.types.is_floating(column.type):
            continue
        wrong = pc.invert(pc.fill_null(pc.is_finite(column), fill_value=True))
        for position in np.flatnonzero(wrong.to_numpy(zero_copy_only=False))[:1]:
            feature = f"vector {position % length}" if name == "vector" else name
            step = rows.column(key)[int(position) // length].as_py()
            yield Fault(feature=feature, step=step, value=column[int(position)].as_py())


def at_words(modality: Track | None, words: Numbers) -> Values | None:
    """The step of each word; the mean of the recording for words that have none.

    Parameters
    ----------
    modality
        With one step for a word.
    words
        Numbers of the words, shape (words,).
    """
    if modality is None or not len(words):
        return None
    found, places = _found(modality.numbers, words)
    values = np.tile(modality.values.mean(axis=0), (len(words), 1))
    values[found] = modality.values[places[found]]
    return values


def frames_at_words(modality: Track | None, frames: pa.ChunkedArray) -> Values | None:
    """Mean of the frames on screen while each word is said.

    Parameters
    ----------
    modality
        With one step for a frame.
    frames
        Column ``frames`` of ``aligned``: a list of frame numbers for each word. Words
        without frames have the mean of the recording.
    """
    lists = frames.combine_chunks()
    if modality is None or not len(lists):
        return None
    lengths = lists.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    found, places = _found(modality.numbers, np.asarray(lists.flatten(), dtype=np.int64))
    owner = np.repeat(np.arange(len(lists)), lengths)[found]
    sums = np.zeros((len(lists), modality.values.shape[1]))
    np.add.at(sums, owner, modality.values[places[found]])
    counts = np.bincount(owner, minlength=len(lists))
    values = np.tile(modality.values.mean(axis=0), (len(lists), 1))
    shown = counts > 0
    values[shown] = sums[shown] / counts[shown, None]
    return values.astype(np.float32)


def until_next(modality: Track | None) -> Track | None:
    """Frames with the time until the next one as their end; the last one as long as the median."""
    if modality is None:
        return None
    steps = np.diff(modality.start)
    last = float(np.median(steps)) if len(steps) else 0.0
    return Track(
        numbers=modality.numbers,
        start=modality.start,
        end=modality.start + np.append(steps, last),
        values=modality.values,
    )


def _measures(
    rows: pa.Table | None, names: Sequence[str], key: str, numbers: Numbers
) -> npt.NDArray[np.float64]:
    values = np.full((len(numbers), len(names)), np.nan)
    if rows is not None:
        order = np.argsort(_whole(rows, key), kind="stable")
        found, places = _found(_whole(rows, key)[order], numbers)
        for position, name in enumerate(names):
            values[found, position] = _floats(rows, name)[order][places[found]]
    known = ~np.isnan(values)
    counts = known.sum(axis=0)
    means = np.where(known, values, 0.0).sum(axis=0) / np.maximum(counts, 1)
    return np.where(known, values, means)


def _found(keys: Numbers, wanted: Numbers) -> tuple[npt.NDArray[np.bool_], Numbers]:
    """Whether and where each wanted number is among rising keys."""
    places = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    found = keys[places] == wanted if len(keys) else np.zeros(len(wanted), dtype=np.bool_)
    return found, places


def _whole(rows: pa.Table, name: str) -> Numbers:
    return np.asarray(rows.column(name).to_numpy(), dtype=np.int64)


def _floats(rows: pa.Table, name: str) -> Times:
    """Values of a column, NaN where there is none."""
    return np.asarray(rows.column(name).to_numpy(), dtype=np.float64)
