"""Decoded frames as pictures: turned, bounded, encoded."""

import cv2
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from unisono.container import Orientation, orientation

Picture = npt.NDArray[np.uint8]


def bounded_size(width: int, height: int, max_side: int) -> tuple[int, int]:
    """Width and height of the stored picture: same shape, longer side at most ``max_side``.

    Returns
    -------
    tuple of int
        Pixels, at least 1 each; unchanged where ``max_side`` is 0 or not exceeded.
    """
    longer = max(width, height)
    if max_side == 0 or longer <= max_side:
        return width, height
    return (
        max(1, (width * max_side + longer // 2) // longer),
        max(1, (height * max_side + longer // 2) // longer),
    )


def turned(picture: Picture, turn: Orientation) -> Picture:
    """Turn a stored picture for display."""
    if turn.mirrored:
        picture = picture[:, ::-1]
    return np.ascontiguousarray(np.rot90(picture, -turn.rotation // 90))


class Converter:
    """Convert decoded frames to BGR arrays, with one scaler for all of them.

    The scaler is swscale with bicubic interpolation: for frames of unchanged size it
    gives the bytes that OpenCV's ``VideoCapture`` gives.
    """

    def __init__(self, max_side: int, interpolation: Interpolation = Interpolation.BICUBIC) -> None:
        self.max_side = max_side
        self.interpolation = interpolation
        self._reformatter = VideoReformatter()
        self._turn: Orientation | None = None

    def picture(self, frame: VideoFrame) -> Picture:
        """Picture for display, shape (height, width, 3), blue, green, red.

        All are turned as the first one says, since the display matrix is one of the
        stream; and a PyAV frame that was asked for it is not freed before the next
        garbage collection, which would let hundreds of them pile up.
        """
        if self._turn is None:
            self._turn = orientation(frame)
        return turned(self.stored(frame), self._turn)

    def stored(self, frame: VideoFrame) -> Picture:
        """Picture as stored in the video, before it is turned."""
        width, height = bounded_size(frame.width, frame.height, self.max_side)
        converted = self._reformatter.reformat(
            frame, width, height, "bgr24", interpolation=self.interpolation
        )
        return np.asarray(converted.to_ndarray(), dtype=np.uint8)


def to_jpeg(picture: Picture, quality: int) -> bytes:
    """JPEG bytes of a BGR picture; the same picture always gives the same bytes."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()
