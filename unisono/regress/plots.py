"""The plots: coefficients, the curve, pitch by party and bloc, and the data themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from unisono.regress.figures import COLOURS, FAINT, GRID, INK, MARKERS, figure, reference_line, save
from unisono.regress.groups import Bin, Mean
from unisono.regress.layout import number, term_label

Row = Mapping[str, Any]
Paths = tuple[Path, Path]
_WIDTH = 7.0
_COLUMNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyMean:
    """Mean outcome of sentences addressed to a party by speakers of a bloc."""

    party: str
    bloc: str
    outcome: Mean


def draw_coefficients(estimates: Sequence[Row], paths: Paths, *, confidence: float) -> None:
    """Estimates with their intervals, one panel for each specification."""
    names = list(dict.fromkeys(row["specification"] for row in estimates))
    groups = [[row for row in estimates if row["specification"] == name] for name in names]
    heights = [len(rows) + 1.6 for rows in groups]
    with figure(_WIDTH, 0.6 + 0.235 * sum(heights)) as drawn:
        panels = drawn.subplots(
            len(groups), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
        )
        for axes, rows in zip(panels[:, 0], groups, strict=True):
            _forest(axes, rows)
        label = f"{rows[0]['outcome']}: estimate and {confidence * 100:g}% interval"
        same = len({row["outcome"] for row in estimates}) == 1
        panels[-1, 0].set_xlabel(label if same else f"Estimate and {confidence * 100:g}% interval")
        save(drawn, paths)


def _forest(axes: Any, rows: Sequence[Row]) -> None:
    places = np.arange(len(rows))[::-1]
    for place, row in zip(places, rows, strict=True):
        if row["conf_low"] is not None:
            axes.plot(
                [row["conf_low"], row["conf_high"]],
                [place, place],
                color=COLOURS[0],
                linewidth=1.6,
                solid_capstyle="butt",
            )
        axes.plot(row["estimate"], place, "o", color=COLOURS[0], markersize=4.5)
        axes.annotate(
            number(row["estimate"], 2),
            (1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=INK,
        )
    reference_line(axes, vertical=True)
    axes.set_yticks(places, [term_label(row["term"]) for row in rows])
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_title(rows[0]["specification"].replace("_", " "))


def draw_parties(
    means: Sequence[PartyMean], paths: Paths, *, outcome: str, confidence: float
) -> None:
    """Mean outcome by addressed party and bloc of the speaker, with intervals."""
    parties = list(dict.fromkeys(mean.party for mean in means))
    blocs = list(dict.fromkeys(mean.bloc for mean in means))
    offsets = (np.arange(len(blocs)) - (len(blocs) - 1) / 2) * min(0.2, 0.7 / len(blocs))
    with figure(max(_WIDTH * 0.6, min(_WIDTH, 1.6 + 1.0 * len(parties))), 3.6) as drawn:
        axes = drawn.subplots()
        for number_, bloc in enumerate(blocs):
            _series(axes, means, parties, bloc, float(offsets[number_]), number_)
        reference_line(axes, vertical=False)
        axes.set_xticks(range(len(parties)), parties)
        axes.set_xlim(-0.6, len(parties) - 0.4)
        axes.tick_params(axis="x", length=0)
        axes.grid(axis="y", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.set_xlabel("Party addressed")
        axes.set_ylabel(f"Mean {outcome}, {confidence * 100:g}% interval")
        _counts(axes, means, parties)
        drawn.legend(
            *axes.get_legend_handles_labels(),
            title="Speakers of bloc (hollow: one speaker alone)",
            alignment="left",
            loc="outside upper left",
            ncols=len(blocs),
        )
        save(drawn, paths)


def _series(
    axes: Any, means: Sequence[PartyMean], parties: list[str], bloc: str, shift: float, k: int
) -> None:
    own = [mean for mean in means if mean.bloc == bloc and mean.outcome.count]
    at = [parties.index(mean.party) + shift for mean in own]
    colour = COLOURS[k % len(COLOURS)]
    for x, mean in zip(at, own, strict=True):
        limits = [mean.outcome.low, mean.outcome.high]
        axes.plot([x, x], limits, color=colour, linewidth=1.4, solid_capstyle="butt")
    marker = MARKERS[k % len(MARKERS)]
    look: dict[str, Any] = {"linestyle": "", "marker": marker, "color": colour, "markersize": 5}
    for hollow in (False, True):  # hollow: one speaker alone, so no interval
        chosen = [
            (x, mean.outcome.mean)
            for x, mean in zip(at, own, strict=True)
            if np.isnan(mean.outcome.low) == hollow
        ]
        fill = {"markerfacecolor": "white"} if hollow else {}
        axes.plot([x for x, _ in chosen], [y for _, y in chosen], **look, **fill)
    axes.plot([], [], label=bloc, **look)


def _counts(axes: Any, means: Sequence[PartyMean], parties: list[str]) -> None:
    for place, party in enumerate(parties):
        total = sum(mean.outcome.count for mean in means if mean.party == party)
        axes.annotate(
            f"n = {total:,}",
            (place, 1.0),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=7.5,
            color=FAINT,
        )


def draw_bins(
    data: Mapping[str, Sequence[Bin]], paths: Paths, *, outcome: str, confidence: float
) -> None:
    """Mean outcome in bins of each treatment, before any regression."""
    across = len(data) if len(data) <= _COLUMNS else 2 if len(data) == 4 else _COLUMNS
    down = -(-len(data) // across)
    with figure(max(_WIDTH * across / _COLUMNS, 3.6), 0.5 + 2.1 * down) as drawn:
        panels = drawn.subplots(down, across, sharex=True, sharey=True, squeeze=False)
        for axes, (name, bins) in zip(panels.flat, data.items(), strict=False):
            _bins(axes, bins)
            axes.set_title(name)
        for axes in panels.flat[len(data) :]:
            axes.set_axis_off()
        for axes in panels.flat[max(0, len(data) - across) : len(data)]:
            axes.tick_params(labelbottom=True)
        drawn.supxlabel(
            "Treatment, mean of the bin (area: rows of the bin; hollow: one speaker alone)",
            fontsize=8.5,
        )
        drawn.supylabel(f"Mean {outcome}, {confidence * 100:g}% interval", fontsize=8.5)
        save(drawn, paths)


def _bins(axes: Any, bins: Sequence[Bin]) -> None:
    largest = max(entry.outcome.count for entry in bins)
    for entry in bins:
        mean = entry.outcome
        axes.plot([entry.at] * 2, [mean.low, mean.high], color=COLOURS[0], alpha=0.55, linewidth=1)
        size = 10 + 70 * mean.count / largest
        face = "white" if np.isnan(mean.low) else COLOURS[0]
        axes.scatter(
            entry.at, mean.mean, s=size, facecolor=face, edgecolor=COLOURS[0], linewidth=1, zorder=3
        )
    reference_line(axes, vertical=False)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def draw_curve(curve: Sequence[Row], paths: Paths, *, confidence: float) -> None:
    """Estimates in order of size over the choices that each was made with."""
    rows = sorted(
        (row for row in curve if row["estimate"] is not None), key=lambda row: row["estimate"]
    )
    choices = _choices(rows)
    lines = sum(len(values) for values in choices.values()) + len(choices)
    with figure(_WIDTH, 2.6 + 0.17 * max(lines, 1)) as drawn:
        above, below = drawn.subplots(
            2, 1, sharex=True, gridspec_kw={"height_ratios": [2.2, 0.17 * max(lines, 1)]}
        )
        _ordered(above, rows)
        above.set_ylabel(f"Estimate, {confidence * 100:g}% interval")
        above.set_title(_summary(rows), fontsize=8.5, fontweight="normal")
        _dashboard(below, rows, choices)
        save(drawn, paths)


def _ordered(axes: Any, rows: Sequence[Row]) -> None:
    for place, row in enumerate(rows):
        sure = row["conf_low"] is not None and (row["conf_low"] > 0 or row["conf_high"] < 0)
        colour = COLOURS[0] if sure else FAINT
        if row["conf_low"] is not None:
            axes.plot([place] * 2, [row["conf_low"], row["conf_high"]], color=colour, linewidth=0.9)
        axes.plot(place, row["estimate"], "o", color=colour, markersize=2.8)
    reference_line(axes, vertical=False)
    axes.set_xlim(-1, len(rows))
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _choices(rows: Sequence[Row]) -> dict[str, list[str]]:
    """What differs between the regressions, with its values in the order of the rows."""
    found = {}
    for name in ("outcome", "term", "controls", "fixed_effects", "filter"):
        values = sorted({row[name] for row in rows})
        if len(values) > 1:
            found[name] = values
    return found


def _dashboard(axes: Any, rows: Sequence[Row], choices: Mapping[str, Sequence[str]]) -> None:
    place, labels = 0, []
    for name, values in choices.items():
        labels.append((place, name.replace("_", " "), True))
        place += 1
        for value in values:
            at = [x for x, row in enumerate(rows) if row[name] == value]
            axes.plot(at, [place] * len(at), "|", color=INK, markersize=5, markeredgewidth=0.8)
            empty = "all rows" if name == "filter" else "none"
            labels.append((place, value or empty, False))
            place += 1
    axes.set_ylim(place - 0.4, -0.6)
    axes.set_yticks([at for at, _, _ in labels], [_short(text) for _, text, _ in labels])
    for tick, (_, _, heading) in zip(axes.get_yticklabels(), labels, strict=True):
        tick.set_fontweight("bold" if heading else "normal")
        tick.set_fontsize(7.5)
    axes.tick_params(axis="both", length=0, labelbottom=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _short(text: str, most: int = 44) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _summary(rows: Sequence[Row]) -> str:
    if not rows:
        return "No regression could be estimated"
    estimates = np.array([row["estimate"] for row in rows])
    sure = sum(row["p_value"] is not None and row["p_value"] < 0.05 for row in rows)
    text = (
        f"{len(rows)} regressions; median {number(float(np.median(estimates)), 2)}; "
        f"{(estimates > 0).mean():.0%} above 0; {sure / len(rows):.0%} with p < 0.05"
    )
    if rows[0]["p_median"] is not None:
        text += f"\nJoint tests: median p = {rows[0]['p_median']:.3f}, "
        text += f"share p = {rows[0]['p_share']:.3f}"
    return text
