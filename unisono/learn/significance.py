"""How sure a difference between models is: intervals by bootstrap of groups, and exact tests."""

from collections.abc import Iterator, Sequence
from math import comb

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def group_weights(
    groups: int, resamples: int, seed: int, *, at_once: int = 100
) -> Iterator[Floats]:
    """How often each group is drawn when all are drawn anew, with replacement.

    Parameters
    ----------
    groups
        Number of groups.
    resamples
        Number of drawings.
    seed
        What they follow from.
    at_once
        Drawings in a piece.

    Yields
    ------
    ndarray
        Shape (at_once or fewer, groups); each row adds up to ``groups``.
    """
    rng = np.random.default_rng(seed)
    share = np.full(groups, 1.0 / groups)
    for first in range(0, resamples, at_once):
        size = min(at_once, resamples - first)
        yield rng.multinomial(groups, share, size=size).astype(np.float64)


def interval(values: Floats, level: float) -> tuple[float, float]:
    """Percentile interval of resampled values, without those that are NaN.

    NaN for both ends when less than half of the values are numbers.
    """
    known = values[~np.isnan(values)]
    if len(known) * 2 < len(values) or not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return float(low), float(high)


def mcnemar(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> float:
    """Exact two-sided McNemar test of two models on the same items.

    Under the null hypothesis an item that one alone gets right is as likely to be the one's
    as the other's: a binomial test of the discordant pairs (McNemar 1947; exact form as in
    Fagerland et al. 2013). It takes the items as independent.

    Parameters
    ----------
    first, second
        Whether each model is right, shape (items,).

    Returns
    -------
    float
        The p value; 1 when the models never differ.

    Examples
    --------
    >>> import numpy as np
    >>> right, wrong = np.ones(6, dtype=bool), np.zeros(6, dtype=bool)
    >>> mcnemar(right, wrong)
    0.03125
    """
    only_first = int((first & ~second).sum())
    only_second = int((second & ~first).sum())
    discordant = only_first + only_second
    tail: int = sum(comb(discordant, k) for k in range(min(only_first, only_second) + 1))
    return float(min(1.0, 2 * tail / 2**discordant))


def holm(p_values: Sequence[float]) -> list[float]:
    """P values adjusted for their number (Holm 1979), in the order given.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda position: p_values[position])
    adjusted = [1.0] * len(p_values)
    highest = 0.0
    for rank, position in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[position]))
        adjusted[position] = highest
    return adjusted
