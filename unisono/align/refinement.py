"""Boundaries from two methods: those of the states, and those of synthetic speech beside them.

States of phones and warped synthetic speech err for different reasons. Between the words
that the search has found, the text is therefore spoken by eSpeak NG and warped onto the
recording in a narrow band around them, and every boundary becomes the mean of both. That the
mean of forecasts whose errors differ is better than either is old (J. M. Bates and C. W. J.
Granger, "The combination of forecasts", 1969).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from unisono.align.cepstra import BOUNDARY_OFFSET, FRAME_SECONDS, HOP, WINDOW
from unisono.align.pyramid import Limits
from unisono.align.registry import Placed
from unisono.align.resynthesis import Sound, Spoken, adapt, hear, say, warp_onto, words_of
from unisono.align.synthetic import FASTEST, SLOWEST
from unisono.align.tokens import Token
from unisono.audio import Samples
from unisono.espeak.phonemes import voice_of

MOST = 120
"""Tokens that are refined at once: about a minute, for which one voice and rate are made."""

LEAST = 3
"""Tokens in a row below which there is too little sound to bring the voice nearer."""

APART = 1.0
"""Seconds between two tokens from which on they are not in a row."""

MARGIN = 0.5
"""Seconds of sound before and after a row that are taken with it, as far as no word is there."""

EARLY, OFF = 10, 6
"""How far a boundary may be from where the search found it: frames of the recording, and in
addition frames of the synthetic speech."""

NEAR = 3
"""Frames from a word within which what is beside it may still be a part of it."""

RATE_OF_PACE = 10.0
"""Words per minute that eSpeak NG is asked for, for each letter a second that it then says: of
its German and English, 9 to 12. It is corrected by what a voice does say."""

UNLIKE = 1.25
"""Times that synthetic speech may be longer or shorter than the recording's."""

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Tokens in a row.

    Attributes
    ----------
    tokens
        Positions in the text.
    edges
        Shape (tokens, 2): where they were found, in seconds.
    first, last
        Frames of the recording that are taken, ``last`` not included.
    """

    tokens: Sequence[int]
    edges: Doubles
    first: int
    last: int

    def samples(self, samples: Samples) -> Samples:
        """The sound of these frames."""
        return samples[self.first * HOP : (self.last - 1) * HOP + WINDOW]


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """What synthetic speech says of a token that was found.

    Attributes
    ----------
    distance
        Mean distance of its frames to those of its synthetic speech, in units of what frames
        differ by.
    pace
        How much longer or shorter it lasts there than in the synthetic speech: size of the
        logarithm.
    """

    distance: float
    pace: float


def refined(
    samples: Samples,
    values: Floats,
    tokens: Sequence[Token],
    placed: Sequence[Placed],
    language: str,
) -> tuple[list[Placed], dict[int, Second]]:
    """Move the boundaries of tokens that were found towards those of synthetic speech.

    Parameters
    ----------
    samples
        Shape (samples,), 16 kHz: what was searched.
    values
        Its cepstra, shape (frames, 13), not normalised.
    tokens
        All of the text.
    placed
        Where each was found, times in order.
    language
        A BCP 47 tag.

    Returns
    -------
    tuple
        Places: the same tokens are found, in the same order, with the same scores; and, by
        position, what is said of those that the synthetic speech has, too.

    Raises
    ------
    InputError
        When the language is not supported.
    """
    result = list(placed)
    seconds: dict[int, Second] = {}
    found = [i for i, one in enumerate(placed) if one.found]
    if len(found) < LEAST:
        return result, seconds
    speaker = _Speaker(voice_of(language))
    edges = np.array([(placed[i].start, placed[i].end) for i in found], dtype=np.float64)
    clock = 0.0
    for row in _rows(found, edges, len(values)):
        times = row.edges
        if len(row.tokens) >= LEAST and row.first < row.last:
            sound = hear(row.samples(samples), values[row.first : row.last])
            times, own = _means(sound, row, [tokens[i] for i in row.tokens], speaker)
            seconds.update((row.tokens[i], one) for i, one in own.items())
        for i, (start, end) in zip(row.tokens, times.tolist(), strict=True):
            start, end = max(start, clock), max(end, clock)
            result[i] = replace(placed[i], start=start, end=end)
            clock = end
    return result, seconds


class _Speaker:
    """Speaks about as fast as the recording does, going by what was spoken before."""

    def __init__(self, voice: str) -> None:
        self._voice = voice
        self._rate_of_pace = RATE_OF_PACE

    def say(self, words: Sequence[str], seconds: float, floor: float) -> Spoken | None:
        """Words that last so long in the recording."""
        seconds = max(seconds, FRAME_SECONDS)
        pace = sum(map(len, words)) / seconds
        for _ in range(2):
            rate = round(min(max(self._rate_of_pace * pace, SLOWEST), FASTEST))
            spoken = say(words, self._voice, rate, floor)
            if spoken is None:
                return None
            longer = len(spoken.word) * FRAME_SECONDS / seconds
            self._rate_of_pace = rate * longer / pace
            if 1 / UNLIKE < longer < UNLIKE:
                break
        return spoken


def _rows(found: Sequence[int], edges: Doubles, frames: int) -> Iterator[_Row]:
    """Tokens that follow one another without a long gap."""
    apart = edges[1:, 0] - edges[:-1, 1] >= APART
    first = 0
    for last in range(1, len(found) + 1):
        if last < len(found) and not apart[last - 1] and last - first < MOST:
            continue
        before = edges[first - 1, 1] if first else 0.0
        after = edges[last, 0] if last < len(found) else math.inf
        start = max(before, edges[first, 0] - MARGIN)
        end = min(after, edges[last - 1, 1] + MARGIN)
        yield _Row(
            tokens=found[first:last],
            edges=edges[first:last],
            first=max(math.floor(start / FRAME_SECONDS), 0),
            last=min(math.ceil(end / FRAME_SECONDS), frames),
        )
        first = last


def _means(
    sound: Sound, row: _Row, said: Sequence[Token], speaker: _Speaker
) -> tuple[Doubles, dict[int, Second]]:
    """Means of both methods, shape (tokens, 2), and what the second says of tokens.

    The edges of the row stand where there is but one method.
    """
    owner = np.repeat(np.arange(len(said)), [len(one.words) for one in said])
    words = [word for one in said for word in one.words]
    seconds = float(np.diff(row.edges).sum())
    spoken = speaker.say(words, seconds, sound.level.above_noise)
    if spoken is None:
        return row.edges, {}
    frames = np.rint((row.edges - BOUNDARY_OFFSET) / FRAME_SECONDS).astype(np.int64) - row.first
    sound = _without_gaps(sound, frames)
    spoken = replace(spoken, limits=_limits(owner[spoken.word], frames, len(sound.values)))
    spoken = adapt(sound, spoken, warp_onto(sound, spoken))
    state = warp_onto(sound, spoken).state
    word = words_of(spoken, state)
    heard = np.flatnonzero(word >= 0)
    if not len(heard):
        return row.edges, {}
    token, first = np.unique(owner[word[heard]], return_index=True)
    last = np.append(first[1:], len(heard)) - 1
    edges = row.first + np.stack([heard[first], heard[last] + 1], axis=1)
    found = edges * FRAME_SECONDS + BOUNDARY_OFFSET
    known = _known(spoken.exact, owner, [not one.variants for one in said])[token]
    means = row.edges.copy()
    means[token] = np.where(known, (row.edges[token] + found) / 2, row.edges[token])
    ordered: Doubles = np.maximum.accumulate(means.ravel()).reshape(means.shape)
    matched = np.searchsorted(spoken.states.place, state[heard])
    apart = np.linalg.norm(sound.values[heard] - spoken.values[matched], axis=1)
    lasting = np.diff(first, append=len(heard))
    pace = np.abs(np.log(lasting / np.bincount(owner[spoken.word])[token]))
    numbers = np.stack([np.add.reduceat(apart, first) / lasting, pace], axis=1).tolist()
    pairs = zip(token.tolist(), numbers, strict=True)
    return ordered, {i: Second(distance=own[0], pace=own[1]) for i, own in pairs}


def _known(exact: Bools, owner: Ints, plain: Sequence[bool]) -> Bools:
    """Shape (tokens, 2): whether it is known where a token begins and ends in the speech.

    It is at the edges of words that were spoken by themselves, unless they may be read in
    other ways and the recording may have another one.
    """
    tokens = np.arange(len(plain))
    first, last = np.searchsorted(owner, tokens), np.searchsorted(owner, tokens + 1)
    apart = np.concatenate([[True], exact[:-1] | exact[1:], [True]])
    padded = np.concatenate([[True], plain, [True]])
    alike = padded[:-1] & padded[1:]
    return np.stack([apart[first] & alike[:-1], apart[last] & alike[1:]], axis=1)


def _without_gaps(sound: Sound, edges: Ints) -> Sound:
    """The sound in which no word can be drawn far into what is between two of them.

    That may be speech that the text does not have, on which neighbours would feed.
    """
    pauses = sound.pauses.copy()
    before = np.append(edges[:, 0], len(pauses) + NEAR) - NEAR
    after = np.append(0 - NEAR, edges[:, 1]) + NEAR
    for first, last in zip(after, before, strict=True):
        pauses[max(first, 0) : max(last, 0)] = 0.0
    return replace(sound, pauses=pauses)


def _limits(token: Ints, edges: Ints, frames: int) -> Limits:
    """Where each frame is looked for: near where the search found it.

    Parameters
    ----------
    token
        Shape (speech frames,): token of each frame of the synthetic speech, ascending.
    edges
        Shape (tokens, 2): frames of the recording at which the tokens begin and end.
    frames
        Of the recording.
    """
    numbers = np.arange(len(edges))
    speech = np.stack(
        [np.searchsorted(token, numbers), np.searchsorted(token, numbers + 1)], axis=1
    )
    frame = np.arange(frames)
    low = np.interp(frame - EARLY, edges.ravel(), speech.ravel()) - OFF
    high = np.interp(frame + EARLY, edges.ravel(), speech.ravel()) + OFF
    first = np.clip(np.floor(low), 0, len(token) - 1).astype(np.int64)
    after = np.clip(np.ceil(high) + 1, 1, len(token)).astype(np.int64)
    first[0], after[-1] = 0, len(token)
    return Limits(low=first, high=np.maximum(after, first + 1))
