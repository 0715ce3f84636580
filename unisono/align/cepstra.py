"""Mel-frequency cepstra as PocketSphinx computes them for its en-us model.

The steps and constants are those of ``fe_sigproc.c`` and ``fe_noise.c`` with the settings
of the model's ``feat.params``; noise is tracked and taken off in the mel spectrum, after
C. Kim and R. M. Stern, "Power-normalized cepstral coefficients (PNCC)", 2012.
"""

from functools import cache

import numba
import numpy as np
import numpy.typing as npt
from scipy.fft import dct, rfft

from unisono.audio import SAMPLE_RATE, Samples

HOP = 160
"""Samples from one frame to the next: 10 ms."""

WINDOW = 410
"""Samples in a frame: 25.6 ms."""

FRAME_SECONDS = HOP / SAMPLE_RATE

BOUNDARY_OFFSET = (WINDOW - HOP) / 2 / SAMPLE_RATE
"""Seconds from ``frame * FRAME_SECONDS`` to the point halfway between the centres of the
frame before and of this one: where a state that begins with this frame begins."""

CEPSTRA = 13

FLOOR = 37.0
"""Decibels below the level around a frame of the mel power that is added to it."""

DITHER = 10.0
"""Decibels below the floor of the noise that is added to the samples: without any change
from frame to frame, silence would be nearer to other phones."""

RADIUS = 300
"""Frames on either side of a frame that levels and means around it are taken over."""

_FULL_SCALE = 32768
_FFT = 512
_PREEMPHASIS = 0.97
_FILTERS = 25
_LOWEST_HZ = 130.0
_HIGHEST_HZ = 6800.0
_LIFTER = 22
_LOG_FLOOR = 1e-4
_MEL_OF_NOISE = float(np.sum(np.hamming(WINDOW) ** 2)) * _FFT / SAMPLE_RATE
"""Mel power of a frame of white noise of variance one."""

_BLOCK = 4096  # frames at a time, to bound memory

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


def frame_count(samples: int) -> int:
    """Frames that fit wholly into a number of samples."""
    return max(0, (samples - WINDOW) // HOP + 1)


def cepstra(samples: Samples, *, floor: float = FLOOR) -> Floats:
    """Cepstra of a stretch of speech, before mean normalisation.

    Parameters
    ----------
    samples
        Shape (samples,), 16 kHz, values in -1..1.
    floor
        Power and noise that are added to every frame, in dB below the level around it;
        infinite for none. The model was trained on rooms: it takes digital silence, which
        edited and synthetic sound has, for no pause.

    Returns
    -------
    numpy.ndarray
        Shape (frames, 13).
    """
    frames = frame_count(len(samples))
    result = np.empty((frames, CEPSTRA), dtype=np.float32)
    noise = np.zeros((4, _FILTERS))
    lifter = 1 + _LIFTER / 2 * np.sin(np.pi * np.arange(CEPSTRA) / _LIFTER)
    level = _level_around(samples, frames) * 10 ** (-floor / 20)
    for first in range(0, frames, _BLOCK):
        last = min(frames, first + _BLOCK)
        piece = _dithered(samples, first, last, level)
        spectrum = _mel_spectrum(piece, last - first)
        spectrum += _MEL_OF_NOISE * level[first:last, None] ** 2
        _remove_noise(spectrum, noise, first == 0)
        logs = np.log(spectrum + _LOG_FLOOR)
        result[first:last] = dct(logs, type=2, norm="ortho", axis=1)[:, :CEPSTRA] * lifter
    return result


def _level_around(samples: Samples, frames: int) -> Doubles:
    """Root mean square of the sound around each frame, in steps of 16 bits.

    Where there is next to none it is the level whose floor is one step.
    """
    hops = samples[: frames * HOP].reshape(frames, HOP)
    power = np.einsum("ij,ij->i", hops, hops).astype(np.float64) / HOP
    sums = np.concatenate([[0.0], np.cumsum(power)])
    frame = np.arange(frames)
    low, high = np.maximum(frame - RADIUS, 0), np.minimum(frame + RADIUS + 1, frames)
    level: Doubles = np.sqrt((sums[high] - sums[low]) / (high - low)) * _FULL_SCALE
    return np.maximum(level, 10 ** (FLOOR / 20))


def _dithered(samples: Samples, first: int, last: int, level: Doubles) -> Floats:
    """Samples of some frames and the one before, in steps of 16 bits, with noise added."""
    start, stop = first * HOP, (last - 1) * HOP + WINDOW
    before = samples[start - 1 : start] if start else np.zeros(1, dtype=np.float32)
    piece = np.concatenate([before, samples[start:stop]]) * np.float32(_FULL_SCALE)
    place = np.arange(start, stop)
    amount = level[np.minimum(place // HOP, len(level) - 1)] * 10 ** (-DITHER / 20)
    noise = _noise()
    piece[1:] += amount.astype(np.float32) * noise[place % len(noise)]
    return piece


@cache
def _noise() -> Floats:
    """Four seconds of white noise, always the same: the same sound gives the same cepstra."""
    return np.random.default_rng(0).standard_normal(65_537).astype(np.float32)


def _mel_spectrum(piece: Floats, frames: int) -> Doubles:
    """Mel power of frames; shape (frames, filters)."""
    emphasised = piece[1:] - np.float32(_PREEMPHASIS) * piece[:-1]
    windows = np.lib.stride_tricks.sliding_window_view(emphasised, WINDOW)[::HOP]
    spectrum = rfft(windows[:frames] * np.hamming(WINDOW).astype(np.float32), n=_FFT, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    mels: Doubles = (power @ _mel_filters()).astype(np.float64)
    return mels


@cache
def _mel_filters() -> Floats:
    """Triangles of equal area, corners rounded to bins; shape (bins, filters)."""
    spacing = SAMPLE_RATE / _FFT
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    mels = np.linspace(low, high, _FILTERS + 2)
    corners = np.floor(700 * (10 ** (mels / 2595) - 1) / spacing + 0.5) * spacing
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    hertz = np.arange(_FFT // 2 + 1)[:, None] * spacing
    rising = (hertz - left) / (centre - left)
    falling = (right - hertz) / (right - centre)
    triangles = np.maximum(np.minimum(rising, falling), 0) * 2 / (right - left)
    return triangles.astype(np.float32)


@numba.njit(cache=True)
def _remove_noise(spectrum: Doubles, state: Doubles, fresh: bool) -> None:
    """Take tracked noise off a mel spectrum in place; ``state`` carries over to the next."""
    power, noise, floor, peak = state
    filters = spectrum.shape[1]
    gain = np.empty(filters)
    for frame in range(spectrum.shape[0]):
        row = spectrum[frame]
        for i in range(filters):
            if fresh and frame == 0:
                power[i] = row[i]
                noise[i] = row[i] / 20.0
                floor[i] = row[i] / 20.0
                peak[i] = 0.0
            power[i] = 0.7 * power[i] + 0.3 * row[i]
            slow = 0.995 if power[i] >= noise[i] else 0.5
            noise[i] = slow * noise[i] + (1 - slow) * power[i]
            signal = max(power[i] - noise[i], 1.0)
            slow = 0.995 if signal >= floor[i] else 0.5
            floor[i] = slow * floor[i] + (1 - slow) * signal
            masked = signal
            peak[i] *= 0.85
            if signal < 0.85 * peak[i]:
                masked = peak[i] * 0.2
            peak[i] = max(peak[i], signal)
            masked = max(masked, floor[i])
            gain[i] = masked / power[i] if masked < 20.0 * power[i] else 20.0
            gain[i] = max(gain[i], 0.05)
        for i in range(filters):
            low = max(i - 4, 0)
            high = min(i + 4, filters - 1)
            row[i] *= gain[low : high + 1].mean()


def normalised(values: Floats, radius: int = RADIUS) -> Floats:
    """Take the mean of the frames around (of all, when they are few) off each cepstrum.

    Parameters
    ----------
    values
        Shape (frames, 13).
    radius
        Frames on either side that the mean is over; speakers change in long recordings.

    Returns
    -------
    numpy.ndarray
        Shape (frames, 13).
    """
    count = len(values)
    sound = values[:, 0] >= 0  # as PocketSphinx: frames without energy do not count
    if count == 0:
        return values
    if count <= 2 * radius + 1:
        chosen = values[sound] if sound.any() else values
        whole: Floats = values - chosen.mean(axis=0, dtype=np.float64).astype(np.float32)
        return whole
    sums = np.zeros((count + 1, CEPSTRA))
    np.cumsum(values * sound[:, None], axis=0, dtype=np.float64, out=sums[1:])
    counts = np.concatenate([[0], np.cumsum(sound)])
    frame = np.arange(count)
    low, high = np.maximum(frame - radius, 0), np.minimum(frame + radius + 1, count)
    number = np.maximum(counts[high] - counts[low], 1)
    means = (sums[high] - sums[low]) / number[:, None]
    around: Floats = values - means.astype(np.float32)
    return around


def with_differences(values: Floats, first: int, last: int) -> Floats:
    """Cepstra, their differences and second differences (``1s_c_d_dd`` of ``feat.c``).

    Parameters
    ----------
    values
        Shape (frames, 13), normalised.
    first, last
        Frames wanted, ``last`` not included.

    Returns
    -------
    numpy.ndarray
        Shape (last - first, 3, 13).
    """

    def shifted(by: int) -> Floats:
        rows: Floats = values[np.clip(np.arange(first + by, last + by), 0, len(values) - 1)]
        return rows

    delta = shifted(2) - shifted(-2)
    second = (shifted(3) - shifted(-1)) - (shifted(1) - shifted(-3))
    return np.stack([shifted(0), delta, second], axis=1)
