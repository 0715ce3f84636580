"""Sentences without end: written ones, and others from patterns, so that few come twice."""

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Literal

import numpy as np

from . import english, german

Language = Literal["de", "en"]

_WRITTEN = 0.15  # share of written sentences among those drawn
_SLOTS = {
    "subject": "SUBJECTS",
    "verb": "VERBS",
    "object": "OBJECTS",
    "adverb": "ADVERBS",
    "intro": "INTROS",
    "modal": "MODALS",
    "join": "JOINS",
}


def _bank(language: Language) -> ModuleType:
    return {"de": german, "en": english}[language]


def written(language: Language) -> tuple[str, ...]:
    """Sentences that were written out, with names and numbers."""
    sentences: tuple[str, ...] = _bank(language).SENTENCES
    return sentences


def drawn(language: Language, generator: np.random.Generator) -> Iterator[str]:
    """Sentences one after the other, written and from patterns; never ends."""
    bank = _bank(language)
    waiting: list[str] = []
    while True:
        if generator.random() < _WRITTEN:
            if not waiting:
                waiting = [str(one) for one in generator.permutation(bank.SENTENCES)]
            yield waiting.pop()
        else:
            yield from_pattern(bank, generator)


def from_pattern(bank: ModuleType, generator: np.random.Generator) -> str:
    """Fill one pattern; no word group is used twice in a sentence."""
    pattern = bank.TEMPLATES[generator.integers(len(bank.TEMPLATES))]
    used: set[str] = set()

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name == "year":
            return str(generator.integers(1949, 2045))
        if name == "number":
            return str(generator.integers(11, 95))
        choices = getattr(bank, _SLOTS[name.rstrip("2").lower()])
        while (choice := str(choices[generator.integers(len(choices))])) in used:
            pass
        used.add(choice)
        return choice[0].upper() + choice[1:] if name[0].isupper() else choice

    return re.sub(r"\{(\w+)\}", fill, pattern)


def lexicon(language: Language) -> tuple[str, ...]:
    """Words of all written sentences and patterns' groups, without marks; each once."""
    bank = _bank(language)
    groups = [*bank.SENTENCES, *(one for name in _SLOTS.values() for one in getattr(bank, name))]
    words = (word.strip(".,;:!?") for group in groups for word in group.split())
    return tuple(dict.fromkeys(word for word in words if word.isalpha()))
