"""The media stage for one batch: every enrolled recording probed, decoded, accounted for."""

import csv
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unisono.items import Batch, Item, ItemError, run_items
from unisono.media.options import MediaOptions
from unisono.media.probe import Probe, probe
from unisono.media.source import fingerprint
from unisono.reasons import Reason
from unisono.store import write_table

logger = logging.getLogger(__name__)

_SAFE_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
_FACTS = (
    "fps", "width", "height", "rotation", "video_stream", "video_start", "sample_rate",
    "channels", "audio_stream", "audio_start",
)  # fmt: skip


def probe_batch(
    *, root: Path, enrolled: Path, audio: Path, probe: Path, options: MediaOptions, batch: Batch
) -> None:
    """Probe the recordings of a batch and normalise their sound.

    Parameters
    ----------
    root
        Folder that relative paths start from: the manifest's.
    enrolled
        The batch's CSV: ``media_id``, ``path``, ``language``, ``transcript``,
        ``speaker_id``, ``sex`` and columns that are not used here.
    audio
        Folder for ``<media_id>.flac``.
    probe
        The Parquet file to make, one row for every enrolled recording, failed ones too.
    options
        Options of the stage.
    batch
        Where and how to account.
    """
    with enrolled.open(encoding="utf-8", newline="") as file:
        recordings = [_located(row, root.resolve()) for row in csv.DictReader(file)]
    logger.info("%s %s: %d recordings", batch.stage, batch.name, len(recordings))
    audio.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []

    def work(recording: Mapping[str, Any], item: Item) -> None:
        row = _blank(recording)
        rows.append(row)
        try:
            _probe_one(row, audio, options, item)
        except Exception as error:  # noted in the row, then accounted for by run_items
            row["reason"] = str(error)
            raise
        item.rows_out = 1
        row["status"] = "partial" if item.partial else "ok"
        row["reason"] = item.reason or None

    run_items(batch, recordings, work)
    write_table("probe", probe, rows)


def _located(row: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """The row with absolute paths."""
    transcript = row.get("transcript") or ""
    return {
        **row,
        "path": str(root / row["path"]),
        "transcript": str(root / transcript) if transcript else "",
    }


def _blank(recording: Mapping[str, Any]) -> dict[str, Any]:
    """Row of a recording of which nothing is known yet."""
    return {
        "media_id": recording["media_id"],
        "path": recording["path"],
        "sha256": None,
        "kind": "none",
        "duration": None,
        **dict.fromkeys(_FACTS),
        "audio": None,
        "streams": "",
        "language": recording["language"] or "und",
        "transcript": recording.get("transcript") or None,
        "speaker_id": recording.get("speaker_id") or None,
        "sex": recording.get("sex") or "unknown",
        "status": "failed",
        "reason": None,
    }


def _probe_one(row: dict[str, Any], audio: Path, options: MediaOptions, item: Item) -> None:
    if not _SAFE_ID.fullmatch(row["media_id"]):
        raise ItemError(
            Reason.UNREADABLE,
            f'media_id "{row["media_id"]}" cannot name a file; use letters, digits, ".", "_" '
            'and "-", not beginning with "."',
        )
    path = Path(row["path"])
    flac = audio / f"{row['media_id']}.flac"
    flac.unlink(missing_ok=True)  # of an earlier run
    row["sha256"] = fingerprint(path, options.max_gigabytes)
    found: Probe = probe(path, flac, options)
    row.update({name: getattr(found, name) for name in _FACTS})
    row["kind"] = found.kind
    row["duration"] = found.duration
    row["streams"] = found.streams
    row["audio"] = None if found.audio_stream is None else flac.name
    for remark in found.remarks:
        item.remark(remark.code, remark.sentence, partial=remark.partial)
