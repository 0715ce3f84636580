"""Kernel: least squares on demeaned variables, and why they cannot be had."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unisono.errors import InputError
from unisono.regress.arrays import Floats, Mask

_ABSORBED = 1e-6
"""Standard deviation left within the fixed effects, as a share, below which none is left."""
_COLLINEAR = 1e-10
"""Share of the variance that the other regressors leave, below which none is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastSquares:
    """A regression on variables from which the fixed effects are swept.

    Attributes
    ----------
    coefficients
        Shape (regressors,).
    inverse
        Inverse of X'X, shape (regressors, regressors).
    residuals
        Shape (rows,), times the root of the weights where there are any.
    """

    coefficients: Floats
    inverse: Floats
    residuals: Floats


def least_squares(y: Floats, x: Floats) -> LeastSquares:
    """Regress y (rows,) on x (rows, regressors) of full rank."""
    inverse = inverse_of(x.T @ x)
    coefficients = inverse @ (x.T @ y)
    residuals = y - x @ coefficients
    coefficients = coefficients + inverse @ (x.T @ residuals)  # one step of refinement
    return LeastSquares(coefficients=coefficients, inverse=inverse, residuals=y - x @ coefficients)


def inverse_of(products: Floats) -> Floats:
    """Inverse of X'X, its columns first brought to one length."""
    length = np.sqrt(np.diag(products))
    scaled: Floats = np.linalg.inv(products / np.outer(length, length)) / np.outer(length, length)
    return (scaled + scaled.T) / 2


def check_variation(names: Sequence[str], spread: Floats, left: Floats, effects: str) -> None:
    """Refuse variables that do not vary, or not within the fixed effects.

    Parameters
    ----------
    names
        The variables.
    spread, left
        Standard deviation of each before and after the fixed effects are swept out.
    effects
        The fixed effects, for the message.

    Raises
    ------
    InputError
        Naming all such variables.
    """
    faults = []
    for name, before, after in zip(names, spread, left, strict=True):
        if before == 0:
            faults.append(f'"{name}" has the same value in all rows')
        elif after < _ABSORBED * before:
            faults.append(f'"{name}" has no variation within the fixed effects {effects}')
    if faults:
        raise InputError(f"{' and '.join(faults)}; leave it out or change the fixed effects")


def check_rank(names: Sequence[str], x: Floats) -> None:
    """Refuse regressors of which one is a combination of others.

    Raises
    ------
    InputError
        Naming the regressor and those that it is made of.
    """
    length = np.sqrt((x**2).sum(axis=0))
    products = (x.T @ x) / np.outer(length, length)
    kept: list[int] = []
    for place in range(len(names)):
        if kept:
            inner = products[np.ix_(kept, kept)]
            weights = np.linalg.solve(inner, products[kept, place])
            if products[place, place] - weights @ products[kept, place] < _COLLINEAR:
                parts: Mask = np.abs(weights) > 1e-6
                others = [f'"{names[kept[i]]}"' for i in np.flatnonzero(parts)]
                raise InputError(
                    f'"{names[place]}" is collinear with {" and ".join(others)} (given the fixed '
                    "effects); leave one of them out"
                )
        kept.append(place)
