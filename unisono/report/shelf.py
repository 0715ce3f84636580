"""The tables of a run as they lie on disk, and how their words were found."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unisono.report.enrolment import Enrolment
from unisono.report.reading import count_rows, count_values
from unisono.schema import Table
from unisono.tables import TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One folder of one table."""

    name: str
    row: str
    documented: bool
    folder: Path
    label: str
    files: int
    rows: int
    size: int
    """Bytes."""


def read_shelves(tables: Mapping[str, Sequence[Path]], results: Path) -> list[Shelf]:
    """Count files, rows and bytes, in the order in which the tables are declared.

    Folders are named as seen from ``results``.
    """
    order = {name: position for position, name in enumerate(TABLES)}
    names = sorted(tables, key=lambda name: (order.get(_table(name), len(order)), name))
    shelves = []
    for key in names:
        name = _table(key)
        for folder in sorted({path.parent for path in tables[key]}):
            files = sorted(path for path in tables[key] if path.parent == folder)
            shelves.append(
                Shelf(
                    name=name,
                    row=TABLES[name].row if name in TABLES else "",
                    documented=name in TABLES,
                    folder=folder,
                    label=_label(folder, results),
                    files=len(files),
                    rows=sum(count_rows(path) for path in files),
                    size=sum(path.stat().st_size for path in files),
                )
            )
    return shelves


def _table(key: str) -> str:
    """Name of the table of ``words`` or ``embeddings/text``."""
    return key.split("/")[0]


def _label(folder: Path, results: Path) -> str:
    inside = folder.is_relative_to(results)
    return folder.relative_to(results).as_posix() if inside else folder.as_posix()


def codebook() -> list[Table]:
    """Every declared table, for the page of the codebook."""
    return list(TABLES.values())


def count_words(paths: Sequence[Path], enrolment: Enrolment) -> Counter[str]:
    """Words of the current recordings by status."""
    counts: Counter[str] = Counter()
    for path in sorted(paths):
        for media_id, status, words in count_values(path, "media_id", "status"):
            if enrolment.counts(media_id, path.stem):
                counts[status] += words
    return counts
