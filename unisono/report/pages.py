"""The pages of the report: templates, how numbers are written, and files put in place."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from unisono.report.svg import bar, number, stack

_HERE = Path(__file__).parent
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_MOST_LETTERS = 2000


def printable(text: str) -> str:
    """Replace what garbles a page: control characters, direction marks, lone surrogates."""
    return _CONTROL.sub("\ufffd", text).encode("utf-8", "backslashreplace").decode("utf-8")


def clean(text: object) -> str:
    """Make a stranger's text fit to show: printable, and not longer than a page bears."""
    shown = printable(str(text))
    if len(shown) <= _MOST_LETTERS:
        return shown
    return f"{shown[:_MOST_LETTERS]}… ({len(shown) - _MOST_LETTERS:,} more letters)"


def count(value: float) -> str:
    """Write a whole number with separators: ``12,345``."""
    return f"{value:,.0f}"


def counted(value: int, one: str, many: str = "") -> str:
    """Write a number with its noun: ``1 recording``, ``2 recordings``."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def span(seconds: float | None) -> str:
    """Write a length of time: ``0.8 s``, ``42 s``, ``3 min 05 s``, ``12 h 04 min``."""
    if seconds is None:
        return "–"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60:,} h {minutes % 60:02d} min"


def size(value: float | None) -> str:
    """Write bytes with a decimal prefix: ``820 B``, ``1.4 MB``."""
    if value is None:
        return "–"
    for unit in ("B", "kB", "MB", "GB"):
        if value < 999.5:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 99.5 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} TB"


def percent(share: float) -> str:
    """Write a share: ``97.5 %``; what is not all is never rounded up to it."""
    shown = f"{100 * share:.1f}"
    if share < 1 and shown == "100.0":
        shown = "99.9"
    return f"{shown.removesuffix('.0')} %"


def link(path: Path, start: Path) -> str:
    """Relative address of a path as seen from a folder, fit for ``href``."""
    relative = os.path.relpath(path.absolute(), start.absolute())
    address = quote(os.fsencode(relative))
    return f"./{address}" if ":" in address.split("/")[0] else address


def environment(report: Path) -> Environment:
    """Make the templates' environment: all texts are escaped, all names must exist."""
    filters: dict[str, Callable[..., Any]] = {
        "clean": clean,
        "count": count,
        "span": span,
        "size": size,
        "percent": percent,
        "n": number,
        "link": lambda path: link(path, report),
    }
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(filters)
    made.globals.update({"bar": bar, "stack": stack, "counted": counted})
    return made


def asset(name: str) -> bytes:
    """Read a style sheet or script that goes beside the pages."""
    return (_HERE / "assets" / name).read_bytes()


def put(path: Path, content: bytes) -> None:
    """Write a file so that it appears under its name only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
