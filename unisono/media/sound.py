"""Sound of any rate and number of channels, to 16 kHz FLAC, in one pass."""

import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
import soundfile
from av.audio.frame import AudioFrame

from unisono.audio import SAMPLE_RATE
from unisono.media.clipping import Clipping
from unisono.media.samples import Samples, Unpacker, mixed
from unisono.media.timeline import place

BLOCK = 1 << 16
"""Samples that go through the resampler at a time."""

JUMP = 1.0
"""Distance from the expected time at which a block needs another to confirm it, seconds."""

RATES = range(1_000, 768_001)
"""Sampling rates that can be meant, Hz; others come from damaged headers."""

MOST_CHANNELS = 8
"""Channels that FLAC can hold."""


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    samples: Samples
    """Shape (channels, samples)."""
    target: int | None
    """Sample at which the block should begin."""


class NormalisedSound:
    """Write decoded sound as 16 kHz FLAC whose first sample is container start.

    A late start and gaps in the timestamps become silence; what lies before 0 or
    overlaps is left out. A jump of more than a second is believed when two blocks agree
    on it, so that one wrong timestamp does not silence the rest. The file appears under
    its name only when it is whole.

    Parameters
    ----------
    path
        The FLAC file to make.
    drift
        Distance between timestamps and samples, seconds, that is left as it is.
    max_seconds
        Where to stop.
    keep_channels
        Whether the file has as many channels as the first frame (where these are too many
        for FLAC, and by default, it has one: their mean). Later frames with another number
        are averaged, and the mean stands on every channel.
    """

    def __init__(
        self, path: Path, *, drift: float, max_seconds: float, keep_channels: bool = False
    ) -> None:
        self.path = path
        self.drift = drift
        self.max_seconds = max_seconds
        self.keep_channels = keep_channels
        self.start: float | None = None
        """Time of the first sample, seconds; None while there is none."""
        self.silence = 0.0
        """Silence filled into gaps, seconds."""
        self.dropped = 0.0
        """Sound left out because its time was already taken, seconds."""
        self.clipping = Clipping()
        self._temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._file: soundfile.SoundFile | None = None
        self._unpacker = Unpacker()
        self._rate = 0
        self._channels = 0  # of the file; 0 while there is none
        self._position = 0  # samples at the native rate from container start
        self._written = 0  # samples in the file
        self._pending: list[Samples] = []
        self._held = 0
        self._resampler: av.AudioResampler | None = None
        self._doubtful: _Block | None = None

    @property
    def end(self) -> float:
        """Time of the end of the last sample, seconds."""
        return self._position / self._rate if self._rate else 0.0

    @property
    def heard(self) -> bool:
        """Whether there is sound: a few samples leave none once they are resampled."""
        return self._written > 0

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._finish_rate()
        finally:
            file, self._file = self._file, None
            if file is not None:
                file.close()
            if error is None and self._written:
                with self._temporary.open("rb+") as handle:
                    os.fsync(handle.fileno())
                self._temporary.replace(self.path)
            self._temporary.unlink(missing_ok=True)

    def add(self, frame: AudioFrame, time: Fraction | None) -> bool:
        """Append a decoded frame; returns False when its sampling rate cannot be meant.

        Parameters
        ----------
        frame
            As it comes from the decoder.
        time
            When it begins on the recording's clock, seconds; None where it is not said.
        """
        if frame.sample_rate not in RATES:
            return False
        samples = self._unpacker.samples(frame)
        if not self._channels:
            self._open(len(samples))
        if frame.sample_rate != self._rate:
            self._change_rate(frame.sample_rate)
        self.clipping.take(samples)
        samples = mixed(samples, self._channels)
        block = _Block(samples, None if time is None else round(time * self._rate))
        self._settle_doubt(block)
        if block.target is None or abs(block.target - self._position) <= JUMP * self._rate:
            self._place(block)
        else:
            self._doubtful = block
        return True

    def _settle_doubt(self, after: "_Block | None" = None) -> None:
        """Place the block whose time jumps: there if the next one goes on from it, else in line."""
        doubtful, self._doubtful = self._doubtful, None
        if doubtful is None or doubtful.target is None:
            return
        due = doubtful.target + doubtful.samples.shape[1]
        agree = (
            after is not None
            and after.target is not None
            and abs(after.target - due) <= JUMP * self._rate
        )
        self._place(doubtful if agree else _Block(doubtful.samples, None))

    def _place(self, block: "_Block") -> None:
        first = self.start is None
        tolerance = 0 if first else round(self.drift * self._rate)
        placed = place(self._position, block.target, block.samples.shape[1], tolerance)
        limit = int(self.max_seconds * self._rate)
        silence = max(0, min(placed.silence, limit - self._position))
        room = max(0, limit - self._position - silence)
        samples = block.samples[:, placed.drop :][:, :room]
        if not samples.size and first:
            return
        self._push_silence(silence)
        if first:
            self.start = self._position / self._rate
        else:
            self.silence += silence / self._rate
            self.dropped += placed.drop / self._rate
        self._push(samples)

    def _push_silence(self, samples: int) -> None:
        while samples > 0:
            piece = min(samples, BLOCK)
            self._push(np.zeros((self._channels, piece), dtype=np.float32))
            samples -= piece

    def _push(self, samples: Samples) -> None:
        self._position += samples.shape[1]
        self._pending.append(samples)
        self._held += samples.shape[1]
        if self._held >= BLOCK:
            self._resample()

    def _resample(self) -> None:
        if self._resampler is None or not self._held:
            return
        # samples of all channels by turns: PyAV fails on eight planes
        block = np.concatenate(self._pending, axis=1).T.reshape(1, -1)
        self._pending, self._held = [], 0
        frame = AudioFrame.from_ndarray(block, format="flt", layout=self._layout)
        frame.sample_rate = self._rate
        for piece in self._resampler.resample(frame):
            self._write(piece)

    def _write(self, piece: AudioFrame) -> None:
        if self._file is not None:
            self._file.write(piece.to_ndarray().reshape(-1, self._channels))
            self._written += piece.samples

    def _open(self, channels: int) -> None:
        """Begin the file, once it is known how many channels there are."""
        self._channels = channels if self.keep_channels and channels <= MOST_CHANNELS else 1
        self._file = soundfile.SoundFile(
            self._temporary, "w", SAMPLE_RATE, self._channels, subtype="PCM_16", format="FLAC"
        )

    @property
    def _layout(self) -> str:
        """FFmpeg's name of a layout of so many channels, which none of its mixing enters."""
        return "mono" if self._channels == 1 else f"{self._channels} channels"

    def _finish_rate(self) -> None:
        """Empty the resampler, so that the file ends where the sound does."""
        if self._resampler is None:
            return
        self._settle_doubt()
        self._resample()
        for piece in self._resampler.resample(None):
            self._write(piece)
        self._resampler = None

    def _change_rate(self, rate: int) -> None:
        self._finish_rate()
        self._position = round(Fraction(self._written, SAMPLE_RATE) * rate)
        self._rate = rate
        self._resampler = av.AudioResampler(format="s16", layout=self._layout, rate=SAMPLE_RATE)
