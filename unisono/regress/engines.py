"""What an engine takes and gives, and which there are."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from unisono.regress.arrays import Codes, Floats
from unisono.regress.options import Engine, Vcov


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One regression as arrays: rows are complete, and no row is a singleton.

    Attributes
    ----------
    y, x
        Outcome (rows,) and regressors (rows, regressors), not demeaned.
    names
        Names of the regressors.
    factors
        Codes of the fixed effects, shape (effects, rows).
    clusters
        Codes of each dimension of the clusters.
    weights
        Analytic weights, shape (rows,).
    """

    y: Floats
    x: Floats
    names: tuple[str, ...]
    factors: Codes
    clusters: tuple[Codes, ...]
    weights: Floats | None

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.y.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What an engine found.

    Attributes
    ----------
    coefficients
        Shape (regressors,).
    terms
        Covariances without any small-sample correction, one for each term of
        `unisono.regress.covariance.cluster_terms`.
    r2, r2_within
        Of the whole model, and of the regressors after the fixed effects.
    """

    coefficients: Floats
    terms: tuple[Floats, ...]
    r2: float
    r2_within: float


class RankError(Exception):
    """The engine dropped a regressor, or found none that varies."""


EngineFunction = Callable[[Design, Vcov], Fit]

_PACKAGES = {"linearmodels": "linearmodels", "pyfixest": "pyfixest"}


def choose_engine(engine: Engine, rows: int, large_rows: int) -> Engine:
    """The engine that a number of rows gets."""
    if engine != "auto":
        return engine
    return "pyfixest" if rows >= large_rows else "linearmodels"


def engine_function(engine: Engine) -> EngineFunction:
    """The function of an engine; its library is loaded only now."""
    if engine == "pyfixest":
        from unisono.regress.pyfixest_engine import fit

        return fit
    from unisono.regress.linearmodels_engine import fit as fit_linearmodels

    return fit_linearmodels


def engine_version(engine: Engine) -> str:
    """Engine and its version, e.g. ``linearmodels 7.1``."""
    return f"{engine} {version(_PACKAGES[engine])}"


def r_squared(y: Floats, residuals: Floats, weights: Floats | None) -> float:
    """Share of the variance of y (demeaned or not) that is explained; NaN without any."""
    root = np.ones(1) if weights is None else np.sqrt(weights)
    total = float((((y - np.average(y, weights=weights)) * root) ** 2).sum())
    return 1.0 - float(residuals @ residuals) / total if total > 0 else float("nan")
