"""The label that is to be told: its values, and whether anything can be learnt from them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.errors import Faults, InputError
from unisono.learn.study import Task

PARTS = ("train", "validation", "test")
LEAST = len(PARTS)
"""Items (and groups) that a class needs: one for each part."""
_VALUES = 10
"""Different numbers beyond which a label is a value and not a class."""
_MOST_CLASSES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """A label's values as numbers."""

    classes: tuple[str, ...]
    """Names in the order of their numbers; empty for values."""
    target: npt.NDArray[np.int64] | npt.NDArray[np.float64]
    """Shape (items,)."""

    @property
    def strata(self) -> npt.NDArray[np.int64]:
        """What a split spreads evenly: the classes, or fifths of the values; shape (items,)."""
        if self.classes:
            return self.target.astype(np.int64)
        borders = np.unique(np.quantile(self.target, [0.2, 0.4, 0.6, 0.8]))
        return np.searchsorted(borders, self.target, side="right")


def read_labels(name: str, values: Sequence[str], task: Task) -> Labels:
    """Read the values of the items that have one.

    Parameters
    ----------
    name
        The label's column.
    values
        One text for each item, never empty.
    task
        What the label is.

    Raises
    ------
    InputError
        When there is no value, one is no number, or there are too many classes.
    """
    if not values:
        raise InputError(
            f'label "{name}": no recording has a value; fill in the column in the manifest'
        )
    numbers = _numbers(values)
    if task == "auto":
        known = numbers is not None and len(set(numbers)) > _VALUES
        task = "regression" if known else "classification"
    if task == "regression":
        if numbers is None:
            wrong = next(value for value in values if _numbers([value]) is None)
            raise InputError(
                f'label "{name}": "{wrong}" is no number; set learn.task: classification'
            )
        return Labels(classes=(), target=np.array(numbers, dtype=np.float64))
    classes = tuple(sorted(set(values)))
    if len(classes) > _MOST_CLASSES:
        raise InputError(
            f'label "{name}" has {len(classes)} different values, more than {_MOST_CLASSES} '
            "classes; merge some, or set learn.task: regression where they are numbers"
        )
    number = {text: position for position, text in enumerate(classes)}
    return Labels(
        classes=classes, target=np.array([number[value] for value in values], dtype=np.int64)
    )


def check_labels(name: str, labels: Labels, groups: Sequence[str]) -> None:
    """Refuse what nothing can be learnt from, before anything is computed.

    Parameters
    ----------
    name
        The label's column.
    labels
        Its values.
    groups
        Of each item, shape (items,).

    Raises
    ------
    Faults
        One sentence for each fault.
    """
    faults = list(_faults(name, labels, groups))
    if faults:
        raise Faults(faults)


def _faults(name: str, labels: Labels, groups: Sequence[str]) -> Iterator[str]:
    different = len(np.unique(labels.target))
    if different < 2:
        only = labels.classes[0] if labels.classes else f"{labels.target[0]:g}"
        yield (
            f'label "{name}" has one value alone ("{only}"), so there is nothing to tell apart; '
            "name another column as learn.label"
        )
        return
    named, most = Counter(groups).most_common(1)[0]
    if most == len(groups):
        yield (
            f'all recordings with a "{name}" are in group "{named}", so none is left to test on; '
            "give smaller groups in the manifest's column group"
        )
        return
    if len(set(groups)) < LEAST:
        yield (
            f'recordings with a "{name}" are in {len(set(groups))} groups; to learn, choose and '
            f"test takes {LEAST}; give smaller groups in the manifest's column group"
        )
        return
    for position, text in enumerate(labels.classes):
        mine = [group for group, t in zip(groups, labels.target, strict=True) if t == position]
        if len(mine) < LEAST:
            yield (
                f'label "{name}": class "{text}" has {len(mine)} recordings; it takes {LEAST} or '
                "more, one to learn from, one to choose by and one to test on: add some or merge "
                "classes"
            )
        elif len(set(mine)) < LEAST:
            yield (
                f'label "{name}": class "{text}" is in {len(set(mine))} of {len(set(groups))} '
                f"groups; it takes {LEAST} or more, since a group is never divided: give smaller "
                "groups or merge classes"
            )


def _numbers(values: Sequence[str]) -> list[float] | None:
    """The values as numbers; None when one is none, or is not finite."""
    try:
        numbers = [float(value) for value in values]
    except ValueError:
        return None
    return numbers if np.isfinite(numbers).all() else None
