"""The comparison as figures, SVG and PNG: the same bytes for the same numbers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil, isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from unisono.learn.comparison import Comparison, pooled_predictions
from unisono.learn.metrics import calibration, is_better_high
from unisono.learn.runs import Run, Study
from unisono.learn.sizes import Size, several
from unisono.learn.summary import FAMILIES, name_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = "#1f2933"
_FAINT = "#9aa5b1"
_BLUE = "#1c6ea4"
_ORANGE = "#c8553d"
_STYLE: dict[str, Any] = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _FAINT,
    "axes.labelcolor": _INK,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "legend.frameon": False,
    "svg.hashsalt": "unisono",  # ids in SVG would be random
    "svg.fonttype": "path",
    "figure.constrained_layout.use": True,
}
_MARKS = "os^Dv<>PX*pdh"
_COLUMNS = 4
_MOST_LINES = 12
_LEGEND = 3.6  # inches that the legend of the learning curves takes


def write_figures(study: Study, comparison: Comparison, folder: Path, *, bins: int) -> None:
    """Write every figure of a study: ``metric``, ``cost``, ``learning`` and ``calibration``.

    Parameters
    ----------
    study
        What the trainings left behind.
    comparison
        What was found.
    folder
        Where to write; each figure as SVG and PNG. No ``learning`` where no model has a
        learning curve, and no ``calibration`` for values.
    bins
        Of the calibration.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for family in comparison.families:
        with _figure(folder / f"metric-{family}") as new:
            _draw_metric(new, comparison, family)
        with _figure(folder / f"cost-{family}") as new:
            _draw_cost(new, comparison, family)
        ranked = [standing.model for standing in comparison.ranked(family)]
        if study.classes:
            with _figure(folder / f"calibration-{family}") as new:
                _draw_calibration(new, study, ranked, family, bins)
        curved = [m for m in ranked if any(run.history for run in study.of(family, m))]
        if curved:
            with _figure(folder / f"learning-{family}") as new:
                _draw_learning(new, study, curved, family)


def write_sizes_figure(folder: Path, sizes: Sequence[Size]) -> None:
    """Write ``sizes``: score, points per second and per gigabyte by size; not for one size."""
    if several(sizes):
        folder.mkdir(parents=True, exist_ok=True)
        with _figure(folder / "sizes") as new:
            _draw_sizes(new, sizes)


@contextmanager
def _figure(stem: Path) -> Iterator[Callable[[float, float], "Figure"]]:
    """Give a maker of one figure (inches), and save what it made."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made: list[Figure] = []

    def new(width: float, height: float) -> Figure:
        figure = Figure(figsize=(width, height))
        FigureCanvasAgg(figure)
        made.append(figure)
        return figure

    with mpl.rc_context(cast(Any, _STYLE)):
        yield new
        for figure in made:
            figure.savefig(stem.with_suffix(".svg"), metadata={"Date": None})
            figure.savefig(stem.with_suffix(".png"), dpi=150, metadata={"Software": None})


def _draw_metric(
    new: Callable[[float, float], "Figure"], comparison: Comparison, family: str
) -> None:
    """Dots with intervals, the best model on top, and a line for the majority."""
    ranked = comparison.ranked(family)
    metric = comparison.metric
    figure = new(6.4, 1.2 + 0.27 * len(ranked))
    axes = figure.subplots()
    for row, standing in enumerate(reversed(ranked)):
        found = standing.estimates[metric]
        if not isnan(found.low):
            ends = [found.low, found.high]
            axes.plot(ends, [row, row], color=_FAINT, linewidth=2.5, marker="|", zorder=1)
        axes.plot(found.value, row, "o", color=_BLUE, markersize=6, zorder=2)
    axes.set_yticks(range(len(ranked)), [standing.model for standing in reversed(ranked)])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    base = [s.estimates[metric].value for s in ranked if s.model == "majority"]
    if base:
        axes.axvline(base[0], color=_ORANGE, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
    axes.grid(axis="x", color=_FAINT, alpha=0.25, linewidth=0.6)
    direction = "more is better" if is_better_high(metric) else "less is better"
    axes.set_xlabel(f"{name_of(metric)}, {comparison.level:.0%} interval; {direction}")
    title = f"{comparison.label}. {FAMILIES[family]}"
    figure.suptitle(title, x=0.01, ha="left", fontsize=9.5)


def _draw_cost(
    new: Callable[[float, float], "Figure"], comparison: Comparison, family: str
) -> None:
    """The metric against the time of a training and against its memory."""
    ranked = comparison.ranked(family)
    memory = [standing.cost.peak_mb for standing in ranked]
    known = not np.isnan(memory).any()  # not where several trainings share a process
    figure = new(8.4 if known else 5.2, 3.4)
    panels = list(figure.subplots(1, 1 + known, sharey=True, squeeze=False).flat)
    scores = [standing.estimates[comparison.metric].value for standing in ranked]
    _numbered(panels[0], [max(one.cost.train_seconds, 1e-3) for one in ranked], scores)
    panels[0].set_xscale("log")
    panels[0].set_xlabel("One training, seconds")
    panels[0].set_ylabel(name_of(comparison.metric))
    if known:
        _numbered(panels[1], memory, scores)
        panels[1].set_xlim(left=0)
        panels[1].set_xlabel("Peak memory of the process, MB")
    key = "\n".join(f"{rank}  {standing.model}" for rank, standing in enumerate(ranked, 1))
    panels[-1].annotate(
        key, (1.03, 1.0), xycoords="axes fraction", va="top", fontsize=8, linespacing=1.5
    )
    figure.suptitle(f"{comparison.label}. What the score costs", x=0.01, ha="left", fontsize=10)


def _numbered(axes: "Axes", across: Sequence[float], up: Sequence[float]) -> None:
    """Dots with the rank of the model in them, the best one on top."""
    for rank in range(len(across), 0, -1):
        place = across[rank - 1], up[rank - 1]
        order = 3 + 2 * (len(across) - rank)
        axes.plot(*place, "o", color=_BLUE, markersize=11, markeredgecolor="white", zorder=order)
        axes.annotate(
            str(rank),
            place,
            ha="center",
            va="center_baseline",
            fontsize=7,
            color="white",
            zorder=order + 1,
        )
    axes.grid(color=_FAINT, alpha=0.25, linewidth=0.6)
    axes.margins(x=0.1, y=0.1)


def _draw_calibration(
    new: Callable[[float, float], "Figure"],
    study: Study,
    models: Sequence[str],
    family: str,
    bins: int,
) -> None:
    """Accuracy against confidence, a panel for each model; dots as large as they have items."""
    figure = new(*_size(len(models)))
    panels = _panels(figure, len(models))
    for axes, model in zip(panels, models, strict=True):
        test = pooled_predictions(study.of(family, model))
        found = calibration(test.outputs, test.target.astype(np.int64), bins=bins)
        there = found["items"] > 0
        axes.plot([0, 1], [0, 1], color=_FAINT, linewidth=1, linestyle=(0, (4, 3)))
        x, y = found["confidence"][there], found["accuracy"][there]
        axes.plot(x, y, color=_BLUE, linewidth=1)
        share = found["items"][there] / found["items"].sum()
        axes.scatter(x, y, s=8 + 120 * share, color=_BLUE, linewidth=0, clip_on=False, zorder=3)
        axes.set(xlim=(0, 1.02), ylim=(-0.03, 1.03), title=model)
        axes.set_xticks([0, 0.5, 1], ["0", ".5", "1"])
        axes.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
    figure.supxlabel("Confidence, mean of the seeds", fontsize=9)
    figure.supylabel("Share that is right", fontsize=9)


def _draw_learning(
    new: Callable[[float, float], "Figure"], study: Study, models: Sequence[str], family: str
) -> None:
    """Loss by epoch, a panel for each model, a line for each training."""
    width, height = _size(len(models))
    figure = new(max(width, _LEGEND), height)
    panels = _panels(figure, len(models))
    for axes, model in zip(panels, models, strict=True):
        for run in study.of(family, model)[:_MOST_LINES]:
            _draw_curves(axes, run)
        axes.set_title(model)
        axes.set_ylim(bottom=0)
        axes.locator_params(axis="x", integer=True, nbins=4)
    panels[0].plot([], [], color=_FAINT, label="training")
    panels[0].plot([], [], color=_BLUE, label="validation")
    panels[0].plot([], [], "o", color=_ORANGE, markersize=4, label="least")
    figure.legend(loc="outside upper right", ncols=3, fontsize=8)
    figure.supxlabel("Epoch", fontsize=9)
    figure.supylabel("Loss", fontsize=9)


def _draw_curves(axes: "Axes", run: Run) -> None:
    if not run.history:
        return
    epochs = [point["epoch"] for point in run.history]
    losses = [point["validation_loss"] for point in run.history]
    axes.plot(epochs, [point["train_loss"] for point in run.history], color=_FAINT, linewidth=0.9)
    axes.plot(epochs, losses, color=_BLUE, linewidth=0.9)
    best = int(np.argmin(losses))
    axes.plot(epochs[best], losses[best], "o", color=_ORANGE, markersize=4, zorder=3)


def _draw_sizes(new: Callable[[float, float], "Figure"], sizes: Sequence[Size]) -> None:
    """A line for each model; what gains nothing over the majority has no place on a log axis."""
    known = not any(isnan(size.peak_mb) for size in sizes)
    figure = new(9.2 if known else 6.6, 3.2)
    panels = list(figure.subplots(1, 2 + known, squeeze=False).flat)
    values = ("score", "gain_per_second", "gain_per_gb")
    names = (name_of(sizes[0].metric), "Points per second", "Points per GB")
    for axes, value, name in zip(panels, values, names, strict=False):
        for place, model in enumerate(dict.fromkeys(size.model for size in sizes)):
            mine = [size for size in sizes if size.model == model]
            factor = 1.0 if value == "score" else 100.0
            shown = [(size.recordings, factor * getattr(size, value)) for size in mine]
            shown = [point for point in shown if value == "score" or point[1] > 0]
            axes.plot(
                [point[0] for point in shown],
                [point[1] for point in shown],
                marker=_MARKS[place % len(_MARKS)],
                color=f"C{place % 10}",
                linewidth=1,
                markersize=4,
                label=model,
            )
        if value == "gain_per_second":
            axes.set_yscale("log")
        counts = sorted({size.recordings for size in sizes})
        axes.set_xscale("log")
        axes.set_xticks(counts, [str(count) for count in counts])
        axes.set_xticks([], minor=True)
        axes.set_ylabel(name)
        axes.grid(color=_FAINT, alpha=0.25, linewidth=0.6)
    figure.supxlabel("Recordings learnt from", fontsize=9)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside right upper", fontsize=8)


def _size(panels: int) -> tuple[float, float]:
    rows = ceil(panels / _COLUMNS)
    return 0.5 + 1.95 * min(panels, _COLUMNS), 0.7 + 1.9 * rows


def _panels(figure: "Figure", count: int) -> list["Axes"]:
    """Small panels that share their axes, without the unused ones of the last row."""
    rows, columns = ceil(count / _COLUMNS), min(count, _COLUMNS)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    panels = list(grid.flat)
    for unused in panels[count:]:
        unused.set_axis_off()
    return panels[:count]
