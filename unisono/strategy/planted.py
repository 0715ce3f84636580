"""Planted corpora: two modalities of one hidden process, on clocks that drift apart.

A recording is a row of events, each of one kind for a random time. The first modality has a
step for each event, as words; the second has frames at an even rate, on a clock that is
warped against the first. Both show the event's kind in features of their own, with noise.
Each event also has a cue in the first and a marker in the second, plus or minus. Where
alignment is needed, the class is whether cue and marker agree, and neither alone says
anything; where it is not, the class is the sign of the second modality's markers.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.correspond.sequences import Anchors, Doubles, Pair, Track

KINDS = 12
FEATURES = 8
FRAME_RATE = 8.0
EVENT_SECONDS = 0.5
BEND = 0.06
"""Largest drift of the second clock, as a share of the recording."""
AGREEMENT = 0.8
"""Share of the events whose marker says the class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A corpus whose truth is known.

    Attributes
    ----------
    recordings
        Each with the frame in the middle of each event as its match.
    edges
        For each recording the borders of its events on the second clock, shape (events + 1,).
    true_times
        For each recording the middle of each event on the second clock, seconds.
    target
        Shape (recordings,): class 0 or 1.
    """

    recordings: tuple[Anchors, ...]
    edges: tuple[Doubles, ...]
    true_times: tuple[Doubles, ...]
    target: npt.NDArray[np.int64]


def plant(
    recordings: int, *, seconds: float, noise: float, seed: int, needed: bool = True
) -> Planted:
    """Make a corpus.

    Parameters
    ----------
    recordings
        How many; as good as half of each class.
    seconds
        Length of each.
    noise
        SD of the second modality's noise; its signal has SD 1. The first has 0.1.
    seed
        The same seed gives the same corpus; views are the same for all.
    needed
        Whether the class can be told only by aligning.
    """
    views = np.random.default_rng(20).standard_normal((2, KINDS, FEATURES))
    generator = np.random.default_rng(seed)
    target = generator.permutation(np.arange(recordings) % 2)
    made = [_recording(int(y), views, seconds, noise, needed, generator) for y in target]
    return Planted(
        recordings=tuple(one[0] for one in made),
        edges=tuple(one[1] for one in made),
        true_times=tuple((one[1][1:] + one[1][:-1]) / 2 for one in made),
        target=target.astype(np.int64),
    )


def _recording(
    y: int,
    views: Doubles,
    seconds: float,
    noise: float,
    needed: bool,
    generator: np.random.Generator,
) -> tuple[Anchors, Doubles]:
    lengths = EVENT_SECONDS * generator.uniform(0.4, 1.6, int(seconds / EVENT_SECONDS) + 1)
    borders = np.concatenate([[0.0], np.cumsum(lengths)])
    borders *= seconds / borders[-1]
    bend = BEND * seconds * generator.uniform(-1, 1)
    edges = borders + bend * np.sin(np.pi * borders / seconds)
    kinds = generator.integers(KINDS, size=len(lengths))
    cues = generator.choice([-1.0, 1.0], len(lengths))
    says = np.where(generator.random(len(lengths)) < (1 + AGREEMENT) / 2, 1.0, -1.0)
    markers = (2 * y - 1) * says * (cues if needed else 1.0)
    times = np.arange(0.5, int(seconds * FRAME_RATE), 1.0, dtype=np.float64) / FRAME_RATE
    events = np.clip(np.searchsorted(edges, times, side="right") - 1, 0, len(lengths) - 1)
    first = np.column_stack([views[0][kinds], cues])
    second = np.column_stack([views[1][kinds[events]], markers[events]])
    first = first + 0.1 * generator.standard_normal(first.shape)
    second = second + noise * generator.standard_normal(second.shape)
    middle = (edges[1:] + edges[:-1]) / 2
    matches = np.abs(times[None] - middle[:, None]).argmin(axis=1)
    pair = Pair(
        first=Track(values=first.astype(np.float32), times=(borders[1:] + borders[:-1]) / 2),
        second=Track(values=second.astype(np.float32), times=np.asarray(times, np.float64)),
    )
    return Anchors(pair=pair, rows=np.arange(len(middle)), columns=matches), edges
