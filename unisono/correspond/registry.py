"""All strategies of alignment by name.

A strategy is fitted once to what is known of a corpus and then turns any pair of tracks
into a correspondence. To add one, write a function ``fit(known, options)`` that returns such
an aligner and give it a line in `STRATEGIES`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from unisono.correspond import canonical
from unisono.correspond.distances import standardised
from unisono.correspond.dtw import warping_path
from unisono.correspond.gromov import gromov
from unisono.correspond.matching import nearest_steps, with_time
from unisono.correspond.options import CorrespondOptions
from unisono.correspond.sequences import (
    Anchors,
    Correspondence,
    Floats,
    Pair,
    between,
    from_path,
)
from unisono.correspond.soft_dtw import soft_alignment
from unisono.correspond.transport import mean_cost, sinkhorn, sinkhorn_unbalanced
from unisono.errors import ConfigError, InputError, nearest

Aligner = Callable[[Pair], Correspondence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a corpus before its pairs are aligned.

    Attributes
    ----------
    anchors
        Recordings some of whose matches are known.
    pairs
        Recordings with both modalities, their matches unknown.
    seed
        Of what is learned.
    """

    anchors: tuple[Anchors, ...] = ()
    pairs: tuple[Pair, ...] = ()
    seed: int = 0

    @property
    def both(self) -> tuple[Pair, ...]:
        """All recordings with both modalities."""
        return self.pairs + tuple(one.pair for one in self.anchors)


class Fit(Protocol):
    """How a strategy is fitted to a corpus."""

    def __call__(self, known: Known, options: CorrespondOptions) -> Aligner:
        """Learn what the strategy learns, and return the aligner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One strategy and what it asks of the data.

    Attributes
    ----------
    fit
        See `Fit`.
    clock
        Whether both tracks must be on one clock.
    ordered
        Whether it takes for granted that what comes later in one comes later in the other.
    space
        Whether steps are compared in a common space (`CorrespondOptions.space`).
    anchors
        Whether it cannot do without known matches.
    summary
        One sentence for whoever chooses.
    """

    fit: Fit
    clock: bool = False
    ordered: bool = False
    space: bool = False
    anchors: bool = False
    summary: str


def fit(name: str, known: Known, options: CorrespondOptions) -> Aligner:
    """Fit a strategy by name.

    Raises
    ------
    ConfigError
        When there is no such strategy.
    InputError
        When it needs anchors or pairs that are not there.
    """
    if name not in STRATEGIES:
        raise ConfigError(f'no alignment strategy "{name}"{nearest(name, STRATEGIES)}')
    if STRATEGIES[name].anchors and not known.anchors:
        raise InputError(
            f"{name} is learned from recordings whose matches are known, and there are none; "
            "give anchors or take dtw, unbalanced or gromov"
        )
    return STRATEGIES[name].fit(known, options)


def _clock(known: Known, options: CorrespondOptions) -> Aligner:  # noqa: ARG001
    return lambda pair: between(pair.first.times, pair.second.times)


def _linear(known: Known, options: CorrespondOptions) -> Aligner:  # noqa: ARG001
    return lambda pair: between(pair.first.relative, pair.second.relative)


def _dtw(known: Known, options: CorrespondOptions) -> Aligner:
    space = common_space(known, options)

    def align(pair: Pair) -> Correspondence:
        first, second = space(pair)
        n, m = len(first), len(second)
        path = warping_path(first, second, canonical.band_of(n, m, options.band))
        return from_path(path.rows, path.columns, (n, m))

    return align


def _soft_dtw(known: Known, options: CorrespondOptions) -> Aligner:
    space = common_space(known, options)

    def align(pair: Pair) -> Correspondence:
        first, second = space(pair)
        gamma = options.gamma * max(mean_cost(first, second), 1e-9)
        band = canonical.band_of(len(first), len(second), options.band)
        return soft_alignment(first, second, gamma=gamma, band=band).correspondence

    return align


def _transport(known: Known, options: CorrespondOptions) -> Aligner:
    space = common_space(known, options)

    def align(pair: Pair) -> Correspondence:
        times = pair.first.relative, pair.second.relative
        first, second = with_time(*space(pair), times, options.time_weight)
        return sinkhorn(
            first,
            second,
            epsilon=options.epsilon,
            tolerance=options.tolerance,
            max_iterations=options.iterations,
            kernel_mb=options.kernel_mb,
        ).correspondence()

    return align


def _unbalanced(known: Known, options: CorrespondOptions) -> Aligner:
    space = common_space(known, options)

    def align(pair: Pair) -> Correspondence:
        times = pair.first.relative, pair.second.relative
        first, second = with_time(*space(pair), times, options.time_weight)
        return sinkhorn_unbalanced(
            first,
            second,
            epsilon=options.epsilon,
            relaxation=options.relaxation,
            tolerance=options.tolerance,
            max_iterations=options.iterations,
            kernel_mb=options.kernel_mb,
        ).correspondence()

    return align


def _gromov(known: Known, options: CorrespondOptions) -> Aligner:  # noqa: ARG001
    def align(pair: Pair) -> Correspondence:
        return gromov(
            pair,
            epsilon=options.gromov_epsilon,
            time_weight=options.time_weight,
            steps=options.gromov_steps,
        )

    return align


def _cca(known: Known, options: CorrespondOptions) -> Aligner:
    return _nearest_in(common_space(known, options), options)


def _adversarial(known: Known, options: CorrespondOptions) -> Aligner:
    from unisono.correspond.adversarial import learn_adversarial

    if not known.both:
        raise InputError("adversarial needs recordings to learn from; there are none")
    found = learn_adversarial(
        np.concatenate([pair.first.values for pair in known.both]),
        np.concatenate([pair.second.values for pair in known.both]),
        components=options.components,
        steps=options.learning_steps,
        restarts=options.restarts,
        seed=known.seed,
    )
    return _nearest_in(found.project, options)


def _attention(known: Known, options: CorrespondOptions) -> Aligner:
    from unisono.correspond.attention import learn_attention

    return learn_attention(
        known.anchors, width=options.width, steps=options.learning_steps, seed=known.seed
    ).correspondence


def _nearest_in(
    space: Callable[[Pair], tuple[Floats, Floats]], options: CorrespondOptions
) -> Aligner:
    def align(pair: Pair) -> Correspondence:
        times = pair.first.relative, pair.second.relative
        first, second = with_time(*space(pair), times, options.time_weight)
        return nearest_steps(first, second, sharpness=options.sharpness)

    return align


def common_space(
    known: Known, options: CorrespondOptions
) -> Callable[[Pair], tuple[Floats, Floats]]:
    """How two tracks are brought into one space; see `CorrespondOptions.space`."""
    if options.space == "same":
        return _same
    if options.space == "canonical" and not known.anchors:
        raise InputError("space canonical is learned from anchors, and there are none; use warped")
    if options.space != "warped" and known.anchors:
        return canonical.map_of_anchors(
            known.anchors, components=options.components, ridge=options.ridge
        ).project

    def project(pair: Pair) -> tuple[Floats, Floats]:
        found = shared if shared is not None else warped((pair,))
        return found.project(pair)

    def warped(pairs: tuple[Pair, ...]) -> canonical.CanonicalMap:
        return canonical.warped_map(
            pairs,
            components=options.components,
            ridge=options.ridge,
            rounds=options.rounds,
            band=options.band,
        )

    shared = warped(known.both) if known.both else None
    return project


def _same(pair: Pair) -> tuple[Floats, Floats]:
    first, second = pair.first.values, pair.second.values
    if first.shape[1] != second.shape[1]:
        raise InputError(
            f"space same: the tracks have {first.shape[1]} and {second.shape[1]} features; "
            "use canonical or warped"
        )
    return standardised(first), standardised(second)


STRATEGIES = {
    "clock": Strategy(fit=_clock, clock=True, ordered=True, summary="What happens at one time."),
    "linear": Strategy(fit=_linear, ordered=True, summary="What is as far into its sequence."),
    "dtw": Strategy(
        fit=_dtw, ordered=True, space=True, summary="The cheapest path that keeps the order."
    ),
    "soft-dtw": Strategy(
        fit=_soft_dtw, ordered=True, space=True, summary="The average of paths that keep the order."
    ),
    "transport": Strategy(
        fit=_transport, space=True, summary="The cheapest way to move all of one onto the other."
    ),
    "unbalanced": Strategy(
        fit=_unbalanced, space=True, summary="The same, but what is too dear is left unmatched."
    ),
    "gromov": Strategy(fit=_gromov, summary="What plays the same part within its own sequence."),
    "cca": Strategy(
        fit=_cca, space=True, summary="The nearest in what correlates between the two."
    ),
    "adversarial": Strategy(
        fit=_adversarial, summary="The nearest after one cloud is turned onto the other."
    ),
    "attention": Strategy(
        fit=_attention, anchors=True, summary="What a network learns to look at from examples."
    ),
}
