"""Entropic Gromov-Wasserstein: matching by what each sequence is like within itself.

G. Peyre, M. Cuturi and J. Solomon, 2016, in the fused form of T. Vayer et al., 2019, by POT.
It needs no common space: distances among the steps of one sequence are held against those
of the other. Its cost grows with the cube of the length, so that long sequences are averaged
in blocks first.
"""

import warnings

import numpy as np

from unisono.correspond.distances import distance_block, squared_norms, standardised
from unisono.correspond.sequences import Correspondence, Doubles, Floats, Ints, Pair, from_blocks


def gromov(
    pair: Pair, *, epsilon: float, time_weight: float, steps: int, iterations: int = 50
) -> Correspondence:
    """Match two sequences by their inner distances and, softly, by relative time.

    Parameters
    ----------
    pair
        Tracks in any two spaces.
    epsilon
        Strength of the entropy, in units of the mean squared difference of distances.
    time_weight
        Weight of relative time beside the inner distances.
    steps
        Steps of each sequence that are told apart at most.
    iterations
        Of the outer loop, at most.
    """
    first, rows = _pooled(pair.first.values, steps)
    second, columns = _pooled(pair.second.values, steps)
    inner_first, inner_second = _inner(first), _inner(second)
    n, m = len(first), len(second)
    place = (np.arange(n) + 0.5)[:, None] / n - (np.arange(m) + 0.5)[None] / m
    alpha = 1.0 / (1.0 + time_weight)
    with warnings.catch_warnings():
        # POT warns of what `iterations` cuts off and, compiled at first use, of its own escapes.
        warnings.simplefilter("ignore")
        import ot

        plan = ot.gromov.entropic_fused_gromov_wasserstein(
            6.0 * place**2,
            inner_first,
            inner_second,
            loss_fun="square_loss",
            epsilon=epsilon,
            alpha=alpha,
            max_iter=iterations,
            tol=1e-6,
            solver="PGD",
        )
    return from_blocks([_spread(np.asarray(plan), rows, columns)], len(columns))


def _pooled(values: Floats, steps: int) -> tuple[Floats, Ints]:
    """Averages of at most so many blocks, and the block of each step."""
    blocks = min(len(values), steps)
    index = np.arange(len(values)) * blocks // len(values)
    sums = np.zeros((blocks, values.shape[1]))
    np.add.at(sums, index, standardised(values))
    pooled = sums / np.bincount(index, minlength=blocks)[:, None]
    return pooled.astype(np.float32), index


def _inner(values: Floats) -> Doubles:
    """Distances within a sequence, their mean square 1."""
    distances = np.sqrt(distance_block(values, values, squared_norms(values)).astype(np.float64))
    size = float(np.sqrt((distances**2).mean()))
    return distances / size if size > 0 else distances


def _spread(plan: Doubles, rows: Ints, columns: Ints) -> Floats:
    """A plan between blocks, for the steps."""
    share = plan / np.maximum(plan.sum(axis=1, keepdims=True), 1e-300)
    share = share / np.bincount(columns, minlength=plan.shape[1])
    return np.asarray(share[rows][:, columns], dtype=np.float32)
