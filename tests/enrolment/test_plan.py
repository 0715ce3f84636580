"""Enrolment: batches are never rewritten, and only what is new or changed is enrolled."""

import os
from pathlib import Path

import pytest

from unisono.enrolment.batches import batch_files, file_sha256, read_batch
from unisono.enrolment.manifest import read_manifest
from unisono.enrolment.plan import EnrolmentPlan, plan_enrolment
from unisono.enrolment.roster import write_enrolment, write_media
from unisono.errors import InputError
from unisono.store import read_rows, write_table


class Corpus:
    """A manifest of small files that can be changed, and its results folder."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.results = folder / "results"
        self.rows: dict[str, dict[str, str]] = {}
        for number in range(count):
            self.add(f"r{number}")

    def add(self, media_id: str, **values: str) -> None:
        (self.folder / f"{media_id}.wav").write_text(media_id)
        self.rows[media_id] = {"path": f"{media_id}.wav", "language": "de", **values}

    def plan(self, batch_size: int = 2, gigabytes: float = 1.0) -> EnrolmentPlan:
        manifest = self.folder / "media.csv"
        columns = sorted({name for row in self.rows.values() for name in row})
        lines = [",".join(["media_id", *columns])]
        lines += [
            ",".join([media_id, *(row.get(name, "") for name in columns)])
            for media_id, row in self.rows.items()
        ]
        manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return plan_enrolment(
            read_manifest(manifest),
            self.results / "batches",
            probe=self.results / "probe",
            batch_size=batch_size,
            batch_gigabytes=gigabytes,
        )

    def enrol(self) -> EnrolmentPlan:
        plan = self.plan()
        plan.write()
        return plan

    def process(self) -> None:
        """Write a probe table for every batch, as the media stage does."""
        for name, path in batch_files(self.results / "batches").items():
            rows = [a_probe(row.media_id, self.folder / row.path) for row in read_batch(path)]
            write_table("probe", self.results / "probe" / f"{name}.parquet", rows)

    def bytes_on_disk(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.results / "batches").iterdir()}


def a_probe(media_id: str, path: Path) -> dict[str, object]:
    from unisono.tables import PROBE

    row: dict[str, object] = dict.fromkeys(PROBE.columns)
    row |= {"media_id": media_id, "path": str(path), "sha256": file_sha256(path), "kind": "audio"}
    row |= {"streams": "", "language": "de", "sex": "unknown", "status": "ok"}
    return row


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path, 5)


def test_planning_writes_nothing(corpus):
    plan = corpus.plan()
    assert {name: len(rows) for name, rows in plan.new.items()} == {
        "0001": 2,
        "0002": 2,
        "0003": 1,
    }
    assert not corpus.results.exists()


def test_a_second_run_enrols_nothing(corpus):
    corpus.enrol()
    again = corpus.plan()
    assert again.new == {}
    assert again.current_batches == ["0001", "0002", "0003"]


def test_an_added_row_goes_into_a_new_batch_and_old_ones_keep_their_bytes(corpus):
    corpus.enrol()
    before = corpus.bytes_on_disk()
    corpus.add("new")
    plan = corpus.enrol()
    assert [row.media_id for row in plan.new["0004"]] == ["new"]
    assert before.items() <= corpus.bytes_on_disk().items()


def test_a_batch_is_full_when_its_files_are_large_enough(corpus):
    (corpus.folder / "r1.wav").write_bytes(bytes(1000))
    plan = corpus.plan(batch_size=10, gigabytes=1000e-9)
    sizes = [[row.media_id for row in rows] for rows in plan.new.values()]
    assert sizes == [["r0"], ["r1"], ["r2", "r3", "r4"]]


def test_a_changed_file_is_enrolled_again(corpus):
    corpus.enrol()
    (corpus.folder / "r1.wav").write_text("longer than before")
    plan = corpus.plan()
    assert [row.media_id for row in plan.new["0004"]] == ["r1"]
    assert plan.current["r1"] == "0004"


def test_a_touched_file_with_the_same_bytes_is_not_enrolled_and_hashed_only_once(corpus):
    corpus.enrol()
    corpus.process()
    os.utime(corpus.folder / "r1.wav", ns=(1, 1))
    first = corpus.enrol()
    assert (first.new, len(first.verified)) == ({}, 1)
    second = corpus.plan()
    assert (second.new, list(second.verified)) == ({}, [])
    assert second.verifications == first.verifications == 1


def test_other_bytes_of_the_same_size_are_found(corpus):
    corpus.enrol()
    corpus.process()
    (corpus.folder / "r1.wav").write_text("R1")
    os.utime(corpus.folder / "r1.wav", ns=(1, 1))
    assert [row.media_id for row in corpus.plan().new["0004"]] == ["r1"]


def test_a_changed_transcript_is_enrolled_again(corpus):
    corpus.add("t", transcript="t.txt")
    (corpus.folder / "t.txt").write_text("one")
    corpus.enrol()
    corpus.process()
    (corpus.folder / "t.txt").write_text("two")
    os.utime(corpus.folder / "t.txt", ns=(1, 1))
    assert [row.media_id for row in corpus.plan().new["0004"]] == ["t"]


def test_a_changed_speaker_enrols_again_and_a_changed_label_does_not(corpus):
    corpus.enrol()
    corpus.rows["r0"]["speaker_id"] = "S1"
    corpus.rows["r1"]["label"] = "attack"
    assert [row.media_id for row in corpus.plan().new["0004"]] == ["r0"]


def test_a_removed_row_leaves_and_comes_back_without_new_work(corpus):
    corpus.enrol()
    row = corpus.rows.pop("r4")
    without = corpus.plan()
    assert "r4" not in without.current
    assert without.current_batches == ["0001", "0002"]
    corpus.rows["r4"] = row
    assert corpus.plan().current["r4"] == "0003"


def test_batch_files_are_never_written_over(corpus):
    plan = corpus.plan()
    other = corpus.plan()
    other.write()
    before = corpus.bytes_on_disk()
    with pytest.raises(InputError, match="another run enrols into this results folder"):
        plan.write()
    assert corpus.bytes_on_disk() == before


def test_an_edited_batch_file_is_refused(corpus):
    corpus.enrol()
    path = corpus.results / "batches" / "0001.csv"
    path.write_text(path.read_text().replace("size", "sise"))
    with pytest.raises(InputError, match=r"is not as it was written .* batch files must not be"):
        corpus.plan()


def test_the_roster_accounts_for_what_left(corpus):
    corpus.enrol()
    corpus.process()
    (corpus.folder / "r1.wav").write_text("longer than before")
    del corpus.rows["r2"]
    corpus.enrol()
    enrolment, accounting = corpus.results / "e.parquet", corpus.results / "a.parquet"
    write_enrolment(
        manifest=corpus.folder / "media.csv",
        batches=corpus.results / "batches",
        probe=corpus.results / "probe",
        enrolment=enrolment,
        accounting=accounting,
    )
    states = {(row["media_id"], row["batch"]): row["state"] for row in read_rows(enrolment)}
    assert states["r1", "0001"] == "superseded"
    assert states["r1", "0004"] == "current"
    assert states["r2", "0002"] == "removed"
    reasons = {row["media_id"]: row["reason"] for row in read_rows(accounting)}
    assert reasons == {
        "r1": "changed and enrolled again in batch 0004",
        "r2": "the recording is no longer in the manifest",
    }


def test_media_has_every_manifest_column_as_it_is_now(corpus):
    for media_id in corpus.rows:
        corpus.rows[media_id] |= {"label": "old", "date": "2026-01-02"}
    corpus.enrol()
    corpus.process()
    corpus.rows["r0"]["label"] = "new"
    del corpus.rows["r1"]
    corpus.plan()
    media = corpus.results / "media.parquet"
    write_media(
        probe=corpus.results / "probe" / "0001.parquet",
        manifest=corpus.folder / "media.csv",
        media=media,
    )
    rows = [(row["media_id"], row["label"], row["date"]) for row in read_rows(media)]
    assert rows == [("r0", "new", "2026-01-02"), ("r1", None, None)]
