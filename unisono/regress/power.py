"""Kernel: what follows from an estimate and its standard error."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from unisono.regress.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """t statistics, two-sided p values and confidence limits, each of shape (terms,)."""

    statistic: Floats
    p_value: Floats
    low: Floats
    high: Floats


def intervals(estimates: Floats, errors: Floats, *, freedom: int, confidence: float) -> Intervals:
    """Statistics from estimates and standard errors, by the t distribution."""
    statistic = estimates / errors
    width = student.ppf(0.5 + confidence / 2, freedom) * errors
    return Intervals(
        statistic=statistic,
        p_value=2 * student.sf(np.abs(statistic), freedom),
        low=estimates - width,
        high=estimates + width,
    )


def minimum_detectable_effect(
    errors: Floats, *, freedom: int, confidence: float, power: float
) -> Floats:
    """Effect that a test at level 1 - confidence finds with a given power.

    (t(1 - alpha/2) + t(power)) times the standard error (Bloom 1995, Minimum detectable
    effects).
    """
    multiple = student.ppf(0.5 + confidence / 2, freedom) + student.ppf(power, freedom)
    return np.asarray(multiple * errors, dtype=np.float64)
