"""Attention with masks that cannot give NaN, by the fused kernel or with the weights shown.

In `torch.nn.functional.scaled_dot_product_attention` a mask is True where a query may attend
(in `torch.nn.MultiheadAttention` it is True where it may not), the kernel gives no weights,
and a row in which nothing may be attended to is undefined on some devices.
"""

import math
from collections.abc import Sequence as Several
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
    queries: Several[Tensor],
    keys: Several[Tensor],
    values: Several[Tensor],
    masks: Several[KeyMask | None],
    *,
    heads: int,
    dropout: float = 0.0,
    records: Several[list[Tensor]] | None = None,
) -> Several[Tensor]:
    """Softmax attention of each head of several streams.

    Parameters
    ----------
    queries
        By stream: shape (batch, target steps, heads x width of a head).
    keys, values
        By stream: shape (batch, source steps, heads x width of a head).
    masks
        By stream: steps of the source that count; None: all.
    heads
        How many.
    dropout
        Share of weights that are dropped.
    records
        By stream: where the weights go, each of shape (batch, target steps, source steps),
        the mean of the heads; None: a fused kernel, which never holds them.

    Returns
    -------
    sequence of Tensor
        By stream: shape (batch, target steps, heads x width of a head); zeros for items whose
        source has no step.
    """
    allowed = [None if mask is None else mask.allowed for mask in masks]
    first = queries[0]
    plain = first.device.type == "cpu" and first.dtype == torch.float32 and not dropout
    mixed: Several[Tensor]
    if plain and records is None and first.shape[-1] <= NARROW * heads:
        mixed = attend_on_cpu(queries, keys, values, allowed, heads)
    else:
        mixed = [
            _attended(
                _by_head(queries[number], heads),
                _by_head(keys[number], heads),
                _by_head(values[number], heads),
                allowed[number],
                dropout,
                None if records is None else records[number],
            )
            for number in range(len(queries))
        ]
    return [
        one if mask is None or mask.present is None else one * mask.present
        for one, mask in zip(mixed, masks, strict=True)
    ]


def _attended(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    allowed: Tensor | None,
    dropout: float,
    record: list[Tensor] | None,
) -> Tensor:
    """One stream by torch's kernel, or with its weights shown."""
    if record is None:
        mixed = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=allowed, dropout_p=dropout
        )
    else:
        weights = attention_weights(query, key, allowed)
        record.append(weights.mean(dim=1))
        mixed = weights @ value
    together: Tensor = mixed.transpose(1, 2).flatten(2)
    return together


def _by_head(part: Tensor, heads: int) -> Tensor:
    """From (batch, steps, width) to (batch, heads, steps, width of a head)."""
    # torch's kernel wants the numbers of a head side by side, which on a CPU they are not yet
    return part.contiguous().view(*part.shape[:2], heads, -1).transpose(1, 2)


def attention_weights(query: Tensor, key: Tensor, allowed: Tensor | None) -> Tensor:
    """Weights of the source's steps, shape (batch, heads, target steps, source steps)."""
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(~allowed, float("-inf"))
    return torch.softmax(scores, dim=-1)
