"""Time and memory of the jobs, from Snakemake's benchmark files."""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from unisono.report.fates import stage_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """All jobs of one rule; None where Snakemake could not measure (jobs too short)."""

    rule: str
    jobs: int
    wall: float
    """Seconds, all jobs together."""
    longest: float
    """Seconds of the longest job."""
    cpu: float | None
    """Seconds of processor time, all jobs together."""
    peak: float | None
    """Largest resident memory of any job, MB as Snakemake writes it (2**20 bytes)."""


def read_costs(folder: Path) -> tuple[list[Cost], int]:
    """Sum the benchmark files of a run by rule, in the order of the pipeline.

    Parameters
    ----------
    folder
        Holds ``RULE/BATCH.tsv`` (and folders below) and, for rules without a batch,
        ``RULE.tsv``, with the
        columns of ``snakemake.benchmark.BenchmarkRecord`` (``s``, ``max_rss`` in MB,
        ``cpu_time`` in s; "NA" or "-" where nothing was measured).

    Returns
    -------
    tuple
        The costs, and how many files could not be understood.
    """
    rules: dict[str, list[dict[str, str]]] = {}
    unreadable = 0
    for path in sorted(folder.rglob("*.tsv")):
        relative = path.relative_to(folder)
        rule = relative.parts[0] if relative.parent.name else relative.stem
        rows = [row for row in _rows(path) if _number(row.get("s")) is not None]
        unreadable += not rows
        rules.setdefault(rule, []).extend(rows)
    return [_cost(rule, rules[rule]) for rule in sorted(rules, key=stage_order) if rules[rule]], (
        unreadable
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _cost(rule: str, rows: list[dict[str, str]]) -> Cost:
    wall = _numbers(rows, "s")
    cpu = _numbers(rows, "cpu_time")
    peak = _numbers(rows, "max_rss")
    return Cost(
        rule=rule,
        jobs=len(rows),
        wall=sum(wall),
        longest=max(wall),
        cpu=sum(cpu) if cpu else None,
        peak=max(peak) if peak else None,
    )


def _numbers(rows: list[dict[str, str]], column: str) -> list[float]:
    values = (_number(row.get(column)) for row in rows)
    return [value for value in values if value is not None]


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None
