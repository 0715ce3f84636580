"""Case ``words``: boundaries on speech whose words people marked by hand."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from .boundaries import align_all, boundary_rows, by_group, errors
from .clips import Clip, hand_labelled, timit
from .rows import Doubles, Report, resampled
from .systems import System, ctc_peers, ours, sphinx_peers

GRID: dict[str, tuple[float, ...]] = {
    "BOUNDARY_OFFSET": (0.0018, 0.0048, 0.0078, 0.0108, 0.0138),
    "FLOOR": (31.0, 34.0, 37.0, 40.0, 43.0),
}
"""Constants of `unisono.align.cepstra` that were or might have been chosen with clips in view."""


def run(
    report: Report,
    *,
    data: Path,
    timit_folder: Path | None,
    model: Path | None,
    backends: Sequence[str],
    left_out: bool,
) -> None:
    """Measure hand-labelled English: the clips in ``data/aligned``, and a TIMIT."""
    systems: dict[str, System] = {name: ours(name) for name in backends}
    systems |= sphinx_peers() | ctc_peers(model, "en")
    corpora: dict[str, list[Clip]] = {}
    if (data / "aligned").is_dir():
        corpora["hand-labelled English"] = hand_labelled(data / "aligned")
    else:
        report.progress(f"no hand-labelled clips in {data}")
    if timit_folder is not None:
        corpora["TIMIT layout"] = list(timit(timit_folder))
    for name, clips in corpora.items():
        if not clips:
            report.progress(f"{name}: no clips with words found")
            continue
        boundary_rows(name, clips, systems, report)
        if left_out:
            leave_one_out(f"{name}, one left out", clips, report)


def leave_one_out(case: str, clips: Sequence[Clip], report: Report) -> None:
    """Choose constants on all groups of clips but one, and measure that one, for each.

    This is what may be expected of clips that were not in view when constants were chosen.
    """
    points = [dict(zip(GRID, values, strict=True)) for values in product(*GRID.values())]
    tried: list[list[Doubles]] = []
    for number, point in enumerate(points):
        report.progress(f"{case}: setting {number + 1} of {len(points)}")
        with constants(point):
            found, _ = align_all(clips, ours(), warm=False)
        tried.append(by_group(clips, [errors(*pair) for pair in zip(clips, found, strict=True)]))
    groups = len(tried[0])
    chosen = []
    for group in range(groups):
        means = [np.abs(np.concatenate([*one[:group], *one[group + 1 :]])).mean() for one in tried]
        chosen.append(int(np.argmin(means)))
    kept = [tried[best][group] for group, best in enumerate(chosen)]
    size = np.abs(np.concatenate(kept))
    figures = report.of(case, "hmm")
    interval = resampled(kept, lambda values: float(np.abs(values).mean()))
    figures.add("mean, ms", float(size.mean()), len(size), interval)
    figures.add("within 20 ms, %", 100 * float((size <= 20).mean()), len(size))
    figures.add("settings chosen", len(set(chosen)), groups)
    means = [float(np.abs(np.concatenate(one)).mean()) for one in tried]
    figures.add("best mean of the grid, ms", min(means), len(size))
    figures.add("worst mean of the grid, ms", max(means), len(size))
    for name, value in points[int(np.argmin(means))].items():
        figures.add(f"best {name}", value)


@contextmanager
def constants(values: Mapping[str, float]) -> Iterator[None]:
    """Let the align stage use other constants of its cepstra, wherever they were imported."""
    from unisono.align import cepstra

    undo: list[tuple[Any, str, Any]] = []
    modules = [m for name, m in list(sys.modules.items()) if name.startswith("unisono.align")]
    try:
        for name, value in values.items():
            original = getattr(cepstra, name)
            for module in modules:
                if isinstance(module, ModuleType) and getattr(module, name, None) == original:
                    undo.append((module, name, original))
                    setattr(module, name, value)
            defaults = cepstra.cepstra.__kwdefaults__ or {}
            if name.lower() in defaults:  # a default is bound when the function is made
                undo.append((defaults, name.lower(), defaults[name.lower()]))
                defaults[name.lower()] = value
        yield
    finally:
        for place, name, original in undo:
            if isinstance(place, dict):
                place[name] = original
            else:
                setattr(place, name, original)
