"""Which enrolments count, and the media table with every column of the manifest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from unisono.enrolment.manifest import read_manifest
from unisono.enrolment.plan import EnrolmentPlan, plan_enrolment
from unisono.errors import InputError
from unisono.reasons import Reason
from unisono.store import read_table, write_table

STAGE = "enrolment"


def write_enrolment(
    *, manifest: Path, batches: Path, probe: Path, enrolment: Path, accounting: Path
) -> None:
    """Write the ``enrolment`` table, and an accounting row for what no longer counts.

    Of a recording that was enrolled several times and then removed, only the last
    enrolment is called removed.

    Parameters
    ----------
    manifest
        The manifest as it is now.
    batches, probe
        Folders of the batch files and of the ``probe`` table.
    enrolment, accounting
        The tables to write.
    """
    # What changed since the run began is enrolled by the next run: here it only stops counting.
    plan = plan_enrolment(
        read_manifest(manifest), batches, probe=probe, batch_size=1, batch_gigabytes=1.0
    )
    rows = list(_enrolment_rows(plan))
    write_table("enrolment", enrolment, rows)
    write_table("accounting", accounting, _departures(rows))


def write_media(*, probe: Path, manifest: Path, media: Path) -> None:
    """Write the ``media`` table of a batch: the probe with the manifest's present columns.

    Recordings that left the manifest keep their row, with empty carried columns.

    Raises
    ------
    InputError
        When a carried column changed to a type that Parquet cannot hold.
    """
    checked = read_manifest(manifest)
    names = ["group", "date", *checked.carried]
    probed = read_table(probe)
    wanted = pd.Index(probed.column("media_id").to_pylist())
    rows = checked.rows.set_index("media_id")[names].reindex(wanted)
    table = probed
    extra = []
    for name in names:
        try:
            values = pa.array(rows[name], from_pandas=True)
        except pa.ArrowException as error:
            raise InputError(f'manifest column "{name}" mixes types: {error}') from error
        if pa.types.is_null(values.type) or pa.types.is_large_string(values.type):
            values = values.cast(pa.string())
        if name not in checked.carried:
            values = pa.array([text or None for text in values.to_pylist()], pa.string())
        else:
            extra.append(pa.field(name, values.type, metadata={"description": "Manifest column"}))
        table = table.append_column(name, values)
    write_table("media", media, table, extra=extra)


def _state(current: str | None, batch: str) -> str:
    if current is None:
        return "removed"
    return "current" if current == batch else "superseded"


def _enrolment_rows(plan: EnrolmentPlan) -> Iterator[dict[str, Any]]:
    found = [(row.media_id, batch, row) for batch, rows in plan.existing.items() for row in rows]
    last = {media_id: batch for media_id, batch, _ in found}
    for media_id, batch, row in sorted(found, key=lambda entry: (entry[0], int(entry[1]))):
        state = _state(plan.current.get(media_id), batch)
        if state == "removed" and last[media_id] != batch:
            state = "superseded"
        yield {"media_id": media_id, "batch": batch, "state": state, "path": row.path}


def _departures(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    current = {row["media_id"]: row["batch"] for row in rows if row["state"] == "current"}
    for row in rows:
        if row["state"] == "current":
            continue
        if row["state"] == "removed":
            code, reason = Reason.REMOVED, "the recording is no longer in the manifest"
        else:
            code = Reason.SUPERSEDED
            reason = f"changed and enrolled again in batch {current.get(row['media_id'], 'later')}"
        yield {
            "media_id": row["media_id"],
            "stage": STAGE,
            "batch": row["batch"],
            "status": "skipped",
            "code": str(code),
            "reason": reason,
            "rows_in": 1,
            "rows_out": 0,
            "seconds": 0.0,
        }
