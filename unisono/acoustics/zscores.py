"""Standard scores within groups whose values arrive piece by piece."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.acoustics.grid import Floats

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What a mean and a standard deviation need, of values less their first.

    Subtracting a value of the group itself keeps the squares small, so that nothing is
    lost to rounding, and makes the deviation of equal values exactly 0 (Chan, Golub and
    LeVeque 1983, "Algorithms for computing the sample variance", shifted data).
    """

    shift: float
    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def plus(self, values: Floats) -> "Sums":
        """The sums with further values."""
        shifted = values - self.shift
        return Sums(
            shift=self.shift,
            n=self.n + len(values),
            total=self.total + float(shifted.sum()),
            squares=self.squares + float((shifted * shifted).sum()),
        )

    @property
    def mean(self) -> float:
        """Mean of the values."""
        return self.shift + self.total / self.n

    @property
    def deviation(self) -> float | None:
        """Standard deviation (n - 1); None of a single value."""
        if self.n < 2:
            return None
        squares = self.squares - self.total * self.total / self.n
        return math.sqrt(max(squares, 0.0) / (self.n - 1))


class Totals:
    """Sums of every group."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], Sums] = {}

    def add(self, groups: list[tuple[str, str] | None], codes: Codes, values: Floats) -> None:
        """Take in further values.

        Parameters
        ----------
        groups
            Names; None for values that belong to nobody.
        codes
            Place in ``groups`` of each value, shape (values,).
        values
            Shape (values,); NaN counts as none.
        """
        for group, chosen in _split(groups, codes, values):
            sums = self._sums.get(group) or Sums(shift=float(values[chosen[0]]))
            self._sums[group] = sums.plus(values[chosen])

    def scores(self, groups: list[tuple[str, str] | None], codes: Codes, values: Floats) -> Floats:
        """Standard scores, shape (values,); NaN where the group's deviation is 0 or unknown."""
        scores = np.full(len(values), np.nan)
        for group, chosen in _split(groups, codes, values):
            sums = self._sums[group]
            deviation = sums.deviation
            if deviation:
                scores[chosen] = (values[chosen] - sums.mean) / deviation
        return scores

    def items(self) -> Iterator[tuple[tuple[str, str], Sums]]:
        """Every group with its sums, sorted by name."""
        yield from sorted(self._sums.items(), key=lambda item: item[0])


def _split(
    groups: list[tuple[str, str] | None], codes: Codes, values: Floats
) -> Iterator[tuple[tuple[str, str], Codes]]:
    """Each named group that has values, with the places of its values."""
    known = ~np.isnan(values)
    for code, group in enumerate(groups):
        chosen = np.flatnonzero((codes == code) & known)
        if group is not None and len(chosen):
            yield group, chosen
