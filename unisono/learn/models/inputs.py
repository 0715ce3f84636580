"""What networks are fed: batches of padded sequences, with masks, positions and orders."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from unisono.learn.corpus import IntArray, Modality
from unisono.learn.models.features import Scaling


class Sequence(NamedTuple):
    """A batch of one modality; a step is where the mask is True.

    Attributes
    ----------
    values
        Shape (batch, steps, features), zeros where there is no step.
    mask
        Shape (batch, steps); None when every item has every step.
    positions
        Shape (batch, steps): where each step is on the clock, in positions.
    order
        Shape (batch, steps): the step that stands at each place when the items' steps are
        shuffled in time; None when they are not.
    """

    values: Tensor
    mask: Tensor | None
    positions: Tensor
    order: Tensor | None


Inputs = Mapping[str, Sequence]
"""By the name of the modality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeder:
    """Makes batches from tracks.

    Attributes
    ----------
    tracks, scalings
        By the name of the modality.
    ids
        Of the items.
    position_seconds
        Seconds that are one position; None: each step is one.
    shuffle_seed
        Whether, and from what, orders are drawn: another one in each epoch, epoch 0 for
        prediction.
    device
        Where the batches go.
    """

    tracks: Mapping[str, Modality]
    scalings: Mapping[str, Scaling]
    ids: tuple[str, ...]
    position_seconds: float | None
    shuffle_seed: int | None
    device: torch.device

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def lengths(self) -> IntArray:
        """Steps of each item in all modalities, shape (items,)."""
        return np.asarray(
            np.sum([track.lengths for track in self.tracks.values()], axis=0), dtype=np.int64
        )

    def inputs(self, items: IntArray, epoch: int = 0) -> Inputs:
        """The batch of the items named."""
        return {name: self._sequence(name, items, epoch) for name in self.tracks}

    def _sequence(self, name: str, items: IntArray, epoch: int) -> Sequence:
        track, scaling = self.tracks[name], self.scalings[name]
        lengths = track.lengths[items]
        longest = max(1, int(lengths.max()))
        values = np.zeros((len(items), longest, track.width), dtype=np.float32)
        positions = np.zeros((len(items), longest), dtype=np.float32)
        order = np.tile(np.arange(longest), (len(items), 1))
        for row, (item, length) in enumerate(zip(items, lengths, strict=True)):
            values[row, :length] = scaling.apply(track.item(int(item)))
            positions[row, :length] = self._positions(track, int(item))
            if self.shuffle_seed is not None:
                order[row, :length] = self._order(self.ids[item], name, int(length), epoch)
        mask = np.arange(longest) < lengths[:, None]
        return Sequence(
            values=self._tensor(values),
            mask=None if mask.all() else self._tensor(mask),
            positions=self._tensor(positions),
            order=None if self.shuffle_seed is None else self._tensor(order),
        )

    def _positions(self, track: Modality, item: int) -> npt.NDArray[np.float64]:
        if self.position_seconds is None:
            return np.arange(track.lengths[item], dtype=np.float64)
        start, end = track.times(item)
        return clock_positions((start + end) / 2, self.position_seconds)

    def _order(self, media_id: str, name: str, length: int, epoch: int) -> IntArray:
        """A permutation that depends on the item, and not on who is in its batch."""
        text = f"{self.shuffle_seed}/{epoch}/{name}/{media_id}".encode()
        seed = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")
        return np.random.default_rng(seed).permutation(length)

    def _tensor(self, array: npt.NDArray[np.generic]) -> Tensor:
        tensor: Tensor = torch.from_numpy(array).to(self.device)
        return tensor


def clock_positions(
    times: npt.NDArray[np.floating], position_seconds: float
) -> npt.NDArray[np.float64]:
    """Positions of steps from their times.

    Parameters
    ----------
    times
        Shape (steps,), seconds; NaN where not known: taken from the steps around it.
    position_seconds
        Seconds that are one position.

    Returns
    -------
    ndarray
        Shape (steps,); the steps' numbers when no time is known.
    """
    numbers = np.arange(len(times), dtype=np.float64)
    known = np.isfinite(times)
    if not known.any():
        return numbers
    filled = np.interp(numbers, numbers[known], np.asarray(times, dtype=np.float64)[known])
    return np.asarray(filled / position_seconds)


def training_batches(
    lengths: IntArray, *, batch: int, buckets: int, generator: np.random.Generator
) -> Iterator[IntArray]:
    """Items of each batch of an epoch: shuffled, with items of like lengths together.

    Parameters
    ----------
    lengths
        Of the items, shape (items,).
    batch
        Items in a batch; the last one may have fewer.
    buckets
        Batches whose items are sorted by length among themselves.
    generator
        What the order is drawn from.
    """
    shuffled = generator.permutation(len(lengths))
    batches: list[IntArray] = []
    for begin in range(0, len(shuffled), batch * buckets):
        pool = shuffled[begin : begin + batch * buckets]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += [pool[first : first + batch] for first in range(0, len(pool), batch)]
    for number in generator.permutation(len(batches)):
        yield batches[number]


def prediction_batches(lengths: IntArray, *, batch: int) -> Iterator[IntArray]:
    """Items of each batch, all items once, the short ones first."""
    order = np.argsort(lengths, kind="stable")
    for first in range(0, len(order), batch):
        yield order[first : first + batch]
