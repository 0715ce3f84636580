"""The target `tone`: which jobs there are, and which run again."""

import csv
import math

import pytest

from unisono.store import read_rows

LEARN = "label: label, modalities: [text, audio], compare: {resamples: 100}"
WHOLE = "sizes: {shares: []}"
LINEAR = "models: [majority, late-stack]"


def learn(*more, splits="{kind: grouped}"):
    return (f"learn={{{', '.join([LEARN, f'splits: {splits}', *more])}}}",)


@pytest.fixture
def labelled(grown):
    """The finished corpus of 200 recordings, with two labels."""
    for number, row in enumerate(grown.rows.values()):
        row["label"] = "ab"[number % 2]
    return grown


def test_every_model_seed_and_split_is_a_job_of_its_own(labelled):
    config = learn("models: [majority, linear-text, mult]", "seeds: 3", WHOLE)
    jobs = labelled.plan("tone", config=config)
    assert jobs["train"] == 1 + 1 + 3  # models without chance have one seed
    assert (jobs["gather"], jobs["split"], jobs["compare"]) == (1, 1, 1)
    assert "align" not in jobs


def test_each_smaller_corpus_is_a_split_and_its_trainings_jobs_of_their_own(labelled):
    sizes = "sizes: {shares: [0.2, 0.5], seeds: 2}"
    jobs = labelled.plan("tone", config=learn("models: [majority, mult]", "seeds: 3", sizes))
    assert jobs["split"] == 1 + 2
    assert jobs["train"] == (1 + 3) + 2 * (1 + 2)


def test_one_more_seed_or_split_runs_alone(labelled):
    first = learn(LINEAR, "seeds: 1", WHOLE)
    done = labelled.run("tone", config=first)
    assert done == {
        "describe_media": 2,
        "gather": 1,
        "split": 1,
        "train": 2,
        "compare": 1,
        "tone": 1,
    }
    assert labelled.plan("tone", config=first) == {}
    one_more = labelled.plan("tone", config=learn(LINEAR, "seeds: 2", WHOLE))
    assert one_more == {"train": 1, "compare": 1, "tone": 1}
    drawn = learn(LINEAR, "seeds: 1", WHOLE, splits="{kind: grouped, count: 2}")
    assert labelled.plan("tone", config=drawn) == {"split": 1, "train": 2, "compare": 1, "tone": 1}
    settings = learn(LINEAR, "seeds: 1", WHOLE, "settings: {late: {folds: 4}}")
    assert labelled.plan("tone", config=settings) == {"train": 1, "compare": 1, "tone": 1}
    other = learn(LINEAR, "seeds: 1", WHOLE, "settings: {mult: {layers: 2}}")
    assert labelled.plan("tone", config=other) == {}
    smaller = learn(LINEAR, "seeds: 1", "sizes: {shares: [0.2]}")
    assert labelled.run("tone", config=smaller) == {
        "split": 1,
        "train": 2,
        "compare": 1,
        "tone": 1,
    }
    check_tables(labelled)


def check_tables(project):
    with (project.results / "tone/summary.csv").open() as handle:
        rows = {(row["model"], row["metric"]): row["value"] for row in csv.DictReader(handle)}
    assert float(rows["majority", "accuracy"]) == pytest.approx(0.5, abs=0.05)
    assert math.isfinite(float(rows["late-stack", "auc"]))
    split = read_rows(project.results / "splits/grouped-0.parquet")
    assert len(split) == 200
    with (project.results / "tone/sizes.csv").open() as handle:
        sizes = sorted({int(row["recordings"]) for row in csv.DictReader(handle)})
    assert sizes[0] == pytest.approx(0.2 * sizes[1], abs=2)
    accounts = project.results / "accounting/learn"
    assert sum(len(read_rows(path)) for path in accounts.glob("*.parquet")) == 200


def test_a_label_that_cannot_be_learnt_stops_the_run_before_it_begins(grown):
    done = grown.snakemake("tone", config=learn(LINEAR))
    assert done.returncode != 0
    assert 'label "label" has one value alone ("old")' in done.stdout + done.stderr
    assert not (grown.results / "learn").exists()


def test_a_column_that_the_manifest_lacks_is_named(grown):
    done = grown.snakemake("tone", config=("learn={label: lable}",))
    assert 'the manifest has no such column; did you mean "label"' in done.stdout + done.stderr


def test_without_a_label_the_target_says_what_to_set(grown):
    done = grown.snakemake("tone")
    assert done.returncode != 0
    assert "learn.label is null; name the column" in done.stdout + done.stderr
