"""What every aligner of the default installation promises, whatever its method."""

import numpy as np
import pytest

from unisono.align.options import AlignOptions
from unisono.align.registry import ALIGNERS, Aligner, Placed, make_aligner
from unisono.align.tokens import tokenise
from unisono.audio import SAMPLE_RATE, Samples
from unisono.errors import InputError
from unisono.espeak.synthesis import synthesise

TEXT = (
    "My fellow citizens, we have come here today to talk - at last - about the future. "
    "It will cost 25 million dollars, and it is worth every cent."
)
OFFLINE = sorted({"hmm", "dtw"} & set(ALIGNERS))


@pytest.fixture(scope="module", params=OFFLINE)
def any_aligner(request: pytest.FixtureRequest) -> Aligner:
    return make_aligner(AlignOptions(backend=request.param))


@pytest.fixture(scope="module")
def speech() -> Samples:
    return synthesise(TEXT, voice="en-us+f3", rate=175).samples


def times_of(placed: list[Placed]) -> list[float]:
    return [time for one in placed if one.found for time in (one.start, one.end)]  # type: ignore[misc]


def test_both_embedded_aligners_are_registered() -> None:
    assert OFFLINE == ["dtw", "hmm"]


def test_every_token_that_is_said_is_found_in_order_with_a_score(
    any_aligner: Aligner, speech: Samples
) -> None:
    tokens = tokenise(TEXT, "en")
    placed = any_aligner.align(speech, tokens, "en")
    assert [one.found for one in placed] == [bool(token.words) for token in tokens]
    times = times_of(placed)
    assert len(times) >= 50
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= len(speech) / SAMPLE_RATE
    assert all(one.score is not None and 0 <= one.score <= 1 for one in placed if one.found)


def test_the_same_sound_gives_the_same_times(any_aligner: Aligner, speech: Samples) -> None:
    tokens = tokenise(TEXT, "en")
    first = any_aligner.align(speech, tokens, "en")
    assert any_aligner.align(speech, tokens, "en") == first


@pytest.mark.parametrize("text", ["", "- ... !", "– —"])
def test_text_without_words_has_none(any_aligner: Aligner, speech: Samples, text: str) -> None:
    tokens = tokenise(text, "en")
    assert any_aligner.align(speech, tokens, "en") == [Placed()] * len(tokens)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.03, 2.0])
def test_silence_has_no_words(any_aligner: Aligner, seconds: float) -> None:
    samples = np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)
    placed = any_aligner.align(samples, tokenise(TEXT, "en"), "en")
    assert not any(one.found for one in placed)
    assert len(placed) == len(TEXT.split())


@pytest.mark.parametrize("seconds", [0.005, 0.03, 0.1, 0.5])
def test_more_text_than_sound_keeps_order_and_bounds(
    any_aligner: Aligner, speech: Samples, seconds: float
) -> None:
    samples = speech[SAMPLE_RATE : SAMPLE_RATE + round(seconds * SAMPLE_RATE)]
    placed = any_aligner.align(samples, tokenise(TEXT, "en"), "en")
    assert len(placed) == len(TEXT.split())
    times = times_of(placed)
    assert times == sorted(times)
    assert all(0 <= time <= seconds for time in times)


@pytest.mark.parametrize("language", ["tlh", "not a tag"])
def test_a_language_that_nobody_speaks_is_refused(
    any_aligner: Aligner, speech: Samples, language: str
) -> None:
    with pytest.raises(InputError, match=language):
        any_aligner.align(speech, tokenise("Qapla", language), language)
