"""The demo corpus through the whole workflow, held against what was planted in it.

Tolerances: 40 ms for word boundaries is what the project promises on generated German
speech; 2 % for F0 likewise.
"""

import csv
import statistics
from pathlib import Path

import pytest

from unisono.store import read_rows, table_files
from unisono.views import connect
from unisono.workflow.run import STAGES

UNHEARD = {"truncated", "other_transcript", "silence", "no_audio"}


def truth(demo, name):
    with (demo.folder / "corpus" / "truth" / f"{name}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def table(demo, name):
    return [row for path in table_files(demo.results)[name] for row in read_rows(path)]


@pytest.fixture(scope="session")
def faults(demo):
    return {row["media_id"]: row["fault"] for row in truth(demo, "recordings")}


def test_every_recording_is_accounted_for_at_every_stage(demo, faults):
    rows = table(demo, "accounting")
    found = {(row["media_id"], row["stage"]) for row in rows}
    assert found == {(media_id, stage) for media_id in faults for stage in STAGES}
    assert all(row["reason"] for row in rows if row["status"] != "ok")


def test_every_planted_fault_is_found_and_only_those_spoil_anything(demo, faults):
    problems = {
        row["media_id"]: row["code"]
        for row in table(demo, "accounting")
        if row["stage"] in ("media", "align") and row["code"] not in (None, "no_video")
    }
    spoilt = {media_id for media_id, fault in faults.items() if fault in UNHEARD}
    assert len(spoilt) == 4
    assert set(problems) == spoilt


def test_rotated_and_variable_frame_rate_videos_have_their_frames(demo, faults):
    frames = {row["media_id"] for row in table(demo, "frames")}
    odd = {name for name, fault in faults.items() if fault in ("rotated", "variable_frame_rate")}
    assert len(odd) == 2
    assert odd <= frames


@pytest.mark.parametrize(("corpus", "limit"), [("rede", 0.040), ("ad", 0.050)])
def test_words_lie_where_they_are_said(demo, faults, corpus, limit):
    said = {(row["media_id"], int(row["word"])): row for row in truth(demo, "words")}
    errors = []
    for row in table(demo, "words"):
        if not row["media_id"].startswith(corpus) or faults[row["media_id"]] in UNHEARD:
            continue
        assert row["status"] != "unaligned"
        true = said[row["media_id"], row["word"]]
        assert row["text"] == true["text"]
        errors += [abs(row["start"] - float(true["start"])), abs(row["end"] - float(true["end"]))]
    assert len(errors) > 100
    assert statistics.mean(errors) < limit


def test_no_word_of_any_transcript_is_lost(demo, faults):
    words = table(demo, "words")
    for media_id, fault in faults.items():
        if fault == "no_audio":
            continue
        text = " ".join(
            row["text"] for row in table(demo, "segments") if row["media_id"] == media_id
        )
        assert [row["text"] for row in words if row["media_id"] == media_id] == text.split()


def test_f0_medians_lie_within_two_percent_of_the_planted_ones(demo, faults):
    planted = {
        (row["media_id"], int(row["segment"])): float(row["f0_planted"])
        for row in truth(demo, "sentences")
        if faults[row["media_id"]] not in UNHEARD and row["f0_planted"]
    }
    measured = {
        (row["media_id"], row["segment"]): row["f0_median"]
        for row in table(demo, "acoustics")
        if row["unit"] == "segment"
    }
    errors = [abs(measured[key] / f0 - 1) for key, f0 in planted.items()]
    assert len(errors) > 20
    assert max(errors) < 0.02


def test_views_hold_the_current_rows_of_every_table(demo, faults):
    corpus = connect(demo.results)
    for name in ("media", "words", "frames", "aligned", "acoustics", "embeddings"):
        count = corpus.sql(f"select count(*) from {name}").fetchall()[0][0]
        assert count == len(table(demo, name))
    stages = corpus.sql("select count(distinct stage) from accounting").fetchall()[0][0]
    assert stages == len(STAGES)


def test_f0_z_is_standardised_within_each_speaker(demo):
    corpus = connect(demo.results)
    rows = corpus.sql(
        "select avg(f0_z), stddev_samp(f0_z) from acoustics where unit = 'word' group by speaker_id"
    ).fetchall()
    assert len(rows) >= 4
    for mean, deviation in rows:
        assert mean == pytest.approx(0, abs=1e-9)
        assert deviation == pytest.approx(1, abs=1e-9)


def test_the_report_is_there_and_names_every_fault(demo, faults):
    page = Path(demo.results, "report", "index.html").read_text(encoding="utf-8")
    for media_id, fault in faults.items():
        if fault:
            assert media_id in page
