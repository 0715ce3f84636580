"""Warping speech onto a long recording, coarse to fine.

As in S. Salvador and P. Chan, "FastDTW: toward accurate dynamic time warping in linear time
and space", 2007, a path through averaged frames says where to look for the next finer one.
The coarsest table is searched whole, so that a text may lack or add minutes anywhere.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.align.cepstra import CEPSTRA
from unisono.align.warping import FOREIGN, LOOSE, PAUSE, SPEECH, Reference, Steps, Warp, warp

SMALL = 1_000_000
"""Cells of a table of single frames that is searched whole."""

CELLS = 250_000_000
"""Cells of the coarsest table, which is searched whole."""

STEP = 4
"""How much finer each table is than the one before."""

RADIUS = 12
"""Coarse frames and states on each side of the coarse path within which the finer one lies."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Speech frames with an optional pause and optional foreign speech around each word.

    Attributes
    ----------
    place
        Shape (frames + 1,): state of each speech frame, then the number of states.
    kind
        Shape (states,): as in `unisono.align.warping`.
    """

    place: Ints
    kind: npt.NDArray[np.uint8]


def chain(word: Ints) -> Chain:
    """States for speech frames that belong to words.

    Before each word and after the last there are a pause, foreign speech and a pause, all of
    which may be passed.

    Parameters
    ----------
    word
        Shape (frames,): word of each frame, ascending.
    """
    begins = np.diff(word, prepend=-1) > 0
    place = np.arange(len(word)) + 3 * np.cumsum(begins)
    states = len(word) + 3 * np.count_nonzero(begins) + 3
    kind = np.full(states, SPEECH, dtype=np.uint8)
    after = np.append(place[begins], states)
    kind[after - 1] = PAUSE
    kind[after - 2] = FOREIGN
    kind[after - 3] = PAUSE
    return Chain(place=np.append(place, states), kind=kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where a recording's frames are looked for in speech.

    Attributes
    ----------
    low, high
        Shape (frames,): first speech frame of each, and the one after the last; ascending.
    """

    low: Ints
    high: Ints

    def moved(self, word: Ints, other: Ints) -> "Limits":
        """For another voice: words of its own frames, and of the other one's."""
        numbers = np.arange(max(word[-1], other[-1]) + 2)
        edges, others = np.searchsorted(word, numbers), np.searchsorted(other, numbers)
        low = np.floor(np.interp(self.low, edges, others)).astype(np.int64)
        high = np.ceil(np.interp(self.high, edges, others)).astype(np.int64)
        return Limits(low=low, high=np.maximum(high, low + 1))


def warp_speech(
    recording: Floats,
    pauses: Floats,
    speech: Floats,
    states: Chain,
    steps: Steps,
    limits: Limits | None = None,
) -> Warp:
    """Warp speech frames with pauses between their words onto a recording.

    Parameters
    ----------
    recording
        Shape (frames, dimensions).
    pauses
        Shape (frames,): what each frame costs as a pause.
    speech
        Shape (speech frames, dimensions), at least one.
    states
        Its chain.
    steps
        Costs.
    limits
        Where to look; everywhere when absent.

    Returns
    -------
    Warp
        States are those of the chain.
    """
    values = np.zeros((len(states.kind), speech.shape[1]), dtype=np.float32)
    values[states.place[:-1]] = speech
    band = None
    if limits is not None:
        low = np.where(limits.low > 0, states.place[limits.low], 0)
        band = low, states.place[limits.high]
    return warp(recording, pauses, Reference(values=values, kind=states.kind), steps, band)


def find_limits(recording: Floats, pauses: Floats, speech: Floats, steps: Steps) -> Limits | None:
    """Search averaged frames from coarse to fine for what is near the best path.

    Parameters are those of `warp_speech`; ``None`` when the table is small enough as it is.
    """
    if len(recording) * len(speech) <= SMALL:
        return None
    factor = STEP
    while (len(recording) // factor) * (len(speech) // factor) > CELLS:
        factor *= STEP
    band: tuple[Ints, Ints] | None = None
    while factor > 1:
        values = _averaged(speech[:, :CEPSTRA], factor)
        path = warp(
            _averaged(recording[:, :CEPSTRA], factor),
            _means(pauses[:, None], factor)[:, 0],
            Reference(values=values, kind=np.full(len(values), LOOSE, dtype=np.uint8)),
            steps,
            band,
        )
        factor //= STEP
        band = _around(path, -(-len(recording) // factor), -(-len(speech) // factor))
    return None if band is None else Limits(low=band[0], high=band[1])


def _around(path: Warp, frames: int, states: int) -> tuple[Ints, Ints]:
    """States that are near a path, for the frames of the next finer table."""
    coarse = np.arange(frames) // STEP
    low = path.state[np.maximum(coarse - RADIUS, 0)] - RADIUS
    high = path.last[np.minimum(coarse + RADIUS, len(path.last) - 1)] + 1 + RADIUS
    return np.maximum(low * STEP, 0), np.minimum(high * STEP, states)


def _averaged(values: Floats, factor: int) -> Floats:
    """Means of so many frames, scaled to vary as much as the frames did."""
    means = _means(values, factor)
    before, after = values.std(axis=0), means.std(axis=0)
    scaled: Floats = (means * (before / np.maximum(after, before / factor + 1e-9))).astype(
        np.float32
    )
    return scaled


def _means(values: Floats, factor: int) -> Floats:
    starts = np.arange(0, len(values), factor)
    sums: Floats = np.add.reduceat(values, starts, axis=0)
    counts = np.diff(np.append(starts, len(values))).astype(np.float32)
    means: Floats = sums / counts[:, None]
    return means
