"""From phonemes of any language (IPA) to the 39 phones of the English acoustic model.

Sounds that English has map to themselves; for German there is a table, chosen by the
likelihood of real German speech (docs/decisions/aligner.md). Every other symbol of the
IPA takes the English sound that is made most alike: by place, manner and voice for
consonants, by height, backness and rounding for vowels.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

Phones = tuple[str, ...]

ENGLISH: dict[str, Phones] = {
    "aɪ": ("AY",), "aʊ": ("AW",), "ɔɪ": ("OY",), "eɪ": ("EY",), "oʊ": ("OW",), "əʊ": ("OW",),
    "ɑː": ("AA",), "ɑ": ("AA",), "æ": ("AE",), "ʌ": ("AH",), "ə": ("AH",), "ɐ": ("AH",),
    "ɔ": ("AO",), "ɒ": ("AA",), "ɛ": ("EH",), "e": ("EH",), "ɜ": ("ER",), "ɚ": ("ER",),
    "ɝ": ("ER",), "ɪ": ("IH",), "ᵻ": ("IH",), "i": ("IY",), "ʊ": ("UH",), "u": ("UW",),
    "b": ("B",), "tʃ": ("CH",), "d": ("D",), "ð": ("DH",), "f": ("F",), "ɡ": ("G",),
    "g": ("G",), "h": ("HH",), "dʒ": ("JH",), "k": ("K",), "l": ("L",), "ɫ": ("L",),
    "m": ("M",), "n": ("N",), "ŋ": ("NG",), "p": ("P",), "ɹ": ("R",), "s": ("S",),
    "ʃ": ("SH",), "t": ("T",), "θ": ("TH",), "v": ("V",), "w": ("W",), "j": ("Y",),
    "z": ("Z",), "ʒ": ("ZH",), "ɾ": ("D",), "ɪə": ("IH", "R"), "eə": ("EH", "R"),
    "ʊə": ("UH", "R"), "əl": ("AH", "L"), "aɪə": ("AY", "AH"), "aɪɚ": ("AY", "ER"),
}  # fmt: skip
"""English sounds in the notation of eSpeak NG."""

GERMAN: dict[str, Phones] = {
    "yː": ("UW",), "y": ("UW",), "ʏ": ("UW",), "øː": ("ER",), "ø": ("ER",), "œ": ("ER",),
    "a": ("AA",), "aː": ("AA",), "ɑː": ("AA",), "ɜ": ("AH",), "ɐ": ("AH",), "ɛː": ("EY",),
    "eː": ("IY",), "e": ("EH",), "oː": ("OW",), "o": ("OW",), "ɔø": ("OY",), "ɔʏ": ("OY",),
    "ç": ("SH",), "x": ("K",), "χ": ("K",), "r": ("AH",), "ɾ": ("R",), "ʁ": ("R",),
    "ts": ("T", "S"), "pf": ("P", "F"), "ʊ": ("OW",), "aʊ": ("AA", "OW"),
    "ʔ": (), "ɑ̃": ("AA", "N"), "ɔ̃": ("AO", "N"),
}  # fmt: skip
"""German sounds that English does not have, or has otherwise."""

OTHER: dict[str, Phones] = {
    "a": ("AA",), "o": ("OW",), "ø": ("ER",), "œ": ("ER",), "ɤ": ("AH",), "r": ("R",),
    "ʁ": ("R",), "ʀ": ("R",), "ɽ": ("R",), "ɻ": ("R",), "ɣ": ("G",), "ʝ": ("Y",), "ɰ": ("W",),
    "ʋ": ("V",), "ɲ": ("N", "Y"), "ʎ": ("L", "Y"), "ʔ": (),
}  # fmt: skip
"""Sounds of other languages for which the distance between places misleads."""

_PLACES = "bilabial labiodental dental alveolar postalveolar retroflex palatal velar uvular glottal"
_PLACE = {name: float(position) for position, name in enumerate(_PLACES.split())}
_CONSONANTS: dict[str, str] = {
    # manner: symbols as place:voiceless+voiced ("-" where there is none)
    "stop": "bilabial:pb alveolar:td retroflex:ʈɖ palatal:cɟ velar:kɡ uvular:qɢ glottal:ʔ-",
    "nasal": "bilabial:-m labiodental:-ɱ alveolar:-n retroflex:-ɳ palatal:-ɲ velar:-ŋ uvular:-ɴ",
    "trill": "bilabial:-ʙ alveolar:-r uvular:-ʀ",
    "tap": "labiodental:-ⱱ alveolar:-ɾ retroflex:-ɽ",
    "fricative": "bilabial:ɸβ labiodental:fv dental:θð alveolar:sz postalveolar:ʃʒ "
    "retroflex:ʂʐ palatal:çʝ velar:xɣ uvular:χʁ glottal:hɦ",
    "lateral": "alveolar:ɬɮ",
    "approximant": "bilabial:-w labiodental:-ʋ alveolar:-ɹ retroflex:-ɻ palatal:-j velar:-ɰ",
    "liquid": "alveolar:-l retroflex:-ɭ palatal:-ʎ velar:-ʟ",
}
_MORE_CONSONANTS = {
    "ɥ": ("approximant", "palatal", True), "ʍ": ("approximant", "bilabial", False),
    "ħ": ("fricative", "uvular", False), "ʕ": ("fricative", "uvular", True),
    "ʜ": ("fricative", "glottal", False), "ʢ": ("fricative", "glottal", True),
    "ɕ": ("fricative", "postalveolar", False), "ʑ": ("fricative", "postalveolar", True),
    "ɧ": ("fricative", "postalveolar", False), "ɺ": ("tap", "alveolar", True),
    "ɓ": ("stop", "bilabial", True), "ɗ": ("stop", "alveolar", True),
    "ʄ": ("stop", "palatal", True), "ɠ": ("stop", "velar", True), "ʛ": ("stop", "uvular", True),
}  # fmt: skip
_VOWELS: dict[str, tuple[float, float, bool]] = {
    # height 0 (close) to 6 (open), backness 0 (front) to 4 (back), rounded
    "i": (0, 0, False), "y": (0, 0, True), "ɨ": (0, 2, False), "ʉ": (0, 2, True),
    "ɯ": (0, 4, False), "u": (0, 4, True), "ɪ": (1, 0.5, False), "ʏ": (1, 0.5, True),
    "ʊ": (1, 3.5, True), "e": (2, 0, False), "ø": (2, 0, True), "ɘ": (2, 2, False),
    "ɵ": (2, 2, True), "ɤ": (2, 4, False), "o": (2, 4, True), "ə": (3, 2, False),
    "ɛ": (4, 0, False), "œ": (4, 0, True), "ɜ": (3.5, 2, False), "ɞ": (4, 2, True),
    "ʌ": (4, 3, False), "ɔ": (4, 4, True), "æ": (5, 0, False), "ɐ": (5, 2, False),
    "a": (6, 1, False), "ɶ": (6, 0, True), "ɑ": (6, 4, False), "ɒ": (6, 4, True),
}  # fmt: skip
_SAME = {"ʦ": "ts", "ʣ": "dz", "ʧ": "tʃ", "ʤ": "dʒ", "ʨ": "tɕ", "ʥ": "dʑ", "ɝ": "ɜ", "ɚ": "ɜ"}
_NASAL = "\u0303"


def model_phones(phonemes: Iterable[str], language: str) -> Phones:
    """Phones of the acoustic model for phonemes of a language.

    Parameters
    ----------
    phonemes
        IPA symbols, each of one character or more, as `unisono.espeak.phonemes` gives them.
    language
        A BCP 47 tag; German has its own table.

    Returns
    -------
    tuple of str
        Names of phones; characters that stand for no sound are passed over.
    """
    german = language.lower().split("-", maxsplit=1)[0] == "de"
    found: list[str] = []
    for symbol in phonemes:
        found.extend(_symbol(unicodedata.normalize("NFD", symbol), german=german))
    return tuple(found)


@cache
def _symbol(symbol: str, *, german: bool) -> Phones:
    """Phones of one symbol: the longest pieces that a table knows, else the nearest sound."""
    tables = (GERMAN, ENGLISH) if german else (OTHER, ENGLISH)
    known = {unicodedata.normalize("NFD", k): v for t in reversed(tables) for k, v in t.items()}
    symbol = "".join(_SAME.get(character, character) for character in symbol)
    found: list[str] = []
    place = 0
    while place < len(symbol):
        for length in range(min(3, len(symbol) - place), 0, -1):
            piece = symbol[place : place + length]
            if piece in known:
                found.extend(known[piece])
                break
        else:
            length = 1
            found.extend(_nearest(symbol[place]))
        place += length
        if symbol[place : place + 1] == _NASAL:
            found.append("N")
            place += 1
    return tuple(found)


def _nearest(character: str) -> Phones:
    if character in _VOWELS:
        return _nearest_vowel(*_VOWELS[character])
    consonant = _consonants().get(character)
    return () if consonant is None else _nearest_consonant(*consonant)


@cache
def _consonants() -> dict[str, tuple[str, str, bool]]:
    """Manner, place and voice of the consonants of the IPA chart."""
    chart = dict(_MORE_CONSONANTS)
    for manner, row in _CONSONANTS.items():
        for cell in row.split():
            place, pair = cell.split(":")
            for voiced, symbol in enumerate(pair):
                if symbol != "-":
                    chart[symbol] = (manner, place, bool(voiced))
    return chart


def _nearest_vowel(height: float, back: float, rounded: bool) -> Phones:
    def distance(symbol: str) -> float:
        other = _VOWELS[symbol]
        unlike = 1.0 * (rounded != other[2])
        return abs(height - other[0]) + abs(back - other[1]) + unlike

    return ENGLISH[min((s for s in _VOWELS if s in ENGLISH), key=distance)]


def _nearest_consonant(manner: str, place: str, voiced: bool) -> Phones:
    chart = _consonants()
    sonorant = {"trill": "approximant", "tap": "approximant", "lateral": "fricative"}

    def distance(symbol: str) -> float:
        other_manner, other_place, other_voiced = chart[symbol]
        unlike = 4.0 * (sonorant.get(manner, manner) != other_manner)
        return unlike + abs(_PLACE[place] - _PLACE[other_place]) + 2.5 * (voiced != other_voiced)

    return ENGLISH[min((s for s in chart if s in ENGLISH), key=distance)]
