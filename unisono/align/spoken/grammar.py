"""How one token is read: rules tried in turn, at each place of the token."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from unisono.align.spoken.cleaning import bare
from unisono.align.spoken.numbers import (
    LONGEST_NUMBER,
    WRITTEN,
    Number,
    digit_by_digit,
    in_words,
    known,
    parse_number,
    said,
)
from unisono.align.spoken.readings import MAX_WORDS, Context, Readings, combined, readings

LONGEST_ACRONYM = 5
"""Letters up to which a word all in capitals may be read letter by letter."""

_ACCENTS = "\u0300-\u036f"
_PLURAL_ACRONYM = re.compile(r"[^\W\d_a-zà-ÿ]{2,4}s")
_BEGINNING = re.compile(r"[^\W_]|[%‰€$£¥&§+=°@×÷±≈#¢†]|[-–](?=[$€£¥]?[0-9])")
"""Where something may be said: letters, digits, signs, and a minus."""


_POINT = frozenset(("en", "ga", "he", "hi", "ja", "kn", "ko", "ms", "mt", "te", "th", "zh"))
"""Languages that write a point before decimals; others write a comma."""


class Rule(NamedTuple):
    """Where a rule applies, and what it reads there; ``None`` leaves it to the next."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Context], Readings | None]


def word_pattern(marks: str) -> str:
    """Pattern of a word with apostrophes in it; ``marks`` belong to letters."""
    return rf"[^\W\d_](?:'?[^\W\d_]|[{marks}])*"


def read_word(word: str) -> Readings:
    """A plain word: lower case, but acronyms in capitals."""
    if word.islower() or len(word) > LONGEST_ACRONYM:
        return ((word.lower(),),)
    capitals = sum(letter.isupper() for letter in word)
    if capitals > 1 and _PLURAL_ACRONYM.fullmatch(word):
        return ((word,),)
    if capitals > 1 and word.isalpha():
        return ((word.upper() if len(word.upper()) == len(word) else word.lower(),),)
    return ((word.lower(),),)


class Grammar:
    """Numbers as far as num2words has the language, and words; nothing for signs.

    Parameters
    ----------
    language
        Primary tag, lower case.
    marks
        Combining marks and joiners that belong to the letter before them.
    """

    latin = False
    """Whether the language is written in letters that need no joiners."""

    def __init__(self, language: str, marks: str = _ACCENTS) -> None:
        self.language = language
        self.thousands, self.decimal = (",", ".") if language in _POINT else (".", ",")
        self.rules: Sequence[Rule] = (
            Rule(re.compile(rf"({WRITTEN})(?:st|nd|rd|th)?\b|({WRITTEN})"), self.plain_number),
            Rule(re.compile(word_pattern(marks)), self.plain_word),
        )

    def read(self, text: str, context: Context) -> Readings:
        """All that is said for a cleaned token; silent where no rule applies."""
        parts: list[Readings] = []
        position = length = 0
        while length < MAX_WORDS and (match := _BEGINNING.search(text, position)):
            position = match.start() + 1
            for rule in self.rules:
                found = rule.pattern.match(text, match.start())
                if found and (part := rule.read(found, context)) is not None:
                    parts.append(part)
                    position = max(found.end(), position)
                    length += len(part[0])
                    break
        return combined(parts)

    def around(self, _pieces: Sequence[str]) -> dict[int, Readings]:
        """Readings of tokens that are decided by runs of tokens, by position."""
        return {}

    def plain_word(self, match: re.Match[str], _: Context) -> Readings | None:
        """A word as it stands."""
        return read_word(match[0])

    def plain_number(self, match: re.Match[str], _: Context) -> Readings | None:
        """A number in the words of num2words, or its digits."""
        number = parse_number(match[1] or match[2], self.thousands, self.decimal)
        if not known(self.language):
            return readings(" ".join(number.parts))
        if len(number.parts) == 2 and number.mark == self.decimal:
            short = len("".join(number.parts)) <= LONGEST_NUMBER
            spoken = in_words(float(".".join(number.parts)), self.language) if short else None
            if spoken:
                return readings(spoken)
        return readings(" ".join(self.whole(part) for part in number.parts))

    def whole(self, digits: str) -> str:
        """A whole number; those that begin with 0 or are very long digit by digit."""
        if len(digits) > LONGEST_NUMBER or (len(digits) > 1 and digits[0] == "0"):
            return digit_by_digit(digits[:MAX_WORDS], self.language)
        return said(int(digits), self.language)


def is_number(piece: str) -> bool:
    """Whether a token begins like a number."""
    return bool(re.match(r"[\"'„“(\[]*[-–+±]?(?:US)?[€$£¥#]?[0-9]", piece))


def is_capital(piece: str) -> bool:
    """Whether a token is a word with a capital."""
    return bare(piece)[:1].isupper()


__all__ = ["Grammar", "Number", "Rule", "is_capital", "is_number", "read_word", "word_pattern"]
