"""The stage: a batch of recordings in, segments and accounting out."""

import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import soundfile
from scipy.signal import resample_poly

from unisono.audio import SAMPLE_RATE
from unisono.errors import ConfigError, UnisonoError
from unisono.espeak.synthesis import synthesise
from unisono.items import Batch
from unisono.store import read_rows, write_table
from unisono.tables import PROBE
from unisono.transcribe import registry
from unisono.transcribe.batch import transcribe_batch
from unisono.transcribe.options import BackendName, TranscribeOptions
from unisono.transcribe.registry import GIVEN, RECOGNISERS, Backend, check_language, find_recogniser
from unisono.transcribe.utterances import Utterance

SRT = "1\n00:00:01,000 --> 00:00:02,500\nOrder.\n\n2\n00:00:03,000 --> 00:00:04,000\nPlease.\n"


class Stage:
    """A batch under construction in a folder, and what the stage made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "audio").mkdir()
        self.probed: list[dict] = []

    def add(self, media_id: str, *, samples=None, transcript: str | bytes = "", **row) -> None:
        """Enrol a recording; ``transcript`` is the content of a .srt file."""
        made = dict.fromkeys(PROBE.columns)
        made |= {"media_id": media_id, "path": f"/media/{media_id}", "kind": "audio"}
        made |= {"duration": 10.0, "streams": "", "language": "en", "sex": "unknown"}
        made |= {"status": "ok"}
        if samples is not None:
            soundfile.write(self.folder / "audio" / f"{media_id}.flac", samples, SAMPLE_RATE)
            made |= {"audio": f"{media_id}.flac", "duration": len(samples) / SAMPLE_RATE}
        if transcript:
            path = self.folder / f"{media_id}.srt"
            path.write_bytes(transcript.encode() if isinstance(transcript, str) else transcript)
            made |= {"transcript": str(path)}
        self.probed.append(made | row)

    def run(self, options: TranscribeOptions | None = None, upstream=(), **batch) -> None:
        self.probed.sort(key=lambda row: row["media_id"])
        write_table("probe", self.folder / "probe.parquet", self.probed)
        transcribe_batch(
            probe=self.folder / "probe.parquet",
            upstream=upstream,
            audio=self.folder / "audio",
            segments=self.folder / "segments.parquet",
            options=options or TranscribeOptions(),
            batch=Batch(
                stage="transcribe",
                name="0001",
                accounting=self.folder / "accounting.parquet",
                **batch,
            ),
        )

    @property
    def segments(self) -> list[dict]:
        return read_rows(self.folder / "segments.parquet")

    @property
    def accounts(self) -> dict[str, tuple]:
        return {
            row["media_id"]: (row["status"], row["code"], row["reason"])
            for row in read_rows(self.folder / "accounting.parquet")
        }


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


class Toy:
    """A recogniser that notes what it is given and hears one utterance in it."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []

    def __call__(self, samples, language):
        self.heard.append((len(samples), language))
        return [Utterance(text="bla", start=0.25, end=1e9, confidence=0.5)]


@pytest.fixture
def toy(monkeypatch):
    """A toy backend under the name "toy", and the options that choose it."""
    recogniser = Toy()
    loaded = []
    monkeypatch.setitem(
        registry.RECOGNISERS,
        "toy",
        Backend(load=lambda options: loaded.append(options) or recogniser),
    )
    recogniser.loaded = loaded
    recogniser.options = TranscribeOptions().model_copy(update={"backend": "toy"})
    return recogniser


def speech(text: str = "We have to decide today."):
    return synthesise(text, voice="en-us").samples


def test_a_given_transcript_becomes_segments_numbered_in_order(stage):
    stage.add("a", transcript=SRT, speaker_id="merkel")
    stage.run()
    common = {"media_id": "a", "speaker_id": "merkel", "channel": None}
    common |= {"source": "transcript:srt"}
    assert stage.segments == [
        common | {"segment": 0, "start": 1.0, "end": 2.5, "text": "Order.", "confidence": None},
        common | {"segment": 1, "start": 3.0, "end": 4.0, "text": "Please.", "confidence": None},
    ]
    assert stage.accounts == {"a": ("ok", None, None)}


def test_a_voice_in_the_transcript_outranks_the_speaker_of_the_manifest(stage):
    path = stage.folder / "a.vtt"
    path.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bob>Hi\n\n00:02.000 --> 00:03.000\nHello"
    )
    stage.add("a", speaker_id="ann")
    stage.probed[0]["transcript"] = str(path)
    stage.run()
    assert [(row["text"], row["speaker_id"]) for row in stage.segments] == [
        ("Hi", "Bob"),
        ("Hello", "ann"),
    ]


def test_what_fails_is_accounted_and_the_rest_goes_on(stage):
    stage.add("bad", transcript=b"\xfc")
    stage.add("empty", transcript=" \n")
    stage.add("good", transcript=SRT)
    stage.add("late", transcript=SRT, duration=2.0)
    stage.add("lost", transcript=SRT)
    stage.add("none")
    (stage.folder / "lost.srt").unlink()
    stage.run()
    assert stage.accounts == {
        "bad": (
            "failed",
            "transcript_unreadable",
            'bad.srt line 1: byte 0xFC is not UTF-8 (in Windows-1252 it is "ü"); save the file '
            "as UTF-8, or set transcribe: other_encoding",
        ),
        "empty": (
            "failed",
            "transcript_empty",
            "empty.srt holds no words; fill it, or leave the manifest's field empty",
        ),
        "good": ("ok", None, None),
        "late": (
            "partial",
            "transcript_mended",
            "1 of 2 utterances lie outside of the recording (2.00 s) and lost their times; "
            "1 of 2 utterances reach beyond the recording (2.00 s) and were clipped to it",
        ),
        "lost": (
            "failed",
            "transcript_not_found",
            f"there is no transcript {stage.folder}/lost.srt; correct the manifest or leave the "
            "field empty",
        ),
        "none": (
            "skipped",
            "no_transcript",
            "the manifest gives no transcript; give one, or let a recogniser listen with "
            "transcribe: backend: faster-whisper or openai-whisper or pocketsphinx or whisperx",
        ),
    }
    assert [row["media_id"] for row in stage.segments] == ["good", "good", "late", "late"]


def test_a_failure_stops_the_run_when_it_shall(stage):
    stage.add("a", transcript=b"\xfc")
    with pytest.raises(UnisonoError, match=r"^transcribe: a: a\.srt line 1: byte 0xFC"):
        stage.run(on_error="fail")
    assert not (stage.folder / "segments.parquet").exists()


def test_what_failed_before_is_skipped_with_a_pointer(stage):
    stage.add("a", transcript=SRT)
    before = {"media_id": "a", "stage": "media", "batch": "0001", "status": "failed"}
    before |= {"code": "not_media", "reason": "not media", "rows_in": 1, "rows_out": 0}
    write_table("accounting", stage.folder / "media.parquet", [before | {"seconds": 0.0}])
    stage.run(upstream=[stage.folder / "media.parquet"])
    assert stage.accounts == {"a": ("skipped", "upstream", "media failed: not media")}
    assert stage.segments == []


def test_a_recogniser_hears_what_has_no_transcript(stage, toy):
    samples = np.concatenate([np.zeros(32_000, np.float32), speech(), np.zeros(32_000, np.float32)])
    stage.add("given", samples=samples, transcript=SRT)
    stage.add("heard", samples=samples, language="en-GB", speaker_id="ann")
    stage.run(toy.options)
    given, please, heard = stage.segments
    assert (given["text"], please["text"]) == ("Order.", "Please.")
    (length, language) = toy.heard[0]
    assert len(toy.heard) == len(toy.loaded) == 1
    assert language == "en-GB"
    assert 1.2 < heard["start"] - 0.25 < 2.0  # 0.3 s of padding before the first sound
    assert heard["end"] - heard["start"] + 0.25 == pytest.approx(length / SAMPLE_RATE)
    assert (heard["text"], heard["source"], heard["speaker_id"]) == ("bla", "toy", "ann")
    assert heard["confidence"] == 0.5


def test_given_transcripts_can_be_ignored(stage, toy):
    stage.add("a", samples=speech(), transcript=SRT)
    stage.run(toy.options.model_copy(update={"given_transcripts": "ignore"}))
    assert [row["source"] for row in stage.segments] == ["toy"]


def test_a_broken_transcript_is_not_replaced_by_recognition(stage, toy):
    stage.add("a", samples=speech(), transcript=b"\xfc")
    stage.run(toy.options)
    assert stage.accounts["a"][:2] == ("failed", "transcript_unreadable")
    assert toy.loaded == []


def test_recordings_without_speech_are_told_apart(stage, toy):
    faint = 0.0004 * np.random.default_rng(3).normal(size=48_000).astype(np.float32)
    loud = np.zeros(48_000, np.float32)
    loud[24_000] = 0.5
    stage.add("click", samples=loud)
    stage.add("faint", samples=np.clip(faint, -0.001, 0.001))
    stage.add("silent", samples=np.zeros(48_000, np.float32))
    stage.add("video")
    stage.run(toy.options)
    assert stage.accounts == {
        "click": (
            "failed",
            "silence",
            "no word was heard (loudest sample: -6 dB); check that it holds speech, or give its "
            "transcript",
        ),
        "faint": (
            "failed",
            "too_quiet",
            "no word was heard and the loudest sample is at -60 dB of full scale; amplify the "
            "recording, or give its transcript",
        ),
        "silent": (
            "failed",
            "silence",
            "no word was heard (loudest sample: digital silence); check that it holds speech, or "
            "give its transcript",
        ),
        "video": (
            "skipped",
            "no_audio",
            "there is no sound to recognise; give its transcript in the manifest",
        ),
    }
    assert toy.heard == []


def test_silence_is_no_fault_of_a_given_transcript(stage):
    stage.add("a", samples=np.zeros(80_000, np.float32), transcript=SRT)
    stage.run()
    assert stage.accounts == {"a": ("ok", None, None)}


def test_languages_that_the_recogniser_does_not_know_are_refused(stage):
    stage.add("a", samples=speech(), language="de-AT")
    stage.run(TranscribeOptions(backend="pocketsphinx"))
    assert stage.accounts == {
        "a": (
            "failed",
            "language_not_supported",
            'pocketsphinx recognises en and the recording\'s language is "de-AT"; give its '
            "transcript in the manifest, or set transcribe: backend to faster-whisper or "
            "openai-whisper or whisperx",
        )
    }


def test_a_recogniser_that_knows_the_language_is_proposed(toy):
    with pytest.raises(UnisonoError) as caught:
        check_language("pocketsphinx", "de")
    assert str(caught.value).endswith(
        "or set transcribe: backend to faster-whisper or openai-whisper or toy or whisperx"
    )
    check_language("toy", "de")
    check_language("pocketsphinx", "EN-us")


def test_an_unknown_backend_is_refused_with_the_valid_ones(stage):
    stage.add("a", transcript=SRT)
    options = TranscribeOptions().model_copy(update={"backend": "wisper"})
    with pytest.raises(ConfigError) as caught:
        stage.run(options)
    assert str(caught.value) == (
        'transcribe: backend: there is no "wisper"; valid: transcript, faster-whisper, '
        "openai-whisper, pocketsphinx, whisperx"
    )
    assert not (stage.folder / "segments.parquet").exists()


def test_the_options_and_the_registry_name_the_same_backends():
    assert set(get_args(BackendName)) == {GIVEN, *RECOGNISERS}


def test_pocketsphinx_says_the_same_whatever_it_heard_before_and_is_quiet(capfd):
    first, second = speech("Thank you very much."), speech()
    recognise = find_recogniser("pocketsphinx").load(TranscribeOptions())
    recognise(first, "en")
    after = recognise(second, "en")
    fresh = find_recogniser("pocketsphinx").load(TranscribeOptions())
    assert after == fresh(second, "en")
    for length in (0, 1, 1_599):
        assert recognise(np.zeros(length, np.float32), "en") == []
    assert capfd.readouterr() == ("", "")


def test_pocketsphinx_recognises_words_of_a_real_speech(stage, shared_data):
    samples, _ = soundfile.read(shared_data / "speech" / "jfk.flac", dtype="float32")
    mono = samples.mean(axis=1) if samples.ndim > 1 else samples
    stage.add("jfk", samples=resample_poly(mono, 160, 441))
    stage.run(TranscribeOptions(backend="pocketsphinx", min_pause=0.3))
    words = set(re.findall(r"[a-z]+", " ".join(row["text"] for row in stage.segments)))
    assert {"my", "fellow", "not", "your", "country", "can", "do", "for", "you", "what"} <= words
    assert {row["source"] for row in stage.segments} == {"pocketsphinx"}
    assert all(0 < row["confidence"] < 1 for row in stage.segments)
    assert all(0 <= row["start"] < row["end"] <= 11.0 for row in stage.segments)
    assert stage.accounts == {"jfk": ("ok", None, None)}
