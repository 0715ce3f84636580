"""Where a path through a whole text is to be doubted, and how much to search again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

CONTEXT = 8
"""Words on each side of a doubtful stretch that are searched again with it."""

MOST = 0.5
"""Share of the frames from which on the whole recording is searched again."""

WORTH = 300
"""Frames too many or too few between others for which a word that was found is given up."""

APART = 100
"""Frames between two words from which on they are not in a row."""

ROWS = 12
"""Rows of words that are given up one after the other at most."""

Ints = npt.NDArray[np.int32]

Found = tuple[int, int, int]
"""Number of a word that was found, its first frame, and the frame after it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words and the frames in which they lie; ends are exclusive."""

    first_word: int
    last_word: int
    first_frame: int
    last_frame: int


def doubtful_stretches(
    loss: npt.NDArray[np.float64], word: Ints, frame: Ints, limit: float, words: int
) -> list[Stretch]:
    """Find what should be searched again because the text seems not to be said there.

    Parameters
    ----------
    loss
        Shape (entries,): nats that each phone of the path loses against speech that the
        text does not have; negative where it gains.
    word
        Shape (entries,): word of each phone, -1 for fillers, ascending otherwise.
    frame
        Shape (entries + 1,): first frame of each phone, then the number of frames.
    limit
        Nats that a stretch must lose.
    words
        Words of the text.

    Returns
    -------
    list of Stretch
        Apart from one another, in order; one with everything when that is not much more.
    """
    whole = Stretch(0, words, 0, int(frame[-1]))
    spoken = np.flatnonzero(word >= 0)
    if not len(spoken):
        return [whole]
    merged: list[tuple[int, int]] = []
    for first, last in costly_runs(loss, limit):
        low, high = _words_around(word[spoken], np.searchsorted(spoken, [first, last]), words)
        if merged and low <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    found = [_stretch(low, high, word, frame, words) for low, high in merged]
    length = sum(stretch.last_frame - stretch.first_frame for stretch in found)
    return [whole] if length > MOST * whole.last_frame else found


def trusted(found: Sequence[Found], stretch: Stretch) -> list[Found]:
    """Leave out words that make others come far too late and then far too soon.

    Where a voice is not understood, a few of its words may be found far from their place.
    What lies before them is then a long time with few words, and what comes after them
    many words in no time, or the other way round, though both together are as long as the
    words need. Kept are those rows of words for which the frames that are too many or too
    few between them are fewest, each word given up counted as `WORTH` frames.

    Parameters
    ----------
    found
        In order.
    stretch
        In which they were looked for.
    """
    if len(found) < 2:
        return list(found)
    start, end = _edges(stretch)
    rows = [[start], *_rows(found), [end]]
    begins = np.array([one[1] for one in found], dtype=np.float64)
    numbers = np.array([one[0] for one in found], dtype=np.float64)
    pace = float(np.median(np.diff(begins) / np.diff(numbers)))
    cost, origin = [0.0], [-1]
    for here in range(1, len(rows)):
        reached = []
        given_up = 0
        for before in range(here - 1, max(here - 2 - ROWS, -1), -1):
            off = abs(_lateness(rows[before][-1], rows[here][0], pace))
            reached.append((cost[before] + off + WORTH * given_up, before))
            given_up += len(rows[before])
        least, best = min(reached)
        cost.append(least)
        origin.append(best)
    kept = []
    at = len(rows) - 1
    while at >= 0:
        kept.append(rows[at])
        at = origin[at]
    return [one for row in kept[-2:0:-1] for one in row]


def _edges(stretch: Stretch) -> tuple[Found, Found]:
    """The ends of a stretch, as if words were found there."""
    return (
        (stretch.first_word - 1, stretch.first_frame, stretch.first_frame),
        (stretch.last_word, stretch.last_frame, stretch.last_frame),
    )


def _lateness(one: Found, other: Found, pace: float) -> float:
    """Frames by which a word comes later after another than a pace lets expect."""
    return (other[1] - one[1]) - pace * (other[0] - one[0])


def _rows(found: Sequence[Found]) -> Iterator[list[Found]]:
    """Words that follow one another, none left out and no long pause between."""
    row: list[Found] = []
    for one in found:
        if row and (one[1] - row[-1][2] > APART or one[0] - row[-1][0] > 1):
            yield row
            row = []
        row.append(one)
    if row:
        yield row


def gaps(found: Sequence[Found], stretch: Stretch, *, context: int = 1) -> list[Stretch]:
    """What lies between the words found in a stretch where others are missing.

    With context, so is a long gap between neighbours: there may be speech that the text does
    not have, and the words at its edges may belong to the other one.

    Parameters
    ----------
    found
        For each word found, in order: its number, first frame, and the frame after it.
    stretch
        In which they were looked for.
    context
        Words found on each side that are looked for again with the missing ones; 0 for
        the missing words alone.

    Returns
    -------
    list of Stretch
        In order; those that would overlap are one.
    """
    start, end = _edges(stretch)
    edges = [start, *found, end]
    merged: list[tuple[int, int]] = []
    for position, (before, after) in enumerate(pairwise(edges)):
        missing = after[0] - before[0] > 1
        apart = context > 0 and after[1] - before[2] >= APART
        if not (missing or apart):
            continue
        low, high = max(position - context, 0), min(position + 1 + context, len(edges) - 1)
        if merged and low < merged[-1][1]:
            merged[-1] = merged[-1][0], high
        else:
            merged.append((low, high))
    return [
        Stretch(edges[low][0] + 1, edges[high][0], edges[low][2], edges[high][1])
        for low, high in merged
    ]


def costly_runs(loss: npt.NDArray[np.float64], limit: float) -> Iterator[tuple[int, int]]:
    """Runs of entries whose losses add up to more than a limit, each up to its peak.

    No run of entries outside of them adds up to more than the limit.
    """
    values = loss.tolist()
    start = 0
    while start < len(values):
        total = peak = 0.0
        end = position = start
        while position < len(values) and total >= 0.0:
            total += values[position]
            position += 1
            if total > peak:
                peak, end = total, position
        if peak > limit:
            yield start, end
            start = end  # what comes after the peak may be a run of its own
        else:
            start = position


def _words_around(spoken: Ints, entries: npt.NDArray[np.intp], words: int) -> tuple[int, int]:
    """Words of some of the spoken entries, with their context."""
    first = int(spoken[min(int(entries[0]), len(spoken) - 1)])
    last = int(spoken[max(int(entries[1]) - 1, 0)])
    return max(min(first, last) - CONTEXT, 0), min(max(first, last) + 1 + CONTEXT, words)


def _stretch(low: int, high: int, word: Ints, frame: Ints, words: int) -> Stretch:
    """The frames from the word before to the word after."""
    before = np.flatnonzero((word >= 0) & (word < low))
    after = np.flatnonzero(word >= high)
    first = int(frame[before[-1] + 1]) if len(before) and low > 0 else 0
    last = int(frame[after[0]]) if len(after) and high < words else int(frame[-1])
    return Stretch(low, high, first, last)
