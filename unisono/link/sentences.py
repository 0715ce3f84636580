"""Which sentence is where: from pairs of words to links.

A sentence counts as found by its own words only if they are words that the protocol has
nowhere else, or many; other sentences ("Vielen Dank.", "Meine Damen und Herren!") must stand
beside one that is found, at the distance that the protocol has between them.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.link.anchors import RUN, runs_of
from unisono.link.matching import NONE, match
from unisono.link.tokens import Ints, Script, Tokens

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LINKED, PARTIAL, MISSING = "linked", "partial", "missing"

_MOST_INSERTED = 12
"""Words that may come between two words of a sentence that follow each other in writing."""
_NEIGHBOUR = 60
"""Words within which a sentence that is found can vouch for another."""
_DRIFT = 8
"""Words by which the distance of two such sentences may differ between the texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The words of a recording in the order of time."""

    tokens: Tokens
    numbers: Ints
    """Number of each word in the table ``words``, shape (words,)."""
    starts: Floats
    """Seconds, NaN where a word has no time, shape (words,)."""
    ends: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One sentence on a recording; times and words are None where it is missing."""

    start: float | None
    end: float | None
    first_word: int | None
    last_word: int | None
    words: int
    words_found: int
    status: str


def link_sentences(
    heard: Heard, written: Script, *, min_share: float, min_words: int
) -> list[Link]:
    """Find each sentence of a protocol on a recording.

    Parameters
    ----------
    heard
        Words of the recording.
    written
        Sentences of the protocol that may be on it.
    min_share
        Share of a sentence's words that must be found with times for it to be linked.
    min_words
        Words that a passage must share before anything in it is linked.

    Returns
    -------
    list
        One link for each sentence of ``written``, rising in time where there is one.
    """
    found = match(heard.tokens.codes, written.codes, support=min_words)
    places = np.flatnonzero(found != NONE)
    pairs = _Pairs(heard=places, written=found[places], sentence=written.sentences[found[places]])
    pairs = _compact(pairs)
    pairs = _vouched(pairs, written, len(heard.tokens))
    return [
        _link(pairs, heard, written, sentence, min_share)
        for sentence in range(len(written.lengths))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """Tokens that are the same, in order; all of shape (pairs,)."""

    heard: Ints
    written: Ints
    sentence: Ints

    def keep(self, kept: Flags) -> "_Pairs":
        return _Pairs(
            heard=self.heard[kept], written=self.written[kept], sentence=self.sentence[kept]
        )

    def bounds(self, sentence: int) -> tuple[int, int]:
        """First pair of a sentence, and the one after its last."""
        low, high = np.searchsorted(self.sentence, [sentence, sentence + 1])
        return int(low), int(high)


def _compact(pairs: _Pairs) -> _Pairs:
    """Leave out words of a sentence that are too far from the rest of it."""
    kept = np.ones(len(pairs.heard), np.bool_)
    steps = np.diff(pairs.heard) - np.diff(pairs.written)
    same = np.diff(pairs.sentence) == 0
    for place in np.unique(pairs.sentence[:-1][same & (steps > _MOST_INSERTED)]):
        low, high = pairs.bounds(int(place))
        cuts = np.flatnonzero(steps[low : high - 1] > _MOST_INSERTED) + low + 1
        edges = [low, *cuts.tolist(), high]
        sizes = np.diff(edges)
        best = int(np.argmax(sizes))
        kept[low:high] = False
        kept[edges[best] : edges[best + 1]] = True
    return pairs.keep(kept)


def _vouched(pairs: _Pairs, written: Script, count: int) -> _Pairs:
    """Leave out sentences for which neither their own words nor a neighbour speaks."""
    sentences = np.unique(pairs.sentence)
    if not len(sentences):
        return pairs
    sure = _distinctive(pairs, written, count)
    spans = [pairs.bounds(int(sentence)) for sentence in sentences]
    seeds = np.array([bool(sure[low:high].any()) for low, high in spans])
    ahead = _spread(pairs, sentences, spans, seeds, 1)
    behind = _spread(pairs, sentences, spans, seeds, -1)
    speech = written.speeches[sentences]
    seeded = np.isin(speech, np.unique(speech[seeds]))
    # Of a speech in which nothing is sure, sentences count only between two that are found.
    good = seeds | np.where(seeded, ahead | behind, ahead & behind)
    return pairs.keep(np.isin(pairs.sentence, sentences[good]))


def _distinctive(pairs: _Pairs, written: Script, count: int) -> Flags:
    """Which pairs begin a run of words that the protocol has once."""
    keys = runs_of(written.codes)
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    once = np.zeros(len(written.codes), np.bool_)
    once[: len(keys)] = (counts == 1)[inverse] & (keys >= 0)
    partner = np.full(count + RUN, NONE, np.int64)
    partner[pairs.heard] = pairs.written
    sure = once[pairs.written]
    for shift in range(1, RUN):
        sure &= partner[pairs.heard + shift] == pairs.written + shift
    return sure


def _spread(
    pairs: _Pairs,
    sentences: Ints,
    spans: list[tuple[int, int]],
    seeds: Flags,
    step: int,
) -> Flags:
    """Which sentences are vouched for by one before them (step 1) or after them (step -1)."""
    good = seeds.copy()
    voucher: int | None = None
    order = range(len(sentences)) if step == 1 else range(len(sentences) - 1, -1, -1)
    for at in order:
        if voucher is not None:
            before, after = sorted((at, voucher))
            a, b = spans[before][1] - 1, spans[after][0]
            written_gap = int(pairs.written[b] - pairs.written[a])
            drift = abs(int(pairs.heard[b] - pairs.heard[a]) - written_gap)
            near = written_gap <= _NEIGHBOUR and drift <= _DRIFT + written_gap // 4
            good[at] |= near
        if good[at]:
            voucher = at
    return good


def _link(pairs: _Pairs, heard: Heard, written: Script, sentence: int, min_share: float) -> Link:
    words = int(written.lengths[sentence])
    low, high = pairs.bounds(sentence)
    at = heard.tokens.words[pairs.heard[low:high]]
    timed = ~(np.isnan(heard.starts[at]) | np.isnan(heard.ends[at]))
    if not timed.any():
        return Link(
            start=None, end=None, first_word=None, last_word=None,
            words=words, words_found=0, status=MISSING,
        )  # fmt: skip
    at = at[timed]
    numbers = written.words[pairs.written[low:high][timed]]
    words_found = len(np.unique(numbers))
    return Link(
        start=float(heard.starts[at[0]]),
        end=float(heard.ends[at].max()),
        first_word=int(heard.numbers[at[0]]),
        last_word=int(heard.numbers[at[-1]]),
        words=words,
        words_found=words_found,
        status=LINKED if words_found >= min_share * words else PARTIAL,
    )
