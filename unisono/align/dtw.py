"""Alignment by warping synthetic speech onto the recording."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from unisono.align.cepstra import BOUNDARY_OFFSET, FRAME_SECONDS, cepstra
from unisono.align.likeness import likeness
from unisono.align.options import AlignOptions
from unisono.align.pyramid import Limits, find_limits
from unisono.align.registry import SILENT, Placed
from unisono.align.resynthesis import STEPS, Sound, Spoken, adapt, hear, say, warp_onto, words_of
from unisono.align.synthetic import matching_rate
from unisono.align.tokens import Token
from unisono.align.warping import Warp
from unisono.audio import Samples
from unisono.espeak.phonemes import voice_of

VARIANTS = ("", "+m3", "+f2", "+klatt4")
"""Voices of eSpeak NG that are tried: one that is like the speaker's gives nearer boundaries."""

TRIAL = 1000
"""Frames of the recording, 10 s, on which the voices are compared."""

LEAST = 0.15
"""Part of its synthetic length that a word must last to be found."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class DtwAligner:
    """The ``dtw`` backend: speech of eSpeak NG is warped onto the recording.

    Parameters
    ----------
    options
        Of the stage; none concerns this backend but its name.
    """

    def __init__(self, options: AlignOptions) -> None:
        del options

    def align(self, samples: Samples, tokens: Sequence[Token], language: str) -> list[Placed]:
        """Find the tokens; see `unisono.align.registry.Aligner`."""
        voice = voice_of(language)
        placed = [Placed()] * len(tokens)
        words = [word for token in tokens for word in token.words]
        if not words or np.max(np.abs(samples), initial=0.0) < SILENT:
            return placed
        values = cepstra(samples)
        if not len(values):
            return placed
        sound = hear(samples, values)
        spoken = _speak_like(sound, words, voice)
        if spoken is None:
            return placed
        spoken = adapt(sound, spoken, warp_onto(sound, spoken))
        path = warp_onto(sound, spoken)
        owner = np.repeat(np.arange(len(tokens)), [len(token.words) for token in tokens])
        return _placed(placed, sound, spoken, path, owner)


def _speak_like(sound: Sound, words: Sequence[str], voice: str) -> Spoken | None:
    """Speak the text about as fast, and with the voice that is nearest to the speaker's."""
    floor = sound.level.above_noise
    seconds = FRAME_SECONDS * max(1, int(np.count_nonzero(sound.level.active)))
    rate = matching_rate(words, voice=voice, seconds=seconds)
    usual = say(words, voice, rate, floor)
    if usual is None:
        return None
    limits = find_limits(sound.values, sound.pauses, usual.values, STEPS)
    part, some = _trial(sound, usual, limits, words)
    costs = {}
    for variant in VARIANTS:
        spoken = say(some, voice + variant, rate, floor)
        costs[variant] = np.inf if spoken is None else warp_onto(part, spoken).cost
    best = min(VARIANTS, key=costs.__getitem__)
    chosen = say(words, voice + best, rate, floor) if best else usual
    if chosen is None or limits is None:
        return chosen
    return replace(chosen, limits=limits.moved(usual.word, chosen.word))


def _trial(
    sound: Sound, spoken: Spoken, limits: Limits | None, words: Sequence[str]
) -> tuple[Sound, Sequence[str]]:
    """Some of the recording, and the words that seem to be said in it."""
    frames = len(sound.values)
    if limits is None or frames <= TRIAL:
        return sound, words
    first = (frames - TRIAL) // 2
    part = slice(first, first + TRIAL)
    last = limits.high[first + TRIAL - 1] - 1
    low, high = int(spoken.word[limits.low[first]]), int(spoken.word[last]) + 1
    cut = Sound(values=sound.values[part], pauses=sound.pauses[part], level=sound.level)
    return cut, words[low:high]


def _placed(
    placed: list[Placed], sound: Sound, spoken: Spoken, path: Warp, owner: Ints
) -> list[Placed]:
    """Times and scores of the tokens: from the first to the last frame of their words."""
    word = words_of(spoken, path.state)
    said = np.flatnonzero(word >= 0)
    token, whole = owner[word[said]], owner[spoken.word]
    found = np.unique(token)
    heard = np.column_stack([np.searchsorted(token, found), np.searchsorted(token, found + 1)])
    speech = np.column_stack([np.searchsorted(whole, found), np.searchsorted(whole, found + 1)])
    enough = np.diff(heard)[:, 0] >= LEAST * np.diff(speech)[:, 0]
    found, speech = found[enough], speech[enough]
    frames = np.column_stack([said[heard[enough, 0]], said[heard[enough, 1] - 1] + 1])
    scores = likeness(sound.values, spoken.values, frames, speech, STEPS)
    times = frames * FRAME_SECONDS + BOUNDARY_OFFSET
    times[frames == 0] = 0.0
    for number, (start, end), score in zip(found, times, scores, strict=True):
        placed[number] = Placed(start=float(start), end=float(end), score=float(score))
    return placed
