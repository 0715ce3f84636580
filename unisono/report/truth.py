"""What was planted in a generated corpus, held against what was measured."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from unisono.report.intake import Recording
from unisono.report.reading import rows_of
from unisono.report.svg import round_axis, scatter

_SPOILT = ("truncated", "other_transcript", "silence", "no_audio")
"""Planted faults after which text and sound no longer belong together."""
TOLERANCE = 0.02
"""Share of the planted F0 within which a measured median counts as right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTruth:
    """Word boundaries of one language; errors in seconds over both boundaries of a word."""

    language: str
    words: int
    compared: int
    untimed: int
    mean_error: float | None
    median_error: float | None
    within_50ms: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PitchTruth:
    """Planted and measured F0 of sentences, Hz."""

    sentences: int
    compared: int
    within: float
    worst: float
    values: Markup
    """Measured over planted F0."""
    deviations: Markup
    """Deviation in percent over planted F0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What the report says about planted truth; a part is None where its file is missing."""

    words: tuple[WordTruth, ...]
    pitch: PitchTruth | None
    faults: Mapping[str, str]
    """Planted fault of each faulty recording of the corpus."""


def read_truth(
    folder: Path, recordings: Sequence[Recording], tables: Mapping[str, Sequence[Path]]
) -> Truth:
    """Compare words and sentences with the truth kept beside a generated corpus.

    Parameters
    ----------
    folder
        Holds ``words.csv`` (``media_id, word, text, start, end``; seconds),
        ``sentences.csv`` (``media_id, segment, f0_planted``; Hz, empty where none is) and
        ``recordings.csv`` (``media_id, fault``; empty where there is none).
    """
    faults = {row["media_id"]: row["fault"] for row in _csv(folder / "recordings.csv")}
    sound = [one for one in recordings if faults.get(one.media_id, "") not in _SPOILT]
    known = {one.media_id for one in recordings}
    return Truth(
        words=tuple(_words(folder / "words.csv", sound, tables)),
        pitch=_pitch(folder / "sentences.csv", sound, tables),
        faults={one: faults[one] for one in sorted(known & faults.keys()) if faults[one]},
    )


def boundary_errors(
    planted: Mapping[int, tuple[str, float, float]], measured: Sequence[Mapping[str, Any]]
) -> tuple[list[float], int, int]:
    """Distances between planted and found word boundaries of one recording.

    Only words whose text is the planted one are compared: a recording whose transcript is
    of another speech has no right answer.

    Returns
    -------
    tuple
        Absolute errors in seconds (start and end of each compared word), the number of
        words compared, and of words with the planted text but without a time.
    """
    errors: list[float] = []
    compared = untimed = 0
    for row in measured:
        text, start, end = planted.get(row["word"], ("", 0.0, 0.0))
        if not text or _bare(text) != _bare(row["text"]):
            continue
        if row["start"] is None:
            untimed += 1
            continue
        compared += 1
        errors += [abs(row["start"] - start), abs(row["end"] - end)]
    return errors, compared, untimed


def _words(
    path: Path, recordings: Sequence[Recording], tables: Mapping[str, Sequence[Path]]
) -> Iterator[WordTruth]:
    planted: dict[str, dict[int, tuple[str, float, float]]] = {}
    for row in _csv(path):
        start, end = _float(row.get("start")), _float(row.get("end"))
        if start is not None and end is not None:
            words = planted.setdefault(row["media_id"], {})
            words[int(row["word"])] = row.get("text", ""), start, end
    known = [recording for recording in recordings if recording.media_id in planted]
    for language in sorted({recording.language for recording in known}):
        chosen = [recording for recording in known if recording.language == language]
        yield _word_truth(language, chosen, planted, tables)


def _word_truth(
    language: str,
    recordings: Sequence[Recording],
    planted: Mapping[str, Mapping[int, tuple[str, float, float]]],
    tables: Mapping[str, Sequence[Path]],
) -> WordTruth:
    columns = ("word", "text", "start", "end")
    results = [
        boundary_errors(
            planted[one.media_id],
            list(rows_of(tables.get("words", ()), one.media_id, one.batch, columns)),
        )
        for one in recordings
    ]
    errors = np.asarray([error for errors, _, _ in results for error in errors])
    measured = len(errors) > 0
    return WordTruth(
        language=language,
        words=sum(len(planted[one.media_id]) for one in recordings),
        compared=sum(compared for _, compared, _ in results),
        untimed=sum(untimed for _, _, untimed in results),
        mean_error=float(errors.mean()) if measured else None,
        median_error=float(np.median(errors)) if measured else None,
        within_50ms=float((errors <= 0.05).mean()) if measured else None,
    )


def _pitch(
    path: Path, recordings: Sequence[Recording], tables: Mapping[str, Sequence[Path]]
) -> PitchTruth | None:
    planted: dict[tuple[str, int], float] = {}
    known = {one.media_id for one in recordings}
    for row in _csv(path):
        hertz = _float(row.get("f0_planted"))
        if hertz and row["media_id"] in known:
            planted[row["media_id"], int(row["segment"])] = hertz
    points = sorted(_medians(planted, recordings, tables))
    if not points:
        return None
    errors = [found / true - 1 for true, found in points]
    return PitchTruth(
        sentences=len(planted),
        compared=len(points),
        within=sum(abs(error) <= TOLERANCE for error in errors) / len(errors),
        worst=max(abs(error) for error in errors),
        values=_plot_values(points),
        deviations=_plot_deviations(points),
    )


def _plot_values(points: Sequence[tuple[float, float]]) -> Markup:
    both = [value for point in points for value in point]
    axis = round_axis(both, "planted F0 (Hz)")
    low, high = axis.low, axis.high / (1 + TOLERANCE)
    return scatter(
        points,
        axis,
        replace(axis, label="measured median F0 (Hz)"),
        title=f"Planted and measured F0 of {len(points)} sentences",
        line=[(low, low), (axis.high, axis.high)],
        band=[
            (low, low),
            (low, low * (1 + TOLERANCE)),
            (high, high * (1 + TOLERANCE)),
            (high, high * (1 - TOLERANCE)),
        ],
    )


def _plot_deviations(points: Sequence[tuple[float, float]]) -> Markup:
    percents = [(true, 100 * (found / true - 1)) for true, found in points]
    most = max(2 * 100 * TOLERANCE, *(abs(percent) for _, percent in percents))
    x = round_axis([true for true, _ in points], "planted F0 (Hz)")
    y = round_axis([-most, most], "deviation of the measured median (%)", most_steps=8)
    edge = 100 * TOLERANCE
    return scatter(
        percents,
        x,
        y,
        title=f"Deviation of the measured from the planted F0 of {len(points)} sentences",
        line=[(x.low, 0.0), (x.high, 0.0)],
        band=[(x.low, -edge), (x.low, edge), (x.high, edge), (x.high, -edge)],
    )


def _medians(
    planted: Mapping[tuple[str, int], float],
    recordings: Sequence[Recording],
    tables: Mapping[str, Sequence[Path]],
) -> Iterator[tuple[float, float]]:
    """Planted and measured median F0 of every sentence that has both."""
    measures = tables.get("acoustics") or tables.get("measures") or ()
    columns = ("media_id", "unit", "segment", "f0_median")
    with_truth = {media_id for media_id, _ in planted}
    for one in recordings:
        if one.media_id not in with_truth:
            continue
        for row in rows_of(measures, one.media_id, one.batch, columns):
            true = planted.get((row["media_id"], row["segment"]))
            if row["unit"] == "segment" and row["f0_median"] and true is not None:
                yield true, float(row["f0_median"])


def _csv(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _float(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None
