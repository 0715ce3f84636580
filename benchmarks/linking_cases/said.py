"""Words as a recogniser might give them, from known texts: the truth of a linking."""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import numpy.typing as npt

from unisono.link.sentences import LINKED, Heard, Link, link_sentences
from unisono.link.tokens import Vocabulary, script

SUBSTITUTED, DELETED = 0.70, 0.15
"""Shares of the kinds of recognition errors; the rest are words too many."""

_SENTENCE = re.compile(r"(?<=[.!?:]) (?=[A-ZÄÖÜ„–])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Sentences of a protocol, and the speech of each."""

    texts: list[str]
    speeches: list[int]

    def of(self, speeches: Iterable[int]) -> list[int]:
        """Places of the sentences of some speeches."""
        wanted = set(speeches)
        return [place for place, speech in enumerate(self.speeches) if speech in wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words in the order in which they are heard, and the sentence that each is from."""

    words: list[str]
    sentences: list[int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Sentences linked rightly, linked wrongly, and said but not linked."""

    right: int = 0
    wrong: int = 0
    lost: int = 0

    def __add__(self, other: "Score") -> "Score":
        """Both together."""
        return Score(
            right=self.right + other.right,
            wrong=self.wrong + other.wrong,
            lost=self.lost + other.lost,
        )

    @property
    def precision(self) -> float:
        """Share of the links that are right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Share of the sentences said that are linked, and rightly."""
        return self.right / max(self.right + self.wrong + self.lost, 1)


def of_protocol(path: Path) -> Sentences:
    """Sentences of a Bundestag protocol, split by a plain rule."""
    texts: list[str] = []
    speeches: list[int] = []
    # The file is an official one that whoever runs this has put there.
    for number, speech in enumerate(ET.parse(path).getroot().iter("rede")):  # noqa: S314
        for paragraph in speech.findall("p"):
            if paragraph.get("klasse") == "redner":
                continue
            text = " ".join("".join(paragraph.itertext()).split())
            found = [sentence for sentence in _SENTENCE.split(text) if sentence]
            texts += found
            speeches += [number] * len(found)
    return Sentences(texts=texts, speeches=speeches)


def invented(speeches: int, rng: random.Random, *, spellings: int = 2000) -> Sentences:
    """Speeches of invented words, frequent ones often, each framed by the same courtesies."""
    lexicon = [
        "".join(rng.choices("abdegilmnorstu", k=rng.randint(2, 9))) for _ in range(spellings)
    ]
    weights = [1 / (rank + 3) for rank in range(spellings)]
    texts: list[str] = []
    for _ in range(speeches):
        body = [" ".join(rng.choices(lexicon, weights, k=rng.randint(4, 25))) for _ in range(12)]
        texts += ["Herr Präsident!", "Meine Damen und Herren!", *body, "Vielen Dank."]
    return Sentences(texts=texts, speeches=[place // 15 for place in range(len(texts))])


def say(texts: Sequence[str], chosen: Iterable[int], rate: float, rng: random.Random) -> Said:
    """Say sentences, with a share of the words misheard."""
    lexicon = [word for text in texts for word in text.split()]
    words: list[str] = []
    sentences: list[int | None] = []
    for place in chosen:
        for word in texts[place].split():
            draw = rng.random() / rate if rate else 1.0
            if draw >= 1.0 or draw >= SUBSTITUTED + DELETED:
                words.append(word)
                sentences.append(place)
            if draw < SUBSTITUTED or SUBSTITUTED + DELETED <= draw < 1.0:
                words.append(rng.choice(lexicon))
                sentences.append(place if draw < SUBSTITUTED else None)
    return Said(words=words, sentences=sentences)


def heard(said: Said, vocabulary: Vocabulary) -> Heard:
    """The same as the linking takes it, a word every 0.4 s."""
    starts: npt.NDArray[np.float64] = np.arange(len(said.words), dtype=np.float64) * np.float64(0.4)
    return Heard(
        tokens=vocabulary.encode(said.words),
        numbers=np.arange(len(said.words)),
        starts=starts,
        ends=starts + 0.35,
    )


def link(protocol: Sentences, said: Said, *, min_share: float = 0.4) -> list[Link]:
    """Link what is said with a protocol, as the stage does."""
    vocabulary = Vocabulary()
    written = script(vocabulary, protocol.texts, protocol.speeches)
    return link_sentences(heard(said, vocabulary), written, min_share=min_share, min_words=10)


def score(links: Sequence[Link], said: Said) -> Score:
    """Compare links with what was said.

    A link is right when at least half of the words that it spans are the sentence's own
    (or nobody's), and one of them is.
    """
    owners = np.array([-1 if owner is None else owner for owner in said.sentences], np.int64)
    there = set(owners.tolist())
    right = wrong = lost = 0
    for sentence, one in enumerate(links):
        if one.status != LINKED or one.first_word is None or one.last_word is None:
            lost += sentence in there
            continue
        span = owners[one.first_word : one.last_word + 1]
        own = span == sentence
        good = bool(own.any() and np.mean(own | (span == -1)) >= 0.5)
        right, wrong = right + good, wrong + (not good)
    return Score(right=right, wrong=wrong, lost=lost)
