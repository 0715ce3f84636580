"""The models of a label, compared: what they score, how surely, and what they cost."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from unisono.report.figures import Figure, existing, read_figures
from unisono.report.forest import Line, common_axis, forest, interval, signed, written

_FAMILIES = {
    "time": "Learnt from the past, tested on the latest recordings",
    "grouped": "Tested on groups that were not learnt from, drawn at random",
    "fold": "Every group tested once, by models that did not learn from it",
}
_NAMES = {
    "f1_macro": "F1 (macro)",
    "accuracy": "accuracy",
    "auc": "AUC",
    "ece": "calibration error (ECE)",
    "brier": "Brier score",
    "mae": "mean absolute error",
    "correlation": "correlation",
}
_FIGURES = (
    ("calibration-*.svg", "Calibration: stated confidence and the share that is right ({})"),
    ("cost-*.svg", "The metric against time and memory ({})"),
    (
        "sizes.svg",
        "The metric, and what a second and a gigabyte buy of it, by the size of the corpus",
    ),
    ("learning-*.svg", "Learning curves ({})"),
)
_FILES = (
    ("summary.md", "the comparison (Markdown)"),
    ("summary.csv", "metrics (CSV)"),
    ("costs.csv", "costs (CSV)"),
    ("pairs.csv", "pairs of models (CSV)"),
    ("sizes.csv", "costs by size of the corpus (CSV)"),
)
_MOST_PAIRS = 60
_FEW_GROUPS = 20
"""Groups below which intervals are too narrow (Cameron, Gelbach and Miller 2008)."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model: its metrics with intervals as text, and what it costs."""

    name: str
    scores: tuple[tuple[str, str], ...]
    """Value and interval of each metric."""
    parameters: float
    train_seconds: float
    infer_seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two models whose difference holds."""

    first: str
    second: str
    difference: str
    held_by: str
    """What tells them apart: interval, test, or both."""
    p_holm: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """All models on one kind of split, the best first."""

    title: str
    metrics: tuple[str, ...]
    models: tuple[Model, ...]
    items: int
    groups: int
    splits: int
    seeds: int
    few: bool
    """Whether the groups are few."""
    drawing: Markup
    pairs: tuple[Pair, ...]
    compared: int
    """Pairs of models in all."""
    more_pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One model learnt from so many recordings: its score, and points for what it costs."""

    model: str
    recordings: int
    metric: str
    score: float
    seconds: float
    peak_mb: float
    per_second: str
    """Points (hundredths) above the majority."""
    per_gb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """The study of a label."""

    label: str
    level: float
    families: tuple[Family, ...]
    sizes: tuple[Size, ...]
    """By model and size; none where all learnt from one size."""
    figures: tuple[Figure, ...]
    files: tuple[tuple[str, Path], ...]


def read_tone(results: Path, config: Mapping[str, Any]) -> Tone | None:
    """Read the comparison of the models; None where there is none, or no label any more.

    Parameters
    ----------
    results
        Folder of the run, with ``tone/summary.csv``, ``costs.csv`` and ``pairs.csv``.
    config
        The merged configuration.
    """
    folder = results / "tone"
    tables = {name: list(_rows(folder / f"{name}.csv")) for name in ("summary", "costs", "pairs")}
    learn = config.get("learn") or {}
    if not tables["summary"] or not tables["costs"] or learn.get("label", "") is None:
        return None
    level = float((learn.get("compare") or {}).get("level", 0.95))
    return Tone(
        label=str(learn.get("label") or "label"),
        level=level,
        families=tuple(
            _family(name, tables, level)
            for name in dict.fromkeys(row["split"] for row in tables["costs"])
        ),
        sizes=_sizes(_rows(folder / "sizes.csv")),
        figures=read_figures(folder / "figures", "tone", _FIGURES),
        files=tuple(existing(folder, _FILES)),
    )


def _sizes(rows: Iterator[Row]) -> tuple[Size, ...]:
    found = tuple(
        Size(
            model=row["model"],
            recordings=int(row["recordings"]),
            metric=_NAMES.get(row["metric"], row["metric"]),
            score=_number(row["score"]),
            seconds=_number(row["seconds"]),
            peak_mb=_number(row["peak_mb"]),
            per_second=_points(row["gain_per_second"]),
            per_gb=_points(row["gain_per_gb"]),
        )
        for row in rows
    )
    return found if len({one.recordings for one in found}) > 1 else ()


def _points(gain: str) -> str:
    points = 100.0 * _number(gain)
    if not math.isfinite(points):
        return "–"
    return f"{points:,.0f}" if points >= 100.0 else f"{points:.3g}"


def _family(name: str, tables: Mapping[str, Sequence[Row]], level: float) -> Family:
    rows, costs, pairs = (
        [row for row in tables[table] if row["split"] == name]
        for table in ("summary", "costs", "pairs")
    )
    best = next(key for key in costs[0] if key.startswith("validation_"))
    best = best.removeprefix("validation_")
    metrics = [metric for metric in _NAMES if any(row["metric"] == metric for row in rows)]
    metrics.sort(key=lambda metric: metric != best)
    lines = {
        (row["model"], row["metric"]): Line(
            label=row["model"],
            value=_number(row["value"]),
            low=_limit(row["conf_low"]),
            high=_limit(row["conf_high"]),
        )
        for row in rows
    }
    held = _holding(pairs, level)
    return Family(
        title=_FAMILIES.get(name, name),
        metrics=tuple(_NAMES[metric] for metric in metrics),
        models=tuple(_model(row, metrics, lines) for row in costs),
        items=int(costs[0]["items"]),
        groups=int(costs[0]["groups"]),
        splits=max(int(row["splits"]) for row in costs),
        seeds=max(int(row["seeds"]) for row in costs),
        few=int(costs[0]["groups"]) < _FEW_GROUPS,
        drawing=_drawn(costs, lines, best, level),
        pairs=tuple(held[:_MOST_PAIRS]),
        compared=len(pairs),
        more_pairs=max(0, len(held) - _MOST_PAIRS),
    )


def _drawn(
    costs: Sequence[Row], lines: Mapping[tuple[str, str], Line], metric: str, level: float
) -> Markup:
    drawn = [lines[row["model"], metric] for row in costs if (row["model"], metric) in lines]
    drawn = [line for line in drawn if math.isfinite(line.value)]
    name = _NAMES.get(metric, metric)
    axis = common_axis(drawn, f"{name}, {100 * level:g} % interval")
    return forest(drawn, axis, title=f"{name} of each model", reference=None)


def _model(row: Row, metrics: Sequence[str], lines: Mapping[tuple[str, str], Line]) -> Model:
    name = row["model"]
    return Model(
        name=name,
        scores=tuple(
            (signed(lines[name, metric].value, 3), interval(lines[name, metric], 3))
            if (name, metric) in lines
            else ("–", "")
            for metric in metrics
        ),
        parameters=_number(row["parameters"]),
        train_seconds=_number(row["train_seconds"]),
        infer_seconds=_number(row["infer_seconds"]),
        peak_mb=_number(row["peak_mb"]),
    )


def _holding(pairs: Sequence[Row], level: float) -> list[Pair]:
    """Pairs whose difference holds, by interval and corrected test first, then by one of them."""
    found = []
    for row in pairs:
        low, high = _limit(row["conf_low"]), _limit(row["conf_high"])
        p_holm = _limit(row["p_holm"])
        reasons = {
            "interval": low is not None and high is not None and (low > 0 or high < 0),
            "test": p_holm is not None and p_holm < 1 - level,
        }
        held_by = " and ".join(name for name, holds in reasons.items() if holds)
        if held_by:
            line = Line(label="", value=_number(row["difference"]), low=low, high=high)
            found.append(
                Pair(
                    first=row["first"],
                    second=row["second"],
                    difference=written(line, 3),
                    held_by=held_by,
                    p_holm=p_holm,
                )
            )
    return sorted(found, key=lambda pair: -len(pair.held_by))


def _rows(path: Path) -> Iterator[Row]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _limit(text: str) -> float | None:
    value = _number(text)
    return value if math.isfinite(value) else None
