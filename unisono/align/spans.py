"""Which stretch of a recording a piece of text is looked for in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import overload


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A segment of the transcript; without times when the transcript has none."""

    number: int
    text: str
    start: float | None = None
    end: float | None = None
    channel: int | None = None

    @property
    def timed(self) -> bool:
        """Whether it has a start and an end, in order."""
        return self.start is not None and self.end is not None and self.start <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Segments that are aligned in one pass, and where in the recording, in seconds."""

    segments: tuple[Segment, ...]
    start: float
    end: float
    limits: tuple[float | None, float | None]
    """Start and end that the transcript itself gives."""


def spans(segments: Sequence[Segment], duration: float, pad: float) -> Iterator[Span]:
    """Divide a recording between its segments.

    A segment that has times is looked for within them, with a margin that does not enter
    its neighbours. Segments without times that follow one another are looked for together
    in all that lies between their neighbours that have times.

    Parameters
    ----------
    segments
        In the order of the transcript.
    duration
        Of the recording, in seconds.
    pad
        The margin, in seconds.

    Yields
    ------
    Span
        In the order of the transcript; ``start <= end``, within the recording.
    """
    runs: list[tuple[Segment, ...]] = []
    for timed, group in groupby(segments, key=lambda segment: segment.timed):
        together = tuple(group)
        runs.extend([(segment,) for segment in together] if timed else [together])
    edges = [_edges(run) for run in runs]
    for run, before, own, after in zip(
        runs, [(0.0, 0.0), *edges], edges, [*edges[1:], (duration, duration)], strict=False
    ):
        start, end = own
        if start is None or end is None:
            low = 0.0 if before[1] is None else before[1]
            high = duration if after[0] is None else after[0]
        else:
            low = max(start - pad, min(start, start if before[1] is None else before[1]))
            high = min(end + pad, max(end, end if after[0] is None else after[0]))
        low = _clip(low, duration)
        yield Span(
            segments=run,
            start=low,
            end=max(low, _clip(high, duration)),
            limits=(_clip(start, duration), _clip(end, duration)),
        )


def _edges(run: tuple[Segment, ...]) -> tuple[float | None, float | None]:
    """Start and end of a segment that has times, nothing for others."""
    return (run[0].start, run[0].end) if run[0].timed else (None, None)


@overload
def _clip(time: float, duration: float) -> float: ...
@overload
def _clip(time: None, duration: float) -> None: ...
@overload
def _clip(time: float | None, duration: float) -> float | None: ...
def _clip(time: float | None, duration: float) -> float | None:
    return None if time is None else min(max(time, 0.0), duration)
