"""Words that were found, but in a place where they would be found whether said or not."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

import numpy as np

from unisono.align.passage import Passage
from unisono.align.stretches import Found

_Timed = tuple[int, float, float]
"""Number of a word that was found, its start and its end in seconds."""

GUESSED = 2
"""Doubt of a word that only the search for every word puts anywhere."""

GUESS = 0.5
"""Score by the search below which such a word needs the word of the second method, too."""

FAR, FEW, CERTAIN = 100, 3, 0.85
"""Frames on both sides without any word, at most so many words between, and the mean score
from which on these are believed all the same."""

GAP = 1.0
"""Seconds between two words from which on there may be speech that the text does not have."""

UNSURE = 0.7
"""Score of both methods below which a word at the edge of such a gap, or one that was guessed
elsewhere, has no place; a guessed one at such an edge never has."""

BESIDE, ALONE = 2, 0.9
"""Words on each side of which half must be found, and the score that makes up for them."""


def guessed_words(passage: Passage, scores: Mapping[int, float]) -> set[int]:
    """Words that were guessed, and score too low by the search alone.

    Parameters
    ----------
    passage
        The way through the recording.
    scores
        Of every word on it.
    """
    return {
        word
        for word, (first, _) in passage.words().items()
        if passage.doubt[first] == GUESSED and scores[word] < GUESS
    }


def without_place(
    passage: Passage, scores: Mapping[int, float], breaks: Sequence[int], guessed: Set[int]
) -> set[int]:
    """Words whose place is not to be believed, as they are far from others or alone.

    Parameters
    ----------
    passage
        The way through the recording.
    scores
        Of every word on it.
    breaks
        Numbers of the words that begin sentences, and that after the last one.
    guessed
        Words that are not company for others.
    """
    found = [one for one in passage.found() if one[0] not in guessed]
    stray = stray_words(found, scores, breaks)
    return stray | lonely_words({one[0] for one in found} - stray, scores, breaks[-1])


def stray_words(
    found: Sequence[Found], scores: Mapping[int, float], breaks: Sequence[int]
) -> set[int]:
    """Few words far from the others: what is said there only sounds like them.

    Few are also more words of which most are missing in between. Nothing is as far from a
    word as the sentence before its own; but a sentence of few words that was found whole is
    believed.

    Parameters
    ----------
    found
        Number, first frame and the frame after it of every word found, in order.
    scores
        Of each.
    breaks
        Numbers of the words that begin sentences, and that after the last one.
    """
    if not found:
        return set()
    numbers, begin, end = (np.array(column) for column in zip(*found, strict=True))
    starts = np.array(sorted({0, *breaks}))
    sentence = np.searchsorted(starts, numbers, side="right")
    far = np.concatenate([[False], begin[1:] - end[:-1] >= FAR, [False]])
    border = far | np.concatenate([[True], np.diff(sentence) > 0, [True]])
    stray: set[int] = set()
    for first, after in pairwise(np.flatnonzero(border).tolist()):
        run = numbers[first:after].tolist()
        extent = run[-1] + 1 - run[0]
        whole = len(run) == extent and run[0] in starts and run[-1] + 1 in starts
        alone = (far[first] or far[after]) and not whole
        few = len(run) <= FEW or 2 * len(run) < extent
        doubtful = sum(scores[number] for number in run) < CERTAIN * len(run)
        if alone and few and doubtful and len(run) < len(numbers):
            stray.update(run)
    return stray


def lonely_words(found: Set[int], scores: Mapping[int, float], words: int) -> set[int]:
    """Words found where few of the words beside them are, unless they are sure.

    That is less than half of those beside them, or neither of the nearest two.

    Parameters
    ----------
    found
        Numbers of the words found.
    scores
        Of each.
    words
        How many words the text has.
    """
    lonely = set()
    for word in found:
        beside = {*range(max(word - BESIDE, 0), min(word + BESIDE + 1, words))} - {word}
        nearest = beside & {word - 1, word + 1}
        few = 2 * len(beside & found) < len(beside) or (nearest and not nearest & found)
        if few and scores[word] < ALONE:
            lonely.add(word)
    return lonely


def edge_words(
    found: Sequence[_Timed], scores: Mapping[int, float], breaks: Sequence[int]
) -> set[int]:
    """Doubtful words at the edge of a long gap within their sentence.

    Whatever is said there, at one end of the gap or at the other, such a word is found in it.

    Parameters
    ----------
    found
        Number, start and end in seconds of every word found, in order.
    scores
        Of each.
    breaks
        Numbers of the words that begin sentences, and that after the last one.
    """
    starts = {0, *breaks}
    edge: set[int] = set()
    for before, after in _long_gaps(found):
        if before[0] + 1 not in starts and scores[before[0]] < UNSURE:
            edge.add(before[0])
        if after[0] not in starts and scores[after[0]] < UNSURE:
            edge.add(after[0])
    return edge


def beside_gaps(found: Sequence[_Timed]) -> set[int]:
    """Words on either side of a long gap.

    Parameters
    ----------
    found
        Number, start and end in seconds of every word found, in order.
    """
    return {one[0] for pair in _long_gaps(found) for one in pair}


def _long_gaps(found: Sequence[_Timed]) -> Iterator[tuple[_Timed, _Timed]]:
    """The words before and after each long gap."""
    return (pair for pair in pairwise(found) if pair[1][1] - pair[0][2] >= GAP)
