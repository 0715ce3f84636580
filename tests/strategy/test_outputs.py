"""Costs, page and figures of the advice."""

import pytest

from unisono.learn.sizes import Spent, sizes_of
from unisono.strategy.costs import model_costs, strategy_costs
from unisono.strategy.page import fragment
from unisono.strategy.plots import write_plots


def a_trial(**changes):
    plain = {
        "strategy": "dtw",
        "share": 0.5,
        "noise": 0.3,
        "seed": 0,
        "recordings": 100,
        "error": 0.1,
        "score": 0.9,
        "score_error": 0.03,
        "fit_seconds": 1.0,
        "align_seconds": 0.01,
        "peak_mb": 20.0,
    }
    return plain | changes


def a_quality(**changes):
    plain = {
        "model": "reference",
        "disturbance": "none",
        "amount": 0.0,
        "seed": 0,
        "error": 0.0,
        "misplaced": 0.0,
        "score": 0.9,
        "score_error": 0.03,
    }
    return plain | changes


def test_a_strategy_costs_learning_and_aligning_and_gains_over_chance():
    (cost,) = strategy_costs([a_trial(), a_trial(seed=1, score=0.7)])
    assert cost["recordings"] == 50
    assert cost["seconds"] == pytest.approx(2.0)
    assert cost["gain_per_second"] == pytest.approx((0.8 - 0.5) / 2.0)
    assert cost["gain_per_gb"] == pytest.approx((0.8 - 0.5) / 0.02)


def test_a_model_gains_over_the_majority_at_each_size():
    def spent(model, recordings, score, seconds):
        return Spent(
            model=model,
            seed=0,
            split="grouped-0",
            recordings=recordings,
            metrics={"accuracy": score},
            seconds=seconds,
            peak_mb=500.0,
        )

    runs = [
        spent("majority", 30, 0.4, 0.1),
        spent("mult", 15, 0.6, 5.0),
        spent("mult", 30, 0.9, 10),
    ]
    costs = model_costs(sizes_of(runs, "accuracy"))
    assert [(cost["name"], cost["recordings"]) for cost in costs] == [
        ("majority", 30),
        ("mult", 15),
        ("mult", 30),
    ]
    assert costs[0]["gain_per_second"] == 0.0
    assert [cost["gain_per_second"] for cost in costs[1:]] == pytest.approx([0.04, 0.05])
    assert costs[2]["gain_per_gb"] == pytest.approx(1.0)


def test_text_in_the_page_is_escaped():
    row = dict.fromkeys(("first", "second", "timing", "reasons", "evidence", "reversal"), "x")
    page = fragment([{**row, "strategy": "<script>", "warnings": "a & b"}], costs=[], slopes=[])
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "a &amp; b" in page


def test_the_same_rows_give_the_same_figures(tmp_path):
    trials = [a_trial(), a_trial(share=1.0, score=0.95), a_trial(strategy="linear", score=0.6)]
    rows = [a_quality(), a_quality(disturbance="shift", amount=0.5, score=0.7)]
    for name in ("once", "again"):
        write_plots(tmp_path / name, trials=trials, quality=rows, costs=strategy_costs(trials))
    files = sorted(path.name for path in (tmp_path / "once").iterdir())
    assert len(files) == 6
    for file in files:
        assert (tmp_path / "once" / file).read_bytes() == (tmp_path / "again" / file).read_bytes()
