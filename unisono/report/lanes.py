"""F0 and intensity of a stretch of a recording as lanes of a timeline.

A lane is one second wide for each second of the stretch and is stretched by the
page, so that zooming needs no new drawing; strokes keep their width.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from unisono.report.svg import element, number

HEIGHT = 100.0
_MARGIN = 0.06
_EDGE = 5.0
_APART = 13.0
_F0_TICKS = (100, 200, 400, 50, 150, 300, 75, 600, 250, 125, 500, 800)
"""Hertz, those that are to be labelled first in front."""

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contour:
    """Evenly spaced values; ``start`` and ``step`` in seconds, NaN where there is none."""

    start: float
    step: float
    values: Values

    def within(self, start: float, end: float) -> tuple[Values, Values]:
        """Times since ``start`` and values of what lies between ``start`` and ``end``."""
        offset = self.start - start
        times: Values = offset + self.step * np.arange(len(self.values), dtype=np.float64)
        inside = (times >= 0) & (times <= end - start)
        return times[inside], self.values[inside]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A labelled height: ``top`` is a share of the lane in percent."""

    label: str
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The drawing of one lane and the labels of its axis."""

    drawing: Markup
    ticks: tuple[Tick, ...]
    summary: str


def f0_lane(contours: Sequence[Contour], start: float, end: float) -> Lane | None:
    """Draw voiced frames as dots over a logarithmic axis, or None without any."""
    pieces = [contour.within(start, end) for contour in contours]
    voiced = [(t[np.isfinite(v) & (v > 0)], v[np.isfinite(v) & (v > 0)]) for t, v in pieces]
    values = np.concatenate([v for _, v in voiced]) if voiced else np.zeros(0)
    if len(values) == 0:
        return None
    low, high = _padded(math.log2(values.min()), math.log2(values.max()), least=0.8)
    dots = "".join(
        f"M{number(t)} {number(_height(math.log2(v), low, high))}h0"
        for times, series in voiced
        for t, v in zip(times, series, strict=True)
    )
    drawn = [Tick(label=str(f), top=_height(math.log2(f), low, high)) for f in _F0_TICKS]
    summary = (
        f"F0 of {len(values)} voiced frames, median {np.median(values):.0f} Hz, "
        f"{values.min():.0f} to {values.max():.0f} Hz"
    )
    return _lane(element("path", d=dots, class_="dots"), drawn, end - start, summary)


def intensity_lane(contours: Sequence[Contour], start: float, end: float) -> Lane | None:
    """Draw intensity as a line for each segment, or None without any value."""
    pieces = [contour.within(start, end) for contour in contours]
    runs = [run for times, values in pieces for run in _runs(times, values)]
    if not runs:
        return None
    values = np.concatenate([series for _, series in runs])
    low, high = _padded(float(values.min()), float(values.max()), least=10.0)
    line = "".join(
        "M"
        + "L".join(
            f"{number(t)} {number(_height(v, low, high))}"
            for t, v in zip(times, series, strict=True)
        )
        for times, series in runs
    )
    levels = range(-100, 201, 10 if high - low < 45 else 20)
    drawn = [Tick(label=str(level), top=_height(level, low, high)) for level in levels]
    summary = f"Intensity, {values.min():.0f} to {values.max():.0f} dB"
    return _lane(element("path", d=line, class_="line"), drawn, end - start, summary)


def _lane(shape: Markup, candidates: Sequence[Tick], span: float, summary: str) -> Lane:
    ticks = _apart(candidates)
    grid = [element("line", x1=0, x2=span, y1=t.top, y2=t.top, class_="grid") for t in ticks]
    drawing = element(
        "svg",
        element("title", summary),
        *grid,
        shape,
        viewBox=f"0 0 {number(span)} {number(HEIGHT)}",
        preserveAspectRatio="none",
        role="img",
    )
    return Lane(drawing=drawing, ticks=tuple(ticks), summary=summary)


def _apart(candidates: Sequence[Tick]) -> list[Tick]:
    """Ticks that are inside the lane and far enough from each other to be read."""
    kept: list[Tick] = []
    for tick in candidates:
        inside = _EDGE <= tick.top <= HEIGHT - _EDGE
        if inside and all(abs(tick.top - other.top) >= _APART for other in kept):
            kept.append(tick)
    return kept


def _runs(times: Values, values: Values) -> Iterator[tuple[Values, Values]]:
    """Stretches of finite values, so that no line is drawn across what is missing."""
    finite = np.flatnonzero(np.isfinite(values))
    if len(finite) == 0:
        return
    for part in np.split(finite, np.flatnonzero(np.diff(finite) > 1) + 1):
        yield times[part], values[part]


def _padded(low: float, high: float, *, least: float) -> tuple[float, float]:
    lacking = max(0.0, least - (high - low)) / 2
    margin = _MARGIN * max(high - low, least)
    return low - lacking - margin, high + lacking + margin


def _height(value: float, low: float, high: float) -> float:
    return HEIGHT * (high - value) / (high - low)
