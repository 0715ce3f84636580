"""Softmax attention on a CPU, for narrow heads: two matrix products and a power of two.

The fused CPU kernel of torch 2.8 spends most of its time outside of matrix products when heads
are a few numbers wide, as in MulT (40 / 8 = 5). Here what is subtracted before the
exponential, the mask, and the sum of a row are further columns of the products:

    [q, -m, 1] [k, 1, b]' = q k' - m + b        (b = 0, or very negative where masked)
    2^(...) [v, 1]        = [unnormalised output, row sum]

with q scaled by log2(e), k less the mean of the keys, which moves all scores of a row alike,
and m = |q| max |k|, which no score of the row exceeds (Cauchy-Schwarz). That is looser than
the row's maximum; but scores have mean 0 now, so the maximum is not below 0 and its weight not
below 2^-m, and where m is small enough nothing that counts underflows. Elsewhere the kernel
declines. The backward pass is arranged in the same way, and works like the forward one on a
few heads at a time, whose scores stay in the cache; they are computed anew rather than kept,
unless they are few.

Products with a thin side are written so that the long side comes last in the result, and the
power is of two: the same arithmetic the other way round took 3.5 and 4.5 times as long
(float32, one core, AVX-512).
"""

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

HIGHEST = 100.0
"""Bound of the scores, in powers of two, above which the kernel declines. The least normal
float32 is 2^-126, so weights of a row down to 2^-26 of its largest are kept."""

_CHUNK = 400_000
"""Scores that are computed at a time, for each thread: 1.6 MB."""
_NEVER = -10_000.0
"""Added to the score of a step that is masked; two to its power is 0."""
_LOG2_E = math.log2(math.e)


def attend_on_cpu(
    query: Tensor, key: Tensor, value: Tensor, allowed: Tensor | None
) -> Tensor | None:
    """Attention of each head, as `torch.nn.functional.scaled_dot_product_attention` gives it.

    Parameters
    ----------
    query
        Shape (batch, heads, target steps, width of a head), float32.
    key, value
        Shape (batch, heads, source steps, width of a head).
    allowed
        Shape (batch, 1, 1, source steps), some True in each row; None: all.

    Returns
    -------
    Tensor or None
        Shape (batch, heads, target steps, width of a head), a view of a tensor in which the
        heads of a step lie side by side. None when scores are too far apart for this kernel.
    """
    queries, keys = _extended(query.detach(), key.detach(), allowed)
    if float(queries[:, query.shape[-1]].amin()) < -HIGHEST:
        return None
    mixed: Tensor = _Attention.apply(query, key, value, queries, keys)  # type: ignore[no-untyped-call]
    return mixed


class _Attention(torch.autograd.Function):
    """Thin tensors are held as (batch x heads, width, steps), scores as (.., target, source)."""

    @staticmethod
    def forward(
        ctx: Any,
        query: Tensor,
        key: Tensor,  # noqa: ARG004 - its gradient is given back
        value: Tensor,
        queries: Tensor,
        keys: Tensor,
    ) -> Tensor:
        values = _thin(value, 1)
        values[:, -1] = 1.0
        target, source = queries.shape[-1], keys.shape[-1]
        sums = values.new_empty(len(values), values.shape[1], target)
        chunks = list(_chunks(len(queries), target * source))
        weights = None
        for chunk in chunks:
            weights = _weights(queries[chunk], keys[chunk])
            torch.bmm(values[chunk], weights.transpose(1, 2), out=sums[chunk])
        mixed = sums[:, :-1] / sums[:, -1:]
        ctx.save_for_backward(
            queries, keys, values, mixed, sums[:, -1:], weights if len(chunks) == 1 else None
        )
        return _by_head(mixed, query)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        queries, keys, values, mixed, sums, kept = ctx.saved_tensors
        gradient = gradients[0]
        width, target, source = mixed.shape[1], queries.shape[-1], keys.shape[-1]
        coming = _thin(gradient, 1)
        # the share of the row's sum, so that the softmax's own gradient is one product
        coming[:, -1] = -(coming[:, :-1] * mixed).sum(dim=1)
        coming /= sums
        to_query, to_key, to_value = (
            mixed.new_empty(len(mixed), width, steps) for steps in (target, source, source)
        )
        for chunk in _chunks(len(queries), target * source):
            weights = kept if kept is not None else _weights(queries[chunk], keys[chunk])
            torch.bmm(coming[chunk, :-1], weights, out=to_value[chunk])
            moved = torch.bmm(coming[chunk].transpose(1, 2), values[chunk]).mul_(weights)
            torch.bmm(keys[chunk, :width], moved.transpose(1, 2), out=to_query[chunk])
            torch.bmm(queries[chunk, :width], moved, out=to_key[chunk])
        to_query *= width**-0.5
        to_key /= _LOG2_E
        wanted = (_by_head(one, gradient) for one in (to_query, to_key, to_value))
        return (*wanted, None, None)


def _extended(query: Tensor, key: Tensor, allowed: Tensor | None) -> tuple[Tensor, Tensor]:
    """Queries and keys with the columns that subtract the bound and mask."""
    batch, heads, steps, width = key.shape
    more = 1 if allowed is None else 2
    queries, keys = _thin(query, more), _thin(key, more)
    queries[:, :width] *= width**-0.5 * _LOG2_E
    if allowed is None:
        keys[:, :width] -= keys[:, :width].mean(dim=2, keepdim=True)
    else:
        there = allowed[:, 0].expand(-1, heads, -1).reshape(batch * heads, 1, steps)
        total = (keys[:, :width] * there).sum(dim=2, keepdim=True)
        # what is masked may be anything; at the mean it does not loosen the bound
        keys[:, :width] -= total / there.sum(dim=2, keepdim=True)
        keys[:, :width] *= there
        queries[:, width + 1] = 1.0
        keys[:, width + 1] = torch.where(there[:, 0], 0.0, _NEVER)
    longest = _lengths(keys[:, :width]).amax(dim=1, keepdim=True)
    queries[:, width] = -_lengths(queries[:, :width]) * longest
    keys[:, width] = 1.0
    return queries, keys


def _lengths(thin: Tensor) -> Tensor:
    """Norm of each step, shape (batch x heads, steps); `norm` is slow along this dimension."""
    return thin.square().sum(dim=1).sqrt()


def _weights(queries: Tensor, keys: Tensor) -> Tensor:
    """Unnormalised weights, shape (chunk, target steps, source steps)."""
    return torch.bmm(queries.transpose(1, 2), keys).exp2_()


def _thin(by_head: Tensor, more: int) -> Tensor:
    """From (batch, heads, steps, width) to (batch x heads, width + more, steps), copied."""
    batch, heads, steps, width = by_head.shape
    thin = by_head.new_empty(batch, heads, width + more, steps)
    thin[:, :, :width] = by_head.transpose(2, 3)
    return thin.view(batch * heads, width + more, steps)


def _by_head(thin: Tensor, like: Tensor) -> Tensor:
    """Back to (batch, heads, steps, width), with the heads of a step side by side."""
    batch, heads = like.shape[:2]
    parts = thin.view(batch, heads, *thin.shape[1:])
    return parts.permute(0, 3, 1, 2).contiguous().transpose(1, 2)


def _chunks(count: int, scores: int) -> Iterator[slice]:
    """Heads that are worked on together, so many scores each."""
    size = max(1, _CHUNK * torch.get_num_threads() // scores)
    for first in range(0, count, size):
        yield slice(first, first + size)
