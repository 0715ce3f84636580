"""Words as they are compared: no case, no punctuation, one number for each spelling."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

_TOKEN = re.compile(r"[^\W_]+")


def tokens(text: str) -> list[str]:
    """Split a text into what is compared.

    Examples
    --------
    >>> tokens("Die AfD-Fraktion, Herr Präsident!")
    ['die', 'afd', 'fraktion', 'herr', 'präsident']
    """
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A text as numbers, with the words and sentences that they come from."""

    codes: Ints
    """One number for each spelling, shape (tokens,)."""
    words: Ints
    """Which word of the text each token is part of, shape (tokens,), never falling."""

    def __len__(self) -> int:
        """Tokens of the text."""
        return len(self.codes)


@dataclass(slots=True)
class Vocabulary:
    """Numbers of spellings, given out as they come."""

    _codes: dict[str, int] = field(default_factory=dict)

    def encode(self, words: Iterable[str]) -> Tokens:
        """Tokens of words; a word may hold several ("AfD-Fraktion") or none ("–")."""
        codes: list[int] = []
        owners: list[int] = []
        for owner, word in enumerate(words):
            for token in tokens(word):
                codes.append(self._codes.setdefault(token, len(self._codes)))
                owners.append(owner)
        return Tokens(codes=np.array(codes, np.int64), words=np.array(owners, np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A protocol's sentences as one run of tokens, with a break between speeches."""

    codes: Ints
    """Shape (tokens,); `BREAK` between speeches."""
    sentences: Ints
    """Place of each token's sentence among the sentences, `BREAK` between speeches."""
    words: Ints
    """Number of each token's word within its sentence, `BREAK` between speeches."""
    lengths: Ints
    """Words of each sentence, shape (sentences,)."""
    speeches: Ints
    """Speech of each sentence, shape (sentences,)."""


BREAK = -1
_BREAK_TOKENS = 3
"""Tokens that stand for the end of a speech: no word is like them, so that going on into
the next speech costs as much as three words that are not said. Without this, an opening
("Herr Präsident! Meine Damen und Herren!") would be found as well in the speech after the
one that is heard as in the one that it begins."""


def script(vocabulary: Vocabulary, texts: Sequence[str], speeches: Sequence[int]) -> Script:
    """Put sentences one after the other.

    Parameters
    ----------
    vocabulary
        Numbers of spellings, shared with the recording.
    texts
        The sentences in the order in which they are said.
    speeches
        Speech of each sentence, never falling.
    """
    codes: list[Ints] = []
    sentences: list[Ints] = []
    words: list[Ints] = []
    lengths = np.zeros(len(texts), np.int64)
    stop = np.full(_BREAK_TOKENS, BREAK, np.int64)
    for place, text in enumerate(texts):
        encoded = vocabulary.encode(text.split())
        if place and speeches[place] != speeches[place - 1]:
            for column in (codes, sentences, words):
                column.append(stop)
        _, numbers = np.unique(encoded.words, return_inverse=True)
        codes.append(encoded.codes)
        sentences.append(np.full(len(encoded), place, np.int64))
        words.append(numbers.astype(np.int64))
        lengths[place] = numbers.max() + 1 if len(encoded) else 0
    return Script(
        codes=_joined(codes),
        sentences=_joined(sentences),
        words=_joined(words),
        lengths=lengths,
        speeches=np.array(speeches, np.int64),
    )


def _joined(pieces: Sequence[Ints]) -> Ints:
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int64)
