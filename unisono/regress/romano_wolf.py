"""Kernel: p values corrected for many hypotheses by step-down resampling."""

import numpy as np

from unisono.regress.arrays import Floats


def romano_wolf(statistics: Floats, draws: Floats, *, exhaustive: bool = False) -> Floats:
    """Corrected p values, which hold the chance of any false finding at the level.

    Parameters
    ----------
    statistics
        t statistics of the hypotheses, shape (hypotheses,).
    draws
        Their joint distribution under the null, shape (draws, hypotheses).
    exhaustive
        Whether the draws are all that there are, the sample among them.

    Returns
    -------
    ndarray
        Shape (hypotheses,): each hypothesis is compared with the largest statistic of those
        that are not more significant; never below a more significant one's (Romano and Wolf
        2016, Efficient computation of adjusted p-values, algorithm 4.2).

    Examples
    --------
    >>> romano_wolf(np.array([3.0, 0.1]), np.array([[1.0, 2.0], [0.5, 0.2], [4.0, 0.0]])).tolist()
    [0.5, 1.0]
    """
    order = np.argsort(-np.abs(statistics), kind="stable")
    sizes = np.abs(draws[:, order])
    largest = np.maximum.accumulate(sizes[:, ::-1], axis=1)[:, ::-1]
    beyond = (largest >= np.abs(statistics[order]) * (1 - 1e-9)).sum(axis=0)
    total = len(draws) if exhaustive else len(draws) + 1
    values = np.maximum.accumulate((beyond + (0 if exhaustive else 1)) / total)
    corrected = np.empty(statistics.size)
    corrected[order] = values
    return corrected
