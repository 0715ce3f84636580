"""The ctc aligner on the small wav2vec2, with sockets blocked: 60 ms on average."""

import sys

import numpy as np
import pytest

from unisono.align.options import AlignOptions
from unisono.align.registry import make_aligner
from unisono.align.tokens import tokenise
from unisono.align.wav2vec_options import Wav2vecOptions
from unisono.demo.voices import record
from unisono.errors import InstallError

BOUNDARY = 0.060

pytestmark = [
    pytest.mark.usefixtures("no_network"),
    pytest.mark.filterwarnings("default"),  # the libraries' own
]


LOADED = {}


def load(checkpoints, **values):
    wav2vec = Wav2vecOptions(model=str(checkpoints / "wav2vec2"), device="cpu", **values)
    return make_aligner(AlignOptions(backend="ctc", wav2vec=wav2vec))


@pytest.fixture
def aligner(checkpoints):
    if not LOADED:
        LOADED["ctc"] = load(checkpoints)
    return LOADED["ctc"]


def spoken(learnt, language, first=0, voice=0):
    rng = np.random.default_rng(5)
    sentences = learnt.SENTENCES[language][first : first + 3]
    return record(sentences, learnt.VOICES[language][voice], rng)


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


def test_a_long_recording_is_heard_in_windows_without_a_seam(checkpoints, aligner, learnt):
    parts = [spoken(learnt, "de", first, voice) for voice in (0, 1) for first in (0, 3)]
    samples = np.concatenate([part.samples for part in parts])
    short = load(checkpoints, window=5.0)
    whole, pieced = aligner.emissions(samples), short.emissions(samples)
    assert whole.shape == pieced.shape == ((len(samples) - 400) // 320 + 1, whole.shape[1])
    assert np.allclose(np.exp(whole).sum(axis=1), 1.0, atol=1e-4)
    same = whole.argmax(axis=1) == pieced.argmax(axis=1)
    assert same.mean() > 0.97
    tokens = tokenise(" ".join(s.text for part in parts for s in part.sentences), "de")
    placed = short.align(samples, tokens, "de")
    offsets = np.cumsum([0.0, *(part.duration for part in parts[:-1])])
    truth = [
        word.start + offset
        for part, offset in zip(parts, offsets, strict=True)
        for sentence in part.sentences
        for word in sentence.words
    ]
    found = [place.start for place in placed]
    assert np.mean(np.abs(np.array(found) - np.array(truth))) <= BOUNDARY


def test_what_the_model_cannot_spell_breaks_nothing(aligner, learnt):
    one = spoken(learnt, "de")
    texts = [s.text for s in one.sentences]
    tokens = tokenise(f"{texts[0]} — 日本 ??? {texts[1]} {texts[2]}", "de")
    placed = aligner.align(one.samples, tokens, "de")
    assert len(placed) == len(tokens)
    last = one.sentences[-1].words[-1]
    assert placed[-1].start == pytest.approx(last.start, abs=0.06)
    marks = [number for number, token in enumerate(tokens) if token.text in ("—", "日本", "???")]
    assert not any(placed[number].found for number in marks)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.03])
def test_too_little_sound_finds_nothing_impossible(aligner, seconds):
    noise = np.random.default_rng(0).normal(0, 0.1, round(seconds * 16_000)).astype(np.float32)
    placed = aligner.align(noise, tokenise("one two three four", "en"), "en")
    assert sum(place.found for place in placed) <= 1


def test_silence_and_an_empty_text_find_nothing(aligner):
    silent = np.zeros(32_000, np.float32)
    assert not any(p.found for p in aligner.align(silent, tokenise("hello", "en"), "en"))
    assert aligner.align(silent, [], "en") == []


def test_a_model_whose_units_are_no_letters_is_refused(checkpoints, tmp_path):
    import shutil

    folder = shutil.copytree(checkpoints / "wav2vec2", tmp_path / "phones")
    (folder / "vocab.json").write_text('{"<pad>": 0, "aː": 1, "tʃ": 2}')
    with pytest.raises(InstallError, match="its units are not letters"):
        make_aligner(AlignOptions(backend="ctc", wav2vec=Wav2vecOptions(model=str(folder))))


def test_weights_that_are_not_there_are_one_sentence(checkpoints, tmp_path):
    for model in (str(tmp_path / "none"), "facebook/none"):
        with pytest.raises(InstallError) as caught:
            make_aligner(AlignOptions(backend="ctc", wav2vec=Wav2vecOptions(model=model)))
        assert f'the model "{model}" of the backend "ctc" was not found' in str(caught.value)
        assert str(caught.value).endswith("or set align: backend to hmm or dtw")


def test_a_missing_package_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(InstallError, match=r'the backend "ctc" needs the package torch'):
        make_aligner(AlignOptions(backend="ctc"))


def test_a_frame_of_wav2vec2_stands_for_the_middle_20_ms_of_what_it_sees():
    from unisono.align.ctc import FrameClock

    clock = FrameClock.of((10, 3, 3, 3, 3, 2, 2), (5, 2, 2, 2, 2, 2, 2))
    assert (clock.stride, clock.field) == (320, 400)
    assert [clock.frames(n) for n in (0, 399, 400, 719, 720, 16_000)] == [0, 0, 1, 1, 2, 49]
    middle = (clock.boundary(7) + clock.boundary(8)) / 2
    assert middle == pytest.approx((7 * 320 + 200) / 16_000)
