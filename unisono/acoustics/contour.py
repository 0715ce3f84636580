"""Pitch and intensity of a stretch of sound, frame by frame, as Praat measures them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import parselmouth

from unisono.acoustics.grid import Floats, Frames, Stretch, analysable, cut
from unisono.acoustics.limits import Limits
from unisono.acoustics.options import INTENSITY_PERIODS, AcousticsOptions
from unisono.audio import SAMPLE_RATE

_PITCH_PERIODS = 3.0
"""Window of the autocorrelation, in periods of the floor (Boersma 1993)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PitchTrack:
    """F0 of some frames, with the objects of Praat that it was read from."""

    frames: Frames
    f0: Floats
    """Hz, NaN where unvoiced, shape (frames,)."""
    sound: Any
    """parselmouth.Sound on the clock of the recording."""
    pitch: Any
    """parselmouth.Pitch of it."""


def sound_of(stretch: Stretch) -> Any:
    """The stretch as a Sound of Praat on the clock of the recording.

    An odd number of samples is taken half a sample earlier: sample n is then centred at
    n / rate, where otherwise it begins.
    """
    odd = len(stretch.samples) % 2
    return parselmouth.Sound(
        stretch.samples,
        sampling_frequency=float(SAMPLE_RATE),
        start_time=(stretch.first - odd / 2) / SAMPLE_RATE,
    )


def pitch_window(limits: Limits, options: AcousticsOptions) -> float:
    """Length of the window that Praat's autocorrelation looks at, seconds."""
    periods = _PITCH_PERIODS * (2 if options.very_accurate else 1)
    return periods / limits.floor


def track_pitch(
    stretch: Stretch, frames: Frames, limits: Limits, options: AcousticsOptions
) -> PitchTrack | None:
    """F0 by Praat's raw autocorrelation, "To Pitch (ac)".

    Parameters
    ----------
    stretch
        Sound around the frames.
    frames
        Frames wanted.
    limits
        Pitch floor and ceiling.
    options
        Parameters of the command.

    Returns
    -------
    PitchTrack or None
        For those of the frames whose window lies in the stretch; None when none does.
    """
    window = pitch_window(limits, options)
    frames = analysable(frames, stretch, window)
    if frames.count == 0:
        return None
    sound = sound_of(cut(stretch, frames, window))
    pitch = sound.to_pitch_ac(
        time_step=frames.step,
        pitch_floor=limits.floor,
        max_number_of_candidates=options.max_candidates,
        very_accurate=options.very_accurate,
        silence_threshold=options.silence_threshold,
        voicing_threshold=options.voicing_threshold,
        octave_cost=options.octave_cost,
        octave_jump_cost=options.octave_jump_cost,
        voiced_unvoiced_cost=options.voiced_unvoiced_cost,
        pitch_ceiling=limits.ceiling,
    )
    check_grid(pitch, frames)
    f0 = np.array(pitch.selected_array["frequency"], dtype=np.float64)
    # As Praat's own queries do: 0 and whatever reaches the ceiling are unvoiced.
    f0[(f0 <= 0) | (f0 >= pitch.ceiling)] = np.nan
    return PitchTrack(frames=frames, f0=f0, sound=sound, pitch=pitch)


def track_intensity(stretch: Stretch, frames: Frames, floor: float) -> Floats:
    """Intensity by Praat's "To Intensity" with the mean subtracted.

    Parameters
    ----------
    stretch
        Sound around the frames.
    frames
        Frames wanted.
    floor
        Lowest pitch, Hz; the window lasts 6.4 of its periods.

    Returns
    -------
    numpy.ndarray
        dB relative to 2e-5 (full-scale sine: 91 dB), shape (frames,); NaN where the window
        does not fit in the stretch.
    """
    window = INTENSITY_PERIODS / floor
    fitting = analysable(frames, stretch, window)
    values = np.full(frames.count, np.nan)
    if fitting.count == 0:
        return values
    intensity = sound_of(cut(stretch, fitting, window, odd=True)).to_intensity(
        minimum_pitch=floor, time_step=frames.step, subtract_mean=True
    )
    check_grid(intensity, fitting)
    begin = fitting.first - frames.first
    values[begin : begin + fitting.count] = intensity.values[0]
    return values


def check_grid(sampled: Any, frames: Frames) -> None:
    """Make sure that Praat placed the frames where the grid has them.

    Raises
    ------
    RuntimeError
        When it did not: another version of Praat fits windows in another way.
    """
    if sampled.nx != frames.count or abs(sampled.x1 - frames.start) > 1e-6:
        raise RuntimeError(
            f"Praat {parselmouth.PRAAT_VERSION} made {sampled.nx} frames from {sampled.x1:.6f} s "
            f"instead of {frames.count} from {frames.start:.6f} s; report this with the version"
        )
