"""Times for every token: found ones, and places for the others between them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from unisono.align.registry import Placed
from unisono.align.tokens import Token

Status = Literal["aligned", "interpolated", "unaligned"]

SHORTEST = 0.03
"""Seconds that a character of a word takes at least, if the word is said at all."""

LONGEST = 0.1
"""Seconds that a character of a word takes at most."""

USUAL = 0.06
"""Seconds that a character of a word usually takes."""

FEW, WIDEST = 8, 1.5
"""Characters that are placed beside a word of their sentence where the gap is too long for them,
and seconds of the widest such gap: in a wider one there may be words that the text does not have,
and on which side of these it is said cannot be known."""

SENTENCE_ENDS = (".", "!", "?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A token's place in the recording; times are ``None`` when it is unaligned."""

    start: float | None
    end: float | None
    score: float | None
    status: Status


_UNALIGNED = Timed(start=None, end=None, score=None, status="unaligned")


def place_tokens(
    tokens: Sequence[Token],
    placed: Sequence[Placed],
    limits: tuple[float | None, float | None] = (None, None),
) -> list[Timed]:
    """Give every token a status, and a time where that can be said.

    What lies between two found tokens is interpolated when the words in it can have been
    said in the time there is; tokens without sound take none of it. Where the time is a
    little too long, a short beginning or end of a sentence is placed beside the rest of it.

    Parameters
    ----------
    tokens
        All tokens of a stretch of text.
    placed
        Where the aligner found them, in seconds.
    limits
        Start and end of the stretch, where the transcript says so: neighbours of the first
        and the last token.

    Returns
    -------
    list of Timed
        One for each token.
    """
    timed = [_found(one) for one in placed]
    position = 0
    while position < len(timed):
        if timed[position].status == "aligned":
            position += 1
            continue
        stop = position
        while stop < len(timed) and timed[stop].status != "aligned":
            stop += 1
        before = timed[position - 1].end if position else limits[0]
        after = timed[stop].start if stop < len(timed) else limits[1]
        run = tokens[position:stop]
        limited = _limits(run, tokens[position - 1] if position else None, before, after)
        between = _between(run, *limited)
        timed[position:stop] = [
            replace(place, score=one.score)
            for place, one in zip(between, placed[position:stop], strict=True)
        ]
        position = stop
    return timed


def _limits(
    run: Sequence[Token], previous: Token | None, before: float | None, after: float | None
) -> tuple[float | None, float | None]:
    """The time for a run of words: beside the rest of their sentence where there is too much."""
    length = sum(len(token.normalised or "") for token in run)
    gap = 0.0 if before is None or after is None else after - before
    if not 0 < length <= FEW or gap > WIDEST or (gap and gap <= LONGEST * length):
        return before, after
    if _ends_sentence(previous) and after is not None:
        return max(before or 0.0, after - USUAL * length), after
    if _ends_sentence(run[-1]) and before is not None and after is not None:
        return before, min(after, before + USUAL * length)
    return before, after


def _ends_sentence(token: Token | None) -> bool:
    """Whether a sentence ends with a token; the text begins after nothing as after an end."""
    return token is None or token.ending in SENTENCE_ENDS


def _found(one: Placed) -> Timed:
    if not one.found:
        return _UNALIGNED
    return Timed(start=one.start, end=one.end, score=one.score, status="aligned")


def _between(tokens: Sequence[Token], before: float | None, after: float | None) -> list[Timed]:
    """Divide the time between two neighbours by the lengths of the words."""
    lengths = [len(token.normalised or "") for token in tokens]
    if not any(lengths):
        edge = before if before is not None else after
        return [_UNALIGNED if edge is None else _span(edge, edge)] * len(tokens)
    if before is None or after is None:
        return [_UNALIGNED] * len(tokens)
    each = (after - before) / sum(lengths)
    if not SHORTEST <= each <= LONGEST:
        return [_UNALIGNED] * len(tokens)
    spans = []
    passed = 0
    for length in lengths:
        start = min(after, before + passed * each)
        passed += length
        spans.append(_span(start, min(after, before + passed * each)))
    return spans


def _span(start: float, end: float) -> Timed:
    return Timed(start=start, end=end, score=None, status="interpolated")
