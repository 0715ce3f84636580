"""Generated ads whose tone is in what coincides, or in what occurs."""

import time
from collections.abc import Sequence
from pathlib import Path

from ads_corpus import TEST, TRAIN, VALIDATION, ads_corpus, parts

from tone_cases.studies import Trials
from unisono.demo.options import DemoOptions, Tells
from unisono.learn.options import ModelOptions
from unisono.learn.registry import build


def trials(
    tone: Tells,
    *,
    models: Sequence[str],
    seeds: int,
    train: int = TRAIN,
    options: ModelOptions,
    seconds: float,
) -> Trials:
    """Train every model with every seed; each seed draws a split of its own.

    Parameters
    ----------
    tone
        ``coincidence`` or ``occurrence``.
    models
        Names of the registry.
    seeds
        How many.
    train
        Ads to learn from.
    options
        Settings of the models.
    seconds
        No training is begun later than this.
    """
    started = time.perf_counter()
    sizes = (train, VALIDATION, TEST)
    corpus = ads_corpus(DemoOptions(tone=tone, ads=round(sum(sizes) * 1.12)))
    found = Trials(label=f"tone by {tone}", classes=corpus.classes)
    for seed in range(seeds):
        seen, chosen_by, test = parts(corpus, seed, sizes)
        for name in models:
            if time.perf_counter() - started > seconds:
                return found
            begun = time.perf_counter()
            fitted = build(name, options).fit(seen, chosen_by, seed=seed, work=None)
            between = time.perf_counter()
            outputs = fitted.predict_proba(test)
            spent = (between - begun, time.perf_counter() - between)
            found.add(
                name,
                test,
                outputs,
                seed=seed,
                split=f"grouped-{seed}",
                parameters=fitted.parameters,
                seconds=spent,
            )
    return found


def settings(path: Path | None) -> ModelOptions:
    """Settings of the models from a JSON file; without one the defaults."""
    return ModelOptions.model_validate_json(path.read_text("utf-8")) if path else ModelOptions()
