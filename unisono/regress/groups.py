"""Kernel: means of groups with intervals, for the plots of the data themselves."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from unisono.regress.arrays import Codes, Floats, Mask
from unisono.regress.factors import compact, levels
from unisono.regress.loops import group_sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """Mean of some rows; its limits are NaN where one cluster alone has rows."""

    mean: float
    low: float
    high: float
    count: int


def clustered_mean(values: Floats, clusters: Codes, *, confidence: float) -> Mean:
    """Mean with an interval whose standard error is clustered (CV1) and t with G - 1."""
    if not values.size:
        return Mean(mean=np.nan, low=np.nan, high=np.nan, count=0)
    mean = float(values.mean())
    own = compact(clusters)
    count = levels(own)
    if count < 2:
        return Mean(mean=mean, low=np.nan, high=np.nan, count=values.size)
    sums = np.zeros((count, 1))
    group_sums(own, (values - mean)[:, None], sums)
    error = np.sqrt(count / (count - 1) * (sums**2).sum()) / values.size
    width = float(student.ppf(0.5 + confidence / 2, count - 1) * error)
    return Mean(mean=mean, low=mean - width, high=mean + width, count=values.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Rows of similar treatment: its mean, and that of the outcome."""

    at: float
    outcome: Mean


def binned(
    treatment: Floats, outcome: Floats, clusters: Codes, *, bins: int, confidence: float
) -> tuple[Bin, ...]:
    """Means of the outcome in bins of equal width of the treatment; rows of 0 are their own.

    Most sentences address no one: in quantile bins they would fill all but the last.
    """
    zero: Mask = treatment == 0
    rest = treatment[~zero]
    masks = [zero] if zero.any() else []
    if rest.size:
        edges = np.linspace(rest.min(), rest.max(), bins + 1)
        numbers = np.clip(np.searchsorted(edges, treatment, side="right") - 1, 0, bins - 1)
        masks += [~zero & (numbers == k) for k in range(bins)]
    return tuple(
        Bin(
            at=float(treatment[mask].mean()),
            outcome=clustered_mean(outcome[mask], clusters[mask], confidence=confidence),
        )
        for mask in masks
        if mask.any()
    )
