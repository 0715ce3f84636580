"""Which stretch of a recording a piece of text is looked for in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A segment of the transcript; without times when the transcript has none."""

    number: int
    text: str
    start: float | None = None
    end: float | None = None

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
    for position, run in enumerate(runs):
        before = _end(runs[position - 1]) if position else 0.0
        after = _start(runs[position + 1], duration) if position + 1 < len(runs) else duration
        start, end = run[0].start, run[0].end
        limits: tuple[float | None, float | None] = (None, None)
        low, high = before, after
        if run[0].timed and start is not None and end is not None:
            low = max(start - pad, min(before, start))
            high = min(end + pad, max(after, end))
            limits = (_clip(start, duration), _clip(end, duration))
        low = _clip(low, duration)
        yield Span(segments=run, start=low, end=max(low, _clip(high, duration)), limits=limits)


def _end(run: tuple[Segment, ...]) -> float:
    last = run[-1].end
    return last if run[-1].timed and last is not None else 0.0


def _start(run: tuple[Segment, ...], duration: float) -> float:
    first = run[0].start
    return first if run[0].timed and first is not None else duration


def _clip(time: float, duration: float) -> float:
    return min(max(time, 0.0), duration)
