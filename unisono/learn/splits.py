"""Divide recordings into those that are learnt from, chosen by and tested on.

Groups are never divided, and classes are spread as evenly as groups allow. All models share
the splits, so that their predictions can be compared recording by recording.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.errors import InputError
from unisono.learn.labels import PARTS, Labels
from unisono.learn.study import SplitOptions

Parts = npt.NDArray[np.int8]
Counts = npt.NDArray[np.float64]

_ATTEMPTS = 50
TRAIN, VALIDATION, TEST = range(len(PARTS))
ALL_PARTS = (*PARTS, "unused")
UNUSED = len(PARTS)
"""Part of the recordings that a smaller corpus leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One division of all items."""

    name: str
    parts: Parts
    """Shape (items,): position in `ALL_PARTS`."""


def split_names(options: SplitOptions, *, dated: bool) -> tuple[str, ...]:
    """Names of the splits that `make_splits` makes.

    Parameters
    ----------
    options
        How to split.
    dated
        Whether all recordings with a label have a date, and not all the same.
    """
    if options.kind == "time":
        return ("time-0",)
    stem = "fold" if options.kind == "folds" else "grouped"
    drawn = tuple(f"{stem}-{number}" for number in range(options.count))
    return ("time-0", *drawn) if options.kind == "auto" and dated else drawn


def smaller(split: str, share: float) -> str:
    """Name of a split that learns from a share of another's training part.

    Examples
    --------
    >>> smaller("grouped-0", 0.25)
    'grouped-0_25'
    """
    return f"{split}_{100 * share:g}"


def whole(split: str) -> str:
    """Name of the split that a smaller one was made from; of another, its own.

    Examples
    --------
    >>> whole("grouped-0_25")
    'grouped-0'
    """
    return split.partition("_")[0]


def dates_known(dates: Sequence[str]) -> bool:
    """Whether time can order the items: each has a date, and there are several."""
    return all(dates) and len(set(dates)) > 1


def make_splits(
    names: Sequence[str],
    labels: Labels,
    groups: Sequence[str],
    dates: Sequence[str],
    options: SplitOptions,
) -> tuple[Split, ...]:
    """Make the splits of a study.

    Parameters
    ----------
    names
        Which, as `split_names` and `smaller` say.
    labels
        Values of the items.
    groups, dates
        Of the items; dates in ISO 8601, empty where not known.
    options
        How to split.

    Raises
    ------
    InputError
        When dates are asked for and not there, or no division gives every part every class.
    """
    kinds, codes = np.unique(np.array(groups), return_inverse=True)
    strata = labels.strata
    counts = np.zeros((len(kinds), strata.max() + 1))
    np.add.at(counts, (codes, strata), 1.0)
    splits: list[Split] = []
    for name in names:
        base, _, percent = name.partition("_")
        kind, number = base.rsplit("-", 1)
        if kind == "time":
            parts = _by_time(codes, dates, options)
        elif kind == "fold":
            parts = _fold(counts, int(number), options, needed=bool(labels.classes))[codes]
        else:
            rng = np.random.default_rng([options.seed, int(number)])
            shares = _shares(options)
            parts = _drawn(counts, shares, rng, needed=bool(labels.classes))[codes]
        _check(name, parts, labels)
        if percent:
            rng = np.random.default_rng([options.seed, 30_000, int(number), round(float(percent))])
            parts = _thinned(parts, codes, counts, float(percent) / 100, rng)
        splits.append(Split(name=name, parts=parts.astype(np.int8)))
    return tuple(splits)


def _shares(options: SplitOptions) -> Counts:
    return np.array([1.0 - options.test - options.validation, options.validation, options.test])


def _drawn(
    counts: Counts, shares: Counts, rng: np.random.Generator, *, needed: bool
) -> npt.NDArray[np.int64]:
    """Part of each group: the most even of several drawings that gives each part all classes."""
    best, least = None, np.inf
    for _ in range(_ATTEMPTS):
        parts = _assigned(counts, shares, rng)
        held = np.zeros((len(shares), counts.shape[1]))
        np.add.at(held, parts, counts)
        error = float(np.square(held / counts.sum(axis=0) - shares[:, None]).sum())
        if needed and not (held > 0).all():
            error += len(shares) * counts.shape[1]
        if error < least:
            best, least = parts, error
        if best is not None and least < 0.01 * len(shares) * counts.shape[1]:
            break
    assert best is not None  # noqa: S101  the loop runs at least once
    return best


def _assigned(counts: Counts, shares: Counts, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Give groups to parts, largest first, each where the shares of all classes suffer least.

    As scikit-learn's StratifiedGroupKFold, but with parts of unequal size.
    """
    order = rng.permutation(len(counts))
    order = order[np.argsort(-counts[order].sum(axis=1), kind="stable")]
    wanted = shares[:, None] * counts.sum(axis=0)
    held = np.zeros_like(wanted)
    parts = np.zeros(len(counts), dtype=np.int64)
    for group in order:
        lacking = (wanted - held) / np.maximum(wanted, 1e-12)
        parts[group] = int(np.argmax((lacking * counts[group]).sum(axis=1)))
        held[parts[group]] += counts[group]
    return parts


def _thinned(
    parts: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int64],
    counts: Counts,
    share: float,
    rng: np.random.Generator,
) -> npt.NDArray[np.int64]:
    """Parts of the items when a share of the groups is learnt from, and every class at least once.

    Nothing else changes: what is chosen by and tested on is the same for all shares.
    """
    learnt = np.unique(codes[parts == TRAIN])
    shares = np.array([share, 1.0 - share])
    kept = _drawn(counts[learnt], shares, rng, needed=False) == 0
    for stratum in np.flatnonzero(counts[learnt].sum(axis=0)):
        having = np.flatnonzero(counts[learnt, stratum])
        if not kept[having].any():
            kept[having[np.argmin(counts[learnt][having].sum(axis=1))]] = True
    return np.where(np.isin(codes, learnt[~kept]) & (parts == TRAIN), UNUSED, parts)


def _fold(
    counts: Counts, number: int, options: SplitOptions, *, needed: bool
) -> npt.NDArray[np.int64]:
    """Part of each group when one fold is tested on; the folds are the same for all numbers."""
    folds = options.count
    if len(counts) < folds:
        raise InputError(
            f"learn.splits: {folds} folds need as many groups, but there are {len(counts)}; lower "
            "the count"
        )
    rng = np.random.default_rng([options.seed, 10_000])
    fold = _drawn(counts, np.full(folds, 1.0 / folds), rng, needed=needed)
    rest = np.flatnonzero(fold != number)
    share = min(options.validation / (1.0 - 1.0 / folds), 0.5)
    rng = np.random.default_rng([options.seed, 20_000, number])
    inner = _drawn(counts[rest], np.array([1.0 - share, share]), rng, needed=needed)
    parts = np.full(len(counts), TEST, dtype=np.int64)
    parts[rest] = inner
    return parts


def _by_time(
    codes: npt.NDArray[np.int64], dates: Sequence[str], options: SplitOptions
) -> npt.NDArray[np.int64]:
    """Parts by date: a group counts as of its latest recording.

    So nothing that is learnt from is later than the border, though a group that goes on beyond
    it may have early recordings in the test.
    """
    if not dates_known(dates):
        lacking = sum(not date for date in dates)
        raise InputError(
            f"learn.splits.kind is time, but {lacking} of {len(dates)} recordings with a label "
            "have no date, or all the same; fill in the manifest's column date or choose grouped"
        )
    days = np.array([_moment(date) for date in dates], dtype=np.int64)
    last = np.full(codes.max() + 1, np.iinfo(np.int64).min)
    np.maximum.at(last, codes, days)
    moments, sizes = np.unique(last[codes], return_counts=True)
    done = np.cumsum(sizes) / len(codes)
    borders = 1.0 - options.test - options.validation, 1.0 - options.test
    cuts = [int(np.argmin(np.abs(done - border))) for border in borders]
    cuts[1] = max(cuts[1], cuts[0] + 1)
    part_of_moment = np.searchsorted(cuts, np.arange(len(moments)), side="left")
    return part_of_moment[np.searchsorted(moments, last[codes])]


def _moment(date: str) -> int:
    """Seconds since 1970; a date without a zone is taken as universal time."""
    moment = dt.datetime.fromisoformat(date)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp())


def _check(name: str, parts: npt.NDArray[np.int64], labels: Labels) -> None:
    for position, part in enumerate(PARTS):
        here = labels.target[parts == position]
        if not len(here):
            raise InputError(
                f"split {name}: no recording is left for the {part} part; give smaller groups, "
                "or other shares in learn.splits"
            )
        missing = sorted(set(range(len(labels.classes))) - set(here.tolist()))
        if missing and position != VALIDATION:
            raise InputError(
                f"split {name}: the {part} part has no recording of class "
                f'"{labels.classes[missing[0]]}"; give smaller groups, other shares or another '
                "kind in learn.splits, or merge classes"
            )
