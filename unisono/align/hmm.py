"""Alignment with the hidden Markov model of PocketSphinx and an own search."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pocketsphinx

from unisono.align.acoustic_model import read_acoustic_model
from unisono.align.cepstra import (
    BOUNDARY_OFFSET,
    FRAME_SECONDS,
    cepstra,
    normalised,
    with_differences,
)
from unisono.align.graph import Costs, Graph, build_graph
from unisono.align.options import AlignOptions
from unisono.align.pronounce import Dictionary, Pronouncer
from unisono.align.registry import Placed
from unisono.align.search import Path as BestPath
from unisono.align.search import find_path
from unisono.align.senones import BLOCK, Nearest, nearest_gaussians, prepare_gaussians
from unisono.align.tokens import Token
from unisono.audio import SAMPLE_RATE, Samples

Floats = npt.NDArray[np.float32]

SCORE_MIDDLE = -3.5
"""Mean log likelihood ratio of a frame, in nats, at which a word's score is one half."""

SCORE_SLOPE = 1.5
"""Steepness of the score, per nat."""

EXACT = 20_000_000
"""Nodes times frames up to which the search needs no beam."""


class HmmAligner:
    """The ``hmm`` backend: the model is read once, then aligns any number of recordings.

    Parameters
    ----------
    options
        Beam and costs.
    """

    def __init__(self, options: AlignOptions) -> None:
        folder = Path(pocketsphinx.get_model_path("en-us"))
        self._options = options
        self._model = read_acoustic_model(folder / "en-us")
        self._gaussians = prepare_gaussians(self._model)
        self._dictionary = Dictionary(folder / "cmudict-en-us.dict")
        self._costs = Costs(foreign=options.foreign_entry, skipped=options.foreign_word)

    def align(self, samples: Samples, tokens: Sequence[Token], language: str) -> list[Placed]:
        """Find the tokens; see `unisono.align.registry.Aligner`."""
        pronouncer = Pronouncer(self._dictionary, language)
        spoken = [(i, p) for i, token in enumerate(tokens) if (p := pronouncer.token(token))]
        placed = [Placed()] * len(tokens)
        values = normalised(cepstra(samples))
        if not spoken or not len(values):
            return placed
        graph = build_graph([p for _, p in spoken], self._model, self._costs)
        path = self._search(graph, values)
        duration = len(samples) / SAMPLE_RATE
        for word, found in _words(path, graph.word, duration).items():
            placed[spoken[word][0]] = found
        return placed

    def _search(self, graph: Graph, values: Floats) -> BestPath:
        """Search for every word first; where that goes wrong, let text and sound differ.

        The first search is quick, and what it finds stands when the second one could not
        gain by taking any stretch of it for speech that the text does not have.
        """
        options = self._options
        small = len(graph.phone) * len(values) <= EXACT
        beam = math.inf if small else options.beam
        for foreign in (math.inf, options.foreign_frame):
            blocks = self._blocks(values)
            path = find_path(graph, self._model, blocks, beam=beam, foreign=foreign)
            if (
                path.complete
                and _worst_stretch(path, options.foreign_frame) <= options.foreign_entry
            ):
                break
        return path

    def _blocks(self, values: Floats) -> Iterator[Nearest]:
        for first in range(0, len(values), BLOCK):
            last = min(first + BLOCK, len(values))
            yield nearest_gaussians(self._gaussians, with_differences(values, first, last))


def _worst_stretch(path: BestPath, frame_cost: float) -> float:
    """Most nats that any stretch of a path loses against a cost of every frame."""
    loss = -path.score - frame_cost * np.diff(path.frame)
    sums = np.concatenate([[0.0], np.cumsum(loss)])
    return float(np.max(sums - np.minimum.accumulate(sums)))


def _words(path: BestPath, words: npt.NDArray[np.int32], duration: float) -> dict[int, Placed]:
    """Time and score of every word that the path passes."""
    word = words[path.node]
    entries = np.flatnonzero(word >= 0)
    if not len(entries):
        return {}
    begins = entries[np.flatnonzero(np.diff(word[entries], prepend=-1))]
    ends = np.append(entries[np.flatnonzero(np.diff(word[entries]))], entries[-1])
    times = np.clip(path.frame * FRAME_SECONDS + BOUNDARY_OFFSET, 0.0, duration)
    times[path.frame == 0] = 0.0
    sums = np.concatenate([[0.0], np.cumsum(path.score)])
    ratio = (sums[ends + 1] - sums[begins]) / (path.frame[ends + 1] - path.frame[begins])
    score = 1 / (1 + np.exp(-SCORE_SLOPE * (ratio - SCORE_MIDDLE)))
    return {
        int(word[begin]): Placed(
            start=float(times[begin]), end=float(times[end + 1]), score=float(value)
        )
        for begin, end, value in zip(begins, ends, score, strict=True)
    }
