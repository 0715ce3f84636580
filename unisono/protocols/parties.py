"""Parties under all the names that protocols give them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SLASH = re.compile(r"\s*/\s*")
_FOLDED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


def plain(name: str) -> str:
    r"""A spelling as it is compared: no case, single spaces, none around a slash.

    Examples
    --------
    >>> plain("BÜNDNIS\xa090/\n DIE GRÜNEN")
    'bündnis 90/die grünen'
    """
    return _SLASH.sub("/", " ".join(unicodedata.normalize("NFC", name).split())).casefold()


def slug(name: str) -> str:
    """A key made of a name that no table knows.

    Examples
    --------
    >>> slug("Südschleswigscher Wählerverband")
    'suedschleswigscher_waehlerverband'
    """
    text = "".join(_FOLDED.get(letter, letter) for letter in plain(name))
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("_", text).strip("_") or "unknown"


class Parties:
    """A table of parties, ready to look names up.

    Parameters
    ----------
    spellings
        All spellings of each party by its key.
    none
        Spellings that say that somebody has no party.
    """

    def __init__(self, spellings: Mapping[str, Sequence[str]], none: Iterable[str] = ()) -> None:
        self.keys = tuple(spellings)
        self._none = {plain(name) for name in none} | {""}
        self._known = {
            plain(name): key for key, names in spellings.items() for name in (key, *names)
        }
        self.unknown: set[str] = set()
        """Names that were looked up and that no table knows, as they stood."""
        names = {name for key, several in spellings.items() for name in several}
        self._search = _search(names)

    def key(self, *names: str) -> str | None:
        """Key of a party, from the first of its names that the table knows.

        Returns
        -------
        str or None
            None for no party; of a name that is not known the `slug`, and the name is
            remembered in ``unknown``.
        """
        for name in names:
            folded = plain(name)
            if folded in self._known:
                return self._known[folded]
            if folded in self._none and folded:
                return None
        first = next((name for name in names if plain(name)), "")
        if not first:
            return None
        self.unknown.add(" ".join(first.split()))
        return slug(first)

    def known(self, name: str) -> str | None:
        """Key of a party that the table knows, else None; nothing is remembered."""
        return self._known.get(plain(name))

    def found(self, text: str) -> list[str]:
        """Keys of the parties that a text names, in the order of their first naming."""
        if self._search is None:
            return []
        keys = (self._known[plain(match[0])] for match in self._search.finditer(text))
        return list(dict.fromkeys(keys))


def _search(names: Iterable[str]) -> re.Pattern[str] | None:
    """Pattern of all spellings, the longest first; spaces match any white space."""
    ordered = sorted({" ".join(name.split()) for name in names if name.strip()})
    ordered.sort(key=len, reverse=True)
    if not ordered:
        return None
    choices = (
        r"\s+".join(re.escape(word).replace("/", r"\s*/\s*") for word in name.split())
        for name in ordered
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)")
