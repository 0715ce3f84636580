"""Only what is new is computed: each promise of the design, on real runs."""

import os
import shutil
from pathlib import Path

from unisono.store import read_rows
from unisono.workflow.run import BATCH_TABLES

ROOT = Path(__file__).resolve().parents[2]
BATCH_RULES = {
    "probe",
    "describe_media",
    "sample_frames",
    "transcribe",
    "align",
    "measure",
    "describe_frames",
    "embed_text",
    "embed_audio",
    "embed_image",
    "fuse",
}
AGGREGATES = {"enrolment", "standardise", "views", "datapackage", "report", "all"}


def once(rules):
    return dict.fromkeys(rules, 1)


def digests(project):
    return {
        path.relative_to(project.results): path.read_bytes()
        for name in BATCH_TABLES
        for path in (project.results / name).glob("*.parquet")
    }


def test_a_second_run_does_nothing(grown):
    assert grown.plan("all") == {}


def test_one_added_recording_runs_one_new_batch_and_the_aggregates(grown):
    before = digests(grown)
    grown.add("new", label="old")
    assert grown.run("all") == once(BATCH_RULES | AGGREGATES)
    assert before.items() <= digests(grown).items()
    words = read_rows(grown.results / "words" / "0003.parquet")
    assert [(row["media_id"], row["text"]) for row in words] == [("new", "Yes.")]
    assert grown.plan("all") == {}


def test_a_removed_row_runs_the_aggregates_alone(grown):
    del grown.rows["r007"]
    # `media` of its batch loses what the manifest said about it; no stage runs again.
    assert grown.run("all") == once(AGGREGATES | {"describe_media"})
    rows = read_rows(grown.results / "accounting" / "enrolment.parquet")
    assert [(row["media_id"], row["code"]) for row in rows] == [("r007", "removed")]
    acoustics = grown.results / "acoustics" / "0001.parquet"
    assert "r007" not in {row["media_id"] for row in read_rows(acoustics)}
    assert grown.plan("all") == {}


def test_a_changed_file_is_processed_again_in_a_new_batch(grown):
    grown.add("r007", text="No, thank you.", label="old")
    assert grown.run("all") == once(BATCH_RULES | AGGREGATES)
    words = read_rows(grown.results / "words" / "0003.parquet")
    assert [row["text"] for row in words] == ["No,", "thank", "you."]
    states = {
        row["batch"]: row["state"]
        for row in read_rows(grown.results / "enrolment" / "all.parquet")
        if row["media_id"] == "r007"
    }
    assert states == {"0001": "superseded", "0003": "current"}


def test_a_changed_label_runs_no_stage(grown):
    grown.rows["r150"]["label"] = "new"
    jobs = grown.run("all")
    assert jobs == once({"describe_media", "views", "datapackage", "report", "all"})
    media = {
        row["media_id"]: row["label"] for row in read_rows(grown.results / "media" / "0002.parquet")
    }
    assert (media["r150"], media["r151"]) == ("new", "old")


def test_touched_recordings_are_not_processed_again(grown):
    for media_id in ("r001", "r150"):
        os.utime(grown.folder / "files" / f"{media_id}.wav", ns=(1, 1))
    grown.run("all")
    assert len(list((grown.results / "batches").glob("verified-*.csv"))) == 1
    assert grown.plan("all") == {}


def code_copy(folder):
    """The workflow's own files, with the times of a fresh clone."""
    code = folder / "clone"
    code.mkdir()
    for name in ("unisono", "rules", "scripts", "config", "envs", "profiles"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, code / name, copy_function=shutil.copy, ignore=ignored)
    shutil.copy(ROOT / "Snakefile", code)
    return code


def test_a_fresh_clone_reruns_nothing(grown, tmp_path):
    grown.code = code_copy(tmp_path)
    assert grown.plan("all") == {}


def test_an_edited_library_module_reruns_the_rules_that_use_it(grown, tmp_path):
    grown.code = code_copy(tmp_path)
    module = grown.code / "unisono" / "fuse" / "batch.py"
    module.write_text(module.read_text(encoding="utf-8") + "\nEDITED = True\n", encoding="utf-8")
    assert grown.plan("all") == {"fuse": 2} | once({"views", "datapackage", "report", "all"})


def test_a_changed_option_reruns_its_stage_and_what_follows(grown):
    jobs = grown.plan("all", config=("fuse={frames: within}",))
    assert jobs == {"fuse": 2} | once({"views", "datapackage", "report", "all"})


def test_a_dry_run_writes_nothing(project):
    project.add("one")
    jobs = project.plan("all")
    assert jobs == once(BATCH_RULES | AGGREGATES)
    assert not project.results.exists()
