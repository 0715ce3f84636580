"""The target `exports` on the demo corpus: files that hold what the tables hold."""

import shutil
from collections import Counter
from pathlib import Path

import parselmouth
import pytest
from parselmouth.praat import call

from unisono.exports.reading import read_alignment
from unisono.exports.registry import FORMATS
from unisono.store import read_rows

BATCHES = ("0001", "0002")
OPTIONS = f"exports={{formats: [{', '.join(FORMATS)}], word_times: true}}"


@pytest.fixture(scope="module")
def exported(demo, tmp_path_factory):
    """A copy of the finished demo with its exports: `exports` is no part of `all`."""
    folder = tmp_path_factory.mktemp("exports") / "demo"
    shutil.copytree(demo.folder, folder, symlinks=True)
    project = type(demo)(folder, config=(*demo.config, OPTIONS))
    assert not (demo.results / "exports").exists()
    assert project.run("exports") == {"export": len(BATCHES), "exports": 1}
    return project


def table(project, name):
    paths = [project.results / name / f"{batch}.parquet" for batch in BATCHES]
    return [row for path in paths for row in read_rows(path)]


def accounts(project):
    return table_of_stage(project, "exports")


def table_of_stage(project, stage):
    folder = project.results / "accounting"
    return [row for batch in BATCHES for row in read_rows(folder / f"{stage}-{batch}.parquet")]


def files(project, suffix):
    found = (project.results / "exports").glob(f"*/*{suffix}")
    return {path.name.removesuffix(suffix): path for path in found}


def timed(words, digits):
    return Counter(
        (text, round(start, digits), round(end, digits))
        for text, start, end in words
        if start is not None
    )


def test_every_aligned_recording_has_every_file_and_the_others_a_reason(exported):
    wanted = {row["media_id"] for row in table(exported, "words")}
    assert len(wanted) >= 9
    for one in FORMATS.values():
        assert set(files(exported, one.suffix)) == wanted
    skipped = [row for row in accounts(exported) if row["media_id"] not in wanted]
    assert {row["media_id"] for row in skipped} | wanted == {
        row["media_id"] for row in table(exported, "media")
    }
    assert skipped
    assert all(row["status"] == "skipped" and row["reason"] for row in skipped)


@pytest.mark.parametrize(
    ("name", "digits"), [("textgrid", 12), ("json", 12), ("eaf", 3), ("ctm", 3), ("webvtt", 3)]
)
def test_the_files_hold_the_words_of_the_table(exported, name, digits):
    rows = table(exported, "words")
    for media_id, path in files(exported, FORMATS[name].suffix).items():
        alignment = FORMATS[name].read(path.read_text("utf-8"))
        own = [row for row in rows if row["media_id"] == media_id]
        read = timed(((word.text, word.start, word.end) for word in alignment.words), digits)
        assert read == timed(((row["text"], row["start"], row["end"]) for row in own), digits)
        said = [word.text for segment in alignment.segments for word in segment.tokens]
        assert said == [row["text"] for row in own]


def test_subtitles_hold_the_text_of_every_segment_with_a_time(exported):
    for media_id, path in files(exported, ".srt").items():
        alignment = FORMATS["srt"].read(path.read_text("utf-8"))
        known = read_alignment(exported.results, media_id)
        wanted = [one.text for one in known.segments if one.span is not None]
        assert " ".join(one.text for one in alignment.segments) == " ".join(wanted)


def test_praat_opens_every_textgrid_at_the_length_of_its_recording(exported):
    durations = {row["media_id"]: row["duration"] for row in table(exported, "probe")}
    for media_id, path in files(exported, ".TextGrid").items():
        grid = parselmouth.read(str(path))
        assert call(grid, "Get end time") == pytest.approx(durations[media_id], abs=0.1)


def test_elan_finds_the_recording_from_where_its_file_is(exported):
    paths = {row["media_id"]: Path(row["path"]) for row in table(exported, "probe")}
    for media_id, path in files(exported, ".eaf").items():
        media = FORMATS["eaf"].read(path.read_text("utf-8")).media
        assert (path.parent / media).resolve() == paths[media_id].resolve()


def test_a_second_run_does_nothing(exported):
    assert exported.plan("exports") == {}


def test_a_notebook_reads_an_alignment_as_it_was_exported(exported):
    media_id, path = sorted(files(exported, ".json").items())[0]
    alignment = FORMATS["json"].read(path.read_text("utf-8"))
    again = read_alignment(exported.results, media_id)
    assert again.segments == alignment.segments
    assert (path.parent / alignment.media).resolve() == Path(again.media).resolve()


def test_files_of_removed_and_changed_recordings_leave_the_folder(grown):
    assert grown.run("exports") == {"export": 2, "exports": 1}
    assert "r007" in files(grown, ".vtt")
    other = files(grown, ".vtt")["r150"].stat().st_mtime_ns
    del grown.rows["r007"]
    assert grown.run("exports") == {"export": 1, "exports": 1}
    assert set(files(grown, ".vtt")) == set(grown.rows)
    assert files(grown, ".vtt")["r150"].stat().st_mtime_ns == other
    (row,) = [row for row in accounts(grown) if row["media_id"] == "r007"]
    assert (row["status"], row["code"]) == ("skipped", "removed")
    assert grown.plan("exports") == {}
