"""Kernel: randomisation inference, the treatment permuted within strata."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from unisono.regress.arrays import Codes, Floats
from unisono.regress.factors import levels, nested
from unisono.regress.loops import group_sums, shuffle_within

_TOGETHER = 16
"""Permutations that are worked on side by side."""

Sweep = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """What one permutation test needs.

    Attributes
    ----------
    y, others
        Outcome (rows,) and the other regressors (rows, others), both without the fixed effects
        and times the root of the weights.
    base, factor
        Column that is permuted, and what it is multiplied with (None: nothing), (rows,).
    strata
        Cells within which it is permuted.
    factors, weights
        Fixed effects (effects, rows) and weights (rows,).
    groups
        Clusters of the standard error; None: each row is its own.
    sweep
        Takes the fixed effects from columns (rows, columns).
    """

    y: Floats
    others: Floats
    base: Floats
    factor: Floats | None
    strata: Codes
    factors: Codes
    weights: Floats | None
    groups: Codes | None
    sweep: Sweep


def varies_within(values: Floats, strata: Codes) -> bool:
    """Whether a column takes two values in any stratum."""
    order = np.argsort(strata, kind="stable")
    same = strata[order][1:] == strata[order][:-1]
    return bool((same & (values[order][1:] != values[order][:-1])).any())


def permutation_statistics(test: Experiment, *, draws: int, seed: int) -> tuple[float, Floats]:
    """The t statistic of the treatment and those of its permutations, (draws,).

    The statistic is studentised, clustered where there are clusters, so that the test also
    keeps its level when effects differ between clusters but are nil on average (Wu and
    Ding 2021).
    """
    order = np.argsort(test.strata, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(test.strata))]).astype(np.int64)
    columns = _Columns(test)
    observed = columns.statistics(test.base[:, None])[0]
    state = np.random.SeedSequence(seed).generate_state(1, np.uint64)[0] | np.uint64(1)
    places = order.copy()
    found: list[Floats] = []
    permuted = np.empty((test.base.size, min(_TOGETHER, draws)))
    for begin in range(0, draws, _TOGETHER):
        width = min(_TOGETHER, draws - begin)
        for column in range(width):
            state = np.uint64(shuffle_within(places, starts, state))
            permuted[order, column] = test.base[places]
        found.append(columns.statistics(permuted[:, :width]))
    return float(observed), np.concatenate(found)


class _Columns:
    """From permuted treatments to t statistics, by partialling out (Frisch, Waugh, Lovell)."""

    def __init__(self, test: Experiment) -> None:
        self.test = test
        self.root = None if test.weights is None else np.sqrt(test.weights)[:, None]
        self.inverse = np.linalg.pinv(test.others.T @ test.others) if test.others.size else None
        self.y = self._partial(test.y[:, None])
        constant = [*test.factors] if test.weights is None else []
        still = test.weights is None and all(nested(test.strata, codes) for codes in constant)
        still = still and (test.factor is None or not varies_within(test.factor, test.strata))
        # A permutation within cells of all effects leaves every mean of an effect as it is.
        self.taken = None
        if still:
            whole = self._product(test.base[:, None])
            self.taken = whole - test.sweep(whole)

    def statistics(self, bases: Floats) -> Floats:
        """T statistics of treatments (rows, columns)."""
        treatment = self._product(bases)
        taken = self.taken
        treatment = self.test.sweep(treatment) if taken is None else treatment - taken
        if self.root is not None:
            treatment = treatment * self.root
        treatment = self._partial(treatment)
        power = (treatment**2).sum(axis=0)
        effect = (treatment * self.y).sum(axis=0) / power
        scores = treatment * (self.y - treatment * effect)
        if self.test.groups is not None:
            sums = np.zeros((levels(self.test.groups), scores.shape[1]))
            group_sums(self.test.groups, np.ascontiguousarray(scores), sums)
            scores = sums
        return np.asarray(effect * power / np.sqrt((scores**2).sum(axis=0)), dtype=np.float64)

    def _product(self, bases: Floats) -> Floats:
        return bases if self.test.factor is None else bases * self.test.factor[:, None]

    def _partial(self, values: Floats) -> Floats:
        if self.inverse is None:
            return values
        others = self.test.others
        return np.asarray(values - others @ (self.inverse @ (others.T @ values)))
