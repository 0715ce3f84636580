"""Engine pyfixest: for panels of many millions of rows."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pyfixest

from unisono.regress.arrays import Floats
from unisono.regress.covariance import cluster_terms
from unisono.regress.engines import Design, Fit, RankError
from unisono.regress.options import Vcov

_ROUNDS = 10_000
_DIGITS = 9
"""Significant digits that are kept: the order in which it takes the effects, and with it the
twelfth digit, depends on the hash seed."""
_TOLERANCE = 1e-9
"""Of its demeaning; its default of 1e-6 leaves the last of six digits open."""


def fit(design: Design, vcov: Vcov) -> Fit:
    """Estimate with pyfixest, without what it warns of itself: pandas it calls as pandas 2."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        warnings.filterwarnings("error", "(?s).*dropped due to multicollinearity")
        try:
            return _fit(design, vcov)
        except (ValueError, UserWarning) as error:  # it drops collinear regressors
            raise RankError(str(error)) from error


def _fit(design: Design, vcov: Vcov) -> Fit:
    """Estimate; every correction of its own is switched off.

    The corrections are switched off because of the default one: with two or more effects, one
    of them nested in the clusters, its value depends on the hash seed (version 0.60).
    """
    clusters = cluster_terms(design.clusters) if vcov in ("CV1", "CV3") else ()
    kinds: list[Any] = [{"CRV1": f"c{k}"} for k in range(len(clusters))]
    kinds = kinds or ["iid" if vcov == "iid" else "hetero"]
    regressors = [f"x{k}" for k in range(len(design.names))]
    effects = [f"f{k}" for k in range(design.factors.shape[0])]
    columns: dict[str, Any] = {"y": design.y}
    columns |= dict(zip(regressors, design.x.T, strict=True))
    columns |= dict(zip(effects, design.factors, strict=True))
    columns |= {f"c{k}": codes for k, codes in enumerate(clusters)}
    if design.weights is not None:
        columns["w"] = design.weights
    result = pyfixest.feols(
        f"y ~ {' + '.join(regressors)}" + (f" | {' + '.join(effects)}" if effects else ""),
        data=pd.DataFrame(columns, copy=False),
        vcov=kinds[0],
        ssc=pyfixest.ssc(k_adj=False, k_fixef="none", G_adj=False),
        weights=None if design.weights is None else "w",
        weights_type="aweights",
        fixef_rm="none",
        demeaner=pyfixest.MapDemeaner(fixef_tol=_TOLERANCE, fixef_maxiter=_ROUNDS),
        copy_data=False,
        store_data=len(kinds) > 1,
    )
    names = list(result._coefnames)
    places = [names.index(name) for name in regressors]
    terms = []
    for kind in kinds:
        if kind is not kinds[0]:
            result.vcov(kind)
        terms.append(np.array(result._vcov)[np.ix_(places, places)])
    if vcov == "iid":  # its variance of the residuals is divided by N - 1
        terms = [term * (design.rows - 1) / design.rows for term in terms]
    return Fit(
        coefficients=_kept(np.array(result._beta_hat)[places]),
        terms=tuple(_kept(term) for term in terms),
        r2=float(_kept(result._r2)),
        r2_within=float(_kept(result._r2_within if effects else result._r2)),
    )


def _kept(values: Any) -> Floats:
    """Values with the digits that are kept."""
    values = np.asarray(values, dtype=np.float64)
    size = np.floor(np.log10(np.abs(np.where(values == 0, 1.0, values))))
    scale = 10.0 ** (_DIGITS - 1 - size)
    return np.asarray(np.round(values * scale) / scale, dtype=np.float64)
