"""The frames stage for one batch: sampled pictures of every recording that has any."""

import logging
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from unisono.frames.decode import Losses
from unisono.frames.options import FramesOptions
from unisono.frames.pictures import to_jpeg
from unisono.frames.sampling import sample
from unisono.items import Batch, Item, ItemError, run_items
from unisono.reasons import Reason
from unisono.store import TableWriter, read_rows

logger = logging.getLogger(__name__)

ROW_GROUP = 32
"""Frames written at a time: at 640 pixels and quality 90 some 3 MB."""


def sample_batch(
    *, probe: Path, upstream: Sequence[Path], frames: Path, options: FramesOptions, batch: Batch
) -> None:
    """Sample the frames of a batch of recordings.

    Parameters
    ----------
    probe
        The batch's file of the ``probe`` table.
    upstream
        Accounting of the media stage.
    frames
        The Parquet file to make.
    options
        Options of the stage.
    batch
        Where and how to account.
    """
    recordings = read_rows(probe, columns=["media_id", "path", "kind", "streams"])
    logger.info("%s %s: %d recordings", batch.stage, batch.name, len(recordings))
    cut_off = _cut_off(upstream)
    with TableWriter("frames", frames) as writer:

        def work(recording: Mapping[str, Any], item: Item) -> None:
            if recording["kind"] != "video":
                raise ItemError(Reason.NO_VIDEO, "no video: there are no frames", skip=True)
            losses = Losses()
            _sample_one(recording, options, writer, item, losses)
            _remark(item, losses, cut_off.get(item.media_id))

        run_items(batch, recordings, work, upstream=upstream)


def _cut_off(upstream: Sequence[Path]) -> dict[str, str]:
    """Recordings whose end is missing, as an earlier stage found."""
    return {
        row["media_id"]: row["reason"]
        for path in upstream
        for row in read_rows(path, columns=["media_id", "code", "reason"])
        if row["code"] == Reason.TRUNCATED
    }


def _sample_one(
    recording: Mapping[str, Any],
    options: FramesOptions,
    writer: TableWriter,
    item: Item,
    losses: Losses,
) -> None:
    rows = (
        {
            "media_id": recording["media_id"],
            "frame": number,
            "time": frame.time,
            "keyframe": frame.keyframe,
            "shot": frame.shot,
            "width": frame.picture.shape[1],
            "height": frame.picture.shape[0],
            "image": to_jpeg(frame.picture, options.quality),
        }
        for number, frame in enumerate(sample(recording["path"], options, losses=losses))
    )
    while piece := list(islice(rows, ROW_GROUP)):
        item.rows_out += writer.write(piece)


def _remark(item: Item, losses: Losses, cut_off: str | None) -> None:
    if item.rows_out == 0:
        raise ItemError(
            Reason.NO_DURATION, "not one frame can be decoded; get a complete copy of the file"
        )
    if losses.packets:
        item.remark(
            Reason.DAMAGED,
            f"{losses.packets} video packets cannot be decoded; the last frame is at "
            f"{losses.last_time:.2f} s",
        )
    if cut_off is not None:
        item.remark(Reason.TRUNCATED, f"the video may break off early (media: {cut_off})")
    elif losses.demuxer:
        item.remark(
            Reason.TRUNCATED, f"reading broke off after {losses.last_time:.2f} s ({losses.demuxer})"
        )
