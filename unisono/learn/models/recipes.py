"""Which network each name stands for."""

from collections.abc import Callable
from dataclasses import replace

import torch

from unisono.learn.models.features import Scaling
from unisono.learn.models.interface import Epoch
from unisono.learn.models.mult import Mult
from unisono.learn.models.network import FittedNetwork, Recipe
from unisono.learn.models.pooled_networks import EarlyNetwork, TensorFusion
from unisono.learn.models.state import State
from unisono.learn.models.target import Task
from unisono.learn.models.word_aligned import WordAligned
from unisono.learn.options import ModelOptions


def recipe_of(name: str, options: ModelOptions) -> Recipe:
    """The recipe of a network model."""
    return RECIPES[name](options)


def network_of_state(state: State) -> FittedNetwork:
    """A fitted network from its state, on the CPU."""
    block, plain = state.about["recipe"]
    options = ModelOptions.from_plain({block: plain, "training": state.about["training"]})
    recipe = recipe_of(state.model, options)
    tensors = state.tensors
    scalings = {
        name: Scaling(mean=tensors[f"{name}.mean"], scale=tensors[f"{name}.scale"])
        for name in state.about["modalities"]
    }
    task = Task.from_plain(state.about["task"])
    widths = {name: len(scaling.mean) for name, scaling in scalings.items()}
    with torch.random.fork_rng(devices=[]):
        network = recipe.build(widths, task.outputs)
    start = "network."
    network.load_state_dict(
        {
            name.removeprefix(start): torch.tensor(tensor)
            for name, tensor in tensors.items()
            if name.startswith(start)
        }
    )
    return FittedNetwork(
        recipe=recipe,
        training=options.training,
        task=task,
        scalings=scalings,
        network=network.eval(),
        history=tuple(Epoch(**epoch) for epoch in state.about["history"]),
    )


def _early(options: ModelOptions) -> Recipe:
    return Recipe(
        name="early",
        clock="pooled",
        build=lambda widths, outputs: EarlyNetwork(widths, outputs, options.early),
        block="early",
        options=options.early,
    )


def _tensor(options: ModelOptions) -> Recipe:
    return Recipe(
        name="tensor",
        clock="pooled",
        build=lambda widths, outputs: TensorFusion(widths, outputs, options.tensor),
        block="tensor",
        options=options.tensor,
    )


def _word_aligned(options: ModelOptions) -> Recipe:
    return Recipe(
        name="word-aligned",
        clock="words",
        build=lambda widths, outputs: WordAligned(widths, outputs, options.word_aligned),
        block="word_aligned",
        options=options.word_aligned,
    )


def _mult(options: ModelOptions) -> Recipe:
    return Recipe(
        name="mult",
        clock="own",
        build=lambda widths, outputs: Mult(widths, outputs, options.mult),
        block="mult",
        options=options.mult,
    )


def _mult_aligned(options: ModelOptions) -> Recipe:
    return replace(_mult(options), name="mult-aligned", clock="words")


def _mult_shuffled(options: ModelOptions) -> Recipe:
    return replace(_mult(options), name="mult-shuffled", shuffled=True)


def _mult_self(options: ModelOptions) -> Recipe:
    return replace(
        _mult(options),
        name="mult-self",
        build=lambda widths, outputs: Mult(widths, outputs, options.mult, "self"),
    )


RECIPES: dict[str, Callable[[ModelOptions], Recipe]] = {
    "early": _early,
    "tensor": _tensor,
    "word-aligned": _word_aligned,
    "mult": _mult,
    "mult-aligned": _mult_aligned,
    "mult-shuffled": _mult_shuffled,
    "mult-self": _mult_self,
}
