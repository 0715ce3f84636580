"""Case ``clips``: what a clip of a batch costs beyond its sound."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from .clips import Clip, as_clip
from .recordings import edited_recording
from .rows import Report
from .sentences import Language, drawn
from .speech import joined, say, voices
from .stage import Corpus, Job, run_stage

SECONDS = (2.0, 4.0)
"""Shortest and longest clip."""


def short_clips(language: Language, seed: int) -> Iterator[Clip]:
    """Short clips without end, each a sentence of another voice or text."""
    generator = np.random.default_rng((seed, 5))
    cast = voices(language, 40, seed)
    for number, text in enumerate(drawn(language, generator)):
        if len(text.split()) > 9:
            continue
        spoken = say(text, cast[number % len(cast)])
        if spoken is None:
            continue
        whole = joined([spoken], (0.15, 0.2), seed=number)
        if SECONDS[0] <= whole.seconds <= SECONDS[1]:
            yield as_clip(whole, f"{number:06}", cast[number % len(cast)].name, language)


def run(report: Report, *, count: int, minutes: float, language: Language, seed: int) -> None:
    """Align a corpus of short clips, one clip alone, and one long recording."""
    report.progress(f"clips: {count} of {SECONDS[0]:g} to {SECONDS[1]:g} s")
    clips = list(islice(short_clips(language, seed), count))
    first = [(clips[0].samples, [" ".join(clips[0].words)])]
    _job(first, language)  # what is compiled is kept from here on
    jobs = {"one": _job(first, language)}
    report.progress("clips: the corpus")
    jobs["many"] = _job([(clip.samples, [" ".join(clip.words)]) for clip in clips], language)
    report.progress(f"clips: one recording of {minutes:g} minutes")
    long = edited_recording(minutes, seed, 0.0, language)
    jobs["long"] = _job([(long.samples, long.text.splitlines())], language)
    of_one, of_long = clips[0].seconds, len(long.samples) / 16000
    of_many = sum(clip.seconds for clip in clips)
    figures = report.of(f"{count} clips of 2 to 4 s, {language}", "hmm")
    for clock in ("seconds", "cpu"):
        of_job = {name: getattr(job, clock) for name, job in jobs.items()}
        each = (of_job["long"] - of_job["one"]) / (of_long - of_one)
        beyond = of_job["many"] - of_job["one"] - each * (of_many - of_one)
        kind = "processor" if clock == "cpu" else "wall"
        figures.add(f"ms per clip beyond its sound ({kind})", 1000 * beyond / (count - 1), count)
        figures.add(f"ms per clip, all ({kind})", 1000 * of_job["many"] / count, count)
        figures.add(f"times real time, long ({kind})", 1 / each)
    one, many = jobs["one"], jobs["many"]
    figures.add("seconds of a batch of one clip", one.seconds)
    figures.add("seconds to start Python and import", one.start)
    figures.add("peak, MB", many.peak_mb)
    unaligned = sum(row["status"] != "aligned" for rows in many.words.values() for row in rows)
    figures.add("words not aligned", unaligned, sum(len(rows) for rows in many.words.values()))


def _job(recordings: list[tuple[np.ndarray, list[str]]], language: Language) -> Job:
    with TemporaryDirectory(prefix="alignment-") as folder:
        corpus = Corpus(Path(folder))
        for number, (samples, lines) in enumerate(recordings):
            corpus.add(f"{number:05}", samples, lines, language)
        return run_stage(corpus)
