"""Reading the tables of a run a piece at a time, never a corpus at once."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs

_PIECE = 4096
"""Rows held at a time; tables with pictures are read with fewer."""


def count_rows(path: Path) -> int:
    """Rows of one file, from its footer."""
    return int(_open(path).count_rows())


def scan(path: Path, columns: Sequence[str], *, where: Any = None) -> Iterator[dict[str, Any]]:
    """Rows of one file, in the order of the file.

    Parameters
    ----------
    path
        A Parquet file.
    columns
        Columns to read.
    where
        A pyarrow expression that rows must meet; row groups without such rows are not read.
    """
    scanner = _open(path).scanner(
        columns=list(columns),
        filter=where,
        batch_size=16 if "image" in columns else _PIECE,
        batch_readahead=1,
        fragment_readahead=1,
        use_threads=False,
    )
    for piece in scanner.to_batches():
        yield from piece.to_pylist()


def rows_of(
    paths: Sequence[Path],
    media_id: str,
    batch: str,
    columns: Sequence[str],
    *,
    where: Any = None,
) -> Iterator[dict[str, Any]]:
    """Rows of one recording, from the file of its batch.

    Files that are not of a batch (a table of the whole corpus) are searched when there is
    none; those of other batches never, since they may hold what was superseded.
    """
    chosen = ds.field("media_id") == media_id
    if where is not None:
        chosen &= where
    own = [path for path in paths if path.stem == batch]
    for path in own or [path for path in paths if not path.stem.isdigit()]:
        yield from scan(path, columns, where=chosen)


def count_values(path: Path, first: str, second: str) -> Iterator[tuple[Any, Any, int]]:
    """How often each pair of values occurs, piece by piece: a pair may come again."""
    scanner = _open(path).scanner(columns=[first, second], batch_size=65536, use_threads=False)
    for piece in scanner.to_batches():
        pairs = pa.table(piece).group_by([first, second], use_threads=False)
        counted = pairs.aggregate([([], "count_all")])
        for row in counted.to_pylist():
            yield row[first], row[second], int(row["count_all"])


def _open(path: Path) -> Any:
    # A file system given by hand keeps odd file names from being read as addresses.
    local = pyarrow.fs.LocalFileSystem()
    return ds.dataset(str(path.absolute()), format="parquet", filesystem=local)
