"""Planted corpora need alignment when they are to, and trials measure it.

Scores are shares of 40 or more recordings: their standard error is below 0.08.
"""

import numpy as np
import pytest

from unisono.correspond.options import CorrespondOptions
from unisono.learn.options import ModelOptions
from unisono.store import read_rows
from unisono.strategy.batch import try_strategies
from unisono.strategy.downstream import hits
from unisono.strategy.options import QualityOptions, TrialOptions
from unisono.strategy.planted import plant
from unisono.strategy.quality import disturbed_words, quality, right_of, slopes


def pooled(corpus):
    return [
        np.concatenate([one.pair.first.values.mean(axis=0), one.pair.second.values.mean(axis=0)])
        for one in corpus.recordings
    ]


@pytest.mark.parametrize(("needed", "low", "high"), [(True, 0.3, 0.7), (False, 0.9, 1.0)])
def test_means_tell_the_class_only_where_no_alignment_is_needed(needed, low, high):
    corpus = plant(160, seconds=15.0, noise=0.3, seed=1, needed=needed)
    features = pooled(corpus)
    right = hits(features[:80], corpus.target[:80], features[80:], corpus.target[80:])
    assert low <= right.mean() <= high


def test_true_words_tell_the_class_and_shifted_ones_do_not():
    corpus = plant(160, seconds=15.0, noise=0.3, seed=1)
    true = disturbed_words(corpus, kind="none", amount=0.0, seed=0)
    off = disturbed_words(corpus, kind="shift", amount=1.6, seed=0)
    assert true.error == pytest.approx(0.0, abs=1e-12)
    assert true.misplaced == 0.0
    assert off.error == pytest.approx(1.6)
    models = ModelOptions()
    assert right_of("reference", corpus, true, models, 0).mean() > 0.9
    assert right_of("reference", corpus, off, models, 0).mean() < 0.75


def test_quality_is_measured_for_each_amount_and_falls_with_it():
    options = QualityOptions(
        models=("reference",), recordings=100, seeds=2, disturbances=("jitter",), seconds=(0.3, 2.0)
    )
    rows = list(quality(options, ModelOptions()))
    assert [(row["disturbance"], row["amount"]) for row in rows[:3]] == [
        ("none", 0.0),
        ("jitter", 0.3),
        ("jitter", 2.0),
    ]
    assert len(rows) == 6
    (slope,) = slopes(rows)
    assert slope["slope"] < 0
    assert slope["low"] <= slope["slope"] <= slope["high"]


def test_trials_find_that_dtw_follows_a_drift_that_linear_does_not(tmp_path):
    options = TrialOptions(
        strategies=("linear", "dtw"),
        recordings=160,
        seconds=16.0,
        shares=(0.2,),
        noises=(0.3,),
        seeds=1,
    )
    try_strategies(tmp_path / "all.parquet", options=options, settings=CorrespondOptions())
    rows = {row["strategy"]: row for row in read_rows(tmp_path / "all.parquet")}
    assert rows["dtw"]["error"] < rows["linear"]["error"] / 2
    assert rows["dtw"]["score"] > rows["linear"]["score"]
    assert rows["dtw"]["peak_mb"] > 0
