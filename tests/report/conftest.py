"""A small corpus of tables, built by hand, for the report to show."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
import soundfile

from unisono.report.batch import write_report
from unisono.report.options import ReportOptions
from unisono.store import write_table
from unisono.tables import TABLES

STAGES = ("media", "frames", "transcribe", "align", "acoustics", "vision", "fuse")
SPEECH = (
    "Herr Präsident, meine Damen und Herren! Die Würde des Menschen ist unantastbar. "
    "Wir haben 2021 beschlossen, die Klimaschutzgesetzgebung grundlegend zu reformieren, "
    "und daran halten wir fest. Das ist unser Auftrag."
)
AD = "Tired of broken promises? Jane Doe fought for us. She lowered taxes by $300. Vote Doe!"


def a_recording(media_id: str, **changes: Any) -> dict[str, Any]:
    """A row of media for a sound recording."""
    row: dict[str, Any] = dict.fromkeys(TABLES["media"].columns)
    row |= {
        "media_id": media_id,
        "path": f"/data/{media_id}.ogg",
        "sha256": "0" * 64,
        "kind": "audio",
        "duration": 20.0,
        "sample_rate": 44_100,
        "channels": 1,
        "audio_stream": 0,
        "audio_start": 0.0,
        "audio": f"{media_id}.flac",
        "streams": "0: audio (used)",
        "language": "de",
        "speaker_id": "mueller",
        "sex": "female",
        "status": "ok",
    }
    return row | changes


def a_film(media_id: str, **changes: Any) -> dict[str, Any]:
    """A row of media for a film with sound."""
    film = {
        "path": f"/data/{media_id}.mp4",
        "kind": "video",
        "duration": 9.0,
        "fps": 25.0,
        "width": 320,
        "height": 180,
        "rotation": 0,
        "video_stream": 1,
        "video_start": 0.0,
        "language": "en",
        "speaker_id": "doe",
        "sex": "unknown",
    }
    return a_recording(media_id, **(film | changes))


def an_account(media_id: str, stage: str, **changes: Any) -> dict[str, Any]:
    """A row of accounting for an item that went well."""
    row = {
        "media_id": media_id,
        "stage": stage,
        "batch": "0001",
        "status": "ok",
        "code": None,
        "reason": None,
        "rows_in": 1,
        "rows_out": 1,
        "seconds": 0.125 * (1 + STAGES.index(stage)),
    }
    return row | changes


def a_word(media_id: str, word: int, text: str, **changes: Any) -> dict[str, Any]:
    """A row of words, half a second long."""
    row = {
        "media_id": media_id,
        "segment": 0,
        "word": word,
        "text": text,
        "normalised": text.casefold(),
        "start": 1.0 + 0.5 * word,
        "end": 1.5 + 0.5 * word,
        "score": 0.9,
        "method": "hmm",
        "status": "aligned",
    }
    return row | changes


def said(media_id: str, text: str, end: float) -> tuple[list[Any], list[Any], list[Any]]:
    """Words, segments and pitch for a text that is said from 0.6 s to shortly before the end."""
    tokens = text.split()
    letters = [len(token) + 2 for token in tokens]
    scale = (end - 1.2) / sum(letters)
    rows, segments, pitch = [], [], []
    segment, start, first, time = 0, 0, 0.6, 0.6
    for number, token in enumerate(tokens):
        until = time + scale * letters[number]
        score = 0.35 + 0.64 * abs(math.sin(number * 1.7))
        row = a_word(media_id, number, token, segment=segment, start=time, end=until - 0.04)
        row |= {"score": score}
        if number % 11 == 5:
            row |= {"status": "interpolated", "score": None}
        if number % 17 == 13:
            row |= {"status": "unaligned", "score": None, "start": None, "end": None}
        rows.append(row)
        time = until
        if token[-1] in ".!?" or number == len(tokens) - 1:
            sentence = " ".join(tokens[start : number + 1])
            segments.append(_a_segment(media_id, segment, first, until - 0.04, sentence))
            pitch.append(_a_contour(media_id, segment, first, until - 0.04))
            segment, start, first = segment + 1, number + 1, until
    return rows, segments, pitch


def _a_segment(media_id: str, number: int, start: float, end: float, text: str) -> dict[str, Any]:
    return {
        "media_id": media_id,
        "segment": number,
        "start": start,
        "end": end,
        "text": text,
        "speaker_id": None,
        "source": "txt",
        "channel": None,
        "confidence": None,
    }


def _a_contour(media_id: str, number: int, start: float, end: float) -> dict[str, Any]:
    times = np.arange(start, end, 0.01)
    f0 = 190 + 45 * np.sin(2.1 * times) - 12 * (times - start)
    f0[np.sin(9 * times) > 0.55] = np.nan
    intensity = 62 + 9 * np.sin(9 * times + 2) + 3 * np.sin(31 * times)
    return {
        "media_id": media_id,
        "segment": number,
        "start": start,
        "step": 0.01,
        "f0": f0.tolist(),
        "intensity": intensity.tolist(),
        "floor": 100.0,
        "ceiling": 500.0,
    }


def frames_of(media_id: str, end: float, step: float = 1.0) -> list[dict[str, Any]]:
    """Rows of frames: a moving disc before a changing colour."""
    rows = []
    for number, time in enumerate(np.arange(0.0, end, step)):
        picture = np.full((180, 320, 3), (90 + 12 * number % 150, 120, 60), dtype=np.uint8)
        cv2.circle(picture, (40 + 27 * number % 260, 90), 34, (230, 235, 240), -1)
        cv2.putText(picture, f"{time:.0f}", (130, 165), 0, 1.6, (255, 255, 255), 3)
        rows.append(
            {
                "media_id": media_id,
                "frame": number,
                "time": float(time),
                "keyframe": number % 5 == 0,
                "shot": number // 4,
                "width": 320,
                "height": 180,
                "image": cv2.imencode(".jpg", picture)[1].tobytes(),
            }
        )
    return rows


@dataclass(slots=True, kw_only=True)
class Corpus:
    """A results folder with hand-made tables, and a report of it."""

    folder: Path
    tables: dict[str, list[Path]] = field(default_factory=dict)

    @property
    def report(self) -> Path:
        return self.folder / "report"

    def put(self, name: str, rows: Sequence[Mapping[str, Any]], file: str = "0001") -> None:
        """Write one file of a table, sorted as the table wants it."""
        path = self.folder / name / f"{file}.parquet"
        length = 4 if name == "embeddings" else None
        write_table(
            name, path, sorted(rows, key=lambda r: r.get("media_id", "")), vector_length=length
        )
        self.tables.setdefault(name, []).append(path)

    def enrol(self, rows: Mapping[str, str], states: Mapping[str, str] | None = None) -> None:
        """Write the enrolment of recordings in batches."""
        states = states or {}
        self.put(
            "enrolment",
            [
                {
                    "media_id": media_id,
                    "batch": batch,
                    "state": states.get(media_id, "current"),
                    "path": f"/data/{media_id}",
                }
                for media_id, batch in rows.items()
            ],
            "all",
        )

    def sing(self, media_id: str, seconds: float, batch: str = "0001") -> None:
        """Write a gliding tone as the recording's normalised sound."""
        path = self.folder / "audio" / batch / f"{media_id}.flac"
        path.parent.mkdir(parents=True, exist_ok=True)
        time = np.arange(round(seconds * 16_000)) / 16_000
        tone = 0.3 * np.sin(2 * np.pi * (190 * time + 20 * np.sin(2.1 * time)))
        soundfile.write(path, tone.astype(np.float32), 16_000, subtype="PCM_16")

    def measure(self, rule: str, file: str, line: str) -> None:
        """Write a benchmark file of Snakemake."""
        path = self.folder / "benchmarks" / rule / f"{file}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = "s h:m:s max_rss max_vms max_uss max_pss io_in io_out mean_load cpu_time"
        path.write_text("\t".join(head.split()) + "\n" + "\t".join(line.split()) + "\n")

    def write(
        self, *, truth: Path | None = None, config: Mapping[str, Any] | None = None, **options: Any
    ) -> str:
        """Write the report and return its first page."""
        write_report(
            results=self.folder,
            report=self.report,
            tables=self.tables,
            benchmarks=self.folder / "benchmarks",
            config=config or {"manifest": "media.csv", "batch_size": 200, "media": {"hop": 0.01}},
            options=ReportOptions(**options),
            truth=truth,
        )
        return (self.report / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A corpus without any table."""
    return Corpus(folder=tmp_path / "results")


@pytest.fixture
def empty_corpus(corpus: Corpus) -> Corpus:
    """Every table, each with no rows."""
    for name in TABLES:
        corpus.put(name, [])
    return corpus


@pytest.fixture
def parliament(corpus: Corpus) -> Corpus:
    """Two good recordings, six with problems, one superseded and one removed."""
    build_parliament(corpus)
    return corpus


TROUBLES: dict[str, tuple[str, str, str, str]] = {
    "ad-truncated": (
        "media",
        "partial",
        "truncated",
        "the file ends at 3.2 s of 8.0 s: it was cut off; get it again if the rest is needed",
    ),
    "ad-mute": (
        "media",
        "partial",
        "no_audio",
        "the file has no sound: words, pitch and everything that follows from them are missing",
    ),
    "speech-silent": (
        "transcribe",
        "skipped",
        "silence",
        "nothing is louder than -60 dB: check whether the right channel was recorded",
    ),
    "speech-other": (
        "align",
        "failed",
        "mismatch",
        "the transcript fits only 9 % of the sound: it is probably that of another speech",
    ),
    "speech-unread": (
        "media",
        "failed",
        "not_media",
        "no demuxer recognises /data/speech-unread.ogg (it begins with <!DOCTYPE html>)",
    ),
}


def build_parliament(corpus: Corpus) -> None:
    """Fill a corpus with two good recordings and several with problems."""
    media = [
        a_recording("speech-001", duration=21.0),
        a_film("ad-001"),
        a_film("ad-mute", audio=None, sample_rate=None, channels=None, duration=6.0),
        a_film("ad-truncated", duration=3.2),
        a_recording("speech-002", duration=132.0, speaker_id="schmidt", sex="male"),
        a_recording("speech-other", speaker_id="schmidt", sex="male"),
        a_recording("speech-silent", speaker_id=None),
        a_recording("speech-unread", kind="none", duration=None, audio=None, status="failed"),
    ]
    batches = {row["media_id"]: "0001" for row in media}
    corpus.put("media", media)
    corpus.put("media", [a_recording("gone"), a_recording("changed")], "0002")
    states = {"gone": "removed", "changed": "superseded"}
    corpus.enrol({**batches, "gone": "0002", "changed": "0002"}, states)
    accounts = [row for one in media for row in _accounts(one)]
    corpus.put("accounting", accounts, "media-0001")
    corpus.put("accounting", [an_account("gone", "media", batch="0002")], "media-0002")
    spoken = [said("ad-001", AD, 9.0), said("speech-001", SPEECH, 21.0)]
    corpus.put("words", [row for one in spoken for row in one[0]])
    corpus.put("segments", [row for one in spoken for row in one[1]])
    corpus.put("pitch", [row for one in spoken for row in one[2]])
    corpus.put("frames", frames_of("ad-001", 9.0))
    corpus.sing("ad-001", 9.0)
    corpus.sing("speech-001", 21.0)
    corpus.measure("probe", "0001", "2.5 0:00:02 180.25 900.1 170.0 171.0 1.2 0.0 92.10 2.31")
    corpus.measure("align", "0001", "31.75 0:00:31 412.50 1900.1 400.0 401.0 3.2 0.0 98.80 31.20")
    corpus.measure("align", "0002", "0.31 0:00:00 NA NA NA NA NA NA NA NA")
    corpus.measure("standardise", "all", "1.10 0:00:01 96.00 300.0 90.0 90.0 0.1 0.0 80.00 0.90")


def _accounts(recording: Mapping[str, Any]) -> list[dict[str, Any]]:
    media_id = recording["media_id"]
    where, status, code, reason = TROUBLES.get(media_id, ("", "", "", ""))
    dead = False
    rows = []
    for stage in STAGES:
        row = an_account(media_id, stage)
        if stage == where:
            row |= {"status": status, "code": code, "reason": reason}
            dead = status in ("failed", "skipped")
        elif dead or (code == "no_audio" and stage in ("transcribe", "align", "acoustics")):
            told = {
                "status": "skipped",
                "code": "upstream",
                "reason": f"{where} {status}: {reason}",
            }
            row |= told
        elif recording["kind"] == "audio" and stage in ("frames", "vision"):
            row |= {"status": "skipped", "code": "no_video", "reason": "there is no picture"}
        rows.append(row)
    return rows


@pytest.fixture
def make() -> SimpleNamespace:
    """The builders of this file, by what they make."""
    return SimpleNamespace(
        corpus=lambda folder: Corpus(folder=folder),
        parliament=build_parliament,
        recording=a_recording,
        film=a_film,
        account=an_account,
        word=a_word,
        said=said,
        frames=frames_of,
    )
