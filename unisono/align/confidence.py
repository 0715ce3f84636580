"""How sure it is that a word is said where it was found."""

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from unisono.align.passage import Passage

Doubles = npt.NDArray[np.float64]

WEIGHTS = (0.35, 0.0, 0.0, 0.0, 0.0, 1.7)


def word_features(passage: Passage) -> tuple[list[int], Doubles]:
    """What tells words that are said from others.

    Returns
    -------
    tuple
        Words found, and for each of them: mean log likelihood ratio of its frames, that of
        its phones relative to what is usual for them in the recording, its worst phone,
        how much shorter and how much longer it is than its phones usually are (logarithms).
    """
    spoken = passage.word >= 0
    frames = np.maximum(passage.frames, 1)
    ratio = passage.score / frames
    usual = _usual(ratio, passage.phone, spoken)
    length = np.maximum(_usual(frames.astype(np.float64), passage.phone, spoken), 1.0)
    numbers, rows = [], []
    for word, (first, last) in passage.words().items():
        own = slice(first, last + 1)
        relative = ratio[own] - usual[passage.phone[own]]
        pace = np.log(frames[own].sum() / length[passage.phone[own]].sum())
        numbers.append(word)
        rows.append(
            (
                passage.score[own].sum() / frames[own].sum(),
                relative.mean(),
                relative.min(),
                min(pace, 0.0),
                max(pace, 0.0),
            )
        )
    return numbers, np.array(rows, dtype=np.float64).reshape(-1, 5)


def _usual(
    value: Doubles, phone: npt.NDArray[np.int32], spoken: npt.NDArray[np.bool_]
) -> Doubles:
    """Median of a value for each phone, drawn towards that of all by five of them."""
    count = int(phone.max(initial=0)) + 1
    if not spoken.any():
        return np.zeros(count)
    overall = float(np.median(value[spoken]))
    usual = np.full(count, overall)
    for number in np.unique(phone[spoken]):
        own = value[spoken & (phone == number)]
        usual[number] = (np.median(own) * len(own) + overall * 5) / (len(own) + 5)
    return usual


def word_scores(passage: Passage) -> dict[int, float]:
    """Probability, for each word found, that it is said there."""
    numbers, rows = word_features(passage)
    scores = expit(rows @ np.array(WEIGHTS[:-1]) + WEIGHTS[-1])
    return dict(zip(numbers, (float(score) for score in scores), strict=True))
