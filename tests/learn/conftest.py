"""A results folder with small tables, whose features tell the label."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from unisono.learn.gather import Tables, gather
from unisono.learn.storage import load_corpus
from unisono.learn.study import LearnOptions
from unisono.store import write_table
from unisono.tables import TABLES

WORDS, FRAMES, WIDTH = 4, 3, 4
_TEXTS = {
    "kind": "video",
    "status": "ok",
    "sha256": "0",
    "language": "en",
    "sex": "unknown",
    "speaker_id": "s1",
    "path": "x.mp4",
}


@dataclass
class Recording:
    """One recording with three modalities of which the label can be told."""

    media_id: str
    label: str | None
    group: str = ""
    date: str | None = None
    modalities: tuple[str, ...] = ("text", "audio", "image")
    spoil: dict[tuple[str, str], float] = field(default_factory=dict)
    """Values by table and column, put into the second unit."""

    @property
    def level(self) -> float:
        return float(sum(map(ord, self.label or "")) % 7)


def row_of(table, **values):
    """A row with something in every column that must have it."""
    row = {}
    for name, column in TABLES[table].columns.items():
        row[name] = None if column.null else _filler(name, column)
    return {**row, **values}


def _filler(name, column):
    if column.allowed:
        return _TEXTS[name] if _TEXTS.get(name) in column.allowed else column.allowed[0]
    if pa.types.is_string(column.type):
        return _TEXTS.get(name, "x")
    return [] if pa.types.is_list(column.type) else column.type.to_pandas_dtype()(0)


def vector_rows(recording, modality, unit, count, rng):
    vectors = rng.normal(recording.level, 1.0, (count, WIDTH))
    spoilt = recording.spoil.get((f"embeddings/{modality}", "vector"))
    if spoilt is not None:
        vectors[1, 2] = spoilt
    return [
        row_of(
            "embeddings", media_id=recording.media_id, modality=modality, unit=unit, index=number,
            start=float(number), end=number + 1.0, model=f"{modality}-1", vector=vectors[number],
        )
        for number in range(count)
    ]  # fmt: skip


def measure_rows(recording):
    return [
        row_of(
            "acoustics", media_id=recording.media_id, unit="word", segment=0, word=number,
            start=float(number), end=number + 1.0, f0_z=None if number == 0 else float(number),
            f0_sd=1.0, hnr=2.0, voiced=0.5, rate=4.0,
            intensity=recording.spoil.get(("acoustics", "intensity"), 60.0),
        )
        for number in range(WORDS)
    ]  # fmt: skip


def vision_rows(recording):
    return [
        row_of("vision", media_id=recording.media_id, frame=number, time=float(number))
        for number in range(FRAMES)
    ]


def aligned_rows(recording):
    frames = [[0], [0, 1], [2], []]
    return [
        row_of(
            "aligned", media_id=recording.media_id, word=number, text="w", start=float(number),
            end=number + 1.0, frames=frames[number],
        )
        for number in range(WORDS)
    ]  # fmt: skip


class Results:
    """Tables of one run, in batches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.enrolled: list[dict] = []

    def add(self, batch: str, recordings: list[Recording], *, state: str = "current") -> None:
        recordings = sorted(recordings, key=lambda one: one.media_id)
        rng = np.random.default_rng(int(batch))
        label = [pa.field("label_tone", pa.string())]
        media = [
            {
                **row_of("media", media_id=one.media_id, group=one.group, date=one.date),
                "label_tone": one.label,
            }
            for one in recordings
        ]
        write_table("media", self._file("media", batch), media, extra=label)
        spoken = [one for one in recordings if "text" in one.modalities]
        self._write("aligned", batch, [row for one in spoken for row in aligned_rows(one)])
        for modality in ("text", "audio", "image"):
            unit, count = ("frame", FRAMES) if modality == "image" else ("word", WORDS)
            having = [one for one in recordings if modality in one.modalities]
            rows = [row for one in having for row in vector_rows(one, modality, unit, count, rng)]
            path = self._file(f"embeddings/{modality}", batch)
            write_table("embeddings", path, rows, vector_length=WIDTH)
        heard = [one for one in recordings if "audio" in one.modalities]
        self._write("acoustics", batch, [row for one in heard for row in measure_rows(one)])
        seen = [one for one in recordings if "image" in one.modalities]
        self._write("vision", batch, [row for one in seen for row in vision_rows(one)])
        for one in recordings:
            row = {"media_id": one.media_id, "batch": batch, "state": state, "path": "x"}
            self.enrolled.append(row)
        rows = sorted(self.enrolled, key=lambda row: (row["media_id"], row["batch"]))
        write_table("enrolment", self.folder / "enrolment/all.parquet", rows)

    def gather(self, **options):
        target = self.folder / "learn"
        gather(
            Tables.of_results(self.folder, self.folder / "acoustics"),
            enrolment=self.folder / "enrolment/all.parquet",
            folder=target,
            accounting=self.folder / "accounting/learn",
            options=LearnOptions.from_plain(
                {"label": "label_tone", "models": ["majority"], **options}
            ),
        )
        return load_corpus(target)

    def _file(self, table: str, batch: str) -> Path:
        return self.folder / table / f"{batch}.parquet"

    def _write(self, table: str, batch: str, rows: list[dict]) -> None:
        write_table(table, self._file(table, batch), rows)


def make_ads(count: int = 18, **changes) -> list[Recording]:
    """Recordings in groups of three, one of each tone."""
    tones = ("attack", "contrast", "promote")
    return [
        Recording(f"ad-{number:03d}", tones[number % 3], group=f"g{number // 3:02d}", **changes)
        for number in range(count)
    ]


@pytest.fixture
def ads():
    """Makes recordings in groups of three, one of each tone."""
    return make_ads


@pytest.fixture
def recording():
    """Makes one recording."""
    return Recording


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """An empty results folder."""
    return Results(tmp_path / "results")
