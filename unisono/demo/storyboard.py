"""The pictures of the demo's campaign ads: shots in the colours of the tone, with text."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt

from unisono.demo.ads import AdPlan
from unisono.demo.film import CLOCK, Film, Picture
from unisono.demo.scene import Canvas, to_yuv, write_line
from unisono.demo.slogans import TONES, Tone

AD_FILM = Film(width=480, height=270, fps=Fraction(25))

_PAN = 60  # pixels that the camera moves during a shot
_SCENE_STREAM = 12  # of random numbers
_TINT = 10.0  # standard deviation of a scene's colours around its palette, of 255
_PALETTES = {
    "attack": (
        ((20, 20, 60), (50, 50, 50)),
        ((70, 70, 70), (15, 15, 15)),
        ((30, 30, 140), (0,) * 3),
    ),
    "promote": (
        ((230, 180, 90), (250, 240, 220)),
        ((120, 200, 120), (220, 250, 230)),
        ((90, 190, 250), (200, 120, 40)),
    ),
    "contrast": (
        ((60, 60, 170), (200, 150, 60)),
        ((220, 220, 210), (60, 60, 60)),
        ((160, 110, 40), (50, 50, 140)),
    ),
}
"""Two colours (blue, green, red) for each kind of shot, by tone."""


def ad_pictures(
    plan: AdPlan, times: Sequence[int], cuts: Sequence[float], *, lying: bool = False
) -> Iterator[tuple[int, Picture]]:
    """Draw an ad.

    Parameters
    ----------
    plan
        What it is about.
    times
        Presentation times in units of `film.CLOCK`.
    cuts
        Times of the cuts in seconds; a frame at or after a cut shows the new shot.

    lying
        Turn the pictures counter-clockwise, as a camera held upright stores them.

    Yields
    ------
    tuple
        Presentation time and picture.
    """
    shown, backdrop, began = -1, np.zeros((0, 0, 3), np.uint8), 0.0
    for pts in times:
        seconds = float(pts * CLOCK)
        shot = int(np.searchsorted(cuts, seconds, side="right"))
        if shot != shown:
            shown, backdrop, began = shot, _backdrop(plan, shot), seconds
        picture = _picture(plan, shot, len(cuts) + 1, backdrop, seconds - began)
        yield pts, to_yuv(np.ascontiguousarray(np.rot90(picture)) if lying else picture)


def still(plan: AdPlan, shot: int, shots: int, age: float) -> Canvas:
    """One picture of an ad as it is drawn, without making the film.

    Parameters
    ----------
    plan
        What it is about.
    shot, shots
        Which shot, from 0, of how many.
    age
        Seconds since the cut before it.

    Returns
    -------
    numpy.ndarray
        Shape (height, width, 3): blue, green, red.
    """
    return _picture(plan, shot, shots, _backdrop(plan, shot), age)


def _backdrop(plan: AdPlan, shot: int) -> Canvas:
    """Gradient and shapes of a shot, wider than the picture."""
    look = plan.look_of(shot)
    palette = _PALETTES[look]
    if plan.beats:
        scene = plan.beats[shot].scene
        rng = np.random.default_rng([_SCENE_STREAM, TONES.index(look), scene])
        tints = rng.normal(0, _TINT, (2, 3))
        ends = np.clip(np.array(palette[scene % len(palette)]) + tints, 0, 255)
        return _scene(rng, look, ends, houses=scene % 2 == 0)
    rng = np.random.default_rng([plan.number, shot])
    ends = np.array(palette[(shot + plan.number) % len(palette)])
    return _scene(rng, look, ends, houses=shot % 2 == 0)


def _scene(
    rng: np.random.Generator, look: Tone, ends: npt.NDArray[np.float64], *, houses: bool
) -> Canvas:
    """A gradient between two colours, shape (2, 3), with houses or trees before it."""
    width, height = AD_FILM.width + _PAN, AD_FILM.height
    first, second = ends
    along = np.linspace(0, 1, width)[None, :, None]
    if look == "contrast":
        along = np.round(along)  # two halves
    rows = first * (1 - along) + second * along
    drawn = np.ascontiguousarray(np.broadcast_to(rows, (height, width, 3)).astype(np.uint8))
    ink = tuple(int(255 - value) // 2 for value in first)
    for _ in range(5):
        x, y = int(rng.integers(width)), int(rng.integers(90, height))
        if houses:
            cv2.rectangle(drawn, (x, y), (x + int(rng.integers(25, 60)), height), ink, -1)
        else:
            cv2.circle(drawn, (x, y), int(rng.integers(12, 35)), ink, -1)
            cv2.line(drawn, (x, y), (x, height), ink, 5)
    return drawn


def _picture(plan: AdPlan, shot: int, shots: int, backdrop: Canvas, age: float) -> Canvas:
    width, height = AD_FILM.width, AD_FILM.height
    left = min(_PAN, round(12 * age))
    picture = backdrop[:, left : left + width].copy()
    bright = plan.look_of(shot) == "promote"
    ball = (int(60 + 70 * age) % width, height // 2 + round(25 * np.sin(3 * age)))
    cv2.circle(picture, ball, 16, (40, 40, 200) if bright else (210, 210, 210), -1)
    ink = (40, 40, 40) if bright else (245, 245, 245)
    if shot == shots - 1:
        cv2.rectangle(picture, (0, height - 44), (width, height), (20, 20, 20), -1)
        paid = f"Paid for by {plan.campaign.sponsor}"
        write_line(picture, paid, (14, height - 16), 0.55, (240, 240, 240))
    if shot == 0 and not plan.beats:
        write_line(picture, plan.headline, (24, 60), 1.0, ink)
    else:
        write_line(picture, plan.campaign.place, (24, 48), 0.8, ink)
    return picture


def variable_times(number: int, duration: float) -> list[int]:
    """Presentation times of frames that last 20 to 120 ms, in units of `film.CLOCK`."""
    rng = np.random.default_rng([number, 5])
    times = [0]
    while times[-1] < 1000 * duration:
        times.append(times[-1] + int(rng.integers(20, 121)))
    return times[:-1]
