"""Random projection whose matrix is made from the names of the features.

Each feature is spread over all dimensions with signs drawn from a hash of its name
(Achlioptas 2003, with entries of +1 and -1 only). So the matrix needs no storage,
does not depend on what else was seen, and is the same on every machine and in every
version of numpy.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Shape (units, dimension), rows of length 1, or of zeros where there was nothing."""

_SEED = b"unisono-1:"
"""Part of the models' identity: with another seed every vector changes."""
_LIMIT = 64.0
_STEPS = 2.0**20


def signs(feature: str, dimension: int) -> npt.NDArray[np.int8]:
    """Row of the projection for one feature: shape (dimension,), values -1 and 1."""
    seeded = _SEED + feature.encode("utf-8", "surrogatepass")
    digest = hashlib.shake_256(seeded).digest(-(-dimension // 8))
    bits = np.unpackbits(np.frombuffer(digest, dtype=np.uint8))[:dimension]
    return bits.astype(np.int8) * 2 - 1


def projection(features: Sequence[str], dimension: int) -> npt.NDArray[np.float64]:
    """Projection of named features, shape (features, dimension)."""
    return np.array([signs(feature, dimension) for feature in features], dtype=np.float64)


def project(values: npt.NDArray[np.float64], matrix: npt.NDArray[np.float64]) -> Vectors:
    """Project standardised features and bring the results to length 1.

    Parameters
    ----------
    values
        Shape (units, features), about -3 to 3.
    matrix
        From `projection`.
    """
    return normalised(exact_product(values, matrix))


def exact_product(
    values: npt.NDArray[np.float64], matrix: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Product of features and a matrix of signs, the same whatever the order of the sums.

    Values are cut at 64 and rounded to 2**-20 first. Every product and sum is then a
    whole number of such steps, which float64 holds exactly, so that the number of threads
    changes nothing. The result is in steps.
    """
    whole = np.rint(np.clip(values, -_LIMIT, _LIMIT) * _STEPS)
    return np.asarray(whole @ matrix, dtype=np.float64)


def normalised(vectors: npt.NDArray[np.float64]) -> Vectors:
    """Bring every row to length 1; rows of zeros stay."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, np.newaxis]
    scaled = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return np.asarray(scaled, dtype=np.float32)
