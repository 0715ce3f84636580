"""Likelihoods of tied states, frame by frame.

As in PocketSphinx (``ptm_mgau.c``), only the few Gaussians of a codebook that are nearest
to the frame count; their densities come from one matrix product for a block of frames.
"""

import math
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from unisono.align.acoustic_model import AcousticModel

NEAREST = 4
"""Gaussians of a codebook that count in a frame."""

BLOCK = 512
"""Frames for which densities are held at once: 11 MB a stream."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Gaussians:
    """The model's Gaussians, ready for a matrix product with ``[x * x, x]``.

    Attributes
    ----------
    matrix
        Shape (streams, 26, codebooks * Gaussians).
    constant
        Shape (streams, codebooks * Gaussians).
    codebooks
        Number of codebooks.
    """

    matrix: Floats
    constant: Floats
    codebooks: int


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """The nearest Gaussians of a block of frames.

    Attributes
    ----------
    chosen
        Shape (frames, codebooks, streams, 4): numbers of Gaussians within the codebook.
    density
        Same shape: their densities, relative to the largest of the four.
    offset
        Shape (frames, codebooks): log of what the densities of all streams are relative to.
    """

    chosen: npt.NDArray[np.uint8]
    density: Floats
    offset: Floats


def prepare_gaussians(model: AcousticModel) -> Gaussians:
    """Write log densities as a product: ``log N(x) = [x * x, x] @ matrix + constant``."""
    books, streams, gaussians, size = model.means.shape
    means = model.means.transpose(1, 0, 2, 3).reshape(streams, books * gaussians, size)
    variances = model.variances.transpose(1, 0, 2, 3).reshape(means.shape)
    matrix = np.concatenate([-0.5 / variances, means / variances], axis=2).transpose(0, 2, 1)
    constant = -0.5 * (
        size * np.log(2 * np.pi)
        + np.log(variances, dtype=np.float64).sum(axis=2)
        + (means.astype(np.float64) ** 2 / variances).sum(axis=2)
    )
    return Gaussians(
        matrix=np.ascontiguousarray(matrix),
        constant=constant.astype(np.float32),
        codebooks=books,
    )


def nearest_gaussians(gaussians: Gaussians, features: Floats) -> Nearest:
    """Densities of the nearest Gaussians of each codebook.

    Parameters
    ----------
    gaussians
        From `prepare_gaussians`.
    features
        Shape (frames, streams, 13), at most `BLOCK` frames.
    """
    frames, streams, _ = features.shape
    shape = (frames, gaussians.codebooks, streams, NEAREST)
    chosen = np.empty(shape, dtype=np.uint8)
    density = np.empty(shape, dtype=np.float32)
    offset = np.zeros(shape[:2], dtype=np.float32)
    for stream in range(streams):
        x = features[:, stream]
        logs = np.concatenate([x * x, x], axis=1) @ gaussians.matrix[stream]
        logs += gaussians.constant[stream]
        _choose(logs.reshape(frames, gaussians.codebooks, -1), stream, chosen, density, offset)
    return Nearest(chosen=chosen, density=density, offset=offset)


@numba.njit(cache=True, nogil=True)
def _choose(
    logs: Floats, stream: int, chosen: npt.NDArray[np.uint8], density: Floats, offset: Floats
) -> None:
    frames, codebooks, size = logs.shape
    value = np.empty(NEAREST, dtype=np.float32)
    place = np.empty(NEAREST, dtype=np.uint8)
    for frame in range(frames):
        for book in range(codebooks):
            row = logs[frame, book]
            value[:] = -np.inf
            for i in range(size):
                if row[i] > value[NEAREST - 1]:
                    k = NEAREST - 1
                    while k > 0 and row[i] > value[k - 1]:
                        value[k] = value[k - 1]
                        place[k] = place[k - 1]
                        k -= 1
                    value[k] = row[i]
                    place[k] = i
            offset[frame, book] += value[0]
            for k in range(NEAREST):
                chosen[frame, book, stream, k] = place[k]
                density[frame, book, stream, k] = np.exp(value[k] - value[0])


@numba.njit(cache=True, nogil=True, inline="always")
def senone_log_likelihood(
    senone: int,
    book: int,
    weights: Floats,
    chosen: npt.NDArray[np.uint8],
    density: Floats,
    offset: Floats,
) -> float:
    """Log likelihood of one senone in one frame (whose slice of `Nearest` is given)."""
    product = 1.0
    for stream in range(chosen.shape[1]):
        total = 0.0
        for k in range(NEAREST):
            total += weights[senone, stream, chosen[book, stream, k]] * density[book, stream, k]
        product *= total
    return float(offset[book]) + math.log(product)
