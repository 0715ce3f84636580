"""The models there are, by name.

Linear models need numpy and scikit-learn; networks import torch when they are built.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from unisono.errors import ConfigError, nearest
from unisono.learn.models.interface import Fitted, Model
from unisono.learn.models.state import State, read_state
from unisono.learn.options import ModelOptions

Build = Callable[[ModelOptions], Model]
Load = Callable[[State], Fitted]


def build(name: str, options: ModelOptions) -> Model:
    """The model of a name, to be fitted.

    Raises
    ------
    ConfigError
        When there is no such model.
    """
    if name not in MODELS:
        raise ConfigError(f'learn.models: there is no "{name}"{nearest(name, MODELS)}')
    return MODELS[name](options)


def load(path: Path, *, name: str | None = None) -> Fitted:
    """A fitted model from what its ``save`` wrote.

    Parameters
    ----------
    path
        The file.
    name
        Name of the model that it must be of; None: any.

    Raises
    ------
    InputError
        When there is no such file, it is no whole state of this version, or it is of
        another model.
    """
    state = read_state(path, model=name)
    if state.model not in MODELS:
        raise ConfigError(f'{path}: of a model "{state.model}" that this version does not have')
    return _of_state(state)


def _majority(options: ModelOptions) -> Model:  # noqa: ARG001 - has none
    from unisono.learn.models.majority import MajorityModel

    return MajorityModel()


def _linear(options: ModelOptions, *, modality: str) -> Model:
    from unisono.learn.models.linear import LinearModel

    return LinearModel(name=f"linear-{modality}", modalities=(modality,), options=options)


def _early(options: ModelOptions) -> Model:
    from unisono.learn.models.linear import LinearModel

    if options.early.kind == "linear":
        return LinearModel(name="early", modalities=(), options=options)
    return _network(options, name="early")


def _late(options: ModelOptions, *, stacked: bool) -> Model:
    from unisono.learn.models.late import LateModel

    return LateModel(
        name="late-stack" if stacked else "late-average", stacked=stacked, options=options
    )


def _network(options: ModelOptions, *, name: str) -> Model:
    from unisono.learn.models.network import NetworkModel
    from unisono.learn.models.recipes import recipe_of

    return NetworkModel(recipe=recipe_of(name, options), training=options.training)


def _of_state(state: State) -> Fitted:
    from unisono.learn.models.late import FittedLate
    from unisono.learn.models.linear import FittedLinear
    from unisono.learn.models.majority import FittedMajority

    if state.model == "majority":
        return FittedMajority.of_state(state)
    if state.model.startswith("late-"):
        return FittedLate.of_state(state)
    if "recipe" not in state.about:
        return FittedLinear.of_state(state)
    from unisono.learn.models.recipes import network_of_state

    return network_of_state(state)


MODELS: dict[str, Build] = {
    "majority": _majority,
    "linear-text": partial(_linear, modality="text"),
    "linear-audio": partial(_linear, modality="audio"),
    "linear-image": partial(_linear, modality="image"),
    "early": _early,
    "late-average": partial(_late, stacked=False),
    "late-stack": partial(_late, stacked=True),
    "tensor": partial(_network, name="tensor"),
    "word-aligned": partial(_network, name="word-aligned"),
    "mult": partial(_network, name="mult"),
    "mult-aligned": partial(_network, name="mult-aligned"),
    "mult-shuffled": partial(_network, name="mult-shuffled"),
    "mult-self": partial(_network, name="mult-self"),
}
