"""Soft-DTW: the expected alignment over all warping paths.

M. Cuturi and M. Blondel, "Soft-DTW: a differentiable loss function for time-series", 2017.
The value is the soft minimum of the costs of all paths; its gradient by the distances is the
probability with which a random path, drawn with weights exp(-cost / gamma), passes each
cell. Only every `ROWS`-th row of the table is kept, the others are computed once more on the
way back, so that memory grows with (n / `ROWS` + `ROWS`) times m.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numba
import numpy as np

from unisono.correspond.distances import distance_block, squared_norms
from unisono.correspond.sequences import Correspondence, Doubles, Floats, Ints, from_sparse, thin
from unisono.errors import InputError

ROWS = 64
NEGLIGIBLE = 36.0
"""A path whose cost is this many gammas above another's has a share of 2e-16 of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftAlignment:
    """What soft-DTW finds.

    Attributes
    ----------
    value
        The soft minimum of the costs of all paths.
    correspondence
        The expected alignment, its rows normalised.
    """

    value: float
    correspondence: Correspondence


def soft_alignment(
    first: Floats, second: Floats, *, gamma: float, band: tuple[Ints, Ints] | None = None
) -> SoftAlignment:
    """Find the expected alignment of two sequences.

    Parameters
    ----------
    first, second
        Shapes (n, features) and (m, features), float32.
    gamma
        How soft, in units of the squared distance; near 0 it is DTW.
    band
        As for `dtw.warping_path`.
    """
    table = _Table(first, second, gamma, band)
    blocks = [thin(block) for block in table.backward()]
    return SoftAlignment(value=table.value, correspondence=from_sparse(blocks[::-1], len(second)))


def expected_cells(first: Floats, second: Floats, *, gamma: float) -> tuple[float, Doubles]:
    """Value of soft-DTW and its gradient by each squared distance, shape (n, m)."""
    table = _Table(first, second, gamma, None)
    return table.value, np.concatenate(list(table.backward())[::-1])


class _Table:
    """The table of soft minima: forward once, then backward block by block."""

    def __init__(
        self, first: Floats, second: Floats, gamma: float, band: tuple[Ints, Ints] | None
    ) -> None:
        if not gamma > 0.0:
            raise InputError(f"soft-DTW needs gamma above 0, not {gamma}; for 0 use dtw")
        n, m = len(first), len(second)
        self.first, self.second, self.gamma = first, second, gamma
        self.norms = squared_norms(second)
        whole = np.zeros(n, dtype=np.int64), np.full(n, m, dtype=np.int64)
        self.low, self.high = whole if band is None else band
        self.kept: list[Doubles] = []
        row = np.full(m + 1, np.inf)
        row[0] = 0.0
        for start in range(0, n, ROWS):
            self.kept.append(row)
            row = self._rows(start, row)[-1]
            row[0] = np.inf
        self.value = float(row[m])

    def backward(self) -> Iterator[Doubles]:
        """Probabilities of the cells, the last block of rows first."""
        n, m = len(self.first), len(self.second)
        incoming = np.zeros(m + 1)
        incoming[m] = 1.0
        for block in range(len(self.kept) - 1, -1, -1):
            start = block * ROWS
            rows = self._rows(start, self.kept[block])
            span = slice(start, min(start + ROWS, n))
            passed = np.zeros((len(rows) - 1, m))
            incoming = _backward(
                rows, self.gamma, (self.low[span], self.high[span]), incoming, passed
            )
            yield passed

    def _rows(self, start: int, before: Doubles) -> Doubles:
        stop = min(start + ROWS, len(self.first))
        left, right = int(self.low[start]), int(self.high[stop - 1])
        block = distance_block(
            self.first[start:stop], self.second[left:right], self.norms[left:right]
        )
        rows = np.full((stop - start + 1, len(self.second) + 1), np.inf)
        rows[0] = before
        _forward(rows, block, left, self.low[start:stop], self.high[start:stop], self.gamma)
        return rows


@numba.njit(cache=True)
def _forward(rows, block, left, low, high, gamma):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Fill rows of soft minima; cell j stands at index j + 1, the row before at 0."""
    far = NEGLIGIBLE * gamma
    for k in range(block.shape[0]):
        above, row = rows[k], rows[k + 1]
        for j in range(low[k], high[k]):
            a, b, c = above[j], above[j + 1], row[j]
            least = min(a, b, c)
            if least == np.inf:
                continue
            total = 0.0
            for value in (a, b, c):
                if value - least < far:
                    total += np.exp((least - value) / gamma) if value > least else 1.0
            row[j + 1] = least - gamma * np.log(total) + block[k, j - left]


@numba.njit(cache=True)
def _backward(rows, gamma, band, incoming, passed):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Hand the probability of each cell on to the three before it, from the end."""
    low, high = band
    for k in range(passed.shape[0] - 1, -1, -1):
        above, row = rows[k], rows[k + 1]
        outgoing = np.zeros(incoming.size)
        beside = 0.0
        for j in range(high[k] - 1, low[k] - 1, -1):
            mass = incoming[j + 1] + beside
            beside = 0.0
            if mass < 1e-300:
                continue
            passed[k, j] = mass
            a, b, c = above[j], above[j + 1], row[j]
            least = min(a, b, c)
            if least == np.inf:  # no cell before this one lies in the band
                continue
            x = np.exp((least - a) / gamma)
            y = np.exp((least - b) / gamma)
            z = np.exp((least - c) / gamma)
            share = mass / (x + y + z)
            outgoing[j] += share * x
            outgoing[j + 1] += share * y
            beside = share * z
        incoming = outgoing
    return incoming
