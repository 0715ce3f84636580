"""The two tracks of a recording that count, as they are walked packet by packet."""

from fractions import Fraction
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from unisono.container import Orientation, on_clock, orientation
from unisono.media.sound import NormalisedSound
from unisono.media.timeline import Witness

BELIEVED = 600.0
"""Jump of a packet's time that needs no second one to confirm it, seconds: slides stand long."""


class Track:
    """What the packets of one stream say about its length.

    Parameters
    ----------
    stream
        `av.stream.Stream` of an open container.
    zero
        Container start, seconds.
    """

    def __init__(self, stream: Any, zero: Fraction) -> None:
        self.stream: Any = stream
        self.zero = zero
        self.packets = 0
        self.lost = 0
        """Packets that could not be decoded, or came incomplete."""
        self.lost_last = False
        """Whether the last packet was among them."""
        self.end = Fraction(0)
        """End of the last packet on the recording's clock, seconds."""
        self._witness = Witness(BELIEVED)

    def take(self, packet: "Packet[Any]") -> None:
        """Count a packet."""
        self.packets += 1
        self.lost_last = packet.is_corrupt
        if packet.is_corrupt:
            self.lost += 1
            return
        time = packet.pts if packet.pts is not None else packet.dts
        if time is None or packet.is_discard:
            return
        end = on_clock(time + (packet.duration or 0), packet.time_base, self.zero)
        if end is not None and self._witness.believes(float(end)):
            self.end = max(self.end, end)

    def declared_end(self) -> Fraction | None:
        """Where the header says that the stream ends, on the recording's clock."""
        if not self.stream.duration:
            return None
        end = (self.stream.start_time or 0) + self.stream.duration
        return on_clock(end, self.stream.time_base, self.zero)

    def _decode(self, packet: "Packet[Any] | None") -> list[Any]:
        try:
            # not packet.decode(): damaged headers make PyAV give packets to another stream
            return list(self.stream.codec_context.decode(packet))
        except av.error.FFmpegError:
            if not self.lost_last:
                self.lost += 1
            self.lost_last = True
            return []


class PictureTrack(Track):
    """The video stream: only its first picture is decoded, the rest is counted."""

    def __init__(self, stream: VideoStream, zero: Fraction) -> None:
        super().__init__(stream, zero)
        self.stream: VideoStream = stream
        self.start: float | None = None
        """Time of the first frame, seconds; None while none has been decoded."""
        self.width = 0
        self.height = 0
        self.orientation = Orientation()

    def take(self, packet: "Packet[Any]") -> None:
        """Count a packet and decode it when no picture has come out yet."""
        super().take(packet)
        if self.start is None:
            self._see(self._decode(packet))

    def finish(self) -> None:
        """Take what the decoder still holds."""
        if self.start is None:
            self._see(self._decode(None))

    def _see(self, frames: list[VideoFrame]) -> None:
        for frame in frames[:1]:
            self.start = float(on_clock(frame.pts, self.stream.time_base, self.zero) or 0)
            self.orientation = orientation(frame)
            turned = self.orientation.rotation in (90, 270)
            self.width, self.height = (
                (frame.height, frame.width) if turned else (frame.width, frame.height)
            )

    @property
    def last(self) -> float:
        """End of the last frame, seconds."""
        return max(float(self.end), self.start or 0.0)


class SoundTrack(Track):
    """The audio stream: decoded whole and written as it goes."""

    def __init__(self, stream: AudioStream, zero: Fraction, sound: NormalisedSound) -> None:
        super().__init__(stream, zero)
        self.stream: AudioStream = stream
        self.sound = sound

    def take(self, packet: "Packet[Any]") -> None:
        """Count a packet, decode it and write its sound."""
        super().take(packet)
        self._hear(self._decode(packet))

    def finish(self) -> None:
        """Take what the decoder still holds."""
        self._hear(self._decode(None))

    def _hear(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            time = on_clock(frame.pts, self.stream.time_base, self.zero)
            if not self.sound.add(frame, time):
                self.lost += 1


AnyTrack = PictureTrack | SoundTrack
