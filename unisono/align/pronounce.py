"""How words are said: their pronunciations in the phones of the acoustic model."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice, product, zip_longest
from pathlib import Path

from unisono.align.graph import Pronunciation
from unisono.align.phone_map import model_phones
from unisono.align.tokens import LONGEST_ACRONYM, Token
from unisono.errors import InstallError
from unisono.espeak.phonemes import phonemes, voice_of

MOST_VARIANTS = 8
"""Pronunciations of one token that are tried."""

MOST_PHONES = 300
"""Phones of one token; a longer one is cut, so that a text of one huge token stays bounded."""


class Dictionary:
    """A pronouncing dictionary in the format of CMUdict, read at first use.

    Parameters
    ----------
    path
        Lines of ``word PHONE PHONE ...``, further pronunciations as ``word(2) ...``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getitem__(self, word: str) -> list[Pronunciation]:
        """Pronunciations of a word; empty when it is not known."""
        return self._entries.get(word, [])

    @cached_property
    def _entries(self) -> dict[str, list[Pronunciation]]:
        entries: dict[str, list[Pronunciation]] = {}
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise InstallError(
                f"the dictionary cannot be read ({error}); run `make setup`"
            ) from error
        for line in lines:
            word, _, phones = line.partition(" ")
            name = word.partition("(")[0] or word
            entries.setdefault(name, []).append(tuple(phones.split()))
        return entries


class Pronouncer:
    """Pronunciations of the tokens of one language.

    English words are looked up in the dictionary. Words that it does not have, and those
    of all other languages, are what eSpeak NG would say, mapped to the model's phones.

    Parameters
    ----------
    dictionary
        For English.
    language
        A BCP 47 tag.

    Raises
    ------
    InputError
        When eSpeak NG does not speak the language.
    """

    def __init__(self, dictionary: Dictionary, language: str) -> None:
        voice_of(language)
        self._dictionary = dictionary
        self._language = language
        self._english = language.lower().split("-", maxsplit=1)[0] == "en"

    def token(self, token: Token) -> tuple[Pronunciation, ...]:
        """Pronunciations of a token; none when it makes no sound."""
        if not token.words:
            return ()
        turns = zip_longest(*map(self._reading, token.readings), fillvalue=())
        found = (one[:MOST_PHONES] for turn in turns for one in turn if one)
        return tuple(islice(dict.fromkeys(found), MOST_VARIANTS))

    def _reading(self, words: Sequence[str]) -> Iterator[Pronunciation]:
        """The likeliest pronunciations of one reading."""
        choices = [variants for word in words if (variants := self._word(word))]
        joined = (sum(parts, ()) for parts in product(*choices))
        return islice(joined, MOST_VARIANTS)

    def _word(self, word: str) -> Sequence[Pronunciation]:
        variants = self._whole(word)
        plural = len(word) > 2 and word[:-1].isupper() and word[-1] == "s"
        if plural or (word.isupper() and 1 < len(word) <= LONGEST_ACRONYM):
            named = (self._letter(letter) for letter in word.removesuffix("s"))
            ending = ("Z" if self._english else "S",) if plural else ()
            letters: Pronunciation = sum((*named, ending), ())
            variants = [*variants, letters] if letters else variants
        return list(dict.fromkeys(variants))

    def _letter(self, letter: str) -> Pronunciation:
        """The name of a letter, which CMUdict writes with a point."""
        named = self._dictionary[f"{letter.lower()}."] if self._english else []
        return next(iter(named or self._whole(letter)), ())

    def _whole(self, word: str) -> list[Pronunciation]:
        known = self._dictionary[word.lower()] if self._english else []
        if known:
            return known
        phones = model_phones(phonemes(word.lower(), self._language), self._language)
        return [phones] if phones else []
