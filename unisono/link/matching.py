"""Align what is heard with what is written, word by word.

Anchors (`unisono.link.anchors`) say which passages are the same; between anchors of one
passage the words are aligned by edit distance; from the ends of a passage the alignment
goes on as long as it gains. What no anchor leads to stays unaligned: a phrase of courtesy
alone is no place in a protocol.
"""

import numpy as np

from unisono.link.anchors import anchors
from unisono.link.dynamic import table, way_back
from unisono.link.tokens import Ints

_MOST_CELLS = 250_000
"""Cells of the table for a gap that is aligned whole: 500 by 500 words."""
_MOST_UNLIKE = 60
"""Words by which the two sides of a gap may differ, beside the length of the shorter one,
to be aligned whole."""
_REACH = 300
"""Words that an alignment goes on from the end of a passage."""
NONE = -1


def match(heard: Ints, written: Ints, *, support: int) -> Ints:
    """For each token heard the token written that it is, or `NONE`.

    Parameters
    ----------
    heard, written
        The two texts as numbers; negative ones are like nothing.
    support
        Tokens that a passage must share before anything in it counts.

    Returns
    -------
    array
        Shape (heard,), strictly rising where it is not `NONE`.
    """
    pairs = anchors(heard, written, support=min(support, 5))
    found = np.full(len(heard), NONE, np.int64)
    if not len(pairs):
        return found
    found[pairs[:, 0]] = pairs[:, 1]
    starts = [0]
    before = (-1, -1)
    for a, b in pairs.tolist():
        gap = slice(before[0] + 1, a), slice(before[1] + 1, b)
        if before[0] < 0 or not _fill(found, heard, written, gap):
            if before[0] >= 0:
                starts.append(a)
            _approach(found, heard, written, gap, first=before[0] < 0)
        before = (a, b)
    tail = slice(before[0] + 1, len(heard)), slice(before[1] + 1, len(written))
    _go_on(found, heard, written, tail)
    return _drop_weak(found, starts, support)


Gap = tuple[slice, slice]


def _fill(found: Ints, heard: Ints, written: Ints, gap: Gap) -> bool:
    """Align a gap between two anchors whole; False where its sides are too unlike for that."""
    a, b = heard[gap[0]], written[gap[1]]
    if not len(a) or (not len(b)):
        return abs(len(a) - len(b)) <= _MOST_UNLIKE
    shorter, longer = sorted((len(a), len(b)))
    if len(a) * len(b) > _MOST_CELLS or longer > 2 * shorter + _MOST_UNLIKE:
        return False
    moves, _, _ = table(a, b)
    _set(found, gap, way_back(moves, a, b, len(a), len(b)))
    return True


def _approach(found: Ints, heard: Ints, written: Ints, gap: Gap, *, first: bool) -> None:
    """Go on from the passage before a gap and back from the one after it."""
    a, b = heard[gap[0]], written[gap[1]]
    if not len(a) or not len(b):
        return
    if first:
        _come_back(found, heard, written, gap)
        return
    # The shorter side is cut where both together gain most; the longer one is far too
    # long for the two to meet, or is cut in the middle.
    if len(a) <= len(b):
        cut = _best_cut(a, b)
        middle = len(b) // 2
        here = (slice(gap[0].start, gap[0].start + cut), slice(gap[1].start, gap[1].start + middle))
        there = (slice(here[0].stop, gap[0].stop), slice(here[1].stop, gap[1].stop))
    else:
        cut = _best_cut(b, a)
        middle = len(a) // 2
        here = (slice(gap[0].start, gap[0].start + middle), slice(gap[1].start, gap[1].start + cut))
        there = (slice(here[0].stop, gap[0].stop), slice(here[1].stop, gap[1].stop))
    _go_on(found, heard, written, here)
    _come_back(found, heard, written, there)


def _best_cut(shorter: Ints, longer: Ints) -> int:
    """Tokens of the shorter side that belong to the passage before the gap."""
    middle = len(longer) // 2
    forward = _gains(shorter, longer[:middle])
    backward = _gains(shorter[::-1], longer[middle:][::-1])[::-1]
    return int(np.argmax(forward + backward))


def _gains(shorter: Ints, longer: Ints) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Best score of an alignment that uses up to so many tokens, shape (tokens + 1,)."""
    _, best, _ = table(shorter[:_REACH], longer[:_REACH])
    gains = np.full(len(shorter) + 1, 0.0)
    gains[: len(best)] = np.maximum.accumulate(best)
    gains[len(best) :] = gains[len(best) - 1]
    return gains


def _go_on(found: Ints, heard: Ints, written: Ints, gap: Gap) -> None:
    """Align from the beginning of a gap as far as that gains."""
    a, b = heard[gap[0]][:_REACH], written[gap[1]][:_REACH]
    reached = _prefix(a, b)
    _set(found, (slice(gap[0].start, gap[0].start + len(a)), gap[1]), reached)


def _come_back(found: Ints, heard: Ints, written: Ints, gap: Gap) -> None:
    """Align from the end of a gap backwards as far as that gains."""
    a, b = heard[gap[0]][::-1][:_REACH], written[gap[1]][::-1][:_REACH]
    reached = _prefix(a, b)
    last = gap[1].stop - 1
    there = np.where(reached == NONE, NONE, last - reached)[::-1]
    where = slice(gap[0].stop - len(a), gap[0].stop)
    found[where] = np.where(there == NONE, found[where], there)


def _prefix(a: Ints, b: Ints) -> Ints:
    if not len(a) or not len(b):
        return np.full(len(a), NONE, np.int64)
    moves, best, at = table(a, b)
    end = int(np.argmax(best))
    reached: Ints = way_back(moves, a, b, end, int(at[end]))
    return reached


def _set(found: Ints, gap: Gap, reached: Ints) -> None:
    there = np.where(reached == NONE, NONE, reached + gap[1].start)
    found[gap[0]] = np.where(there == NONE, found[gap[0]], there)


def _drop_weak(found: Ints, starts: list[int], support: int) -> Ints:
    """Leave out passages that share too little, or too thinly."""
    bounds = _passages(found, starts)
    for begin, stop in bounds:
        places = np.flatnonzero(found[begin:stop] != NONE) + begin
        if not len(places):
            continue
        written = found[places[-1]] - found[places[0]] + 1
        spread = min(places[-1] - places[0] + 1, written)
        if len(places) < support or len(places) < spread / 4:
            found[begin:stop] = NONE
    return found


def _passages(found: Ints, starts: list[int]) -> list[tuple[int, int]]:
    """Where each passage begins and ends in what is heard.

    A passage begins somewhere before its first anchor: after the widest jump of the
    written side between the anchors of two passages.
    """
    cuts = [0]
    for number in range(1, len(starts)):
        low, high = starts[number - 1], starts[number]
        places = np.flatnonzero(found[low : high + 1] != NONE) + low
        jumps = np.maximum(np.diff(found[places]), np.diff(places))
        cuts.append(int(places[int(np.argmax(jumps)) + 1]))
    return list(zip(cuts, [*cuts[1:], len(found)], strict=True))
