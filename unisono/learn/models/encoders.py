"""Transformer encoders: of sequences with themselves, and with the sources beside them.

Both normalise before each part (pre-norm), with a feed-forward part four times as wide, as
MulT does (Tsai et al. 2019, section 3.2). Several encoders go side by side, each with its own
weights and its own number of steps.
"""

import math
from collections.abc import Sequence as Several
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from unisono.learn.models.attention import KeyMask, attend
from unisono.learn.models.blocks import (
    added_products,
    fed_forward,
    laid_out,
    normed,
    normed_products,
    split_widths,
)
from unisono.learn.options import TransformerOptions

Record = list[Tensor]

_WIDER = 4
_SHARPNESS = 2.0
"""Of the first queries and keys, against the usual draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Of an encoder, with its dropouts.

    Attributes
    ----------
    width, heads, layers
        Heads divide the width.
    attention, relu, residual
        Dropouts of the weights, within the feed-forward part, and of what is added.
    """

    width: int
    heads: int
    layers: int
    attention: float
    relu: float
    residual: float

    @classmethod
    def of(cls, options: TransformerOptions, *, times: int = 1, layers: int = 0) -> "Shape":
        """From options; so many times as wide, with so many layers when named."""
        return cls(
            width=options.width * times,
            heads=options.heads,
            layers=layers or options.layers,
            attention=options.attention_dropout,
            relu=options.relu_dropout,
            residual=options.residual_dropout,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Of one layer of several encoders, with what its normalisations learnt folded in.

    W (g n + s) + b = (W g) n + (W s + b): gains and shifts go into the map that follows them,
    which changes nothing but the order of the arithmetic. Weights have shape (encoders,
    after, before), biases (encoders, after).
    """

    query: Tensor
    query_bias: Tensor
    pair: Tensor
    pair_bias: Tensor
    mix: Tensor
    mix_bias: Tensor
    widen: Tensor
    widen_bias: Tensor
    narrow: Tensor
    narrow_bias: Tensor


class Layers(nn.Module):
    """Parameters of several encoders of one shape, and what a layer does after attention.

    Each parameter is one tensor for all layers and encoders, shape (layers, encoders, ...).
    """

    def __init__(self, shape: Shape, encoders: int) -> None:
        super().__init__()
        self.shape = shape
        self.encoders = encoders
        width, wide = shape.width, _WIDER * shape.width
        self.attention_gain, self.forward_gain = self._ones(width), self._ones(width)
        self.attention_shift, self.forward_shift = self._zeros(width), self._zeros(width)
        self.query, self.query_bias = self._drawn(width, width), self._zeros(width)
        self.pair, self.pair_bias = self._drawn(width, width, width), self._zeros(2 * width)
        self.mix, self.mix_bias = self._drawn(width, width), self._zeros(width)
        self.widen, self.widen_bias = self._drawn(width, wide), self._zeros(wide)
        self.narrow, self.narrow_bias = self._drawn(wide, width), self._zeros(width)
        self.gain = nn.Parameter(torch.ones(encoders, width))
        self.shift = nn.Parameter(torch.zeros(encoders, width))

    def _ones(self, width: int) -> nn.Parameter:
        return nn.Parameter(torch.ones(self.shape.layers, self.encoders, width))

    def _zeros(self, width: int) -> nn.Parameter:
        return nn.Parameter(torch.zeros(self.shape.layers, self.encoders, width))

    def _drawn(self, before: int, *after: int) -> nn.Parameter:
        """Shape (layers, encoders, after, before), each matrix drawn by itself."""
        weights = torch.empty(self.shape.layers, self.encoders, sum(after), before)
        for layer in weights:
            for one in layer:
                for part in torch.split(one, list(after)):
                    nn.init.xavier_uniform_(part)
        return nn.Parameter(weights)

    def weights(self) -> list[Weights]:
        """By layer."""
        attention = (self.attention_gain, self.attention_shift)
        parts = {
            **_folded("query", self.query, self.query_bias, *attention),
            **_folded("pair", self.pair, self.pair_bias, *attention),
            **_folded("widen", self.widen, self.widen_bias, self.forward_gain, self.forward_shift),
            "mix": self.mix,
            "mix_bias": self.mix_bias,
            "narrow": self.narrow,
            "narrow_bias": self.narrow_bias,
        }
        # unbind rather than indexing: its gradient is one stack, not a sum of padded parts
        layers = zip(*(part.unbind() for part in parts.values()), strict=True)
        return [Weights(**dict(zip(parts, layer, strict=True))) for layer in layers]

    def after(
        self, streams: Several[Tensor], mixed: Several[Tensor], weights: Weights
    ) -> Several[Tensor]:
        """Streams after a layer, from what attention gave them."""
        within, dropout = (
            share if self.training else 0.0 for share in (self.shape.relu, self.shape.residual)
        )
        streams = added_products(streams, mixed, weights.mix, weights.mix_bias, dropout)
        forward = (weights.widen, weights.widen_bias, weights.narrow, weights.narrow_bias)
        return fed_forward(streams, forward, within, dropout)

    def finished(self, streams: Several[Tensor]) -> list[Tensor]:
        """Streams after the last normalisation."""
        return [
            one * gain + shift
            for one, gain, shift in zip(normed(streams), self.gain, self.shift, strict=True)
        ]

    def attended(
        self,
        queries: Several[Tensor],
        keys: Several[Tensor],
        values: Several[Tensor],
        masks: Several[KeyMask | None],
        records: Several[Record] | None = None,
    ) -> Several[Tensor]:
        """What each stream takes; see `unisono.learn.models.attention.attend`."""
        return attend(
            queries,
            keys,
            values,
            masks,
            heads=self.shape.heads,
            dropout=self.shape.attention if self.training else 0.0,
            records=records,
        )


class SelfEncoders(nn.Module):
    """Layers of self-attention over each of several sequences."""

    def __init__(self, shape: Shape, encoders: int = 1) -> None:
        super().__init__()
        self.layers = Layers(shape, encoders)

    def forward(self, streams: Several[Tensor], masks: Several[KeyMask | None]) -> list[Tensor]:
        """Every step.

        Parameters
        ----------
        streams
            By encoder: shape (batch, steps, width).
        masks
            By encoder: steps that count; None: all.
        """
        streams = laid_out(streams)
        for weights in self.layers.weights():
            streams = self._layer(streams, masks, weights)
        return self.layers.finished(streams)

    def at(
        self,
        streams: Several[Tensor],
        masks: Several[KeyMask | None],
        steps: Several[Tensor],
    ) -> list[Tensor]:
        """What `forward` gives at one step of each item, without the rest of the last layer.

        Parameters
        ----------
        streams, masks
            As for `forward`.
        steps
            By encoder: number of the step, shape (batch,).

        Returns
        -------
        list of Tensor
            By encoder: shape (batch, width).
        """
        streams = laid_out(streams)
        *before, last = self.layers.weights()
        for weights in before:
            streams = self._layer(streams, masks, weights)
        pairs = normed_products(streams, last.pair, last.pair_bias)
        keys, values = zip(*(split_widths(pair, 2) for pair in pairs), strict=True)
        chosen: Several[Tensor] = _chosen(streams, steps)
        queries = normed_products(chosen, last.query, last.query_bias)
        mixed = self.layers.attended(queries, keys, values, masks)
        chosen = self.layers.after(chosen, mixed, last)
        return [one[:, 0] for one in self.layers.finished(chosen)]

    def _layer(
        self, streams: Several[Tensor], masks: Several[KeyMask | None], weights: Weights
    ) -> Several[Tensor]:
        joined = torch.cat([weights.query, weights.pair], dim=1)
        joined_bias = torch.cat([weights.query_bias, weights.pair_bias], dim=1)
        made = normed_products(streams, joined, joined_bias)
        queries, keys, values = zip(*(split_widths(one, 3) for one in made), strict=True)
        mixed = self.layers.attended(queries, keys, values, masks)
        return self.layers.after(streams, mixed, weights)


class CrossEncoders(nn.Module):
    """Directed encoders, each from a source into a target, computed side by side.

    A stream starts as the target's own sequence and takes, in every layer, from the
    *low-level* sequence of the source. Since that sequence is the same in every layer, it is
    normalised once, and the keys and values of all layers of all streams that it goes into are
    one matrix product.

    Parameters
    ----------
    shape
        Of each directed encoder.
    sources
        By stream: the number of its source.
    """

    def __init__(self, shape: Shape, sources: Several[int]) -> None:
        super().__init__()
        self.sources = tuple(sources)
        self.layers = Layers(shape, len(self.sources))
        with torch.no_grad():
            # keys as queries: at first each step attends to what is near it in time
            self.layers.query.mul_(_SHARPNESS)
            self.layers.pair[:, :, : shape.width] = self.layers.query

    def forward(
        self,
        targets: Several[Tensor],
        sources: Several[Tensor],
        masks: Several[KeyMask | None],
        records: Several[Record] | None = None,
    ) -> list[Tensor]:
        """Streams after the last layer.

        Parameters
        ----------
        targets
            By stream: shape (batch, steps, width).
        sources, masks
            By source: shape (batch, steps, width), and steps that count.
        records
            By stream: where the attention weights of each layer go.

        Returns
        -------
        list of Tensor
            By stream: shape (batch, steps, width).
        """
        weights = self.layers.weights()
        pairs = self._pairs(laid_out(sources), weights)
        own_masks = [masks[source] for source in self.sources]
        streams: Several[Tensor] = laid_out(targets)
        for number, layer in enumerate(weights):
            queries = normed_products(streams, layer.query, layer.query_bias)
            keys, values = zip(*(pair[number] for pair in pairs), strict=True)
            mixed = self.layers.attended(queries, keys, values, own_masks, records)
            streams = self.layers.after(streams, mixed, layer)
        return self.layers.finished(streams)

    def _pairs(
        self, sources: Several[Tensor], weights: Several[Weights]
    ) -> list[Several[Several[Tensor]]]:
        """Keys and values by stream and layer."""
        pair = torch.stack([layer.pair for layer in weights], dim=1)
        bias = torch.stack([layer.pair_bias for layer in weights], dim=1)
        found: dict[int, Several[Several[Tensor]]] = {}
        for number, source in enumerate(sources):
            goes_into = [one for one, its in enumerate(self.sources) if its == number]
            if not goes_into:
                continue
            joined = pair[goes_into].flatten(0, 2)[None]
            (made,) = normed_products([source], joined, bias[goes_into].flatten()[None])
            layers = len(weights)
            parts = split_widths(made, 2 * layers * len(goes_into))
            for place, stream in enumerate(goes_into):
                own = parts[2 * layers * place : 2 * layers * (place + 1)]
                found[stream] = list(zip(own[::2], own[1::2], strict=True))
        return [found[stream] for stream in range(len(self.sources))]


def with_positions(sequence: Tensor, positions: Tensor, longest: float) -> Tensor:
    """A sequence plus sines of its positions.

    Parameters
    ----------
    sequence
        Shape (batch, steps, width).
    positions
        Shape (batch, steps); need not be whole.
    longest
        Longest wave in positions, over 2 pi; the shortest is 1.
    """
    half = sequence.shape[-1] // 2
    numbers = torch.arange(half, device=sequence.device, dtype=torch.float32)
    angles = positions[..., None] * torch.exp(numbers * (-math.log(longest) / half))
    return sequence + torch.cat([torch.sin(angles), torch.cos(angles)], dim=-1)


def _folded(
    name: str, weights: Tensor, bias: Tensor, gain: Tensor, shift: Tensor
) -> dict[str, Tensor]:
    """A linear map that takes the gain and shift of the normalisation before it along."""
    moved = bias + (weights * shift[..., None, :]).sum(dim=-1)
    return {name: weights * gain[..., None, :], f"{name}_bias": moved}


def _chosen(streams: Several[Tensor], steps: Several[Tensor]) -> list[Tensor]:
    """One step of each item, shape (batch, 1, width)."""
    found = []
    for stream, step in zip(streams, steps, strict=True):
        # features first, so that on a CPU the gradient lies as the stream does
        features = stream.permute(2, 0, 1)
        one = features.gather(2, step[None, :, None].expand(len(features), -1, -1))
        found.append(one.permute(1, 2, 0))
    return found
