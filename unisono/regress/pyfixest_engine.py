"""Engine pyfixest: for panels of many millions of rows."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pyfixest

from unisono.regress.covariance import cluster_terms
from unisono.regress.engines import Design, Fit, RankError
from unisono.regress.options import Vcov

_ROUNDS = 10_000
_TOLERANCE = 1e-9
"""Of its demeaning; its default of 1e-6 leaves the last of six digits open."""


def fit(design: Design, vcov: Vcov) -> Fit:
    """Estimate with pyfixest, without what it warns of itself: pandas it calls as pandas 2."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        try:
            return _fit(design, vcov)
        except ValueError as error:  # it drops collinear regressors, and fails without any
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
        coefficients=np.array(result._beta_hat, dtype=np.float64)[places],
        terms=tuple(terms),
        r2=float(result._r2),
        r2_within=float(result._r2_within) if effects else float(result._r2),
    )
