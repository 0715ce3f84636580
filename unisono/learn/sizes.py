"""What a score costs by the size of the corpus: points per second and per gigabyte."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path

import numpy as np

from unisono.learn.metrics import is_better_high
from unisono.learn.splits import whole
from unisono.store import read_rows

MAJORITY = "majority"
"""The model above which points are counted."""

_COLUMNS = (
    "model",
    "recordings",
    "trainings",
    "metric",
    "score",
    "gain",
    "seconds",
    "peak_mb",
    "gain_per_second",
    "gain_per_gb",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """One training: how many recordings it learnt from, what it scores, and what it cost.

    Attributes
    ----------
    metrics
        On the test part; NaN where one cannot be computed.
    seconds
        Of the training and of the prediction for the test part.
    """

    model: str
    seed: int
    split: str
    recordings: int
    metrics: Mapping[str, float]
    seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One model learnt from so many recordings, mean of its trainings."""

    model: str
    recordings: int
    trainings: int
    metric: str
    score: float
    gain: float
    """Score above that of the majority on the largest corpus; not below 0."""
    seconds: float
    peak_mb: float

    @property
    def gain_per_second(self) -> float:
        """Points above the majority for each second of training and prediction."""
        return self.gain / max(self.seconds, 1e-9)

    @property
    def gain_per_gb(self) -> float:
        """Points above the majority for each gigabyte at the peak; NaN where not measured."""
        return self.gain / max(self.peak_mb / 1000.0, 1e-9)


def read_spent(paths: Sequence[Path]) -> tuple[Spent, ...]:
    """Read the tables ``scores`` of some trainings."""
    return tuple(_spent(path) for path in paths)


def comparable(all_of_it: Sequence[Spent], less: Sequence[Spent]) -> tuple[Spent, ...]:
    """Trainings on the whole corpus that those on smaller ones can be held against, and these.

    They are those on the split that the smaller corpora were made from (the first one, where
    there are none), of the same models with the same seeds.
    """
    if not all_of_it:
        return tuple(less)
    split = whole(less[0].split) if less else all_of_it[0].split
    same = {(one.model, one.seed) for one in less or all_of_it}
    kept = [one for one in all_of_it if one.split == split and (one.model, one.seed) in same]
    return (*less, *kept)


def sizes_of(spent: Sequence[Spent], metric: str) -> tuple[Size, ...]:
    """Mean score and cost of each model on each size, by model and size.

    Parameters
    ----------
    spent
        Trainings.
    metric
        What is a score; where less of it is better, the correlation is taken instead.
    """
    chosen = metric if is_better_high(metric) else "correlation"
    known = [one for one in spent if not isnan(one.metrics.get(chosen, float("nan")))]
    by_size: dict[tuple[str, int], list[Spent]] = {}
    for one in known:
        by_size.setdefault((one.model, one.recordings), []).append(one)
    scores = {key: _mean([one.metrics[chosen] for one in runs]) for key, runs in by_size.items()}
    trivial = [key for key in scores if key[0] == MAJORITY]
    base = scores[max(trivial)] if trivial else 0.0
    order = {model: place for place, model in enumerate(dict.fromkeys(key[0] for key in by_size))}
    return tuple(
        Size(
            model=model,
            recordings=recordings,
            trainings=len(runs),
            metric=chosen,
            score=scores[model, recordings],
            gain=max(scores[model, recordings] - base, 0.0),
            seconds=_mean([one.seconds for one in runs]),
            peak_mb=_mean([one.peak_mb for one in runs]),
        )
        for (model, recordings), runs in sorted(
            by_size.items(), key=lambda entry: (order[entry[0][0]], entry[0][1])
        )
    )


def several(sizes: Sequence[Size]) -> bool:
    """Whether there is more than one size to compare."""
    return len({size.recordings for size in sizes}) > 1


def write_sizes(path: Path, sizes: Sequence[Size]) -> None:
    """Write the sizes as CSV: a head alone where there are none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for size in sizes:
            writer.writerow([_cell(getattr(size, name)) for name in _COLUMNS])


def _spent(path: Path) -> Spent:
    rows = [row for row in read_rows(path) if row["fold"] == "test"]
    first = rows[0]
    return Spent(
        model=first["model"],
        seed=first["seed"],
        split=first["split"],
        recordings=first["recordings"],
        metrics={
            row["metric"]: float("nan") if row["value"] is None else row["value"] for row in rows
        },
        seconds=first["train_seconds"] + first["infer_seconds"],
        peak_mb=first["peak_mb"],
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return "" if isnan(value) else f"{value:.6g}"
