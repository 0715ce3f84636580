"""Reading and writing tables: the only place that touches Parquet.

A file appears under its name only when it is whole: rows go to a temporary file
beside it, which is synced and renamed at the end and removed on failure.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from unisono.errors import TableError, nearest
from unisono.schema import Table
from unisono.tables import TABLES

Row = Mapping[str, Any]


class TableWriter:
    """Write one file of a table, piece by piece, with bounded memory.

    Rows must come sorted by ``media_id``; every call of `write` is validated
    against the declaration in `unisono.tables` and becomes a row group.

    Parameters
    ----------
    name
        Name of the table, e.g. ``"words"``.
    path
        The Parquet file to make. Its folder is made when it is not there.
    vector_length
        For tables with a fixed-size vector: its length.
    extra
        For tables that are open to manifest columns: their fields.

    Raises
    ------
    TableError
        When rows do not keep the contract; nothing is left on disk then.
    """

    def __init__(
        self,
        name: str,
        path: str | Path,
        *,
        vector_length: int | None = None,
        extra: Sequence[pa.Field] = (),
    ) -> None:
        self.table = TABLES[name]
        self.path = Path(path)
        self.schema = file_schema(self.table, vector_length=vector_length, extra=extra)
        self.rows = 0
        self._last = ""
        self._temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = pq.ParquetWriter(
            self._temporary, self.schema, compression="zstd", version="2.6"
        )
        return self

    def write(self, rows: Iterable[Row] | pa.Table) -> int:
        """Append rows; returns how many."""
        if self._writer is None:
            raise TableError(f"{self.table.name}: the writer is not open")
        data = rows if isinstance(rows, pa.Table) else self._from_rows(list(rows))
        if data.num_rows == 0:
            return 0
        data = self._checked(data)
        self._writer.write_table(data)
        self.rows += data.num_rows
        return int(data.num_rows)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        writer, self._writer = self._writer, None
        try:
            if writer is not None:
                writer.close()
            if error is None:
                _publish(self._temporary, self.path)
        finally:
            self._temporary.unlink(missing_ok=True)

    def _from_rows(self, rows: list[Row]) -> pa.Table:
        names = set(self.schema.names)
        for row in rows:
            if row.keys() != names:
                raise TableError(_misfit(self.table.name, row.keys(), names))
        try:
            return pa.Table.from_pylist(rows, schema=self.schema)
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise TableError(f"{self.table.name}: {error}") from error

    def _checked(self, data: pa.Table) -> pa.Table:
        if set(data.column_names) != set(self.schema.names):
            message = _misfit(self.table.name, data.column_names, set(self.schema.names))
            raise TableError(message)
        _check_values(self.table, data)
        try:
            data = data.select(self.schema.names).cast(self.schema)
        except (pa.ArrowException, ValueError) as error:
            raise TableError(f"{self.table.name}: {error}") from error
        self._check_order(data)
        return data

    def _check_order(self, data: pa.Table) -> None:
        if self.table.key[0] != "media_id":
            return
        ids = data.column("media_id").to_pylist()
        for before, after in zip([self._last, *ids], ids, strict=False):
            if after < before:
                raise TableError(
                    f'{self.table.name}: rows of "{after}" come after those of "{before}"; '
                    "write them sorted by media_id"
                )
        self._last = ids[-1]


def file_schema(
    table: Table, *, vector_length: int | None = None, extra: Sequence[pa.Field] = ()
) -> pa.Schema:
    """Schema of one file of a table: the declared one, with vector length and extras."""
    schema = table.schema
    if table.vector:
        if vector_length is None:
            raise TableError(f"{table.name}: say vector_length")
        position = schema.get_field_index("vector")
        vector = schema.field(position).with_type(pa.list_(pa.float32(), vector_length))
        schema = schema.set(position, vector)
    if extra and not table.open:
        raise TableError(f"{table.name}: takes no further columns")
    for addition in extra:
        schema = schema.append(addition)
    return schema


def table_files(results: str | Path) -> dict[str, list[Path]]:
    """All files of every table in a results folder, sorted, by the table's name."""
    return {name: sorted((Path(results) / name).rglob("*.parquet")) for name in TABLES}


def write_table(
    name: str,
    path: str | Path,
    rows: Iterable[Row] | pa.Table,
    *,
    vector_length: int | None = None,
    extra: Sequence[pa.Field] = (),
) -> int:
    """Write a whole file of a table at once; returns the number of rows."""
    with TableWriter(name, path, vector_length=vector_length, extra=extra) as writer:
        return writer.write(rows)


def read_table(path: str | Path, *, columns: Sequence[str] | None = None) -> pa.Table:
    """Read one file of a table whole. For large columns use `read_recordings`."""
    return pq.read_table(path, columns=None if columns is None else list(columns))


def read_rows(path: str | Path, *, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Read one file of a table as a list of rows."""
    rows: list[dict[str, Any]] = read_table(path, columns=columns).to_pylist()
    return rows


def read_recordings(
    path: str | Path, *, columns: Sequence[str] | None = None, batch_rows: int = 1024
) -> Iterator[tuple[str, pa.Table]]:
    """Read one file of a table recording by recording, in the order of the file.

    Parameters
    ----------
    path
        A file sorted by ``media_id``.
    columns
        Columns to read; ``media_id`` is always read.
    batch_rows
        Rows held at a time beyond those of the recording itself.

    Yields
    ------
    tuple
        ``media_id`` and its rows.
    """
    wanted = None if columns is None else list(dict.fromkeys(["media_id", *columns]))
    pending: list[pa.Table] = []
    current: str | None = None
    with pq.ParquetFile(path) as file:
        for piece in file.iter_batches(batch_size=batch_rows, columns=wanted):
            table = pa.Table.from_batches([piece])
            for media_id, rows in _runs(table):
                if current is not None and media_id != current:
                    yield current, pa.concat_tables(pending)
                    pending = []
                current = media_id
                pending.append(rows)
    if current is not None:
        yield current, pa.concat_tables(pending)


def _runs(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    ids = table.column("media_id").to_pylist()
    start = 0
    for position in range(1, len(ids) + 1):
        if position == len(ids) or ids[position] != ids[start]:
            yield ids[start], table.slice(start, position - start)
            start = position


def _check_values(table: Table, data: pa.Table) -> None:
    for name, column in table.columns.items():
        values = data.column(name)
        if not column.null and values.null_count:
            raise TableError(f"{table.name}.{name}: missing values are not allowed")
        if column.allowed:
            present = set(pc.unique(values).to_pylist()) - {None}
            wrong = sorted(present - set(column.allowed))
            if wrong:
                raise TableError(
                    f'{table.name}.{name}: "{wrong[0]}" is not one of {", ".join(column.allowed)}'
                )


def _misfit(table: str, given: Iterable[str], declared: set[str]) -> str:
    given = list(given)
    unknown = [name for name in given if name not in declared]
    if unknown:
        return f'{table}: no column "{unknown[0]}"{nearest(unknown[0], declared)}'
    missing = sorted(declared - set(given))
    return f'{table}: column "{missing[0]}" is missing'


def _publish(temporary: Path, path: Path) -> None:
    with temporary.open("rb+") as handle:
        os.fsync(handle.fileno())
    temporary.replace(path)
