"""Squared Euclidean distances between the steps of two sequences, block by block."""

import numpy as np

from unisono.correspond.sequences import Floats


def squared_norms(values: Floats) -> Floats:
    """Shape (steps,)."""
    return np.asarray(np.einsum("ij,ij->i", values, values), dtype=np.float32)


def distance_block(
    first: Floats, second: Floats, norms: Floats, out: Floats | None = None
) -> Floats:
    """Squared distances of some steps of the first sequence to all of the second.

    Parameters
    ----------
    first
        Shape (rows, features).
    second
        Shape (m, features).
    norms
        `squared_norms` of the second.
    out
        Shape (rows, m): where the result goes, to save memory.

    Returns
    -------
    numpy.ndarray
        Shape (rows, m), float32, not negative.
    """
    block = np.matmul(first, second.T, out=out)
    block *= np.float32(-2.0)
    block += norms
    block += squared_norms(first)[:, None]
    return np.asarray(np.maximum(block, np.float32(0.0), out=block), dtype=np.float32)


def standardised(values: Floats, *, like: Floats | None = None) -> Floats:
    """Values with mean 0 and standard deviation 1 in each feature (constant ones are 0).

    Parameters
    ----------
    values
        Shape (steps, features).
    like
        What mean and standard deviation are taken from; the values themselves when absent.
    """
    source = np.asarray(values if like is None else like, dtype=np.float64)
    mean, spread = source.mean(axis=0), source.std(axis=0)
    scale = np.where(spread > 1e-8, spread, np.inf)
    return np.ascontiguousarray((values - mean) / scale, dtype=np.float32)
