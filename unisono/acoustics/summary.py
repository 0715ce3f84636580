"""Frames of a contour summed up for words and segments."""

from dataclasses import dataclass

import numpy as np

from unisono.acoustics.grid import Floats, Frames, first_frame_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Contour:
    """What was measured frame by frame."""

    frames: Frames
    f0: Floats
    """Hz, NaN where unvoiced, shape (frames,)."""
    intensity: Floats
    """dB, NaN where the window does not fit, shape (frames,)."""
    hnr: Floats
    """dB, NaN where not measured, shape (frames,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One unit; None where there is nothing to measure."""

    f0_mean: float | None
    f0_median: float | None
    f0_sd: float | None
    intensity: float | None
    hnr: float | None
    voiced: float | None


def summarise(contour: Contour, starts: Floats, ends: Floats) -> list[Summary]:
    """Sum up the frames whose centre lies in [start, end), for each unit.

    F0: mean, median and standard deviation (n - 1) in Hz of the voiced frames. Intensity:
    mean of the energies, in dB. HNR: mean of the dB values, as Praat's "Get mean".

    Parameters
    ----------
    contour
        Frames that cover the units.
    starts, ends
        Seconds, shape (units,).
    """
    count, hop = contour.frames.count, contour.frames.hop
    # Times far outside would not fit in the integers that number frames.
    around = (contour.frames.start - 1, contour.frames.start + count * contour.frames.step + 1)
    begin, stop = (
        np.clip(first_frame_from(np.clip(times, *around), hop) - contour.frames.first, 0, count)
        for times in (starts, ends)
    )
    return [_summary(contour, int(b), int(s)) for b, s in zip(begin, stop, strict=True)]


def _summary(contour: Contour, begin: int, stop: int) -> Summary:
    frames = contour.f0[begin:stop]
    f0 = frames[~np.isnan(frames)]
    intensity = _known(contour.intensity[begin:stop])
    hnr = _known(contour.hnr[begin:stop])
    return Summary(
        f0_mean=float(f0.mean()) if len(f0) else None,
        f0_median=float(np.median(f0)) if len(f0) else None,
        f0_sd=float(f0.std(ddof=1)) if len(f0) > 1 else None,
        intensity=energy_mean(intensity) if len(intensity) else None,
        hnr=float(hnr.mean()) if len(hnr) else None,
        voiced=len(f0) / len(frames) if len(frames) else None,
    )


def energy_mean(decibels: Floats) -> float:
    """Mean of energies given in dB, in dB."""
    return float(10.0 * np.log10(np.mean(10.0 ** (decibels / 10.0))))


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values)]
