"""The packets of a video stream in decoding order, read without decoding anything."""

import logging
from array import array
from dataclasses import dataclass

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.stream import VideoStream

from unisono.container import only_stream, packets
from unisono.frames.choice import Ticks, Timeline
from unisono.items import ItemError
from unisono.reasons import Reason

logger = logging.getLogger(__name__)

Flags = npt.NDArray[np.bool_]

MAX_PACKETS = 12_000_000
"""A day at 120 frames a second; a file with more is not a recording but an attack."""

KEYFRAME, PRESENT = 1, 2


@dataclass(frozen=True, kw_only=True)
class PacketIndex:
    """What is known of a video stream before decoding. Arrays are in decoding order."""

    pts: Ticks
    """Presentation times, ticks."""
    keyframe: Flags
    """Whether decoding can begin here."""
    shown: Flags
    """Whether the frame is presented, and can be decoded from what is there."""
    leader: Ticks
    """Position of the keyframe at which decoding must begin; -1 = there is none."""
    end: int
    """End of the last frame, ticks."""

    @property
    def timeline(self) -> Timeline:
        """The frames that are shown, in the order of presentation."""
        return Timeline(np.sort(self.pts[self.shown]), self.end)


def read_index(container: InputContainer, stream: VideoStream) -> PacketIndex | None:
    """Read the packets of a stream.

    Returns
    -------
    PacketIndex or None
        None where timestamps are missing, repeated or jump back, so that only decoding
        can tell which frames there are.
    """
    only_stream(container, stream)
    pts, marks = array("q"), bytearray()
    last_dts: int | None = None
    end, step = 0, frame_ticks(stream)
    try:
        for packet in packets(container, stream):
            if packet.pts is None or (
                packet.dts is not None and last_dts is not None and packet.dts <= last_dts
            ):
                return None
            last_dts = packet.dts if packet.dts is not None else last_dts
            pts.append(packet.pts)
            marks.append(
                KEYFRAME * packet.is_keyframe
                + PRESENT * (not packet.is_discard and not packet.is_corrupt)
            )
            end = max(end, packet.pts + (packet.duration or step))
            if len(pts) > MAX_PACKETS:
                raise ItemError(Reason.TOO_LARGE, f"more than {MAX_PACKETS:,} frames; split it")
    except av.error.FFmpegError:
        logger.info("reading broke off after %d video packets", len(pts))
    times = np.array(pts, dtype=np.int64)
    if len(times) == 0 or len(np.unique(times)) < len(times):
        return None
    flags = np.frombuffer(marks, dtype=np.uint8)
    return index_of(times, (flags & KEYFRAME) > 0, (flags & PRESENT) > 0, end)


def index_of(pts: Ticks, keyframe: Flags, present: Flags, end: int) -> PacketIndex:
    """Find for every packet the keyframe at which decoding must begin.

    A frame that follows a keyframe in the file but is shown before it (a leading
    picture of an open group of pictures) refers to the group before as well.
    """
    position = np.arange(len(pts))
    own = np.maximum.accumulate(np.where(keyframe, position, -1))
    before = np.concatenate([[-1], own[:-1]])  # the keyframe before each packet
    leading = (own >= 0) & (pts < pts[own])
    leader = np.where(leading, before[own], own)
    return PacketIndex(
        pts=pts,
        keyframe=keyframe,
        shown=present & (leader >= 0),
        leader=leader,
        end=max(end, int(pts.max()) + 1),
    )


def frame_ticks(stream: VideoStream) -> int:
    """Ticks from one frame to the next at the average frame rate."""
    rate = stream.average_rate or stream.guessed_rate
    if not rate or not stream.time_base:
        return 1
    return max(1, round(1 / (rate * stream.time_base)))
