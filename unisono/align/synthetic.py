"""The words of a text as eSpeak NG says them: cepstra, and to which word each frame belongs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.align.cepstra import CEPSTRA, FRAME_SECONDS, WINDOW, cepstra
from unisono.audio import SAMPLE_RATE
from unisono.espeak.synthesis import synthesise

SENTENCE = 60
"""Words that are spoken at a time: a few seconds of sound, whatever the length of the text."""

LONGEST = 100
"""Characters of a word that are spoken; what is longer is no word."""

SLOWEST, USUAL, FASTEST = 80, 160, 320
"""Words per minute that eSpeak NG is asked for."""

_SAMPLED = 90

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """Synthetic speech without its pauses.

    Attributes
    ----------
    values
        Shape (frames, 13): cepstra, not normalised.
    word
        Shape (frames,): position of the word to which each frame belongs, ascending. Words
        that make no sound have none.
    exact
        Shape (words,): whether a word was spoken by itself. Where eSpeak NG speaks several
        as one, it is not known where within them each begins.
    """

    values: Floats
    word: Ints
    exact: Bools


def speak(words: Sequence[str], *, voice: str, rate: int, floor: float) -> Utterance:
    """Speak words one after the other.

    Parameters
    ----------
    words
        Without white space in them.
    voice
        Name of an eSpeak NG voice, with a variant if wanted.
    rate
        Words per minute, 80 to 450.
    floor
        Decibels of the speech above the noise that is put under it.

    Returns
    -------
    Utterance
        A frame belongs to the word in whose time its centre lies.
    """
    values, numbers = [np.zeros((0, CEPSTRA), dtype=np.float32)], [np.zeros(0, dtype=np.int64)]
    exact = np.zeros(len(words), dtype=np.bool_)
    for first in range(0, len(words), SENTENCE):
        said = " ".join(word[:LONGEST] for word in words[first : first + SENTENCE])
        speech = synthesise(said, voice=voice, rate=rate)
        part = cepstra(speech.samples, floor=floor)
        centre = np.arange(len(part)) * FRAME_SECONDS + WINDOW / 2 / SAMPLE_RATE
        word = np.full(len(part), -1, dtype=np.int64)
        for spoken in speech.words:
            low, high = np.searchsorted(centre, [spoken.start, spoken.end])
            word[low:high] = first + spoken.token
            exact[first + spoken.token] = spoken.exact
        values.append(part[word >= 0])
        numbers.append(word[word >= 0])
    return Utterance(values=np.concatenate(values), word=np.concatenate(numbers), exact=exact)


def matching_rate(words: Sequence[str], *, voice: str, seconds: float) -> int:
    """Words per minute at which the text lasts about as long as it did in the recording.

    Parameters
    ----------
    words
        All that is said.
    voice
        Name of an eSpeak NG voice.
    seconds
        Of speech in the recording, pauses left out.
    """
    sample = words[:: max(1, len(words) // _SAMPLED)]
    frames = len(speak(sample, voice=voice, rate=USUAL, floor=40.0).word)
    letters = sum(map(len, words)) / max(1, sum(map(len, sample)))
    return round(min(max(USUAL * frames * FRAME_SECONDS * letters / seconds, SLOWEST), FASTEST))
