"""A common space for two modalities: regularised canonical correlation, in closed form.

H. Hotelling, "Relations between two sets of variates", 1936; with a ridge, H. D. Vinod,
1976. Without anchors, correlating and warping take turns from a linear start (F. Zhou and
F. De la Torre, "Canonical time warping", 2009).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unisono.correspond.dtw import sakoe_chiba, warping_path
from unisono.correspond.sequences import Anchors, Doubles, Floats, Ints, Pair, between
from unisono.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalMap:
    """Two linear maps into a common space.

    Attributes
    ----------
    mean_first, mean_second
        Shapes (d1,), (d2,).
    first, second
        Shapes (d1, k), (d2, k): weights. The variates have variance 1 on the anchors.
    correlations
        Shape (k,): canonical correlations, descending, 0 to 1.
    """

    mean_first: Doubles
    mean_second: Doubles
    first: Doubles
    second: Doubles
    correlations: Doubles

    def project(self, pair: Pair) -> tuple[Floats, Floats]:
        """Both tracks in the common space, each dimension weighted by its correlation."""
        weight = np.sqrt(self.correlations)
        first = (pair.first.values - self.mean_first) @ self.first * weight
        second = (pair.second.values - self.mean_second) @ self.second * weight
        return np.ascontiguousarray(first, np.float32), np.ascontiguousarray(second, np.float32)


def canonical_map(first: Floats, second: Floats, *, components: int, ridge: float) -> CanonicalMap:
    """Find the directions in which two sets of features go together.

    Parameters
    ----------
    first, second
        Shapes (matches, d1), (matches, d2): rows that belong together; two at least.
    components
        Dimensions at most.
    ridge
        Added to each variance, as a share of the mean variance.
    """
    if len(first) != len(second) or len(first) < 2:
        raise InputError(
            f"canonical correlation has {len(first)} and {len(second)} matched steps; "
            "give as many of each, two at least"
        )
    x, y = np.asarray(first, np.float64), np.asarray(second, np.float64)
    mean_x, mean_y = x.mean(axis=0), y.mean(axis=0)
    x, y = x - mean_x, y - mean_y
    white_x, white_y = _whitening(x, ridge), _whitening(y, ridge)
    cross = white_x.T @ (x.T @ y / len(x)) @ white_y
    left, values, right = np.linalg.svd(cross, full_matrices=False)
    kept = min(components, len(values), len(first) - 1)
    return CanonicalMap(
        mean_first=mean_x,
        mean_second=mean_y,
        first=white_x @ left[:, :kept],
        second=white_y @ right[:kept].T,
        correlations=np.clip(values[:kept], 0.0, 1.0),
    )


def map_of_anchors(anchors: Sequence[Anchors], *, components: int, ridge: float) -> CanonicalMap:
    """The map that fits the matched steps of some recordings."""
    first = np.concatenate([one.pair.first.values[one.rows] for one in anchors])
    second = np.concatenate([one.pair.second.values[one.columns] for one in anchors])
    return canonical_map(first, second, components=components, ridge=ridge)


def warped_map(
    pairs: Sequence[Pair], *, components: int, ridge: float, rounds: int, band: float
) -> CanonicalMap:
    """The map that fits pairs without any known match: warp and correlate in turns.

    Parameters
    ----------
    pairs
        Recordings with both modalities.
    components, ridge
        See `canonical_map`.
    rounds
        How often both are done.
    band
        Half width of the warping's band, share of the longer sequence.
    """
    matches = [_linear(pair) for pair in pairs]
    found = _fit(pairs, matches, components, ridge)
    for _ in range(rounds - 1):
        matches = [_warp(pair, found, band) for pair in pairs]
        found = _fit(pairs, matches, components, ridge)
    return found


def _fit(
    pairs: Sequence[Pair], matches: Sequence[tuple[Ints, Ints]], components: int, ridge: float
) -> CanonicalMap:
    anchors = [
        Anchors(pair=pair, rows=rows, columns=columns)
        for pair, (rows, columns) in zip(pairs, matches, strict=True)
    ]
    return map_of_anchors(anchors, components=components, ridge=ridge)


def _linear(pair: Pair) -> tuple[Ints, Ints]:
    columns = between(pair.first.relative, pair.second.relative).likeliest()
    return np.arange(len(columns)), columns


def _warp(pair: Pair, found: CanonicalMap, band: float) -> tuple[Ints, Ints]:
    first, second = found.project(pair)
    path = warping_path(first, second, band_of(len(first), len(second), band))
    return path.rows, path.columns


def band_of(n: int, m: int, share: float) -> tuple[Ints, Ints] | None:
    """Sakoe-Chiba band as a share of the second sequence; none when all is allowed."""
    return None if share >= 1.0 else sakoe_chiba(n, m, max(int(np.ceil(share * m)), 1))


def _whitening(values: Doubles, ridge: float) -> Doubles:
    covariance = values.T @ values / len(values)
    size = float(np.trace(covariance)) / len(covariance)
    variances, vectors = np.linalg.eigh(covariance)
    variances = variances + ridge * size
    large = variances > 1e-10 * max(float(variances.max()), 1e-300)
    return np.asarray(vectors * np.where(large, 1.0 / np.sqrt(np.where(large, variances, 1)), 0))
