"""Words in the letters that a network hears: connectionist temporal classification.

A network trained with CTC gives each frame a probability of every letter and of "blank",
which stands between letters and parts two that are the same (A. Graves et al.,
"Connectionist temporal classification", ICML 2006). The search is that of the phones:
letters are nodes of one state, and blanks take the place of silence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from unisono.align.graph import NO_WORD, Graph, past_words
from unisono.align.search import Frames, find_path

BLOCK = 3000
"""Frames that are searched at once, a minute of wav2vec2."""

BEAM = 100.0
"""Nats below the best hypothesis at which another is given up."""

FOREIGN_ENTRY = 30.0
"""Nats that it costs to take sound for speech that the text does not have."""

FOREIGN_FRAME = 1.5
"""Nats below the best letter of each frame of such speech."""

WORD_SKIPPED = 4.0
SENTENCE_SKIPPED = 8.0
"""Nats that it costs to pass over a word, or over `SENTENCE` words at once."""

SENTENCE = 15

Floats = npt.NDArray[np.float32]
Spelling = Sequence[int]


@dataclass(frozen=True, kw_only=True)
class _Letters:
    """What the search needs of a model with tied states, for one without."""

    transitions: Floats = field(default_factory=lambda: np.zeros((1, 3, 2), dtype=np.float32))
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0, 0), dtype=np.float32))
    codebook: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))


def place_emissions(
    log_probs: Floats,
    words: Sequence[Sequence[Spelling]],
    *,
    blank: int,
    delimiter: int | None,
) -> dict[int, tuple[int, int, float]]:
    """Find words in the letters heard.

    Parameters
    ----------
    log_probs
        Shape (frames, units): log probability of every unit in every frame.
    words
        For each word its spellings, each of one unit or more.
    blank
        The unit that stands for no letter.
    delimiter
        The unit that may stand between words, where the model has one.

    Returns
    -------
    dict
        For each word found its first frame, the frame after its last one, and a score of
        0 to 1: the geometric mean, over its frames, of the probability of the unit that
        stands there, relative to that of the likeliest one.
    """
    graph = spelling_graph(words, blank=blank, delimiter=delimiter)
    path = find_path(graph, _Letters(), _blocks(log_probs), beam=BEAM, foreign=FOREIGN_FRAME)
    word = graph.word[path.node]
    entries = np.flatnonzero(word >= 0)
    if not len(entries):
        return {}
    found = {}
    numbers, begins = np.unique(word[entries], return_index=True)  # ascending along the path
    ends = np.append(begins[1:], len(entries))
    for number, begin, end in zip(numbers, entries[begins], entries[ends - 1] + 1, strict=True):
        first, last = int(path.frame[begin]), int(path.frame[end])
        score = np.exp(path.score[begin:end].sum() / (last - first))
        found[int(number)] = (first, last, float(np.clip(score, 0.0, 1.0)))
    return found


def _blocks(log_probs: Floats) -> Iterator[Frames]:
    for first in range(0, len(log_probs), BLOCK):
        dense = np.ascontiguousarray(log_probs[first : first + BLOCK], dtype=np.float32)
        yield Frames(reference=dense.max(axis=1).astype(np.float64), dense=dense)


def spelling_graph(
    words: Sequence[Sequence[Spelling]], *, blank: int, delimiter: int | None
) -> Graph:
    """The network of a text's letters, as `unisono.align.graph.build_graph` of its phones."""
    builder = _Builder(blank, delimiter)
    gap = builder.gap()
    starts = dict(zip(gap, builder.gap_costs, strict=True))
    foreign = [gap[-1]]
    exits: list[int] = []
    for number, spellings in enumerate(words):
        distinct = dict.fromkeys(tuple(one) for one in spellings)
        ends = [builder.word(spelling, number) for spelling in distinct]
        builder.join(gap, exits, [first for first, _ in ends])
        if not number:
            starts |= {first: 0.0 for first, _ in ends}
        gap, exits = builder.gap(), [last for _, last in ends]
        for source, (target, cost) in product(exits, zip(gap, builder.gap_costs, strict=True)):
            builder.arc(source, target, cost)
        foreign.append(gap[-1])
    breaks = range(SENTENCE, len(words), SENTENCE)
    for source, target, cost in past_words(foreign, breaks, WORD_SKIPPED, SENTENCE_SKIPPED):
        builder.arc(source, target, cost)
    return builder.graph(starts, [*gap, *exits])


class _Builder:
    """Collects nodes, one for each letter or blank, and arcs."""

    def __init__(self, blank: int, delimiter: int | None) -> None:
        self.units: list[int] = []
        self.gap_costs = (0.0, FOREIGN_ENTRY) if delimiter is None else (0.0, 0.0, FOREIGN_ENTRY)
        self._between = [blank] if delimiter is None else [blank, delimiter]
        self._blank = blank
        self._words: list[int] = []
        self._arcs: list[list[tuple[int, float]]] = []

    def node(self, unit: int, word: int = NO_WORD) -> int:
        self.units.append(unit)
        self._words.append(word)
        self._arcs.append([])
        return len(self.units) - 1

    def arc(self, source: int, target: int, cost: float = 0.0) -> None:
        self._arcs[source].append((target, cost))

    def gap(self) -> list[int]:
        """Blank, delimiter and foreign speech between two words; any after any."""
        nodes = [*(self.node(unit) for unit in self._between), self.node(-1)]
        for source in nodes:
            for target, cost in zip(nodes, self.gap_costs, strict=True):
                if source != target:
                    self.arc(source, target, cost)
        return nodes

    def word(self, spelling: Spelling, number: int) -> tuple[int, int]:
        """Letters with a blank between them, which only doubled letters need."""
        nodes = [self.node(unit, number) for unit in spelling]
        for source, target in pairwise(nodes):
            between = self.node(self._blank, number)
            self.arc(source, between)
            self.arc(between, target)
            if self.units[source] != self.units[target]:
                self.arc(source, target)
        return nodes[0], nodes[-1]

    def join(self, gap: Sequence[int], exits: Sequence[int], entries: Sequence[int]) -> None:
        """Lead from a gap, and from another letter at the end of a word, into a word."""
        for entry in entries:
            for source in gap:
                self.arc(source, entry)
            for source in exits:
                if self.units[source] != self.units[entry]:
                    self.arc(source, entry)

    def graph(self, starts: dict[int, float], finals: Sequence[int]) -> Graph:
        """Write everything as arrays."""
        count = len(self.units)
        senones = np.full((count, 3), -1, dtype=np.int16)
        senones[:, 0] = self.units
        start = np.full(count, np.inf, dtype=np.float32)
        final = np.full(count, np.inf, dtype=np.float32)
        for node, cost in starts.items():
            start[node] = cost
        final[list(finals)] = 0.0
        flat = [arc for arcs in self._arcs for arc in arcs]
        return Graph(
            senones=senones,
            phone=np.zeros(count, dtype=np.int32),
            last=np.zeros(count, dtype=np.int32),
            word=np.array(self._words, dtype=np.int32),
            first=np.cumsum([0, *(len(arcs) for arcs in self._arcs)]).astype(np.int32),
            target=np.array([target for target, _ in flat], dtype=np.int32),
            cost=np.array([cost for _, cost in flat], dtype=np.float32),
            start=start,
            final=final,
        )
