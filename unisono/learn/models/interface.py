"""What a model is to the rest of the stage, fitted or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from unisono.learn.corpus import Corpus

Outputs = npt.NDArray[np.float64]
"""Shape (items, classes): probabilities; (items, 1): values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """One point of a learning curve."""

    epoch: int
    """From 1."""
    train_loss: float
    validation_loss: float
    validation_score: float
    """Macro F1; for values their correlation with the truth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAttention:
    """How the modalities of one item attend to each other."""

    media_id: str
    weights: Mapping[tuple[str, str], npt.NDArray[np.float32]]
    """By source and target: shape (layers, steps of the target, steps of the source), the mean
    of the heads; each row adds up to 1. Without pairs that the item lacks."""


class Fitted(Protocol):
    """A model after its training."""

    @property
    def name(self) -> str:
        """Of the model."""

    @property
    def parameters(self) -> int:
        """Trained numbers."""

    @property
    def history(self) -> tuple[Epoch, ...]:
        """Learning curve; empty for models that are fitted at once."""

    def predict_proba(self, corpus: Corpus) -> Outputs:
        """Probability of each class, or the value, for each item.

        Raises
        ------
        InputError
            When the corpus has other features or classes than the model was trained on.
        """

    def attention(self, corpus: Corpus) -> Iterator[ItemAttention] | None:
        """Attention across modalities, item by item; None for models without."""

    def save(self, path: Path) -> None:
        """Write the state as safetensors, with what identifies it as JSON in its header."""


class Model(Protocol):
    """A model before its training."""

    @property
    def name(self) -> str:
        """In the registry."""

    def fit(self, train: Corpus, validation: Corpus, *, seed: int, work: Path | None) -> Fitted:
        """Train on one part, choose and stop by another.

        Parameters
        ----------
        train, validation
            Parts of one corpus that share no group.
        seed
            What all random draws follow from.
        work
            Folder for checkpoints; a training that was killed goes on from there to the same
            result. It may be removed once the state is saved. None: no checkpoints.

        Raises
        ------
        InputError
            When the training part has no items, one class only, a modality that is missing
            everywhere, or features that are no finite numbers.
        """
