"""One item at a time, each with its accounting row.

A stage gives `run_items` the rows of its batch and a function for one of them.
What fails, fails alone: it gets a row in ``accounting`` with the reason, and the
batch goes on, unless the configuration says ``on_error: fail``.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, Self

from unisono.errors import InstallError, TableError, UnisonoError
from unisono.reasons import Reason
from unisono.store import read_rows, write_table

logger = logging.getLogger(__name__)

OnError = Literal["account", "fail"]


class ItemError(UnisonoError):
    """One item cannot be processed; the batch goes on.

    Parameters
    ----------
    code
        Why, as a code.
    sentence
        Why, for a person: what is wrong and what to do.
    skip
        Whether there was nothing to do, rather than something that failed.
    """

    def __init__(self, code: Reason, sentence: str, *, skip: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.skip = skip


class ItemTimeout(ItemError):
    """The item took longer than allowed."""


class Job(Protocol):
    """What `Batch.of_job` reads from the job object that Snakemake gives a script."""

    wildcards: Any
    output: Any
    resources: Any
    params: Any


@dataclass(slots=True)
class Item:
    """What a stage says about the item it works on."""

    media_id: str
    rows_in: int = 1
    rows_out: int = 0
    code: Reason | None = None
    reason: str = ""
    partial: bool = False

    def remark(self, code: Reason, sentence: str, *, partial: bool = True) -> None:
        """Record that the item is incomplete (or, with ``partial=False``, just odd)."""
        self.code = code
        self.reason = f"{self.reason}; {sentence}" if self.reason else sentence
        self.partial = self.partial or partial


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Where a stage's batch run reports to, and how it treats failure."""

    stage: str
    name: str
    accounting: Path
    on_error: OnError = "account"
    item_seconds: float = 0.0
    """Time that one item may take; 0 means no limit."""

    @classmethod
    def of_job(cls, stage: str, job: Job) -> Self:
        """The batch that a job of the workflow works on."""
        return cls(
            stage=stage,
            name=job.wildcards.batch,
            accounting=Path(job.output.accounting),
            on_error=job.resources.on_error,
            item_seconds=job.params.item_seconds,
        )


Work = Callable[[Mapping[str, Any], Item], None]


def run_items(
    batch: Batch,
    rows: Sequence[Mapping[str, Any]],
    work: Work,
    *,
    upstream: Sequence[str | Path] = (),
) -> None:
    """Do the work of a stage for every item of a batch and write its accounting.

    Parameters
    ----------
    batch
        Stage, batch and where the accounting goes.
    rows
        One mapping with ``media_id`` for each item, processed in the order of ``media_id``.
    work
        Called with the row and its `Item`; raises `ItemError` when it cannot be done.
    upstream
        Accounting files of earlier stages without which this one has nothing to do: an
        item that failed or was skipped there is skipped here, with a pointer to it.

    Raises
    ------
    UnisonoError
        At the first failed item, when ``on_error`` is ``"fail"``; always when a package
        or a model is missing, since that would fail every item.
    """
    missing = _missing_upstream(upstream)
    accounts = [
        _run_item(batch, row, work, missing.get(row["media_id"]))
        for row in sorted(rows, key=lambda row: str(row["media_id"]))
    ]
    write_table("accounting", batch.accounting, accounts)
    _log_summary(batch, accounts)


def _run_item(
    batch: Batch, row: Mapping[str, Any], work: Work, upstream: str | None
) -> dict[str, Any]:
    item = Item(row["media_id"])
    started = time.perf_counter()
    if upstream is not None:
        item.rows_in = 0
        return _account(batch, item, "skipped", started, Reason.UPSTREAM, upstream)
    try:
        with _time_limit(batch.item_seconds):
            work(row, item)
    except ItemError as error:
        status = "skipped" if error.skip else "partial" if item.rows_out else "failed"
        if status == "failed":
            _stop_if_asked(batch, item, error)
        return _account(batch, item, status, started, error.code, str(error))
    except (InstallError, TableError):
        raise
    except Exception as error:  # one bad item must not fail its batch
        logger.exception("%s: %s failed", batch.stage, item.media_id)
        _stop_if_asked(batch, item, error)
        sentence = f"unexpected {type(error).__name__}: {error}; see the log of this batch"
        status = "partial" if item.rows_out else "failed"
        return _account(batch, item, status, started, Reason.UNEXPECTED, sentence)
    status = "partial" if item.partial else "ok"
    return _account(batch, item, status, started, item.code, item.reason or None)


def _stop_if_asked(batch: Batch, item: Item, error: Exception) -> None:
    if batch.on_error == "fail":
        raise UnisonoError(
            f"{batch.stage}: {item.media_id}: {error} "
            "(on_error: fail; set on_error: account to go on without it)"
        ) from error


def _account(
    batch: Batch,
    item: Item,
    status: str,
    started: float,
    code: Reason | None,
    reason: str | None,
) -> dict[str, Any]:
    return {
        "media_id": item.media_id,
        "stage": batch.stage,
        "batch": batch.name,
        "status": status,
        "code": None if code is None else str(code),
        "reason": reason,
        "rows_in": item.rows_in,
        "rows_out": item.rows_out,
        "seconds": round(time.perf_counter() - started, 4),
    }


def _missing_upstream(paths: Sequence[str | Path]) -> dict[str, str]:
    missing: dict[str, str] = {}
    for path in paths:
        for row in read_rows(path):
            if row["status"] not in ("failed", "skipped") or row["media_id"] in missing:
                continue
            if row["code"] == Reason.UPSTREAM:  # point to where it began
                missing[row["media_id"]] = row["reason"]
            else:
                missing[row["media_id"]] = f"{row['stage']} {row['status']}: {row['reason']}"
    return missing


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `ItemTimeout` in the main thread when the block takes too long."""
    if seconds <= 0 or threading.current_thread() is not threading.main_thread():
        yield
        return

    def expire(_signum: int, _frame: object) -> None:
        raise ItemTimeout(
            Reason.TIMEOUT, f"took longer than item_seconds ({seconds:g} s); raise it or split"
        )

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _log_summary(batch: Batch, accounts: Sequence[Mapping[str, Any]]) -> None:
    for status in ("ok", "partial", "failed", "skipped"):
        chosen = [row for row in accounts if row["status"] == status]
        if chosen:
            seconds = sum(row["seconds"] for row in chosen)
            logger.info(
                "%s %s: %d %s in %.1f s", batch.stage, batch.name, len(chosen), status, seconds
            )
