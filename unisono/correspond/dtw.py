"""Dynamic time warping: the cheapest monotone path through all pairs of steps.

The recursion of H. Sakoe and S. Chiba (1978) with steps (1, 1), (1, 0) and (0, 1) of equal
weight, as in tslearn. Distances are computed for some rows at a time and forgotten; of each
cell in the band only the move that led to it is kept, in two bits, so that 5,000 x 5,000
steps need 6 MB.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from unisono.correspond.distances import distance_block, squared_norms
from unisono.correspond.sequences import Floats, Ints
from unisono.errors import InputError

ROWS = 64
"""Rows of distances held at a time."""

DIAGONAL, UP, LEFT = 0, 1, 2
"""Moves: from the cell before in both, from the row before, from the column before."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarpingPath:
    """The cheapest path.

    Attributes
    ----------
    cost
        Sum of the squared Euclidean distances along it.
    rows, columns
        Shape (length,): the cells it passes, from (0, 0) to (n - 1, m - 1).
    """

    cost: float
    rows: Ints
    columns: Ints


def warping_path(
    first: Floats, second: Floats, band: tuple[Ints, Ints] | None = None
) -> WarpingPath:
    """Find the cheapest path that matches two sequences from end to end.

    Parameters
    ----------
    first, second
        Shapes (n, features) and (m, features), float32.
    band
        For each row the first column and the one after the last, see `sakoe_chiba`; all
        columns when absent.

    Returns
    -------
    WarpingPath
        Among equally cheap paths the one that prefers the diagonal, then the row before.
    """
    n, m = len(first), len(second)
    low, high = band if band is not None else (np.zeros(n, np.int64), np.full(n, m, np.int64))
    _check_band(low, high, n, m)
    widths = high - low
    offsets = np.concatenate([[0], np.cumsum((widths + 3) // 4)])
    moves = np.zeros(int(offsets[-1]), dtype=np.uint8)
    table = np.full(m + 1, np.inf), np.full(m + 1, np.inf)
    norms = squared_norms(second)
    for start in range(0, n, ROWS):
        stop = min(start + ROWS, n)
        left, right = int(low[start]), int(high[stop - 1])
        block = distance_block(first[start:stop], second[left:right], norms[left:right])
        table = _fill(block, left, start, (low, high, offsets), moves, table)
    rows, columns = _trace(moves, offsets, low, n, m)
    return WarpingPath(cost=float(table[0][m]), rows=rows, columns=columns)


def sakoe_chiba(n: int, m: int, radius: int) -> tuple[Ints, Ints]:
    """Band around the straight line from the first pair of steps to the last.

    Parameters
    ----------
    n, m
        Lengths of the sequences.
    radius
        Columns on either side of the line.

    Returns
    -------
    tuple
        First column of each row and the one after its last; neighbouring rows overlap.
    """
    if radius < 0:
        raise InputError(f"the band has a radius of {radius}; give 0 or more")
    middle = np.arange(n) * ((m - 1) / max(n - 1, 1))
    low = np.clip(np.floor(middle).astype(np.int64) - radius, 0, m - 1)
    high = np.clip(np.ceil(middle).astype(np.int64) + radius + 1, 1, m)
    low[0], high[-1] = 0, m
    high[:-1] = np.maximum(high[:-1], np.minimum(low[1:] + 1, m))
    return low, high


def _check_band(low: Ints, high: Ints, n: int, m: int) -> None:
    whole = n > 0 and m > 0 and len(low) == len(high) == n
    if not whole or low[0] != 0 or high[-1] != m or (low >= high).any():
        raise InputError(f"the band does not reach from the first to the last of {n} x {m} steps")
    if (np.diff(low) < 0).any() or (np.diff(high) < 0).any() or (low[1:] >= high[:-1] + 1).any():
        raise InputError("the band has a gap or goes backwards; widen it")


@numba.njit(cache=True)
def _fill(block, left, start, band, moves, rows):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Go on with the table by some rows; in a row of it, cell j stands at index j + 1."""
    low, high, offsets = band
    previous, current = rows
    above = np.empty(previous.size)
    move = np.empty(previous.size + 4, dtype=np.uint8)
    for k in range(block.shape[0]):
        i = start + k
        first, last = low[i], high[i]
        if i == 0:
            previous[:] = np.inf
            previous[0] = 0.0
        else:  # what the row before does not reach must not be taken from older rows
            previous[high[i - 1] + 1 : last + 1] = np.inf
        for j in range(first, last):
            up = previous[j + 1] < previous[j]
            above[j] = previous[j + 1] if up else previous[j]
            move[j] = 1 if up else 0
        current[first] = np.inf
        held = np.inf
        for j in range(first, last):  # each cell waits for the one before: only this is serial
            beside = held < above[j]
            held = (held if beside else above[j]) + block[k, j - left]
            current[j + 1] = held
            move[j] = 2 if beside else move[j]
        move[last : last + 4] = 0
        base = offsets[i]
        for q in range((last - first + 3) >> 2):
            j = first + 4 * q
            moves[base + q] = move[j] | move[j + 1] << 2 | move[j + 2] << 4 | move[j + 3] << 6
        previous, current = current, previous
    return previous, current


@numba.njit(cache=True)
def _trace(moves, offsets, low, n, m):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    rows = np.empty(n + m - 1, dtype=np.int64)
    columns = np.empty(n + m - 1, dtype=np.int64)
    i, j, count = n - 1, m - 1, 0
    while True:
        rows[count], columns[count] = i, j
        count += 1
        if i == 0 and j == 0:
            break
        place = j - low[i]
        move = (moves[offsets[i] + (place >> 2)] >> (2 * (place & 3))) & 3
        if move != 2:
            i -= 1
        if move != 1:
            j -= 1
    return rows[:count][::-1].copy(), columns[:count][::-1].copy()
