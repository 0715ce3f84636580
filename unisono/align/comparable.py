"""What makes the cepstra of two voices comparable, and tells a frame that is a pause.

Both signals get zero mean and unit variance over their speech. What is left of the
difference of the voices is taken off by an affine map that is fitted along a first path, as
in canonical time warping (F. Zhou and F. De la Torre, 2009), here towards the identity.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from unisono.align.cepstra import CEPSTRA, FLOOR, HOP, WINDOW
from unisono.audio import Samples

ENERGY = 1.3
"""Weight of the first cepstrum, the energy."""

CHANGE = 0.4
"""Weight of the differences in time."""

BELOW = 25.0
"""Decibels below the loudest speech at which sound is taken for a pause, when it is quiet too."""

PAUSE = (0.8, 0.5, 0.1)
"""What a frame costs as a pause: for its distance from the mean of quiet frames, for its level
from quiet (0) to loud (1), and always."""

SPLIT = 0.35
"""Part of the way from quiet to loud sound at which speech begins."""

AROUND = 500
"""Frames on either side of a frame, 5 s, over which levels, means and variances are taken."""

RIDGE = 0.3
"""Strength with which the map between voices is drawn towards the identity."""

REGION = 6000
"""Frames, a minute of speech, for which one map between voices is fitted."""

_FEW = 20
_PRIOR = 20.0
_BLOCK = 65_536

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Where a recording has speech.

    Attributes
    ----------
    active
        Shape (frames,): whether a frame is loud enough for speech.
    loudness
        Shape (frames,): level of each frame between quiet (0) and loud (1).
    above_noise
        Decibels of active frames above the others, at most those of the noise floor that
        cepstra have anyway.
    """

    active: Bools
    loudness: Floats
    above_noise: float


def levels(samples: Samples, frames: int) -> Levels:
    """Measure the level of each frame.

    Parameters
    ----------
    samples
        Shape (samples,), 16 kHz.
    frames
        How many there are: at least one.
    """
    power = np.empty(frames)
    for first in range(0, frames, _BLOCK):
        last = min(frames, first + _BLOCK)
        piece = samples[first * HOP : (last - 1) * HOP + WINDOW].astype(np.float64) ** 2
        sums = np.concatenate([[0.0], np.cumsum(piece)])
        start = np.arange(last - first) * HOP
        power[first:last] = (sums[start + WINDOW] - sums[start]) / WINDOW
    decibels = 10 * np.log10(np.maximum(power, 1e-9))
    quiet, loud = _range_around(decibels)
    active = decibels > np.maximum(loud - BELOW, quiet + SPLIT * (loud - quiet))
    above = FLOOR
    if active.any() and not active.all():
        above = 10 * float(np.log10(power[active].mean() / max(power[~active].mean(), 1e-9)))
    loudness = np.clip((decibels - quiet) / np.maximum(loud - quiet, 5.0), 0, 1)
    return Levels(
        active=active,
        loudness=loudness.astype(np.float32),
        above_noise=min(max(above, 3.0), FLOOR),
    )


def _range_around(decibels: Doubles) -> tuple[Doubles, Doubles]:
    """Levels of quiet and of loud sound around each frame; speakers and rooms change."""
    regions = max(1, len(decibels) // (2 * AROUND))
    parts = np.array_split(decibels, regions)
    limits = np.array([np.percentile(part, [3, 95]) for part in parts])
    ends = np.cumsum([len(part) for part in parts])
    centres = ends - [len(part) / 2 for part in parts]
    frame = np.arange(len(decibels))
    return np.interp(frame, centres, limits[:, 0]), np.interp(frame, centres, limits[:, 1])


def described(values: Floats, active: Bools) -> Floats:
    """Cepstra and their differences, scaled so that distances are about one.

    Parameters
    ----------
    values
        Shape (frames, 13): cepstra.
    active
        Shape (frames,): frames over which mean and variance, of 10 s around, are one.

    Returns
    -------
    numpy.ndarray
        Shape (frames, 26).
    """
    around = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    change = 2 * (around[4:] - around[:-4]) + (around[3:-1] - around[1:-3])
    both = np.concatenate([values, change], axis=1)
    chosen = active if np.count_nonzero(active) > _FEW else np.ones(len(values), dtype=np.bool_)
    weight = np.ones(2 * CEPSTRA)
    weight[0] = ENERGY
    weight[CEPSTRA:] *= CHANGE
    weight /= np.sqrt(np.sum(weight**2))
    for column, scale in zip(both.T, weight, strict=True):
        mean = mean_around(column, chosen)
        column -= mean
        deviation = np.sqrt(mean_around(column**2, chosen))
        column *= (scale / (deviation + 1e-6)).astype(np.float32)
    return both


def mean_around(values: Floats, chosen: Bools) -> Doubles:
    """Mean of the chosen values around each one, drawn to that of all where they are few.

    Parameters
    ----------
    values
        Shape (frames,).
    chosen
        Shape (frames,): at least one is.
    """
    frames = len(values)
    sums, counts = np.zeros(frames + 1), np.zeros(frames + 1)
    np.cumsum(np.where(chosen, values, 0.0), dtype=np.float64, out=sums[1:])
    np.cumsum(chosen, dtype=np.float64, out=counts[1:])
    frame = np.arange(frames)
    low, high = np.maximum(frame - AROUND, 0), np.minimum(frame + AROUND + 1, frames)
    overall = _PRIOR * sums[-1] / counts[-1]
    around: Doubles = (sums[high] - sums[low] + overall) / (counts[high] - counts[low] + _PRIOR)
    return around


def pause_costs(described: Floats, level: Levels) -> Floats:
    """What each frame costs as a pause, in the units of distances.

    Parameters
    ----------
    described
        Shape (frames, 26).
    level
        Of the same frames.
    """
    quiet = ~level.active
    if np.count_nonzero(quiet) < _FEW // 2:
        quiet = level.loudness <= np.percentile(level.loudness, 5)
    square = np.zeros(len(described))
    for column in described.T:
        square += (column - mean_around(column, quiet)) ** 2
    unlike, loud, always = PAUSE
    costs: Floats = (unlike * np.sqrt(square) + loud * level.loudness + always).astype(np.float32)
    return costs


def adapted(reference: Floats, recording: Floats, matched: Ints) -> Floats:
    """Move the reference towards the voice of the recording, a minute at a time.

    Parameters
    ----------
    reference
        Shape (states, dimensions).
    recording
        Shape (frames, dimensions): frames of speech.
    matched
        Shape (frames,): state that each of them is matched with, ascending.

    Returns
    -------
    numpy.ndarray
        Like ``reference``, each region through the affine map that brings it nearest to its
        frames in the least squares, with a ridge.
    """
    result = reference.copy()
    dimensions = reference.shape[1]
    regions = max(1, round(len(reference) / REGION))
    edges = np.linspace(0, len(reference), regions + 1).astype(np.int64)
    for low, high in pairwise(edges):
        first, last = np.searchsorted(matched, [low, high])
        if last - first < _FEW:
            continue
        said = reference[matched[first:last]].astype(np.float64)
        known = np.column_stack([said, np.ones(last - first)])
        square = known.T @ known
        ridge = RIDGE * np.trace(square[:-1, :-1]) / dimensions
        square[np.arange(dimensions), np.arange(dimensions)] += ridge
        square[-1, -1] += 1e-9
        change = np.linalg.solve(square, known.T @ (recording[first:last] - said))
        whole = np.column_stack([reference[low:high], np.ones(high - low)])
        result[low:high] += (whole @ change).astype(np.float32)
    return result
