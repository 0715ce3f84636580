"""Case ``speed``: how fast a given transcript is aligned, each system on one core."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from .boundaries import align_all, errors
from .clips import Clip, as_clip
from .emissions import (
    Emissions,
    Placer,
    made_emissions,
    our_placer,
    torchaudio_placer,
    whisperx_placer,
)
from .recordings import edited_recording, recording
from .rows import Report
from .sentences import Language
from .stage import Corpus, run_stage
from .systems import ours, sphinx_peers

ENGLISH_MINUTES = (0.25, 1.0, 4.0)
"""Lengths at which PocketSphinx is tried: it keeps the search of a whole utterance."""

EMISSION_MINUTES = (0.5, 5.0)
"""Lengths at which the CTC peers are tried: their tables grow with frames times letters."""


def run(
    report: Report,
    *,
    minutes: float,
    languages: Sequence[Language],
    seed: int,
    options: Mapping[str, Any],
) -> None:
    """Measure the stage on a long recording, then beside each peer on what it can take."""
    for language in languages:
        report.progress(f"speed: {minutes:g} minutes, {language}")
        spoken = edited_recording(minutes, seed, 0.0, language)
        with TemporaryDirectory(prefix="alignment-") as folder:
            corpus = Corpus(Path(folder))
            corpus.add("long", spoken.samples, spoken.text.splitlines(), language)
            job = run_stage(corpus, options)
        seconds = len(spoken.samples) / 16000
        figures = report.of(f"speed, {minutes:g} min, {language}", "hmm")
        figures.add("times real time (processor)", seconds / job.cpu)
        figures.add("processor seconds", job.cpu)
        figures.add("wall seconds", job.seconds)
        count = sum(row["status"] != "aligned" for row in job.words["long"])
        figures.add("words not aligned", count, len(spoken.words))
        figures.add("peak, MB", job.peak_mb)
    _beside_sphinx(report, seed)
    _beside_ctc(report, minutes, seed)


def _beside_sphinx(report: Report, seed: int) -> None:
    systems = {"hmm": ours()} | sphinx_peers()
    for minutes in ENGLISH_MINUTES:
        clip = known_words(minutes, seed)
        for name, system in systems.items():
            report.progress(f"speed: {name} on {minutes:g} minutes of English")
            found, spent = align_all([clip], system, warm=minutes == ENGLISH_MINUTES[0])
            figures = report.of(f"speed, {minutes:g} min of English", name)
            figures.add("times real time (processor)", clip.seconds / spent)
            lost = sum(one is None for one in found[0])
            figures.add("words lost", lost, len(clip.words))
            error = np.abs(errors(clip, found[0]))
            figures.add("mean, ms", float(error.mean()) if len(error) else None, len(error))


def known_words(minutes: float, seed: int) -> Clip:
    """English speech in which every word is in PocketSphinx's dictionary."""
    from pocketsphinx import Decoder

    from unisono.align.tokens import tokenise

    decoder = Decoder(lm=None, loglevel="FATAL")

    def known(text: str) -> bool:
        words = [word for token in tokenise(text, "en") for word in token.words]
        return all(decoder.lookup_word(word.lower()) for word in words)

    spoken, _ = recording(minutes, seed, "en", accept=known)
    return as_clip(spoken, f"{minutes:g} min", "long", "en")


def _beside_ctc(report: Report, minutes: float, seed: int) -> None:
    placers: dict[str, Placer] = {}
    for name, make in (
        ("ours", our_placer),
        ("torchaudio", torchaudio_placer),
        ("WhisperX", whisperx_placer),
    ):
        try:
            placers[name] = make()
        except ImportError as error:
            report.progress(f"CTC step of {name} is left out: {error}")
    for length in (*EMISSION_MINUTES, minutes):
        emissions = made_emissions(length, seed)
        for name, place in placers.items():
            if name != "ours" and length > EMISSION_MINUTES[-1]:
                continue
            report.progress(f"speed: CTC step of {name} on {length:g} minutes")
            _ctc_rows(report, f"CTC step, {length:g} min of emissions", name, (emissions, place))


def _ctc_rows(report: Report, case: str, name: str, run: tuple[Emissions, Placer]) -> None:
    emissions, place = run
    place(made_emissions(0.05))  # compiled code
    times = []
    found = None
    for _ in range(3 if emissions.seconds < 60 else 1):
        started = time.process_time()
        found = place(emissions)
        times.append(time.process_time() - started)
    figures = report.of(case, name)
    figures.add("times real time (processor)", emissions.seconds / min(times))
    pairs = [p for p in zip(found or (), emissions.truth, strict=True) if p[0] is not None]
    figures.add("words lost", len(emissions.words) - len(pairs), len(emissions.words))
    size = 1000 * np.abs(np.subtract(*zip(*pairs, strict=True))) if pairs else np.zeros(0)
    figures.add("mean, ms", float(size.mean()) if len(size) else None, len(size))
