"""How all plots look, and how they are written: the same bytes each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

INK = "#222222"
FAINT = "#8a8a8a"
GRID = "#e3e3e3"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Told apart by colour-blind readers too (Okabe and Ito 2008)."""
MARKERS = ("o", "s", "D", "^", "v", "P", "X")

_LOOK: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8.5,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "svg.hashsalt": "unisono",
    "svg.fonttype": "path",
    "path.simplify": False,
}


@contextmanager
def figure(width: float, height: float) -> Iterator[Figure]:
    """A figure in our look, inches; no window system and no global state is touched."""
    with mpl.rc_context(_LOOK):
        yield Figure(figsize=(width, height), layout="constrained")


def save(drawn: Figure, paths: tuple[Path, Path]) -> None:
    """Write a figure as SVG and PNG, without times or versions."""
    svg, png = paths
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
    drawn.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    drawn.savefig(png, format="png", metadata={"Software": None})


def reference_line(axes: Any, *, vertical: bool) -> None:
    """A thin line at 0."""
    line = axes.axvline if vertical else axes.axhline
    line(0, color=FAINT, linewidth=0.8, zorder=0)
