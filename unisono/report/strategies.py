"""The alignment recommended for each pair of modalities, with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unisono.report.figures import Figure, existing, read_figures
from unisono.report.reading import scan

_COLUMNS = (
    "first",
    "second",
    "first_kind",
    "second_kind",
    "first_semantic",
    "second_semantic",
    "timing",
    "strategy",
    "reasons",
    "evidence",
    "reversal",
    "warnings",
)
_FIGURES = (
    ("trials.svg", "Strategies on planted corpora"),
    ("quality.svg", "What misplaced words cost a model"),
    ("costs.svg", "Score against time and memory"),
)
_FILES = (
    ("recommendations.csv", "recommendations (CSV)"),
    ("costs.csv", "costs (CSV)"),
    ("slopes.csv", "losses to misplaced words (CSV)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategies:
    """What is recommended, pair by pair; rows as in the table ``recommendations``."""

    pairs: tuple[dict[str, Any], ...]
    figures: tuple[Figure, ...]
    files: tuple[tuple[str, Path], ...]


def read_strategies(paths: Sequence[Path], results: Path) -> Strategies | None:
    """Read the recommendations; None where there are none."""
    pairs = tuple(row for path in sorted(paths) for row in scan(path, _COLUMNS))
    if not pairs:
        return None
    folder = results / "strategies"
    return Strategies(
        pairs=pairs,
        figures=read_figures(folder / "figures", "strategies", _FIGURES),
        files=tuple(existing(folder, _FILES)),
    )
