"""Attention with masks that cannot give NaN, by the fused kernel or with the weights shown.

In `torch.nn.functional.scaled_dot_product_attention` a mask is True where a query may attend
(in `torch.nn.MultiheadAttention` it is True where it may not), the kernel gives no weights,
and a row in which nothing may be attended to is undefined on some devices.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from unisono.learn.models.cpu_attention import attend_on_cpu

NARROW = 12
"""Width of a head up to which the project's own kernel is the faster one on a CPU."""


class KeyMask(NamedTuple):
    """Which steps of a source may be attended to.

    Attributes
    ----------
    allowed
        Shape (batch, 1, 1, steps). All True for an item that has no step: the kernel stays
        within what is defined, and `present` takes what it gives away again.
    present
        Shape (batch, 1, 1): which items have a step; None when all have.
    """

    allowed: Tensor
    present: Tensor | None


def key_mask(mask: Tensor | None) -> KeyMask | None:
    """The mask of a source from where its steps are, shape (batch, steps); None: everywhere."""
    if mask is None:
        return None
    present = mask.any(dim=1, keepdim=True)
    allowed = (mask | ~present)[:, None, None, :]
    return KeyMask(allowed=allowed, present=None if bool(present.all()) else present[:, :, None])


def attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: KeyMask | None,
    *,
    dropout: float = 0.0,
    record: list[Tensor] | None = None,
) -> Tensor:
    """Softmax attention of each head.

    Parameters
    ----------
    query
        Shape (batch, heads, target steps, width of a head).
    key, value
        Shape (batch, heads, source steps, width of a head).
    mask
        Steps of the source that count; None: all.
    dropout
        Share of weights that are dropped.
    record
        Where the weights go, each of shape (batch, target steps, source steps), the mean of
        the heads; None: the fused kernel, which never holds them.

    Returns
    -------
    Tensor
        Shape (batch, target steps, heads x width of a head); zeros for items whose source
        has no step.
    """
    allowed = None if mask is None else mask.allowed
    if record is None:
        mixed = _fused(query, key, value, allowed, dropout)
    else:
        weights = attention_weights(query, key, allowed)
        record.append(weights.mean(dim=1))
        mixed = weights @ value
    together = mixed.transpose(1, 2).flatten(2)
    if mask is None or mask.present is None:
        return together
    return together * mask.present


def _fused(
    query: Tensor, key: Tensor, value: Tensor, allowed: Tensor | None, dropout: float
) -> Tensor:
    """By the kernel of the device, or on a CPU by the one that is made for narrow heads."""
    plain = query.device.type == "cpu" and query.dtype == torch.float32 and not dropout
    if plain and query.shape[-1] <= NARROW:
        own = attend_on_cpu(query, key, value, allowed)
        if own is not None:
            return own
    mixed: Tensor = functional.scaled_dot_product_attention(
        query, key, value, attn_mask=allowed, dropout_p=dropout
    )
    return mixed


def attention_weights(query: Tensor, key: Tensor, allowed: Tensor | None) -> Tensor:
    """Weights of the source's steps, shape (batch, heads, target steps, source steps)."""
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(~allowed, float("-inf"))
    return torch.softmax(scores, dim=-1)
