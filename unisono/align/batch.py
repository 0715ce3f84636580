"""The align stage: from segments and audio to words with times."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from unisono.align.judgement import judge, remark
from unisono.align.options import AlignOptions
from unisono.align.placement import place_tokens
from unisono.align.registry import Aligner, Placed, make_aligner
from unisono.align.spans import Segment, Span, spans
from unisono.align.tokens import tokenise
from unisono.audio import SAMPLE_RATE, audio_duration, read_audio
from unisono.errors import InputError
from unisono.items import Batch, Item, ItemError, run_items
from unisono.reasons import Reason
from unisono.store import TableWriter, read_rows

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedTables:
    """The tables that the stage writes.

    Attributes
    ----------
    words
        Every token of every segment, once.
    edits
        Where text and sound differ.
    verdicts
        Every segment, once.
    """

    words: Path
    edits: Path
    verdicts: Path


def align_batch(
    *,
    probe: Path,
    segments: Path,
    upstream: Sequence[Path],
    audio: Path,
    tables: AlignedTables,
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
    tables
        To write.
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
    columns = ["media_id", "segment", "start", "end", "text", "channel"]
    for row in read_rows(segments, columns=columns):
        texts[row["media_id"]].append(
            Segment(
                number=row["segment"],
                text=row["text"],
                start=row["start"],
                end=row["end"],
                channel=row["channel"],
            )
        )
    with (
        TableWriter("words", tables.words) as writer,
        TableWriter("edits", tables.edits) as edit_writer,
        TableWriter("verdicts", tables.verdicts) as verdict_writer,
    ):

        def work(row: Mapping[str, Any], item: Item) -> None:
            own = texts[item.media_id]
            item.rows_in = len(own)
            rows = _recording(row, own, audio, aligner, options)
            found = judge(rows, own, audio / row["audio"], options)
            item.rows_out = writer.write(rows)
            edit_writer.write(found.edits)
            verdict_writer.write(found.verdicts)
            remark(item, rows, found.verdicts, audio / row["audio"], options)

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
    duration = audio_duration(path)
    for channel in sorted({one.channel for one in segments}, key=lambda c: -1 if c is None else c):
        clock = 0.0
        own = [one for one in segments if one.channel == channel]
        for span in spans(own, duration, options.pad):
            try:
                found = _span(path, _from(span, clock), aligner, row["language"])
            except InputError as error:
                raise ItemError(Reason.LANGUAGE_NOT_SUPPORTED, str(error)) from error
            clock = max([clock, *(one["end"] for one in found if one["end"] is not None)])
            rows.extend(found)
    rows.sort(key=lambda one: int(one["segment"]))
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
    samples = read_audio(path, span.start, span.end, span.segments[0].channel)
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
