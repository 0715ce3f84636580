"""Decoding: by plan where the packets tell all, else frame after frame."""

from bisect import insort
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from unisono.container import only_stream, packets
from unisono.frames.choice import Ticks
from unisono.frames.index import PacketIndex, frame_ticks
from unisono.frames.plan import Run, plan_runs, positions_of

SEEK_PACKETS = 50
"""Packets to skip from which it seeks: a seek costs as much as 15 packets read from memory
(measured, MP4 and Matroska), and from a disk less, since nothing in between is read."""

REORDER = 16
"""Frames among which a decoder may mix up the order: the most that H.264 lets it hold."""

SEEKABLE = frozenset({"mov", "matroska"})
"""Containers with an index, in which seeking is exact; elsewhere it reads on."""


@dataclass(slots=True)
class Losses:
    """What could not be decoded; filled while frames are drawn from an iterator."""

    packets: int = 0
    """Packets that the decoder refused."""
    last_time: float = 0.0
    """Time of the last frame that was decoded, seconds."""
    demuxer: str = ""
    """Error with which reading ended."""


class PlanFailed(Exception):
    """The stream is not what its packets say; only decoding everything can tell."""


class PacketReader:
    """Packets of a stream by their position, forward only, seeking where that pays.

    Parameters
    ----------
    container, stream
        Freshly opened.
    index
        Its packets.
    seek
        Whether to seek at all.
    """

    def __init__(
        self, container: InputContainer, stream: VideoStream, index: PacketIndex, *, seek: bool
    ) -> None:
        self._container = container
        self._stream = stream
        self._index = index
        self._seek = seek and container.format.name.split(",")[0] in SEEKABLE
        self._packets = packets(container, stream)
        self._next = 0  # position of the packet that comes next

    def read(self, run: Run) -> Iterator[tuple[int, Any]]:
        """Packets of a run, with their positions.

        Raises
        ------
        PlanFailed
            When the packets are not those of the index.
        """
        if self._seek and run.start - self._next > SEEK_PACKETS:
            self._go_near(run.start)
        for packet in self._packets:
            position = self._next
            self._next += 1
            if packet.pts != self._index.pts[position]:
                raise PlanFailed
            if position >= run.start:
                yield position, packet
            if position + 1 == run.stop:
                return
        raise PlanFailed

    def _go_near(self, position: int) -> None:
        """Seek to a keyframe at or before a position; where it led shows in the packet there."""
        target = int(self._index.pts[position])
        self._container.seek(target, stream=self._stream, backward=True)
        drawn = packets(self._container, self._stream)
        first = next(drawn, None)
        found = np.flatnonzero(self._index.pts == (None if first is None else first.pts))
        if len(found) != 1 or found[0] > position:
            raise PlanFailed
        self._next = int(found[0])
        self._packets = chain([first], drawn)


def decode_planned(
    container: InputContainer,
    stream: VideoStream,
    index: PacketIndex,
    times: Ticks,
    *,
    seek: bool = True,
) -> Iterator[VideoFrame]:
    """Decode the frames with the given presentation times, and of the others only what these need.

    Groups of pictures without a wanted frame are skipped, and within a run the decoder
    leaves out the frames that no other refers to (``skip_frame``, FFmpeg's avcodec.h).

    Raises
    ------
    PlanFailed
        When a wanted frame does not come out; those before it have been yielded.
    """
    only_stream(container, stream)
    wanted = positions_of(index, times)
    reader = PacketReader(container, stream, index, seek=seek)
    awaited = iter(times.tolist())
    codec = stream.codec_context
    try:
        for run in plan_runs(index, wanted):
            due = set(index.pts[run.start : run.stop][wanted[run.start : run.stop]].tolist())
            for position, packet in reader.read(run):
                codec.skip_frame = "DEFAULT" if wanted[position] else "NONREF"
                yield from _expected(codec.decode(packet), due, awaited)
            yield from _expected(codec.decode(None), due, awaited)
            codec.flush_buffers()
            if due:
                raise PlanFailed
    except av.error.FFmpegError as error:
        raise PlanFailed from error
    finally:
        codec.skip_frame = "DEFAULT"


def _expected(
    frames: list[VideoFrame], due: set[int], awaited: Iterator[int]
) -> Iterator[VideoFrame]:
    """Those of the frames that are due; they must come in the order of their times."""
    for frame in frames:
        if frame.pts in due:
            due.discard(frame.pts)
            if frame.pts != next(awaited, None):
                raise PlanFailed
            yield frame


def decode_keyframes(
    container: InputContainer, stream: VideoStream, losses: Losses
) -> Iterator[VideoFrame]:
    """Decode the keyframes, in the order of presentation.

    The packets between them are read and left: with ``Discard.nonkey`` the MP4 demuxer
    would skip them, but then gives wrong presentation times (seen with FFmpeg 8).
    """
    only_stream(container, stream)
    stream.codec_context.skip_frame = "NONKEY"
    frames = (frame for frame in _frames(container, stream, losses, True) if frame.key_frame)
    return _rising(_sorted(frames), stream)


def _sorted(frames: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    """Put right what a decoder mixes up when it sees only the keyframes of open groups."""
    held: list[VideoFrame] = []
    for frame in frames:
        insort(held, frame, key=_time_or_zero)
        if len(held) > REORDER:
            yield held.pop(0)
    yield from held


def _time_or_zero(frame: VideoFrame) -> int:
    return frame.pts or 0


def decode_all(
    container: InputContainer, stream: VideoStream, losses: Losses
) -> Iterator[VideoFrame]:
    """Decode frame after frame, past damage, in the order of presentation.

    Frames without a timestamp follow the one before by the average rate; frames whose
    time has already been taken are left out, since the clock does not run back.
    """
    only_stream(container, stream)
    return _rising(_frames(container, stream, losses, False), stream)


def _rising(frames: Iterator[VideoFrame], stream: VideoStream) -> Iterator[VideoFrame]:
    last: int | None = None
    for frame in frames:
        if frame.pts is None:
            frame.pts = 0 if last is None else last + frame_ticks(stream)
        if last is not None and frame.pts <= last:
            continue
        last = frame.pts
        yield frame


def _frames(
    container: InputContainer, stream: VideoStream, losses: Losses, keyframes: bool
) -> Iterator[VideoFrame]:
    codec = stream.codec_context
    try:
        for packet in packets(container, stream):
            if keyframes and not packet.is_keyframe:
                continue
            try:
                frames = codec.decode(packet)
            except av.error.FFmpegError:
                losses.packets += 1
                continue
            yield from frames
    except av.error.FFmpegError as error:
        losses.demuxer = error.strerror or type(error).__name__
    with suppress(av.error.FFmpegError):
        yield from codec.decode(None)
