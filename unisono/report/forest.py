"""Estimates with their intervals, one below the other, as inline SVG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup

from unisono.report.svg import Axis, element, round_axis

_WIDTH, _NUMBERS, _ROW = 760.0, 170.0, 24.0
_RIGHT = _WIDTH - _NUMBERS - 10.0
_LETTER, _NARROWEST, _WIDEST = 6.6, 60.0, 300.0
"""Width of a letter, and of the room for labels."""
_FAR = 3.0
"""Ends of intervals farther from 0 than this many times the middle one are cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One estimate; its limits are None where there is no interval.

    ``planted`` holds the lowest and highest true value, where they are known.
    """

    label: str
    value: float
    low: float | None
    high: float | None
    planted: tuple[float, float] | None = None


def common_axis(lines: Sequence[Line], label: str, *, zero: bool = True) -> Axis:
    """An axis for all lines; very wide intervals do not stretch it."""
    ends = [end for line in lines for end in (line.low, line.high) if end is not None]
    inner = [line.value for line in lines]
    inner += [end for line in lines for end in line.planted or ()]
    inner += [0.0] if zero else []
    reach = _FAR * max(median(map(abs, ends)) if ends else 0.0, 1e-9)
    reach = max(reach, *(abs(value) for value in inner)) if inner else reach
    return round_axis([*inner, *(min(max(end, -reach), reach) for end in ends)], label)


def forest(
    lines: Sequence[Line],
    axis: Axis,
    *,
    title: str,
    reference: float | None = 0.0,
    letters: int = 0,
) -> Markup:
    """Draw estimates, their intervals and, where known, the true values.

    Parameters
    ----------
    lines
        From top to bottom.
    axis
        Limits beyond its ends are drawn up to them.
    title
        Read out to those who cannot see the drawing.
    reference
        Value at which a line stands; None for none.
    letters
        Letters that labels have room for at least, so that drawings stand below each other.
    """
    bottom = 8.0 + _ROW * len(lines)
    longest = _LETTER * max([letters, *(len(line.label) for line in lines)])
    left = 10.0 + min(max(longest, _NARROWEST), _WIDEST)
    parts = [element("title", title)]
    for tick in axis.ticks:
        x = axis.place(tick, left, _RIGHT)
        style = "zero" if reference is not None and tick == reference else "grid"
        parts.append(element("line", x1=x, x2=x, y1=4, y2=bottom, class_=style))
        parts.append(element("text", f"{tick:g}", x=x, y=bottom + 16, text_anchor="middle"))
    for place, line in enumerate(lines):
        parts += _drawn(line, axis, left, 8.0 + _ROW * (place + 0.5))
    middle = (left + _RIGHT) / 2
    parts.append(element("text", axis.label, x=middle, y=bottom + 36, text_anchor="middle"))
    box = f"0 0 {_WIDTH:g} {bottom + 44:g}"
    return element("svg", *parts, class_="plot forest", viewBox=box, role="img")


def _drawn(line: Line, axis: Axis, left: float, y: float) -> list[Markup]:
    def place(value: float) -> float:
        return axis.place(min(max(value, axis.low), axis.high), left, _RIGHT)

    parts = [element("text", line.label, x=left - 10, y=y + 4, text_anchor="end", class_="name")]
    if line.planted is not None:
        low, high = (place(value) for value in line.planted)
        parts.append(
            element(
                "rect", x=low - 2, y=y - 9, width=high - low + 4, height=18, rx=1, class_="planted"
            )
        )
    if line.low is not None and line.high is not None:
        ends = place(line.low), place(line.high)
        parts.append(element("line", x1=ends[0], x2=ends[1], y1=y, y2=y, class_="interval"))
    if axis.low <= line.value <= axis.high:
        parts.append(element("circle", cx=place(line.value), cy=y, r=4, class_="estimate"))
    return [*parts, element("text", written(line), x=_RIGHT + 14, y=y + 4)]


def written(line: Line, digits: int = 2) -> str:
    """An estimate with its interval as text.

    Examples
    --------
    >>> written(Line(label="", value=0.345, low=-0.1, high=0.7))
    '0.34 [−0.10, 0.70]'
    """
    return f"{signed(line.value, digits)} {interval(line, digits)}".rstrip()


def interval(line: Line, digits: int = 2) -> str:
    """The limits as text; empty where there are none."""
    if line.low is None or line.high is None:
        return ""
    return f"[{signed(line.low, digits)}, {signed(line.high, digits)}]"


def signed(value: float, digits: int = 2) -> str:
    """A number with a true minus; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else text.removeprefix("-")
