"""Alignments from the tables of a results folder."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from unisono.errors import InputError, nearest
from unisono.exports.alignment import Alignment, Segment, Word
from unisono.views import connect

Row = Mapping[str, Any]

PROBE_COLUMNS = ("media_id", "path", "duration", "language", "speaker_id")
SEGMENT_COLUMNS = ("segment", "start", "end", "text", "speaker_id", "source", "confidence")
WORD_COLUMNS = (
    "segment", "word", "text", "normalised", "start", "end", "score", "method", "status",
)  # fmt: skip


def read_alignment(results: str | Path, media_id: str) -> Alignment:
    """Read one recording's alignment from a results folder.

    Parameters
    ----------
    results
        The results folder.
    media_id
        Id of a recording that counts, not of a removed one.

    Raises
    ------
    InputError
        When there is no such recording, or it has not been aligned.

    Examples
    --------
    >>> from unisono.exports.textgrid import to_textgrid
    >>> text = to_textgrid(read_alignment("results", "rede-17"))  # doctest: +SKIP
    """
    corpus = connect(results)

    def rows(table: str, columns: Sequence[str]) -> list[dict[str, Any]]:
        relation = corpus.table(table).filter(f"media_id = {_quoted(media_id)}")
        found: list[dict[str, Any]] = relation.select(*columns).to_arrow_table().to_pylist()
        return found

    probed = rows("probe", PROBE_COLUMNS)
    if not probed:
        ids = [one for (one,) in corpus.sql("select media_id from probe").fetchall()]
        raise InputError(f'no recording "{media_id}" in {results}{nearest(media_id, ids)}')
    words = rows("words", WORD_COLUMNS)
    if not words:
        raise InputError(f'"{media_id}" has no words; see accounting for why')
    return alignment_of(probed[0], rows("segments", SEGMENT_COLUMNS), words)


def alignment_of(
    probe: Row, segments: Sequence[Row], words: Sequence[Row], folder: Path | None = None
) -> Alignment:
    """Bring the rows of one recording together.

    Parameters
    ----------
    probe
        Its row of ``probe``: speaker of the segments that name none, and duration.
    segments, words
        Its rows of these tables.
    folder
        Where files are written, from which the path of the recording starts; without it
        the path is absolute.
    """
    said: defaultdict[int, list[Word]] = defaultdict(list)
    for row in sorted(words, key=lambda row: int(row["word"])):
        said[row["segment"]].append(_word(row))
    path = Path(probe["path"])
    media = path if folder is None else Path(os.path.relpath(path, folder))
    return Alignment(
        media_id=probe["media_id"],
        duration=probe["duration"] or 0.0,
        media=media.as_posix(),
        language=probe["language"],
        segments=tuple(
            _segment(row, tuple(said[row["segment"]]), probe["speaker_id"])
            for row in sorted(segments, key=lambda row: int(row["segment"]))
        ),
    )


def _segment(row: Row, words: tuple[Word, ...], speaker: str | None) -> Segment:
    start, end = row["start"], row["end"]
    if start is None or end is None or end < start:
        start, end = None, None
    else:
        start, end = max(start, 0.0), max(end, 0.0)  # a transcript may begin before the recording
    return Segment(
        text=row["text"],
        start=start,
        end=end,
        speaker=row["speaker_id"] or speaker,
        words=words,
        source=row["source"],
        confidence=row["confidence"],
    )


def _word(row: Row) -> Word:
    names = ("text", "start", "end", "score", "status", "method", "normalised")
    return Word(**{name: row[name] for name in names})


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
