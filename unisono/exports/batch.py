"""The exports of one batch: a folder with the files of its recordings."""

import logging
import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from unisono.exports.alignment import Alignment
from unisono.exports.options import ExportsOptions
from unisono.exports.reading import (
    PROBE_COLUMNS,
    SEGMENT_COLUMNS,
    WORD_COLUMNS,
    alignment_of,
)
from unisono.exports.registry import FORMATS
from unisono.items import Batch, Item, ItemError, run_items
from unisono.reasons import Reason
from unisono.recordings import Recordings
from unisono.store import read_rows

logger = logging.getLogger(__name__)

_SAFE_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


def export_batch(  # noqa: PLR0913  one path for each table that takes part
    *,
    probe: Path,
    segments: Path,
    words: Path,
    upstream: Sequence[Path],
    folder: Path,
    left: Collection[str],
    options: ExportsOptions,
    batch: Batch,
) -> None:
    """Write the files of every recording of a batch.

    Parameters
    ----------
    probe, segments, words
        Tables of the batch.
    upstream
        Accounting of the stages without which there is nothing to write.
    folder
        Folder for ``<media_id><suffix>``. It is made anew: it appears when all files are
        written, and holds no others.
    left
        Recordings of the batch that no longer count; nothing is written for them.
    options
        Which files, and how.
    batch
        Where the accounting goes.
    """
    segments_of = Recordings(segments, columns=SEGMENT_COLUMNS)
    words_of = Recordings(words, columns=WORD_COLUMNS)
    with _new_folder(folder) as fresh:

        def work(row: Mapping[str, Any], item: Item) -> None:
            media_id = row["media_id"]
            said = segments_of.rows(media_id), words_of.rows(media_id)
            item.rows_in = sum(map(len, said))
            _check(media_id, left)
            # Paths start from where the folder will be, not from where it is made.
            alignment = alignment_of(row, *said, folder=folder.resolve())
            item.rows_out = _write(alignment, fresh, options)
            _remark(alignment, item, options)

        run_items(batch, read_rows(probe, columns=PROBE_COLUMNS), work, upstream=upstream)


def _check(media_id: str, left: Collection[str]) -> None:
    if media_id in left:
        raise ItemError(
            Reason.REMOVED,
            "it was removed from the manifest, or changed and enrolled again",
            skip=True,
        )
    if not _SAFE_ID.fullmatch(media_id):
        raise ItemError(
            Reason.UNREADABLE,
            f'media_id "{media_id}" cannot name a file; use letters, digits, ".", "_" and "-", '
            'not beginning with "."',
        )


def _write(alignment: Alignment, folder: Path, options: ExportsOptions) -> int:
    """Write all files of a recording or none; returns how many."""
    files = {
        folder / f"{alignment.media_id}{FORMATS[name].suffix}": FORMATS[name].write(
            alignment, options
        )
        for name in options.formats
    }
    written: list[Path] = []
    try:
        for path, text in files.items():
            with path.open("x", encoding="utf-8", newline="\n") as handle:
                written.append(path)
                handle.write(text)
    except FileExistsError as error:
        _remove(written)
        raise ItemError(
            Reason.UNREADABLE,
            f"{error.filename} is there already: on this disk capitals do not count in names; "
            "give the recordings names that differ in more",
        ) from error
    except BaseException:
        _remove(written)
        raise
    return len(written)


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _remark(alignment: Alignment, item: Item, options: ExportsOptions) -> None:
    untimed = sum(segment.span is None for segment in alignment.segments)
    if untimed:
        lost = "; srt has no place for them" if "srt" in options.formats else ""
        item.remark(
            Reason.WORDS_UNALIGNED,
            f"{untimed} of {len(alignment.segments)} segments have no time and stand in "
            f"comments{lost}",
            partial=False,
        )


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder to fill, which takes its name and its predecessor's place when it is whole."""
    fresh, old = (folder.with_name(f".{folder.name}.{end}") for end in ("part", "old"))
    for path in (fresh, old):  # of a run that was killed
        shutil.rmtree(path, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        _sync(fresh)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Make names and contents last, as tables do."""
    for path in (*sorted(folder.iterdir()), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
