"""Where somebody speaks: voice activity, found in a stream of audio.

The detector is WebRTC's Gaussian-mixture VAD as PocketSphinx brings it: one decision
for each 30 ms. It tells sound from silence well and speech from other sound badly, so
music and steady noise count as speech.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pocketsphinx import Vad

from unisono.audio import SAMPLE_RATE, Samples
from unisono.transcribe.options import Strictness, TranscribeOptions

FRAME = 480
"""Samples of one decision: 30 ms."""
_FRAME_SECONDS = FRAME / SAMPLE_RATE

_MODES: dict[Strictness, int] = {
    "loose": Vad.LOOSE,
    "medium-loose": Vad.MEDIUM_LOOSE,
    "medium-strict": Vad.MEDIUM_STRICT,
    "strict": Vad.STRICT,
}
_FULL_SCALE = 32_768.0
_SMALLEST_REST = 0.25
"""What a cut leaves at the end of a stretch at least, as a share of the longest chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A stretch of the recording in seconds, ``start < end``."""

    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What the detector heard, frame by frame.

    Attributes
    ----------
    voiced
        Whether the frame is speech, shape (frames,).
    power
        Mean square of the frame's samples, shape (frames,).
    peak
        Largest absolute sample, 0 to 1.
    duration
        Seconds of audio.
    """

    voiced: npt.NDArray[np.bool_]
    power: npt.NDArray[np.float32]
    peak: float
    duration: float


def speech_regions(
    blocks: Iterable[tuple[float, Samples]], options: TranscribeOptions
) -> list[Region]:
    """Find the stretches of speech, each short enough to be recognised at once.

    Parameters
    ----------
    blocks
        Consecutive blocks of 16 kHz audio with their starts, as `audio_blocks` yields
        them; only one is held at a time.
    options
        ``strictness``, ``min_pause``, ``min_speech``, ``padding``, ``max_chunk``.

    Returns
    -------
    list of Region
        In order and without overlap, none longer than ``max_chunk``.
    """
    return regions(activity(blocks, options.strictness), options)


def activity(blocks: Iterable[tuple[float, Samples]], strictness: Strictness) -> Activity:
    """Let the detector hear a recording; it takes a thousandth of the recording's time.

    Parameters
    ----------
    blocks
        Consecutive blocks of 16 kHz audio with their starts.
    strictness
        How sure the detector must be.
    """
    detector = Vad(mode=_MODES[strictness], sample_rate=SAMPLE_RATE, frame_length=_FRAME_SECONDS)
    voiced: list[npt.NDArray[np.bool_]] = [np.zeros(0, dtype=np.bool_)]
    power: list[npt.NDArray[np.float32]] = [np.zeros(0, dtype=np.float32)]
    peak, count = 0.0, 0
    for frames, samples in _frames(blocks):
        pcm = as_pcm(frames)
        voiced.append(np.array([detector.is_speech(row.tobytes()) for row in pcm], dtype=np.bool_))
        power.append(np.mean(np.square(frames), axis=1, dtype=np.float32))
        peak = max(peak, float(np.abs(frames).max(initial=0.0)))
        count += samples
    return Activity(
        voiced=np.concatenate(voiced),
        power=np.concatenate(power),
        peak=peak,
        duration=count / SAMPLE_RATE,
    )


def regions(heard: Activity, options: TranscribeOptions) -> list[Region]:
    """Turn frames into stretches of speech: bridge pauses, drop blips, pad, cut.

    Parameters
    ----------
    heard
        What the detector heard.
    options
        ``min_pause``, ``min_speech``, ``padding``, ``max_chunk``.
    """
    spans = _runs(heard.voiced)
    spans = _bridged(spans, options.min_pause / _FRAME_SECONDS)
    spans = [(a, b) for a, b in spans if (b - a) * _FRAME_SECONDS >= options.min_speech]
    spans = _padded(spans, round(options.padding / _FRAME_SECONDS), len(heard.voiced))
    longest = int(options.max_chunk / _FRAME_SECONDS)
    return [
        Region(start=a * FRAME / SAMPLE_RATE, end=min(heard.duration, b * FRAME / SAMPLE_RATE))
        for span in spans
        for a, b in _cut(span, heard, longest)
    ]


def joined(stretches: Sequence[Region], longest: float) -> list[Region]:
    """Join neighbouring stretches, with the pauses between them, up to a length.

    Parameters
    ----------
    stretches
        In order and without overlap.
    longest
        Seconds that a joined one lasts at most.
    """
    found: list[Region] = []
    for one in stretches:
        if found and one.end - found[-1].start <= longest:
            found[-1] = Region(start=found[-1].start, end=one.end)
        else:
            found.append(one)
    return found


def as_pcm(samples: Samples) -> npt.NDArray[np.int16]:
    """Samples in -1..1 as 16-bit integers, of the same shape."""
    scaled = np.clip(np.rint(samples * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1)
    pcm: npt.NDArray[np.int16] = scaled.astype(np.int16)
    return pcm


def _frames(blocks: Iterable[tuple[float, Samples]]) -> Iterator[tuple[Samples, int]]:
    """Whole frames of shape (n, FRAME) and how many samples are in them; the last is padded."""
    rest = np.zeros(0, dtype=np.float32)
    for _, block in blocks:
        samples = np.concatenate((rest, block)) if len(rest) else block
        whole = len(samples) // FRAME * FRAME
        yield samples[:whole].reshape(-1, FRAME), whole
        rest = samples[whole:]
    if len(rest):
        yield np.pad(rest, (0, FRAME - len(rest))).reshape(1, FRAME), len(rest)


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open ranges of consecutive true values."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _bridged(spans: Sequence[tuple[int, int]], pause: float) -> list[tuple[int, int]]:
    """Join spans that are less than a pause apart."""
    joined: list[tuple[int, int]] = []
    for a, b in spans:
        if joined and a - joined[-1][1] < pause:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def _padded(spans: Sequence[tuple[int, int]], padding: int, length: int) -> list[tuple[int, int]]:
    """Widen spans on both sides, each pause being shared between its neighbours."""
    starts = [max(0, a - padding) for a, _ in spans]
    ends = [min(length, b + padding) for _, b in spans]
    for at in range(len(spans) - 1):
        middle = (spans[at][1] + spans[at + 1][0]) // 2
        ends[at] = min(ends[at], middle)
        starts[at + 1] = max(starts[at + 1], middle)
    return list(zip(starts, ends, strict=True))


def _cut(span: tuple[int, int], heard: Activity, longest: int) -> Iterator[tuple[int, int]]:
    """Divide a span into pieces of at most a length, at pauses or else where it is quietest."""
    start, end = span
    while end - start > longest:
        first = start + longest // 2
        last = min(start + longest, end - int(longest * _SMALLEST_REST))
        at = first + _quietest(heard.voiced[first:last], heard.power[first:last])
        yield start, at
        start = at
    yield start, end


def _quietest(voiced: npt.NDArray[np.bool_], power: npt.NDArray[np.float32]) -> int:
    """Middle of the longest pause, or the frame of least power where there is none."""
    pauses = _runs(~voiced)
    if not pauses:
        return int(np.argmin(power))
    a, b = max(pauses, key=lambda pause: pause[1] - pause[0])
    return (a + b) // 2
