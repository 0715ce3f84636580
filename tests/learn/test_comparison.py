"""From trainings to a comparison: tables, figures, and what they say."""

import csv
import json

import numpy as np
import pytest

from unisono.learn.batch import Outcome, Training, divide, train
from unisono.learn.comparison import compare, pooled_predictions
from unisono.learn.options import ModelOptions
from unisono.learn.report import Files, write_comparison
from unisono.learn.runs import Predicted, Run, Study, read_study
from unisono.learn.study import CompareOptions, SplitOptions
from unisono.learn.summary import fragment, markdown
from unisono.store import read_rows

QUICK = CompareOptions(resamples=200)


def a_run(model, outputs, target, *, seed=0, split="grouped-0", groups=None, history=()):
    """A training with the predictions given."""
    items = len(target)
    test = Predicted(
        model=model,
        seed=seed,
        split=split,
        ids=tuple(f"i{number:03d}" for number in range(items)),
        groups=tuple(groups or (f"g{number // 2:02d}" for number in range(items))),
        outputs=np.asarray(outputs, dtype=float),
        target=np.asarray(target),
    )
    return Run(
        test=test,
        validation={"f1_macro": 0.5, "mae": 1.0},
        parameters=3,
        train_seconds=2.0,
        infer_seconds=0.1,
        peak_mb=100.0,
        history=history,
    )


def right_share(share, items=80, seed=0):
    """Probabilities of two classes that are right for a share of the items, and the truth."""
    rng = np.random.default_rng(seed)
    target = np.arange(items) % 2
    told = np.where(rng.random(items) < share, target, 1 - target)
    return np.where(np.eye(2)[told] > 0, 0.8, 0.2), target


def study_of(*runs, classes=("a", "b")):
    return Study(label="label_tone", classes=classes, runs=tuple(runs))


def test_the_better_model_is_first_and_the_difference_is_sure():
    good, target = right_share(0.95)
    poor, _ = right_share(0.55, seed=1)
    found = compare(study_of(a_run("poor", poor, target), a_run("good", good, target)), QUICK)
    assert [one.model for one in found.standings] == ["good", "poor"]
    pair = found.pairs[0]
    assert (pair.first, pair.second) == ("good", "poor")
    assert pair.difference.low > 0
    assert pair.p_value < 0.001
    right = [(outputs.argmax(axis=1) == target) for outputs in (good, poor)]
    assert pair.only_first == int((right[0] & ~right[1]).sum())


def test_the_intervals_of_equal_models_differ_by_nothing():
    outputs, target = right_share(0.8)
    found = compare(study_of(a_run("one", outputs, target), a_run("two", outputs, target)), QUICK)
    difference = found.pairs[0].difference
    assert (difference.low, difference.value, difference.high) == (0.0, 0.0, 0.0)
    assert found.pairs[0].p_holm == 1.0


def test_seeds_widen_the_interval_and_give_its_spread():
    target = np.arange(80) % 2
    seeds = [right_share(share, seed=number)[0] for number, share in enumerate((0.5, 0.9))]
    both = [a_run("m", outputs, target, seed=seed) for seed, outputs in enumerate(seeds)]
    found = compare(study_of(*both), QUICK).standings[0]
    assert found.seeds == 2
    accuracy = [np.mean(outputs.argmax(axis=1) == target) for outputs in seeds]
    estimate = found.estimates["accuracy"]
    assert estimate.value == pytest.approx(np.mean(accuracy))
    assert estimate.seed_sd == pytest.approx(np.std(accuracy, ddof=1))
    assert estimate.low <= min(accuracy) + 0.05
    assert estimate.high >= max(accuracy) - 0.05


def test_items_that_go_together_widen_the_interval():
    outputs, target = right_share(0.7, items=120)
    right = outputs.argmax(axis=1) == target
    order = np.argsort(right, kind="stable")  # groups that are right or wrong as a whole
    alone = compare(
        study_of(a_run("m", outputs, target, groups=[f"g{n}" for n in range(120)])), QUICK
    )
    alike = [""] * 120
    for rank, item in enumerate(order):
        alike[item] = f"g{rank // 10:02d}"
    together = compare(study_of(a_run("m", outputs, target, groups=alike)), QUICK)
    widths = [
        one.standings[0].estimates["accuracy"].high - one.standings[0].estimates["accuracy"].low
        for one in (alone, together)
    ]
    assert widths[1] > 2 * widths[0]


def test_folds_are_measured_together():
    """Each fold has one class alone: apart they would have no AUC."""
    outputs = np.array([[0.9, 0.1], [0.6, 0.4], [0.7, 0.3], [0.2, 0.8]])
    first = a_run("m", outputs[:2], [0, 0], split="fold-0", groups=["x", "y"])
    second = a_run("m", outputs[2:], [1, 1], split="fold-1", groups=["z", "w"])
    second = Run(
        **{
            **fields_of(second),
            "test": Predicted(**{**fields_of(second.test), "ids": ("j0", "j1")}),
        }
    )
    found = compare(study_of(first, second), QUICK).standings[0]
    assert found.estimates["auc"].value == pytest.approx(0.75)
    assert (found.items, found.splits) == (4, 2)


def fields_of(record):
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def test_an_item_tested_twice_counts_once_in_the_test_of_a_pair():
    outputs, target = right_share(0.8, items=10)
    runs = [a_run("m", outputs, target, split=f"grouped-{number}") for number in range(2)]
    pooled = pooled_predictions(runs)
    assert len(pooled.ids) == 10
    assert pooled.outputs == pytest.approx(outputs)


def test_values_are_ranked_by_their_error_and_have_no_mcnemar():
    target = np.linspace(0.0, 10.0, 40)
    near, far = target[:, None] + 0.5, target[:, None] + 3.0
    study = study_of(a_run("far", far, target), a_run("near", near, target), classes=())
    found = compare(study, QUICK)
    assert found.metric == "mae"
    assert [one.model for one in found.standings] == ["near", "far"]
    assert found.standings[0].estimates["mae"].value == pytest.approx(0.5)
    assert np.isnan(found.pairs[0].p_value)
    assert "McNemar" not in markdown(found)


def test_the_table_says_what_it_is_over_and_warns_of_few_groups():
    outputs, target = right_share(0.9, items=20)
    text = markdown(compare(study_of(a_run("m|x", outputs, target)), QUICK))
    assert "20 recordings of 10 groups were tested on (1 split, 1 seed" in text
    assert "10 groups are few" in text
    assert "| m\\|x |" in text


def test_the_fragment_escapes_what_comes_from_outside():
    outputs, target = right_share(0.9, items=20)
    html = fragment(compare(study_of(a_run("<script>", outputs, target)), QUICK))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def trained(results, models, split="grouped-0"):
    """Train models on the corpus of a results folder, as the rules do."""
    folder = results.folder
    divide(
        corpus=folder / "learn",
        split=split,
        target=folder / f"splits/{split}.parquet",
        options=SplitOptions(kind="grouped"),
    )
    found = []
    for model in models:
        names = {
            "predictions": "parquet",
            "scores": "parquet",
            "history": "json",
            "state": "safetensors",
        }
        outcome = Outcome(
            **{name: folder / name / split / f"{model}-0.{end}" for name, end in names.items()}
        )
        train(
            corpus=folder / "learn",
            splits=folder / f"splits/{split}.parquet",
            training=Training(model=model, seed=0, split=split),
            outcome=outcome,
            work=folder / "work",
            options=ModelOptions(),
            bins=10,
        )
        found.append(outcome)
    return found


def test_linear_models_go_from_tables_to_figures(results, ads, tmp_path):
    results.add("0001", ads(60))
    results.gather()
    outcomes = trained(results, ("majority", "linear-text"))
    less = trained(results, ("majority", "linear-text"), split="grouped-0_25")
    study = read_study(
        splits=[results.folder / "splits/grouped-0.parquet"],
        predictions=[one.predictions for one in outcomes],
        scores=[one.scores for one in outcomes],
        histories=[one.history for one in outcomes],
        sizes=[one.scores for one in less],
    )
    assert study.classes == ("attack", "contrast", "promote")

    def written(name):
        tables = ("summary", "costs", "pairs", "sizes")
        made = {part: tmp_path / name / f"{part}.csv" for part in tables}
        pages = {part: tmp_path / name / part for part in ("markdown", "fragment", "figures")}
        write_comparison(study, Files(**made, **pages), QUICK)
        return {
            p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*.*")
        }

    files = written("one")
    assert {path.name for path in files if path.suffix == ".svg"} == {
        "metric-grouped.svg",
        "cost-grouped.svg",
        "calibration-grouped.svg",
        "sizes.svg",
    }
    assert files == written("two")
    with (tmp_path / "one/summary.csv").open() as handle:
        rows = {
            (row["model"], row["metric"]): float(row["value"]) for row in csv.DictReader(handle)
        }
    assert rows["linear-text", "f1_macro"] > 0.9
    assert rows["majority", "accuracy"] == pytest.approx(1 / 3)
    assert rows["majority", "auc"] == 0.5
    with (tmp_path / "one/sizes.csv").open() as handle:
        sizes = list(csv.DictReader(handle))
    assert [(row["model"], row["recordings"]) for row in sizes] == [
        ("majority", "12"),
        ("majority", "39"),
        ("linear-text", "12"),
        ("linear-text", "39"),
    ]
    told = float(sizes[3]["score"]) - float(sizes[1]["score"])
    assert float(sizes[3]["gain"]) == pytest.approx(told, rel=1e-4)
    per_second = told / float(sizes[3]["seconds"])
    assert float(sizes[3]["gain_per_second"]) == pytest.approx(per_second, rel=1e-3)
    assert "by the size of the corpus" in (tmp_path / "one/markdown").read_text()


def test_what_a_training_writes_keeps_the_contract_of_the_tables(results, ads):
    results.add("0001", ads(60))
    results.gather()
    outcome = trained(results, ("linear-audio",))[0]
    predictions = read_rows(outcome.predictions)
    splits = read_rows(results.folder / "splits/grouped-0.parquet")
    tested = {row["media_id"] for row in splits if row["part"] == "test"}
    assert {row["media_id"] for row in predictions if row["part"] == "test"} == tested
    assert all(sum(row["output"]) == pytest.approx(1.0) for row in predictions)
    scores = read_rows(outcome.scores)
    assert {row["fold"] for row in scores} == {"validation", "test"}
    assert {row["metric"] for row in scores} >= {"f1_macro", "f1:attack", "auc", "ece", "brier"}
    assert all(row["train_seconds"] > 0 and row["peak_mb"] > 1 for row in scores)
    assert json.loads(outcome.history.read_text()) == []
    assert not (results.folder / "work").exists()
