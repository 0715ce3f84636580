"""Alignment with the hidden Markov model of PocketSphinx and an own search."""

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pocketsphinx

from unisono.align.acoustic_model import read_acoustic_model
from unisono.align.cepstra import BOUNDARY_OFFSET, FRAME_SECONDS, cepstra, normalised
from unisono.align.confidence import joint_scores, word_scores
from unisono.align.graph import Costs, Graph, Pronunciation, build_graph
from unisono.align.passage import Passage
from unisono.align.phone_loop import heard
from unisono.align.pronounce import Dictionary, Pronouncer
from unisono.align.refinement import Second, refined
from unisono.align.registry import SILENT, Placed
from unisono.align.search import Path as BestPath
from unisono.align.search import find_path
from unisono.align.senones import Nearest
from unisono.align.stray_words import (
    UNSURE,
    beside_gaps,
    edge_words,
    guessed_words,
    without_place,
)
from unisono.align.stretches import Stretch, doubtful_stretches, gaps, trusted
from unisono.align.tokens import Token
from unisono.align.voices import LEAST_LEARNT_FROM, Voice, Voices, is_long
from unisono.audio import SAMPLE_RATE, Samples

Floats = npt.NDArray[np.float32]

EXACT = 2_000_000
"""Nodes times frames up to which the search needs no beam."""

LEARNT_FROM = 18_000
"""Frames at the beginning of a recording that the model is adapted to: three minutes."""

UNSETTLED = 3_000
"""Frames before the end of a part of a recording in which a path is not to be judged: which
word it ends with is not known."""

WORDS_A_FRAME = 0.05
"""Words that are said in a frame at most, on average: five a second."""

SAME = 30
"""Frames by which a word may be elsewhere for two searches to have found the same."""

SHORTEST_PHONE, LONGEST_PHONE = 3, 60
"""Frames for each phone between which words that no search expects are looked for."""

SENTENCE = 15
"""Words after which a sentence without any full stop is taken to end."""


@dataclass(frozen=True, kw_only=True)
class _Search:
    """How a stretch is searched.

    Attributes
    ----------
    costs
        Of fillers and of words passed over.
    foreign
        Nats that a frame of speech which the text does not have loses.
    beam
        Nats below the best hypothesis at which another is given up.
    lost
        Nats that each frame may lose for a minute before the search is.
    """

    costs: Costs
    foreign: float
    beam: float
    lost: float = math.inf


EVERY_WORD = _Search(costs=Costs(), foreign=math.inf, beam=1000.0, lost=5.0)
"""Every word of the text is said, and nothing but pauses and noise comes between. The beam is
wide: where the text is not what is said the right path falls far behind."""

QUICK = replace(EVERY_WORD, beam=400.0)
"""The same with a beam that is wide enough where the text is right."""

SURE = _Search(costs=Costs(), foreign=1.5, beam=300.0)
"""Only what is said beyond doubt is found. Foreign speech costs little once it is entered, so
that a sentence which is not written does not push its neighbours away; in exchange, poorly
spoken words are left out."""

LIKELY = _Search(costs=Costs(foreign=100.0, skipped=4.0, sentence=10.0), foreign=3.0, beam=400.0)
"""Between words that are sure: foreign speech is dear, so that words are rather found."""

DOUBTED, DOUBTED_FRAME = 200.0, 4.0
"""Nats that a stretch in which every word was found must lose to be searched again, and what
each of its frames may lose before."""


@dataclass(frozen=True, kw_only=True)
class _Task:
    """What is looked for in what."""

    words: Sequence[Sequence[Pronunciation]]
    breaks: Sequence[int]
    values: Floats
    voice: Voice

    @property
    def whole(self) -> Stretch:
        return Stretch(0, len(self.words), 0, len(self.values))

    def part(self, stretch: Stretch) -> "_Task":
        first, last = stretch.first_word, stretch.last_word
        return replace(
            self,
            words=self.words[first:last],
            breaks=[b - first for b in self.breaks if first < b < last],
            values=self.values[stretch.first_frame : stretch.last_frame],
        )


class HmmAligner:
    """The ``hmm`` backend: the model is read once, then aligns any number of recordings.

    Raises
    ------
    InstallError
        When the model cannot be read.
    """

    def __init__(self) -> None:
        folder = Path(pocketsphinx.get_model_path("en-us"))
        self._voice = Voice.of(read_acoustic_model(folder / "en-us"))
        self._dictionary = Dictionary(folder / "cmudict-en-us.dict")

    def align(self, samples: Samples, tokens: Sequence[Token], language: str) -> list[Placed]:
        """Find the tokens; see `unisono.align.registry.Aligner`."""
        pronouncer = Pronouncer(self._dictionary, language)
        spoken = [(i, p) for i, token in enumerate(tokens) if (p := pronouncer.token(token))]
        placed = [Placed()] * len(tokens)
        if not spoken or np.max(np.abs(samples), initial=0.0) < SILENT:
            return placed
        values = cepstra(samples)
        if not len(values):
            return placed
        breaks = sentence_breaks([tokens[i] for i, _ in spoken])
        words = [pronunciations for _, pronunciations in spoken]
        task = _Task(words=words, breaks=breaks, values=normalised(values), voice=self._voice)
        passage = self._find(replace(task, voice=self._adapted(task)))
        ends = [*breaks, len(words)]
        scores = word_scores(passage)
        guessed = guessed_words(passage, scores)
        unplaced = without_place(passage, scores, ends, guessed)
        for word, found in _words(passage, len(samples) / SAMPLE_RATE, scores).items():
            placed[spoken[word][0]] = Placed(score=found.score) if word in unplaced else found
        placed, seconds = refined(samples, values, tokens, placed, language)
        numbers = [i for i, _ in spoken]
        return _scored(placed, numbers, seconds, tokens, ends, guessed)

    def _adapted(self, task: _Task) -> Voice:
        """The model as the beginning of a recording suggests, if there is enough of it."""
        frames = min(len(task.values), LEARNT_FROM)
        if frames < LEAST_LEARNT_FROM:
            return task.voice
        words, settled = len(task.words), frames
        if frames < len(task.values):
            words = min(words, math.ceil(frames * WORDS_A_FRAME))
            settled -= UNSETTLED
        part = task.part(Stretch(0, words, 0, frames))
        every = replace(QUICK, lost=math.inf)
        for search in (every, every, SURE):
            nearest = list(part.voice.nearest(part.values))
            graph, path = self._search(part, search, nearest)
            passage = Passage.of(graph, path, part.whole)
            learnt = part.voice.learnt(passage, part.values, nearest, task.voice.model)
            part = replace(part, voice=learnt)
            if all(one.first_frame >= settled for one in _doubtful(passage, path, words)):
                break  # the text is right: no need to find out what of it is
        return part.voice

    def _find(self, task: _Task) -> Passage:
        """Search for every word first; where that goes wrong, let text and sound differ.

        The first search is quick. What it finds stands but for stretches that would gain by
        being taken for speech that the text does not have. Those are searched for words
        that are said beyond doubt, and then, between these, for all others.
        """
        graph, path = self._search(task, QUICK)
        if not path.complete:
            graph, path = self._search(task, EVERY_WORD)
        passage = Passage.of(graph, path, task.whole)
        doubtful = [task.whole]
        if path.complete:
            doubtful = _doubtful(passage, path, len(task.words))
        voices = Voices(task.voice, task.values, passage)
        for stretch in doubtful:
            again = self._understood(task, stretch, voices)
            if again is not None:
                passage = passage.with_stretch(again, stretch)
                continue
            sure = self._stretch(task, stretch, SURE, voices)
            # what is sure of a long stretch says more of its voices than a search that failed
            near = Voices(task.voice, task.values, sure) if is_long(stretch) else voices
            filled = self._filled(task, sure, stretch, near)
            if passage.agrees(filled, stretch, SAME):
                passage = passage.doubted_as(filled)  # foreign speech moves no word of it
            else:
                passage = passage.with_stretch(filled, stretch)
        return passage

    def _understood(self, task: _Task, stretch: Stretch, voices: Voices) -> Passage | None:
        """Every word of a doubtful stretch, if nothing is doubtful to the voice of the place."""
        if is_long(stretch):
            return None
        part = replace(task.part(stretch), voice=voices.near(stretch))
        graph, path = self._search(part, EVERY_WORD)
        if not path.complete:
            return None
        again = Passage.of(graph, path, stretch)
        return None if _doubtful(again, path, len(part.words)) else again

    def _filled(self, task: _Task, sure: Passage, stretch: Stretch, voices: Voices) -> Passage:
        """What is sure of a stretch, with all that can be found between."""
        for gap in gaps(trusted(sure.found(), stretch), stretch):
            sure = sure.with_stretch(self._between(task, gap, voices), gap)
        for gap in gaps(sure.found(), stretch, context=0):
            if _could_be_said(task.words[gap.first_word : gap.last_word], gap):
                sure = sure.with_stretch(self._stretch(task, gap, EVERY_WORD, voices), gap)
        return sure

    def _between(self, task: _Task, gap: Stretch, voices: Voices) -> Passage:
        """Search between words that are sure; a long gap may be another voice's."""
        if gap.last_frame - gap.first_frame < LEAST_LEARNT_FROM:
            return self._stretch(task, gap, LIKELY, voices)
        task = replace(task, voice=self._adapted(replace(task, voice=self._voice).part(gap)))
        passage = self._stretch(task, gap, SURE)
        for inner in gaps(trusted(passage.found(), gap), gap):
            passage = passage.with_stretch(self._stretch(task, inner, LIKELY), inner)
        return passage

    def _stretch(
        self, task: _Task, stretch: Stretch, search: _Search, voices: Voices | None = None
    ) -> Passage:
        """Search a stretch, with the voice that is heard near it where voices are known."""
        if voices is not None:
            task = replace(task, voice=voices.near(stretch))
        graph, path = self._search(task.part(stretch), search)
        doubt = (SURE, LIKELY, EVERY_WORD).index(search)  # the last of them is GUESSED
        return Passage.of(graph, path, stretch, doubt)

    def _search(
        self, task: _Task, search: _Search, nearest: Iterable[Nearest] | None = None
    ) -> tuple[Graph, BestPath]:
        """The best path of a task through its graph, Gaussians given where they are known."""
        if nearest is None:
            nearest = task.voice.nearest(task.values)
        graph = build_graph(task.words, task.voice.model, search.costs, task.breaks)
        small = len(graph.phone) * len(task.values) <= EXACT
        return graph, find_path(
            graph,
            task.voice.model,
            heard(nearest, task.voice.model, len(task.values)),
            beam=math.inf if small else search.beam,
            foreign=search.foreign,
            lost=search.lost,
            # a voice may be so odd that the model hears noise in it: over minutes, speech
            # that the text does not have would then be had for nothing
            pauses=not is_long(task.whole),
        )


def _doubtful(passage: Passage, path: BestPath, words: int) -> list[Stretch]:
    """Where a search for every word loses so much that the text seems to be another."""
    loss = -passage.score - DOUBTED_FRAME * passage.frames
    return doubtful_stretches(loss, passage.word, path.frame, DOUBTED, words)


def _scored(
    placed: Sequence[Placed],
    spoken: Sequence[int],
    seconds: Mapping[int, Second],
    tokens: Sequence[Token],
    breaks: Sequence[int],
    guessed: Set[int],
) -> list[Placed]:
    """The same places with the scores of both methods, but for words that these leave none."""
    scores = joint_scores(
        [placed[i].score for i in spoken],
        {number: seconds[i] for number, i in enumerate(spoken) if i in seconds},
        [sum(map(len, tokens[i].words)) for i in spoken],
    )
    found = [
        (number, one.start, one.end)
        for number, one in enumerate(placed[i] for i in spoken)
        if one.start is not None and one.end is not None
    ]
    known = {number: score or 0.0 for number, score in enumerate(scores)}
    unsure = edge_words(found, known, breaks) | (guessed & beside_gaps(found))
    unsure |= {number for number in guessed if known[number] < UNSURE}
    result = list(placed)
    for number, (i, score) in enumerate(zip(spoken, scores, strict=True)):
        result[i] = Placed(score=score) if number in unsure else replace(placed[i], score=score)
    return result


def _could_be_said(words: Sequence[Sequence[Pronunciation]], gap: Stretch) -> bool:
    """Whether there is time for the words, and not so much that they cannot fill it."""
    phones = sum(min(len(one) for one in word) for word in words)
    frames = gap.last_frame - gap.first_frame
    return phones * SHORTEST_PHONE <= frames <= phones * LONGEST_PHONE


def sentence_breaks(tokens: Sequence[Token]) -> list[int]:
    """Numbers of the tokens that begin a sentence, but for the first."""
    breaks, since = [], 0
    for number, token in enumerate(tokens[:-1], start=1):
        since += 1
        if token.ending in tuple(".!?:;") or since >= SENTENCE:
            breaks.append(number)
            since = 0
    return breaks


def _words(passage: Passage, duration: float, scores: Mapping[int, float]) -> dict[int, Placed]:
    """Time and score of every word that was passed."""
    edges = np.stack([passage.begin, passage.end])
    times = np.clip(edges * FRAME_SECONDS + BOUNDARY_OFFSET, 0.0, duration)
    times[edges == 0] = 0.0
    return {
        word: Placed(start=float(times[0, first]), end=float(times[1, last]), score=scores[word])
        for word, (first, last) in passage.words().items()
    }
