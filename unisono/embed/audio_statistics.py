"""Audio without weights: statistics of spectrum and prosody over each unit.

Every frame (`unisono.embed.spectra`) is standardised by constants, measured once on
five minutes of read and spoken German and English and rounded. A unit is described by
mean, standard deviation, mean change from frame to frame and rise from its first to
its second half, of the spectrum's shape (mel bands relative to the frame's energy, so
that the recording level counts once and not forty times), energy, zero crossings and
pitch; then projected. Nothing is learned from a corpus.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from unisono.audio import SAMPLE_RATE, Samples
from unisono.embed.options import AudioEmbedOptions
from unisono.embed.pooling import Bounds, span_sums
from unisono.embed.projection import project, projection
from unisono.embed.registry import AudioVectors
from unisono.embed.spectra import BANDS, COLUMNS, HOP, frame_features

Array = npt.NDArray[np.float64]

_BAND_MEANS = (
    *(-8, -8, -9, -11, -12, -12, -13, -15, -17, -20),
    *(-21, -23, -24, -25, -26, -26, -27, -27, -27, -27),
    *(-27, -28, -28, -28, -29, -31, -31, -31, -31, -32),
    *(-33, -34, -35, -36, -36, -36, -36, -36, -36, -38),
)
"""Mean level of each mel band relative to the frame's energy, dB."""
_BAND_SD = 10.0
_ENERGY = (-46.0, 18.0)
_CROSSINGS = (0.09, 0.12)
_STRENGTH = (0.58, 0.35)
_OCTAVES = (0.5, 0.55)
"""Mean and standard deviation of the other columns: dB, per sample, ratio, octaves."""

_TRACKS = BANDS + 3
"""Columns that every frame has: bands, energy, crossings, strength."""
_SUMMED = 3 * _TRACKS + 3
"""Columns that are summed: value, square and change of the tracks; voiced, F0, F0 squared."""
_DEVIATION = (0.6, 0.35)
_CHANGE = (0.22, 0.12)
"""Typical mean and standard deviation, over units, of deviation and change in a unit."""
_PROSODY_WEIGHT = 2.0
"""Prosody has 3 columns for the 40 of the spectrum; this makes it count for more."""
_VOICED = (0.5, 0.5)
_SECONDS = (np.log(0.3), 1.0)
"""Mean and standard deviation of the voiced share and of the logarithm of the duration."""

_STATISTICS = ("mean", "deviation", "change", "rise")
_NAMES = (
    *(f"{column} {what}" for what in _STATISTICS for column in COLUMNS[:_TRACKS]),
    *("voiced", "f0 mean", "f0 deviation", "f0 rise", "seconds"),
)


class StatisticsEmbedder:
    """Statistics of log-mel spectrum and prosody.

    Parameters
    ----------
    dimension
        Length of the vectors.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.model = f"statistics-1/{dimension}"
        self._projection = projection([f"audio {name}" for name in _NAMES], dimension)

    def embed(self, blocks: Iterable[Samples], spans: Array) -> AudioVectors:
        """Embed spans of one recording; see `unisono.embed.registry.AudioEmbedder`."""
        bounds = _half_spans(spans)
        sums, bounds = span_sums(_summable(frame_features(blocks)), bounds, _SUMMED)
        counts = np.diff(bounds, axis=1)[:, 0].reshape(-1, 2)
        heard = counts.sum(axis=1) > 0
        described = describe(sums.reshape(-1, 2, _SUMMED)[heard], counts[heard])
        vectors = np.zeros((len(spans), self.dimension), dtype=np.float32)
        vectors[heard] = project(described, self._projection)
        return AudioVectors(vectors=vectors, heard=heard)


def open_backend(options: AudioEmbedOptions) -> StatisticsEmbedder:
    """Make the embedder that the options ask for."""
    return StatisticsEmbedder(options.dimension)


def _half_spans(spans: Array) -> Bounds:
    """First and second half of every span in frames, shape (2 * spans, 2).

    A frame belongs to the span that its middle lies in; a span too short to hold one
    gets the frame nearest to its start.
    """
    edges = np.ceil(np.maximum(spans, 0.0) * (SAMPLE_RATE / HOP) - 1e-6).astype(np.int64)
    nearest = np.rint(np.maximum(spans[:, 0], 0.0) * (SAMPLE_RATE / HOP)).astype(np.int64)
    first = np.where(edges[:, 1] > edges[:, 0], edges[:, 0], nearest)
    stop = np.maximum(edges[:, 1], first + 1)
    middle = (first + stop) // 2
    return np.stack([first, middle, middle, stop], axis=1).reshape(-1, 2)


def _summable(blocks: Iterable[Array]) -> Iterator[Array]:
    """Standardise frames and put what must be summed beside each other."""
    before: Array | None = None
    for block in blocks:
        tracks = _standardised(block)
        start = tracks[:1] if before is None else before
        change = np.abs(np.diff(tracks, axis=0, prepend=start))
        before = tracks[-1:]
        voiced = ~np.isnan(block[:, -1])
        octaves = np.where(voiced, (block[:, -1] - _OCTAVES[0]) / _OCTAVES[1], 0.0)
        pitch = np.stack([voiced.astype(np.float64), octaves, octaves**2], axis=1)
        yield np.concatenate([tracks, tracks**2, change, pitch], axis=1)


def _standardised(block: Array) -> Array:
    energy = block[:, BANDS]
    tracks = np.empty((len(block), _TRACKS))
    tracks[:, :BANDS] = (block[:, :BANDS] - energy[:, np.newaxis] - _BAND_MEANS) / _BAND_SD
    for column, (mean, deviation) in enumerate((_ENERGY, _CROSSINGS, _STRENGTH), start=BANDS):
        tracks[:, column] = (block[:, column] - mean) / deviation
    return tracks


def describe(halves: Array, counts: npt.NDArray[np.int64]) -> Array:
    """Statistics of units from the sums over their halves.

    Parameters
    ----------
    halves
        Shape (units, 2, summed columns).
    counts
        Frames in each half, shape (units, 2); at least one in each unit.

    Returns
    -------
    numpy.ndarray
        Shape (units, features), in the order of the names of the projection.
    """
    total = halves.sum(axis=1)
    frames = counts.sum(axis=1)[:, np.newaxis]
    mean, square, change = np.split(total[:, : 3 * _TRACKS] / frames, 3, axis=1)
    deviation = np.sqrt(np.maximum(square - mean**2, 0.0))
    rise = _rise(halves[:, :, :_TRACKS], counts[:, :, np.newaxis])
    deviation = (deviation - _DEVIATION[0]) / _DEVIATION[1]
    change = (change - _CHANGE[0]) / _CHANGE[1]
    parts = [mean, deviation, change, rise]
    for part in parts:
        part[:, BANDS:] *= _PROSODY_WEIGHT
    return np.concatenate([*parts, _PROSODY_WEIGHT * _pitch(halves, frames)], axis=1)


def _pitch(halves: Array, frames: npt.NDArray[np.int64]) -> Array:
    """Voiced share, mean, deviation and rise of F0, and duration; shape (units, 5)."""
    voiced_halves = halves[:, :, -3:-2]
    voiced, octaves, square = np.split(halves.sum(axis=1)[:, -3:], 3, axis=1)
    mean = _ratio(octaves, voiced)
    deviation = np.sqrt(np.maximum(_ratio(square, voiced) - mean**2, 0.0))
    deviation = (deviation - _DEVIATION[0]) / _DEVIATION[1]
    rise = _rise(halves[:, :, -2:-1], voiced_halves)
    seconds = (np.log(frames * HOP / SAMPLE_RATE) - _SECONDS[0]) / _SECONDS[1]
    share = (voiced / frames - _VOICED[0]) / _VOICED[1]
    return np.concatenate([share, mean, deviation, rise, seconds], axis=1)


def _rise(halves: Array, counts: npt.NDArray[np.float64] | npt.NDArray[np.int64]) -> Array:
    """Mean of the second half less that of the first; 0 where one half has none."""
    both = np.all(counts > 0, axis=1)
    means = _ratio(halves, np.asarray(counts, dtype=np.float64))
    return np.where(both, means[:, 1] - means[:, 0], 0.0)


def _ratio(sums: Array, counts: Array) -> Array:
    counts = np.broadcast_to(counts, sums.shape)
    return np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)
