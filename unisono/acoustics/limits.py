"""Between which frequencies pitch is looked for."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.acoustics.options import AcousticsOptions

LOWEST_FLOOR = 30.0
HIGHEST_CEILING = 2000.0
"""What the options allow; the limits of a second pass stay within it, Hz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Pitch floor and ceiling, Hz."""

    floor: float
    ceiling: float


def limits_of_sex(sex: str, options: AcousticsOptions) -> Limits:
    """Limits for a ``female``, ``male`` or ``unknown`` voice."""
    if sex == "female":
        return Limits(floor=options.floor_female, ceiling=options.ceiling_female)
    if sex == "male":
        return Limits(floor=options.floor_male, ceiling=options.ceiling_male)
    return Limits(floor=options.floor_unknown, ceiling=options.ceiling_unknown)


def sex_of(speaker: str | None, known_speaker: str | None, known_sex: str) -> str:
    """Sex of who speaks in a segment.

    The manifest tells the sex of one speaker: whoever a transcript names besides that
    speaker is ``unknown``.

    Parameters
    ----------
    speaker
        Speaker of the segment, if the transcript says so.
    known_speaker, known_sex
        Speaker and sex of the recording, from the manifest.
    """
    if speaker is None or known_speaker is None or speaker == known_speaker:
        return known_sex
    return "unknown"


def limits_of_voice(f0: npt.NDArray[np.float64], options: AcousticsOptions) -> Limits | None:
    """Limits of the second pass (Hirst 2011, "The analysis by synthesis of speech melody").

    Parameters
    ----------
    f0
        F0 of the voiced frames of the first pass, Hz, shape (frames,).
    options
        Multiples of the quartiles.

    Returns
    -------
    Limits or None
        None when there are too few frames, or the quartiles leave nothing between floor
        and ceiling.
    """
    if len(f0) < options.two_pass_frames:
        return None
    low, high = np.quantile(f0, [0.25, 0.75])
    floor = max(float(low) * options.two_pass_floor, LOWEST_FLOOR)
    ceiling = min(float(high) * options.two_pass_ceiling, HIGHEST_CEILING)
    # A first pass that heard a narrow voice must not leave less than Praat can search.
    return Limits(floor=floor, ceiling=ceiling) if ceiling > floor * 1.2 else None
