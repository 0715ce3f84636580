"""Warping one sequence of cepstra onto another: dynamic programming in a band.

The recursion is that of H. Sakoe and S. Chiba, "Dynamic programming algorithm optimization
for spoken word recognition", 1978, with a cost for each frame of the recording, so that all
paths through a recording have as many costs, and with states for pauses. Only every
`BLOCK`-th row of the table is kept; the rows between are computed once more when the path is
traced back, so that memory is linear in the length with a small constant.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

BLOCK = 2048
"""Rows of the table between two that are kept."""

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

SPEECH, PAUSE, FOREIGN, LOOSE = 0, 1, 2, 3
"""Kinds of states. A pause may be passed at no cost, and costs as much as the recording's frame
costs as a pause. A foreign state, for speech that the text does not have, may be passed too.
A loose state is one of speech with a pause and a foreign state in it, for coarse searches."""

DIAGONAL, STAY, ADVANCE, DIAGONAL_OVER, ADVANCE_OVER = 1, 2, 3, 4, 5
"""Moves: from the state before, from the same one, from the state before within a frame, and
the first and third over a foreign state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The sequence that is warped onto a recording.

    Attributes
    ----------
    values
        Shape (states, dimensions): the cepstra that each state looks for.
    kind
        Shape (states,): `SPEECH`, `PAUSE`, `FOREIGN` or `LOOSE`. The first and the last are
        not foreign, nor are two neighbours.
    """

    values: Floats
    kind: Bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What steps cost, in units of the distance between two frames.

    Attributes
    ----------
    stay
        To stay in a speech state for one more frame of the recording, beside its distance.
    advance, share
        To pass a speech state without a frame of the recording: the first, and this share
        of the distance.
    most
        What passing a speech state costs at most: the price of text that nobody says.
    foreign
        Each frame of the recording in a foreign state.
    entry
        To begin a foreign stretch.
    """

    stay: float
    advance: float
    share: float
    most: float
    foreign: float
    entry: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Warp:
    """The best path.

    Attributes
    ----------
    cost
        Of the whole path.
    state
        Shape (frames,): state that each frame of the recording is matched with, ascending.
    last
        Shape (frames,): state that is reached, without a further frame, before the next one.
    """

    cost: float
    state: Ints
    last: Ints


def warp(
    recording: Floats,
    pauses: Floats,
    reference: Reference,
    steps: Steps,
    band: tuple[Ints, Ints] | None = None,
    *,
    block: int = BLOCK,
) -> Warp:
    """Find the cheapest path from the first frame and state to the last ones.

    Parameters
    ----------
    recording
        Shape (frames, dimensions); at least one frame.
    pauses
        Shape (frames,): what each frame costs as a pause.
    reference
        At least one state, of as many dimensions.
    steps
        Costs.
    band
        For every frame its first state and the one after its last. Both ascend, the bands of
        neighbouring frames share a state, the first band has the first state and the last
        one the last. All states when absent.
    block
        Rows from one that is kept to the next.

    Returns
    -------
    Warp
        The same for the same arguments.
    """
    frames, states = len(recording), len(reference.values)
    if band is None:
        band = np.zeros(frames, dtype=np.int64), np.full(frames, states, dtype=np.int64)
    low, high = band
    costs = np.array(
        [steps.stay, steps.advance, steps.share, steps.most, steps.foreign, steps.entry]
    )
    columns = np.ascontiguousarray(reference.values.T)
    table = _Table(recording, pauses, columns, reference.kind, costs, low, high, block)
    cost, state, last = _trace(table, _forward(table))
    return Warp(cost=float(cost), state=state, last=last)


class _Table(NamedTuple):
    """What the table is computed from."""

    recording: Floats
    pauses: Floats
    columns: Floats
    kind: Bytes
    costs: Doubles
    low: Ints
    high: Ints
    block: int


@numba.njit(cache=True, fastmath={"reassoc", "contract"})
def _distances(frame: Floats, columns: Floats, low: int, high: int, out: Floats) -> None:
    """Euclidean distances of one frame to the states of its band."""
    for j in range(high - low):
        out[j] = 0.0
    for k in range(len(frame)):
        value = frame[k]
        column = columns[k]
        for j in range(high - low):
            difference = column[low + j] - value
            out[j] += difference * difference
    for j in range(high - low):
        out[j] = np.sqrt(out[j])


@numba.njit(cache=True)
def _prices(kind: int, distance: float, pause: float, costs: Doubles) -> tuple[float, float, float]:
    """What it costs to enter a state with a frame, to stay with one, to enter without one."""
    stay, advance, share, most, foreign, entry = costs
    if kind == PAUSE:
        return pause, pause, 0.0
    if kind == FOREIGN:
        return foreign + entry, foreign, np.inf
    held = distance + stay
    if kind == LOOSE:
        held = min(held, pause, foreign)
    return distance, held, min(advance + share * distance, most)


@numba.njit(cache=True)
def _row(
    i: int, table: _Table, distance: Floats, before: Doubles, now: Doubles, moves: Bytes
) -> None:
    """Fill a row of the table from the one before, and say how each state was reached."""
    low, high = table.low[i], table.high[i]
    # the first row is reached from one free state before the first
    low_before, high_before = (table.low[i - 1], table.high[i - 1]) if i else (-1, 0)
    for j in range(low, high):
        place = j - low
        enter, held, step = _prices(table.kind[j], distance[place], table.pauses[i], table.costs)
        best, move = np.inf, 0
        if low_before < j <= high_before:
            best, move = before[j - 1 - low_before] + enter, DIAGONAL
        if low_before <= j < high_before and before[j - low_before] + held < best:
            best, move = before[j - low_before] + held, STAY
        if place and now[place - 1] + step < best:
            best, move = now[place - 1] + step, ADVANCE
        if j > 1 and table.kind[j - 1] == FOREIGN:
            if low_before <= j - 2 < high_before and before[j - 2 - low_before] + enter < best:
                best, move = before[j - 2 - low_before] + enter, DIAGONAL_OVER
            if place > 1 and now[place - 2] + step < best:
                best, move = now[place - 2] + step, ADVANCE_OVER
        now[place] = best
        moves[place] = move


@numba.njit(cache=True)
def _rows(first: int, last: int, table: _Table, before: Doubles, moves: Bytes) -> Doubles:
    """Compute rows from the one before them; moves of all of them where there is room."""
    now, distance = np.empty(len(before)), np.empty(len(before), dtype=np.float32)
    keep = len(moves) > len(before)
    start = 0
    for i in range(first, last):
        width = table.high[i] - table.low[i]
        _distances(table.recording[i], table.columns, table.low[i], table.high[i], distance)
        _row(i, table, distance, before, now, moves[start : start + width])
        before, now = now, before
        if keep:
            start += width
    return before


@numba.njit(cache=True)
def _forward(table: _Table) -> Doubles:
    """The rows that are kept, one after the other: the last one of each block but the last."""
    low, high, block = table.low, table.high, table.block
    frames = len(low)
    size = 0
    for i in range(block - 1, frames - 1, block):
        size += high[i] - low[i]
    kept = np.empty(size)
    row = np.zeros(np.max(high - low))
    moves = np.empty(len(row), dtype=np.uint8)
    place = 0
    for i in range(block - 1, frames - 1, block):
        row = _rows(i + 1 - block, i + 1, table, row, moves)
        width = high[i] - low[i]
        kept[place : place + width] = row[:width]
        place += width
    return kept


@numba.njit(cache=True)
def _trace(table: _Table, kept: Doubles) -> tuple[float, Ints, Ints]:
    """Cost and states of the best path, from the last block to the first."""
    low, high, block = table.low, table.high, table.block
    frames = len(low)
    state, reached = np.empty(frames, dtype=np.int64), np.empty(frames, dtype=np.int64)
    row = np.zeros(np.max(high - low))
    place = len(kept)
    current = high[frames - 1] - 1
    cost = np.inf
    for first in range((frames - 1) // block * block, -1, -block):
        last = min(first + block, frames)
        row[0] = 0.0
        if first:
            width = high[first - 1] - low[first - 1]
            place -= width
            row[:width] = kept[place : place + width]
        start = np.sum(high[first:last] - low[first:last])
        moves = np.empty(max(start, len(row) + 1), dtype=np.uint8)
        ended = _rows(first, last, table, row, moves)
        if last == frames:
            cost = ended[current - low[frames - 1]]
        for i in range(last - 1, first - 1, -1):
            start -= high[i] - low[i]
            reached[i] = current
            move = moves[start + current - low[i]]
            while move in (ADVANCE, ADVANCE_OVER):
                current -= 1 if move == ADVANCE else 2
                move = moves[start + current - low[i]]
            state[i] = current
            if move == DIAGONAL:
                current -= 1
            elif move == DIAGONAL_OVER:
                current -= 2
    return cost, state, reached
