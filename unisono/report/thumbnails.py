"""Small pictures of the frames of a timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pyarrow.dataset as ds

from unisono.report.reading import rows_of

_QUALITY = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """One frame, shrunk: its number, time in seconds, and JPEG bytes."""

    frame: int
    time: float
    width: int
    height: int
    jpeg: bytes


def read_thumbnails(
    paths: Sequence[Path],
    media_id: str,
    batch: str,
    *,
    stretch: tuple[float, float],
    most: int,
    width: int,
) -> list[Thumbnail]:
    """Shrink frames of a stretch of one recording, evenly chosen, in the order of time.

    Pictures are read one after the other, so that a long recording with many frames
    takes no more memory than a short one. A picture that cannot be decoded is left out.
    """
    start, end = stretch
    inside = (ds.field("time") >= start) & (ds.field("time") <= end)
    frames = sorted(
        row["frame"] for row in rows_of(paths, media_id, batch, ["frame"], where=inside)
    )
    chosen = evenly(frames, most)
    wanted = inside & ds.field("frame").isin(chosen)
    thumbnails = [
        shrunk
        for row in rows_of(paths, media_id, batch, ["frame", "time", "image"], where=wanted)
        if (shrunk := _shrink(row["frame"], row["time"], row["image"], width)) is not None
    ]
    return sorted(thumbnails, key=lambda thumbnail: (thumbnail.time, thumbnail.frame))


def evenly(frames: Sequence[int], most: int) -> list[int]:
    """Choose at most ``most`` of the frames, evenly spaced, the first one among them."""
    if len(frames) <= most:
        return list(frames)
    return [frames[position * len(frames) // most] for position in range(most)]


def _shrink(frame: int, time: float, image: bytes, width: int) -> Thumbnail | None:
    picture = cv2.imdecode(np.frombuffer(image, dtype=np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return None
    scale = min(1.0, width / picture.shape[1])
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return Thumbnail(frame=frame, time=time, width=size[0], height=size[1], jpeg=jpeg.tobytes())
