"""Attention of single heads, compiled: what `cpu_attention` says of sixteen steps at a time.

Arrays of streams have shape (heads, width of a head, batch, steps). Rows are copies of the
steps of one head and item that count, (width of a head, steps), with room at the end. Types are
off for these functions: theirs are those of numba.
"""
# mypy: ignore-errors
# ruff: noqa: ANN001, ANN201, ANN202

import math

import numba
import numpy as np

from unisono.learn.models.cpu_lanes import (
    COUNT,
    add_outer,
    dot,
    exp2,
    highest,
    load,
    load_all,
    padded,
    spread,
    store,
    store_all,
)

_LOG2_E = math.log2(math.e)


@numba.njit(cache=True, nogil=True)
def attend(parts, there, found, items, width):
    """Write the outputs and levels of some items.

    Parameters
    ----------
    parts
        Query, key and value.
    there
        Which sources count, shape (batch, sources).
    found
        Output and level.
    items
        The first, and the one after the last.
    width
        A tuple as long as a head is wide.
    """
    query, key, value = parts
    output, level = found
    heads, size, _, targets = query.shape
    scale, one = np.float32(_LOG2_E / math.sqrt(size)), np.float32(1)
    all_targets = np.arange(targets)
    q, k, v = _rows(targets, size), _rows(key.shape[3], size), _rows(key.shape[3], size)
    mixed = _rows(targets, size + 2)
    for item in range(items[0], items[1]):
        sources = np.flatnonzero(there[item])
        for head in range(heads):
            _take(q, query[head, :, item], all_targets, scale)
            _take(k, key[head, :, item], sources, one)
            _take(v, value[head, :, item], sources, one)
            _mix(q, k, v, len(sources), mixed, width)
            top, total = mixed[size], mixed[size + 1]
            for i in range(targets):
                level[item, head, i] = top[i] + math.log2(total[i])
                total[i] = one / total[i]
            for d in range(size):
                for i in range(targets):
                    output[head, d, item, i] = mixed[d, i] * total[i]


@numba.njit(nogil=True)
def _mix(q, k, v, sources, mixed, width):
    """Write sums of weighted values, then the highest score and the sum of the weights."""
    size = len(width)
    nothing = _rows(COUNT, size)
    for i in range(0, q.shape[1], COUNT):
        queries = load_all(q, i, width)
        top = dot(queries, k, 0)
        for j in range(1, sources):
            top = highest(top, dot(queries, k, j))
        total = spread(np.float32(0))
        sums = load_all(nothing, 0, width)
        for j in range(sources):
            weight = exp2(dot(queries, k, j) - top)
            total += weight
            sums = add_outer(sums, v, j, weight)
        store_all(mixed, i, sums)
        store(mixed[size], i, top)
        store(mixed[size + 1], i, total)


@numba.njit(cache=True, nogil=True)
def attend_back(parts, there, given, found, items, width):
    """Write the gradients of some items' queries, keys and values.

    Parameters
    ----------
    parts, there, items, width
        As for `attend`.
    given
        Its output and levels, and the gradient of the output.
    found
        The gradients of query, key and value.
    """
    query, key, value = parts
    output, level, gradient = given
    heads, size, _, targets = query.shape
    scale, one = np.float32(_LOG2_E / math.sqrt(size)), np.float32(1)
    all_targets = np.arange(targets)
    # below the queries their level, below the gradient what it has of the output
    q, g, to_q = _rows(targets, size + 1), _rows(targets, size + 1), _rows(targets, size)
    k, v, to_k, to_v = (
        _rows(key.shape[3], size),
        _rows(key.shape[3], size),
        _rows(key.shape[3], size),
        _rows(key.shape[3], size),
    )
    for item in range(items[0], items[1]):
        sources = np.flatnonzero(there[item])
        for head in range(heads):
            _take(q, query[head, :, item], all_targets, scale)
            _take(g, gradient[head, :, item], all_targets, one)
            _take(k, key[head, :, item], sources, one)
            _take(v, value[head, :, item], sources, one)
            q[size, :targets] = level[item, head]
            _sum_products(gradient[head, :, item], output[head, :, item], g[size])
            _back_to_targets(q, g, k, v, len(sources), to_q, width)
            _back_to_sources(k, v, q, g, targets, (to_k, to_v), width)
            _give(to_q, found[0][head, :, item], all_targets, scale / np.float32(_LOG2_E))
            _give(to_k, found[1][head, :, item], sources, one / np.float32(_LOG2_E))
            _give(to_v, found[2][head, :, item], sources, one)


@numba.njit(nogil=True)
def _back_to_targets(q, g, k, v, sources, found, width):
    """Write the gradient of the queries."""
    size = len(width)
    nothing = _rows(COUNT, size)
    for i in range(0, q.shape[1], COUNT):
        queries, gradients = load_all(q, i, width), load_all(g, i, width)
        level, share = load(q[size], i), load(g[size], i)
        sums = load_all(nothing, 0, width)
        for j in range(sources):
            weight = exp2(dot(queries, k, j) - level)
            sums = add_outer(sums, k, j, weight * (dot(gradients, v, j) - share))
        store_all(found, i, sums)


@numba.njit(nogil=True)
def _back_to_sources(k, v, q, g, targets, found, width):
    """Write the gradients of keys and values."""
    size = len(width)
    nothing = _rows(COUNT, size)
    for j in range(0, k.shape[1], COUNT):
        keys, values = load_all(k, j, width), load_all(v, j, width)
        to_keys = to_values = load_all(nothing, 0, width)
        for i in range(targets):
            weight = exp2(dot(keys, q, i) - spread(q[size, i]))
            to_values = add_outer(to_values, g, i, weight)
            moved = weight * (dot(values, g, i) - spread(g[size, i]))
            to_keys = add_outer(to_keys, q, i, moved)
        store_all(found[0], j, to_keys)
        store_all(found[1], j, to_values)


@numba.njit(nogil=True)
def _sum_products(one, other, found):
    """Write, for each target, the sum of one times other."""
    found[:] = 0
    for d in range(one.shape[0]):
        for i in range(one.shape[1]):
            found[i] += one[d, i] * other[d, i]


@numba.njit(nogil=True)
def _rows(steps, size):
    """Room for steps in rows that lanes may be taken from."""
    return np.zeros((size, padded(steps)), np.float32)


@numba.njit(nogil=True)
def _take(rows, stream, steps, scale):
    """Write the steps of a stream that are named, scaled."""
    for d in range(stream.shape[0]):
        if len(steps) == stream.shape[1]:
            for j in range(len(steps)):
                rows[d, j] = stream[d, j] * scale
        else:
            for j in range(len(steps)):
                rows[d, j] = stream[d, steps[j]] * scale


@numba.njit(nogil=True)
def _give(rows, stream, steps, scale):
    """Write rows, scaled, to the steps of a stream that are named, and 0 to the others."""
    for d in range(stream.shape[0]):
        if len(steps) == stream.shape[1]:
            for j in range(len(steps)):
                stream[d, j] = rows[d, j] * scale
        else:
            stream[d, :] = 0
            for j in range(len(steps)):
                stream[d, steps[j]] = rows[d, j] * scale
