"""How near boundaries are to the truth."""

import time
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from .clips import Clip
from .rows import Doubles, Figures, Report, resampled
from .systems import System, Times


def align_all(
    clips: Sequence[Clip], system: System, *, warm: bool = True
) -> tuple[list[Times], float]:
    """Times of all clips, and the processor seconds they took after a warm-up."""
    if warm:
        system(clips[0])  # compiled code and pages of the model come from the disk once
    started = time.process_time()
    found = [system(clip) for clip in clips]
    return found, time.process_time() - started


def errors(clip: Clip, times: Times, also: Sequence[Times] = ()) -> Doubles:
    """Errors of starts and ends in ms, of words found (by others too); shape (words, 2)."""
    chosen = [
        n
        for n, one in enumerate(times)
        if one is not None and clip.exact[n] and all(other[n] is not None for other in also)
    ]
    found = np.array([times[n] for n in chosen], dtype=np.float64).reshape(-1, 2)
    true = np.array([clip.truth[n] for n in chosen], dtype=np.float64).reshape(-1, 2)
    return 1000 * (found - true)


def by_group(clips: Sequence[Clip], values: Sequence[Doubles]) -> list[Doubles]:
    """Values of all clips of a group together."""
    order = sorted(range(len(clips)), key=lambda n: clips[n].group)
    return [
        np.concatenate([values[n] for n in members])
        for _, members in groupby(order, key=lambda n: clips[n].group)
    ]


def _mean_size(values: Doubles) -> float:
    return float(np.abs(values).mean())


def boundary_rows(
    case: str, clips: Sequence[Clip], systems: Mapping[str, System], report: Report
) -> dict[str, list[Times]]:
    """Run all systems on all clips and add their figures.

    The errors of each are over the words that it found; ``common mean`` is over those that
    all found, so that no system gains by losing what is hard.
    """
    results: dict[str, list[Times]] = {}
    spent: dict[str, float] = {}
    for name, system in systems.items():
        report.progress(f"{case}: {name}, {len(clips)} clips")
        results[name], spent[name] = align_all(clips, system)
    seconds = sum(clip.seconds for clip in clips)
    for name, found in results.items():
        figures = report.of(case, name)
        _sizes(figures, clips, found)
        others = [results[other] for other in results if other != name]
        if others:
            _common(figures, clips, found, others)
        lost = sum(one is None for times in found for one in times)
        figures.add("words lost", lost, sum(len(times) for times in found))
        utterances = sum(all(one is None for one in times) for times in found)
        figures.add("utterances lost", utterances, len(found))
        figures.add("times real time (processor)", seconds / spent[name], len(clips))
    return results


def _sizes(figures: Figures, clips: Sequence[Clip], found: Sequence[Times]) -> None:
    groups = by_group(clips, [errors(*pair) for pair in zip(clips, found, strict=True)])
    error = np.concatenate(groups)
    count = len(error)
    if not count:
        return
    size = np.abs(error)
    figures.add("mean, ms", float(size.mean()), count, resampled(groups, _mean_size))
    figures.add("median, ms", float(np.median(size)), count)
    figures.add("bias of starts, ms", float(error[:, 0].mean()), count)
    figures.add("bias of ends, ms", float(error[:, 1].mean()), count)
    for limit in (20, 50, 100):
        figures.add(f"within {limit} ms, %", 100 * float((size <= limit).mean()), count)
    figures.add("largest, ms", float(size.max()), count)


def _common(
    figures: Figures,
    clips: Sequence[Clip],
    found: Sequence[Times],
    others: Sequence[Sequence[Times]],
) -> None:
    shared = [
        errors(clip, times, [other[n] for other in others])
        for n, (clip, times) in enumerate(zip(clips, found, strict=True))
    ]
    groups = by_group(clips, shared)
    error = np.concatenate(groups)
    if len(error):
        interval = resampled(groups, _mean_size)
        figures.add("mean where all found, ms", _mean_size(error), len(error), interval)
