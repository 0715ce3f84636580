"""The figures of the report, held against sums done by hand."""

from pathlib import Path
from typing import Any

import pytest

from unisono.report.costs import Cost, read_costs
from unisono.report.enrolment import read_enrolment
from unisono.report.fates import read_fates, read_ledger, stage_order
from unisono.report.intake import groupings, read_recordings_now
from unisono.report.pages import clean, count, counted, link, percent, size, span
from unisono.report.shelf import count_words, read_shelves
from unisono.report.truth import boundary_errors, read_truth
from unisono.tables import TABLES


def test_only_current_enrolments_are_counted(parliament: Any) -> None:
    enrolment = read_enrolment(parliament.tables["enrolment"])
    recordings = read_recordings_now(parliament.tables["media"], enrolment)
    assert [one.media_id for one in recordings] == [
        "ad-001",
        "ad-mute",
        "ad-truncated",
        "speech-001",
        "speech-002",
        "speech-other",
        "speech-silent",
        "speech-unread",
    ]
    assert [(one.media_id, one.state) for one in enrolment.past] == [
        ("changed", "superseded"),
        ("gone", "removed"),
    ]
    by_sex = groupings(recordings, speakers=9)[2]
    assert [(one.name, one.recordings, one.seconds) for one in by_sex.shares] == [
        ("male", 2, 152.0),
        ("female", 3, 41.0),
        ("unknown", 3, pytest.approx(18.2)),
    ]


def test_speakers_beyond_the_limit_are_added_up(parliament: Any) -> None:
    enrolment = read_enrolment(parliament.tables["enrolment"])
    recordings = read_recordings_now(parliament.tables["media"], enrolment)
    speakers = groupings(recordings, speakers=1)[3]
    assert [one.name for one in speakers.shares] == ["schmidt"]
    assert speakers.more_groups == 3
    assert speakers.more is not None
    assert speakers.more.recordings == 6


def test_a_recording_without_picture_is_no_trouble(parliament: Any) -> None:
    enrolment = read_enrolment(parliament.tables["enrolment"])
    ledger = read_ledger(parliament.tables["accounting"], enrolment)
    assert ledger.troubled() == [
        "speech-other",
        "speech-unread",
        "ad-mute",
        "ad-truncated",
        "speech-silent",
    ]
    assert {(one.stage, one.count) for one in ledger.listed_notes()} == {
        ("frames", 4),
        ("vision", 2),
    }
    media = ledger.sums()[0]
    assert (media.stage, dict(media.counts)) == ("media", {"ok": 5, "partial": 2, "failed": 1})
    assert media.items == 8
    assert media.seconds == pytest.approx(8 * 0.125)


def test_remarks_that_differ_by_a_date_are_one(corpus: Any, make: Any) -> None:
    skipped = {"status": "skipped", "code": "no_protocol"}
    rows = [
        make.account(f"m{day}", "media", **skipped, reason=f"no protocol of 2024-03-{day}")
        for day in range(10, 20)
    ]
    other = {"status": "skipped", "code": "no_video"}
    rows += [make.account(one, "media", **other, reason=f"no video {one}") for one in ("x", "y")]
    corpus.put("accounting", rows)
    ledger = read_ledger(corpus.tables["accounting"], read_enrolment([]))
    assert [(note.code, note.count, note.wordings) for note in ledger.listed_notes()] == [
        ("no_protocol", 10, 10),
        ("no_video", 1, 1),
        ("no_video", 1, 1),
    ]
    assert ledger.listed_notes()[0].examples == ("m10", "m11", "m12", "m13", "m14")


def test_a_cause_is_told_once_and_its_consequences_are_named(parliament: Any) -> None:
    enrolment = read_enrolment(parliament.tables["enrolment"])
    ledger = read_ledger(parliament.tables["accounting"], enrolment)
    fate = read_fates(parliament.tables["accounting"], enrolment, ledger, ["speech-other"])[0]
    assert fate.troubled
    assert [stage for stage, _ in fate.said()] == ["frames", "align"]
    assert [(stage, cell.code) for stage, cell in fate.told()] == [("align", "mismatch")]
    assert fate.cut_off() == ["acoustics", "vision", "fuse"]


def test_troubles_are_counted_by_kind(corpus: Any, make: Any) -> None:
    late = {"status": "failed", "code": "timeout"}
    rows = [make.account(f"m{k}", "media", **late, reason=f"took {k} s") for k in range(3)]
    rows += [make.account("n", "align", status="partial", code="words_unaligned", reason="2 of 9")]
    corpus.put("accounting", rows)
    causes = read_ledger(corpus.tables["accounting"], read_enrolment(())).listed_causes()
    assert [(one.stage, one.status, one.code, one.count) for one in causes] == [
        ("media", "failed", "timeout", 3),
        ("align", "partial", "words_unaligned", 1),
    ]
    assert "Problems by kind" in corpus.write()


def test_a_recording_without_accounting_is_a_problem(corpus: Any, make: Any) -> None:
    corpus.enrol({"a": "0001", "b": "0001"})
    corpus.put("media", [make.recording("a"), make.recording("b")])
    corpus.put("accounting", [make.account("a", "media")])
    page = corpus.write()
    assert "No stage has accounted for it" in page
    assert "<dt>recordings with a problem</dt><dd>1</dd>" in page


def test_words_are_counted_by_status(parliament: Any) -> None:
    enrolment = read_enrolment(parliament.tables["enrolment"])
    counts = count_words(parliament.tables["words"], enrolment)
    assert counts == {"aligned": 40, "interpolated": 4, "unaligned": 2}


def test_tables_come_by_folder_in_declared_order(parliament: Any) -> None:
    shelves = read_shelves(parliament.tables, parliament.folder)
    assert [one.name for one in shelves] == [
        "enrolment",
        "media",
        "frames",
        "segments",
        "words",
        "pitch",
        "accounting",
    ]
    media = shelves[1]
    assert (media.label, media.files, media.rows) == ("media", 2, 10)
    assert media.size == sum(path.stat().st_size for path in parliament.tables["media"])


def test_stages_come_in_the_order_of_the_pipeline() -> None:
    stages = ["fuse", "toy", "embed_text", "align", "media", "embed_audio", "transcribe"]
    assert sorted(stages, key=stage_order) == [
        "media",
        "transcribe",
        "align",
        "embed_audio",
        "embed_text",
        "fuse",
        "toy",
    ]


def test_costs_add_up_and_take_what_could_not_be_measured(parliament: Any) -> None:
    folder = parliament.folder / "benchmarks"
    (folder / "align" / "0003.tsv").write_text("")
    (folder / "align" / "0004.tsv").write_text("s\tmax_rss\nnan\t-\n")
    costs, unreadable = read_costs(folder)
    assert unreadable == 2
    assert [one.rule for one in costs] == ["probe", "align", "standardise"]
    assert costs[1] == Cost(rule="align", jobs=2, wall=32.06, longest=31.75, cpu=31.2, peak=412.5)


def test_no_benchmarks_cost_nothing(tmp_path: Path) -> None:
    assert read_costs(tmp_path / "none") == ([], 0)


def test_boundaries_are_compared_for_words_with_the_planted_text() -> None:
    planted = {0: ("Guten", 0.5, 0.9), 1: ("Tag!", 1.0, 1.4), 2: ("nie", 2.0, 3.0)}
    measured = [
        {"word": 0, "text": "guten", "start": 0.51, "end": 0.93},
        {"word": 1, "text": "Tag", "start": None, "end": None},
        {"word": 2, "text": "anders", "start": 2.0, "end": 3.0},
    ]
    errors, compared, untimed = boundary_errors(planted, measured)
    assert errors == [pytest.approx(0.01), pytest.approx(0.03)]
    assert (compared, untimed) == (1, 1)


def test_planted_truth_is_held_against_what_was_measured(parliament: Any, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text(
        "media_id,word,text,start,end\nad-001,0,Tired,0.62,1.2\nnobody,0,x,0,1\n"
    )
    (tmp_path / "sentences.csv").write_text(
        "media_id,segment,f0_planted\nad-001,0,200\nad-001,1,100\nad-001,2,150\n"
    )
    parliament.put("measures", [a_measure(0, 203.0), a_measure(1, 104.0), a_measure(2, None)])
    enrolment = read_enrolment(parliament.tables["enrolment"])
    recordings = read_recordings_now(parliament.tables["media"], enrolment)
    truth = read_truth(tmp_path, recordings, parliament.tables)
    assert [(one.language, one.words, one.compared) for one in truth.words] == [("en", 1, 1)]
    assert truth.pitch is not None
    assert (truth.pitch.sentences, truth.pitch.compared) == (3, 2)
    assert truth.pitch.within == 0.5
    assert truth.pitch.worst == pytest.approx(0.04)
    assert truth.pitch.values.count("<circle") == 2
    page = parliament.write(truth=tmp_path)
    assert "the median F0 of <b>50 %</b> lies within 2 % of the planted one" in page


def test_planted_faults_are_shown_with_what_was_said_of_them(
    parliament: Any, tmp_path: Path
) -> None:
    (tmp_path / "recordings.csv").write_text(
        "media_id,fault\nad-001,rotated\nspeech-other,other_transcript\nspeech-001,\nx,silence\n"
    )
    (tmp_path / "words.csv").write_text(
        "media_id,word,text,start,end\nspeech-other,0,x,0,1\nspeech-001,0,Herr,0.6,0.9\n"
    )
    page = parliament.write(truth=tmp_path)
    section = page[page.index("Planted faults") : page.index('<section id="costs"')]
    assert "<td>rotated</td>" in section
    assert "Nothing: it went through all stages." in section
    assert "<bdi>speech-other</bdi>" in section
    assert "the transcript fits only 9 % of the sound" in section
    assert "speech-001" not in section
    words = page[page.index("Word boundaries") : page.index("Planted faults")]
    assert '<th scope="row">de</th><td class="num">1</td><td class="num">1</td>' in words


def test_truth_without_files_is_said_to_be_missing(parliament: Any, tmp_path: Path) -> None:
    page = parliament.write(truth=tmp_path)
    assert "No planted word or sentence is among the recordings." in page


def a_measure(segment: int, median: float | None) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(TABLES["measures"].columns)
    row |= {"media_id": "ad-001", "unit": "segment", "segment": segment, "start": 0.0, "end": 1.0}
    return row | {"f0_median": median}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "–"),
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.6, "1 min 00 s"),
        (185, "3 min 05 s"),
        (3599.7, "1 h 00 min"),
        (43_440, "12 h 04 min"),
        (36_000_000, "10,000 h 00 min"),
    ],
)
def test_lengths_of_time_are_written_for_people(seconds: float | None, shown: str) -> None:
    assert span(seconds) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (820, "820 B"), (1_400_000, "1.4 MB"), (999_700, "1.0 MB"), (5e15, "5,000.0 TB")],
)
def test_sizes_are_written_for_people(value: float | None, shown: str) -> None:
    assert size(value) == shown


def test_almost_all_is_not_all() -> None:
    assert percent(0.99996) == "99.9 %"
    assert percent(1.0) == "100 %"
    assert percent(0.875) == "87.5 %"
    assert count(1234567) == "1,234,567"
    assert counted(1, "recording") == "1 recording"
    assert counted(0, "recording") == "0 recordings"


def test_strange_texts_are_made_fit_to_show() -> None:
    assert clean("a\x00b\u202ec\ud800") == "a\ufffdb\ufffdc\\ud800"
    assert clean("x" * 2001) == "x" * 2000 + "… (1 more letters)"


def test_links_are_relative_and_quoted(tmp_path: Path) -> None:
    assert link(tmp_path / "a b/#1?", tmp_path / "report") == "../a%20b/%231%3F"
    assert link(tmp_path / "x:y", tmp_path) in ("x%3Ay", "./x:y")
