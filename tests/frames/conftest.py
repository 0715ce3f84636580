"""Videos built for the tests of the frames stage, and what a full decode says of them."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

MILLI = Fraction(1, 1000)


def scene(number: int, width: int = 96, height: int = 64) -> np.ndarray:
    """A picture with detail that moves and a scene that changes every 40 frames."""
    y, x = np.mgrid[:height, :width]
    picture = np.stack(
        [
            128 + 90 * np.sin((x + 3 * number) / 7) * np.cos(y / 5),
            128 + 90 * np.cos((y + 2 * number) / 6),
            np.full(x.shape, 40 + (number // 40) * 70 % 200),
        ],
        axis=-1,
    )
    picture[: 8 + number % 40, :10] = 255
    return picture.clip(0, 255).astype(np.uint8)


def write_video(
    path: Path,
    times_ms: Sequence[int],
    *,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    pixels: str = "yuv420p",
    size: tuple[int, int] = (96, 64),
    rate: int = 25,
) -> Path:
    """Write a video whose frames are presented at the given milliseconds."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        fine = codec not in ("mpeg4", "mpeg2video", "mjpeg")
        stream.codec_context.time_base = MILLI if fine else Fraction(1, rate)
        for number, time in enumerate(times_ms):
            frame = av.VideoFrame.from_ndarray(scene(number, *size), format="bgr24")
            frame.time_base = stream.codec_context.time_base
            frame.pts = time if fine else round(time * rate / 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def decode_everything(path: Path) -> list[tuple[Fraction, bool, np.ndarray]]:
    """Time, keyframe flag and picture of every frame, by the plainest way there is."""
    with av.open(str(path)) as container:
        stream = container.streams.best("video")
        stream.thread_type = "NONE"
        zero = Fraction(container.start_time or 0, 1_000_000)
        frames = []
        for frame in container.decode(stream):
            time = frame.pts * frame.time_base - zero
            picture = frame.to_ndarray(format="bgr24", interpolation="BICUBIC")
            frames.append((time, bool(frame.key_frame), np.rot90(picture, frame.rotation // 90)))
        return frames


@pytest.fixture
def video() -> Callable[..., Path]:
    return write_video


@pytest.fixture
def everything() -> Callable[[Path], list[tuple[Fraction, bool, np.ndarray]]]:
    return decode_everything
