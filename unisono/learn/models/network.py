"""A model that is a network: what it is made of, how it is fitted, how it predicts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import nn

from unisono.errors import ConfigError
from unisono.learn.corpus import Corpus, Modality
from unisono.learn.models.features import Scaling, check_same_features, pooled, scaling_of
from unisono.learn.models.inputs import Feeder, prediction_batches
from unisono.learn.models.interface import Epoch, ItemAttention, Outputs
from unisono.learn.models.mult import Mult
from unisono.learn.models.state import State, write_state
from unisono.learn.models.target import Task, check_same_task, task_of
from unisono.learn.models.training import Trainer, outputs_of, quiet_threads, training_device
from unisono.learn.options import (
    EarlyOptions,
    TensorOptions,
    TrainingOptions,
    TransformerOptions,
)

NetworkOptions = EarlyOptions | TensorOptions | TransformerOptions
Clock = Literal["own", "words", "pooled"]

_SHUFFLE_SEED = 0
"""Of the orders in which a control sees the steps; the seed of the training draws weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What makes one network model differ from another.

    Attributes
    ----------
    name
        Of the model.
    clock
        Each modality on its own steps, on those of the words, or pooled into one step.
    build
        The network from the modalities' widths and the number of outputs.
    block, options
        Of the network, and which block of the configuration they are.
    shuffled
        Whether sources are shuffled in time.
    """

    name: str
    clock: Clock
    build: Callable[[Mapping[str, int], int], nn.Module]
    block: str
    options: NetworkOptions
    shuffled: bool = False

    @property
    def position_seconds(self) -> float | None:
        """Seconds that are one position; None: each step is one."""
        if isinstance(self.options, TransformerOptions) and self.options.positions == "seconds":
            return self.options.position_seconds
        return None

    def tracks(self, corpus: Corpus) -> dict[str, Modality]:
        """The sequences that the network takes.

        Raises
        ------
        ConfigError
            When the corpus is not on the clock of the words, and the network needs it.
        """
        if self.clock == "words":
            if not corpus.words:
                raise ConfigError(
                    f"{self.name} needs the clock of the words, which this corpus lacks; take it "
                    "out of learn.models"
                )
            return dict(corpus.words)
        if self.clock == "pooled":
            return {name: pooled(track) for name, track in corpus.modalities.items()}
        return dict(corpus.modalities)

    def feeder(
        self,
        corpus: Corpus,
        tracks: Mapping[str, Modality],
        scalings: Mapping[str, Scaling],
        device: torch.device,
    ) -> Feeder:
        """What feeds a network of this recipe from tracks of a corpus."""
        return Feeder(
            tracks={name: tracks[name] for name in scalings},
            scalings=scalings,
            ids=corpus.ids,
            position_seconds=self.position_seconds,
            shuffle_seed=_SHUFFLE_SEED if self.shuffled else None,
            device=device,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkModel:
    """A network before its training."""

    recipe: Recipe
    training: TrainingOptions

    @property
    def name(self) -> str:
        """Of the model."""
        return self.recipe.name

    def fit(
        self, train: Corpus, validation: Corpus, *, seed: int, work: Path | None
    ) -> "FittedNetwork":
        """Train; see `unisono.learn.models.interface.Model`."""
        task = task_of(train, validation, self.training.class_weights)
        tracks = self.recipe.tracks(train)
        scalings = {name: scaling_of(name, track, train.ids) for name, track in tracks.items()}
        widths = {name: track.width for name, track in tracks.items()}
        device = training_device(self.training.device)
        held = self.recipe.tracks(validation)
        trainer = Trainer(
            name=self.name,
            options=self.training,
            learning_rate=self.recipe.options.learning_rate,
            network_options=self.recipe.options.model_dump(mode="json"),
            task=task,
            seed=seed,
        )
        with quiet_threads(self.training.threads), torch.random.fork_rng():
            torch.manual_seed(seed)
            network = self.recipe.build(widths, task.outputs).to(device)
            history = trainer.train(
                network,
                (self.recipe.feeder(train, tracks, scalings, device), train.target),
                (self.recipe.feeder(validation, held, scalings, device), validation.target),
                work,
            )
        return FittedNetwork(
            recipe=self.recipe,
            training=self.training,
            task=task,
            scalings=scalings,
            network=network.eval(),
            history=history,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedNetwork:
    """A network after its training."""

    recipe: Recipe
    training: TrainingOptions
    task: Task
    scalings: Mapping[str, Scaling]
    network: nn.Module
    history: tuple[Epoch, ...]

    @property
    def name(self) -> str:
        """Of the model."""
        return self.recipe.name

    @property
    def parameters(self) -> int:
        """Trained numbers."""
        return sum(one.numel() for one in self.network.parameters())

    def predict_proba(self, corpus: Corpus) -> Outputs:
        """See `unisono.learn.models.interface.Fitted`."""
        feeder = self._feeder(corpus)
        with quiet_threads(self.training.threads):
            return outputs_of(self.network, feeder, self.task, self.training)

    def attention(self, corpus: Corpus) -> Iterator[ItemAttention] | None:
        """Attention of each pair of modalities; None for networks of one sequence."""
        if not isinstance(self.network, Mult) or self.network.attends_to_itself:
            return None
        return self._attention(self.network, corpus)

    def _attention(self, network: Mult, corpus: Corpus) -> Iterator[ItemAttention]:
        feeder = self._feeder(corpus)
        network.eval()
        for batch in prediction_batches(feeder.lengths, batch=1):
            records = network.new_records()
            inputs = feeder.inputs(batch)
            with torch.inference_mode():
                network(inputs, records)
            there = {name for name, track in feeder.tracks.items() if track.present[int(batch[0])]}
            weights = {
                pair: torch.cat(layers).float().cpu().numpy()
                for pair, layers in records.items()
                if there.issuperset(pair)
            }
            yield ItemAttention(media_id=corpus.ids[int(batch[0])], weights=weights)

    def _feeder(self, corpus: Corpus) -> Feeder:
        check_same_task(self.task, corpus, self.name)
        tracks = self.recipe.tracks(corpus)
        widths = {name: len(scaling.mean) for name, scaling in self.scalings.items()}
        check_same_features(widths, tracks, self.name)
        device = next(self.network.parameters()).device
        return self.recipe.feeder(corpus, tracks, self.scalings, device)

    def save(self, path: Path) -> None:
        """Write the state."""
        tensors = {
            f"network.{name}": tensor.detach().cpu().numpy()
            for name, tensor in self.network.state_dict().items()
        }
        for name, scaling in self.scalings.items():
            tensors[f"{name}.mean"] = scaling.mean
            tensors[f"{name}.scale"] = scaling.scale
        about = {
            "task": self.task.plain(),
            "modalities": list(self.scalings),
            "recipe": [self.recipe.block, self.recipe.options.model_dump(mode="json")],
            "training": self.training.model_dump(mode="json"),
            "history": [asdict(epoch) for epoch in self.history],
        }
        write_state(path, State(model=self.name, about=about, tensors=tensors))
