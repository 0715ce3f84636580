"""What a model is to give: classes with their weights, or values on their scale."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from unisono.errors import InputError
from unisono.learn.corpus import Corpus
from unisono.learn.models.interface import Outputs
from unisono.learn.options import ClassWeights

_FEWEST_CLASSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is learnt from a training part.

    Attributes
    ----------
    classes
        Names of the classes; empty for values.
    weights
        Of each class in the loss; mean 1 over the training part.
    centre, scale
        Mean and standard deviation of the values; networks learn them standardised.
    """

    classes: tuple[str, ...]
    weights: tuple[float, ...] = ()
    centre: float = 0.0
    scale: float = 1.0

    @property
    def outputs(self) -> int:
        """Numbers that are given for an item."""
        return len(self.classes) or 1

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Task":
        """From what `plain` gave."""
        lists = {name: tuple(plain[name]) for name in ("classes", "weights")}
        return cls(**{**plain, **lists})


def task_of(train: Corpus, validation: Corpus, weights: ClassWeights) -> Task:
    """The task that a training part sets.

    Raises
    ------
    InputError
        When a part has no items, or the training part one class only.
    """
    if not len(validation):
        raise InputError("learn: the validation part has no recordings; make it larger")
    if not len(train):
        raise InputError("learn: the training part has no recordings; make it larger")
    if not train.classes:
        values = np.asarray(train.target, dtype=np.float64)
        return Task(classes=(), centre=float(values.mean()), scale=float(values.std()) or 1.0)
    counts = np.bincount(train.target.astype(np.int64), minlength=len(train.classes))
    there = counts > 0
    if there.sum() < min(_FEWEST_CLASSES, len(train.classes)) or len(train.classes) == 1:
        name = train.classes[int(np.argmax(counts))]
        raise InputError(
            f'learn: all recordings of the training part are of the class "{name}"; '
            "a model needs two classes to tell apart"
        )
    balanced = np.where(there, len(train) / (there.sum() * np.maximum(counts, 1)), 0.0)
    chosen = balanced if weights == "balanced" else np.ones(len(counts))
    return Task(classes=train.classes, weights=tuple(float(weight) for weight in chosen))


def check_same_task(task: Task, corpus: Corpus, model: str) -> None:
    """Raise `InputError` unless a corpus has the classes that a model was trained on."""
    if corpus.classes != task.classes:
        trained = ", ".join(task.classes) or "values"
        given = ", ".join(corpus.classes) or "values"
        raise InputError(f"{model} was trained on {trained}, but the corpus has {given}")


def loss_of(task: Task, outputs: Outputs, target: npt.NDArray[Any]) -> float:
    """Mean loss: cross entropy weighted by class, or the mean error in standard deviations."""
    if not len(target):
        return float("nan")
    if not task.classes:
        return float(np.abs(outputs[:, 0] - target).mean() / task.scale)
    numbers = target.astype(np.int64)
    weights = np.asarray(task.weights)[numbers]
    chosen = outputs[np.arange(len(numbers)), numbers]
    total = weights.sum()
    surprise = -np.log(np.maximum(chosen, 1e-12))
    return float((weights * surprise).sum() / total) if total else float("nan")


def score_of(task: Task, outputs: Outputs, target: npt.NDArray[Any]) -> float:
    """Macro F1 over the classes that are there or are predicted, or Pearson's correlation."""
    if not len(target):
        return float("nan")
    if not task.classes:
        values = outputs[:, 0]
        if values.std() == 0 or target.std() == 0:
            return 0.0
        return float(np.corrcoef(values, target)[0, 1])
    truth, given = target.astype(np.int64), outputs.argmax(axis=1)
    count = len(task.classes)
    hits = np.bincount(truth[truth == given], minlength=count)
    both = np.bincount(truth, minlength=count) + np.bincount(given, minlength=count)
    seen = both > 0
    return float((2 * hits[seen] / both[seen]).mean())
