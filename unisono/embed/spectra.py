"""Short-time features of sound, block by block: log-mel bands, energy, pitch.

A frame of 40 ms stands every 10 ms, its middle at a multiple of 10 ms from the start
of the recording. Blocks of any length give the same frames.
"""

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
import scipy.fft
import scipy.sparse

from unisono.audio import SAMPLE_RATE, Samples

HOP = SAMPLE_RATE // 100
WINDOW = 4 * HOP
BANDS = 40

_FFT = 1024
"""At least window plus longest lag, so that the autocorrelation does not wrap."""
_BAND_EDGES = (60.0, 7600.0)
_FLOOR_DB = -100.0
_PITCH_RANGE = (70.0, 400.0)
_VOICED_STRENGTH = 0.5
_VOICED_DB = -80.0
_OCTAVE_COST = 0.02
"""Taken off the strength of a candidate per octave below the highest one, as in
Boersma (1993), so that the period wins over its multiples."""

Array = npt.NDArray[np.float64]

COLUMNS = (*(f"mel{band}" for band in range(BANDS)), "energy", "crossings", "strength", "f0")
"""Columns of the features: bands and energy in dB below full scale, zero crossings per
sample, strength of the periodicity (0 to 1), and octaves above 100 Hz, NaN where
unvoiced."""


def frame_features(blocks: Iterable[Samples]) -> Iterator[Array]:
    """Features of all frames of a recording.

    Parameters
    ----------
    blocks
        Consecutive pieces of 16 kHz sound, the first at the start of the recording.

    Yields
    ------
    numpy.ndarray
        Shape (frames, columns), the next frames; see `COLUMNS`. There is a frame for
        every multiple of 10 ms that lies within the sound.
    """
    rest = np.zeros(WINDOW // 2, dtype=np.float32)
    seen = made = 0
    for block in blocks:
        seen += len(block)
        rest = np.concatenate([rest, block.astype(np.float32, copy=False)])
        count = max(0, (len(rest) - WINDOW) // HOP + 1)
        if count:
            yield _features(rest[: (count - 1) * HOP + WINDOW])
            rest = rest[count * HOP :]
            made += count
    left = -(-seen // HOP) - made
    if left > 0:
        padded = np.zeros((left - 1) * HOP + WINDOW, dtype=np.float32)
        rest = rest[: len(padded)]
        padded[: len(rest)] = rest
        yield _features(padded)


def _features(samples: Samples) -> Array:
    """Features of the frames that fit into the samples."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    spectrum = scipy.fft.rfft(frames * _window(), n=_FFT, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    bands = (_mel_filters() @ power.T).T / _FULL_SCALE
    energy = _decibels(np.mean(np.square(frames), axis=1, dtype=np.float64))
    strength, octaves = _pitch(power)
    voiced = (strength > _VOICED_STRENGTH) & (energy > _VOICED_DB)
    features = np.empty((len(frames), len(COLUMNS)))
    features[:, :BANDS] = _decibels(bands)
    features[:, BANDS] = energy
    features[:, BANDS + 1] = _crossings(samples, len(frames))
    features[:, BANDS + 2] = strength
    features[:, BANDS + 3] = np.where(voiced, octaves, np.nan)
    return features


def _decibels(power: npt.NDArray[np.floating]) -> Array:
    floor = 10.0 ** (_FLOOR_DB / 10.0)
    return np.asarray(10.0 * np.log10(np.maximum(power, floor)), dtype=np.float64)


def _crossings(samples: Samples, count: int) -> Array:
    """Sign changes per sample within each frame."""
    changes = np.diff(np.signbit(samples))
    sums = np.concatenate([[0], np.cumsum(changes)])
    starts = np.arange(count) * HOP
    return np.asarray((sums[starts + WINDOW - 1] - sums[starts]) / WINDOW, dtype=np.float64)


def _pitch(power: npt.NDArray[np.float32]) -> tuple[Array, Array]:
    """Strength and height of the best period of each frame.

    The autocorrelation is divided by that of the window (Boersma 1993, eq. 9). The best
    lag is taken as it is, without interpolation or tracking: enough to describe a unit,
    not to study pitch with.
    """
    shortest = int(SAMPLE_RATE / _PITCH_RANGE[1])
    longest = int(SAMPLE_RATE / _PITCH_RANGE[0])
    correlation = scipy.fft.irfft(power, n=_FFT, axis=1)[:, : longest + 2]
    ratio = correlation / np.maximum(correlation[:, :1], 1e-9) / _window_correlation(longest + 2)
    inner = ratio[:, shortest : longest + 1]
    # Only peaks: dull sounds are similar to themselves at every short lag.
    peak = (inner >= ratio[:, shortest - 1 : longest]) & (inner >= ratio[:, shortest + 1 :])
    lags = np.arange(shortest, longest + 1)
    cost = (_OCTAVE_COST * np.log2(lags / shortest)).astype(np.float32)
    best = np.argmax(np.where(peak, inner - cost, -1.0), axis=1)
    rows = np.arange(len(inner))
    strength = np.where(peak[rows, best], np.clip(inner[rows, best], 0.0, 1.0), 0.0)
    return strength.astype(np.float64), np.log2(SAMPLE_RATE / lags[best] / 100.0)


@cache
def _window() -> npt.NDArray[np.float32]:
    return np.hanning(WINDOW).astype(np.float32)


_FULL_SCALE = np.float32((WINDOW / 4.0) ** 2)
"""Power of the highest bin for a sine of amplitude 1 under the window."""


@cache
def _window_correlation(lags: int) -> npt.NDArray[np.float32]:
    spectrum = scipy.fft.rfft(_window(), n=_FFT)
    correlation = scipy.fft.irfft(np.abs(spectrum) ** 2, n=_FFT)
    return np.asarray(correlation[:lags] / correlation[0], dtype=np.float32)


@cache
def _mel_filters() -> scipy.sparse.csr_array:
    """Triangular filters, equally wide in mel, shape (bands, bins).

    Sparse, since most of a filter is zero and since the product then does not depend on
    the number of threads.
    """
    low, high = (2595.0 * np.log10(1.0 + edge / 700.0) for edge in _BAND_EDGES)
    edges = 700.0 * (10.0 ** (np.linspace(low, high, BANDS + 2) / 2595.0) - 1.0)
    bins = np.arange(_FFT // 2 + 1) * SAMPLE_RATE / _FFT
    rising = (bins - edges[:-2, np.newaxis]) / np.diff(edges)[:-1, np.newaxis]
    falling = (edges[2:, np.newaxis] - bins) / np.diff(edges)[1:, np.newaxis]
    filters = np.maximum(0.0, np.minimum(rising, falling))
    return scipy.sparse.csr_array(filters.astype(np.float32))
