"""Estimates as blocks of text: one block for each specification, before any markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

_OPTIONAL = {
    "p_wild": "p, wild bootstrap",
    "p_randomisation": "p, randomisation",
    "p_romano_wolf": "p, Romano-Wolf",
}
_TINY = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One table.

    Attributes
    ----------
    name
        The specification.
    outcome
        Dependent variable.
    header
        Names of the columns; the first is that of the terms.
    rows
        Cells, one row for each term.
    facts
        What is true of the whole regression, as pairs of name and value.
    """

    name: str
    outcome: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, str], ...]


def blocks(estimates: Sequence[Row], *, confidence: float, power: float) -> tuple[Block, ...]:
    """Blocks of the rows of ``estimates``, in their order."""
    names = dict.fromkeys(row["specification"] for row in estimates)
    return tuple(
        _block([row for row in estimates if row["specification"] == name], confidence, power)
        for name in names
    )


def term_label(term: str) -> str:
    """A term as a reader wants it.

    Examples
    --------
    >>> term_label("score_spd:bloc[left]")
    'score_spd × bloc = left'
    """
    parts = (part.replace("[", " = ").removesuffix("]") for part in term.split(":"))
    return " × ".join(parts)


def number(value: float | None, digits: int = 3) -> str:
    """A number for print; a dash for none.

    Examples
    --------
    >>> number(-0.12345), number(None)
    ('−0.123', '–')
    """
    if value is None:
        return "–"
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else text.removeprefix("-")


def p_text(value: float | None) -> str:
    """A p value for print.

    Examples
    --------
    >>> p_text(0.0001), p_text(0.04)
    ('<0.001', '0.040')
    """
    return "<0.001" if value is not None and value < _TINY else number(value)


def _block(rows: Sequence[Row], confidence: float, power: float) -> Block:
    extra = [name for name in _OPTIONAL if any(row[name] is not None for row in rows)]
    interval = f"{confidence * 100:g}% interval"
    header = ("Term", "Estimate", "SE", interval, "p", *(_OPTIONAL[name] for name in extra), "MDE")
    cells = tuple(
        (
            term_label(row["term"]),
            number(row["estimate"]),
            number(row["std_error"]),
            f"[{number(row['conf_low'])}, {number(row['conf_high'])}]",
            p_text(row["p_value"]),
            *(p_text(row[name]) for name in extra),
            number(row["mde"]),
        )
        for row in rows
    )
    first = rows[0]
    return Block(
        name=first["specification"],
        outcome=first["outcome"],
        header=header,
        rows=cells,
        facts=_facts(first, power),
    )


def _facts(row: Row, power: float) -> tuple[tuple[str, str], ...]:
    missing, alone = row["dropped_missing"], row["dropped_singletons"]
    facts = [
        ("N", f"{row['n']:,}"),
        ("Left out", f"{missing:,} with missing or infinite values, {alone:,} singletons"),
        ("Fixed effects", row["fixed_effects"] or "none"),
        ("Clusters", row["clusters"] or "none"),
        ("Standard errors", f"{row['vcov']}, {row['correction']}"),
        ("R²", number(row["r2"])),
        ("Within R²", number(row["r2_within"])),
        ("MDE", f"minimum detectable effect at power {power:g}"),
        ("Engine", row["engine"]),
        ("Specification, panel", f"{row['specification_hash']}, {row['panel_hash']}"),
        ("Versions", row["versions"]),
    ]
    if row["note"]:
        facts.append(("Note", row["note"]))
    return tuple(facts)
