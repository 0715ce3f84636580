"""Emissions as a CTC model might give them, and the aligners that take them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from .speech import Span
from .systems import together

FRAME = 0.02
"""Seconds of a frame, as in wav2vec2."""

SYMBOLS = 32
"""Of the model: blank, word boundary, letters."""

BLANK, BAR = 0, 1
_STANDING_OUT = 10.0, 2.0  # nats by which the true symbol stands out: mean and deviation
_CONFUSED = 0.02  # share of frames in which it does not

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Emissions:
    """Log probabilities of symbols, and the text that they are of.

    Attributes
    ----------
    values
        Shape (frames, symbols).
    words
        Symbols of each word.
    truth
        Start and end of each word in seconds.
    """

    values: Floats
    words: tuple[tuple[int, ...], ...]
    truth: tuple[Span, ...]

    @property
    def targets(self) -> list[int]:
        """Symbols of the text, with a boundary between words."""
        return [symbol for word in self.words for symbol in (*word, BAR)][:-1]

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.values) * FRAME


def made_emissions(minutes: float, seed: int = 0) -> Emissions:
    """Draw words, the frames of their letters (each a spike, then blanks), and noise."""
    generator = np.random.default_rng((seed, 17))
    frames = round(minutes * 60 / FRAME)
    symbols = np.full(frames, BLANK)
    words, truth = [], []
    clock = 10
    while True:
        word = generator.integers(2, SYMBOLS, generator.integers(2, 11))
        word = word[np.diff(word, prepend=-1) != 0]
        lengths = generator.integers(2, 6, len(word))
        stop = clock + int(lengths.sum())
        if stop + 10 > frames:
            break
        places = clock + np.concatenate([[0], np.cumsum(lengths)[:-1]])
        symbols[places] = word
        words.append(tuple(int(symbol) for symbol in word))
        truth.append((clock * FRAME, (places[-1] + 1) * FRAME))
        pause = int(generator.integers(2, 5) if generator.random() < 0.9 else 40)
        symbols[stop + 1] = BAR
        clock = stop + pause + 1
    values = generator.normal(0.0, 1.0, (frames, SYMBOLS)).astype(np.float32)
    height = generator.normal(*_STANDING_OUT, frames) * (generator.random(frames) > _CONFUSED)
    values[np.arange(frames), symbols] += height.astype(np.float32)
    values -= np.log(np.exp(values).sum(axis=1, keepdims=True))
    return Emissions(values=values, words=tuple(words), truth=tuple(truth))


Placer = Callable[[Emissions], list[Span | None]]


def _words(emissions: Emissions, spans: list[Span]) -> list[Span | None]:
    """Words from the spans of all targets."""
    pairs = zip(spans, emissions.targets, strict=True)
    letters = [span for span, symbol in pairs if symbol != BAR]
    return together(letters, [len(word) for word in emissions.words])


def our_placer() -> Placer:
    """The search of the ``ctc`` backend, where the project has it."""
    module: Any = import_module("unisono.align.emissions")

    def place(emissions: Emissions) -> list[Span | None]:
        spellings = [[word] for word in emissions.words]
        found = module.place_emissions(emissions.values, spellings, blank=BLANK, delimiter=BAR)
        times: list[Span | None] = [None] * len(emissions.words)
        for word, (first, last, _) in found.items():
            times[word] = first * FRAME, last * FRAME
        return times

    return place


def torchaudio_placer() -> Placer:
    """`torchaudio.functional.forced_align`."""
    torch: Any = import_module("torch")
    functional: Any = import_module("torchaudio").functional
    torch.set_num_threads(1)

    def place(emissions: Emissions) -> list[Span | None]:
        values = torch.from_numpy(emissions.values)[None]
        targets = torch.tensor([emissions.targets], dtype=torch.int32)
        labels, scores = functional.forced_align(values, targets, blank=BLANK)
        found = functional.merge_tokens(labels[0], scores[0].exp(), blank=BLANK)
        spans = [(one.start * FRAME, one.end * FRAME) for one in found]
        return _words(emissions, spans)

    return place


def whisperx_placer() -> Placer:
    """The trellis of WhisperX's alignment, with its way back."""
    torch: Any = import_module("torch")
    alignment: Any = import_module("whisperx.alignment")
    torch.set_num_threads(1)

    def place(emissions: Emissions) -> list[Span | None]:
        values = torch.from_numpy(emissions.values)
        targets = emissions.targets
        trellis = alignment.get_trellis(values, targets, BLANK)
        path = alignment.backtrack(trellis, values, targets, BLANK)
        if path is None:
            return [None] * len(emissions.words)
        found = alignment.merge_repeats(path, "x" * len(targets))
        return _words(emissions, [(s.start * FRAME, s.end * FRAME) for s in found])

    return place
