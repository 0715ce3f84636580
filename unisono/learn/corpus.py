"""The data that models learn from: ragged sequences of several modalities, and a label.

Nothing is copied when items are chosen: a modality is one long array, which may be mapped
from a file, and for each item where its steps lie in it. So a corpus need not fit in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from unisono.errors import InputError

FloatArray = npt.NDArray[np.floating]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

MODALITIES = ("text", "audio", "image")


@dataclass(frozen=True, slots=True, kw_only=True)
class Modality:
    """One modality of all items, each on its own steps; make one with `packed` or `ragged`."""

    values: FloatArray
    """Shape (steps of all items, features), float32; finite; may be a memory map."""
    first: IntArray
    """Shape (items,): position of each item's first step in `values`."""
    stop: IntArray
    """Shape (items,): one past the last; equal to `first` where the item lacks the modality."""
    start: FloatArray
    """Shape (steps of all items,): seconds on the recording's clock, NaN where not known."""
    end: FloatArray
    """As `start`."""

    @classmethod
    def packed(
        cls,
        values: FloatArray,
        offsets: npt.ArrayLike,
        start: FloatArray | None = None,
        end: FloatArray | None = None,
    ) -> Self:
        """Items one after the other: item i is ``values[offsets[i]:offsets[i + 1]]``.

        Parameters
        ----------
        values
            Shape (steps of all items, features).
        offsets
            Shape (items + 1,).
        start, end
            Shape (steps of all items,), seconds; None: not known.
        """
        borders = np.asarray(offsets, dtype=np.int64)
        unknown = np.full(len(values), np.nan) if start is None or end is None else None
        return cls(
            values=values,
            first=borders[:-1],
            stop=borders[1:],
            start=unknown if start is None else start,  # type: ignore[arg-type]
            end=unknown if end is None else end,  # type: ignore[arg-type]
        )

    @classmethod
    def ragged(
        cls,
        sequences: Sequence[FloatArray],
        times: Sequence[tuple[FloatArray, FloatArray]] | None = None,
    ) -> Self:
        """From one array of shape (steps, features) for each item, and its starts and ends."""
        offsets = np.concatenate([[0], np.cumsum([len(sequence) for sequence in sequences])])
        values = np.concatenate(sequences).astype(np.float32, copy=False)
        if times is None:
            return cls.packed(values, offsets)
        start, end = (np.concatenate([pair[side] for pair in times]) for side in (0, 1))
        return cls.packed(values, offsets, start, end)

    def __len__(self) -> int:
        """Number of items."""
        return len(self.first)

    @property
    def width(self) -> int:
        """Number of features."""
        return int(self.values.shape[1])

    @property
    def lengths(self) -> IntArray:
        """Steps of each item, shape (items,)."""
        return self.stop - self.first

    @property
    def present(self) -> BoolArray:
        """Which items have the modality, shape (items,)."""
        return self.stop > self.first

    def item(self, position: int) -> FloatArray:
        """Steps of one item, shape (steps, features); a view, not a copy."""
        return self.values[self.first[position] : self.stop[position]]

    def times(self, position: int) -> tuple[FloatArray, FloatArray]:
        """Starts and ends of one item's steps, each of shape (steps,), seconds."""
        here = slice(self.first[position], self.stop[position])
        return self.start[here], self.end[here]

    def subset(self, items: npt.ArrayLike) -> "Modality":
        """The same arrays seen through fewer items, or items in another order."""
        chosen = np.asarray(items)
        return replace(self, first=self.first[chosen], stop=self.stop[chosen])


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Items with their modalities and the label that is to be told."""

    ids: tuple[str, ...]
    groups: tuple[str, ...]
    """What stays together when the corpus is split, for each item."""
    modalities: dict[str, Modality]
    """``text``, ``audio``, ``image``: each on its own clock."""
    words: dict[str, Modality]
    """The same on the clock of the words: one step for each word. May be empty."""
    target: npt.NDArray[np.int64] | npt.NDArray[np.float64]
    """Shape (items,): number of the class, int64, or the value, float64."""
    classes: tuple[str, ...]
    """Names of the classes in the order of their numbers; empty for a value."""

    def __post_init__(self) -> None:
        tracks = {f"{name} of words": track for name, track in self.words.items()}
        for name, track in {**self.modalities, **tracks}.items():
            if len(track) != len(self.ids):
                raise InputError(
                    f"the corpus has {len(self.ids)} items, but its {name} has {len(track)}"
                )

    def __len__(self) -> int:
        """Number of items."""
        return len(self.ids)

    @property
    def outputs(self) -> int:
        """Numbers that a model gives for an item: one for each class, or one value."""
        return len(self.classes) or 1

    def subset(self, items: npt.ArrayLike) -> "Corpus":
        """Some of the items, by position (or a mask of all), in the order given."""
        positions = np.asarray(items)
        chosen = np.flatnonzero(positions) if positions.dtype == np.bool_ else positions
        chosen = chosen.astype(np.int64)
        return Corpus(
            ids=tuple(self.ids[position] for position in chosen),
            groups=tuple(self.groups[position] for position in chosen),
            modalities={name: track.subset(chosen) for name, track in self.modalities.items()},
            words={name: track.subset(chosen) for name, track in self.words.items()},
            target=self.target[chosen],
            classes=self.classes,
        )
