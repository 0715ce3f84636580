"""Features as the models take them: standardised by the training part, or pooled over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from unisono.errors import InputError
from unisono.learn.corpus import Modality

Floats32 = npt.NDArray[np.float32]

_CONSTANT = 1e-6
"""Standard deviation below which a feature says nothing and is only centred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """Mean and scale of features, each of shape (features,), float32."""

    mean: Floats32
    scale: Floats32

    def apply(self, values: npt.NDArray[Any]) -> Floats32:
        """Standardised values, shape (steps, features)."""
        return np.asarray((values - self.mean) / self.scale, dtype=np.float32)


def scaling_of(name: str, track: Modality, ids: tuple[str, ...]) -> Scaling:
    """Mean and standard deviation over all steps of all items, read item by item.

    Parameters
    ----------
    name
        Of the modality.
    track
        Its training part.
    ids
        Of the items.

    Raises
    ------
    InputError
        When no item has a step, or a feature is not finite: named by item and column.
    """
    if not track.present.any():
        raise InputError(
            f"learn: no recording of the training part has {name}; leave out the models that "
            "need it, or make it first"
        )
    count = 0
    mean = np.zeros(track.width)
    squares = np.zeros(track.width)
    for position in np.flatnonzero(track.present):
        values = np.asarray(track.item(int(position)), dtype=np.float64)
        _check_finite(values, name, ids[position])
        # Chan's update: sums of squares of large numbers would cancel
        count += len(values)
        apart = values.mean(axis=0) - mean
        squares += values.var(axis=0) * len(values)
        squares += apart**2 * len(values) * (count - len(values)) / count
        mean += apart * len(values) / count
    deviation = np.sqrt(squares / count)
    scale = np.where(deviation > _CONSTANT, deviation, 1.0)
    return Scaling(mean=mean.astype(np.float32), scale=scale.astype(np.float32))


def pooled(track: Modality) -> Modality:
    """Mean and standard deviation of each feature over an item's steps, as its only step.

    Returns
    -------
    Modality
        2 x features wide; items that lack the modality lack it here too.
    """
    there = np.flatnonzero(track.present)
    table = np.empty((len(there), 2 * track.width), dtype=np.float32)
    for row, position in zip(table, there, strict=True):
        values = np.asarray(track.item(int(position)), dtype=np.float64)
        row[: track.width] = values.mean(axis=0)
        row[track.width :] = values.std(axis=0)
    return Modality.packed(table, np.concatenate([[0], np.cumsum(track.present)]))


def table_of(scaling: Scaling, track: Modality) -> npt.NDArray[np.float64]:
    """Standardised features of items of one step, shape (items, features).

    Items that lack the modality are at the mean, 0.
    """
    table = np.zeros((len(track), track.width))
    table[track.present] = scaling.apply(track.values[track.first[track.present]])
    return table


def check_same_features(
    trained: Mapping[str, int], given: Mapping[str, Modality], model: str
) -> None:
    """Raise `InputError` unless a corpus has the features that a model was trained on."""
    for name, width in trained.items():
        if name not in given:
            raise InputError(f"{model} was trained on {name}, which this corpus does not have")
        if given[name].width != width:
            raise InputError(
                f"{model} was trained on {width} features of {name}, but this corpus has "
                f"{given[name].width}; embed both with one model"
            )


def _check_finite(values: npt.NDArray[np.float64], name: str, media_id: str) -> None:
    finite = np.isfinite(values)
    if not finite.all():
        step, column = np.argwhere(~finite)[0]
        raise InputError(
            f'learn: feature {column} of {name} of "{media_id}" is {values[step, column]}; '
            "features must be finite numbers"
        )
