"""Opening recordings safely: which files are read, whose clock counts, which stream.

Shared by the stages that read media files. Recordings come from strangers, so only
self-contained formats are opened (never a playlist, script or address that would
make the demuxer open something else), and only as local regular files.
"""

import math
import stat
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import av
from av.audio.stream import AudioStream
from av.codec import CodecContext
from av.container import InputContainer
from av.sidedata.sidedata import Type as SideDataType
from av.stream import Discard, Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from unisono.items import ItemError
from unisono.reasons import Reason

FORMATS = (
    "mov", "matroska", "webm", "mpegts", "mpeg", "ogg", "avi", "asf", "flv", "live_flv", "wav",
    "w64", "aiff", "flac", "mp3", "aac", "ac3", "eac3", "amr", "amrnb", "amrwb", "caf", "au",
    "mxf", "gxf", "rm", "wtv", "dv", "nut", "ivf", "ape", "wv", "tta", "oma", "dsf", "mpc",
    "mpc8", "tak", "voc", "dts", "truehd", "qcp", "srt", "webvtt", "ass",
)  # fmt: skip
"""Demuxers that read one file and open no other (subtitles, to say what they are)."""

MAX_PIXELS = 8192 * 4352
"""Largest picture that is decoded (8K): a frame holds up to 3 bytes a pixel, a decoder 20."""

StreamT = TypeVar("StreamT", bound=Stream)

_PICTURES = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
_TEXT_BYTES = frozenset(range(32, 256)) | {9, 10, 12, 13}


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture is turned for display."""

    rotation: int = 0
    """Clockwise, degrees: 0, 90, 180 or 270."""
    mirrored: bool = False
    """Whether left and right are exchanged before turning."""


@contextmanager
def open_media(path: str | Path) -> Iterator[InputContainer]:
    """Open a local media file for reading.

    Raises
    ------
    ItemError
        When there is no such file, it cannot be read or it is not a recording; the
        sentence says which.
    """
    path = Path(path).absolute()  # an absolute path is never taken for an address
    check_file(path)
    try:
        container = av.open(
            str(path),
            options={"format_whitelist": ",".join(FORMATS), "protocol_whitelist": "file"},
            metadata_errors="replace",
        )
    except av.error.ArgumentError as error:  # what the whitelist refuses
        raise ItemError(
            Reason.NOT_MEDIA,
            "the file is of a kind that is not read here (a playlist, script, picture or text); "
            "give the recording itself",
        ) from error
    except av.error.FFmpegError as error:
        raise _cannot_open(path, error) from error
    with container:
        yield container


def check_file(path: Path) -> int:
    """Size of a regular, readable, non-empty file in bytes.

    Raises
    ------
    ItemError
        When it is anything else.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ItemError(Reason.UNREADABLE, "the path is a folder; give the file inside it")
        if not stat.S_ISREG(status.st_mode):
            raise ItemError(Reason.UNREADABLE, "the path is not a regular file (a device, a pipe)")
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise ItemError(
            Reason.NOT_FOUND, "there is no such file; was it moved or renamed?"
        ) from error
    except (OSError, ValueError) as error:
        detail = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ItemError(
            Reason.UNREADABLE, f"the file cannot be read ({detail}); check its permissions"
        ) from error
    if status.st_size == 0:
        raise ItemError(Reason.EMPTY_FILE, "the file is empty (0 bytes); copy or download it again")
    return status.st_size


def _cannot_open(path: Path, error: Exception) -> ItemError:
    with path.open("rb") as file:
        head = file.read(4096)
    if head[4:8] == b"ftyp":
        return ItemError(
            Reason.TRUNCATED,
            "an MP4 or MOV file without its index (the moov atom): recording or upload was "
            "cut off; get a complete copy",
        )
    if isinstance(error, av.error.EOFError):
        return ItemError(
            Reason.TRUNCATED,
            "the file ends before its first picture or sample; get a complete copy",
        )
    if head and set(head) <= _TEXT_BYTES:
        return ItemError(
            Reason.NOT_MEDIA, "the file holds text, not a recording, whatever its name says"
        )
    return ItemError(
        Reason.NOT_MEDIA,
        f"the file is not a recording in a known format ({type(error).__name__}); "
        "is it complete, and does it play?",
    )


def origin(container: InputContainer) -> Fraction:
    """Container start in seconds: zero of the recording's clock.

    The container states it in whole microseconds; the stream that begins there states
    the same moment exactly, and its first frame is to be at 0 and not just beside it.
    """
    start_time: int | None = container.start_time  # None where no stream states its start
    stated = Fraction(start_time or 0, 1_000_000)
    starts = [
        stream.start_time * stream.time_base
        for stream in container.streams
        if stream.start_time is not None and stream.time_base
    ]
    near = [start for start in starts if abs(start - stated) <= Fraction(2, 1_000_000)]
    return min(near, default=stated)


def on_clock(time: int | None, base: Fraction | None, zero: Fraction) -> Fraction | None:
    """A timestamp as seconds on the recording's clock, exactly; None where there is none."""
    return None if time is None or not base else time * base - zero


def is_picture(stream: Stream) -> bool:
    """Whether a "video" stream is a cover or thumbnail and not a film."""
    return bool(stream.disposition & _PICTURES)


def choose_video(container: InputContainer) -> VideoStream | None:
    """The video stream that a player would choose; covers and thumbnails do not count."""
    films = [stream for stream in container.streams.video if not is_picture(stream)]
    return _default(films, container.streams.best("video"))


def choose_audio(container: InputContainer, film: Stream | None = None) -> AudioStream | None:
    """The audio stream that a player would choose beside the video stream ``film``."""
    return _default(list(container.streams.audio), container.streams.best("audio", film))


def _default(streams: Sequence[StreamT], best: Stream | None) -> StreamT | None:
    """The default stream; of several, the one with most to show, as FFmpeg ranks them."""
    usable = [stream for stream in streams if has_decoder(stream)]
    defaults = [stream for stream in usable if stream.disposition & Disposition.default]
    candidates = defaults or usable
    ranked = [stream for stream in candidates if best is not None and stream.index == best.index]
    return next(iter(ranked or candidates), None)


def has_decoder(stream: Stream) -> bool:
    """Whether the codec of a stream is known; PyAV gives no context otherwise."""
    context: CodecContext | None = stream.codec_context
    return context is not None


def packets(container: InputContainer, *streams: Stream) -> Iterator[Any]:
    """Packets of an open container, without the empty ones that PyAV appends.

    Those carry the number of stream 0, whichever they are for; decoders are emptied with
    ``decode(None)`` instead. PyAV fails on them when a stream has appeared midway, as
    damaged files make them do; all packets have come by then.
    """
    with suppress(IndexError):
        for packet in container.demux(*streams):
            if packet.size:
                yield packet


def only_stream(container: InputContainer, stream: Stream) -> None:
    """Let the demuxer skip every other stream."""
    for other in container.streams:
        other.discard = Discard.default if other.index == stream.index else Discard.all


def describe_streams(container: InputContainer, chosen: Sequence[int]) -> str:
    """All streams of a container in words, the chosen ones marked."""
    return "; ".join(
        _describe(stream) + (" (used)" if stream.index in chosen else "")
        for stream in container.streams
    )


def _describe(stream: Stream) -> str:
    words = [str(stream.index), stream.type]
    if has_decoder(stream):
        words.append(stream.codec_context.name)
    if is_picture(stream):
        words.append("cover picture")
    elif isinstance(stream, VideoStream) and has_decoder(stream):
        words.append(f"{stream.codec_context.width}x{stream.codec_context.height}")
    elif isinstance(stream, AudioStream) and has_decoder(stream):
        words.append(f"{stream.codec_context.sample_rate} Hz, {stream.codec_context.channels} ch")
    language = stream.language
    if language and language.isalpha() and language != "und":
        words.append(language[:3])
    return " ".join(words)


def prepare_decoder(stream: VideoStream, threads: int) -> None:
    """Set up a video decoder: threads (0 = one a core) and the largest picture allowed.

    Raises
    ------
    ItemError
        When the pictures are larger than `MAX_PIXELS`.
    """
    codec = stream.codec_context
    if codec.width * codec.height > MAX_PIXELS:
        raise ItemError(
            Reason.TOO_LARGE,
            f"pictures of {codec.width} x {codec.height} pixels are beyond 8K; scale them down",
        )
    codec.options = {**codec.options, "max_pixels": str(MAX_PIXELS)}
    codec.thread_type = "AUTO" if threads != 1 else "NONE"
    codec.thread_count = threads


def orientation(frame: VideoFrame) -> Orientation:
    """How to turn a decoded frame for display.

    From its display matrix, as in ISO/IEC 14496-12, 8.2.2: (x', y') = (x, y) [[a, b],
    [c, d]] with y pointing down. Turns that are not quarters go to the nearest.
    """
    side_data: Mapping[Any, Any] = frame.side_data
    data = side_data.get(SideDataType.DISPLAYMATRIX)
    if data is None:
        return Orientation()
    a, b, _, c, d, *_ = struct.unpack("<9i", bytes(data)[:36])
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    rotation = round(math.degrees(math.atan2(b, a)) / 90) * 90 % 360
    return Orientation(rotation, mirrored)
