"""States of models on disk: safetensors, with a JSON that says whose they are. No pickle.

The JSON is one entry of the file's own header, so that state and identity cannot part; one
entry only, since the order of several is not fixed and the bytes would vary.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from unisono.errors import InputError

Tensors = Mapping[str, npt.NDArray[Any]]

FORMAT = 1
"""Raised when states of earlier versions can no longer be read."""

_ENTRY = "unisono"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Tensors, and what they belong to."""

    model: str
    """Name of the model."""
    about: Mapping[str, Any]
    """What else identifies it; plain values only."""
    tensors: Tensors


def write_state(path: Path, state: State) -> None:
    """Write a state; the file appears under its name only when it is whole."""
    identity = {"format": FORMAT, "model": state.model, "about": dict(state.about)}
    header = {_ENTRY: json.dumps(identity, sort_keys=True, allow_nan=True)}
    tensors = {name: np.ascontiguousarray(tensor) for name, tensor in state.tensors.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as handle:
            handle.write(save(tensors, metadata=header))
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read_state(path: Path, *, model: str | None = None) -> State:
    """Read a state.

    Parameters
    ----------
    path
        The file.
    model
        Name of the model that it must be of; None: any.

    Raises
    ------
    InputError
        When there is no such file, it is no state of Unisono, or one of another model.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such checkpoint; train the model first")
    try:
        with safe_open(path, framework="numpy") as file:
            identity = json.loads((file.metadata() or {}).get(_ENTRY, "null"))
            names = file.keys()
            tensors = {name: file.get_tensor(name) for name in names}
    except (SafetensorError, ValueError, OSError) as error:
        raise InputError(f"{path}: not a whole safetensors file; train the model anew") from error
    if not isinstance(identity, dict) or identity.get("format") != FORMAT:
        raise InputError(
            f"{path}: not a checkpoint of this version of Unisono; train the model anew"
        )
    if model is not None and identity["model"] != model:
        raise InputError(
            f'{path}: a checkpoint of the model "{identity["model"]}", not of "{model}"; '
            "name that model, or train this one"
        )
    return State(model=identity["model"], about=identity["about"], tensors=tensors)
