"""A text as eSpeak NG speaks it, and a recording, ready for warping one onto the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from unisono.align.comparable import Levels, adapted, described, levels, pause_costs
from unisono.align.pyramid import Chain, Limits, chain, warp_speech
from unisono.align.synthetic import speak
from unisono.align.warping import SPEECH, Steps, Warp
from unisono.audio import Samples

STEPS = Steps(stay=0.05, advance=0.1, share=0.5, most=0.6, foreign=1.0, entry=15.0)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A recording as the warp sees it.

    Attributes
    ----------
    values
        Shape (frames, dimensions).
    pauses
        Shape (frames,): what each frame costs as a pause.
    level
        Of its frames.
    """

    values: Floats
    pauses: Floats
    level: Levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Synthetic speech as the warp sees it.

    Attributes
    ----------
    values
        Shape (speech frames, dimensions).
    word
        Shape (speech frames,): position of the word of each, ascending.
    exact
        Shape (words,): whether a word was spoken by itself.
    states
        Its chain.
    limits
        Where in it each frame of the recording is looked for; everywhere when absent.
    """

    values: Floats
    word: Ints
    exact: Bools
    states: Chain
    limits: Limits | None = None


def hear(samples: Samples, values: Floats) -> Sound:
    """A recording for the warp.

    Parameters
    ----------
    samples
        Shape (samples,), 16 kHz.
    values
        Its cepstra, shape (frames, 13), not normalised; at least one frame.
    """
    level = levels(samples, len(values))
    values = described(values, level.active)
    return Sound(values=values, pauses=pause_costs(values, level), level=level)


def say(words: Sequence[str], voice: str, rate: int, floor: float) -> Spoken | None:
    """Words for the warp, spoken as in `unisono.align.synthetic.speak`.

    ``None`` when they make no sound.
    """
    utterance = speak(words, voice=voice, rate=rate, floor=floor)
    if not len(utterance.word):
        return None
    everything = np.ones(len(utterance.word), dtype=np.bool_)
    return Spoken(
        values=described(utterance.values, everything),
        word=utterance.word,
        exact=utterance.exact,
        states=chain(utterance.word),
    )


def warp_onto(sound: Sound, spoken: Spoken) -> Warp:
    """The best path of the spoken words through the recording."""
    return warp_speech(
        sound.values, sound.pauses, spoken.values, spoken.states, STEPS, spoken.limits
    )


def adapt(sound: Sound, spoken: Spoken, path: Warp) -> Spoken:
    """Bring the synthetic voice nearer to the recording along a path."""
    said = spoken.states.kind[path.state] == SPEECH
    matched = np.searchsorted(spoken.states.place, path.state[said])
    return replace(spoken, values=adapted(spoken.values, sound.values[said], matched))


def words_of(spoken: Spoken, state: Ints) -> Ints:
    """Word of each state, -1 for pauses and foreign speech."""
    frame = np.minimum(np.searchsorted(spoken.states.place, state), len(spoken.word) - 1)
    return np.where(spoken.states.kind[state] == SPEECH, spoken.word[frame], -1)
