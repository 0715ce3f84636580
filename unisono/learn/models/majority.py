"""The baseline that looks at nothing: the classes' frequencies, or the median value."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from unisono.learn.corpus import Corpus
from unisono.learn.models.interface import Epoch, ItemAttention, Outputs
from unisono.learn.models.state import State, write_state
from unisono.learn.models.target import Task, check_same_task, task_of

NAME = "majority"


@dataclass(frozen=True, slots=True, kw_only=True)
class MajorityModel:
    """Learns how frequent each class is in the training part."""

    name: str = NAME

    def fit(
        self,
        train: Corpus,
        validation: Corpus,
        *,
        seed: int,  # noqa: ARG002 - nothing is drawn
        work: Path | None,  # noqa: ARG002 - nothing takes time
    ) -> "FittedMajority":
        """Count; see `unisono.learn.models.interface.Model`."""
        task = task_of(train, validation, "none")
        if task.classes:
            counts = np.bincount(train.target.astype(np.int64), minlength=len(task.classes))
            outputs = counts / counts.sum()
        else:
            # the median, since losses of values are absolute
            outputs = np.median(train.target, keepdims=True)
        return FittedMajority(task=task, outputs=outputs.astype(np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedMajority:
    """Gives every item the same."""

    task: Task
    outputs: Outputs
    """Shape (classes,) or (1,)."""
    name: str = NAME
    parameters: int = 0
    history: tuple[Epoch, ...] = ()

    def predict_proba(self, corpus: Corpus) -> Outputs:
        """The frequencies of the training part, once for each item."""
        check_same_task(self.task, corpus, self.name)
        return np.tile(self.outputs, (len(corpus), 1))

    def attention(self, corpus: Corpus) -> Iterator[ItemAttention] | None:  # noqa: ARG002
        """None: it attends to nothing."""
        return None

    def save(self, path: Path) -> None:
        """Write the state."""
        about = {"task": self.task.plain()}
        write_state(path, State(model=self.name, about=about, tensors={"outputs": self.outputs}))

    @classmethod
    def of_state(cls, state: State) -> "FittedMajority":
        """From what `save` wrote."""
        task = Task.from_plain(state.about["task"])
        return cls(task=task, outputs=np.asarray(state.tensors["outputs"], dtype=np.float64))
