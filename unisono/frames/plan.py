"""What must be decoded for the chosen frames, and nothing else."""

from dataclasses import dataclass

import numpy as np

from unisono.frames.choice import Ticks
from unisono.frames.index import Flags, PacketIndex


@dataclass(frozen=True, slots=True)
class Run:
    """Packets that are decoded in one go, as positions in decoding order."""

    start: int
    """A keyframe."""
    stop: int
    """One past the last packet that is needed."""


def plan_runs(index: PacketIndex, wanted: Flags) -> list[Run]:
    """Runs of packets that hold all wanted frames, in order and not overlapping.

    Parameters
    ----------
    index
        The packets of the stream.
    wanted
        Shape (packets,): which of them are to come out. Only shown ones may be wanted.

    Returns
    -------
    list of Run
        Each begins at a keyframe and ends with a wanted frame. Runs that touch are one,
        since the decoder then need not stop in between.
    """
    runs: list[Run] = []
    for position in np.flatnonzero(wanted):
        start, stop = int(index.leader[position]), int(position) + 1
        while runs and start <= runs[-1].stop:
            before = runs.pop()
            start, stop = min(start, before.start), max(stop, before.stop)
        runs.append(Run(start, stop))
    return runs


def positions_of(index: PacketIndex, times: Ticks) -> Flags:
    """Mark the packets with the given presentation times."""
    return np.isin(index.pts, times) & index.shown
