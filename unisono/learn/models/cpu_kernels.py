"""What surrounds the matrix products on a CPU, compiled: each array is read and written once.

Arrays are those of `cpu_products` and `cpu_attention`: a stream as (width, batch x steps), or
by heads as (heads, width of a head, batch, steps); the heads of an item by themselves as
(batch, heads, width of a head, steps). Steps come last everywhere, so that inner loops run
along memory. torch has each of these steps as well, but takes four to ten operations for it,
and 30 microseconds to move the heads of one batch of 50 steps where this takes 5.
"""

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]

EPSILON = 1e-5
"""Added to a variance, as in `torch.nn.LayerNorm`."""

_BLOCK = 1024
"""Steps that are worked on at a time, so that all their features stay in the cache."""
_FAST = {"reassoc", "contract", "arcp", "nsz"}


@numba.njit(cache=True, nogil=True, fastmath=_FAST)
def normalise(stream: Floats, output: Floats, scale: Floats) -> None:
    """Write each step with mean 0 and variance 1, and what it was multiplied by."""
    width, count = stream.shape
    one = stream.dtype.type
    share, least = one(1.0 / width), one(EPSILON)
    for first in range(0, count, _BLOCK):
        last = min(first + _BLOCK, count)
        mean = np.zeros(last - first, stream.dtype)
        square = np.zeros(last - first, stream.dtype)
        for row in range(width):
            _add(mean, stream[row, first:last], share)
        for row in range(width):
            _add_square(square, stream[row, first:last], mean)
        for j in range(last - first):
            square[j] = one(1.0) / np.sqrt(square[j] * share + least)
        scale[first:last] = square
        for row in range(width):
            _move(stream[row, first:last], mean, square, output[row, first:last])


@numba.njit(cache=True, nogil=True, fastmath=_FAST)
def normalise_back(gradient: Floats, output: Floats, scale: Floats, found: Floats) -> None:
    """Write the gradient of what was normalised."""
    width, count = gradient.shape
    share = gradient.dtype.type(1.0 / width)
    for first in range(0, count, _BLOCK):
        last = min(first + _BLOCK, count)
        mean = np.zeros(last - first, gradient.dtype)
        along = np.zeros(last - first, gradient.dtype)
        for row in range(width):
            _add(mean, gradient[row, first:last], share)
            _add_product(along, gradient[row, first:last], output[row, first:last], share)
        for row in range(width):
            into = found[row, first:last]
            _subtract_product(gradient[row, first:last], output[row, first:last], along, into)
            _move(into, mean, scale[first:last], into)


@numba.njit(nogil=True, fastmath=_FAST)
def _add(total: Floats, row: Floats, share: float) -> None:
    for j in range(len(total)):
        total[j] += row[j] * share


@numba.njit(nogil=True, fastmath=_FAST)
def _add_square(total: Floats, row: Floats, mean: Floats) -> None:
    for j in range(len(total)):
        centred = row[j] - mean[j]
        total[j] += centred * centred


@numba.njit(nogil=True, fastmath=_FAST)
def _add_product(total: Floats, row: Floats, other: Floats, share: float) -> None:
    for j in range(len(total)):
        total[j] += row[j] * other[j] * share


@numba.njit(nogil=True, fastmath=_FAST)
def _subtract_product(row: Floats, other: Floats, factor: Floats, found: Floats) -> None:
    for j in range(len(row)):
        found[j] = row[j] - other[j] * factor[j]


@numba.njit(nogil=True, fastmath=_FAST)
def _move(row: Floats, mean: Floats, scale: Floats, found: Floats) -> None:
    for j in range(len(row)):
        found[j] = (row[j] - mean[j]) * scale[j]


@numba.njit(cache=True, nogil=True, fastmath=_FAST)
def add_bias(output: Floats, bias: Floats) -> None:
    """Add to each row its bias, in place."""
    for row in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[row, j] += bias[row]


@numba.njit(cache=True, nogil=True, fastmath=_FAST)
def add_bias_to(output: Floats, bias: Floats, stream: Floats) -> None:
    """Add to each row its bias and that of a stream, in place."""
    for row in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[row, j] += bias[row] + stream[row, j]


@numba.njit(cache=True, nogil=True, fastmath=_FAST)
def add_bias_relu(output: Floats, bias: Floats) -> None:
    """Add to each row its bias, in place, and set what is below 0 to 0."""
    zero = output.dtype.type(0.0)
    for row in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[row, j] = max(output[row, j] + bias[row], zero)


@numba.njit(cache=True, nogil=True, fastmath=_FAST)
def relu_back(gradient: Floats, output: Floats, factor: float) -> None:
    """Multiply the gradient, in place, by the factor, or by 0 where the output is not above 0."""
    zero, one = gradient.dtype.type(0.0), gradient.dtype.type(factor)
    for row in range(output.shape[0]):
        for j in range(output.shape[1]):
            gradient[row, j] *= one if output[row, j] > zero else zero
