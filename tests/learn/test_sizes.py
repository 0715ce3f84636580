"""What a score costs by size: which trainings are held against each other, and what is counted."""

import csv
import math

import pytest

from unisono.learn.plots import write_sizes_figure
from unisono.learn.sizes import Spent, comparable, several, sizes_of, write_sizes
from unisono.learn.summary import size_table


def spent(model="early", recordings=40, score=0.8, **changes):
    plain = {
        "model": model,
        "seed": 0,
        "split": "grouped-0",
        "recordings": recordings,
        "metrics": {"f1_macro": score},
        "seconds": 2.0,
        "peak_mb": 500.0,
    }
    return Spent(**(plain | changes))


def test_smaller_corpora_are_held_against_the_same_split_models_and_seeds():
    whole = [
        spent(model, seed=seed, split=split)
        for model in ("early", "mult")
        for seed in (0, 1)
        for split in ("grouped-0", "grouped-1")
    ]
    less = [spent("mult", recordings=10, split="grouped-0_25")]
    kept = comparable(whole, less)
    assert [(one.model, one.seed, one.split) for one in kept] == [
        ("mult", 0, "grouped-0_25"),
        ("mult", 0, "grouped-0"),
    ]
    assert {one.split for one in comparable(whole, [])} == {"grouped-0"}
    assert comparable([], []) == ()


def test_points_are_counted_above_the_majority_on_the_largest_corpus():
    runs = [
        spent("majority", 10, 0.5),
        spent("majority", 40, 0.3),
        spent("early", 10, 0.2),
        spent("early", 40, 0.7),
        spent("early", 40, 0.9, seed=1),
    ]
    found = {(size.model, size.recordings): size for size in sizes_of(runs, "f1_macro")}
    assert found["early", 10].gain == 0.0  # below the majority: nothing is gained
    mean = found["early", 40]
    assert (mean.score, mean.trainings) == (pytest.approx(0.8), 2)
    assert mean.gain_per_second == pytest.approx(0.5 / 2.0)
    assert mean.gain_per_gb == pytest.approx(0.5 / 0.5)


def test_where_less_is_better_the_correlation_is_the_score():
    runs = [spent(metrics={"mae": 1.0, "correlation": 0.6})]
    (size,) = sizes_of(runs, "mae")
    assert (size.metric, size.score, size.gain) == ("correlation", 0.6, 0.6)
    constant = [spent("majority", metrics={"mae": 1.0, "correlation": math.nan}), *runs]
    assert [size.model for size in sizes_of(constant, "mae")] == ["early"]


def test_one_size_has_a_table_and_no_figure(tmp_path):
    sizes = sizes_of([spent(), spent("mult")], "f1_macro")
    assert not several(sizes)
    write_sizes(tmp_path / "sizes.csv", sizes)
    write_sizes_figure(tmp_path / "figures", sizes)
    with (tmp_path / "sizes.csv").open() as handle:
        assert [row["model"] for row in csv.DictReader(handle)] == ["early", "mult"]
    assert not (tmp_path / "figures").exists()


def test_memory_that_was_not_measured_is_a_dash():
    sizes = sizes_of([spent(peak_mb=math.nan), spent(recordings=10, peak_mb=math.nan)], "f1_macro")
    assert [row[4:] for row in size_table(sizes)[1]] == [["–", "40", "–"], ["–", "40", "–"]]
