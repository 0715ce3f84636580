"""What an hour of speech costs in the acoustics stage, against Praat called word by word.

    python benchmarks/acoustics.py
    python benchmarks/acoustics.py --minutes 10 --repeats 1 --json

The speech is synthesised, with the words' times from the synthesiser. The peer is the
script that most studies write: for every word a part of the sound, and Praat's commands on
it with the same settings. It measures the first minutes only (--peer-minutes) and its time
is scaled to the hour. Both run in this process, one after the other; seconds are wall-clock,
cpu is what the process used.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import parselmouth
import soundfile
from parselmouth.praat import call
from scipy.signal import resample_poly

from unisono.acoustics.batch import measure_batch
from unisono.acoustics.limits import Limits, limits_of_sex
from unisono.acoustics.options import AcousticsOptions
from unisono.audio import SAMPLE_RATE
from unisono.espeak.library import sample_rate
from unisono.espeak.synthesis import synthesise
from unisono.items import Batch
from unisono.store import write_table
from unisono.tables import PROBE

SENTENCES = (
    "The committee will come to order and we begin with the first item on the agenda.",
    "Members were asked to vote on the budget before the end of the week.",
    "Our schools need teachers, and our teachers need time for every child.",
    "I thank the minister for her answer, but the question remains open.",
    "This law was written in haste and it will be paid for at leisure.",
)
VOICES = {"male": "en-us", "female": "en-us+f2", "unknown": "en-us"}
PAUSE = 0.6
RATE = 110
"""Gives about 9,000 words an hour with the pauses."""
MARGIN = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """One recording on disk, with its words."""

    folder: Path
    sex: str
    seconds: float
    words: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an hour costs."""

    sex: str
    who: str
    words: int
    minutes: float
    repeats: int
    seconds_per_hour: float
    fastest: float
    slowest: float
    cpu_per_hour: float
    peak_mb: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--peer-minutes", type=float, default=5.0)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sex", choices=sorted(VOICES), action="append")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="unisono-benchmark-") as folder:
        for sex in arguments.sex or list(VOICES):
            corpus = speech(Path(folder) / sex, sex, arguments.minutes * 60)
            peer_seconds = min(corpus.seconds, arguments.peer_minutes * 60)
            repeats = arguments.repeats
            results.append(timed("unisono", corpus, corpus.seconds, ours, repeats))
            results.append(timed("word by word", corpus, peer_seconds, peer, repeats))
    machine = {
        "cpu": platform.processor() or platform.machine(),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "praat": parselmouth.PRAAT_VERSION,
        "parselmouth": parselmouth.__version__,
    }
    if arguments.json:
        rows = [asdict(result) for result in results]
        print(json.dumps({"benchmark": "acoustics", **machine, "results": rows}))
    else:
        print_table(results, machine)


def speech(folder: Path, sex: str, seconds: float) -> Corpus:
    """Make a recording of sentences, one segment each, and its tables."""
    spoken = [synthesise(text, voice=VOICES[sex], rate=RATE) for text in SENTENCES]
    sounds = [resample_poly(one.samples, SAMPLE_RATE, sample_rate()) for one in spoken]
    parts: list[Any] = []
    segments: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    at = 0.0
    repeated = cycle(zip(SENTENCES, spoken, sounds, strict=True))
    for number, (sentence, one, sound) in enumerate(repeated):
        if at >= seconds:
            break
        end = at + len(sound) / SAMPLE_RATE
        segments.append({"segment": number, "start": at, "end": end, "text": sentence})
        words.extend(
            {
                "segment": number,
                "word": len(words) + place,
                "text": word.text,
                "normalised": word.text.lower(),
                "start": at + word.start,
                "end": at + word.end,
            }
            for place, word in enumerate(one.words)
        )
        parts += [sound, np.zeros(round(PAUSE * SAMPLE_RATE))]
        at += (len(parts[-2]) + len(parts[-1])) / SAMPLE_RATE
    (folder / "audio").mkdir(parents=True)
    soundfile.write(folder / "audio" / "a.flac", np.concatenate(parts), SAMPLE_RATE)
    write_tables(folder, sex, segments, words)
    return Corpus(folder=folder, sex=sex, seconds=at, words=words)


def write_tables(
    folder: Path, sex: str, segments: list[dict[str, Any]], words: list[dict[str, Any]]
) -> None:
    """Write the tables that the stage reads."""
    known = {"media_id": "a", "path": "a", "kind": "audio", "audio": "a.flac", "streams": ""}
    known |= {"language": "en", "sex": sex, "status": "ok", "speaker_id": "a"}
    probe: dict[str, Any] = dict.fromkeys(PROBE.columns) | known
    write_table("probe", folder / "probe.parquet", [probe])
    rest: dict[str, Any] = {"media_id": "a", "speaker_id": None, "channel": None}
    rest |= {"source": "", "confidence": None}
    write_table("segments", folder / "segments.parquet", [row | rest for row in segments])
    rest = {"media_id": "a", "score": None, "method": "synthesiser", "status": "aligned"}
    write_table("words", folder / "words.parquet", [row | rest for row in words])


def ours(corpus: Corpus, seconds: float) -> None:
    """The stage on the whole recording."""
    folder = corpus.folder
    if seconds < corpus.seconds:
        raise ValueError("the stage measures a whole recording")
    measure_batch(
        probe=folder / "probe.parquet",
        segments=folder / "segments.parquet",
        words=folder / "words.parquet",
        upstream=[],
        audio=folder / "audio",
        pitch=folder / "pitch.parquet",
        measures=folder / "measures.parquet",
        options=AcousticsOptions(),
        batch=Batch(stage="acoustics", name="0001", accounting=folder / "accounting.parquet"),
    )


def peer(corpus: Corpus, seconds: float) -> None:
    """Praat's commands on a part of the sound for every word."""
    limits = limits_of_sex(corpus.sex, AcousticsOptions())
    sound = parselmouth.Sound(str(corpus.folder / "audio" / "a.flac"))
    for word in corpus.words:
        if word["end"] <= seconds:
            measure_word(sound, word["start"], word["end"], limits)


def measure_word(sound: Any, start: float, end: float, limits: Limits) -> list[float]:
    """What the stage measures, for one word."""
    margin = max(MARGIN, 3.2 / limits.floor)
    part = call(
        sound, "Extract part", max(0.0, start - margin), end + margin, "rectangular", 1.0, "yes"
    )
    costs = (0.03, 0.45, 0.01, 0.35, 0.14)
    pitch = call(part, "To Pitch (ac)", 0.01, limits.floor, 15, "no", *costs, limits.ceiling)
    intensity = call(part, "To Intensity", limits.floor, 0.01, "yes")
    harmonicity = call(part, "To Harmonicity (cc)", 0.01, limits.floor, 0.1, 1.0)
    points = call([part, pitch], "To PointProcess (cc)")
    periods = (start, end, 0.0001, 0.02, 1.3)
    return [
        call(pitch, "Get mean", start, end, "Hertz"),
        call(pitch, "Get quantile", start, end, 0.5, "Hertz"),
        call(pitch, "Get standard deviation", start, end, "Hertz"),
        call(intensity, "Get mean", start, end, "energy"),
        call(harmonicity, "Get mean", start, end),
        call(points, "Get jitter (local)", *periods),
        call([part, points], "Get shimmer (local)", *periods, 1.6),
    ]


def timed(
    who: str,
    corpus: Corpus,
    seconds: float,
    work: Callable[[Corpus, float], None],
    repeats: int,
) -> Result:
    """Run once to warm up on a file that is then cached, and some times in earnest."""
    if repeats > 1:
        work(corpus, seconds)
    walls, processor = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        work(corpus, seconds)
        walls.append((time.perf_counter() - wall) * 3600 / seconds)
        processor.append((time.process_time() - cpu) * 3600 / seconds)
    return Result(
        sex=corpus.sex,
        who=who,
        words=sum(word["end"] <= seconds for word in corpus.words),
        minutes=seconds / 60,
        repeats=repeats,
        seconds_per_hour=statistics.median(walls),
        fastest=min(walls),
        slowest=max(walls),
        cpu_per_hour=statistics.median(processor),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def print_table(results: list[Result], machine: dict[str, Any]) -> None:
    """One row for each case."""
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    print("| limits | what | minutes | words | s per hour (fastest, slowest) | cpu s | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for one in results:
        span = f"{one.seconds_per_hour:.1f} ({one.fastest:.1f}, {one.slowest:.1f})"
        print(
            f"| {one.sex} | {one.who} | {one.minutes:.1f} | {one.words} | {span} | "
            f"{one.cpu_per_hour:.1f} | {one.peak_mb:.0f} |"
        )


if __name__ == "__main__":
    main()
