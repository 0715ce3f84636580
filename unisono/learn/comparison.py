"""Compare trained models: each metric with its interval, and each pair of models.

Seeds and splits of a model are averaged. The intervals are by bootstrap: groups are drawn anew
with replacement, the same ones for every model, seed and split, and of the seeds as many as
there are, so that an interval holds what another sample of groups and another training would
change. A pair is compared by the interval of its difference and, for classes, by an exact
McNemar test with Holm's correction; the test takes one prediction for each item, the mean of
the probabilities of all seeds and splits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from unisono.learn.metrics import class_metrics, is_better_high, value_metrics
from unisono.learn.runs import Classes, Floats, Predicted, Run, Study
from unisono.learn.significance import group_weights, holm, interval, mcnemar
from unisono.learn.study import CompareOptions

_MOST_WEIGHTS = 2_000_000
"""Weights of items in resamples that are held at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One metric of one model."""

    value: float
    low: float
    high: float
    seed_sd: float
    """Standard deviation over the seeds; NaN for one seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one training of a model costs, mean of all."""

    parameters: float
    train_seconds: float
    infer_seconds: float
    """For the test part."""
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One model on one kind of split."""

    family: str
    model: str
    seeds: int
    splits: int
    items: int
    """Different items tested on."""
    groups: int
    estimates: Mapping[str, Estimate]
    """By metric."""
    validation: float
    """Mean of the chosen metric on the validation part."""
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two models on one kind of split: the first minus the second."""

    family: str
    first: str
    second: str
    difference: Estimate
    only_first: int
    """Items that the first alone gets right; 0 for values."""
    only_second: int
    p_value: float
    """McNemar's; NaN for values."""
    p_holm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All of it."""

    label: str
    metric: str
    """What models are ranked by."""
    level: float
    standings: tuple[Standing, ...]
    """By kind of split, the best model first."""
    pairs: tuple[Pair, ...]

    def ranked(self, family: str) -> tuple[Standing, ...]:
        """Models on one kind of split, the best first."""
        return tuple(standing for standing in self.standings if standing.family == family)

    @property
    def families(self) -> tuple[str, ...]:
        """Kinds of splits."""
        return tuple(dict.fromkeys(standing.family for standing in self.standings))


def compare(study: Study, options: CompareOptions) -> Comparison:
    """Compare all models of a study.

    Parameters
    ----------
    study
        What the trainings left behind.
    options
        Metric, resamples and level.
    """
    metric = chosen_metric(options.metric, study.classes)
    standings: list[Standing] = []
    pairs: list[Pair] = []
    for family in study.families:
        drawn = {
            model: _resampled(study, family, model, options)
            for model in study.models
            if study.of(family, model)
        }
        found = [_standing(study, family, model, drawn[model], metric, options) for model in drawn]
        sign = -1.0 if is_better_high(metric) else 1.0
        standings += sorted(found, key=lambda one: sign * one.estimates[metric].value)
        ranked = [standing.model for standing in standings if standing.family == family]
        pairs += _pairs(study, family, ranked, {m: drawn[m][metric] for m in ranked}, options)
    return Comparison(
        label=study.label,
        metric=metric,
        level=options.level,
        standings=tuple(standings),
        pairs=tuple(pairs),
    )


def chosen_metric(name: str, classes: Sequence[str]) -> str:
    """The metric to rank by: as configured, or the default of the task."""
    if name == "auto" or (name in ("mae", "correlation")) == bool(classes):
        return "f1_macro" if classes else "mae"
    return name


def pooled_predictions(runs: Sequence[Run]) -> Predicted:
    """One prediction for each item: the mean of all trainings that tested on it."""
    place: dict[str, int] = {}
    tests = [run.test for run in runs]
    for test in tests:
        for media_id in test.ids:
            place.setdefault(media_id, len(place))
    sums = np.zeros((len(place), tests[0].outputs.shape[1]))
    counts = np.zeros(len(place))
    target = np.zeros(len(place))
    groups = [""] * len(place)
    for test in tests:
        at = np.array([place[media_id] for media_id in test.ids])
        sums[at] += test.outputs
        counts[at] += 1
        target[at] = test.target
        for position, group in zip(at, test.groups, strict=True):
            groups[position] = group
    return Predicted(
        model=tests[0].model,
        seed=-1,
        split=tests[0].split,
        ids=tuple(place),
        groups=tuple(groups),
        outputs=sums / counts[:, None],
        target=target if tests[0].target.dtype == np.float64 else target.astype(np.int64),
    )


Resampled = dict[str, tuple[Floats, Floats]]
"""By metric: of each seed the value, shape (seeds,), and the resampled means, (resamples,)."""


def _resampled(study: Study, family: str, model: str, options: CompareOptions) -> Resampled:
    """Every metric of a model as it is, by seed, and over resamples of groups and seeds."""
    names = sorted({g for run in study.runs if run.test.family == family for g in run.test.groups})
    number = {name: position for position, name in enumerate(names)}
    by_seed: dict[int, list[Predicted]] = {}
    for run in study.of(family, model):
        by_seed.setdefault(run.test.seed, []).append(run.test)
    if family == "fold":  # too small alone, and together they are every item once
        by_seed = {seed: [_joined(tests)] for seed, tests in by_seed.items()}
    items = max(len(test.ids) for tests in by_seed.values() for test in tests)
    at_once = max(1, min(100, _MOST_WEIGHTS // items))
    seeds = [_metrics_of(tests, None, number, study, options) for tests in by_seed.values()]
    pieces: dict[str, list[Floats]] = {name: [] for name in seeds[0]}
    rng = np.random.default_rng([options.seed, 1])
    for weights in group_weights(len(names), options.resamples, options.seed, at_once=at_once):
        drawn = [_metrics_of(t, weights, number, study, options) for t in by_seed.values()]
        share = rng.multinomial(len(seeds), np.full(len(seeds), 1 / len(seeds)), len(weights))
        for name in pieces:
            values = np.stack([metrics[name] for metrics in drawn], axis=1)
            # a seed that is not drawn must not spread its NaN
            counted = np.where(share > 0, values, 0.0) * share
            pieces[name].append(counted.sum(axis=1) / len(seeds))
    return {
        name: (np.array([seed[name][0] for seed in seeds]), np.concatenate(pieces[name]))
        for name in pieces
    }


def _joined(tests: Sequence[Predicted]) -> Predicted:
    """The test parts of several splits, one after the other."""
    return replace(
        tests[0],
        ids=tuple(media_id for test in tests for media_id in test.ids),
        groups=tuple(group for test in tests for group in test.groups),
        outputs=np.concatenate([test.outputs for test in tests]),
        target=np.concatenate([test.target for test in tests]),
    )


def _metrics_of(
    tests: Sequence[Predicted],
    weights: Floats | None,
    number: Mapping[str, int],
    study: Study,
    options: CompareOptions,
) -> dict[str, Floats]:
    """Mean of each metric over splits; shape (resamples,)."""
    found: list[dict[str, Floats]] = []
    for test in tests:
        groups = np.array([number[group] for group in test.groups])
        chosen = None if weights is None else weights[:, groups]
        found.append(metrics_of(test.outputs, test.target, study.classes, chosen, options.bins))
    return {name: np.mean([metrics[name] for metrics in found], axis=0) for name in found[0]}


def metrics_of(
    outputs: Floats,
    target: Classes | Floats,
    classes: tuple[str, ...],
    weights: Floats | None,
    bins: int,
) -> dict[str, Floats]:
    """Metrics of classes or of values; see `unisono.learn.metrics`."""
    if classes:
        numbers = target.astype(np.int64)
        return class_metrics(outputs, numbers, classes, weights=weights, bins=bins)
    return value_metrics(outputs[:, 0], target.astype(np.float64), weights=weights)


def _standing(
    study: Study,
    family: str,
    model: str,
    drawn: Resampled,
    metric: str,
    options: CompareOptions,
) -> Standing:
    runs = study.of(family, model)
    names: tuple[Literal["parameters", "train_seconds", "infer_seconds", "peak_mb"], ...]
    names = ("parameters", "train_seconds", "infer_seconds", "peak_mb")
    return Standing(
        family=family,
        model=model,
        seeds=len({run.test.seed for run in runs}),
        splits=len({run.test.split for run in runs}),
        items=len({media_id for run in runs for media_id in run.test.ids}),
        groups=len({group for run in runs for group in run.test.groups}),
        estimates={name: _estimate(*values, options.level) for name, values in drawn.items()},
        validation=float(np.mean([run.validation.get(metric, np.nan) for run in runs])),
        cost=Cost(**{name: float(np.mean([getattr(run, name) for run in runs])) for name in names}),
    )


def _estimate(by_seed: Floats, resampled: Floats, level: float) -> Estimate:
    low, high = interval(resampled, level)
    spread = float(np.std(by_seed, ddof=1)) if len(by_seed) > 1 else float("nan")
    return Estimate(value=float(np.mean(by_seed)), low=low, high=high, seed_sd=spread)


def _pairs(
    study: Study,
    family: str,
    ranked: Sequence[str],
    drawn: Mapping[str, tuple[Floats, Floats]],
    options: CompareOptions,
) -> list[Pair]:
    right = {model: _right(study, family, model) for model in ranked} if study.classes else {}
    chosen = list(combinations(ranked, 2))
    p_values = [
        mcnemar(right[first], right[second]) if right else float("nan") for first, second in chosen
    ]
    adjusted = holm(p_values) if right else p_values
    pairs: list[Pair] = []
    for (first, second), p_value, p_holm in zip(chosen, p_values, adjusted, strict=True):
        low, high = interval(drawn[first][1] - drawn[second][1], options.level)
        value = float(np.mean(drawn[first][0]) - np.mean(drawn[second][0]))
        counts = (0, 0)
        if right:
            counts = _only(right[first], right[second]), _only(right[second], right[first])
        pairs.append(
            Pair(
                family=family,
                first=first,
                second=second,
                difference=Estimate(value=value, low=low, high=high, seed_sd=float("nan")),
                only_first=counts[0],
                only_second=counts[1],
                p_value=p_value,
                p_holm=p_holm,
            )
        )
    return pairs


def _right(study: Study, family: str, model: str) -> npt.NDArray[np.bool_]:
    """Whether each item is told right, in the order of ids."""
    test = pooled_predictions(study.of(family, model))
    order = np.argsort(np.array(test.ids))
    right: npt.NDArray[np.bool_] = test.outputs.argmax(axis=1) == test.target
    return right[order]


def _only(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> int:
    return int((first & ~second).sum())
