"""Alignment with the hidden Markov model of PocketSphinx and an own search."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pocketsphinx
from scipy.special import expit

from unisono.align.acoustic_model import read_acoustic_model
from unisono.align.cepstra import (
    BOUNDARY_OFFSET,
    FRAME_SECONDS,
    cepstra,
    normalised,
    with_differences,
)
from unisono.align.graph import Costs, Pronunciation, build_graph
from unisono.align.options import AlignOptions
from unisono.align.pronounce import Dictionary, Pronouncer
from unisono.align.registry import SILENT, Placed
from unisono.align.search import Path as BestPath
from unisono.align.search import find_path
from unisono.align.senones import BLOCK, Nearest, nearest_gaussians, prepare_gaussians
from unisono.align.stretches import Stretch, doubtful_stretches
from unisono.align.tokens import Token
from unisono.audio import SAMPLE_RATE, Samples

Floats = npt.NDArray[np.float32]

SCORE_MIDDLE = -5.0
"""Log likelihood ratio of a phone's frames, in nats, at which its score is one half: phones
of a text that is not said lie below, those of one that is mostly above."""

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
        if not spoken or np.max(np.abs(samples), initial=0.0) < SILENT:
            return placed
        values = normalised(cepstra(samples))
        if not len(values):
            return placed
        duration = len(samples) / SAMPLE_RATE
        for word, found in self._find([p for _, p in spoken], values, duration).items():
            placed[spoken[word][0]] = found
        return placed

    def _find(
        self, words: Sequence[Sequence[Pronunciation]], values: Floats, duration: float
    ) -> dict[int, Placed]:
        """Search for every word first; where that goes wrong, let text and sound differ.

        The first search is quick, and what it finds stands where the second one could not
        gain by taking a stretch of it for speech that the text does not have.
        """
        options = self._options
        whole = Stretch(0, len(words), 0, len(values))
        path, word = self._search(words, values, whole, math.inf)
        found = _words(path, word, duration)
        doubtful = [whole]
        if path.complete:
            loss = -path.score - options.foreign_frame * np.diff(path.frame)
            doubtful = doubtful_stretches(
                loss, word[path.node], path.frame, options.foreign_entry, len(words)
            )
        for stretch in doubtful:
            for number in range(stretch.first_word, stretch.last_word):
                found.pop(number, None)
            path, word = self._search(words, values, stretch, options.foreign_frame)
            found |= _words(path, word, duration)
        return found

    def _search(
        self,
        words: Sequence[Sequence[Pronunciation]],
        values: Floats,
        stretch: Stretch,
        foreign: float,
    ) -> tuple[BestPath, npt.NDArray[np.int32]]:
        """The best path through a stretch on the recording's frames; the word of each node."""
        said = words[stretch.first_word : stretch.last_word]
        graph = build_graph(said, self._model, self._costs)
        part = values[stretch.first_frame : stretch.last_frame]
        small = len(graph.phone) * len(part) <= EXACT
        beam = math.inf if small else self._options.beam
        path = find_path(graph, self._model, self._blocks(part), beam=beam, foreign=foreign)
        frame = path.frame + np.int32(stretch.first_frame)
        word = np.where(graph.word < 0, graph.word, graph.word + np.int32(stretch.first_word))
        return replace(path, frame=frame), word

    def _blocks(self, values: Floats) -> Iterator[Nearest]:
        for first in range(0, len(values), BLOCK):
            last = min(first + BLOCK, len(values))
            yield nearest_gaussians(self._gaussians, with_differences(values, first, last))


def _words(path: BestPath, words: npt.NDArray[np.int32], duration: float) -> dict[int, Placed]:
    """Time of every word that the path passes, and the mean score of its phones."""
    word = words[path.node]
    entries = np.flatnonzero(word >= 0)
    if not len(entries):
        return {}
    begins = entries[np.flatnonzero(np.diff(word[entries], prepend=-1))]
    ends = np.append(entries[np.flatnonzero(np.diff(word[entries]))], entries[-1])
    times = np.clip(path.frame * FRAME_SECONDS + BOUNDARY_OFFSET, 0.0, duration)
    times[path.frame == 0] = 0.0
    ratio = path.score / np.diff(path.frame)
    sums = np.concatenate([[0.0], np.cumsum(expit(SCORE_SLOPE * (ratio - SCORE_MIDDLE)))])
    score = np.clip((sums[ends + 1] - sums[begins]) / (ends + 1 - begins), 0.0, 1.0)
    return {
        int(word[begin]): Placed(
            start=float(times[begin]), end=float(times[end + 1]), score=float(value)
        )
        for begin, end, value in zip(begins, ends, score, strict=True)
    }
