"""Matching steps by nearness, and relative time as one more feature."""

import numpy as np
from scipy.sparse import csr_array

from unisono.correspond.distances import distance_block, squared_norms
from unisono.correspond.sequences import (
    Correspondence,
    Doubles,
    Floats,
    from_sparse,
    thin,
)
from unisono.correspond.transport import mean_cost

ROWS = 256
EVEN = 6.0
"""One over the mean squared difference of two times that are even on 0..1."""


def with_time(
    first: Floats, second: Floats, times: tuple[Doubles, Doubles], weight: float
) -> tuple[Floats, Floats]:
    """Scale features to a mean squared distance of 1 and add relative time as a feature.

    Parameters
    ----------
    first, second
        Shapes (n, k), (m, k), in one space.
    times
        Relative times, 0 to 1, shapes (n,) and (m,).
    weight
        Of relative time: at 1 its mean squared difference is about that of the features.
    """
    scale = 1.0 / np.sqrt(max(mean_cost(first, second), 1e-12))
    stretch = np.sqrt(EVEN * weight)
    return (
        np.column_stack([first * scale, times[0] * stretch]).astype(np.float32),
        np.column_stack([second * scale, times[1] * stretch]).astype(np.float32),
    )


def nearest_steps(first: Floats, second: Floats, *, sharpness: float) -> Correspondence:
    """Weights that fall off with the squared distance.

    Parameters
    ----------
    first, second
        Shapes (n, k), (m, k), in one space.
    sharpness
        Weights are exp(-sharpness * distance / mean distance).
    """
    rate = np.float32(sharpness / max(mean_cost(first, second), 1e-12))
    norms = squared_norms(second)
    blocks: list[csr_array] = []
    for start in range(0, len(first), ROWS):
        costs = distance_block(first[start : start + ROWS], second, norms)
        costs -= costs.min(axis=1, keepdims=True)
        blocks.append(thin(np.exp(-rate * costs)))
    return from_sparse(blocks, len(second))
