"""Where the text and the sound differ, and what that means for each segment."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

Kind = Literal["text_without_audio", "audio_without_text", "replaced"]
Verdict = Literal["ok", "edited", "mismatch"]

STEP = 0.01
"""Seconds from one level to the next."""

LEAST_SPEECH = 0.13
"""Seconds of sound as loud as words that count as speech without text."""

QUIETEST = 0.1
"""Share of a recording's steps that are taken for its background."""

Levels = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What became of one word of the text.

    Attributes
    ----------
    segment
        Number of its segment.
    spoken
        Whether there is anything to say for it.
    start, end
        Seconds; ``None`` where it has no time.
    score
        0 to 1; ``None`` where it was not found.
    """

    segment: int
    spoken: bool
    start: float | None
    end: float | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A spot where text and sound differ.

    Attributes
    ----------
    kind
        Words that are not said, speech that is not written, or one in place of the other.
    first_word, last_word
        Numbers of the words concerned, both included; for speech that is not written the
        words before and after it, or ``None`` at the edges of the recording.
    start, end
        Seconds between which it lies.
    score
        Mean score of the words; ``None`` for speech that is not written.
    """

    kind: Kind
    first_word: int | None
    last_word: int | None
    start: float
    end: float
    score: float | None


def find_edits(words: Sequence[Heard], levels: Levels, limit: float) -> list[Edit]:
    """Find where text and sound differ.

    Words that were not found, or whose score is below the limit, are taken together where
    they follow one another. They were replaced if there is speech in their place. Between
    words that follow one another there is speech without text where there is sound as
    loud as words.

    Parameters
    ----------
    words
        All words of a recording, in order.
    levels
        Shape (steps,): level of the sound in dB, every `STEP` seconds.
    limit
        Score below which a word is doubted.

    Returns
    -------
    list of Edit
        In the order of the text.
    """
    duration = len(levels) * STEP
    loud = np.concatenate([[0], np.cumsum(_is_loud(words, levels, limit))])
    spoken = [number for number, word in enumerate(words) if word.spoken]
    if not spoken:
        return []
    edits: list[Edit] = []
    before: int | None = None
    for doubted, run in groupby(spoken, key=lambda number: _doubted(words[number], limit)):
        numbers = list(run)
        after = _next(spoken, numbers[-1])
        if doubted:
            start, end = _between(words, before, after, duration)
            edits.append(_doubtful(words, numbers, (start, max(start, end)), loud))
            continue
        first = [None] if numbers[0] == spoken[0] else []
        last = [None] if after is None else []
        for one, other in pairwise([*first, *numbers, *last]):
            start, end = _between(words, one, other, duration)
            if _speech(start, end, loud) >= LEAST_SPEECH:
                edits.append(_unwritten(one, other, start, end))
        before = numbers[-1]
    return edits


def verdicts(words: Sequence[Heard], edits: Sequence[Edit], mismatch: float) -> dict[int, Verdict]:
    """Say for each segment with something to say whether its text is what is said.

    Parameters
    ----------
    words
        All words of a recording, in order.
    edits
        From `find_edits`.
    mismatch
        Median score of a segment's words below which its text is that of something else.
    """
    scores = segment_scores(words)
    edited = {
        words[number].segment
        for edit in edits
        if edit.first_word is not None and edit.last_word is not None
        for number in range(edit.first_word, edit.last_word + 1)
    }
    return {
        segment: "mismatch"
        if statistics.median(own) < mismatch
        else ("edited" if segment in edited else "ok")
        for segment, own in scores.items()
    }


def segment_scores(words: Sequence[Heard]) -> dict[int, list[float]]:
    """Scores of the words of each segment with something to say, 0 for those not found."""
    scores: dict[int, list[float]] = {}
    for word in words:
        if word.spoken:
            scores.setdefault(word.segment, []).append(word.score or 0.0)
    return scores


def _doubted(word: Heard, limit: float) -> bool:
    return word.start is None or word.score is None or word.score < limit


def _next(spoken: Sequence[int], number: int) -> int | None:
    later = int(np.searchsorted(spoken, number, side="right"))
    return spoken[later] if later < len(spoken) else None


def _between(
    words: Sequence[Heard], before: int | None, after: int | None, duration: float
) -> tuple[float, float]:
    """Seconds from the end of one word to the start of another; ``None`` for the edges."""
    start = None if before is None else words[before].end
    end = None if after is None else words[after].start
    return start or 0.0, duration if end is None else end


def _is_loud(words: Sequence[Heard], levels: Levels, limit: float) -> npt.NDArray[np.bool_]:
    """Whether each step is nearer to the words that are sure than to the background."""
    sure = np.zeros(len(levels), dtype=np.bool_)
    for word in words:
        if word.spoken and not _doubted(word, limit):
            first, last = _steps(word.start or 0.0, word.end or 0.0, len(levels))
            sure[first:last] = True
    if not sure.any():
        return sure
    background = float(np.quantile(levels, QUIETEST))
    return levels > (float(np.median(levels[sure])) + background) / 2


def _steps(start: float, end: float, count: int) -> tuple[int, int]:
    return min(round(start / STEP), count), min(round(end / STEP), count)


def _speech(start: float, end: float, loud: npt.NDArray[np.int64]) -> float:
    first, last = _steps(start, end, len(loud) - 1)
    return float(loud[max(first, last)] - loud[first]) * STEP


def _doubtful(
    words: Sequence[Heard],
    numbers: Sequence[int],
    limits: tuple[float, float],
    loud: npt.NDArray[np.int64],
) -> Edit:
    said = _speech(*limits, loud) >= LEAST_SPEECH
    return Edit(
        kind="replaced" if said else "text_without_audio",
        first_word=numbers[0],
        last_word=numbers[-1],
        start=limits[0],
        end=limits[1],
        score=statistics.fmean(words[number].score or 0.0 for number in numbers),
    )


def _unwritten(before: int | None, after: int | None, start: float, end: float) -> Edit:
    return Edit(
        kind="audio_without_text",
        first_word=before,
        last_word=after,
        start=start,
        end=end,
        score=None,
    )
