"""Every strategy on planted corpora, with one modality scarce and noisy."""

import logging
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from unisono.correspond.options import CorrespondOptions
from unisono.correspond.registry import STRATEGIES, Known, fit
from unisono.correspond.sequences import Correspondence
from unisono.strategy.downstream import coincidences, hits, share_and_error
from unisono.strategy.options import TrialOptions
from unisono.strategy.planted import Planted, plant

logger = logging.getLogger(__name__)

Row = Mapping[str, Any]


def trials(options: TrialOptions, settings: CorrespondOptions) -> Iterator[Row]:
    """Rows of the table ``alignment_trials``."""
    for noise in options.noises:
        for seed in range(options.seeds):
            corpus = plant(options.recordings, seconds=options.seconds, noise=noise, seed=seed)
            for name in options.strategies:
                shares = options.shares if _learns(name) else (max(options.shares),)
                for share in shares:
                    yield trial(name, corpus, share=share, noise=noise, seed=seed, use=settings)
            logger.info("noise %s, corpus %d tried", noise, seed)


def trial(
    name: str,
    corpus: Planted,
    *,
    share: float,
    noise: float,
    seed: int,
    use: CorrespondOptions,
) -> Row:
    """Try one strategy: a row of ``alignment_trials``."""
    half = len(corpus.recordings) // 2
    known = known_of(corpus, share=share, seed=seed)
    begin = time.perf_counter()
    align = fit(name, known, use)
    learnt = time.perf_counter() - begin
    begin = time.perf_counter()
    found = [align(one.pair) for one in corpus.recordings]
    aligned = time.perf_counter() - begin
    right = downstream_hits(corpus, found)
    score, error = share_and_error(right)
    return {
        "strategy": name,
        "share": share,
        "noise": noise,
        "seed": seed,
        "recordings": half,
        "error": alignment_error(corpus, found),
        "score": score,
        "score_error": error,
        "fit_seconds": learnt,
        "align_seconds": aligned / len(found),
        "peak_mb": _peak_mb(lambda: align(corpus.recordings[0].pair)),
    }


def known_of(corpus: Planted, *, share: float, seed: int) -> Known:
    """What a strategy may learn from: the first half, a share of it with matches."""
    half = len(corpus.recordings) // 2
    matched = max(round(share * half), 1)
    learnable = corpus.recordings[:half]
    return Known(
        anchors=learnable[:matched],
        pairs=tuple(one.pair for one in learnable[matched:]),
        seed=seed,
    )


def alignment_error(corpus: Planted, found: list[Correspondence]) -> float:
    """Mean absolute error of the expected times in the second half, seconds."""
    half = len(corpus.recordings) // 2
    errors = [
        np.abs(one.expected(recording.pair.second.times) - times).mean()
        for one, recording, times in zip(
            found[half:], corpus.recordings[half:], corpus.true_times[half:], strict=True
        )
    ]
    return float(np.mean(errors))


def downstream_hits(corpus: Planted, found: list[Correspondence]) -> Any:
    """Which recordings of the second half are told right from the aligned modalities."""
    half = len(corpus.recordings) // 2
    features = [
        coincidences(one.pair.first.values, match.carry(one.pair.second.values))
        for one, match in zip(corpus.recordings, found, strict=True)
    ]
    return hits(features[:half], corpus.target[:half], features[half:], corpus.target[half:])


def _learns(name: str) -> bool:
    return STRATEGIES[name].space or STRATEGIES[name].anchors


def _peak_mb(work: Any) -> float:
    """Memory that NumPy and Python take at most while something is done, 10^6 bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
