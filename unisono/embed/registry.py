"""What an embedding model is, and the models there are.

To add one, write a module with an ``open_backend(options)`` that returns an object
kept to the protocol of its modality, and give it a line in the table below. The
module imports its heavy libraries itself, so that the others work without them, and
raises `unisono.errors.InstallError` when a package or weights are missing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from unisono.audio import Samples
from unisono.embed.options import AudioEmbedOptions, ImageEmbedOptions, TextEmbedOptions
from unisono.embed.projection import Vectors
from unisono.errors import ConfigError, nearest

Picture = npt.NDArray[np.uint8]


class TextEmbedder(Protocol):
    """A model of text."""

    model: str
    """Name, with what identifies its version: part of every row."""
    dimension: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; shape (texts, dimension), zeros for a text that says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioVectors:
    """Vectors of the spans of one recording."""

    vectors: Vectors
    heard: npt.NDArray[np.bool_]
    """Shape (spans,): False where the recording has no sound within the span."""


class AudioEmbedder(Protocol):
    """A model of sound."""

    model: str
    dimension: int

    def embed(self, blocks: Iterable[Samples], spans: npt.NDArray[np.float64]) -> AudioVectors:
        """Embed spans of one recording.

        Parameters
        ----------
        blocks
            The recording in consecutive pieces of 16 kHz sound; read once.
        spans
            Start and end of each unit in seconds, shape (spans, 2), in any order.
        """


class ImageEmbedder(Protocol):
    """A model of pictures."""

    model: str
    dimension: int

    def embed(self, pictures: Sequence[Picture]) -> Vectors:
        """Embed pictures of shape (height, width, 3), channels blue, green, red."""


def _text_hashing(options: TextEmbedOptions) -> TextEmbedder:
    from unisono.embed.text_hashing import open_backend

    return open_backend(options)


def _audio_statistics(options: AudioEmbedOptions) -> AudioEmbedder:
    from unisono.embed.audio_statistics import open_backend

    return open_backend(options)


def _image_statistics(options: ImageEmbedOptions) -> ImageEmbedder:
    from unisono.embed.image_statistics import open_backend

    return open_backend(options)


TEXT: dict[str, Callable[[TextEmbedOptions], TextEmbedder]] = {"hashing": _text_hashing}
AUDIO: dict[str, Callable[[AudioEmbedOptions], AudioEmbedder]] = {"statistics": _audio_statistics}
IMAGE: dict[str, Callable[[ImageEmbedOptions], ImageEmbedder]] = {"statistics": _image_statistics}

Factory = TypeVar("Factory")


def open_text(options: TextEmbedOptions) -> TextEmbedder:
    """Open the text model that the options name; `ConfigError` if there is none."""
    return _chosen(TEXT, options.backend, "text")(options)


def open_audio(options: AudioEmbedOptions) -> AudioEmbedder:
    """Open the audio model that the options name; `ConfigError` if there is none."""
    return _chosen(AUDIO, options.backend, "audio")(options)


def open_image(options: ImageEmbedOptions) -> ImageEmbedder:
    """Open the image model that the options name; `ConfigError` if there is none."""
    return _chosen(IMAGE, options.backend, "image")(options)


def _chosen(backends: Mapping[str, Factory], name: str, modality: str) -> Factory:
    if name not in backends:
        hint = nearest(name, backends)
        valid = f" (valid: {', '.join(sorted(backends))})" if "did you mean" in hint else ""
        raise ConfigError(f'embed.{modality}.backend: there is no "{name}"{hint}{valid}')
    return backends[name]
