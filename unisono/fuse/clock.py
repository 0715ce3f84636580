"""Which frames belong to which word: arithmetic on times, nothing else.

All intervals are half-open: a frame is on screen from its own time up to, but not at,
the time of the next one; a word is said from its start up to, but not at, its end.
So a word that starts exactly when a frame appears has that frame and not the one
before.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]

NOWHERE = -1
"""Position that stands for: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """For each word a run of frames: positions from first up to, not including, stop."""

    first: Positions
    stop: Positions

    @property
    def counts(self) -> Positions:
        """Frames of each word."""
        return self.stop - self.first

    @property
    def offsets(self) -> Positions:
        """Where each word's frames begin in `flat`, and the end; shape (words + 1,)."""
        return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self.counts)])

    @property
    def flat(self) -> Positions:
        """Positions of all words' frames, one word after the other."""
        shift = np.repeat(self.first - self.offsets[:-1], self.counts)
        return np.arange(len(shift), dtype=np.int64) + shift


def frames_shown(times: Times, starts: Times, ends: Times, *, last_seconds: float | None) -> Ranges:
    """Frames on screen at any moment of each word.

    Parameters
    ----------
    times
        Times of the sampled frames in seconds, never falling, shape (frames,). Frames of
        one time are on screen together.
    starts, ends
        Of the words, in any order, shape (words,); NaN where a word has no time. A word
        without duration is a moment: it has the frame on screen then.
    last_seconds
        How long the last frame stays; None means for ever.
    """
    if not len(times):
        return frames_within(times, starts, ends)
    at_start = np.searchsorted(times, starts, side="right") - 1
    stop = np.maximum(np.searchsorted(times, ends, side="left"), at_start + 1)
    first = np.searchsorted(times, times[np.maximum(at_start, 0)], side="left")
    if last_seconds is not None:
        gone = (at_start == len(times) - 1) & (starts >= times[-1] + last_seconds)
        stop = np.where(gone, first, stop)
    return _where_timed(first, stop, starts, ends)


def frames_within(times: Times, starts: Times, ends: Times) -> Ranges:
    """Frames whose own time lies within each word; parameters as in `frames_shown`."""
    first = np.searchsorted(times, starts, side="left")
    stop = np.maximum(np.searchsorted(times, ends, side="left"), first)
    return _where_timed(first, stop, starts, ends)


def nearest_frames(times: Times, starts: Times, ends: Times) -> Positions:
    """Position of the frame nearest to the middle of each word, the earlier of two.

    `NOWHERE` for words without a time, and for all when there are no frames.
    """
    middles = (starts + ends) / 2.0
    found = np.full(len(middles), NOWHERE, dtype=np.int64)
    if not len(times):
        return found
    timed = ~np.isnan(middles)
    moments = middles[timed]
    after = np.searchsorted(times, moments, side="left")
    before = np.maximum(after - 1, 0)
    after = np.minimum(after, len(times) - 1)
    later = times[after] - moments < moments - times[before]
    nearest = times[np.where(later, after, before)]
    found[timed] = np.searchsorted(times, nearest, side="left")  # first of simultaneous ones
    return found


def positions_of(wanted: Positions, keys: Positions) -> Positions:
    """Position of each wanted key among unique keys in any order, or `NOWHERE`."""
    if not len(keys):
        return np.full(len(wanted), NOWHERE, dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    place = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    candidate = order[place]
    return np.where(keys[candidate] == wanted, candidate, NOWHERE)


def _where_timed(first: Positions, stop: Positions, starts: Times, ends: Times) -> Ranges:
    timed = ~(np.isnan(starts) | np.isnan(ends))
    return Ranges(
        first=np.where(timed, first, 0).astype(np.int64),
        stop=np.where(timed, stop, 0).astype(np.int64),
    )
