"""Kernel: covariance matrices, and the one small-sample correction of all engines.

The correction is named after its parts: ``G/(G-1) (N-1)/(N-K)``. N counts rows, G
clusters, K the regressors and the parameters of the fixed effects; effects nested in a
cluster are not counted, but the constant is (as Stata's xtreg, reghdfe and fixest do).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unisono.regress.arrays import Codes, Floats
from unisono.regress.factors import combine, degrees_of_freedom, levels, nested
from unisono.regress.loops import group_sums
from unisono.regress.options import SmallSample, Vcov


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The small-sample correction of one regression.

    Attributes
    ----------
    name
        Formula, as tables print it.
    factors
        What each term's uncorrected covariance is multiplied with.
    signs
        With which sign the terms are added: two-way is first + second - both.
    freedom
        Degrees of freedom of the t distribution.
    parameters
        K of the formula.
    """

    name: str
    factors: tuple[float, ...]
    signs: tuple[int, ...]
    freedom: int
    parameters: int

    def apply(self, terms: Sequence[Floats]) -> Floats:
        """The covariance from its uncorrected terms."""
        total = np.zeros_like(terms[0])
        for term, factor, sign in zip(terms, self.factors, self.signs, strict=True):
            total += sign * factor * term
        return (total + total.T) / 2


def cluster_terms(clusters: Sequence[Codes]) -> tuple[Codes, ...]:
    """Groupings whose covariances are added: each dimension, and with two both together."""
    if len(clusters) < 2:
        return tuple(clusters)
    return (*clusters, combine(clusters[0], clusters[1]))


def correction_of(
    vcov: Vcov,
    *,
    regressors: int,
    factors: Codes,
    clusters: Sequence[Codes],
    rows: int,
    small_sample: SmallSample = "min",
) -> Correction:
    """The correction for a kind of standard error.

    Parameters
    ----------
    regressors
        Their number, without the constant.
    factors
        Codes of the fixed effects, shape (effects, rows).
    clusters
        Codes of each dimension of the clusters.
    """
    counted = [codes for codes in factors if not any(nested(codes, c) for c in clusters)]
    inner = len(counted) < len(factors)
    effects = degrees_of_freedom(counted)
    parameters = regressors + max(effects, 1)
    share = (rows - 1) / (rows - parameters)
    if vcov in ("iid", "HC1"):
        return Correction(
            name="N/(N-K)",
            factors=(rows / (rows - parameters),),
            signs=(1,),
            freedom=rows - parameters,
            parameters=parameters,
        )
    groups = [levels(codes) for codes in clusters]
    if vcov == "CV3":
        return Correction(
            name="(G-1)/G",
            factors=((groups[0] - 1) / groups[0],),
            signs=(1,),
            freedom=groups[0] - 1,
            parameters=parameters,
        )
    name = "G/(G-1) (N-1)/(N-K)"
    terms = [levels(codes) for codes in cluster_terms(clusters)]
    if len(groups) > 1:
        name += ", smaller G" if small_sample == "min" else ", G of each term"
        terms = [min(groups)] * len(terms) if small_sample == "min" else terms
    if inner:
        name += ", nested effects not counted"
    return Correction(
        name=name,
        factors=tuple(count / (count - 1) * share for count in terms),
        signs=(1, 1, -1)[: len(terms)],
        freedom=min(groups) - 1,
        parameters=parameters,
    )


def uncorrected_terms(
    vcov: Vcov, x: Floats, residuals: Floats, inverse: Floats, clusters: Sequence[Codes]
) -> tuple[Floats, ...]:
    """Sandwiches without any correction, one for each term of `cluster_terms`.

    Parameters
    ----------
    x, residuals
        Demeaned regressors (rows, regressors) and residuals (rows,), times the root of the
        weights where there are any.
    inverse
        Inverse of X'X.
    """
    if vcov == "iid":
        return (inverse * (residuals @ residuals) / residuals.size,)
    scores = x * residuals[:, None]
    if vcov == "HC1":
        return (inverse @ (scores.T @ scores) @ inverse,)
    terms = []
    for codes in cluster_terms(clusters):
        sums = np.zeros((levels(codes), x.shape[1]))
        group_sums(codes, scores, sums)
        terms.append(inverse @ (sums.T @ sums) @ inverse)
    return tuple(terms)
