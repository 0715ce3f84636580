"""Planting pitch: speech is given the F0 that the truth tables say it has.

Praat's overlap-add resynthesis (PSOLA; Moulines and Charpentier 1990) moves the glottal
pulses and leaves durations as they are, so word times stay exact. What Praat then measures
differs a little from what was asked for, since octave jumps and voicing decisions shift a
median; a second and third round correct for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import parselmouth
from parselmouth.praat import call

from unisono.audio import SAMPLE_RATE, Samples

TIME_STEP = 0.01
"""Step of the measured contour in seconds."""
TOLERANCE = 0.01
"""Relative error of a sentence's median that needs no further round."""

_ROUNDS = 6
_DAMPING = 0.7  # of a correction from the second on, against going to and fro
_SOURCE_STEP = 0.02  # s; the contour of the source only serves to find its pulses
_POINT_STEP = 0.04  # s between points of the planted contour
_MARGIN = 0.05  # s that a sentence's contour reaches beyond its words
_SEMITONE = np.log(2.0) / 12.0
_DECLINATION = 1.5  # semitones above the middle at the start, and below it at the end
_ACCENT = 1.3  # semitones
_ACCENT_WIDTH = 0.11  # s, standard deviation of the bump

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedSentence:
    """Where a sentence is, and the F0 that it shall have.

    Attributes
    ----------
    start, end
        Seconds.
    f0
        Median of F0 over its voiced frames in Hz.
    accents
        Times of its accented words in seconds.
    """

    start: float
    end: float
    f0: float
    accents: tuple[float, ...] = ()


def plant_pitch(
    samples: Samples, sentences: Sequence[PlantedSentence], *, floor: float, ceiling: float
) -> Samples:
    """Give every sentence a natural contour with the planted median.

    Parameters
    ----------
    samples
        Speech at 16 kHz, shape (samples,).
    sentences
        In order, with pauses of at least 0.1 s between them.
    floor, ceiling
        Limits of F0 in Hz, for the source and for what is made of it.

    Returns
    -------
    numpy.ndarray
        Speech of the same length. The medians that `f0_medians` measures in it are those
        asked for, within `TOLERANCE` wherever the rounds suffice.
    """
    sound = parselmouth.Sound(samples.astype(np.float64), SAMPLE_RATE)
    manipulation = call(sound, "To Manipulation", _SOURCE_STEP, floor, ceiling)
    tier = _tier(sound.xmax, sentences)
    wanted = np.array([sentence.f0 for sentence in sentences])
    best, best_error = samples, np.inf
    for number in range(_ROUNDS):
        call([tier, manipulation], "Replace pitch tier")
        made = _resynthesis(manipulation, samples)
        ratios = wanted / f0_medians(made, sentences, floor=floor, ceiling=ceiling)
        error = float(np.max(np.abs(1 - ratios), initial=0.0))
        if error < best_error:
            best, best_error = made, error
        if error < TOLERANCE:
            break
        _correct(tier, sentences, ratios if number == 0 else ratios**_DAMPING)
    return best


def f0_medians(
    samples: Samples, sentences: Sequence[PlantedSentence], *, floor: float, ceiling: float
) -> Floats:
    """Median F0 of each sentence in Hz, by Praat's autocorrelation method (Boersma 1993)."""
    sound = parselmouth.Sound(samples.astype(np.float64), SAMPLE_RATE)
    pitch = sound.to_pitch_ac(time_step=TIME_STEP, pitch_floor=floor, pitch_ceiling=ceiling)
    f0, times = pitch.selected_array["frequency"], pitch.xs()
    medians = []
    for sentence in sentences:
        part = f0[(times >= sentence.start) & (times <= sentence.end)]
        medians.append(float(np.median(part[part > 0])))
    return np.array(medians)


def contour(sentence: PlantedSentence, times: Floats) -> Floats:
    """F0 in Hz at the given times: declination around the median, and accents."""
    place = (times - sentence.start) / (sentence.end - sentence.start)
    semitones = _DECLINATION * (1 - 2 * np.clip(place, 0, 1))
    for accent in sentence.accents:
        semitones += _ACCENT * np.exp(-0.5 * ((times - accent) / _ACCENT_WIDTH) ** 2)
    hertz: Floats = sentence.f0 * np.exp(_SEMITONE * (semitones - np.median(semitones)))
    return hertz


def _resynthesis(manipulation: parselmouth.Data, samples: Samples) -> Samples:
    """Sound of a manipulation, with the mean that Praat took off: else pauses are not 0."""
    values = call(manipulation, "Get resynthesis (overlap-add)").values[0][: len(samples)]
    made: Samples = (values + samples.mean(dtype=np.float64)).astype(np.float32)
    return made


def _correct(tier: parselmouth.Data, sentences: Sequence[PlantedSentence], ratios: Floats) -> None:
    """Move the contour of the sentences that miss their median."""
    for sentence, ratio in zip(sentences, ratios.tolist(), strict=True):
        if abs(1 - ratio) >= TOLERANCE:
            span = (sentence.start - _MARGIN, sentence.end + _MARGIN)
            call(tier, "Multiply frequencies", *span, ratio)


def _tier(duration: float, sentences: Sequence[PlantedSentence]) -> parselmouth.Data:
    tier = call("Create PitchTier", "planted", 0, duration)
    for sentence in sentences:
        times = np.arange(sentence.start - _MARGIN, sentence.end + _MARGIN, _POINT_STEP)
        for time, hertz in zip(times.tolist(), contour(sentence, times).tolist(), strict=True):
            call(tier, "Add point", time, hertz)
    return tier
