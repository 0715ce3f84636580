"""The align stage run as a job runs it: in a process of its own, on tables and sound on disk.

python -m alignment_cases.stage FOLDER OPTIONS     # what `run_stage` starts
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import soundfile

from unisono.align.options import AlignOptions
from unisono.audio import SAMPLE_RATE, Samples
from unisono.items import Batch
from unisono.store import read_rows, write_table
from unisono.tables import TABLES

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
ONE_CORE = dict.fromkeys(_THREADS, "1")
"""Environment that keeps a process to one core."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one run of the stage gave.

    Attributes
    ----------
    words, other, accounting
        Rows by recording; `other` by the name of a table that the stage writes besides.
    seconds, cpu
        Of the batch, without the start of Python.
    start
        Seconds to start Python and import the stage.
    peak_mb
        Resident memory at most.
    """

    words: dict[str, list[Row]]
    other: dict[str, dict[str, list[Row]]]
    accounting: dict[str, Row]
    seconds: float
    cpu: float
    start: float
    peak_mb: float


class Corpus:
    """Recordings and segments as the stages before would have written them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "audio").mkdir(parents=True, exist_ok=True)
        self._probe: list[dict[str, Any]] = []
        self._segments: list[dict[str, Any]] = []

    def add(self, media_id: str, samples: Samples, lines: Sequence[str], language: str) -> None:
        """Add a recording with the lines of its transcript, which have no times."""
        soundfile.write(self.folder / "audio" / f"{media_id}.flac", samples, SAMPLE_RATE)
        row: dict[str, Any] = dict.fromkeys(TABLES["probe"].columns)
        row |= {"media_id": media_id, "path": "x", "kind": "audio", "streams": "", "sex": "unknown"}
        row |= {"language": language, "status": "ok", "audio": f"{media_id}.flac"}
        self._probe.append(row)
        for number, line in enumerate(lines):
            segment: dict[str, Any] = dict.fromkeys(TABLES["segments"].columns)
            segment |= {"media_id": media_id, "segment": number, "text": line, "source": "txt"}
            self._segments.append(segment)

    def write(self) -> None:
        """Write the tables."""
        by_id = sorted(self._probe, key=lambda row: row["media_id"])
        write_table("probe", self.folder / "probe.parquet", by_id)
        rows = sorted(self._segments, key=lambda row: (row["media_id"], row["segment"]))
        write_table("segments", self.folder / "segments.parquet", rows)


def run_stage(corpus: Corpus, options: Mapping[str, Any] | None = None) -> Job:
    """Write the corpus, align it in a new process on one core, and read what came out.

    Raises
    ------
    RuntimeError
        When the process fails; with what it said.
    """
    corpus.write()
    started = time.perf_counter()
    command = [sys.executable, "-m", "alignment_cases.stage", str(corpus.folder)]
    done = subprocess.run(
        [*command, json.dumps(dict(options or {}))],
        cwd=Path(__file__).parent.parent,
        env=os.environ | ONE_CORE,
        capture_output=True,
        text=True,
        check=False,
    )
    whole = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(f"the stage failed: {done.stderr[-2000:]}")
    measured = json.loads(done.stdout.splitlines()[-1])
    accounting = read_rows(corpus.folder / "accounting.parquet")
    return Job(
        words=_by_recording(corpus.folder / "words.parquet"),
        other={
            name: _by_recording(corpus.folder / f"{name}.parquet") for name in measured["tables"]
        },
        accounting={row["media_id"]: row for row in accounting},
        seconds=measured["seconds"],
        cpu=measured["cpu"],
        start=whole - measured["seconds"],
        peak_mb=measured["peak_mb"],
    )


def _by_recording(path: Path) -> dict[str, list[Row]]:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in read_rows(path):
        rows[row["media_id"]].append(row)
    return rows


def main(folder: Path, options: Mapping[str, Any]) -> None:
    """Align the corpus of a folder; prints what it cost."""
    from unisono.align.batch import AlignedTables, align_batch

    tables = [field.name for field in fields(AlignedTables)]
    started, used = time.perf_counter(), time.process_time()
    align_batch(
        probe=folder / "probe.parquet",
        segments=folder / "segments.parquet",
        upstream=[],
        audio=folder / "audio",
        tables=AlignedTables(**{name: folder / f"{name}.parquet" for name in tables}),
        options=AlignOptions(**options),
        batch=Batch(stage="align", name="0001", accounting=folder / "accounting.parquet"),
    )
    result = {
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - used,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "tables": tables,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
