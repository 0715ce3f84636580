"""Kernel: the cluster jackknife (CV3)."""

from dataclasses import dataclass

import numpy as np

from unisono.regress.arrays import Codes, Floats
from unisono.regress.demeaning import Precision, demean
from unisono.regress.factors import compact, levels, nested
from unisono.regress.loops import group_moments

_SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Jackknife:
    """Estimates without each cluster.

    Attributes
    ----------
    left_out
        Coefficients without each cluster, shape (clusters, regressors); NaN where they are
        not identified.
    spread
        Sum of squares and products around the estimate from all rows.
    lost
        Clusters without which a coefficient is not identified.
    """

    left_out: Floats
    spread: Floats
    lost: int


def jackknife(
    y: Floats,
    x: Floats,
    *,
    cluster: Codes,
    factors: Codes,
    weights: Floats | None = None,
    precision: Precision | None = None,
) -> Jackknife:
    """Estimate without each cluster in turn.

    Parameters
    ----------
    y, x
        Outcome (rows,) and regressors (rows, regressors) without the fixed effects, times
        the root of the weights.
    cluster
        Codes of the clusters.
    factors, weights
        Fixed effects (effects, rows) and weights (rows,).

    Returns
    -------
    Jackknife
        The fixed effects are estimated anew without each cluster. Where all are nested in the
        clusters this changes nothing for the rows that stay, so cluster-wise sums suffice
        (MacKinnon, Nielsen and Webb 2023, Fast and reliable jackknife and bootstrap
        methods); else the rows that stay are demeaned again.
    """
    whole = np.linalg.solve(x.T @ x, x.T @ y)
    if all(nested(codes, cluster) for codes in factors) and factors.shape[0]:
        left_out = _by_sums(y, x, cluster)
    else:
        left_out = _by_rows(y, x, cluster, factors, weights, precision)
    deviations = left_out - whole
    return Jackknife(
        left_out=left_out,
        spread=deviations.T @ deviations,
        lost=int(np.isnan(left_out).any(axis=1).sum()),
    )


def _by_sums(y: Floats, x: Floats, cluster: Codes) -> Floats:
    count, width = levels(cluster), x.shape[1]
    products, moments = np.zeros((count, width, width)), np.zeros((count, width))
    group_moments(cluster, x, y, products, moments)
    whole, moment = products.sum(axis=0), moments.sum(axis=0)
    return np.array([_solve(whole - p, moment - m) for p, m in zip(products, moments, strict=True)])


def _by_rows(
    y: Floats,
    x: Floats,
    cluster: Codes,
    factors: Codes,
    weights: Floats | None,
    precision: Precision | None,
) -> Floats:
    """What is demeaned once differs from the raw variables by effects, so either may be used."""
    root = np.ones(1) if weights is None else np.sqrt(weights)
    both = np.column_stack([y, x]) / root[:, None]
    found = np.empty((levels(cluster), x.shape[1]))
    for code in range(levels(cluster)):
        stays = cluster != code
        inner = np.array([compact(row) for row in factors[:, stays]], dtype=np.int32)
        kept = None if weights is None else weights[stays]
        swept = demean(
            both[stays],
            inner.reshape(factors.shape[0], int(stays.sum())),
            weights=kept,
            precision=precision,
        )
        if kept is not None:
            swept *= np.sqrt(kept)[:, None]
        found[code] = _solve(swept[:, 1:].T @ swept[:, 1:], swept[:, 1:].T @ swept[:, 0])
    return found


def _solve(products: Floats, moments: Floats) -> Floats:
    """Coefficients, NaN when the regressors are collinear."""
    length = np.sqrt(np.diag(products))
    if (length == 0).any():
        return np.full(moments.size, np.nan)
    scaled = products / np.outer(length, length)
    if np.linalg.eigvalsh(scaled)[0] < _SINGULAR:
        return np.full(moments.size, np.nan)
    return np.asarray(np.linalg.solve(scaled, moments / length) / length, dtype=np.float64)
