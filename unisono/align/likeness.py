"""How much more a stretch of sound is like its word than like other words of the text."""

import numba
import numpy as np
import numpy.typing as npt
from scipy.special import expit

from unisono.align.warping import Steps

OTHERS = 8
"""Stretches of the text, as long as the word, that the sound is compared with too; every
second one is taken backwards, so that a text of one word has others."""

MIDDLE = 0.15
"""Share by which a word must be nearer than the others for a score of one half."""

SLOPE = 12.0
"""Steepness of the score, per share."""

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def likeness(recording: Floats, speech: Floats, frames: Ints, words: Ints, steps: Steps) -> Doubles:
    """Score words: ``expit(SLOPE * (1 - own / mean(others) - MIDDLE))``.

    ``own`` is the cost, for each frame, of the best warp of the word's synthetic speech onto
    its sound alone; ``others`` are those of other stretches of the synthetic speech.

    Parameters
    ----------
    recording
        Shape (frames, dimensions).
    speech
        Shape (speech frames, dimensions).
    frames
        Shape (words, 2): first frame of each word in the recording, and the one after its last.
    words
        Shape (words, 2): the same in the synthetic speech.
    steps
        Costs of the warp.

    Returns
    -------
    numpy.ndarray
        Shape (words,): from 0 to 1.
    """
    price = np.array([steps.stay, steps.advance, steps.share, steps.most])
    costs = _costs(recording, speech, frames, words, price)
    others = np.maximum(costs[:, 1:].mean(axis=1), 1e-9)
    score: Doubles = expit(SLOPE * (1 - costs[:, 0] / others - MIDDLE))
    return score


@numba.njit(cache=True)
def _costs(recording: Floats, speech: Floats, frames: Ints, words: Ints, price: Doubles) -> Doubles:
    """Costs for each frame of every word, its own and those of the others."""
    costs = np.empty((len(frames), OTHERS + 1))
    total = len(speech)
    for number in range(len(frames)):
        low, high = words[number]
        sound = recording[frames[number, 0] : frames[number, 1]]
        for other in range(OTHERS + 1):
            first = low + other * (total + high - low) // (OTHERS + 1)
            costs[number, other] = _warp_cost(
                sound, speech, first, high - low, other % 2 == 1, price
            )
    return costs


@numba.njit(cache=True)
def _warp_cost(
    sound: Floats, speech: Floats, first: int, length: int, backwards: bool, price: Doubles
) -> float:
    """Cost for each frame of the best warp of a stretch of speech onto all of a sound."""
    stay, advance, share, most = price
    row = np.full(length + 1, np.inf)
    row[0] = 0.0
    for i in range(len(sound)):
        diagonal = row[0]
        row[0] = np.inf
        for j in range(length):
            at = (first + (length - 1 - j if backwards else j)) % len(speech)
            square = np.float32(0.0)
            for k in range(sound.shape[1]):
                difference = sound[i, k] - speech[at, k]
                square += difference * difference
            distance = np.sqrt(square)
            best = min(diagonal + distance, row[j + 1] + distance + stay)
            best = min(best, row[j] + min(advance + share * distance, most))
            diagonal = row[j + 1]
            row[j + 1] = best
    return float(row[length] / max(len(sound), 1))
