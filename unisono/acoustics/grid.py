"""The grid of frames: frame k is centred at sample k * hop of the recording.

The grid is the same for every segment, speaker and setting but the step, so that
contours can be joined and compared frame by frame. Praat instead centres its frames in
the sound that it is given; a sound is therefore cut so that its frames fall on the grid
(``docs/decisions/acoustics.md``).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.audio import SAMPLE_RATE

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Consecutive frames of the grid."""

    first: int
    count: int
    hop: int
    """Samples from one frame to the next."""

    @property
    def stop(self) -> int:
        """Number of the frame after the last."""
        return self.first + self.count

    @property
    def start(self) -> float:
        """Time of the first frame, seconds."""
        return self.first * self.hop / SAMPLE_RATE

    @property
    def step(self) -> float:
        """Distance between frames, seconds."""
        return self.hop / SAMPLE_RATE

    def times(self) -> Floats:
        """Time of each frame, seconds, shape (count,)."""
        times: Floats = np.arange(self.first, self.stop, dtype=np.float64) * self.hop / SAMPLE_RATE
        return times

    def overlap(self, other: "Frames") -> "Frames":
        """The frames that both have."""
        first = max(self.first, other.first)
        count = max(0, min(self.stop, other.stop) - first)
        return Frames(first=first, count=count, hop=self.hop)


def first_frame_from(times: npt.ArrayLike, hop: int) -> Ints:
    """Number of the first frame whose centre is at or after each time.

    Exact for times that lie on the grid: the quotient is only a first guess, which is
    corrected by comparing the times themselves.

    Parameters
    ----------
    times
        Seconds, any shape.
    hop
        Samples from one frame to the next.
    """
    wanted = np.asarray(times, dtype=np.float64)
    frame = np.ceil(wanted * SAMPLE_RATE / hop).astype(np.int64)
    frame -= (frame - 1) * hop / SAMPLE_RATE >= wanted
    frame += frame * hop / SAMPLE_RATE < wanted
    return frame


def frames_within(start: float, end: float, hop: int) -> Frames:
    """The frames whose centre lies in [start, end), seconds."""
    first, stop = (int(frame) for frame in first_frame_from([start, end], hop))
    return Frames(first=first, count=max(0, stop - first), hop=hop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Part of a recording."""

    samples: Floats
    """Shape (samples,), values in -1..1."""
    first: int
    """Number of its first sample within the recording."""

    @property
    def stop(self) -> int:
        """Number of the sample after its last."""
        return self.first + len(self.samples)


def half_width(window: float, hop: int) -> int:
    """Samples that a sound needs on either side of its first and last frame.

    Half the window, and a quarter of a step so that rounding cannot change the number of
    frames that Praat fits in: it takes ``floor((duration - window) / step) + 1``
    (Sampled_shortTermAnalysis in Praat's ``fon/Sampled.cpp``).

    Parameters
    ----------
    window
        Seconds.
    hop
        Samples from one frame to the next.
    """
    return round(window * SAMPLE_RATE / 2 + hop / 4)


def analysable(frames: Frames, stretch: Stretch, window: float) -> Frames:
    """The frames around which a whole window lies in the stretch."""
    half = half_width(window, frames.hop)
    first = -(-(stretch.first + half) // frames.hop)
    stop = (stretch.stop - 1 - half) // frames.hop + 1
    fitting = Frames(first=first, count=max(0, stop - first), hop=frames.hop)
    return frames.overlap(fitting)


def cut(stretch: Stretch, frames: Frames, window: float, *, odd: bool = False) -> Stretch:
    """The part of the stretch in which Praat places exactly these frames.

    Praat centres its frames in a sound. In a part with an even number of samples the
    centre of a frame lies between two samples, in an odd one on a sample. Which sample is
    the nearest, or the last before it, must not hang on rounding: commands that look for
    the nearest one (intensity) need an odd part, the others (pitch) an even one.

    Parameters
    ----------
    stretch
        Sound that holds every window (see `analysable`).
    frames
        At least one frame.
    window
        Length of the analysis window, seconds.
    odd
        Whether the part has an odd number of samples.
    """
    half = half_width(window, frames.hop)
    start = frames.first * frames.hop - half - stretch.first
    stop = (frames.stop - 1) * frames.hop + half - stretch.first + odd
    return Stretch(samples=stretch.samples[start:stop], first=start + stretch.first)


def runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and stop of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def pieces(
    start: float, end: float, starts: npt.ArrayLike, ends: npt.ArrayLike, longest: float
) -> list[tuple[float, float]]:
    """Cut a long span into pieces, where possible in the widest gap between words.

    Parameters
    ----------
    start, end
        The span, seconds.
    starts, ends
        Times of its words, seconds, shape (words,).
    longest
        Seconds that a piece may last; each cut lies in the second half of what is allowed.

    Returns
    -------
    list
        Start and end of each piece; together they are the span.
    """
    middles, widths = _gaps(np.asarray(starts, np.float64), np.asarray(ends, np.float64))
    found = []
    while end - start > longest:
        allowed = np.flatnonzero((middles > start + longest / 2) & (middles <= start + longest))
        best = allowed[np.argmax(widths[allowed])] if len(allowed) else None
        place = start + longest if best is None else float(middles[best])
        found.append((start, place))
        start = place
    return [*found, (start, end)]


def _gaps(starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """Middle and width of every place between two words where no word is said."""
    order = np.argsort(starts, kind="stable")
    after = starts[order][1:]
    before = np.maximum.accumulate(ends[order])[:-1]
    free = after >= before
    return (before[free] + after[free]) / 2, (after - before)[free]
