"""One bad item never fails its batch, and each item has its accounting row."""

import time

import pytest

from unisono.errors import InstallError, UnisonoError
from unisono.items import Batch, ItemError, run_items
from unisono.reasons import Reason
from unisono.store import read_rows


def run(folder, work, ids=("a", "b"), upstream=(), **options):
    batch = Batch(stage="frames", name="0001", accounting=folder / "acc.parquet", **options)
    run_items(batch, [{"media_id": media_id} for media_id in ids], work, upstream=upstream)
    return {row["media_id"]: row for row in read_rows(batch.accounting)}


def do_nothing(row, item):
    pass


def fail_on_a(error, rows_out=0):
    def work(row, item):
        if row["media_id"] == "a":
            item.rows_out = rows_out
            raise error
        item.rows_out = 3

    return work


def test_a_known_fault_is_accounted_and_the_batch_goes_on(tmp_path):
    rows = run(tmp_path, fail_on_a(ItemError(Reason.NO_VIDEO, "no video; nothing to sample")))
    assert (rows["a"]["status"], rows["a"]["code"]) == ("failed", "no_video")
    assert rows["a"]["reason"] == "no video; nothing to sample"
    assert (rows["b"]["status"], rows["b"]["rows_out"], rows["b"]["code"]) == ("ok", 3, None)


def test_what_was_written_before_a_fault_makes_the_item_partial(tmp_path):
    rows = run(tmp_path, fail_on_a(ItemError(Reason.TRUNCATED, "stops at 2 s"), rows_out=5))
    assert (rows["a"]["status"], rows["a"]["rows_out"]) == ("partial", 5)


def test_an_unexpected_error_is_accounted_with_its_traceback_in_the_log(tmp_path, caplog):
    rows = run(tmp_path, fail_on_a(ZeroDivisionError("oops")))
    expected = "unexpected ZeroDivisionError: oops; see the log of this batch"
    assert (rows["a"]["code"], rows["a"]["reason"]) == ("unexpected", expected)
    assert "Traceback" in caplog.text


def test_nothing_to_do_is_skipped_and_does_not_stop_a_strict_run(tmp_path):
    error = ItemError(Reason.NO_AUDIO, "has no sound", skip=True)
    rows = run(tmp_path, fail_on_a(error), on_error="fail")
    assert rows["a"]["status"] == "skipped"


def test_a_strict_run_stops_at_the_first_failure(tmp_path):
    with pytest.raises(UnisonoError) as caught:
        run(tmp_path, fail_on_a(ItemError(Reason.EMPTY_FILE, "is empty")), on_error="fail")
    assert str(caught.value) == (
        "frames: a: is empty (on_error: fail; set on_error: account to go on without it)"
    )
    assert not (tmp_path / "acc.parquet").exists()


def test_a_missing_package_stops_the_batch_since_it_would_fail_every_item(tmp_path):
    with pytest.raises(InstallError):
        run(tmp_path, fail_on_a(InstallError("no whisperx")))


def test_an_item_that_failed_upstream_is_skipped_with_a_pointer_to_where_it_began(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first = tmp_path / "one" / "acc.parquet"
    run(tmp_path / "one", fail_on_a(ItemError(Reason.EMPTY_FILE, "is empty")))
    second = tmp_path / "two" / "acc.parquet"
    run(tmp_path / "two", do_nothing, upstream=[first])
    rows = run(tmp_path, do_nothing, upstream=[second])
    assert (rows["a"]["status"], rows["a"]["code"]) == ("skipped", "upstream")
    assert rows["a"]["reason"] == "frames failed: is empty"
    assert rows["b"]["status"] == "ok"


def test_an_item_that_takes_too_long_is_stopped(tmp_path):
    def work(row, item):
        if row["media_id"] == "a":
            time.sleep(5)

    rows = run(tmp_path, work, item_seconds=0.05)
    assert (rows["a"]["status"], rows["a"]["code"]) == ("failed", "timeout")
    assert rows["b"]["status"] == "ok"


def test_remarks_add_up(tmp_path):
    def work(row, item):
        item.remark(Reason.TRUNCATED, "stops at 2 s", partial=False)
        item.remark(Reason.NO_AUDIO, "has no sound", partial=row["media_id"] == "a")

    rows = run(tmp_path, work)
    assert rows["a"]["reason"] == "stops at 2 s; has no sound"
    assert [rows[name]["status"] for name in "ab"] == ["partial", "ok"]
