"""The stage as the workflow runs it: rows, pictures, accounts."""

import hashlib

import cv2
import numpy as np
import pyarrow.parquet as pq
import pytest

from unisono.frames.batch import ROW_GROUP, sample_batch
from unisono.frames.options import FramesOptions
from unisono.items import Batch
from unisono.reasons import Reason
from unisono.store import read_rows, write_table
from unisono.tables import PROBE

BLANK = dict.fromkeys(PROBE.columns) | {
    "kind": "video", "streams": "", "language": "en", "sex": "unknown", "status": "ok",
}  # fmt: skip


@pytest.fixture
def stage(tmp_path):
    """Run the stage over files; gives the rows, the accounts by file name, and the table."""

    def run(*paths, facts=None, accounts=None, name="0001", **options):
        paths = sorted(paths, key=lambda path: path.name)
        facts, accounts = facts or {}, accounts or {}
        rows = [BLANK | {"media_id": p.name, "path": str(p)} | facts.get(p.name, {}) for p in paths]
        before = [
            {"media_id": p.name, "stage": "media", "batch": name, "status": "ok", "code": None,
             "reason": None, "rows_in": 1, "rows_out": 1, "seconds": 0.0}
            | accounts.get(p.name, {})
            for p in paths
        ]  # fmt: skip
        write_table("probe", tmp_path / "probe.parquet", rows)
        write_table("accounting", tmp_path / "media.parquet", before)
        table = tmp_path / f"{name}.parquet"
        sample_batch(
            probe=tmp_path / "probe.parquet",
            upstream=[tmp_path / "media.parquet"],
            frames=table,
            options=FramesOptions(**options),
            batch=Batch(stage="frames", name=name, accounting=tmp_path / "frames.parquet"),
        )
        done = {row["media_id"]: row for row in read_rows(tmp_path / "frames.parquet")}
        return read_rows(table), done, table

    return run


def test_frames_are_numbered_in_time_and_their_pictures_can_be_read(video, stage, tmp_path):
    path = video(tmp_path / "a.mp4", range(0, 4000, 40))
    rows, accounts, _ = stage(path, seconds=0.5)
    assert [row["frame"] for row in rows] == list(range(8))
    assert [row["time"] for row in rows] == pytest.approx([0.5 * n for n in range(8)], abs=0.04)
    assert accounts["a.mp4"]["status"] == "ok"
    assert accounts["a.mp4"]["rows_out"] == 8
    for row in rows:
        picture = cv2.imdecode(np.frombuffer(row["image"], np.uint8), cv2.IMREAD_COLOR)
        assert picture.shape == (row["height"], row["width"], 3) == (64, 96, 3)


def test_jpeg_pictures_look_like_the_frames(video, stage, everything, tmp_path):
    path = video(tmp_path / "a.mp4", range(0, 400, 40))
    rows, _, _ = stage(path, seconds=0.0, quality=95)
    for row, (_, _, theirs) in zip(rows, everything(path), strict=True):
        ours = cv2.imdecode(np.frombuffer(row["image"], np.uint8), cv2.IMREAD_COLOR)
        assert np.abs(ours.astype(int) - theirs).mean() < 5


def test_lower_quality_makes_smaller_pictures(video, stage, tmp_path):
    path = video(tmp_path / "a.mp4", range(0, 400, 40))
    sizes = [len(stage(path, quality=q)[0][0]["image"]) for q in (30, 60, 95)]
    assert sizes[0] < sizes[1] < sizes[2]


def test_many_frames_are_written_in_small_groups(video, stage, tmp_path):
    path = video(tmp_path / "a.mp4", range(0, 4000, 40))
    rows, _, table = stage(path, seconds=0.0)
    meta = pq.ParquetFile(table).metadata
    sizes = [meta.row_group(i).num_rows for i in range(meta.num_row_groups)]
    assert sum(sizes) == len(rows) == 100
    assert max(sizes) <= ROW_GROUP


def test_the_same_recordings_give_the_same_bytes(video, stage, tmp_path):
    path = video(tmp_path / "a.mp4", range(0, 4000, 40))
    digests = {
        hashlib.sha256(stage(path, name=name, seconds=0.3, threads=threads)[2].read_bytes())
        .hexdigest()
        for name, threads in (("0001", 1), ("0002", 2))
    }  # fmt: skip
    assert len(digests) == 1


def test_recordings_without_video_or_of_which_nothing_came_are_skipped(video, stage, tmp_path):
    film = video(tmp_path / "film.mp4", range(0, 400, 40))
    rows, accounts, _ = stage(
        film, tmp_path / "radio.mp3", tmp_path / "void.mp4",
        facts={"radio.mp3": {"kind": "audio"}, "void.mp4": {"kind": "none", "status": "failed"}},
        accounts={"void.mp4": {"status": "failed", "code": "empty_file", "reason": "0 bytes"}},
    )  # fmt: skip
    assert {row["media_id"] for row in rows} == {"film.mp4"}
    assert accounts["radio.mp3"]["status"] == "skipped"
    assert accounts["radio.mp3"]["code"] == Reason.NO_VIDEO
    assert accounts["void.mp4"]["code"] == Reason.UPSTREAM
    assert accounts["void.mp4"]["reason"] == "media failed: 0 bytes"


def test_a_file_that_has_gone_fails_alone(video, stage, tmp_path):
    film = video(tmp_path / "b.mp4", range(0, 400, 40))
    rows, accounts, _ = stage(tmp_path / "a.mp4", film)
    assert accounts["a.mp4"]["code"] == Reason.NOT_FOUND
    assert accounts["b.mp4"]["status"] == "ok"
    assert len(rows) == 1


def damage(path, first, last):
    """Overwrite packets of a film in place, and return how many there are."""
    import av

    data = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        places = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    for pos, size in places[first:last]:
        data[pos : pos + size] = b"\xff" * size
    path.write_bytes(data)
    return len(places)


@pytest.mark.parametrize("options", [{"seconds": 0.0}, {"mode": "count", "count": 50}])
def test_a_film_damaged_midway_gives_the_frames_that_can_be_decoded(
    video, stage, tmp_path, options
):
    path = video(tmp_path / "a.mp4", range(0, 8000, 40), options={"g": "50"})
    assert damage(path, 60, 70) == 200
    rows, accounts, _ = stage(path, **options)
    assert accounts["a.mp4"]["status"] == "partial"
    assert accounts["a.mp4"]["code"] == Reason.DAMAGED
    times = [row["time"] for row in rows]
    assert times == sorted(set(times))
    assert sum(time < 2.0 for time in times) >= (50 if "seconds" in options else 12)
    assert max(times) > 6.0


def test_a_film_that_breaks_off_gives_the_frames_before_and_says_so(video, stage, tmp_path):
    path = video(tmp_path / "a.mkv", range(0, 8000, 40))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    cut = {"a.mkv": {"status": "partial", "code": "truncated", "reason": "cut off: 4 s"}}
    rows, accounts, _ = stage(path, seconds=1.0, accounts=cut)
    assert accounts["a.mkv"]["status"] == "partial"
    assert accounts["a.mkv"]["code"] == Reason.TRUNCATED
    assert 2 <= len(rows) <= 6


def test_a_film_of_which_no_frame_can_be_decoded_fails(video, stage, tmp_path):
    path = video(tmp_path / "a.mp4", range(0, 400, 40))
    damage(path, 0, 10)
    rows, accounts, _ = stage(path)
    assert rows == []
    assert accounts["a.mp4"]["status"] == "failed"
    assert accounts["a.mp4"]["code"] == Reason.NO_DURATION


@pytest.mark.parametrize("mode", ["every", "count", "keyframes", "shots"])
def test_all_real_films_are_accounted_for(shared_data, stage, mode):
    films = [p for p in (shared_data / "video").iterdir() if p.suffix in (".mp4", ".mov")]
    rows, accounts, _ = stage(*films, mode=mode)
    assert len(accounts) == len(films) == 6
    assert {row["media_id"] for row in rows} == {film.name for film in films}
    statuses = {name: row["status"] for name, row in accounts.items()}
    assert {s for n, s in statuses.items() if n != "corrupted.mp4"} == {"ok"}
    sizes = {row["media_id"]: (row["width"], row["height"]) for row in rows}
    assert sizes["video_90.mov"] == (320, 568)
    assert sizes["issue-134-rotate.mp4"] == (272, 640)


def test_the_damaged_real_film_is_partial_when_every_frame_is_asked_for(shared_data, stage):
    rows, accounts, _ = stage(shared_data / "video" / "corrupted.mp4", seconds=0.0)
    assert len(rows) == 49
    assert accounts["corrupted.mp4"]["status"] == "partial"
    assert accounts["corrupted.mp4"]["code"] == Reason.DAMAGED
