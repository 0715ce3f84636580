"""How fast protocols are read: one to its tables, and many through two processes.

    python benchmarks/protocols.py 20114.xml
    python benchmarks/protocols.py 20114.xml --copies 500 --json

The file is any protocol; copies of it under other names are enrolled into batches of 50 and
read as the rule ``read_protocols`` reads them, by two processes. Wall-clock seconds; imports
are timed by themselves and belong to the 500, once for each process. SoMaJo splits the same
text, and its agreement is the share of ends of sentences that both set.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from unisono.items import Batch
from unisono.parliament.batch import ProtocolTables, read_protocols
from unisono.parliament.enrolment import plan_protocols
from unisono.parliament.options import ParliamentOptions, ReadOptions
from unisono.parliament.rows import protocol_rows
from unisono.protocols.read import read_protocol
from unisono.protocols.record import Protocol
from unisono.protocols.splitters import splitter

PROCESSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was measured; seconds, and megabytes (10^6 bytes) of the larger process."""

    protocol: str
    speeches: int
    sentences: int
    import_seconds: float
    read_seconds: float
    somajo_seconds: float
    agreement: float
    copies: int
    copies_seconds: float
    peak_mb: float


def measure(path: Path, *, copies: int, repeats: int) -> Result:
    """Measure one protocol, and so many copies of it."""
    options = ReadOptions()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        protocol = read_protocol(path, options.limits())
        rows = protocol_rows(path.stem, protocol, options.party_table(), options)
        times.append(time.perf_counter() - started)
    somajo_seconds, agreement = _somajo(protocol)
    copies_seconds, peak = _many(path, copies)
    return Result(
        protocol=path.name,
        speeches=len(rows.speeches),
        sentences=len(rows.sentences),
        import_seconds=_import_seconds(),
        read_seconds=sorted(times)[len(times) // 2],
        somajo_seconds=somajo_seconds,
        agreement=agreement,
        copies=copies,
        copies_seconds=copies_seconds,
        peak_mb=peak,
    )


def _import_seconds() -> float:
    started = time.perf_counter()
    command = [sys.executable, "-c", "import unisono.parliament.batch"]
    subprocess.run(command, check=True)
    return time.perf_counter() - started


def _somajo(protocol: Protocol) -> tuple[float, float]:
    """Seconds of SoMaJo for the text, and the share of ends that both splitters set."""
    texts = [part.text for speech in protocol.speeches for part in speech.paragraphs if part.text]
    ours, theirs = splitter("rules", "de"), splitter("somajo", "de")
    started = time.perf_counter()
    other = [{end for _, end in theirs(text)} for text in texts]
    seconds = time.perf_counter() - started
    own = [{end for _, end in ours(text)} for text in texts]
    both = sum(len(one & two) for one, two in zip(own, other, strict=True))
    either = sum(len(one | two) for one, two in zip(own, other, strict=True))
    return seconds, both / either


def _many(path: Path, copies: int) -> tuple[float, float]:
    """Seconds and megabytes for copies of a protocol, through two processes."""
    with tempfile.TemporaryDirectory() as name:
        folder, results = Path(name, "protocols"), Path(name, "results")
        folder.mkdir()
        for number in range(copies):
            shutil.copyfile(path, folder / f"{path.stem}-{number:04d}{path.suffix}")
        started = time.perf_counter()
        plan = plan_protocols(ParliamentOptions(protocols=str(folder)), results / "sittings")
        plan.write()
        jobs = [(str(folder), str(results), batch) for batch in plan.batches]
        with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
            peaks = list(pool.map(_read, jobs))
        return time.perf_counter() - started, max(peaks, default=0.0)


def _read(job: tuple[str, str, str]) -> float:
    """Read one batch; peak memory of this process so far, megabytes."""
    folder, results, batch = Path(job[0]), Path(job[1]), job[2]
    read_protocols(
        folder=folder,
        enrolled=results / "sittings" / f"{batch}.csv",
        tables=ProtocolTables(
            **{n: results / n / f"{batch}.parquet" for n in ProtocolTables.__slots__}
        ),
        options=ReadOptions(),
        batch=Batch(
            stage="protocols",
            name=batch,
            accounting=results / "accounting" / f"protocols-{batch}.parquet",
        ),
    )
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and say what came out."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("protocol", type=Path)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    result = measure(given.protocol, copies=given.copies, repeats=given.repeats)
    if given.json:
        sys.stdout.write(json.dumps(asdict(result)) + "\n")
        return
    sys.stdout.write(
        f"{result.protocol}: {result.speeches} speeches, {result.sentences} sentences in "
        f"{result.read_seconds:.2f} s (imports {result.import_seconds:.1f} s; SoMaJo alone would "
        f"take {result.somajo_seconds:.1f} s, {result.agreement:.1%} of ends agree)\n"
        f"{result.copies} copies, {PROCESSES} processes: {result.copies_seconds:.1f} s, "
        f"{result.peak_mb:.0f} MB each at most\n"
    )


if __name__ == "__main__":
    main()
