"""Every file of a folder of real recordings, the faulty ones too, runs to `aligned`."""

import csv

import pytest

from unisono.store import read_rows, table_files
from unisono.workflow.run import STAGES


@pytest.fixture(scope="session")
def real(new_project, shared_data):
    project = new_project("real")
    files = sorted((shared_data / "speech").iterdir()) + sorted((shared_data / "video").iterdir())
    with (project.folder / "media.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["media_id", "path", "language", "transcript"])
        for path in files:
            text = path.with_suffix(".txt")
            language = "de" if "-de-" in path.name else "en"
            given = text if text.is_file() and text != path else ""
            writer.writerow([path.name, path, language, given])
    project.run("aligned")
    return project, {path.name for path in files}


def test_every_file_is_accounted_for_with_a_reason_where_it_is_not_whole(real):
    project, names = real
    rows = [row for path in table_files(project.results)["accounting"] for row in read_rows(path)]
    upstream = [stage for stage in STAGES if not stage.startswith("embed") and stage != "vision"]
    found = {(row["media_id"], row["stage"]) for row in rows} - {(None, "enrolment")}
    assert found >= {(name, stage) for name in names for stage in upstream}
    assert [row for row in rows if row["status"] != "ok" and not row["reason"]] == []
    assert [row for row in rows if row["code"] == "unexpected"] == []


def test_text_files_among_the_media_are_refused_as_such(real):
    project, names = real
    rows = {row["media_id"]: row for row in read_rows(project.results / "probe" / "0001.parquet")}
    assert set(rows) == names
    for name in ("fleurs-de-000.txt", "nasa_13013.stream3.frames.json"):
        assert rows[name]["status"] == "failed"
        assert rows[name]["kind"] == "none"


def test_every_word_of_the_real_transcripts_is_kept(real, shared_data):
    project, _ = real
    words = read_rows(project.results / "aligned" / "0001.parquet")
    for text in sorted((shared_data / "speech").glob("*.txt")):
        name = f"{text.stem}.ogg"
        found = [row["text"] for row in words if row["media_id"] == name]
        assert found == text.read_text(encoding="utf-8").split()
