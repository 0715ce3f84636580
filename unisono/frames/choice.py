"""Which frame is on screen when: the choice of samples, exact in ticks of the stream."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Ticks = npt.NDArray[np.int64]

_EXACT = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """When the frames of a video begin, and when the last one ends."""

    times: Ticks
    """Shape (frames,): presentation times, strictly increasing, ticks."""
    end: int
    """End of the last frame, ticks; later than its beginning."""


def sample_every(timeline: Timeline, seconds: float, time_base: Fraction) -> Ticks:
    """Frames that are on screen at instants of a fixed distance, from the first frame on.

    Parameters
    ----------
    timeline
        The frames. What is on screen at an instant is the last one that begins at or
        before it.
    seconds
        Distance, taken as the decimal number that it is written as (0.1 is a tenth);
        0 = every frame.
    time_base
        Seconds of a tick.

    Returns
    -------
    numpy.ndarray
        Shape (samples,): their presentation times, strictly increasing: a frame that is
        on screen at several instants comes once.
    """
    times = timeline.times
    if seconds == 0 or len(times) == 0:
        return times
    step = Fraction(str(seconds)) / time_base
    begins = times - times[0]
    ends = np.append(begins[1:], timeline.end - times[0])
    if int(ends[-1]) * step.denominator + step.numerator >= _EXACT:
        begins, ends = begins.astype(object), ends.astype(object)  # whole numbers of any size
    # the first instant at or after the beginning of each frame, in 1/denominator ticks
    first = -(-begins * step.denominator // step.numerator) * step.numerator
    chosen: Ticks = times[np.asarray(first < ends * step.denominator, dtype=bool)]
    return chosen


def sample_count(timeline: Timeline, count: int) -> Ticks:
    """Frames on screen at the beginnings of ``count`` stretches of equal length.

    Returns
    -------
    numpy.ndarray
        Shape (at most count,): their presentation times, strictly increasing.
    """
    times = timeline.times
    if len(times) == 0:
        return times
    first = int(times[0])
    span = timeline.end - first
    instants = [first + number * span // count for number in range(count)]
    position = np.searchsorted(times, np.array(instants, dtype=np.int64), side="right") - 1
    chosen: Ticks = times[np.unique(position)]
    return chosen
