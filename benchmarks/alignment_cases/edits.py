"""Edits of a text: which words it leaves out, adds or has otherwise than they are said."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import numpy as np

from .speech import Span

Kind = Literal["replaced", "text_without_audio", "audio_without_text"]
"""Said otherwise than written; written and not said; said and not written."""

Unit = Literal["word", "run", "sentence"]
KINDS: tuple[Kind, ...] = ("replaced", "text_without_audio", "audio_without_text")
APART = 3
"""Words at least that are left alone between two spots."""

_SINGLE = 0.6  # share of spots within sentences that are single words
_LONGEST_RUN = 6
_MARKS = ".,;:!?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One edit.

    Attributes
    ----------
    kind, unit
        What was done, and to how much of the text.
    first_word, last_word
        Words of the text, the last one excluded. Equal where the text lacks what is said:
        the missing words belong before `first_word`.
    start, end
        Where in the sound, in seconds: what is said there instead or in addition; for text
        that is not said, the pause between the words around it. NaN without truth.
    said
        What is said there.
    """

    kind: Kind
    unit: Unit
    first_word: int
    last_word: int
    start: float
    end: float
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Words ``first`` to ``last`` of what is said, and what the text has for them."""

    first: int
    last: int
    text: tuple[str, ...]
    unit: Unit

    @property
    def kind(self) -> Kind:
        """What it is for a reader who has text and sound."""
        if not self.text:
            return "audio_without_text"
        return "replaced" if self.last > self.first else "text_without_audio"

    @property
    def size(self) -> int:
        """Words edited."""
        return self.last - self.first or len(self.text)


def plain(word: str) -> str:
    """A word without marks and capitals."""
    return word.strip(_MARKS).casefold()


def alike(one: str, other: str) -> bool:
    """Whether two words are so near that exchanging them would hardly be an error."""
    return SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio() >= 0.6


def plan_changes(
    words: Sequence[str],
    sentences: Sequence[int],
    share: float,
    whole: float,
    donors: tuple[Sequence[str], Sequence[Sequence[str]]],
    generator: np.random.Generator,
    kinds: Sequence[Kind] = KINDS,
) -> list[Change]:
    """Choose edits of a text until a share of its words is edited.

    Parameters
    ----------
    words, sentences
        What is said, and the first word of each sentence.
    share
        Of the words that are edited.
    whole
        Share of these edits that takes whole sentences.
    donors
        Words and sentences that are not said at the place, to draw from.
    generator
        Of all choices.
    kinds
        Edits to choose from, alike often.

    Returns
    -------
    list of Change
        In order, at least `APART` words from one another.
    """
    changes: list[Change] = []
    taken = np.zeros(len(words) + 1, dtype=bool)
    bounds = [*sentences, len(words)]
    budget = {"sentence": share * whole * len(words), "run": share * (1 - whole) * len(words)}
    failures = 0
    while (unit := "sentence" if budget["sentence"] > 0 else "run") and budget[unit] > 0:
        kind = kinds[int(generator.integers(len(kinds)))]
        if unit == "sentence":
            change = _sentence(kind, bounds, donors[1], generator)
        else:
            change = _run(kind, words, donors[0], generator)
        room = slice(max(change.first - APART, 0), change.last + APART + 1)
        if taken[room].any() or not _clean(change, words):
            failures += 1
            if failures > 200:
                break  # a short text has no room for more
            continue
        failures = 0
        taken[change.first : change.last + 1] = True
        budget[unit] -= change.size
        changes.append(change)
    return sorted(changes, key=lambda change: change.first)


def _sentence(
    kind: Kind,
    bounds: Sequence[int],
    donors: Sequence[Sequence[str]],
    generator: np.random.Generator,
) -> Change:
    """Leave a sentence out of the text, add one, or write another for it."""
    number = int(generator.integers(len(bounds) - 1))
    first, last = bounds[number], bounds[number + 1]
    new = tuple(donors[int(generator.integers(len(donors)))])
    if kind == "audio_without_text":
        return Change(first, last, (), "sentence")
    return Change(first, last if kind == "replaced" else first, new, "sentence")


def _run(
    kind: Kind, words: Sequence[str], donors: Sequence[str], generator: np.random.Generator
) -> Change:
    """Edit one word, or some in a row."""
    single = generator.random() < _SINGLE
    length = 1 if single else int(generator.integers(2, _LONGEST_RUN + 1))
    first = int(generator.integers(max(1, len(words) - length + 1)))
    last = min(first + length, len(words))
    unit: Unit = "word" if single else "run"
    if kind == "audio_without_text":
        return Change(first, last, (), unit)
    count = length if single else max(1, length + int(generator.integers(-1, 2)))
    new = tuple(str(donors[n]) for n in generator.integers(len(donors), size=count))
    return Change(first, last if kind == "replaced" else first, new, unit)


def _clean(change: Change, words: Sequence[str]) -> bool:
    """Whether what is written differs from what is said there and beside it."""
    before, after = words[max(change.first - 1, 0) : change.first], words[change.last :][:1]
    said = words[change.first : change.last]
    if not change.text:  # leaving out one of two equal neighbours would not say which
        pairs = [*zip(before, said[:1], strict=False), *zip(after, said[-1:], strict=False)]
        return not any(plain(one) == plain(other) for one, other in pairs)
    near = [*before, *said, *after]
    return change.unit == "sentence" or not any(alike(a, b) for a in change.text for b in near)


def apply_changes(
    words: Sequence[str],
    times: Sequence[Span] | None,
    sentences: Sequence[int],
    changes: Sequence[Change],
) -> tuple[list[str], list[int | None], list[Spot], list[int]]:
    """Write the edited text.

    Returns
    -------
    tuple
        Words of the text; the word that is said for each, or ``None``; the spots; the first
        word of each sentence of the text.
    """
    text: list[str] = []
    source: list[int | None] = []
    spots: list[Spot] = []
    place: list[int] = []  # of each spoken word in the text, or of what follows
    added: set[int] = set()
    clock = 0
    for change in [*changes, Change(len(words), len(words), (), "word")]:
        for number in range(clock, change.first):
            place.append(len(text))
            text.append(words[number])
            source.append(number)
        if change.size:
            spots.append(_spot(change, len(text), words, times))
        place += [len(text)] * (change.last - change.first)
        text += change.text
        source += [None] * len(change.text)
        clock = change.last
    for change, spot in zip(changes, spots, strict=True):
        if change.kind == "text_without_audio" and change.first in sentences:
            added.add(spot.first_word)
            if change.unit != "sentence":  # a word that is put before the first one
                place[change.first] = spot.first_word
    starts = {place[number] for number in sentences} | added
    return text, source, spots, sorted(start for start in starts if start < len(text))


def _spot(change: Change, at: int, words: Sequence[str], times: Sequence[Span] | None) -> Spot:
    start, end = _place(change, times)
    return Spot(
        kind=change.kind,
        unit=change.unit,
        first_word=at,
        last_word=at + len(change.text),
        start=start,
        end=end,
        said=tuple(words[change.first : change.last]),
    )


def _place(change: Change, times: Sequence[Span] | None) -> Span:
    if times is None:
        return float("nan"), float("nan")
    if change.last > change.first:
        return times[change.first][0], times[change.last - 1][1]
    before = times[change.first - 1][1] if change.first else 0.0
    after = times[change.first][0] if change.first < len(times) else before
    return before, after
