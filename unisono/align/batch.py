"""The align stage: from segments and audio to words with times."""

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from unisono.align.options import AlignOptions
from unisono.align.placement import place_tokens
from unisono.align.registry import SILENT, Aligner, Placed, make_aligner
from unisono.align.spans import Segment, Span, spans
from unisono.align.tokens import tokenise
from unisono.audio import SAMPLE_RATE, audio_blocks, audio_duration, read_audio
from unisono.errors import InputError
from unisono.items import Batch, Item, ItemError, run_items
from unisono.reasons import Reason
from unisono.store import TableWriter, read_rows

Row = dict[str, Any]


def align_batch(
    *,
    probe: Path,
    segments: Path,
    upstream: Sequence[Path],
    audio: Path,
    words: Path,
    options: AlignOptions,
    batch: Batch,
) -> None:
    """Find the words of a batch of recordings.

    Parameters
    ----------
    probe
        Table ``probe`` of the batch.
    segments
        Table ``segments`` of the batch.
    upstream
        Accounting of the stages before.
    audio
        Folder of the normalised audio.
    words
        Table ``words`` to write: every token of every segment, once.
    options
        Of this stage.
    batch
        Where the accounting goes.

    Raises
    ------
    ConfigError
        When the options name no aligner that there is.
    InstallError
        When its model is not there.
    """
    aligner = make_aligner(options)
    texts: defaultdict[str, list[Segment]] = defaultdict(list)
    for row in read_rows(segments, columns=["media_id", "segment", "start", "end", "text"]):
        texts[row["media_id"]].append(
            Segment(number=row["segment"], text=row["text"], start=row["start"], end=row["end"])
        )
    with TableWriter("words", words) as writer:

        def work(row: Mapping[str, Any], item: Item) -> None:
            own = texts[item.media_id]
            item.rows_in = len(own)
            rows = _recording(row, own, audio, aligner, options)
            item.rows_out = writer.write(rows)
            _remark(item, rows, audio / (row["audio"] or ""), options)

        columns = ["media_id", "language", "audio"]
        run_items(batch, read_rows(probe, columns=columns), work, upstream=upstream)


def _recording(
    row: Mapping[str, Any],
    segments: Sequence[Segment],
    audio: Path,
    aligner: Aligner,
    options: AlignOptions,
) -> list[Row]:
    """Rows of all words of one recording."""
    if row["audio"] is None:
        raise ItemError(Reason.NO_AUDIO, "the recording has no sound to find words in", skip=True)
    if not any(segment.text.strip() for segment in segments):
        raise ItemError(
            Reason.NO_TRANSCRIPT,
            "there is no text to align; give a transcript or choose a recogniser",
            skip=True,
        )
    path = audio / row["audio"]
    rows: list[Row] = []
    clock = 0.0
    for span in spans(segments, audio_duration(path), options.pad):
        try:
            found = _span(path, _from(span, clock), aligner, row["language"])
        except InputError as error:
            raise ItemError(Reason.LANGUAGE_NOT_SUPPORTED, str(error)) from error
        clock = max([clock, *(one["end"] for one in found if one["end"] is not None)])
        rows.extend(found)
    return [
        {"media_id": row["media_id"], "word": number, "method": options.backend, **one}
        for number, one in enumerate(rows)
    ]


def _from(span: Span, clock: float) -> Span:
    """Begin after the words before, unless the transcript says that speakers overlap."""
    earliest = clock if span.limits[0] is None else min(clock, span.limits[0])
    return replace(span, start=min(max(span.start, earliest), span.end))


def _span(path: Path, span: Span, aligner: Aligner, language: str) -> list[Row]:
    """Rows of the words of one span, in order, without media_id, number and method."""
    pairs = [(s, token) for s in span.segments for token in tokenise(s.text, language)]
    tokens = [token for _, token in pairs]
    first = round(span.start * SAMPLE_RATE) / SAMPLE_RATE
    samples = read_audio(path, span.start, span.end)
    found = [_moved(one, first) for one in aligner.align(samples, tokens, language)]
    timed = place_tokens(tokens, found, span.limits)
    return [
        {
            "segment": segment.number,
            "text": token.text,
            "normalised": token.normalised,
            "start": place.start,
            "end": place.end,
            "score": place.score,
            "status": place.status,
        }
        for (segment, token), place in zip(pairs, timed, strict=True)
    ]


def _moved(one: Placed, by: float) -> Placed:
    if one.start is None or one.end is None:
        return one
    return replace(one, start=one.start + by, end=one.end + by)


def _remark(item: Item, rows: Sequence[Row], sound: Path, options: AlignOptions) -> None:
    """Say in the accounting what of the recording was not found, or hardly."""
    spoken = [row for row in rows if row["normalised"] is not None]
    lost = [row for row in spoken if row["status"] != "aligned"]
    scores = [row["score"] or 0.0 for row in spoken]
    if lost and len(lost) == len(spoken) and _is_silent(sound):
        item.remark(
            Reason.SILENCE,
            f"the recording is silent, so none of the {len(lost)} words of its text is in it",
        )
        return
    if lost and len(lost) == len(spoken):
        item.remark(
            Reason.NO_PATH,
            f"none of the {len(lost)} words was found in the sound; is the text that of "
            "another recording, or the sound too short for it?",
        )
        return
    if lost:
        item.remark(
            Reason.WORDS_UNALIGNED,
            f"{len(lost)} of {len(spoken)} words were not found in the sound; see their status",
        )
    found = statistics.median(scores or [1.0])
    if found < options.mismatch:
        item.remark(
            Reason.MISMATCH,
            f"the text seems not to be what is said (median score of its words {found:.2f}, "
            f"below align.mismatch {options.mismatch:g}); check the transcript",
        )


def _is_silent(sound: Path) -> bool:
    """Whether the sound never rises above `SILENT`."""
    return all(
        float(np.max(np.abs(block), initial=0.0)) < SILENT for _, block in audio_blocks(sound)
    )
