"""Bootstrap, permutation and multiple testing, for the regressions of one specification."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from unisono.errors import InputError
from unisono.regress.arrays import Codes, Floats
from unisono.regress.factors import levels
from unisono.regress.options import InferenceOptions
from unisono.regress.randomisation import Experiment, permutation_statistics, varies_within
from unisono.regress.regression import Regression
from unisono.regress.romano_wolf import romano_wolf
from unisono.regress.sample import Sample
from unisono.regress.wild import (
    Bootstrapped,
    WildBootstrap,
    draw_multipliers,
    p_value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """p values by the name of the term; empty where they are not asked for."""

    wild: dict[str, float] = field(default_factory=dict)
    randomisation: dict[str, float] = field(default_factory=dict)
    romano_wolf: dict[str, float] = field(default_factory=dict)


def extras_of(
    sample: Sample, regressions: Sequence[Regression], asked: InferenceOptions
) -> tuple[Extras, ...]:
    """What is asked for, for the treatments and interactions of each regression.

    The correction of Romano and Wolf is over all of them together.
    """
    found = [Extras() for _ in regressions]
    if asked.wild or asked.romano_wolf:
        found = _bootstrapped(regressions, asked)
    if asked.randomisation:
        found = [
            replace(extra, randomisation=_permuted(sample, regression, asked))
            for extra, regression in zip(found, regressions, strict=True)
        ]
    return tuple(found)


def _bootstrapped(regressions: Sequence[Regression], asked: InferenceOptions) -> list[Extras]:
    cluster = bootstrap_cluster(regressions[0].clusters)
    draws = draw_multipliers(levels(cluster), asked.multipliers, asked.draws, asked.seed)
    tests: list[tuple[int, str, Bootstrapped]] = []
    for number, regression in enumerate(regressions):
        bootstrap = WildBootstrap(regression.clustered(cluster), draws)
        for place, term in enumerate(regression.terms):
            # A term of one cluster has a statistic without bound, which would drown the others.
            if term.focal and np.isfinite(regression.errors[place]):
                tests.append((number, term.name, bootstrap.test(place)))
    found = [Extras() for _ in regressions]
    if not tests:
        return found
    corrected = romano_wolf(
        np.array([test.statistic for _, _, test in tests]),
        np.column_stack([test.draws for _, _, test in tests]),
        exhaustive=draws.exhaustive,
    )
    for (number, name, test), family in zip(tests, corrected, strict=True):
        if asked.wild:
            p = p_value(test.statistic, test.draws, exhaustive=draws.exhaustive)
            found[number].wild[name] = p
        if asked.romano_wolf:
            found[number].romano_wolf[name] = float(family)
    return found


def bootstrap_cluster(clusters: Sequence[Codes]) -> Codes:
    """The dimension of the clusters that is resampled: the one with fewer clusters."""
    return min(clusters, key=levels)


def _permuted(sample: Sample, regression: Regression, asked: InferenceOptions) -> dict[str, float]:
    found: dict[str, float] = {}
    for place, term in enumerate(regression.terms):
        if not term.focal:
            continue
        if sample.strata is None or not varies_within(term.values, sample.strata):
            raise InputError(
                f'specification {regression.specification.name}: "{term.name}" has one value in '
                f"each cell of {', '.join(asked.strata)}, so nothing can be permuted; change "
                "inference.strata"
            )
        statistic, draws = permutation_statistics(
            experiment(sample.strata, regression, place), draws=asked.draws, seed=asked.seed
        )
        found[term.name] = p_value(statistic, _finite(draws), exhaustive=False)
    return found


def _finite(draws: Floats) -> Floats:
    """Draws in which a permuted treatment has no variation left say nothing: they count as 0."""
    return np.nan_to_num(draws, nan=0.0)


def experiment(strata: Codes, regression: Regression, place: int) -> Experiment:
    """The permutation test of one regressor."""
    term, swept = regression.terms[place], regression.swept
    return Experiment(
        y=swept.y,
        others=np.delete(swept.x, place, axis=1),
        base=term.base,
        factor=term.factor,
        strata=strata,
        factors=regression.design.factors,
        weights=regression.design.weights,
        groups=bootstrap_cluster(regression.clusters) if regression.clusters else None,
        sweep=regression.sweep,
    )
