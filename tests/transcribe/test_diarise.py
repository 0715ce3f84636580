"""Voices are given to the utterances they overlap; without whisperx or weights it is said so."""

import sys
import types

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.errors import InstallError
from unisono.items import Item
from unisono.transcribe.diarisation_options import DiarisationOptions
from unisono.transcribe.diarise import Pyannote, Turn, by_turns, with_voices
from unisono.transcribe.options import TranscribeOptions
from unisono.transcribe.speakers import Speakers
from unisono.transcribe.utterances import Utterance


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    """What loading the pipeline sets does not outlive the test."""
    monkeypatch.setenv("PYANNOTE_METRICS_ENABLED", "false")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def said(start=None, end=None, **values) -> Utterance:
    return Utterance(text="bla", start=start, end=end, **values)


def turn(start, end, voice) -> Turn:
    return Turn(start=start, end=end, voice=voice)


TURNS = [turn(0.0, 2.0, "A"), turn(2.0, 5.0, "B"), turn(4.5, 6.0, "A")]


@pytest.mark.parametrize(
    ("start", "end", "voice"),
    [
        (0.5, 1.5, "A"),
        (1.5, 3.0, "B"),
        (1.0, 2.9, "A"),
        (3.0, 6.0, "B"),  # 2 s of B, 1.5 s of A
        (0.0, 6.0, "A"),  # 2 s and 1.5 s of A, 3 s of B
        (6.5, 7.0, None),
        (6.0, 7.0, None),  # touching is not overlapping
        (None, None, None),
    ],
)
def test_an_utterance_is_said_by_the_voice_that_speaks_longest_in_it(start, end, voice):
    assert by_turns([said(start, end)], TURNS) == [voice]


@pytest.mark.parametrize("order", [1, -1])
def test_of_voices_that_speak_equally_long_the_first_is_taken(order):
    turns = [turn(1.1, 1.4, "B"), turn(0.1, 0.4, "C"), turn(1.1, 1.4, "A")][::order]
    assert by_turns([said(0.0, 2.0), said(1.0, 2.0)], turns) == ["C", "A"]


def test_without_turns_nobody_is_known():
    assert by_turns([said(0.0, 1.0)], []) == [None]
    assert by_turns([], TURNS) == []


times = st.floats(0, 100).map(lambda time: round(time, 3))
spans = st.tuples(times, times).map(sorted)


@given(
    st.lists(spans, max_size=8),
    st.lists(st.tuples(spans, st.sampled_from("ABC")), max_size=8),
)
def test_voices_are_those_of_a_plain_count(utterances, turns):
    found = by_turns(
        [said(start, end) for start, end in utterances],
        [turn(start, end, voice) for (start, end), voice in turns],
    )
    for (start, end), voice in zip(utterances, found, strict=True):
        shared = dict.fromkeys("ABC", 0)
        for (first, last), who in turns:  # in milliseconds, exactly
            overlap = round(1000 * min(end, last)) - round(1000 * max(start, first))
            shared[who] += max(0, overlap)
        most = max(shared.values())
        assert (voice is None) if most == 0 else (shared[voice] == most)


def test_voices_are_named_for_their_recording_and_given_names_stand():
    utterances = [said(0.5, 1.5), said(2.5, 3.0, speaker_id="dora"), said(9.0, 9.5)]
    found = with_voices(utterances, TURNS, "r1", "ann")
    assert [one.speaker_id for one in found] == ["r1:A", "dora", None]


def test_the_only_voice_is_the_speaker_of_the_manifest():
    turns = [turn(0.0, 5.0, "A")]
    assert with_voices([said(0.0, 1.0)], turns, "r1", "ann")[0].speaker_id == "ann"
    assert with_voices([said(0.0, 1.0)], turns, "r1", None)[0].speaker_id == "r1:A"


ROW = {"media_id": "r1", "audio": "r1.flac", "channels": 1, "speaker_id": "ann"}
DIARISE = TranscribeOptions(speakers="diarise")


def test_the_model_is_loaded_once_and_only_for_utterances_without_speaker(tmp_path, monkeypatch):
    loaded = []

    def load(options):
        loaded.append(options)
        return lambda samples: [turn(0.0, len(samples) / 16_000, "V1"), turn(5.0, 6.0, "V2")]

    monkeypatch.setattr(
        "unisono.transcribe.speakers.read_audio", lambda _path: np.zeros(32_000, np.float32)
    )
    speakers = Speakers(tmp_path, DIARISE, load)
    named = [said(0.0, 1.0, speaker_id="dora")]
    item = Item("r1")
    assert speakers.told(ROW, named, None, item) == named
    assert loaded == []
    for _ in range(2):
        found = speakers.told(ROW, [said(0.0, 1.0), said(3.0, 4.0)], None, item)
        assert [one.speaker_id for one in found] == ["r1:V1", None]
    assert loaded == [DIARISE.diarisation]
    assert (item.partial, item.code) == (True, "speakers_unknown")
    assert item.reason.startswith("who says 1 of 2 utterances could not be told")


def module(**names):
    made = types.ModuleType("whisperx.diarize")
    vars(made).update(names)
    return {"whisperx": types.ModuleType("whisperx"), "whisperx.diarize": made}


def test_a_missing_package_is_said_in_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "whisperx", None)
    with pytest.raises(
        InstallError, match=r'"diarise" needs the package whisperx.* set transcribe'
    ):
        Pyannote(DiarisationOptions())


def test_a_missing_pipeline_is_said_in_one_sentence(monkeypatch, tmp_path):
    for name, made in module().items():
        monkeypatch.setitem(sys.modules, name, made)
    with pytest.raises(InstallError) as caught:
        Pyannote(DiarisationOptions(model=str(tmp_path)))
    assert str(caught.value) == (
        f'the model "{tmp_path}" of the backend "diarise" lacks config.yaml (looked in '
        f"{tmp_path}); name another folder (transcribe.diarisation.model), or set "
        "transcribe.speakers to manifest or channels"
    )


@pytest.fixture
def pipeline_folder(tmp_path):
    (tmp_path / "config.yaml").write_text("pipeline: {}")
    return str(tmp_path)


def test_a_pipeline_that_cannot_be_loaded_is_said_in_one_sentence(monkeypatch, pipeline_folder):
    def pipeline(**_arguments):
        raise OSError("no plda.npz\nand much more")

    for name, made in module(DiarizationPipeline=pipeline).items():
        monkeypatch.setitem(sys.modules, name, made)
    with pytest.raises(InstallError, match=r"cannot be loaded \(no plda.npz\); get all of it"):
        Pyannote(DiarisationOptions(model=pipeline_folder))


def test_what_whisperx_gives_becomes_turns(monkeypatch, pipeline_folder):
    """The pipeline's table and arguments are those of whisperx 3.8.6."""
    called = []

    class Pipeline:
        def __init__(self, model_name=None, token=None, device="cpu", cache_dir=None):
            called.append((model_name, token, device, cache_dir))

        def __call__(self, audio, num_speakers=None, min_speakers=None, max_speakers=None):
            called.append((len(audio), num_speakers, min_speakers, max_speakers))
            return pd.DataFrame({"start": [0.5], "end": [1.5], "speaker": ["SPEAKER_00"]})

    for name, made in module(DiarizationPipeline=Pipeline).items():
        monkeypatch.setitem(sys.modules, name, made)
    hear = Pyannote(DiarisationOptions(model=pipeline_folder, max_speakers=3))
    assert hear(np.zeros(16_000, np.float32)) == [turn(0.5, 1.5, "SPEAKER_00")]
    assert called == [(pipeline_folder, None, "cpu", None), (16_000, None, None, 3)]
