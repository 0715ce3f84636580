"""One modality as a sequence of steps, and how it moves onto another clock.

Arrays in, arrays out; `unisono.fuse.sequences` reads them from tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.errors import InputError
from unisono.fuse.clock import NOWHERE, Positions

Values = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What the steps of a sequence are, and when."""

    numbers: Positions
    """Number of the word, segment or frame of each step within the recording."""
    start: Times
    """Shape (steps,), seconds; NaN where a step has no time."""
    end: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One modality of one recording."""

    steps: Steps
    values: Values
    """Shape (steps, features). Steps that are not present are zeros; measures missing
    in a step that is present (pitch where nothing is voiced) are NaN."""
    present: Mask
    """Shape (steps,): whether the modality has something for the step."""
    features: tuple[str, ...]


def on_steps(track: Track, positions: Positions, steps: Steps) -> Track:
    """Give each of other steps the values at one position of a track.

    Parameters
    ----------
    track
        The track to take from.
    positions
        Shape (steps,): where in the track; `unisono.fuse.clock.NOWHERE` for nothing.
    steps
        The steps of the result.
    """
    found = positions != NOWHERE
    present = np.zeros(len(positions), dtype=np.bool_)
    present[found] = track.present[positions[found]]
    values = np.zeros((len(positions), len(track.features)), dtype=np.float32)
    values[present] = track.values[positions[present]]
    return Track(steps=steps, values=values, present=present, features=track.features)


def pooled(track: Track, positions: Positions, offsets: Positions, steps: Steps) -> Track:
    """Give each of other steps the mean over several positions of a track.

    Parameters
    ----------
    track
        The track to take from.
    positions
        Those of all steps, one step after the other; `NOWHERE` ones are left out.
    offsets
        Where those of each step begin, and the end; shape (steps + 1,).
    steps
        The steps of the result. One is present if any of its positions is; a measure is
        averaged over those that have it, and NaN if none has.
    """
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    found = positions != NOWHERE
    found[found] = track.present[positions[found]]
    owner, positions = owner[found], positions[found]
    present = np.bincount(owner, minlength=len(offsets) - 1) > 0
    values = np.zeros((len(present), len(track.features)), dtype=np.float32)
    if len(owner):
        begins = np.flatnonzero(np.diff(owner, prepend=-1))  # every owner here has some
        taken = track.values[positions].astype(np.float64)
        known = ~np.isnan(taken)
        sums = np.add.reduceat(np.where(known, taken, 0.0), begins, axis=0)
        counts = np.add.reduceat(known.astype(np.int64), begins, axis=0)
        values[present] = np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)
    return Track(steps=steps, values=values, present=present, features=track.features)


def pad(ragged: Sequence[npt.NDArray[np.generic]]) -> tuple[npt.NDArray[np.generic], Mask]:
    """Put sequences of different length into one array.

    Parameters
    ----------
    ragged
        Arrays of shape (steps, ...), equal but for the number of steps.

    Returns
    -------
    tuple
        The array, shape (sequences, longest, ...), zero where a sequence has ended, and
        the mask, shape (sequences, longest), True where it has not.

    Raises
    ------
    InputError
        When the shapes differ in more than the number of steps.

    Examples
    --------
    >>> array, mask = pad([np.array([[1.0], [2.0]]), np.array([[3.0]])])
    >>> array[:, :, 0].tolist(), mask.tolist()
    ([[1.0, 2.0], [3.0, 0.0]], [[True, True], [True, False]])
    """
    if not ragged:
        return np.zeros((0, 0)), np.zeros((0, 0), dtype=np.bool_)
    shapes = {array.shape[1:] for array in ragged}
    if len(shapes) > 1:
        raise InputError(f"sequences cannot be padded together: their steps are {sorted(shapes)}")
    lengths = np.array([len(array) for array in ragged])
    mask = np.arange(lengths.max()) < lengths[:, np.newaxis]
    padded = np.zeros((*mask.shape, *shapes.pop()), dtype=np.result_type(*ragged))
    padded[mask] = np.concatenate(ragged)
    return padded, mask
