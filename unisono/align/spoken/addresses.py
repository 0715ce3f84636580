"""Addresses of the internet."""

import re

from unisono.align.spoken import measures
from unisono.align.spoken.readings import Readings, readings

ADDRESS = re.compile(
    r"(?<![\w.@+-])(?:[a-z]{3,5}://)?(?:www\.)?[\w.+-]{1,64}@?[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}"
    rf"\.(?:{'|'.join(sorted(measures.TOP_LEVELS))})(?:/[\w./?=&%-]{{0,200}})?(?![\w])",
    re.IGNORECASE,
)
_PART = re.compile(r"[0-9]+|[^\W\d_]+|[.@/-]")


def address_parts(text: str) -> list[str] | None:
    """Parts of an address without its scheme: words, digits, and the marks between them.

    ``None`` for two words with one point between them that are rather the end of a sentence
    and the beginning of the next.
    """
    plain = re.sub(r"^[A-Za-z]+://", "", text)
    if text.count(".") == 1 and "@" not in text and not text.islower():
        return None
    return _PART.findall(plain)


def mark_readings(mark: str, point: str, at: str) -> Readings | None:
    """How a mark of an address is said; ``None`` for other parts."""
    if mark == ".":
        return readings(point, "")
    if mark == "@":
        return readings(at)
    if mark in ("/", "-"):
        return readings("", "slash" if mark == "/" else "minus")
    return None
