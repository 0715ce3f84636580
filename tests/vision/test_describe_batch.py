import time

import cv2
import numpy as np
import pytest

from unisono import recordings
from unisono.items import Batch
from unisono.recordings import Recordings, items_of
from unisono.store import read_rows, write_table
from unisono.vision.batch import describe_batch
from unisono.vision.options import VisionOptions


def jpeg(picture: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", picture)[1].tobytes()


def a_colour(*bgr: int) -> bytes:
    return jpeg(np.full((48, 64, 3), bgr, dtype=np.uint8))


def a_frame(media_id="a", frame=0, *, image=None, shot=None) -> dict:
    return {
        "media_id": media_id,
        "frame": frame,
        "time": float(frame),
        "keyframe": True,
        "shot": shot,
        "width": 64,
        "height": 48,
        "image": a_colour(40, 40, 40) if image is None else image,
    }


def an_account(media_id, status="ok", **changes) -> dict:
    row = {"media_id": media_id, "stage": "frames", "batch": "0001", "status": status}
    row |= {"code": None, "reason": None, "rows_in": 1, "rows_out": 1, "seconds": 0.0}
    return row | changes


@pytest.fixture
def describe(tmp_path):
    def run(frames, accounts=None, **options):
        accounts = accounts or [an_account(m) for m in sorted({f["media_id"] for f in frames})]
        write_table("frames", tmp_path / "frames.parquet", frames)
        write_table("accounting", tmp_path / "frames-accounting.parquet", accounts)
        describe_batch(
            frames=tmp_path / "frames.parquet",
            upstream=[tmp_path / "frames-accounting.parquet"],
            vision=tmp_path / "vision.parquet",
            options=VisionOptions(**options),
            batch=Batch(stage="vision", name="0001", accounting=tmp_path / "accounting.parquet"),
        )
        return (
            read_rows(tmp_path / "vision.parquet"),
            {row["media_id"]: row for row in read_rows(tmp_path / "accounting.parquet")},
        )

    return run


def test_every_frame_of_every_recording_has_its_row(describe):
    rows, accounts = describe([a_frame(m, f) for m in "abc" for f in range(40)])
    assert [(r["media_id"], r["frame"]) for r in rows] == [(m, f) for m in "abc" for f in range(40)]
    assert {(a["status"], a["rows_in"], a["rows_out"]) for a in accounts.values()} == {
        ("ok", 40, 40)
    }


def test_only_the_first_frame_of_a_recording_has_no_motion(describe):
    rows, _ = describe(
        [a_frame("a", 0), a_frame("a", 1, image=a_colour(240, 240, 240)), a_frame("b", 0)]
    )
    assert [r["motion"] for r in rows] == [None, pytest.approx(200 / 255, abs=0.01), None]


def test_shots_known_to_the_frames_stage_are_kept(describe):
    rows, _ = describe([a_frame("a", f, shot=7 + f) for f in range(3)])
    assert [r["shot"] for r in rows] == [7, 8, 9]


def test_shots_that_are_not_known_begin_at_a_change_of_colours(describe):
    red, blue = a_colour(0, 0, 220), a_colour(220, 0, 0)
    rows, _ = describe([a_frame("a", f, image=i) for f, i in enumerate([red, red, blue, red])])
    assert [r["shot"] for r in rows] == [0, 0, 1, 2]


def test_a_broken_picture_is_accounted_for_and_the_others_are_described(describe):
    broken = a_colour(9, 9, 9)[:150]
    rows, accounts = describe(
        [a_frame("a", 0), a_frame("a", 1, image=broken), a_frame("a", 2), a_frame("b", 0)]
    )
    assert [(r["media_id"], r["frame"]) for r in rows] == [("a", 0), ("a", 2), ("b", 0)]
    assert rows[1]["motion"] is None
    assert accounts["a"]["status"] == "partial"
    assert accounts["a"]["code"] == "picture_broken"
    assert accounts["a"]["reason"].startswith("1 of 3 pictures cannot be read (frame 1: ")
    assert accounts["b"]["status"] == "ok"


def test_a_recording_of_broken_pictures_alone_fails_alone(describe):
    rows, accounts = describe([a_frame("a", 0, image=b"no picture"), a_frame("b", 0)])
    assert [r["media_id"] for r in rows] == ["b"]
    assert (accounts["a"]["status"], accounts["a"]["code"]) == ("failed", "picture_broken")


def test_a_picture_larger_than_allowed_counts_as_broken(describe):
    _, accounts = describe([a_frame("a", 0)], max_pixels=1000)
    assert "claims 64 x 48 pixels" in accounts["a"]["reason"]


def test_recordings_without_frames_are_skipped_with_a_pointer(describe):
    failed = an_account("b", "skipped", code="no_video", reason="it is audio only")
    rows, accounts = describe([a_frame("a")], [an_account("a"), failed, an_account("c")])
    assert [r["media_id"] for r in rows] == ["a"]
    assert accounts["b"]["reason"] == "frames skipped: it is audio only"
    assert (accounts["c"]["status"], accounts["c"]["code"]) == ("skipped", "upstream")


def test_a_batch_without_any_frame_makes_an_empty_table(describe):
    rows, accounts = describe([], [an_account("a")])
    assert rows == []
    assert accounts["a"]["status"] == "skipped"


def test_the_same_frames_give_the_same_bytes(describe, tmp_path):
    frames = [a_frame("a", f) for f in range(3)]
    describe(frames)
    first = (tmp_path / "vision.parquet").read_bytes()
    describe(frames)
    assert (tmp_path / "vision.parquet").read_bytes() == first


def test_faces_switched_off_are_null_with_the_reason(describe):
    rows, _ = describe([a_frame("a")], faces=False)
    assert (rows[0]["faces"], rows[0]["faces_reason"]) == (None, "switched off: vision.faces")


def test_a_picture_smaller_than_the_detector_says_so(describe):
    tiny = jpeg(np.zeros((16, 16, 3), dtype=np.uint8))
    rows, _ = describe([a_frame("a", image=tiny)])
    assert rows[0]["faces"] is None
    assert "smaller than the 20 pixels" in rows[0]["faces_reason"]


def test_an_opencv_without_the_detector_says_so(describe, monkeypatch):
    monkeypatch.setattr("unisono.vision.faces._CASCADE", "absent.xml")
    rows, _ = describe([a_frame("a")])
    assert rows[0]["faces"] is None
    assert "comes without absent.xml" in rows[0]["faces_reason"]


def test_recordings_are_handed_out_in_order_and_gaps_are_none(tmp_path):
    path = tmp_path / "frames.parquet"
    write_table("frames", path, [a_frame(m, f) for m in "bdf" for f in range(3)])
    walk = Recordings(path, columns=["frame"], batch_rows=2)
    taken = {m: walk.take(m) for m in "abcdg"}
    assert {m: t and t.num_rows for m, t in taken.items()} == {
        "a": None,
        "b": 3,
        "c": None,
        "d": 3,
        "g": None,
    }


def test_an_interrupted_read_does_not_lose_the_recordings_after_it(tmp_path, monkeypatch):
    path = tmp_path / "frames.parquet"
    write_table("frames", path, [a_frame(m) for m in "abc"])
    original = recordings.read_recordings
    calls = []

    def interrupted(*args, **keywords):
        calls.append(time.monotonic())
        for number, found in enumerate(original(*args, **keywords)):
            if len(calls) == 1 and number == 1:
                raise TimeoutError
            yield found

    monkeypatch.setattr(recordings, "read_recordings", interrupted)
    walk = Recordings(path, columns=["frame"])
    assert walk.take("a").num_rows == 1
    with pytest.raises(TimeoutError):
        walk.take("b")
    assert walk.take("c").num_rows == 1


def test_the_items_of_a_batch_are_all_that_any_accounting_names(tmp_path):
    write_table("accounting", tmp_path / "1.parquet", [an_account("a"), an_account("c")])
    write_table("accounting", tmp_path / "2.parquet", [an_account("b"), an_account("c")])
    found = items_of([tmp_path / "1.parquet", tmp_path / "2.parquet"])
    assert [row["media_id"] for row in found] == ["a", "b", "c"]
