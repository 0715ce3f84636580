"""The inner loops of the search, compiled: tokens moved on by one block of frames.

Everything comes as tuples of arrays, in the order in which `unisono.align.search` makes
them. ``ANN`` and typing are off for these functions: their types are those of numba.
"""
# mypy: disallow-untyped-defs=false, disallow-untyped-calls=false
# ruff: noqa: ANN001, ANN201, ANN202

import numba
import numpy as np

from unisono.align.senones import senone_log_likelihood


@numba.njit(cache=True, nogil=True)
def advance(graph, scoring, tokens, arena, limits, begin):
    """Move all tokens through the frames of a block.

    Returns
    -------
    int
        The frame of the block at which the arena has to be cleared first, or the number
        of frames when all are done.
    """
    network, transitions = graph
    frames = scoring[8].shape[0]
    nodes = tokens[0].shape[0]
    numbers = tokens[4]
    best = _best(tokens)
    for frame in range(begin, frames):
        if numbers[1] + nodes > arena[0].shape[0]:
            return frame
        threshold = best - limits[0]
        if numbers[2] == 0:
            _begin(network[6], tokens)
        _propagate(network, transitions, tokens, threshold)
        best = _emit(graph, scoring, tokens, arena, limits[1], frame)
        _prune(tokens, best - limits[0])
        numbers[2] += 1
    return frames


@numba.njit(cache=True, nogil=True)
def _best(tokens):
    score, _, active, _, numbers, _, _, _ = tokens
    best = -np.inf
    for i in range(numbers[0]):
        for state in range(score.shape[1]):
            best = max(best, score[active[i], state])
    return best


@numba.njit(cache=True, nogil=True)
def _begin(start, tokens):
    """Let tokens into the nodes where a path may begin."""
    _, _, active, member, numbers, entering, leaving, source = tokens
    for node in range(start.shape[0]):
        if start[node] < np.inf:
            entering[node] = -start[node]
            leaving[node] = 0.0
            source[node] = -1
            member[node] = True
            active[numbers[0]] = node
            numbers[0] += 1


@numba.njit(cache=True, nogil=True)
def _propagate(network, transitions, tokens, threshold):
    """Let the tokens at the ends of nodes into the nodes that follow."""
    senones, phone, last, first, target, cost, _ = network
    score, history, active, member, numbers, entering, leaving, source = tokens
    for i in range(numbers[0]):
        node = active[i]
        state = last[node]
        leave = 0.0 if senones[node, 0] < 0 else transitions[phone[node], state, 1]
        total = score[node, state] + leave
        if total < threshold:
            continue
        for arc in range(first[node], first[node + 1]):
            follower = target[arc]
            candidate = total - cost[arc]
            if candidate < threshold or candidate <= entering[follower]:
                continue
            entering[follower] = candidate
            leaving[follower] = total
            source[follower] = history[node, state]
            if not member[follower]:
                member[follower] = True
                active[numbers[0]] = follower
                numbers[0] += 1


@numba.njit(cache=True, nogil=True)
def _emit(graph, scoring, tokens, arena, foreign, frame):
    """Move tokens within nodes and score the frame; returns the best score."""
    (senones, phone, last, _, _, _, _), transitions = graph
    score, history, active, _, numbers, entering, leaving, source = tokens
    before, nodes, frames, totals = arena
    reference = scoring[8][frame]
    lost = foreign if foreign == np.inf or not scoring[9][frame] else 0.0
    best = -np.inf
    for i in range(numbers[0]):
        node = active[i]
        filler = senones[node, 0] < 0
        if not filler:
            log = transitions[phone[node]]
            for state in range(last[node], 0, -1):
                stay = score[node, state] + log[state, 0]
                move = score[node, state - 1] + log[state - 1, 1]
                if move > stay:
                    history[node, state] = history[node, state - 1]
                score[node, state] = max(stay, move)
                if score[node, state] > -np.inf:
                    found = _likelihood(scoring, senones[node, state], frame, numbers[2])
                    score[node, state] += found - reference
                    best = max(best, score[node, state])
            score[node, 0] += log[0, 0]
        if entering[node] > score[node, 0]:
            record = numbers[1]
            before[record] = source[node]
            nodes[record] = node
            frames[record] = numbers[2]
            totals[record] = leaving[node]
            numbers[1] += 1
            history[node, 0] = record
            score[node, 0] = entering[node]
        entering[node] = -np.inf
        if filler:
            score[node, 0] -= lost
        elif score[node, 0] > -np.inf:
            score[node, 0] += _likelihood(scoring, senones[node, 0], frame, numbers[2]) - reference
        best = max(best, score[node, 0])
    return best


@numba.njit(cache=True, nogil=True)
def _likelihood(scoring, senone, frame, now):
    weights, codebook, chosen, density, offset, cached, stamp, dense, _, _ = scoring
    if dense.shape[0]:
        return dense[frame, senone]
    if stamp[senone] != now:
        stamp[senone] = now
        cached[senone] = senone_log_likelihood(
            senone, codebook[senone], weights, chosen[frame], density[frame], offset[frame]
        )
    return cached[senone]


@numba.njit(cache=True, nogil=True)
def _prune(tokens, threshold):
    """Give up nodes whose tokens are all below the threshold."""
    score, _, active, member, numbers, _, _, _ = tokens
    kept = 0
    for i in range(numbers[0]):
        node = active[i]
        top = score[node, 0]
        for state in range(1, score.shape[1]):
            top = max(top, score[node, state])
        if top >= threshold and top > -np.inf:
            active[kept] = node
            kept += 1
        else:
            member[node] = False
            score[node] = -np.inf
    numbers[0] = kept


@numba.njit(cache=True, nogil=True)
def mark(before, score, history, active, count):
    """Records that a token can reach: shape (count,)."""
    alive = np.zeros(count, dtype=np.bool_)
    for i in range(active.shape[0]):
        for state in range(score.shape[1]):
            if score[active[i], state] > -np.inf and history[active[i], state] >= 0:
                alive[history[active[i], state]] = True
    for record in range(count - 1, -1, -1):
        if alive[record] and before[record] >= 0:
            alive[before[record]] = True
    return alive


@numba.njit(cache=True, nogil=True)
def compact(arena, alive, history):
    """Move the records that are alive together, renumber history; returns how many."""
    before, node, frame, total = arena
    number = np.full(alive.shape[0], -1, dtype=np.int32)
    kept = 0
    for record in range(alive.shape[0]):
        if not alive[record]:
            continue
        number[record] = kept
        before[kept] = number[before[record]] if before[record] >= 0 else -1
        node[kept] = node[record]
        frame[kept] = frame[record]
        total[kept] = total[record]
        kept += 1
    for place in range(history.shape[0]):
        for state in range(history.shape[1]):
            if history[place, state] >= 0:
                history[place, state] = number[history[place, state]]
    return kept
