"""The jobs of the stage: divide a corpus, and train one model with one seed on one split."""

import json
import logging
import resource
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from unisono.errors import InputError
from unisono.items import Job
from unisono.learn.corpus import Corpus
from unisono.learn.labels import PARTS, Labels
from unisono.learn.metrics import class_metrics, value_metrics
from unisono.learn.options import ModelOptions
from unisono.learn.splits import ALL_PARTS, make_splits
from unisono.learn.storage import Stored, load_corpus
from unisono.learn.study import SplitOptions
from unisono.store import read_rows, write_table

logger = logging.getLogger(__name__)

_MEASURED = ("validation", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """Which model is trained with which seed on which split."""

    model: str
    seed: int
    split: str

    @classmethod
    def of_job(cls, job: Job) -> Self:
        """What a job of the workflow trains."""
        named = job.wildcards
        return cls(model=named.model, seed=int(named.seed), split=named.split)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Files that a training writes."""

    predictions: Path
    scores: Path
    history: Path
    """Learning curve: a JSON list with one object for each epoch."""
    state: Path
    """Trained weights, safetensors."""

    @classmethod
    def of_job(cls, job: Job) -> Self:
        """What a job of the workflow writes."""
        return cls(**{entry.name: Path(getattr(job.output, entry.name)) for entry in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    recordings: int
    parameters: int
    train_seconds: float
    peak_mb: float


def divide(*, corpus: Path, split: str, target: Path, options: SplitOptions) -> None:
    """Write the ``splits`` table of one split.

    Parameters
    ----------
    corpus
        Folder of the corpus.
    split
        Name of the split.
    target
        File to write.
    options
        How to split.

    Raises
    ------
    InputError
        When the corpus cannot be divided so.
    """
    stored = load_corpus(corpus)
    data = stored.corpus
    labels = Labels(classes=data.classes, target=data.target)
    made = make_splits([split], labels, data.groups, stored.dates, options)[0]
    order = np.argsort(np.array(data.ids))
    rows = [
        {
            "label": stored.label,
            "split": split,
            "media_id": data.ids[item],
            "group": data.groups[item],
            "part": ALL_PARTS[made.parts[item]],
            "value": _value(data, item),
        }
        for item in order
    ]
    write_table("splits", target, rows)
    logger.info("%s: %s", split, dict(zip(ALL_PARTS, np.bincount(made.parts), strict=False)))


def train(
    *,
    corpus: Path,
    splits: Path,
    training: Training,
    outcome: Outcome,
    work: Path,
    options: ModelOptions,
    bins: int,
) -> None:
    """Train one model and write what it predicts, how good that is and what it cost.

    Parameters
    ----------
    corpus
        Folder of the corpus.
    splits
        Table ``splits`` of the split.
    training
        Model, seed and split.
    outcome
        Files to write.
    work
        Folder for checkpoints, from which a training that was killed goes on; removed at
        the end.
    options
        Settings of the models.
    bins
        Of the calibration error.
    """
    from unisono.learn.registry import build

    stored = load_corpus(corpus)
    parts = _parts(stored.corpus, splits)
    model = build(training.model, options)
    started = time.perf_counter()
    fitted = model.fit(parts["train"], parts["validation"], seed=training.seed, work=work)
    seconds = time.perf_counter() - started
    cost = _Cost(
        recordings=len(parts["train"]),
        parameters=fitted.parameters,
        train_seconds=seconds,
        peak_mb=_peak_mb(),
    )
    predictions: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    for part in _MEASURED:
        started = time.perf_counter()
        outputs = fitted.predict_proba(parts[part])
        inferred = time.perf_counter() - started
        _check(outputs, training)
        predictions += _predictions(stored, parts[part], outputs, training, part)
        metrics = measure(outputs, parts[part], bins=bins)
        scores += _scores(stored, metrics, training, part, (cost, inferred))
    write_table("predictions", outcome.predictions, predictions)
    write_table("scores", outcome.scores, scores)
    _write_history(outcome.history, [asdict(epoch) for epoch in fitted.history])
    outcome.state.parent.mkdir(parents=True, exist_ok=True)
    fitted.save(outcome.state)
    shutil.rmtree(work, ignore_errors=True)
    logger.info("%s trained in %.1f s", training, seconds)


def measure(outputs: npt.NDArray[np.float64], corpus: Corpus, *, bins: int) -> dict[str, float]:
    """Every metric of some predictions; NaN where one cannot be computed.

    Parameters
    ----------
    outputs
        What `predict_proba` gave, shape (items, classes) or (items, 1).
    corpus
        The items that it was given.
    bins
        Of the calibration error.
    """
    if corpus.classes:
        target = corpus.target.astype(np.int64)
        found = class_metrics(outputs, target, corpus.classes, bins=bins)
    else:
        found = value_metrics(outputs[:, 0], corpus.target.astype(np.float64))
    return {name: float(values[0]) for name, values in found.items()}


def _parts(corpus: Corpus, splits: Path) -> dict[str, Corpus]:
    part_of = {row["media_id"]: row["part"] for row in read_rows(splits)}
    unknown = [media_id for media_id in corpus.ids if media_id not in part_of]
    if unknown:
        raise InputError(f'{splits} does not have "{unknown[0]}"; run the rule split again')
    named = np.array([part_of[media_id] for media_id in corpus.ids])
    return {part: corpus.subset(named == part) for part in PARTS}


def _predictions(
    stored: Stored,
    corpus: Corpus,
    outputs: npt.NDArray[np.float64],
    training: Training,
    part: str,
) -> Iterator[dict[str, Any]]:
    for item in np.argsort(np.array(corpus.ids)):
        row = outputs[item]
        guess = corpus.classes[int(row.argmax())] if corpus.classes else repr(float(row[0]))
        yield {
            "label": stored.label,
            **asdict(training),
            "part": part,
            "media_id": corpus.ids[item],
            "group": corpus.groups[item],
            "truth": _value(corpus, item),
            "prediction": guess,
            "output": [float(number) for number in row],
        }


def _scores(
    stored: Stored,
    metrics: Mapping[str, float],
    training: Training,
    part: str,
    costs: tuple[_Cost, float],
) -> Iterator[dict[str, Any]]:
    cost, inferred = costs
    for name, value in metrics.items():
        yield {
            "label": stored.label,
            **asdict(training),
            "fold": part,
            "metric": name,
            "value": None if np.isnan(value) else value,
            **asdict(cost),
            "infer_seconds": inferred,
        }


def _check(outputs: npt.NDArray[np.float64], training: Training) -> None:
    if not np.isfinite(outputs).all():
        raise InputError(
            f"{training.model}, seed {training.seed}, {training.split}: the model predicts NaN; "
            "its training diverged: lower its learning rate in learn.settings"
        )


def _value(corpus: Corpus, item: int) -> str:
    if corpus.classes:
        return corpus.classes[int(corpus.target[item])]
    return repr(float(corpus.target[item]))


def _peak_mb() -> float:
    """Most memory that the process has held so far, megabytes: of the machine and of a GPU."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return round(peak + _gpu_peak_mb(), 1)


def _gpu_peak_mb() -> float:
    torch = sys.modules.get("torch")  # models that do not use it have not loaded it
    if torch is None or not torch.cuda.is_available():
        return 0.0
    return float(torch.cuda.max_memory_allocated()) / 1e6


def _write_history(path: Path, epochs: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(epochs), indent=1) + "\n", encoding="utf-8")
