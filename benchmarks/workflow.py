"""How fast the workflow itself is: planning, growing, and an hour of video end to end.

    python benchmarks/workflow.py dry-run --rows 100000
    python benchmarks/workflow.py growth --rows 10000
    python benchmarks/workflow.py hour --minutes 60

Each prints one JSON line: what was run, on what, and what it took. Corpora are generated
into the folder given by --work (default: a temporary one) and reused when they are there.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

from unisono.espeak.synthesis import synthesise

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = (
    "The committee will come to order and we begin with the first item on the agenda.",
    "Members were asked to vote on the budget before the end of the week.",
    "Our schools need teachers, and our teachers need time for every child.",
    "I thank the minister for her answer, but the question remains open.",
    "This law was written in haste and it will be paid for at leisure.",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock seconds of a run, and the memory of its largest process in megabytes."""

    seconds: float
    peak_mb: float


def main() -> None:
    """Run the benchmark that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("which", choices=["dry-run", "growth", "hour"])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--work", type=Path)
    arguments = parser.parse_args()
    work = arguments.work or Path(tempfile.mkdtemp(prefix="unisono-benchmark-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        if arguments.which == "dry-run":
            result = dry_run(work, arguments.rows)
        elif arguments.which == "growth":
            result = growth(work, arguments.rows)
        else:
            result = hour(work, arguments.minutes)
        print(json.dumps({"benchmark": arguments.which, "cpus": os.cpu_count(), **result}))
    finally:
        if arguments.work is None:
            shutil.rmtree(work)


def dry_run(work: Path, rows: int) -> dict[str, float]:
    """Plan a corpus of tiny files at the default batch size."""
    manifest = tiny_corpus(work / "tiny", rows)
    cost = snakemake(manifest, work / "dry", ["--dry-run", "--quiet", "all", "--"])
    return {"rows": rows, "seconds": cost.seconds, "peak_mb": cost.peak_mb}


def growth(work: Path, rows: int) -> dict[str, float]:
    """Add one recording to a corpus, against processing that recording alone."""
    manifest = tiny_corpus(work / "tiny", rows)
    first = snakemake(manifest, work / "grown", ["--quiet", "all", "--"])
    added = tiny_corpus(work / "tiny", rows + 1)
    grown = snakemake(added, work / "grown", ["--quiet", "all", "--"])
    single = work / "single.csv"
    lines = added.read_text().splitlines()
    single.write_text("\n".join([lines[0], lines[-1].replace("files/", "tiny/files/")]) + "\n")
    alone = snakemake(single, work / "alone", ["--quiet", "all", "--"])
    return {
        "rows": rows,
        "first_run_seconds": first.seconds,
        "added_seconds": grown.seconds,
        "alone_seconds": alone.seconds,
        "overhead_seconds": round(grown.seconds - alone.seconds, 1),
    }


def hour(work: Path, minutes: int) -> dict[str, float]:
    """Take a long 720p video with its transcript to every table."""
    manifest = long_video(work / "hour", minutes)
    results = work / "hour-results"
    shutil.rmtree(results, ignore_errors=True)
    config = ["frames={mode: keyframes}"]
    cost = snakemake(manifest, results, ["--quiet", "rules", "--", "all"], config)
    peak = max(_benchmark_column(path, "max_rss") for path in results.rglob("benchmarks/*/*.tsv"))
    return {"minutes": minutes, "seconds": cost.seconds, "largest_job_mb": peak}


def tiny_corpus(folder: Path, rows: int) -> Path:
    """Write recordings of half a second, one word each, and their manifest."""
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    sound = synthesise("Yes.", voice="en-us").samples
    lines = ["media_id,path,language,transcript,speaker_id,sex"]
    for number in range(rows):
        name = f"r{number:06d}"
        path = files / f"{name}.wav"
        if not path.exists():
            soundfile.write(path, sound, 16_000, subtype="PCM_16")
            (files / f"{name}.txt").write_text("Yes.\n")
        lines.append(f"{name},files/{name}.wav,en,files/{name}.txt,s{number % 100},female")
    manifest = folder / "media.csv"
    manifest.write_text("\n".join(lines) + "\n")
    return manifest


def long_video(folder: Path, minutes: int) -> Path:
    """Write a 720p H.264 film with speech, a keyframe every 10 s, and its transcript."""
    folder.mkdir(parents=True, exist_ok=True)
    film, text, manifest = folder / "film.mp4", folder / "film.txt", folder / "media.csv"
    if not film.exists():
        samples, sentences = _speech(minutes * 60)
        text.write_text("\n".join(sentences) + "\n")
        _mux(film, samples, minutes * 60)
    manifest.write_text(
        "media_id,path,language,transcript,speaker_id,sex\nfilm,film.mp4,en-us,film.txt,s1,male\n"
    )
    return manifest


def _speech(seconds: int) -> tuple[np.ndarray, list[str]]:
    spoken = {
        (text, rate): synthesise(text, voice="en-us", rate=rate).samples
        for text in SENTENCES
        for rate in (140, 160, 180)
    }
    keys = list(spoken)
    random = np.random.default_rng(1)
    pieces: list[np.ndarray] = []
    sentences: list[str] = []
    length = 0
    while True:
        key = keys[int(random.integers(len(keys)))]
        piece = np.concatenate([spoken[key], np.zeros(6_400, np.float32)])
        if length + len(piece) > seconds * 16_000:
            break
        pieces.append(piece)
        sentences.append(key[0])
        length += len(piece)
    padding = np.zeros(seconds * 16_000 - length, np.float32)
    return np.concatenate([*pieces, padding]), sentences


def _mux(path: Path, samples: np.ndarray, seconds: int, fps: int = 25) -> None:
    """Encode ten seconds of moving picture once and repeat its packets to the end."""
    with av.open(str(path), "w") as film:
        video = film.add_stream("libx264", rate=fps, options={"preset": "veryfast"})
        video.width, video.height, video.pix_fmt = 1280, 720, "yuv420p"
        video.codec_context.gop_size = 10 * fps
        audio = film.add_stream("aac", rate=16_000, layout="mono")
        packets = list(_ten_seconds(video, fps))
        for start in range(0, seconds, 10):
            piece = samples[start * 16_000 : (start + 10) * 16_000]
            frame = av.AudioFrame.from_ndarray(piece[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 16_000, start * 16_000
            for packet in audio.encode(frame):
                film.mux(packet)
            for packet in packets:
                film.mux(_shifted(packet, video, start))
        for packet in audio.encode(None):
            film.mux(packet)


def _ten_seconds(video: av.VideoStream, fps: int) -> "Iterator[av.Packet[av.VideoStream]]":
    for number in range(10 * fps):
        picture = av.VideoFrame.from_ndarray(_picture(number), format="rgb24")
        picture.pts = number
        yield from video.encode(picture)
    yield from video.encode(None)


def _shifted(
    packet: "av.Packet[av.VideoStream]", video: av.VideoStream, seconds: int
) -> "av.Packet[av.VideoStream]":
    """A copy of a packet, later by some seconds."""
    later: Any = av.Packet(bytes(packet))
    offset = round(seconds / packet.time_base)
    later.stream, later.time_base = video, packet.time_base
    later.pts, later.dts = (packet.pts or 0) + offset, (packet.dts or 0) + offset
    later.is_keyframe = packet.is_keyframe
    return later  # type: ignore[no-any-return]


def _picture(number: int) -> np.ndarray:
    """A grey scene with a bright square that moves, and a little grain."""
    random = np.random.default_rng(number)
    picture = np.full((720, 1280, 3), 90, np.uint8)
    picture[:, :, 2] += random.integers(0, 12, (720, 1280), dtype=np.uint8)
    left = 40 + 4 * number % 1000
    picture[200:500, left : left + 200] = (220, 200, 160)
    return picture


def snakemake(
    manifest: Path, results: Path, arguments: Sequence[str], config: Sequence[str] = ()
) -> Cost:
    """Run the workflow on two cores in a working directory of its own."""
    results.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).with_name("snakemake")), "--cores", "2"]
    command += ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(results)]
    command += ["--profile", str(ROOT / "profiles" / "default")]
    command += ["--config", f"manifest={manifest}", f"results={results / 'out'}", *config]
    started = time.perf_counter()
    subprocess.run([*command, *arguments], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    return Cost(round(seconds, 1), round(peak))


def _benchmark_column(path: Path, column: str) -> float:
    header, values = (line.split("\t") for line in path.read_text().splitlines()[:2])
    text = values[header.index(column)]
    return 0.0 if text in ("-", "NA") else float(text)


if __name__ == "__main__":
    main()
