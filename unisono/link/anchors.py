"""Places that can only belong together: runs of words that each text has once.

The patience method of comparing texts (Bram Cohen), with runs of words in the place of
lines: runs that both texts have exactly once are paired, and the longest rising sequence
of pairs is kept.
"""

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from unisono.link.tokens import Ints

RUN = 3
"""Words of a run."""

_NEAR = 200
"""Words within which two runs can support each other."""
_DRIFT = 30
"""Words that may be in one text alone between runs that support each other."""
_LOOK_BACK = 8
"""Runs before a run among which its support is looked for."""


def runs_of(codes: Ints, length: int = RUN) -> Ints:
    """A number for each run of tokens, shape (tokens - length + 1,); -1 across a break."""
    count = len(codes) - length + 1
    if count <= 0:
        return np.zeros(0, np.int64)
    keys = np.zeros(count, np.uint64)
    broken = np.zeros(count, np.bool_)
    for shift in range(length):
        piece = codes[shift : shift + count]
        broken |= piece < 0
        # Multiplication by an odd constant (2^64 / golden ratio) and a shift spread the bits.
        keys = (keys ^ piece.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    found: Ints = (keys >> np.uint64(1)).astype(np.int64)
    found[broken] = -1
    return found


def unique_runs(codes: Ints, length: int = RUN) -> tuple[Ints, Ints]:
    """Runs that a text has exactly once: their numbers, sorted, and their places."""
    keys = runs_of(codes, length)
    values, places, counts = np.unique(keys, return_index=True, return_counts=True)
    once = (counts == 1) & (values >= 0)
    return values[once], places[once].astype(np.int64)


def anchors(heard: Ints, written: Ints, *, support: int, length: int = RUN) -> Ints:
    """Pairs of tokens that belong together, rising in both texts.

    Parameters
    ----------
    heard, written
        The two texts as numbers.
    support
        Tokens of ``heard`` that a run and the runs near it must cover together, so that
        a turn of phrase that happens to be in both is not taken for a place.
    length
        Tokens of a run.

    Returns
    -------
    array
        Shape (pairs, 2): token of ``heard``, token of ``written``, both strictly rising.
    """
    keys, first = unique_runs(heard, length)
    others, second = unique_runs(written, length)
    _, a, b = np.intersect1d(keys, others, assume_unique=True, return_indices=True)
    order = np.argsort(first[a], kind="stable")
    pairs = np.stack([first[a][order], second[b][order]], axis=1)
    pairs = pairs[_supported(pairs, support, length)]
    return _tokens_of(pairs[_longest_rising(pairs[:, 1])], length)


def _supported(pairs: Ints, support: int, length: int) -> npt.NDArray[np.bool_]:
    """Which runs, with the runs near them, cover enough tokens."""
    count = len(pairs)
    group = list(range(count))

    def root(member: int) -> int:
        while group[member] != member:
            group[member] = group[group[member]]
            member = group[member]
        return member

    diagonal = (pairs[:, 1] - pairs[:, 0]).tolist()
    places = pairs[:, 0].tolist()
    for now in range(count):
        for before in range(max(0, now - _LOOK_BACK), now):
            near = places[now] - places[before] <= _NEAR
            if near and abs(diagonal[now] - diagonal[before]) <= _DRIFT:
                group[root(now)] = root(before)
    covered: dict[int, int] = {}
    last: dict[int, int] = {}
    for now in range(count):
        name = root(now)
        fresh = min(length, places[now] - last.get(name, places[now] - length))
        covered[name] = covered.get(name, 0) + fresh
        last[name] = places[now]
    return np.array([covered[root(now)] >= support for now in range(count)], np.bool_)


def _longest_rising(values: Ints) -> Ints:
    """Positions of a longest strictly rising subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before = np.full(len(values), -1, np.int64)
    for position, value in enumerate(values.tolist()):
        pile = bisect_left(tails, value)
        if pile == len(tails):
            tails.append(value)
            ends.append(position)
        else:
            tails[pile], ends[pile] = value, position
        before[position] = ends[pile - 1] if pile else -1
    chain: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(at)
        at = int(before[at])
    return np.array(chain[::-1], np.int64)


def _tokens_of(pairs: Ints, length: int) -> Ints:
    """Token pairs of pairs of runs; where runs overlap on two diagonals the first counts."""
    kept: list[tuple[int, int]] = []
    heard = written = -1
    for a, b in pairs.tolist():
        for shift in range(length):
            if a + shift > heard and b + shift > written:
                heard, written = a + shift, b + shift
                kept.append((heard, written))
    return np.array(kept, np.int64).reshape(-1, 2)
