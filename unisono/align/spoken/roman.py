"""Roman numerals, and where a word of these letters is one."""

import re

from unisono.align.spoken.readings import word_set

_CANONICAL = re.compile(r"(?=.)(M{0,3})(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", re.ASCII)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

_RULERS = word_set("""
    albert alexander alexandra alfons alfonso alfred anastasius anna august augustus baudouin
    benedict benedikt bonifatius boniface carl charles christian clemens clement edward edgar
    elisabeth elizabeth ernst eugen felipe ferdinand franz frederick friedrich georg george
    gregor gregory gustav haakon harald heinrich henry innozenz innocent isabella ivan iwan
    james john johann johannes joseph josef juan juliana karl katharina catherine konrad
    konstantin constantine leo leopold lothar ludwig louis luis margarethe margrethe maria mary
    maximilian mehmed napoleon nicholas nikolaus olaf olav otto paul pedro peter philip philipp
    pius ramses richard rudolf sigismund stephan sylvester theodor umberto urban victor viktor
    vittorio wenzel wilhelm willem william zar
    """)
RULING_WOMEN = word_set(
    "alexandra anna elisabeth elizabeth isabella juliana katharina catherine margarethe "
    "margrethe maria mary"
)
_COUNTED = word_set("""
    abs. absatz abschnitt abteilung akt anhang anlage annex appendix art. artikel article act band
    bd. buch book chapter class hartz kapitel kap. klasse level liga lektion mark no. nr. number
    nummer page paragraf part phase platz ressort rocky satz section seite sgb stage step stufe
    tabelle table tafel teil title titel type typ bowl vol. volume war weltkrieg ziffer §
    """)


def roman_value(text: str) -> int | None:
    """Value of a Roman numeral in capitals, as it is properly written; 1 to 3999."""
    if not _CANONICAL.fullmatch(text):
        return None
    values = [_VALUES[letter] for letter in text]
    return sum(
        value if value >= following else -value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def is_ruler(name: str) -> bool:
    """Whether kings, queens and popes of this name are counted."""
    return name.lower() in _RULERS


def is_counted(word: str) -> bool:
    """Whether what follows the word is likely a number, as after "chapter"."""
    return word.lower() in _COUNTED or word.lower() + "." in _COUNTED


def numeral(text: str, before: str, after: str = "") -> int | None:
    """Value of a word that is likely a Roman numeral in its place.

    A word of the letters I, V and X is one when it has two letters or more. A single
    letter, or one with L, C, D and M in it ("MIX", "CD"), must stand behind the name of a
    ruler or beside a word such as "chapter"; four letters are long enough by themselves.

    Parameters
    ----------
    text
        The word.
    before, after
        The words around it, without punctuation.
    """
    value = roman_value(text)
    if value is None:
        return None
    led = is_counted(before) or is_counted(after) or is_ruler(before)
    if set(text) <= set("IVX"):
        return value if len(text) > 1 or led else None
    return value if led or len(text) > 3 else None
