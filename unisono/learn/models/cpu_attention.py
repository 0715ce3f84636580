"""Softmax attention on a CPU, for narrow heads: scores never leave the processor's registers.

The fused CPU kernel of torch 2.8 spends most of its time around matrix products when heads
are a few numbers wide, as in MulT (40 / 8 = 5), and so does whatever writes scores to memory.
Here sixteen targets go through all sources at once: their queries, the sums of what they take
and the sums of their weights stay in registers (`cpu_lanes`), and of a source only its few
numbers are read. Forward, all sources are gone through twice, for the highest score and for
the weights 2^(score - highest). What is kept is the logarithm of each target's sum of weights;
from it the backward pass makes the weights anew, once for sixteen targets and all sources, for
the gradient of the queries, and once for sixteen sources and all targets, for those of keys
and values. Steps that are masked are left out before either.
"""

import threading
from collections.abc import Callable
from collections.abc import Sequence as Several
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor

from unisono.learn.models.cpu_heads import attend, attend_back
from unisono.learn.models.cpu_products import array, thin

_FEW = 200_000
"""Scores up to which a second thread costs more than it saves."""


def attend_on_cpu(
    queries: Several[Tensor],
    keys: Several[Tensor],
    values: Several[Tensor],
    allowed: Several[Tensor | None],
    heads: int,
) -> tuple[Tensor, ...]:
    """Attention of several streams, as `torch.nn.functional.scaled_dot_product_attention` has it.

    Parameters
    ----------
    queries
        Each of shape (batch, target steps, heads x width of a head), float32.
    keys, values
        Each of shape (batch, source steps, heads x width of a head).
    allowed
        By stream: shape (batch, 1, 1, source steps), some True in each row; None: all.
    heads
        How many.

    Returns
    -------
    tuple of Tensor
        By stream: shape (batch, target steps, heads x width of a head), which lies in memory
        as `cpu_products` has it.
    """
    there = [
        np.ones(key.shape[:2], np.bool_) if mask is None else mask[:, 0, 0].numpy()
        for key, mask in zip(keys, allowed, strict=True)
    ]
    return _Attention.apply(heads, there, *queries, *keys, *values)  # type: ignore[no-any-return, no-untyped-call]


class _Attention(torch.autograd.Function):
    """Arrays are (heads, width of a head, batch, steps); levels are (batch, heads, targets)."""

    @staticmethod
    def forward(ctx: Any, heads: int, there: Several[Any], *streams: Tensor) -> tuple[Tensor, ...]:
        count = len(there)
        by_head = [_by_head(one, heads) for one in streams]
        parts = list(zip(*(by_head[n * count : (n + 1) * count] for n in range(3)), strict=True))
        found = [_room(query) for query, _, _ in parts]
        width = (0,) * by_head[0].shape[1]
        jobs = [
            (tuple(map(array, part)), mask, tuple(map(array, one)))
            for part, mask, one in zip(parts, there, found, strict=True)
        ]
        _side_by_side(jobs, lambda job, items: attend(job[0], job[1], job[2], items, width))
        ctx.there = there
        ctx.save_for_backward(*by_head, *(tensor for one in found for tensor in one))
        return tuple(_shown(output) for output, _ in found)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        count = len(gradients)
        saved = list(map(array, ctx.saved_tensors))
        parts = list(zip(*(saved[n * count : (n + 1) * count] for n in range(3)), strict=True))
        found = [
            [torch.empty_like(one) for one in ctx.saved_tensors[n : 3 * count : count]]
            for n in range(count)
        ]
        width = (0,) * saved[0].shape[1]
        jobs = []
        for number, gradient in enumerate(gradients):
            output, level = saved[3 * count + 2 * number : 3 * count + 2 * number + 2]
            given = (output, level, array(_by_head(gradient, saved[0].shape[0])))
            into = tuple(map(array, found[number]))
            jobs.append((parts[number], ctx.there[number], given, into))
        _side_by_side(
            jobs, lambda job, items: attend_back(job[0], job[1], job[2], job[3], items, width)
        )
        shown = [[_shown(one) for one in stream] for stream in found]
        return (None, None, *(one for part in zip(*shown, strict=True) for one in part))


def _side_by_side(jobs: Several[Any], work: Callable[[Any, tuple[int, int]], None]) -> None:
    """Do all jobs, in as many threads as torch uses, each of which takes some of the items."""
    batch = len(jobs[0][1])
    scores = sum(job[0][0].size // job[0][0].shape[1] * job[1].shape[1] for job in jobs)
    threads = min(torch.get_num_threads(), batch) if scores > _FEW else 1

    def share(items: tuple[int, int]) -> None:
        for job in jobs:
            work(job, items)

    own, *rest = pairwise(batch * number // threads for number in range(threads + 1))
    others = [threading.Thread(target=share, args=(items,)) for items in rest]
    for one in others:
        one.start()
    share(own)
    for one in others:
        one.join()


def _by_head(stream: Tensor, heads: int) -> Tensor:
    """From (batch, steps, width) to (heads, width of a head, batch, steps)."""
    batch, steps, width = stream.shape
    return thin(stream).view(heads, width // heads, batch, steps)


def _shown(by_head: Tensor) -> Tensor:
    """Back to (batch, steps, width)."""
    return by_head.flatten(0, 1).permute(1, 2, 0)


def _room(query: Tensor) -> tuple[Tensor, Tensor]:
    """For an output and for levels."""
    heads, _, batch, steps = query.shape
    return torch.empty_like(query), query.new_empty(batch, heads, steps)
