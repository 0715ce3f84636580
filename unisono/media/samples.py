"""Samples of decoded frames, of any format and number of channels."""

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame

Samples = npt.NDArray[np.float32]

SAFE_PLANES = 7
"""Planes, one a channel, that PyAV counts rightly: it looks for a missing one behind them, and
reads on in foreign memory where FFmpeg's eight places are all taken (7.1 in AAC or Opus)."""

_INTEGER_SCALE = {"u8": 2.0**-7, "s16": 2.0**-15, "s32": 2.0**-31, "s64": 2.0**-63}


class Unpacker:
    """Takes samples out of the frames of one stream."""

    def __init__(self) -> None:
        self._kind: tuple[str, str, int] | None = None
        self._packer: av.AudioResampler | None = None

    def samples(self, frame: AudioFrame) -> Samples:
        """Samples of a decoded frame.

        Returns
        -------
        numpy.ndarray
            Shape (channels, samples), values in -1..1, somewhat beyond where a codec
            overshoots.
        """
        if frame.format.is_planar and frame.layout.nb_channels > SAFE_PLANES:
            pieces = [_samples(piece) for piece in self._packed(frame)]
            return np.concatenate(pieces, axis=1)
        return _samples(frame)

    def _packed(self, frame: AudioFrame) -> list[AudioFrame]:
        """The frame with its channels by turns in one plane."""
        kind = frame.format.name, frame.layout.name, frame.sample_rate
        if self._packer is None or kind != self._kind:
            self._kind = kind
            self._packer = av.AudioResampler(
                format=frame.format.name.removesuffix("p"),
                layout=frame.layout,
                rate=frame.sample_rate,
            )
        return self._packer.resample(frame)


def mixed(samples: Samples, channels: int) -> Samples:
    """Bring sound to a number of channels: the mean of all, where it has another number.

    Parameters
    ----------
    samples
        Shape (channels of the frame, samples).
    channels
        Number that is wanted.
    """
    if len(samples) == channels:
        return samples
    mean = samples.mean(axis=0, dtype=np.float32, keepdims=True)
    return np.repeat(mean, channels, axis=0)


def _samples(frame: AudioFrame) -> Samples:
    data = frame.to_ndarray()
    kind = frame.format.name.removesuffix("p")
    if not frame.format.is_planar:
        data = data.reshape(-1, frame.layout.nb_channels).T
    samples = data.astype(np.float32)
    if kind == "u8":
        samples -= np.float32(128)
    if kind in _INTEGER_SCALE:
        samples *= np.float32(_INTEGER_SCALE[kind])
    finite: Samples = np.nan_to_num(samples, copy=False, posinf=1.0, neginf=-1.0)
    return finite
