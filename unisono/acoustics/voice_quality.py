"""Harmonicity, jitter and shimmer, as Praat measures them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from parselmouth.praat import call

from unisono.acoustics.contour import PitchTrack, check_grid, sound_of
from unisono.acoustics.grid import Floats, Frames, Stretch, analysable, cut, runs

SHORTEST_PERIOD = 0.0001
LONGEST_PERIOD = 0.02
PERIOD_FACTOR = 1.3
AMPLITUDE_FACTOR = 1.6
"""Praat's standard arguments for jitter and shimmer: periods in seconds, and by how much
neighbouring periods and amplitudes may differ and still count."""

_UNVOICED_DB = -200.0
"""What Praat writes where it finds no harmonicity."""


def track_harmonicity(
    stretch: Stretch, track: PitchTrack, *, floor: float, periods: float, every: int
) -> Floats:
    """Harmonics-to-noise ratio of voiced frames by Praat's "To Harmonicity (cc)".

    Voicing is taken from the pitch, so that all measures of a unit speak of the same
    frames; Praat's own silence threshold, which would judge it a second time, is set to 0.
    A frame's value then depends on its own window alone.

    Parameters
    ----------
    stretch
        Sound around the frames.
    track
        Pitch of the frames.
    floor
        Lowest pitch, Hz.
    periods
        Length of the window, in periods of the lowest pitch.
    every
        Frames whose number on the grid is a multiple of this are measured; in a run of
        voiced frames that has none, the first.

    Returns
    -------
    numpy.ndarray
        dB, shape (frames,); NaN where not measured.
    """
    frames = track.frames
    values = np.full(frames.count, np.nan)
    window = (1.0 + periods) / floor
    for start, stop in runs(~np.isnan(track.f0)):
        # To begin every run with its first frame would count onsets too often.
        skip = -(frames.first + start) % every
        start += skip if start + skip < stop else 0
        # A run on its own coarser grid: frame k of it is frame start + k * every of ours.
        count = -(-(stop - start) // every)
        offset = (frames.first + start) * frames.hop
        run = Frames(first=0, count=count, hop=frames.hop * every)
        shifted = Stretch(samples=stretch.samples, first=stretch.first - offset)
        run = analysable(run, shifted, window)
        if run.count == 0:
            continue
        harmonicity = sound_of(cut(shifted, run, window)).to_harmonicity_cc(
            time_step=run.step,
            minimum_pitch=floor,
            silence_threshold=0.0,
            periods_per_window=periods,
        )
        check_grid(harmonicity, run)
        places = start + (run.first + np.arange(run.count)) * every
        measured = harmonicity.values[0]
        values[places] = np.where(measured > _UNVOICED_DB, measured, np.nan)
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Perturbation:
    """How much neighbouring periods differ."""

    jitter: float
    """Local jitter, a ratio; NaN with fewer than three periods."""
    shimmer: float
    """Local shimmer, a ratio; NaN with fewer than three periods."""
    periods: int
    """Periods that it was measured from."""


NO_PERTURBATION = Perturbation(jitter=np.nan, shimmer=np.nan, periods=0)


def find_pulses(track: PitchTrack) -> Any:
    """Glottal pulses by Praat's "To PointProcess (cc)" from the sound and its pitch."""
    return call([track.sound, track.pitch], "To PointProcess (cc)")


def perturbation(track: PitchTrack, pulses: Any, start: float, end: float) -> Perturbation:
    """Local jitter and shimmer between two times, by Praat's own queries.

    Parameters
    ----------
    track
        The sound and its pitch.
    pulses
        Its glottal pulses, from `find_pulses`.
    start, end
        Seconds on the clock of the recording.
    """
    if not end > start:  # Praat would take an empty range for the whole sound
        return NO_PERTURBATION
    periods = (SHORTEST_PERIOD, LONGEST_PERIOD, PERIOD_FACTOR)
    count = call(pulses, "Get number of periods", start, end, *periods)
    if not count >= 1:
        return NO_PERTURBATION
    return Perturbation(
        jitter=call(pulses, "Get jitter (local)", start, end, *periods),
        shimmer=call(
            [track.sound, pulses], "Get shimmer (local)", start, end, *periods, AMPLITUDE_FACTOR
        ),
        periods=int(count),
    )


def joined(parts: list[Perturbation]) -> Perturbation:
    """Perturbation of a span measured in parts: means weighted by the parts' periods."""
    if len(parts) == 1:
        return parts[0]
    return Perturbation(
        jitter=_weighted([(part.jitter, part.periods) for part in parts]),
        shimmer=_weighted([(part.shimmer, part.periods) for part in parts]),
        periods=sum(part.periods for part in parts),
    )


def _weighted(values: list[tuple[float, int]]) -> float:
    known = [(value, weight) for value, weight in values if not np.isnan(value) and weight]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else np.nan
