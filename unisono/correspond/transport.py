"""Entropic optimal transport between the steps of two sequences.

Sinkhorn's iterations (M. Cuturi, 2013) on a kernel that is scaled by dual potentials, which
absorb the scalings before they leave the range of float32 (B. Schmitzer, 2019). Each
iteration reads the kernel once, in blocks that stay in the processor's cache, for the rows'
and the columns' scaling together; a kernel that is too large to keep is computed anew block
by block. The plan is never held: its rows are made when they are wanted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from unisono.correspond.distances import distance_block, squared_norms
from unisono.correspond.sequences import Correspondence, Doubles, Floats, from_sparse, thin
from unisono.errors import InputError

BLOCK_BYTES = 1_000_000
"""Size of a block of the kernel: small enough for a core's own cache."""
ABSORB = 30.0
"""Logarithm of a scaling at which the potentials absorb it; float32 ends at 87."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An entropic transport plan with even marginals, as dual potentials.

    Attributes
    ----------
    first, second
        Shapes (n, features), (m, features): what the costs are squared distances of.
    row, column
        Shapes (n,), (m,): potentials; entry (i, j) of the plan is
        exp((row_i + column_j - cost_ij) / epsilon).
    epsilon
        Strength of the entropy, in units of the cost.
    iterations
        How many were made.
    error
        Sum of the absolute deviations of the rows' marginals from 1 / n.
    """

    first: Floats
    second: Floats
    row: Doubles
    column: Doubles
    epsilon: float
    iterations: int
    error: float

    def blocks(self) -> Iterator[Floats]:
        """Rows of the plan, some at a time."""
        kernel = _Kernel(self.first, self.second, self.epsilon)
        for span in kernel.spans:
            yield kernel.block(span, self.row, self.column)

    def correspondence(self) -> Correspondence:
        """The plan's rows, normalised."""
        return from_sparse([thin(block) for block in self.blocks()], len(self.second))


def sinkhorn(
    first: Floats,
    second: Floats,
    *,
    epsilon: float,
    tolerance: float = 1e-4,
    max_iterations: int = 1000,
    kernel_mb: float = 600.0,
) -> Plan:
    """Find the entropic transport plan between the steps of two sequences.

    Parameters
    ----------
    first, second
        Shapes (n, features), (m, features), float32, in one space.
    epsilon
        Strength of the entropy, as a share of the mean cost. Small is sharp and slow.
    tolerance
        Sum of absolute deviations of the rows' marginals at which to stop.
    max_iterations
        When to stop at the latest; `Plan.error` says how far it came.
    kernel_mb
        Memory for keeping the kernel; a larger one is computed anew in each iteration.
    """
    if not epsilon > 0.0:
        raise InputError(f"optimal transport needs epsilon above 0, not {epsilon}")
    strength = epsilon * mean_cost(first, second)
    if strength <= 0.0:  # all steps are alike: any plan will do
        strength = 1.0
    kernel = _Kernel(first, second, strength)
    row, column = kernel.start()
    keep = 4.0 * len(first) * len(second) <= kernel_mb * 1e6
    scaling = _Scaling(kernel, row, column, keep=keep)
    error, count = np.inf, 0
    while count < max_iterations and error > tolerance:
        error = scaling.iterate()
        count += 1
    scaling.absorb()
    return Plan(
        first=first,
        second=second,
        row=scaling.row,
        column=scaling.column,
        epsilon=strength,
        iterations=count,
        error=float(error),
    )


def mean_cost(first: Floats, second: Floats) -> float:
    """Mean squared distance over all pairs of steps."""
    squares = float(squared_norms(first).mean(dtype=np.float64))
    squares += float(squared_norms(second).mean(dtype=np.float64))
    middle = first.mean(axis=0, dtype=np.float64) @ second.mean(axis=0, dtype=np.float64)
    return squares - 2.0 * float(middle)


class _Kernel:
    """exp((row + column - cost) / epsilon), by blocks of rows."""

    def __init__(self, first: Floats, second: Floats, epsilon: float) -> None:
        self.first, self.second, self.epsilon = first, second, epsilon
        self.norms = squared_norms(second)
        size = max(BLOCK_BYTES // (4 * len(second)), 8)
        starts = range(0, len(first), size)
        self.spans = [slice(start, min(start + size, len(first))) for start in starts]

    def costs(self, span: slice, out: Floats | None = None) -> Floats:
        return distance_block(self.first[span], self.second, self.norms, out)

    def start(self) -> tuple[Doubles, Doubles]:
        """Potentials with which every row and every column has an entry of 1."""
        row = np.empty(len(self.first))
        column = np.full(len(self.second), np.inf)
        for span in self.spans:
            costs = self.costs(span)
            row[span] = costs.min(axis=1)
            costs -= row[span, None].astype(np.float32)
            np.minimum(column, costs.min(axis=0), out=column)
        return row, column

    def block(
        self, span: slice, row: Doubles, column: Doubles, out: Floats | None = None
    ) -> Floats:
        entries = self.costs(span, out)
        np.subtract(column.astype(np.float32), entries, out=entries)
        entries += row[span, None].astype(np.float32)
        entries *= np.float32(1.0 / self.epsilon)
        return np.asarray(np.exp(entries, out=entries), dtype=np.float32)


class _Scaling:
    """Sinkhorn's scalings of the rows and columns of a kernel."""

    def __init__(self, kernel: _Kernel, row: Doubles, column: Doubles, *, keep: bool) -> None:
        self.kernel, self.row, self.column = kernel, row, column
        n, m = len(row), len(column)
        self.kept = np.empty((n, m), dtype=np.float32) if keep else None
        self.u: Floats = np.ones(n, dtype=np.float32)
        self.v: Floats = np.ones(m, dtype=np.float32)
        self.wanted_row, self.wanted_column = np.float32(1.0 / n), np.float32(1.0 / m)
        self._fill()

    def iterate(self) -> float:
        """Scale the rows, then the columns; returns how far the rows were off before."""
        if max(np.abs(np.log(self.u)).max(), np.abs(np.log(self.v)).max()) > ABSORB:
            self.absorb()
            self._fill()
        sums = np.zeros_like(self.v)
        off = 0.0
        tiny = np.finfo(np.float32).tiny
        block = self._reader()
        for span in self.kernel.spans:
            entries = block(span)
            reached = np.maximum(entries @ self.v, tiny)
            off += float(np.abs(self.u[span] * reached - self.wanted_row).sum(dtype=np.float64))
            self.u[span] = self.wanted_row / reached
            sums += self.u[span] @ entries
        np.divide(self.wanted_column, np.maximum(sums, tiny), out=self.v)
        return off

    def absorb(self) -> None:
        """Move the scalings into the potentials."""
        self.row = self.row + self.kernel.epsilon * np.log(self.u, dtype=np.float64)
        self.column = self.column + self.kernel.epsilon * np.log(self.v, dtype=np.float64)
        self.u[:], self.v[:] = 1.0, 1.0

    def _fill(self) -> None:
        if self.kept is not None:
            for span in self.kernel.spans:
                self.kernel.block(span, self.row, self.column, self.kept[span])

    def _reader(self) -> Callable[[slice], Floats]:
        if self.kept is not None:
            return self.kept.__getitem__
        size = self.kernel.spans[0].stop
        place = np.empty((size, len(self.v)), dtype=np.float32)

        def compute(span: slice) -> Floats:
            out = place[: span.stop - span.start]
            return self.kernel.block(span, self.row, self.column, out)

        return compute
