"""Faces in real footage whose pictures were looked at; the cascade is no fixed truth.

``issue-134-rotate.mp4`` shows, without its rotation mark, a drawn face from 3.8 to
8.7 s and two people afterwards, one of them turned away; ``nasa_13013.mp4`` shows none.
"""

import av
import cv2
import numpy as np

from unisono.vision.faces import FaceCounter
from unisono.vision.options import VisionOptions


def a_counter() -> FaceCounter:
    options = VisionOptions()
    return FaceCounter(
        enabled=True,
        width=options.face_width,
        min_size=options.face_min_size,
        scale=options.face_scale,
        neighbours=options.face_neighbours,
    )


def counts(path, times) -> list[int | None]:
    """Faces in the first frame at or after each time."""
    counter, left, found = a_counter(), list(times), []
    with av.open(str(path)) as file:
        for frame in file.decode(file.streams.best("video")):
            if left and frame.time >= left[0]:
                grey = cv2.cvtColor(frame.to_ndarray(format="bgr24"), cv2.COLOR_BGR2GRAY)
                found.append(counter.count(grey).count)
                left.pop(0)
    return found


def test_a_face_in_full_view_is_found(shared_data):
    found = counts(shared_data / "video" / "issue-134-rotate.mp4", [4.0, 6.0, 8.0, 9.0, 9.8])
    assert found[:3] == [1, 1, 1]
    assert len(found) == 5
    assert all(1 <= count <= 2 for count in found[3:])


def test_footage_without_a_face_has_none(shared_data):
    found = counts(shared_data / "video" / "nasa_13013.mp4", [0.0, 3.0, 6.0, 9.0, 12.0])
    assert found == [0, 0, 0, 0, 0]


def test_a_plain_picture_has_no_face():
    assert a_counter().count(np.full((270, 480), 128, dtype=np.uint8)).count == 0


def test_a_wide_low_picture_is_searched_too():
    assert a_counter().count(np.zeros((30, 3000), dtype=np.uint8)).count == 0
