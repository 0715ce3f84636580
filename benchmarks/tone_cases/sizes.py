"""Generated ads learnt from in corpora of several sizes, each training in a process of its own."""

import multiprocessing
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from ads_corpus import TEST, VALIDATION, ads_corpus, parts

from unisono.demo.options import DemoOptions, Tells
from unisono.learn.batch import measure
from unisono.learn.corpus import Corpus
from unisono.learn.options import ModelOptions
from unisono.learn.registry import build
from unisono.learn.sizes import Spent
from unisono.learn.splits import smaller

BINS = 10


def trained(
    tone: Tells,
    *,
    models: Sequence[str],
    train: int,
    shares: Sequence[float],
    options: ModelOptions,
) -> list[Spent]:
    """Train every model on every share of the ads and on all of them.

    Parameters
    ----------
    tone
        ``coincidence`` or ``occurrence``.
    models
        Names of the registry.
    train
        Ads to learn from.
    shares
        Of them, whole groups.
    options
        Settings of the models.
    """
    sizes = (train, VALIDATION, TEST)
    corpus = ads_corpus(DemoOptions(tone=tone, ads=round(sum(sizes) * 1.12)))
    whole, validation, test = parts(corpus, 0, sizes)
    found = []
    for share in (*sorted(shares), 1.0):
        split = "grouped-0" if share == 1.0 else smaller("grouped-0", share)
        part = some_groups(whole, share)
        for name in models:
            # A process for each: its peak of memory is that of this training alone.
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                job = pool.submit(one, name, split, part, validation, test, options)
                found.append(job.result())
    return found


def some_groups(corpus: Corpus, share: float) -> Corpus:
    """Groups in an order that is the same for all shares, until there are enough items."""
    groups = np.array(corpus.groups)
    order = np.random.default_rng(0).permutation(np.unique(groups))
    sizes = np.cumsum([np.count_nonzero(groups == group) for group in order])
    kept = order[: int(np.searchsorted(sizes, share * len(groups) - 0.5)) + 1]
    return corpus.subset(np.isin(groups, kept))


def one(
    name: str, split: str, part: Corpus, validation: Corpus, test: Corpus, options: ModelOptions
) -> Spent:
    """Train one model."""
    model = build(name, options)
    started = time.perf_counter()
    outputs = model.fit(part, validation, seed=0, work=None).predict_proba(test)
    seconds = time.perf_counter() - started
    return Spent(
        model=name,
        seed=0,
        split=split,
        recordings=len(part),
        metrics=measure(outputs, test, bins=BINS),
        seconds=seconds,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    )
