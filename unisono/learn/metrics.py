"""How good predictions are: for classes and for values, and for any weights of the items.

Every metric takes a matrix of weights, one row for each resample of the corpus, and gives
one number for each row; a row of ones gives the metric itself. So an interval by bootstrap
costs one call.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Classes = npt.NDArray[np.int64]

HIGHER_IS_BETTER = {
    "accuracy": True,
    "f1_macro": True,
    "auc": True,
    "correlation": True,
    "ece": False,
    "brier": False,
    "mae": False,
}
"""Metrics without those of single classes (``f1:NAME``), and their direction."""


def is_better_high(metric: str) -> bool:
    """Whether more of a metric is better."""
    return HIGHER_IS_BETTER.get(metric, True)


def class_metrics(
    probabilities: Floats,
    target: Classes,
    names: tuple[str, ...],
    *,
    weights: Floats | None = None,
    bins: int = 10,
) -> dict[str, Floats]:
    """Metrics of predicted classes.

    Parameters
    ----------
    probabilities
        Shape (items, classes).
    target
        Number of the true class, shape (items,).
    names
        Of the classes.
    weights
        Shape (resamples, items), how often each item counts; None: once.
    bins
        Of the confidence, for the calibration error.

    Returns
    -------
    dict
        ``accuracy``, ``f1_macro``, ``f1:NAME`` of each class, ``auc`` (one class against the
        rest, mean of the classes), ``ece`` (Guo et al. 2017) and ``brier`` (the sum of squares
        over the classes, halved where there are two, as usual for them); shape (resamples,).
        NaN where one cannot be computed. F1 of a class that is neither there nor predicted
        does not count in the mean.
    """
    weights = np.ones((1, len(target))) if weights is None else weights
    totals = weights.sum(axis=1)
    predicted = probabilities.argmax(axis=1)
    truth = np.eye(len(names))[target]
    f1 = _f1(truth, np.eye(len(names))[predicted], weights)
    squares = np.square(probabilities - truth).sum(axis=1) / (2.0 if len(names) == 2 else 1.0)
    known = ~np.isnan(f1)
    sums = np.where(known, f1, 0.0).sum(axis=1)
    return {
        "accuracy": _share(weights @ (predicted == target).astype(np.float64), totals),
        "f1_macro": _share(sums, known.sum(axis=1).astype(np.float64)),
        "auc": _auc(probabilities, truth, weights),
        "ece": _calibration_error(probabilities, predicted == target, weights, bins),
        "brier": _share(weights @ squares, totals),
        **{f"f1:{name}": f1[:, position] for position, name in enumerate(names)},
    }


def value_metrics(
    values: Floats, target: Floats, *, weights: Floats | None = None
) -> dict[str, Floats]:
    """Metrics of predicted values.

    Parameters
    ----------
    values, target
        Predicted and true ones, shape (items,).
    weights
        Shape (resamples, items); None: each item once.

    Returns
    -------
    dict
        ``mae`` (mean absolute error, in the label's unit) and ``correlation`` (Pearson's, NaN
        where one side does not vary); shape (resamples,).
    """
    weights = np.ones((1, len(target))) if weights is None else weights
    totals = weights.sum(axis=1)
    errors = np.abs(values - target)
    values, target = values - values.mean(), target - target.mean()  # small numbers cancel less
    means = _share(weights @ values, totals), _share(weights @ target, totals)
    covariance = _share(weights @ (values * target), totals) - means[0] * means[1]
    spreads = [
        _share(weights @ side**2, totals) - mean**2
        for side, mean in zip((values, target), means, strict=True)
    ]
    varies = (spreads[0] > 1e-12 * values.var()) & (spreads[1] > 1e-12 * target.var())
    product = np.sqrt(np.where(varies, spreads[0] * spreads[1], 1.0))
    return {
        "mae": _share(weights @ errors, totals),
        "correlation": np.where(varies, covariance / product, np.nan),
    }


def calibration(probabilities: Floats, target: Classes, *, bins: int = 10) -> Mapping[str, Floats]:
    """Confidence and accuracy by bins of confidence.

    Parameters
    ----------
    probabilities, target, bins
        As of `class_metrics`.

    Returns
    -------
    Mapping
        ``confidence`` and ``accuracy`` (means, NaN in an empty bin) and ``items``; shape (bins,).
    """
    right = (probabilities.argmax(axis=1) == target).astype(np.float64)
    confidence = probabilities.max(axis=1)
    inside = _bins(confidence, bins)
    items = inside.sum(axis=0)
    return {
        "confidence": _share(confidence @ inside, items),
        "accuracy": _share(right @ inside, items),
        "items": items,
    }


def _f1(truth: Floats, predicted: Floats, weights: Floats) -> Floats:
    """F1 of each class, shape (resamples, classes); NaN where a class is nowhere."""
    hits = weights @ (truth * predicted)
    both = weights @ truth + weights @ predicted
    return _share(2.0 * hits, both)


def _auc(probabilities: Floats, truth: Floats, weights: Floats) -> Floats:
    """Area under the ROC curve of each class against the rest, mean of the classes.

    The probability that one of the class ranks above one of the rest, ties counting half
    (Hanley and McNeil 1982). NaN where a class or its rest is missing.
    """
    areas = [
        _area(probabilities[:, position], truth[:, position], weights)
        for position in range(truth.shape[1])
    ]
    return np.asarray(np.mean(areas, axis=0), dtype=np.float64)


def _area(score: Floats, truth: Floats, weights: Floats) -> Floats:
    order = np.argsort(score, kind="stable")
    first = np.flatnonzero(np.diff(score[order], prepend=-np.inf) != 0)  # of each level
    positive = np.add.reduceat((weights * truth)[:, order], first, axis=1)
    negative = np.add.reduceat((weights * (1.0 - truth))[:, order], first, axis=1)
    below = np.cumsum(negative, axis=1) - negative
    wins = (positive * (below + negative / 2.0)).sum(axis=1)
    return _share(wins, positive.sum(axis=1) * negative.sum(axis=1))


def _calibration_error(
    probabilities: Floats, right: npt.NDArray[np.bool_], weights: Floats, bins: int
) -> Floats:
    confidence = probabilities.max(axis=1)
    inside = _bins(confidence, bins)
    gaps = np.abs(weights @ ((confidence - right)[:, None] * inside)).sum(axis=1)
    return _share(gaps, weights.sum(axis=1))


def _bins(confidence: Floats, bins: int) -> Floats:
    """Which of bins of equal width each confidence is in, shape (items, bins)."""
    place = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    return np.eye(bins)[place]


def _share(part: Floats, whole: Floats) -> Floats:
    """A quotient; NaN where it is none."""
    quotient = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=quotient, where=whole > 0)
    return quotient
