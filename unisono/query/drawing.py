"""The pitch of a sentence as a small drawing, and its frames as small pictures."""

import base64
import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from unisono.query.find import Word

WIDTH, HEIGHT, _WORDS = 640, 150, 42
_LEFT, _TOP = 44, 8
_LINES = (100, 200, 150, 300, 250, 125, 400, 175, 75, 225, 350, 50, 500, 600)
"""Hertz that are labelled where there is room, those in front first."""
_APART = 20
_LETTER = 7.2
"""Width of a letter, as the drawing counts."""
_PICTURE = 160
_QUALITY = 75


def contour(
    times: npt.NDArray[np.float64],
    f0: npt.NDArray[np.float64],
    words: Sequence[Word],
    start: float,
    end: float,
) -> Markup:
    """Draw F0 over time, on a logarithmic axis, above the words; empty without a voiced frame.

    Parameters
    ----------
    times, f0
        Seconds and Hz, NaN where unvoiced, shapes (frames,).
    words
        Of the sentence.
    start, end
        The sentence, seconds.
    """
    voiced = np.isfinite(f0) & (f0 > 0)
    if not voiced.any() or end <= start:
        return Markup("")
    low = math.log2(f0[voiced].min()) - 0.15
    high = math.log2(f0[voiced].max()) + 0.15

    def x(time: float) -> float:
        return _LEFT + (WIDTH - _LEFT) * (time - start) / (end - start)

    def y(hertz: float) -> float:
        return _TOP + (HEIGHT - _TOP) * (high - math.log2(hertz)) / (high - low)

    parts = [
        f'<line class="grid" x1="{_LEFT}" x2="{WIDTH}" y1="{height:.1f}" y2="{height:.1f}"/>'
        f'<text class="axis" x="{_LEFT - 6}" y="{height + 4:.1f}">{line}</text>'
        for line, height in _lines(y)
    ]
    parts.append(f'<text class="axis" x="{_LEFT - 6}" y="{HEIGHT + 17}">Hz</text>')
    parts += _words(words, x)
    dots = "".join(
        f"M{x(time):.1f} {y(hertz):.1f}h0"
        for time, hertz in zip(times[voiced], f0[voiced], strict=True)
    )
    median = float(np.median(f0[voiced]))
    label = f"F0 from {f0[voiced].min():.0f} to {f0[voiced].max():.0f} Hz, median {median:.0f} Hz"
    # Everything here is a number, or was escaped in _words.
    return Markup(  # noqa: S704
        f'<svg class="f0" viewBox="0 0 {WIDTH} {HEIGHT + _WORDS}" role="img" '
        f'aria-label="{label}">{"".join(parts)}<path class="dots" d="{dots}"/></svg>'
    )


def _lines(y: Callable[[float], float]) -> list[tuple[int, float]]:
    """Labelled frequencies and their heights, within the drawing and apart from each other."""
    kept: list[tuple[int, float]] = []
    for line in _LINES:
        height = y(line)
        inside = _TOP < height < HEIGHT
        if inside and all(abs(height - other) >= _APART for _, other in kept):
            kept.append((line, height))
    return kept


def _words(words: Sequence[Word], x: Callable[[float], float]) -> list[str]:
    """The words below the contour, each where it is said, in two rows, as far as there is room."""
    parts = []
    free = [0.0, 0.0]
    for word in words:
        left = x(word.start)
        parts.append(
            f'<line class="word" x1="{left:.1f}" x2="{left:.1f}" y1="{_TOP}" y2="{HEIGHT}"/>'
        )
        width = _LETTER * len(word.text)
        at = max(min(left + 2, WIDTH - width), 0.0)
        row = next((number for number in (0, 1) if at >= free[number]), None)
        if row is not None:
            parts.append(
                Markup('<text class="said" x="{}" y="{}">{}</text>').format(
                    f"{at:.1f}", HEIGHT + 17 + 16 * row, word.text
                )
            )
            free[row] = at + width + 4
    return parts


def picture(jpeg: bytes) -> str | None:
    """A frame, shrunk, as an address that holds it; None where it cannot be decoded."""
    image = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return None
    scale = min(1.0, _PICTURE / image.shape[1])
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    _, shrunk = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(shrunk.tobytes()).decode()
