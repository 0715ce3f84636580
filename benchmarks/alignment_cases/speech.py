"""Generated speech: other voices and rates than the demo's, joined and with noise.

The times are events of the synthesiser. Voices that `unisono.demo` speaks with (f2, f4, f5, m1,
m3, m4, m7, Andrea) and its rates (160 to 195) are left out, as is the voice without a variant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from unisono.audio import SAMPLE_RATE, Samples
from unisono.espeak.synthesis import synthesise

from .sentences import Language

NoiseKind = Literal["white", "pink", "babble"]
NOISES: tuple[NoiseKind, ...] = ("white", "pink", "babble")

Span = tuple[float, float]
"""Start and end in seconds."""

RATES = (125, 140, 150, 205, 220)
"""Words per minute."""

_VARIANTS = (
    "f1", "f3", "m2", "m5", "m8", "Annie", "Andy", "belinda", "adam", "klatt4", "linda",
    "Michael", "edward", "steph",
)  # fmt: skip
_ACCENTS = {"de": ("de",), "en": ("en-us", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-gbcwmd")}
_PEAK = 0.6  # of full scale
_ROOM = 0.0004  # standard deviation of the room's noise, of full scale (-68 dB)

_BLOCK = 1 << 20  # samples of noise at a time: recordings may be hours long


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Speech and its words.

    Attributes
    ----------
    samples
        16 kHz mono, -1..1.
    words
        White-space tokens of the text, in order.
    times
        Start and end of each word in seconds.
    exact
        Whether both are events of the synthesiser: words that it speaks as one are divided.
    """

    samples: Samples
    words: tuple[str, ...]
    times: tuple[Span, ...]
    exact: tuple[bool, ...]

    @property
    def text(self) -> str:
        """The words with one space between."""
        return " ".join(self.words)

    @property
    def seconds(self) -> float:
        """Length."""
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice of the synthesiser: name, words per minute, height (0 to 99)."""

    name: str
    rate: int
    pitch: int


def voices(language: Language, count: int, seed: int = 0) -> list[Voice]:
    """Voices that differ in variant as long as there are variants, each with a rate."""
    generator = np.random.default_rng((seed, 7))
    accents = _ACCENTS[language]
    names = [f"{accent}+{variant}" for variant in _VARIANTS for accent in accents]
    return [
        Voice(
            name=str(name),
            rate=int(generator.choice(RATES)),
            pitch=int(generator.integers(35, 66)),
        )
        for name in np.resize(generator.permutation(names), count)
    ]


def say(text: str, voice: Voice) -> Spoken | None:
    """Speak a text; ``None`` when the synthesiser leaves one of its tokens out."""
    speech = synthesise(text, voice=voice.name, rate=voice.rate, pitch=voice.pitch)
    words = tuple(text.split())
    if [word.token for word in speech.words] != list(range(len(words))):
        return None
    peak = max(float(np.abs(speech.samples).max()), 1e-9)
    return Spoken(
        samples=(speech.samples * np.float32(_PEAK / peak)),
        words=words,
        times=tuple((word.start, word.end) for word in speech.words),
        exact=tuple(word.exact for word in speech.words),
    )


def joined(parts: Sequence[Spoken], pauses: Sequence[float], seed: int = 0) -> Spoken:
    """Put utterances one after the other in a room with a little noise.

    Parameters
    ----------
    parts
        What is said.
    pauses
        Seconds before each part and after the last: one more than parts.
    seed
        Of the room's noise.
    """
    gaps = [round(pause * SAMPLE_RATE) for pause in pauses]
    samples = np.zeros(sum(gaps) + sum(len(part.samples) for part in parts), dtype=np.float32)
    times: list[Span] = []
    clock = 0
    for gap, part in zip(gaps, parts, strict=False):
        clock += gap
        samples[clock : clock + len(part.samples)] = part.samples
        offset = clock / SAMPLE_RATE
        times += [(start + offset, end + offset) for start, end in part.times]
        clock += len(part.samples)
    room = np.random.default_rng((seed, 11))
    for first in range(0, len(samples), _BLOCK):
        block = samples[first : first + _BLOCK]
        block += np.float32(_ROOM) * room.standard_normal(len(block), dtype=np.float32)
    return Spoken(
        samples=samples,
        words=tuple(word for part in parts for word in part.words),
        times=tuple(times),
        exact=tuple(exact for part in parts for exact in part.exact),
    )


def noisy(
    samples: Samples,
    times: Sequence[Span],
    kind: NoiseKind,
    snr: float,
    background: tuple[Sequence[Samples], int],
) -> Samples:
    """Speech with noise.

    Parameters
    ----------
    samples, times
        The speech and its words; the signal's power is that of the words, without pauses.
    kind
        White, pink (3 dB an octave), or several others who speak at once.
    snr
        Decibels.
    background
        Speech of others, for babble, and a seed.
    """
    others, seed = background
    generator = np.random.default_rng((seed, 13))
    if kind == "babble":
        noise = np.zeros(len(samples))
        for number in generator.permutation(len(others))[:6]:
            other = np.resize(others[number], len(samples))
            noise += np.roll(other, int(generator.integers(len(samples))))
    else:
        noise = generator.standard_normal(len(samples))
        if kind == "pink":
            noise = _pink(noise)
    spans = [(round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)) for start, end in times]
    words = np.concatenate([samples[first:last] for first, last in spans]).astype(np.float64)
    wanted = np.sqrt(np.mean(words**2)) * 10 ** (-snr / 20)
    mixed: npt.NDArray[np.float64] = samples + noise * (
        wanted / max(np.sqrt(np.mean(noise**2)), 1e-12)
    )
    mixed /= max(1.0, float(np.abs(mixed).max()))
    return mixed.astype(np.float32)


def _pink(white: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Paul Kellet's filter: 3 dB an octave within 0.05 dB above 9 Hz."""
    poles = (0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616)
    gains = (0.0555179, 0.0750759, 0.1538520, 0.3104856, 0.5329522, -0.0168980)
    pink = 0.5362 * white
    pink[1:] += 0.115926 * white[:-1]
    for pole, gain in zip(poles, gains, strict=True):
        pink += lfilter([gain], [1.0, -pole], white)
    return pink
