"""The dtw backend on speech whose word times are known.

Tolerances: generated speech is of other voices and rates than those of the aligner, yet of
the same synthesiser, so its mean error must be below 20 ms (50 ms with noise at 10 dB); for
hand-labelled English it is 30 ms, the figure that the project promises.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.align import dtw, pyramid
from unisono.align.comparable import levels
from unisono.align.dtw import DtwAligner
from unisono.align.likeness import OTHERS, _costs
from unisono.align.options import AlignOptions
from unisono.align.pyramid import Limits, chain
from unisono.align.registry import Placed
from unisono.align.synthetic import matching_rate, speak
from unisono.align.tokens import tokenise
from unisono.align.warping import FOREIGN, PAUSE, SPEECH, Reference, Steps, warp
from unisono.audio import SAMPLE_RATE
from unisono.espeak.synthesis import Speech, synthesise

GERMAN = (
    "Frau Präsidentin, meine Damen und Herren! Wir beraten heute über den Haushalt "
    "des Landes. Die Bürger erwarten zu Recht, dass wir ihre Sorgen ernst nehmen."
)
ENGLISH = (
    "My fellow citizens, we have come here today to talk about the future of our country. "
    "It will cost a lot of money, and it is worth every cent."
)


@pytest.fixture(scope="module")
def dtw_aligner() -> DtwAligner:
    return DtwAligner(AlignOptions(backend="dtw"))


def errors(placed: list[Placed], truth: dict[int, tuple[float, float]]) -> np.ndarray:
    """Differences of starts and ends, of the words that have a truth; all must be found."""
    pairs = [(placed[i].start, placed[i].end, *times) for i, times in truth.items()]
    values = np.array(pairs, dtype=float)
    return values[:, :2] - values[:, 2:]


def truth_of(speech: Speech, later: float = 0.0, after: int = 0) -> dict[int, tuple[float, float]]:
    return {
        word.token + after: (word.start + later, word.end + later)
        for word in speech.words
        if word.exact
    }


@pytest.mark.parametrize(
    ("text", "voice", "rate", "language"),
    [
        (GERMAN, "de+f5", 130, "de"),
        (GERMAN, "de+m7", 210, "de-AT"),
        (ENGLISH, "en-gb-x-rp+f2", 190, "en"),
        ("Mesdames et messieurs, parlons de l'avenir de notre pays.", "fr+f5", 180, "fr"),
        ("Дамы и господа, мы должны говорить о будущем страны.", "ru+m7", 150, "ru"),
    ],
)
def test_words_of_other_voices_and_rates_are_found_without_bias(
    dtw_aligner: DtwAligner, text: str, voice: str, rate: int, language: str
) -> None:
    speech = synthesise(text, voice=voice, rate=rate)
    tokens = tokenise(text, language)
    placed = dtw_aligner.align(speech.samples, tokens, language)
    found = errors(placed, truth_of(speech))
    assert [one.found for one in placed] == [bool(token.words) for token in tokens]
    assert np.abs(found).mean() < 0.02
    assert np.all(np.abs(found.mean(axis=0)) < 0.015)


def test_noise_at_10_db_keeps_words_in_place(dtw_aligner: DtwAligner) -> None:
    speech = synthesise(GERMAN, voice="de+f5", rate=140)
    level = np.sqrt(np.mean(speech.samples**2) / 10)
    noise = np.random.default_rng(1).normal(0, level, len(speech.samples)).astype(np.float32)
    placed = dtw_aligner.align(speech.samples + noise, tokenise(GERMAN, "de"), "de")
    assert np.abs(errors(placed, truth_of(speech))).mean() < 0.05


def test_words_labelled_by_hand_are_found_without_bias(
    dtw_aligner: DtwAligner, hand_labelled: Any
) -> None:
    found = []
    for _, samples, words in hand_labelled:
        tokens = tokenise(" ".join(word for word, _, _ in words), "en")
        placed = dtw_aligner.align(samples, tokens, "en")
        found.append(errors(placed, {i: times for i, (_, *times) in enumerate(words)}))
    differences = np.concatenate(found)
    assert differences.shape == (62, 2)
    assert np.abs(differences).mean() < 0.03
    assert np.all(np.abs(differences.mean(axis=0)) < 0.01)


def test_a_long_pause_between_words_moves_none(dtw_aligner: DtwAligner) -> None:
    speech = synthesise(ENGLISH, voice="en-us+f5")
    gap = np.random.default_rng(0).normal(0, 1e-3, 8 * SAMPLE_RATE).astype(np.float32)
    tokens = tokenise(f"{ENGLISH} {ENGLISH}", "en")
    samples = np.concatenate([speech.samples, gap, speech.samples])
    placed = dtw_aligner.align(samples, tokens, "en")
    later = (len(speech.samples) + len(gap)) / SAMPLE_RATE
    truth = truth_of(speech) | truth_of(speech, later, len(ENGLISH.split()))
    assert np.abs(errors(placed, truth)).mean() < 0.02


def edited(dtw_aligner: DtwAligner) -> tuple[list[Placed], dict[int, tuple[float, float]]]:
    """A recording with a sentence that is not written, and a text with one not said."""
    said = "Good morning everybody, the committee will now come to order."
    unwritten = "Could somebody please close the windows over there, it is getting cold."
    unsaid = "The minutes of the last three meetings were approved without objection."
    after = "The first item on our agenda is the report of the treasurer for this year."
    parts = [synthesise(text, voice="en-us+f5") for text in (said, unwritten, ENGLISH, after)]
    text = f"{said} {ENGLISH} {unsaid} {after}"
    samples = np.concatenate([part.samples for part in parts])
    placed = dtw_aligner.align(samples, tokenise(text, "en"), "en")
    ends = np.cumsum([len(part.samples) for part in parts]) / SAMPLE_RATE
    truth = truth_of(parts[0]) | truth_of(parts[2], ends[1], len(said.split()))
    skipped = len(f"{said} {ENGLISH} {unsaid}".split())
    return placed, truth | truth_of(parts[3], ends[2], skipped)


@pytest.mark.parametrize("small", [False, True], ids=["whole table", "coarse to fine"])
def test_speech_without_text_and_text_without_speech_leave_the_rest_in_place(
    dtw_aligner: DtwAligner, monkeypatch: pytest.MonkeyPatch, small: bool
) -> None:
    if small:
        monkeypatch.setattr(pyramid, "SMALL", 1000)
        monkeypatch.setattr(pyramid, "CELLS", 20_000)
        monkeypatch.setattr(dtw, "TRIAL", 300)
    placed, truth = edited(dtw_aligner)
    known = {i: times for i, times in truth.items() if placed[i].found}
    assert len(known) >= len(truth) - 1
    found = np.abs(errors(placed, known))
    assert np.median(found) < 0.01
    assert np.mean(found < 0.1) > 0.9


def test_a_wrong_text_has_lower_scores_than_the_right_one(dtw_aligner: DtwAligner) -> None:
    samples = synthesise(ENGLISH, voice="en-us+f5").samples
    medians = []
    for text in (ENGLISH, "This recipe asks for three eggs, flour, sugar and much patience."):
        placed = dtw_aligner.align(samples, tokenise(text, "en"), "en")
        medians.append(np.median([one.score or 0.0 for one in placed]))
    assert medians[0] > 0.8
    assert medians[1] < 0.5


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.integers(0, 12_000), st.sampled_from(["de", "en", "hi"]))
def test_any_text_over_any_length_keeps_order_and_bounds(
    dtw_aligner: DtwAligner, text: str, length: int, language: str
) -> None:
    samples = np.random.default_rng(0).normal(0, 0.05, length).astype(np.float32)
    tokens = tokenise(text, language)
    placed = dtw_aligner.align(samples, tokens, language)
    assert len(placed) == len(tokens)
    times = [t for one in placed if one.found for t in (one.start, one.end)]
    assert times == sorted(times)  # type: ignore[type-var]
    assert all(0 <= time <= length / SAMPLE_RATE for time in times)  # type: ignore[operator]
    assert all(one.score is not None and 0 <= one.score <= 1 for one in placed if one.found)


def test_the_cost_of_a_word_alone_is_that_of_its_warp() -> None:
    generator = np.random.default_rng(0)
    recording = generator.normal(size=(20, 4)).astype(np.float32)
    speech = generator.normal(size=(50, 4)).astype(np.float32)
    steps = Steps(stay=0.1, advance=0.1, share=0.5, most=0.6, foreign=1.0, entry=5.0)
    costs = _costs(
        recording, speech, np.array([[3, 15]]), np.array([[20, 30]]), np.array([0.1, 0.1, 0.5, 0.6])
    )
    kind = np.full(10, SPEECH, dtype=np.uint8)
    own = warp(
        recording[3:15], np.zeros(12, np.float32), Reference(values=speech[20:30], kind=kind), steps
    )
    assert costs.shape == (1, OTHERS + 1)
    assert costs[0, 0] == pytest.approx(own.cost / 12, rel=1e-5)


def test_a_pause_foreign_speech_and_a_pause_stand_around_every_word() -> None:
    found = chain(np.array([0, 0, 2, 2, 2]))
    gap = [PAUSE, FOREIGN, PAUSE]
    assert found.kind.tolist() == [*gap, SPEECH, SPEECH, *gap, SPEECH, SPEECH, SPEECH, *gap]
    assert found.place.tolist() == [3, 4, 8, 9, 10, 14]


def test_limits_move_with_the_words_of_another_voice() -> None:
    word, other = np.repeat([0, 1, 2], [4, 4, 4]), np.repeat([0, 1, 2], [8, 2, 4])
    moved = Limits(low=np.array([0, 2, 4, 8]), high=np.array([4, 6, 8, 12])).moved(word, other)
    assert moved.low.tolist() == [0, 4, 8, 10]
    assert moved.high.tolist() == [8, 9, 10, 14]


def test_frames_of_synthetic_speech_belong_to_the_word_that_is_said() -> None:
    words = ["one", "two", "three"] * 40  # more than are spoken at a time
    found = speak(words, voice="en-us", rate=160, floor=37.0)
    assert len(found.values) == len(found.word)
    assert np.array_equal(np.unique(found.word), np.arange(len(words)))
    assert np.all(np.diff(found.word) >= 0)


def test_a_text_is_spoken_as_fast_as_it_was_in_the_recording() -> None:
    words = ENGLISH.split()
    usual = len(speak(words, voice="en-us", rate=160, floor=37.0).word) / 100
    assert matching_rate(words, voice="en-us", seconds=usual) == pytest.approx(160, abs=2)
    assert matching_rate(words, voice="en-us", seconds=usual / 1.5) == pytest.approx(240, abs=3)
    assert matching_rate(words, voice="en-us", seconds=1000.0) == 80


def test_levels_follow_a_speaker_who_becomes_quieter() -> None:
    generator = np.random.default_rng(0)
    seconds = np.arange(60 * SAMPLE_RATE) / SAMPLE_RATE
    said = (seconds % 2) < 1
    loud = np.where(seconds < 30, 0.3, 0.01)
    samples = generator.normal(0, 1, len(said)) * np.where(said, loud, loud / 100)
    frames = len(samples) // 160 - 2
    active = levels(samples.astype(np.float32), frames).active
    middle = np.minimum(np.arange(frames) * 160 + 205, len(said) - 1)
    assert np.mean(active == said[middle]) > 0.9
