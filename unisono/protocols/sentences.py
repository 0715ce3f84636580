"""Sentences of a paragraph, as spans of its text.

Rules of our own, since SoMaJo takes five times the time that a corpus of protocols
allows and reads every number at the end of a sentence as an ordinal; it is the second
splitter, and the measure of this one (docs/decisions/sentences.md).
"""

import re
from collections.abc import Callable
from functools import cache

from unisono.protocols.abbreviations import Words, words_of

Span = tuple[int, int]
Splitter = Callable[[str], list[Span]]

_PLACE = re.compile(
    r"(?P<stop>[.!?…]+)[\"'“”‟«»‹›’‘)\]]*\s+(?P<lead>(?:[–—-]\s+)*[\"'„“‚‘»«›‹(\[¿¡]*)(?P<next>\w+)?"
)
"""A stop, closing quotes, a space, and what follows."""
_BEFORE = re.compile(r"[^\s\"'„“”‚‘»«›‹(\[–—]+$")
_LIST = re.compile(r"(?:[–—-]\s*)?(?:\d{1,3}|[a-zA-Z]|[IVX]{1,6})$")
_ROMAN = re.compile(r"[IVXL]+$")


@cache
def rules(language: str) -> Splitter:
    """Splitter by the rules of a language, BCP 47."""
    words = words_of(language)
    return lambda text: sentence_spans(text, words)


def sentence_spans(text: str, words: Words) -> list[Span]:
    """Start and end of each sentence, in characters; together they hold all but spaces.

    A dash behind a stop, by which stenographers part two trains of thought, belongs to the
    sentence that follows.

    Examples
    --------
    >>> text = "Vielen Dank, Herr Dr. Lang. – Wir beraten die 2. Lesung."
    >>> [text[start:end] for start, end in sentence_spans(text, words_of("de"))]
    ['Vielen Dank, Herr Dr. Lang.', '– Wir beraten die 2. Lesung.']
    """
    spans: list[Span] = []
    start = len(text) - len(text.lstrip())
    for match in _PLACE.finditer(text):
        begins = match.start("lead")
        if match.start() >= start and _ends(text, start, match, words):
            spans.append((start, _rstrip(text, begins)))
            start = begins
    end = _rstrip(text, len(text))
    if end > start:
        spans.append((start, end))
    return spans


def _rstrip(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _ends(text: str, start: int, match: re.Match[str], words: Words) -> bool:
    """Whether a sentence ends at a stop."""
    following = match["next"] or ""
    if following and following[0].islower():
        return False
    if not following and not match["lead"]:
        return match.end() == len(text)
    if match["stop"] != ".":
        return bool(following) or match["lead"] != ""
    before = _BEFORE.search(text, max(start, match.start() - 60), match.start())
    if before is None:
        return True
    word = before[0]
    if _LIST.match(text[start : match.start()]) and _LIST.match(word):
        return False  # "1. Wir müssen ...": a number that begins a list's item
    return _word_ends(word, text[start : before.start()], following, words)


def _word_ends(word: str, earlier: str, following: str, words: Words) -> bool:
    """Whether the stop behind a word ends a sentence."""
    starts = following in words.starters
    tail = word.rpartition("-")[2] if "-" in word else word
    if tail in words.numbered:
        return not following[:1].isdigit()
    if word in words.never or tail in words.never:
        return False
    if word.isdigit():
        return _number_ends(word, earlier, starts, words)
    if words.ordinals and _ROMAN.fullmatch(word):
        return starts
    if len(word) == 1 and word.isalpha():
        # "z. B. Die", "h. c. Die", but "von Herrn K. Die"
        return starts and not re.search(r"(?:^|\s)\w\.\s*$", earlier)
    if word in words.seldom or tail in words.seldom:
        return starts
    return True


def _number_ends(word: str, earlier: str, starts: bool, words: Words) -> bool:
    if not words.ordinals or len(word) > 3 or starts:
        return True
    counted = (earlier.split() or [""])[-1].rstrip(".")
    return counted in words.counted or counted.isdigit()
