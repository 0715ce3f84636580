"""Files of the studies: figures are copied beside the page, tables and pages are linked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_MOST_BYTES = 2_000_000
"""A figure that is larger is linked instead of shown."""
FOLDER = "studies"
"""Folder in the report for copied figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure: its address from the page, its text, and its bytes."""

    address: str
    about: str
    content: bytes


def read_figures(folder: Path, study: str, wanted: Sequence[tuple[str, str]]) -> tuple[Figure, ...]:
    """Read those figures that are there.

    Parameters
    ----------
    folder
        Where they are.
    study
        Folder to put them into, in the report.
    wanted
        Name (a pattern) and text of each; ``{}`` in the text stands for what ``*`` matches.
    """
    return tuple(
        Figure(
            address=f"{FOLDER}/{study}/{path.name}",
            about=about.format(path.stem.partition("-")[2]),
            content=path.read_bytes(),
        )
        for pattern, about in wanted
        for path in sorted(folder.glob(pattern))
        if path.is_file() and path.stat().st_size <= _MOST_BYTES
    )


def existing(folder: Path, names: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Path]]:
    """Label and path of those files that are there."""
    for name, label in names:
        if (folder / name).is_file():
            yield label, folder / name
