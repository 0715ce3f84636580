"""The way from protocols to measured sentences: what was read and linked, and what was not."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unisono.report.fates import PROTOCOLS, Cell
from unisono.report.reading import count_values, scan

Tables = Mapping[str, Sequence[Path]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Sentences that are left after a step; ``reason`` says why others are not."""

    name: str
    sentences: int
    lost: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """A protocol about which there is something to say."""

    protocol: str
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocols:
    """The protocols that count now.

    ``status`` counts them by what became of them, ``said`` has those with a remark or
    a fault.
    """

    count: int
    past: int
    speeches: int
    spoken: int
    sentences: int
    interjections: int
    status: Mapping[str, int]
    said: tuple[Troubled, ...]
    steps: tuple[Step, ...]


def read_protocols(tables: Tables, results: Path) -> Protocols | None:
    """Count what was read of the protocols; None where there are none.

    Parameters
    ----------
    tables
        Files of each table, by its name.
    results
        Folder of the run, with ``panel/steps.csv`` where the panel is made.
    """
    states = _roster(tables)
    if not states:
        return None
    current = {name: batch for name, (batch, state) in states.items() if state == "current"}
    said, status = _accounted(tables, current)
    return Protocols(
        count=len(current),
        past=len(states) - len(current),
        speeches=sum(_counted(tables, "speeches", "spoken", current).values()),
        spoken=_counted(tables, "speeches", "spoken", current)[True],
        sentences=sum(_counted(tables, "sentences", "role", current).values()),
        interjections=sum(_counted(tables, "interjections", "kind", current).values()),
        status=status,
        said=tuple(said),
        steps=tuple(_steps(results / "panel" / "steps.csv")),
    )


def _roster(tables: Tables) -> dict[str, tuple[str, str]]:
    """Batch and state of each protocol: of its current reading, where there is one."""
    found: dict[str, tuple[str, str]] = {}
    for path in tables.get("protocols", ()):
        for row in scan(path, ["protocol", "batch", "state"]):
            if found.get(row["protocol"], ("", ""))[1] != "current":
                found[row["protocol"]] = row["batch"], row["state"]
    return found


def _counted(tables: Tables, name: str, column: str, current: Mapping[str, str]) -> Counter[Any]:
    """Rows of the current protocols by the values of a column."""
    counts: Counter[Any] = Counter()
    for path in sorted(tables.get(name, ())):
        for protocol, value, rows in count_values(path, "protocol", column):
            if current.get(protocol) == path.stem:
                counts[value] += rows
    return counts


def _accounted(tables: Tables, current: Mapping[str, str]) -> tuple[list[Troubled], dict[str, int]]:
    said: list[Troubled] = []
    status: dict[str, int] = defaultdict(int)
    for path in sorted(tables.get("accounting", ())):
        if not path.stem.startswith(PROTOCOLS):
            continue
        for row in scan(path, ["media_id", "batch", "stage", "status", "code", "reason"]):
            if row["stage"] != PROTOCOLS or current.get(row["media_id"]) != row["batch"]:
                continue
            status[row["status"]] += 1
            if row["reason"]:
                cell = Cell(status=row["status"], code=row["code"], reason=row["reason"])
                said.append(Troubled(protocol=row["media_id"], cell=cell))
    said.sort(key=lambda one: (one.cell.status == "ok", one.protocol))
    return said, dict(status)


def _steps(path: Path) -> Iterator[Step]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Step(
                name=row["step"],
                sentences=int(row["sentences"]),
                lost=int(row["lost"]),
                reason=row["reason"],
            )
