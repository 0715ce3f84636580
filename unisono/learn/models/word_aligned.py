"""Explicit alignment: all modalities side by side at each word, into one transformer."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from unisono.learn.models.attention import key_mask
from unisono.learn.models.encoders import SelfEncoders, Shape, with_positions
from unisono.learn.models.inputs import Inputs
from unisono.learn.models.layers import ResidualHead, mean_of_steps
from unisono.learn.options import WordAlignedOptions


class WordAligned(nn.Module):
    """Features of a word from all modalities, projected to one width, and self-attention."""

    def __init__(
        self, widths: Mapping[str, int], outputs: int, options: WordAlignedOptions
    ) -> None:
        super().__init__()
        self.names = tuple(widths)
        self.options = options
        self.project = nn.Linear(sum(widths.values()), options.width)
        self.encoder = SelfEncoders(Shape.of(options))
        self.head = ResidualHead(options.width, outputs, options.output_dropout)

    def forward(self, inputs: Inputs) -> Tensor:
        """Logits, or standardised values, of shape (batch, outputs).

        The modalities have the same words; one that an item lacks is at its mean at each.
        """
        longest = max((inputs[name] for name in self.names), key=lambda one: one.values.shape[1])
        steps = longest.values.shape[1]
        parts = [_filled(inputs[name].values, steps) for name in self.names]
        mask = _union([inputs[name].mask for name in self.names], steps)
        positions = torch.stack([_filled(inputs[name].positions, steps) for name in self.names])
        projected = self.project(torch.cat(parts, dim=-1))
        stream = with_positions(projected, positions.amax(dim=0), self.options.longest_wave)
        stream = functional.dropout(stream, self.options.embedding_dropout, self.training)
        outputs: Tensor = self.head(self._pooled(stream, mask))
        return outputs

    def _pooled(self, stream: Tensor, mask: Tensor | None) -> Tensor:
        keys = [key_mask(mask)]
        if self.options.pool == "mean":
            return mean_of_steps(self.encoder([stream], keys)[0], mask)
        if mask is None:
            last = torch.full((len(stream),), stream.shape[1] - 1, device=stream.device)
            return self.encoder.at([stream], keys, [last])[0]
        lengths = mask.sum(dim=1)
        (chosen,) = self.encoder.at([stream], keys, [(lengths - 1).clamp(min=0)])
        return chosen * (lengths > 0)[:, None]


def _filled(values: Tensor, steps: int) -> Tensor:
    """With zeros up to so many steps."""
    missing = steps - values.shape[1]
    if not missing:
        return values
    return torch.cat([values, values.new_zeros(len(values), missing, *values.shape[2:])], dim=1)


def _union(masks: list[Tensor | None], steps: int) -> Tensor | None:
    """Steps that any modality has; None when one has all."""
    if any(mask is None for mask in masks):
        return None
    return torch.stack([_filled(mask, steps) for mask in masks if mask is not None]).any(dim=0)
