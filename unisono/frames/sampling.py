"""Sample the frames of a recording.

Examples
--------
>>> from unisono.frames.sampling import sample
>>> for frame in sample("speech.mp4", mode="every", seconds=2.0):  # doctest: +SKIP
...     print(frame.time, frame.picture.shape)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from unisono.container import choose_video, on_clock, open_media, origin, prepare_decoder
from unisono.frames.choice import Ticks, Timeline, sample_count, sample_every
from unisono.frames.decode import (
    Losses,
    PlanFailed,
    decode_all,
    decode_keyframes,
    decode_planned,
)
from unisono.frames.index import PacketIndex, frame_ticks, read_index
from unisono.frames.options import FramesOptions
from unisono.frames.pictures import Converter, Picture
from unisono.items import ItemError
from unisono.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One sampled frame."""

    time: float
    """Presentation time on the recording's clock, seconds."""
    keyframe: bool
    """Whether the codec marks a keyframe."""
    picture: Picture
    """Shape (height, width, 3), blue, green, red; turned for display."""
    shot: int | None = None
    """Number of the shot from 0, in mode shots."""


def sample(
    path: str | Path,
    options: FramesOptions | None = None,
    *,
    losses: Losses | None = None,
    **choices: Any,
) -> Iterator[Frame]:
    """Sample the frames of a recording, in the order of their times.

    The frame sampled at an instant is the one on screen then: the last that begins at
    or before it. The first instant is that of the first frame. A frame that is on
    screen at several instants comes once.

    Parameters
    ----------
    path
        The recording.
    options
        What to sample; or give its fields one by one, as ``mode="count", count=8``.
    losses
        Filled with what could not be decoded, while the frames are drawn.

    Yields
    ------
    Frame
        Pictures are made one at a time.

    Raises
    ------
    ItemError
        When the file cannot be opened or has no video.
    """
    options = FramesOptions(**choices) if options is None else options
    losses = Losses() if losses is None else losses
    film = _Film(Path(path), options, losses)
    converter = Converter(options.max_side)
    for number, frame in enumerate(film.frames()):
        losses.last_time = film.seconds(frame)
        yield Frame(
            time=losses.last_time,
            keyframe=bool(frame.key_frame),
            picture=converter.picture(frame),
            shot=number if options.mode == "shots" else None,
        )


class _Film:
    """The video of a recording; every pass over it opens the file anew."""

    def __init__(self, path: Path, options: FramesOptions, losses: Losses) -> None:
        self.path = path
        self.options = options
        self.losses = losses
        self.zero = Fraction(0)
        self.base = Fraction(1)

    def seconds(self, frame: VideoFrame) -> float:
        """Time of a frame on the recording's clock."""
        return float(on_clock(frame.pts, self.base, self.zero) or 0)

    def open(self, container: InputContainer) -> VideoStream:
        stream = choose_video(container)
        if stream is None:
            raise ItemError(Reason.NO_VIDEO, "no video stream: there are no frames", skip=True)
        prepare_decoder(stream, self.options.threads)
        self.zero = origin(container)
        self.base = stream.time_base or Fraction(1, 1_000_000)
        return stream

    def frames(self) -> Iterator[VideoFrame]:
        """The sampled frames."""
        if self.options.mode == "keyframes":
            with open_media(self.path) as container:
                yield from decode_keyframes(container, self.open(container), self.losses)
            return
        with open_media(self.path) as container:
            stream = self.open(container)
            index = read_index(container, stream)
        times = self._chosen(index)
        if index is None:
            yield from self._by_decoding(times, after=None)
        else:
            yield from self._by_plan(index, times)

    def _chosen(self, index: PacketIndex | None) -> Ticks:
        """Presentation times of the frames to sample."""
        if self.options.mode == "shots":
            return self._shot_middles()
        timeline = self._decoded_timeline() if index is None else index.timeline
        if self.options.mode == "count":
            return sample_count(timeline, self.options.count)
        return sample_every(timeline, self.options.seconds, self.base)

    def _by_plan(self, index: PacketIndex, times: Ticks) -> Iterator[VideoFrame]:
        """Decode what the plan says; if it fails, without seeking; if it fails, everything."""
        last: int | None = None
        for seek in (True, False):
            try:
                with open_media(self.path) as container:
                    stream = self.open(container)
                    rest = times if last is None else times[times > last]
                    for frame in decode_planned(container, stream, index, rest, seek=seek):
                        last = frame.pts
                        yield frame
            except PlanFailed:
                continue
            return
        yield from self._by_decoding(times, after=last)

    def _by_decoding(self, times: Ticks, after: int | None) -> Iterator[VideoFrame]:
        """Decode everything and take what is on screen at the times."""
        due = iter(times.tolist())
        instant = next(due, None)
        shown: VideoFrame | None = None
        with open_media(self.path) as container:
            for frame in decode_all(container, self.open(container), self.losses):
                wanted = False
                while instant is not None and instant < (frame.pts or 0):
                    wanted, instant = shown is not None, next(due, None)
                if wanted and shown is not None and (after is None or (shown.pts or 0) > after):
                    yield shown
                if instant is None:
                    return
                shown = frame
            if shown is not None and (after is None or (shown.pts or 0) > after):
                yield shown

    def _decoded_timeline(self) -> Timeline:
        with open_media(self.path) as container:
            stream = self.open(container)
            times = [frame.pts or 0 for frame in decode_all(container, stream, Losses())]
            end = times[-1] + frame_ticks(stream) if times else 0
        return Timeline(np.array(times, dtype=np.int64), end)

    def _shot_middles(self) -> Ticks:
        from unisono.frames.shots import detect_shots  # half a second to import

        with open_media(self.path) as container:
            stream = self.open(container)
            shots = detect_shots(
                decode_all(container, stream, Losses()),
                rate=stream.average_rate or stream.guessed_rate or Fraction(25),
                threshold=self.options.threshold,
                shot_seconds=self.options.shot_seconds,
            )
        return shots.middles
