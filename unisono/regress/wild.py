"""Kernel: the wild cluster bootstrap with the null imposed, on cluster-wise sums.

A draw multiplies the residuals of each cluster with one random number. All that a draw's t
statistic needs are sums over clusters, computed once, so a draw costs no pass over the
rows (Roodman, MacKinnon, Nielsen and Webb 2019, Fast and wild). Where a fixed effect is not
nested in the clusters, multiplied residuals are no longer free of it; what the effect
takes away again is computed from sums over pairs of clusters and levels.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import linalg, sparse

from unisono.regress.arrays import Codes, Floats
from unisono.regress.factors import levels, nested, offsets
from unisono.regress.least_squares import inverse_of
from unisono.regress.loops import group_sums
from unisono.regress.options import Multipliers

WEBB_BELOW = 12
"""Clusters below which Rademacher multipliers have too few values (Webb 2023)."""
_RIDGE = 1e-12
_CHUNK = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Multipliers of the clusters.

    Attributes
    ----------
    values
        Shape (clusters, draws).
    exhaustive
        Whether they are all that there are, each once.
    """

    values: Floats
    exhaustive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustered:
    """A regression from which the fixed effects are swept, and its clusters.

    Attributes
    ----------
    y, x
        Shape (rows,) and (rows, regressors), times the root of the weights.
    cluster
        Codes of the clusters.
    factors
        Codes of the fixed effects, shape (effects, rows).
    root
        Root of the weights, shape (rows,); None for none.
    """

    y: Floats
    x: Floats
    cluster: Codes
    factors: Codes
    root: Floats | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrapped:
    """The t statistic of a coefficient, and those of the draws under the null, (draws,)."""

    statistic: float
    draws: Floats


def draw_multipliers(clusters: int, kind: Multipliers, draws: int, seed: int) -> Draws:
    """Multipliers of mean 0 and variance 1, or all sign changes where these are few.

    Examples
    --------
    >>> draw_multipliers(3, "rademacher", 99, 1).values.shape
    (3, 8)
    """
    if kind == "auto":
        kind = "webb" if clusters < WEBB_BELOW else "rademacher"
    if kind == "rademacher" and 2**clusters <= draws:
        numbers = np.arange(2**clusters)
        signs = (numbers[None, :] >> np.arange(clusters)[:, None]) & 1
        return Draws(values=np.asarray(1.0 - 2.0 * signs, dtype=np.float64), exhaustive=True)
    rng = np.random.default_rng(seed)
    roots = np.sqrt([0.5, 1.0, 1.5]) if kind == "webb" else np.ones(1)
    points = np.concatenate([-roots[::-1], roots])
    chosen = points[rng.integers(points.size, size=(draws, clusters))].T
    return Draws(values=np.ascontiguousarray(chosen), exhaustive=False)


def p_value(statistic: float, draws: Floats, *, exhaustive: bool) -> float:
    """Two-sided p value; the sample itself counts as a draw where it is not among them."""
    beyond = int((np.abs(draws) >= abs(statistic) * (1 - 1e-9)).sum())
    return beyond / draws.size if exhaustive else (1 + beyond) / (1 + draws.size)


class WildBootstrap:
    """The bootstrap of one regression; coefficients are tested one by one against 0."""

    def __init__(self, data: Clustered, draws: Draws) -> None:
        if data.factors.shape[0] == 0:  # the constant is an effect of one level
            data = replace(data, factors=np.zeros((1, data.y.size), dtype=np.int32))
        self.data = data
        self.draws = draws
        self.count = levels(data.cluster)
        self.inverse = inverse_of(data.x.T @ data.x)
        inside = all(nested(codes, data.cluster) for codes in data.factors)
        self._effects = None if inside else _EffectsOfDraws(data)

    def test(self, place: int) -> Bootstrapped:
        """The t statistic of a coefficient and its distribution under the null of 0."""
        data = self.data
        others = np.delete(data.x, place, axis=1)
        fitted = others @ np.linalg.lstsq(others, data.y, rcond=None)[0] if others.size else 0.0
        restricted = data.y - fitted
        influence = data.x @ self.inverse[:, place]
        scores = self._sums(data.x * restricted[:, None])
        spread = self._sums(data.x * influence[:, None])
        adjust = self._effects and self._effects.of(restricted, influence)
        found = [
            _statistics(part, place, self.inverse, scores, spread, adjust)
            for part in _chunks(self.draws.values)
        ]
        return Bootstrapped(statistic=self._statistic(place), draws=np.concatenate(found))

    def _statistic(self, place: int) -> float:
        """The t statistic; without the small-sample correction, as those of the draws."""
        coefficients = self.inverse @ (self.data.x.T @ self.data.y)
        residuals = self.data.y - self.data.x @ coefficients
        scores = self._sums(self.data.x * residuals[:, None]) @ self.inverse[:, place]
        return float(coefficients[place] / np.sqrt(scores @ scores))

    def _sums(self, values: Floats) -> Floats:
        sums = np.zeros((self.count, values.shape[1]))
        group_sums(self.data.cluster, np.ascontiguousarray(values), sums)
        return sums


def _chunks(values: Floats) -> list[Floats]:
    return [values[:, start : start + _CHUNK] for start in range(0, values.shape[1], _CHUNK)]


def _statistics(
    multipliers: Floats, place: int, inverse: Floats, scores: Floats, spread: Floats, adjust: Any
) -> Floats:
    """T statistics of draws: multipliers (clusters, draws), scores (clusters, regressors)."""
    moves = inverse @ (scores.T @ multipliers)
    clustered = multipliers * (scores @ inverse[:, place])[:, None] - spread @ moves
    if adjust:
        clustered -= adjust(multipliers)
    errors = np.sqrt((clustered**2).sum(axis=0))
    found: Floats = np.divide(
        moves[place], errors, out=np.full(errors.size, np.inf), where=errors > 0
    )
    return found


class _EffectsOfDraws:
    """What the fixed effects take from multiplied residuals, on sums over levels.

    The normal equations D'D a = D'(v u) are solved with the largest effect eliminated; the
    system is singular, but what is read from it does not depend on which solution is taken,
    so a small ridge does no harm.
    """

    def __init__(self, data: Clustered) -> None:
        sizes = [levels(codes) for codes in data.factors]
        order = np.argsort(sizes, kind="stable")[::-1]
        self.data = data
        self.factors = data.factors[order]
        self.offsets = offsets(self.factors)
        rows = np.arange(data.y.size)
        root = np.ones(data.y.size) if data.root is None else data.root
        indicators = [
            sparse.csr_matrix((root, (rows, codes)), shape=(rows.size, levels(codes)))
            for codes in self.factors
        ]
        self._all = sparse.hstack(indicators, format="csr")
        first = int(self.offsets[1])
        products = (self._all.T @ self._all).tocsr()
        self._mass = products.diagonal()[:first]
        self._cross = products[first:, :first]
        inner = products[first:, first:].toarray()
        scaled = self._cross.multiply(1 / self._mass[None, :])
        inner -= (scaled @ self._cross.T).toarray()
        inner[np.diag_indices_from(inner)] += _RIDGE * products.diagonal().max()
        self._factor = linalg.cho_factor(inner) if inner.size else None

    def of(self, residuals: Floats, influence: Floats) -> Any:
        """A function of multipliers (clusters, draws): what is taken from each cluster's score."""
        rows, count = np.arange(residuals.size), levels(self.data.cluster)
        groups = (rows, self.data.cluster)
        shape = (residuals.size, count)
        right = self._all.T @ sparse.csr_matrix((residuals, groups), shape=shape)
        left = (self._all.T @ sparse.csr_matrix((influence, groups), shape=shape)).T

        def taken(multipliers: Floats) -> Floats:
            return np.asarray(left @ self._solve(right @ multipliers), dtype=np.float64)

        return taken

    def _solve(self, right: Floats) -> Floats:
        first = self._mass.size
        reduced = right[:first] / self._mass[:, None]
        if self._factor is None:
            return np.asarray(reduced)
        rest = linalg.cho_solve(self._factor, right[first:] - self._cross @ reduced)
        return np.vstack([reduced - (self._cross.T @ rest) / self._mass[:, None], rest])
