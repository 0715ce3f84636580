"""Two sequences that are to be matched, and the soft correspondence between them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from unisono.errors import InputError

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FLOOR = 1e-3
"""Weights below this share of their row's largest are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One modality of one recording.

    Attributes
    ----------
    values
        Shape (steps, features), finite.
    times
        Shape (steps,): the middle of each step on the track's own clock, seconds, ascending.
    """

    values: Floats
    times: Doubles

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or len(self.values) == 0 or self.values.shape[1] == 0:
            raise InputError(
                f"a track has shape {self.values.shape}; give at least one step and one feature"
            )
        if self.times.shape != (len(self.values),):
            raise InputError(
                f"a track has {len(self.values)} steps, but times of shape {self.times.shape}"
            )
        if not np.isfinite(self.values).all() or not np.isfinite(self.times).all():
            raise InputError("a track has values or times that are not finite; leave them out")
        if (np.diff(self.times) < 0).any():
            raise InputError("the times of a track go backwards; sort its steps")

    @property
    def relative(self) -> Doubles:
        """Shape (steps,): times from 0 at the first step to 1 at the last."""
        span = float(self.times[-1] - self.times[0])
        if span > 0.0:
            return np.asarray((self.times - self.times[0]) / span)
        return np.linspace(0.0, 1.0, len(self.times)) if len(self.times) > 1 else np.zeros(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two tracks of one recording; rows of a correspondence are steps of the first."""

    first: Track
    second: Track


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """A pair some of whose steps are known to belong together: what maps are learned from.

    Attributes
    ----------
    rows, columns
        Shape (matches,): steps of the first and the second track that belong together.
    """

    pair: Pair
    rows: Ints
    columns: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """For each step of the first track, weights over the steps of the second.

    Attributes
    ----------
    matrix
        Shape (n, m), sparse, rows sum to 1, no negative entries.
    matched
        Shape (n,): how much of each step has a counterpart, about 0 to 1 (above where several
        steps claim it); None where the strategy finds one for every step.
    """

    matrix: csr_array
    matched: Doubles | None = None

    def dense(self) -> Doubles:
        """Shape (n, m); for small ones."""
        return np.asarray(self.matrix.toarray(), dtype=np.float64)

    def carry(self, values: Floats) -> Floats:
        """Bring the second track's values, shape (m, d), onto the first one's steps: (n, d)."""
        return np.asarray(self.matrix @ values, dtype=np.float32)

    def expected(self, times: Doubles) -> Doubles:
        """Time on the second clock at which each step of the first is expected, shape (n,)."""
        return np.asarray(self.matrix @ times, dtype=np.float64)

    def likeliest(self) -> Ints:
        """Step of the second track with the largest weight, shape (n,)."""
        return np.asarray(self.matrix.argmax(axis=1), dtype=np.int64).reshape(-1)


def from_blocks(blocks: list[Floats], columns: int) -> Correspondence:
    """Join blocks of rows, each dense or already thinned by `thin`, into a correspondence."""
    return Correspondence(matrix=_stack([thin(block) for block in blocks], columns))


def from_sparse(blocks: list[csr_array], columns: int) -> Correspondence:
    """Join blocks of rows that are thinned already."""
    return Correspondence(matrix=_stack(blocks, columns))


def thin(block: Floats | Doubles) -> csr_array:
    """Normalise rows and leave out what is negligible.

    Parameters
    ----------
    block
        Shape (rows, m), not negative. A row without weight is spread evenly.
    """
    weights = np.asarray(block, dtype=np.float32)
    largest = weights.max(axis=1, keepdims=True)
    weights = np.where(largest > 0.0, weights, np.float32(1.0))
    keep = weights >= FLOOR * np.where(largest > 0.0, largest, np.float32(1.0))
    rows, columns = np.nonzero(keep)
    data = weights[rows, columns].astype(np.float64)
    counts = np.bincount(rows, minlength=len(block))
    data /= np.repeat(np.bincount(rows, weights=data, minlength=len(block)), counts)
    pointers = np.concatenate([[0], np.cumsum(counts)])
    return csr_array((data, columns.astype(np.int32), pointers), shape=block.shape)


def from_path(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Correspondence:
    """Correspondence of a warping path: each step's matches share its weight."""
    counts = np.bincount(rows, minlength=shape[0])
    data = 1.0 / counts[rows]
    matrix = csr_array((data, (rows, columns)), shape=shape)
    return Correspondence(matrix=matrix)


def between(positions: Doubles, grid: Doubles) -> Correspondence:
    """Linear interpolation: each position on an ascending grid, between its two neighbours."""
    n, m = len(positions), len(grid)
    if m == 1:
        return from_path(np.arange(n), np.zeros(n, dtype=np.int64), (n, 1))
    right = np.clip(np.searchsorted(grid, positions), 1, m - 1)
    left = right - 1
    gap = np.maximum(grid[right] - grid[left], np.finfo(np.float64).tiny)
    share = np.clip((positions - grid[left]) / gap, 0.0, 1.0)
    rows = np.arange(n)
    data = np.concatenate([1.0 - share, share])
    index = (np.concatenate([rows, rows]), np.concatenate([left, right]))
    matrix = csr_array((data, index), shape=(n, m))
    matrix.eliminate_zeros()
    return Correspondence(matrix=matrix)


def _stack(blocks: list[csr_array], columns: int) -> csr_array:
    data = np.concatenate([block.data for block in blocks])
    index = np.concatenate([block.indices for block in blocks])
    counts = np.concatenate([np.diff(block.indptr) for block in blocks])
    pointers = np.concatenate([[0], np.cumsum(counts)])
    return csr_array((data, index, pointers), shape=(len(counts), columns))
