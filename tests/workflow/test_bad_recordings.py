"""What strangers send, through media, transcribe and align: one clear reason each.

One batch holds them all, so that each would also show if it harmed the others. The speech is
generated, so the time of every word is known. Tolerances: 60 ms for the mean error of word
boundaries, which is twice what the aligner reaches on such speech.
"""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from scipy.signal import resample_poly

from unisono.align.batch import AlignedTables, align_batch
from unisono.align.options import AlignOptions
from unisono.align.stray_words import ALONE
from unisono.espeak.synthesis import synthesise
from unisono.items import Batch
from unisono.media.batch import probe_batch
from unisono.media.options import MediaOptions
from unisono.reasons import Reason
from unisono.store import read_rows
from unisono.transcribe.batch import transcribe_batch
from unisono.transcribe.options import TranscribeOptions

RATE = 16_000
LEAD = 0.5
"""Seconds of near silence before and after the speech."""

SAID = "Good morning everybody, the committee will now come to order."
GERMAN = "Meine sehr geehrten Damen und Herren, wir müssen heute beraten."
OTHERS = (
    "Farmers in the northern valley harvested record amounts of barley despite heavy rain.",
    "Every child deserves a decent school, a warm meal and somebody who listens.",
    "Our railways are slow, expensive and crowded, and nobody takes responsibility.",
    "Hospitals across the country struggle with staff shortages this winter.",
    "Higher taxes on fuel would hit commuters in rural areas hardest.",
    "Scientists published alarming figures on glacier melt last Thursday.",
    "Small businesses need loans, not lectures, from their banks.",
    "Without honest journalism, democracy withers quickly and quietly.",
)
"""Nine times as many words as are spoken, hardly one of these among them."""

VERDICTS = {"mismatch", "edited", "no_path", "words_unaligned"}
"""Codes that say that text and sound differ; which of them is right is the aligner's to say."""

HIGH = 0.5
"""Score from which on a word counts as found."""

MISTAKEN = 0.2
"""Share of the words nobody says that may score so all the same: in a wrong text some word
sounds like what is said at its place."""


def padded(speech: np.ndarray) -> np.ndarray:
    silence = np.zeros(round(LEAD * RATE))
    samples = np.concatenate([silence, speech, silence])
    return samples + np.random.default_rng(0).normal(0, 1e-4, len(samples))


def music(seconds: float) -> np.ndarray:
    """Chords with vibrato, struck every two seconds."""
    time = np.arange(round(seconds * RATE)) / RATE
    vibrato = 0.5 * np.sin(2 * np.pi * 5 * time)
    tones = [np.sin(2 * np.pi * hertz * time + vibrato) for hertz in (220, 277.2, 329.6, 440, 660)]
    return 0.08 * sum(tones) * np.exp(-2 * (time % 2))


def empty_flac() -> bytes:
    """A FLAC file of 16 kHz mono 16-bit sound that holds no sample."""
    facts = ((RATE << 44) | (15 << 36)).to_bytes(8, "big")
    sizes = (4096).to_bytes(2, "big") * 2 + bytes(6)
    return b"fLaC" + bytes([0x80, 0, 0, 34]) + sizes + facts + bytes(16)


class Incoming:
    """Recordings as they arrive, and what the three stages made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[dict[str, str]] = []
        self.accounts: dict[tuple[str, str], dict[str, Any]] = {}
        self.words: dict[str, list[dict[str, Any]]] = {}

    def add(
        self,
        media_id: str,
        sound: np.ndarray | bytes,
        text: str | bytes = SAID,
        *,
        language: str = "en",
        rate: int = RATE,
        name: str = "",
    ) -> None:
        """A recording with its transcript; bytes are written as they are."""
        path = self.folder / (name or f"{media_id}.wav")
        if isinstance(sound, bytes):
            path.write_bytes(sound)
        else:
            soundfile.write(path, sound, rate, subtype="PCM_16")
        kind = "vtt" if text[:6] in ("WEBVTT", b"WEBVTT") else "txt"
        transcript = self.folder / f"{media_id}.{kind}"
        transcript.write_bytes(text if isinstance(text, bytes) else text.encode())
        row = {"media_id": media_id, "path": path.name, "language": language}
        self.rows.append(row | {"transcript": transcript.name, "speaker_id": "", "sex": ""})

    def run(self) -> None:
        folder = self.folder
        with (folder / "batch.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(self.rows[0]))
            writer.writeheader()
            writer.writerows(self.rows)
        probe, audio, segments = folder / "probe.parquet", folder / "audio", folder / "said.parquet"
        probe_batch(
            root=folder,
            enrolled=folder / "batch.csv",
            audio=audio,
            probe=probe,
            options=MediaOptions(),
            batch=self._batch("media"),
        )
        transcribe_batch(
            probe=probe,
            upstream=[folder / "media.parquet"],
            audio=audio,
            segments=segments,
            options=TranscribeOptions(),
            batch=self._batch("transcribe"),
        )
        align_batch(
            probe=probe,
            segments=segments,
            upstream=[folder / "media.parquet", folder / "transcribe.parquet"],
            audio=audio,
            tables=AlignedTables(
                words=folder / "words.parquet",
                edits=folder / "edits.parquet",
                verdicts=folder / "verdicts.parquet",
            ),
            options=AlignOptions(),
            batch=self._batch("align"),
        )
        for stage in ("media", "transcribe", "align"):
            for row in read_rows(folder / f"{stage}.parquet"):
                self.accounts[row["media_id"], stage] = row
        for row in read_rows(folder / "words.parquet"):
            self.words.setdefault(row["media_id"], []).append(row)

    def _batch(self, stage: str) -> Batch:
        return Batch(stage=stage, name="0001", accounting=self.folder / f"{stage}.parquet")

    def account(self, media_id: str, stage: str) -> tuple[str, str | None]:
        row = self.accounts[media_id, stage]
        return row["status"], row["code"]


SPEECH = synthesise(SAID, voice="en-us")
TRUTH = [(word.start + LEAD, word.end + LEAD) for word in SPEECH.words]


def transcripts(incoming: Incoming, sound: np.ndarray) -> None:
    incoming.add("german", sound, GERMAN)
    incoming.add("german-as-german", sound, GERMAN, language="de")
    incoming.add("other-speech", sound, OTHERS[0])
    incoming.add("ten-times-first", sound, "\n".join([SAID, *OTHERS]))
    incoming.add("ten-times-last", sound, "\n".join([*OTHERS, SAID]))
    incoming.add("empty", sound, b"")
    incoming.add("blank", sound, " \n\t\n")
    incoming.add("signs", sound, "... -- !!!\n***")
    incoming.add("tags-only", sound, "<p></p>\n<br/>")
    incoming.add("latin", sound, GERMAN.encode("cp1252"), language="de")
    incoming.add("utf16", sound, SAID.encode("utf-16-le"))
    incoming.add("binary", sound, bytes(range(256)) * 10)
    incoming.add("web-page", sound, f"<!DOCTYPE html><html><p>{SAID}</p></html>")
    incoming.add(
        "markup", sound, f"<p>{SAID.replace('now', '<i>now</i>').replace(', ', ',&nbsp;')}</p>"
    )
    first, second = SAID.replace("everybody", "<i>every</i>body").split(", ")
    incoming.add(
        "captions",
        sound,
        f"WEBVTT\n\n00:00.400 --> 00:01.950 align:start\n<v Ann>{first},\n\n"
        f"00:01.900 --> 00:04.200\n<c.yellow>{second}</c>\n",
    )


def sounds(incoming: Incoming, sound: np.ndarray) -> None:
    generator = np.random.default_rng(1)
    incoming.add("good", sound)
    incoming.add("silence", np.zeros(len(sound)))
    incoming.add("faint-noise", generator.normal(0, 2e-4, len(sound)))
    incoming.add("music", music(len(sound) / RATE))
    incoming.add("noise", generator.normal(0, 0.1, len(sound)))
    incoming.add("clipped", np.clip(10 * sound / np.abs(sound).max(), -1, 1))
    incoming.add("narrow", resample_poly(sound, 1, 2), rate=8_000)
    incoming.add("wide", resample_poly(sound, 6, 1), rate=96_000)
    incoming.add("no-language", sound, language="tlh")
    incoming.add("no-samples", np.zeros(0))
    incoming.add("no-frames", empty_flac(), name="no-frames.flac")
    incoming.add("no-bytes", b"", name="no-bytes.flac")
    incoming.add("header-only", b"RIFF", name="header-only.wav")
    incoming.add("one-sample", np.full(1, 0.1), rate=96_000)
    incoming.add("few-samples", np.full(100, 0.1))
    incoming.add("one-second", sound[RATE : 2 * RATE])


@pytest.fixture(scope="module")
def incoming(tmp_path_factory: pytest.TempPathFactory) -> Incoming:
    made = Incoming(tmp_path_factory.mktemp("incoming"))
    sound = padded(SPEECH.samples)
    transcripts(made, sound)
    sounds(made, sound)
    made.run()
    return made


def errors(words: list[dict[str, Any]]) -> np.ndarray:
    """Distance of every boundary of the words of `SAID` from the truth, seconds."""
    assert len(words) == len(TRUTH)
    assert {row["status"] for row in words} == {"aligned"}
    found = np.array([(row["start"], row["end"]) for row in words])
    return np.abs(found - np.array(TRUTH)).ravel()


def score(row: dict[str, Any]) -> float:
    return row["score"] or 0.0 if row["status"] == "aligned" else 0.0


def test_the_same_speech_is_aligned_beside_all_the_bad_ones(incoming: Incoming) -> None:
    assert [incoming.account("good", stage)[0] for stage in ("media", "transcribe", "align")] == [
        "ok"
    ] * 3
    assert errors(incoming.words["good"]).mean() < 0.06


def test_nothing_is_unforeseen_and_everything_is_accounted_for(incoming: Incoming) -> None:
    assert len(incoming.accounts) == 3 * len(incoming.rows)
    codes = {row["code"] for row in incoming.accounts.values()}
    assert Reason.UNEXPECTED not in codes
    for row in incoming.accounts.values():
        assert row["status"] == "ok" or len(row["reason"]) > 20


@pytest.mark.parametrize(
    ("media_id", "code"),
    [
        ("empty", Reason.TRANSCRIPT_EMPTY),
        ("blank", Reason.TRANSCRIPT_EMPTY),
        ("signs", Reason.TRANSCRIPT_EMPTY),
        ("tags-only", Reason.TRANSCRIPT_EMPTY),
        ("latin", Reason.TRANSCRIPT_UNREADABLE),
        ("utf16", Reason.TRANSCRIPT_UNREADABLE),
        ("binary", Reason.TRANSCRIPT_UNREADABLE),
        ("web-page", Reason.TRANSCRIPT_UNREADABLE),
    ],
)
def test_a_transcript_that_gives_no_text_fails_alone(
    incoming: Incoming, media_id: str, code: Reason
) -> None:
    assert incoming.account(media_id, "transcribe") == ("failed", code)
    assert incoming.account(media_id, "align") == ("skipped", Reason.UPSTREAM)
    assert media_id not in incoming.words


@pytest.mark.parametrize("media_id", ["no-samples", "no-frames", "no-bytes", "header-only"])
def test_a_file_without_sound_fails_in_media_alone(incoming: Incoming, media_id: str) -> None:
    status, code = incoming.account(media_id, "media")
    assert status == "failed"
    assert code in (Reason.NO_DURATION, Reason.EMPTY_FILE, Reason.NOT_MEDIA)
    assert incoming.account(media_id, "align") == ("skipped", Reason.UPSTREAM)


def test_less_than_one_sample_at_16_khz_is_no_sound(incoming: Incoming) -> None:
    assert incoming.account("one-sample", "media") == ("failed", Reason.NO_DURATION)


@pytest.mark.parametrize("media_id", ["german", "german-as-german", "other-speech"])
def test_a_text_that_nobody_says_is_flagged(incoming: Incoming, media_id: str) -> None:
    status, code = incoming.account(media_id, "align")
    assert status == "partial"
    assert code in VERDICTS
    words = incoming.words[media_id]
    assert np.mean([score(row) >= HIGH for row in words]) <= MISTAKEN


@pytest.mark.parametrize(
    ("media_id", "first"), [("ten-times-first", True), ("ten-times-last", False)]
)
def test_a_text_ten_times_too_long_keeps_what_is_said_and_flags_the_rest(
    incoming: Incoming, media_id: str, first: bool
) -> None:
    status, code = incoming.account(media_id, "align")
    assert status == "partial"
    assert code in VERDICTS
    words = incoming.words[media_id]
    count = len(TRUTH)
    said, rest = (words[:count], words[count:]) if first else (words[-count:], words[:-count])
    assert len(rest) >= 8 * count
    assert np.mean([score(row) >= HIGH for row in rest]) <= 0.02
    near = [
        max(abs(row["start"] - start), abs(row["end"] - end)) < 0.2
        for row, (start, end) in zip(said, TRUTH, strict=True)
        if row["start"] is not None
    ]
    assert sum(near) >= 0.7 * count


@pytest.mark.parametrize("media_id", ["silence", "faint-noise"])
def test_silence_has_no_words_and_no_times(incoming: Incoming, media_id: str) -> None:
    assert incoming.account(media_id, "align") == ("partial", Reason.SILENCE)
    assert {row["status"] for row in incoming.words[media_id]} == {"unaligned"}
    assert {row["start"] for row in incoming.words[media_id]} == {None}


@pytest.mark.parametrize("media_id", ["music", "noise"])
def test_sound_that_is_no_speech_is_flagged(incoming: Incoming, media_id: str) -> None:
    assert incoming.account(media_id, "align")[0] == "partial"
    assert np.mean([score(row) >= HIGH for row in incoming.words[media_id]]) <= 0.25


def test_a_language_without_phones_is_named(incoming: Incoming) -> None:
    assert incoming.account("no-language", "align") == ("failed", Reason.LANGUAGE_NOT_SUPPORTED)
    assert '"tlh"' in incoming.accounts["no-language", "align"]["reason"]
    assert "no-language" not in incoming.words


@pytest.mark.parametrize("media_id", ["few-samples", "one-second"])
def test_sound_too_short_for_its_text_gives_no_time_it_does_not_have(
    incoming: Incoming, media_id: str
) -> None:
    assert incoming.account(media_id, "align")[0] == "partial"
    words = incoming.words[media_id]
    assert len(words) == len(TRUTH)
    assert sum(row["status"] == "aligned" for row in words) <= 4
    assert all(row["end"] <= 1.0 for row in words if row["end"] is not None)


@pytest.mark.parametrize("media_id", ["clipped", "narrow", "wide", "markup", "captions"])
def test_bad_sound_and_markup_leave_words_where_they_are(incoming: Incoming, media_id: str) -> None:
    assert incoming.account(media_id, "align") == ("ok", None)
    off = errors(incoming.words[media_id])
    assert off.mean() < 0.06
    assert np.mean(off < 0.06) >= 0.8


def test_clipped_sound_is_said_to_be(incoming: Incoming) -> None:
    assert incoming.account("clipped", "media") == ("ok", Reason.CLIPPED)


def test_96_khz_is_heard_as_16_khz(incoming: Incoming) -> None:
    pairs = zip(incoming.words["wide"], incoming.words["good"], strict=True)
    assert all(
        abs(one[side] - other[side]) <= 0.0101 for one, other in pairs for side in ("start", "end")
    )


def test_words_without_a_time_say_so(incoming: Incoming) -> None:
    rows = [row for words in incoming.words.values() for row in words]
    assert len(rows) > 250
    for row in rows:
        assert (row["status"] == "unaligned") == (row["start"] is None)
        assert row["status"] == "aligned" or (row["score"] or 0.0) < ALONE  # who is sure has one
