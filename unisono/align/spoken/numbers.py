"""Numbers: how they are written, and their words from num2words."""

import re
from dataclasses import dataclass
from functools import lru_cache

from num2words import CONVERTER_CLASSES, num2words

LONGEST_NUMBER = 15
"""Digits of a number that is still read as a whole; longer ones are read digit by digit."""

YEARS = range(1100, 2100)
"""Numbers of four digits that may be years."""

WRITTEN = r"[0-9]+(?:[.,'][0-9]+)*"
"""Pattern of a number with points, commas and apostrophes in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as it is written.

    Attributes
    ----------
    parts
        Digits before and after a decimal mark, or of a list such as ``1.2.3``.
    mark
        The mark between the parts; empty when there is one part.
    grouped
        Whether thousands were marked off.
    """

    parts: tuple[str, ...]
    mark: str = ""
    grouped: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is nothing but digits."""
        return len(self.parts) == 1 and not self.grouped

    @property
    def year(self) -> int | None:
        """The year that it may be."""
        if not self.plain or len(self.parts[0]) != 4:
            return None
        return int(self.parts[0]) if int(self.parts[0]) in YEARS else None


def parse_number(text: str, thousands: str, decimal: str) -> Number:
    """Take a number apart.

    Groups of three digits after the language's own thousands mark or an apostrophe, or two
    groups or more after any mark, are thousands. The other mark is decimal. Everything
    else is a list of numbers.

    Parameters
    ----------
    text
        Matches `WRITTEN`.
    thousands, decimal
        The language's own marks.
    """
    if "." not in text and "," not in text and "'" not in text:
        return Number(parts=(text,))
    for mark in (thousands, "'", decimal):
        other = decimal if mark != decimal else thousands
        least = 2 if mark == decimal else 1
        m, o = re.escape(mark), re.escape(other)
        found = re.fullmatch(rf"([1-9]\d{{0,2}}(?:{m}\d{{3}}){{{least},}})(?:{o}(\d+))?", text)
        if found:
            whole = found[1].replace(mark, "")
            decimals = () if found[2] is None else (found[2],)
            return Number(parts=(whole, *decimals), mark=other if found[2] else "", grouped=True)
    parts = tuple(re.split(r"[.,']", text))
    marks = set(re.findall(r"[.,']", text))
    return Number(parts=parts, mark=marks.pop() if len(marks) == 1 else " ")


def known(language: str) -> bool:
    """Whether num2words has the language."""
    return language in CONVERTER_CLASSES


@lru_cache(maxsize=32768)
def in_words(value: int | float, language: str, kind: str = "cardinal") -> str | None:
    """Words of a number, in lower case; ``None`` when num2words has none.

    Its German "einhunderteinstausend" is mended, and hyphens and commas are spaces.
    """
    try:
        spoken = str(num2words(value, lang=language, to=kind)).lower()
    except (
        NotImplementedError,
        OverflowError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
    ):
        return None
    if language == "de":
        spoken = spoken.replace("einstausend", "eintausend")
    return re.sub(r"[-,]+", " ", spoken)


def said(value: int, language: str, kind: str = "cardinal") -> str:
    """Words of a whole number, or its digits."""
    return in_words(value, language, kind) or str(value)


def digit_by_digit(digits: str, language: str) -> str:
    """The words of each digit."""
    return " ".join(said(int(digit), language) for digit in digits)
