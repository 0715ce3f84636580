"""The comparison as tables: CSV for analysis, Markdown and HTML for reading."""

import csv
import html
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import isnan
from pathlib import Path

from unisono.learn.comparison import Comparison, Estimate, Standing
from unisono.learn.sizes import Size, several

Row = Sequence[str]

FAMILIES = {
    "time": "Learnt from the past, tested on the latest recordings",
    "grouped": "Tested on groups that were not learnt from, drawn at random",
    "fold": "Every group tested once, by models that did not learn from it",
}
"""What each kind of split asks."""

NAMES = {
    "f1_macro": "F1 (macro)",
    "accuracy": "Accuracy",
    "auc": "AUC",
    "ece": "ECE",
    "brier": "Brier",
    "mae": "MAE",
    "correlation": "Correlation",
}
"""Metrics as tables and figures call them."""

SIZES = "What a score costs, by the size of the corpus"
_SIZES_CAPTION = (
    "Shares of the training part of the first split; validation and test parts are the same for "
    "all. Seconds of one training and prediction, points (hundredths) above the majority."
)

_FEW = 20
"""Groups below which the bootstrap is warned about (Cameron, Gelbach and Miller 2008)."""

_SUMMARY = ("split", "model", "metric", "value", "conf_low", "conf_high", "seed_sd")
_PAIRS = (
    "split",
    "first",
    "second",
    "difference",
    "conf_low",
    "conf_high",
    "only_first",
    "only_second",
    "p_value",
    "p_holm",
)


def write_csv(comparison: Comparison, *, summary: Path, costs: Path, pairs: Path) -> None:
    """Write the comparison as tidy tables.

    Parameters
    ----------
    comparison
        What was found.
    summary
        One row for each metric of each model on each kind of split.
    costs
        One row for each model on each kind of split.
    pairs
        One row for each two models on each kind of split.
    """
    _write(summary, _SUMMARY, _summary_rows(comparison))
    counted = ("seeds", "splits", "items", "groups")
    spent = ("parameters", "train_seconds", "infer_seconds", "peak_mb")
    _write(
        costs,
        ("split", "model", *counted, *spent, f"validation_{comparison.metric}"),
        (
            [
                standing.family,
                standing.model,
                *(str(getattr(standing, name)) for name in counted),
                *(_number(value) for value in asdict(standing.cost).values()),
                _number(standing.validation),
            ]
            for standing in comparison.standings
        ),
    )
    _write(pairs, _PAIRS, _pair_rows(comparison))


def markdown(comparison: Comparison, sizes: Sequence[Size] = ()) -> str:
    """The comparison as a page of Markdown, with what a score costs by size."""
    lines = [f"# {comparison.label}: the models compared", ""]
    for family in comparison.families:
        lines += [f"## {FAMILIES[family]}", "", _caption(comparison, family), ""]
        head, rows = _wide(comparison, family)
        lines += [_line(head), _line(["---"] + ["---:"] * (len(head) - 1)), *map(_line, rows), ""]
        lines += [*_against_best(comparison, family), ""]
    if several(sizes):
        head, rows = size_table(sizes)
        lines += [f"## {SIZES}", "", _SIZES_CAPTION, ""]
        lines += [_line(head), _line(["---"] + ["---:"] * (len(head) - 1)), *map(_line, rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def fragment(comparison: Comparison, sizes: Sequence[Size] = ()) -> str:
    """The comparison as a fragment of HTML, to be put into a page."""
    parts = ['<section class="comparison">']
    for family in comparison.families:
        head, rows = _wide(comparison, family)
        parts.append(f"<h3>{html.escape(FAMILIES[family])}</h3>")
        parts.append(f"<p>{html.escape(_caption(comparison, family))}</p>")
        parts += _html_table(head, rows)
        parts += [f"<p>{html.escape(text)}</p>" for text in _against_best(comparison, family)]
    if several(sizes):
        parts += [f"<h3>{SIZES}</h3>", f"<p>{html.escape(_SIZES_CAPTION)}</p>"]
        parts += _html_table(*size_table(sizes))
    return "\n".join([*parts, "</section>"]) + "\n"


def _html_table(head: Row, rows: Sequence[Row]) -> Iterator[str]:
    yield "<table><thead><tr>"
    for name in head:
        yield f'<th scope="col">{html.escape(name)}</th>'
    yield "</tr></thead><tbody>"
    for first, *rest in rows:
        cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in rest)
        yield f'<tr><th scope="row">{html.escape(first)}</th>{cells}</tr>'
    yield "</tbody></table>"


def name_of(metric: str) -> str:
    """A metric as tables and figures call it.

    Examples
    --------
    >>> name_of("f1:attack")
    'F1 of attack'
    """
    return NAMES.get(metric, f"F1 of {metric.removeprefix('f1:')}")


def _summary_rows(comparison: Comparison) -> Iterator[Row]:
    for standing in comparison.standings:
        for metric, found in standing.estimates.items():
            numbers = (found.value, found.low, found.high, found.seed_sd)
            yield [standing.family, standing.model, metric, *map(_number, numbers)]


def _pair_rows(comparison: Comparison) -> Iterator[Row]:
    for pair in comparison.pairs:
        found = pair.difference
        yield [
            pair.family,
            pair.first,
            pair.second,
            *map(_number, (found.value, found.low, found.high)),
            str(pair.only_first),
            str(pair.only_second),
            *map(_number, (pair.p_value, pair.p_holm)),
        ]


def _wide(comparison: Comparison, family: str) -> tuple[Row, list[Row]]:
    """Head and rows of the table for reading, the best model first."""
    ranked = comparison.ranked(family)
    shown = [name for name in ranked[0].estimates if not name.startswith("f1:")]
    shown.sort(key=lambda name: name != comparison.metric)
    head = [
        "Model",
        *(name_of(name) for name in shown),
        "Parameters",
        "Training, s",
        "Prediction, s",
        "Peak, MB",
    ]
    return head, [_wide_row(standing, shown) for standing in ranked]


def _wide_row(standing: Standing, shown: Sequence[str]) -> Row:
    cost = standing.cost
    return [
        standing.model,
        *(_with_interval(standing.estimates[name]) for name in shown),
        f"{cost.parameters:,.0f}",
        f"{cost.train_seconds:.2f}",
        f"{cost.infer_seconds:.3f}",
        "–" if isnan(cost.peak_mb) else f"{cost.peak_mb:.0f}",
    ]


def size_table(sizes: Sequence[Size]) -> tuple[Row, list[Row]]:
    """Head and rows of the table of sizes."""
    head = [
        "Model",
        "Learnt from",
        name_of(sizes[0].metric),
        "Seconds",
        "Peak, MB",
        "Points per second",
        "Points per GB",
    ]
    rows: list[Row] = [
        [
            size.model,
            str(size.recordings),
            f"{size.score:.3f}",
            f"{size.seconds:.2f}",
            "–" if isnan(size.peak_mb) else f"{size.peak_mb:.0f}",
            _points(size.gain_per_second),
            _points(size.gain_per_gb),
        ]
        for size in sizes
    ]
    return head, rows


def _points(gain: float) -> str:
    """Hundredths with three digits, or whole ones."""
    if isnan(gain):
        return "–"
    return f"{100 * gain:,.0f}" if gain >= 1.0 else f"{100 * gain:.3g}"


def _caption(comparison: Comparison, family: str) -> str:
    ranked = comparison.ranked(family)
    items, groups = ranked[0].items, ranked[0].groups
    seeds = max(standing.seeds for standing in ranked)
    splits = max(standing.splits for standing in ranked)
    return (
        f"{items} recordings of {groups} groups were tested on ({_many(splits, 'split')}, "
        f"{_many(seeds, 'seed')} for each model in which something is random). In brackets "
        f"{comparison.level:.0%} intervals by bootstrap of the groups and the seeds; sorted by "
        f"{name_of(comparison.metric)}."
        + (f" {groups} groups are few: intervals of so few are too narrow." * (groups < _FEW))
    )


def _against_best(comparison: Comparison, family: str) -> list[str]:
    """Sentences on how the best model differs from each other one."""
    best = comparison.ranked(family)[0].model
    mine = [pair for pair in comparison.pairs if pair.family == family and pair.first == best]
    if not mine:
        return []
    surely = [
        pair.second for pair in mine if pair.difference.low > 0 or pair.difference.high < 0
    ]  # the interval leaves out 0
    tested = [pair.second for pair in mine if pair.p_holm < 1 - comparison.level]
    text = (
        f"The best, {best}, differs in {name_of(comparison.metric)} from "
        f"{_listed(surely)} (the interval of the difference leaves out 0)"
    )
    if not isnan(mine[0].p_value):
        text += f", and by the exact McNemar test with Holm's correction from {_listed(tested)}"
    return [text + "."]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "no other model"


def _many(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _with_interval(found: Estimate) -> str:
    if isnan(found.value):
        return "–"
    if isnan(found.low):
        return f"{found.value:.3f}"
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def _line(cells: Row) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _number(value: float) -> str:
    """A number as CSV has it; empty where there is none."""
    return "" if isnan(value) else f"{value:.6g}"


def _write(path: Path, head: Row, rows: Iterator[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
