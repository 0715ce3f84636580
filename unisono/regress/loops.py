"""The inner loops over rows, compiled.

Factors are arrays of codes, shape (effects, rows); their levels are counted on from one to
the next, so that one vector holds a number for each level of all of them. ``offsets`` says
where each factor begins. An empty array of weights stands for weights of one.
"""
# mypy: disallow-untyped-defs=false, disallow-untyped-calls=false
# ruff: noqa: ANN001, ANN201

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def drop_singletons(factors, offsets, keep):
    """Clear ``keep`` of rows alone in a level, until no such row is left."""
    effects, rows = factors.shape
    counts = np.zeros(offsets[-1], dtype=np.int64)
    for k in range(effects):
        for i in range(rows):
            counts[offsets[k] + factors[k, i]] += 1
    changed = True
    while changed:
        changed = False
        for i in range(rows):
            if not keep[i]:
                continue
            for k in range(effects):
                if counts[offsets[k] + factors[k, i]] == 1:
                    keep[i] = False
                    changed = True
                    break
            if not keep[i]:
                for k in range(effects):
                    counts[offsets[k] + factors[k, i]] -= 1


@numba.njit(cache=True, nogil=True)
def is_nested(inner, outer, size):
    """Whether every level of one factor lies in one level of the other."""
    parent = np.full(size, -1, dtype=np.int32)
    for row in range(inner.size):
        if parent[inner[row]] == -1:
            parent[inner[row]] = outer[row]
        elif parent[inner[row]] != outer[row]:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def count_components(first, second, left, right):
    """Connected components of the graph whose edges are the rows (union and find)."""
    parent = np.arange(left + right)
    found = left + right
    for row in range(first.size):
        a = first[row]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        b = left + second[row]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a != b:
            parent[b] = a
            found -= 1
    return found


@numba.njit(cache=True, nogil=True)
def level_sums(factors, offsets, weights, values, sums):
    """Sums of ``values`` (rows, columns) by level, into ``sums`` (levels, columns)."""
    effects, rows = factors.shape
    sums[:] = 0.0
    for i in range(rows):
        weight = weights[i] if weights.size else 1.0
        for k in range(effects):
            level = offsets[k] + factors[k, i]
            for j in range(values.shape[1]):
                sums[level, j] += weight * values[i, j]


@numba.njit(cache=True, nogil=True)
def normal_product(factors, offsets, weights, vector, product):
    """``product = D'WD vector`` for the indicators D of all levels, one pass over the rows."""
    effects, rows = factors.shape
    columns = vector.shape[1]
    fitted = np.empty(columns)
    product[:] = 0.0
    for i in range(rows):
        fitted[:] = 0.0
        for k in range(effects):
            level = offsets[k] + factors[k, i]
            for j in range(columns):
                fitted[j] += vector[level, j]
        if weights.size:
            for j in range(columns):
                fitted[j] *= weights[i]
        for k in range(effects):
            level = offsets[k] + factors[k, i]
            for j in range(columns):
                product[level, j] += fitted[j]


@numba.njit(cache=True, nogil=True)
def subtract_effects(factors, offsets, effects, values):
    """Take the effects (levels, columns) of each row's levels from ``values`` in place."""
    for i in range(factors.shape[1]):
        for k in range(factors.shape[0]):
            level = offsets[k] + factors[k, i]
            for j in range(values.shape[1]):
                values[i, j] -= effects[level, j]


@numba.njit(cache=True, nogil=True)
def group_sums(codes, values, sums):
    """Add up ``values`` (rows, columns) by group, into ``sums`` (groups, columns)."""
    for i in range(codes.size):
        for j in range(values.shape[1]):
            sums[codes[i], j] += values[i, j]


@numba.njit(cache=True, nogil=True)
def group_moments(codes, x, y, products, moments):
    """X'X (groups, k, k) and X'y (groups, k) of every group."""
    k = x.shape[1]
    for i in range(codes.size):
        g = codes[i]
        for a in range(k):
            moments[g, a] += x[i, a] * y[i]
            for b in range(k):
                products[g, a, b] += x[i, a] * x[i, b]


@numba.njit(cache=True, nogil=True)
def shuffle_within(order, starts, state):
    """Shuffle the stretches of ``order`` that begin at ``starts``, in place (Fisher-Yates).

    ``state`` is a number other than 0 from which a xorshift generator goes on (Marsaglia
    2003, Vigna 2016); returned is where it stands, for the next shuffle.
    """
    state = np.uint64(state)
    for s in range(starts.size - 1):
        for i in range(starts[s + 1] - 1, starts[s], -1):
            state ^= state >> np.uint64(12)
            state ^= state << np.uint64(25)
            state ^= state >> np.uint64(27)
            drawn = (state * np.uint64(2685821657736338717)) >> np.uint64(11)
            j = starts[s] + np.int64(drawn % np.uint64(i - starts[s] + 1))
            order[i], order[j] = order[j], order[i]
    return state
