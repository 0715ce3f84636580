"""The acoustic model for a recording, and for the speaker who is speaking at some place in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.align.acoustic_model import AcousticModel
from unisono.align.adaptation import adapted
from unisono.align.cepstra import with_differences
from unisono.align.passage import Passage
from unisono.align.senones import BLOCK, Gaussians, Nearest, nearest_gaussians, prepare_gaussians
from unisono.align.stretches import Stretch

LEAST_LEARNT_FROM = 3_000
"""Frames below which there is too little sound to learn a voice from: half a minute."""

PLACE = 3_000
"""Frames, half a minute, for which one voice is learnt: speakers change."""

AROUND = 1_500
"""Frames on either side that it is learnt from, too."""

KEPT = 64
"""Voices that are held at once."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """The acoustic model for some sound.

    Attributes
    ----------
    model
        Its parameters.
    gaussians
        Those of them that are ready for a matrix product.
    """

    model: AcousticModel
    gaussians: Gaussians

    @classmethod
    def of(cls, model: AcousticModel) -> "Voice":
        """Make a model ready."""
        return cls(model=model, gaussians=prepare_gaussians(model))

    def learnt(
        self,
        passage: Passage,
        values: Floats,
        nearest: Iterable[Nearest],
        origin: AcousticModel | None = None,
    ) -> "Voice":
        """A model moved as the way of a search with this voice suggests.

        Parameters
        ----------
        passage
            The way.
        values
            Shape (frames, 13): the cepstra that were searched.
        nearest
            Their Gaussians, from `nearest`.
        origin
            What is moved, where that is not the voice's own model: moved anew each time, a
            model does not run away from what it was.
        """
        features = with_differences(values, 0, len(values))
        joined = _joined(list(nearest))
        return Voice.of(adapted(origin or self.model, passage, joined, features))

    def nearest(self, values: Floats) -> Iterator[Nearest]:
        """Gaussians of all frames of normalised cepstra, shape (frames, 13), block by block."""
        for first in range(0, len(values), BLOCK):
            last = min(first + BLOCK, len(values))
            yield nearest_gaussians(self.gaussians, with_differences(values, first, last))


class Voices:
    """Voices of places in a recording, each learnt from what was found there when it is needed.

    Parameters
    ----------
    voice
        Of the whole recording.
    values
        Shape (frames, 13): all of its cepstra, normalised.
    passage
        What was found in it.
    """

    def __init__(self, voice: Voice, values: Floats, passage: Passage) -> None:
        self._voice = voice
        self._values = values
        self._passage = passage
        self._known: dict[int, Voice] = {}

    def near(self, stretch: Stretch) -> Voice:
        """The voice of the place in which a stretch lies; that of the recording for long ones."""
        if is_long(stretch) or len(self._values) < LEAST_LEARNT_FROM:
            return self._voice
        place = (stretch.first_frame + stretch.last_frame) // 2 // PLACE
        if place not in self._known:
            first = max(place * PLACE - AROUND, 0)
            last = min((place + 1) * PLACE + AROUND, len(self._values))
            found = self._passage.within(first, last)
            if len(self._known) >= KEPT:  # stretches come in order; a voice takes 4 MB
                del self._known[min(self._known)]
            values = self._values[first:last]
            self._known[place] = self._voice.learnt(found, values, self._voice.nearest(values))
        return self._known[place]


def is_long(stretch: Stretch) -> bool:
    """Whether a stretch is longer than what the voice of a place is learnt from."""
    return stretch.last_frame - stretch.first_frame > PLACE + 2 * AROUND


def _joined(blocks: Sequence[Nearest]) -> Nearest:
    return Nearest(
        chosen=np.concatenate([block.chosen for block in blocks]),
        density=np.concatenate([block.density for block in blocks]),
        offset=np.concatenate([block.offset for block in blocks]),
    )
