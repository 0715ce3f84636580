"""What a model loses by bad alignment: the curve and its slope."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from unisono.correspond.sequences import Doubles, Floats, Track
from unisono.learn.corpus import Corpus, Modality
from unisono.learn.options import ModelOptions
from unisono.strategy.disturb import Disturbed, disturb, misplaced_share, time_error
from unisono.strategy.downstream import coincidences, hits, share_and_error
from unisono.strategy.options import QualityOptions
from unisono.strategy.planted import Planted, plant

logger = logging.getLogger(__name__)

Row = Mapping[str, Any]
REFERENCE = "reference"
NOISE = 0.3
SECONDS = 15.0
TRAIN, VALIDATION = 0.6, 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A planted corpus as its words see it when their times are disturbed.

    Attributes
    ----------
    carried
        For each recording the second modality's mean within each word, shape (words, d2).
    error
        Mean absolute error of the words' middles, seconds.
    misplaced
        Share of words whose middle lies outside the true word.
    """

    carried: tuple[Floats, ...]
    error: float
    misplaced: float


def quality(options: QualityOptions, models: ModelOptions) -> Iterator[Row]:
    """Rows of the table ``alignment_quality``."""
    for seed in range(options.seeds):
        corpus = plant(options.recordings, seconds=SECONDS, noise=NOISE, seed=1000 + seed)
        for kind, amount in amounts(options):
            words = disturbed_words(corpus, kind=kind, amount=amount, seed=seed)
            for name in options.models:
                score, error = share_and_error(right_of(name, corpus, words, models, seed))
                yield {
                    "model": name,
                    "disturbance": kind,
                    "amount": amount,
                    "seed": seed,
                    "error": words.error,
                    "misplaced": words.misplaced,
                    "score": score,
                    "score_error": error,
                }
        logger.info("corpus %d disturbed", seed)


def amounts(options: QualityOptions) -> list[tuple[str, float]]:
    """What is done by how much; no disturbance first."""
    planned = [("none", 0.0)]
    for kind in options.disturbances:
        of = options.seconds if kind in ("shift", "jitter") else options.shares
        planned += [(kind, amount) for amount in of]
    return planned


def disturbed_words(corpus: Planted, *, kind: str, amount: float, seed: int) -> Words:
    """Disturb every recording's words and pool the second modality within them again."""
    carried, errors, misplaced = [], [], []
    for number, (one, edges) in enumerate(zip(corpus.recordings, corpus.edges, strict=True)):
        start, end = edges[:-1], edges[1:]
        draw = seed * 1_000_003 + number
        said = (
            Disturbed(start=start, end=end)
            if kind == "none"
            else disturb(start, end, kind=kind, amount=amount, seed=draw)
        )
        carried.append(within(one.pair.second, said))
        errors.append(time_error(start, end, said))
        misplaced.append(misplaced_share(start, end, said))
    known = [error for error in errors if np.isfinite(error)]
    return Words(
        carried=tuple(carried),
        error=float(np.mean(known)) if known else float("nan"),
        misplaced=float(np.mean(misplaced)),
    )


def within(track: Track, words: Disturbed) -> Floats:
    """Mean of a track's steps within each word; the nearest step where there is none.

    A word without times has the mean of the track.

    Returns
    -------
    numpy.ndarray
        Shape (words, features).
    """
    sums = np.concatenate([np.zeros((1, track.values.shape[1])), np.cumsum(track.values, axis=0)])
    known = ~np.isnan(words.start)
    start, end = np.where(known, words.start, 0.0), np.where(known, words.end, 0.0)
    low = np.searchsorted(track.times, start)
    high = np.searchsorted(track.times, end)
    middle: Doubles = (start + end) / 2
    nearest = np.abs(track.times[None] - middle[:, None]).argmin(axis=1)
    low, high = np.where(high > low, low, nearest), np.where(high > low, high, nearest + 1)
    means = (sums[high] - sums[low]) / (high - low)[:, None]
    means[~known] = track.values.mean(axis=0)
    return np.asarray(means, dtype=np.float32)


def right_of(
    name: str, corpus: Planted, words: Words, models: ModelOptions, seed: int
) -> npt.NDArray[np.bool_]:
    """Which recordings of the last quarter a model tells right."""
    train, validation = (round(share * len(corpus.target)) for share in (TRAIN, VALIDATION))
    if name == REFERENCE:
        features = [
            coincidences(one.pair.first.values, carried)
            for one, carried in zip(corpus.recordings, words.carried, strict=True)
        ]
        return hits(
            features[:train],
            corpus.target[:train],
            features[validation:],
            corpus.target[validation:],
        )
    from unisono.learn.registry import build

    whole = learnable(corpus, words)
    parts = [
        whole.subset(np.arange(start, stop))
        for start, stop in ((0, train), (train, validation), (validation, len(whole)))
    ]
    fitted = build(name, models).fit(parts[0], parts[1], seed=seed, work=None)
    predicted = fitted.predict_proba(parts[2]).argmax(axis=1)
    return np.asarray(predicted == parts[2].target)


def learnable(corpus: Planted, words: Words) -> Corpus:
    """A planted corpus as the models of `unisono.learn` take it: text and audio."""
    firsts = [one.pair.first.values for one in corpus.recordings]
    seconds = [one.pair.second.values for one in corpus.recordings]
    return Corpus(
        ids=tuple(f"planted-{number:05d}" for number in range(len(firsts))),
        groups=tuple(f"planted-{number:05d}" for number in range(len(firsts))),
        modalities={
            "text": Modality.ragged(firsts, [_spans(edges) for edges in corpus.edges]),
            "audio": Modality.ragged(
                seconds, [_even(one.pair.second) for one in corpus.recordings]
            ),
        },
        words={
            "text": Modality.ragged(firsts),
            "audio": Modality.ragged(list(words.carried)),
        },
        target=corpus.target,
        classes=("disagree", "agree"),
    )


def slopes(rows: Sequence[Row], *, resamples: int = 1000) -> list[Row]:
    """Points of score that each tenth of misplaced words costs a model, with its interval.

    A straight line through the scores against `misplaced`; the corpora are drawn again and
    again for the interval (all rows of a corpus together), or the rows where there is one
    corpus only.
    """
    found: list[Row] = []
    for model in dict.fromkeys(row["model"] for row in rows):
        mine = [row for row in rows if row["model"] == model]
        seeds = sorted({row["seed"] for row in mine})
        clusters = [[row for row in mine if row["seed"] == seed] for seed in seeds]
        if len(seeds) < 2:
            clusters = [[row] for row in mine]
        generator = np.random.default_rng(0)
        drawn = []
        for _ in range(resamples):
            picked = generator.integers(len(clusters), size=len(clusters))
            drawn.append(_slope([row for index in picked for row in clusters[index]]))
        low, high = np.nanquantile(drawn, [0.025, 0.975]) if mine else (np.nan, np.nan)
        found.append(
            {
                "model": model,
                "undisturbed": float(
                    np.mean([row["score"] for row in mine if row["disturbance"] == "none"])
                ),
                "slope": _slope(mine),
                "low": float(low),
                "high": float(high),
            }
        )
    return found


def _slope(rows: Sequence[Row]) -> float:
    x = np.array([row["misplaced"] for row in rows])
    y = np.array([row["score"] for row in rows])
    spread = float(((x - x.mean()) ** 2).sum())
    return float(((x - x.mean()) * y).sum() / spread) * 0.1 if spread > 0 else float("nan")


def _spans(edges: Doubles) -> tuple[Doubles, Doubles]:
    return edges[:-1], edges[1:]


def _even(track: Track) -> tuple[Doubles, Doubles]:
    half = float(np.median(np.diff(track.times))) / 2
    return track.times - half, track.times + half
