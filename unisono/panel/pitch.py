"""The pitch and intensity of sentences, from the contours of a recording."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_SLACK = 1e-6
"""Seconds by which a frame's time, a sum of steps, may be off."""
_TICK = 1e-5
"""Seconds within which two frames are the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contour:
    """All frames of a recording in the order of time, each once; shapes (frames,)."""

    times: Floats
    """Seconds."""
    f0: Floats
    """Hz, NaN where unvoiced."""
    intensity: Floats
    """dB, NaN where not measured."""

    @classmethod
    def joined(cls, pieces: Iterable[tuple[float, float, Floats, Floats]]) -> Self:
        """Join segments: start and step in seconds, F0, intensity.

        Where segments overlap, the frames of the first count.
        """
        starts: list[Floats] = [np.zeros(0)]
        f0: list[Floats] = [np.zeros(0)]
        intensity: list[Floats] = [np.zeros(0)]
        for start, step, pitch, loudness in pieces:
            starts.append(np.float64(start) + step * np.arange(len(pitch), dtype=np.float64))
            f0.append(np.asarray(pitch, np.float64))
            intensity.append(np.asarray(loudness, np.float64))
        times = np.concatenate(starts)
        ticks = np.rint(times / _TICK).astype(np.int64)
        order = np.argsort(ticks, kind="stable")
        once = np.ones(len(order), np.bool_)
        once[1:] = np.diff(ticks[order]) > 0
        chosen = order[once]
        return cls(
            times=times[chosen],
            f0=np.concatenate(f0)[chosen],
            intensity=np.concatenate(intensity)[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Sentences, NaN where there is nothing to measure; shapes (sentences,)."""

    f0_mean: Floats
    f0_median: Floats
    intensity: Floats
    voiced: npt.NDArray[np.int64]
    """Voiced frames."""


def measure(contour: Contour, starts: Floats, ends: Floats, *, min_voiced: int) -> Measured:
    """Sum up the frames whose time lies in [start, end) of each sentence.

    Parameters
    ----------
    contour
        Of the recording.
    starts, ends
        Seconds, shape (sentences,).
    min_voiced
        Voiced frames that a sentence needs for its F0.

    Returns
    -------
    Measured
        F0 is that of the voiced frames; intensity is the mean of the energies, in dB.
    """
    heard = ~np.isnan(contour.f0)
    f0, times = contour.f0[heard], contour.times[heard]
    low, high = (np.searchsorted(times, edges - _SLACK) for edges in (starts, ends))
    voiced = np.maximum(high - low, 0)
    enough = voiced >= max(min_voiced, 1)
    median = np.full(len(starts), np.nan)
    mean = np.full(len(starts), np.nan)
    for place in np.flatnonzero(enough):
        piece = f0[low[place] : high[place]]
        mean[place], median[place] = piece.mean(), np.median(piece)
    return Measured(
        f0_mean=mean,
        f0_median=median,
        intensity=_loudness(contour, starts, ends),
        voiced=voiced.astype(np.int64),
    )


def _loudness(contour: Contour, starts: Floats, ends: Floats) -> Floats:
    known = ~np.isnan(contour.intensity)
    energy, times = 10.0 ** (contour.intensity[known] / 10.0), contour.times[known]
    low, high = (np.searchsorted(times, edges - _SLACK) for edges in (starts, ends))
    found = np.full(len(starts), np.nan)
    for place in np.flatnonzero(high > low):
        found[place] = 10.0 * np.log10(energy[low[place] : high[place]].mean())
    return found
