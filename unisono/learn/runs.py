"""What the trainings of a study left behind, as the comparison takes it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from unisono.errors import InputError
from unisono.learn.sizes import Spent, comparable, read_spent
from unisono.store import read_rows

Floats = npt.NDArray[np.float64]
Classes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """What one training predicts for the test part of its split."""

    model: str
    seed: int
    split: str
    ids: tuple[str, ...]
    groups: tuple[str, ...]
    outputs: Floats
    """Shape (items, classes) or (items, 1)."""
    target: Classes | Floats
    """Shape (items,)."""

    @property
    def family(self) -> str:
        """Kind of the split: time, grouped or fold."""
        return self.split.rsplit("-", 1)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One training: its test, its cost and its learning curve."""

    test: Predicted
    validation: dict[str, float]
    """Metrics on the validation part; NaN where one cannot be computed."""
    parameters: int
    train_seconds: float
    infer_seconds: float
    """For the test part."""
    peak_mb: float
    history: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """All trainings of a label."""

    label: str
    classes: tuple[str, ...]
    """Empty for values."""
    runs: tuple[Run, ...]
    spent: tuple[Spent, ...] = ()
    """Trainings on smaller corpora, with those on the whole one that belong to them."""

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models, in the order of the configuration."""
        return tuple(dict.fromkeys(run.test.model for run in self.runs))

    @property
    def families(self) -> tuple[str, ...]:
        """Kinds of splits."""
        return tuple(dict.fromkeys(run.test.family for run in self.runs))

    def of(self, family: str, model: str) -> tuple[Run, ...]:
        """Trainings of a model on one kind of split."""
        return tuple(
            run for run in self.runs if run.test.family == family and run.test.model == model
        )


def read_study(
    *,
    splits: Sequence[Path],
    predictions: Sequence[Path],
    scores: Sequence[Path],
    histories: Sequence[Path],
    sizes: Sequence[Path] = (),
) -> Study:
    """Read what trainings wrote.

    Parameters
    ----------
    splits
        Files of the table, one for each split.
    predictions, scores, histories
        Files of each training, in one order.
    sizes
        Scores of trainings on smaller corpora.

    Raises
    ------
    InputError
        When there is none.
    """
    if not predictions:
        raise InputError("no model was trained; see learn.models in the config")
    values = {row["value"] for path in splits for row in read_rows(path, columns=["value"])}
    first = read_rows(predictions[0], columns=["label", "output"])[0]
    classes = tuple(sorted(values)) if len(first["output"]) > 1 else ()
    runs = [
        _run(*files, classes) for files in zip(predictions, scores, histories, strict=True)
    ]  # fmt: skip
    spent = comparable(read_spent(scores), read_spent(sizes))
    return Study(label=first["label"], classes=classes, runs=tuple(runs), spent=spent)


def _run(predictions: Path, scores: Path, history: Path, classes: tuple[str, ...]) -> Run:
    rows = [row for row in read_rows(predictions) if row["part"] == "test"]
    measured = read_rows(scores)
    test = next(row for row in measured if row["fold"] == "test")
    return Run(
        test=Predicted(
            model=rows[0]["model"],
            seed=rows[0]["seed"],
            split=rows[0]["split"],
            ids=tuple(row["media_id"] for row in rows),
            groups=tuple(row["group"] for row in rows),
            outputs=np.array([row["output"] for row in rows], dtype=np.float64),
            target=_target([row["truth"] for row in rows], classes),
        ),
        validation={
            row["metric"]: float("nan") if row["value"] is None else row["value"]
            for row in measured
            if row["fold"] == "validation"
        },
        parameters=test["parameters"],
        train_seconds=test["train_seconds"],
        infer_seconds=test["infer_seconds"],
        peak_mb=test["peak_mb"],
        history=tuple(json.loads(history.read_text(encoding="utf-8"))),
    )


def _target(truth: Sequence[str], classes: tuple[str, ...]) -> Classes | Floats:
    if not classes:
        return np.array([float(value) for value in truth], dtype=np.float64)
    number = {name: position for position, name in enumerate(classes)}
    return np.array([number[value] for value in truth], dtype=np.int64)
