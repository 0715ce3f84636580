"""The training of networks: epochs, early stopping, checkpoints that go on to the same result.

All random draws of an epoch follow from the seed and its number, so that a training that is
taken up at an epoch's end draws what it would have drawn.
"""

import contextlib
import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from unisono.errors import ConfigError
from unisono.learn.corpus import IntArray
from unisono.learn.models.inputs import Feeder, prediction_batches, training_batches
from unisono.learn.models.interface import Epoch, Outputs
from unisono.learn.models.progress import Progress, ProgressFile
from unisono.learn.models.target import Task, loss_of, score_of
from unisono.learn.options import Device, TrainingOptions

logger = logging.getLogger(__name__)

Part = tuple[Feeder, npt.NDArray[Any]]
"""What a part is fed from, and its target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trainer:
    """Trains one network.

    Attributes
    ----------
    name
        Of the model.
    options
        Of the training.
    learning_rate
        At its highest.
    network_options
        Of the network; a checkpoint of other ones is not gone on with.
    task
        Classes with their weights, or values.
    seed
        What all draws follow from.
    """

    name: str
    options: TrainingOptions
    learning_rate: float
    network_options: Mapping[str, Any]
    task: Task
    seed: int

    def train(
        self, network: nn.Module, train: Part, validation: Part, work: Path | None
    ) -> tuple[Epoch, ...]:
        """Train a network and leave it in the state of its best epoch.

        Returns
        -------
        tuple of Epoch
            The learning curve.
        """
        optimiser = torch.optim.AdamW(
            network.parameters(),
            lr=self.learning_rate,
            weight_decay=self.options.weight_decay,
            fused=True,
        )
        file = None if work is None else ProgressFile.of(work, self._identity(train, validation))
        progress = Progress.start(network)
        if file is not None:
            progress = file.resume(network, optimiser) or progress
        while not self._done(progress):
            number = len(progress.history) + 1
            train_loss = self._epoch(network, optimiser, train, number)
            progress = self._judged(progress, network, train_loss, validation)
            if file is not None:
                file.write(progress, network, optimiser)
        network.load_state_dict(progress.best)
        logger.info(
            "%s, seed %d: %d epochs, best %d",
            self.name,
            self.seed,
            len(progress.history),
            progress.best_epoch,
        )
        return progress.history

    def _identity(self, train: Part, validation: Part) -> dict[str, Any]:
        """What a checkpoint must agree on to be gone on with."""
        return {
            "model": self.name,
            "seed": self.seed,
            "training": self.options.model_dump(mode="json"),
            "network": dict(self.network_options),
            "learning_rate": self.learning_rate,
            "task": self.task.plain(),
            "torch": torch.__version__,
            "data": [digest_of(*part) for part in (train, validation)],
        }

    def _done(self, progress: Progress) -> bool:
        epochs = len(progress.history)
        return (
            epochs >= self.options.epochs or epochs - progress.best_epoch >= self.options.patience
        )

    def _judged(
        self, progress: Progress, network: nn.Module, train_loss: float, validation: Part
    ) -> Progress:
        """Progress with one epoch more, judged by the validation part."""
        feeder, target = validation
        outputs = outputs_of(network, feeder, self.task, self.options)
        epoch = Epoch(
            epoch=len(progress.history) + 1,
            train_loss=train_loss,
            validation_loss=loss_of(self.task, outputs, target),
            validation_score=score_of(self.task, outputs, target),
        )
        if not np.isfinite([train_loss, epoch.validation_loss]).all():
            raise ConfigError(
                f"{self.name}: the loss of epoch {epoch.epoch} is not finite; lower its "
                "learning_rate in the configuration"
            )
        chosen = self.options.select
        value = -epoch.validation_loss if chosen == "loss" else epoch.validation_score
        return progress.with_epoch(epoch, value, network)

    def _epoch(
        self, network: nn.Module, optimiser: torch.optim.Optimizer, train: Part, number: int
    ) -> float:
        """One pass over the training part; returns the mean loss."""
        feeder, target = train
        options = self.options
        draws = np.random.SeedSequence([self.seed, number])
        torch.manual_seed(int(draws.generate_state(1, np.uint64)[0]))
        for group in optimiser.param_groups:
            group["lr"] = self.learning_rate * min(1.0, number / (options.warmup + 1))
        batches = list(
            training_batches(
                feeder.lengths,
                batch=options.batch,
                buckets=options.buckets,
                generator=np.random.default_rng(draws),
            )
        )
        network.train()
        lost, weighed = 0.0, 0.0
        for first in range(0, len(batches), options.accumulate):
            together = batches[first : first + options.accumulate]
            total = sum(self._weight(target[batch]) for batch in together)
            optimiser.zero_grad(set_to_none=True)
            for batch in together:
                loss = self._loss(network, feeder, batch, target, number) / max(total, 1e-12)
                torch.autograd.backward(loss)
                lost += float(loss.detach()) * total
            nn.utils.clip_grad_norm_(network.parameters(), options.clip)
            optimiser.step()
            weighed += total
        return lost / max(weighed, 1e-12)

    def _weight(self, target: npt.NDArray[Any]) -> float:
        """What the items of a batch weigh together."""
        if not self.task.classes:
            return float(len(target))
        return float(np.asarray(self.task.weights)[target.astype(np.int64)].sum())

    def _loss(
        self,
        network: nn.Module,
        feeder: Feeder,
        batch: IntArray,
        target: npt.NDArray[Any],
        number: int,
    ) -> Tensor:
        """Sum of the items' weighted losses."""
        with precision(feeder.device, self.options):
            outputs = network(feeder.inputs(batch, epoch=number)).float()
        if not self.task.classes:
            scaled = (target[batch] - self.task.centre) / self.task.scale
            wanted = torch.as_tensor(scaled, dtype=torch.float32, device=feeder.device)
            return functional.l1_loss(outputs[:, 0], wanted, reduction="sum")
        weights = torch.tensor(self.task.weights, dtype=torch.float32, device=feeder.device)
        numbers = torch.as_tensor(target[batch].astype(np.int64), device=feeder.device)
        return functional.cross_entropy(outputs, numbers, weight=weights, reduction="sum")


def outputs_of(network: nn.Module, feeder: Feeder, task: Task, options: TrainingOptions) -> Outputs:
    """Probabilities of the classes, or values on their own scale, in the order of the items."""
    network.eval()
    outputs = np.zeros((len(feeder), task.outputs))
    with torch.inference_mode(), precision(feeder.device, options):
        for batch in prediction_batches(feeder.lengths, batch=options.batch):
            given = network(feeder.inputs(batch)).double()
            if task.classes:
                given = torch.softmax(given, dim=-1)
            outputs[batch] = given.cpu().numpy()
    return outputs if task.classes else outputs * task.scale + task.centre


def training_device(wanted: Device) -> torch.device:
    """The device that the options name.

    Raises
    ------
    ConfigError
        When they ask for a GPU and there is none.
    """
    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise ConfigError(
            "learn.training.device is cuda, but there is no GPU here; set it to auto or cpu"
        )
    return torch.device("cuda" if wanted != "cpu" and there else "cpu")


def precision(device: torch.device, options: TrainingOptions) -> Any:
    """Autocast to bfloat16 on a GPU; nothing on a CPU."""
    on = device.type == "cuda" and options.bfloat16
    return torch.autocast("cuda", dtype=torch.bfloat16) if on else contextlib.nullcontext()


@contextlib.contextmanager
def quiet_threads(threads: int) -> Iterator[None]:
    """Compute with so many threads, and put things back afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def digest_of(feeder: Feeder, target: npt.NDArray[Any]) -> str:
    """Digest of a part of a corpus: its items, their features and times, and the target."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update("\n".join(feeder.ids).encode())
    digest.update(np.ascontiguousarray(target).tobytes())
    for name, track in feeder.tracks.items():
        digest.update(name.encode() + track.lengths.tobytes())
        for item in range(len(track)):
            digest.update(np.ascontiguousarray(track.item(item)).tobytes())
            digest.update(
                b"".join(np.ascontiguousarray(one).tobytes() for one in track.times(item))
            )
    return digest.hexdigest()
