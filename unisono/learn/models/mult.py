"""MulT (Tsai et al. 2019, "Multimodal Transformer for Unaligned Multimodal Language Sequences").

Each modality is projected to width d by a convolution over time. For each ordered pair of
modalities an encoder lets the steps of the target attend to the low-level steps of the
source. The encoders of one target are joined and go through a memory of self-attention; what
leaves the memories goes through a residual layer into the classifier.

It differs from the published code on purpose: steps that are padding are masked everywhere;
no step is kept from attending to later ones; the last step is the item's own last, not that
of the longest item in its batch; the best epoch is that of the validation part.
"""

from collections.abc import Mapping
from typing import Literal, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from unisono.learn.models.attention import KeyMask, key_mask
from unisono.learn.models.blocks import side_by_side
from unisono.learn.models.encoders import (
    CrossEncoders,
    Record,
    SelfEncoders,
    Shape,
    with_positions,
)
from unisono.learn.models.inputs import Inputs, Sequence
from unisono.learn.models.layers import ResidualHead, mean_of_steps
from unisono.learn.options import MultOptions

Sources = Literal["others", "self"]
Pair = tuple[str, str]

_SOFTNESS = 0.35
"""Standard deviation of projected features at first; that of the sines is 0.71."""


class Mult(nn.Module):
    """The network.

    Parameters
    ----------
    widths
        Features of each modality, by its name.
    outputs
        Numbers that it gives for an item.
    options
        Of the model.
    sources
        ``"others"``: each target attends to the other modalities; ``"self"``: to its own
        low-level steps, as often and with as many parameters (a control).
    """

    def __init__(
        self,
        widths: Mapping[str, int],
        outputs: int,
        options: MultOptions,
        sources: Sources = "others",
    ) -> None:
        super().__init__()
        self.names = tuple(widths)
        self.options = options
        self.attends_to_itself = sources == "self" or len(widths) == 1
        others = max(1, len(widths) - 1)
        self.sources = {
            target: tuple(name for name in widths if name != target)
            if not self.attends_to_itself
            else (target,) * others
            for target in widths
        }
        kernels = {
            "text": options.kernel_text,
            "audio": options.kernel_audio,
            "image": options.kernel_image,
        }
        self.project = nn.ModuleDict(
            {
                name: _projection(width, options.width, kernels[name])
                for name, width in widths.items()
            }
        )
        pairs = [source for target in widths for source in self.sources[target]]
        self.cross = CrossEncoders(Shape.of(options), [self.names.index(one) for one in pairs])
        memory = Shape.of(options, times=others, layers=options.memory_layers)
        self.memory = SelfEncoders(memory, len(widths))
        joined = len(widths) * memory.width
        self.head = ResidualHead(joined, outputs, options.output_dropout)

    def forward(self, inputs: Inputs, records: Mapping[Pair, Record] | None = None) -> Tensor:
        """Logits, or standardised values, of shape (batch, outputs).

        Parameters
        ----------
        inputs
            All modalities that the network was made for.
        records
            By source and target: where the attention weights of each layer go.
        """
        projected = {name: self._projected(name, inputs[name]) for name in self.names}
        masks = {name: key_mask(inputs[name].mask) for name in self.names}
        targets = {name: self._embedded(projected[name], inputs[name]) for name in self.names}
        pairs = [(one, target) for target in self.names for one in self.sources[target]]
        streams = self.cross(
            [targets[target] for _, target in pairs],
            [
                self._embedded(_ordered(projected[name], inputs[name].order), inputs[name])
                for name in self.names
            ],
            list(masks.values()),
            None if records is None else [records[pair] for pair in pairs],
        )
        others = len(pairs) // len(self.names)
        joined = [
            side_by_side(streams[first : first + others]) for first in range(0, len(pairs), others)
        ]
        pooled = self._remembered(joined, inputs, list(masks.values()))
        outputs: Tensor = self.head(torch.cat(pooled, dim=-1))
        return outputs

    def new_records(self) -> dict[Pair, Record]:
        """Empty records of each pair of source and target."""
        return {(source, target): [] for target in self.names for source in self.sources[target]}

    def _projected(self, name: str, sequence: Sequence) -> Tensor:
        """To width d; a projection that sees one step is a matrix product."""
        weight = cast("nn.Conv1d", self.project[name]).weight
        kernel = weight.shape[-1]
        if kernel == 1:
            return functional.linear(sequence.values, weight[:, :, 0])
        # by hand, since "same" warns of kernels that are even
        steps = functional.pad(sequence.values.transpose(1, 2), ((kernel - 1) // 2, kernel // 2))
        return functional.conv1d(steps, weight).transpose(1, 2)

    def _embedded(self, projected: Tensor, sequence: Sequence) -> Tensor:
        placed = with_positions(projected, sequence.positions, self.options.longest_wave)
        return functional.dropout(placed, self.options.embedding_dropout, self.training)

    def _remembered(
        self, streams: list[Tensor], inputs: Inputs, masks: list[KeyMask | None]
    ) -> list[Tensor]:
        """What leaves each memory, shape (batch, width); zeros where the target is missing."""
        own = [inputs[name].mask for name in self.names]
        if self.options.pool == "mean":
            steps = self.memory(streams, masks)
            return [mean_of_steps(one, mask) for one, mask in zip(steps, own, strict=True)]
        lengths = [
            torch.full((len(stream),), stream.shape[1], device=stream.device)
            if mask is None
            else mask.sum(dim=1)
            for stream, mask in zip(streams, own, strict=True)
        ]
        chosen = self.memory.at(streams, masks, [(one - 1).clamp(min=0) for one in lengths])
        return [
            one if mask is None else one * (length > 0)[:, None]
            for one, mask, length in zip(chosen, own, lengths, strict=True)
        ]


def _ordered(steps: Tensor, order: Tensor | None) -> Tensor:
    """Steps in another order, which are then placed as if they had always stood so."""
    if order is None:
        return steps
    return steps.gather(1, order[:, :, None].expand(-1, -1, steps.shape[-1]))


def _projection(features: int, width: int, kernel: int) -> nn.Conv1d:
    """A convolution over time, softer at first than the sines of the positions."""
    projection = nn.Conv1d(features, width, kernel, bias=False)
    nn.init.normal_(projection.weight, std=_SOFTNESS * (features * kernel) ** -0.5)
    return projection
