"""The recommendations and tables as a fragment of HTML."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

Row = Mapping[str, Any]


def fragment(recommendations: Sequence[Row], *, costs: Sequence[Row], slopes: Sequence[Row]) -> str:
    """A section of HTML without styles or scripts of its own; all text is escaped."""
    parts = ['<section class="strategies">', "<h2>Alignment strategies</h2>"]
    for row in recommendations:
        parts += [
            f"<h3>{escape(row['first'])} and {escape(row['second'])}: "
            f"{escape(row['strategy'])} ({escape(row['timing'])})</h3>",
            f"<p>{escape(row['reasons'])}</p>",
            f"<p><strong>Evidence.</strong> {escape(row['evidence'])}</p>",
            f"<p><strong>What would change this.</strong> {escape(row['reversal'])}</p>",
        ]
        if row["warnings"]:
            parts.append(f"<p><strong>Warnings.</strong> {escape(row['warnings'])}</p>")
    parts += ["<h3>What a score costs</h3>", *_table(costs)]
    parts += ["<h3>What a tenth of misplaced words costs</h3>", *_table(slopes)]
    for name in ("trials", "quality", "costs"):
        parts.append(f'<p><img src="figures/{name}.svg" alt="{name}"></p>')
    return "\n".join([*parts, "</section>", ""])


def _table(rows: Sequence[Row]) -> Iterable[str]:
    if not rows:
        return ["<p>Nothing was measured.</p>"]
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in rows[0])
    body = [
        "<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in row.values()) + "</tr>"
        for row in rows
    ]
    return ["<table>", f"<tr>{head}</tr>", *body, "</table>"]


def _cell(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
