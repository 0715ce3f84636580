"""Small drawings as inline SVG, escaped as they are made."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


def number(value: float) -> str:
    """Write a coordinate with at most three decimals and no trailing zeros."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def element(name: str, *children: str, **attributes: str | float) -> Markup:
    """Make one element; underscores in attribute names become hyphens.

    Examples
    --------
    >>> str(element("text", "a < b", x=1.50, text_anchor="end"))
    '<text x="1.5" text-anchor="end">a &lt; b</text>'
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(
            key.rstrip("_").replace("_", "-"),
            value if isinstance(value, str) else number(value),
        )
        for key, value in attributes.items()
    )
    inner = Markup("").join(children)
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, inner)


def bar(value: float, most: float, style: str = "") -> Markup:
    """Draw one bar of a table; the number stands beside it in the table."""
    return stack([(value, style)], most)


def stack(parts: Sequence[tuple[float, str]], most: float) -> Markup:
    """Draw values side by side in one bar of which ``most`` fills the whole.

    Parameters
    ----------
    parts
        Value and CSS class of each part.
    """
    left, drawn = 0.0, []
    for value, style in parts:
        width = 100.0 * value / most if most > 0 else 0.0
        if width > 0:
            drawn.append(
                element("rect", x=left, y=0, width=width, height=10, class_=f"bar {style}".strip())
            )
        left += width
    return element(
        "svg",
        *drawn,
        class_="bars",
        viewBox="0 0 100 10",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A linear axis: its ends, its labelled values and its name with the unit."""

    low: float
    high: float
    ticks: tuple[float, ...]
    label: str

    def place(self, value: float, first: float, last: float) -> float:
        """Where a value stands between the pixels ``first`` and ``last``."""
        return first + (value - self.low) / (self.high - self.low) * (last - first)


def round_axis(values: Sequence[float], label: str, *, most_steps: int = 6) -> Axis:
    """Make an axis that holds all values and ends on round ones.

    Examples
    --------
    >>> round_axis([103.0, 188.0], "Hz").ticks
    (100.0, 120.0, 140.0, 160.0, 180.0, 200.0)
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    span = max(high - low, 1e-6 * abs(high), 1e-9)
    power = 10.0 ** math.floor(math.log10(span / most_steps))
    step = next(power * m for m in (1, 2, 5, 10, 20) if span / (power * m) <= most_steps)
    first, last = math.floor(low / step), math.ceil(high / step)
    last = max(last, first + 1)
    ticks = tuple(round(k * step, 12) for k in range(first, last + 1))
    return Axis(low=ticks[0], high=ticks[-1], ticks=ticks, label=label)


_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 440.0, 12.0, 330.0


def scatter(
    points: Sequence[tuple[float, float]],
    x: Axis,
    y: Axis,
    *,
    title: str,
    line: Sequence[tuple[float, float]],
    band: Sequence[tuple[float, float]],
) -> Markup:
    """Draw points over two axes, with the line where they should be and a tolerance.

    Parameters
    ----------
    points
        Values on x and y.
    title
        Read out to those who cannot see the drawing.
    line, band
        Corners of the line, and of the area around it, in values on x and y.
    """
    parts = [element("title", title), *_grid(x, y)]
    parts.append(element("polygon", points=_path(band, x, y), class_="band"))
    parts.append(element("polyline", points=_path(line, x, y), class_="equal"))
    for point in points:
        across, down = x.place(point[0], _LEFT, _RIGHT), y.place(point[1], _BOTTOM, _TOP)
        parts.append(element("circle", cx=across, cy=down, r=3, class_="point"))
    return element("svg", *parts, class_="plot", viewBox="0 0 460 380", role="img")


def _path(points: Sequence[tuple[float, float]], x: Axis, y: Axis) -> str:
    return " ".join(
        f"{number(x.place(across, _LEFT, _RIGHT))},{number(y.place(up, _BOTTOM, _TOP))}"
        for across, up in points
    )


def _grid(x: Axis, y: Axis) -> list[Markup]:
    parts = []
    for tick in x.ticks:
        place = x.place(tick, _LEFT, _RIGHT)
        parts.append(element("line", x1=place, x2=place, y1=_TOP, y2=_BOTTOM, class_="grid"))
        parts.append(element("text", f"{tick:g}", x=place, y=_BOTTOM + 18, text_anchor="middle"))
    for tick in y.ticks:
        place = y.place(tick, _BOTTOM, _TOP)
        parts.append(element("line", x1=_LEFT, x2=_RIGHT, y1=place, y2=place, class_="grid"))
        parts.append(element("text", f"{tick:g}", x=_LEFT - 8, y=place + 4, text_anchor="end"))
    middle = (_LEFT + _RIGHT) / 2
    parts.append(element("text", x.label, x=middle, y=_BOTTOM + 40, text_anchor="middle"))
    turned = f"translate(14 {number((_TOP + _BOTTOM) / 2)}) rotate(-90)"
    parts.append(element("text", y.label, transform=turned, text_anchor="middle"))
    return parts
