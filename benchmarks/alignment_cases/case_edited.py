"""Case ``edited``: a long recording whose transcript is edited."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from .edits import Spot
from .recordings import EditedRecording, edited_recording
from .rows import Doubles, Figures, Report
from .sentences import Language
from .stage import Corpus, Job, run_stage

Line = Mapping[str, Any]

NEAR = 0.3
"""Seconds by which a flagged stretch of sound may miss the edited one."""

FALSE_FLAGS = 0.02
"""Share of unedited words that may be flagged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What the stage says of a recording.

    Attributes
    ----------
    suspicion
        Shape (words,): 1 less the score, 2 for words that are not aligned.
    marked
        Shape (words,): whether the tables call the word into question.
    stretches
        Start and end of sound that the tables call into question, in seconds.
    """

    suspicion: Doubles
    marked: np.ndarray[Any, np.dtype[np.bool_]]
    stretches: tuple[tuple[float, float], ...]


def run(
    report: Report,
    *,
    minutes: float,
    share: float,
    language: Language,
    seed: int,
    options: Mapping[str, Any],
    keep: Path | None,
) -> None:
    """Align one long recording and compare with what was planted."""
    report.progress(f"edited: {minutes:g} minutes of generated speech")
    recording = edited_recording(minutes, seed, share, language)
    with TemporaryDirectory(prefix="alignment-", dir=keep) as folder:
        corpus = Corpus(Path(folder))
        corpus.add("long", recording.samples, recording.text.splitlines(), language)
        report.progress(f"edited: {len(recording.words)} words, {len(recording.spots)} spots")
        job = run_stage(corpus, options)
    if keep is not None:
        rows = {"words": job.words, "other": job.other, "accounting": job.accounting}
        (keep / "edited.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    figures = report.of(f"edited {language}, {minutes:g} min, {share:.0%}", "hmm")
    add_figures(figures, recording, job)


def add_figures(figures: Figures, recording: EditedRecording, job: Job) -> None:
    """Errors, flags and costs."""
    rows = job.words["long"]
    if [row["text"] for row in rows] != list(recording.words):
        raise RuntimeError("the stage did not give one row for each token of the text")
    minutes = len(recording.samples) / 16000 / 60
    _errors(figures, recording, rows)
    flags = read_flags(rows, job.other)
    _flagged(figures, recording, flags)
    figures.add("wall seconds", job.seconds)
    figures.add("processor seconds", job.cpu)
    figures.add("times real time (processor)", 60 * minutes / job.cpu)
    figures.add("peak, MB", job.peak_mb)


def _errors(figures: Figures, recording: EditedRecording, rows: Sequence[Line]) -> None:
    said = [n for n, true in enumerate(recording.truth) if true is not None]
    found = [n for n in said if rows[n]["start"] is not None and rows[n]["end"] is not None]
    error = 1000 * np.array(
        [
            np.subtract((rows[n]["start"], rows[n]["end"]), recording.truth[n] or (0.0, 0.0))
            for n in found
        ]
    ).reshape(-1, 2)
    size = np.abs(error)
    exact = size[[recording.exact[n] for n in found]]
    figures.add("words", len(recording.words))
    figures.add("mean of unedited words, ms", float(exact.mean()), len(exact))
    figures.add("median, ms", float(np.median(exact)), len(exact))
    figures.add("bias of starts, ms", float(error[:, 0].mean()), len(error))
    figures.add("bias of ends, ms", float(error[:, 1].mean()), len(error))
    worst = size.max(axis=1)
    figures.add("words over 0.1 s off, %", 100 * float((worst > 100).mean()), len(worst))
    figures.add("words over 2 s off", int((worst > 2000).sum()), len(worst))
    figures.add("largest, ms", float(worst.max()), len(worst))
    figures.add("unedited words without time", len(said) - len(found), len(said))
    silent = [n for n, true in enumerate(recording.truth) if true is None]
    placed = sum(rows[n]["status"] == "aligned" for n in silent)
    figures.add("unsaid words aligned", placed, len(silent))


def read_flags(rows: Sequence[Line], other: Mapping[str, Mapping[str, Sequence[Line]]]) -> Flags:
    """Flags of one recording: status of words, and the table ``edits`` where there is one."""
    marked = np.array([row["status"] != "aligned" for row in rows])
    marked &= np.array([row["normalised"] is not None for row in rows])
    scores = [row["score"] if row["status"] == "aligned" else -1.0 for row in rows]
    stretches = []
    for edit in [line for lines in other.get("edits", {}).values() for line in lines]:
        if edit["first_word"] is not None and edit["kind"] != "audio_without_text":
            marked[edit["first_word"] : edit["last_word"] + 1] = True
        if edit["start"] is not None and edit["end"] is not None:
            stretches.append((edit["start"], edit["end"]))
    return Flags(
        suspicion=1 - np.array([1.0 if score is None else score for score in scores]),
        marked=marked,
        stretches=tuple(stretches),
    )


def words_of(spot: Spot, count: int) -> slice:
    """Words whose flags speak for a spot: its own, or those around missing text."""
    if spot.last_word > spot.first_word:
        return slice(spot.first_word, spot.last_word)
    return slice(max(spot.first_word - 1, 0), min(spot.first_word + 1, count))


def in_stretch(spot: Spot, stretches: Sequence[tuple[float, float]]) -> bool:
    """Whether flagged sound overlaps a spot, nearly."""
    return any(start < spot.end + NEAR and spot.start - NEAR < end for start, end in stretches)


def unedited(recording: EditedRecording) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Words that no flag should touch: said, and not beside text that is missing."""
    free = np.array([true is not None for true in recording.truth])
    for spot in recording.spots:
        free[words_of(spot, len(free))] = False
    return free


def _flagged(figures: Figures, recording: EditedRecording, flags: Flags) -> None:
    free = unedited(recording)
    count = len(free)
    spots = recording.spots
    as_written = [
        bool(flags.marked[words_of(spot, count)].any()) or in_stretch(spot, flags.stretches)
        for spot in spots
    ]
    worst = np.array([flags.suspicion[words_of(spot, count)].max() for spot in spots])
    figures.add("spots flagged, %", 100 * float(np.mean(as_written)), len(spots))
    figures.add("false flags, %", 100 * float(flags.marked[free].mean()), int(free.sum()))
    astray = [one for one in flags.stretches if not any(in_stretch(spot, [one]) for spot in spots)]
    figures.add("flagged stretches without edit", len(astray), len(flags.stretches))
    limit = float(np.quantile(flags.suspicion[free], 1 - FALSE_FLAGS))
    by_score = worst > limit
    figures.add("spots below score at 2 %, %", 100 * float(by_score.mean()), len(spots))
    figures.add("that score", 1 - limit)
    either = by_score | np.array(as_written)
    figures.add("spots flagged either way, %", 100 * float(either.mean()), len(spots))
    groups = sorted({(spot.kind, spot.unit) for spot in spots})
    for kind, unit in groups:
        own = [n for n, spot in enumerate(spots) if (spot.kind, spot.unit) == (kind, unit)]
        value = 100 * float(np.mean([as_written[n] for n in own]))
        figures.add(f"{kind}, {unit}, %", value, len(own))
