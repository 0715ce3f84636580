"""The sound of the demo: what is said becomes samples, and words and sentences with times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from unisono.audio import SAMPLE_RATE, Samples
from unisono.demo.cast import Voice
from unisono.demo.pitch import PlantedSentence, plant_pitch
from unisono.espeak.synthesis import SpokenWord, synthesise

_LEAD = 0.35  # s of room before the first word
_TAIL = 0.45  # s of room after the last sound
_PEAK = 0.6  # of full scale
_ROOM = 0.0004  # standard deviation of the room's noise, of full scale (-68 dB)
_ACCENTED = 6  # letters from which on a word is accented


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A sentence as it was spoken; times in seconds."""

    text: str
    words: tuple[SpokenWord, ...]

    @property
    def start(self) -> float:
        """Start of the first word."""
        return self.words[0].start

    @property
    def end(self) -> float:
        """End of the last word."""
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Recording:
    """Mono sound at 16 kHz, and what is said in it."""

    samples: Samples
    sentences: tuple[SpokenSentence, ...]

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / SAMPLE_RATE


def record(
    sentences: Sequence[str],
    voice: Voice,
    rng: np.random.Generator,
    *,
    f0: Sequence[float] | None = None,
    pitch: int = 50,
    rate: int | None = None,
) -> Recording:
    """Speak sentences, one after the other, in a room with a little noise.

    Parameters
    ----------
    sentences
        Each ends with a mark at which the synthesiser pauses.
    voice
        Who speaks.
    rng
        Source of the noise.
    f0
        Planted median F0 of each sentence in Hz; without it the voice's own remains.
    pitch, rate
        Height (0 to 99) and words per minute, where not the voice's own.
    """
    speech = synthesise(
        " ".join(sentences), voice=voice.voice, rate=rate or voice.rate, pitch=pitch
    )
    lead = round(_LEAD * SAMPLE_RATE)
    samples = np.pad(speech.samples, (lead, round(_TAIL * SAMPLE_RATE)))
    spoken = tuple(_sentences(sentences, speech.words, lead / SAMPLE_RATE))
    if f0 is not None:
        planted = [_planted(*pair) for pair in zip(spoken, f0, strict=True)]
        limits = {"floor": voice.pitch_floor, "ceiling": voice.pitch_ceiling}
        samples = plant_pitch(samples, planted, **limits)
    samples = samples * (_PEAK / max(float(np.abs(samples).max()), 1e-9))
    samples += rng.normal(0.0, _ROOM, len(samples))
    return Recording(samples.astype(np.float32), spoken)


def _sentences(
    texts: Sequence[str], words: Sequence[SpokenWord], shift: float
) -> Iterator[SpokenSentence]:
    token = 0
    for text in texts:
        following = token + len(text.split())
        chosen = [word for word in words if token <= word.token < following]
        moved = (replace(word, start=word.start + shift, end=word.end + shift) for word in chosen)
        yield SpokenSentence(text, tuple(moved))
        token = following


def _planted(sentence: SpokenSentence, f0: float) -> PlantedSentence:
    accents = tuple(
        word.start + 0.4 * (word.end - word.start)
        for word in sentence.words
        if len(word.text) >= _ACCENTED
    )
    return PlantedSentence(start=sentence.start, end=sentence.end, f0=f0, accents=accents)
