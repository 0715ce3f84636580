"""The files of a batch: which there are, what is in them, and what is said about the rest."""

import os

import pytest

from unisono.exports.batch import export_batch
from unisono.exports.ctm import from_ctm
from unisono.exports.options import ExportsOptions
from unisono.exports.registry import FORMATS, Format
from unisono.items import Batch
from unisono.store import read_rows, write_table
from unisono.tables import PROBE, SEGMENTS, WORDS

ALL = ExportsOptions(formats=("textgrid", "eaf", "webvtt", "srt", "ctm", "json"))


def a_probe(media_id, **values):
    row = dict.fromkeys(PROBE.columns)
    row |= {"media_id": media_id, "path": f"/media/{media_id}.mp4", "kind": "video"}
    row |= {"duration": 10.0, "streams": "", "language": "de", "speaker_id": "manifest"}
    return row | {"sex": "unknown", "status": "ok"} | values


def a_segment(media_id, segment=0, text="guten Tag", **values):
    row = dict.fromkeys(SEGMENTS.columns)
    return row | {
        "media_id": media_id, "segment": segment, "text": text, "source": "transcript:txt"
    } | values  # fmt: skip


def a_word(media_id, word, text, start=None, end=None, segment=0, **values):
    row = dict.fromkeys(WORDS.columns)
    status = "unaligned" if start is None else "aligned"
    return row | {
        "media_id": media_id, "segment": segment, "word": word, "text": text, "start": start,
        "end": end, "method": "hmm", "status": status, "score": None if start is None else 0.5,
        "normalised": text.lower(),
    } | values  # fmt: skip


def an_account(media_id, status="ok", **values):
    row = {"media_id": media_id, "stage": "align", "batch": "0001", "status": status, "code": None}
    return row | {"reason": None, "rows_in": 1, "rows_out": 1, "seconds": 0.0} | values


def greeting(media_id):
    return [
        a_word(media_id, 0, "guten", 0.5, 1.0),
        a_word(media_id, 1, "Tag", 1.0, 1.5, status="interpolated"),
    ]


@pytest.fixture
def export(tmp_path):
    def run(*ids, segments=None, words=None, accounts=None, probes=None, left=(), options=ALL):
        ids = sorted(ids)
        tables = {
            "probe": probes or [a_probe(one) for one in ids],
            "segments": segments or [a_segment(one) for one in ids],
            "words": words or [row for one in ids for row in greeting(one)],
        }
        for name, rows in tables.items():
            write_table(name, tmp_path / f"{name}.parquet", rows)
        upstream = tmp_path / "upstream.parquet"
        write_table("accounting", upstream, accounts or [an_account(one) for one in ids])
        folder = tmp_path / "exports" / "0001"
        export_batch(
            **{name: tmp_path / f"{name}.parquet" for name in tables},
            upstream=[upstream],
            folder=folder,
            left=left,
            options=options,
            batch=Batch(stage="exports", name="0001", accounting=tmp_path / "accounting.parquet"),
        )
        rows = read_rows(tmp_path / "accounting.parquet")
        return folder, {row["media_id"]: row for row in rows}

    return run


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_each_recording_has_a_file_of_each_format(export):
    folder, accounts = export("a", "b.2")
    suffixes = sorted(one.suffix for one in FORMATS.values())
    assert names(folder) == sorted(
        f"{name}{suffix}" for name in ("a", "b.2") for suffix in suffixes
    )
    assert [(row["status"], row["rows_in"], row["rows_out"]) for row in accounts.values()] == [
        ("ok", 3, 6)
    ] * 2


def test_json_has_everything_that_the_tables_have(export):
    folder, _ = export("a")
    alignment = FORMATS["json"].read((folder / "a.json").read_text("utf-8"))
    assert (alignment.media_id, alignment.duration, alignment.language) == ("a", 10.0, "de")
    assert alignment.media == os.path.relpath("/media/a.mp4", folder.resolve())
    (segment,) = alignment.segments
    assert (segment.speaker, segment.source, segment.start) == ("manifest", "transcript:txt", None)
    assert [(w.text, w.span, w.score, w.status, w.method, w.normalised) for w in segment.words] == [
        ("guten", (0.5, 1.0), 0.5, "aligned", "hmm", "guten"),
        ("Tag", (1.0, 1.5), 0.5, "interpolated", "hmm", "tag"),
    ]


def test_only_the_formats_that_were_asked_for_are_written(export):
    folder, _ = export("a", options=ExportsOptions(formats=("srt",)))
    assert names(folder) == ["a.srt"]


def test_the_folder_is_made_anew_and_nothing_of_before_stays(export):
    folder, _ = export("a", "b")
    (folder / "extra.txt").write_text("left over")
    (folder.parent / ".0001.part").mkdir()  # of a run that was killed
    folder, accounts = export("a", "b", left=["b"], options=ExportsOptions(formats=("ctm",)))
    assert names(folder) == ["a.ctm"]
    assert names(folder.parent) == ["0001"]
    assert (accounts["b"]["status"], accounts["b"]["code"]) == ("skipped", "removed")


def test_a_run_that_stops_leaves_the_folder_as_it_was(export, monkeypatch):
    folder, _ = export("a")
    before = (folder / "a.json").read_bytes()

    def stop(*_args, **_values):
        raise KeyboardInterrupt

    monkeypatch.setattr("unisono.exports.batch.run_items", stop)
    with pytest.raises(KeyboardInterrupt):
        export("a")
    assert (folder / "a.json").read_bytes() == before
    assert names(folder.parent) == ["0001"]


def test_what_was_not_aligned_is_skipped_with_the_reason(export):
    failed = an_account("a", "failed", code="no_path", reason="too many words")
    folder, accounts = export("a", "b", accounts=[failed, an_account("b")])
    assert {name.partition(".")[0] for name in names(folder)} == {"b"}
    assert accounts["a"]["reason"] == "align failed: too many words"


@pytest.mark.parametrize("media_id", ["../a", "/etc/a", "a/b", ".a", "", "a\n", "ä", "a\\b"])
def test_an_id_that_cannot_name_a_file_never_leaves_the_folder(export, tmp_path, media_id):
    folder, accounts = export(media_id, "good")
    assert {path.name.partition(".")[0] for path in folder.iterdir()} == {"good"}
    assert accounts[media_id]["code"] == "unreadable"
    assert "cannot name a file" in accounts[media_id]["reason"]
    assert {path.name for path in tmp_path.iterdir()} == {
        "probe.parquet", "segments.parquet", "words.parquet", "upstream.parquet",
        "accounting.parquet", "exports",
    }  # fmt: skip


def test_a_name_that_is_taken_fails_the_recording_and_leaves_the_other_file(
    export, monkeypatch, tmp_path
):
    taken = tmp_path / "exports" / ".0001.part" / "a.srt"  # as by "A" where capitals do not count

    def write(_alignment, _options):
        taken.write_text("another's")
        return ""

    formats = {**FORMATS, "ctm": Format(suffix=".ctm", write=write, read=from_ctm)}
    monkeypatch.setattr("unisono.exports.batch.FORMATS", formats)
    folder, accounts = export("a", options=ExportsOptions(formats=("ctm", "srt")))
    assert names(folder) == ["a.srt"]
    assert (folder / "a.srt").read_text() == "another's"
    assert (accounts["a"]["status"], accounts["a"]["rows_out"]) == ("failed", 0)
    assert "a.srt is there already: on this disk capitals do not count" in accounts["a"]["reason"]


def test_segments_without_a_time_are_said_in_the_accounting(export):
    segments = [a_segment("a"), a_segment("a", 1, "nie gesagt")]
    words = [*greeting("a"), a_word("a", 2, "nie", segment=1), a_word("a", 3, "gesagt", segment=1)]
    folder, accounts = export("a", segments=segments, words=words)
    assert accounts["a"]["status"] == "ok"
    assert accounts["a"]["reason"] == (
        "1 of 2 segments have no time and stand in comments; srt has no place for them"
    )
    assert "nie gesagt" in (folder / "a.TextGrid").read_text("utf-8")
    assert "gesagt" not in (folder / "a.srt").read_text("utf-8")


def test_a_transcript_that_begins_before_the_recording_begins_with_it(export):
    folder, _ = export("a", segments=[a_segment("a", start=-2.0, end=1.0)])
    (segment,) = FORMATS["json"].read((folder / "a.json").read_text("utf-8")).segments
    assert (segment.start, segment.end) == (0.0, 1.0)


def test_the_same_tables_give_the_same_bytes(export):
    folder, _ = export("a", "b")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    folder, _ = export("a", "b")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert len(before) == 12


def test_a_format_named_twice_is_refused():
    with pytest.raises(ValueError, match="a format is named twice"):
        ExportsOptions(formats=("srt", "srt"))
