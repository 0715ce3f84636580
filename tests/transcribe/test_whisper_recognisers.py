"""The recognisers of the Whisper family on small checkpoints, with sockets blocked.

The checkpoints know a few demo sentences in four of the demo's voices; `tests/checkpoints` trains
them. Word error rate and boundaries are asserted at the figures that are promised: 10 %, 60 ms.
"""

import logging
import sys
import warnings

import numpy as np
import pytest
import soundfile

from unisono.audio import SAMPLE_RATE
from unisono.demo.voices import record
from unisono.errors import InstallError
from unisono.items import Batch
from unisono.store import read_rows, write_table
from unisono.tables import PROBE
from unisono.transcribe.batch import transcribe_batch
from unisono.transcribe.options import TranscribeOptions
from unisono.transcribe.registry import find_recogniser, recognise
from unisono.transcribe.utterances import SaidWord
from unisono.transcribe.whisper_family import Heard, utterances, whisper_language
from unisono.transcribe.whisper_options import WHISPERS, WhisperOptions

WORD_ERRORS = 0.10
BOUNDARY = 0.060

pytestmark = [
    pytest.mark.usefixtures("no_network"),
    pytest.mark.filterwarnings("default"),  # the libraries' own
]


def options_for(backend, folder, **values):
    weights = "demo.pt" if backend == "openai-whisper" else "ctranslate2"
    values = {"model": str(folder / weights), "device": "cpu", **values}
    if backend == "whisperx":
        values = {"word_model": str(folder / "wav2vec2"), **values}
    return TranscribeOptions(backend=backend, whisper=WhisperOptions(**values))


LOADED = {}


@pytest.fixture(params=WHISPERS)
def recogniser(request, checkpoints):
    """Each backend, loaded once."""
    name = request.param
    if name not in LOADED:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            LOADED[name] = find_recogniser(name).load(options_for(name, checkpoints))
    return LOADED[name]


def recordings(learnt):
    """Three sentences at a time, in every voice: language, recording."""
    rng = np.random.default_rng(5)
    return [
        (language, record(learnt.SENTENCES[language][first : first + 3], voice, rng))
        for language in learnt.LANGUAGES
        for voice in learnt.VOICES[language]
        for first in (0, 3)
    ]


def plain(text):
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()


def edits(said, heard):
    """Words to replace, leave out or put in (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, start=1):
        before, row[0] = row[:], number
        for place, other in enumerate(heard):
            row[place + 1] = min(
                before[place] + (word != other), before[place + 1] + 1, row[place] + 1
            )
    return row[-1]


def test_what_was_learnt_is_recognised_with_its_times(recogniser, learnt):
    wrong = total = 0
    errors = []
    for language, spoken in recordings(learnt):
        heard = recogniser(spoken.samples, language)
        truth = [word for sentence in spoken.sentences for word in sentence.words]
        words = [word for utterance in heard for word in utterance.words]
        wrong += edits(
            plain(" ".join(w.text for w in truth)), plain(" ".join(u.text for u in heard))
        )
        total += len(truth)
        if [plain(w.text) for w in words] == [plain(w.text) for w in truth]:
            pairs = zip(words, truth, strict=True)
            errors += [abs(d) for a, b in pairs for d in (a.start - b.start, a.end - b.end)]
    assert total == 190
    assert wrong / total <= WORD_ERRORS
    assert len(errors) >= 0.7 * 2 * total
    assert np.mean(errors) <= BOUNDARY


def test_sentences_become_utterances_in_order(recogniser, learnt):
    language, spoken = recordings(learnt)[0]
    heard = recogniser(spoken.samples, language)
    assert [u.text for u in heard] == [s.text for s in spoken.sentences]
    ends = [0.0, *(u.end for u in heard)]
    assert all(u.start >= end for u, end in zip(heard, ends, strict=False))
    assert all(u.start == u.words[0].start and u.end == u.words[-1].end for u in heard)
    assert ends[-1] <= len(spoken.samples) / SAMPLE_RATE
    assert all(0.3 < u.confidence <= 1 for u in heard)


def test_stretches_that_are_heard_together_say_what_they_say_alone(recogniser, learnt):
    chosen = [spoken.samples for language, spoken in recordings(learnt) if language == "en"]
    together = recognise(recogniser, [chosen[0], chosen[1][:100], *chosen[1:3]], "en")
    assert together[1] == []
    for samples, said in zip([chosen[0], *chosen[1:3]], [together[0], *together[2:]], strict=True):
        alone = recogniser(samples, "en")
        assert [u.text for u in said] == [u.text for u in alone]
        times = [[(w.start, w.end) for u in one for w in u.words] for one in (said, alone)]
        assert np.array(times[0]) == pytest.approx(np.array(times[1]), abs=0.05)


@pytest.mark.parametrize("backend", WHISPERS)
def test_a_batch_is_transcribed_quietly_and_accounted_for(
    backend, checkpoints, learnt, tmp_path, capfd, caplog
):
    audio = tmp_path / "audio"
    audio.mkdir()
    rows = []
    spoken = {name: recordings(learnt)[number][1] for name, number in (("a", 0), ("b", 4))}
    sounds = {name: one.samples for name, one in spoken.items()}
    sounds |= {"c": np.zeros(80_000, np.float32), "d": sounds["a"]}
    for media_id, samples in sounds.items():
        soundfile.write(audio / f"{media_id}.flac", samples, SAMPLE_RATE)
        row = dict.fromkeys(PROBE.columns)
        row |= {
            "media_id": media_id,
            "path": "/x",
            "kind": "audio",
            "streams": "",
            "sex": "unknown",
        }
        row |= {"status": "ok", "duration": len(samples) / SAMPLE_RATE, "audio": f"{media_id}.flac"}
        row |= {"language": {"a": "de-AT", "d": "tlh"}.get(media_id, "en")}
        rows.append(row)
    write_table("probe", tmp_path / "probe.parquet", rows)
    with caplog.at_level(logging.INFO):
        transcribe_batch(
            probe=tmp_path / "probe.parquet",
            upstream=(),
            audio=audio,
            segments=tmp_path / "segments.parquet",
            options=options_for(backend, checkpoints),
            batch=Batch(stage="transcribe", name="1", accounting=tmp_path / "accounting.parquet"),
        )
    said = read_rows(tmp_path / "segments.parquet")
    assert {row["source"] for row in said} == {backend}
    for media_id, one in spoken.items():
        own = [row for row in said if row["media_id"] == media_id]
        text = plain(" ".join(row["text"] for row in own))
        truth = plain(" ".join(sentence.text for sentence in one.sentences))
        assert edits(truth, text) <= 0.1 * len(truth)
        assert abs(own[0]["start"] - one.sentences[0].start) < 0.15
        assert abs(own[-1]["end"] - one.sentences[-1].end) < 0.15
    accounts = {row["media_id"]: row["code"] for row in read_rows(tmp_path / "accounting.parquet")}
    assert accounts == {"a": None, "b": None, "c": "silence", "d": "language_not_supported"}
    assert len(caplog.records) <= 6
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("backend", WHISPERS)
def test_the_language_can_be_left_to_the_model(backend, checkpoints, learnt):
    recogniser = find_recogniser(backend).load(options_for(backend, checkpoints, language="auto"))
    spoken = dict(recordings(learnt))
    for one in spoken.values():
        text = " ".join(u.text for u in recogniser(one.samples, "tlh"))
        truth = plain(" ".join(sentence.text for sentence in one.sentences))
        assert edits(truth, plain(text)) <= 0.1 * len(truth)


@pytest.mark.parametrize("backend", WHISPERS)
def test_weights_that_are_not_there_are_one_sentence(backend, checkpoints, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for model in (str(tmp_path / "nowhere"), "large-v3"):
        with pytest.raises(InstallError) as caught:
            find_recogniser(backend).load(options_for(backend, checkpoints, model=model))
        sentence = str(caught.value)
        assert sentence.startswith('the model "')
        assert f'of the backend "{backend}" was not found (looked ' in sentence
        assert "large-v3" in sentence or str(tmp_path / "nowhere") in sentence
        assert sentence.endswith(
            "or set transcribe: backend to pocketsphinx (English) or to transcript"
        )
        assert "\n" not in sentence


@pytest.mark.parametrize("backend", ["faster-whisper", "whisperx"])
def test_a_folder_that_lacks_files_is_refused_before_the_hub_is_asked(
    backend, checkpoints, tmp_path
):
    (tmp_path / "model.bin").write_bytes(b"")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InstallError, match=r"lacks tokenizer\.json \(looked in"):
        find_recogniser(backend).load(options_for(backend, checkpoints, model=str(tmp_path)))


@pytest.mark.parametrize("backend", WHISPERS)
def test_weights_that_cannot_be_read_are_one_sentence(backend, checkpoints, tmp_path):
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{}")
    (tmp_path / "demo.pt").write_bytes(b"not weights")
    model = tmp_path / "demo.pt" if backend == "openai-whisper" else tmp_path
    with pytest.raises(InstallError, match="cannot be loaded with device") as caught:
        find_recogniser(backend).load(options_for(backend, checkpoints, model=str(model)))
    assert "\n" not in str(caught.value)


def test_weights_that_would_run_code_are_refused(checkpoints, tmp_path):
    torch = pytest.importorskip("torch")
    path = tmp_path / "evil.pt"
    torch.save({"dims": {}, "model_state_dict": _Evil(tmp_path / "was-here")}, path)
    with pytest.raises(InstallError, match="cannot be loaded"):
        find_recogniser("openai-whisper").load(
            options_for("openai-whisper", checkpoints, model=str(path))
        )
    assert not (tmp_path / "was-here").exists()


class _Evil:
    """Pickled, it makes a file when it is read."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


@pytest.mark.parametrize(
    ("backend", "module"),
    [
        ("faster-whisper", "faster_whisper"),
        ("openai-whisper", "whisper"),
        ("whisperx", "whisperx"),
    ],
)
def test_a_missing_package_is_one_sentence(backend, module, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, module, None)
    extra = "whisperx" if backend == "whisperx" else "whisper"
    with pytest.raises(InstallError) as caught:
        find_recogniser(backend).load(options_for(backend, tmp_path))
    assert f'the backend "{backend}" needs the package ' in str(caught.value)
    assert f'pip install "unisono[{extra}]"' in str(caught.value)


def test_text_that_nobody_can_have_said_in_its_time_is_left_out():
    said = Heard(text=" Thank you.", start=0.0, end=0.5)
    made_up = Heard(text=" Thanks for watching!", start=0.5, end=0.52)
    assert [u.text for u in utterances([said, made_up], 1.0)] == ["Thank you."]


def test_the_first_word_begins_no_earlier_than_its_time_stamp_and_the_last_ends_no_later():
    words = [
        SaidWord(text=" Good", start=0.0, end=0.7, confidence=0.5),
        SaidWord(text=" morning.", start=0.7, end=2.0, confidence=0.7),
    ]
    (one,) = utterances([Heard(text=" Good morning.", start=0.4, end=1.3, words=words)], 1.9)
    assert [(w.text, w.start, w.end) for w in one.words] == [
        ("Good", 0.4, 0.7),
        ("morning.", 0.7, 1.3),
    ]
    assert (one.start, one.end, one.confidence) == (0.4, 1.3, pytest.approx(0.6))


@pytest.mark.parametrize(
    ("language", "wanted", "code"),
    [
        ("de-AT", "manifest", "de"),
        ("nb", "manifest", "no"),
        ("de", "en", "en"),
        ("de", "auto", None),
    ],
)
def test_whisper_is_told_the_language_by_its_own_code(language, wanted, code):
    assert whisper_language(language, wanted) == code


def test_chunks_that_whisper_cannot_hear_at_once_are_refused():
    with pytest.raises(
        ValueError, match=r"max_chunk is 60 and whisperx hears at most 30 s at once"
    ):
        TranscribeOptions(backend="whisperx", max_chunk=60.0)
    assert TranscribeOptions(backend="pocketsphinx", max_chunk=60.0).max_chunk == 60.0
