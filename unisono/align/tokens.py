"""A text as tokens: what the transcript has, and beside it what is said for it."""

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from unisono.align.spoken.annotations import BLANK, without_annotations
from unisono.align.spoken.cleaning import clean
from unisono.align.spoken.english import English
from unisono.align.spoken.german import German
from unisono.align.spoken.grammar import LONGEST_ACRONYM, Grammar
from unisono.align.spoken.readings import MAX_WORDS, MOST_READINGS, Context, Readings, Words

__all__ = ["LONGEST_ACRONYM", "MAX_WORDS", "MOST_READINGS", "Token", "tokenise"]

LONGEST_READ = 500
"""Characters of a token that are read; what is behind them is not looked for."""

_DIGIT = re.compile(r"[0-9]")

_CACHED = 40
"""Characters up to which a token's readings are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token of a text.

    Attributes
    ----------
    text
        The token as the transcript has it.
    words
        What is said for it, acronyms in capitals; empty when nothing is.
    variants
        Other ways to say it, the likeliest first.
    """

    text: str
    words: Words
    variants: tuple[Words, ...] = ()

    @property
    def readings(self) -> Readings:
        """All ways to say it, the likeliest first."""
        return (self.words, *self.variants)

    @property
    def ending(self) -> str:
        """The last character, quotation marks and brackets that close left out."""
        return self.text.rstrip("\"'”“»«’)")[-1:]

    @property
    def normalised(self) -> str | None:
        """What is said, in lower case; ``None`` when there is nothing to say."""
        return " ".join(self.words).lower() or None


def tokenise(text: str, language: str) -> list[Token]:
    """Split a text at white space; every piece comes out exactly once.

    Joined with spaces, the tokens' texts are the text again, but for its white space.

    Parameters
    ----------
    text
        Any text, a whole segment at best: how a token is read depends on its neighbours,
        and words of one may be said with another ("$1.2 million").
    language
        A BCP 47 tag; numbers, signs and abbreviations are read in German and English, and
        numbers in all languages that num2words knows. In others digits stay as they are.
    """
    primary = language.lower().replace("_", "-").split("-", maxsplit=1)[0]
    grammar = _grammar(primary)
    pieces = text.split()
    cleaned = [
        piece if piece.isascii() and piece.isalpha() else clean(piece, latin=grammar.latin)
        for piece in without_annotations([piece.replace(BLANK, "\1") for piece in pieces])
    ]
    found = grammar.around(cleaned)
    readings = (
        found[place] if place in found else _at(cleaned, place, primary)
        for place in range(len(pieces))
    )
    return [
        Token(text=piece, words=ways[0], variants=ways[1:])
        for piece, ways in zip(pieces, readings, strict=True)
    ]


def _at(pieces: Sequence[str], place: int, language: str) -> Readings:
    """Readings of the token at a place."""
    piece = pieces[place][:LONGEST_READ]
    word = piece.rstrip(",;:!?")
    plain = len(word) > LONGEST_ACRONYM and word.isalpha() and (word.islower() or word.istitle())
    if plain and (not place or not _DIGIT.search(pieces[place - 1][:LONGEST_READ])):
        return ((word.lower(),),)
    around = [pieces[p] if 0 <= p < len(pieces) else "" for p in (place - 1, place + 1)]
    further = [pieces[p] if 0 <= p < len(pieces) else "" for p in (place - 2, place + 2)]
    neighbours = [neighbour[:_CACHED] for neighbour in (*around, *further)]
    context = Context(*neighbours)
    if len(piece) > _CACHED:
        return _grammar(language).read(piece, context)
    return _cached(piece, context, language)


@lru_cache(maxsize=16384)
def _cached(piece: str, context: Context, language: str) -> Readings:
    return _grammar(language).read(piece, context)


@cache
def _marks() -> str:
    """Vowel signs, accents and joiners that belong to the letter before them, of all scripts."""
    marks = [chr(c) for c in range(0x300, sys.maxunicode) if unicodedata.category(chr(c))[0] == "M"]
    return "".join([*marks, "\u200c", "\u200d"])


@lru_cache(maxsize=64)
def _grammar(language: str) -> Grammar:
    """The rules of a language by its primary tag."""
    if language == "de":
        return German()
    return English() if language == "en" else Grammar(language, _marks())
