"""Readings: the ways in which a piece of text can be said, the likeliest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Words = tuple[str, ...]
Readings = tuple[Words, ...]
"""At least one; a reading without words means that nothing is said."""

MOST_READINGS = 8
"""Readings of one token."""

MAX_WORDS = 64
"""Words that one token may be read as; the rest of a longer one is not looked for."""

NOTHING: Readings = ((),)


@dataclass(frozen=True, slots=True)
class Context:
    """The tokens around one, cleaned; empty strings beyond the ends of the text."""

    before: str = ""
    after: str = ""
    before2: str = ""
    after2: str = ""


def readings(*texts: str) -> Readings:
    """Readings from texts, without repetitions, at most `MOST_READINGS`."""
    distinct = dict.fromkeys(tuple(text.split()) for text in texts)
    return tuple(distinct)[:MOST_READINGS] or NOTHING


def either(*choices: Readings) -> Readings:
    """All readings of the first choice, then those of the next."""
    return tuple(dict.fromkeys(one for choice in choices for one in choice))[:MOST_READINGS]


def combined(parts: Iterable[Readings]) -> Readings:
    """Readings of parts that are said one after the other.

    Those with the likeliest parts come first: readings are ordered by the sum of the ranks
    of their parts.
    """
    best: list[tuple[int, Words]] = [(0, ())]
    for part in parts:
        joined = [
            (rank + more, (*words, *own)) for rank, words in best for more, own in enumerate(part)
        ]
        best = sorted(joined, key=lambda one: one[0])[:MOST_READINGS]
        if len(best[0][1]) >= MAX_WORDS:
            break
    return tuple(dict.fromkeys(words[:MAX_WORDS] for _, words in best))


def pairs(first: Readings, between: Sequence[str], second: Readings) -> Readings:
    """Readings of two numbers: with the likeliest word between them, then with others."""
    likely = combined([first[:3], readings(between[0]), second[:3]])
    return either(likely[:5], combined([first[:1], readings(*between[1:]), second[:1]]))


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables that are read better as prose."""
    return frozenset(text.split())
