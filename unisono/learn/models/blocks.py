"""What a layer is made of, for several streams side by side: on a CPU its own way, or torch's.

Shapes are the same either way; on a CPU streams lie in memory as `cpu_products` has them.
"""

from collections.abc import Sequence as Several

import torch
from torch import Tensor
from torch.nn import functional

from unisono.learn.models import cpu_products
from unisono.learn.models.cpu_products import by_cpu


def laid_out(streams: Several[Tensor]) -> list[Tensor]:
    """Streams as the other functions want them; each of shape (batch, steps, width)."""
    if not by_cpu(streams[0]):
        return list(streams)
    found = {id(stream): cpu_products.laid_out(stream) for stream in streams}
    return [found[id(stream)] for stream in streams]


def side_by_side(streams: Several[Tensor]) -> Tensor:
    """Streams of the same steps as one, as wide as all of them."""
    if by_cpu(streams[0]):
        return cpu_products.side_by_side(streams)
    return torch.cat(list(streams), dim=-1)


def split_widths(stream: Tensor, parts: int) -> tuple[Tensor, ...]:
    """A stream as several of equal width, which are views."""
    # unbind rather than slices: its gradient is one stack, not a sum of padded parts; the
    # features first, so that on a CPU the stack lies as the stream does
    batch, steps, width = stream.shape
    features = stream.permute(2, 0, 1).view(parts, width // parts, batch, steps).unbind()
    return tuple(part.permute(1, 2, 0) for part in features)


def normed(streams: Several[Tensor]) -> Several[Tensor]:
    """Each step with mean 0 and variance 1."""
    if by_cpu(streams[0]):
        return cpu_products.normed(streams)
    return [functional.layer_norm(stream, stream.shape[-1:]) for stream in streams]


def normed_products(streams: Several[Tensor], weights: Tensor, biases: Tensor) -> Several[Tensor]:
    """A linear map of each stream, normalised.

    Parameters
    ----------
    streams
        Each of shape (batch, steps, before); steps may differ.
    weights, biases
        Shapes (streams, after, before) and (streams, after).
    """
    if by_cpu(streams[0]):
        return cpu_products.normed_products(streams, weights, biases)
    return _products(normed(streams), weights, biases)


def added_products(
    streams: Several[Tensor],
    inputs: Several[Tensor],
    weights: Tensor,
    biases: Tensor,
    dropout: float,
) -> Several[Tensor]:
    """Each stream with a linear map of its input added, of which a share is dropped.

    Parameters
    ----------
    streams, inputs
        Each of shape (batch, steps, after), and (batch, steps, before).
    weights, biases
        Shapes (streams, after, before) and (streams, after).
    dropout
        The share.
    """
    if by_cpu(streams[0]):
        return cpu_products.added_products(streams, inputs, weights, biases, dropout)
    made = _products(inputs, weights, biases)
    return [
        stream + functional.dropout(one, dropout) for stream, one in zip(streams, made, strict=True)
    ]


def fed_forward(
    streams: Several[Tensor], weights: Several[Tensor], within: float, dropout: float
) -> Several[Tensor]:
    """Each stream with its feed-forward part added: normalised, made wider, cut at 0, narrower.

    Parameters
    ----------
    streams
        Each of shape (batch, steps, width).
    weights
        Weights and biases of the wider, then of the narrower map; shapes as above.
    within, dropout
        Shares that are dropped of what is wide, and of what is added.
    """
    if by_cpu(streams[0]):
        return cpu_products.fed_forward(streams, weights, within, dropout)
    widen, widen_bias, narrow, narrow_bias = weights
    wide = [one.relu() for one in normed_products(streams, widen, widen_bias)]
    wide = [functional.dropout(one, within) for one in wide]
    return added_products(streams, wide, narrow, narrow_bias, dropout)


def _products(inputs: Several[Tensor], weights: Tensor, biases: Tensor) -> list[Tensor]:
    return [functional.linear(*one) for one in zip(inputs, weights, biases, strict=True)]
