"""Synthetic speech: the same every time, and its words where they are heard."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.audio import SAMPLE_RATE, Samples
from unisono.errors import InputError
from unisono.espeak.synthesis import Speech, synthesise

SENTENCE = "Frau Präsidentin, die Bürgerunion hat recht. Fragen Sie heute, aber fragen Sie."


def level(samples: Samples, start: float, end: float) -> float:
    """Level of a stretch in dB."""
    part = samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)].astype(float)
    return float(10 * np.log10(np.mean(part**2) + 1e-12))


@pytest.fixture(scope="module")
def speech() -> Speech:
    return synthesise(SENTENCE, voice="de")


def test_every_token_is_a_word_in_order(speech: Speech) -> None:
    assert [word.text for word in speech.words] == SENTENCE.split()
    assert all(word.exact for word in speech.words)
    times = [time for word in speech.words for time in (word.start, word.end)]
    assert times == sorted(times)


def test_a_word_after_a_pause_starts_where_the_sound_starts(speech: Speech) -> None:
    # Unvoiced starts have up to 15 ms of silence (and plosives their closure) inside the word.
    after_pause = [
        word
        for before, word in zip(speech.words, speech.words[1:], strict=False)
        if word.start > before.end
    ]
    assert [word.text for word in after_pause] == ["die", "Fragen", "aber"]
    for word in after_pause:
        assert level(speech.samples, word.start - 0.05, word.start) < -60
        assert level(speech.samples, word.start, word.start + 0.08) > -45


def test_a_word_before_a_pause_ends_where_the_sound_ends(speech: Speech) -> None:
    for before, word in zip(speech.words, speech.words[1:], strict=False):
        if word.start > before.end:
            assert level(speech.samples, before.end - 0.03, before.end) > -45
            assert level(speech.samples, before.end + 0.01, word.start) < -60


def test_earlier_speech_leaves_no_trace(speech: Speech) -> None:
    synthesise("Nein!", voice="en-us+f3", rate=300, pitch=90)
    again = synthesise(SENTENCE, voice="de")
    assert np.array_equal(again.samples, speech.samples)
    assert again.words == speech.words


@pytest.mark.parametrize("voice", ["de+klatt4", "de+f2", "en-us+Andy"])
def test_noisy_voices_are_deterministic(voice: str) -> None:
    first, second = (synthesise("so it is said", voice=voice).samples for _ in range(2))
    assert np.array_equal(first, second)


def test_a_group_spoken_as_one_word_is_divided_and_marked() -> None:
    words = synthesise("out of the house", voice="en-us").words
    assert [(word.text, word.exact) for word in words] == [
        ("out", False),
        ("of", False),
        ("the", True),
        ("house", True),
    ]
    assert words[0].start < words[0].end == words[1].start < words[1].end == words[2].start


def test_a_number_is_one_word_with_all_its_parts() -> None:
    words = synthesise("die 1500 Euro", voice="de").words
    assert [word.text for word in words] == ["die", "1500", "Euro"]
    assert words[1].end - words[1].start > 0.8


def test_a_lone_dash_is_no_word_but_keeps_its_place() -> None:
    words = synthesise("ja — nein", voice="de").words
    assert [(word.text, word.token) for word in words] == [("ja", 0), ("nein", 2)]


def test_a_higher_rate_is_shorter() -> None:
    slow, fast = (len(synthesise(SENTENCE, voice="de", rate=r).samples) for r in (120, 240))
    assert fast < 0.7 * slow


def test_an_unknown_voice_is_named() -> None:
    with pytest.raises(InputError, match='no voice "de-XX"'):
        synthesise("Hallo", voice="de-XX")


def test_empty_text_has_no_words() -> None:
    assert synthesise(" \n", voice="de").words == ()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gives_ordered_words_within_the_sound(text: str) -> None:
    speech = synthesise(text, voice="de", rate=450)
    tokens = [word.token for word in speech.words]
    assert tokens == sorted(set(tokens))
    times = [time for word in speech.words for time in (word.start, word.end)]
    assert times == sorted(times)
    if times:
        assert times[0] >= 0
        assert times[-1] <= len(speech.samples) / SAMPLE_RATE
