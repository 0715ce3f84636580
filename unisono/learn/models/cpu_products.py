"""Normalisation and matrix products of several streams on a CPU, each with its own weights.

A stream has logical shape (batch, steps, width), but lies in memory as (width, batch x steps).
Then each of the three products of a linear map,

    forward     W x            (out, in)  (in, steps)
    to inputs   W' g           (in, out)  (out, steps)
    to weights  g x'           (out, steps)  (steps, in)

has operands that oneDNN takes as they lie, with the long side last in the first two, and
heads are rows that attention cuts out without moving them. oneDNN rather than torch's own
choice (MKL): on an AMD processor with AVX-512, MKL stays within AVX2, and products of these
shapes (40 x 160 x 800) took 1.7 to 2.1 times as long. Other dtypes use torch's choice.
"""

from collections.abc import Sequence as Several
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.nn import functional

from unisono.learn.models import cpu_kernels
from unisono.learn.models.cpu_kernels import Floats

T = TypeVar("T")

_ONEDNN = hasattr(torch.ops.mkldnn, "_linear_pointwise")
"""Whether this torch has been built with it. No public function of torch 2.8 reaches its product
of float32 matrices; the one that does is what torch's own compiler calls."""

_SMALL = 2_000_000
"""Multiplications up to which torch's own choice is not the slower one: a call of oneDNN takes
10 microseconds more."""


def by_cpu(stream: Tensor) -> bool:
    """Whether a stream is worked on here; under autocast dtypes are torch's to choose."""
    return stream.device.type == "cpu" and not torch.is_autocast_enabled("cpu")


def laid_out(stream: Tensor) -> Tensor:
    """A stream with the same values and shape that lies in memory as this module has it."""
    return _shown(stream.permute(2, 0, 1).flatten(1).contiguous(), stream)


def side_by_side(streams: Several[Tensor]) -> Tensor:
    """Streams of the same steps as one, as wide as all of them."""
    return torch.cat([stream.permute(2, 0, 1) for stream in streams]).permute(1, 2, 0)


def normed(streams: Several[Tensor]) -> tuple[Tensor, ...]:
    """Each step with mean 0 and variance 1."""
    return _Normed.apply(*streams)  # type: ignore[no-any-return, no-untyped-call]


def normed_products(
    streams: Several[Tensor], weights: Tensor, biases: Tensor
) -> tuple[Tensor, ...]:
    """A linear map of each stream, normalised; see `unisono.learn.models.blocks`."""
    return _NormedProducts.apply(weights, biases, *streams)  # type: ignore[no-any-return, no-untyped-call]


def added_products(
    streams: Several[Tensor],
    inputs: Several[Tensor],
    weights: Tensor,
    biases: Tensor,
    dropout: float,
) -> tuple[Tensor, ...]:
    """Streams and linear maps of what is added; see `unisono.learn.models.blocks`."""
    return _AddedProducts.apply(dropout, weights, biases, *streams, *inputs)  # type: ignore[no-any-return, no-untyped-call]


def fed_forward(
    streams: Several[Tensor], weights: Several[Tensor], within: float, dropout: float
) -> tuple[Tensor, ...]:
    """Streams after their feed-forward part; see `unisono.learn.models.blocks`."""
    return _FedForward.apply(within, dropout, *weights, *streams)  # type: ignore[no-any-return, no-untyped-call]


def matrix_product(left: Tensor, right: Tensor) -> Tensor:
    """Of two matrices; either may be a transposed view."""
    size = left.shape[0] * left.shape[1] * right.shape[1]
    if left.dtype == torch.float32 and size > _SMALL and _ONEDNN:
        one: Tensor = torch.ops.mkldnn._linear_pointwise(left, right.T, None, "none", [], "")
        return one
    return left @ right


def thin(stream: Tensor) -> Tensor:
    """From (batch, steps, width) to (width, batch x steps), copied only where it lies otherwise."""
    return stream.detach().permute(2, 0, 1).flatten(1).contiguous()


def array(tensor: Tensor) -> Floats:
    """The same memory, for the compiled kernels."""
    found: Floats = tensor.numpy()
    return found


class _Normed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, *streams: Tensor) -> tuple[Tensor, ...]:
        pairs = [_normalised(thin(stream)) for stream in streams]
        ctx.save_for_backward(*(one for pair in pairs for one in pair))
        return tuple(_shown(pair[0], stream) for pair, stream in zip(pairs, streams, strict=True))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, ...]:
        parts = zip(gradients, _grouped(ctx.saved_tensors, 2), strict=True)
        return tuple(_shown(_denormalised(thin(one), *saved), one) for one, saved in parts)


class _NormedProducts(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, weights: Tensor, biases: Tensor, *streams: Tensor) -> tuple[Tensor, ...]:
        outputs, saved = [], []
        for stream, weight, bias in zip(streams, weights, array(biases.detach()), strict=True):
            low, scale = _normalised(thin(stream))
            output = matrix_product(weight, low)
            cpu_kernels.add_bias(array(output), bias)
            outputs.append(_shown(output, stream))
            saved += [low, scale]
        ctx.save_for_backward(weights, *saved)
        return tuple(outputs)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, ...]:
        weights, *rest = ctx.saved_tensors
        found, to_weights, to_biases = [], [], []
        for shown, weight, (low, scale) in zip(gradients, weights, _grouped(rest, 2), strict=True):
            gradient = thin(shown)
            to_weights.append(matrix_product(gradient, low.T))
            to_biases.append(gradient.sum(dim=1))
            back = _denormalised(matrix_product(weight.T, gradient), low, scale)
            found.append(_shown(back, shown))
        return torch.stack(to_weights), torch.stack(to_biases), *found


class _AddedProducts(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, dropout: float, weights: Tensor, biases: Tensor, *parts: Tensor
    ) -> tuple[Tensor, ...]:
        streams, inputs = _grouped(parts, len(weights))
        outputs, saved = [], []
        rows = zip(streams, inputs, weights, array(biases.detach()), strict=True)
        for stream, shown, weight, bias in rows:
            taken = thin(shown)
            output, kept = _added(matrix_product(weight, taken), bias, thin(stream), dropout)
            outputs.append(_shown(output, stream))
            saved += [taken, kept]
        ctx.save_for_backward(weights, *saved)
        return tuple(outputs)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        weights, *rest = ctx.saved_tensors
        found, to_weights, to_biases = [], [], []
        for shown, weight, (taken, kept) in zip(gradients, weights, _grouped(rest, 2), strict=True):
            gradient = thin(shown) if kept is None else thin(shown) * kept
            to_weights.append(matrix_product(gradient, taken.T))
            to_biases.append(gradient.sum(dim=1))
            found.append(_shown(matrix_product(weight.T, gradient), shown))
        return None, torch.stack(to_weights), torch.stack(to_biases), *gradients, *found


class _FedForward(torch.autograd.Function):
    """One stream after the other, so that what is between stays in the cache."""

    @staticmethod
    def forward(ctx: Any, within: float, dropout: float, *parts: Tensor) -> tuple[Tensor, ...]:
        widen, widen_bias, narrow, narrow_bias, *streams = parts
        outputs, saved = [], []
        rows = zip(
            streams,
            widen,
            array(widen_bias.detach()),
            narrow,
            array(narrow_bias.detach()),
            strict=True,
        )
        for shown, wider, wider_bias, narrower, narrower_bias in rows:
            stream = thin(shown)
            low, scale = _normalised(stream)
            wide = matrix_product(wider, low)
            cpu_kernels.add_bias_relu(array(wide), wider_bias)
            if within:
                functional.dropout(wide, within, inplace=True)
            output, kept = _added(matrix_product(narrower, wide), narrower_bias, stream, dropout)
            outputs.append(_shown(output, shown))
            saved += [low, scale, wide, kept]
        ctx.grown = 1 / (1 - within)
        ctx.save_for_backward(widen, narrow, *saved)
        return tuple(outputs)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        widen, narrow, *rest = ctx.saved_tensors
        found, weights = [], []
        rows = zip(gradients, widen, narrow, _grouped(rest, 4), strict=True)
        for shown, wider, narrower, (low, scale, wide, kept) in rows:
            gradient = thin(shown)
            passed = gradient if kept is None else gradient * kept
            to_wide = matrix_product(narrower.T, passed)
            # what was dropped is 0 like what was below it, so the output tells both
            cpu_kernels.relu_back(array(to_wide), array(wide), ctx.grown)
            weights.append(
                (
                    matrix_product(to_wide, low.T),
                    to_wide.sum(dim=1),
                    matrix_product(passed, wide.T),
                    passed.sum(dim=1),
                )
            )
            back = _denormalised(matrix_product(wider.T, to_wide), low, scale)
            found.append(_shown(back.add_(gradient), shown))
        return None, None, *map(torch.stack, zip(*weights, strict=True)), *found


def _normalised(stream: Tensor) -> tuple[Tensor, Tensor]:
    """Each step with mean 0 and variance 1, and what it was multiplied by."""
    output, scale = torch.empty_like(stream), stream.new_empty(stream.shape[1])
    cpu_kernels.normalise(array(stream), array(output), array(scale))
    return output, scale


def _denormalised(gradient: Tensor, output: Tensor, scale: Tensor) -> Tensor:
    """The gradient of what was normalised."""
    found = torch.empty_like(gradient)
    cpu_kernels.normalise_back(array(gradient), array(output), array(scale), array(found))
    return found


def _added(
    made: Tensor, bias: Floats, stream: Tensor, dropout: float
) -> tuple[Tensor, Tensor | None]:
    """A stream with what was made, in the latter's place, and the factors of the dropout."""
    if not dropout:
        cpu_kernels.add_bias_to(array(made), bias, array(stream))
        return made, None
    kept = torch.empty_like(made).bernoulli_(1 - dropout).div_(1 - dropout)
    cpu_kernels.add_bias(array(made), bias)
    return made.mul_(kept).add_(stream), kept


def _grouped(several: Several[T], size: int) -> list[Several[T]]:
    """In groups of a size."""
    return [several[first : first + size] for first in range(0, len(several), size)]


def _shown(lying: Tensor, like: Tensor) -> Tensor:
    """Back to (batch, steps, width), a view."""
    return lying.view(len(lying), *like.shape[:2]).permute(1, 2, 0)
