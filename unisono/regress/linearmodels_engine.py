"""Engine linearmodels: PanelOLS for one and two fixed effects, AbsorbingLS for more."""

from typing import Any

import numpy as np
import pandas as pd
from linearmodels.iv.absorbing import AbsorbingLS
from linearmodels.panel import PanelOLS

from unisono.regress.arrays import Codes, Floats
from unisono.regress.covariance import cluster_terms
from unisono.regress.demeaning import Precision, demean
from unisono.regress.engines import Design, Fit, r_squared
from unisono.regress.options import Vcov

_KINDS = {"iid": "unadjusted", "HC1": "robust", "CV1": "clustered", "CV3": "clustered"}
_PANEL_EFFECTS = 2
_LSMR = {"atol": 1e-12, "btol": 1e-12, "conlim": 1e14}
"""Stops when the absorbed variables are exact to about ten digits; the default gives six."""


def fit(design: Design, vcov: Vcov) -> Fit:
    """Estimate with linearmodels; every correction of its own is switched off."""
    if design.factors.shape[0] <= _PANEL_EFFECTS:
        results = _panel_results(design, vcov)
    else:
        results = _absorbing_results(design, vcov)
    chosen = list(design.names)
    coefficients = results[0].params[chosen].to_numpy(dtype=np.float64)
    terms = tuple(result.cov.loc[chosen, chosen].to_numpy(np.float64) for result in results)
    return _with_shares(design, coefficients, terms)


def _groupings(design: Design, vcov: Vcov) -> tuple[Codes | None, ...]:
    return cluster_terms(design.clusters) if vcov in ("CV1", "CV3") else (None,)


def _panel_results(design: Design, vcov: Vcov) -> list[Any]:
    """One result for each term of the covariance.

    The index is the first effect (else the row) and a running number, so that many rows may
    have the same levels; the second effect goes beside it.
    """
    rows = np.arange(design.rows)
    first = design.factors[0] if design.factors.shape[0] else rows
    index = pd.MultiIndex.from_arrays([first, rows], names=["effect", "row"])
    exog = pd.DataFrame(design.x, columns=list(design.names), index=index)
    if not design.factors.shape[0]:
        exog["(constant)"] = 1.0
    other = None
    if design.factors.shape[0] == _PANEL_EFFECTS:
        other = pd.DataFrame({"second": pd.Categorical(design.factors[1])}, index=index)
    model = PanelOLS(
        pd.Series(design.y, index=index, name="y"),
        exog,
        weights=None if design.weights is None else pd.Series(design.weights, index=index),
        entity_effects=bool(design.factors.shape[0]),
        other_effects=other,
    )
    return [
        model.fit(
            cov_type=_KINDS[vcov],
            debiased=False,
            auto_df=False,
            count_effects=False,
            **_clusters(groups, index),
        )
        for groups in _groupings(design, vcov)
    ]


def _clusters(groups: Codes | None, index: pd.Index) -> dict[str, Any]:
    return {} if groups is None else {"clusters": pd.DataFrame({"group": groups}, index=index)}


def _absorbing_results(design: Design, vcov: Vcov) -> list[Any]:
    columns = {f"effect{k}": pd.Categorical(codes) for k, codes in enumerate(design.factors)}
    model = AbsorbingLS(
        pd.Series(design.y, name="y"),
        pd.DataFrame(design.x, columns=list(design.names)),
        absorb=pd.DataFrame(columns),
        weights=None if design.weights is None else pd.Series(design.weights),
    )
    return [
        model.fit(
            cov_type=_KINDS[vcov],
            debiased=False,
            method="lsmr",
            absorb_options=dict(_LSMR),
            **_clusters(groups, pd.RangeIndex(design.rows)),
        )
        for groups in _groupings(design, vcov)
    ]


def _with_shares(design: Design, coefficients: Floats, terms: tuple[Floats, ...]) -> Fit:
    """R2 by its definition: of several effects, the library's own means other things."""
    both = np.column_stack([design.y, design.x])
    swept = demean(both, design.factors, weights=design.weights, precision=Precision())
    root = np.ones(1) if design.weights is None else np.sqrt(design.weights)
    residuals = (swept[:, 0] - swept[:, 1:] @ coefficients) * root
    return Fit(
        coefficients=coefficients,
        terms=terms,
        r2=r_squared(design.y, residuals, design.weights),
        r2_within=r_squared(swept[:, 0], residuals, design.weights),
    )
