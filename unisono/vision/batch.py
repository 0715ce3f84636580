"""The vision stage for one batch: frames in, one described row for each."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from unisono.items import Batch, Item, ItemError, run_items
from unisono.pictures import Picture, PictureError, decode_picture
from unisono.reasons import Reason
from unisono.recordings import Recordings, items_of
from unisono.store import TableWriter
from unisono.vision.faces import FaceCounter
from unisono.vision.look import Luma, look, luma, motion
from unisono.vision.options import VisionOptions
from unisono.vision.shots import ShotCounter

logger = logging.getLogger(__name__)

_COLUMNS = ("frame", "time", "shot", "image")
_PICTURES_AT_ONCE = 32


def describe_batch(
    *,
    frames: Path,
    upstream: Sequence[Path],
    vision: Path,
    options: VisionOptions,
    batch: Batch,
) -> None:
    """Describe every sampled frame of a batch.

    Parameters
    ----------
    frames
        Table ``frames`` of the batch.
    upstream
        Accounting of the frames stage; it also says which recordings the batch has.
    vision
        Table ``vision`` to write. A picture that cannot be decoded has no row; its
        recording is accounted as partial.
    options
        What to measure.
    batch
        Where the accounting goes.
    """
    recordings = Recordings(frames, columns=_COLUMNS, batch_rows=_PICTURES_AT_ONCE)
    faces = FaceCounter(
        enabled=options.faces,
        width=options.face_width,
        min_size=options.face_min_size,
        scale=options.face_scale,
        neighbours=options.face_neighbours,
    )
    with TableWriter("vision", vision) as writer:

        def work(row: Mapping[str, Any], item: Item) -> None:
            table = recordings.take(row["media_id"])
            if table is None:
                raise ItemError(Reason.UPSTREAM, "no frames were sampled from it", skip=True)
            item.rows_in = table.num_rows
            described = _describe(table, item, faces, options)
            writer.write(described)
            item.rows_out = len(described)

        run_items(batch, items_of(upstream), work, upstream=upstream)


@dataclass(slots=True, kw_only=True)
class _Sight:
    """What is remembered from frame to frame of one recording."""

    shots: ShotCounter | None
    """None where the frames stage found the shots."""
    faces: FaceCounter
    before: Luma | None = field(default=None)


def _describe(
    table: pa.Table, item: Item, faces: FaceCounter, options: VisionOptions
) -> list[dict[str, Any]]:
    known = table.column("shot").null_count == 0
    sight = _Sight(shots=None if known else ShotCounter(options.shot_threshold), faces=faces)
    described = []
    broken: list[str] = []
    for piece in table.to_batches(max_chunksize=_PICTURES_AT_ONCE):
        for frame in piece.to_pylist():
            try:
                picture = decode_picture(frame["image"], max_pixels=options.max_pixels)
            except PictureError as error:
                broken.append(f"frame {frame['frame']}: {error}")
                sight.before = None
                continue
            described.append(_row(frame, picture, sight))
    _account_broken(broken, table.num_rows, item)
    return described


def _row(frame: Mapping[str, Any], picture: Picture, sight: _Sight) -> dict[str, Any]:
    grey = luma(picture)
    before, sight.before = sight.before, grey
    faces = sight.faces.count(grey)
    return {
        "media_id": frame["media_id"],
        "frame": frame["frame"],
        "time": frame["time"],
        "shot": frame["shot"] if sight.shots is None else sight.shots.shot(picture),
        **asdict(look(picture, grey)),
        "motion": None if before is None else motion(grey, before),
        "faces": faces.count,
        "faces_reason": faces.reason,
    }


def _account_broken(broken: Sequence[str], total: int, item: Item) -> None:
    if not broken:
        return
    sentence = (
        f"{len(broken)} of {total} pictures cannot be read ({broken[0]}); "
        "sample the frames of this recording again"
    )
    if len(broken) == total:
        raise ItemError(Reason.PICTURE_BROKEN, sentence)
    item.remark(Reason.PICTURE_BROKEN, sentence)
