"""Build the panel: joins in DuckDB, contours recording by recording.

Nothing of the corpus is held whole: DuckDB writes to disk what does not fit in its memory,
and of the contours one recording is read at a time. One thread and fixed orders make the
same bytes of the same tables.
"""

import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from unisono.panel.options import PanelOptions
from unisono.panel.pitch import Contour, Floats, measure
from unisono.panel.sql import CHOSEN, LAST_STEPS, STEPS, VIEWS, evidence_sql, panel_sql
from unisono.panel.steps import Step, write_steps
from unisono.recordings import Recordings
from unisono.store import TableWriter

logger = logging.getLogger(__name__)

_ROWS_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Files of the tables that make the panel."""

    speeches: Sequence[Path]
    sentences: Sequence[Path]
    addressing: Sequence[Path]
    protocols: Path
    """The roster of protocols: which reading of each counts."""
    media: Sequence[Path]
    links: Sequence[Path]
    pitch: Sequence[Path]
    enrolment: Path
    """The roster of recordings: which enrolment of each counts."""


def build_panel(
    sources: Sources,
    *,
    parties: Mapping[str, str | None],
    options: PanelOptions,
    panel: Path,
    steps: Path,
) -> None:
    """Write the table ``panel`` and how many sentences are lost on the way to it.

    Parameters
    ----------
    sources
        The tables; recordings and protocols that no longer count are left out.
    parties
        Bloc of each configured party, by key. Each gets its columns of evidence, 0 where
        ``addressing`` has no row.
    options
        Which sentences, and when their pitch is measured.
    panel
        Table to write.
    steps
        CSV to write: the sentences that are left after each step, and why others are not.
    """
    panel.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=panel.parent, prefix=".panel-") as spill,
        duckdb.connect() as connection,
    ):
        _prepare(connection, sources, parties, options, spill)
        counted = [Step(name, _count(connection, sql), why) for name, sql, why in STEPS]
        connection.execute(CHOSEN)
        _measure(connection, sources.pitch, options.min_voiced)
        names = _write(connection, parties, options, panel)
        counted += [Step(name, _count(connection, sql), why) for name, sql, why in LAST_STEPS]
    write_steps(steps, counted)
    for step in counted:
        logger.info("%s: %d", step.name, step.sentences)
    logger.info("wrote %s", ", ".join(names))


def _prepare(
    connection: "duckdb.DuckDBPyConnection",
    sources: Sources,
    parties: Mapping[str, str | None],
    options: PanelOptions,
    spill: str,
) -> None:
    connection.execute("set threads = 1")
    connection.execute("set memory_limit = ?", [f"{options.memory_mb}MB"])
    connection.execute("set temp_directory = ?", [spill])
    for name in ("speeches", "sentences", "addressing", "media", "links"):
        files = [str(path) for path in sorted(getattr(sources, name))]
        relation = connection.read_parquet(files, filename=True, union_by_name=name == "media")
        relation.create_view(f"{name}_files")
    for name in ("protocols", "enrolment"):
        connection.read_parquet(str(getattr(sources, name))).create_view(name)
    connection.execute("create table roles (role varchar)")
    connection.executemany("insert into roles values (?)", [[role] for role in options.roles])
    connection.execute("create table parties (party varchar, bloc varchar)")
    if parties:
        connection.executemany(
            "insert into parties values (?, ?)", [[key, parties[key]] for key in sorted(parties)]
        )
    connection.execute(VIEWS)


def _count(connection: "duckdb.DuckDBPyConnection", sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _measure(
    connection: "duckdb.DuckDBPyConnection", pitch: Sequence[Path], min_voiced: int
) -> None:
    """Fill the table ``measured`` from the contours, batch by batch."""
    connection.execute(
        "create table measured (item bigint, f0_mean double, f0_median double, intensity double)"
    )
    for path in sorted(pitch):
        contours = Recordings(path, columns=["start", "step", "f0", "intensity"], batch_rows=64)
        found = []
        for media_id, sentences in _by_recording(connection, path.stem):
            segments = contours.take(media_id)
            if segments is not None:
                found.append(_measured(segments, sentences, min_voiced))
        if found:
            connection.register("rows", pa.concat_tables(found))
            connection.execute("insert into measured select * from rows")
            connection.unregister("rows")


def _by_recording(
    connection: "duckdb.DuckDBPyConnection", batch: str
) -> Iterator[tuple[str, pa.Table]]:
    """The chosen sentences of a batch, recording by recording."""
    rows = connection.sql(
        'select media_id, item, start, "end" from chosen where batch = ? order by media_id, item',
        params=[batch],
    ).to_arrow_table()
    ids = rows.column("media_id").to_pylist()
    first = 0
    for media_id, group in groupby(ids):
        count = sum(1 for _ in group)
        yield media_id, rows.slice(first, count)
        first += count


def _measured(segments: pa.Table, sentences: pa.Table, min_voiced: int) -> pa.Table:
    contour = Contour.joined(_pieces(segments))
    starts, ends = (sentences.column(name).to_numpy() for name in ("start", "end"))
    found = measure(contour, starts, ends, min_voiced=min_voiced)
    columns = {
        name: pa.array(getattr(found, name), from_pandas=True)
        for name in ("f0_mean", "f0_median", "intensity")
    }
    return pa.table({"item": sentences.column("item"), **columns})


def _pieces(segments: pa.Table) -> Iterator[tuple[float, float, Floats, Floats]]:
    """Start, step, F0 and intensity of each segment."""
    for start, step, f0, intensity in zip(
        segments.column("start").to_pylist(),
        segments.column("step").to_pylist(),
        segments.column("f0"),
        segments.column("intensity"),
        strict=True,
    ):
        yield (
            start,
            step,
            f0.values.to_numpy(zero_copy_only=False).astype(np.float64),
            intensity.values.to_numpy(zero_copy_only=False).astype(np.float64),
        )


def _write(
    connection: "duckdb.DuckDBPyConnection",
    parties: Mapping[str, str | None],
    options: PanelOptions,
    panel: Path,
) -> list[str]:
    """Write the table; returns the names of its columns of evidence."""
    connection.execute(evidence_sql(sorted(parties), options.evidence))
    names = [f"{kind}_{party}" for kind in options.evidence for party in sorted(parties)]
    extra = [pa.field(name, pa.float64(), nullable=False, metadata=_described(name))
             for name in names]  # fmt: skip
    connection.execute("create table scored as " + panel_sql(names), [options.min_sentences])
    with TableWriter("panel", panel, extra=extra) as writer:
        reader: pa.RecordBatchReader = connection.sql(
            "select * from scored order by row"
        ).to_arrow_reader(_ROWS_AT_ONCE)
        for batch in reader:
            writer.write(pa.Table.from_batches([batch]))
    return names


def _described(name: str) -> dict[str, str]:
    return {"description": f"Evidence of addressing: {name.replace('_', ' ')}", "unit": ""}
