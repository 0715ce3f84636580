"""Plots of the trials, of bad alignment and of costs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

Row = Mapping[str, Any]

_STYLE = {
    "svg.hashsalt": "unisono",
    "svg.fonttype": "path",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_MARKS = "os^Dv<>PX*"


def write_plots(
    folder: Path, *, trials: Sequence[Row], quality: Sequence[Row], costs: Sequence[Row]
) -> None:
    """Write trials, quality and costs, each as SVG and PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    with _figure(folder / "trials", 9, 6.5) as panels:
        _draw_trials(panels, trials)
    with _figure(folder / "quality", 9, 3.6) as panels:
        _draw_quality(panels, quality)
    with _figure(folder / "costs", 9, 6.5) as panels:
        _draw_costs(panels, costs)


@contextmanager
def _figure(stem: Path, width: float, height: float) -> Iterator[Callable[[int, int], Any]]:
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield lambda rows, columns: figure.subplots(rows, columns, squeeze=False)
        figure.savefig(stem.with_suffix(".svg"), metadata={"Date": None})
        figure.savefig(stem.with_suffix(".png"), dpi=130, metadata={"Software": None})


def _draw_trials(panels: Callable[[int, int], Any], rows: Sequence[Row]) -> None:
    noises = sorted({row["noise"] for row in rows})
    names = list(dict.fromkeys(row["strategy"] for row in rows))
    shares = sorted({row["share"] for row in rows})
    axes = panels(2, len(noises))
    for column, noise in enumerate(noises):
        for place, name in enumerate(names):
            for line, value in enumerate(("error", "score")):
                points = _means(
                    [row for row in rows if (row["strategy"], row["noise"]) == (name, noise)],
                    "share",
                    value,
                )
                if len(points) == 1:  # does not learn from matches: the same for all shares
                    points = [(share, *points[0][1:]) for share in shares]
                _line(axes[line, column], points, name, place)
        axes[0, column].set_title(f"noise {noise:g}")
        axes[0, column].set_yscale("log")
        axes[1, column].set_xlabel("share of recordings with known matches")
        for line in (0, 1):
            axes[line, column].set_xscale("log")
    axes[0, 0].set_ylabel("alignment error, s")
    axes[1, 0].set_ylabel("share told right")
    axes[0, -1].legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _draw_quality(panels: Callable[[int, int], Any], rows: Sequence[Row]) -> None:
    kinds = [kind for kind in dict.fromkeys(row["disturbance"] for row in rows) if kind != "none"]
    axes = panels(1, max(len(kinds), 1))
    for column, kind in enumerate(kinds):
        for place, name in enumerate(dict.fromkeys(row["model"] for row in rows)):
            mine = [
                row for row in rows if row["model"] == name and row["disturbance"] in ("none", kind)
            ]
            _line(axes[0, column], _means(mine, "amount", "score"), name, place)
        unit = "s" if kind in ("shift", "jitter") else "share of words"
        axes[0, column].set_title(kind)
        axes[0, column].set_xlabel(unit)
    for one in axes[0]:
        one.set_ylim(0.3, 1.05)
    axes[0, 0].set_ylabel("share told right")
    axes[0, -1].legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _draw_costs(panels: Callable[[int, int], Any], rows: Sequence[Row]) -> None:
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    axes = panels(max(len(kinds), 1), 2)
    for line, kind in enumerate(kinds):
        _draw_kind(axes[line], [row for row in rows if row["kind"] == kind])
        axes[line, 0].set_ylabel(f"score of a {kind}")


def _draw_kind(axes: Any, rows: Sequence[Row]) -> None:
    """Score against time, and against memory; larger dots for more recordings."""
    counts = sorted({row["recordings"] for row in rows})
    for column, (value, label) in enumerate((("seconds", "seconds"), ("peak_mb", "MB"))):
        for place, name in enumerate(dict.fromkeys(row["name"] for row in rows)):
            mine = [row for row in rows if row["name"] == name]
            x, y = [max(row[value], 1e-4) for row in mine], [row["score"] for row in mine]
            look = {"color": f"C{place % 10}", "label": name}
            axes[column].plot(x, y, linestyle=":", linewidth=1, color=look["color"])
            sizes = [12 + 40 * counts.index(row["recordings"]) / len(counts) for row in mine]
            axes[column].scatter(x, y, s=sizes, marker=_MARKS[place % len(_MARKS)], **look)
        axes[column].set_xscale("log")
        axes[column].set_xlabel(f"{label} (larger: {counts[0]} to {counts[-1]} recordings)")
    axes[1].legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _means(rows: Sequence[Row], by: str, value: str) -> list[tuple[float, float, float]]:
    """Position, mean, and half the 95 % interval over corpora (or of one score)."""
    found = []
    for position in sorted({row[by] for row in rows}):
        here = [row for row in rows if row[by] == position and row[value] is not None]
        values = np.array([row[value] for row in here], dtype=np.float64)
        spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
        if value == "score":  # few corpora may agree by chance: not below the sampling error
            spread = max(spread, float(np.mean([row["score_error"] for row in here])))
        half = 1.96 * spread / np.sqrt(len(values))
        found.append((float(position), float(values.mean()), float(half)))
    return found


def _line(axes: Any, points: Sequence[tuple[float, float, float]], name: str, place: int) -> None:
    if not points:
        return
    x, y, half = (np.array(part) for part in zip(*points, strict=True))
    axes.errorbar(
        x,
        y,
        yerr=np.minimum(half, y * 0.999),
        fmt=_MARKS[place % len(_MARKS)],
        linestyle="-",
        linewidth=1,
        markersize=4,
        color=f"C{place % 10}",
        label=name,
    )
