"""Transformer encoders: of one sequence with itself, and of one with the sources beside it.

Both normalise before each part (pre-norm), with a feed-forward part four times as wide, as
MulT does (Tsai et al. 2019, section 3.2).
"""

import math
from collections.abc import Sequence as Several
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from unisono.learn.models.attention import KeyMask, attend
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


class SelfEncoder(nn.Module):
    """Layers of self-attention over one sequence."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.blocks = nn.ModuleList([_SelfBlock(shape) for _ in range(shape.layers)])
        self.norm = nn.LayerNorm(shape.width)

    def forward(self, stream: Tensor, mask: KeyMask | None) -> Tensor:
        """Every step, shape (batch, steps, width)."""
        for block in self.blocks:
            stream = block(stream, stream, mask)
        normed: Tensor = self.norm(stream)
        return normed

    def at(self, stream: Tensor, mask: KeyMask | None, steps: Tensor) -> Tensor:
        """What `forward` gives at one step of each item, without the rest of the last layer.

        Parameters
        ----------
        stream
            Shape (batch, steps, width).
        mask
            Steps that count.
        steps
            Number of the step, shape (batch,).

        Returns
        -------
        Tensor
            Shape (batch, width).
        """
        for block in self.blocks[:-1]:
            stream = block(stream, stream, mask)
        index = steps[:, None, None].expand(-1, 1, stream.shape[-1])
        chosen = self.blocks[-1](stream.gather(1, index), stream, mask)
        normed: Tensor = self.norm(chosen)
        return normed[:, 0]


class _SelfBlock(nn.Module):
    """One layer: what the target's steps take from the stream, and the feed-forward part."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width = shape.width
        self.attention_norm = nn.LayerNorm(width)
        self.project = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)
        self.forward_norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, _WIDER * width)
        self.narrow = nn.Linear(_WIDER * width, width)
        _start_linear(self.mix, self.widen, self.narrow)
        for third in self.project.weight.chunk(3):
            nn.init.xavier_uniform_(third)
        nn.init.zeros_(self.project.bias)

    def forward(self, target: Tensor, stream: Tensor, mask: KeyMask | None) -> Tensor:
        """Attend from the target's steps, which are all of the stream's or some of them."""
        shape = self.shape
        query, key, value = self._projected(target, stream)
        dropout = shape.attention if self.training else 0.0
        mixed = attend(query, key, value, mask, dropout=dropout)
        target = target + _dropped(self.mix(mixed), shape.residual, self)
        wide = torch.relu(self.widen(self.forward_norm(target)))
        wide = _dropped(wide, shape.relu, self)
        return target + _dropped(self.narrow(wide), shape.residual, self)

    def _projected(self, target: Tensor, stream: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value, each of shape (batch, heads, steps, width of a head)."""
        normed = self.attention_norm(stream)
        if target is stream:
            parts = self.project(normed).chunk(3, dim=-1)
        else:
            width = self.shape.width
            query_weight, pair_weight = torch.split(self.project.weight, [width, 2 * width])
            query_bias, pair_bias = torch.split(self.project.bias, [width, 2 * width])
            query = functional.linear(self.attention_norm(target), query_weight, query_bias)
            pair = functional.linear(normed, pair_weight, pair_bias).chunk(2, dim=-1)
            parts = (query, *pair)
        query, key, value = (_by_head(part, self.shape.heads) for part in parts)
        return query, key, value


class CrossEncoder(nn.Module):
    """Directed encoders from several sources into one target, computed side by side.

    For each source a stream starts as the target's own sequence and takes, in every layer,
    from the *low-level* sequence of the source. Since that sequence is the same in every
    layer, it is normalised once, and the keys and values of all layers are one matrix
    product: the layers' own gains and shifts of the normalisation are folded into their
    weights, W (g n + s) + b = (W g) n + (W s + b), which changes nothing but the order of
    the arithmetic. The streams differ in weights only, and go through each layer as one batch.

    Parameters
    ----------
    shape
        Of each directed encoder.
    sources
        How many there are.
    """

    def __init__(self, shape: Shape, sources: int) -> None:
        super().__init__()
        self.shape = shape
        self.sources = sources
        width, wide = shape.width, _WIDER * shape.width
        self.attention_gain = self._ones(width)
        self.attention_shift = self._zeros(width)
        self.query = self._weights(width, width)
        self.query_bias = self._zeros(width)
        self.pair = self._weights(width, width, width)
        self.pair_bias = self._zeros(2 * width)
        self.mix = self._weights(width, width)
        self.mix_bias = self._zeros(width)
        self.forward_gain = self._ones(width)
        self.forward_shift = self._zeros(width)
        self.widen = self._weights(width, wide)
        self.widen_bias = self._zeros(wide)
        self.narrow = self._weights(wide, width)
        self.narrow_bias = self._zeros(width)
        with torch.no_grad():
            # keys as queries: at first each step attends to what is near it in time
            self.query.mul_(_SHARPNESS)
            self.pair[..., :width] = self.query
        self.gain = nn.Parameter(torch.ones(sources, 1, width))
        self.shift = nn.Parameter(torch.zeros(sources, 1, width))

    def _ones(self, width: int) -> nn.Parameter:
        return nn.Parameter(torch.ones(self.shape.layers, self.sources, width))

    def _zeros(self, width: int) -> nn.Parameter:
        return nn.Parameter(torch.zeros(self.shape.layers, self.sources, width))

    def _weights(self, before: int, *after: int) -> nn.Parameter:
        """Shape (layers, sources, before, after), each matrix drawn by itself."""
        weights = torch.empty(self.shape.layers, self.sources, before, sum(after))
        for layer in weights:
            for one in layer:
                for part in torch.split(one, list(after), dim=-1):
                    nn.init.xavier_uniform_(part)
        return nn.Parameter(weights)

    def source_projection(self, source: int) -> tuple[Tensor, Tensor]:
        """What turns a normalised source into the keys and values of all layers.

        Returns
        -------
        tuple
            Weights of shape (layers x 2 x width, width) and biases of shape
            (layers x 2 x width,), layer by layer, keys before values.
        """
        weights = self.pair[:, source]
        gain = self.attention_gain[:, source, :, None]
        shift = self.attention_shift[:, source, None, :]
        bias = (shift @ weights)[:, 0] + self.pair_bias[:, source]
        folded = (weights * gain).transpose(1, 2)
        return folded.reshape(-1, self.shape.width), bias.flatten()

    def forward(
        self,
        target: Tensor,
        pairs: Several[Several[tuple[Tensor, Tensor]]],
        masks: Several[KeyMask | None],
        records: Several[Record] | None = None,
    ) -> Tensor:
        """Streams after the last layer.

        Parameters
        ----------
        target
            Shape (batch, steps, width).
        pairs
            By source and layer: keys and values, each of shape (batch, heads, steps, width
            of a head).
        masks
            By source.
        records
            By source: where the attention weights of each layer go.

        Returns
        -------
        Tensor
            Shape (batch, steps, sources x width).
        """
        batch, steps, width = target.shape
        query, query_bias = _folded(
            self.query, self.query_bias, self.attention_gain, self.attention_shift
        )
        widen, widen_bias = _folded(
            self.widen, self.widen_bias, self.forward_gain, self.forward_shift
        )
        stream = target.reshape(1, -1, width).expand(self.sources, -1, -1)
        layers = zip(
            *(part.unbind() for part in (query, query_bias, self.mix, self.mix_bias[:, :, None])),
            *(part.unbind() for part in (widen, widen_bias, self.narrow)),
            self.narrow_bias[:, :, None].unbind(),
            strict=True,
        )
        for number, (query, query_bias, mix, mix_bias, *forward) in enumerate(layers):
            queries = torch.baddbmm(query_bias, functional.layer_norm(stream, (width,)), query)
            mixed = self._attended(
                queries.view(self.sources, batch, steps, width),
                [pairs[source][number] for source in range(self.sources)],
                masks,
                records,
            )
            added = torch.baddbmm(mix_bias, mixed.view(self.sources, -1, width), mix)
            stream = stream + _dropped(added, self.shape.residual, self)
            stream = stream + self._fed_forward(stream, forward)
        stream = functional.layer_norm(stream, (width,)) * self.gain + self.shift
        together = stream.view(self.sources, batch, steps, width).permute(1, 2, 0, 3)
        return together.reshape(batch, steps, -1)

    def _attended(
        self,
        queries: Tensor,
        pairs: Several[tuple[Tensor, Tensor]],
        masks: Several[KeyMask | None],
        records: Several[Record] | None,
    ) -> Tensor:
        """What each stream takes from its source, shape (sources, batch, steps, width)."""
        dropout = self.shape.attention if self.training else 0.0
        mixed = [
            attend(
                _by_head(query, self.shape.heads),
                *pairs[source],
                masks[source],
                dropout=dropout,
                record=None if records is None else records[source],
            )
            for source, query in enumerate(queries.unbind())
        ]
        return torch.stack(mixed)

    def _fed_forward(self, stream: Tensor, weights: Several[Tensor]) -> Tensor:
        widen, widen_bias, narrow, narrow_bias = weights
        normed = functional.layer_norm(stream, (self.shape.width,))
        wide = torch.relu(torch.baddbmm(widen_bias, normed, widen))
        wide = _dropped(wide, self.shape.relu, self)
        return _dropped(torch.baddbmm(narrow_bias, wide, narrow), self.shape.residual, self)


def project_source(
    source: Tensor, encoders: Several[tuple[CrossEncoder, int]]
) -> list[list[tuple[Tensor, Tensor]]]:
    """Keys and values of one source for all layers of all encoders that it goes into.

    Parameters
    ----------
    source
        Shape (batch, steps, width).
    encoders
        Each with the number that the source has there.

    Returns
    -------
    list
        By encoder and layer: keys and values, each of shape (batch, heads, steps, width of
        a head); views of one tensor.
    """
    shape = encoders[0][0].shape
    weights, biases = zip(*(one.source_projection(number) for one, number in encoders), strict=True)
    normed = functional.layer_norm(source, (shape.width,))
    joined = functional.linear(normed, torch.cat(weights), torch.cat(biases))
    # unbind rather than indexing: its gradient is one stack, not a sum of padded parts
    parts = joined.view(*joined.shape[:-1], -1, shape.width).unbind(-2)
    heads = [_by_head(part, shape.heads) for part in parts]
    pairs = list(zip(heads[::2], heads[1::2], strict=True))
    return [pairs[first : first + shape.layers] for first in range(0, len(pairs), shape.layers)]


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


def _folded(weights: Tensor, bias: Tensor, gain: Tensor, shift: Tensor) -> tuple[Tensor, Tensor]:
    """A linear map that takes the gain and shift of the normalisation before it along."""
    moved = bias[:, :, None] + shift[:, :, None] @ weights
    return weights * gain[..., None], moved


def _by_head(part: Tensor, heads: int) -> Tensor:
    """From (batch, steps, width) to (batch, heads, steps, width of a head), a view."""
    return part.view(*part.shape[:-1], heads, -1).transpose(1, 2)


def _dropped(values: Tensor, share: float, module: nn.Module) -> Tensor:
    if share and module.training:
        return functional.dropout(values, share)
    return values


def _start_linear(*layers: nn.Linear) -> None:
    for layer in layers:
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
