"""Stored pictures, decoded with care: JPEG bytes in, pixels out.

The size is read from the header before anything is decoded, so that a few bytes
cannot claim gigabytes of memory.
"""

import cv2
import numpy as np
import numpy.typing as npt

from unisono.errors import InputError

Picture = npt.NDArray[np.uint8]
"""Shape (height, width, 3), channels blue, green, red."""

_START = b"\xff\xd8"
_SCAN = 0xDA
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class PictureError(InputError):
    """The bytes are not a whole JPEG picture of acceptable size."""


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height as the header of a JPEG file has them (ITU-T T.81, annex B).

    Raises
    ------
    PictureError
        When the bytes are no JPEG file or end before the size.
    """
    if not data.startswith(_START):
        raise PictureError("the bytes are not a JPEG picture")
    position = len(_START)
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            break
        marker = data[position + 1]
        if marker == 0xFF:  # fill byte
            position += 1
        elif marker in _NO_LENGTH:
            position += 2
        elif marker in _FRAME_HEADERS and position + 9 <= len(data):
            height = int.from_bytes(data[position + 5 : position + 7])
            width = int.from_bytes(data[position + 7 : position + 9])
            return width, height
        elif marker == _SCAN:
            break
        else:
            position += 2 + int.from_bytes(data[position + 2 : position + 4])
    raise PictureError("the JPEG header is damaged: it gives no size")


def decode_picture(data: bytes, *, max_pixels: int) -> Picture:
    """Decode one stored picture.

    Parameters
    ----------
    data
        JPEG bytes. Orientation tags are ignored: stored pictures are upright.
    max_pixels
        Larger pictures are refused before they are decoded.

    Raises
    ------
    PictureError
        When the bytes are no JPEG file, cut off, too large, or too damaged to decode.
    """
    width, height = jpeg_size(data)
    if width * height > max_pixels or not width * height:
        raise PictureError(f"the picture claims {width} x {height} pixels")
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), flags)
    except cv2.error as error:
        raise PictureError(f"the JPEG data are damaged: {error.err}") from error
    if picture is None or picture.shape != (height, width, 3):
        raise PictureError("the JPEG data are cut off or damaged")
    return np.asarray(picture, dtype=np.uint8)
