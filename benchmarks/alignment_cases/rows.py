"""Figures as rows: what was measured, of whom, on how much, and how sure it is."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import numpy.typing as npt

Interval = tuple[float, float]

_PACKAGES = ("numpy", "numba", "pocketsphinx", "espeakng-loader", "torch", "torchaudio", "whisperx")
_RESAMPLES = 1000

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure.

    Attributes
    ----------
    case, system, figure
        What was measured, of whom, and its name with unit.
    value
        The figure; ``None`` where it could not be had.
    interval
        95 % interval from resampling clips or recordings, or ``None``.
    n
        What the figure is over: words, spots, clips.
    """

    case: str
    system: str
    figure: str
    value: float | None
    interval: Interval | None = None
    n: int | None = None


@cache
def machine() -> str:
    """The machine in words."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123
            names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
        model = names[0] if names else model
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores"


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the packages that are there."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


class Report:
    """Collects rows and prints each at once; what is under way goes to standard error."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._started = time.perf_counter()

    def add(self, row: Row) -> None:
        """Keep a row and print it."""
        self.rows.append(row)
        value = "-" if row.value is None else f"{row.value:.4g}"
        if row.interval is not None:
            value += f" [{row.interval[0]:.4g}, {row.interval[1]:.4g}]"
        over = "" if row.n is None else f"  n={row.n}"
        print(f"{row.case:36} {row.system:28} {row.figure:34} {value}{over}", flush=True)

    def of(self, case: str, system: str) -> "Figures":
        """Figures of one system in one case."""
        return Figures(self, case, system)

    def progress(self, sentence: str) -> None:
        """Say what is done now."""
        spent = time.perf_counter() - self._started
        print(f"[{spent:7.1f} s] {sentence}", file=sys.stderr, flush=True)

    def json(self) -> str:
        """All rows, each with machine and versions, as JSON."""
        around = {"machine": machine(), "versions": versions()}
        return json.dumps([asdict(row) | around for row in self.rows], indent=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Adds figures of one system in one case to a report."""

    report: Report
    case: str
    system: str

    def add(
        self,
        figure: str,
        value: float | None,
        n: int | None = None,
        interval: Interval | None = None,
    ) -> None:
        """Add one."""
        number = None if value is None or value != value else float(value)
        self.report.add(
            Row(
                case=self.case,
                system=self.system,
                figure=figure,
                value=number,
                interval=interval,
                n=n,
            )
        )


def resampled(
    groups: Sequence[Doubles], statistic: Callable[[Doubles], float], seed: int = 0
) -> Interval | None:
    """95 % interval of a statistic of values, by resampling their groups.

    Parameters
    ----------
    groups
        Values of each clip or speaker, any first axis; groups without values do not count.
    statistic
        Of all values together.
    """
    filled = [group for group in groups if len(group)]
    if len(filled) < 3:
        return None
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(_RESAMPLES):
        chosen = generator.integers(len(filled), size=len(filled))
        found.append(statistic(np.concatenate([filled[n] for n in chosen])))
    finite = [one for one in found if np.isfinite(one)]
    if not finite:
        return None
    low, high = np.percentile(finite, [2.5, 97.5])
    return float(low), float(high)


def auc(right: Doubles, wrong: Doubles) -> float:
    """Probability that a right word scores higher than a wrong one (ties count half)."""
    if not len(right) or not len(wrong):
        return float("nan")
    ordered = np.sort(wrong)
    below = np.searchsorted(ordered, right, side="left")
    upto = np.searchsorted(ordered, right, side="right")
    return float((below + upto).sum() / 2 / len(right) / len(wrong))
