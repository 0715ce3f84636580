"""Speech rate and pauses, from the times of words."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.acoustics.grid import Floats

_NUCLEI = frozenset("iyɨʉɯuɪʏʊᵻᵿeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒɚɝ\u0329")
"""Vowels of the IPA, and the mark under a syllabic consonant."""

_ROUNDING = 1e-9
"""So that a gap of exactly the least length counts, whatever its last bit is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Time spent speaking and pausing."""

    pauses: int
    pause_time: float
    """Seconds."""
    articulation: float
    """Seconds from the first word to the last, without pauses and unknown stretches."""


def measure_tempo(numbers: npt.ArrayLike, starts: Floats, ends: Floats, min_pause: float) -> Tempo:
    """Pauses and articulation time of a segment.

    A pause is a gap of at least ``min_pause`` between two words that follow each other in
    the text. A gap in which a word without times was said is neither pause nor
    articulation: what happened in it is not known.

    Parameters
    ----------
    numbers
        Numbers of the words within the recording, in order, shape (words,).
    starts, ends
        Their times in seconds, shape (words,); at least one word.
    min_pause
        Seconds.
    """
    order = np.argsort(starts, kind="stable")
    starts, number = starts[order], np.asarray(numbers)[order]
    latest = np.maximum.accumulate(ends[order])
    gaps = np.maximum(starts[1:] - latest[:-1], 0.0)
    known = np.diff(number) == 1
    pauses = gaps[known & (gaps >= min_pause - _ROUNDING)]
    unknown = gaps[~known]
    pause_time = float(pauses.sum())
    return Tempo(
        pauses=len(pauses),
        pause_time=pause_time,
        articulation=float(latest[-1] - starts[0]) - pause_time - float(unknown.sum()),
    )


def count_nuclei(phonemes: Sequence[str]) -> int:
    """Syllables of a word: its phonemes that have a vowel or are syllabic consonants.

    A diphthong is one phoneme and so one nucleus. A word of consonants alone ("pst") is
    one syllable; one of no phonemes is none.

    Parameters
    ----------
    phonemes
        IPA symbols, one for each phoneme.
    """
    nuclei = sum(
        any(mark in _NUCLEI for mark in unicodedata.normalize("NFD", symbol)) for symbol in phonemes
    )
    return max(nuclei, 1) if phonemes else 0


def rate(syllables: int, seconds: float) -> float | None:
    """Syllables per second; None where there is nothing to say or no time."""
    if syllables == 0 or seconds <= 0:
        return None
    return syllables / seconds
