"""Kernels on factors: codes, combinations, singletons, nesting and degrees of freedom.

A factor is an array of codes from 0; every code up to the largest is used.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from unisono.regress.arrays import Codes, Floats, Mask
from unisono.regress.loops import count_components, drop_singletons, is_nested


def levels(codes: Codes) -> int:
    """How many levels a factor has."""
    return int(codes.max()) + 1 if codes.size else 0


def offsets(factors: Codes) -> npt.NDArray[np.int64]:
    """Where the levels of each factor begin when all are counted on, shape (effects + 1,)."""
    sizes = [levels(codes) for codes in factors]
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def used(codes: Codes) -> Codes:
    """Codes that occur, in order."""
    return np.flatnonzero(np.bincount(codes)).astype(np.int32)


def compact(codes: Codes) -> Codes:
    """Renumber codes so that every one is used, in the same order."""
    if not codes.size:
        return codes.astype(np.int32)
    occurs = np.zeros(levels(codes), dtype=np.bool_)
    occurs[codes] = True
    if occurs.all():
        return codes
    numbers = (np.cumsum(occurs) - 1).astype(np.int32)
    return numbers[codes]


def combine(first: Codes, second: Codes) -> Codes:
    """Codes of the combinations of two factors that occur.

    Examples
    --------
    >>> combine(np.array([0, 0, 1], np.int32), np.array([0, 1, 1], np.int32)).tolist()
    [0, 1, 2]
    """
    width = levels(second)
    pairs = first.astype(np.int64) * width + second
    if levels(first) * width <= max(4 * pairs.size, 1_000_000):
        occurs = np.zeros(levels(first) * width, dtype=np.bool_)
        occurs[pairs] = True
        return np.asarray((np.cumsum(occurs) - 1)[pairs], dtype=np.int32)
    _, codes = np.unique(pairs, return_inverse=True)
    return np.asarray(codes, dtype=np.int32)


def levels_with_variation(values: Floats, codes: Codes) -> int:
    """In how many levels a variable takes more than one value.

    Examples
    --------
    >>> levels_with_variation(np.array([0.0, 1.0, 2.0, 2.0]), np.array([0, 0, 1, 1], np.int32))
    1
    """
    lowest = np.full(levels(codes), np.inf)
    highest = np.full(levels(codes), -np.inf)
    np.minimum.at(lowest, codes, values)
    np.maximum.at(highest, codes, values)
    return int((highest > lowest).sum())


def without_singletons(factors: Codes) -> Mask:
    """Rows that stay when rows alone in a level of a factor are dropped, again and again.

    A singleton tells nothing about the other coefficients, but counts as a cluster and
    as a row (Correia 2015, Singletons, cluster-robust standard errors and fixed effects).

    Parameters
    ----------
    factors
        Codes of each fixed effect, shape (effects, rows).

    Returns
    -------
    ndarray
        True for rows that stay, shape (rows,).
    """
    keep = np.ones(factors.shape[1], dtype=np.bool_)
    if factors.shape[0]:
        drop_singletons(factors, offsets(factors), keep)
    return keep


def nested(inner: Codes, outer: Codes) -> bool:
    """Whether every level of one factor lies in one level of the other."""
    return bool(is_nested(inner, outer, levels(inner)))


def components(first: Codes, second: Codes) -> int:
    """Connected components of the graph whose edges are the rows.

    So many levels of the second factor are redundant beside all of the first (Abowd,
    Creecy and Kramarz 2002).
    """
    return int(count_components(first, second, levels(first), levels(second)))


def degrees_of_freedom(factors: Sequence[Codes]) -> int:
    """Parameters of a set of fixed effects, their common constant included.

    Exact for one and two factors; from the third on the largest number of components with
    an earlier one is taken as redundant, which is never too many (Correia 2017).
    """
    total = 0
    for place, codes in enumerate(factors):
        redundant = max((components(other, codes) for other in factors[:place]), default=0)
        total += levels(codes) - redundant
    return total
