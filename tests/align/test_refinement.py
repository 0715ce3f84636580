"""Boundaries become the mean of two methods, and nothing else of a word changes.

Tolerance: true boundaries that are moved by up to 40 ms come back by a half, since the
refinement is the mean of what it is given and of what it finds; generated speech is found
within some milliseconds by speech of the same synthesiser, of another voice and rate.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.align.cepstra import cepstra
from unisono.align.refinement import APART, LEAST, MOST, refined
from unisono.align.registry import Placed
from unisono.align.tokens import Token, tokenise
from unisono.audio import SAMPLE_RATE, Samples
from unisono.espeak.synthesis import Speech, synthesise

TEXT = (
    "Wir beraten heute über den Haushalt des Landes, und die Bürger erwarten zu Recht, dass "
    "wir ihre Sorgen ernst nehmen."
)


@pytest.fixture(scope="module")
def speech() -> Speech:
    return synthesise(TEXT, voice="de+m7", rate=185)


@pytest.fixture(scope="module")
def tokens() -> list[Token]:
    return tokenise(TEXT, "de")


def placed_as(speech: Speech, moved: np.ndarray) -> list[Placed]:
    times = np.array([(word.start, word.end) for word in speech.words])
    times = np.sort((times + moved).ravel()).reshape(-1, 2)
    return [
        Placed(start=max(float(start), 0.0), end=float(end), score=0.5 + number / 100)
        for number, (start, end) in enumerate(times)
    ]


def run(samples: Samples, tokens: Sequence[Token], placed: Sequence[Placed]) -> list[Placed]:
    return refined(samples, cepstra(samples), tokens, placed, "de")[0]


def errors(placed: Sequence[Placed], speech: Speech) -> np.ndarray:
    found = np.array([(one.start, one.end) for one in placed], dtype=float)
    return np.abs(found - [(word.start, word.end) for word in speech.words])


def test_moved_boundaries_come_halfway_back(speech: Speech, tokens: list[Token]) -> None:
    moved = np.random.default_rng(3).uniform(-0.04, 0.04, (len(tokens), 2))
    given_ones = placed_as(speech, moved)
    before, after = (
        errors(given_ones, speech),
        errors(run(speech.samples, tokens, given_ones), speech),
    )
    assert after.mean() < 0.65 * before.mean()


def test_words_are_not_drawn_into_what_is_said_between_them(tokens: list[Token]) -> None:
    first, last = " ".join(TEXT.split()[:9]), " ".join(TEXT.split()[9:])
    said = synthesise(f"{first} Donaudampfschifffahrt {last}", voice="de+m7", rate=185)
    words = [word for word in said.words if word.token != 9]
    placed = [Placed(start=word.start, end=word.end, score=0.9) for word in words]
    found = run(said.samples, tokens, placed)
    assert found[8].end == pytest.approx(words[8].end, abs=0.04)
    assert found[9].start == pytest.approx(words[9].start, abs=0.04)


def test_few_words_keep_their_times(speech: Speech, tokens: list[Token]) -> None:
    few = placed_as(speech, np.zeros((len(tokens), 2)))[: LEAST - 1]
    placed = [*few, *[Placed()] * (len(tokens) - len(few))]
    assert run(speech.samples, tokens, placed) == placed


def test_rows_that_are_cut_keep_every_word_in_order(speech: Speech, tokens: list[Token]) -> None:
    times = MOST // len(tokens) + 2
    pause = np.zeros(round(APART * SAMPLE_RATE) + 1, dtype=np.float32)
    placed: list[Placed] = []
    parts: list[Samples] = []
    clock = 0.0
    for number in range(times):
        placed += [
            replace(one, start=(one.start or 0.0) + clock, end=(one.end or 0.0) + clock)
            for one in placed_as(speech, np.zeros((len(tokens), 2)))
        ]
        parts += [speech.samples, pause] if number == 0 else [speech.samples]
        clock = sum(map(len, parts)) / SAMPLE_RATE
    found = run(np.concatenate(parts), [*tokens] * times, placed)
    edges = np.array([(one.start, one.end) for one in found], dtype=float).ravel()
    assert np.all(np.diff(edges) >= 0)
    true = np.array([(one.start, one.end) for one in placed], dtype=float).ravel()
    assert np.abs(edges - true).mean() < 0.02


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.booleans(), min_size=len(TEXT.split()), max_size=len(TEXT.split())),
    st.integers(0, 99),
)
def test_the_same_words_are_found_in_order_with_their_scores(
    speech: Speech, tokens: list[Token], kept: list[bool], seed: int
) -> None:
    moved = np.random.default_rng(seed).uniform(-0.2, 0.2, (len(tokens), 2))
    placed = [
        one if keep else Placed(score=one.score)
        for one, keep in zip(placed_as(speech, moved), kept, strict=True)
    ]
    found = run(speech.samples, tokens, placed)
    assert [one.found for one in found] == [one.found for one in placed]
    assert [one.score for one in found] == [one.score for one in placed]
    edges = [edge for one in found if one.found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
