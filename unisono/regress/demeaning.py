"""Kernel: fixed effects swept out of variables, any number of them, weighted or not."""

from dataclasses import dataclass

import numpy as np

from unisono.errors import InputError
from unisono.regress.arrays import Codes, Floats
from unisono.regress.factors import offsets
from unisono.regress.loops import level_sums, normal_product, subtract_effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """When demeaning ends."""

    tolerance: float = 1e-9
    """Largest mean that a level may keep, in standard deviations of the variable."""
    max_iterations: int = 10_000


def demean(
    values: Floats,
    factors: Codes,
    *,
    weights: Floats | None = None,
    precision: Precision | None = None,
) -> Floats:
    """Residuals of variables on all fixed effects.

    The normal equations of the effects are solved by conjugate gradients, each level scaled
    by its rows' weight, all variables side by side: an iteration is one pass over the rows
    and memory beside them grows with the levels alone (as Somaini and Wolak 2016 do for two
    effects, Correia 2017 for any number).

    Parameters
    ----------
    values
        Variables, shape (rows, columns).
    factors
        Codes of the effects, shape (effects, rows); none: only the mean is taken away.
    weights
        Analytic weights, shape (rows,).
    precision
        When it is done.

    Returns
    -------
    ndarray
        Shape (rows, columns). Weights enter the means, the residuals are not scaled.

    Raises
    ------
    InputError
        When it does not converge.

    Examples
    --------
    >>> codes = np.array([[0, 0, 1, 1]], np.int32)
    >>> demean(np.array([[1.0], [3.0], [5.0], [5.0]]), codes).ravel().tolist()
    [-1.0, 1.0, 0.0, 0.0]
    """
    wanted = precision or Precision()
    centred = values - np.average(values, axis=0, weights=weights)
    scale = np.sqrt(np.mean(centred**2, axis=0))
    if factors.shape[0] == 0 or not scale.any():
        return centred
    scale[scale == 0] = 1.0
    system = _System(factors, weights)
    effects = system.solve(centred / scale, wanted) if factors.shape[0] else None
    subtract_effects(factors, system.offsets, effects * scale, centred)
    return centred


class _System:
    """The normal equations D'WD a = D'Wx of the fixed effects."""

    def __init__(self, factors: Codes, weights: Floats | None) -> None:
        self.factors = factors
        self.offsets = offsets(factors)
        self.weights = np.empty(0) if weights is None else weights
        self.mass = np.empty((int(self.offsets[-1]), 1))
        level_sums(factors, self.offsets, self.weights, np.ones((factors.shape[1], 1)), self.mass)

    def solve(self, values: Floats, precision: Precision) -> Floats:
        """Effects (levels, columns) by preconditioned conjugate gradients."""
        residual = np.empty((self.mass.size, values.shape[1]))
        level_sums(self.factors, self.offsets, self.weights, values, residual)
        effects = np.zeros_like(residual)
        means = residual / self.mass
        direction = means.copy()
        product = np.empty_like(residual)
        power = (residual * means).sum(axis=0)
        for _ in range(precision.max_iterations):
            if np.abs(means).max() <= precision.tolerance:
                return effects
            normal_product(self.factors, self.offsets, self.weights, direction, product)
            curvature = (direction * product).sum(axis=0)
            step = np.divide(power, curvature, out=np.zeros_like(power), where=curvature > 0)
            effects += step * direction
            residual -= step * product
            means = residual / self.mass
            before, power = power, (residual * means).sum(axis=0)
            ratio = np.divide(power, before, out=np.zeros_like(power), where=before > 0)
            direction = means + ratio * direction
        raise InputError(
            f"the fixed effects cannot be swept out to {precision.tolerance:g} in "
            f"{precision.max_iterations} rounds; raise regress.max_iterations or leave out a "
            "fixed effect"
        )
