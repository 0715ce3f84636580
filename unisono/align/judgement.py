"""What the words found say about a recording's text: spots, verdicts, the accounting."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from unisono.align.edits import STEP, Heard, Levels, find_edits, segment_scores, verdicts
from unisono.align.options import AlignOptions
from unisono.align.registry import SILENT
from unisono.align.spans import Segment
from unisono.audio import SAMPLE_RATE, audio_blocks
from unisono.items import Item
from unisono.reasons import Reason

Row = dict[str, Any]

_FAINTEST = 1e-5
"""Amplitude that digital silence is given, so that it has a level: -100 dB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Rows of the tables ``edits`` and ``verdicts`` of one recording."""

    edits: list[Row]
    verdicts: list[Row]


def judge(
    rows: Sequence[Row], segments: Sequence[Segment], sound: Path, options: AlignOptions
) -> Judgement:
    """Compare the words of a recording with its sound.

    Parameters
    ----------
    rows
        Of the table ``words``, in order.
    segments
        All of the recording.
    sound
        Its normalised audio.
    options
        Limits.
    """
    words = [
        Heard(
            segment=row["segment"],
            spoken=row["normalised"] is not None,
            start=row["start"],
            end=row["end"],
            score=row["score"],
        )
        for row in rows
    ]
    spots = find_edits(words, sound_levels(sound), options.edited_below)
    said = verdicts(words, spots, options.mismatch)
    media_id = rows[0]["media_id"] if rows else ""
    found = Counter(
        row["segment"] for row in rows if row["normalised"] and row["status"] == "aligned"
    )
    scores = segment_scores(words)
    return Judgement(
        edits=[
            {"media_id": media_id, "edit": number, **asdict(spot)}
            for number, spot in enumerate(spots)
        ],
        verdicts=[
            {
                "media_id": media_id,
                "segment": segment.number,
                "verdict": said.get(segment.number),
                "score": statistics.median(scores[segment.number])
                if segment.number in scores
                else None,
                "words": len(scores.get(segment.number, ())),
                "words_found": found[segment.number],
            }
            for segment in segments
        ],
    )


def sound_levels(sound: Path) -> Levels:
    """Level of a recording every 10 ms, in dB of full scale, shape (steps,)."""
    size = round(STEP * SAMPLE_RATE)
    levels = []
    for _, block in audio_blocks(sound):
        steps = block[: len(block) // size * size].reshape(-1, size).astype(np.float64)
        levels.append(10 * np.log10(np.mean(steps**2, axis=1) + _FAINTEST**2))
    return np.concatenate(levels) if levels else np.zeros(0)


def remark(
    item: Item,
    rows: Sequence[Row],
    said: Sequence[Mapping[str, Any]],
    sound: Path,
    options: AlignOptions,
) -> None:
    """Say in the accounting what of the recording was not found, or hardly."""
    spoken = [row for row in rows if row["normalised"] is not None]
    lost = [row for row in spoken if row["status"] != "aligned"]
    if lost and len(lost) == len(spoken):
        _remark_nothing_found(item, len(lost), sound)
        return
    if lost:
        item.remark(
            Reason.WORDS_UNALIGNED,
            f"{len(lost)} of {len(spoken)} words were not found in the sound; see their status",
        )
    kinds = [one["verdict"] for one in said]
    if "edited" in kinds:
        item.remark(
            Reason.EDITED,
            f"in {kinds.count('edited')} of {len(kinds)} segments text and sound differ; see the "
            "tables edits and verdicts",
        )
    found = statistics.median([row["score"] or 0.0 for row in spoken] or [1.0])
    if found < options.mismatch:
        item.remark(
            Reason.MISMATCH,
            f"the text seems not to be what is said (median score of its words {found:.2f}, "
            f"below align.mismatch {options.mismatch:g}); check the transcript",
        )
    elif "mismatch" in kinds:
        item.remark(
            Reason.MISMATCH,
            f"in {kinds.count('mismatch')} of {len(kinds)} segments something else is said than "
            "the text; see the table verdicts",
        )


def _remark_nothing_found(item: Item, words: int, sound: Path) -> None:
    if all(float(np.max(np.abs(block), initial=0.0)) < SILENT for _, block in audio_blocks(sound)):
        item.remark(
            Reason.SILENCE,
            f"the recording is silent, so none of the {words} words of its text is in it",
        )
        return
    item.remark(
        Reason.NO_PATH,
        f"none of the {words} words was found in the sound; is the text that of another "
        "recording, or the sound too short for it?",
    )
