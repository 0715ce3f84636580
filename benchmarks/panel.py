"""Time and memory of the panel, on generated tables of a million linked sentences.

    python benchmarks/panel.py --folder FOLDER [--sentences 1000000] [--step 0.05]

The contours have a value every 50 ms by default, a fifth of what recordings have, so that the
tables fit on a small disk; reading them is a part of the time that grows with it.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from alignment_cases.rows import machine

from unisono.panel.build import Sources, build_panel
from unisono.panel.options import PanelOptions
from unisono.store import TableWriter, write_table
from unisono.tables import MEDIA

PARTIES = {"a": "left", "b": "left", "c": "right", "d": "right", "e": None}
_SENTENCES, _SPEECHES, _RECORDINGS = 500, 20, 100
"""Sentences of a recording, speeches of a recording, recordings of a batch."""
_SECONDS = 3.0


def make(folder: Path, sentences: int, step: float) -> None:
    """Write the tables: a protocol for each recording, a batch for each hundred."""
    rng = np.random.default_rng(1)
    recordings = max(sentences // _SENTENCES, 1)
    names = [f"{number:06d}" for number in range(recordings)]
    batches = [names[at : at + _RECORDINGS] for at in range(0, recordings, _RECORDINGS)]
    for number, batch in enumerate(batches, start=1):
        file = f"{number:04d}.parquet"
        with (
            TableWriter("speeches", folder / "speeches" / file) as speeches,
            TableWriter("sentences", folder / "sentences" / file) as texts,
            TableWriter("addressing", folder / "addressing" / file) as addressing,
            TableWriter("links", folder / "links" / file) as links,
            TableWriter("pitch", folder / "pitch" / file) as pitch,
        ):
            for name in batch:
                speeches.write(_speeches(name))
                texts.write(_sentences(name))
                addressing.write(_addressing(name, rng))
                links.write(_links(name))
                pitch.write(_pitch(name, step, rng))
        write_table("media", folder / "media" / file, [_media(name) for name in batch])
    pairs = [(name, f"{n:04d}") for n, batch in enumerate(batches, start=1) for name in batch]
    rows = [{"batch": batch, "state": "current", "path": name} for name, batch in pairs]
    for table, key in (("protocols", "protocol"), ("enrolment", "media_id")):
        full = [{key: name, **row} for (name, _), row in zip(pairs, rows, strict=True)]
        write_table(table, folder / table / "all.parquet", full)


def _speeches(name: str) -> pa.Table:
    count = _SPEECHES
    numbers = np.arange(count, dtype=np.int32)
    return pa.table(
        {
            "protocol": [name] * count, "speech": numbers,
            "speech_id": [f"{name}-{n}" for n in numbers], "legislature": ["1"] * count,
            "session": [name] * count, "date": [f"20{int(name) % 90 + 10}-01-01"] * count,
            "language": ["de"] * count, "agenda_item": ["1"] * count,
            "speaker_id": [_speaker(n) for n in numbers], "speaker": ["A"] * count,
            "party": [list(PARTIES)[n % 5] for n in numbers],
            "role": pa.nulls(count, pa.string()), "spoken": [True] * count,
            "sentences": np.full(count, _SENTENCES // _SPEECHES),
        }
    )  # fmt: skip


def _speaker(speech: np.int32) -> str:
    return f"s{int(speech) * 7 % 400}"


def _sentences(name: str) -> pa.Table:
    numbers = np.arange(_SENTENCES, dtype=np.int32)
    speech = numbers // (_SENTENCES // _SPEECHES)
    return pa.table(
        {
            "protocol": [name] * _SENTENCES, "sentence": numbers, "speech": speech,
            "paragraph": speech, "speaker_id": [_speaker(n) for n in speech],
            "speaker": ["A"] * _SENTENCES, "party": [list(PARTIES)[n % 5] for n in speech],
            "role": ["speaker"] * _SENTENCES, "quotation": [False] * _SENTENCES,
            "text": [f"Satz {n} von {name}, der von etwas handelt." for n in numbers],
        }
    )  # fmt: skip


def _addressing(name: str, rng: np.random.Generator) -> pa.Table:
    chosen = np.flatnonzero(rng.random(_SENTENCES) < 0.2).astype(np.int32)
    count = len(chosen)
    zeros = np.zeros(count)
    return pa.table(
        {
            "protocol": [name] * count, "sentence": chosen,
            "party": [list(PARTIES)[n % 5] for n in rng.integers(0, 5, count)],
            "named": rng.random(count), "member_named": zeros, "second_person": zeros,
            "vocative": zeros, "reply": zeros, "zero_shot": pa.nulls(count, pa.float64()),
            "score": rng.random(count),
        }
    )  # fmt: skip


def _links(name: str) -> pa.Table:
    numbers = np.arange(_SENTENCES, dtype=np.int32)
    start = numbers * _SECONDS
    return pa.table(
        {
            "media_id": [name] * _SENTENCES, "protocol": [name] * _SENTENCES,
            "sentence": numbers, "speech": numbers // (_SENTENCES // _SPEECHES),
            "start": start, "end": start + 0.9 * _SECONDS, "first_word": numbers * 8,
            "last_word": numbers * 8 + 7, "words": np.full(_SENTENCES, 8),
            "words_found": np.full(_SENTENCES, 8), "status": ["linked"] * _SENTENCES,
        }
    )  # fmt: skip


def _pitch(name: str, step: float, rng: np.random.Generator) -> pa.Table:
    """Contours of segments of ten sentences."""
    segments = _SENTENCES // 10
    frames = int(10 * _SECONDS / step)
    f0 = rng.normal(150, 20, (segments, frames)).astype(np.float32)
    f0[rng.random((segments, frames)) < 0.4] = np.nan
    loud = rng.normal(60, 5, (segments, frames)).astype(np.float32)
    return pa.table(
        {
            "media_id": [name] * segments, "segment": np.arange(segments, dtype=np.int32),
            "start": np.arange(segments) * 10 * _SECONDS, "step": np.full(segments, step),
            "f0": list(f0), "intensity": list(loud), "floor": np.full(segments, 75.0),
            "ceiling": np.full(segments, 500.0),
        }
    )  # fmt: skip


def _media(name: str) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(MEDIA.columns)
    return row | {
        "media_id": name, "path": name, "kind": "audio", "streams": "", "language": "de",
        "sex": "female", "status": "ok",
    }  # fmt: skip


def measure(folder: Path, memory_mb: int) -> dict[str, object]:
    """Build the panel once."""
    files = {
        name: sorted((folder / name).glob("*.parquet"))
        for name in ("speeches", "sentences", "addressing", "media", "links", "pitch")
    }
    begun = time.perf_counter()
    build_panel(
        Sources(
            **files,
            protocols=folder / "protocols" / "all.parquet",
            enrolment=folder / "enrolment" / "all.parquet",
        ),
        parties=PARTIES,
        options=PanelOptions(memory_mb=memory_mb),
        panel=folder / "panel" / "all.parquet",
        steps=folder / "panel" / "steps.csv",
    )
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        "bytes": (folder / "panel" / "all.parquet").stat().st_size,
        "machine": machine(),
    }


def main() -> None:
    """Make the tables where they are not there, and measure in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--step", type=float, default=0.05, help="of the contours, seconds")
    parser.add_argument("--memory", type=int, default=1000, help="panel.memory_mb")
    parser.add_argument("--measure", action="store_true", help="the tables are there")
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.folder, given.memory)))
        return
    if not (given.folder / "enrolment" / "all.parquet").is_file():
        make(given.folder, given.sentences, given.step)
    again = [sys.executable, __file__, "--folder", str(given.folder), "--measure"]
    subprocess.run([*again, "--memory", str(given.memory)], check=True)


if __name__ == "__main__":
    main()
