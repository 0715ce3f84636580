"""The regressors of a regression: columns, indicators of values, and products."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unisono.errors import InputError
from unisono.regress.arrays import Floats
from unisono.regress.sample import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One regressor.

    Attributes
    ----------
    name
        As tables print it, e.g. ``score_spd:bloc[left]``.
    base
        The column that is permuted in randomisation inference, shape (rows,).
    factor
        What the column is multiplied with, None for nothing.
    focal
        Whether it is of interest: a treatment or an interaction, no control.
    """

    name: str
    base: Floats
    factor: Floats | None = None
    focal: bool = True

    @property
    def values(self) -> Floats:
        """The regressor, shape (rows,)."""
        return self.base if self.factor is None else self.base * self.factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """The regressors of one regression, by name."""

    treatments: tuple[str, ...]
    interactions: tuple[str, ...]
    controls: tuple[str, ...]


def equations(sample: Sample, *, separate: bool) -> tuple[Equation, ...]:
    """The regressions that a specification asks for: one, or one for each treatment."""
    whole = Equation(
        treatments=sample.treatments,
        interactions=sample.interactions,
        controls=sample.controls,
    )
    if not separate:
        return (whole,)
    heads = dict.fromkeys([*sample.treatments, *(e.split(":")[0] for e in sample.interactions)])
    return tuple(
        Equation(
            treatments=tuple(name for name in sample.treatments if name == head),
            interactions=tuple(e for e in sample.interactions if e.split(":")[0] == head),
            controls=sample.controls,
        )
        for head in heads
    )


def terms_of(sample: Sample, equation: Equation) -> tuple[Term, ...]:
    """Make the regressors: treatments, interactions, then controls.

    Raises
    ------
    InputError
        For a treatment of text, and for a product of two columns of text.
    """
    made: list[Term] = []
    for name in equation.treatments:
        if name in sample.categories:
            raise InputError(
                f'the treatment "{name}" is text; give a column of numbers, or use it in an '
                "interaction or as a control"
            )
        made.append(Term(name=name, base=sample.numbers[name]))
    main = (*equation.treatments, *equation.controls)
    for entry in equation.interactions:
        made.extend(_products(sample, entry, main))
    for name in equation.controls:
        if name in sample.categories:
            made.extend(_indicators(sample, name))
        else:
            made.append(Term(name=name, base=sample.numbers[name], focal=False))
    return tuple(made)


def never_addressed(terms: Sequence[Term], patterns: Sequence[str]) -> tuple[str, ...]:
    """Names of terms of interest that nobody named one by one and that never vary.

    A star stands for all parties, and an interaction for all blocs: some of them may never be
    addressed, or never by those. What is named itself and does not vary is a mistake instead,
    which the regression refuses.

    Parameters
    ----------
    terms
        The regressors.
    patterns
        Treatments and interactions as the specification has them, stars included.
    """
    named = {name for pattern in patterns for name in pattern.split(":") if "*" not in name}
    return tuple(
        term.name
        for term in terms
        if term.focal and _collective(term.name, named) and np.ptp(term.values) == 0
    )


def _collective(name: str, named: set[str]) -> bool:
    return "[" in name or not set(name.split(":")) <= named


def _products(sample: Sample, entry: str, main: Sequence[str]) -> list[Term]:
    first, second = entry.split(":")
    if first in sample.categories:
        first, second = second, first
    if first in sample.categories:
        raise InputError(
            f'the interaction "{entry}" is of two columns of text; one must be numbers'
        )
    base = sample.numbers[first]
    if second not in sample.categories:
        return [Term(name=entry, base=base, factor=sample.numbers[second])]
    present = _present(sample, second)[1 if first in main else 0 :]
    return [
        Term(name=f"{first}:{second}[{label}]", base=base, factor=_indicator(sample, second, code))
        for code, label in present
    ]


def _indicators(sample: Sample, name: str) -> list[Term]:
    """One indicator for each value of a column but the first."""
    return [
        Term(name=f"{name}[{label}]", base=_indicator(sample, name, code), focal=False)
        for code, label in _present(sample, name)[1:]
    ]


def _present(sample: Sample, name: str) -> list[tuple[int, str]]:
    """Codes and labels that the rows have, in order."""
    factor = sample.categories[name]
    return [(int(code), factor.labels[code]) for code in np.unique(factor.codes)]


def _indicator(sample: Sample, name: str, code: int) -> Floats:
    return np.asarray(sample.categories[name].codes == code, dtype=np.float64)
