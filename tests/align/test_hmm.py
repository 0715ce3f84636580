"""The hmm backend on speech whose word times are known.

Tolerances: 40 ms mean error for synthetic speech (eSpeak NG; its own events are the
truth) and 30 ms for hand-labelled English are the figures that the project promises.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.align import hmm
from unisono.align.hmm import HmmAligner
from unisono.align.options import AlignOptions
from unisono.align.registry import ALIGNERS, Placed, make_aligner
from unisono.align.stretches import Stretch, doubtful_stretches
from unisono.align.tokens import Token, tokenise
from unisono.audio import SAMPLE_RATE, Samples
from unisono.errors import ConfigError, InputError
from unisono.espeak.synthesis import synthesise

GERMAN = (
    "Frau Präsidentin, meine Damen und Herren! Wir beraten heute über den Haushalt "
    "des Jahres 1998. Die Bürger erwarten zu Recht, dass wir ihre Sorgen ernst nehmen."
)
ENGLISH = (
    "My fellow citizens, we have come here today to talk about the future of our country. "
    "It will cost 25 million dollars - and it is worth every cent."
)


def errors(placed: list[Placed], truth: dict[int, tuple[float, float]]) -> np.ndarray:
    """Differences of starts and ends, of the words that have a truth; all must be found."""
    pairs = [(placed[i].start, placed[i].end, *times) for i, times in truth.items()]
    values = np.array(pairs, dtype=float)
    return np.abs(values[:, :2] - values[:, 2:])


@pytest.mark.parametrize(
    ("text", "voice", "language"),
    [(GERMAN, "de", "de"), (GERMAN, "de+f2", "de-DE"), (ENGLISH, "en-us", "en")],
)
def test_words_of_synthetic_speech_are_found(
    aligner: HmmAligner, text: str, voice: str, language: str
) -> None:
    speech = synthesise(text, voice=voice)
    tokens = tokenise(text, language)
    placed = aligner.align(speech.samples, tokens, language)
    truth = {word.token: (word.start, word.end) for word in speech.words if word.exact}
    assert len(truth) >= 20
    assert [one.found for one in placed] == [bool(token.words) for token in tokens]
    assert errors(placed, truth).mean() < 0.04


def test_words_labelled_by_hand_are_found_without_bias(
    aligner: HmmAligner, hand_labelled: Any
) -> None:
    differences = []
    for clip, samples, words in hand_labelled:
        tokens = tokenise(" ".join(word for word, _, _ in words), "en")
        placed = aligner.align(samples, tokens, "en")
        assert all(one.found for one in placed), clip
        differences += [
            (one.start - start, one.end - end)  # type: ignore[operator]
            for one, (_, start, end) in zip(placed, words, strict=True)
        ]
    assert len(differences) == 62
    assert np.abs(differences).mean() < 0.03
    assert np.abs(np.mean(differences)) < 0.01


def test_a_wrong_text_has_lower_scores_than_the_right_one(aligner: HmmAligner) -> None:
    samples = synthesise(ENGLISH, voice="en-us").samples
    medians = []
    for text in (ENGLISH, "This recipe asks for three eggs, flour, sugar and much patience."):
        placed = aligner.align(samples, tokenise(text, "en"), "en")
        medians.append(np.median([one.score or 0.0 for one in placed]))
    assert medians[0] > 0.8
    assert medians[1] < medians[0] - 0.2


def test_digital_silence_between_words_is_a_pause_and_not_doubtful(
    aligner: HmmAligner, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubted = []

    def spy(*arguments: Any) -> list[Stretch]:
        doubted.append(doubtful_stretches(*arguments))
        return doubted[-1]

    monkeypatch.setattr(hmm, "doubtful_stretches", spy)
    speech = synthesise(ENGLISH, voice="en-us")
    gap = np.zeros(10 * SAMPLE_RATE, dtype=np.float32)
    tokens = tokenise(f"{ENGLISH} {ENGLISH}", "en")
    placed = aligner.align(np.concatenate([speech.samples, gap, speech.samples]), tokens, "en")
    later, count = (len(speech.samples) + len(gap)) / SAMPLE_RATE, len(ENGLISH.split())
    truth = {word.token: (word.start, word.end) for word in speech.words}
    truth |= {w.token + count: (w.start + later, w.end + later) for w in speech.words}
    assert errors(placed, truth).mean() < 0.04
    assert doubted == [[]]


def test_speech_without_text_and_text_without_speech_leave_the_rest_in_place(
    aligner: HmmAligner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hmm, "EXACT", 0)  # as for an hour of sound: with a beam
    said = "Good morning everybody, the committee will now come to order."
    unwritten = "Could somebody please close the windows over there, it is getting cold."
    unsaid = "The minutes of the last three meetings were approved without a single objection."
    after = "The first item on our agenda is the report of the treasurer for this year."
    parts = [synthesise(text, voice="en-us") for text in (said, unwritten, after)]
    tokens = tokenise(f"{said} {unsaid} {after}", "en")
    placed = aligner.align(np.concatenate([part.samples for part in parts]), tokens, "en")
    later = (len(parts[0].samples) + len(parts[1].samples)) / SAMPLE_RATE
    skipped = len(said.split()) + len(unsaid.split())
    truth = {word.token: (word.start, word.end) for word in parts[0].words}
    truth |= {w.token + skipped: (w.start + later, w.end + later) for w in parts[2].words}
    assert np.median(errors(placed, truth)) < 0.04
    scores = [one.score or 0.0 for one in placed[len(said.split()) : skipped] if one.found]
    assert len(scores) <= 6  # a word like "the" may be heard anywhere
    assert np.median(scores or [0.0]) < 0.8


@pytest.mark.parametrize("level", [0.0, 1e-4], ids=["digital", "faint noise"])
@pytest.mark.parametrize("text", ["there", "Hello you there"])
def test_no_word_is_found_in_silence(aligner: HmmAligner, text: str, level: float) -> None:
    samples = np.random.default_rng(1).normal(0, level, 3 * SAMPLE_RATE).astype(np.float32)
    assert not any(one.found for one in aligner.align(samples, tokenise(text, "en"), "en"))


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.3, 2.0])
def test_silence_and_sound_too_short_do_not_fail(aligner: HmmAligner, seconds: float) -> None:
    samples = np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)
    tokens = tokenise("Hello there, this text is longer than the sound - much longer.", "en")
    placed = aligner.align(samples, tokens, "en")
    assert len(placed) == len(tokens)
    assert all(0 <= one.start <= one.end <= seconds for one in placed if one.found)  # type: ignore[operator]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.integers(0, 12_000), st.sampled_from(["de", "en", "fr"]))
def test_any_text_over_any_length_keeps_order_and_bounds(
    aligner: HmmAligner, text: str, length: int, language: str
) -> None:
    samples = np.random.default_rng(0).normal(0, 0.05, length).astype(np.float32)
    tokens = tokenise(text, language)
    placed = aligner.align(samples, tokens, language)
    assert len(placed) == len(tokens)
    times = [t for one in placed if one.found for t in (one.start, one.end)]
    assert times == sorted(times)  # type: ignore[type-var]
    assert all(0 <= time <= length / SAMPLE_RATE for time in times)  # type: ignore[operator]
    assert all(one.score is not None and 0 <= one.score <= 1 for one in placed if one.found)


def test_the_same_input_gives_the_same_result(aligner: HmmAligner) -> None:
    samples = synthesise(ENGLISH, voice="en-us").samples
    tokens = tokenise(ENGLISH, "en")
    assert aligner.align(samples, tokens, "en") == HmmAligner().align(samples, tokens, "en")


def test_a_language_without_a_voice_is_refused(aligner: HmmAligner) -> None:
    with pytest.raises(InputError, match='speaks no "tlh"'):
        aligner.align(np.zeros(16_000, dtype=np.float32), tokenise("Qapla", "tlh"), "tlh")


def test_a_name_that_is_not_registered_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(ConfigError, match=r'no aligner "hhm"; valid: .*hmm'):
        make_aligner(AlignOptions(backend="hhm"))


def test_another_aligner_is_one_entry_of_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere:
        def align(self, samples: Samples, tokens: list[Token], language: str) -> list[Placed]:
            assert (len(samples), language) == (0, "de")
            return [Placed() for _ in tokens]

    monkeypatch.setitem(ALIGNERS, "nowhere", lambda _: Nowhere())
    made = make_aligner(AlignOptions(backend="nowhere"))
    assert made.align(np.zeros(0, dtype=np.float32), tokenise("ja", "de"), "de") == [Placed()]
