"""One speaker a channel: a planted conversation with crosstalk, an overlap and unequal gains."""

from dataclasses import replace

import numpy as np
import pytest
import soundfile

from unisono.audio import SAMPLE_RATE
from unisono.espeak.synthesis import synthesise
from unisono.items import Batch
from unisono.store import read_rows, write_table
from unisono.tables import PROBE
from unisono.transcribe import registry
from unisono.transcribe.activity import FRAME, Activity
from unisono.transcribe.batch import transcribe_batch
from unisono.transcribe.channels import (
    channel_levels,
    in_channels,
    named,
    own_speech,
    voices_are_parted,
)
from unisono.transcribe.options import TranscribeOptions
from unisono.transcribe.registry import Backend
from unisono.transcribe.utterances import Utterance

ANN = synthesise("We have to decide today, and not tomorrow.", voice="en-us+f2").samples
BOB = synthesise("That was never what we have agreed upon.", voice="en-us").samples
SPOKEN = {  # who, and when each begins; Bob interrupts Ann's second sentence
    "ann": (1.0, 8.0),
    "bob": (4.5, 9.0, 13.0),
}
SECONDS = 18.0
TIMES = sorted((start, who) for who, starts in SPOKEN.items() for start in starts)
VOICES = {"ann": ANN, "bob": BOB}


def conversation(crosstalk: float = 0.1, gains=(1.0, 1.0), noise: float = 1e-4):
    """Ann's microphone and Bob's; each hears the other softer; shape (samples, 2)."""
    own = np.zeros((round(SECONDS * SAMPLE_RATE), 2), np.float32)
    for start, who in TIMES:
        first = round(start * SAMPLE_RATE)
        own[first : first + len(VOICES[who]), int(who == "bob")] += VOICES[who]
    heard = own + crosstalk * own[:, ::-1]
    heard += np.random.default_rng(0).normal(0, noise, own.shape)
    return (0.5 * heard * np.array(gains)).astype(np.float32)


def utterances(*, names: bool, times: bool = True):
    return [
        Utterance(
            text=f"{who} {number}",
            start=start if times else None,
            end=start + len(VOICES[who]) / SAMPLE_RATE if times else None,
            speaker_id=who if names else None,
        )
        for number, (start, who) in enumerate(TIMES)
    ]


def levels_of(samples):
    return channel_levels([(0.0, samples)])


def own_channel(one: Utterance) -> int:
    return int(one.text.startswith("bob"))


def test_levels_are_mean_squares_of_frames_whatever_the_blocks():
    samples = np.ones((FRAME * 3, 2), np.float32) * [0.5, 0.25]
    samples[FRAME : FRAME * 2] = 0
    expected = np.array([[0.25, 0, 0.25], [0.0625, 0, 0.0625]])
    blocks = [(0.0, samples[: FRAME * 2]), (0.06, samples[FRAME * 2 :])]
    assert np.array_equal(levels_of(samples), expected)
    assert np.array_equal(channel_levels(blocks), expected)
    assert channel_levels([]).shape == (1, 0)


def test_microphones_part_voices_and_a_stereo_picture_does_not():
    samples = conversation()
    same = np.repeat(samples.mean(axis=1, keepdims=True), 2, axis=1)
    panned = same * [1.0, 0.5]
    near = conversation(crosstalk=0.7)
    assert voices_are_parted(levels_of(samples), 10.0)
    for alike in (same, panned, near, np.zeros_like(same)):
        assert not voices_are_parted(levels_of(alike), 10.0)


@pytest.mark.parametrize("gains", [(1.0, 1.0), (0.02, 1.0), (1.0, 0.05)])
def test_named_speakers_are_matched_to_their_channels_at_any_gain(gains):
    given = utterances(names=True)
    found = in_channels(given, levels_of(conversation(gains=gains)))
    assert [one.channel for one in found] == [own_channel(one) for one in given]
    assert [replace(one, channel=None) for one in found] == given


def test_a_named_speaker_keeps_the_channel_where_the_text_has_no_times():
    given = [*utterances(names=True), Utterance(text="bob later", speaker_id="bob")]
    assert in_channels(given, levels_of(conversation()))[-1].channel == 1


def test_speakers_without_names_are_in_the_louder_channel():
    given = utterances(names=False)
    found = in_channels(given, levels_of(conversation()))
    apart = [one for one in found if not 8.0 <= one.start < 10.0]
    assert len(apart) == 3
    assert [one.channel for one in apart] == [own_channel(one) for one in apart]


def test_a_channel_that_does_not_stand_out_is_not_chosen():
    near = levels_of(conversation(crosstalk=0.9))
    assert {one.channel for one in in_channels(utterances(names=False), near)} == {None}
    silent = np.zeros((2, 600))
    assert {one.channel for one in in_channels(utterances(names=True), silent)} == {None}
    untimed = utterances(names=False, times=False)
    assert {one.channel for one in in_channels(untimed, near)} == {None}


@pytest.mark.parametrize(
    ("speaker_id", "names"),
    [
        ("ann;bob", ["ann", "bob"]),
        (" ann ; bob ", ["ann", "bob"]),
        ("ann", ["r1:channel0", "r1:channel1"]),
        ("ann;bob;cem", ["r1:channel0", "r1:channel1"]),
        (None, ["r1:channel0", "r1:channel1"]),
    ],
)
def test_channels_are_named_by_the_manifest_or_for_the_recording(speaker_id, names):
    said = [Utterance(text="a", channel=0), Utterance(text="b", channel=1)]
    assert [one.speaker_id for one in named(said, "r1", speaker_id, 2)] == names


def test_one_name_is_that_of_the_only_channel_with_speech():
    said = [Utterance(text="a", channel=1), Utterance(text="b", channel=1)]
    assert {one.speaker_id for one in named(said, "r1", "ann", 2)} == {"ann"}


def test_a_name_in_the_transcript_stands_and_no_channel_means_no_name():
    said = [Utterance(text="a", channel=1, speaker_id="dora"), Utterance(text="b")]
    assert [one.speaker_id for one in named(said, "r1", "ann;bob", 2)] == ["dora", None]


def test_what_a_channel_hears_of_another_is_not_its_speech():
    voiced = np.ones(30, np.bool_)
    loud, soft = np.full(30, 1.0, np.float32), np.full(30, 0.05, np.float32)
    soft[15:] = 0.5  # both speak
    heard = [Activity(voiced=voiced, power=power, peak=1.0, duration=0.9) for power in (loud, soft)]
    first, second = own_speech(heard, 10.0)
    assert first.voiced.all()
    assert not second.voiced[:12].any()
    assert second.voiced[17:].all()


class Hearing:
    """A recogniser that says how loud and long what it hears is."""

    def __init__(self) -> None:
        self.heard = []

    def __call__(self, samples, _language):
        self.heard.append(samples)
        return [Utterance(text="bla", start=0.0, end=len(samples) / SAMPLE_RATE, confidence=0.5)]


class Corpus:
    """One batch of recordings in a folder, as the media stage leaves it."""

    def __init__(self, folder) -> None:
        self.folder = folder
        (folder / "audio").mkdir()
        self.probed = []

    def add(self, media_id, samples, *, transcript="", suffix="vtt", **row):
        name = f"{media_id}.flac"
        soundfile.write(self.folder / "audio" / name, samples, SAMPLE_RATE, subtype="PCM_16")
        made = dict.fromkeys(PROBE.columns)
        made |= {"media_id": media_id, "path": name, "kind": "audio", "streams": ""}
        made |= {"language": "en", "sex": "unknown", "status": "ok", "audio": name}
        made |= {"duration": len(samples) / SAMPLE_RATE, "channels": samples.shape[1]}
        if transcript:
            path = self.folder / f"{media_id}.{suffix}"
            path.write_text(transcript)
            made["transcript"] = str(path)
        self.probed.append(made | row)

    def run(self, options):
        write_table("probe", self.folder / "probe.parquet", self.probed)
        transcribe_batch(
            probe=self.folder / "probe.parquet",
            upstream=(),
            audio=self.folder / "audio",
            segments=self.folder / "segments.parquet",
            options=options,
            batch=Batch(
                stage="transcribe", name="0001", accounting=self.folder / "accounting.parquet"
            ),
        )
        segments = read_rows(self.folder / "segments.parquet")
        accounts = read_rows(self.folder / "accounting.parquet")
        return segments, {
            row["media_id"]: (row["status"], row["code"], row["reason"]) for row in accounts
        }


@pytest.fixture
def corpus(tmp_path):
    return Corpus(tmp_path)


CHANNELS = TranscribeOptions(speakers="channels")


@pytest.fixture
def toy(monkeypatch):
    recogniser = Hearing()
    monkeypatch.setitem(registry.RECOGNISERS, "toy", Backend(load=lambda _: recogniser))
    return recogniser


def vtt(*, names: bool) -> str:
    def stamp(time):
        return f"00:{time:06.3f}"

    return "WEBVTT\n\n" + "\n\n".join(
        f"{stamp(one.start)} --> {stamp(one.end)}\n"
        + (f"<v {one.speaker_id}>{one.text}" if names else one.text)
        for one in utterances(names=names)
    )


@pytest.mark.parametrize("crosstalk", [0.03, 0.1, 0.25])
def test_a_recogniser_hears_each_channel_by_itself_and_overlaps_stay(corpus, toy, crosstalk):
    corpus.add("r1", conversation(crosstalk), speaker_id="ann;bob")
    options = CHANNELS.model_copy(update={"backend": "toy"})
    segments, accounts = corpus.run(options)
    assert accounts == {"r1": ("ok", None, None)}
    expected = [(start, who, start + len(VOICES[who]) / SAMPLE_RATE) for start, who in TIMES]
    assert [(row["speaker_id"], row["channel"]) for row in segments] == [
        (who, int(who == "bob")) for _, who, _ in expected
    ]
    for row, (start, _, end) in zip(segments, expected, strict=True):
        assert row["start"] == pytest.approx(start - CHANNELS.padding, abs=0.06)
        assert row["end"] == pytest.approx(end + CHANNELS.padding, abs=0.06)
    assert segments[2]["end"] > segments[3]["start"] + 0.5
    assert [row["segment"] for row in segments] == [0, 1, 2, 3, 4]


def test_only_the_voice_of_the_channel_is_given_to_the_recogniser(corpus, toy):
    samples = conversation()
    corpus.add("r1", samples)
    segments, _ = corpus.run(CHANNELS.model_copy(update={"backend": "toy"}))
    by_channel = sorted(segments, key=lambda row: (row["channel"], row["start"]))
    for row, heard in zip(by_channel, toy.heard, strict=True):
        first = round(row["start"] * SAMPLE_RATE)
        part = samples[first : first + len(heard), row["channel"]]
        assert heard == pytest.approx(part, abs=1e-4)


def test_given_utterances_are_found_in_their_channels_and_named(corpus):
    corpus.add("r1", conversation(), transcript=vtt(names=True), speaker_id="x;y")
    corpus.add(
        "r2", conversation()[: 7 * SAMPLE_RATE], transcript=vtt(names=False).split("\n\n00:08")[0]
    )
    segments, accounts = corpus.run(CHANNELS)
    assert accounts == {"r1": ("ok", None, None), "r2": ("ok", None, None)}
    assert [(row["speaker_id"], row["channel"]) for row in segments if row["media_id"] == "r1"] == [
        (who, int(who == "bob")) for _, who in TIMES
    ]
    assert [row["speaker_id"] for row in segments if row["media_id"] == "r2"] == [
        "r2:channel0",
        "r2:channel1",
    ]


def test_channels_that_tell_nothing_leave_the_manifests_speaker_and_are_remarked(corpus):
    same = np.repeat(conversation().mean(axis=1, keepdims=True), 2, axis=1)
    corpus.add("alike", same, transcript=vtt(names=False), speaker_id="ann")
    corpus.add("mixed", same[:, :1], transcript=vtt(names=False), speaker_id="ann", channels=2)
    corpus.add("mono", same[:, :1], transcript=vtt(names=False), speaker_id="ann")
    corpus.add("none", conversation(), transcript="All of it.", suffix="txt", speaker_id="ann;bob")
    segments, accounts = corpus.run(CHANNELS)
    assert {row["speaker_id"] for row in segments if row["media_id"] != "none"} == {"ann"}
    assert {row["channel"] for row in segments} == {None}
    assert [row["speaker_id"] for row in segments if row["media_id"] == "none"] == [None]
    assert accounts == {
        "alike": (
            "ok",
            "speakers_unknown",
            "none of its 2 channels is 10 dB (transcribe.crosstalk) louder than the others most of "
            "the time, so they do not tell who speaks and are heard as one",
        ),
        "mixed": (
            "ok",
            "speakers_unknown",
            "its 2 channels are kept as their mean, so they do not tell who speaks; set media: "
            "channels: keep (up to 8 can be kept)",
        ),
        "mono": ("ok", None, None),
        "none": (
            "partial",
            "speakers_unknown",
            "who says 1 of 1 utterances could not be told",
        ),
    }


def test_with_the_manifests_speaker_channels_are_not_looked_at(corpus):
    corpus.add("r1", conversation(), transcript=vtt(names=False), speaker_id="ann;bob")
    segments, accounts = corpus.run(TranscribeOptions())
    assert {(row["speaker_id"], row["channel"]) for row in segments} == {("ann;bob", None)}
    assert accounts == {"r1": ("ok", None, None)}
