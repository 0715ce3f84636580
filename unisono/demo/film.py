"""Writing media files: H.264 and AAC in MP4, FLAC, WAV and Opus, the same bytes every time.

Decoded with the container's edit list (as PyAV does by itself), the sound of every one of
these files starts at 0 and is shifted by not a single sample; a test holds it to that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
import soundfile
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from scipy.signal import resample_poly

from unisono.audio import SAMPLE_RATE, Samples

Picture = npt.NDArray[np.uint8]
"""One picture in planar YUV 4:2:0, shape (height * 3 / 2, width)."""

CLOCK = Fraction(1, 1000)
"""Unit of the frames' presentation times."""

_BIT_EXACT = {"fflags": "+bitexact"}  # no random ids, dates or versions in the file
_VIDEO = {"preset": "ultrafast", "crf": "27", "threads": "1"}
_AUDIO = {"aac_coder": "fast"}
_AUDIO_BITS = 64_000
_BLOCK = 1024  # samples handed to the encoder at a time; it cuts its own frames
_KEYFRAME_SECONDS = 4
_OPUS_RATE = 48_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """What a film looks like, apart from its pictures.

    Attributes
    ----------
    width, height
        Of the stored pictures, before rotation.
    fps
        Frames per second, nominal.
    rotation
        Degrees by which a player must turn the stored pictures clockwise.
    """

    width: int
    height: int
    fps: Fraction
    rotation: int = 0


def regular_times(film: Film, duration: float) -> list[int]:
    """Presentation times at a constant rate, in units of `CLOCK`."""
    return [round(place / film.fps / CLOCK) for place in range(int(duration * film.fps))]


def write_film(
    path: Path,
    film: Film,
    pictures: Iterable[tuple[int, Picture]],
    sound: Samples | None,
) -> int:
    """Write an MP4 file with its index at the start.

    Parameters
    ----------
    path
        File to make.
    film
        Its looks.
    pictures
        Presentation time in units of `CLOCK`, and picture.
    sound
        Mono, 16 kHz; None makes a film without an audio stream.

    Returns
    -------
    int
        Frames written.
    """
    with av.open(str(path), "w", options={**_BIT_EXACT, "movflags": "+faststart"}) as container:
        video = _add_video(container, film)
        audio = None if sound is None else _add_audio(container, "aac", SAMPLE_RATE)
        blocks = iter(()) if audio is None or sound is None else _sound_frames(audio, sound)
        heard, count = 0.0, 0
        for pts, picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts, frame.time_base = pts, CLOCK
            container.mux(video.encode(frame))
            count += 1
            while audio is not None and heard <= pts * CLOCK:
                block = next(blocks, None)
                if block is None:
                    break
                container.mux(audio.encode(block))
                heard += block.samples / SAMPLE_RATE
        for block in blocks:
            container.mux(audio.encode(block))  # type: ignore[union-attr]
        for stream in (video, audio):
            if stream is not None:
                container.mux(stream.encode(None))
    return count


def write_sound(path: Path, sound: Samples) -> None:
    """Write mono sound at 16 kHz in the format that the suffix names: flac, wav or ogg."""
    if path.suffix in (".flac", ".wav"):
        soundfile.write(path, sound, SAMPLE_RATE, subtype="PCM_16")
        return
    with av.open(str(path), "w", options=_BIT_EXACT) as container:
        stream = _add_audio(container, "libopus", _OPUS_RATE)
        louder = resample_poly(sound, _OPUS_RATE // SAMPLE_RATE, 1).astype(np.float32)
        for block in _sound_frames(stream, louder):
            container.mux(stream.encode(block))
        container.mux(stream.encode(None))


def _add_video(container: OutputContainer, film: Film) -> VideoStream:
    gop = str(int(film.fps * _KEYFRAME_SECONDS))
    stream = container.add_stream("libx264", rate=film.fps, options={**_VIDEO, "g": gop})
    stream.width, stream.height, stream.pix_fmt = film.width, film.height, "yuv420p"
    stream.codec_context.time_base = CLOCK
    stream.time_base = CLOCK
    if film.rotation:
        stream.set_display_rotation(-film.rotation)  # FFmpeg counts counter-clockwise
    return stream


def _add_audio(container: OutputContainer, codec: str, rate: int) -> AudioStream:
    options = _AUDIO if codec == "aac" else {}
    added = container.add_stream(codec, rate=rate, layout="mono", options=options)
    stream = cast(AudioStream, added)
    stream.bit_rate = _AUDIO_BITS
    return stream


def _sound_frames(stream: AudioStream, sound: Samples) -> Iterator[av.AudioFrame]:
    for start in range(0, len(sound), _BLOCK):
        block = np.ascontiguousarray(sound[None, start : start + _BLOCK])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
        frame.sample_rate, frame.pts = stream.rate, start
        frame.time_base = Fraction(1, stream.rate)
        yield frame
