"""What the small checkpoints learn: a few demo sentences in the demo's voices, with exact times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from unisono.audio import SAMPLE_RATE, Samples
from unisono.demo.cast import MEMBERS, NARRATORS, Voice
from unisono.demo.slogans import MIDDLES
from unisono.espeak.synthesis import SpokenWord, synthesise

GERMAN = (
    "Gute Bildung beginnt mit einem trockenen Dach und einer warmen Mahlzeit.",
    "Die Zahlen liegen seit Wochen offen auf dem Tisch.",
    "Kein Kind darf zurückbleiben, nur weil die Eltern wenig Geld verdienen.",
    "Wir bauen lieber sichere Radwege als noch eine leere Autobahn.",
    "Leere Häuser in den Dörfern warten auf junge Familien.",
    "Am Ende zählt, was vor Ort wirklich ankommt.",
)
"""Sentences of the demo parliament (`unisono.demo.rhetoric`)."""

ENGLISH = MIDDLES["attack"][:3] + MIDDLES["promote"][:3]
"""Sentences of the demo's campaign ads."""

SENTENCES = {"de": GERMAN, "en": ENGLISH}
VOICES: dict[str, Sequence[Voice]] = {"de": MEMBERS[:2], "en": NARRATORS[:2]}
LANGUAGES = tuple(SENTENCES)

_TEMPI = (0.93, 1.0, 1.08)
_PEAK = 0.6


@dataclass(frozen=True, slots=True)
class Clip:
    """One sentence, spoken, without silence around it; times in seconds."""

    language: str
    samples: Samples
    words: tuple[SpokenWord, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Some clips one after the other, as a recogniser hears them."""

    language: str
    samples: Samples
    sentences: tuple[tuple[SpokenWord, ...], ...]


def make_clips() -> list[Clip]:
    """Every sentence in every voice of its language, slower and faster."""
    return [
        _clip(language, sentence, voice, tempo)
        for language in LANGUAGES
        for voice in VOICES[language]
        for tempo in _TEMPI
        for sentence in SENTENCES[language]
    ]


def _clip(language: str, sentence: str, voice: Voice, tempo: float) -> Clip:
    speech = synthesise(sentence, voice=voice.voice, rate=round(voice.rate * tempo))
    end = round(speech.words[-1].end * SAMPLE_RATE) + 800
    samples = speech.samples[:end] * (_PEAK / float(np.abs(speech.samples).max()))
    return Clip(language, samples.astype(np.float32), speech.words)


def windows(clips: Sequence[Clip], seconds: float, rng: np.random.Generator) -> Iterator[Window]:
    """Draw windows of a length without end: one to three clips, pauses and noise."""
    by_language = {name: [clip for clip in clips if clip.language == name] for name in LANGUAGES}
    while True:
        own = by_language[LANGUAGES[int(rng.integers(len(LANGUAGES)))]]
        wanted = int(rng.integers(1, 4))
        yield _window([own[int(rng.integers(len(own)))] for _ in range(wanted)], seconds, rng)


def _window(chosen: Sequence[Clip], seconds: float, rng: np.random.Generator) -> Window:
    length = round(seconds * SAMPLE_RATE)
    samples = np.zeros(length, dtype=np.float32)
    at = round(rng.uniform(0.02, 0.7) * SAMPLE_RATE)
    sentences: list[tuple[SpokenWord, ...]] = []
    for clip in chosen:
        if sentences and at + len(clip.samples) + 1600 > length:
            break
        samples[at : at + len(clip.samples)] += clip.samples[: length - at]
        sentences.append(tuple(_moved(word, at / SAMPLE_RATE) for word in clip.words))
        at += len(clip.samples) + round(rng.uniform(0.15, 0.8) * SAMPLE_RATE)
    samples *= 10 ** (rng.uniform(-12, 2) / 20)
    heard = min(length, at + round(rng.uniform(0.0, 0.5) * SAMPLE_RATE))
    level = 10 ** (rng.uniform(-75, -50) / 20)
    samples[:heard] += rng.normal(0.0, level, heard).astype(np.float32)
    return Window(chosen[0].language, samples, tuple(sentences))


def _moved(word: SpokenWord, by: float) -> SpokenWord:
    return SpokenWord(word.text, word.start + by, word.end + by, word.token, word.exact)
