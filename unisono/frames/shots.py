"""Where one shot ends and the next begins, by PySceneDetect's content detector."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from scenedetect.common import FrameTimecode
from scenedetect.detectors import ContentDetector

from unisono.frames.choice import Ticks
from unisono.frames.pictures import Converter

DETECTOR_SIDE = 256
"""Longer side of the pictures that are compared, pixels; PySceneDetect's own choice."""


@dataclass(frozen=True, slots=True)
class Shots:
    """Shots of a recording."""

    times: Ticks
    """Shape (frames,): presentation times of all frames, ticks."""
    cuts: tuple[int, ...]
    """Number of the first frame of every shot but the first."""

    @property
    def middles(self) -> Ticks:
        """Shape (shots,): presentation time of the middle frame of each shot, ticks."""
        if len(self.times) == 0:
            return self.times
        bounds = [0, *self.cuts, len(self.times)]
        middle = [(first + after - 1) // 2 for first, after in pairwise(bounds)]
        return self.times[middle]


def detect_shots(
    frames: Iterable[VideoFrame], *, rate: Fraction, threshold: float, shot_seconds: float
) -> Shots:
    """Find the cuts between consecutive frames.

    Parameters
    ----------
    frames
        All frames, in the order of presentation.
    rate
        Average frame rate, 1/s; turns ``shot_seconds`` into frames.
    threshold
        Mean change of hue, saturation and brightness that counts as a cut, 0 to 255.
    shot_seconds
        Shortest shot, seconds.
    """
    converter = Converter(DETECTOR_SIDE, Interpolation.BILINEAR)
    detector = ContentDetector(
        threshold=threshold, min_scene_len=max(1, round(rate * Fraction(str(shot_seconds))))
    )
    times: list[int] = []
    cuts: list[int] = []
    size: tuple[int, int] | None = None
    for frame in frames:
        place = FrameTimecode(len(times), float(rate))
        times.append(frame.pts or 0)
        picture = converter.stored(frame)
        size = size or (picture.shape[1], picture.shape[0])
        if (picture.shape[1], picture.shape[0]) != size:  # the video changes its size midway
            resized = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
            picture = np.asarray(resized, dtype=np.uint8)
        cuts += [cut.frame_num for cut in detector.process_frame(place, picture)]
    if times:
        cuts += [c.frame_num for c in detector.post_process(FrameTimecode(len(times), float(rate)))]
    inner = sorted({cut for cut in cuts if 0 < cut < len(times)})
    return Shots(np.array(times, dtype=np.int64), tuple(inner))
