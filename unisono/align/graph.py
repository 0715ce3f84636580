"""The network of phones that a text may be spoken as.

Words follow one another in a line. Each word has one or several pronunciations, its first
and last phones stand there once for every neighbour they may have, and in the gaps between
words there may be silence, noise, or speech that the text does not have. That last filler
also leads past words which nobody said.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from unisono.align.acoustic_model import STATES, AcousticModel

Pronunciation = tuple[str, ...]

NO_WORD = -1
INTERNAL, BEGIN, END, SINGLE = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What it costs to enter a filler, in nats."""

    silence: float = 2.0
    noise: float = 12.0
    foreign: float = 150.0
    """Speech that the text does not have."""
    skipped: float = 10.0
    """Each word that is passed over."""
    sentence: float = 25.0
    """A sentence that is passed over, however long."""


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Nodes (phones) and the arcs between them, as arrays.

    Attributes
    ----------
    senones
        Shape (nodes, 3); -1 for speech that the text does not have.
    phone
        Shape (nodes,): number of the base phone, for its transitions.
    last
        Shape (nodes,): number of the last state.
    word
        Shape (nodes,): position of the word, -1 for fillers.
    first, target, cost
        Arcs of node n are ``first[n]`` up to ``first[n + 1]``; where they lead, and their
        cost in nats.
    start, final
        Shape (nodes,): cost of beginning or ending here, infinite where not allowed.
    """

    senones: npt.NDArray[np.int16]
    phone: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    word: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    cost: npt.NDArray[np.float32]
    start: npt.NDArray[np.float32]
    final: npt.NDArray[np.float32]

    @property
    def foreign(self) -> npt.NDArray[np.bool_]:
        """Shape (nodes,): whether the node is speech that the text does not have."""
        return self.senones[:, 0] < 0


_Ends = dict[tuple[int, int], list[int]]
"""Nodes at one edge of a word by (own phone, neighbouring phone)."""


WORDS_AT_ONCE = 4
"""Words that can be passed over within one frame."""

SENTENCES_AT_ONCE = (1, 8, 64)
"""Sentences that can be passed over within one frame, where their number is a multiple."""


def build_graph(
    words: Sequence[Sequence[Pronunciation]],
    model: AcousticModel,
    costs: Costs,
    breaks: Sequence[int] = (),
) -> Graph:
    """Compile the network of a text.

    Parameters
    ----------
    words
        For each word its pronunciations, each a sequence of one phone or more.
    model
        Gives the numbers of phones and the senones of triphones.
    costs
        Of fillers.
    breaks
        Ascending numbers of the words that sentences begin with.
    """
    builder = _Builder(model, costs)
    numbered = [
        [tuple(model.number[phone] for phone in one) for one in dict.fromkeys(word)]
        for word in words
    ]
    gap = builder.gap()
    foreign = [gap[-1]]
    exits: _Ends = {}
    for position, pronunciations in enumerate(numbered):
        previous = numbered[position - 1] if position else []
        following = numbered[position + 1] if position + 1 < len(numbered) else []
        entries, after = builder.word(
            pronunciations, {one[-1] for one in previous}, {one[0] for one in following}
        )
        builder.join(gap, exits, entries)
        gap, exits = builder.gap(), after
        foreign.append(gap[-1])
        builder.into_gap(after, gap)
    for source, target, cost in past_words(foreign, breaks, costs.skipped, costs.sentence):
        builder.arc(source, target, cost)
    return builder.arrays([*gap, *builder.beside_silence(exits)])


def past_words(
    foreign: Sequence[int], breaks: Iterable[int], word: float, sentence: float
) -> Iterator[tuple[int, int, float]]:
    """Arcs that lead past words, and past whole sentences.

    Parameters
    ----------
    foreign
        Nodes of foreign speech, in the gaps before, between and after the words.
    breaks
        Ascending numbers of the words that sentences begin with.
    word, sentence
        Cost of each, in nats.

    Yields
    ------
    tuple
        Source, target and cost.
    """
    for many in range(1, WORDS_AT_ONCE + 1):
        for source, target in zip(foreign, foreign[many:], strict=False):
            yield source, target, many * word
    ends = [foreign[0], *(foreign[b] for b in breaks if 0 < b < len(foreign) - 1), foreign[-1]]
    for level, many in enumerate(SENTENCES_AT_ONCE, start=1):
        for source, target in pairwise(ends[::many]):
            yield source, target, level * sentence


class _Builder:
    """Collects nodes and arcs."""

    def __init__(self, model: AcousticModel, costs: Costs) -> None:
        self._model = model
        self._gap_costs = (costs.silence, costs.noise, costs.noise, costs.foreign)
        self._senones: list[npt.NDArray[np.int16]] = []
        self._phone: list[int] = []
        self._word: list[int] = []
        self._arcs: list[list[tuple[int, float]]] = []
        self._starts: list[tuple[int, float]] = []
        self._words = 0

    def node(self, phone: int, states: npt.NDArray[np.int16], word: int) -> int:
        self._phone.append(phone)
        self._senones.append(states)
        self._word.append(word)
        self._arcs.append([])
        return len(self._phone) - 1

    def arc(self, source: int, target: int, cost: float = 0.0) -> None:
        self._arcs[source].append((target, cost))

    def gap(self) -> tuple[int, ...]:
        """Silence, two noises, and foreign speech, which may follow the others."""
        model = self._model
        nodes = [self.node(n, model.phone_senones[n], NO_WORD) for n in model.fillers]
        nodes.append(self.node(model.silence, np.full(3, -1, dtype=np.int16), NO_WORD))
        for source in nodes[:-1]:  # no filler after foreign speech: it can be noise itself
            for target, cost in zip(nodes, self._gap_costs, strict=True):
                if source != target:
                    self.arc(source, target, cost)
        if not self._words:
            self._starts.extend(zip(nodes, self._gap_costs, strict=True))
        return tuple(nodes)

    def word(
        self, pronunciations: Sequence[tuple[int, ...]], left: set[int], right: set[int]
    ) -> tuple[_Ends, _Ends]:
        """Add a word; returns the nodes at its beginning and at its end."""
        entries: _Ends = {}
        exits: _Ends = {}
        silence = self._model.silence
        for one in pronunciations:
            add = self._short_word if len(one) == 1 else self._long_word
            add(one, (sorted(left | {silence}), sorted(right | {silence})), (entries, exits))
        self._words += 1
        return entries, exits

    def _short_word(
        self, one: tuple[int, ...], around: tuple[list[int], list[int]], ends: tuple[_Ends, _Ends]
    ) -> None:
        for before, after in product(*around):
            senones = self._model.senones[SINGLE, one[0], before, after]
            node = self.node(one[0], senones, self._words)
            ends[0].setdefault((one[0], before), []).append(node)
            ends[1].setdefault((one[0], after), []).append(node)

    def _long_word(
        self, one: tuple[int, ...], around: tuple[list[int], list[int]], ends: tuple[_Ends, _Ends]
    ) -> None:
        senones = self._model.senones
        tips = []
        for before in around[0]:
            tips.append(self.node(one[0], senones[BEGIN, one[0], before, one[1]], self._words))
            ends[0].setdefault((one[0], before), []).append(tips[-1])
        for before, phone, after in zip(one, one[1:], one[2:], strict=False):
            node = self.node(phone, senones[INTERNAL, phone, before, after], self._words)
            for tip in tips:
                self.arc(tip, node)
            tips = [node]
        for after in around[1]:
            node = self.node(one[-1], senones[END, one[-1], one[-2], after], self._words)
            ends[1].setdefault((one[-1], after), []).append(node)
            for tip in tips:
                self.arc(tip, node)

    def join(self, gap: Sequence[int], exits: _Ends, entries: _Ends) -> None:
        """Lead from a gap, and from the word before it, into a word."""
        first = not exits
        for node in self.beside_silence(entries):
            for filler in gap:
                self.arc(filler, node)
            if first:
                self._starts.append((node, 0.0))
        for (phone, neighbour), nodes in entries.items():
            for source, node in product(exits.get((neighbour, phone), ()), nodes):
                self.arc(source, node)

    def into_gap(self, exits: _Ends, gap: Sequence[int]) -> None:
        """Lead from the end of a word into the gap after it."""
        for node in self.beside_silence(exits):
            for filler, cost in zip(gap, self._gap_costs, strict=True):
                self.arc(node, filler, cost)

    def beside_silence(self, ends: _Ends) -> list[int]:
        """Nodes at an edge that has silence beside it."""
        silence = self._model.silence
        return [n for (_, beside), nodes in ends.items() if beside == silence for n in nodes]

    def arrays(self, finals: Sequence[int]) -> Graph:
        """Write everything as arrays."""
        count = len(self._phone)
        start = np.full(count, np.inf, dtype=np.float32)
        final = np.full(count, np.inf, dtype=np.float32)
        for node, cost in self._starts:
            start[node] = cost
        final[list(finals)] = 0.0
        lengths = [len(arcs) for arcs in self._arcs]
        flat = [arc for arcs in self._arcs for arc in arcs]
        senones = np.array(self._senones, dtype=np.int16)
        return Graph(
            senones=senones,
            last=np.where(senones[:, 0] < 0, 0, STATES - 1).astype(np.int32),
            phone=np.array(self._phone, dtype=np.int32),
            word=np.array(self._word, dtype=np.int32),
            first=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
            target=np.array([target for target, _ in flat], dtype=np.int32),
            cost=np.array([cost for _, cost in flat], dtype=np.float32),
            start=start,
            final=final,
        )
