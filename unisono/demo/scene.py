"""The pictures of the demo parliament: a member at the desk, seen by a slow camera."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt

from unisono.audio import SAMPLE_RATE, Samples
from unisono.demo.cast import Member
from unisono.demo.film import CLOCK, Film, Picture

PARLIAMENT_FILM = Film(width=320, height=180, fps=Fraction(25, 2))

Canvas = npt.NDArray[np.uint8]
"""A picture in colour, shape (height, width, 3): blue, green, red."""

_PAN = 16  # pixels that the camera may move to the right
_TILT = 8  # and down
_PAN_SECONDS = 23.0
_STRIP = 30  # height of the name strip in pixels
_MOUTH_WINDOW = 0.06  # s of sound that opens the mouth
_SKINS = ((170, 200, 235), (140, 175, 215), (110, 145, 190), (85, 115, 160))
_HAIRS = ((40, 45, 60), (60, 90, 140), (150, 155, 160), (25, 25, 30))
_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe"})


def parliament_pictures(
    member: Member, number: int, sound: Samples, times: Sequence[int]
) -> Iterator[tuple[int, Picture]]:
    """Draw a speech.

    Parameters
    ----------
    member
        Who speaks: gives face and name strip.
    number
        Number of the speech, which sets where the camera starts.
    sound
        Mono, 16 kHz; opens and closes the mouth.
    times
        Presentation times in units of `CLOCK`.

    Yields
    ------
    tuple
        Presentation time and picture.
    """
    width, height = PARLIAMENT_FILM.width, PARLIAMENT_FILM.height
    room = _room(member)
    strip = _strip(member, width)
    for pts in times:
        seconds = float(pts * CLOCK)
        angle = 2 * np.pi * (seconds / _PAN_SECONDS + number / 7)
        left = round(_PAN * (1 + np.sin(angle)) / 2)
        top = round(_TILT * (1 + np.cos(angle)) / 2)
        shot = room[top : top + height, left : left + width].copy()
        centre = (width // 2 + _PAN // 2 - left, 86 + _TILT // 2 - top)
        opening = 1 + round(9 * _loudness(sound, seconds))
        cv2.ellipse(shot, centre, (7, opening), 0, 0, 360, (50, 40, 90), -1)
        shot[height - _STRIP :] = strip
        yield pts, to_yuv(shot)


def to_yuv(canvas: Canvas) -> Picture:
    """Convert a picture for the encoder."""
    return np.asarray(cv2.cvtColor(canvas, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)


def plain(text: str) -> str:
    """Text in the letters that OpenCV can draw."""
    return text.translate(_ASCII)


def write_line(
    canvas: Canvas, text: str, at: tuple[int, int], size: float, colour: tuple[int, int, int]
) -> None:
    """Write a line of text; `at` is its left end on the base line, in pixels."""
    thickness = 2 if size > 0.6 else 1
    cv2.putText(canvas, plain(text), at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, thickness)


def _loudness(sound: Samples, seconds: float) -> float:
    """Loudness around a time, from 0 to 1."""
    middle, half = round(seconds * SAMPLE_RATE), round(_MOUTH_WINDOW / 2 * SAMPLE_RATE)
    part = sound[max(0, middle - half) : middle + half]
    return min(1.0, 4 * float(np.sqrt(np.mean(part**2)))) if len(part) else 0.0


def _room(member: Member) -> Canvas:
    """Wall, rows of seats, the desk and who stands behind it, without a mouth."""
    width, height = PARLIAMENT_FILM.width + _PAN, PARLIAMENT_FILM.height + _TILT
    shade = np.linspace(120, 190, height)[:, None, None] * np.array([0.85, 0.9, 1.0])
    room = np.ascontiguousarray(np.broadcast_to(shade, (height, width, 3)).astype(np.uint8))
    for column in range(10, width, 44):
        cv2.rectangle(room, (column, 0), (column + 9, 120), (150, 165, 175), -1)
    for row in range(3):
        for seat in range(-8 + 11 * row % 20, width, 24):
            cv2.ellipse(room, (seat, 118 + 14 * row), (9, 8), 0, 180, 360, (110, 80, 60), -1)
    place = sum(member.speaker_id.encode())
    skin, hair = _SKINS[place % len(_SKINS)], _HAIRS[place // 3 % len(_HAIRS)]
    x, y = width // 2, 68 + _TILT // 2
    female = member.sex == "female"
    cv2.ellipse(room, (x, y - 4), (27, 36 if female else 30), 0, 0, 360, hair, -1)
    cv2.ellipse(room, (x, 150), (52, 52), 0, 180, 360, (90, 60 + 20 * female, 60), -1)
    cv2.ellipse(room, (x, y + 4), (22, 29), 0, 0, 360, skin, -1)
    for side in (-8, 8):
        cv2.circle(room, (x + side, y - 3), 3, (40, 40, 40), -1)
    desk = np.array([[x - 80, 128], [x + 80, 128], [x + 95, height], [x - 95, height]])
    cv2.fillPoly(room, [desk.astype(np.int32)], (70, 105, 150))
    cv2.line(room, (x - 30, 128), (x - 8, 102), (30, 30, 30), 2)
    return room


def _strip(member: Member, width: int) -> Canvas:
    strip: Canvas = np.full((_STRIP, width, 3), 245, dtype=np.uint8)
    strip[:, :10] = member.party.colour
    write_line(strip, member.name, (16, 13), 0.42, (20, 20, 20))
    write_line(strip, member.party.name, (16, 26), 0.36, (90, 90, 90))
    return strip
