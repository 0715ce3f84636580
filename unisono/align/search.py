"""The best path through a graph of phones: Viterbi with a beam and little memory.

Tokens carry, in place of a table of back pointers, the number of a record of when the
current phone was entered and from which record. Records that no token can reach any more
are removed when their arena is full, so memory grows with the length of the best path
and not with frames times states.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from unisono.align.acoustic_model import STATES
from unisono.align.graph import Graph
from unisono.align.senones import Nearest
from unisono.align.viterbi import advance, compact, mark

ARENA = 1 << 18
"""Records at first; the arena doubles when most of them are alive."""

WATCHED = 6_000
"""Frames over which a search is watched for being lost: a minute."""

NO_GAUSSIANS = Nearest(
    chosen=np.zeros((0, 0, 0, 0), dtype=np.uint8),
    density=np.zeros((0, 0, 0, 0), dtype=np.float32),
    offset=np.zeros((0, 0), dtype=np.float32),
)
NOT_DENSE = np.zeros((0, 0), dtype=np.float32)

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


class Scoring(Protocol):
    """Parameters that turn a frame into likelihoods of states.

    Attributes
    ----------
    transitions
        Shape (phones, 3, 2): log probabilities of staying in a state and of leaving it.
    weights, codebook
        Of tied states; without entries where the frames hold likelihoods.
    """

    @property
    def transitions(self) -> Floats:
        """Log probabilities of staying and leaving."""
        ...

    @property
    def weights(self) -> Floats:
        """Of Gaussians."""
        ...

    @property
    def codebook(self) -> Ints:
        """Of each tied state."""
        ...


@dataclass(frozen=True, kw_only=True)
class Frames:
    """A block of frames.

    Attributes
    ----------
    reference
        Shape (frames,): log likelihood that others are given relative to.
    pause
        Shape (frames,): whether any speech would be silence or noise there, so that speech
        that the text does not have loses nothing; nowhere when absent.
    nearest
        Gaussians, for tied states.
    dense
        Shape (frames, states): log likelihoods themselves, where there are no Gaussians.
    """

    reference: Doubles
    pause: Flags | None = None
    nearest: Nearest = NO_GAUSSIANS
    dense: Floats = field(default_factory=lambda: NOT_DENSE)


@dataclass(frozen=True, kw_only=True)
class Path:
    """The best path: one entry for each phone or filler passed.

    Attributes
    ----------
    node
        Shape (entries,): nodes of the graph.
    frame
        Shape (entries + 1,): first frame of each, then the number of frames.
    score
        Shape (entries,): log likelihood of the phone's frames, each against its reference,
        with its transitions.
    complete
        Whether the path ends where a path may end.
    """

    node: Ints
    frame: Ints
    score: Doubles
    complete: bool


def find_path(
    graph: Graph,
    scoring: Scoring,
    blocks: Iterable[Frames],
    *,
    beam: float,
    foreign: float,
    lost: float = math.inf,
    pauses: bool = True,
) -> Path:
    """Find the best path of a recording through a graph.

    Parameters
    ----------
    graph
        From `unisono.align.graph.build_graph`.
    scoring
        Weights and transitions.
    blocks
        All frames in order.
    beam
        Nats below the best token at which a token is given up; may be infinite.
    foreign
        Nats that a frame of speech which the text does not have loses against the
        reference where that is no pause; infinite where there is to be none.
    lost
        Nats a frame that the best token may lose against the reference over `WATCHED`
        frames; where it loses more the search ends, as the text is not what is said.
    pauses
        Whether speech that the text does not have loses nothing in pauses.

    Returns
    -------
    Path
        Without entries when there is not one frame; not complete when the search was lost.
    """
    best: list[tuple[int, float]] = [(0, 0.0)]
    tokens = _Tokens.none(len(graph.phone))
    arena = _Arena.empty(max(ARENA, 4 * len(graph.phone)))
    transitions = scoring.transitions
    columns = (graph.senones, graph.phone, graph.last, graph.first, graph.target, graph.cost)
    cache = (
        np.zeros(len(scoring.weights), dtype=np.float64),
        np.full(len(scoring.weights), -1, dtype=np.int32),
    )
    parameters = (scoring.weights, scoring.codebook)
    for block in blocks:
        nearest = (block.nearest.chosen, block.nearest.density, block.nearest.offset)
        pause = block.pause
        if pause is None or not pauses:
            pause = np.zeros(len(block.reference), dtype=np.bool_)
        done = 0
        while done < len(block.reference):
            done = advance(
                ((*columns, graph.start), transitions),
                (*parameters, *nearest, *cache, block.dense, block.reference, pause),
                tokens.arrays,
                arena.arrays,
                (beam, foreign),
                done,
            )
            if done < len(block.reference):
                arena = _collect(arena, tokens)
        best.append((int(tokens.numbers[2]), tokens.best))
        if _is_lost(best, lost):
            return replace(_trace(graph, transitions, tokens, arena), complete=False)
    return _trace(graph, transitions, tokens, arena)


def _is_lost(best: Sequence[tuple[int, float]], lost: float) -> bool:
    """Whether the best token has lost too much over the frames that are watched."""
    frame, score = best[-1]
    earlier = [one for one in best if one[0] <= frame - WATCHED]
    return bool(earlier) and earlier[-1][1] - score > lost * (frame - earlier[-1][0])


@dataclass(frozen=True, kw_only=True)
class _Tokens:
    """Tokens of all nodes; ``numbers`` holds active nodes, records and frames so far."""

    score: Doubles
    history: Ints
    active: Ints
    member: Flags
    numbers: npt.NDArray[np.int64]
    entering: Doubles
    leaving: Doubles
    source: Ints

    @classmethod
    def none(cls, nodes: int) -> "_Tokens":
        return cls(
            score=np.full((nodes, STATES), -np.inf),
            history=np.full((nodes, STATES), -1, dtype=np.int32),
            active=np.zeros(nodes, dtype=np.int32),
            member=np.zeros(nodes, dtype=np.bool_),
            numbers=np.zeros(3, dtype=np.int64),
            entering=np.full(nodes, -np.inf),
            leaving=np.zeros(nodes),
            source=np.full(nodes, -1, dtype=np.int32),
        )

    @property
    def best(self) -> float:
        """Score of the best token."""
        active = self.active[: self.numbers[0]]
        return float(self.score[active].max(initial=-np.inf))

    @property
    def arrays(self) -> tuple[npt.NDArray[np.generic], ...]:
        return (
            self.score,
            self.history,
            self.active,
            self.member,
            self.numbers,
            self.entering,
            self.leaving,
            self.source,
        )


@dataclass(frozen=True, kw_only=True)
class _Arena:
    """Records of phones entered: record before, node, frame, score of the path before it."""

    before: Ints
    node: Ints
    frame: Ints
    total: Doubles

    @classmethod
    def empty(cls, size: int) -> "_Arena":
        before, node, frame = (np.full(size, -1, dtype=np.int32) for _ in range(3))
        return cls(before=before, node=node, frame=frame, total=np.zeros(size))

    @property
    def arrays(self) -> tuple[npt.NDArray[np.generic], ...]:
        return self.before, self.node, self.frame, self.total


def _collect(arena: _Arena, tokens: _Tokens) -> _Arena:
    """Remove records that no token can reach; double the arena when that frees too little."""
    active = tokens.active[: tokens.numbers[0]]
    alive = mark(arena.before, tokens.score, tokens.history, active, int(tokens.numbers[1]))
    kept = compact(arena.arrays, alive, tokens.history)
    tokens.numbers[1] = kept
    if kept <= len(arena.before) // 2:
        return arena
    larger = _Arena.empty(2 * len(arena.before))
    for old, new in zip(arena.arrays, larger.arrays, strict=True):
        new[:kept] = old[:kept]
    return larger


def _trace(graph: Graph, transitions: Floats, tokens: _Tokens, arena: _Arena) -> Path:
    """Follow the records back from the best token at the end."""
    active = np.sort(tokens.active[: tokens.numbers[0]])
    if not len(active):
        empty = np.zeros(0, dtype=np.int32)
        frame = np.zeros(1, dtype=np.int32)
        return Path(node=empty, frame=frame, score=np.zeros(0), complete=False)
    foreign = graph.foreign[active]
    last = graph.last[active]
    leave = np.where(foreign, 0.0, transitions[graph.phone[active], last, 1])
    ends = tokens.score[active, last] + leave - graph.final[active]
    complete = bool(np.isfinite(ends).any())
    if complete:
        best = int(np.argmax(ends))
        total, record = ends[best], int(tokens.history[active[best], last[best]])
    else:
        best, state = divmod(int(np.argmax(tokens.score[active])), STATES)
        total = tokens.score[active[best], state]
        record = int(tokens.history[active[best], state])
    entries: list[int] = []
    while record >= 0:
        entries.append(record)
        record = int(arena.before[record])
    order = np.array(entries[::-1], dtype=np.int64)
    totals = np.append(arena.total[order], total)
    return Path(
        node=arena.node[order],
        frame=np.append(arena.frame[order], np.int32(tokens.numbers[2])),
        score=np.diff(totals),
        complete=complete,
    )
