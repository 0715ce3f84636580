"""Text without weights: hashed words and character n-grams, projected.

A word is the sum of two vectors of equal length: one drawn from the hash of the word
itself, one the sum of those of its n-grams of 3 to 5 characters, with marks for its
ends (as in fastText, Bojanowski et al. 2017). So forms of one word and compounds are
near each other and other words are nearly orthogonal. A text is the sum of its words,
each weighted by one plus the logarithm of its count. There is no inverse document
frequency: it would depend on the corpus.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from unisono.embed.options import TextEmbedOptions
from unisono.embed.projection import Vectors, normalised, signs

_LENGTHS = (3, 4, 5)
_LONGEST = 64
"""Characters of a word of which n-grams are made: bounds the time for strange input."""
_REMEMBERED = 20_000
"""Distinct words kept: enough for hours of speech in 40 MB at the default dimension."""
_TOKEN = re.compile(r"\w+(?:['’\-]\w+)*")


def tokens(text: str) -> list[str]:
    """Words of a text without case and punctuation; a text of signs alone is one word."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    return _TOKEN.findall(plain) or ([plain] if plain else [])


def n_grams(word: str) -> list[str]:
    """Character n-grams of a word with its ends marked, the whole left out."""
    marked = f"<{word[:_LONGEST]}>"
    return [
        marked[start : start + length]
        for length in _LENGTHS
        if length < len(marked)
        for start in range(len(marked) - length + 1)
    ]


class HashingEmbedder:
    """Hashed words and character n-grams.

    Parameters
    ----------
    dimension
        Length of the vectors.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.model = f"hashing-1/{dimension}"
        self._word = lru_cache(maxsize=_REMEMBERED)(self._new_word)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; shape (texts, dimension)."""
        sums = np.zeros((len(texts), self.dimension))
        for row, text in zip(sums, texts, strict=True):
            for word, count in Counter(tokens(text)).items():
                row += (1.0 + np.log(count)) * self._word(word)
        return normalised(sums)

    def _new_word(self, word: str) -> npt.NDArray[np.float64]:
        whole = signs(f"word {word}", self.dimension).astype(np.float64)
        grams = n_grams(word)
        if not grams:
            return whole
        parts = np.zeros(self.dimension, dtype=np.int64)
        for gram in grams:
            parts += signs(f"characters {gram}", self.dimension)
        scale = float(np.sqrt(self.dimension / max(1, int(parts @ parts))))
        return np.asarray(whole + parts * scale, dtype=np.float64)


def open_backend(options: TextEmbedOptions) -> HashingEmbedder:
    """Make the embedder that the options ask for."""
    return HashingEmbedder(options.dimension)
