"""Late fusion: a linear model for each modality, whose outputs are averaged or stacked.

The stacker is a linear model of the modalities' outputs. It is fitted on outputs for
recordings that the models giving them have not seen: those of the training part out of
fold, with groups kept together. The validation part only chooses strengths, as everywhere.
"""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from unisono.errors import InputError
from unisono.learn.corpus import Corpus, IntArray
from unisono.learn.models.interface import Epoch, ItemAttention, Outputs
from unisono.learn.models.linear import (
    FittedLinear,
    LinearModel,
    Matrix,
    Weights,
    outputs_of,
    solve,
)
from unisono.learn.models.state import State, write_state
from unisono.learn.models.target import Task, check_same_task, loss_of, task_of
from unisono.learn.options import ModelOptions

_LEAST_CHANCE = 1e-6
"""Probabilities are kept from 0 before their logarithm is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateModel:
    """A linear model for each modality, and what joins them."""

    name: str
    stacked: bool
    options: ModelOptions

    def fit(
        self,
        train: Corpus,
        validation: Corpus,
        *,
        seed: int,
        work: Path | None,  # noqa: ARG002 - seconds, not hours
    ) -> "FittedLate":
        """Fit the members, then the stacker; see `unisono.learn.models.interface.Model`."""
        task = task_of(train, validation, self.options.training.class_weights)
        members = self._members(train, validation, seed)
        weights = None
        if self.stacked:
            apart = self._out_of_fold(train, validation, seed)
            held = {name: one.predict_proba(validation) for name, one in members.items()}
            with threadpool_limits(self.options.training.threads):
                weights = self._stacker(
                    task,
                    (_stackable(task, apart), train.target),
                    (_stackable(task, held), validation.target),
                )
        return FittedLate(name=self.name, task=task, members=members, weights=weights)

    def _members(self, train: Corpus, validation: Corpus, seed: int) -> dict[str, FittedLinear]:
        models = {
            name: LinearModel(name=f"linear-{name}", modalities=(name,), options=self.options)
            for name in train.modalities
        }
        return {
            name: model.fit(train, validation, seed=seed, work=None)
            for name, model in models.items()
        }

    def _out_of_fold(self, train: Corpus, validation: Corpus, seed: int) -> dict[str, Outputs]:
        """Outputs for each item of the training part, of members that have not seen it."""
        outputs = {name: np.zeros((len(train), train.outputs)) for name in train.modalities}
        for seen, unseen in folds_of(train, folds=self.options.late.folds, seed=seed):
            members = self._members(train.subset(seen), validation, seed)
            for name, member in members.items():
                outputs[name][unseen] = member.predict_proba(train.subset(unseen))
        return outputs

    def _stacker(
        self,
        task: Task,
        train: tuple[Matrix, npt.NDArray[np.generic]],
        validation: tuple[Matrix, npt.NDArray[np.generic]],
    ) -> Weights:
        options = self.options.linear
        tried = [
            solve(task, *train, strength=strength, iterations=options.iterations)
            for strength in sorted(options.strengths)
        ]
        losses = [
            loss_of(task, outputs_of(task, weights, validation[0]), validation[1])
            for weights in tried
        ]
        return tried[int(np.argmin(losses))]


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedLate:
    """Late fusion after its training.

    Attributes
    ----------
    members
        By modality.
    weights
        Of the stacker; None: the members are averaged.
    """

    name: str
    task: Task
    members: Mapping[str, FittedLinear]
    weights: Weights | None
    history: tuple[Epoch, ...] = ()

    @property
    def parameters(self) -> int:
        """Of the members and the stacker."""
        total = sum(member.parameters for member in self.members.values())
        if self.weights is None:
            return total
        own = self.weights.coefficients.shape[1] + 1
        return int(total + max(1, self.task.outputs - 1) * own)

    def predict_proba(self, corpus: Corpus) -> Outputs:
        """See `unisono.learn.models.interface.Fitted`."""
        check_same_task(self.task, corpus, self.name)
        outputs = {name: one.predict_proba(corpus) for name, one in self.members.items()}
        if self.weights is not None:
            return outputs_of(self.task, self.weights, _stackable(self.task, outputs))
        there = np.stack([corpus.modalities[name].present for name in outputs]).astype(float)
        # an item without any modality has the mean of what the members say of nothing
        there[:, there.sum(axis=0) == 0] = 1.0
        shares = there / there.sum(axis=0)
        return np.asarray(np.einsum("mi,mio->io", shares, np.stack(list(outputs.values()))))

    def attention(self, corpus: Corpus) -> Iterator[ItemAttention] | None:  # noqa: ARG002
        """None: it attends to nothing."""
        return None

    def save(self, path: Path) -> None:
        """Write the state."""
        tensors = {}
        about = []
        for name, member in self.members.items():
            state = member.state()
            about.append([name, state.model, dict(state.about)])
            tensors.update({f"{name}/{key}": tensor for key, tensor in state.tensors.items()})
        if self.weights is not None:
            tensors["stacker/coefficients"] = self.weights.coefficients
            tensors["stacker/intercepts"] = self.weights.intercepts
        identity = {"task": self.task.plain(), "members": about}
        write_state(path, State(model=self.name, about=identity, tensors=tensors))

    @classmethod
    def of_state(cls, state: State) -> "FittedLate":
        """From what `save` wrote."""
        members = {}
        for name, model, about in state.about["members"]:
            part = State(model=model, about=about, tensors=_below(f"{name}/", state))
            members[name] = FittedLinear.of_state(part)
        stacker = _below("stacker/", state)
        return cls(
            name=state.model,
            task=Task.from_plain(state.about["task"]),
            members=members,
            weights=Weights(**stacker) if stacker else None,
        )


def folds_of(train: Corpus, *, folds: int, seed: int) -> Iterator[tuple[IntArray, IntArray]]:
    """Positions seen and unseen in each fold; groups stay together, classes are spread.

    Raises
    ------
    InputError
        When there is one group only.
    """
    groups = len(set(train.groups))
    if groups < 2:
        raise InputError(
            f'late-stack: the training part has one group ("{train.groups[0]}") only, and '
            "stacking needs two; take late-stack out of learn.models"
        )
    kinds = StratifiedGroupKFold if train.classes else GroupKFold
    most = int(np.bincount(train.target).max()) if train.classes else len(train)
    splitter = kinds(n_splits=max(2, min(folds, groups, most)), shuffle=True, random_state=seed)
    nothing = np.zeros((len(train), 1))
    with warnings.catch_warnings():
        # classes rarer than the folds cannot be in each of them, which is no fault
        warnings.simplefilter("ignore", UserWarning)
        yield from list(splitter.split(nothing, train.target, train.groups))


def _stackable(task: Task, outputs: Mapping[str, Outputs]) -> Matrix:
    """What the stacker takes: log probabilities, or standardised values, side by side."""
    joined = np.concatenate(list(outputs.values()), axis=1)
    if task.classes:
        return np.asarray(np.log(np.maximum(joined, _LEAST_CHANCE)))
    return (joined - task.centre) / task.scale


def _below(prefix: str, state: State) -> dict[str, npt.NDArray[np.float64]]:
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in state.tensors.items()
        if name.startswith(prefix)
    }
