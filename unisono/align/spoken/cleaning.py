"""Cleaning: one way of writing for what looks the same, without what cannot be seen."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
_JOINERS = re.compile("[\u200c\u200d]")
_COMPATIBLE = re.compile(
    "[\u00aa\u00b2\u00b3\u00b9\u00ba\u2070-\u209f\u2100-\u218f\u2460-\u24ff\u3300-\u33ff"
    "\ufb00-\ufb06\uff00-\uffef\U0001d400-\U0001d7ff]"
)
"""Superscripts, letterlike signs, Roman numerals, ligatures, letters of formulas and of full
width. Others, such as Thai vowels, have a compatible form that sounds different."""

_FOOTNOTE = re.compile("(?<=[^\\W\\d_])(?:(?<!m)[\u00b2\u00b3]|[\u00b9\u2070\u2074-\u2079])+")
_FRACTION = re.compile("[\u00bc-\u00be\u2150-\u215e\u2189]")
_INSERTED = re.compile(r"(?<=[^\W\d_])\[([^\W\d_]+)\]|\[([^\W\d_]+)\](?=[^\W\d_])")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u2010\u2011\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2122\u00ae\u00a9", " "),
        "\u2012": "–",
        "\u2015": "—",
        "\u2116": "No.",
        "\u2103": "°C",
        "\u2109": "°F",
        "\u2215": "/",
    }
)


def clean(piece: str, *, latin: bool) -> str:
    """One token as it is read.

    Canonical composition of letters and marks; plain letters for ligatures, plain digits
    for those of other scripts, one apostrophe, one hyphen; fractions as digits around a
    fraction slash (U+2044); no soft hyphens, direction marks, zero-width spaces, and no
    superscript digits behind a word, which are footnotes. Brackets inside a word ("[T]he")
    are left out.

    Parameters
    ----------
    piece
        A token; it may come out with spaces in it, which part words.
    latin
        Whether zero-width joiners have no meaning in the language's script.
    """
    if "[" in piece:
        piece = _INSERTED.sub(r"\1\2", piece)
    if piece.isascii():
        return piece.replace("`", "'").replace("\0", " ").strip(" ")
    text = _INVISIBLE.sub("", piece)
    if latin:
        text = _JOINERS.sub("", text)
    text = _FOOTNOTE.sub("", text).translate(_SAME)
    text = _FRACTION.sub(lambda one: f" {unicodedata.normalize('NFKC', one[0])} ", text)
    text = _COMPATIBLE.sub(lambda one: unicodedata.normalize("NFKC", one[0]), text)
    text = _FOREIGN_DIGIT.sub(lambda one: str(unicodedata.decimal(one[0])), text)
    return unicodedata.normalize("NFC", text).replace("\0", " ").strip(" ")


_EDGES = "\"'„“”‚»«›‹()[]{}<>.,;:!?…*-–—/\u00a1\u00bf "


def bare(piece: str) -> str:
    """A cleaned token without the punctuation around it."""
    return piece.strip(_EDGES)
