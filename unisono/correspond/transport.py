"""Entropic optimal transport between the steps of two sequences, balanced and unbalanced.

Sinkhorn's iterations (M. Cuturi, 2013) on a kernel that is scaled by dual potentials, which
absorb the scalings before they leave the range of float32 (B. Schmitzer, 2019). Each
iteration reads the kernel once, in blocks that stay in the processor's cache, for the rows'
and the columns' scaling together; a kernel that is too large to keep is computed anew block
by block. The plan is never held: its rows are made when they are wanted.

In the unbalanced form (L. Chizat, G. Peyre, B. Schmitzer and F.-X. Vialard, 2018, Scaling
algorithms for unbalanced transport problems) marginals are not imposed: their
Kullback-Leibler divergence from even ones has a price. Steps whose matches cost more than
that send and receive less. The iteration is damped, and the potentials are shifted against
each other to where the dual is largest (T. Sejourne, F.-X. Vialard and G. Peyre, 2022),
without which a high price makes it slow.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from unisono.correspond.distances import distance_block, squared_norms
from unisono.correspond.sequences import Correspondence, Doubles, Floats, from_sparse, thin
from unisono.errors import InputError

BLOCK_BYTES = 1_000_000
"""Size of a block of the kernel: small enough for a core's own cache."""
ABSORB = 30.0
"""Logarithm of a scaling at which the potentials absorb it; float32 ends at 87."""
FURTHEST = 60.0
"""Logarithm of a scaling at most in one damped step; what is left follows in the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An entropic transport plan, as dual potentials.

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
        Sum of the absolute deviations of the rows' marginals from those wanted: 1 / n, and in
        unbalanced transport what the potentials ask for.
    relaxed
        Whether marginals may differ from even ones.
    """

    first: Floats
    second: Floats
    row: Doubles
    column: Doubles
    epsilon: float
    iterations: int
    error: float
    relaxed: bool = False

    def blocks(self) -> Iterator[Floats]:
        """Rows of the plan, some at a time."""
        kernel = _Kernel(self.first, self.second, self.epsilon)
        for span in kernel.spans:
            yield kernel.block(span, self.row, self.column)

    def correspondence(self) -> Correspondence:
        """The plan's rows, normalised, and what each held if marginals were free."""
        rows, masses = [], []
        for block in self.blocks():
            rows.append(thin(block))
            masses.append(block.sum(axis=1, dtype=np.float64))
        found = from_sparse(rows, len(self.second))
        if not self.relaxed:
            return found
        return replace(found, matched=np.concatenate(masses) * len(self.first))


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
    kernel = _Kernel(first, second, epsilon * _unit(first, second, epsilon))
    scaling = _Scaling(kernel, keep=_fits(first, second, kernel_mb))
    return _iterated(scaling, tolerance=tolerance, max_iterations=max_iterations)


def sinkhorn_unbalanced(
    first: Floats,
    second: Floats,
    *,
    epsilon: float,
    relaxation: float,
    tolerance: float = 1e-4,
    max_iterations: int = 1000,
    kernel_mb: float = 600.0,
) -> Plan:
    """Find the entropic transport plan that may leave steps without a counterpart.

    It minimises <P, cost> + epsilon KL(P | even) + relaxation (KL(P 1 | even) +
    KL(P' 1 | even)).

    Parameters
    ----------
    first, second
        Shapes (n, features), (m, features), float32, in one space.
    epsilon
        Strength of the entropy, as a share of the mean cost.
    relaxation
        Price of marginals that are not even, as a share of the mean cost: about half of what
        a match may cost before it is given up. With a high one the plan is the balanced one.
    tolerance
        Sum of absolute deviations of the rows' marginals from those that the potentials ask
        for at which to stop.
    max_iterations, kernel_mb
        As in `sinkhorn`.

    Raises
    ------
    InputError
        When epsilon or relaxation is not above 0.
    """
    if not relaxation > 0.0:
        raise InputError(f"unbalanced transport needs a relaxation above 0, not {relaxation}")
    unit = _unit(first, second, epsilon)
    kernel = _Kernel(first, second, epsilon * unit)
    keep = _fits(first, second, kernel_mb)
    scaling = _Damped(kernel, keep=keep, price=relaxation * unit)
    return _iterated(scaling, tolerance=tolerance, max_iterations=max_iterations)


def _unit(first: Floats, second: Floats, epsilon: float) -> float:
    """What epsilon is a share of: the mean cost; 1 where all steps are alike."""
    if not epsilon > 0.0:
        raise InputError(f"optimal transport needs epsilon above 0, not {epsilon}")
    cost = mean_cost(first, second)
    return cost if epsilon * cost > 0.0 else 1.0


def _fits(first: Floats, second: Floats, kernel_mb: float) -> bool:
    return 4.0 * len(first) * len(second) <= kernel_mb * 1e6


def _iterated(scaling: "_Scaling", *, tolerance: float, max_iterations: int) -> Plan:
    error, count = np.inf, 0
    while count < max_iterations and error > tolerance:
        error = scaling.iterate()
        count += 1
    scaling.absorb()
    return Plan(
        first=scaling.kernel.first,
        second=scaling.kernel.second,
        row=scaling.row,
        column=scaling.column,
        epsilon=scaling.kernel.epsilon,
        iterations=count,
        error=float(error),
        relaxed=isinstance(scaling, _Damped),
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

    def __init__(self, kernel: _Kernel, *, keep: bool) -> None:
        self.kernel = kernel
        self.row, self.column = kernel.start()
        n, m = len(self.row), len(self.column)
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
            off += self._scale_rows(span, np.maximum(entries @ self.v, tiny))
            sums += self.u[span] @ entries
        self._scale_columns(np.maximum(sums, tiny))
        return off

    def absorb(self) -> None:
        """Move the scalings into the potentials."""
        self.row = self.row + self.kernel.epsilon * np.log(self.u, dtype=np.float64)
        self.column = self.column + self.kernel.epsilon * np.log(self.v, dtype=np.float64)
        self.u[:], self.v[:] = 1.0, 1.0

    def _scale_rows(self, span: slice, reached: Floats) -> float:
        off = np.abs(self.u[span] * reached - self.wanted_row).sum(dtype=np.float64)
        self.u[span] = self.wanted_row / reached
        return float(off)

    def _scale_columns(self, reached: Floats) -> None:
        np.divide(self.wanted_column, reached, out=self.v)

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


class _Damped(_Scaling):
    """The scalings of unbalanced transport: damped, and shifted against each other."""

    def __init__(self, kernel: _Kernel, *, keep: bool, price: float) -> None:
        super().__init__(kernel, keep=keep)
        self.price = price

    def _scale_rows(self, span: slice, reached: Floats) -> float:
        before = self._potentials(self.row[span], self.u[span], len(self.row))
        wanted = np.exp(np.minimum(-before / self.price, FURTHEST)) / len(self.row)
        off = np.abs(self.u[span] * reached.astype(np.float64) - wanted).sum()
        self.u[span] = self._step(self.row[span], reached, len(self.row))
        return float(off)

    def _scale_columns(self, reached: Floats) -> None:
        self.v[:] = self._step(self.column, reached, len(self.column))
        rows = self._potentials(self.row, self.u, len(self.row))
        columns = self._potentials(self.column, self.v, len(self.column))
        shift = 0.5 * (self._soft_lowest(columns) - self._soft_lowest(rows))
        self.row, self.column = self.row + shift, self.column - shift

    def _step(self, absorbed: Doubles, reached: Floats, count: int) -> Floats:
        """The scaling with which a marginal is what its potential asks for."""
        even = self._potentials(absorbed, None, count)
        lacking = -np.log(reached, dtype=np.float64) - np.log(count)
        logarithm = (self.price * lacking - even) / (self.price + self.kernel.epsilon)
        scaling = np.exp(np.clip(logarithm, -FURTHEST, FURTHEST))
        return np.asarray(scaling, dtype=np.float32)

    def _potentials(self, absorbed: Doubles, scaling: Floats | None, count: int) -> Doubles:
        """Potentials of the problem whose entropy is relative to an even plan."""
        found = absorbed + self.kernel.epsilon * np.log(count)
        if scaling is not None:
            found = found + self.kernel.epsilon * np.log(scaling, dtype=np.float64)
        return np.asarray(found, dtype=np.float64)

    def _soft_lowest(self, potentials: Doubles) -> float:
        """-price log of the mean of exp(-potentials / price)."""
        lowest = float(potentials.min())
        mean = float(np.exp((lowest - potentials) / self.price).mean())
        return lowest - self.price * float(np.log(mean))
