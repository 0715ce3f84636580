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
"""Frames whose nearest Gaussians are held at once."""

_PIECE = 64
"""Frames for which all densities are held at once: 1.4 MB, which stays in the cache."""

_NUMBER = 127
"""Lowest bits of a density, which give way to the number of its Gaussian."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Gaussians:
    """The model's Gaussians, ready for a matrix product with ``[x * x, x, 1]``.

    Attributes
    ----------
    matrix
        Shape (streams, 27, Gaussians * codebooks), the codebook running fastest.
    codebooks
        Number of codebooks.
    """

    matrix: Floats
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
    """Write log densities as a product: ``log N(x) = [x * x, x, 1] @ matrix``."""
    books, streams, gaussians, size = model.means.shape
    means = model.means.transpose(1, 2, 0, 3).reshape(streams, gaussians * books, size)
    variances = model.variances.transpose(1, 2, 0, 3).reshape(means.shape)
    constant = -0.5 * (
        size * np.log(2 * np.pi)
        + np.log(variances, dtype=np.float64).sum(axis=2)
        + (means.astype(np.float64) ** 2 / variances).sum(axis=2)
    )
    parts = [-0.5 / variances, means / variances, constant[:, :, None].astype(np.float32)]
    matrix = np.concatenate(parts, axis=2).transpose(0, 2, 1)
    return Gaussians(matrix=np.ascontiguousarray(matrix), codebooks=books)


def nearest_gaussians(gaussians: Gaussians, features: Floats) -> Nearest:
    """Densities of the nearest Gaussians of each codebook.

    Parameters
    ----------
    gaussians
        From `prepare_gaussians`.
    features
        Shape (frames, streams, 13), at most `BLOCK` frames.

    Returns
    -------
    Nearest
        Log densities are right to 2 parts in 100,000: their lowest bits hold a number.
    """
    frames, streams, _ = features.shape
    shape = (frames, gaussians.codebooks, streams, NEAREST)
    chosen = np.empty(shape, dtype=np.uint8)
    density = np.empty(shape, dtype=np.float32)
    offset = np.zeros(shape[:2], dtype=np.float32)
    for stream in range(streams):
        x = features[:, stream]
        values = np.concatenate([x * x, x, np.ones_like(x[:, :1])], axis=1)
        for first in range(0, frames, _PIECE):
            piece = slice(first, first + _PIECE)
            logs = values[piece] @ gaussians.matrix[stream]
            logs = logs.reshape(len(logs), -1, gaussians.codebooks)
            bits = logs.view(np.int32)
            _choose(logs, bits, stream, chosen[piece], density[piece], offset[piece])
    return Nearest(chosen=chosen, density=density, offset=offset)


@numba.njit(cache=True, nogil=True)
def _choose(
    logs: Floats,
    bits: npt.NDArray[np.int32],
    stream: int,
    chosen: npt.NDArray[np.uint8],
    density: Floats,
    offset: Floats,
) -> None:
    """Keep the four largest of each codebook; ``bits`` is the memory of ``logs``.

    The number of a Gaussian takes the place of the lowest bits of its density, so that
    the four are found by minima and maxima alone, for many codebooks in one instruction.
    """
    frames, size, codebooks = logs.shape
    top = np.empty((NEAREST, codebooks), dtype=np.float32)
    numbers = top.view(np.int32)
    for frame in range(frames):
        top[:] = -np.inf
        for i in range(size):
            for book in range(codebooks):
                bits[frame, i, book] = (bits[frame, i, book] & ~_NUMBER) | i
            for book in range(codebooks):
                value = logs[frame, i, book]
                for k in range(NEAREST):
                    before = top[k, book]
                    top[k, book] = max(before, value)
                    value = min(before, value)
        for book in range(codebooks):
            offset[frame, book] += top[0, book]
            for k in range(NEAREST):
                chosen[frame, book, stream, k] = numbers[k, book] & _NUMBER
                density[frame, book, stream, k] = np.exp(top[k, book] - top[0, book])


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
