"""Blocks of estimates as LaTeX, HTML, Markdown; estimates as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from unisono.regress.layout import Block

_LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"$<$",
    ">": r"$>$",
    "×": r"$\times$",
    "−": r"$-$",
    "–": r"--",
    "²": r"\textsuperscript{2}",
}

_STYLE = """\
body { font: 15px/1.45 Georgia, serif; color: #1a1a1a; max-width: 88em; margin: 2.5em auto;
  padding: 0 1em; }
h2 { font-size: 1.1em; margin: 2.2em 0 .5em; }
div { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums lining-nums; }
table { border-top: 2px solid; border-bottom: 2px solid; }
thead th { border-bottom: 1px solid; font-weight: normal; font-style: italic; }
th, td { padding: .25em .7em; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
dl { font-size: .88em; color: #444; display: grid; grid-template-columns: max-content 1fr;
  gap: .1em 1em; }
dd { margin: 0; overflow-wrap: anywhere; }
"""


def latex(blocks: Sequence[Block]) -> str:
    """Tables for booktabs, each with its facts as a note below."""
    lines = ["% Needs \\usepackage{booktabs}."]
    for block in blocks:
        columns = "l" + "r" * (len(block.header) - 1)
        caption = f"{_tex(block.name)}: {_tex(block.outcome)}"
        note = "; ".join(f"{_tex(name)}: {_tex(value)}" for name, value in block.facts)
        lines += [
            r"\begin{table}[tbp]",
            r"  \centering\small",
            f"  \\caption{{{caption}}}",
            f"  \\begin{{tabular}}{{{columns}}}",
            r"    \toprule",
            f"    {' & '.join(map(_tex, block.header))} \\\\",
            r"    \midrule",
            *(f"    {' & '.join(map(_tex, row))} \\\\" for row in block.rows),
            r"    \bottomrule",
            r"  \end{tabular}",
            r"  \par\medskip",
            f"  \\begin{{minipage}}{{\\linewidth}}\\footnotesize {note}.\\end{{minipage}}",
            r"\end{table}",
        ]
    return "\n".join(lines) + "\n"


def html(blocks: Sequence[Block]) -> str:
    """A page of its own."""
    parts = [_html_block(block) for block in blocks]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>Estimates</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>Estimates</h1>\n{''.join(parts)}</body>\n</html>\n"
    )


def markdown(blocks: Sequence[Block]) -> str:
    """Pipe tables, each with its facts as a list."""
    lines: list[str] = []
    for block in blocks:
        lines += [f"## {_md(block.name)}: {_md(block.outcome)}", ""]
        lines.append("| " + " | ".join(map(_md, block.header)) + " |")
        lines.append("| --- |" + " ---: |" * (len(block.header) - 1))
        lines += ["| " + " | ".join(map(_md, row)) + " |" for row in block.rows]
        lines += ["", *(f"- {_md(name)}: {_md(value)}" for name, value in block.facts), ""]
    return "\n".join(lines)


def comma_separated(rows: Sequence[Mapping[str, Any]]) -> str:
    """All columns of ``estimates`` with all digits.

    Text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    target = io.StringIO()
    writer = csv.DictWriter(target, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return target.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    return value


def _html_block(block: Block) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.header)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in block.rows
    )
    facts = "".join(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>\n" for n, v in block.facts)
    return (
        f"<h2>{escape(block.name)}: {escape(block.outcome)}</h2>\n<div><table>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
        f"<dl>\n{facts}</dl>\n"
    )


def _tex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in text)


def _md(text: str) -> str:
    for letter in "\\|_*`[]<":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", " ")
