"""A text as tokens: what the transcript has, and beside it what is said for it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from num2words import CONVERTER_CLASSES, num2words

LONGEST_NUMBER = 15
"""Digits of a number that is still read as a whole; longer ones are read digit by digit."""

MAX_WORDS = 64
"""Words that one token may be read as; the rest of a longer one is not looked for."""

LONGEST_ACRONYM = 5
"""Letters up to which a word all in capitals may be read letter by letter."""

_SIGNS: dict[str, dict[str, str]] = {
    "de": {"%": "prozent", "‰": "promille", "€": "euro", "$": "dollar", "£": "pfund",
           "&": "und", "§": "paragraf", "+": "plus", "=": "gleich", "°": "grad", "@": "at"},
    "en": {"%": "percent", "‰": "per mille", "€": "euros", "$": "dollars", "£": "pounds",
           "&": "and", "§": "section", "+": "plus", "=": "equals", "°": "degrees", "@": "at"},
}  # fmt: skip
_THOUSANDS = {"en": (",", "."), "de": (".", ",")}
_MARKS = "".join(chr(c) for c in range(0x300, 0x10000) if unicodedata.category(chr(c))[0] == "M")
"""Vowel signs, accents and joiners that belong to the letter before them, of all scripts."""

_PIECE = re.compile(
    r"(?P<money>[€$£])?(?P<number>\d+(?:[.,]\d+)*)(?P<ordinal>(?:st|nd|rd|th)\b)?(?P<tail>s\b)?"
    rf"|(?P<word>[^\W\d_](?:['’ʼ]?[^\W\d_]|[{_MARKS}\u200c\u200d])*)"
    r"|(?P<sign>[%‰€$£&§+=°@])",
    re.IGNORECASE,
)
_YEARS = range(1100, 2100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token of a text.

    Attributes
    ----------
    text
        The token as the transcript has it.
    words
        What is said for it, acronyms in capitals; empty when nothing is.
    """

    text: str
    words: tuple[str, ...]

    @property
    def normalised(self) -> str | None:
        """What is said, in lower case; ``None`` when there is nothing to say."""
        return " ".join(self.words).lower() or None


def tokenise(text: str, language: str) -> list[Token]:
    """Split a text at white space; every piece comes out exactly once.

    Parameters
    ----------
    text
        Any text.
    language
        A BCP 47 tag; numbers and signs are read in German and English, and numbers in
        all languages that num2words knows. In others digits stay as they are.
    """
    primary = language.lower().replace("_", "-").split("-", maxsplit=1)[0]
    pieces = text.split()
    return [
        Token(text=piece, words=_words(piece, primary, last=position == len(pieces) - 1))
        for position, piece in enumerate(pieces)
    ]


@lru_cache(maxsize=65536)
def _words(piece: str, language: str, *, last: bool) -> tuple[str, ...]:
    composed = unicodedata.normalize("NFC", piece)
    found: list[str] = []
    for word in _spoken(composed, language, last=last):
        found.extend(word.split())
        if len(found) >= MAX_WORDS:
            break
    return tuple(found[:MAX_WORDS])


def _spoken(piece: str, language: str, *, last: bool) -> Iterator[str]:
    german_ordinal = language == "de" and not last and re.fullmatch(r"\W*\d{1,2}\.", piece)
    signs = _SIGNS.get(language, {})
    for match in _PIECE.finditer(piece):
        if match["word"]:
            word = match["word"].replace("’", "'").replace("ʼ", "'")
            yield word if word.isupper() and 1 < len(word) <= LONGEST_ACRONYM else word.lower()
        elif match["sign"]:
            yield signs.get(match["sign"], "")
        else:
            ordinal = bool(match["ordinal"] or german_ordinal)
            yield _number(match["number"], language, ordinal=ordinal) + (match["tail"] or "")
            yield signs.get(match["money"] or "", "")


def _number(digits: str, language: str, *, ordinal: bool) -> str:
    """A number in words, as far as it can be read; else its digits."""
    thousands, decimal = _THOUSANDS.get(language, (",", "."))
    grouped = re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?", digits)
    if grouped:
        digits = digits.replace(thousands, "")
    parts = [_ascii(part) for part in re.split(r"[.,]", digits)]
    if any(part is None for part in parts):
        return digits
    numbers = [part for part in parts if part is not None]
    if len(numbers) == 2 and len("".join(numbers)) <= LONGEST_NUMBER and decimal in digits:
        return _in_words(f"{numbers[0]}.{numbers[1]}", language, "cardinal")
    kind = "cardinal"
    if len(numbers) == 1 and ordinal:
        kind = "ordinal"
    elif len(numbers) == 1 and not grouped and int(numbers[0]) in _YEARS:
        kind = "year"
    return " ".join(_in_words(part, language, kind) for part in numbers)


def _ascii(part: str) -> str | None:
    """Decimal digits of any script as those of ASCII; ``None`` for others."""
    if not part.isdecimal():
        return None
    return "".join(str(unicodedata.decimal(digit)) for digit in part)


@lru_cache(maxsize=65536)
def _in_words(number: str, language: str, kind: str) -> str:
    if language not in CONVERTER_CLASSES:
        return number
    if len(number) > LONGEST_NUMBER or (len(number) > 1 and number[0] == "0" and "." not in number):
        return " ".join(_in_words(digit, language, "cardinal") for digit in number[:MAX_WORDS])
    value: int | float = float(number) if "." in number else int(number)
    try:
        spoken = num2words(value, lang=language, to=kind)
    except (NotImplementedError, OverflowError, ValueError, TypeError, KeyError, IndexError):
        return number
    return re.sub(r"[-,]+", " ", str(spoken).lower())
