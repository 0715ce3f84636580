"""The aggregate: each speaker's pitch compared with the same speaker in the whole corpus.

Two walks through the measures: the first sums up each speaker, the second writes every
unit with its standard score. Neither holds more than some recordings' rows and one sum
per speaker and kind of unit.
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from unisono.acoustics.grid import Floats
from unisono.acoustics.zscores import Codes, Totals
from unisono.errors import TableError
from unisono.store import TableWriter, read_recordings, read_rows, write_table

logger = logging.getLogger(__name__)

_GROUPED = ("unit", "speaker_id", "f0_mean")
_ROWS_AT_ONCE = 50_000


def standardise(
    *,
    measures: Sequence[Path],
    enrolment: Path,
    speakers: Path,
    acoustics: Sequence[Path],
) -> None:
    """Write ``acoustics`` and ``speakers`` from the measures of all batches.

    The standard score of a unit's mean F0 is taken among the same speaker's units of the
    same kind: words among words, segments among segments.

    Parameters
    ----------
    measures
        Files of the table, each named by its batch.
    enrolment
        Table that says which enrolment of a recording counts; rows of others are left out.
    speakers
        Table to write.
    acoustics
        Files to write, one for each of ``measures`` and in the same order.

    Raises
    ------
    TableError
        When there are not as many files to write as to read.
    """
    if len(measures) != len(acoustics):
        raise TableError(
            f"acoustics: {len(acoustics)} files to write for {len(measures)} of measures; "
            "name one for each, in the same order"
        )
    current = _current(enrolment)
    totals = Totals()
    for path in measures:
        for rows in _recordings(path, current, _GROUPED):
            totals.add(*_grouped(rows))
    _write_speakers(speakers, totals)
    written = 0
    for source, target in zip(measures, acoustics, strict=True):
        written += _write_scores(source, target, current, totals)
    logger.info("standardised %d units in %d batches", written, len(measures))


def _current(enrolment: Path) -> dict[str, set[str]]:
    """Recordings that count, for each batch."""
    current: dict[str, set[str]] = {}
    for row in read_rows(enrolment, columns=["media_id", "batch", "state"]):
        if row["state"] == "current":
            current.setdefault(row["batch"], set()).add(row["media_id"])
    return current


def _recordings(
    path: Path, current: dict[str, set[str]], columns: Sequence[str] | None = None
) -> Iterator[pa.Table]:
    """Rows of each recording of a batch whose enrolment counts."""
    counted = current.get(path.stem, set())
    for media_id, rows in read_recordings(path, columns=columns, batch_rows=_ROWS_AT_ONCE):
        if media_id in counted:
            yield rows


def _grouped(rows: pa.Table) -> tuple[list[tuple[str, str] | None], Codes, Floats]:
    """Names of the groups, the group of each row, and its F0."""
    units, unit_codes = _encoded(rows, "unit")
    names, name_codes = _encoded(rows, "speaker_id")
    groups = [
        None if name is None or unit is None else (name, unit) for name in names for unit in units
    ]
    f0 = rows.column("f0_mean").to_numpy(zero_copy_only=False).astype(np.float64)
    return groups, name_codes * len(units) + unit_codes, f0


def _encoded(rows: pa.Table, column: str) -> tuple[list[str | None], Codes]:
    encoded = rows.column(column).combine_chunks().dictionary_encode(null_encoding="encode")
    codes: Codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return encoded.dictionary.to_pylist(), codes


def _write_speakers(path: Path, totals: Totals) -> None:
    rows = [
        {
            "speaker_id": speaker_id,
            "unit": unit,
            "n": sums.n,
            "f0_mean": sums.mean,
            "f0_sd": sums.deviation,
        }
        for (speaker_id, unit), sums in totals.items()
    ]
    write_table("speakers", path, rows)


def _write_scores(source: Path, target: Path, current: dict[str, set[str]], totals: Totals) -> int:
    """Write one batch of ``acoustics``; returns its rows."""
    with TableWriter("acoustics", target) as writer:
        pending: list[pa.Table] = []
        for rows in _recordings(source, current):
            scores = totals.scores(*_grouped(rows))
            pending.append(rows.append_column("f0_z", pa.array(scores, from_pandas=True)))
            if sum(table.num_rows for table in pending) >= _ROWS_AT_ONCE:
                writer.write(pa.concat_tables(pending))
                pending = []
        if pending:
            writer.write(pa.concat_tables(pending))
        return writer.rows
