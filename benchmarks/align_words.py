"""Word boundaries and speed of the ``hmm`` aligner, against PocketSphinx's own aligner.

    OPENBLAS_NUM_THREADS=1 python benchmarks/align_words.py
    python benchmarks/align_words.py --data FOLDER --minutes 10 --repeats 1 --json

Boundaries: the clips labelled by hand in FOLDER/aligned (62 words), each aligned by
PocketSphinx in one pass, in two passes (words, then states), and by us; errors are of all
starts and ends, over the words that all three found. A word that is not found counts as lost.
Generated German speech (eSpeak NG, whose events are the truth) is ours alone: PocketSphinx
has no German words.

Speed: one recording of --minutes, 9,000 words an hour of synthetic English, whole transcript
without times. The peer runs on the clips only: it keeps a whole utterance's search in memory
and is not made for an hour. All run in this process; OPENBLAS_NUM_THREADS=1 keeps it to one core.
"""

import argparse
import csv
import json
import os
import platform
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from math import gcd
from pathlib import Path

import numpy as np
import soundfile
from pocketsphinx import Decoder
from scipy.signal import resample_poly

from unisono.align.hmm import HmmAligner
from unisono.align.options import AlignOptions
from unisono.align.tokens import tokenise
from unisono.audio import SAMPLE_RATE, Samples
from unisono.espeak.synthesis import synthesise

Times = list[tuple[float, float] | None]
"""Start and end of each word, in seconds; ``None`` for a word that is lost."""

TEXT = (
    "the people of this country have asked us to vote for a budget that will help every family "
    "and school teacher in our cities because taxes are high while work is hard to find so we "
    "must change what government does about energy health roads housing water trade justice "
    "today tomorrow never again without fear between members committee report amendment question"
)
"""Words of the long recording, drawn at random: no sentence comes twice."""

GERMAN = (
    "Frau Präsidentin, meine Damen und Herren! Wir beraten heute über den Haushalt des Jahres.",
    "Die Bürger erwarten zu Recht, dass wir ihre Sorgen ernst nehmen und nicht nur reden.",
    "Deshalb schlagen wir vor, die Mittel für Schulen und Straßen deutlich zu erhöhen.",
    "Ich danke dem Minister für seine Antwort, aber die Frage bleibt doch offen.",
    "Wer über Steuern spricht, darf über Löhne, Mieten und Energie nicht schweigen.",
)
GERMAN_VOICES = ("de", "de+f2", "de+m3", "de+f4")
WORDS_PER_HOUR = 9000


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """Speech with the true times of its words."""

    samples: Samples
    text: str
    truth: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """How near one aligner's boundaries are to the truth."""

    case: str
    aligner: str
    words: int
    lost: int
    mean_ms: float
    median_ms: float
    bias_start_ms: float
    bias_end_ms: float
    within_20_ms: float
    within_50_ms: float
    within_100_ms: float
    seconds: float
    real_time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """What one long recording costs."""

    case: str
    minutes: float
    words: int
    lost: int
    median_error_ms: float
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    peak_mb: float


def hand_labelled(folder: Path) -> list[Clip]:
    """Read clips and words marked by hand."""
    words = defaultdict(list)
    with (folder / "aligned" / "words.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            words[row["clip"]].append((row["word"], float(row["start"]), float(row["end"])))
    clips = []
    for name, marked in words.items():
        samples, rate = soundfile.read(folder / "aligned" / f"{name}.wav", dtype="float32")
        divisor = gcd(rate, SAMPLE_RATE)
        clips.append(
            Clip(
                samples=resample_poly(samples, SAMPLE_RATE // divisor, rate // divisor),
                text=" ".join(word for word, _, _ in marked),
                truth=tuple((start, end) for _, start, end in marked),
            )
        )
    return clips


def spoken(text: str, voice: str) -> Clip:
    """Synthesise a text all of whose tokens are spoken."""
    speech = synthesise(text, voice=voice)
    truth = tuple((word.start, word.end) for word in speech.words)
    return Clip(samples=speech.samples, text=text, truth=truth)


def long_recording(minutes: float) -> Clip:
    """Synthetic speech of random words, sentence after sentence."""
    generator = np.random.default_rng(0)
    parts: list[Samples] = []
    texts: list[str] = []
    truth: list[tuple[float, float]] = []
    clock = words = 0
    while clock < minutes * 60 * SAMPLE_RATE:
        chosen = generator.choice(TEXT.split(), int(generator.integers(6, 18)))
        clip = spoken(" ".join(chosen) + ".", f"en-us{generator.choice(['', '+f2', '+m3'])}")
        if len(clip.truth) != len(chosen):
            continue
        offset = clock / SAMPLE_RATE
        truth += [(start + offset, end + offset) for start, end in clip.truth]
        words += len(chosen)
        aim = round(words / WORDS_PER_HOUR * 3600 * SAMPLE_RATE)  # pauses keep the pace
        pause = max(SAMPLE_RATE // 10, aim - clock - len(clip.samples))
        parts += [clip.samples, np.zeros(pause, dtype=np.float32)]
        texts.append(clip.text)
        clock += len(clip.samples) + pause
    return Clip(samples=np.concatenate(parts), text=" ".join(texts), truth=tuple(truth))


def ours(aligner: HmmAligner, language: str) -> Callable[[Clip], Times]:
    """Align with the ``hmm`` backend."""

    def align(clip: Clip) -> Times:
        placed = aligner.align(clip.samples, tokenise(clip.text, language), language)
        return [
            None if one.start is None or one.end is None else (one.start, one.end) for one in placed
        ]

    return align


def peer(*, passes: int) -> Callable[[Clip], Times]:
    """Align with PocketSphinx; its frames are 10 ms, its ends the last frame of a word."""
    decoder = Decoder(lm=None, loglevel="FATAL")

    def decode(pcm: bytes) -> None:
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()

    def align(clip: Clip) -> Times:
        pcm = (np.clip(clip.samples, -1, 1) * 32767).astype(np.int16).tobytes()
        decoder.set_align_text(clip.text)
        decode(pcm)
        found: list[tuple[str, float, float]] = []
        if passes == 1:
            found = [(s.word, s.start_frame, s.end_frame + 1) for s in decoder.seg() or ()]
        elif decoder.hyp() is not None:
            decoder.set_alignment()
            decode(pcm)
            found = [(w.name, w.start, w.start + w.duration) for w in decoder.get_alignment()]
        times = [
            (start / 100, end / 100)
            for name, start, end in found
            if name[0] not in "<[" and name != "(NULL)"
        ]
        words = len(clip.truth)
        return [*times] if len(times) == words else [None] * words

    return align


def boundaries(
    case: str, clips: Sequence[Clip], aligners: dict[str, Callable[[Clip], Times]]
) -> list[Boundaries]:
    """Run all aligners on all clips, a warm-up first."""
    results, spent = {}, {}
    for name, align in aligners.items():
        align(clips[0])  # compiled code and pages of the model come from the disk once
        started = time.perf_counter()
        results[name] = [times for clip in clips for times in align(clip)]
        spent[name] = time.perf_counter() - started
    truth = [times for clip in clips for times in clip.truth]
    common = [i for i in range(len(truth)) if all(found[i] for found in results.values())]
    seconds = sum(len(clip.samples) for clip in clips) / SAMPLE_RATE
    rows = []
    for name, found in results.items():
        error = 1000 * (np.array([found[i] for i in common]) - np.array([truth[i] for i in common]))
        size = np.abs(error)
        rows.append(
            Boundaries(
                case=case,
                aligner=name,
                words=len(truth),
                lost=sum(times is None for times in found),
                mean_ms=float(size.mean()),
                median_ms=float(np.median(size)),
                bias_start_ms=float(error[:, 0].mean()),
                bias_end_ms=float(error[:, 1].mean()),
                within_20_ms=float((size <= 20).mean()),
                within_50_ms=float((size <= 50).mean()),
                within_100_ms=float((size <= 100).mean()),
                seconds=spent[name],
                real_time=spent[name] / seconds,
            )
        )
    return rows


def speed(aligner: HmmAligner, minutes: float, repeats: int) -> Speed:
    """Align one long recording with its whole transcript."""
    clip = long_recording(minutes)
    wall, cpu = [], []
    found: Times = []
    for _ in range(repeats):
        started, used = time.perf_counter(), time.process_time()
        found = ours(aligner, "en")(clip)
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    pairs = [(times, true) for times, true in zip(found, clip.truth, strict=True) if times]
    return Speed(
        case="one recording, whole transcript without times",
        minutes=len(clip.samples) / SAMPLE_RATE / 60,
        words=len(clip.truth),
        lost=sum(times is None for times in found),
        median_error_ms=1000 * float(np.median(np.abs(np.subtract(*zip(*pairs, strict=True))))),
        seconds=tuple(wall),
        cpu_seconds=tuple(cpu),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    started = time.perf_counter()
    aligner = HmmAligner(AlignOptions())
    load = time.perf_counter() - started
    rows: list[Boundaries] = []
    if (arguments.data / "aligned").is_dir():
        peers = {
            "PocketSphinx, one pass": peer(passes=1),
            "PocketSphinx, two passes": peer(passes=2),
        }
        clips = hand_labelled(arguments.data)
        rows += boundaries("hand-labelled English", clips, {"hmm": ours(aligner, "en"), **peers})
    else:
        print(f"no hand-labelled clips in {arguments.data}", file=sys.stderr)
    german = [spoken(text, voice) for text in GERMAN for voice in GERMAN_VOICES]
    rows += boundaries("generated German", german, {"hmm": ours(aligner, "de")})
    long = speed(aligner, arguments.minutes, arguments.repeats) if arguments.minutes else None
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    versions = {name: version(name) for name in ("numpy", "numba", "pocketsphinx")}
    if arguments.json:
        result = {"machine": machine, "versions": versions, "load_seconds": load}
        result |= {"boundaries": [asdict(row) for row in rows], "speed": long and asdict(long)}
        print(json.dumps(result, indent=2))
        return
    print(f"{machine}; {versions}; model loaded in {load:.2f} s")
    for row in rows:
        print(
            f"{row.case:22} {row.aligner:25} lost {row.lost}/{row.words}  mean {row.mean_ms:.1f} ms"
            f"  median {row.median_ms:.1f}  bias {row.bias_start_ms:+.1f}/{row.bias_end_ms:+.1f}"
            f"  within 20/50/100 ms {row.within_20_ms:.0%}/{row.within_50_ms:.0%}"
            f"/{row.within_100_ms:.0%}  real time x {row.real_time:.4f}"
        )
    if long:
        print(
            f"{long.minutes:.1f} min, {long.words} words: {min(long.seconds):.1f} s wall (best; "
            f"median {statistics.median(long.seconds):.1f}), {min(long.cpu_seconds):.1f} s cpu, "
            f"lost {long.lost}, median error {long.median_error_ms:.1f} ms, "
            f"peak {long.peak_mb:.0f} MB"
        )


if __name__ == "__main__":
    main()
