"""How far a training has come, in memory and in its checkpoint."""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from unisono.learn.models.interface import Epoch
from unisono.learn.models.state import State, read_state, write_state

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is known at the end of an epoch, beside the network and its optimiser.

    Attributes
    ----------
    history
        The learning curve so far.
    best
        State of the network at its best epoch.
    best_epoch
        Its number; 0 before the first.
    best_value
        What it was chosen by; higher is better.
    """

    history: tuple[Epoch, ...]
    best: Mapping[str, Tensor]
    best_epoch: int
    best_value: float

    @classmethod
    def start(cls, network: nn.Module) -> Self:
        """Before the first epoch."""
        return cls(history=(), best=_copied(network), best_epoch=0, best_value=-float("inf"))

    def with_epoch(self, epoch: Epoch, value: float, network: nn.Module) -> "Progress":
        """With one epoch more, which is the best if its value is higher than any before."""
        longer = replace(self, history=(*self.history, epoch))
        if not value > self.best_value:
            return longer
        return replace(longer, best=_copied(network), best_epoch=epoch.epoch, best_value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressFile:
    """The checkpoint of one training; another training has another file.

    Attributes
    ----------
    path
        The file; its name holds a digest of the identity.
    identity
        What a training must agree on to go on from it: plain values.
    """

    path: Path
    identity: Mapping[str, Any]

    @classmethod
    def of(cls, folder: Path, identity: Mapping[str, Any]) -> Self:
        """The checkpoint of a training in a folder, whether it is there or not."""
        text = json.dumps(identity, sort_keys=True)
        digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        # back from JSON, so that it compares equal to what a file gives
        return cls(path=folder / f"training-{digest}.safetensors", identity=json.loads(text))

    def write(
        self, progress: Progress, network: nn.Module, optimiser: torch.optim.Optimizer
    ) -> None:
        """Replace the checkpoint; a kill leaves the old one or the new one."""
        tensors = _arrays("network", network.state_dict())
        tensors.update(_arrays("best", progress.best))
        for number, moments in optimiser.state_dict()["state"].items():
            tensors.update(_arrays(f"optimiser.{number}", moments))
        about = {
            "identity": self.identity,
            "history": [asdict(epoch) for epoch in progress.history],
            "best_epoch": progress.best_epoch,
            "best_value": progress.best_value,
        }
        write_state(self.path, State(model=self.identity["model"], about=about, tensors=tensors))

    def resume(self, network: nn.Module, optimiser: torch.optim.Optimizer) -> Progress | None:
        """Put network and optimiser where the checkpoint left them; None when there is none.

        Raises
        ------
        InputError
            When the file is broken or is of another model.
        """
        if not self.path.is_file():
            return None
        state = read_state(self.path, model=self.identity["model"])
        network.load_state_dict(_tensors("network", state.tensors))
        kept = optimiser.state_dict()
        kept["state"] = {
            number: _tensors(f"optimiser.{number}", state.tensors)
            for number in range(len(list(network.parameters())))
        }
        optimiser.load_state_dict(kept)
        history = tuple(Epoch(**epoch) for epoch in state.about["history"])
        logger.info("goes on after epoch %d from %s", len(history), self.path)
        device = next(network.parameters()).device
        best = {name: one.to(device) for name, one in _tensors("best", state.tensors).items()}
        return Progress(
            history=history,
            best=best,
            best_epoch=state.about["best_epoch"],
            best_value=state.about["best_value"],
        )


def _copied(network: nn.Module) -> dict[str, Tensor]:
    return {name: one.detach().clone() for name, one in network.state_dict().items()}


def _arrays(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, npt.NDArray[Any]]:
    return {
        f"{prefix}.{name}": np.asarray(one.detach().cpu().numpy()) for name, one in tensors.items()
    }


def _tensors(prefix: str, arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, Tensor]:
    """Tensors whose names begin with a prefix, without it; copies, since files are read-only."""
    start = f"{prefix}."
    return {
        name.removeprefix(start): torch.tensor(array)
        for name, array in arrays.items()
        if name.startswith(start)
    }
