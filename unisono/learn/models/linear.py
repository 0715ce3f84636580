"""Regularised linear models of pooled features: one modality, or several side by side.

Logistic regression with an L2 penalty for classes, ridge regression for values
(scikit-learn), on the mean and standard deviation of each feature over an item's steps. The
strength of the penalty is the one with the least loss on the validation part.
"""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from unisono.errors import ConfigError
from unisono.learn.corpus import Corpus, Modality
from unisono.learn.models.features import (
    Scaling,
    check_same_features,
    pooled,
    scaling_of,
    table_of,
)
from unisono.learn.models.interface import Epoch, ItemAttention, Outputs
from unisono.learn.models.state import State, write_state
from unisono.learn.models.target import Task, check_same_task, loss_of, task_of
from unisono.learn.options import ModelOptions

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Of a linear model: shape (outputs, features) and (outputs,)."""

    coefficients: Matrix
    intercepts: Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearModel:
    """A linear model of the modalities named; of all that the corpus has where none is."""

    name: str
    modalities: tuple[str, ...]
    options: ModelOptions

    def fit(
        self,
        train: Corpus,
        validation: Corpus,
        *,
        seed: int,  # noqa: ARG002 - the solvers draw nothing
        work: Path | None,  # noqa: ARG002 - seconds, not hours
    ) -> "FittedLinear":
        """Fit for every strength, keep one; see `unisono.learn.models.interface.Model`."""
        task = task_of(train, validation, self.options.training.class_weights)
        names = self.modalities or tuple(train.modalities)
        for name in names:
            if name not in train.modalities:
                raise ConfigError(
                    f'{self.name}: the corpus has no {name}; take "{self.name}" out of learn.models'
                )
        tracks = {name: pooled(train.modalities[name]) for name in names}
        scalings = {name: scaling_of(name, track, train.ids) for name, track in tracks.items()}
        features = _side_by_side(scalings, tracks)
        held = {name: pooled(validation.modalities[name]) for name in names}
        held_features = _side_by_side(scalings, held)
        with threadpool_limits(self.options.training.threads):
            chosen = self._best(task, (features, train.target), (held_features, validation.target))
        return FittedLinear(
            name=self.name,
            task=task,
            widths={name: train.modalities[name].width for name in names},
            scalings=scalings,
            weights=chosen,
        )

    def _best(
        self,
        task: Task,
        train: tuple[Matrix, npt.NDArray[Any]],
        validation: tuple[Matrix, npt.NDArray[Any]],
    ) -> Weights:
        """The weights with the least validation loss; of equals the stronger penalty."""
        found: list[tuple[float, Weights]] = []
        for strength in sorted(self.options.linear.strengths):
            weights = solve(task, *train, strength=strength, iterations=self._iterations)
            loss = loss_of(task, outputs_of(task, weights, validation[0]), validation[1])
            found.append((float("inf") if np.isnan(loss) else loss, weights))
        return min(found, key=lambda pair: pair[0])[1]

    @property
    def _iterations(self) -> int:
        return self.options.linear.iterations


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedLinear:
    """A linear model after its training."""

    name: str
    task: Task
    widths: Mapping[str, int]
    scalings: Mapping[str, Scaling]
    weights: Weights
    history: tuple[Epoch, ...] = ()

    @property
    def parameters(self) -> int:
        """Coefficients and intercepts that are free."""
        free = max(1, self.task.outputs - 1)
        return int(free * (self.weights.coefficients.shape[1] + 1))

    def predict_proba(self, corpus: Corpus) -> Outputs:
        """See `unisono.learn.models.interface.Fitted`."""
        check_same_task(self.task, corpus, self.name)
        check_same_features(self.widths, corpus.modalities, self.name)
        tracks = {name: pooled(corpus.modalities[name]) for name in self.widths}
        return outputs_of(self.task, self.weights, _side_by_side(self.scalings, tracks))

    def attention(self, corpus: Corpus) -> Iterator[ItemAttention] | None:  # noqa: ARG002
        """None: it attends to nothing."""
        return None

    def state(self) -> State:
        """What is to be kept."""
        tensors: dict[str, npt.NDArray[Any]] = {
            "coefficients": self.weights.coefficients,
            "intercepts": self.weights.intercepts,
        }
        for name, scaling in self.scalings.items():
            tensors[f"{name}.mean"] = scaling.mean
            tensors[f"{name}.scale"] = scaling.scale
        widths = [[name, width] for name, width in self.widths.items()]
        about = {"task": self.task.plain(), "widths": widths}
        return State(model=self.name, about=about, tensors=tensors)

    def save(self, path: Path) -> None:
        """Write the state."""
        write_state(path, self.state())

    @classmethod
    def of_state(cls, state: State) -> "FittedLinear":
        """From what `state` gave."""
        widths = dict(state.about["widths"])
        tensors = state.tensors
        return cls(
            name=state.model,
            task=Task.from_plain(state.about["task"]),
            widths=widths,
            scalings={
                name: Scaling(mean=tensors[f"{name}.mean"], scale=tensors[f"{name}.scale"])
                for name in widths
            },
            weights=Weights(coefficients=tensors["coefficients"], intercepts=tensors["intercepts"]),
        )


def solve(
    task: Task, features: Matrix, target: npt.NDArray[Any], *, strength: float, iterations: int
) -> Weights:
    """Fit one linear model.

    Parameters
    ----------
    task
        Classes with their weights, or values.
    features
        Shape (items, features), standardised.
    target
        Shape (items,).
    strength
        Inverse of the penalty: C of the logistic regression, 1 / alpha of the ridge.
    iterations
        Of the solver at most. One that is cut off is a stronger penalty, which is chosen
        only if it does better on the validation part.
    """
    if not task.classes:
        values = (target - task.centre) / task.scale
        ridge = Ridge(alpha=1.0 / strength).fit(features, values)
        return Weights(
            coefficients=np.atleast_2d(ridge.coef_), intercepts=np.atleast_1d(ridge.intercept_)
        )
    weights = {number: weight for number, weight in enumerate(task.weights) if weight > 0}
    regression = LogisticRegression(C=strength, max_iter=iterations, class_weight=weights)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(features, target)
    coefficients = np.zeros((task.outputs, features.shape[1]))
    intercepts = np.full(task.outputs, -np.inf)  # a class that was never seen has no chance
    seen = regression.classes_
    if len(seen) == 2:  # scikit-learn has one row for two classes
        intercepts[seen[0]] = 0.0
        seen = seen[1:]
    coefficients[seen] = regression.coef_
    intercepts[seen] = regression.intercept_
    return Weights(coefficients=coefficients, intercepts=intercepts)


def outputs_of(task: Task, weights: Weights, features: Matrix) -> Outputs:
    """Probabilities of the classes, or values, of features of shape (items, features)."""
    scores = features @ weights.coefficients.T + weights.intercepts
    if not task.classes:
        return np.asarray(scores * task.scale + task.centre)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _side_by_side(scalings: Mapping[str, Scaling], tracks: Mapping[str, Modality]) -> Matrix:
    parts = [table_of(scaling, tracks[name]) for name, scaling in scalings.items()]
    return np.concatenate(parts, axis=1)
