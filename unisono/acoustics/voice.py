"""The voice in one segment: sound in, contour and measures out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from unisono.acoustics.contour import PitchTrack, pitch_window, track_intensity, track_pitch
from unisono.acoustics.grid import Floats, Frames, Stretch, frames_within, half_width, pieces
from unisono.acoustics.limits import Limits
from unisono.acoustics.options import INTENSITY_PERIODS, AcousticsOptions
from unisono.acoustics.spans import TimedSegment
from unisono.acoustics.summary import Contour
from unisono.acoustics.voice_quality import (
    NO_PERTURBATION,
    Perturbation,
    find_pulses,
    joined,
    perturbation,
    track_harmonicity,
)
from unisono.audio import SAMPLE_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A recording, of which one stretch at a time is read."""

    duration: float
    """Seconds."""
    read: Callable[[int, int], Stretch]
    """From one sample number to another: the sound that there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What was measured in one segment."""

    contour: Contour
    segment: Perturbation
    words: tuple[Perturbation, ...]
    """In the order of the segment's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What was measured in one piece of a segment."""

    contour: Contour
    segment: Perturbation
    words: dict[int, Perturbation]
    """Of the words whose middle lies in the piece, by their place in the segment."""


def measure_voice(
    source: Source, segment: TimedSegment, limits: Limits, options: AcousticsOptions
) -> Voice:
    """Measure everything in a segment.

    The segment is analysed with a margin on either side, in pieces where it is long; the
    pieces' frames join without a seam, since they lie on one grid.

    Parameters
    ----------
    source
        The recording; of what lies outside it nothing is measured.
    segment
        When it and its words are said.
    limits
        Pitch floor and ceiling.
    options
        How to measure.
    """
    parts = [
        _measure_piece(source, segment, span, limits, options)
        for span in _cut(source, segment, options)
    ]
    words = {place: found for part in parts for place, found in part.words.items()}
    return Voice(
        contour=_join([part.contour for part in parts]),
        segment=joined([part.segment for part in parts]),
        words=tuple(words.get(place, NO_PERTURBATION) for place in range(len(segment.words))),
    )


def first_pass(
    source: Source, segment: TimedSegment, limits: Limits, options: AcousticsOptions
) -> Floats:
    """F0 of the voiced frames of a segment within wide limits, Hz, shape (frames,)."""
    found = [np.zeros(0)]
    for start, end in _cut(source, segment, options):
        wanted = frames_within(start, end, options.hop)
        track = _track(source, wanted, limits, options)[1]
        if track is not None:
            f0 = _core(track, wanted).f0
            found.append(f0[~np.isnan(f0)])
    return np.concatenate(found)


def _cut(
    source: Source, segment: TimedSegment, options: AcousticsOptions
) -> list[tuple[float, float]]:
    start, end = np.clip(segment.reach, 0.0, source.duration).tolist()
    return pieces(start, end, segment.starts, segment.ends, options.longest)


def _track(
    source: Source, wanted: Frames, limits: Limits, options: AcousticsOptions
) -> tuple[Stretch, PitchTrack | None]:
    """The sound around the frames, and its pitch with the margin."""
    margin = -(-round(options.margin * SAMPLE_RATE) // options.hop)
    wider = Frames(first=wanted.first - margin, count=wanted.count + 2 * margin, hop=wanted.hop)
    window = max(INTENSITY_PERIODS / limits.floor, pitch_window(limits, options))
    half = half_width(max(window, (1 + options.hnr_periods) / limits.floor), wanted.hop * 10)
    stretch = source.read(wider.first * wanted.hop - half, (wider.stop - 1) * wanted.hop + half)
    if wanted.count == 0:
        return stretch, None
    return stretch, track_pitch(stretch, wider, limits, options)


def _measure_piece(
    source: Source,
    segment: TimedSegment,
    span: tuple[float, float],
    limits: Limits,
    options: AcousticsOptions,
) -> _Piece:
    wanted = frames_within(*span, options.hop)
    stretch, track = _track(source, wanted, limits, options)
    if track is None:
        return _Piece(contour=_nothing(wanted), segment=NO_PERTURBATION, words={})
    core = _core(track, wanted)
    contour = Contour(
        frames=core.frames,
        f0=core.f0,
        intensity=track_intensity(stretch, core.frames, limits.floor),
        hnr=track_harmonicity(
            stretch,
            core,
            floor=limits.floor,
            periods=options.hnr_periods,
            every=options.hnr_every,
        ),
    )
    pulses = find_pulses(track)
    start, end = max(span[0], segment.start), min(span[1], segment.end)
    return _Piece(
        contour=contour,
        segment=perturbation(track, pulses, start, end),
        words=_perturbed_words(track, pulses, segment, span),
    )


def _perturbed_words(
    track: PitchTrack, pulses: Any, segment: TimedSegment, span: tuple[float, float]
) -> dict[int, Perturbation]:
    last = segment.reach[1]
    found = {}
    for place, word in enumerate(segment.words):
        middle = (word.start + word.end) / 2
        if span[0] <= middle < span[1] or middle == span[1] == last:
            found[place] = perturbation(track, pulses, word.start, word.end)
    return found


def _core(track: PitchTrack, wanted: Frames) -> PitchTrack:
    """The track without its margin."""
    frames = wanted.overlap(track.frames)
    begin = max(0, frames.first - track.frames.first)
    f0 = track.f0[begin : begin + frames.count]
    return PitchTrack(frames=frames, f0=f0, sound=track.sound, pitch=track.pitch)


def _nothing(wanted: Frames) -> Contour:
    frames = Frames(first=wanted.first, count=0, hop=wanted.hop)
    return Contour(frames=frames, f0=np.zeros(0), intensity=np.zeros(0), hnr=np.zeros(0))


def _join(contours: list[Contour]) -> Contour:
    """One contour from those of consecutive pieces."""
    known = [contour for contour in contours if contour.frames.count] or contours[:1]
    frames = [contour.frames for contour in known]
    return Contour(
        frames=Frames(first=frames[0].first, count=sum(f.count for f in frames), hop=frames[0].hop),
        f0=np.concatenate([contour.f0 for contour in known]),
        intensity=np.concatenate([contour.intensity for contour in known]),
        hnr=np.concatenate([contour.hnr for contour in known]),
    )
