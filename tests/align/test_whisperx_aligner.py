"""The whisperx aligner on the small wav2vec2, with sockets blocked: 60 ms on average."""

import numpy as np
import pytest

from unisono.align.options import AlignOptions
from unisono.align.registry import make_aligner
from unisono.align.tokens import tokenise
from unisono.align.wav2vec_options import Wav2vecOptions
from unisono.demo.voices import record
from unisono.errors import InstallError
from unisono.items import ItemError

BOUNDARY = 0.060

pytestmark = [
    pytest.mark.usefixtures("no_network"),
    pytest.mark.filterwarnings("default"),  # the libraries' own
]


LOADED = {}


@pytest.fixture
def aligner(checkpoints):
    if not LOADED:
        wav2vec = Wav2vecOptions(model=str(checkpoints / "wav2vec2"), device="cpu")
        LOADED["whisperx"] = make_aligner(AlignOptions(backend="whisperx", wav2vec=wav2vec))
    return LOADED["whisperx"]


def spoken(learnt, language, first=0):
    voice = learnt.VOICES[language][0]
    return record(learnt.SENTENCES[language][first : first + 3], voice, np.random.default_rng(5))


def test_boundaries_are_within_60_ms_on_average(aligner, learnt):
    errors = []
    for language in learnt.LANGUAGES:
        for first in (0, 3):
            one = spoken(learnt, language, first)
            tokens = tokenise(" ".join(s.text for s in one.sentences), language)
            truth = [word for sentence in one.sentences for word in sentence.words]
            placed = aligner.align(one.samples, tokens, language)
            for word, place in zip(truth, placed, strict=True):
                errors += [place.start - word.start, place.end - word.end]
                assert 0.0 <= place.score <= 1.0
    assert len(errors) == 190
    assert np.mean(np.abs(errors)) <= BOUNDARY
    assert np.max(np.abs(errors)) <= 0.15


def test_digits_signs_and_letters_that_the_model_lacks_break_nothing(aligner, learnt):
    one = spoken(learnt, "de")
    texts = [s.text for s in one.sentences]
    tokens = tokenise(f"{texts[0]} — § 218a 日本 {texts[1]} ??? {texts[2]}", "de")
    placed = aligner.align(one.samples, tokens, "de")
    assert len(placed) == len(tokens)
    last = one.sentences[-1].words[-1]
    assert placed[-1].start == pytest.approx(last.start, abs=0.06)
    assert not placed[[token.text for token in tokens].index("—")].found


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.03])
def test_too_little_sound_finds_nothing(aligner, seconds):
    noise = np.random.default_rng(0).normal(0, 0.1, round(seconds * 16_000)).astype(np.float32)
    placed = aligner.align(noise, tokenise("one two three four", "en"), "en")
    assert [place.found for place in placed] == [False] * 4


def test_silence_and_an_empty_text_find_nothing(aligner):
    silent = np.zeros(32_000, np.float32)
    assert not any(p.found for p in aligner.align(silent, tokenise("hello", "en"), "en"))
    assert aligner.align(silent, [], "en") == []


def test_text_without_times_for_a_long_recording_is_refused_with_a_way_out(aligner):
    noise = np.random.default_rng(0).normal(0, 0.1, 130 * 16_000).astype(np.float32)
    with pytest.raises(ItemError, match=r"2 words have to be found in 130 s at once and whisperx"):
        aligner.align(noise, tokenise("one two", "en"), "en")


def test_weights_that_are_not_there_are_one_sentence(checkpoints, tmp_path):
    for model in (str(tmp_path / "none"), "facebook/none"):
        with pytest.raises(InstallError) as caught:
            make_aligner(AlignOptions(backend="whisperx", wav2vec=Wav2vecOptions(model=model)))
        assert f'the model "{model}" of the backend "whisperx" was not found' in str(caught.value)
        assert str(caught.value).endswith("or set align: backend to hmm or dtw")
