"""What one picture looks like, in numbers."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Luma = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Measures of one picture; units as in the ``vision`` table."""

    brightness: float
    contrast: float
    colourfulness: float
    sharpness: float


def luma(picture: Picture) -> Luma:
    """Luma after ITU-R BT.601, shape (height, width), 0 to 255."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def look(picture: Picture, grey: Luma) -> Look:
    """Measure one picture.

    Parameters
    ----------
    picture
        Shape (height, width, 3), blue, green, red.
    grey
        Its `luma`.
    """
    mean, deviation = _moments(grey)
    laplacian = np.asarray(cv2.Laplacian(grey, cv2.CV_16S, ksize=1), dtype=np.int16)
    return Look(
        brightness=mean / 255.0,
        contrast=deviation / 255.0,
        colourfulness=colourfulness(picture),
        sharpness=_moments(laplacian)[1] ** 2,
    )


def colourfulness(picture: Picture) -> float:
    """Colourfulness M3 of Hasler and Suesstrunk (2003, eq. 14-16) on 0..255 channels.

    With rg = R - G and yb = (R + G) / 2 - B it is the length of their standard
    deviations plus 0.3 times the length of their means. Grey pictures have 0; the
    authors' scale runs from about 15 (slightly) to 109 (extremely colourful).
    """
    blue, green, red = (channel.astype(np.int16) for channel in cv2.split(picture))
    rg_mean, rg_deviation = _moments(red - green)
    twice_mean, twice_deviation = _moments(red + green - 2 * blue)
    spread = np.hypot(rg_deviation, twice_deviation / 2.0)
    offset = np.hypot(rg_mean, twice_mean / 2.0)
    return float(spread + 0.3 * offset)


def motion(grey: Luma, before: Luma) -> float:
    """Mean absolute difference of luma between two pictures, 0 to 1.

    A picture of another size is brought to the size of the later one first.
    """
    if before.shape != grey.shape:
        size = (grey.shape[1], grey.shape[0])
        before = np.asarray(cv2.resize(before, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return float(cv2.mean(cv2.absdiff(grey, before))[0]) / 255.0


def _moments(values: npt.NDArray[np.integer[Any]]) -> tuple[float, float]:
    """Mean and (population) standard deviation of all values of one channel."""
    mean, deviation = cv2.meanStdDev(values)
    return float(mean[0, 0]), float(deviation[0, 0])
