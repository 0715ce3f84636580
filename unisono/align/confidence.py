"""How sure it is that a word is said where it was found: by the search, and by both methods."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from unisono.align.acoustic_model import STATES
from unisono.align.passage import Passage
from unisono.align.refinement import Second

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

INTERCEPT = 2.32
WEIGHTS = (0.19, -2.16, 0.59, -1.58, -1.34, -1.38)
"""Of a logistic regression on generated and read speech in German and English, whose texts
were given replaced, inserted and deleted words and those of other speeches; see
docs/alignment.md."""

JOINT_INTERCEPT = 4.49
JOINT_WEIGHTS = (1.09, 5.63, -5.44, -1.66, -1.4, 0.41, -4.2)
"""The same, of the score of the search and of what synthetic speech says."""

LEAST_SURE = 0.01
"""Score that one not found counts as, and the distance from 0 and 1 that any has at least."""

BESIDE, AROUND = 2, 5
"""Words on each side of a word whose scores count for it, too, and whose distances do: where
the text is another, neither method finds any of it."""

UNKNOWN = 1.0
"""Distance around words near which synthetic speech has none."""

LOWEST, HIGHEST = -12.0, 5.0
"""Nats a frame beyond which a word is no better or worse."""

LETTERS = 12
"""Letters of a word beyond which more of them say no more."""

LONGEST = 2.5
"""Logarithm of how much longer than usual a word can count as."""


def word_features(passage: Passage) -> tuple[list[int], Doubles]:
    """What tells words that are said from others.

    Returns
    -------
    tuple
        Numbers of the words found; and shape (words, 6) for each of them: mean log
        likelihood ratio of its frames; how much longer it is than its phones usually are
        in the recording, and its number of phones (logarithms); the share of its phones
        that are as short as can be; whether it was found only where more of the text was
        expected to be said, and only where all of it was.
    """
    spoken = passage.word >= 0
    frames = np.maximum(passage.frames, 1)
    length = _usual_frames(frames, passage.phone, spoken)
    numbers, rows = [], []
    for word, (first, last) in passage.words().items():
        own = slice(first, last + 1)
        pace = np.log(frames[own].sum() / length[passage.phone[own]].sum())
        ratio = passage.score[own].sum() / frames[own].sum()
        numbers.append(word)
        rows.append(
            (
                np.clip(ratio, LOWEST, HIGHEST),
                np.clip(pace, 0.0, LONGEST),
                np.log(last + 1 - first),
                (frames[own] <= STATES).mean(),
                passage.doubt[first] == 1,
                passage.doubt[first] == 2,
            )
        )
    return numbers, np.array(rows, dtype=np.float64).reshape(-1, len(WEIGHTS))


def _usual_frames(frames: Ints, phone: Ints, spoken: npt.NDArray[np.bool_]) -> Doubles:
    """Median length of each phone, drawn towards that of all by five of them."""
    count = int(phone.max(initial=0)) + 1
    if not spoken.any():
        return np.ones(count)
    overall = float(np.median(frames[spoken]))
    usual = np.full(count, overall)
    order = np.argsort(phone[spoken], kind="stable")
    phones, first = np.unique(phone[spoken][order], return_index=True)
    for number, own in zip(phones, np.split(frames[spoken][order], first[1:]), strict=True):
        usual[number] = (np.median(own) * len(own) + overall * 5) / (len(own) + 5)
    floored: Doubles = np.maximum(usual, 1.0)
    return floored


def word_scores(passage: Passage) -> dict[int, float]:
    """Probability, for each word found, that it is said there."""
    numbers, rows = word_features(passage)
    scores = expit(rows @ np.array(WEIGHTS) + INTERCEPT)
    return dict(zip(numbers, (float(score) for score in scores), strict=True))


def joint_features(
    scores: Sequence[float | None], seconds: Mapping[int, Second], letters: Sequence[int]
) -> Doubles:
    """What tells words that are said from others, when both methods have been heard.

    Parameters
    ----------
    scores
        By the search, of each word that can be said; None for those not found.
    seconds
        By the number of the word.
    letters
        Of each word.

    Returns
    -------
    numpy.ndarray
        Shape (words, 7): logit of the score; whether synthetic speech has the word; its
        distance and pace; logarithm of the letters; mean logit of the words beside it; mean
        distance of those around it, itself included.
    """
    known = [LEAST_SURE if score is None else score for score in scores]
    own = logit(np.clip(np.array(known, dtype=np.float64), LEAST_SURE, 1 - LEAST_SURE))
    rows = np.zeros((len(own), len(JOINT_WEIGHTS)))
    if not len(rows):
        return rows
    distance = np.full(len(own), np.nan)
    for number, second in seconds.items():
        rows[number, 1:4] = 1.0, second.distance, min(second.pace, LONGEST)
        distance[number] = second.distance
    rows[:, 0], rows[:, 4] = own, np.log(np.clip(letters, 1, LETTERS))
    total, count = _around(own, BESIDE)
    rows[:, 5] = np.where(count > 1, (total - own) / np.maximum(count - 1, 1), own)
    total, count = _around(distance, AROUND)
    rows[:, 6] = np.where(count > 0, total / np.maximum(count, 1), UNKNOWN)
    return rows


def _around(values: Doubles, radius: int) -> tuple[Doubles, Ints]:
    """Sum and number of the known values among each and those around it; NaN is unknown."""
    padded = np.pad(values, radius, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * radius + 1)
    return np.nansum(windows, axis=1), np.isfinite(windows).sum(axis=1).astype(np.int32)


def joint_scores(
    scores: Sequence[float | None], seconds: Mapping[int, Second], letters: Sequence[int]
) -> list[float | None]:
    """Probability, for each word with a score of the search, that it is said where it is."""
    rows = joint_features(scores, seconds, letters)
    joint = expit(rows @ np.array(JOINT_WEIGHTS) + JOINT_INTERCEPT).tolist()
    return [None if own is None else both for own, both in zip(scores, joint, strict=True)]
